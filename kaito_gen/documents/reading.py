"""Bytes to documents: limits, then one text after another, each by the quickest reader that is sure of it.

The exact readers are imported on first use: most runs meet only plain documents.
"""

from kaito_gen.documents.document import Document, Reading
from kaito_gen.documents.fault import Fault, Unreadable
from kaito_gen.documents.limits import MAX_DOCUMENTS, MAX_VALUES, Budget, refuse_file
from kaito_gen.documents.plain import UNSURE, Engine, never_sure, read_with_yamlrocks
from kaito_gen.documents.source import Source
from kaito_gen.documents.stream import Piece, pieces
from kaito_gen.errors import InvalidInput, Problem, Where


def read(data: bytes, path: str, *, engine: Engine = read_with_yamlrocks) -> Reading:
    """Return the documents of a YAML or JSON file, as Kubernetes reads them, and the problems with those it refuses.

    Never raises for what ``data`` holds. ``path`` is named in every place as given, and ``.json`` at its end makes JSON
    strict. ``engine`` is the quick reader; the result is the same with any.
    """
    refusal = refuse_file(data)
    if refusal:
        where = _Reader(data, path, engine).place(refusal.offset)
        return Reading(problems=(Problem(refusal.message, where, refusal.hint),))
    if data.count(b"\n") + data.count(b",") > MAX_VALUES // 2:
        engine = never_sure  # only the exact reader counts values
    reader = _Reader(data, path, engine)
    for piece in pieces(data):
        if not reader.add(piece):
            break
    return Reading(tuple(reader.documents), tuple(reader.problems), tuple(reader.notes))


def parse(data: bytes, path: str) -> tuple[Document, ...]:
    """Return the documents of a file that must be wholly right.

    Raises InvalidInput with every problem of the file, and with what Kubernetes would drop without a word.
    """
    reading = read(data, path)
    wrong = reading.problems + reading.notes
    if wrong:
        raise InvalidInput(sorted(wrong, key=lambda problem: problem.where or Where(path)))
    return reading.documents


class _Reader:
    def __init__(self, data: bytes, path: str, engine: Engine) -> None:
        self.documents: list[Document] = []
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self.index = 0
        self._data = data
        self._path = path
        self._engine = engine
        self._budget = Budget()

    def add(self, piece: Piece) -> bool:
        """Read one piece; returns False once the file holds too many documents."""
        start, end, junk = piece
        if not self._has_room(start):
            return False
        source = Source(self._data, start, end, self._path)
        if junk is not None:
            self._refuse_junk(junk)
            return True
        value = self._engine(source.text)
        if value is not UNSURE:
            self._keep(value, source)
            return True
        try:
            if not self._add_json(source):
                self._add_yaml(source)
        except Unreadable as error:
            self._refuse(source, error.fault)
        return True

    def _has_room(self, start: int) -> bool:
        if self.index < MAX_DOCUMENTS:
            return True
        message = f"the file holds more than {MAX_DOCUMENTS:,} documents; the rest is not read"
        self.problems.append(Problem(message, self.place(start), "split it into several files"))
        return False

    def place(self, offset: int) -> Where:
        """Return the place of a byte offset in the file."""
        line_start = self._data.rfind(b"\n", 0, offset) + 1
        column = len(self._data[line_start:offset].decode(errors="replace")) + 1
        return Where(self._path, self._data.count(b"\n", 0, offset) + 1, column)

    def _add_json(self, source: Source) -> bool:
        """Keep a text's JSON documents and return True; False leaves the text to the YAML reader."""
        if not source.text.lstrip(b" \t\r\n").startswith((b"{", b"[")):
            return False
        from kaito_gen.documents.jsontext import NotJson, read_json
        from kaito_gen.documents.messages import helm_hint

        text = source.decoded()
        try:
            found = read_json(text)
        except NotJson as error:
            if self._path.endswith(".json"):
                raise Unreadable(error.fault.replace(hint=helm_hint(text) or error.fault.hint)) from None
            return False
        byte = character = 0
        for one in found:
            start = byte + len(text[character : one.start].encode())
            byte, character = start + len(text[one.start : one.end].encode()), one.end
            part = source.part(start, byte, json=True)
            if not self._has_room(part.start):
                break
            if one.wrong:
                self._add_yaml(part)
            else:
                self._keep(one.value, part)
        return True

    def _add_yaml(self, source: Source) -> None:
        from kaito_gen.documents.composer import compose
        from kaito_gen.documents.constructor import NOT_A_KEY, construct
        from kaito_gen.documents.messages import helm_hint

        try:
            text = source.decoded()
            composed = compose(text, self._budget)
            value, faults = (None, ()) if composed.root is None else construct(composed.root, self._budget)
        except Unreadable as error:
            self._refuse(source, error.fault)
            return
        if faults:
            helm = helm_hint(text)
            self._refuse(source, *(f.replace(hint=helm) if helm and f.message == NOT_A_KEY else f for f in faults))
            return
        self.notes += map(source.problem, composed.notes)
        self._keep(value, source)

    def _keep(self, value: object, source: Source) -> None:
        self.documents.append(Document(value, self._path, self.index, source))
        self.index += 1

    def _refuse(self, source: Source, *faults: Fault) -> None:
        self.problems += map(source.problem, faults)
        self.index += 1

    def _refuse_junk(self, offset: int) -> None:
        hint = "put the document's content on the next line"
        self.problems.append(Problem("Kubernetes allows nothing but a comment after ---", self.place(offset), hint))
        self.index += 1
