"""The compared readers: each takes picture files and returns a `Page` for each."""

import csv
import json
import pathlib
import subprocess
from dataclasses import dataclass, field

MARKS = ".,-/:+()#$€"


@dataclass
class Line:
    """A line reported by a reader."""

    text: str
    """The text as written, marks included, without spaces."""
    digits: str
    confidence: float
    """0...1."""


@dataclass
class Page:
    """A reader's answer for a picture."""

    lines: list = field(default_factory=list)
    is_noted: bool = False
    """Whether it reports that something in the picture is left out, unlikely or skipped."""


def only_digits(text):
    return "".join(character for character in text if character.isascii() and character.isdigit())


def plain(text):
    """Removes spaces, and replaces wide and long forms of marks with ASCII."""
    return "".join(text.split()).translate(str.maketrans("，．：（）＋－—–−／＃＄", ",.:()+----/#$"))


def read_with_digits(program, files, options=()):
    """`digits read`. Notes are its messages that name the file, and what it lists in addition to the lines."""
    command = [program, "read", "--jsonl", *options, *files]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    noted = [message for message in run.stderr.splitlines() if message]
    pages = {}
    for row in map(json.loads, run.stdout.splitlines()):
        lines = [Line(plain(line["text"]), line.get("digits_text", only_digits(line["text"])), line["confidence"]) for line in row["lines"]]
        pages[row["file"]] = Page(lines, bool(row.get("misfits") or row.get("notes")))
    for file in map(str, files):
        page = pages.setdefault(file, Page())
        page.is_noted = page.is_noted or any(file in message for message in noted)
    return [pages[str(file)] for file in files]


def read_with_ppocr(files, finds_lines):
    """PP-OCR's models as the package rapidocr ships them: the whole pipeline, or recognition alone if the picture is one line."""
    from rapidocr import RapidOCR

    # One thread: two that share a processor would wait for each other.
    threads = {"EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1}
    engine = RapidOCR(params={"Global.log_level": "error", **threads})
    pages = []
    for file in files:
        try:
            result = engine(str(file), use_det=finds_lines, use_cls=finds_lines, use_rec=True)
        except Exception as error:  # noqa: BLE001 - it has reported whatever it cannot read.
            print(f"ppocr: {pathlib.Path(file).name}: {error}")
            pages.append(Page(is_noted=True))
            continue
        lines = zip(result.txts or (), result.scores or ())
        pages.append(Page([Line(plain(text), only_digits(text), float(score)) for text, score in lines]))
    return pages


def read_with_tesseract(files, finds_lines, characters="0123456789"):
    """Tesseract's command with a list of characters, with automatic page segmentation or as one line."""
    mode = "3" if finds_lines else "7"
    pages = []
    for file in files:
        command = ["tesseract", file, "-", "--psm", mode, "-c", f"tessedit_char_whitelist={characters}", "tsv"]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        lines = {}
        for row in csv.DictReader(run.stdout.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["level"] == "5":
                lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
        page = Page(is_noted=run.returncode != 0)
        for words in lines.values():
            text = "".join(word["text"] for word in words)
            page.lines.append(Line(plain(text), only_digits(text), min(float(word["conf"]) for word in words) / 100))
        pages.append(page)
    return pages
