"""Download the files of a tuning data set with curl (both releases)."""


def download_data(*, keep_query: bool = False) -> str:
    """Return the script of init container ``data-downloader``: ``command[2]`` after ``sh -c``.

    The container's environment says what to do: ``DATA_URLS`` (separated by spaces), ``DATA_VOLUME_PATH``.
    ``keep_query`` makes a file name as release v0.3 does, with ``? = &`` as ``_``; v0.12 leaves the query out.
    """
    return _SCRIPT


_SCRIPT = """\
set -eu
"""
