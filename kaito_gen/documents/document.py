"""One document of a file, as a plain value that can still say where everything in it stands."""

from dataclasses import dataclass, field
from typing import Any

from kaito_gen.documents.source import Keys, Source
from kaito_gen.errors import Problem, Where


@dataclass(frozen=True, slots=True)
class Document:
    """One document: ``value`` is what Kubernetes reads (any JSON value; None for an empty document).

    ``path`` is the file as the user wrote it, ``index`` the document's place in it, counted from 0.
    """

    value: Any
    path: str
    index: int
    _source: Source = field(repr=False, compare=False)

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


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: the documents that could be read, and every problem with the others, in file order.

    ``notes`` are what Kubernetes reads over without a word although nobody means it: a tag that it ignores, text after
    a document's end that it drops. Their documents are among ``documents``.
    """

    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
