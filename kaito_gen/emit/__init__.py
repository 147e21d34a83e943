"""Manifests as YAML, byte for byte as cdk8s's synth writes them.

Two ways lead to a committed tree, the command line and cdk8s constructs, and they must agree, so the writer is a
re-implementation of what cdk8s uses (npm ``yaml`` 2.9, version 1.1, ``lineWidth: 0``) and not a stock dumper: PyYAML's
and ruamel's bytes differ, and some of them leave ``no`` unquoted. Rules read and measured from cdk8s 2.70.106 with
yaml 2.9.1 on 2026-08-21; ``tests/emit/corpus.jsonl.gz`` holds cdk8s's own bytes for thousands of documents.

Exactness includes cdk8s's mistakes: a few strings (``0o17``, U+0085, ``<<`` as a key) are written so that Kubernetes
reads something else. ``dump_faithful`` refuses them, and is what writes files.
"""

from kaito_gen.emit.document import NotFaithful, dump, dump_all, dump_faithful

__all__ = ["NotFaithful", "dump", "dump_all", "dump_faithful"]
