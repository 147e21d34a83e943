"""Aligned text for people: columns as wide as their widest cell, numbers to the right, empty columns left out."""

from collections.abc import Sequence

_GAP = "  "


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[str] = ()) -> str:
    """Return the rows under their header, one a line; ``right`` names the columns that are aligned to the right.

    A column without a single value is dropped, and no line ends in spaces. Empty when there are no rows.
    """
    if not rows:
        return ""
    shown = [column for column in range(len(header)) if any(row[column] for row in rows)]
    widths = {column: max(len(header[column]), *(len(row[column]) for row in rows)) for column in shown}
    lines = []
    for row in (header, *rows):
        cells = [
            row[column].rjust(widths[column]) if header[column] in right else row[column].ljust(widths[column])
            for column in shown
        ]
        lines.append(_GAP.join(cells).rstrip())
    return "\n".join(lines) + "\n"


def details(title: str, fields: Sequence[tuple[str, str]]) -> str:
    """Return a title and its fields below it, names aligned; fields without a value are left out."""
    given = [(name, value) for name, value in fields if value]
    width = max((len(name) for name, _ in given), default=0)
    return "\n".join([title, *(f"  {name.ljust(width)}  {value}" for name, value in given)]) + "\n"
