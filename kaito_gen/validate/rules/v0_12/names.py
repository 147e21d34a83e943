"""Names that the webhook takes and that are too long, or wrong, for what is made from them after the node is bought.

A StatefulSet writes its name and a hash of ten characters into a label of its pods (63 at most); a headless Service has
the name and ``-headless``; a set's Workspaces have five characters and a dash more. Source: KAITO v0.12.0, measured
2026-08 (cases name-53, name-54, name-61 and name-long of kaito-v0.12-golden).
"""

from collections.abc import Iterator

from kaito_gen.kinds import V0_12
from kaito_gen.render.labels import LIMIT, is_container_name, is_service_name
from kaito_gen.validate.finding import ERROR
from kaito_gen.validate.rule import Hit, Places, Subject
from kaito_gen.validate.rules.adapters import KEYS
from kaito_gen.validate.rules.trouble import trouble
from kaito_gen.validate.rules.v0_12.adapter_changes import adapter_steps
from kaito_gen.validate.rules.v0_12.controllers import is_served
from kaito_gen.validate.rules.v0_12.made import EVERY, of_each
from kaito_gen.validate.rules.v0_12.workspace import served_name
from kaito_gen.validate.rules.walk import Step, once, part

_HASH = len("-") + 10
"""What a StatefulSet appends to its name in the label controller-revision-hash."""
_CHILD = len("-") + 5
_ROLE = len("-prefill")
_LONGEST = {
    "Workspace": LIMIT - _HASH,
    "InferenceSet": LIMIT - _HASH - _CHILD,
    "MultiRoleInference": LIMIT - _HASH - _CHILD - _ROLE,
    "RAGEngine": LIMIT,
}
_NAMED: Places = {V0_12: (*EVERY[V0_12], "RAGEngine/v1beta1", "RAGEngine/v1alpha1")}


@once
def _names(subject: Subject) -> Iterator[Step]:
    name = str(part(subject.manifest, "metadata").get("name") or "")
    if not name or (subject.kind == "Workspace" and subject.manifest.get("inference") is None):
        return  # a tuning job has neither Services nor a StatefulSet
    if not is_served(subject):
        return
    longest = _LONGEST[subject.kind]
    if len(name) > longest:
        message = (
            f"the name has {len(name)} characters, and from {longest + 1} on the objects that are made of it are "
            f"refused, after the nodes were bought"
        )
        yield "name-unfit-for-objects", Hit(("metadata", "name"), message, f"write at most {longest} characters")
    elif not is_service_name(name):
        message = f"a Service cannot be called {name}: it has to begin with a letter, and has no dots"
        yield "name-unfit-for-objects", Hit(("metadata", "name"), message, f"write model-{name.replace('.', '-')}")


def _adapters(subject: Subject) -> Iterator[Step]:
    adapters = part(subject.manifest, "inference").get("adapters")
    if not adapters or served_name(subject) is None:
        return
    for index, adapter in enumerate(adapters):
        source, keys = adapter.get("source"), (*KEYS, index)
        if source is None or any(adapter_steps(adapter, keys, inspects_urls=False)):
            continue  # another rule says that nothing is made of it
        name = source["name"]
        made = [f"puller-{name}"] if source.get("image") else [f"adapter-volume-{name}"]
        made += [f"docker-config-{name}-inference-adapter"] if source.get("imagePullSecrets") else []
        wrong = next((one for one in made if not is_container_name(one)), "")
        if wrong:
            message = (
                f"the adapter's name becomes {wrong} in the pod, where at most {LIMIT} of a-z, 0-9 and '-' are allowed"
            )
            hint = "write a short name without dots"
            yield "adapter-name-no-container", Hit((*keys, "source", "name"), message, hint)


RULES = (
    trouble("name-unfit-for-objects", _names, _NAMED, "A name is too long for what is made of it.", severity=ERROR),
    trouble(
        "adapter-name-no-container",
        of_each(_adapters),
        EVERY,
        "No container can have the adapter's name.",
        severity=ERROR,
    ),
)
