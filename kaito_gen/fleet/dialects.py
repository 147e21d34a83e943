"""What a release's API has no place for, and how it is spoken: the one module here that knows releases by name."""

from collections.abc import Mapping
from types import MappingProxyType

from kaito_gen.fleet.naming import LABEL, LONGEST
from kaito_gen.kinds import V0_3, V0_12
from kaito_gen.value import Value

V1ALPHA1, V1BETA1 = "kaito.sh/v1alpha1", "kaito.sh/v1beta1"


class Dialect(Value, kw_only=True):
    """How one release is spoken.

    ``served`` maps a kind to the API versions that users may write, the stored one first. ``lacks`` maps a kind in an
    API version to the fields (as a file spells them) that it has no place for. ``replicas_as_count`` says that copies
    of a model are nodes of one Workspace. ``longest`` maps a kind to the length of its longest name.
    """

    release: str
    served: Mapping[str, tuple[str, ...]]
    lacks: Mapping[tuple[str, str], tuple[str, ...]]
    replicas_as_count: bool
    longest: Mapping[str, int]

    def longest_name(self, kind: str) -> int:
        """Return how long the name of an object may be."""
        return self.longest.get(kind, LABEL)

    def knows_nothing_of(self, field: str) -> bool:
        """Return whether no kind of the release has a place for a field."""
        return all(field in self.lacks.get((kind, versions[0]), ()) for kind, versions in self.served.items())


INFERENCE_CONFIG = "inference.config"
"""The config of a service, which v0.3 has for tuning alone."""

_ONLY_SETS = ("nodeCountLimit", "updateStrategy", "autoUpgrade", "autoscaling", "workspaceMetadata")
_SINCE_V0_12 = (
    *_ONLY_SETS,
    "partition",
    "nodeClass",
    "nodeImageFamily",
    "bypassResourceChecks",
    "access.secret",
    "context",
    "runtime",
    "performanceMode",
    "benchmark",
    "localWeights",
    "streaming",
    INFERENCE_CONFIG,
)

BY_RELEASE = MappingProxyType(
    {
        V0_3: Dialect(
            release=V0_3,
            served={"Workspace": (V1ALPHA1,)},
            lacks={("Workspace", V1ALPHA1): _SINCE_V0_12},
            replicas_as_count=True,
            longest={},
        ),
        V0_12: Dialect(
            release=V0_12,
            served={
                "Workspace": (V1BETA1, V1ALPHA1),
                "InferenceSet": (V1BETA1, V1ALPHA1),
                "RAGEngine": (V1BETA1, V1ALPHA1),
                "MultiRoleInference": (V1ALPHA1,),
                "ModelMirror": (V1ALPHA1,),
            },
            lacks={
                ("Workspace", V1ALPHA1): ("partition", "access.secret"),
                ("InferenceSet", V1ALPHA1): ("partition",),
                ("RAGEngine", V1ALPHA1): ("partition", "storage.vectorDb", "guardrails"),
                ("RAGEngine", V1BETA1): ("queryService", "indexService"),
            },
            replicas_as_count=False,
            longest=LONGEST,
        ),
    }
)
"""Source: the CRDs and controllers of KAITO v0.3.1 and v0.12.0, read 2026-08-21."""

SET_FIELDS = _ONLY_SETS
"""Fields of a service that only an InferenceSet has a place for."""
WORKSPACE_FIELDS = ("count", "preferredNodes")
"""Fields of a service that an InferenceSet has no place for."""
