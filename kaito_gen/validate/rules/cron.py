"""Cron schedules as KAITO's webhook reads them: five fields, a descriptor such as ``@daily``, a time zone before.

Source: the standard parser of github.com/robfig/cron v3, which KAITO v0.12.0 calls; compared by run on 2026-08-21.
"""

from collections.abc import Mapping
from typing import NamedTuple

from kaito_gen.planning.integers import atoi
from kaito_gen.validate.rules.go_duration import parse_duration

_DESCRIPTORS = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")
_EVERY = "@every "
_ZONES = ("TZ=", "CRON_TZ=")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


class _Field(NamedTuple):
    name: str
    least: int
    most: int
    words: Mapping[str, int] = {}


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, {word: number for number, word in enumerate(_MONTHS, 1)}),
    _Field("day of the week", 0, 6, {word: number for number, word in enumerate(_DAYS)}),
)


def schedule_fault(text: str) -> str:
    """Return what keeps a text from being a schedule, as the end of a sentence; empty where it is one."""
    if text.startswith(_ZONES):
        zone, blank, text = text.partition(" ")
        if not blank:
            return "names a time zone and no times"
        from kaito_gen.validate.rules.time_zones import is_time_zone  # only few schedules name one

        name = zone.partition("=")[2]
        if not is_time_zone(name):
            return f"names the unknown time zone {name}"
        text = text.strip()
    if text.startswith("@"):
        return _descriptor_fault(text)
    fields = text.split()
    if len(fields) != len(_FIELDS):
        return f"has {len(fields)} fields, where minute, hour, day, month and weekday belong"
    return next(filter(None, map(_field_fault, fields, _FIELDS)), "")


def _descriptor_fault(text: str) -> str:
    if text.startswith(_EVERY):
        return (
            "" if parse_duration(text.removeprefix(_EVERY)) is not None else "repeats after no duration such as 1h30m"
        )
    return "" if text in _DESCRIPTORS else f"is none of {', '.join(_DESCRIPTORS)} and @every"


def _field_fault(text: str, field: _Field) -> str:
    return next(filter(None, (_range_fault(one, field) for one in text.split(",") if one)), "")


def _range_fault(text: str, field: _Field) -> str:
    """Return what is wrong with one ``first-last/step``; the last and the step may be missing, the first be ``*``."""
    span, *steps = text.split("/")
    first, *rest = span.split("-")
    where = f"has the {field.name} {text}"
    if first in ("*", "?"):
        start, end = field.least, field.most
    else:
        numbers = [_number(one, field) for one in (first, *rest)]
        if len(numbers) > 2 or any(number is None for number in numbers):
            return f"{where}, which is no number or range"
        start, end = (number or 0 for number in (numbers[0], numbers[-1]))
        if steps and not rest:
            end = field.most
    step = atoi(steps[0]) if steps else 1
    if len(steps) > 1 or step is None or step < 1:
        return f"{where}, whose step is no positive number"
    if start < field.least or end > field.most:
        return f"{where}, which is not between {field.least} and {field.most}"
    return f"{where}, which ends before it begins" if start > end else ""


def _number(text: str, field: _Field) -> int | None:
    named = field.words.get(text.lower())
    if named is not None:
        return named
    number = atoi(text)
    return None if number is None or number < 0 else number
