"""Fleets and overlays: what users write, and how it becomes Workspaces."""
