"""Small files that ask for much: each function writes one of them, with Python's standard library only."""
