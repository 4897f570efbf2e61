"""The virtual environment with the peers, and the files that the measurements share."""

import os
import pathlib
import subprocess
import sys
import zlib

from .process import BenchmarkError, run

BENCHMARKS = pathlib.Path(__file__).resolve().parent.parent
ROOT = BENCHMARKS.parent
PEERS = BENCHMARKS / "peers"
CACHE = BENCHMARKS / "results" / "cache"
IMPORTS = "import keras, tensorflow, torch, jax, onnx, onnxruntime, openvino"


def peer_python():
    """The Python with the peers: $DIGITS_BENCH_VENV, or .venv-bench, which is created and filled when needed."""
    given = os.environ.get("DIGITS_BENCH_VENV")
    folder = pathlib.Path(given) if given else ROOT / ".venv-bench"
    python = folder / "bin" / "python"
    if given and not python.exists():
        raise BenchmarkError(f"DIGITS_BENCH_VENV: a virtual environment expected, found no {python}")
    if not given and not up_to_date(folder):
        make(folder, python)
    return str(python)


def up_to_date(folder):
    """Whether the environment was completely installed from these requirements."""
    stamp = folder / "requirements.txt"
    return stamp.exists() and stamp.read_bytes() == (BENCHMARKS / "requirements.txt").read_bytes()


def make(folder, python):
    print(f"making {folder} with TensorFlow, PyTorch, JAX, ONNX Runtime and OpenVINO (a few GB, once)", file=sys.stderr)
    requirements = BENCHMARKS / "requirements.txt"
    steps = {
        "venv": [sys.executable, "-m", "venv", str(folder)],
        "pip": [str(python), "-m", "pip", "install", "--quiet", "--no-cache-dir", "-r", str(requirements)],
        "import": [str(python), "-c", IMPORTS],
    }
    for name, command in steps.items():
        result = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if result.returncode:
            lines = result.stderr.strip().splitlines() or ["no message"]
            raise BenchmarkError(f"{folder}: {name} failed: {lines[-1]}")
    (folder / "requirements.txt").write_bytes(requirements.read_bytes())


def peer_script(python, name, data, **options):
    """The command line of a script in peers/."""
    words = [f"--{key.replace('_', '-')}={value}" for key, value in options.items()]
    return [python, str(PEERS / name), f"--data={data}", *words]


class SharedModel:
    """One network that Keras trained for one epoch, in three formats, so that everybody runs the same weights."""

    keras = CACHE / "seed.h5"
    onnx = CACHE / "seed.onnx"
    raw = CACHE / "seed.f32"
    """Little-endian float32, every weight in Keras's order."""


def shared_model(python, data):
    """The shared model, created at first use. Raises BenchmarkError."""
    model = SharedModel()
    if not all(path.exists() for path in (model.keras, model.onnx, model.raw)):
        CACHE.mkdir(parents=True, exist_ok=True)
        print("training one Keras epoch for the model that the inference measurements share", file=sys.stderr)
        run(peer_script(python, "keras_seed.py", data, epochs=1, save=model.keras), threads=2)
        run(peer_script(python, "export_onnx.py", data, model=model.keras, output=model.onnx, raw=model.raw), threads=2)
    return model


def digit_image(data):
    """A PGM file with the first test image, white on black, as in MNIST."""
    path = CACHE / "digit.pgm"
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with open(pathlib.Path(data) / "t10k-images-idx3-ubyte.gz", "rb") as file:
            images = zlib.decompress(file.read(), wbits=31)
        path.write_bytes(b"P5 28 28 255\n" + images[16 : 16 + 28 * 28])
    return path
