"""Push a tuning result with a Docker daemon of its own, as release v0.3 does (container ``docker-sidecar``)."""

from kaito_gen.render.scripts.values import assignments


def push_with_docker(image: str, directory: str) -> str:
    """Return the script of v0.3's ``docker-sidecar``: ``args[0]`` of ``/bin/sh -c`` in a privileged ``docker:dind``.

    ``directory`` is where training writes its result; credentials lie in ``/tmp/.docker/config/config.json``.
    """
    return assignments({"image": image, "outputDir": directory}) + "# ---\n" + _SCRIPT


_SCRIPT = """\
set -eu
"""
