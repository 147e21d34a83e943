"""Image references are completed as container tools complete them; what is none stays as it is."""

import pytest

from kaito_gen.render.image_reference import complete

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("written", "completed"),
    [
        ("a", "docker.io/library/a:latest"),
        ("a:1", "docker.io/library/a:1"),
        ("library/b:2", "docker.io/library/b:2"),
        ("team/b", "docker.io/team/b:latest"),
        ("index.docker.io/team/b:1", "docker.io/team/b:1"),
        ("registry.example.com/a", "registry.example.com/a:latest"),
        ("registry.example.com:5000/a/b:1", "registry.example.com:5000/a/b:1"),
        ("localhost/a", "localhost/a:latest"),
        ("UPPER/repo:1", "UPPER/repo:1"),  # upper case in the first part makes it a registry
        (f"a@{DIGEST}", f"docker.io/library/a@{DIGEST}"),
        ("docker.io/a:1", "docker.io/library/a:1"),
        ("index.docker.io/a", "docker.io/library/a:latest"),
        (f"r.example.com/a:1@{DIGEST}", f"r.example.com/a@{DIGEST}"),  # the digest beats the tag
        (f"a:1@{DIGEST}", f"docker.io/library/a@{DIGEST}"),
    ],
)
def test_completes_registry_folder_and_tag(written: str, completed: str) -> None:
    assert complete(written) == completed
    assert complete(completed) == completed


@pytest.mark.parametrize(
    "written",
    [
        "",
        "UPPER",
        "a/UPPER",
        "REPO_HERE.azurecr.io/a:1",
        "a b",
        "a:",
        "a:ta g",
        "a@",
        "r.example.com/a@sha256:1",
        f"a@sha256:{'A' * 64}",
        f"a@md5:{'a' * 64}",
        "f" * 64,
    ],
)
def test_keeps_what_is_no_reference(written: str) -> None:
    assert complete(written) == written
