"""A container in miniature: a script runs in a real shell, and the programs it calls are fakes on PATH.

Each test runs under every shell of this machine (the system's ``sh``; busybox, with busybox's own tools alone on PATH,
where it is installed), after the kubelet's expansion, so that what is tested is what a container would get.
"""

import io
import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from json import dumps
from pathlib import Path

import pytest

BUSYBOX = shutil.which("busybox")
SHELLS = {"sh": ["/bin/sh"], **({"busybox": [BUSYBOX, "sh"]} if BUSYBOX else {})}


def expand(text: str, environment: Mapping[str, str]) -> str:
    """What the kubelet makes of ``command`` and ``args``: ``$(NAME)`` becomes a variable, ``$$`` becomes ``$``."""

    def replacement(match: re.Match[str]) -> str:
        name = match[1]
        if name is None:
            return "$"
        return environment.get(name, f"$({name})")

    return re.sub(r"\$(?:\$|\(([^)]*)\))", replacement, text)


@dataclass
class Ended:
    """How a script ended."""

    code: int
    log: str


@dataclass
class Container:
    """A folder that stands for a container's disk, and the fakes on its PATH."""

    disk: Path
    shell: list[str]
    tools: str
    environment: dict[str, str] = field(default_factory=dict)

    def fake(self, program: str, *answers: str) -> None:
        """Put ``program`` on PATH: its nth call runs the nth answer (shell text), later calls the last one."""
        folder = self.disk / "fakes" / program
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for number, answer in enumerate(answers or ("exit 0",), 1):
            (folder / f"answer.{number}").write_text(answer + "\n")
        path = self.disk / "bin" / program
        path.write_text(
            f"""#!/bin/sh
n=1
while [ -e "{folder}/call.$n" ]; do n=$((n + 1)); done
for word; do printf '%s\\0' "$word"; done >"{folder}/call.$n"
while [ ! -e "{folder}/answer.$n" ]; do n=$((n - 1)); done
for last; do :; done
. "{folder}/answer.$n"
"""
        )
        path.chmod(0o755)

    def calls(self, program: str) -> list[list[str]]:
        """The words of every call of a fake, in order."""
        folder = self.disk / "fakes" / program
        files = sorted(folder.glob("call.*"), key=lambda path: int(path.suffix[1:]))
        return [path.read_text().split("\0")[:-1] for path in files]

    def run(self, script: str, **environment: str) -> Ended:
        """Run a script as ``sh -c`` would in a container; what it leaves in its temporary folder is a mistake."""
        scratch = self.disk / "tmp"
        scratch.mkdir(exist_ok=True)
        (self.disk / "home").mkdir(exist_ok=True)
        variables = {
            "PATH": f"{self.disk / 'bin'}:{self.tools}",
            "HOME": str(self.disk / "home"),
            "TMPDIR": str(scratch),
            "RETRY_SECONDS": "0",
            "POLL_SECONDS": "0",
            **self.environment,
            **environment,
        }
        ended = subprocess.run(
            [*self.shell, "-c", expand(script, {**variables, "IMAGE": "expanded"})],
            env=variables,
            cwd=self.disk,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        assert list(scratch.iterdir()) == [], "the script left temporary files"
        return Ended(ended.returncode, ended.stdout + ended.stderr)


@pytest.fixture(scope="session")
def busybox_tools(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("busybox")
    if BUSYBOX:
        subprocess.run([BUSYBOX, "--install", "-s", str(folder)], check=True)
    return str(folder)


@pytest.fixture(params=SHELLS)
def container(request: pytest.FixtureRequest, tmp_path: Path, busybox_tools: str) -> Container:
    shell = request.param
    tools = busybox_tools if shell == "busybox" else "/usr/bin:/bin"
    made = Container(tmp_path, SHELLS[shell], tools)
    (tmp_path / "bin").mkdir()
    # A real one of these would reach outside the test.
    for program in ("killall", "pidof", "docker", "dockerd", "oras", "skopeo", "curl", "hf", "pip"):
        path = tmp_path / "bin" / program
        path.write_text(f"#!/bin/sh\necho 'this test has no {program}' >&2\nexit 97\n")
        path.chmod(0o755)
    return made


type Content = bytes | str | None


@pytest.fixture
def image(tmp_path: Path) -> Callable[..., str]:
    """Make what ``skopeo copy ... dir:`` leaves, and return the answer of a fake skopeo that leaves it."""

    def archive(members: Iterable[tuple[str, Content]]) -> bytes:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as tar:
            for name, content in members:
                entry = tarfile.TarInfo(name.rstrip("/"))
                if name.endswith("/"):
                    entry.type, entry.mode = tarfile.DIRTYPE, 0o755
                elif content is None:
                    entry.type = tarfile.FIFOTYPE
                elif isinstance(content, str):
                    entry.type, entry.linkname = tarfile.SYMTYPE, content
                else:
                    entry.size, entry.mode = len(content), 0o644
                tar.addfile(entry, io.BytesIO(content) if isinstance(content, bytes) else None)
        return buffer.getvalue()

    def make(*layers: dict[str, Content] | bytes, manifest: str | None = None, indent: int | None = None) -> str:
        folder = tmp_path / "image"
        folder.mkdir()
        described = []
        for layer in layers:
            blob = layer if isinstance(layer, bytes) else archive(layer.items())
            digest = sha256(blob).hexdigest()
            (folder / digest).write_bytes(blob)
            described.append({"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": f"sha256:{digest}"})
        text = manifest or dumps(
            {"schemaVersion": 2, "config": {"digest": f"sha256:{'c' * 64}", "size": 2}, "layers": described},
            indent=indent,
        )
        (folder / "manifest.json").write_text(text)
        return f'cp -R "{folder}" "${{last#dir:}}"'

    return make


@pytest.fixture
def tree() -> Callable[[Path], dict[str, str]]:
    """Everything below a folder: path -> text, ``-> target`` for a link, ``/`` for an empty folder."""

    def read(folder: Path) -> dict[str, str]:
        found = {}
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_symlink():
                found[name] = f"-> {path.readlink()}"
            elif path.is_file():
                found[name] = path.read_text()
            elif not any(path.iterdir()):
                found[name] = "/"
        return found

    return read


@pytest.fixture(scope="session")
def kubelet() -> Callable[[str, Mapping[str, str]], str]:
    """The kubelet's expansion of ``command``, ``args`` and environment values."""
    return expand
