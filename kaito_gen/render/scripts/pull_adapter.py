"""Pull an image that carries data in ``/data`` and lay that data into a volume (skopeo image, release v0.12).

Nothing but ``sh``, ``skopeo``, ``tar``, ``find``, ``sed`` and coreutils is taken for granted in the container, so the
order of the layers is read from the manifest by a small tokenizer instead of jq. A layer never touches anything
outside a folder of its own: it is unpacked alone, and moved over the layers below only where every parent is a real
folder. An image can therefore neither write through a link of an earlier layer nor delete through one.
"""

from kaito_gen.render.scripts.values import assignments


def pull_adapter(image: str, directory: str) -> str:
    """Return the script of containers ``puller`` and ``puller-<adapter>``: ``args[0]`` of ``/bin/sh -c``.

    ``image`` is a full reference (registry, repository, tag or digest); ``directory`` receives the content of the
    image's ``/data``, and nothing else is left in it. Pull secrets are read from every file below
    ``~/.docker/config.d``, after a try without any.
    """
    return assignments({"IMG_REF": image, "VOL_DIR": directory}) + _SCRIPT


_SCRIPT = r"""set -eu
say() { printf 'puller: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

work=$(mktemp -d)
work=$(cd "$work" && pwd -P)
laid=
finish() {
  rm -rf "$work"
  # Every folder beside the adapters' own is served as an adapter: a half-laid one must not stay.
  if [ -n "$laid" ]; then
    find "$VOL_DIR" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
    rmdir "$VOL_DIR" 2>/dev/null || :
  fi
}
trap finish EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

# 1. The image, without credentials first, then with each pull secret.
fetch() {
  rm -rf "$work/image"
  skopeo copy --retry-times 2 --dest-decompress "$@" "docker://$IMG_REF" "dir:$work/image" \
    </dev/null >/dev/null 2>>"$work/errors"
}
secrets=${HOME:-/root}/.docker/config.d
by=
if fetch --src-no-creds; then
  by='without credentials'
elif [ -d "$secrets" ]; then
  # A projected volume shows each file three times; its own folders start with two dots.
  find -L "$secrets" -type f ! -path '*/..*' | sort >"$work/secrets"
  while [ -z "$by" ] && IFS= read -r file; do
    printf '%s:\n' "$file" >>"$work/errors"
    if fetch --src-authfile "$file"; then by="with $file"; fi
  done <"$work/secrets"
fi
if [ -z "$by" ]; then
  cat "$work/errors" >&2
  fail "cannot pull $IMG_REF, neither without credentials nor with a file below $secrets"
fi
say "pulled $IMG_REF $by"

# 2. The layers' digests, lowest first: strings and punctuation of the manifest, one a line.
layers() {
  tr -d '\n\r\t' <"$work/image/manifest.json" | sed -e 's/\\.//g' -e 's/"[^"]*"/\
&\
/g' | sed -e '/^"/!s/[[:space:]]//g' -e '/^"/!s/[][{}:,]/\
&\
/g' | {
    depth=0 key='' value='' inside=''
    while IFS= read -r token; do
      case $token in
        '') continue ;;
        :) value=yes; continue ;;
        '[' | '{')
          depth=$((depth + 1))
          if [ "$depth" = 2 ] && [ "$token" = '[' ] && [ "$key" = '"layers"' ]; then inside=yes; fi ;;
        ']' | '}')
          depth=$((depth - 1))
          if [ "$depth" -lt 2 ]; then inside=''; fi ;;
        '"'*)
          if [ -z "$value" ]; then
            key=$token
            continue
          elif [ -n "$inside" ] && [ "$depth" = 3 ] && [ "$key" = '"digest"' ]; then
            token=${token%\"}
            printf '%s\n' "${token##*[:\"]}"
          fi ;;
      esac
      key='' value=''
    done
  }
}
[ -s "$work/image/manifest.json" ] || fail "$IMG_REF came without a manifest"
layers >"$work/layers"
[ -s "$work/layers" ] || fail "$IMG_REF has no layers"

# 3. Each layer's part of /data, over the layers below.
data=$work/data
export data
place() { # a layer's /data, folders first; what stood there in another form goes
  find . -type d ! -name . -exec sh -c 'set -e; for path; do
    if [ -L "$data/$path" ] || [ ! -d "$data/$path" ]; then rm -rf "$data/$path"; mkdir "$data/$path"; fi
  done' sh {} +
  find . ! -type d -exec sh -c 'set -e; for path; do
    rm -rf "$data/$path"; mv "$path" "$data/$path"
  done' sh {} +
}
whiteouts() { # what a layer says is gone from the layers below
  find . -name '.wh.*' -exec sh -c 'set -e; for path; do
    rm -rf "$path"
    folder=$data/${path%/*} name=${path##*/.wh.}
    case $name in
      "" | . | ..) exit 1 ;;
      .wh..opq) if [ -d "$folder" ]; then rm -rf "$folder"; mkdir "$folder"; fi ;;
      *) rm -rf "$folder/$name" ;;
    esac
  done' sh {} +
}
number=0
while IFS= read -r digest; do
  number=$((number + 1))
  blob=$work/image/$digest
  [ -f "$blob" ] || fail "layer $number of $IMG_REF ($digest) is missing"
  tar -tf "$blob" >"$work/names" 2>>"$work/errors" || {
    cat "$work/errors" >&2
    fail "layer $number of $IMG_REF ($digest) is not an archive that tar can read"
  }
  has=
  while IFS= read -r name; do
    case $name in
      .. | ../* | */.. | */../*) fail "layer $number of $IMG_REF climbs out of its folder: $name" ;;
      data | data/* | ./data | ./data/* | /data | /data/*) has=yes ;;
      .wh.data | ./.wh.data | /.wh.data | .wh..wh..opq | ./.wh..wh..opq | /.wh..wh..opq) rm -rf "$data" ;;
    esac
  done <"$work/names"
  [ -n "$has" ] || continue
  rm -rf "$work/layer"
  mkdir "$work/layer"
  # All of it: tars differ in whether naming a folder means what is below it.
  tar -xof "$blob" -C "$work/layer" 2>>"$work/errors" || {
    cat "$work/errors" >&2
    fail "layer $number of $IMG_REF ($digest) cannot be unpacked"
  }
  if [ -L "$work/layer/data" ] || [ ! -d "$work/layer/data" ]; then fail "/data of $IMG_REF is not a folder"; fi
  chmod -R u+rwX,go+rX "$work/layer/data"
  if [ -n "$(find "$work/layer/data" ! -type f ! -type d ! -type l)" ]; then
    fail "layer $number of $IMG_REF has devices or pipes in /data"
  fi
  mkdir -p "$data"
  (cd "$work/layer/data" && whiteouts && place) || fail "layer $number of $IMG_REF cannot be laid over the others"
  find "$data" -type l >"$work/links"
  while IFS= read -r link; do
    text=$(readlink "$link") end=$(readlink -f "$link" || :)
    case $text in /*) end=$text ;; esac
    case $end in
      '' | "$data" | "$data"/*) ;;
      *) fail "/data of $IMG_REF has a link out of it: ${link#"$data"/}" ;;
    esac
  done <"$work/links"
done <"$work/layers"
if [ ! -d "$data" ] || [ -z "$(ls -A "$data")" ]; then fail "$IMG_REF has nothing in /data"; fi

# 4. Into the volume, in the place of what an earlier try left.
mkdir -p "$VOL_DIR"
laid=yes
find "$VOL_DIR" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
find "$data" -mindepth 1 -maxdepth 1 -exec sh -c 'set -e; for path; do mv "$path" "$0/"; done' "$VOL_DIR" {} + ||
  fail "cannot write to $VOL_DIR"
laid=
say "laid /data of $IMG_REF into $VOL_DIR"
"""
