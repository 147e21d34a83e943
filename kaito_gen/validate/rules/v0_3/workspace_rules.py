"""Every rule of v0.3: those of the webhook in the order in which it comes to them, then what it lets through."""

from kaito_gen.validate.rules.v0_3 import (
    adapter_effects,
    adapters,
    changes,
    fit,
    names,
    preset,
    purpose,
    pusher,
    resource,
    stops,
    tuning,
    tuning_data,
    unread,
)

RULES = (
    *stops.RULES,
    *purpose.RULES,
    *resource.RULES,
    *preset.RULES,
    *adapters.RULES,
    *tuning.RULES,
    *tuning_data.RULES,
    *changes.RULES,
    *fit.RULES,
    *unread.RULES,
    *adapter_effects.RULES,
    *names.RULES,
    *pusher.RULES,
)
