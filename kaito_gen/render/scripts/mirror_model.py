"""Download a model into a ModelMirror's volume, and show how far it is (python images, release v0.12).

The streamer that later reads the volume looks at one flat folder of safetensors files, so the download keeps no
subfolders; a model without such files at its top is refused here, where the reason is plain, and not when a GPU
already waits for it.
"""

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
    """Return the Python program in ``SAMPLER_SCRIPT`` of sidecar ``sampler``: download speed at ``:9100/metrics``.

    Environment: ``MODEL_ID``, ``HF_TOKEN``, ``EXCLUDE_PATTERNS`` (file name patterns that are not downloaded,
    separated by commas or spaces). Reads ``/models/<MODEL_ID>``.
    """
    return _SAMPLER


_DOWNLOAD = r"""set -eu
say() { printf 'downloader: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

case ${MODEL_ID:-} in
  '') fail 'MODEL_ID is empty: there is no model to download' ;;
  /* | */ | .. | ../* | */.. | */../*) fail "MODEL_ID $MODEL_ID is not the id of a model" ;;
esac
folder=${MODELS_ROOT:-/models}/$MODEL_ID
pip install -q 'huggingface-hub==1.18.0' || fail 'cannot install huggingface-hub'
mkdir -p "$folder" || fail "cannot make $folder"
hf download --max-workers 4 --exclude 'original/*' --local-dir "$folder" -- "$MODEL_ID" ||
  fail "cannot download $MODEL_ID: does it exist, and does HF_TOKEN open it?"
find "$folder" -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} +
[ -n "$(find "$folder" -maxdepth 1 -name '*.safetensors' -size +0 | sed 1q)" ] ||
  fail "$MODEL_ID has no safetensors files at its top, so it cannot be streamed"
say "$MODEL_ID is in $folder"
"""

_SAMPLER = r'''"""Says how fast a model arrives in a folder, and how long it will still take, as Prometheus metrics."""

import fnmatch
import http.server
import os
import signal
import threading
import time

MODEL = os.environ["MODEL_ID"]
FOLDER = os.path.join(os.environ.get("MODELS_ROOT", "/models"), MODEL)
PORT = int(os.environ.get("SAMPLER_PORT", "9100"))
PERIOD = float(os.environ.get("SAMPLER_SECONDS", "5"))
WINDOW = 12  # samples that the speed is taken over: one minute


def bytes_wanted():
    """Size of all files to come, or None while the hub does not say."""
    from huggingface_hub import HfApi

    excluded = os.environ.get("EXCLUDE_PATTERNS", "").replace(",", " ").split()
    info = HfApi(token=os.environ.get("HF_TOKEN") or None).model_info(MODEL, files_metadata=True)
    return sum(
        file.size or 0
        for file in info.siblings
        if not any(fnmatch.fnmatch(file.rfilename, pattern) for pattern in excluded)
    )


def bytes_here():
    """Size of all files so far, unfinished ones included; they come and go while we look."""
    total = 0
    for folder, _, names in os.walk(FOLDER):
        for name in names:
            try:
                total += os.stat(os.path.join(folder, name)).st_size
            except OSError:
                continue
    return total


class Meter:
    """The last samples, and what follows from them."""

    def __init__(self):
        self.samples = []
        self.wanted = None

    def take(self, moment, size):
        self.samples = [*self.samples[-WINDOW:], (moment, size)]

    def text(self):
        (start, before), (end, now) = self.samples[0], self.samples[-1]
        speed = max(0.0, (now - before) / (end - start)) if end > start else 0.0
        lines = [
            "# HELP model_mirror_download_speed_bytes_per_second Bytes that arrived a second, over the last minute.",
            "# TYPE model_mirror_download_speed_bytes_per_second gauge",
            f"model_mirror_download_speed_bytes_per_second {speed:.1f}",
        ]
        if self.wanted is not None and (speed > 0 or now >= self.wanted):
            rest = max(0, self.wanted - now)
            lines += [
                "# HELP model_mirror_download_remaining_seconds Time until all bytes are here, at this speed.",
                "# TYPE model_mirror_download_remaining_seconds gauge",
                f"model_mirror_download_remaining_seconds {rest / speed if rest else 0.0:.1f}",
            ]
        return "\n".join(lines) + "\n"


METER = Meter()


class Metrics(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        found = self.path.split("?", 1)[0] == "/metrics"
        body = METER.text().encode() if found else b"see /metrics\n"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def sample():
    while True:
        if METER.wanted is None:
            try:
                METER.wanted = bytes_wanted()
                print(f"sampler: {MODEL} is {METER.wanted} bytes of files to come", flush=True)
            except Exception as error:
                print(f"sampler: the size of {MODEL} is not known yet: {error}", flush=True)
        time.sleep(PERIOD)
        METER.take(time.monotonic(), bytes_here())


signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
METER.take(time.monotonic(), bytes_here())
SERVER = http.server.ThreadingHTTPServer(("", PORT), Metrics)
print(f"sampler: {FOLDER} is measured at port {SERVER.server_port}", flush=True)
threading.Thread(target=sample, daemon=True).start()
SERVER.serve_forever()
'''
