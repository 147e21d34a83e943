"""Run the benchmarks named on the command line (the quick ones without names): a line a ratio, exit 1 when one is over.

Adding one = a module with ``measure() -> Iterator[Measurement]`` and an entry in BENCHMARKS, or in SLOW for what takes
minutes and runs by its name alone.
"""

import sys
from collections.abc import Sequence

import start_up
import synth
import validate

BENCHMARKS = (("synth", synth.measure), ("start-up", start_up.measure), ("validate", validate.measure))
SLOW = (("validate-growth", validate.measure_growth),)


def main(names: Sequence[str]) -> int:
    """Run the named benchmarks; 2 for a name that does not exist."""
    known = dict(BENCHMARKS + SLOW)
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}: choose from {', '.join(known)}", file=sys.stderr)
        return 2
    over = 0
    for name in names or dict(BENCHMARKS):
        for measurement in known[name]():
            print(measurement, flush=True)
            over += not measurement.holds
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
