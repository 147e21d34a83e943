"""How a release serves a model of which it knows only the name and the architectures.

KAITO v0.12 chooses parsers, templates and flags for every Hugging Face id by these rules, those of its own catalog
included. Our catalog has the result written out, so that a maintainer sees and edits it; the rules are for all others.
"""

from collections.abc import Mapping

from kaito_gen.catalog.preset import Model, Vllm
from kaito_gen.catalog.reading import Reader
from kaito_gen.value import EMPTY, Value


class Choice(Value):
    """A value by the model's name (the longest prefix wins), else by its first architecture that has one."""

    by_name: Mapping[str, str] = EMPTY
    by_architecture: Mapping[str, str] = EMPTY

    def pick(self, name: str, architectures: tuple[str, ...] = ()) -> str:
        """Return the value for a model name in lower case, without its organization; empty when there is none."""
        prefixes = [prefix for prefix in self.by_name if name.startswith(prefix)]
        if prefixes:
            return self.by_name[max(prefixes, key=len)]
        return next((self.by_architecture[one] for one in architectures if one in self.by_architecture), "")


class Serving(Value, kw_only=True):
    """The rules of one release."""

    tool_call_parsers: Choice
    reasoning_parsers: Choice
    chat_templates: Choice
    tokenizer_modes: Choice
    architectures_by_name: Choice
    """For models whose config.json names no architecture."""
    flags: Mapping[str, Mapping[str, str]]
    """Further vLLM flags by architecture."""
    no_kv_offload: frozenset[str]
    deep_gemm: frozenset[str]
    cuda_toolkit: frozenset[str]
    """Model names, not architectures."""
    known_architectures: frozenset[str]

    def vllm(self, name: str, model: Model, *, mistral: bool = False) -> Vllm:
        """Return how vLLM serves the model ``name``, an id or its last part; ``mistral``: its weights are consolidated.

        A quantized model gets dtype ``auto``, every other ``bfloat16``.
        """
        short = name.rpartition("/")[2].lower()
        form = "mistral" if mistral else "auto"
        architectures = set(model.architectures)
        deep_gemm = not architectures.isdisjoint(self.deep_gemm)
        flags: dict[str, str] = {}
        for architecture in model.architectures:
            flags.update(self.flags.get(architecture, {}))
        return Vllm(
            dtype="auto" if model.quantization else "bfloat16",
            load_format=form,
            config_format=form,
            tokenizer_mode=self.tokenizer_modes.pick(short) or form,
            tool_call_parser=self.tool_call_parsers.pick(short, model.architectures),
            reasoning_parser=self.reasoning_parsers.pick(short, model.architectures),
            chat_template=self.chat_templates.pick(short),
            flags=flags,
            kv_offload=architectures.isdisjoint(self.no_kv_offload),
            deep_gemm=deep_gemm,
            cuda_toolkit=deep_gemm or short in self.cuda_toolkit,
        )


def read_serving(entry: Reader) -> Serving:
    """Return the rules that stand under ``serving`` in a catalog file."""
    flags = entry.nested("flags")
    serving = Serving(
        tool_call_parsers=_choice(entry, "tool_call_parsers"),
        reasoning_parsers=_choice(entry, "reasoning_parsers"),
        chat_templates=_choice(entry, "chat_templates"),
        tokenizer_modes=_choice(entry, "tokenizer_modes"),
        architectures_by_name=Choice(by_name=entry.flags("architectures_by_name")),
        flags={} if flags is None else {name: flags.flags(name) for name in flags.content},
        no_kv_offload=frozenset(entry.texts("no_kv_offload")),
        deep_gemm=frozenset(entry.texts("deep_gemm")),
        cuda_toolkit=frozenset(entry.texts("cuda_toolkit")),
        known_architectures=frozenset(entry.texts("known_architectures")),
    )
    entry.finish()
    return serving


def _choice(entry: Reader, name: str) -> Choice:
    nested = entry.nested(name)
    if nested is None:
        return Choice()
    choice = Choice(nested.flags("by_name"), nested.flags("by_architecture"))
    nested.finish()
    return choice
