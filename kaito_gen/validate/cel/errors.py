"""What goes wrong with an expression: while it is read, or while it is evaluated."""


class CelError(Exception):
    """The evaluation came to no value: no such key, no such overload, overflow. The server refuses the object then."""


class CelUnsupported(Exception):  # noqa: N818 - named by what it says
    """The expression cannot be read: wrong syntax, or a function that we do not know."""
