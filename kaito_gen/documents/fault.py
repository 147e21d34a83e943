"""What is wrong in a document, at a character offset of its text: the value that this package's readers hand on."""

from kaito_gen.value import Value


class Fault(Value):
    """What is wrong at one offset; ``related`` says what stands at another (``the first``, 17)."""

    message: str
    offset: int = 0
    hint: str = ""
    related: tuple[str, int] | None = None


def brief(text: str) -> str:
    """Return a text of the user's in quotes, cut where a message would grow too long."""
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


class Unreadable(Exception):  # noqa: N818 - named by what it says; never leaves this package
    """The document cannot be read past this fault."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.message)
