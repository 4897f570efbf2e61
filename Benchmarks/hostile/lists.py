"""Lists of valid numbers that ask for much."""

import itertools


def numbers_of_one_spelling(path):
    # Without their marks, all of them are a seven: each was looked for among the others.
    marks = itertools.product(".-/:+()*$%=", repeat=6)
    path.write_text("".join(f"{''.join(some)}7\n" for some in itertools.islice(marks, 300_000)))


def numbers_of_three_marks(path):
    # Eight spellings of each.
    numbers = (f"{i // 1_000_000}.{i // 1000 % 1000:03d}.{i % 1000:03d}.1\n" for i in range(1, 1_650_000))
    path.write_text("".join(numbers))


def short_numbers_of_three_marks(path):
    # More spellings for each byte.
    marks = list(itertools.product(".-/:+()*$%=", repeat=3))
    path.write_text("".join(f"{a}{i // 100}{b}{i // 10 % 10}{c}{i % 10}\n" for a, b, c in marks for i in range(1000)))
