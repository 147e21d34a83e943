"""Every rule finds something in each of its invalid samples and nothing in its valid ones (tests/corpus)."""

import argparse
import shlex
from functools import cache
from pathlib import Path

import pytest

from kaito_gen.cli.target_options import add_target_options, target_from
from kaito_gen.data import load_catalog, read_schema
from kaito_gen.documents import parse
from kaito_gen.kinds import V0_3, V0_12
from kaito_gen.validate.decoding import Decoder
from kaito_gen.validate.finding import ADMISSION, SCHEMA, Finding
from kaito_gen.validate.identities import every_rule
from kaito_gen.validate.judge import Judge
from kaito_gen.validate.rule import CREATE, STATUS_UPDATE, UPDATE, Limits
from kaito_gen.validate.rules import ALL
from kaito_gen.validate.schema.library import Library
from kaito_gen.world import World

CORPUS = Path(__file__).parent.parent / "corpus"
PAGES = Path(__file__).parent.parent.parent / "docs" / "rules.md"
FLAGS = "# kaito-gen:"


@cache
def library(release: str, minor: str) -> Library:
    return Library(read_schema, release=release, minor=minor)


def findings(sample: Path) -> tuple[Finding, ...]:
    """Judge the object of a sample in the world and on the installation that it describes."""
    text = sample.read_text()
    first = text.partition("\n")[0]
    parser = argparse.ArgumentParser()
    add_target_options(parser)
    for flag in ("--cluster", "--update", "--status-update"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("--max-usd-per-hour", type=float)
    options = parser.parse_args(shlex.split(first.removeprefix(FLAGS)) if first.startswith(FLAGS) else [])
    target = target_from(options)
    documents = [document.value for document in parse(text.encode(), str(sample))]
    operation = UPDATE if options.update else STATUS_UPDATE if options.status_update else CREATE
    old = documents.pop(0) if operation != CREATE else None
    judge = Judge(
        target,
        world=World(documents[1:], complete=options.cluster),
        catalog=load_catalog(target.release),
        library=library(target.release, target.kubernetes),
        decoder=Decoder(read_schema, target.release),
        limits=Limits(usd_per_hour=options.max_usd_per_hour),
    )
    found = judge.judge(documents[0], operation=operation, old=old)
    assert found is not None, "no schema knows the sample's kind"
    return found


def samples(sort: str) -> list[Path]:
    return sorted(CORPUS.glob(f"*/{sort}/*.yaml"))


def name_of(sample: Path) -> str:
    return f"{sample.parent.parent.name}/{sample.stem}"


@pytest.mark.parametrize("sample", samples("invalid"), ids=name_of)
def test_a_rule_finds_what_is_wrong(sample: Path) -> None:
    rule_id = sample.parent.parent.name
    found = [finding for finding in findings(sample) if finding.rule == rule_id]
    assert found
    assert all(len(finding.message) > 10 for finding in found)


@pytest.mark.parametrize("sample", samples("valid"), ids=name_of)
def test_what_is_right_is_taken(sample: Path) -> None:
    """Not only by the rule itself: a user who follows a page must not run into the next refusal."""
    found = findings(sample)
    assert [one for one in found if one.rule == sample.parent.parent.name] == []
    assert [one for one in found if one.stage in (SCHEMA, ADMISSION) and one.severity == "error"] == []


@pytest.mark.parametrize("rule_id", sorted({rule.id for rule in ALL}))
def test_every_rule_has_samples_and_a_page(rule_id: str) -> None:
    for sort in ("valid", "invalid"):
        assert list((CORPUS / rule_id / sort).glob("*.yaml")), f"tests/corpus/{rule_id}/{sort} holds no sample"
    assert f"\n## {rule_id}\n" in PAGES.read_text()


def test_every_sample_and_page_has_its_rule() -> None:
    ids = {rule.id for rule in every_rule()}
    pages = [line[3:] for line in PAGES.read_text().splitlines() if line.startswith("## ")]
    assert sorted(pages) == sorted(set(pages))
    assert set(pages) <= ids
    assert {path.name for path in CORPUS.iterdir() if path.is_dir()} <= ids


def test_every_rule_has_one_sentence_and_releases() -> None:
    for rule in ALL:
        assert rule.summary.endswith(".")
        assert set(rule.applies) <= {V0_3, V0_12}
