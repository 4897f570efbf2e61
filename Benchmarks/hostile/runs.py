"""Folders of runs whose tables or records are hostile."""

import json
import shutil

HEADER = b"epoch,seconds,loss,accuracy,val_loss,val_accuracy,learning_rate\n"


def run(path, name, content):
    """A copy of a sound run, `path.parent / "run"`, with one file replaced."""
    shutil.copytree(path.parent / "run", path)
    (path / name).write_bytes(content)


def table_of_commas(path):
    run(path, "results.csv", HEADER + b"," * 20_000_000)


def table_of_lines(path):
    run(path, "results.csv", HEADER + b"\n" * 20_000_000)


def table_of_epochs(path):
    run(path, "results.csv", HEADER + b"1,1,1,1,,,1\n" * 500_000)


def table_of_rising_epochs(path):
    run(path, "results.csv", HEADER + b"".join(b"%d,1,1,%.3f,,,1\n" % (epoch, epoch % 997 / 1000) for epoch in range(1, 1_000_001)))


def table_without_ends(path):
    run(path, "results.csv", HEADER + b"1,1e308,1e308,inf,nan,inf,1\n")


def result_of_lists(path):
    run(path, "result.json", b"[" * 100_000 + b"]" * 100_000)


def result_of_numbers(path):
    run(path, "result.json", b'{"test_accuracy": [' + b"0," * 2_000_000 + b"0]}")


def record_of_numbers(path):
    run(path, "args.json", json.dumps({"version": [0] * 300_000}).encode())
