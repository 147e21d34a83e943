"""For GitHub Actions: workflow commands that annotate the lines of a pull request.

Source: GitHub's documentation of workflow commands, "Setting an error message"; values escape %, CR, LF, and in
properties also colon and comma.
"""

from kaito_gen.validate.finding import ERROR, NOTE, WARNING
from kaito_gen.validate.located import Located, Outcome

_COMMANDS = {ERROR: "error", WARNING: "warning", NOTE: "notice"}


def report(outcome: Outcome) -> str:
    """Return one command a finding, and the summary as an ordinary line of the log."""
    return "".join(f"{_command(one)}\n" for one in outcome.findings) + f"{outcome.summary()}\n"


def _command(one: Located) -> str:
    finding = one.finding
    properties = {"file": one.where.path, "line": one.where.line, "col": one.where.column, "title": finding.rule}
    said = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value)
    subject = f"{one.subject}: " if one.subject else ""
    hint = f" ({finding.hint})" if finding.hint else ""
    return f"::{_COMMANDS[finding.severity]} {said}::{_data(f'{subject}{finding.message}{hint}')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
