"""MNIST as NumPy arrays, and the line of JSON that every script here ends with."""

import argparse
import gzip
import json
import pathlib
import sys

import numpy as np


def load(folder):
    """(train images, train labels, test images, test labels); images uint8 (n, 28, 28), labels uint8 (n,)."""

    def read(name, header):
        with gzip.open(pathlib.Path(folder) / f"{name}-ubyte.gz") as file:
            return np.frombuffer(file.read(), np.uint8, offset=header)

    def pair(prefix):
        return read(f"{prefix}-images-idx3", 16).reshape(-1, 28, 28), read(f"{prefix}-labels-idx1", 8)

    return *pair("train"), *pair("t10k")


def scaled(images, layout="nhwc"):
    """Pixels / 255 as float32: (n, 28, 28, 1), or (n, 1, 28, 28) for layout "nchw"."""
    axis = 1 if layout == "nchw" else 3
    return np.expand_dims(images.astype(np.float32) / 255, axis)


def arguments(**options):
    """Every script takes --data; `options` maps further option names to their defaults (None: a string)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True, help="folder with the four MNIST files")
    for name, default in options.items():
        kind = type(default) if default is not None else str
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, default=default)
    return parser.parse_args()


def report(**values):
    json.dump(values, sys.stdout)
    print(flush=True)
