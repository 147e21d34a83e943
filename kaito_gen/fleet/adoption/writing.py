"""A fleet as the text of a file that people go on editing: entries in a reader's order, comments where one is owed.

The values themselves are written by the emitter that writes manifests, a field at a time, so that both quote alike.
"""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import Any, Final

from kaito_gen.emit import dump
from kaito_gen.fleet.fleet import LISTS

_WIDTH: Final = 118
_NAME_FIRST: Final = ("name", "kind", "apiVersion", "model", "template", "manifest", "machine")


def fleet_text(
    fleet: Mapping[str, Any],
    *,
    comments: Mapping[tuple[str, str], str] = {},
    head: Iterable[str] = (),
) -> str:
    """Return the YAML of a fleet or overlay given as plain data.

    ``comments`` stand above their entries, by (list, name); ``head`` are comment lines above everything.
    """
    lines = [line for text in head for line in _comment(text)]
    for key, value in fleet.items():
        if key not in LISTS:
            lines += dump({key: value}).splitlines()
            continue
        lines.append(f"{key}:")
        for entry in value:
            lines += _comment(comments.get((key, entry["name"]), ""))
            lines += _entry(entry)
    return "\n".join(lines) + "\n"


def _entry(entry: Mapping[str, Any]) -> Iterator[str]:
    first = [key for key in _NAME_FIRST if key in entry]
    order = (*first, *sorted(set(entry) - set(first)))
    lines = [line for key in order for line in dump({key: entry[key]}).splitlines()]
    for number, line in enumerate(lines):
        yield f"{'  ' if number else '- '}{line}" if line else ""


def _comment(text: str) -> Iterator[str]:
    if text.startswith("yaml-language-server:"):  # editors look for it on one line
        yield f"# {text}"
    else:
        yield from (f"# {line}" for line in wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False))
