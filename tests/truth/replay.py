"""``make truth``: replay every measured data set of a folder through the program's own door, and show every difference.

``python tests/truth/replay.py [DIR]`` looks for the sets under their own names, asks each case of ``main(argv)`` in
this process and the first of each set of a real subprocess as well. Exit 0 when everything agrees or is on the list of
differences on purpose, 1 when something does not or the list covers too much, 2 when DIR holds no set at all.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import differences
import estimates
import golden
import verdicts
import yaml_cases

DEFAULT = Path(__file__).parent / "data"

type Run = Callable[[Sequence[str]], tuple[int, str, str]]


@dataclass(frozen=True, slots=True)
class DataSet:
    """One measured set: its file or folder name, how its questions are read, and how one is asked."""

    name: str
    load: Callable[[Path], Iterator[Any]]
    replay: Callable[[Any, Path, Run], golden.Outcome]


SETS = (
    DataSet("kaito-v0.12-estimates.csv", estimates.load, estimates.replay),
    DataSet("kaito-v0.12-golden", golden.load, golden.replay),
    DataSet("kaito-v0.3-golden", golden.load, golden.replay),
    *(DataSet(name, verdicts.load, verdicts.replay) for name in verdicts.FILES.values()),
    DataSet("kubernetes-yaml-cases.json", yaml_cases.load, yaml_cases.replay),
)
"""Every set we know, in the order in which they are replayed; another one is an entry here."""


@dataclass(slots=True)
class Tally:
    """What the replay of one set came to."""

    cases: int = 0
    agree: int = 0
    on_purpose: int = 0
    wrong: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong and the list of differences covers no more of the set than it may."""
        return not self.wrong and self.on_purpose <= differences.SHARE * self.cases


def in_subprocess(argv: Sequence[str]) -> tuple[int, str, str]:
    """Run the installed program as users do."""
    done = subprocess.run(
        [Path(sys.executable).with_name("kaito-gen"), *argv], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def replay(data_set: DataSet, path: Path) -> Tally:
    """Replay one set, printing both answers of every difference that is not on the list."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        for number, question in enumerate(data_set.load(path)):
            outcomes = [data_set.replay(question, Path(folder), golden.in_process)]
            if number == 0:
                outcomes.append(data_set.replay(question, Path(folder), in_subprocess))
            tally.cases += 1
            found = [difference for outcome in outcomes for difference in outcome.differences]
            open_ones = [one for one in found if differences.explained(data_set.name, question, one) is None]
            if open_ones:
                tally.wrong += 1
                print(f"{data_set.name} {outcomes[0].case}:")
                for difference in open_ones:
                    print(f"  {difference}")
            elif found:
                tally.on_purpose += 1
            else:
                tally.agree += 1
    return tally


def main(arguments: Sequence[str]) -> int:
    """Replay every set of a folder and return the exit code."""
    folder = Path(arguments[0]) if arguments else DEFAULT
    found = [(data_set, folder / data_set.name) for data_set in SETS if (folder / data_set.name).exists()]
    if not found:
        print(f"{folder} holds none of {', '.join(data_set.name for data_set in SETS)}", file=sys.stderr)
        return 2
    code = 0
    for data_set in SETS:
        if (data_set, folder / data_set.name) not in found:
            print(f"{data_set.name}: not in {folder}")
            continue
        tally = replay(data_set, folder / data_set.name)
        print(f"{data_set.name}: {tally.agree} of {tally.cases} agree, {tally.on_purpose} on the difference list")
        if not tally.cases:
            print(f"{data_set.name}: holds no case", file=sys.stderr)
        if not tally.holds or not tally.cases:
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
