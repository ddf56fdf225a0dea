"""How fast the endpoint serves, and how many may watch it: `python -m benchmarks.serving`."""
