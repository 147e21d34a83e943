"""``kustomization.yaml``: what makes the tree of an environment a kustomize base.

Argo CD and Flux both take a folder with this file for a kustomization, and then apply what it lists, no more: a file
that somebody leaves in the tree is not applied by accident.
"""

from collections.abc import Iterable
from typing import Final

from kaito_gen.emit import dump

KUSTOMIZATION: Final = "kustomization.yaml"
"""File name, at the root of a tree."""


def kustomization(paths: Iterable[str]) -> bytes:
    """Return the file that lists these resources, sorted. Source of the fields: kustomize.config.k8s.io/v1beta1."""
    content = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": sorted(path for path in paths if path != KUSTOMIZATION),
    }
    return dump(content).encode()
