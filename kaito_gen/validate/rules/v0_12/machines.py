"""Machines of kinds beside the Workspace: named where nodes are bought, left out where they are brought."""

from collections.abc import Iterator

from kaito_gen.validate.finding import Keys
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.walk import Step

BUYERS = ("karpenter", "azure-gpu-provisioner")


def machine_steps(subject: Subject, wanted: object, keys: Keys) -> Iterator[Step]:
    """Yield a hit where a machine is named although nodes are brought, or not named although they are bought.

    An installation that never said how nodes come is asked nothing.
    """
    provisioner = subject.target.provisioner
    if provisioner == "byo" and wanted:
        message = f"nodes are brought here, so nothing is bought by the instance type {wanted}"
        yield "brought", Hit(keys, message, "remove it: labelSelector chooses the nodes")
    elif provisioner in BUYERS and not wanted:
        message = "nodes are bought here, so a machine has to be named"
        yield "bought", Hit(keys, message, "write instanceType, see kaito-gen catalog machines")
