"""Every rule of v0.12's webhook for a new Workspace in v1beta1; crashes come first, because they stop it."""

from kaito_gen.validate.rules.v0_12 import (
    annotations,
    decoding,
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

UNANSWERED = (*decoding.RULES, *preset.CRASHES, *tuning.CRASHES)
"""What the webhook cannot read, and what takes it down."""
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
RULES = (*UNANSWERED, *NAME, *OTHERS)
