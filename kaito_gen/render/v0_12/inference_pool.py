"""The InferencePool of a set of servers, as the Flux objects that install llm-d's router chart (Gateway API gate).

Only pod 0 of each replica serves, so the pool selects it alone. Source: KAITO v0.12.0, pkg/workspace/manifests; an
InferenceSet's pool measured in kaito-v0.12-golden, 2026-08. The picker's plugins for disaggregated serving are those
of llm-d's EndpointPickerConfig; our configuration asks for the same decisions as KAITO's.
"""

from collections.abc import Mapping
from typing import Any

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.kinds import Manifest, api_version
from kaito_gen.render.v0_12.services import PORT
from kaito_gen.target import Target

_CHART_TAG = "v0.9.0"
PLUGINS_FILE = "config.yaml"
DISAGGREGATED_PLUGINS = """\
apiVersion: inference.networking.x-k8s.io/v1alpha1
kind: EndpointPickerConfig
plugins:
- type: disagg-headers-handler
- type: approx-prefix-cache-producer
  parameters: {autoTune: true, blockSizeTokens: 64}
- type: prefix-based-pd-decider
  parameters: {nonCachedTokens: 4}
- type: disagg-profile-handler
  parameters:
    deciders: {prefill: prefix-based-pd-decider}
- name: prefill-filter
  type: by-label-selector
  parameters:
    matchLabels: {kaito.sh/inference-role: prefill}
- name: decode-filter
  type: by-label-selector
  parameters:
    matchLabels: {kaito.sh/inference-role: decode}
- type: load-aware-scorer
  parameters: {threshold: 10}
- type: max-score-picker
schedulingProfiles:
- name: prefill
  plugins:
  - pluginRef: prefill-filter
  - {pluginRef: load-aware-scorer, weight: 10}
  - pluginRef: max-score-picker
- name: decode
  plugins:
  - pluginRef: decode-filter
  - {pluginRef: load-aware-scorer, weight: 10}
  - pluginRef: max-score-picker
"""
"""Picks a decode pod for every request, and a prefill pod before it when the prompt is not cached there."""


def inference_pool(
    parent: str,
    namespace: str,
    members: Mapping[str, str],
    *,
    interval: str,
    target: Target,
    catalog: Catalog,
    plugins: str = "",
) -> list[Manifest]:
    """Return the OCIRepository and the HelmRelease of ``<parent>-inferencepool``.

    ``members`` are labels of the pods; ``interval`` is how often Flux looks at the chart again; ``plugins`` is an
    EndpointPickerConfig, empty for the chart's own.
    """
    name = f"{parent}-inferencepool"
    metadata = {"name": name, "namespace": namespace}
    epp = _endpoint_picker(catalog)
    if plugins:
        epp |= {"pluginsConfigFile": PLUGINS_FILE, "pluginsCustomConfig": {PLUGINS_FILE: plugins}}
    return [
        {
            "apiVersion": api_version("OCIRepository", target.release),
            "kind": "OCIRepository",
            "metadata": dict(metadata),
            "spec": {"interval": interval, "url": catalog.image("router-chart"), "ref": {"tag": _CHART_TAG}},
        },
        {
            "apiVersion": api_version("HelmRelease", target.release),
            "kind": "HelmRelease",
            "metadata": dict(metadata),
            "spec": {
                "interval": interval,
                "chartRef": {"kind": "OCIRepository", **metadata},
                "values": {
                    "router": {
                        "epp": epp,
                        "modelServers": {
                            "matchLabels": {**members, "apps.kubernetes.io/pod-index": "0"},
                            "targetPorts": [{"number": PORT}],
                        },
                    }
                },
            },
        },
    ]


def _endpoint_picker(catalog: Catalog) -> dict[str, Any]:
    registry, _, name = catalog.image("endpoint-picker").rpartition("/")
    repository, _, tag = name.partition(":")
    return {
        "image": {"registry": registry, "repository": repository, "tag": tag, "pullPolicy": "IfNotPresent"},
        "resources": {"requests": {"cpu": "1", "memory": "2Gi"}, "limits": {"memory": "16Gi"}},
        "flags": {"secure-serving": False},  # the gateway speaks plain gRPC to the picker
    }
