"""Pull an image that carries data in ``/data`` and lay that data into a volume (skopeo image, release v0.12)."""

from kaito_gen.render.scripts.values import assignments


def pull_adapter(image: str, directory: str) -> str:
    """Return the script of containers ``puller`` and ``puller-<adapter>``: ``args[0]`` of ``/bin/sh -c``.

    ``image`` is a full reference (registry, repository, tag or digest); ``directory`` receives the content of the
    image's ``/data``. Pull secrets are read from every file below ``~/.docker/config.d``.
    """
    return assignments({"IMG_REF": image, "VOL_DIR": directory}) + "# ---\n" + _SCRIPT


_SCRIPT = """\
set -eu
"""
