"""MultiRoleInferences: one model, served by a prefill and a decode role; the schema sees to the roles themselves."""

from collections.abc import Iterator

from kaito_gen.kinds import V0_12
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.v0_12.controllers import is_served
from kaito_gen.validate.rules.v0_12.identity import name_rule
from kaito_gen.validate.rules.v0_12.machines import machine_steps
from kaito_gen.validate.rules.v0_12.workspace import WRITES, refusal
from kaito_gen.validate.rules.v0_12.workspace_changes import change_rule
from kaito_gen.validate.rules.walk import Step, once, part

PLACES = {V0_12: ("MultiRoleInference/v1alpha1",)}


@once
def _roles(subject: Subject) -> Iterator[Step]:
    if not is_served(subject):
        return
    spec = part(subject.manifest, "spec")
    if subject.creates and not part(spec, "model").get("name"):
        yield "M2", Hit(("spec", "model", "name"), "the roles need the name of their model", "write name: phi-4")
    for index, role in enumerate(spec.get("roles") or ()):
        keys = ("spec", "roles", index, "instanceType")
        yield from (("M6", hit) for _, hit in machine_steps(subject, role.get("instanceType"), keys))


RULES = (
    name_rule("roles-name-not-a-label", "M1", "MultiRoleInference", "v1alpha1"),
    refusal("roles-model-missing", "M2", _roles, "The roles have no model.", places=PLACES),
    refusal("role-machine", "M6", _roles, "A role's machine is missing or too much.", operations=WRITES, places=PLACES),
    change_rule("role-model-changed", "M9", "The model of the roles is changed.", PLACES),
)
