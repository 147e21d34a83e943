"""A ModelMirror's downloader leaves a flat folder of weights; its sampler says how fast they come."""

import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from kaito_gen.render.scripts.mirror_model import SAMPLER_COMMAND, download_mirror, sample_mirror

MODEL = "google/gemma-3-27b-it"


def download(container, model=MODEL):
    return container.run(download_mirror(), MODEL_ID=model, MODELS_ROOT=str(container.disk / "models"))


def hf(*files, code=0):
    """An ``hf`` that makes ``files`` in the folder that ``--local-dir`` names."""
    made = "; ".join(f'mkdir -p "$(dirname "$2/{name}")"; echo x >"$2/{name}"' for name in files)
    return f'while [ "$1" != --local-dir ]; do shift; done; {made or ":"}; exit {code}'


def test_a_model_lands_flat_in_its_folder(container, tree):
    container.fake("pip")
    container.fake("hf", hf("config.json", "model.safetensors", ".cache/huggingface/x", "original/params.json"))
    ended = download(container)
    assert ended.code == 0, ended.log
    assert tree(container.disk / "models" / MODEL) == {"config.json": "x\n", "model.safetensors": "x\n"}
    assert container.calls("pip") == [["install", "-q", "huggingface-hub==1.18.0"]]
    folder = str(container.disk / "models" / MODEL)
    words = ["download", "--max-workers", "4", "--exclude", "original/*", "--local-dir", folder, "--", MODEL]
    assert container.calls("hf") == [words]


def test_a_model_that_cannot_be_fetched(container):
    container.fake("pip")
    container.fake("hf", "echo '403 gated' >&2; exit 1")
    ended = download(container)
    assert ended.code == 1
    assert "403 gated" in ended.log
    assert f"cannot download {MODEL}: does it exist, and does HF_TOKEN open it?" in ended.log


@pytest.mark.parametrize("files", [(), ("config.json", "pytorch_model.bin"), ("sub/model.safetensors",)])
def test_a_model_without_safetensors_at_its_top_cannot_be_streamed(container, files):
    container.fake("pip")
    container.fake("hf", hf(*files))
    ended = download(container)
    assert ended.code == 1
    assert "has no safetensors files at its top" in ended.log


def test_a_client_that_cannot_be_installed(container):
    container.fake("pip", "exit 1")
    ended = download(container)
    assert (ended.code, ended.log) == (1, "downloader: cannot install huggingface-hub\n")


@pytest.mark.parametrize("model", ["", "/etc", "..", "../x", "a/../../x", "a/..", "a/"])
def test_an_id_that_is_no_model_s_touches_nothing(container, model):
    ended = download(container, model)
    assert ended.code == 1
    assert ended.log.startswith("downloader: MODEL_ID")
    assert not (container.disk / "models").exists()


@pytest.mark.parametrize("model", ["team/a'b", "$(touch owned)", "-x"])
def test_odd_ids_arrive_as_they_are(container, model):
    container.fake("pip")
    container.fake("hf", hf("model.safetensors"))
    assert download(container, model).code == 0
    assert container.calls("hf")[0][-2:] == ["--", model]
    assert not (container.disk / "owned").exists()


def test_the_sampler_is_started_as_the_release_does():
    """Measured: the record of KAITO v0.12.0's download Job."""
    assert SAMPLER_COMMAND == (
        'set -e\ntrap \'exit 0\' TERM\npip install -q "huggingface-hub==1.18.0"\nexec python3 -c "$SAMPLER_SCRIPT"'
    )


HUB = """
class File:
    def __init__(self, rfilename, size):
        self.rfilename, self.size = rfilename, size

class HfApi:
    def __init__(self, token):
        assert token == "t0ken"

    def model_info(self, model, files_metadata):
        assert (model, files_metadata) == ("google/gemma-3-27b-it", True)
        ANSWER
"""
FILES = """return type("Info", (), {"siblings": [
            File("model.safetensors", 1000), File("config.json", None), File("original/weights.pth", 9999)]})"""


class Sampler:
    """A sampler that runs against a fake hub."""

    def __init__(self, folder, answer):
        self.model = folder / "models" / MODEL
        self.model.mkdir(parents=True)
        (folder / "huggingface_hub.py").write_text(HUB.replace("ANSWER", answer))
        environment = {
            "PYTHONPATH": str(folder),
            "MODEL_ID": MODEL,
            "HF_TOKEN": "t0ken",
            "EXCLUDE_PATTERNS": "original/*",
            "MODELS_ROOT": str(folder / "models"),
            "SAMPLER_PORT": "0",
            "SAMPLER_SECONDS": "0.02",
        }
        words = [sys.executable, "-c", sample_mirror()]
        self.process = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)
        self.address = "http://127.0.0.1:" + self.line("measured at port").rpartition(" ")[2]

    def line(self, text):
        """The next line of its log that holds ``text``."""
        return next(line.strip() for line in self.process.stdout if text in line)

    def metrics(self):
        """What it says now: name -> value."""
        with urllib.request.urlopen(f"{self.address}/metrics") as answer:
            lines = answer.read().decode().splitlines()
        return {name: float(value) for name, value in (line.split() for line in lines if not line.startswith("#"))}

    def until(self, wanted, meanwhile=lambda: None):
        """Read the metrics until they are as ``wanted``; a test that never sees that ends by its alarm."""
        while not wanted(found := self.metrics()):
            meanwhile()
        return found


@pytest.fixture
def sampler(tmp_path):
    """Start a sampler, and end it as the kubelet does: with SIGTERM, which it obeys with exit code 0."""
    running = []

    def start(answer=FILES):
        running.append(Sampler(tmp_path, answer))
        return running[0]

    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("the sampler never got there"))
    signal.alarm(15)
    yield start
    signal.alarm(0)
    for each in running:
        each.process.send_signal(signal.SIGTERM)
        assert each.process.wait(10) == 0
        each.process.stdout.close()


SPEED, REMAINING = "model_mirror_download_speed_bytes_per_second", "model_mirror_download_remaining_seconds"


def test_speed_and_time_left_follow_from_what_arrives(sampler):
    """Unfinished files count; files that are not downloaded do not."""
    running = sampler()
    part = running.model / ".cache" / "model.safetensors.incomplete"
    part.parent.mkdir()
    part.write_bytes(b"")

    def grow():
        if part.stat().st_size < 900:
            with part.open("ab") as file:
                file.write(b"x")

    found = running.until(lambda found: found[SPEED] > 0 and REMAINING in found, grow)
    assert 0 < found[REMAINING] < float("inf")


def test_a_complete_download_has_no_time_left(sampler):
    running = sampler()
    (running.model / "model.safetensors").write_bytes(b"x" * 1000)
    assert running.until(lambda found: REMAINING in found and found[REMAINING] == 0)[SPEED] >= 0


def test_a_hub_that_does_not_answer_leaves_the_speed_alone(sampler):
    running = sampler("raise OSError('hub is away')")
    assert running.line("hub is away") == f"sampler: the size of {MODEL} is not known yet: hub is away"
    assert set(running.metrics()) == {SPEED}


def test_a_download_that_stands_still_promises_no_end(sampler):
    running = sampler()
    (running.model / "config.json").write_bytes(b"x" * 10)
    running.line("files to come")
    assert running.until(lambda found: found[SPEED] == 0).keys() == {SPEED}


def test_other_addresses_are_not_found(sampler):
    with pytest.raises(urllib.error.HTTPError, match="404") as refused:
        urllib.request.urlopen(f"{sampler().address}/")
    refused.value.close()
