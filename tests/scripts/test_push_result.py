"""The pusher turns a finished result into an image, or fails where someone sees it; either way the pod can end."""

import json
import tarfile
import threading
from contextlib import contextmanager
from hashlib import sha256

import pytest

from kaito_gen.render.scripts.push_result import push_result

IMAGE = "registry.example.com/team/out:0.0.1"
MODEL = {"sh.kaito.model.name": "phi-4"}
FILES = {"adapter_config.json": '{"r": 8}', "adapter_model.safetensors": "weights"}


@pytest.fixture
def results(container):
    """What a finished training leaves."""
    folder = container.disk / "results"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    (folder / "fine_tuning_completed.txt").write_text("")
    (folder / "checkpoint-1").mkdir()
    container.fake("killall")
    container.fake("pidof", "exit 1")
    return folder


def oras(container, *copies):
    """An oras that keeps what ``push`` was given in ``pushed``, and answers ``cp`` as told."""
    keep = f'mkdir "{container.disk}/pushed"; cp layer.tar.gz config.json annotations.json "{container.disk}/pushed"'
    container.fake("oras", keep, *copies)


@contextmanager
def finishing(results):
    """Training completes while the pusher waits."""
    finish = threading.Timer(0.3, (results / "fine_tuning_completed.txt").touch)
    finish.start()
    yield
    finish.join()


def push(container, image=IMAGE, annotations=MODEL, folder="results", **options):
    return container.run(push_result(image, str(container.disk / folder), annotations, **options))


def test_a_result_becomes_an_image(container, results):
    oras(container, "exit 0")
    ended = push(container)
    assert ended.code == 0, ended.log
    build, copy = container.calls("oras")
    assert build[:2] == ["push", "--oci-layout"]
    assert build[-2:] == ["layout:result", "layer.tar.gz:application/vnd.oci.image.layer.v1.tar+gzip"]
    assert build[build.index("--config") + 1] == "config.json:application/vnd.oci.image.config.v1+json"
    assert build[build.index("--annotation-file") + 1] == "annotations.json"
    assert copy == ["cp", "--from-oci-layout", "layout:result", IMAGE]
    pushed = container.disk / "pushed"
    assert json.loads((pushed / "annotations.json").read_text()) == {"$manifest": MODEL}
    with tarfile.open(pushed / "layer.tar.gz") as layer:
        assert {entry.name: layer.extractfile(entry).read().decode() for entry in layer if entry.isfile()} == {
            f"data/{name}": text for name, text in FILES.items()
        }


def test_the_config_names_the_layer_and_the_machine(container, results):
    """Runtimes check the digest of the unpacked layer against it."""
    container.fake("uname", "echo aarch64")
    oras(container, "exit 0")
    assert push(container).code == 0
    config = json.loads((container.disk / "pushed" / "config.json").read_text())
    container_layer = container.disk / "pushed" / "layer.tar"
    container.run(f'gzip -dc "{container.disk}/pushed/layer.tar.gz" >"{container_layer}"')
    digest = sha256(container_layer.read_bytes()).hexdigest()
    assert config["rootfs"] == {"type": "layers", "diff_ids": [f"sha256:{digest}"]}
    assert (config["architecture"], config["os"]) == ("arm64", "linux")


def test_training_that_takes_longer_is_waited_for(container, results):
    (results / "fine_tuning_completed.txt").unlink()
    oras(container, "exit 0")
    with finishing(results):
        ended = push(container, annotations={})
    assert ended.code == 0, ended.log
    assert len(container.calls("oras")) == 2


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("there", [False, True], ids=["missing", "empty"])
def test_a_result_without_its_files_fails_and_ends_the_pod(container, results, name, there):
    (results / name).unlink()
    if there:
        (results / name).touch()
    oras(container, "exit 0")
    ended = push(container)
    assert ended.code == 1
    assert f"training is complete, but {results / name} is missing or empty" in ended.log
    assert "checkpoint-1" in ended.log
    assert container.calls("oras") == []
    assert container.calls("killall") == [["-SIGCHLD", "pause"]]


def test_a_push_that_fails_is_tried_again(container, results):
    oras(container, "echo 'denied: token expired' >&2; exit 1", "exit 1", "exit 0")
    ended = push(container)
    assert ended.code == 0
    assert [call[0] for call in container.calls("oras")] == ["push", "cp", "cp", "cp"]
    assert "denied: token expired" in ended.log
    assert f"try 2 of 120 to push {IMAGE} failed" in ended.log
    assert f"pushed {IMAGE}" in ended.log


def test_a_push_that_never_works_fails_and_ends_the_pod(container, results):
    oras(container, "exit 1")
    container.environment["PUSH_TRIES"] = "4"
    ended = push(container)
    assert ended.code == 1
    assert [call[0] for call in container.calls("oras")] == ["push", "cp", "cp", "cp", "cp"]
    assert f"cannot push {IMAGE}" in ended.log
    assert container.calls("killall") == [["-SIGCHLD", "pause"]]


def test_an_image_that_cannot_be_built_fails(container, results):
    container.fake("oras", "exit 1")
    ended = push(container)
    assert ended.code == 1
    assert "cannot build the image" in ended.log
    assert len(container.calls("oras")) == 1


def test_the_pause_container_is_ended_but_never_the_pod_s_first_process(container, results):
    container.fake("pidof", "echo 1 4321 4322")
    oras(container, "exit 0")
    ended = container.run('kill() { echo "killed $*"; }\n' + push_result(IMAGE, str(results), MODEL))
    assert ended.code == 0, ended.log
    assert container.calls("pidof") == [["pause"]]
    assert [line for line in ended.log.splitlines() if line.startswith("killed")] == ["killed 4321", "killed 4322"]


@pytest.fixture
def processes(container, results):
    """The processes of a pod that shares them: the first is its pause. Training has no result yet."""
    (results / "fine_tuning_completed.txt").unlink()
    container.environment["SYSTEM_ROOT"] = str(container.disk)

    def add(number, *words):
        folder = container.disk / "proc" / str(number)
        folder.mkdir(parents=True)
        (folder / "cmdline").write_bytes(b"".join(word.encode() + b"\0" for word in words))
        (folder / "comm").write_text(f"{words[0].rpartition('/')[2]}\n")

    add(1, "/pause")
    return add


def test_training_that_died_fails_and_ends_the_pod(container, results, processes):
    """The pusher's own command line is no sign of training."""
    processes(20, "sh", "-c", push_result(IMAGE, str(results), MODEL))
    ended = push(container)
    assert ended.code == 1
    assert "training ended without a result" in ended.log
    assert container.calls("killall") == [["-SIGCHLD", "pause"]]


@pytest.mark.parametrize(
    "command",
    [
        "cd /workspace/tfs/ && python3 metrics_server.py & accelerate launch /workspace/tfs/fine_tuning.py",
        "python3 metrics_server.py & accelerate launch --num_processes=1 fine_tuning.py",
    ],
    ids=["v0.12", "v0.3"],
)
def test_training_that_runs_is_waited_for(container, results, processes, command):
    processes(7, "/bin/sh", "-c", command)
    oras(container, "exit 0")
    with finishing(results):
        ended = push(container)
    assert ended.code == 0, ended.log


def test_training_is_waited_for_where_its_processes_cannot_be_seen(container, results, processes):
    (container.disk / "proc" / "1" / "comm").write_text("sh\n")
    oras(container, "exit 0")
    with finishing(results):
        ended = push(container)
    assert ended.code == 0, ended.log


def test_a_runnable_image_has_the_container_s_own_shell_beside_the_data(container, results):
    """Release v0.3 runs an adapter image to copy its data out."""
    for name in ("bin/busybox", "lib/ld-musl-x86_64.so.1"):
        path = container.disk / "system" / name
        path.parent.mkdir(parents=True)
        path.write_text(name)
    container.environment["SYSTEM_ROOT"] = str(container.disk / "system")
    oras(container, "exit 0")
    ended = push(container, runnable=True)
    assert ended.code == 0, ended.log
    with tarfile.open(container.disk / "pushed" / "layer.tar.gz") as layer:
        links = {entry.name: entry.linkname for entry in layer if entry.issym()}
        files = {entry.name for entry in layer if entry.isfile()}
    assert links == {f"bin/{name}": "busybox" for name in ("sh", "cp", "ls", "mkdir", "cat")}
    assert files == {"bin/busybox", "lib/ld-musl-x86_64.so.1", *(f"data/{name}" for name in FILES)}


def test_a_container_without_a_shell_to_give_fails_before_training_is_over(container, results):
    (results / "fine_tuning_completed.txt").unlink()
    container.environment["SYSTEM_ROOT"] = str(container.disk / "system")
    ended = push(container, runnable=True)
    assert ended.code == 1
    assert "this container has no shell to put beside the data" in ended.log


ODD = ["r.example.com/a'b:1", "r.example.com/a b:1", "r.example.com/$(touch owned):1", "r/$$(HOME)`touch owned`:1"]


@pytest.mark.parametrize("text", ODD)
def test_odd_values_arrive_as_they_are(container, results, text):
    results.rename(container.disk / "it's $(x) results")
    oras(container, "exit 0")
    ended = push(container, image=text, annotations={"a": text, 'b"': "c"}, folder="it's $(x) results")
    assert ended.code == 0, ended.log
    assert container.calls("oras")[1][-1] == text
    annotations = json.loads((container.disk / "pushed" / "annotations.json").read_text())
    assert annotations == {"$manifest": {"a": text, 'b"': "c"}}
    assert not (container.disk / "owned").exists()
