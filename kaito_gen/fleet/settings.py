"""What a team settles once for all runs of ``validate``: the file ``kaito-gen.yaml``.

It lies in the fleet layer because it speaks of a target in the fleet's words and is read by the same validator.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from kaito_gen.documents.document import Document
from kaito_gen.documents.reading import parse as parse_documents
from kaito_gen.errors import InvalidInput, Problem, Where
from kaito_gen.fleet import parsing
from kaito_gen.fleet.fault import Fault, did_you_mean
from kaito_gen.fleet.fleet import API_VERSION
from kaito_gen.fleet.installation import Installation
from kaito_gen.value import Value


class Ignored(Value, kw_only=True):
    """Findings of one rule that may stay in some files."""

    rule: str
    """Id of the rule."""
    paths: tuple[str, ...]
    """Files and folders, from this file: * is any part of a name, ** any folders between."""
    reason: str
    """Why they may stay, for the next reader."""


class CostLimit(Value, kw_only=True):
    """The most that one object may cost."""

    usd_per_hour: float
    """USD an hour by list price."""


class Settings(Value, kw_only=True):
    """How kaito-gen validate judges in this folder and below."""

    api_version: Literal["kaito-gen/v1"] = "kaito-gen/v1"
    """Version of this format."""
    kind: Literal["Settings"] = "Settings"
    """Settings."""
    target: Installation | None = None
    """The KAITO installation that the manifests will meet; what is left out is as a fleet says, or the chart."""
    severities: Mapping[str, Literal["error", "warning", "note", "off", False]] | None = None
    """How heavy a rule's findings are, by its id; off, which YAML 1.1 reads as false: none."""
    ignore: tuple[Ignored, ...] = ()
    """Findings that may stay."""
    cost_limit: CostLimit | None = None
    """The most that one object may cost."""
    crds: tuple[str, ...] = ()
    """Files and folders with your own CRDs, from this file."""
    catalog: tuple[str, ...] = ()
    """Files with your own models, machines and prices, from this file."""


def load(data: bytes, path: str, *, rules: Iterable[str]) -> Settings:
    """Return the Settings in the bytes of a file; InvalidInput with every mistake and its place.

    ``rules`` are the ids that there are.
    """
    documents = [document for document in parse_documents(data, path) if document.value is not None]
    if len(documents) != 1:
        message = "a second document: one file holds one Settings" if documents else "the file is empty"
        where = documents[1].where() if documents else Where(path)
        raise InvalidInput([Problem(message, where, f"begin with apiVersion: {API_VERSION} and kind: Settings")])
    document = documents[0]
    faults = list(_misnamed(document.value))
    if faults:
        raise _invalid(document, faults)
    found, faults = parsing.read(document.value, Settings)
    if found is None:
        raise _invalid(document, faults)
    faults = list(_unfit(found, frozenset(rules)))
    if faults:
        raise _invalid(document, faults)
    return found


def _misnamed(content: Any) -> Iterator[Fault]:
    """Yield why a document is no Settings at all."""
    begin = f"begin with apiVersion: {API_VERSION} and kind: Settings"
    if not isinstance(content, Mapping):
        yield Fault((), "a settings file holds a mapping", begin)
        return
    for key, wanted in (("apiVersion", API_VERSION), ("kind", "Settings")):
        if content.get(key) != wanted:
            said = f"{key} is {content[key]!r}" if key in content else f"{key} is missing"
            yield Fault((key,), said, f"write {key}: {wanted}")


def _unfit(settings: Settings, rules: frozenset[str]) -> Iterator[Fault]:
    """Yield what is wrong beyond types."""
    for rule in settings.severities or ():
        yield from _unknown(rule, ("severities", rule), rules)
    for place, one in enumerate(settings.ignore):
        yield from _unknown(one.rule, ("ignore", place, "rule"), rules)
        if not one.reason.strip():
            yield Fault(("ignore", place, "reason"), "an ignored rule needs a reason", "write why it may stay")
        if not one.paths:
            hint = 'name files or folders, or "**" for all'
            yield Fault(("ignore", place, "paths"), "an ignored rule needs paths", hint)
    if settings.cost_limit is not None and not settings.cost_limit.usd_per_hour >= 0:
        yield Fault(("costLimit", "usdPerHour"), "costLimit.usdPerHour is below 0", "write 0 or more")


def _unknown(rule: str, path: tuple[str | int, ...], rules: frozenset[str]) -> Iterator[Fault]:
    if rule not in rules:
        hint = did_you_mean(rule, sorted(rules))
        yield Fault(
            path, f"there is no rule {rule!r}", hint if hint.startswith("did") else "kaito-gen rules lists them"
        )


def _invalid(document: Document, faults: Iterable[Fault]) -> InvalidInput:
    problems = [Problem(fault.message, document.where_key(fault.path), fault.hint) for fault in faults]
    return InvalidInput(sorted(problems, key=lambda one: one.where or Where(document.path)))
