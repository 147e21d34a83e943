"""Existing Workspaces and their ConfigMaps, told as a fleet that compiles back to the same objects."""
