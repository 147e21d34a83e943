"""The reader gives what Kubernetes' own reader gave, in every measured case."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kaito_gen.documents import read
from kaito_gen.documents.plain import Engine, never_sure, read_with_yamlrocks

HERE = Path(__file__).parent
FILES = (HERE.parent / "truth" / "data" / "kubernetes-yaml-cases.json", HERE / "kubernetes-yaml-more.json")
CASES = [case for path in FILES for case in json.loads(path.read_text())["cases"]]
ENGINES = {"yamlrocks": read_with_yamlrocks, "PyYAML": never_sure}


def exactly(value: object) -> str:
    """Return a text in which 1, 1.0, True and "1" differ, as they do not under ==."""
    return json.dumps(value, sort_keys=True)


def expected(case: dict[str, Any]) -> list[str]:
    """Return the documents of a case; null stands for a file without documents as well as for an empty one."""
    read_by_kubernetes = case["kubernetes_reads"]
    return [] if read_by_kubernetes is None else [exactly(read_by_kubernetes)]


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_document_reads_as_in_kubernetes(case: dict[str, Any], engine: Engine) -> None:
    reading = read(case["yaml"].encode(), "case.yaml", engine=engine)
    if case["error"] is None:
        assert not reading.problems
        assert [exactly(document.value) for document in reading.documents if document.value is not None] == expected(
            case
        )
    else:
        assert not reading.documents
        assert reading.problems


WITHOUT = """
import json, sys
{setup}
from kaito_gen.documents import read
for text in json.load(sys.stdin):
    reading = read(text.encode(), "case.yaml")
    print(json.dumps([[document.value for document in reading.documents], len(reading.problems)], sort_keys=True))
"""


YAMLROCKS = "sys.modules['yamlrocks'] = None"
LIBYAML = "import yaml; del yaml.CSafeLoader"


@pytest.mark.parametrize(
    ("setup", "texts"),
    [
        pytest.param(YAMLROCKS, [case["yaml"] for case in CASES], id="yamlrocks"),
        pytest.param(  # the parser in Python refuses most tabs and passes over unknown directives
            f"{YAMLROCKS}; {LIBYAML}",
            [case["yaml"] for case in CASES if "\t" not in case["yaml"] and "%FOO" not in case["yaml"]],
            id="yamlrocks and libyaml",
        ),
    ],
)
def test_a_missing_accelerator_changes_nothing(setup: str, texts: list[str]) -> None:
    child = subprocess.run(
        [sys.executable, "-c", WITHOUT.format(setup=setup)],
        input=json.dumps(texts), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = [json.loads(line) for line in child.stdout.splitlines()]
    for text, (values, problems) in zip(texts, found, strict=True):
        here = read(text.encode(), "case.yaml")
        assert exactly(values) == exactly([document.value for document in here.documents]), text
        assert problems == len(here.problems), text
