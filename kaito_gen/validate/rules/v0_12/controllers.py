"""Kinds whose controller and webhook run only behind a feature gate: with the gate off, nobody refuses or acts."""

from collections.abc import Iterator

from kaito_gen.kinds import V0_12
from kaito_gen.validate.finding import RUNTIME
from kaito_gen.validate.rule import Hit, Rule, Subject
from kaito_gen.validate.rules.v0_12.workspace import WRITES

_GATES = {
    "InferenceSet": "enableInferenceSetController",
    "MultiRoleInference": "enableMultiRoleInferenceController",
    "ModelMirror": "ModelMirror",
}


def is_served(subject: Subject) -> bool:
    """Return whether the kind has a controller and a webhook in this installation."""
    gate = _GATES.get(subject.kind)
    return gate is None or subject.target.gate(gate)


def _unserved(subject: Subject) -> Iterator[Hit]:
    if not is_served(subject):
        gate = _GATES[subject.kind]
        message = f"the feature gate {gate} is off, so no controller acts on a {subject.kind}"
        yield Hit(("kind",), message, f"install KAITO with --feature-gates {gate}=true")


RULES = (
    Rule(
        id="controller-off",
        stage=RUNTIME,
        summary="The kind's controller is switched off.",
        applies={
            V0_12: (
                "InferenceSet/v1alpha1",
                "InferenceSet/v1beta1",
                "MultiRoleInference/v1alpha1",
                "ModelMirror/v1alpha1",
            )
        },
        check=_unserved,
        operations=WRITES,
    ),
)
