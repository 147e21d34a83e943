"""README.md shows what the program prints today."""

from pathlib import Path

import readme

TEXT = (Path(__file__).resolve().parents[2] / "README.md").read_text()


def test_every_command_prints_what_the_page_shows() -> None:
    """``make generate`` refreshes the page."""
    different = [(one.command, one.output, output) for one, output in readme.replayed(TEXT) if one.output != output]
    assert different == []


def test_the_page_shows_the_main_verbs() -> None:
    commands = " ".join(one.command for block in readme.BLOCK.findall(TEXT) for one in readme.shown(block))
    assert [verb for verb in ("init", "synth", "plan", "render") if f"kaito-gen {verb}" not in commands] == []


def test_a_changed_output_is_seen() -> None:
    page = "```console\n$ printf 'one\\n'\ntwo\n```\n"
    assert [output for _, output in readme.replayed(page)] == ["one\n"]
    assert readme.refreshed(page) == "```console\n$ printf 'one\\n'\none\n```\n"
