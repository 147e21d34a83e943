"""One document of a file, as a plain value that can still say where everything in it stands."""

from typing import Any

from kaito_gen.documents.source import Keys, Source
from kaito_gen.errors import Problem, Where
from kaito_gen.value import Value


class Document(Value):
    """One document: ``value`` is what Kubernetes reads (any JSON value; None for an empty document).

    ``path`` is the file as the user wrote it, ``index`` the document's place in it, counted from 0.
    """

    value: Any
    path: str
    index: int
    _source: Source

    def where(self, keys: Keys = ()) -> Where:
        """Return the place of the value at ``keys``, or of its deepest ancestor that exists.

        ``keys`` are names and list indexes from the root: ``("spec", "containers", 0)``. Never raises. The first
        question reads the document's text again, with positions; the fast reading keeps none.
        """
        return self._source.locate(keys)[1]

    def where_key(self, keys: Keys = ()) -> Where:
        """Return the place of the last key of ``keys``: what to point at when a field must not be there at all."""
        return self._source.locate(keys)[0]

    def problem(self, message: str, keys: Keys = (), hint: str = "") -> Problem:
        """Return a problem with the value at ``keys``."""
        return Problem(message, self.where(keys), hint)

    def __eq__(self, other: object) -> bool:
        """Return whether both hold the same value at the same place; how it was read does not matter."""
        return isinstance(other, Document) and (
            (self.value, self.path, self.index) == (other.value, other.path, other.index)
        )


class Reading(Value):
    """What a file holds: the documents that could be read, and every problem with the others, in file order.

    ``notes`` are what Kubernetes reads over without a word although nobody means it: a tag that it ignores, text after
    a document's end that it drops. Their documents are among ``documents``.
    """

    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
