"""What only release v0.12 refuses or gets wrong."""
