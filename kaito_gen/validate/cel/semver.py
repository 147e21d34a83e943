"""Semantic versions, as Kubernetes adds them to CEL."""

import re
from typing import Any, NamedTuple

from kaito_gen.validate.cel.errors import CelError
from kaito_gen.validate.cel.overloads import Overloads

_NUMBER = r"(0|[1-9]\d*)"
_MARK = r"(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)"
_VERSION = re.compile(
    rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-({_MARK}(?:\.{_MARK})*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?\Z",
    re.ASCII,
)


class Semver(NamedTuple):
    """A version; what stands behind ``+`` does not count."""

    major: int
    minor: int
    patch: int
    marks: tuple[str, ...] = ()

    @property
    def cel_type(self) -> str:
        """The name of the type."""
        return "kubernetes.Semver"


def _semver(text: str, normalize: bool = False) -> Semver:
    found = _VERSION.match(_normalized(text) if normalize else text)
    if found is None or max(int(found[1]), int(found[2]), int(found[3])) >= 2**64:
        msg = f"{text!r} is no semantic version"
        raise CelError(msg)
    return Semver(int(found[1]), int(found[2]), int(found[3]), tuple(found[4].split(".")) if found[4] else ())


def _normalized(text: str) -> str:
    """Return a version without a leading v and zeros, and with three numbers."""
    parts = text.removeprefix("v").split(".", 2)
    for place, part in enumerate(parts):
        if len(part) > 1:
            shorter = part.lstrip("0")
            parts[place] = shorter if shorter[:1].isdigit() else f"0{shorter}"
    if len(parts) < 3 and re.search(r"[+-]", parts[-1]):
        return text  # a short version has no marks
    return ".".join([*parts, "0", "0"][: max(3, len(parts))])


def _is(text: str, normalize: bool = False) -> bool:
    try:
        _semver(text, normalize)
    except CelError:
        return False
    return True


def _compare(one: Semver, other: Semver) -> int:
    if one[:3] != other[:3]:
        return 1 if one[:3] > other[:3] else -1
    if not one.marks or not other.marks:
        return bool(other.marks) - bool(one.marks)
    mine, others = [_order(mark) for mark in one.marks], [_order(mark) for mark in other.marks]
    return (mine > others) - (mine < others)


def _order(mark: str) -> tuple[Any, ...]:
    return (0, int(mark), "") if mark.isdigit() else (1, 0, mark)


FUNCTIONS: Overloads = {
    "semver": (((str,), _semver), ((str, bool), _semver)),
    "isSemver": (((str,), _is), ((str, bool), _is)),
}
METHODS: Overloads = {
    "major": (((Semver,), lambda version: version.major),),
    "minor": (((Semver,), lambda version: version.minor),),
    "patch": (((Semver,), lambda version: version.patch),),
    "compareTo": (((Semver, Semver), _compare),),
    "isGreaterThan": (((Semver, Semver), lambda one, other: _compare(one, other) > 0),),
    "isLessThan": (((Semver, Semver), lambda one, other: _compare(one, other) < 0),),
}
