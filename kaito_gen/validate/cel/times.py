"""Moments and spans of time: how they are read and written, and their parts in a time zone."""

import re
from collections.abc import Callable
from typing import Any

from kaito_gen.validate.cel.errors import CelError
from kaito_gen.validate.cel.overloads import Overloads
from kaito_gen.validate.cel.values import Duration, Timestamp, integer
from kaito_gen.validate.schema.go_times import is_go_duration, is_rfc3339

_UNITS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_PART = re.compile(r"(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d{1,2}):(\d\d):(\d\d)(?:[.,](\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))?\Z", re.ASCII
)
_OFFSET = re.compile(r"([+-]?)(\d\d):(\d\d)\Z", re.ASCII)


def parse_duration(text: str) -> Duration:
    """Return a Go duration such as 1h30m; CelError when it is none."""
    if not is_go_duration(text):
        msg = f"{text!r} is no duration"
        raise CelError(msg)
    total = 0
    for whole, fraction, unit in _PART.findall(text):
        scale = _UNITS[unit]
        total += int(whole or 0) * scale
        if fraction:
            total += int(fraction) * scale // 10 ** len(fraction)
    return Duration(integer(-total if text.startswith("-") else total))


def parse_timestamp(text: str) -> Timestamp:
    """Return a moment by RFC 3339; CelError when it is none."""
    if not is_rfc3339(text):
        msg = f"{text!r} is no timestamp"
        raise CelError(msg)
    return moment(text)


def moment(text: str) -> Timestamp:
    """Return a moment that is known to be one; without a time zone it is in UTC."""
    from datetime import date

    found = _MOMENT.match(text if "T" in text or "t" in text else f"{text}T00:00:00Z")
    if found is None:
        msg = f"{text!r} is no timestamp"
        raise CelError(msg)
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    fraction, sign, hours, minutes = found.groups()[6:]
    try:
        days = date(year, month, day).toordinal() - 719163 if year else -719528
    except ValueError as error:
        raise CelError(str(error)) from None
    seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
    offset = (int(hours) * 60 + int(minutes)) * (-1 if sign == "-" else 1) if sign else 0
    return Timestamp((seconds - offset * 60) * 10**9 + int(f"{fraction or '':0<9}"[:9]), offset)


def text_of_duration(duration: Duration) -> str:
    """Return a duration in seconds, as CEL writes it."""
    seconds, rest = divmod(abs(duration.nanoseconds), 10**9)
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    return f"{'-' if duration.nanoseconds < 0 else ''}{seconds}{fraction}s"


def text_of_timestamp(timestamp: Timestamp) -> str:
    """Return a moment by RFC 3339, with the offset it was written with."""
    seconds, rest = divmod(timestamp.nanoseconds, 10**9)
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    offset = timestamp.offset
    zone = f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}" if offset else "Z"
    local = _local(seconds + offset * 60, "UTC")
    return f"{local.year:04d}-{local:%m-%dT%H:%M:%S}{fraction}{zone}"


def _local(seconds: int, zone: str) -> Any:
    from datetime import UTC, datetime, timedelta, timezone

    found = _OFFSET.match(zone)
    try:
        if found:
            offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
            place: Any = timezone(-offset if found[1] == "-" else offset)
        elif zone in ("UTC", ""):
            place = UTC
        else:
            from zoneinfo import ZoneInfo

            place = ZoneInfo(zone)
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).astimezone(place)
    except (KeyError, ValueError, OverflowError, OSError):
        msg = f"{zone!r} is no time zone, or the moment is beyond the calendar"
        raise CelError(msg) from None


def _part(pick: Callable[[Any], int]) -> tuple[Any, ...]:
    def utc(timestamp: Timestamp) -> int:
        return pick(_local(timestamp.nanoseconds // 10**9, "UTC"))

    def zoned(timestamp: Timestamp, zone: str) -> int:
        return pick(_local(timestamp.nanoseconds // 10**9, zone))

    return (((Timestamp,), utc), ((Timestamp, str), zoned))


def _whole(unit: int) -> tuple[Any, ...]:
    return (((Duration,), lambda duration: int(abs(duration.nanoseconds) // unit * (1, -1)[duration.nanoseconds < 0])),)


def _milliseconds(timestamp: Timestamp, _: str = "UTC") -> int:
    return timestamp.nanoseconds // 10**6 % 1000


METHODS: Overloads = {
    "getFullYear": _part(lambda time: int(time.year)),
    "getMonth": _part(lambda time: time.month - 1),
    "getDayOfYear": _part(lambda time: time.timetuple().tm_yday - 1),
    "getDayOfMonth": _part(lambda time: time.day - 1),
    "getDate": _part(lambda time: int(time.day)),
    "getDayOfWeek": _part(lambda time: time.isoweekday() % 7),
    "getHours": (*_part(lambda time: int(time.hour)), *_whole(3600 * 10**9)),
    "getMinutes": (*_part(lambda time: int(time.minute)), *_whole(60 * 10**9)),
    "getSeconds": (*_part(lambda time: int(time.second)), *_whole(10**9)),
    "getMilliseconds": (((Timestamp,), _milliseconds), ((Timestamp, str), _milliseconds), *_whole(10**6)),
}
