"""Push a tuning result with a Docker daemon of its own, as release v0.3 does (container ``docker-sidecar``).

The release asks for a privileged container here; ``push_result(..., runnable=True)`` is the way without. Where the
release tries to push for ever, this ends after an hour: the pod then fails, which someone sees.
"""

from kaito_gen.render.scripts.values import assignments


def push_with_docker(image: str, directory: str) -> str:
    """Return the script of v0.3's ``docker-sidecar``: ``args[0]`` of ``/bin/sh -c`` in a privileged ``docker:dind``.

    ``directory`` is where training writes its result; credentials lie in ``/tmp/.docker/config/config.json``.
    """
    return assignments({"image": image, "outputDir": directory}) + _SCRIPT


_SCRIPT = r"""set -eu
say() { printf 'docker-sidecar: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

root=${SYSTEM_ROOT:-}
poll=${POLL_SECONDS:-10}
work=$(mktemp -d)
daemon=
finish() {
  rm -rf "$work"
  [ -z "$daemon" ] || kill "$daemon" 2>/dev/null || :
}
trap finish EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

dockerd >"$work/dockerd.log" 2>&1 &
daemon=$!
try=1
until docker info >/dev/null 2>&1; do
  if [ "$try" -ge 60 ] || ! kill -0 "$daemon" 2>/dev/null; then
    tail -n 20 "$work/dockerd.log" >&2
    fail 'the Docker daemon does not start: is this container privileged?'
  fi
  try=$((try + 1))
  sleep "${START_SECONDS:-2}"
done

say "waiting for fine_tuning_completed.txt below $outputDir"
sentinel=
until [ -n "$sentinel" ]; do
  sentinel=$(find "$outputDir" -name fine_tuning_completed.txt -type f 2>/dev/null | sed 1q)
  [ -n "$sentinel" ] || sleep "$poll"
done
result=$(dirname "$sentinel")
mkdir "$work/context"
for file in adapter_config.json adapter_model.safetensors; do
  [ -s "$result/$file" ] || {
    ls -la "$result" >&2 || :
    fail "training is complete, but $result/$file is missing or empty"
  }
  cp "$result/$file" "$work/context/$file" || fail "cannot copy $result/$file"
done
printf '%s\n' 'FROM busybox:latest' 'RUN mkdir -p /data' \
  'ADD adapter_config.json adapter_model.safetensors /data/' >"$work/context/Dockerfile"

secret=$root/tmp/.docker/config/config.json
if [ -f "$secret" ]; then
  mkdir -p "${HOME:-/root}/.docker"
  ln -sf "$secret" "${HOME:-/root}/.docker/config.json"
else
  say "there is no $secret: pushing without credentials"
fi

try=1 tries=${PUSH_TRIES:-120}
until docker build -t "$image" "$work/context" >&2 && docker push "$image" >&2; do
  say "try $try of $tries to push $image failed"
  [ "$try" -lt "$tries" ] || fail "cannot push $image; the result is lost with this pod"
  try=$((try + 1))
  sleep "${RETRY_SECONDS:-30}"
done
rm -f "$sentinel"
say "pushed $image"
"""
