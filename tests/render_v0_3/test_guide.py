"""The manifests of KAITO's first user guide: filled in they are examples, as printed two of them come to nothing."""

import os
from pathlib import Path

import pytest

from kaito_gen.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples" / "v0.3").glob("*.yaml"))
PRINTED = Path(__file__).parent / "guide_as_printed"
REWRITE = os.environ.get("KAITO_GEN_GOLDEN") == "rewrite"


def render(path: Path, capsys: pytest.CaptureFixture[str], *flags: str) -> tuple[int, str, str]:
    code = main(["render", "--release", "v0.3", *flags, str(path)])
    output = capsys.readouterr()
    return code, output.out, output.err


def test_all_four_are_here_in_both_forms() -> None:
    assert len(EXAMPLES) == 4
    assert {path.name for path in PRINTED.glob("*.yaml")} == {path.name for path in EXAMPLES}


@pytest.mark.golden
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_renders_to_the_file_beside_it(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, output, _ = render(example, capsys)
    rendered = example.parent / "rendered" / example.name
    if REWRITE:
        rendered.write_text(output, encoding="utf-8")

    assert code == 0
    assert output == rendered.read_text(encoding="utf-8"), "read the difference, then run make golden"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("phi-3-mini-4k-instruct", ""),
        ("phi-3-mini-128k-instruct", ""),
        ("phi-3-mini-adapter", "The webhook accepts the Workspace and then refuses every update"),
        ("phi-3-mini-tuning", "The webhook refuses the Workspace"),
    ],
)
def test_as_printed_render_tells_what_the_cluster_will_not(
    name: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, output, messages = render(PRINTED / f"{name}.yaml", capsys)

    assert code == 0, "the release's controller would make all of it, if it were asked"
    assert output
    assert [line for line in messages.splitlines() if told in line] if told else messages == ""
    assert messages.count("must be in lower case") == bool(told)


def test_filled_in_they_are_what_was_printed_but_for_the_placeholders() -> None:
    filled = {"ADAPTER_HERE", "IMAGE_NAME_HERE", "ACR_REPO_HERE", "ACR_REGISTRY_SECRET_HERE"}
    for example in EXAMPLES:
        ours = [line for line in example.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        theirs = (PRINTED / example.name).read_text(encoding="utf-8").splitlines()
        changed = [line for line, other in zip(theirs, ours, strict=True) if line != other]
        assert all(any(word in line for word in filled) for line in changed)
