"""What each field of a fleet becomes: KAITO's own objects, field by field."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaito_gen.documents import parse
from kaito_gen.emit import NotFaithful
from kaito_gen.fleet.config_maps import inference_text, training_text
from kaito_gen.planning.context import explicit_context

MACHINE = "Standard_NC24ads_A100_v4"
UPGRADE = "autoUpgrade: {enabled: true, strategy: Surge, maintenanceWindow: {schedule: 0 2 * * 6, duration: 2h}}"
SERVICE = f"services: [{{name: chat, model: phi-4, machine: {MACHINE}}}]\n"
RAG = """\
rag:
- name: a
  machine: Standard_NC24ads_A100_v4
  count: 1
  embedding: {url: u, secret: s}
  llm: {url: v, secret: t, context: 4096}
  guardrails: {enabled: true, config: g}
  storage: {claim: c, mountPath: /m, vectorDb: {engine: qdrant, url: q, secret: x}}
"""
OLD_RAG = """\
rag:
- name: a
  apiVersion: kaito.sh/v1alpha1
  embedding: {image: i, pullSecret: p}
  storage: {claim: c, mountPath: /m}
  queryService: q
  indexService: r
"""
NEAR = SERVICE.replace("}]", ", context: 8192}]") + "rag: [{name: a, embedding: {model: m}, llm: {service: chat}}]"
FAR = (
    SERVICE.replace("}]", ", namespace: far}]")
    + "rag: [{name: a, embedding: {model: m}, llm: {service: chat, context: 5}}]"
)
PAIR = """\
multiRole:
- name: a
  model: phi-4
  secret: s
  eppPluginsConfig: e
  roles:
  - {type: prefill, replicas: 2, machine: Standard_NC24ads_A100_v4}
  - {type: decode, machine: Standard_NC24ads_A100_v4, config: c}
"""
MIRROR = """\
mirrors:
- name: a
  mode: Managed
  model: m
  secret: {name: s, namespace: k}
  jobNamespace: j
  serviceAccount: r
  storage: {size: 9Gi, storageClass: c}
"""
V0_3 = "apiVersion: kaito-gen/v1\nkind: Fleet\nmetadata: {name: t}\ntarget: {release: v0.3}\n"
V0_12 = "apiVersion: kaito-gen/v1\nkind: Fleet\nmetadata: {name: t}\ntarget: {reconciler: kaito, gates: {}}\n"

SERVICE_FIELDS = {
    "count: 2": ("resource.count", 2),
    "labelSelector: {matchLabels: {a: b}}": ("resource.labelSelector", {"matchLabels": {"a": "b"}}),
    "labelSelector: {matchExpressions: [{key: a, operator: In, values: [b]}]}": (
        "resource.labelSelector",
        {"matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}]},
    ),
    "labelSelector: {}": ("resource.labelSelector", {}),
    "preferredNodes: [b, a]": ("resource.preferredNodes", ["b", "a"]),
    "access: {mode: private, image: i, pullSecrets: [s]}": (
        "inference.preset",
        {"name": "phi-4", "accessMode": "private", "presetOptions": {"image": "i", "imagePullSecrets": ["s"]}},
    ),
    "access: {secret: s}": ("inference.preset.presetOptions", {"modelAccessSecret": "s"}),
    "config: settings": ("inference.config", "settings"),
    "adapters: [{name: a, image: i, pullSecrets: [s]}]": (
        "inference.adapters",
        [{"source": {"name": "a", "image": "i", "imagePullSecrets": ["s"]}}],
    ),
    "adapters: [{name: a, volume: {persistentVolumeClaim: {claimName: c}}}]": (
        "inference.adapters",
        [{"source": {"name": "a", "volumeSource": {"persistentVolumeClaim": {"claimName": "c"}}}}],
    ),
    'adapters: [{name: a, urls: [u], strength: "0.5"}]': (
        "inference.adapters",
        [{"source": {"name": "a", "urls": ["u"]}, "strength": "0.5"}],
    ),
    "adapters: []": ("inference.adapters", []),
    "labels: {a: b}": ("metadata.labels", {"a": "b"}),
    "annotations: {a: b}": ("metadata.annotations", {"a": "b"}),
    "namespace: other": ("metadata.namespace", "other"),
    "apiVersion: kaito.sh/v1alpha1": ("apiVersion", "kaito.sh/v1alpha1"),
    "runtime: transformers": ("metadata.annotations", {"kaito.sh/runtime": "transformers"}),
    "performanceMode: throughput": ("metadata.annotations", {"kaito.sh/performance-mode": "throughput"}),
    "loadBalancer: true": ("metadata.annotations", {"kaito.sh/enablelb": "True"}),
    "benchmark: false": ("metadata.annotations", {"kaito.sh/disable-benchmark": "true"}),
    "localWeights: true": ("metadata.annotations", {"kaito.sh/use-local-weights": "true"}),
    "nodeClass: image-family-ubuntu": ("metadata.annotations", {"kaito.sh/node-class-name": "image-family-ubuntu"}),
    "nodeImageFamily: azurelinux": ("metadata.annotations", {"kaito.sh/node-image-family": "azurelinux"}),
    "bypassResourceChecks: true": ("metadata.annotations", {"kaito.sh/bypass-resource-checks": "true"}),
    "streaming: {enabled: false, storageClass: c, serviceAccount: s}": (
        "metadata.annotations",
        {
            "kaito.sh/model-streaming": "disabled",
            "kaito.sh/model-mirror-storage-class": "c",
            "kaito.sh/streaming-service-account": "s",
        },
    ),
    "streaming: {static: true, dataRefsUrl: u, identityClientId: i, sourceType: byo}": (
        "metadata.annotations",
        {
            "inference.kaito.sh/static-model-mirror": "true",
            "inference.kaito.sh/stream-datarefs-url": "u",
            "inference.kaito.sh/stream-identity-client-id": "i",
            "inference.kaito.sh/stream-source-type": "byo",
        },
    ),
}
SET_FIELDS = {
    "replicas: 3": ("spec.replicas", 3),
    "replicas: 0": ("spec.replicas", 0),
    "kind: InferenceSet": ("spec", {"labelSelector": {"matchLabels": {"apps": "a"}}, "template": ...}),
    "replicas: 2, nodeCountLimit: 5": ("spec.nodeCountLimit", 5),
    "replicas: 2, updateStrategy: {type: OnDelete}": ("spec.updateStrategy", {"type": "OnDelete"}),
    "replicas: 2, labelSelector: {matchLabels: {a: b}}": ("spec.labelSelector", {"matchLabels": {"a": "b"}}),
    f"replicas: 2, {UPGRADE}": (
        "spec.autoUpgrade",
        {"enabled": True, "strategy": "Surge", "maintenanceWindow": {"schedule": "0 2 * * 6", "duration": "2h"}},
    ),
    "replicas: 2, workspaceMetadata: {labels: {a: b}, annotations: {c: d}}, loadBalancer: true": (
        "spec.template.metadata",
        {"labels": {"a": "b"}, "annotations": {"c": "d", "kaito.sh/enablelb": "True"}},
    ),
    "replicas: 2, autoscaling: {enabled: true, metric: m, threshold: 10, maxReplicas: 4, metrics: x}": (
        "metadata.annotations",
        {
            "scaledobject.kaito.sh/auto-provision": "true",
            "scaledobject.kaito.sh/metricName": "m",
            "scaledobject.kaito.sh/threshold": "10",
            "scaledobject.kaito.sh/max-replicas": "4",
            "scaledobject.kaito.sh/metrics": "x",
        },
    ),
    "replicas: 2, benchmark: false": ("metadata.annotations", {"kaito.sh/disable-benchmark": "true"}),
    "replicas: 2, config: c": ("spec.template.inference", {"preset": {"name": "phi-4"}, "config": "c"}),
    "replicas: 2, apiVersion: kaito.sh/v1alpha1": ("apiVersion", "kaito.sh/v1alpha1"),
}


def at(manifest: Any, path: str) -> Any:
    for key in path.split("."):
        manifest = manifest[key]
    return manifest


@pytest.mark.parametrize(("field", "expected"), SERVICE_FIELDS.items(), ids=list(SERVICE_FIELDS))
def test_field_of_a_workspace(fleets: Any, field: str, expected: tuple[str, object]) -> None:
    body = f"services: [{{name: a, model: phi-4, machine: {MACHINE}, {field}}}]\n"
    (root,) = fleets.compile(body, fit=False).roots
    assert root["kind"] == "Workspace"
    assert at(root, expected[0]) == expected[1]


@pytest.mark.parametrize(("field", "expected"), SET_FIELDS.items(), ids=list(SET_FIELDS))
def test_field_of_an_inference_set(fleets: Any, field: str, expected: tuple[str, Any]) -> None:
    (root,) = fleets.compile(f"services: [{{name: a, model: phi-4, machine: {MACHINE}, {field}}}]\n").roots
    assert root["kind"] == "InferenceSet"
    assert at(root, "spec.template.resource") == {"instanceType": MACHINE}
    value = at(root, expected[0])
    assert (
        value == {key: value[key] if wanted is ... else wanted for key, wanted in expected[1].items()}
        if (isinstance(expected[1], dict))
        else value == expected[1]
    )


def test_the_least_that_a_service_says_is_a_whole_workspace(fleets: Any) -> None:
    (root,) = fleets.compile(f"services: [{{name: a, model: phi-4, machine: {MACHINE}}}]\n").objects
    assert root == {
        "apiVersion": "kaito.sh/v1beta1",
        "kind": "Workspace",
        "metadata": {"name": "a"},
        "resource": {"instanceType": MACHINE, "labelSelector": {"matchLabels": {"apps": "a"}}},
        "inference": {"preset": {"name": "phi-4"}},
    }


def test_the_runtime_of_an_inference_set_is_said_to_its_controller_and_to_its_workspaces(fleets: Any) -> None:
    """KAITO v0.12 does not hand the annotation on, and its own controller reads it too."""
    body = f"services: [{{name: a, model: phi-4, machine: {MACHINE}, replicas: 2, runtime: transformers}}]\n"
    (root,) = fleets.compile(body).roots
    runtime = {"kaito.sh/runtime": "transformers"}
    assert at(root, "metadata.annotations") == at(root, "spec.template.metadata.annotations") == runtime


TUNING = """\
tuning:
- name: a
  model: phi-3-mini-128k-instruct
  machine: Standard_NC24ads_A100_v4
  method: qlora
  access: {mode: private, image: i}
  config: {sections: {LoraConfig: {r: 8}}}
  input: {name: d, image: data, pullSecrets: [p]}
  output: {volume: {persistentVolumeClaim: {claimName: c}}}
"""


def test_a_tuning_job_is_a_workspace_with_its_settings(fleets: Any) -> None:
    config, root = fleets.compile(TUNING).objects
    assert config["data"] == {"training_config.yaml": "training_config:\n  LoraConfig:\n    r: 8\n"}
    assert root["tuning"] == {
        "preset": {"name": "phi-3-mini-128k-instruct", "accessMode": "private", "presetOptions": {"image": "i"}},
        "method": "qlora",
        "config": "a-config",
        "input": {"name": "d", "image": "data", "imagePullSecrets": ["p"]},
        "output": {"volumeSource": {"persistentVolumeClaim": {"claimName": "c"}}},
    }


EXTENSIONS = {
    "RAG engine that only retrieves": (
        "rag: [{name: a, embedding: {model: m, secret: s}}]",
        {"embedding": {"local": {"modelID": "m", "modelAccessSecret": "s"}}},
    ),
    "RAG engine with everything": (
        RAG,
        {
            "compute": {
                "count": 1,
                "instanceType": MACHINE,
                "labelSelector": {"matchLabels": {"apps": "a"}},
            },
            "embedding": {"remote": {"url": "u", "accessSecret": "s"}},
            "inferenceService": {"url": "v", "accessSecret": "t", "contextWindowSize": 4096},
            "guardrails": {"enabled": True, "configMapRef": {"name": "g"}},
            "storage": {
                "persistentVolume": {"persistentVolumeClaim": "c", "mountPath": "/m"},
                "vectorDB": {"engine": "qdrant", "url": "q", "accessSecret": "x"},
            },
        },
    ),
    "RAG engine of v1alpha1": (
        OLD_RAG,
        {
            "embedding": {"local": {"image": "i", "imagePullSecret": "p"}},
            "storage": {"persistentVolumeClaim": "c", "mountPath": "/m"},
            "queryServiceName": "q",
            "indexServiceName": "r",
        },
    ),
    "RAG engine that asks a service of the fleet": (
        NEAR,
        {
            "embedding": {"local": {"modelID": "m"}},
            "inferenceService": {"url": "http://chat/v1/chat/completions", "contextWindowSize": 8192},
        },
    ),
    "RAG engine that asks a service elsewhere": (
        FAR,
        {
            "embedding": {"local": {"modelID": "m"}},
            "inferenceService": {"url": "http://chat.far.svc/v1/chat/completions", "contextWindowSize": 5},
        },
    ),
    "prefill and decode": (
        PAIR,
        {
            "labelSelector": {"matchLabels": {"apps": "a"}},
            "model": {"name": "phi-4", "modelAccessSecret": "s"},
            "eppPluginsConfig": "e",
            "roles": [
                {"type": "prefill", "replicas": 2, "instanceType": MACHINE},
                {"type": "decode", "instanceType": MACHINE, "runtimeConfig": "c"},
            ],
        },
    ),
    "mirror": (
        MIRROR,
        {
            "mode": "Managed",
            "source": {"registry": "huggingface", "modelID": "m", "accessSecret": {"name": "s", "namespace": "k"}},
            "storage": {"size": "9Gi", "storageClassName": "c"},
            "jobNamespace": "j",
            "serviceAccountName": "r",
        },
    ),
}


@pytest.mark.parametrize(("body", "spec"), EXTENSIONS.values(), ids=list(EXTENSIONS))
def test_rag_engines_pairs_and_mirrors(fleets: Any, body: str, spec: object) -> None:
    root = next(root for root in fleets.compile(body, head=V0_12).roots if root["metadata"]["name"] == "a")
    assert root["spec"] == spec


def test_a_rag_engine_needs_the_context_of_the_service_it_asks(fleets: Any) -> None:
    body = SERVICE + "rag: [{name: a, embedding: {model: m}, llm: {service: chat}}]"
    (problem,) = fleets.problems(body, head=V0_12)
    assert problem.startswith("fleet.yaml:6:46: rag.a.llm.service: chat does not say its context, and the engine must")


def test_a_rag_engine_cannot_ask_a_service_that_is_not_there(fleets: Any) -> None:
    body = SERVICE + "rag: [{name: a, embedding: {model: m}, llm: {service: chta}}]"
    (problem,) = fleets.problems(body, head=V0_12)
    assert problem == "fleet.yaml:6:46: the fleet has no service chta (did you mean chat?)"


WRITTEN = "{apiVersion: kaito.sh/v1beta1, kind: Workspace, metadata: {name: %s}}"


@pytest.mark.parametrize(
    ("service", "reason"),
    [
        ("model: phi-4, replicas: 2", "the replicas of a set have other names"),
        ("model: phi-4, kind: InferenceSet", "the replicas of a set have other names"),
        (f"manifest: {{objects: [{WRITTEN % 'other'}]}}", "its manifest has no such Workspace"),
        (f"manifest: {{objects: [{WRITTEN % 'chat'}]}}", ""),
    ],
)
def test_a_rag_engine_cannot_ask_where_nothing_listens(fleets: Any, service: str, reason: str) -> None:
    rag = "rag: [{name: a, embedding: {model: m}, llm: {service: chat, context: 9}}]"
    body = f"{rag}\nservices: [{{name: chat, {service}}}]"
    if not reason:
        root = next(root for root in fleets.compile(body, head=V0_12).roots if root["kind"] == "RAGEngine")
        assert root["spec"]["inferenceService"]["url"] == "http://chat/v1/chat/completions"
        return
    (problem,) = fleets.problems(body, head=V0_12)
    hint = "(say url: that of a Service or gateway before it)"
    assert (
        problem == f"fleet.yaml:5:46: rag.a.llm.service: nothing listens under the name chat, because {reason} {hint}"
    )


@pytest.mark.parametrize("replicas", [1, 2])
def test_how_models_are_reached_is_no_default_of_templates(fleets: Any, replicas: int) -> None:
    """A preset without a name, which holds only a Secret, would stop KAITO."""
    body = f"""
    defaults: {{access: {{secret: s}}, machine: {MACHINE}}}
    services:
    - {{name: own, replicas: {replicas}, template: {{spec: {{containers: [{{name: c, image: i}}]}}}}}}
    """
    (root,) = fleets.compile(body).roots
    parent = root if replicas == 1 else root["spec"]["template"]
    assert list(parent["inference"]) == ["template"]


def test_defaults_hold_where_an_entry_says_nothing(fleets: Any) -> None:
    body = f"""
    defaults:
      labels: {{team: a, tier: gold}}
      annotations: {{note: x}}
      machine: {MACHINE}
      runtime: transformers
      access: {{secret: s}}
    services:
    - {{name: a, model: phi-4}}
    - {{name: b, model: phi-4, labels: {{tier: iron}}, runtime: vllm, access: {{mode: public}}}}
    """
    first, second = fleets.compile(body).roots
    assert first["metadata"]["labels"] == {"team": "a", "tier": "gold"}
    assert first["metadata"]["annotations"] == {"note": "x", "kaito.sh/runtime": "transformers"}
    assert first["inference"]["preset"]["presetOptions"] == {"modelAccessSecret": "s"}
    assert second["metadata"]["labels"] == {"team": "a", "tier": "iron"}
    assert second["metadata"]["annotations"]["kaito.sh/runtime"] == "vllm"
    assert "presetOptions" not in second["inference"]["preset"]


CONTEXTS = {
    "context alone": "context: 8192",
    "context with settings": "context: 8192, config: {vllm: {gpu-memory-utilization: 0.9}, settings: {seed: 6}}",
    "context among the settings": "config: {vllm: {max-model-len: 8192}}",
    "context as text": 'config: {vllm: {max-model-len: "8192"}}',
}


@pytest.mark.parametrize("field", CONTEXTS.values(), ids=list(CONTEXTS))
def test_kaito_reads_the_context_that_a_fleet_writes(fleets: Any, field: str) -> None:
    body = f"namespace: models\nservices: [{{name: a, model: phi-4, machine: {MACHINE}, {field}}}]\n"
    config, root = fleets.compile(body).objects
    assert (config["kind"], config["metadata"]) == ("ConfigMap", {"name": "a-config", "namespace": "models"})
    assert root["inference"]["config"] == "a-config"
    assert explicit_context(config["data"]["inference_config.yaml"]) == 8192


SCALARS = st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8) | st.floats(-(2**50), 2**50)
NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)


@given(st.dictionaries(NAMES, SCALARS, max_size=4), st.dictionaries(NAMES, SCALARS, max_size=3), st.integers(1, 10**6))
def test_kaito_finds_the_context_among_any_settings(
    vllm: dict[str, Any], settings: dict[str, Any], context: int
) -> None:
    settings.pop("vllm", None)
    try:
        text = inference_text(vllm=vllm, settings=settings, context=context)
    except NotFaithful:  # a character that YAML would not bring back is refused, see test_mistakes
        return
    assert explicit_context(text) == context
    (document,) = parse(text.encode(), "inference_config.yaml")
    assert document.value == {**settings, "vllm": {**vllm, "max-model-len": context}}


@given(st.dictionaries(NAMES, st.dictionaries(NAMES, SCALARS, max_size=3), max_size=3))
def test_training_settings_arrive_as_they_are_said(sections: dict[str, Any]) -> None:
    try:
        text = training_text(sections)
    except NotFaithful:
        return
    (document,) = parse(text.encode(), "training_config.yaml")
    assert document.value == {"training_config": sections}


def test_settings_from_a_file_are_taken_as_they_stand(fleets: Any) -> None:
    text = "# ours\nvllm:\n  max-model-len: 4096\n"
    body = f"services: [{{name: a, model: phi-4, machine: {MACHINE}, config: {{name: own, file: c.yaml}}}}]\n"
    config, root = fleets.compile(body, c_yaml=text).objects
    assert config["data"] == {"inference_config.yaml": text}
    assert config["metadata"]["name"] == root["inference"]["config"] == "own"


def test_a_manifest_is_taken_word_for_word_and_given_the_namespace(fleets: Any) -> None:
    text = """\
    kind: Workspace
    apiVersion: kaito.sh/v1beta1
    metadata: {name: by-hand, finalizers: [a/b]}
    inference: {preset: {name: nobody-knows}}
    ---
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: runner, namespace: elsewhere}
    """
    body = "namespace: models\nservices: [{name: hand, manifest: {file: hand.yaml}}]\n"
    compiled = fleets.compile(body, hand_yaml=text)
    account, root = compiled.objects
    assert root["metadata"] == {"name": "by-hand", "finalizers": ["a/b"], "namespace": "models"}
    assert root["inference"] == {"preset": {"name": "nobody-knows"}}
    assert account["metadata"]["namespace"] == "elsewhere"
    assert compiled.roots == (root,)


@pytest.mark.parametrize(
    "kind", ["ClusterRole", "CustomResourceDefinition", "PriorityClass", "StorageClass", "NodePool"]
)
def test_what_has_no_namespace_is_given_none(fleets: Any, kind: str) -> None:
    body = f"""
    namespace: models
    argocd: {{syncWaves: true}}
    manifests: [{{name: a, manifest: {{objects: [{{apiVersion: v, kind: {kind}, metadata: {{name: x}}}}]}}}}]
    """
    (made,) = fleets.compile(body).objects
    assert "namespace" not in made["metadata"]


def test_namespace_and_quota_are_written_on_request(fleets: Any) -> None:
    body = """
    namespace: models
    createNamespace: true
    namespaceLabels: {pod-security.kubernetes.io/enforce: baseline}
    defaults: {labels: {team: a}}
    quota: {gpus: 8, hard: {pods: "20"}}
    """
    namespace, quota = fleets.compile(body).objects
    assert namespace["metadata"] == {
        "name": "models",
        "labels": {"team": "a", "pod-security.kubernetes.io/enforce": "baseline"},
    }
    assert quota["metadata"] == {"name": "t", "namespace": "models"}
    assert quota["spec"]["hard"] == {"requests.nvidia.com/gpu": "8", "pods": "20"}


def test_sync_waves_are_written_on_request(fleets: Any) -> None:
    options = "namespace: models\ncreateNamespace: true\nargocd: {syncWaves: true}\n"
    body = options + SERVICE.replace("}]", ", context: 8192}]")
    waves = [
        one["metadata"].get("annotations", {}).get("argocd.argoproj.io/sync-wave")
        for one in fleets.compile(body).objects
    ]
    assert waves == ["-40", "-20", None]


def test_v0_3_says_replicas_as_count(fleets: Any) -> None:
    body = "services: [{name: a, model: falcon-7b, machine: Standard_NC12s_v3, replicas: 2}]\n"
    (root,) = fleets.compile(body, head=V0_3).roots
    assert (root["apiVersion"], root["kind"], root["resource"]["count"]) == ("kaito.sh/v1alpha1", "Workspace", 2)


def test_v0_3_gets_the_nodes_that_a_distributed_model_needs(fleets: Any) -> None:
    private = "access: {mode: private, image: registry.example.com/l:1}"
    body = f"services: [{{name: a, model: llama-2-70b-chat, machine: Standard_NC96ads_A100_v4, {private}}}]\n"
    (root,) = fleets.compile(body, head=V0_3).roots
    assert root["resource"]["count"] == 2


def test_v0_3_has_one_number_for_nodes_and_replicas(fleets: Any) -> None:
    body = "services: [{name: a, model: falcon-7b, machine: Standard_NC12s_v3, replicas: 2, count: 2}]\n"
    (problem,) = fleets.problems(body, head=V0_3)
    assert problem.startswith("fleet.yaml:5:81: release v0.3 has one number for nodes and replicas")


def test_v0_3_has_no_copies_of_a_model_that_spans_its_nodes(fleets: Any) -> None:
    private = "access: {mode: private, image: registry.example.com/l:1}"
    body = f"services: [{{name: a, model: llama-2-13b-chat, machine: Standard_NC24s_v3, replicas: 2, {private}}}]\n"
    (problem,) = fleets.problems(body, head=V0_3)
    assert problem.startswith("fleet.yaml:5:75: services.a.replicas is 2, but the nodes of this model run one copy")
