"""A stack of sheets for checks of jobs: a form, and drawn pages with two numbers of MNIST's test digits each."""

import base64
import gzip
import io
import json
import os
import pathlib
import re
import signal
import subprocess

import numpy
from PIL import Image, ImageDraw

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("DIGITS_SERVE", ROOT / ".build/release/digits-serve")
WIDTH, HEIGHT = 800, 1000
#: The boxes of the two numbers: x, y, width, height.
BOXES = {"student": (120, 240, 420, 90), "points": (120, 460, 180, 90)}
LENGTHS = {"student": 5, "points": 2}


def paper(size, boxes, frame=True):
    """Returns white paper with printed boxes, each under its name, and the object to print more with."""
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    if frame:
        draw.rectangle([40, 40, size[0] - 40, size[1] - 40], outline=0, width=4)
    for name, (x, y, width, height) in boxes.items():
        draw.rectangle([x, y, x + width, y + height], outline=0, width=3)
        draw.text((x, y - 24), name.upper(), fill=0)
    return image, draw


def write(page, box, digits):
    """Writes pictures of digits, bright on black, into a box of a page, which is an array."""
    x, y, _, _ = box
    for place, digit in enumerate(digits):
        ink = numpy.asarray(Image.fromarray(digit).resize((70, 70), Image.Resampling.BICUBIC), float) / 255
        part = page[y + 10 : y + 80, x + 10 + 80 * place : x + 80 + 80 * place]
        part[:] = (part * (1 - ink)).astype(numpy.uint8)


def blank():
    """The printed sheet."""
    image, draw = paper((WIDTH, HEIGHT), BOXES)
    for line in range(8):
        draw.line([(80, 640 + 34 * line), (200 + 67 * line, 640 + 34 * line)], fill=0, width=2)
        draw.text((90 + 70 * line, 120 + 7 * line), "EXAM", fill=0)
    return image


def form(path):
    """Writes the form's file."""
    picture = io.BytesIO()
    blank().save(picture, "png")
    fields = [{"name": name, "kind": "digits", "box": list(box), "length": str(LENGTHS[name])} for name, box in BOXES.items()]
    text = {"form": "exam", "page": [WIDTH, HEIGHT], "fields": fields, "rules": []}
    text["reference"] = "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()
    pathlib.Path(path).write_text(json.dumps(text))


def sheets(folder, count, seed=1):
    """Writes filled-in sheets; returns what is written on each."""
    data = ROOT / "Data" / "MNIST"
    images = numpy.frombuffer(gzip.open(data / "t10k-images-idx3-ubyte.gz").read()[16:], numpy.uint8).reshape(-1, 28, 28)
    labels = numpy.frombuffer(gzip.open(data / "t10k-labels-idx1-ubyte.gz").read()[8:], numpy.uint8)
    random, printed, written = numpy.random.default_rng(seed), blank(), []
    for index in range(count):
        page, values = numpy.array(printed), {}
        for name, box in BOXES.items():
            chosen = [random.integers(len(labels)) for _ in range(LENGTHS[name])]
            values[name] = "".join(str(labels[digit]) for digit in chosen)
            write(page, box, images[chosen])
        Image.fromarray(page).point(lambda value: 255 * (value > 140)).convert("1").save(
            pathlib.Path(folder, f"sheet-{index:04}.tif"), compression="group4", dpi=(100, 100)
        )
        written.append(values)
    return written


def run(*arguments, **more):
    """Runs a subcommand of `digits form`; returns the result of subprocess.run."""
    return subprocess.run([PROGRAM, "form", *map(str, arguments)], capture_output=True, text=True, **more)


class Review:
    """The review of a job on a free port; use it as a context."""

    def __init__(self, job, *arguments):
        self.command = [PROGRAM, "form", "review", str(job), "--port", "0", *arguments]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        match = re.match(r"Review at (http://\S+)/review ", line)
        assert match, f"a line with the address expected, got {line!r}"
        self.url = match[1]
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(40)
