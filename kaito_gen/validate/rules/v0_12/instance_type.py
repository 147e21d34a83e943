"""Whether ``resource.instanceType`` is given where nodes are bought, and left out where they are brought."""

from collections.abc import Iterator

from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.v0_12.workspace import brings_nodes, refusal
from kaito_gen.validate.rules.walk import Step, once, part

KEYS = ("resource", "instanceType")


@once
def _given(subject: Subject) -> Iterator[Step]:
    wanted = part(subject.manifest, "resource").get("instanceType")
    if brings_nodes(subject.target):
        if wanted:
            message = f"nodes are brought here, so nothing is bought by the instance type {wanted}"
            yield "4", Hit(KEYS, message, "remove it: resource.labelSelector chooses the nodes")
    elif not wanted:
        message = "nodes are bought here, so the Workspace has to name a machine"
        yield "5", Hit(KEYS, message, "write resource.instanceType, see kaito-gen catalog machines")


RULES = (
    refusal("instance-type-with-own-nodes", "4", _given, "An instance type is named although nodes are brought."),
    refusal("instance-type-missing", "5", _given, "No instance type is named although nodes are bought."),
)
