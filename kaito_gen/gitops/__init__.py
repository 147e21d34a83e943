"""The rendered tree of one environment, and what GitOps tools need around it."""
