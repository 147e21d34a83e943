"""Shell commands made of a program and its flags, written so that the same flags always give the same text."""

from collections.abc import Mapping

from kaito_gen.render.scripts.values import quote

SHELL = ("/bin/sh", "-c")


def flags(values: Mapping[str, str]) -> str:
    """Return ``--name=value`` for each flag, or ``--name`` where the value is empty, sorted by name.

    KAITO writes them in random order; sorting is our rule. Values are quoted where the shell would change them.
    """
    return " ".join(f"--{name}={quote(value)}" if value else f"--{name}" for name, value in sorted(values.items()))


def shell(command: str) -> list[str]:
    """Return the command line that runs ``command`` in a shell."""
    return [*SHELL, command]
