"""When a pod of a preset counts as started, alive and ready.

A benchmark runs inside the startup probe unless the Workspace switches it off, so that a pod is ready only once it has
been measured. Over several nodes the pods ask each other: a worker is as healthy as the cluster it joined. Source:
KAITO v0.12.0, pkg/workspace/inference; measured in kaito-v0.12-golden, 2026-08.
"""

import math
from fractions import Fraction
from functools import lru_cache
from typing import Any

from kaito_gen.catalog.preset import Preset
from kaito_gen.render.command import shell
from kaito_gen.render.pods import exec_probe, http_probe
from kaito_gen.render.v0_12.request import VLLM, Request
from kaito_gen.render.v0_12.services import PORT, RAY_PORT, leader_host
from kaito_gen.render.v0_12.sizing import Sizing
from kaito_gen.render.v0_12.vllm import serving_port

_PERIOD = 10
_BASE_SECONDS, _SECONDS_PER_GIB = 900, 18
_SHORTEST_SECONDS, _LONGEST_SECONDS = 1800, 10800
_BENCHMARK = "python3 /workspace/vllm/benchmark_entrypoint.py"
_BENCHMARK_SECONDS = 600
_HEALTH_CHECK = "python3 /workspace/vllm/multi-node-health-check.py"


def probes(request: Request, preset: Preset, sizing: Sizing) -> dict[str, Any]:
    """Return the three probes of the main container."""
    port = serving_port(request) if request.runtime == VLLM else PORT
    found = _distributed(request, port) if sizing.distributed else _single(port)
    started = found.pop("start")
    started |= {"periodSeconds": _PERIOD, "failureThreshold": startup_attempts(preset)}
    if request.runtime == VLLM and request.annotations.get("kaito.sh/disable-benchmark") != "true":
        started = _benchmark(started, distributed=sizing.distributed)
    return {"startupProbe": started, **found}


def startup_attempts(preset: Preset) -> int:
    """Return how often the startup probe may fail: enough to download and load the weights."""
    return _attempts(preset.model.weight_gib if preset.model else Fraction(0))


@lru_cache(maxsize=1024)
def _attempts(weights_gib: Fraction) -> int:
    wanted = _BASE_SECONDS + weights_gib * _SECONDS_PER_GIB
    seconds = min(max(wanted, Fraction(_SHORTEST_SECONDS)), Fraction(_LONGEST_SECONDS))
    return math.ceil(seconds / _PERIOD)


def _single(port: int) -> dict[str, Any]:
    return {
        "start": http_probe("/health", port),
        "livenessProbe": http_probe("/health", port, periodSeconds=_PERIOD),
        "readinessProbe": http_probe("/health", port, initialDelaySeconds=30, periodSeconds=_PERIOD),
    }


def _distributed(request: Request, port: int) -> dict[str, Any]:
    leader = f"--leader-address={leader_host(request)}"
    alive = shell(f"{_HEALTH_CHECK} liveness {leader} --ray-port={RAY_PORT}")
    ready = shell(f"{_HEALTH_CHECK} readiness {leader} --vllm-port={port}")
    return {
        "start": exec_probe(ready),
        "livenessProbe": {
            **exec_probe(alive, initialDelaySeconds=60, periodSeconds=_PERIOD, timeoutSeconds=5, failureThreshold=1),
            "terminationGracePeriodSeconds": 1,
        },
        "readinessProbe": exec_probe(ready, periodSeconds=_PERIOD, failureThreshold=1),
    }


def _benchmark(started: dict[str, Any], *, distributed: bool) -> dict[str, Any]:
    leader_only = f'if [ "$POD_INDEX" = "0" ]; then {_BENCHMARK}; else true; fi'
    command = shell(leader_only) if distributed else _BENCHMARK.split()
    timing = {key: started[key] for key in ("periodSeconds", "failureThreshold")}
    return exec_probe(command, timeoutSeconds=_BENCHMARK_SECONDS, **timing)
