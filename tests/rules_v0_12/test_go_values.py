"""Numbers, durations and schedules are read as the Go programs behind KAITO's webhooks read them."""

import pytest

from kaito_gen.validate.rules.cron import schedule_fault
from kaito_gen.validate.rules.go_duration import parse_duration
from kaito_gen.validate.rules.go_float import parse_float
from kaito_gen.validate.rules.time_zones import NAMES, is_time_zone


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1.0),
        ("1.", 1.0),
        (".5", 0.5),
        ("+1", 1.0),
        ("1_0e-2", 0.1),
        ("0x_1p-3", 0.125),
        ("0X1.8p0", 1.5),
        ("-inf", float("-inf")),
        ("Infinity", float("inf")),
    ],
)
def test_what_go_takes_as_a_number(text: str, value: float) -> None:
    assert parse_float(text) == (value, True)


def test_not_a_number_is_a_number_to_go() -> None:
    value, taken = parse_float("NaN")
    assert taken
    assert value != value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "1,0",
        "1e",
        "abc",
        "1.0.0",
        "None",
        "0x1",
        "_1",
        "1_",
        "1__0",
        "+nan",
        "infin",
        "e1",
        ".",
        "\u0661",
    ],
)
def test_what_go_takes_for_no_number(text: str) -> None:
    assert parse_float(text) == (0.0, False)


@pytest.mark.parametrize(("text", "sign"), [("1e400", 1), ("-1e400", -1), ("0x1p99999", 1)])
def test_numbers_out_of_range_are_infinite_and_refused(text: str, sign: int) -> None:
    assert parse_float(text) == (sign * float("inf"), False)


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("4h", 14_400_000_000_000),
        ("1h30m", 5_400_000_000_000),
        ("-0.5s", -500_000_000),
        ("+.5ms", 500_000),
        ("1.s", 1_000_000_000),
        ("1us", 1000),
        ("1\u00b5s", 1000),
        ("1\u03bcs", 1000),
        ("0.1ns", 0),
        ("0", 0),
        ("-0", 0),
        ("1m1m", 120_000_000_000),
    ],
)
def test_durations(text: str, nanoseconds: int) -> None:
    assert parse_duration(text) == nanoseconds


@pytest.mark.parametrize("text", ["", "-", "4", "4 hours", "1H", "1d", "h", ".h", "1h ", " 1h", "9999999h", "1h-1m"])
def test_what_is_no_duration(text: str) -> None:
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "0 2 * * *",
        "*/5 * * * *",
        "0 0 1,15 * sat",
        "0 0 ? JAN-mar 1-5/2",
        "5/10 * * * *",
        "*-7 * * * *",
        ", * * * *",
        "+5 0 * * *",
        "  0 2 * *   6 ",
        "@daily",
        "@every 1500ms",
        "@every -1h",
        "TZ=UTC 0 2 * * *",
        "CRON_TZ=Europe/Berlin @hourly",
        "TZ= 0 2 * * *",
    ],
)
def test_schedules(text: str) -> None:
    assert schedule_fault(text) == ""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("0 2 * * 1 *", "6 fields"),
        ("0 2 * *", "4 fields"),
        ("60 * * * *", "not between 0 and 59"),
        ("0 0 * 13 *", "not between 1 and 12"),
        ("0 0 0 * *", "not between 1 and 31"),
        ("0 0 * * 7", "not between 0 and 6"),
        ("0 0 * * monday", "no number"),
        ("0 0 * * jan", "no number"),
        ("1-2-3 * * * *", "no number"),
        ("-5 * * * *", "no number"),
        ("5-1 * * * *", "ends before"),
        ("*/0 * * * *", "step"),
        ("*/-1 * * * *", "step"),
        ("1/2/3 * * * *", "step"),
        ("@midnite", "none of"),
        ("@Daily", "none of"),
        ("@every xx", "no duration"),
        ("TZ=Nowhere/Zone 0 2 * * *", "unknown time zone"),
        ("TZ=utc 0 2 * * *", "unknown time zone"),
        ("TZ=UTC", "no times"),
    ],
)
def test_what_is_no_schedule(text: str, fault: str) -> None:
    assert fault in schedule_fault(text)


def test_time_zones_are_those_of_iana() -> None:
    assert len(NAMES) > 590
    assert all(is_time_zone(name) for name in ("Asia/Kolkata", "America/Indiana/Knox", "GMT+0", "Etc/GMT-14", "Local"))
    assert not is_time_zone("Asia/Nowhere")
