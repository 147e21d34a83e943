"""The quick path sees only what every reader understands alike, and ordinary manifests all take it."""

import pytest

from kaito_gen.documents.plain import UNSURE, is_plain, never_sure, read_with_yamlrocks

PLAIN = {
    "a workspace": b"""\
# A comment.
apiVersion: kaito.sh/v1beta1
kind: Workspace
metadata:
  name: workspace-phi-4
  annotations:
    kaito.sh/runtime: "vllm" # quoted
    "a b": 'it''s'
resource:
  count: 2
  instanceType: Standard_NC24ads_A100_v4
  labelSelector:
    matchLabels: {apps: phi-4, "tier": web}
  preferredNodes: [node-1, "node-2"]
inference:
  preset:
    name: phi-4
  adapters:
  - source:
      name: x
      image: registry.example.com:5000/x:0.0.1
    strength: "1.0"
""",
    "a pod": b"""\
spec:
  containers:
    - name: main
      command: ["/bin/sh", -c]
      args:
        - --model=/workspace/weights
        - -v
        - |
          set -eu

          echo "$x"
            indented
      resources:
        requests: {}
        limits:
          cpu: 500m
          memory: 1.5Gi
          nvidia.com/gpu: 1
      env: []
  tolerations:
  - effect: NoSchedule
    operator: Exists
status: null
""",
    "values": b"""\
boolean: true
other: no
number: 0.25
negative: -12
network: 10.0.0.0/16
date: 2026-01-31
url: http://host:80/path?a=b&c=d
signs: a, b [c] {d}
placeholder: <name>
path: .spec.x
quoted: "tab\\t \\"quoted\\""
folded: >-
  folded
  text
.dockerconfigjson: e30=
continued: on
  the next line
""",
    "a workspace on few lines": b"""\
metadata: {name: phi-4, labels: {}}
resource:
  labelSelector: {matchLabels: {apps: phi-4, "tier": web}}
inference: {preset: {name: phi-4}, adapters: [{source: {name: x}, strength: "1.0"}, {source: {urls: [a, b]}}]}
""",
}  # fmt: skip


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_what_people_write_is_plain(text: bytes) -> None:
    assert is_plain(text)
    assert read_with_yamlrocks(text) is not UNSURE
    assert read_with_yamlrocks(text.replace(b"\n", b"\r\n")) == read_with_yamlrocks(text)


UNLIKE = [
    "on: 1", "No: 1", "null: 1", "1: a", "0x1: a", ".inf: a", "? a", "a: 012", "a: 0o7", "a: 1_000", "a: 1e3",
    "a: 1.0", "a: 12:30",
    "a: .5", "a: +1", "a: .inf", "a: .NaN", "a: 123456789012345678901", "a: !!str 1", "a: &x 1",
    "a: *x", "<<: {a: 1}", "- [[1]]", "a: [[1.0]]", "a: {b: [c: d]}", "a: {b: {c: d}, }", "a: {b: {c: d}",
    "a: b {c: d}, e", "a: {b: [c, \"d\"e]}", "a: [b: c]", "a: [1.0]", "a: [b:c]", "a: {on: 1}", "a: {1: b}", "a: @b",
    "a: b: c", "a: b:", "a: b #c: d\n e", "a:\tb", "a: \x01", "a: '\x7f'", "a: \u0085", "a: \u2028", "a: \ufeff",
    "a: |2\n   b", "a: >1\n b", "a: |\n   b\n  c", "- |\n  a\n b: c", '- "a"\n    b:', "- a\n\n  b: 1", " a: 1",
    "-a", "- - a", "a: {{ b }}", "{}", "[]", '{"a": 1}', '"a\\qb": 1', 'a: "\\u0041"',
    "%YAML 1.1", "a: 'b", "a: \"b",
    "a" * 300 + ": 1", "  " * 70 + "a: 1", "a: # b\r# c", "- a: b\n c", "a: 1\n  b", 'a: "b"\n  c',
]  # fmt: skip


@pytest.mark.parametrize("line", UNLIKE, ids=repr)
def test_what_readers_may_understand_differently_is_not_plain(line: str) -> None:
    assert not is_plain(line.encode() + b"\n")


def test_a_text_without_newline_is_plain_unless_a_block_scalar_would_gain_one() -> None:
    assert read_with_yamlrocks(b"a: 1") == {"a": 1}
    assert read_with_yamlrocks(b"a: |\n  b") is UNSURE


@pytest.mark.parametrize("text", [b"a: 1\na: 2\n", b"a:\n  b: 1\n    c: 2\n", b"a: 1\n- b\n"], ids=repr)
def test_what_yamlrocks_refuses_is_left_to_the_exact_reader(text: bytes) -> None:
    assert is_plain(text)
    assert read_with_yamlrocks(text) is UNSURE


def test_without_an_engine_nothing_is_sure() -> None:
    assert never_sure(b"a: 1\n") is UNSURE
