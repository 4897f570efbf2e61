"""Runs the examples in the documents: every command with curl and every Python program, against a running server.

examples.py ADDRESS
"""

import re
import subprocess
import sys

from server import ROOT

DOCUMENTS = ("README.md", "Docs/SERVING.md")


def programs(text):
    """Python programs that use the server."""
    return [body for body in re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S) if "127.0.0.1:8080" in body]


def commands(text):
    """Lines with curl, after a prompt or four spaces."""
    return [line for line in re.findall(r"^(?:\$ |    )(.*)$", text, re.M) if "curl " in line]


def main(address):
    place = address.removeprefix("http://")
    found = 0
    for name in DOCUMENTS:
        text = (ROOT / name).read_text()
        runs = [[sys.executable, "-c", body] for body in programs(text)] + [
            ["bash", "-o", "pipefail", "-ec", line] for line in commands(text)
        ]
        assert runs, f"{name}: an example expected"
        for run in runs:
            run[-1] = run[-1].replace("127.0.0.1:8080", place)
            outcome = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, timeout=60)
            said = outcome.stdout.strip()
            assert outcome.returncode == 0 and said and '"error"' not in said, f"{name}: {run[-1]}\n{said}\n{outcome.stderr}"
            found += 1
    assert found >= 5, f"5 examples expected, found {found}"
    print(f"{found} examples of {' and '.join(DOCUMENTS)} run as printed")


if __name__ == "__main__":
    main(*sys.argv[1:])
