"""What every entry of a fleet has in common: its name, its labels, and the nodes it runs on."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from kaito_gen.fleet.shape import AtLeast
from kaito_gen.value import Value

AUTO = "auto"
"""The machine of an entry that leaves the choice to us: the cheapest on which the model fits."""


class Manifests(Value, kw_only=True):
    """Kubernetes objects that are taken over word for word: one of ``file`` and ``objects``."""

    file: str | None = None
    """A YAML file beside the fleet, with one object or several."""
    objects: tuple[Mapping[str, Any], ...] | None = None
    """The objects themselves."""


class Metadata(Value, kw_only=True):
    """Labels and annotations of an object that is made later."""

    labels: Mapping[str, str] | None = None
    """Labels; an overlay merges them by key."""
    annotations: Mapping[str, str] | None = None
    """Annotations; an overlay merges them by key."""


class Entry(Value, kw_only=True):
    """One named entry of a fleet; overlays merge entries by their names."""

    name: str
    """Name of the entry and of the object that it becomes: lower case, digits and dashes."""
    enabled: bool | None = None
    """false leaves the entry out; an overlay may switch it on again."""
    namespace: str | None = None
    """Namespace of this entry, where it is not the fleet's."""
    labels: Mapping[str, str] | None = None
    """Labels of the object; an overlay merges them by key."""
    annotations: Mapping[str, str] | None = None
    """Annotations of the object; an overlay merges them by key. Those that KAITO reads have fields of their own."""
    api_version: Literal["kaito.sh/v1alpha1", "kaito.sh/v1beta1"] | None = None
    """API version to write, where the release serves several; left out: the one it stores."""
    manifest: Manifests | None = None
    """Objects word for word, in place of everything else that an entry may say."""


class MatchExpression(Value, kw_only=True):
    """One condition on a node's labels."""

    key: str
    """Label key."""
    operator: str
    """In, NotIn, Exists or DoesNotExist; KAITO takes In with one value only."""
    values: tuple[str, ...] | None = None
    """Values of the label."""


class LabelSelector(Value, kw_only=True):
    """Labels of the nodes: given to new ones, looked for on existing ones."""

    match_labels: Mapping[str, str] | None = None
    """Labels that a node must carry."""
    match_expressions: tuple[MatchExpression, ...] | None = None
    """Further conditions."""


class Partition(Value, kw_only=True):
    """A part of each node's GPUs (release v0.12, nodes that you bring yourself)."""

    mode: Literal["mig", "accelerator"]
    """mig: a MIG slice; accelerator: some whole GPUs of the node."""
    profile: str | None = None
    """MIG profile such as 3g.40gb."""
    count: Annotated[int, AtLeast(1)] | None = None
    """Whole GPUs (mode accelerator)."""


class Placement(Entry, kw_only=True):
    """An entry that runs on GPU nodes."""

    machine: str | None = None
    """Instance type, or auto: the cheapest in the target's region on which the model fits. Left out: the fleet's
    default, else auto for a model; nothing at all where you bring the nodes (provisioner byo)."""
    count: int | None = None
    """Nodes. Left out, the release decides; v0.12 computes it for models on vLLM and ignores what is said here."""
    label_selector: LabelSelector | None = None
    """Labels of the nodes; left out: apps=<name>."""
    preferred_nodes: tuple[str, ...] | None = None
    """Names of existing nodes to take first (deprecated by KAITO v0.12)."""
    partition: Partition | None = None
    """Use only a part of each node's GPUs."""
    node_class: str | None = None
    """Karpenter node class to choose (annotation kaito.sh/node-class-name)."""
    node_image_family: Literal["ubuntu", "azurelinux"] | None = None
    """Operating system of new nodes (annotation kaito.sh/node-image-family)."""
    bypass_resource_checks: bool | None = None
    """true: KAITO's webhook does not compare GPU memory (annotation kaito.sh/bypass-resource-checks)."""


class Access(Value, kw_only=True):
    """How the model's weights or image are reached."""

    secret: str | None = None
    """Secret with the key HF_TOKEN, for gated models (release v0.12)."""
    mode: Literal["public", "private"] | None = None
    """private: the image below holds the model; left out: KAITO's default, public."""
    image: str | None = None
    """Image that holds the model (mode private)."""
    pull_secrets: tuple[str, ...] | None = None
    """Secrets for pulling that image."""
