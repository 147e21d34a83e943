"""Every rule of v0.12's webhook for a new Workspace in v1beta1; crashes come first, because they stop it."""

from kaito_gen.validate.rules.v0_12 import (
    annotations,
    identity,
    inference_config,
    instance_type,
    preset,
    resource,
    streaming,
    tuning,
    tuning_config,
    tuning_data,
    workload,
)

CRASHES = (*preset.CRASHES, *tuning.CRASHES)
NAME = identity.RULES
"""What an InferenceSet does not ask of the Workspaces that it makes: their names are its own."""
OTHERS = (
    *annotations.RULES,
    *workload.RULES,
    *instance_type.RULES,
    *resource.RULES,
    *preset.RULES,
    *inference_config.RULES,
    *streaming.RULES,
    *tuning.RULES,
    *tuning_config.RULES,
    *tuning_data.RULES,
)
RULES = (*CRASHES, *NAME, *OTHERS)
