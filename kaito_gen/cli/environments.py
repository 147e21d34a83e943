"""Which environments a fleet has: itself, and each overlay in ``overlays/`` beside it.

An environment is called what its file is called, without the extension, because that is also its folder in the tree
and what ``--env`` takes. Files in ``overlays/`` that are no documents of ours, such as a pod template that an overlay
names, are none; neither are overlays of another fleet that lies in the same folder.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from kaito_gen.errors import InvalidInput, Problem, UsageError, Where
from kaito_gen.files.read import yaml_files
from kaito_gen.gitops.index import INDEX
from kaito_gen.value import Value

_OVERLAYS = "overlays"
_OURS = re.compile(rb"[\"']?apiVersion[\"']?\s*:\s*[\"']?kaito-gen/")
_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,249}\Z")  # and .yaml: what a file system takes


class Environment(Value):
    """One environment: the fleet as it stands (``overlay`` None), or with an overlay; paths as the user knows them."""

    name: str
    overlay: str | None = None


def environments(fleet: str, *, wanted: Sequence[str], read: Callable[[str], bytes]) -> list[Environment]:
    """Return the environments of the fleet file, or those that are ``wanted``, in their order.

    Raises UsageError for a wanted one that does not exist, InvalidInput for names that cannot be told apart or cannot
    be folders, and what ``read`` raises.
    """
    if Path(fleet).is_dir():
        msg = f"{fleet} is a folder: name the fleet file in it, such as {Path(fleet, 'fleet.yaml')}"
        raise UsageError(msg)
    if wanted:
        return [_wanted(fleet, name, read) for name in dict.fromkeys(wanted)]
    found = [Environment(Path(fleet).stem), *_overlays(fleet, read)]
    named: dict[str, Environment] = {}
    for one in found:
        other = named.setdefault(one.name.lower(), one)
        if other is not one:
            message = f"the environment {one.name} is there twice: {other.overlay or fleet} is called so too"
            raise InvalidInput([Problem(message, Where(one.overlay or fleet), "rename one of the files")])
        if not _NAME.match(one.name):
            message = f"{one.name!r} cannot be the name of an environment"
            hint = "call the file by letters, digits, '.', '_' and '-'"
            raise InvalidInput([Problem(message, Where(one.overlay or fleet), hint)])
    return found


def left_behind(fleet: str, out: Path) -> list[Path]:
    """Return the trees in ``out`` whose environment is gone: no overlay, and no file beside the fleet, is called so.

    Nothing writes them any more, but what applies them to a cluster goes on doing so.
    """
    beside = Path(fleet).parent
    sources = {path.stem.lower() for folder in (beside, beside / _OVERLAYS) for path in yaml_files(folder)}
    trees = (index.parent for index in sorted(out.glob(f"*/{INDEX}")))
    return [tree for tree in trees if tree.name.lower() not in sources and tree.name != Path(fleet).stem]


def _overlays(fleet: str, read: Callable[[str], bytes]) -> list[Environment]:
    from kaito_gen.fleet.loading import is_overlay_of

    paths = map(str, yaml_files(Path(fleet).parent / _OVERLAYS))
    ours = (path for path in paths if _OURS.search(read(path)))
    return [Environment(Path(path).stem, path) for path in ours if is_overlay_of(path, fleet, read=read)]


def _wanted(fleet: str, name: str, read: Callable[[str], bytes]) -> Environment:
    from kaito_gen.fleet.loading import overlay_paths

    for path in overlay_paths(fleet, name) if _NAME.match(name) else ():
        if Path(path).is_file() and Path(path) != Path(fleet):
            return Environment(name, path)
    known = [one.name for one in (Environment(Path(fleet).stem), *_overlays(fleet, read))]
    if name == known[0]:
        return Environment(name)
    import difflib

    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"
    msg = f"--env {name}: there is no such environment ({hint})"
    raise UsageError(msg)
