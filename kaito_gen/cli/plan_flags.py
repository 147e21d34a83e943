"""The flags of ``plan`` that describe a Workspace and its surroundings, turned into manifests.

From here on nothing knows that flags were used: the Workspace, its ConfigMap and the Nodes are planned as if they
stood in files.
"""

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kaito_gen.errors import InvalidInput, Problem, UsageError, Where
from kaito_gen.files.read import read_bytes
from kaito_gen.kinds import Manifest, api_version
from kaito_gen.planning import byo
from kaito_gen.planning.context import CONFIG_KEY, SETTING
from kaito_gen.planning.partition import ACCELERATOR, MIG
from kaito_gen.planning.request import RUNTIME_ANNOTATION, config_text
from kaito_gen.planning.selection import AUTO
from kaito_gen.target import Target

WORKLOADS = ("preset", "template", "tuning")
NAME = "planned"
"""Name of the Workspace that flags describe, and of its ConfigMap."""
NO_COUNT = "none"

_LABELS = {"apps": NAME}
_NODES = re.compile(r"(\d+)x(?:(unlabelled)|(\d+)(?::(\d+)(Mi|Gi)?)?)(,not-ready)?\Z", re.ASCII)
_CONFIG_MAP = re.compile(rb"^[\"']?kind[\"']?\s*:\s*[\"']?ConfigMap\b", re.MULTILINE)
_NODES_HELP = "write 2x8:80 (nodes x GPUs : GiB of each), 1x1:23028Mi, 1xunlabelled, 1x8:80,not-ready, or none"


def add_workspace_options(parser: argparse.ArgumentParser) -> None:
    """Add the flags that stand for a Workspace manifest."""
    group = parser.add_argument_group("workspace", "what to plan, in the place of files")
    group.add_argument("--model", metavar="M", help="a preset or a Hugging Face id")
    group.add_argument("--machine", metavar="K", help="instance type, or auto for the cheapest (default for a preset)")
    group.add_argument("--count", type=_count, metavar="N", help="resource.count; none leaves it out altogether")
    group.add_argument("--workload", choices=WORKLOADS, default="preset", help="default: %(default)s")
    group.add_argument("--runtime", choices=("vllm", "transformers"), help="annotation kaito.sh/runtime (v0.12)")
    group.add_argument("--performance-mode", metavar="MODE", help="annotation kaito.sh/performance-mode (v0.12)")
    config = group.add_mutually_exclusive_group()
    config.add_argument("--context", type=_positive, metavar="TOKENS", help="context length to plan for (v0.12)")
    config.add_argument("--config", type=Path, metavar="FILE", help="a ConfigMap, or the text of its inference_config")
    config.add_argument("--config-missing", action="store_true", help="the ConfigMap is named but does not exist")
    group.add_argument("--hf-config", type=Path, metavar="FILE", help="config.json of a Hugging Face id")
    group.add_argument("--hf-index", type=Path, metavar="FILE", help="its model.safetensors.index.json")
    group.add_argument("--partition", type=_partition, metavar="mig:PROFILE|accelerator:N", help="part of a node")
    group.add_argument(
        "--nodes", action="append", type=_nodes, metavar="KxN[:GIB]", help=f"nodes you bring, repeatable: {_NODES_HELP}"
    )


def given_flags(args: argparse.Namespace) -> list[str]:
    """Return the flags of the command line that describe a Workspace, as the user writes them."""
    return flags_beside_defaults(args, add_workspace_options)


def flags_beside_defaults(
    args: argparse.Namespace, add_options: Callable[[argparse.ArgumentParser], None]
) -> list[str]:
    """Return those of a group's flags that say something else than their defaults do."""
    parser = argparse.ArgumentParser()
    add_options(parser)
    defaults = vars(parser.parse_args([]))
    return [f"--{name.replace('_', '-')}" for name, value in defaults.items() if getattr(args, name) != value]


def workspace(args: argparse.Namespace, target: Target) -> Manifest:
    """Return the Workspace that the flags describe."""
    if not args.model and args.workload != "template":
        raise UsageError("say what to plan: files, or a model with --model")
    resource: dict[str, Any] = {"labelSelector": {"matchLabels": dict(_LABELS)}}
    machine = args.machine
    if machine is None and target.provisions_nodes and args.workload == "preset":
        machine = AUTO
    if machine is not None:
        resource["instanceType"] = machine
    if args.count is not None:
        resource["count"] = None if args.count == NO_COUNT else args.count
    if args.partition:
        resource["partition"] = args.partition
    annotations = {RUNTIME_ANNOTATION: args.runtime, "kaito.sh/performance-mode": args.performance_mode}
    return {
        "apiVersion": api_version("Workspace", target.release),
        "kind": "Workspace",
        "metadata": {"name": NAME, "annotations": {key: value for key, value in annotations.items() if value}},
        "resource": resource,
        **_purpose(args),
    }


def surroundings(args: argparse.Namespace, target: Target) -> list[Manifest]:
    """Return the ConfigMap and the Nodes that the flags describe."""
    if args.nodes and target.provisions_nodes:
        msg = "--nodes describes nodes that you bring: add --provisioner byo"
        raise UsageError(msg)
    described = (node for some in args.nodes or () for node in some)
    found = [_node(index, *node) for index, node in enumerate(described)]
    if args.context:
        found.append(_config_map(f"vllm:\n  {SETTING}: {args.context}\n"))
    if args.config:
        found.append(_config_map(_config_text(args.config)))
    return found


def is_complete(args: argparse.Namespace) -> bool:
    """Return whether the flags say all there is, so that what they do not name does not exist."""
    return args.nodes is not None or args.config_missing


def _purpose(args: argparse.Namespace) -> Manifest:
    if args.workload == "template":
        return {"inference": {"template": {"spec": {"containers": []}}}}
    preset = {"preset": {"name": args.model}}
    if args.workload == "tuning":
        return {"tuning": preset}
    named = args.context or args.config or args.config_missing
    return {"inference": {**preset, **({"config": NAME} if named else {})}}


def _config_text(path: Path) -> str:
    """Return the text to plan with, with every line end as it stands, because the estimator reads lines."""
    content = read_bytes(path)
    if not _CONFIG_MAP.search(content):
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            raise InvalidInput([Problem("is not UTF-8 text", Where(str(path)))]) from error
    from kaito_gen.documents import parse

    for document in parse(content, str(path)):
        text = config_text(document.value) if isinstance(document.value, dict) else ""
        if text:
            return text
    hint = "the runtime's settings stand there as a text"
    raise InvalidInput([Problem(f"the ConfigMap has no text under data.{CONFIG_KEY}", Where(str(path)), hint)])


def _config_map(text: str) -> Manifest:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": NAME}, "data": {CONFIG_KEY: text}}


def _node(index: int, gpus: int | None, mebibytes: int, ready: bool) -> Manifest:
    labels = dict(_LABELS)
    if gpus is not None:
        labels |= {byo.PRODUCT: "GPU", byo.COUNT: str(gpus), byo.MEMORY: str(mebibytes)}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": f"node-{index:04}", "labels": labels},
        "status": {"conditions": [{"type": "Ready", "status": str(ready)}]},
    }


def _nodes(text: str) -> list[tuple[int | None, int, bool]]:
    """Return each node that one ``--nodes`` stands for: GPUs (None: no labels), MiB of each, whether it is ready."""
    if text == "none":
        return []
    match = _NODES.match(text)
    if match is None or int(match[1]) > 10_000:
        msg = f"{text!r} describes no nodes: {_NODES_HELP}"
        raise argparse.ArgumentTypeError(msg)
    number, unlabelled, gpus, memory, unit, not_ready = match.groups()
    mebibytes = int(memory or 0) * (1 if unit == "Mi" else 1024)
    return [(None if unlabelled else int(gpus), mebibytes, not not_ready)] * int(number)


def _partition(text: str) -> dict[str, Any]:
    mode, _, value = text.partition(":")
    if mode == ACCELERATOR and value.isascii() and value.isdigit():
        return {"mode": mode, "count": int(value)}
    if mode == MIG and value:
        return {"mode": mode, "profile": value}
    msg = f"{text!r} is no partition: write mig:3g.40gb or accelerator:2"
    raise argparse.ArgumentTypeError(msg)


def _count(text: str) -> int | str:
    return NO_COUNT if text == NO_COUNT else int(text)


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("a context has one token or more")
    return value
