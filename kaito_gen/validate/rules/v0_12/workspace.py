"""How rules of v0.12's Workspace webhook are declared, and the parts of a Workspace that they ask for.

KAITO checks a Workspace in a few functions, each of which may stop half-way. So is it written here: one walk follows
one such function and yields, in its order, the number of each of KAITO's rules that it hits; a rule of ours is what one
number of one walk yields. A walk is taken once for a subject, however many rules belong to it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.preset import Preset
from kaito_gen.kinds import V0_12
from kaito_gen.planning.request import RUNTIME_ANNOTATION
from kaito_gen.target import Target
from kaito_gen.validate.finding import ADMISSION
from kaito_gen.validate.rule import CREATE, STATUS_UPDATE, UPDATE, Hit, Places, Rule, Subject
from kaito_gen.validate.rules.walk import Walk, part

PLACES = {V0_12: ("Workspace/v1beta1",)}
BOTH_PLACES = {V0_12: ("Workspace/v1beta1", "Workspace/v1alpha1")}
_SHARED = frozenset((*map(str, (1, 2, 3, 6, 31, 32, 33, 35, 36, 40, 41, 42, 50, *range(52, 68), 72, 73, 74)), "decode"))
"""The numbers that the webhook of v1alpha1 has as well, hitting under the same conditions."""
CREATES = (CREATE,)
WRITES = (CREATE, UPDATE, STATUS_UPDATE)
VLLM, TRANSFORMERS = "vllm", "transformers"


def refusal(
    rule_id: str,
    number: str,
    walk: Walk,
    summary: str,
    *,
    operations: tuple[str, ...] = CREATES,
    alone: bool = False,
    places: Places | None = None,
    step: str = "",
) -> Rule:
    """Return the rule of one step of a walk: an error of the admission stage.

    ``places`` are Workspaces by default, in the versions that have the rule. ``step`` is what the walk yields for it,
    where that is not the number itself.
    """
    wanted = step or number
    official = number.partition(" ")[0]
    where = places or (BOTH_PLACES if official in _SHARED else PLACES)

    def check(subject: Subject) -> Iterator[Hit]:
        return (hit for found, hit in walk(subject) if found == wanted)

    return Rule(
        id=rule_id,
        stage=ADMISSION,
        summary=summary,
        applies=where,
        check=check,
        upstream={V0_12: (official,)},
        operations=operations,
        alone=alone,
        walk=walk,
    )


def inference(subject: Subject) -> Mapping[str, Any] | None:
    """Return ``inference``; None for a Workspace without one, while an empty one counts."""
    found: Mapping[str, Any] | None = subject.manifest.get("inference")
    return found


def tuning(subject: Subject) -> Mapping[str, Any] | None:
    """Return ``tuning``; None for a Workspace without one, while an empty one counts."""
    found: Mapping[str, Any] | None = subject.manifest.get("tuning")
    return found


def annotations(subject: Subject) -> Mapping[str, str]:
    """Return the annotations."""
    return part(subject.manifest, "metadata", "annotations")


def served_name(subject: Subject) -> str | None:
    """Return the name of the preset that is to be served; None where ``inference`` names no preset."""
    preset = part(subject.manifest, "inference").get("preset")
    return None if preset is None else str(preset.get("name", ""))


def served_preset(subject: Subject) -> Preset | None:
    """Return the catalog's entry of the preset to serve; None where there is none or the catalog lacks it."""
    name = served_name(subject)
    return subject.catalog.preset(name) if name else None


def is_preset_name(name: str, catalog: Catalog) -> bool:
    """Return whether KAITO takes a text as the name of a preset: one that it knows, or any ``organization/model``."""
    organization, _, model = name.partition("/")
    return bool(organization and model) or catalog.preset(name) is not None


def brings_nodes(target: Target) -> bool:
    """Return whether nodes are brought by users: KAITO asks the gate that its provisioner sets."""
    return target.gate("disableNodeAutoProvisioning")


def runtime(subject: Subject) -> str:
    """Return the runtime that KAITO takes: vLLM, unless its gate is off or the annotation says transformers."""
    if not subject.target.gate("vLLM"):
        return TRANSFORMERS
    return TRANSFORMERS if annotations(subject).get(RUNTIME_ANNOTATION) == TRANSFORMERS else VLLM
