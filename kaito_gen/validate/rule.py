"""A rule: one check with its identity, and what it gets to see.

A rule is a pure function from a :class:`Subject` to hits; it knows keys of plain dicts, never files or lines. Which
release, kinds and operations it judges is data beside the function, so that the reader, the page in docs/rules.md and
the truth replay all read the same.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.kinds import Manifest
from kaito_gen.target import Target
from kaito_gen.validate.decoding import Decoder, no_structures
from kaito_gen.validate.finding import ERROR, Finding, Keys
from kaito_gen.value import Value
from kaito_gen.world import World

CREATE = "create"
UPDATE = "update"
STATUS_UPDATE = "status-update"


class Limits(Value, kw_only=True):
    """What a team has set for itself, beyond what any cluster says."""

    usd_per_hour: float | None = None
    """The most that one object may cost, USD an hour by list price; None for no limit."""


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subject:
    """What is judged: the object as the API server would store it, and everything the judgement depends on.

    ``manifest`` is pruned and defaulted by the schema stage; ``old`` is the stored object of an update, in the same
    form, else None. ``decoder`` reads what the schema leaves open. ``written`` is the object as it stands in the file,
    where somebody wrote it; the rules of people who keep files ask for it.
    Two subjects are never equal, so that what several rules ask of one can be remembered for it.
    """

    manifest: Manifest
    target: Target
    world: World
    catalog: Catalog
    operation: str = CREATE
    old: Manifest | None = None
    decoder: Decoder = field(default_factory=lambda: Decoder(no_structures, ""))
    written: Manifest | None = None
    limits: Limits = NO_LIMITS

    @property
    def kind(self) -> str:
        """The object's kind."""
        return str(self.manifest["kind"])

    @property
    def api_version(self) -> str:
        """The apiVersion of the request."""
        return str(self.manifest["apiVersion"])

    @property
    def creates(self) -> bool:
        """Whether this is a create."""
        return self.operation == CREATE


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule's condition holds: what is wrong there, in a sentence, and the way out."""

    keys: Keys
    message: str
    hint: str = ""
    severity: str = ""
    """Overrides the rule's severity, for what cannot be known (a note)."""


type Check = Callable[[Subject], Iterator[Hit]]
type Places = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One check.

    ``id`` is what users see and ignore by (kebab-case, the heading in docs/rules.md), ``summary`` its one sentence.
    ``applies`` maps a release to the ``Kind/version`` pairs that the check judges there, such as
    ``Workspace/v1beta1``. ``upstream`` maps a release to KAITO's own rules that the check mirrors, by
    the numbers of the measured data (tests/truth); empty for what KAITO does not check. ``alone`` says that KAITO
    answers nothing else once the rule hits: the request could not be read, or the webhook's process crashed on it. The
    other findings of its stage are then not reported, for nobody will ever see them before this one is mended.
    """

    id: str
    stage: str
    summary: str
    applies: Places
    check: Check
    severity: str = ERROR
    upstream: Places = field(default_factory=dict)
    operations: tuple[str, ...] = (CREATE,)
    alone: bool = False
    walk: Callable[[Subject], object] | None = None
    """What several rules share, if anything: where it gives nothing, none of them need be asked."""

    def judges(self, subject: Subject) -> bool:
        """Whether the rule has anything to say of such a request."""
        version = subject.api_version.rpartition("/")[2]
        wanted = f"{subject.kind}/{version}"
        return subject.operation in self.operations and wanted in self.applies.get(subject.target.release, ())

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """Yield a Finding for every hit."""
        for hit in self.check(subject):
            yield Finding(
                rule=self.id,
                stage=self.stage,
                severity=hit.severity or self.severity,
                message=hit.message,
                keys=hit.keys,
                hint=hit.hint,
                value=value_at(subject.manifest, hit.keys),
            )


def value_at(manifest: Any, keys: Keys) -> Any:
    """Return the value that keys lead to, or None where there is none."""
    for key in keys:
        if isinstance(manifest, Mapping):
            manifest = manifest.get(key)
        elif isinstance(manifest, list) and isinstance(key, int) and key < len(manifest):
            manifest = manifest[key]
        else:
            return None
    return manifest
