"""Fleets and overlays: what users write, and how it becomes Workspaces.

``loading.load`` turns files into a typed Fleet, ``compiling.compile_fleet`` a Fleet into plain manifests.
"""
