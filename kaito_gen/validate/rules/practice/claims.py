"""Claims in Git: requests for nodes that KAITO, or whoever takes its place, would otherwise make at run time.

A claim that is not guarded is Karpenter's to disrupt: its node, and the model on it, go when another would be cheaper.
The names of claims become those of AKS node pools where gpu-provisioner buys.
"""

from collections.abc import Iterator
from typing import Any

from kaito_gen.kinds import V0_3, V0_12, name_of
from kaito_gen.validate.finding import ERROR, PRACTICE
from kaito_gen.validate.rule import Hit, Places, Subject
from kaito_gen.validate.rules.trouble import trouble
from kaito_gen.validate.rules.walk import Step, once, part

_PLACES: Places = {V0_12: ("NodeClaim/v1", "NodePool/v1"), V0_3: ("NodeClaim/v1beta1", "Machine/v1alpha5")}
_GUARD = "karpenter.sh/do-not-disrupt"
_POOL_NAME = {"Machine": 11, "NodeClaim": 12}
"""Characters that gpu-provisioner takes: 0.2 of a Machine, 0.4 of a NodeClaim."""
_OWNED = ("kaito.sh/", "karpenter.kaito.sh/")


@once
def _claims(subject: Subject) -> Iterator[Step]:
    manifest = subject.manifest
    if not subject.api_version.startswith("karpenter.sh/") or not _is_for_models(manifest):
        return
    if subject.kind == "NodePool":
        yield from _pool(manifest)
        return
    if subject.kind == "NodeClaim" and part(manifest, "metadata", "annotations").get(_GUARD) != "true":
        message = "nothing keeps Karpenter from disrupting this node, and the model on it with it"
        yield "claim-unguarded", Hit(("metadata", "annotations"), message, f'annotate it with {_GUARD}: "true"')
    longest = _POOL_NAME[subject.kind]
    name = name_of(manifest)
    if subject.target.provisioner == "azure-gpu-provisioner" and not _is_pool_name(name, longest):
        message = f"the name {name} becomes that of an AKS node pool, which begins with a letter and has a-z and 0-9"
        hint = f"write at most {longest} small letters and digits"
        yield "claim-name-no-pool", Hit(("metadata", "name"), message, hint)


def _pool(pool: dict[str, Any]) -> Iterator[Step]:
    """Yield what lets Karpenter take the nodes of a pool: one with replicas is never consolidated, but may expire."""
    spec = part(pool, "spec")
    template = part(spec, "template")
    if part(template, "metadata", "annotations").get(_GUARD) == "true":
        return
    budgets = part(spec, "disruption").get("budgets") or ()
    closed = any(one.get("nodes") == "0" and not one.get("reasons") for one in budgets if isinstance(one, dict))
    if spec.get("replicas") is None and not closed:
        message = "nothing keeps Karpenter from consolidating these nodes, and the models on them"
        hint = f'write replicas, or annotate spec.template.metadata with {_GUARD}: "true"'
        yield "claim-unguarded", Hit(("spec", "disruption"), message, hint)
    elif part(template, "spec").get("expireAfter") not in ("Never", None):
        message = f"each node is replaced after {template['spec']['expireAfter']}, and the model on it with it"
        yield "claim-unguarded", Hit(("spec", "template", "spec", "expireAfter"), message, "write expireAfter: Never")


def _is_for_models(claim: dict[str, Any]) -> bool:
    """Return whether a claim is one of KAITO's sort; what else Karpenter buys in a cluster is not ours to judge."""
    labels = (*part(claim, "metadata", "labels"), *part(claim, "spec", "template", "metadata", "labels"))
    return any(str(label).startswith(_OWNED) for label in labels)


def _is_pool_name(name: str, longest: int) -> bool:
    sound = name.isascii() and name.isalnum() and name == name.lower()
    return sound and len(name) <= longest and name[0].isalpha()


RULES = (
    trouble("claim-name-no-pool", _claims, _PLACES, "No node pool can have the claim's name.", severity=ERROR),
    trouble("claim-unguarded", _claims, _PLACES, "Nothing keeps Karpenter from a node.", stage=PRACTICE),
)
