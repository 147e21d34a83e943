"""Every rule of release v0.12, those first after which the webhook answers nothing else: unreadable, then crashing."""

from kaito_gen.validate.rules.v0_12 import (
    adapter_changes,
    adapter_effects,
    controllers,
    decoding,
    inference_set,
    model_mirror,
    multi_role,
    rag_engine,
    v1alpha1,
    workspace_changes,
    workspace_rules,
)

RULES = (
    *decoding.RULES,
    *inference_set.UNANSWERED,
    *rag_engine.UNANSWERED,
    *v1alpha1.UNANSWERED,
    *workspace_changes.UNANSWERED,
    *(rule for rule in workspace_rules.UNANSWERED if rule not in decoding.RULES),
    *workspace_rules.NAME,
    *workspace_rules.OTHERS,
    *v1alpha1.RULES,
    *workspace_changes.RULES,
    *adapter_changes.RULES,
    *inference_set.RULES,
    *rag_engine.RULES,
    *multi_role.RULES,
    *model_mirror.RULES,
    *controllers.RULES,
    *adapter_effects.RULES,
)
