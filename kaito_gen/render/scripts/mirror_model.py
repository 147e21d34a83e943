"""Download a model into a ModelMirror's volume, and show how far it is (python images, release v0.12)."""

SAMPLER_COMMAND = (
    'set -e\ntrap \'exit 0\' TERM\npip install -q "huggingface-hub==1.18.0"\nexec python3 -c "$SAMPLER_SCRIPT"'
)
"""``args[0]`` of sidecar ``sampler``, word for word as KAITO v0.12.0 renders it (recorded 2026-08)."""


def download_mirror() -> str:
    """Return the script of container ``downloader``: ``args[0]`` of ``/bin/sh -c``.

    Environment: ``MODEL_ID``, and ``HF_TOKEN`` for gated models. Writes to ``/models/<MODEL_ID>``.
    """
    return _DOWNLOAD


def sample_mirror() -> str:
    """Return the Python program in ``SAMPLER_SCRIPT`` of sidecar ``sampler``: download speed at ``:9100/metrics``."""
    return _SAMPLER


_DOWNLOAD = """\
set -eu
"""

_SAMPLER = """\
import os
"""
