"""The data that travels with the program: where it lies, and the catalog made from it.

In a checkout the folders stand at the root of the repository, where maintainers edit them; in a wheel they lie inside
the package. The installed copy wins, because a checkout has none.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from kaito_gen.catalog.build import build
from kaito_gen.catalog.catalog import Catalog
from kaito_gen.errors import InvalidInput, KaitoGenError, Problem, Where


@cache
def data_folder(name: str) -> Path:
    """Return the folder ``presets`` or ``schemas`` of this installation; KaitoGenError when it is not there."""
    package = Path(__file__).parent
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    msg = f"the installation is broken: it has no data folder {name}; install kaito-gen again"
    raise KaitoGenError(msg)


@cache
def _shipped(release: str) -> Catalog:
    return build(release, _documents(release))


def load_catalog(release: str, overlays: Sequence[Path] = ()) -> Catalog:
    """Return the catalog of a release, with the entries of users' overlay files added or replaced in their order.

    Raises InvalidInput for a mistake in an overlay, KaitoGenError for a file that cannot be read.
    """
    if not overlays:
        return _shipped(release)
    return build(release, [*_documents(release), *((str(path), _read(path)) for path in overlays)])


def _documents(release: str) -> Iterator[tuple[str, dict[str, Any]]]:
    presets = data_folder("presets")
    for folder in (presets / release, presets / release / "configs", presets / "prices"):
        for path in sorted(folder.glob("*.yaml")):
            yield str(path), _read(path)


def _read(path: Path) -> dict[str, Any]:
    import yamlrocks

    try:
        data = path.read_bytes()
    except OSError as error:
        msg = f"cannot read {path}: {error.strerror}"
        raise KaitoGenError(msg) from error
    try:
        content = yamlrocks.loads(data, option=yamlrocks.OPT_YAML_1_1 | yamlrocks.OPT_DUPLICATE_KEYS_ERROR)
    except yamlrocks.YAMLRocksError as error:
        raise InvalidInput([Problem(f"is not YAML: {error}", Where(str(path)))]) from error
    if not isinstance(content, dict):
        raise InvalidInput([Problem("a catalog file is a mapping with models, machines or prices", Where(str(path)))])
    return content
