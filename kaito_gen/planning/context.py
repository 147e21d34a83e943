"""The context length that KAITO v0.12's node estimator reads from an ``inference_config.yaml``.

The estimator does not parse YAML: it walks over lines. What the runtime would understand (a quoted number, flow
style, a trailing comment) is often unset to it, and then it plans with :data:`DEFAULT_CONTEXT`. We read exactly as it
does, because the node count is what the cluster will get. Measured on KAITO v0.12.0, 2026-08
(kaito-v0.12-estimates.csv, column config_text).
"""

from kaito_gen.planning.integers import atoi

DEFAULT_CONTEXT = 2048
"""Tokens that the estimator plans with when no context is set."""

SETTING = "max-model-len"
"""The vLLM setting that holds the context length."""

CONFIG_KEY = "inference_config.yaml"
"""The key of an inference ConfigMap whose text is read."""

BLANK = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""What Go's ``strings.TrimSpace`` strips; Python's ``strip()`` would also take the ASCII separators 0x1c to 0x1f."""


def explicit_context(text: str) -> int | None:
    """Return the tokens that the estimator finds in the text of an inference configuration; None when it finds none.

    The first line that begins with ``vllm:`` opens the section. It ends at the next line with text that is indented
    by less than two characters more, comments apart. Within it the first line that begins with ``max-model-len:``
    decides, however deep it stands: a bare positive integer counts, anything else is unset.
    """
    lines = iter(text.split("\n"))
    indent = next((_indent(line) + 2 for line in lines if line.strip(BLANK).startswith("vllm:")), None)
    if indent is None:
        return None
    for line in lines:
        content = line.strip(BLANK)
        if content and not content.startswith("#") and _indent(line) < indent:
            return None
        if content.startswith(f"{SETTING}:"):
            value = atoi(content.removeprefix(f"{SETTING}:").strip(BLANK))
            return value if value is not None and value > 0 else None
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
