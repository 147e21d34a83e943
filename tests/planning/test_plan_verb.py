"""``kaito-gen plan``: what an engineer reads, what a script reads, and what is said to a wrong command line."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaito_gen.cli import main

type Run = Callable[..., tuple[int, str, str]]

HF_CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "hidden_size": 4096,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "max_position_embeddings": 8192,
}
WORKSPACE = """\
apiVersion: kaito.sh/v1beta1
kind: Workspace
metadata: {name: chat, namespace: models}
resource: {instanceType: Standard_NV36ads_A10_v5, labelSelector: {matchLabels: {apps: chat}}}
inference: {preset: {name: phi-4}, config: settings}
"""
SETTINGS = """\
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: models}
data: {inference_config.yaml: "vllm:\\n  max-model-len: 8192\\n"}
"""
SET = """\
---
apiVersion: kaito.sh/v1beta1
kind: InferenceSet
metadata: {name: many, namespace: models}
spec:
  replicas: 3
  labelSelector: {matchLabels: {apps: many}}
  template:
    resource: {instanceType: Standard_NV36ads_A10_v5}
    inference: {preset: {name: phi-4-mini-instruct}}
"""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """A function that runs ``kaito-gen plan`` and returns its exit code, stdout and stderr."""

    def call(*words: object) -> tuple[int, str, str]:
        code = main(["plan", *map(str, words)])
        output = capsys.readouterr()
        return code, output.out, output.err

    return call


def ask_json(run: Run, *words: object) -> Any:
    code, output, _ = run(*words, "--format", "json")
    assert code in (0, 1)
    report = json.loads(output)
    assert report["version"] == 1
    return report["plans"][0]


def test_what_fits_reads_like_this(run: Run) -> None:
    words = ("--model", "llama-3.3-70b-instruct", "--machine", "Standard_NC48ads_A100_v4", "--region", "swedencentral")
    assert run(*words) == (
        0,
        (
            "Workspace default/planned: fits\n"
            "  model    meta-llama/Llama-3.3-70B-Instruct, vllm, 131.42 GiB of weights, 320 KiB of KV cache a token\n"
            "  nodes    2 x Standard_NC48ads_A100_v4 (2 x NVIDIA A100, 160 GiB)\n"
            "  spread   tensor parallel 2, pipeline parallel 2\n"
            "  context  left to vLLM; up to 131072 fit on these nodes\n"
            "  disk     211Gi a node\n"
            "  cost     19.10 USD/h, 13,943.00 USD/month (730 h), swedencentral, list price of 2026-06-18\n"
        ),
        "",
    )


def test_what_does_not_fit_reads_like_this(run: Run) -> None:
    words = ("--model", "phi-3-mini-128k-instruct", "--machine", "Standard_NV36ads_A10_v5", "--context", "131072")
    assert run(*words) == (
        1,
        (
            "Workspace default/planned: does not fit\n"
            "  model    microsoft/Phi-3-mini-128k-instruct, vllm, 7.12 GiB of weights, 384 KiB of KV cache a token\n"
            "  machine  Standard_NV36ads_A10_v5 (1 x NVIDIA A10, 24 GiB)\n"
            "  reason   gpu-too-small: a GPU of 24 GiB gives 20.2 GiB to vLLM, but a context of 131072 tokens takes "
            "50.3 GiB before any weights (2.3 base, 48.0 KV cache): ask for at most 48769 tokens, or for more or "
            "larger GPUs in a node\n"
        ),
        "",
    )


def test_the_cheapest_comes_with_why_not_the_others(run: Run) -> None:
    code, output, _ = run("--model", "phi-4-mini-instruct", "--context", "32768", "--region", "swedencentral")
    lines = output.splitlines()
    assert code == 0
    assert lines[2] == "  nodes    1 x Standard_NV36ads_A10_v5 (1 x NVIDIA A10, 24 GiB)"
    assert "  why not                    reason" in lines
    assert "  Standard_NC24ads_A100_v4   dearer         1 x 4.78 = 4.78 USD/h" in lines
    assert any(line.startswith("  Standard_NG32ads_V620_v1   no-nvidia-gpu") for line in lines)


def test_a_script_reads_every_number(run: Run) -> None:
    answer = ask_json(run, "--model", "phi-4", "--machine", "Standard_NV36ads_A10_v5", "--region", "swedencentral")
    assert answer["fits"] is True
    assert answer["model"] == {
        "preset": "microsoft/phi-4",
        "weights": "27.31Gi",
        "bytes_per_token": 204800,
        "token_limit": 16384,
    }
    assert answer["machine"]["gpus"] == 1
    assert answer["machine"]["memory_gib"] == 24
    assert answer["estimate"] == answer["target"] == {"nodes": 2, "refusal": None}
    assert answer["parallelism"] == {"tensor": 1, "pipeline": 2, "data": 1}
    assert answer["context"] == {"asked": None, "longest": 16384}
    assert answer["cost"]["usd_per_hour"] == pytest.approx(8.32)
    assert answer["cost"]["as_of"] == "2026-06-18"
    assert answer["disk"] == "107Gi"


def test_a_refusal_has_its_code_and_figures(run: Run) -> None:
    answer = ask_json(run, "--model", "phi-4", "--provisioner", "byo", "--nodes", "none")
    assert answer["fits"] is False
    assert answer["machine"] is None
    assert answer["estimate"]["nodes"] is None
    assert answer["estimate"]["refusal"]["code"] == "no-ready-node"
    assert [reason["code"] for reason in answer["reasons"]] == ["no-ready-node"]


def test_files_bring_their_surroundings(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "workspaces.yaml"
    file.write_text(WORKSPACE + SETTINGS + SET)
    code, output, _ = run(file, "--region", "swedencentral")
    assert code == 0
    assert "Workspace models/chat: fits\n" in output
    assert "  context  8192 tokens; up to 16384 fit on these nodes\n" in output
    assert "  nodes    3 x 1 x Standard_NV36ads_A10_v5 (1 x NVIDIA A10, 24 GiB)\n" in output
    assert output.endswith("Total\n  nodes  5 with 5 GPUs\n  cost   20.80 USD/h, 15,184.00 USD/month (730 h)\n")


FLEET = """\
apiVersion: kaito-gen/v1
kind: Fleet
metadata: {name: assistants}
target: {release: v0.12, cloud: azure, region: swedencentral, provisioner: karpenter}
namespace: models
services:
- {name: chat, model: phi-4, machine: Standard_NV36ads_A10_v5, context: 8192, replicas: 2}
- {name: small, model: phi-4-mini-instruct, machine: auto}
"""
OVERLAY = """\
apiVersion: kaito-gen/v1
kind: Overlay
extends: ../fleet.yaml
services:
- {name: chat, context: 1000000}
"""


def test_a_fleet_is_planned_on_its_own_target(run: Run, tmp_path: Path) -> None:
    fleet, overlay = tmp_path / "fleet.yaml", tmp_path / "overlays" / "prod.yaml"
    fleet.write_text(FLEET)
    overlay.parent.mkdir()
    overlay.write_text(OVERLAY)
    code, output, _ = run(fleet)
    assert code == 0
    assert "InferenceSet models/chat: fits\n" in output
    assert "  nodes    2 x 2 x Standard_NV36ads_A10_v5" in output
    assert "  context  8192 tokens; up to 16384 fit on these nodes\n" in output
    assert "Workspace models/small: fits\n" in output
    assert "  why not " in output
    answer = ask_json(run, fleet, "--env", "prod")
    assert [reason["code"] for reason in answer["reasons"]] == ["gpu-too-small", "context-too-long"]
    for words, message in (
        (("--env", "prodd"), "did you mean prod?"),
        (("--region", "eastus", "--gate", "vLLM"), "leave --region, --gate out"),
        ((fleet,), "one fleet at a time"),
    ):
        code, _, messages = run(fleet, *words)
        assert code == 2
        assert message in messages


def test_only_a_fleet_has_environments(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "workspace.yaml"
    file.write_text(WORKSPACE)
    code, _, messages = run(file, "--env", "prod")
    assert code == 2
    assert "none of the files is one" in messages


def test_a_cluster_file_says_everything_that_exists(run: Run, tmp_path: Path) -> None:
    file, cluster = tmp_path / "workspace.yaml", tmp_path / "cluster.yaml"
    file.write_text(WORKSPACE)
    cluster.write_text(SETTINGS)
    _, offline, _ = run(file)
    assert "ConfigMap models/settings is not among the files" in offline
    assert ask_json(run, file, "--cluster", cluster)["context"]["asked"] == 8192
    cluster.write_text("")
    assert ask_json(run, file, "--cluster", cluster)["notes"][0]["code"] == "config-missing"


@pytest.mark.parametrize(
    ("content", "tokens"),
    [
        ("vllm:\n  max-model-len: 4096\n", 4096),
        ("vllm:\r\n  max-model-len: 4096\r\n", 4096),
        ("vllm:\n\tmax-model-len: 4096\n", None),
        (SETTINGS, 8192),
    ],
    ids=["text", "windows", "no yaml", "config map"],
)
def test_a_configuration_is_a_config_map_or_its_text(
    run: Run, tmp_path: Path, content: str, tokens: int | None
) -> None:
    file = tmp_path / "settings.yaml"
    file.write_bytes(content.encode())
    answer = ask_json(run, "--model", "phi-4", "--machine", "Standard_NV36ads_A10_v5", "--config", file)
    assert answer["context"]["asked"] == tokens


@pytest.mark.parametrize(
    ("words", "nodes", "gpus"),
    [
        (("--nodes", "2x1:80"), 1, 1),
        (("--nodes", "1x1:23028Mi", "--nodes", "1x8:80"), 2, 1),
        (("--nodes", "1x8:80,not-ready", "--nodes", "1x1:23028Mi"), 2, 1),
        (("--nodes", "3x2"), 1, 2),
    ],
    ids=["GiB", "MiB, the first decides", "not ready", "memory unknown"],
)
def test_nodes_in_a_few_signs(run: Run, words: tuple[str, ...], nodes: int, gpus: int) -> None:
    answer = ask_json(run, "--model", "phi-4", "--provisioner", "byo", *words)
    assert (answer["estimate"]["nodes"], answer["gpus_per_node"]) == (nodes, gpus)


def test_unlabelled_nodes_have_no_known_gpus(run: Run) -> None:
    answer = ask_json(run, "--model", "phi-4", "--provisioner", "byo", "--nodes", "1xunlabelled")
    assert answer["estimate"]["refusal"]["code"] == "node-labels-missing"


def test_a_hugging_face_id_needs_its_files(run: Run, tmp_path: Path) -> None:
    config, index = tmp_path / "config.json", tmp_path / "model.safetensors.index.json"
    config.write_text(json.dumps(HF_CONFIG))
    index.write_text(json.dumps({"metadata": {"total_size": 20 * 2**30}, "weight_map": {}}))
    words = ("--model", "acme/model", "--machine", "Standard_NV36ads_A10_v5")
    assert ask_json(run, *words)["estimate"]["refusal"]["code"] == "cannot-know"
    code, output, messages = run(*words, "--hf-config", config)
    assert code == 1
    assert "cannot-know" in output
    assert "still missing: model.safetensors.index.json" in messages
    answer = ask_json(run, *words, "--hf-config", config, "--hf-index", index)
    assert answer["model"]["bytes_per_token"] == 131072
    assert answer["estimate"]["nodes"] == 2


def test_users_bring_models_machines_and_prices(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "source: ours\nas_of: 2026-10-01\n"
        "machines: {azure: {Standard_NC1_Own: {gpus: 1, memory_gib: 96, gpu_model: NVIDIA Own, "
        "compute_capability: '12.0'}}}\n"
        "prices: {azure: {swedencentral: {Standard_NC1_Own: 0.5}}}\n"
    )
    code, output, _ = run("--model", "phi-4", "--region", "swedencentral", "--catalog", own)
    assert code == 0
    assert "  nodes    1 x Standard_NC1_Own (1 x NVIDIA Own, 96 GiB)\n" in output
    assert "  cost     0.50 USD/h, 365.00 USD/month (730 h), swedencentral, list price of 2026-10-01\n" in output


@pytest.mark.parametrize("gpu", [", gpu_model: NVIDIA H100", ""], ids=["GPU named", "GPU not named"])
def test_the_example_of_the_catalog_page_runs(run: Run, tmp_path: Path, gpu: str) -> None:
    page = (Path(__file__).parents[2] / "docs/catalog.md").read_text(encoding="utf-8")
    own = tmp_path / "own.yaml"
    own.write_text(page.split("```yaml\n")[1].split("```")[0].replace(", gpu_model: NVIDIA H100", gpu))
    words = ("--model", "legal", "--machine", "Standard_Acme", "--region", "swedencentral", "--catalog", own)
    code, output, _ = run(*words, "--context", "32768")
    assert code == 0, output
    assert "  model    acme/Granite-Legal-8B, vllm, 16.40 GiB of weights, 160 KiB of KV cache a token\n" in output
    assert "  cost     14.50 USD/h, " in output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "say what to plan"),
        (("--workload", "tuning"), "say what to plan"),
        (("some.yaml", "--model", "phi-4", "--nodes", "none"), "leave --model, --nodes out"),
        (("--model", "phi-4", "--env", "prod"), "go with files"),
        (("--model", "phi-4", "--nodes", "1x8:80"), "add --provisioner byo"),
        (("--model", "phi-4", "--nodes", "many"), "write 2x8:80"),
        (("--model", "phi-4", "--nodes", "99999999x8:80"), "write 2x8:80"),
        (("--model", "phi-4", "--partition", "half"), "write mig:3g.40gb or accelerator:2"),
        (("--model", "phi-4", "--context", "0"), "one token or more"),
        (("--model", "phi-4", "--count", "two"), "--count"),
        (("--model", "phi-4", "--context", "1", "--config-missing"), "not allowed with"),
        (("--model", "phi-4", "--hf-config", "config.json"), "such as acme/model"),
        (("--model", "phi-2", "--release", "v0.3", "--hf-config", "config.json"), "serves its own presets alone"),
        (("--model", "phi-4", "--gate", "nothing"), "has no feature gate"),
    ],
)
def test_a_wrong_command_line_says_what_to_write(run: Run, words: tuple[str, ...], message: str) -> None:
    code, output, messages = run(*words)
    assert (code, output) == (2, "")
    assert message in messages


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (None, 3, "settings.yaml"),
        (b"\xff\xfe\x00", 1, "is not UTF-8 text"),
        (b"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n", 1, "has no text under data.inference_config.yaml"),
    ],
    ids=["no file", "binary", "no such key"],
)
def test_a_wrong_configuration_is_named(
    run: Run, tmp_path: Path, content: bytes | None, code: int, message: str
) -> None:
    file = tmp_path / "settings.yaml"
    if content is not None:
        file.write_bytes(content)
    found, _, messages = run("--model", "phi-4", "--config", file)
    assert found == code
    assert message in messages


def test_planning_from_flags_imports_neither_pydantic_nor_a_yaml_reader_of_ours() -> None:
    """Start-up time is a feature: what reads files and fleets is imported only for them."""
    program = (
        "import sys; from kaito_gen.cli import main; main(['plan', '--model', 'phi-4', '--machine', 'x']);"
        "print([name for name in ('pydantic', 'kaito_gen.fleet', 'kaito_gen.documents') if name in sys.modules])"
    )
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert output.splitlines()[-1] == "[]"
