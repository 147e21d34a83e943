"""The rules of release v0.3 alone."""
