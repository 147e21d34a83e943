"""Kubernetes objects without what a server adds, so that two of them can be compared.

An API server fills in defaults, and its controllers add labels and status; KAITO v0.12 writes some lists in random
order. All of that is taken away from both sides alike, by rules that know nothing of a case. A default is only
dropped where its value is the default: a field that says something else stays and is compared.
"""

import re
from typing import Any

from kaito_gen.units import parse_quantity

PROBE: dict[str, Any] = {
    "successThreshold": 1,
    "timeoutSeconds": 1,
    "periodSeconds": 10,
    "failureThreshold": 3,
    "initialDelaySeconds": 0,
}
CONTAINER: dict[str, Any] = {
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
    "resources": {},
}
SPEC: dict[str, Any] = {
    # pods
    "dnsPolicy": "ClusterFirst",
    "schedulerName": "default-scheduler",
    "securityContext": {},
    "terminationGracePeriodSeconds": 30,
    "restartPolicy": "Always",
    # Services
    "internalTrafficPolicy": "Cluster",
    "externalTrafficPolicy": "Cluster",
    "allocateLoadBalancerNodePorts": True,
    "ipFamilies": ["IPv4"],
    "ipFamilyPolicy": "SingleStack",
    "sessionAffinity": "None",
    "type": "ClusterIP",
    # workloads
    "revisionHistoryLimit": 10,
    "updateStrategy": {"rollingUpdate": {"maxUnavailable": 1, "partition": 0}, "type": "RollingUpdate"},
    "strategy": {"rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}, "type": "RollingUpdate"},
    "podManagementPolicy": "OrderedReady",
    "serviceName": "",
    "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Retain"},
    "progressDeadlineSeconds": 600,
    "backoffLimit": 6,
    "completionMode": "NonIndexed",
    "completions": 1,
    "parallelism": 1,
    "manualSelector": False,
    "podReplacementPolicy": "TerminatingOrFailed",
    "suspend": False,
    # claims for nodes and for volumes, and node classes
    "osDiskSizeGB": 128,
    "metadataOptions": {
        "httpEndpoint": "enabled",
        "httpProtocolIPv6": "disabled",
        "httpPutResponseHopLimit": 1,
        "httpTokens": "required",
    },
    "expireAfter": "720h",
    "volumeMode": "Filesystem",
}
DEFAULTS: dict[str, dict[str, Any]] = {
    "containers[]": CONTAINER,
    "initContainers[]": CONTAINER,
    "livenessProbe": PROBE,
    "readinessProbe": PROBE,
    "startupProbe": PROBE,
    "httpGet": {"scheme": "HTTP", "path": "/"},
    "grpc": {"service": ""},
    "ports[]": {"protocol": "TCP"},
    "spec": SPEC,
    "configMap": {"defaultMode": 0o644},
    "projected": {"defaultMode": 0o644},
    "downwardAPI": {"defaultMode": 0o644},
    "serviceAccountToken": {"expirationSeconds": 3600},
    "secret": {"defaultMode": 0o644},
    "fieldRef": {"apiVersion": "v1"},
    "hostPath": {"type": ""},
    "disruption": {"consolidationPolicy": "WhenEmptyOrUnderutilized"},
    "preset": {"accessMode": "public", "presetOptions": {}},
    "resource": {"count": 1},
    "template": {"metadata": {}, "resource": {}},
    "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1}},
}
"""Parent key (``[]``: an item of the list below it) -> key -> the value that the API server fills in."""

SERVER_LABELS = re.compile(r"(batch\.kubernetes\.io/.*|controller-uid|job-name)\Z")
BOOKKEEPING = re.compile(r"((workspace|inferenceset)\.kaito\.io/(hash|revision)|deployment\.kubernetes\.io/revision)\Z")
METADATA = (
    "ownerReferences",
    "finalizers",
    "generateName",
    "generation",
    "uid",
    "creationTimestamp",
    "resourceVersion",
)
OWNERSHIP = re.compile(
    r"(kaito\.sh/(workspace|workspacenamespace|ragengine|ragenginenamespace)"
    r"|karpenter\.kaito\.sh/workspace-(name|namespace))\Z"
)
REFERENCE = re.compile(r"([\w.-]+(:\d+)?/)?[a-z0-9._/-]+(:[\w.-]+)?\Z", re.ASCII)
"""An image reference without a digest: the first part may be a registry, the rest is in lower case."""
TOKEN = re.compile(r"""(?:[^\s'";]|'[^']*'|"[^"]*")+|;""")


def canonical(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return a comparable copy of a manifest: no status, no server's additions, no random order."""
    kind = str(manifest.get("kind"))
    top = {key: value for key, value in manifest.items() if key != "status"}
    result: dict[str, Any] = _clean(top, "")
    metadata = result.get("metadata", {})
    for key in METADATA:
        metadata.pop(key, None)
    if kind == "InferenceSet" and (result.get("spec") or {}).get("updateStrategy") == {}:
        del result["spec"]["updateStrategy"]
    if kind == "Job":
        result.get("spec", {}).pop("selector", None)
    return result


def _clean(value: Any, parent: str) -> Any:
    if isinstance(value, dict):
        return _clean_map(value, parent)
    if isinstance(value, list):
        items = [_clean(item, f"{parent}[]") for item in value]
        if parent == "matchExpressions":
            return _ordered_expressions(items)
        return items
    if isinstance(value, str) and parent in ("command[]", "args[]"):
        return ordered_flags(value)
    if parent in ("requests{}", "limits{}"):
        return str(parse_quantity(str(value)))
    return value


def _clean_map(value: dict[str, Any], parent: str) -> dict[str, Any]:
    quantities = parent in ("requests", "limits")
    cleaned = {key: _clean(item, f"{parent}{{}}" if quantities else key) for key, item in value.items()}
    for key, default in DEFAULTS.get(parent, {}).items():
        if key in cleaned and default in (cleaned[key], value[key]) and isinstance(cleaned[key], type(default)):
            del cleaned[key]
    if parent in ("containers[]", "initContainers[]") and cleaned.get("imagePullPolicy") == _pull_policy(cleaned):
        del cleaned["imagePullPolicy"]
    if parent == "labels":
        cleaned = {key: item for key, item in cleaned.items() if not SERVER_LABELS.match(key)}
    if parent == "volumes[]" and value.keys() == {"name"}:
        cleaned["emptyDir"] = {}
    if parent == "annotations":
        cleaned = {key: item for key, item in cleaned.items() if not BOOKKEEPING.match(key)}
    if parent == "spec":
        if cleaned.get("serviceAccount") == cleaned.get("serviceAccountName"):
            cleaned.pop("serviceAccount", None)
        if cleaned.get("clusterIPs") == [cleaned.get("clusterIP")]:
            del cleaned["clusterIPs"]
    if parent == "ports[]" and cleaned.get("targetPort") == cleaned.get("port"):
        cleaned.pop("targetPort", None)
    if parent == "volumeClaimTemplates[]":
        cleaned = {key: item for key, item in cleaned.items() if key not in ("apiVersion", "kind", "status")}
    return {key: item for key, item in cleaned.items() if not (key in ("annotations", "labels") and item == {})}


def _pull_policy(container: dict[str, Any]) -> str:
    """Return the server's default: Always for the tag latest, also where it is left out of a sound reference."""
    image = str(container.get("image", ""))
    tag = image.rpartition("/")[2].partition(":")[2]
    return "Always" if REFERENCE.match(image) and tag in ("", "latest") else "IfNotPresent"


def _ordered_expressions(items: list[Any]) -> list[Any]:
    """Sort the user's expressions; those of ownership must stand last and keep their order."""
    own = next((index for index, item in enumerate(items) if OWNERSHIP.match(str(item.get("key")))), len(items))
    return sorted(items[:own], key=lambda item: str(item.get("key"))) + items[own:]


def ordered_flags(command: str) -> str:
    """Return a shell command with every run of ``--flags`` sorted; a text of several lines as it stands."""
    if "\n" in command:
        return command
    ordered: list[str] = []
    run: list[str] = []
    for token in [*TOKEN.findall(command), ""]:
        if token.startswith("--"):
            run.append(token)
            continue
        ordered += [*sorted(run), token]
        run = []
    return " ".join(ordered[:-1])
