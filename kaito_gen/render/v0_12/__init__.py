"""Manifests that only release v0.12 has."""
