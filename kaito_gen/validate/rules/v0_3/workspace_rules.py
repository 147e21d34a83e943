"""Every rule of v0.3's webhook, in the order in which it comes to them."""

from kaito_gen.validate.rules.v0_3 import adapters, changes, preset, purpose, resource, stops, tuning, tuning_data

RULES = (
    *stops.RULES,
    *purpose.RULES,
    *resource.RULES,
    *preset.RULES,
    *adapters.RULES,
    *tuning.RULES,
    *tuning_data.RULES,
    *changes.RULES,
)
