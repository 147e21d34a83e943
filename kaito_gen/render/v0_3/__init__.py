"""Manifests that only release v0.3 has."""
