"""What a controller makes of a Workspace, as plain manifests."""
