"""Services of your own before a model: those that name a Workspace which is nowhere select no pod."""

from collections.abc import Iterator
from difflib import get_close_matches

from kaito_gen.kinds import V0_3, V0_12, name_of, namespace_of
from kaito_gen.validate.finding import NOTE, PRACTICE
from kaito_gen.validate.rule import Hit, Places, Subject
from kaito_gen.validate.rules.trouble import trouble
from kaito_gen.validate.rules.walk import Step, once, part

_PLACES: Places = {V0_3: ("Service/v1",), V0_12: ("Service/v1",)}
_OWNERS = {
    "kaito.sh/workspace": "Workspace",
    "kaito.sh/ragengine": "RAGEngine",
    "inferenceset.kaito.sh/created-by": "InferenceSet",
}


@once
def _selects(subject: Subject) -> Iterator[Step]:
    for key, name in part(subject.manifest, "spec", "selector").items():
        kind = _OWNERS.get(key)
        namespace = namespace_of(subject.manifest)
        if kind is None or subject.world.find(kind, str(name), namespace) is not None:
            continue
        if key == "kaito.sh/workspace" and next(subject.world.of_kind("InferenceSet"), None) is not None:
            continue  # a set's Workspaces are in no file, and may be called so
        known = [name_of(one) for one in subject.world.of_kind(kind) if namespace_of(one) == namespace]
        near = get_close_matches(str(name), known, 1)
        sure = subject.world.complete
        said = "there is no" if sure else "cannot know: the files hold no"
        message = f"{said} {kind} {namespace}/{name}, so the Service selects no pod"
        hint = f"did you mean {near[0]}?" if near else ""
        yield "service-selects-nothing", Hit(("spec", "selector", key), message, hint, "" if sure else NOTE)


RULES = (
    trouble("service-selects-nothing", _selects, _PLACES, "A Service selects pods that nobody makes.", stage=PRACTICE),
)
