"""The transformers runtime of release v0.12: one process over all GPUs of one node, whatever the model.

Source: KAITO v0.12.0, presets/workspace/models (parameters by family); measured in kaito-v0.12-golden, 2026-08.
"""

from kaito_gen.catalog.preset import Preset, Transformers
from kaito_gen.render.command import flags, shell

_ONE_PROCESS = "--num_processes=1 --num_machines=1 --machine_rank=0 --gpu_ids=all"
_LAUNCH = f"accelerate launch {_ONE_PROCESS} /workspace/tfs/inference_api.py"


def command(preset: Preset) -> list[str]:
    """Return the command of the main container."""
    model = preset.name.lower()
    values = {
        "served_model_name": model.rpartition("/")[2],
        "pretrained_model_name_or_path": model,
        "allow_remote_files": "",
        **(preset.transformers or Transformers()).flags,
    }
    return shell(f"{_LAUNCH} {flags(values)}")
