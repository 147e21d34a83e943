"""Release v0.3 moves data out of images by running them: ``cp`` from ``/data``, in the image's own shell.

Both are commands, not scripts of ours, and the release's own objects show them word for word; they stay exactly so
(measured: KAITO v0.3.1, recorded 2026-08), and only a name that needs it is quoted.
"""

from kaito_gen.render.scripts.values import quote


def copy_adapter(name: str) -> str:
    """Return the command of an adapter's init container: copy the image's ``/data`` to ``/mnt/adapter/<name>``."""
    target = quote(f"/mnt/adapter/{name}")
    return f"mkdir -p {target} && cp -r /data/* {target}"


def extract_data() -> str:
    """Return the command of init container ``data-extractor``: copy the image's ``/data`` to ``/mnt/data``."""
    return "ls -la /data && cp -r /data/* /mnt/data && ls -la /mnt/data"
