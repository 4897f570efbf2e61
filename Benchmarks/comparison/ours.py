"""Builds and runs our own programs: the only file that knows their command lines."""

import pathlib
import subprocess
import sys
import tempfile

from .environment import BENCHMARKS, ROOT
from .process import BenchmarkError, run

DIGITS = ROOT / ".build" / "release" / "digits"
DIGITS_BENCH = BENCHMARKS / ".build" / "release" / "digits-bench"


def build(programs):
    """Builds the requested programs, so that no stale one is measured."""
    for program, folder in ((DIGITS, ROOT), (DIGITS_BENCH, BENCHMARKS)):
        if program not in programs:
            continue
        print(f"building {program.name}", file=sys.stderr)
        command = ["swift", "build", "-c", "release", "--package-path", str(folder), "--product", program.name]
        try:
            result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        except OSError as error:
            raise BenchmarkError(f"swift: cannot start: {error.strerror}") from None
        if result.returncode:
            lines = result.stdout.strip().splitlines()
            reason = next((line for line in lines if "error:" in line), lines[-1] if lines else "no message")
            raise BenchmarkError(f"{program.name}: swift build failed: {reason}")


def train(data, epochs, threads, seed=None, recipe=None):
    """(the run, the list of epochs) of one `digits train`; its files go to a folder that is removed."""
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder) / "run"
        command = [str(DIGITS), "train", "--json", f"--threads={threads}", f"--data={data}", f"--output={output}"]
        command += [f"--{name}={value}" for name, value in (("epochs", epochs), ("seed", seed), ("recipe", recipe)) if value is not None]
        result = run(command, threads)
    return result, field(result, "digits train --json", "epochs")


def predict(image, model):
    """Runs `digits predict` once; the number of threads is its own choice."""
    result = run([str(DIGITS), "predict", "--json", f"--model={model}", str(image)], threads=2)
    if not isinstance(result.json, list) or "digit" not in result.json[0]:
        raise BenchmarkError('digits predict --json: an array of objects with "digit" expected')
    return result


def images_per_second(data, weights, threads):
    """An object with the images per second for each batch size and the accuracy."""
    return bench("inference", "images_per_second", data, weights, threads)


def microseconds_per_image(data, weights, threads):
    """Median time of a call with one image."""
    return bench("latency", "microseconds", data, weights, threads)["microseconds"]


def kernel_times():
    """A list of objects, one for each kernel, shape and instruction set."""
    return field(run([str(DIGITS_BENCH), "kernels"], threads=1), "digits-bench kernels", "kernels")


def growth(data):
    """Exits with the status of the program that prints the table."""
    return subprocess.run([str(DIGITS_BENCH), "growth", f"--data={data}"]).returncode


def bench(measure, name, data, weights, threads):
    command = [str(DIGITS_BENCH), measure, f"--data={data}", f"--weights={weights}", f"--threads={threads}"]
    result = run(command, threads)
    field(result, f"digits-bench {measure}", name)
    return result.json


def field(result, program, name):
    if not isinstance(result.json, dict) or name not in result.json:
        raise BenchmarkError(f'{program}: an object with "{name}" expected on standard output, found none')
    return result.json[name]
