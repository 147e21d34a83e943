"""Replays what Kubernetes' own YAML reader made of single documents, through the reader that every verb uses."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from golden import Difference, Outcome

from kaito_gen.documents import read

type Run = Callable[[Sequence[str]], tuple[int, str, str]]

REFUSED = "refused"


def load(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the cases of a file."""
    yield from json.loads(path.read_text(encoding="utf-8"))["cases"]


def replay(case: Mapping[str, Any], folder: Path, run: Run) -> Outcome:
    """Read the document of a case and compare the values; a refusal is a refusal, whatever its words."""
    reading = read(case["yaml"].encode(), "case.yaml")
    ours = REFUSED if reading.problems else [document.value for document in reading.documents]
    theirs = REFUSED if case["error"] else [] if case["kubernetes_reads"] is None else [case["kubernetes_reads"]]
    if isinstance(ours, list) and not theirs:  # no document and an empty one are the same to Kubernetes
        ours = [value for value in ours if value is not None]
    same = json.dumps(ours, sort_keys=True) == json.dumps(theirs, sort_keys=True)  # 1, 1.0, True and "1" differ here
    differences = () if same else (Difference(case["case"], "", theirs, ours),)
    return Outcome(case["case"], 0, differences, "\n".join(map(str, reading.problems)))
