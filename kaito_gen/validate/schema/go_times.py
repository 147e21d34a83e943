"""Days, times and durations as Go reads them, wherever a string of a schema has to be one.

Source: Go 1.26, package time.
"""

import re

_DATE = r"(?a)(\d{4})-(\d\d)-(\d\d)\Z"
_RFC3339 = r"(?a)(\d{4}-\d\d-\d\d)T(\d{1,2}):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d))\Z"
_GO_DURATION = r"(?a)[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)\Z"


def is_rfc3339(text: str) -> bool:
    """Return whether Go reads the text as a time, as it does in metadata and in Kubernetes' own kinds."""
    found = re.match(_RFC3339, text)
    return bool(
        found
        and is_date(found[1])
        and int(found[2]) < 24
        and int(found[3]) < 60
        and int(found[4]) < 60
        and int(found[5] or 0) <= 24
        and int(found[6] or 0) < 60
    )


def is_go_duration(text: str) -> bool:
    """Return whether Go's time.ParseDuration reads the text."""
    return bool(re.match(_GO_DURATION, text))


def is_date(text: str) -> bool:
    """Return whether the text is a day of the calendar: 2024-02-29."""
    found = re.match(_DATE, text)
    if not found:
        return False
    year, month, day = map(int, found.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= month <= 12 and 1 <= day <= (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
