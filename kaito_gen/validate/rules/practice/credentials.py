"""Credentials in files: whoever reads the repository, or any of its copies, has them from then on, and for ever.

What is encrypted (by SOPS) or filled in later (a placeholder) is none; names of variables count where their value
cannot be anything else.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from kaito_gen.kinds import V0_3, V0_12
from kaito_gen.validate.finding import PRACTICE, Keys
from kaito_gen.validate.rule import Hit, Places, Subject
from kaito_gen.validate.rules.pods import WITH_PODS, containers, items, pod_spec
from kaito_gen.validate.rules.trouble import trouble
from kaito_gen.validate.rules.walk import Step, once, part

_SECRET: Places = {V0_3: ("Secret/v1",), V0_12: ("Secret/v1",)}
_ENGINES = ("RAGEngine/v1beta1", "RAGEngine/v1alpha1")
_TEXTS: Places = {
    V0_3: (*WITH_PODS[V0_3], "ConfigMap/v1"),
    V0_12: (*WITH_PODS[V0_12], "ConfigMap/v1", *_ENGINES),
}
_ENDINGS = ("_TOKEN", "_PASSWORD", "_PASSWD", "_SECRET", "_API_KEY", "_APIKEY", "_SECRET_KEY", "_ACCESS_KEY")
_ENCRYPTED = "ENC["
_SIGNS = ("://", "hf_", "PRIVATE KEY", "sig=", "ghp_", "github_pat_", "AKIA")
"""What every text with a credential that we know contains: most texts have none of it, and need no closer look."""


@once
def _secret(subject: Subject) -> Iterator[Step]:
    for field in ("data", "stringData"):
        for key, value in part(subject.manifest, field).items():
            if value and not _is_filled_in(str(value)):
                message = f"the value of {key} stands in the file, in clear text to everybody who can read it"
                hint = "keep it in a vault and commit an ExternalSecret, or encrypt it (SealedSecret, SOPS)"
                yield "secret-in-git", Hit((field, str(key)), message, hint)
                return  # one is enough: the others have the same way out


@once
def _texts(subject: Subject) -> Iterator[Step]:
    for keys, name, text in _places(subject):
        what = credential(text) or (_by_name(name, text) if name else "")
        if what:
            message = f"{what} stands in the file: everybody who can read the repository has it"
            yield "credential-in-text", Hit(keys, message, "take it out of use, and name a Secret instead")


def _places(subject: Subject) -> Iterator[tuple[Keys, str, str]]:
    """Yield every text that may hold a credential, with the name of the variable that it is the value of."""
    if subject.kind == "ConfigMap":
        for key, value in part(subject.manifest, "data").items():
            yield ("data", str(key)), str(key), str(value)
        return
    if subject.kind == "RAGEngine":
        for names in (("inferenceService",), ("storage", "vectorDB"), ("embedding", "remote")):
            url = part(subject.manifest, "spec", *names).get("url")
            yield ("spec", *names, "url"), "", str(url or "")
        return
    keys, spec = pod_spec(subject)
    for where, container in containers(keys, spec) if spec else ():
        for index, variable in enumerate(items(container, "env") if "env" in container else ()):
            if variable.get("value"):
                yield (*where, "env", index, "value"), str(variable.get("name") or ""), str(variable["value"])
        for field in ("command", "args"):
            for index, word in enumerate(container.get(field) or ()):
                yield (*where, field, index), "", str(word)
    if subject.manifest.get("tuning") is not None:
        for index, url in enumerate(part(subject.manifest, "tuning", "input").get("urls") or ()):
            yield ("tuning", "input", "urls", index), "", str(url)


def credential(text: str) -> str:
    """Return what sort of credential a text holds; empty for none."""
    if not any(sign in text for sign in _SIGNS):
        return ""
    for what, pattern in _patterns().items():
        if pattern.search(text):
            return what
    return ""


@cache
def _patterns() -> Mapping[str, Any]:
    import re  # the texts that need it are few

    return {
        "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
        "a token of Hugging Face": re.compile(r"\bhf_[A-Za-z0-9]{30,}\b"),
        "a token of GitHub": re.compile(r"\b(?:ghp_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40,})\b"),
        "a key of AWS": re.compile(r"\bAKIA[A-Z0-9]{16}\b"),
        "a password in a URL": re.compile(r"://[^/\s:@$<{*]+:[^/\s:@$<{*]+@"),
        "a signed URL": re.compile(r"://\S*[?&]sig=[A-Za-z0-9%+/]{20,}"),
    }


def _by_name(name: str, value: str) -> str:
    upper = name.upper()
    if not upper.endswith(_ENDINGS) and upper not in ("PASSWORD", "TOKEN", "API_KEY"):
        return ""
    plain = value and not _is_filled_in(value) and not value.isdigit()
    if not plain or "/" in value or "\n" in value or value.lower() in ("true", "false", "none", "null"):
        return ""
    return f"the value of {name}"


def _is_filled_in(value: str) -> bool:
    """Return whether a text is encrypted, or a placeholder that something else fills in."""
    return value.startswith((_ENCRYPTED, "$", "<", "{{")) or value.strip("*") == ""


RULES = (
    trouble("secret-in-git", _secret, _SECRET, "A Secret stands in the files with its values.", stage=PRACTICE),
    trouble("credential-in-text", _texts, _TEXTS, "A credential stands in a text.", stage=PRACTICE),
)
