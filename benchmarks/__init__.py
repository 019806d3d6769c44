"""Speed, as ratios of two ways to the same result: `python -m benchmarks`."""
