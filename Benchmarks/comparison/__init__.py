"""Measures this engine beside its peers; `Benchmarks/compare` is the way in."""
