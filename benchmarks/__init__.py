"""Time and memory beside those of others: `python -m benchmarks`."""
