"""The judgement of one document: the schema stage first, then every rule that has something to say of it.

Rules of all later stages see only documents that the schema stage has nothing against, pruned and defaulted as the
API server would store them. Where KAITO's webhook would stop at a rule (``Rule.alone``), only that rule speaks for its
stage, the first one in the order of ``rules.ALL``. What the webhook refuses never gets to its controllers, so that the
rules of the stage ``runtime`` are asked of nothing it refuses.
"""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.kinds import Manifest
from kaito_gen.target import Target
from kaito_gen.validate.decoding import Decoder
from kaito_gen.validate.finding import ADMISSION, ERROR, NOTE, PRACTICE, RUNTIME, SCHEMA, Finding, dotted
from kaito_gen.validate.rule import CREATE, NO_LIMITS, Limits, Rule, Subject
from kaito_gen.validate.rules import ALL
from kaito_gen.validate.schema.judge import Judged
from kaito_gen.validate.schema.library import Library
from kaito_gen.validate.schema.rules import DECODE, TYPE
from kaito_gen.world import World


class Judge:
    """Judges documents that meet one Target in one World."""

    def __init__(
        self,
        target: Target,
        *,
        world: World,
        catalog: Catalog,
        library: Library,
        decoder: Decoder,
        limits: Limits = NO_LIMITS,
    ) -> None:
        self._target = target
        self._world = world
        self._catalog = catalog
        self._library = library
        self._decoder = decoder
        self._limits = limits

    def judge(
        self, document: Manifest, *, operation: str = CREATE, old: Manifest | None = None
    ) -> tuple[Finding, ...] | None:
        """Return everything there is to say of a request with this document, or None where it cannot be judged.

        That is so for kinds of groups that no schema knows. ``document`` has apiVersion and kind, both text.
        ``old`` is the stored object of an update, as somebody wrote it; of a ``status-update`` only the status counts.
        The order of findings is always the same.
        """
        kind_judge = self._library.judge(str(document["apiVersion"]), str(document["kind"]))
        if kind_judge is None:
            return self._unserved(document) or None
        stored = None if old is None else kind_judge.judge(old)
        if stored is not None and (unreadable := tuple(_unreadable(stored))):
            return unreadable
        judged = kind_judge.judge(document, operation=operation, old=old)
        if judged.object is None or any(finding.stage != PRACTICE for finding in judged.findings):
            return judged.findings
        subject = Subject(
            manifest=judged.object,
            target=self._target,
            world=self._world,
            catalog=self._catalog,
            operation=operation,
            old=None if stored is None else stored.object,
            decoder=self._decoder,
            written=document,
            limits=self._limits,
        )
        return (*judged.findings, *rule_findings(subject))

    def _unserved(self, document: Manifest) -> tuple[Finding, ...]:
        """Return that the API server has no such kind, where the group is one of which we know every kind.

        Of what runs beside KAITO, a cluster may well have another version than the one whose schemas we ship.
        """
        version, kind = str(document["apiVersion"]), str(document["kind"])
        others = self._library.versions(version, kind)
        group = version.rpartition("/")[0]
        if group != "kaito.sh" and "." in group and not group.endswith(".k8s.io"):
            return ()
        if not self._library.kinds(version) and not any(one.rpartition("/")[0] == group for one in others):
            return ()
        message = f"the API server serves no {kind} as {version}"
        hint = f"write apiVersion: {others[0]}" if others else ""
        return (Finding(DECODE, SCHEMA, ERROR, message, ("apiVersion",), hint, version),)


def _unreadable(stored: Judged) -> Iterator[Finding]:
    """Yield why an object cannot have been stored: it is of another shape, and nothing can be compared with it."""
    for finding in stored.findings:
        if finding.rule in (TYPE, DECODE):
            message = f"the version before this one cannot have been stored: {dotted(finding.keys)} {finding.message}"
            yield Finding(DECODE, SCHEMA, ERROR, message, hint="compare with the object that the cluster holds")


def rule_findings(subject: Subject) -> Iterator[Finding]:
    """Yield what every rule has to say of a subject, in the order of the rules.

    What becomes of an object at run time is asked only of one that the webhook lets in.
    """
    version = subject.api_version.rpartition("/")[2]
    stopped: set[str] = set()
    for stage, walk, rules in _of(subject.target.release, f"{subject.kind}/{version}", subject.operation):
        # A walk of a later stage may rely on what the webhook has just refused, so it is not even begun.
        if stage in stopped or (walk is not None and not walk(subject)):
            continue
        for rule in rules:
            if stage in stopped:
                break
            found = tuple(rule.findings(subject))
            yield from found
            if any(finding.severity != NOTE for finding in found):
                if rule.alone:
                    stopped.add(stage)
                if stage == ADMISSION:
                    stopped.add(RUNTIME)


type _Walk = Callable[[Subject], object] | None


@cache
def _of(release: str, kind: str, operation: str) -> tuple[tuple[str, _Walk, tuple[Rule, ...]], ...]:
    """Return the rules for one sort of request: those of the webhook first, and of them those that speak alone.

    Neighbours of one stage that share a walk come together, so that one look tells that none has anything to say.
    """
    found = [rule for rule in ALL if operation in rule.operations and kind in rule.applies.get(release, ())]
    found.sort(key=lambda rule: (rule.stage != ADMISSION, not rule.alone))
    groups = groupby(found, lambda rule: (rule.stage, rule.walk))
    return tuple((stage, walk, tuple(rules)) for (stage, walk), rules in groups)
