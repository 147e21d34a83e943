"""Replays KAITO's own verdicts: a recorded request becomes a ``kaito-gen validate`` command line and files.

A request is agreed on when we object exactly where the API server or KAITO's webhook does, and for the same reason.
What counts are errors of the stages ``schema`` and ``admission``; a request that needs huggingface.co is left out.
Texts are not compared, ours are our own: a reason is the number of KAITO's rule behind ours, or the type and the field
of Kubernetes' error.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from golden import Difference, Outcome
from kubernetes_errors import of_findings, of_records, without_composites

from kaito_gen.kinds import V0_3, V0_12
from kaito_gen.target import CLOUDS
from kaito_gen.validate.finding import ADMISSION, ERROR, SCHEMA, Finding, Keys
from kaito_gen.validate.identities import READING
from kaito_gen.validate.rules import ALL
from kaito_gen.validate.schema.rules import DECODE

type Case = dict[str, Any]
type Run = Callable[[Sequence[str]], tuple[int, str, str]]

FILES = {V0_3: "kaito-v0.3-verdicts.jsonl", V0_12: "kaito-v0.12-verdicts.jsonl"}
"""Release -> its data set."""
UNKNOWABLE = "needs-network"
WEBHOOK = "webhook"
_READING = frozenset(identity.id for identity in READING)
_KEY = re.compile(r"\[(\d+)\]|\.?([^.\[]+)")


def load(path: Path) -> Iterator[Case]:
    """Yield the requests of a file that can be answered offline, each with its ``release``."""
    release = next(release for release, name in FILES.items() if name == path.name)
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["expected"]["final"] not in (UNKNOWABLE, "unknown"):
            yield case | {"release": release}


def files(case: Case) -> dict[str, str]:
    """Return the files of a request: its object, the stored one if it is an update, and all else that exists."""
    documents = {
        "new.json": case["new"],
        "cluster.json": {"kind": "List", "apiVersion": "v1", "items": case["objects"]},
    }
    if case["old"] is not None:
        documents["old.json"] = case["old"]
    return {name: json.dumps(document) for name, document in documents.items()}


def arguments(case: Case, folder: Path) -> list[str]:
    """Return the command line that asks our question; ``folder`` is where :func:`files` lie."""
    settings = case["settings"]
    argv = ["validate", str(folder / "new.json"), "--cluster", str(folder / "cluster.json"), "--format", "json"]
    argv += ["--release", case["release"], "--release-namespace", settings["releaseNamespace"] or ""]
    argv += ["--cloud", settings["cloud"] if settings["cloud"] in CLOUDS else "none"]
    if "provisioner" in settings:
        argv += ["--provisioner", settings["provisioner"] or "none"]
    for gate, state in settings["gates"].items():
        argv += ["--gate", f"{gate}={str(state).lower()}"]
    for flag, values in (("--node-class", "nodeClasses"), ("--registered-model", "registeredModels")):
        argv += [word for value in settings.get(values) or () for word in (flag, value)]
    if case["op"] != "create":
        argv += ["--old", str(folder / "old.json")]
    return [*argv, "--subresource", "status"] if case["op"] == "status-update" else argv


def replay(case: Case, folder: Path, run: Run) -> Outcome:
    """Ask ``run`` (argv -> exit code, stdout, stderr) the question of a request and compare the answers."""
    for name, text in files(case).items():
        (folder / name).write_text(text, encoding="utf-8")
    code, output, messages = run(arguments(case, folder))
    if code not in (0, 1):
        return Outcome(case["id"], code, (Difference("exit code", "", "0 or 1", code),), messages)
    found = [finding for finding in _findings(json.loads(output)) if finding.severity == ERROR]
    told = "; ".join(f"{finding.rule}: {finding.message}" for finding in found)
    return Outcome(case["id"], code, tuple(compare(case, found)), told or messages)


def compare(case: Case, findings: Iterable[Finding]) -> Iterator[Difference]:
    """Yield where our errors and the recorded verdict differ."""
    expected = case["expected"]
    found = [finding for finding in findings if finding.stage in (SCHEMA, ADMISSION)]
    stages = sorted({finding.stage for finding in found})
    theirs, ours = _stages(expected), stages
    if theirs != ours:
        yield Difference(case["id"], "refused by", theirs, ours)
    elif theirs == [SCHEMA]:
        yield from _reasons(case, of_records(case["schema_errors"]), of_findings(tuple(found)))
    elif theirs == [ADMISSION] and not expected.get("unstable"):  # such a text changed from one run to the next
        for finding in found:
            numbers = _numbers(finding.rule, case)
            if not numbers or numbers - set(expected["rules"]):
                yield Difference(case["id"], f"rule {finding.rule}", expected["rules"], sorted(numbers))


def _stages(expected: Mapping[str, Any]) -> list[str]:
    """Return which stage refuses a request, none when it is accepted."""
    if expected["final"] != "reject":
        return []
    return [ADMISSION] if expected["stage"] == WEBHOOK else [SCHEMA]


def _reasons(case: Case, theirs: set[tuple[str, str]], ours: set[tuple[str, str]]) -> Iterator[Difference]:
    """Yield the reasons of ours that the API server does not have, and that we share none of those with a field."""
    named = without_composites(theirs)
    if without_composites(ours) - named or (named and not ours & named):
        yield Difference(case["id"], "schema errors", sorted(theirs), sorted(ours))


def _numbers(rule_id: str, case: Case) -> set[str]:
    """Return KAITO's numbers behind a rule of ours; in v0.3 those of changes are told from the others by a U."""
    numbers = _numbers_by_rule(case["release"]).get(rule_id, set())
    if case["release"] != V0_3:
        return numbers
    changes = case["op"] != "create"
    return {number for number in numbers if number == "1" or number.startswith("U") == changes}


@cache
def _numbers_by_rule(release: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for rule in ALL:
        found.setdefault(rule.id, set()).update(rule.upstream.get(release, ()))
    return found


def _findings(report: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the findings of a report; what we refuse while reading, the API server refuses when it decodes."""
    for one in report["findings"]:
        rule = DECODE if one["rule"] in _READING else one["rule"]
        yield Finding(rule, one["stage"], one["severity"], one["message"], _keys(one["field"]))


def _keys(field: str) -> Keys:
    """Return a field's keys as far as its text tells: dots inside of one are taken for those between two."""
    return tuple(int(index) if index else name for index, name in _KEY.findall(field))
