"""The one list of differences on purpose: where we answer otherwise than KAITO did, and why.

An entry is a predicate over a question and one difference, never a case's name: it must hold for cases nobody has seen.
``docs/differences.md`` is generated from here (``make generate``). Together they may cover at most 2 % of a data set.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from golden import Difference

SHARE = 0.02
"""How much of a data set the list may cover."""


@dataclass(frozen=True, slots=True)
class OnPurpose:
    """One difference on purpose.

    ``covers`` gets the question (a recorded case or row) and one difference of its answers, and says whether the
    difference is this one.
    """

    title: str
    sets: tuple[str, ...]
    kaito: str
    """What KAITO does."""
    ours: str
    """What we do instead."""
    reason: str
    covers: Callable[[Any, Any], bool]


GOLDEN = ("kaito-v0.12-golden", "kaito-v0.3-golden")


def _secret_named_twice(_: Any, difference: Difference) -> bool:
    theirs, ours = difference.theirs, difference.ours
    if not difference.path.endswith(".imagePullSecrets") or not isinstance(theirs, list):
        return False
    return len(theirs) != len(ours) and list({str(one): one for one in theirs}.values()) == ours


def _shared_llama_flags(case: Any, difference: Difference) -> bool:
    roots = [one for step in case["steps"] for one in step.get("inputs", ()) if one["kind"] == "Workspace"]
    presets = [((root.get("inference") or {}).get("preset") or {}).get("name", "") for root in roots]
    llamas = sum(preset.startswith("llama") for preset in presets)
    texts = (difference.theirs, difference.ours)
    return llamas > 1 and all(isinstance(text, str) and " torchrun " in text for text in texts)


DIFFERENCES: tuple[OnPurpose, ...] = (
    OnPurpose(
        title="A pull secret is named once",
        sets=GOLDEN,
        kaito="names a Secret once for every adapter, input or output that uses it",
        ours="names each Secret once, in the order of first mention",
        reason="imagePullSecrets is a map by name: server-side apply, as Argo CD does it, refuses a second one.",
        covers=_secret_named_twice,
    ),
    OnPurpose(
        title="Llama Workspaces keep their own torchrun flags",
        sets=("kaito-v0.3-golden",),
        kaito="keeps the flags of all llama presets in one map, so that a Workspace starts with those of another",
        ours="gives each Workspace its own flags",
        reason="With the rendezvous address of another Workspace the pods wait for peers that never come.",
        covers=_shared_llama_flags,
    ),
)


def explained(data_set: str, question: Any, difference: Any) -> OnPurpose | None:
    """Return the entry that covers this difference, or None."""
    return next((entry for entry in DIFFERENCES if data_set in entry.sets and entry.covers(question, difference)), None)


def page() -> str:
    """Return docs/differences.md."""
    head = (
        "# Differences on purpose\n\n"
        "Generated from `tests/truth/differences.py` by `make generate`; do not edit.\n\n"
        "`make truth` replays what KAITO's own admission, estimator and controllers answered (measured, see\n"
        "`tests/truth/data/README.md`). We give the same answers, except for what stands here.\n"
        f"The list may cover at most {SHARE:.0%} of a data set.\n"
    )
    if not DIFFERENCES:
        return head + "\nThere are none.\n"
    parts = [
        f"\n## {entry.title}\n\nData sets: {', '.join(entry.sets)}\n\n"
        f"- KAITO: {entry.kaito}\n- kaito-gen: {entry.ours}\n- Why: {entry.reason}\n"
        for entry in DIFFERENCES
    ]
    return head + "".join(parts)
