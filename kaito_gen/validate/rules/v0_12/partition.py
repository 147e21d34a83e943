"""Parts of GPUs, ``resource.partition``: one MIG slice, or some whole GPUs, of nodes that users bring."""

from collections.abc import Iterator

from kaito_gen.planning import partition
from kaito_gen.planning.request import BYPASS_ANNOTATION
from kaito_gen.planning.v0_12.totals import weights_exceed_slice
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.v0_12.workspace import annotations, served_preset
from kaito_gen.validate.rules.walk import Step, part

KEYS = ("resource", "partition")


def partition_steps(subject: Subject) -> Iterator[Step]:
    """Yield what is wrong with the partition of nodes that users bring."""
    asked = part(subject.manifest, *KEYS)
    if asked.get("mode") == partition.MIG:
        yield from _slice(subject, str(asked.get("profile") or ""), asked.get("count"))
    elif asked.get("mode") == partition.ACCELERATOR:
        if not subject.target.gate("enableAccelerator"):
            yield "20", _gate_off("accelerator", "enableAccelerator")
        if asked.get("profile"):
            message = "whole GPUs have no MIG profile"
            yield "21", Hit((*KEYS, "profile"), message, "remove the profile, or write mode: mig")
        if asked.get("count") is None:
            yield "22", Hit(KEYS, "partition mode accelerator needs the number of GPUs", "write partition.count")


def _slice(subject: Subject, profile: str, count: int | None) -> Iterator[Step]:
    """Yield the first mistake in a MIG slice: KAITO looks no further."""
    if not subject.target.gate("enableMIG"):
        yield "15", _gate_off("mig", "enableMIG")
    elif count is not None:
        message = "a MIG slice is one part of one GPU and has no count"
        yield "16", Hit((*KEYS, "count"), message, "remove the count, or write mode: accelerator")
    elif profile not in partition.PROFILES:
        message = f"{profile!r} is no MIG profile that KAITO knows" if profile else "a MIG slice needs its profile"
        yield "17", Hit((*KEYS, "profile"), message, f"write one of {', '.join(_near(profile))}")
    else:
        preset = served_preset(subject)
        why = weights_exceed_slice(preset.model, profile) if preset and preset.model else None
        if why and BYPASS_ANNOTATION not in annotations(subject):
            yield "18", Hit((*KEYS, "profile"), why.message)


def _gate_off(mode: str, gate: str) -> Hit:
    return Hit(
        (*KEYS, "mode"), f"partition mode {mode} needs KAITO's feature gate {gate}, which is off", "switch it on"
    )


def _near(profile: str) -> list[str]:
    """Return the profiles with as many slices, or one of each size where there is none."""
    known = sorted(partition.PROFILES)
    same = [one for one in known if one.partition("g.")[0] == profile.partition("g.")[0]]
    return same or [one for one in known if one.endswith((".10gb", ".40gb"))]
