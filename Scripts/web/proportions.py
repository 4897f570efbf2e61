"""Small requests that ask for much: each takes processor time and memory in proportion to its size, as SECURITY.md promises.

Processor time: at most 2 s plus 1 s for each 20 MB. Memory beyond that of the server at its start: at most 50 MB plus 20 times the body,
and 12 bytes for each declared pixel.
"""

import base64
import json
import os
import pathlib
import random
import sys
import tempfile
import zlib

from server import ROOT, Server

sys.path.insert(0, str(ROOT / "Benchmarks"))
from hostile import pictures

WIDE, HIGH = 16_000, 2_490


def made(make, *arguments, **settings):
    """The bytes of a file that a function writes."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "picture"
        make(path, *arguments, **settings)
        return path.read_bytes()


def noise(width, height, colors):
    """A picture of two rows that alternate, each of random gray: little in a file, but hard to compress again."""
    samples = 3 if colors else 1
    rows = [b"\0" + bytes(byte for byte in random.Random(seed).randbytes(width) for _ in range(samples)) for seed in range(2)]
    packed = zlib.compress(b"".join(rows) * (height // 2), 9)
    return made(pictures.png, width, height, color=2 if colors else 0, data=packed)


def stack(rows=2_000, columns=1_900, guesses=41):
    """Sheets that compete for the numbers of a list, so that each that comes changes all before it."""
    chosen = random.Random(1)
    fields = [
        {
            "value": "1",
            "state": "sure",
            "confidence": 0.5,
            "guesses": [
                {"entry": str(column), "evidence": 1000 + row * column / 1000} for column in chosen.sample(range(columns), guesses)
            ],
        }
        for row in range(rows)
    ]
    return json.dumps({"count": columns, "fields": fields}, separators=(",", ":")).encode()


def seconds(server):
    """The processor time of a server."""
    fields = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def check(name, path, body, pixels=0):
    """Sends a request to a server of its own, and returns the answer's body."""
    with tempfile.TemporaryDirectory() as folder, Server(folder=folder) as server:
        time, memory = seconds(server), server.memory()
        status, _, answer = server.ask("POST", path, body)
        time, memory = seconds(server) - time, (server.memory("VmHWM") - memory) * 1.048576
    most_time, most_memory = 2 + len(body) / 20e6, 50 + (20 * len(body) + 12 * pixels) / 1e6
    print(f"{name}: {time:.2f} s of {most_time:.2f}, {memory:.0f} MB of {most_memory:.0f}")
    assert status in (200, 201), f"{name}: {status} {answer[:200]}"
    assert time <= most_time and memory <= most_memory, f"{name}: too much"
    return answer


def main():
    columns = made(pictures.png_of_columns)
    encoded = json.dumps({"instances": [{"b64": base64.b64encode(columns).decode()}]}).encode()
    check("columns, a look", "/look", columns, WIDE * HIGH)
    check("columns, a correction", "/corrections?label=7", columns, WIDE * HIGH)
    check("columns, a prediction", "/v1/models/mnist:predict", encoded, WIDE * HIGH)
    check("a strip", "/read", made(pictures.png_of_a_strip), 299 * 133_000)
    for colors in (False, True):
        width, height = (5_000, 7_900) if colors else (WIDE, HIGH)
        name = "colored noise, shown" if colors else "noise, shown"
        shown = check(name, "/picture", noise(width, height, colors), width * height)
        across, down = (int.from_bytes(shown[place : place + 4], "big") for place in (16, 20))
        assert across * down <= 9_000_000 and shown[25] == (2 if colors else 0), (across, down, shown[25])
    check("sheets that compete", "/forms/assign", stack())


if __name__ == "__main__":
    main()
