"""Push a tuning result as an image with oras, without privileges (v0.12's pusher; v0.3 with ``pusher: oras``).

The image is built once, as an OCI layout on the container's own disk, and copied from there, so that a registry that
is away for an hour costs no training. Whatever happens, the script ends the pod's ``pause`` container: a pod in which
one container goes on is neither succeeded nor failed, keeps its GPUs, and says nothing.
"""

import json
from collections.abc import Mapping

from kaito_gen.render.scripts.values import assignments


def push_result(image: str, directory: str, annotations: Mapping[str, str], *, runnable: bool = False) -> str:
    """Return the script of container ``pusher``: ``args[0]`` of ``/bin/sh -c`` in an oras image.

    ``directory`` is where training writes its result, and at the end ``fine_tuning_completed.txt``. ``annotations``
    go onto the image's manifest (v0.12: ``{"sh.kaito.model.name": preset}``). ``runnable`` puts the container's own
    busybox beside the data, which release v0.3 needs of an adapter image, because it runs the image to copy the data
    out. Credentials: ``/root/.docker/config.json``.
    The script notices that training died without a result only where the pod sets ``shareProcessNamespace: true``
    (v0.12 does); elsewhere it waits, as the release's own does.
    """
    values = {
        "IMG_REF": image,
        "VOL_DIR": directory,
        "SENTINEL_PATH": f"{directory}/fine_tuning_completed.txt",
        "ANNOTATIONS_DATA": json.dumps({"$manifest": dict(annotations)}, separators=(",", ":"), sort_keys=True),
    }
    return assignments(values) + _SCRIPT.replace("@SHELL@", _SHELL if runnable else "")


_SHELL = r"""
# A shell and cp for whoever runs the image to get at its data; first, so that no training is lost to a lack of them.
mkdir bin lib
for file in "$root"/bin/busybox "$root"/lib/ld-musl-*.so.1; do
  [ -f "$file" ] || fail "$file is missing: this container has no shell to put beside the data"
  cp "$file" "${file#"$root"/}"
done
for name in sh cp ls mkdir cat; do ln -s busybox "bin/$name"; done
set -- bin lib
"""

_SCRIPT = r"""set -eu
say() { printf 'pusher: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

root=${SYSTEM_ROOT:-}
work=$(mktemp -d)
finish() {
  cd /
  rm -rf "$work"
  # The pod's own pause process collects ended children; the container of that name ends, first process or not.
  killall -SIGCHLD pause 2>/dev/null || :
  for process in $(pidof pause || :); do
    [ "$process" -eq 1 ] || kill "$process" 2>/dev/null || :
  done
}
trap finish EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
cd "$work"
set --
@SHELL@
# Training is over without a result when its process is gone and the pod's processes can be seen from here.
missed=0
training_is_gone() {
  [ "$(cat "$root/proc/1/comm" 2>/dev/null || :)" = pause ] || return 1
  for file in "$root"/proc/[0-9]*/cmdline; do
    case $(tr '\000' ' ' <"$file" 2>/dev/null || :) in
      *fine_tuning[.]py*) missed=0; return 1 ;;
    esac
  done
  missed=$((missed + 1))
  [ "$missed" -ge 3 ]
}
say "waiting for $SENTINEL_PATH"
until [ -f "$SENTINEL_PATH" ]; do
  if training_is_gone && [ ! -f "$SENTINEL_PATH" ]; then
    fail "training ended without a result: there is no $SENTINEL_PATH"
  fi
  sleep "${POLL_SECONDS:-10}"
done

for file in adapter_config.json adapter_model.safetensors; do
  [ -s "$VOL_DIR/$file" ] || {
    ls -la "$VOL_DIR" >&2 || :
    fail "training is complete, but $VOL_DIR/$file is missing or empty"
  }
done

# One layer; lightly packed, for weights hardly shrink, but some registries' tools expect packed layers.
ln -s "$VOL_DIR" data
tar -cf layer.tar data/adapter_config.json data/adapter_model.safetensors "$@" || fail 'cannot pack the result'
sum=$(sha256sum layer.tar)
gzip -1 <layer.tar >layer.tar.gz || fail 'cannot pack the result'
rm layer.tar
machine=$(uname -m)
case $machine in
  x86_64) machine=amd64 ;;
  aarch64) machine=arm64 ;;
esac
layers='{"type":"layers","diff_ids":["sha256:'${sum%% *}'"]}'
printf '{"architecture":"%s","os":"linux","config":{"Env":["PATH=/bin"]},"rootfs":%s}' "$machine" "$layers" >config.json
printf '%s' "$ANNOTATIONS_DATA" >annotations.json
oras push --oci-layout --config config.json:application/vnd.oci.image.config.v1+json \
  --annotation-file annotations.json layout:result layer.tar.gz:application/vnd.oci.image.layer.v1.tar+gzip >&2 ||
  fail 'cannot build the image'

try=1 tries=${PUSH_TRIES:-120}
until oras cp --from-oci-layout layout:result "$IMG_REF" >&2; do
  say "try $try of $tries to push $IMG_REF failed"
  [ "$try" -lt "$tries" ] || fail "cannot push $IMG_REF; the result is lost with this pod"
  try=$((try + 1))
  sleep "${RETRY_SECONDS:-30}"
done
say "pushed $IMG_REF"
"""
