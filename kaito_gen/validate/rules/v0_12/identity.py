"""The name of a Workspace: KAITO labels nodes and names a StatefulSet with it, so it has to be a DNS label."""

from collections.abc import Iterator

from kaito_gen.render.labels import LIMIT, is_container_name
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.v0_12.workspace import WRITES, refusal
from kaito_gen.validate.rules.walk import Step, once, part

_GENERATED = "x" * 5
"""What the API server appends to ``generateName`` before the webhook sees the object: five such characters."""
_LONGEST_PREFIX = LIMIT - len(_GENERATED)


@once
def _name(subject: Subject) -> Iterator[Step]:
    metadata = part(subject.manifest, "metadata")
    name = str(metadata.get("name") or "")
    field = "name"
    if not name and metadata.get("generateName"):
        field = "generateName"
        name = str(metadata[field])[:_LONGEST_PREFIX] + _GENERATED
    if is_container_name(name):
        return
    why = f"it has {len(name)} characters" if len(name) > LIMIT else "only a-z, 0-9 and - inside are allowed"
    message = f"the name of a Workspace must be a DNS label of at most {LIMIT} characters: {why}"
    fixed = name.lower().replace("_", "-").replace(".", "-").strip("-")
    sound = field == "name" and is_container_name(fixed)
    yield "1", Hit(("metadata", field), message, f"write {fixed}" if sound else "")


RULES = (refusal("name-not-a-label", "1", _name, "A Workspace's name is no DNS label.", operations=WRITES),)
