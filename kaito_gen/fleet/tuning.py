"""Tuning jobs: what a fleet fine-tunes, each a Workspace."""

from collections.abc import Mapping
from typing import Any, Literal

from kaito_gen.fleet.placement import Access, Placement
from kaito_gen.value import Value


class TrainingConfig(Value, kw_only=True):
    """Settings of the training, written to a ConfigMap: one of ``file`` and ``text``, or the sections themselves."""

    name: str | None = None
    """Name of the ConfigMap; left out: <job>-config."""
    file: str | None = None
    """A file beside the fleet that becomes training_config.yaml as it stands."""
    text: str | None = None
    """The whole training_config.yaml as it stands."""
    sections: Mapping[str, Any] | None = None
    """ModelConfig, QuantizationConfig, LoraConfig, TrainingArguments, DatasetConfig, DataCollator."""


class TuningInput(Value, kw_only=True):
    """The data set: one of ``urls``, ``image`` and ``volume``."""

    name: str | None = None
    """Name of the data set."""
    urls: tuple[str, ...] | None = None
    """Files to download."""
    image: str | None = None
    """Image that holds the data."""
    pull_secrets: tuple[str, ...] | None = None
    """Secrets for pulling the image."""
    volume: Mapping[str, Any] | None = None
    """Kubernetes volume that holds the data (release v0.12)."""


class TuningOutput(Value, kw_only=True):
    """Where the adapter goes: one of ``image`` and ``volume``."""

    image: str | None = None
    """Image to push."""
    push_secret: str | None = None
    """Secret for pushing it."""
    volume: Mapping[str, Any] | None = None
    """Kubernetes volume to write to (release v0.12)."""


class Tuning(Placement, kw_only=True):
    """One fine-tuning job, or a ``manifest`` word for word."""

    model: str | None = None
    """A preset of the release."""
    access: Access | None = None
    """How the model's image is reached."""
    method: Literal["lora", "qlora"] | None = None
    """lora, or qlora on quantized weights."""
    config: str | TrainingConfig | None = None
    """Settings of the training, or the name of a ConfigMap that holds them; left out: the release's own."""
    input: TuningInput | None = None
    """The data set."""
    output: TuningOutput | None = None
    """Where the adapter goes."""
