"""Release v0.3's way to push: a Docker daemon beside the training container."""

import pytest

from kaito_gen.render.scripts.push_with_docker import push_with_docker

IMAGE = "registry.example.com/team/out:0.0.1"
FILES = {"adapter_config.json": '{"r": 8}', "adapter_model.safetensors": "weights"}


@pytest.fixture
def results(container):
    """What a finished training leaves, in the folder of its own that release v0.3 allows."""
    folder = container.disk / "results" / "run"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text)
    (folder / "fine_tuning_completed.txt").write_text("")
    secret = container.disk / "tmp-root" / "tmp" / ".docker" / "config"
    secret.mkdir(parents=True)
    (secret / "config.json").write_text("{}")
    container.environment |= {"SYSTEM_ROOT": str(container.disk / "tmp-root"), "START_SECONDS": "0"}
    container.fake("dockerd", "exec sleep 30")
    return folder


def docker(container, *, build="exit 0", push=("exit 0",), info="exit 0"):
    """A docker whose ``build`` keeps its context in ``built``; ``push`` takes one answer a call."""
    pushes = container.disk / "pushes"
    pushes.mkdir()
    for number, answer in enumerate(push, 1):
        (pushes / f"answer.{number}").write_text(answer)
    container.fake(
        "docker",
        f"""case $1 in
  info) {info} ;;
  build) rm -rf "{container.disk}/built"; cp -R "$last" "{container.disk}/built"; {build} ;;
  push)
    echo . >>"{pushes}/count"
    n=$(wc -l <"{pushes}/count")
    while [ ! -e "{pushes}/answer.$((n))" ]; do n=$((n - 1)); done
    . "{pushes}/answer.$((n))" ;;
esac""",
    )


def push(container, image=IMAGE, folder="results"):
    return container.run(push_with_docker(image, str(container.disk / folder)))


def verbs(container):
    return [call[0] for call in container.calls("docker") if call[0] != "info"]


def test_a_result_becomes_an_image_that_has_a_shell(container, results, tree):
    docker(container)
    ended = push(container)
    assert ended.code == 0, ended.log
    built = tree(container.disk / "built")
    assert {name: built[name] for name in FILES} == FILES
    assert built["Dockerfile"].startswith("FROM busybox:latest\n")
    assert "ADD adapter_config.json adapter_model.safetensors /data/" in built["Dockerfile"]
    assert [call[:3] for call in container.calls("docker") if call[0] == "build"] == [["build", "-t", IMAGE]]
    assert container.calls("docker")[-1] == ["push", IMAGE]
    assert not (results / "fine_tuning_completed.txt").exists()


def test_the_push_secret_becomes_docker_s_own(container, results):
    docker(container)
    assert push(container).code == 0
    assert (container.disk / "home" / ".docker" / "config.json").read_text() == "{}"


def test_without_a_push_secret_it_says_so_and_tries(container, results):
    container.environment["SYSTEM_ROOT"] = str(container.disk / "elsewhere")
    docker(container)
    ended = push(container)
    assert ended.code == 0
    assert "pushing without credentials" in ended.log


def test_a_daemon_that_takes_its_time_is_waited_for(container, results):
    ready = container.disk / "ready"
    docker(container, info=f'if [ -e "{ready}" ]; then exit 0; fi; touch "{ready}"; exit 1')
    assert push(container).code == 0


@pytest.mark.parametrize("daemon", ["echo 'operation not permitted'; exit 1", "exec sleep 30"], ids=["dies", "hangs"])
def test_a_daemon_that_does_not_start_fails(container, results, daemon):
    container.fake("dockerd", daemon)
    docker(container, info="exit 1")
    ended = push(container)
    assert ended.code == 1
    assert "the Docker daemon does not start: is this container privileged?" in ended.log
    assert verbs(container) == []


@pytest.mark.parametrize("name", FILES)
def test_a_result_without_its_files_fails(container, results, name):
    (results / name).unlink()
    docker(container)
    ended = push(container)
    assert ended.code == 1
    assert f"training is complete, but {results / name} is missing or empty" in ended.log
    assert verbs(container) == []


def test_a_push_that_fails_is_tried_again(container, results):
    docker(container, push=("echo denied; exit 1", "exit 1", "exit 0"))
    ended = push(container)
    assert ended.code == 0
    assert verbs(container) == ["build", "push"] * 3
    assert "denied" in ended.log
    assert f"try 2 of 120 to push {IMAGE} failed" in ended.log


@pytest.mark.parametrize("failing", ["build", "push"])
def test_what_never_works_fails_and_keeps_the_result(container, results, failing):
    docker(container, **({"build": "exit 1"} if failing == "build" else {"push": ("exit 1",)}))
    container.environment["PUSH_TRIES"] = "4"
    ended = push(container)
    assert ended.code == 1
    assert verbs(container).count(failing) == 4
    assert f"cannot push {IMAGE}" in ended.log
    assert (results / "fine_tuning_completed.txt").exists()


@pytest.mark.parametrize("image", ["r/a'b:1", "r/a b:1", "r/$(touch owned):1", "r/$$(HOME)`touch owned`:1"])
def test_odd_values_arrive_as_they_are(container, results, image):
    (container.disk / "results").rename(container.disk / "it's $(x)")
    docker(container)
    ended = push(container, image=image, folder="it's $(x)")
    assert ended.code == 0, ended.log
    assert container.calls("docker")[-1] == ["push", image]
    assert not (container.disk / "owned").exists()
