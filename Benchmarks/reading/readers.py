"""The readers that are compared: each takes picture files and returns, for each, its lines as (digits, confidence)."""

import csv
import json
import pathlib
import subprocess


def only_digits(text):
    return "".join(character for character in text if character.isascii() and character.isdigit())


def read_with_digits(program, files, options=()):
    """`digits read`: the digits of each line that it reports, marks left out."""
    command = [program, "read", "--jsonl", *options, *files]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout
    pages = {}
    for row in map(json.loads, output.splitlines()):
        lines = [(line.get("digits_text", only_digits(line["text"])), line["confidence"]) for line in row["lines"]]
        pages[pathlib.Path(row["file"])] = lines
    return [pages.get(file, []) for file in files]


def read_with_ppocr(files, finds_lines):
    """PP-OCR's models as the package rapidocr ships them: the whole pipeline, or recognition alone where the picture is one line."""
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "error"})
    pages = []
    for file in files:
        result = engine(str(file), use_det=finds_lines, use_cls=finds_lines, use_rec=True)
        lines = zip(result.txts or (), result.scores or (), strict=True)
        pages.append([(only_digits(text), float(score)) for text, score in lines])
    return pages


def read_with_tesseract(files, finds_lines):
    """Tesseract's command with a list of digits, as automatic page or as one line."""
    mode = "3" if finds_lines else "7"
    pages = []
    for file in files:
        command = ["tesseract", file, "-", "--psm", mode, "-c", "tessedit_char_whitelist=0123456789", "tsv"]
        output = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout
        lines = {}
        for row in csv.DictReader(output.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["level"] == "5":
                lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
        pages.append(
            [
                (only_digits("".join(word["text"] for word in words)), min(float(word["conf"]) for word in words) / 100)
                for words in lines.values()
            ]
        )
    return pages
