"""Measures this engine beside its peers; run it with `Benchmarks/compare`."""
