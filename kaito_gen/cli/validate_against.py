"""What the objects of a run were before: in a Git revision, in another folder, or in the file of one stored object.

What API server or webhook would have refused cannot be what the cluster holds, so it is no version to compare with: the
object is then judged as a new one, and a change that mends it is not held against what never was.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.cli.validate_files import (
    STANDARD_INPUT,
    File,
    Item,
    is_wanted,
    paths_below,
    read_content,
    read_file,
)
from kaito_gen.errors import UsageError, Where
from kaito_gen.kinds import Manifest, name_of
from kaito_gen.target import Target
from kaito_gen.validate.finding import ADMISSION, ERROR, NOTE, PRACTICE, SCHEMA, Finding
from kaito_gen.validate.judge import Judge
from kaito_gen.validate.located import Located
from kaito_gen.validate.rule import CREATE, UPDATE, Subject
from kaito_gen.value import Value
from kaito_gen.world import World

type Identity = tuple[str, str, str, str]


class Earlier(Value):
    """An object as it was, and the file that held it as a user would name it now."""

    item: Item
    path: str


class Before:
    """The earlier version of every object, by identity."""

    def __init__(self, earlier: dict[Identity, Earlier], judge: Judge, *, whole: bool) -> None:
        """Take what there was; ``whole`` says that an object which is nowhere in the run's files is gone."""
        self._earlier = earlier
        self._judge = judge
        self._whole = whole

    def request(self, item: Item) -> tuple[str, Manifest | None]:
        """Return the operation that brings an object about, and what the cluster holds before it."""
        earlier = self._earlier.get(item.identity) if name_of(item.manifest) else None
        old = None if earlier is None else _as_version(earlier.item.manifest, str(item.manifest["apiVersion"]))
        if old is None or self._is_refused(old):
            return CREATE, None
        return UPDATE, old

    def removed(
        self, files: Sequence[File], *, target: Target, world: World, catalog: Catalog, revision: str
    ) -> Iterator[Located]:
        """Yield a note for every object that is in none of the files any more, with the GPUs that go with it."""
        unread = {file.path for file in files if any(one.finding.stage == SCHEMA for one in file.problems)}
        left = {item.identity for file in files for item in file.items} if self._whole else self._earlier.keys()
        for identity, earlier in self._earlier.items():
            if identity in left or earlier.path in unread:
                continue
            item = earlier.item
            message = (
                f"the object was in {revision} and is in none of these files: where Git is followed, it is deleted"
            )
            if not self._is_refused(item.manifest):
                from kaito_gen.validate.removed import gpus

                count = gpus(Subject(manifest=item.manifest, target=target, world=world, catalog=catalog))
                if count is None:
                    message += ", with the nodes that were bought for it"
                elif count:
                    message += f", with the {count} GPU{'s' * (count != 1)} that were bought for it"
            yield Located(Finding("object-removed", PRACTICE, NOTE, message), Where(earlier.path), item.subject)

    def _is_refused(self, manifest: Manifest) -> bool:
        findings = self._judge.judge(manifest) or ()
        return any(one.severity == ERROR and one.stage in (SCHEMA, ADMISSION) for one in findings)


def before(against: str, paths: Iterable[Path], judge: Judge) -> Before:
    """Return what objects were in the folder ``against``, or at ``paths`` in the Git revision that it names.

    A folder wins over a revision of the same name. Raises UsageError for what is neither, and for standard input, which
    is in no revision; KaitoGenError where git stops us.
    """
    folder = Path(against)
    if folder.is_dir():
        files = [read_file(path) for path in paths_below([folder])]
        whole = any(path.is_dir() for path in paths)
    else:
        files = list(_at_revision(against, paths))
        whole = True
    earlier: dict[Identity, Earlier] = {}
    for file in files:
        for item in file.items:
            if name_of(item.manifest):
                earlier.setdefault(item.identity, Earlier(item, file.path))
    return Before(earlier, judge, whole=whole)


def _at_revision(revision: str, paths: Iterable[Path]) -> Iterator[File]:
    from kaito_gen.files.revision import files_at

    for path in paths:
        if path == STANDARD_INPUT:
            msg = f"--against {revision}: standard input is in no revision, compare it with a folder"
            raise UsageError(msg)
        for name, data in files_at(revision, path, wanted=is_wanted):
            yield read_content(data, Path(name))


def _as_version(manifest: Manifest, version: str) -> Manifest | None:
    """Return an object as another version of its group serves it; None where only the API server could convert it.

    KAITO's CRDs convert nothing: their versions differ by name and by what they take.
    """
    if manifest["apiVersion"] == version:
        return manifest
    return {**manifest, "apiVersion": version} if version.startswith("kaito.sh/") else None
