"""Every rule, in one explicit tuple: a new one is a function in a subject's file and an entry in that file's RULES."""

from kaito_gen.validate.rule import Rule
from kaito_gen.validate.rules import edits, references
from kaito_gen.validate.rules.practice import (
    autoscaling,
    claims,
    cost,
    credentials,
    images,
    live_fields,
    services,
    shared_nodes,
)
from kaito_gen.validate.rules.v0_3 import workspace_rules as v0_3
from kaito_gen.validate.rules.v0_12 import all_rules as v0_12

ALL: tuple[Rule, ...] = (
    *v0_3.RULES,
    *v0_12.RULES,
    *edits.RULES,
    *references.RULES,
    *claims.RULES,
    *shared_nodes.RULES,
    *live_fields.RULES,
    *autoscaling.RULES,
    *services.RULES,
    *images.RULES,
    *credentials.RULES,
    *cost.RULES,
)
