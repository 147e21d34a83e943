"""Start-up: `render` of one Workspace against a bare Python, `plan` of a fleet of one against a bare pydantic."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measure import Measurement, median_ratio, median_wall, pairs, program

WORKSPACE = """\
apiVersion: kaito.sh/v1beta1
kind: Workspace
metadata: {name: phi-4-mini}
resource:
  instanceType: Standard_NC24ads_A100_v4
  labelSelector: {matchLabels: {apps: phi-4-mini}}
inference:
  preset: {name: phi-4-mini-instruct}
"""
FLEET = """\
apiVersion: kaito-gen/v1
kind: Fleet
metadata: {name: one}
target: {release: v0.12, cloud: azure, region: swedencentral}
namespace: models
services:
- name: phi-4-mini
  model: phi-4-mini-instruct
  machine: Standard_NC24ads_A100_v4
"""


def measure() -> Iterator[Measurement]:
    """Yield both ratios; 15 pairs each."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder, "workspace.yaml")
        workspace.write_text(WORKSPACE)
        fleet = Path(folder, "fleet.yaml")
        fleet.write_text(FLEET)
        for name, limit, ours, theirs in (
            ("render-one", 8, [program(), "render", workspace], [sys.executable, "-c", "pass"]),
            ("plan-one", 2, [program(), "plan", fleet], [sys.executable, "-c", "import pydantic"]),
        ):
            mine, other = pairs(ours, theirs, rounds=15)
            figures = f"{median_wall(mine) * 1000:.0f} ms against {median_wall(other) * 1000:.0f} ms"
            yield Measurement(name, median_ratio(mine, other), limit, figures)
