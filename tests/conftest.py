"""What holds for all tests: ids that are the same in every process, and patience with a busy machine."""

from typing import Any

from hypothesis import HealthCheck, settings

settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-machine")


def pytest_make_parametrize_id(val: Any) -> str | None:
    """Name sets by their sorted members: their own order differs from process to process, and xdist compares ids."""
    if isinstance(val, set | frozenset):
        return "+".join(sorted(map(str, val))) or "none"
    if isinstance(val, dict | list | tuple):
        return str(val)[:80]
    return None
