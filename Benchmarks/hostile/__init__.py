"""Small files that ask for much: each function writes one of them, using only Python's standard library."""
