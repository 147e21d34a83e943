"""Fleets as text: loaded from a dictionary of files, compiled with the shipped catalog."""

from collections.abc import Callable, Mapping
from textwrap import dedent
from typing import Any

import pytest

from kaito_gen.data import load_catalog
from kaito_gen.errors import InvalidInput, KaitoGenError
from kaito_gen.fleet.compiling import Compiled, compile_fleet
from kaito_gen.fleet.loading import Loaded, load
from kaito_gen.world import EMPTY, World

HEAD = """\
apiVersion: kaito-gen/v1
kind: Fleet
metadata: {name: t}
target: {release: v0.12, region: swedencentral}
"""
"""Four lines, so that what a test appends begins on line 5."""


def reader(files: Mapping[str, str]) -> Callable[[str], bytes]:
    """Return a ``read`` that knows these files alone, as a disk would."""

    def read(path: str) -> bytes:
        if path not in files:
            msg = f"{path}: does not exist"
            raise KaitoGenError(msg)
        return files[path].encode()

    return read


class Fleets:
    """Loads and compiles fleets given as text."""

    def load(self, body: str = "", *, head: str = HEAD, overlay: str | None = None, **files: str) -> Loaded:
        """Load ``fleet.yaml`` (head and body); ``files`` are further files by name, ``_yaml`` for ``.yaml``."""
        named = {name.replace("_yaml", ".yaml"): dedent(text) for name, text in files.items()}
        return self.load_files({"fleet.yaml": head + dedent(body), **named}, overlay=overlay)

    def load_files(self, files: Mapping[str, str], path: str = "fleet.yaml", *, overlay: str | None = None) -> Loaded:
        """Load a fleet from a disk that holds these files alone."""
        return load(path, read=reader(files), overlay=overlay)

    def compile(self, body: str = "", *, world: World = EMPTY, fit: bool = True, **rest: Any) -> Compiled:
        """Load and compile."""
        return self.compile_loaded(self.load(body, **rest), world=world, fit=fit)

    def compile_loaded(self, loaded: Loaded, *, world: World = EMPTY, fit: bool = True) -> Compiled:
        """Compile what :meth:`load` returned."""
        catalog = load_catalog(loaded.target.release)
        return compile_fleet(
            loaded.fleet, catalog=catalog, world=world, files=loaded.files, origin=loaded.origin, fit=fit
        )

    def problems(self, body: str = "", **rest: Any) -> list[str]:
        """Return every problem of a fleet that must not compile, as text."""
        with pytest.raises(InvalidInput) as caught:
            self.compile(body, **rest)
        return list(map(str, caught.value.problems))


@pytest.fixture(scope="session")
def fleets() -> Fleets:
    """The loader and compiler of fleets given as text."""
    return Fleets()
