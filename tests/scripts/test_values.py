"""Values reach a container's program unchanged, whatever is in them."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaito_gen.render.scripts.copy_data import copy_adapter, extract_data
from kaito_gen.render.scripts.download_data import download_data
from kaito_gen.render.scripts.fetch_sas import FETCH_SAS_COMMAND, fetch_sas
from kaito_gen.render.scripts.mirror_model import SAMPLER_COMMAND, download_mirror, sample_mirror
from kaito_gen.render.scripts.pull_adapter import pull_adapter
from kaito_gen.render.scripts.push_result import push_result
from kaito_gen.render.scripts.push_with_docker import push_with_docker
from kaito_gen.render.scripts.values import assignments, quote, values_of

HOSTILE = {
    "plain": "registry.example.com/team/adapter:0.0.1",
    "spaces": "a b  c ",
    "single quotes": "it's 'so'",
    "double quotes": 'say "x"',
    "command": "$(touch owned)`touch owned`",
    "kubelet variable": "$(IMAGE) and $$(IMAGE) and $$",
    "shell variable": "$HOME ${HOME}",
    "newline": "one\ntwo\n# ---\nthree",
    "backslash": "a\\b\\",
    "dash": "-rf",
    "empty": "",
    "semicolon": "x; touch owned & wait | cat",
}

SCRIPTS = {
    "pull_adapter": pull_adapter("r.example.com/a:1", "/mnt/adapter/a"),
    "download_data": download_data(),
    "download_data v0.3": download_data(keep_query=True),
    "push_result": push_result("r.example.com/a:1", "/mnt/results", {"sh.kaito.model.name": "phi-4"}),
    "push_result runnable": push_result("r.example.com/a:1", "/mnt/results", {}, runnable=True),
    "push_with_docker": push_with_docker("r.example.com/a:1", "/mnt/results"),
    "copy_adapter": copy_adapter("a"),
    "extract_data": extract_data(),
    "download_mirror": download_mirror(),
    "sample_mirror": sample_mirror(),
    "SAMPLER_COMMAND": SAMPLER_COMMAND,
    "fetch_sas": fetch_sas(),
    "FETCH_SAS_COMMAND": FETCH_SAS_COMMAND,
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_quoted_value_passes_kubelet_and_shell_unchanged(container, value):
    ended = container.run(f"printf '[%s]' {quote(value)}")
    assert (ended.code, ended.log) == (0, f"[{value}]")
    assert not (container.disk / "owned").exists()


@given(value=st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
@settings(deadline=None)
def test_values_are_read_back_from_the_head_of_a_script(value):
    assert values_of(assignments({"FIRST": value, "second": "x"}) + "FIRST=other\n") == {"FIRST": value, "second": "x"}


@given(value=st.text(alphabet="$()'\"IMAGE a\\", max_size=20))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_kubelet_finds_nothing_to_expand_in_a_quoted_value(kubelet: Callable[..., str], value):
    word = quote(value)
    assert kubelet(word, {"IMAGE": "expanded", "": "expanded"}) == word


def test_a_script_without_values_has_none():
    assert values_of(download_data()) == {}


def test_pushers_and_pullers_show_what_they_were_filled_in_with():
    assert values_of(SCRIPTS["push_result"]) == {
        "IMG_REF": "r.example.com/a:1",
        "VOL_DIR": "/mnt/results",
        "SENTINEL_PATH": "/mnt/results/fine_tuning_completed.txt",
        "ANNOTATIONS_DATA": '{"$manifest":{"sh.kaito.model.name":"phi-4"}}',
    }
    assert values_of(SCRIPTS["pull_adapter"]) == {"IMG_REF": "r.example.com/a:1", "VOL_DIR": "/mnt/adapter/a"}
    assert values_of(SCRIPTS["push_with_docker"]) == {"image": "r.example.com/a:1", "outputDir": "/mnt/results"}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_the_kubelet_leaves_every_script_as_it_is(kubelet: Callable[..., str], script):
    """Neither ``$$`` nor a ``$(...)`` that is the name of a variable stands in one."""
    names = {"IMG_REF", "DATA_URLS", "DATA_VOLUME_PATH", "MODEL_ID", "HF_TOKEN", "HOME", "PATH", "HOSTNAME"}
    assert kubelet(script, dict.fromkeys(names, "expanded")) == script


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_no_script_has_a_tab_or_a_space_at_the_end_of_a_line(script):
    """So that it stands in a manifest as a readable block."""
    assert not [line for line in script.split("\n") if line != line.rstrip() or "\t" in line]


@pytest.mark.parametrize(
    "name", [name for name in SCRIPTS if name not in ("sample_mirror", "fetch_sas")], ids=lambda name: name
)
def test_every_shell_reads_every_script(container, name):
    ended = container.run(f"set -n\n{SCRIPTS[name]}")
    assert (ended.code, ended.log) == (0, "")


@pytest.mark.parametrize("name", ["sample_mirror", "fetch_sas"])
def test_python_programs_compile(name):
    assert compile(SCRIPTS[name], name, "exec")


def test_v0_3_copies_adapters_word_for_word_as_the_release_does():
    assert copy_adapter("phi-3-adapter") == (
        "mkdir -p /mnt/adapter/phi-3-adapter && cp -r /data/* /mnt/adapter/phi-3-adapter"
    )
    assert extract_data() == "ls -la /data && cp -r /data/* /mnt/data && ls -la /mnt/data"


def test_an_adapter_name_that_needs_quotes_gets_them():
    assert copy_adapter("a b") == "mkdir -p '/mnt/adapter/a b' && cp -r /data/* '/mnt/adapter/a b'"
