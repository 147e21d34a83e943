"""``validate`` with every rule on, against kubeconform with the same schemas and no rules.

Both judge the same 10,000 documents (see :mod:`documents`), a document a file and a hundred a file, from memory.
kubeconform reads one local folder with a file a kind, each complete in itself, so that it neither fetches nor follows
anything: Kubernetes' schemas from the package kubernetes-validate, KAITO's from our own ``schemas``.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from documents import documents
from measure import Measurement, Run, median_wall, peak, program, run

KUBECONFORM = "github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0"
MINOR = "1.35"
COUNT = 10_000
FILES = COUNT
ROUNDS = 5
SMALL_ROUNDS = 15


def kubeconform() -> Path:
    """Return kubeconform, built from its Go module into the cache; always of the version we compare with."""
    folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"), "kaito-gen", "bin")
    if not (folder / "kubeconform").exists():
        print("building kubeconform, once (a minute)", file=sys.stderr)
        subprocess.run(["go", "install", KUBECONFORM], env={**os.environ, "GOBIN": str(folder)}, check=True)
    return folder / "kubeconform"


def schemas(folder: Path) -> Path:
    """Write the schemas of every kind by the names that kubeconform makes of a kind, and return the folder."""
    import kubernetes_validate  # type: ignore[import-untyped]

    folder.mkdir()
    package = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema" / f"v{MINOR}.0-local-strict"
    definitions = json.loads((package / "_definitions.json").read_text())["$defs"]
    for name, definition in definitions.items():
        kinds = definition.get("x-kubernetes-group-version-kind", ())
        if len(kinds) == 1:
            needed = _needed(name, definitions)
            schema = {**_local(definition), "$defs": {other: _local(definitions[other]) for other in needed}}
            parts = (kinds[0]["kind"].lower(), kinds[0]["group"].split(".")[0], kinds[0]["version"])
            (folder / f"{'-'.join(part for part in parts if part)}.json").write_text(json.dumps(schema))
    for path in (Path(__file__).parent.parent / "schemas" / "kaito" / "v0.12").glob("*_*.json"):
        kind, _, version = path.stem.partition("_")
        shutil.copyfile(path, folder / f"{kind}-kaito-{version}.json")
    return folder


def _needed(name: str, definitions: Mapping[str, Any]) -> list[str]:
    found = [name]
    for current in found:
        found += [other for other in dict.fromkeys(_references(definitions[current])) if other not in found]
    return found[1:]


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"].rpartition("/")[2]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _references(item)


def _local(value: Any) -> Any:
    if isinstance(value, dict):
        out = {key: _local(item) for key, item in value.items()}
        return {**out, "$ref": f"#/$defs/{out['$ref'].rpartition('/')[2]}"} if isinstance(out.get("$ref"), str) else out
    return [_local(item) for item in value] if isinstance(value, list) else value


def written(folder: Path, texts: Sequence[str], *, in_a_file: int) -> Path:
    """Write documents into files of so many each, and return the folder."""
    folder.mkdir()
    for first in range(0, len(texts), in_a_file):
        (folder / f"objects-{first:06d}.yaml").write_text("---\n".join(texts[first : first + in_a_file]))
    return folder


def measure() -> Iterator[Measurement]:
    """Yield wall-clock and CPU ratios, and the most memory that one process held against 60 MiB."""
    with tempfile.TemporaryDirectory(dir=_memory_folder()) as name:
        folder = Path(name)
        both = _Both(schemas(folder / "schemas"))
        right = list(documents(COUNT))
        wrong = list(documents(COUNT, wrong=True))
        for title, limit, texts, in_a_file in (
            ("validate-files", 0.2, right, 1),
            ("validate-streams", 0.2, right, 100),
            ("validate-wrong", 0.25, wrong, 1),
        ):
            place = written(folder / title, texts, in_a_file=in_a_file)
            yield from both.large(title, place, limit, exits=1 if texts is wrong else 0)
        mixed = written(folder / "mixed", right[:10], in_a_file=1)
        one = written(folder / "one", right[:1], in_a_file=1)
        yield both.small("validate-one", one, 5)
        yield both.small("validate-ten", mixed, 0.6)


def measure_growth() -> Iterator[Measurement]:
    """Yield the CPU time of ten times the documents as a share of ten times that of 10,000; minutes, and 100 MB."""
    with tempfile.TemporaryDirectory(dir=_memory_folder()) as name:
        texts = list(documents(10 * COUNT))
        many = written(Path(name, "many"), texts, in_a_file=10)
        few = written(Path(name, "few"), texts[:COUNT], in_a_file=10)
        large = [run([program(), "validate", many]) for _ in range(3)]
        small = [run([program(), "validate", few]) for _ in range(3)]
        grown, start = _cpu(large), _cpu(small)
        figures = f"{grown:.1f} s for {len(texts):,} documents, {start:.2f} s for {COUNT:,}; {peak(large):.0f} MiB"
        yield Measurement("validate-growth", grown / start / 10, 1.2, figures)


class _Both:
    """Runs both programs on the same folder, in turn."""

    def __init__(self, schemas: Path) -> None:
        self._theirs: list[str | Path] = [kubeconform(), "-strict", "-summary", "-schema-location"]
        self._theirs.append(f"{schemas}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json")

    def _pairs(self, folder: Path, rounds: int, exits: int = 0) -> tuple[list[Run], list[Run]]:
        ours: list[Run] = []
        theirs: list[Run] = []
        for number in range(rounds + 1):
            mine = run([program(), "validate", "--kubernetes", MINOR, folder], exits=exits)
            other = run([*self._theirs, folder], exits=exits)
            if number:  # the first of each warms up
                ours.append(mine)
                theirs.append(other)
        return ours, theirs

    def large(self, name: str, folder: Path, limit: float, exits: int) -> Iterator[Measurement]:
        ours, theirs = self._pairs(folder, ROUNDS, exits)
        walls = f"{median_wall(ours):.2f} s against {median_wall(theirs):.2f} s, {COUNT:,} documents"
        yield Measurement(name, _ratio([one.wall for one in ours], [one.wall for one in theirs]), limit, walls)
        cpus = f"{_cpu(ours):.2f} s against {_cpu(theirs):.2f} s"
        yield Measurement(f"{name}-cpu", _ratio([one.cpu for one in ours], [one.cpu for one in theirs]), limit, cpus)
        yield Measurement(f"{name}-memory", peak(ours) / 60, 1, f"{peak(ours):.0f} MiB of 60 a process")

    def small(self, name: str, folder: Path, limit: float) -> Measurement:
        ours, theirs = self._pairs(folder, SMALL_ROUNDS)
        walls = f"{median_wall(ours) * 1000:.0f} ms against {median_wall(theirs) * 1000:.0f} ms"
        return Measurement(name, _ratio([one.wall for one in ours], [one.wall for one in theirs]), limit, walls)


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))


def _cpu(runs: Sequence[Run]) -> float:
    return statistics.median(one.cpu for one in runs)


def _memory_folder() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
