"""Where weights come from: a token for models that ask for one, a mirror for those that are streamed."""

from collections.abc import Iterator

from kaito_gen.kinds import namespace_of
from kaito_gen.validate.finding import ERROR
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.trouble import trouble
from kaito_gen.validate.rules.v0_12.annotations import LOCAL_WEIGHTS
from kaito_gen.validate.rules.v0_12.made import EVERY, of_each
from kaito_gen.validate.rules.v0_12.streaming import OPT_OUT
from kaito_gen.validate.rules.v0_12.workspace import VLLM, annotations, runtime, served_name, served_preset
from kaito_gen.validate.rules.walk import Step, part

TOKEN = "HF_TOKEN"
STATIC = "inference.kaito.sh/static-model-mirror"
_STATIC_SETTINGS = tuple(
    f"inference.kaito.sh/stream-{name}" for name in ("datarefs-url", "identity-client-id", "source-type")
)
_CLIENT_ID = "azure.workload.identity/client-id"
_ACCOUNT = "kaito.sh/streaming-service-account"
_SECRET = ("inference", "preset", "presetOptions", "modelAccessSecret")


def _weights(subject: Subject) -> Iterator[Step]:
    if served_name(subject) is None:
        return
    given = annotations(subject)
    streams = subject.target.gate("ModelStreaming") and given.get(OPT_OUT) != "disabled" and runtime(subject) == VLLM
    if streams:
        yield from _streamed(subject)
    secret = part(subject.manifest, *_SECRET[:-1]).get(_SECRET[-1])
    preset = served_preset(subject)
    if secret:
        yield from _token(subject, str(secret))
    elif preset and preset.gated and given.get(LOCAL_WEIGHTS) != "true" and not (streams and given.get(STATIC)):
        message = f"{preset.name} is given out to those with a token alone: the nodes are bought, and nothing is loaded"
        hint = f"name a Secret with the key {TOKEN} as inference.preset.presetOptions.modelAccessSecret"
        yield "token-missing", Hit(("inference", "preset"), message, hint)


def _token(subject: Subject, name: str) -> Iterator[Step]:
    secret = subject.world.find("Secret", name, namespace_of(subject.manifest))
    if secret is not None and not any(TOKEN in part(secret, field) for field in ("data", "stringData")):
        message = f"Secret {name} has no key {TOKEN}, the only one that is read"
        yield "token-key-missing", Hit(_SECRET, message, f"put the token under {TOKEN}")


def _streamed(subject: Subject) -> Iterator[Step]:
    given = annotations(subject)
    if given.get(STATIC) == "true":
        unset = [name for name in _STATIC_SETTINGS if not given.get(name)]
        if unset:
            message = f"weights are streamed from a static mirror, but {', '.join(unset)} is not set"
            yield "static-mirror-incomplete", Hit(("metadata", "annotations", STATIC), message, "set all of them")
            return
    account = given.get(_ACCOUNT) or subject.target.streaming.service_account
    if not account:
        message = "weights are streamed, but no ServiceAccount says with whose identity"
        hint = f"set the annotation {_ACCOUNT}, or the flag --default-streaming-service-account of KAITO"
        yield "streaming-account-unfit", Hit(("inference", "preset"), message, hint)
        return
    found = subject.world.find("ServiceAccount", account, namespace_of(subject.manifest))
    if found is not None and not part(found, "metadata", "annotations").get(_CLIENT_ID):
        message = f"ServiceAccount {account} lacks the annotation {_CLIENT_ID}, so it has no identity to stream with"
        keys = ("metadata", "annotations", _ACCOUNT) if given.get(_ACCOUNT) else ("inference", "preset")
        yield "streaming-account-unfit", Hit(keys, message, f"annotate it with {_CLIENT_ID}")


_WALK = of_each(_weights)

RULES = (
    trouble("token-missing", _WALK, EVERY, "A model that needs a token gets none.", severity=ERROR),
    trouble("token-key-missing", _WALK, EVERY, "The Secret with the token lacks its key.", severity=ERROR),
    trouble("static-mirror-incomplete", _WALK, EVERY, "A static mirror lacks settings.", severity=ERROR),
    trouble("streaming-account-unfit", _WALK, EVERY, "Nobody's identity streams the weights.", severity=ERROR),
)
