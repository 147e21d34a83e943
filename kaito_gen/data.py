"""The data that travels with the program: where it lies, and the catalog made from it.

In a checkout the folders stand at the root of the repository, where maintainers edit them; in a wheel they lie inside
the package. The installed copy wins, because a checkout has none.

Shipped files are read by the quick reader alone, since the tests hold that the exact one reads the same; users' files
go through the exact one, which knows the place of every value.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from kaito_gen.catalog.build import build
from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.reading import Path as Keys
from kaito_gen.errors import InvalidInput, KaitoGenError, Problem, Where

type _Located = tuple[str, dict[str, Any], Callable[[Keys], Where]]


@cache
def data_folder(name: str) -> Path:
    """Return the folder ``presets`` or ``schemas`` of this installation; KaitoGenError when it is not there."""
    package = Path(__file__).parent
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    msg = f"the installation is broken: it has no data folder {name}; install kaito-gen again"
    raise KaitoGenError(msg)


def read_schema(path: str) -> bytes:
    """Return a shipped schema file, by its path below the folder ``schemas``; KaitoGenError when it is not there."""
    return _bytes(data_folder("schemas") / path)


def load_catalog(release: str, overlays: Sequence[Path] = ()) -> Catalog:
    """Return the catalog of a release, with the entries of users' files added or replaced in the order of the files.

    Raises InvalidInput for a mistake in a user's file, with its line and column; KaitoGenError for one that cannot be
    read.
    """
    if not overlays:
        return _shipped(release)
    documents: list[tuple[str, dict[str, Any]]] = []
    places: dict[str, Callable[[Keys], Where]] = {}
    for path in overlays:
        name, content, where = _users(path)
        documents.append((name, content))
        places[name] = where
    return build(release, documents, shipped=_documents(release), locate=lambda name, keys: places[name](keys))


@cache
def _shipped(release: str) -> Catalog:
    return build(release, (), shipped=_documents(release))


def _documents(release: str) -> Iterator[dict[str, Any]]:
    presets = data_folder("presets")
    read = _reader()
    for folder in (presets / release, presets / release / "configs", presets / "prices"):
        for path in sorted(folder.glob("*.yaml")):
            yield read(_bytes(path))


def _reader() -> Callable[[bytes], dict[str, Any]]:
    try:
        import yamlrocks
    except ImportError:  # no wheel for this platform: slower, the same values
        from kaito_gen.documents import parse

        return lambda data: dict(parse(data, "presets")[0].value)
    option = yamlrocks.OPT_YAML_1_1 | yamlrocks.OPT_DUPLICATE_KEYS_ERROR
    return lambda data: dict(yamlrocks.loads(data, option=option))


def _users(path: Path) -> _Located:
    from kaito_gen.documents import parse

    documents = [document for document in parse(_bytes(path), str(path)) if document.value is not None]
    if len(documents) != 1 or not isinstance(documents[0].value, dict):
        problem = Problem(
            "a catalog file is one mapping", Where(str(path)), "give it models, machines or prices; see docs/catalog.md"
        )
        raise InvalidInput([problem])
    return str(path), documents[0].value, documents[0].where_key


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        msg = f"cannot read {path}: {error.strerror}"
        raise KaitoGenError(msg) from error
