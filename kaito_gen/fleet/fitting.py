"""Whether each entry fits its machine, and which machine ``auto`` is: the fleet's questions to planning.

Entries that differ in nothing that planning reads share one answer: a fleet has thousands of services and few models.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.fleet.dialects import BY_RELEASE
from kaito_gen.fleet.fault import Fault, dotted
from kaito_gen.fleet.placement import AUTO
from kaito_gen.fleet.scope import Draft
from kaito_gen.kinds import Manifest
from kaito_gen.planning import releases, replicas
from kaito_gen.planning.plan import NoFit, Plan, Reason
from kaito_gen.planning.selection import cheapest
from kaito_gen.target import Target
from kaito_gen.value import Value
from kaito_gen.world import World

CANNOT_KNOW: Final = frozenset({"cannot-know", "nodes-unknown"})
"""Reasons that say what is missing for an answer; a Workspace with a machine of its own is written all the same."""

_ABOUT_MODEL: Final = frozenset(
    {"unknown-preset", "retired-preset", "cannot-know", "tuning-unsupported", "tuning-fails", "nothing-asked"}
)
_ABOUT: Final = {
    "runtime-unsupported": "runtime",
    "context-too-long": "context",
    "no-nodes": "count",
    "tuning-count": "count",
    "too-few-gpus": "count",
    "region-unknown": "machine",
    "gate-off": "partition",
}


class Answer(Value):
    """What planning says of an entry: its plan, the machine chosen by ``auto``, the nodes to ask for where said."""

    plan: Plan | NoFit
    machine: str = ""
    count: int | None = None


class Fitting:
    """Asks planning once for entries that are alike."""

    def __init__(self, target: Target, world: World, catalog: Catalog) -> None:
        self._target, self._world, self._catalog = target, world, catalog
        self._answers: dict[Any, Answer] = {}

    def settle(self, draft: Draft) -> Iterator[Fault]:
        """Write plan, machine and, where the release needs one, the count into a draft; yield why nothing fits."""
        if draft.root is None or draft.resource is None:
            return
        answer = self._answer(draft)
        draft.plan = answer.plan
        resource = draft.resource
        if answer.machine:
            resource["instanceType"] = answer.machine
        if answer.count is not None and "count" not in resource:
            resource["count"] = answer.count
        yield from self._copies(draft, answer.plan)
        if isinstance(answer.plan, NoFit):
            yield from _faults(draft, answer.plan.reasons)

    def _copies(self, draft: Draft, plan: Plan | NoFit) -> Iterator[Fault]:
        """Where copies are said as nodes, a model that is one job over all of its nodes cannot have any."""
        replicas = getattr(draft.entry, "replicas", None) or 1
        distributed = plan.preset is not None and plan.preset.launch is not None and plan.preset.launch.distributed
        if replicas > 1 and distributed and BY_RELEASE[self._target.release].replicas_as_count:
            path = (*draft.path, "replicas")
            message = f"{dotted(path)} is {replicas}, but the nodes of this model run one copy together"
            yield Fault(path, message, "say count for its nodes, or write a service for each copy")

    def _answer(self, draft: Draft) -> Answer:
        key = self._key(draft)
        if key is None:
            return self._ask(draft)
        if key not in self._answers:
            self._answers[key] = self._ask(draft)
        return self._answers[key]

    def _key(self, draft: Draft) -> Any:
        """What planning reads of an entry; None where that is too much to compare."""
        entry: Any = draft.entry
        if not self._target.provisions_nodes or getattr(entry, "config", None) is not None or entry.annotations:
            return None
        return (
            draft.section,
            getattr(entry, "kind", None),
            entry.api_version,
            getattr(entry, "model", None),
            getattr(entry, "template", None) is None,
            entry.machine,
            entry.count,
            getattr(entry, "replicas", None),
            getattr(entry, "context", None),
            getattr(entry, "runtime", None),
            getattr(entry, "method", None),
            entry.bypass_resource_checks,
            entry.partition,
        )

    def _ask(self, draft: Draft) -> Answer:
        assert draft.root is not None
        assert draft.resource is not None
        workspace = self._workspace(draft.root)
        asked = draft.resource.get("instanceType")
        if asked == AUTO:
            selection = cheapest(workspace, self._target, self._world, self._catalog)
            chosen = (selection.workspace or {}).get("resource") or {}
            return Answer(selection.plan, chosen.get("instanceType", ""), _several(chosen.get("count")))
        planner = releases.planner(self._target.release)
        machine = self._catalog.machine(self._target.cloud, asked) if asked else None
        count = _several(planner.count(workspace, self._target, machine, self._catalog) if machine else None)
        if count is not None and "count" not in draft.resource:
            workspace = {**workspace, "resource": {**draft.resource, "count": count}}
        plan = planner.plan(workspace, self._target, self._world, self._catalog, admitted=False)
        return Answer(plan, count=count)

    @staticmethod
    def _workspace(root: Manifest) -> Manifest:
        return next(iter(replicas.workspaces(root))).workspace


def _several(count: int | None) -> int | None:
    """One node is what every release takes where nothing is said, so it is not written."""
    return count if count is not None and count > 1 else None


def _faults(draft: Draft, reasons: Iterable[Reason]) -> Iterator[Fault]:
    entry: Any = draft.entry
    chosen = draft.resource is not None and draft.resource.get("instanceType") == AUTO
    for reason in reasons:
        if reason.code in CANNOT_KNOW and not chosen:
            continue
        name = "model" if reason.code in _ABOUT_MODEL else _ABOUT.get(reason.code, "machine")
        field = name if getattr(entry, name, None) is not None else "model"
        path = (*draft.path, field) if getattr(entry, field, None) is not None else draft.path
        yield Fault(path, f"{dotted(path)}: {reason.message}")
