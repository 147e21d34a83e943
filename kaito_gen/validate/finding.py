"""What is wrong with a document, as a value: which rule says so, what follows from it, and where in the document.

A finding knows keys, never lines: the rules see plain dicts, and whoever prints asks the document for the place.
"""

from dataclasses import dataclass, field
from typing import Any

SCHEMA = "schema"
ADMISSION = "admission"
RUNTIME = "runtime"
PRACTICE = "practice"
STAGES = (SCHEMA, ADMISSION, RUNTIME, PRACTICE)
"""Who objects: the API server, KAITO's webhook, the controller or the nodes later on, or a team that runs GitOps."""

ERROR = "error"
WARNING = "warning"
NOTE = "note"
SEVERITIES = (NOTE, WARNING, ERROR)
"""Lightest first. A note says what cannot be known from the files alone."""

type Keys = tuple[str | int, ...]
"""The way to a value: names and list indexes from the document's root, as :meth:`Document.where` takes them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's objection to one place of one document.

    ``keys`` lead to the value in question, or to where a missing one belongs. ``value`` is what stands there, for
    reports that show it; it takes no part in comparisons. ``hint`` is the way out, where there is one to name.
    """

    rule: str
    stage: str
    severity: str
    message: str
    keys: Keys = ()
    hint: str = ""
    value: Any = field(default=None, compare=False)


def dotted(keys: Keys) -> str:
    """Return keys as Kubernetes writes them: ``spec.roles[0].type``."""
    text = ""
    for key in keys:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text
