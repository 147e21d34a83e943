"""Which machine, how many nodes, what parallelism, what it costs, or every reason why nothing fits."""
