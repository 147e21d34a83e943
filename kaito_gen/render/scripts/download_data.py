"""Download the files of a tuning data set with curl (both releases).

Training reads one file of the folder by its name, so two addresses that end in one name must not quietly become one
file: the second is kept under a number of its own, and the log says so. A query may hold a signature and is therefore
never printed.
"""


def download_data(*, keep_query: bool = False) -> str:
    """Return the script of init container ``data-downloader``: ``command[2]`` after ``sh -c``.

    The container's environment says what to do: ``DATA_URLS`` (separated by spaces), ``DATA_VOLUME_PATH``.
    ``keep_query`` makes a file name as release v0.3 does, from all that follows the last slash, with ``? = &`` as
    ``_``; v0.12 leaves query and fragment out.
    """
    return _SCRIPT.replace("@NAME@", _NAME_WITH_QUERY if keep_query else _NAME_WITHOUT_QUERY)


_NAME_WITHOUT_QUERY = """\
  name=${1%%[?#]*}
  while [ "${name%/}" != "$name" ]; do name=${name%/}; done
  name=${name##*/}"""

_NAME_WITH_QUERY = """\
  name=$1
  while [ "${name%/}" != "$name" ]; do name=${name%/}; done
  name=$(printf '%s' "${name##*/}" | tr '?=&' '___')"""

_SCRIPT = r"""set -euf
say() { printf 'data-downloader: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

pause=${RETRY_SECONDS:-2}
folder=${DATA_VOLUME_PATH:-}
[ -n "$folder" ] || fail 'DATA_VOLUME_PATH is empty: nowhere to put the data'
mkdir -p "$folder" || fail "cannot make $folder"
# shellcheck disable=SC2086 # the addresses are separated by spaces, and set -f keeps their ? and * as they are
set -- ${DATA_URLS:-}
[ "$#" -gt 0 ] || fail 'DATA_URLS is empty: there is nothing to train on'

part=
trap 'rm -f "$part"' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

file_name() {
@NAME@
  case $name in
    '' | . | ..) fail "$shown has no file name" ;;
  esac
  # Among the names of this run: what an earlier try left on the volume is simply replaced.
  number=1 base=$name
  while case $taken in *"/$name/"*) : ;; *) false ;; esac; do
    number=$((number + 1))
    name=$number-$base
  done
  if [ "$number" -gt 1 ]; then say "a second file is called $base: kept as $name"; fi
  taken=$taken$name/
}

download() {
  rm -f "$part"
  if code=$(curl -gsSL --connect-timeout 30 --speed-limit 1 --speed-time 120 \
      --proto '=http,https' --proto-redir '=http,https' -o "$part" -w '%{http_code}' "$1"); then
    if [ "$code" != 200 ]; then
      why="HTTP status $code"
    elif [ ! -s "$part" ]; then
      why='the file is empty'
    else
      return 0
    fi
  else
    why="curl ended with code $?"
  fi
  rm -f "$part"
  return 1
}

taken=/
for url in "$@"; do
  shown=${url%%[?#]*}
  case $url in
    [Hh][Tt][Tt][Pp]://* | [Hh][Tt][Tt][Pp][Ss]://*) ;;
    *) fail "$shown is neither an http nor an https address" ;;
  esac
  file_name "$url"
  part=$folder/.$name.part
  try=1
  until download "$url"; do
    say "try $try of 3 for $shown failed: $why"
    [ "$try" -lt 3 ] || fail "cannot download $shown"
    try=$((try + 1))
    sleep "$pause"
  done
  mv -f "$part" "$folder/$name" || fail "cannot write $folder/$name"
  say "$shown is now $folder/$name"
done
"""
