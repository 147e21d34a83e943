"""What goes with an object that is taken out of Git: whatever prunes deletes it, its pods and the nodes it has."""

from collections.abc import Iterator

from kaito_gen.planning.plan import Plan
from kaito_gen.validate.rule import Subject
from kaito_gen.validate.rules.trouble import is_sound, planned
from kaito_gen.validate.rules.walk import part


def gpus(subject: Subject) -> int | None:
    """Return how many bought GPUs an object of KAITO holds; None where that cannot be told, 0 where it holds none.

    The subject is one that the webhook takes.
    """
    if subject.api_version.partition("/")[0] != "kaito.sh":
        return 0
    if subject.kind == "RAGEngine":
        return _of_engine(subject)
    if subject.kind == "ModelMirror":
        return 0
    total = 0
    for workspace, copies in _workspaces(subject):
        answer = planned(workspace) if is_sound(workspace) else None
        if not isinstance(answer, Plan):
            return None
        total += 0 if answer.brought else answer.nodes * answer.gpus_per_node * copies
    return total


def _workspaces(subject: Subject) -> Iterator[tuple[Subject, int]]:
    """Yield the Workspaces that an object is or makes, with how often each is made."""
    if subject.kind == "Workspace":
        yield subject, 1
        return
    from kaito_gen.validate.rules.v0_12.made import workspaces_of  # of one release

    spec = part(subject.manifest, "spec")
    roles = spec.get("roles") or (spec,)
    for (workspace, _), role in zip(workspaces_of(subject), roles, strict=False):
        replicas = role.get("replicas")
        yield workspace, 1 if replicas is None else int(replicas)


def _of_engine(subject: Subject) -> int | None:
    compute = part(subject.manifest, "spec", "compute")
    name = compute.get("instanceType")
    if not name or not subject.target.provisions_nodes:
        return 0
    machine = subject.catalog.machine(subject.target.cloud, str(name))
    return None if machine is None else machine.gpus * int(compute.get("count") or 1)
