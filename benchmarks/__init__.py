"""Time, memory and growth beside those of others: `python -m benchmarks`."""
