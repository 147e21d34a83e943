"""Names: KAITO writes them into labels and names StatefulSets with them, so they have to be DNS labels."""

from collections.abc import Iterator

from kaito_gen.kinds import V0_12
from kaito_gen.render.labels import LIMIT, is_container_name
from kaito_gen.validate.rule import Hit, Rule, Subject
from kaito_gen.validate.rules.v0_12.controllers import is_served
from kaito_gen.validate.rules.v0_12.workspace import WRITES, refusal
from kaito_gen.validate.rules.walk import Step, once, part

_GENERATED = "x" * 5
"""What the API server appends to ``generateName`` before the webhook sees the object: five such characters."""
_LONGEST_PREFIX = LIMIT - len(_GENERATED)


@once
def name_steps(subject: Subject) -> Iterator[Step]:
    """Yield a hit where the name is no DNS label."""
    if not is_served(subject):
        return
    metadata = part(subject.manifest, "metadata")
    name = str(metadata.get("name") or "")
    field = "name"
    if not name and metadata.get("generateName"):
        field = "generateName"
        name = str(metadata[field])[:_LONGEST_PREFIX] + _GENERATED
    if is_container_name(name):
        return
    why = f"it has {len(name)} characters" if len(name) > LIMIT else "only a-z, 0-9 and - inside are allowed"
    message = f"the name of a {subject.kind} must be a DNS label of at most {LIMIT} characters: {why}"
    fixed = name.lower().replace("_", "-").replace(".", "-").strip("-")
    sound = field == "name" and is_container_name(fixed)
    yield "name", Hit(("metadata", field), message, f"write {fixed}" if sound else "")


def name_rule(rule_id: str, number: str, kind: str, *versions: str) -> Rule:
    """Return the rule about names of one kind; the API server itself lets longer names and dots pass."""
    places = {V0_12: tuple(f"{kind}/{version}" for version in versions)}
    summary = f"The name of a {kind} is no DNS label."
    return refusal(rule_id, number, name_steps, summary, operations=WRITES, places=places, step="name")


RULES = (name_rule("name-not-a-label", "1", "Workspace", "v1beta1", "v1alpha1"),)
