"""Findings with their places: what a report prints."""

from kaito_gen.errors import Where
from kaito_gen.validate.finding import ERROR, NOTE, WARNING, Finding
from kaito_gen.value import Value


class Located(Value):
    """One finding, where it stands, and of which object it is.

    ``line`` is the text of the line in question, empty where there is none to show. ``subject`` names the object as
    ``Kind namespace/name``; empty for what is wrong with a whole file.
    """

    finding: Finding
    where: Where
    subject: str = ""
    line: str = ""


class Outcome(Value):
    """What a run judged and found; findings in the order of files and lines."""

    findings: tuple[Located, ...]
    files: int
    objects: int

    def count(self, severity: str) -> int:
        """Return how many findings have a severity."""
        return sum(one.finding.severity == severity for one in self.findings)

    def fails(self, fail_on: str) -> bool:
        """Whether the run ends with 1: it has errors, or warnings where ``fail_on`` is warning."""
        return bool(self.count(ERROR) or (fail_on == WARNING and self.count(WARNING)))

    def summary(self) -> str:
        """Return the run in one line."""
        counts = ", ".join(plural(self.count(severity), severity) for severity in (ERROR, WARNING, NOTE))
        return f"{plural(self.objects, 'object')} in {plural(self.files, 'file')}: {counts}"


def plural(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 error``, ``2 errors``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
