"""The forms of a report, each a function from an Outcome to text; a new one is a file and an entry in FORMATS."""

from collections.abc import Callable, Mapping
from typing import Final

from kaito_gen.validate.located import Outcome
from kaito_gen.validate.report import github, json_report, junit, sarif, text

FORMATS: Final[Mapping[str, Callable[[Outcome], str]]] = {
    "text": text.report,
    "github": github.report,
    "json": json_report.report,
    "sarif": sarif.report,
    "junit": junit.report,
}
"""By the name that ``--format`` takes."""

PAGE: Final = "docs/rules.md"
"""Where the pages of the rules are."""
