"""The puller lays an image's ``/data`` into a volume, or says why not and leaves nothing."""

import pytest

from kaito_gen.render.scripts.pull_adapter import pull_adapter

IMAGE = "registry.example.com/team/adapter:0.0.1"
DENIED = "echo 'unauthorized: authentication required' >&2; exit 1"
CONFIG = b'{"r": 8}'
FILES = {"data/": b"", "data/adapter_config.json": CONFIG, "data/adapter_model.safetensors": b"weights"}
LAID = {"adapter_config.json": '{"r": 8}', "adapter_model.safetensors": "weights"}


def pull(container, target="adapter", image=IMAGE):
    return container.run(pull_adapter(image, str(container.disk / target)))


def give_secrets(container, *names):
    """Pull secrets as the kubelet projects them: dated folders, and links to what is current."""
    paths = []
    for name in names:
        volume = container.disk / "home" / ".docker" / "config.d" / name
        (volume / "..2026_08_21").mkdir(parents=True)
        (volume / "..2026_08_21" / f"{name}.json").write_text("{}")
        (volume / "..data").symlink_to("..2026_08_21")
        (volume / f"{name}.json").symlink_to(f"..data/{name}.json")
        paths.append(str(volume / f"{name}.json"))
    return paths


def test_data_of_a_public_image_is_laid_without_credentials(container, image, tree):
    container.fake("skopeo", image(FILES))
    ended = pull(container)
    assert ended.code == 0, ended.log
    assert tree(container.disk / "adapter") == LAID
    (call,) = container.calls("skopeo")
    assert call[0] == "copy"
    assert {"--src-no-creds", "--dest-decompress", f"docker://{IMAGE}"} < set(call)
    assert call[-1].startswith("dir:")
    assert f"pulled {IMAGE} without credentials" in ended.log


def test_each_pull_secret_is_tried_once_until_one_works(container, image, tree):
    first, second, _ = give_secrets(container, "a", "b", "c")
    container.fake("skopeo", DENIED, DENIED, image(FILES))
    ended = pull(container)
    assert ended.code == 0, ended.log
    assert tree(container.disk / "adapter") == LAID
    files = [call[call.index("--src-authfile") + 1] for call in container.calls("skopeo")[1:]]
    assert files == [first, second]
    assert f"pulled {IMAGE} with {second}" in ended.log


def test_what_a_failed_try_left_is_not_used(container, image, tree):
    give_secrets(container, "a")
    container.fake("skopeo", 'mkdir "${last#dir:}"; echo half >"${last#dir:}/manifest.json"; exit 1', image(FILES))
    assert pull(container).code == 0
    assert tree(container.disk / "adapter") == LAID


def test_no_credentials_work(container):
    secrets = give_secrets(container, "a", "b")
    container.fake("skopeo", DENIED)
    ended = pull(container)
    assert ended.code == 1
    assert len(container.calls("skopeo")) == 3
    assert "unauthorized: authentication required" in ended.log
    assert all(secret in ended.log for secret in secrets)
    assert f"cannot pull {IMAGE}, neither without credentials nor with a file below" in ended.log
    assert not (container.disk / "adapter").exists()


def test_no_pull_secrets_and_no_access(container):
    container.fake("skopeo", DENIED)
    ended = pull(container)
    assert ended.code == 1
    assert len(container.calls("skopeo")) == 1
    assert f"cannot pull {IMAGE}" in ended.log


LAYERS = {
    "later layers win": (
        [{"data/a": b"old", "data/b": b"b"}, {"data/a": b"new"}],
        {"a": "new", "b": "b"},
    ),
    "a whiteout removes a file": (
        [{"data/a": b"a", "data/sub/b": b"b", "data/c": b"c"}, {"data/.wh.a": b"", "data/sub/.wh.b": b""}],
        {"c": "c", "sub": "/"},
    ),
    "a whiteout removes a folder": ([{"data/sub/a": b"a", "data/b": b"b"}, {"data/.wh.sub": b""}], {"b": "b"}),
    "an opaque folder hides what is below it": (
        [{"data/sub/a": b"a", "data/b": b"b"}, {"data/sub/.wh..wh..opq": b"", "data/sub/c": b"c"}],
        {"b": "b", "sub/c": "c"},
    ),
    "a whiteout of /data starts over": ([{"data/a": b"a"}, {".wh.data": b"", "data/b": b"b"}], {"b": "b"}),
    "an opaque root starts over": ([{"./data/a": b"a"}, {"./.wh..wh..opq": b"", "./data/b": b"b"}], {"b": "b"}),
    "a file takes a folder's place": ([{"data/x/a": b"a"}, {"data/x": b"file"}], {"x": "file"}),
    "a folder takes a file's place": ([{"data/x": b"file"}, {"data/x/": b"", "data/x/a": b"a"}], {"x/a": "a"}),
    "a link inside /data stays": (
        [{"data/blobs/w": b"w", "data/snapshots/main/w": "../../blobs/w"}],
        {"blobs/w": "w", "snapshots/main/w": "-> ../../blobs/w"},
    ),
    "a folder takes a link's place": (
        [{"data/real/a": b"a", "data/x": "real"}, {"data/x/b": b"b"}],
        {"real/a": "a", "x/b": "b"},
    ),
    "other folders of the image stay behind": (
        [{"etc/passwd": b"root", "bin/sh": "/bin/busybox"}, {"data/a": b"a", "database/x": b"x"}],
        {"a": "a"},
    ),
    "names with a dot in front": ([{"./": b"", "./data/": b"", "./data/a": b"a"}], {"a": "a"}),
    "hidden files and odd names": (
        [{"data/.hidden": b"h", "data/a b": b"s", "data/-n": b"n", "data/$(x)'\"": b"q", "data/*": b"g"}],
        {".hidden": "h", "a b": "s", "-n": "n", "$(x)'\"": "q", "*": "g"},
    ),
}


@pytest.mark.parametrize(("layers", "expected"), LAYERS.values(), ids=LAYERS)
def test_layers_are_laid_over_each_other_as_a_container_runtime_does(container, image, tree, layers, expected):
    container.fake("skopeo", image(*layers))
    ended = pull(container)
    assert ended.code == 0, ended.log
    assert tree(container.disk / "adapter") == expected


ESCAPES = {
    "a name that climbs": [{"data/../../owned": b"x"}],
    "an absolute link": [{"data/x": "/etc/passwd"}],
    "a link that climbs out": [{"data/x": "../../../../../../../../etc/passwd"}],
    "a link to an absolute name that is not there": [{"data/x": "/nonexistent/x"}],
    "/data is a link": [{"data": "/etc"}],
    "a whiteout that climbs": [{"data/a/b": b"b"}, {"data/a/.wh...": b""}],
    "a pipe": [{"data/x": None}],
}


@pytest.mark.parametrize("layers", ESCAPES.values(), ids=ESCAPES)
def test_an_image_that_reaches_out_of_its_data_is_refused(container, image, layers):
    container.fake("skopeo", image(*layers))
    ended = pull(container)
    assert ended.code == 1
    assert IMAGE in ended.log
    assert not (container.disk / "adapter").exists()
    assert not list(container.disk.rglob("owned"))


def test_a_name_that_climbs_outside_of_data_is_refused_or_stripped_by_tar(container, image, tree):
    """GNU tar lists such a name as it is, busybox without its dots."""
    container.fake("skopeo", image({"data/a": b"a", "../owned": b"x", "/../owned": b"x"}))
    assert pull(container).code in (0, 1)
    assert tree(container.disk / "adapter") in ({}, {"a": "a"})
    assert not list(container.disk.rglob("owned"))


def test_no_layer_writes_or_deletes_through_a_link(container, image):
    """Neither a later entry of one archive nor a later layer follows a link that an image made."""
    outside = container.disk / "outside"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    link = str(outside)
    container.fake(
        "skopeo", image({"data/x": link, "data/x/owned": b"x"}, {"data/x/owned": b"x", "data/x/.wh.kept": b""})
    )
    assert pull(container).code == 1
    assert [path.name for path in outside.iterdir()] == ["kept"]


BROKEN = {
    "nothing in /data": ([{"etc/passwd": b"x"}], "has nothing in /data"),
    "an empty /data": ([{"data/": b""}], "has nothing in /data"),
    "everything deleted": ([{"data/a": b"a"}, {"data/.wh.a": b""}], "has nothing in /data"),
    "no layers": ([], "has no layers"),
    "a layer that is no archive": ([FILES, b"<html>502</html>" * 100], "not an archive that tar can read"),
}


@pytest.mark.parametrize(("layers", "message"), BROKEN.values(), ids=BROKEN)
def test_an_image_without_usable_data_fails_and_leaves_nothing(container, image, layers, message):
    container.fake("skopeo", image(*layers))
    ended = pull(container)
    assert ended.code == 1
    assert message in ended.log
    assert not (container.disk / "adapter").exists()


def test_a_missing_layer_is_named(container, image):
    manifest = '{"layers": [{"digest": "sha256:abc123"}]}'
    container.fake("skopeo", image(FILES, manifest=manifest))
    ended = pull(container)
    assert ended.code == 1
    assert f"layer 1 of {IMAGE} (abc123) is missing" in ended.log


def test_no_manifest(container):
    container.fake("skopeo", 'mkdir "${last#dir:}"')
    ended = pull(container)
    assert ended.code == 1
    assert "came without a manifest" in ended.log


def test_the_order_of_layers_is_the_manifest_s_however_it_is_written(container, image, tree):
    """Indented, keys in another order, and annotations made to mislead."""
    container.fake("skopeo", image({"data/a": b"1"}, {"data/a": b"2"}))
    one, two = sorted(
        (path.name for path in (container.disk / "image").iterdir() if path.suffix != ".json"),
        key=lambda name: b"2\0" in (container.disk / "image" / name).read_bytes(),
    )
    (container.disk / "image" / "manifest.json").write_text(
        """{
  "annotations": {"layers": "[{\\"digest\\":\\"sha256:bad\\"}]", "digest": "sha256:bad", "x": "a\\\\"},
  "layers" : [
    {"urls": ["sha256:bad", "digest"], "annotations": {"digest": "sha256:bad"}, "digest" : "sha256:ONE", "size": 1},
    {"mediaType": "digest",\t"digest":"sha256:TWO"}
  ],
  "subject": {"layers": [{"digest": "sha256:bad"}], "digest": "sha256:bad"},
  "config": {"digest": "sha256:bad"}
}""".replace("ONE", one).replace("TWO", two)
    )
    ended = pull(container)
    assert ended.code == 0, ended.log
    assert tree(container.disk / "adapter") == {"a": "2"}


def test_what_an_earlier_try_left_in_the_volume_is_replaced(container, image, tree):
    target = container.disk / "adapter"
    (target / "old").mkdir(parents=True)
    (target / "adapter_config.json").mkdir()
    container.fake("skopeo", image(FILES))
    assert pull(container).code == 0
    assert tree(target) == LAID


def test_a_volume_that_cannot_be_written_fails(container, image):
    (container.disk / "full").write_text("a file, not a folder")
    container.fake("skopeo", image(FILES))
    assert pull(container, target="full/adapter").code != 0


def test_a_disk_that_fills_up_leaves_nothing_half_laid(container, image, tree):
    container.fake("skopeo", image(FILES))
    container.fake(
        "mv",
        f'PATH="{container.tools}" mv "$@"',
        f'PATH="{container.tools}" mv "$@"',
        'echo "No space left on device" >&2; exit 1',
    )
    ended = pull(container)
    assert ended.code == 1
    assert "cannot write to" in ended.log
    assert not (container.disk / "adapter").exists()


@pytest.mark.parametrize(
    "reference",
    ["r.example.com/a'b:1", "r.example.com/a b:1", "r.example.com/$(touch owned):1", "r.example.com/$$(HOME)`x`:1"],
)
def test_odd_references_reach_skopeo_as_they_are(container, image, tree, reference):
    container.fake("skopeo", image(FILES))
    ended = pull(container, target="a $(touch owned) 'b'", image=reference)
    assert ended.code == 0, ended.log
    assert f"docker://{reference}" in container.calls("skopeo")[0]
    assert tree(container.disk / "a $(touch owned) 'b'") == LAID
    assert not (container.disk / "owned").exists()
