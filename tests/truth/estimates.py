"""Replays KAITO's own estimates: a row becomes a ``kaito-gen plan`` command line, its JSON answer is compared.

Every answer column is compared: nodes or refusal of the estimator and of the controller, with the figures that KAITO's
text names; what one machine holds; what was derived from the preset; the context that was read. Texts are not
compared, ours are our own: a refusal is its code and its figures, rounded as KAITO prints them.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from golden import Difference, Outcome

from kaito_gen.units import parse_quantity

type Row = Mapping[str, str]
type Run = Callable[[Sequence[str]], tuple[int, str, str]]
type Answers = dict[str, str]

MISSING = "<missing>"
UNKNOWN_PRESET = "unknown-preset"
GATES = ("enableMIG", "enableAccelerator")
_NUMBER = r"(-?\d+(?:\.\d+)?)"
REFUSALS = tuple(
    (re.compile(pattern.replace("#", _NUMBER)), code)
    for pattern, code in (
        (
            r"GPU memory # bytes is too small, needs at least # GB overhead \(base: #GB \+ KV Cache: # GB\)",
            "gpu-too-small",
        ),
        (r"partition\.count \(#\) exceeds GPUs available on node \(#\)", "partition-too-large"),
        (
            r"model needs #GB \(weights #GB \+ overhead #GB\) but MIG profile \S* only provides #GB \(#GB available",
            "slice-too-small",
        ),
        (r"failed to get GPU config for instance type .*Unsupported SKU", "unknown-machine"),
        (r"failed to get model by name: model is not registered", UNKNOWN_PRESET),
        (r"failed to get model by name", "cannot-know"),
        (r"failed to get MIG GPU config", "bad-slice"),
        (r"no ready nodes found", "no-ready-node"),
        (r"failed to get GPU config from existing nodes: missing required", "node-labels-missing"),
        (r"failed to get GPU config from existing nodes: invalid", "node-labels-invalid"),
        (r"panic: runtime error: invalid memory address or nil pointer dereference", "count-missing"),
    )
)
"""KAITO's text of a refusal -> our code; each group is a figure."""
DECIMALS = {"gpu-too-small": (0, 1, 1, 1), "slice-too-small": (1, 1, 1, 0, 1), "partition-too-large": (0, 0)}
"""The decimals with which KAITO prints the figures of a refusal."""
_SHAPE = re.compile(r"gpus=(\d+),mib=(\d+)")
_SOME = re.compile(r"(\d+)x\((.*)\)")


def load(path: Path) -> Iterator[Row]:
    """Yield the rows of an estimates file."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def files(row: Row) -> dict[str, str]:
    """Return the file that a row needs beside its flags: the inference configuration, if it has one of its own."""
    text = row["config_text"]
    return {"inference_config.yaml": json.loads(text)} if text and text != MISSING else {}


def arguments(row: Row, folder: Path) -> list[str]:
    """Return the command line that asks our question; ``folder`` is where :func:`files` lie."""
    argv = ["plan", "--format", "json", "--cloud", row["cloud"], "--provisioner", row["provisioner"]]
    argv += ["--workload", row["workload"], "--count", row["count"] or "none"]
    if row["preset"]:
        argv += ["--model", row["preset"]]
    if row["instance_type"] or row["provisioner"] != "byo":
        argv += ["--machine", row["instance_type"]]
    for flag, column in (("--runtime", "runtime"), ("--performance-mode", "performance_mode")):
        if row[column]:
            argv += [flag, row[column]]
    if row["max_model_len"]:
        argv += ["--context", row["max_model_len"]]
    elif row["config_text"] == MISSING:
        argv += ["--config-missing"]
    elif row["config_text"]:
        argv += ["--config", str(folder / "inference_config.yaml")]
    if row["partition_mode"]:
        argv += ["--partition", f"{row['partition_mode']}:{row['partition_profile'] or row['partition_count']}"]
        argv += [word for gate in GATES for word in ("--gate", gate)]
    return argv + [word for nodes in _nodes(row["byo_nodes"]) for word in ("--nodes", nodes)]


def replay(row: Row, folder: Path, run: Run) -> Outcome:
    """Ask ``run`` (argv -> exit code, stdout, stderr) the question of a row and compare the answers."""
    for name, text in files(row).items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    code, output, messages = run(arguments(row, folder))
    if code not in (0, 1):
        return Outcome(row["id"], code, (Difference("exit code", "", "0 or 1", code),), messages)
    theirs, ours = expected(row), answered(row, json.loads(output))
    differences = (
        Difference(row["id"], name, theirs[name], ours[name]) for name in theirs if theirs[name] != ours[name]
    )
    return Outcome(row["id"], code, tuple(differences), messages)


def expected(row: Row) -> Answers:
    """Return KAITO's answers by column; a refusal as its code and figures, an absent value as empty text."""
    error = _their_refusal(row["error"])
    target_error = error if row["target_error"] == "same as error" else _their_refusal(row["target_error"])
    answers = {
        "node_count": row["node_count"],
        "error": error,
        "target_node_count": row["target_node_count"],
        "target_error": target_error,
        "context_size": row["context_size"],
        "sku_gpus": row["sku_gpus"],
        "sku_gpu_mem_gib": row["sku_gpu_mem_gib"],
    }
    if row["workload"] != "preset":  # KAITO derives nothing of a model that it does not serve
        return answers
    return answers | {
        "model_file_size": row["model_file_size"],
        "bytes_per_token": row["bytes_per_token"],
        "model_token_limit": row["model_token_limit"],
        "disk_request": _quantity(row["disk_request"]),
    }


def answered(row: Row, report: Mapping[str, Any]) -> Answers:
    """Return our answers, from the JSON report of one plan, in the form of :func:`expected`."""
    (plan,) = report["plans"]
    model, machine = plan["model"] or {}, plan["machine"] or {}
    answers = {
        "node_count": _text(plan["estimate"]["nodes"]),
        "error": _our_refusal(plan["estimate"]["refusal"]),
        "target_node_count": _text(plan["target"]["nodes"]),
        "target_error": _our_refusal(plan["target"]["refusal"]),
        "context_size": _text(plan["context"]["asked"]),
        "sku_gpus": _text(machine.get("gpus")),
        "sku_gpu_mem_gib": _text(machine.get("memory_gib")),
    }
    if row["workload"] != "preset":
        return answers
    return answers | {
        "model_file_size": _text(model.get("weights")),
        "bytes_per_token": _text(model.get("bytes_per_token")),
        "model_token_limit": _text(model.get("token_limit")),
        "disk_request": _quantity(plan["disk"]) if model else "",
    }


def _nodes(text: str) -> Iterator[str]:
    """Yield ``--nodes`` for what a row says of the cluster's nodes."""
    if not text:
        return
    if text == "none":
        yield text
    elif some := _SOME.fullmatch(text):
        number, what = some.groups()
        shape = _SHAPE.fullmatch(what)
        described = {"no-labels": "unlabelled", "not-ready": "8:81920Mi,not-ready"}
        yield f"{number}x{f'{shape[1]}:{shape[2]}Mi' if shape else described[what]}"
    else:  # nodes in name order, each with its shape; one before "not-ready(" is not ready
        for part in re.findall(r"not-ready\([^)]*\)|gpus=\d+,mib=\d+", text):
            shape = _SHAPE.search(part)
            if shape is None:
                msg = f"nodes {text!r} are of an unknown form"
                raise ValueError(msg)
            yield f"1x{shape[1]}:{shape[2]}Mi{',not-ready' if part.startswith('not-ready') else ''}"


def _their_refusal(text: str) -> str:
    if not text:
        return ""
    for pattern, code in REFUSALS:
        if match := pattern.search(text):
            return _refusal(code, [float(figure) for figure in match.groups()])
    return text


def _our_refusal(reason: Mapping[str, Any] | None) -> str:
    if reason is None:
        return ""
    code = UNKNOWN_PRESET if reason["code"] == "retired-preset" else reason["code"]
    return _refusal(code, reason["figures"])


def _refusal(code: str, figures: Sequence[float]) -> str:
    printed = zip(figures, DECIMALS.get(code, ()), strict=False)
    return " ".join([code, *(f"{figure:.{places}f}" for figure, places in printed)])


def _quantity(text: str) -> str:
    return str(parse_quantity(text)) if text else ""


def _text(value: Any) -> str:
    return "" if value is None else str(value)
