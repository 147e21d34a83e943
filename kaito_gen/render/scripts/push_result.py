"""Push a tuning result as an image with oras, without privileges (v0.12's pusher; v0.3 with ``pusher: oras``)."""

import json
from collections.abc import Mapping

from kaito_gen.render.scripts.values import assignments


def push_result(image: str, directory: str, annotations: Mapping[str, str], *, runnable: bool = False) -> str:
    """Return the script of container ``pusher``: ``args[0]`` of ``/bin/sh -c`` in an oras image.

    ``directory`` is where training writes its result; ``annotations`` go onto the image's manifest (v0.12:
    ``{"sh.kaito.model.name": preset}``). ``runnable`` puts a shell beside the data, which release v0.3 needs of an
    adapter image, because it runs the image to copy the data out. Credentials: ``/root/.docker/config.json``.
    The script ends the pod's ``pause`` container, if it has one; it notices a training process that died only where
    the pod sets ``shareProcessNamespace: true``.
    """
    values = {
        "IMG_REF": image,
        "VOL_DIR": directory,
        "SENTINEL_PATH": f"{directory}/fine_tuning_completed.txt",
        "ANNOTATIONS_DATA": json.dumps({"$manifest": dict(annotations)}, separators=(",", ":"), sort_keys=True),
    }
    return assignments(values) + "# ---\n" + _SCRIPT


_SCRIPT = """\
set -eu
"""
