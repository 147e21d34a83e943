"""What becomes of changes in release v0.12."""
