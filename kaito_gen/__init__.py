"""GitOps for KAITO: generate, judge and reconcile Workspaces and what they need."""
