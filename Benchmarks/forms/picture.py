"""Makes the README's picture of forms: a blank sheet with its fields, a stack of filled-in sheets, and their table.

    python picture.py OUTPUT.png

DIGITS names the program, MNIST the folder of its files. The sheets are those of `stack.py` with seed 8; the table is the program's
output."""

import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import sheets
from PIL import Image, ImageDraw, ImageFont

HERE = pathlib.Path(__file__).resolve().parent
HOME = HERE.parents[1]
DIGITS = os.environ.get("DIGITS", HOME / "digits")
MNIST = os.environ.get("MNIST", HOME / "Data" / "MNIST")
INK, QUIET, LINE, BLUE, DOUBT = "#1f2328", "#656d76", "#d0d7de", "#0b63ce", "#b35900"
WIDTH, HEIGHT, TOP = 1800, 620, 60
STACK = 6


def font(size, bold=False):
    return ImageFont.truetype(sheets.FONT.replace("Sans.ttf", "Sans-Bold.ttf") if bold else sheets.FONT, size)


def part_of_sheet(image, width, height):
    """The upper part of a sheet, where its fields are."""
    scale = width / image.width
    return image.convert("RGB").resize((width, round(image.height * scale)), Image.LANCZOS).crop((0, 0, width, height))


def with_fields(folder, width, height):
    """The blank sheet with its fields and their names."""
    form = json.loads((folder / "meter.form").read_text())
    scale = width / form["page"][0]
    picture = part_of_sheet(Image.open(folder / "meter.png"), width, height)
    draw = ImageDraw.Draw(picture)
    for field in form["fields"]:
        for name, box in field["marks"].items() if "marks" in field else [(field["name"], field["box"])]:
            x, y, w, h = (value * scale for value in box)
            draw.rectangle([x - 2, y - 2, x + w + 2, y + h + 2], outline=BLUE, width=3)
            text = font(15, bold=True)
            left = x + w + 6 if "marks" not in field else x
            top = y + h / 2 - 9 if "marks" not in field else y + h + 5
            frame = draw.textbbox((left, top), name, text)
            draw.rectangle([frame[0] - 4, frame[1] - 3, frame[2] + 4, frame[3] + 3], fill=BLUE)
            draw.text((left, top), name, "white", text)
    return picture


def filled(folder, width, height):
    """Filled-in sheets on top of each other, the uppermost a photo."""
    canvas = Image.new("RGB", (width, height), "white")
    files = sorted((folder / "sheets").iterdir())[:STACK:2] + [folder / "sheets" / "0001.jpg"]
    shift = 22
    for place, file in enumerate(files):
        sheet = part_of_sheet(Image.open(file), width - shift * (len(files) - 1), height)
        left, top = shift * place, shift * place
        canvas.paste(sheet, (left, top))
        ImageDraw.Draw(canvas).rectangle([left, top, left + sheet.width - 1, height - 1], outline=LINE, width=2)
    return canvas


def table(rows, names, width, height):
    """The table, with doubtful values marked."""
    canvas = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(canvas)
    step = 54
    widths = [len(max([name, *(row[name] for row in rows)], key=len)) for name in names]
    places = [12 + sum(widths[:i]) * (width - 24) / sum(widths) for i in range(len(names))]
    for name, x in zip(names, places):
        draw.text((x, 14), name, QUIET, font(17, bold=True))
    for line, row in enumerate(rows, 1):
        draw.line([0, line * step - 6, width, line * step - 6], LINE, 2)
        for name, x in zip(names, places):
            is_sure = row.get(f"{name}_state", "sure") in ("sure", "blank")
            draw.text((x, line * step + 8), row[name], INK if is_sure else DOUBT, font(17, bold=not is_sure))
            if not is_sure:
                draw.text((x, line * step + 29), f"{100 * float(row[f'{name}_confidence']):.1f} %", DOUBT, font(13))
    draw.rectangle([0, 0, width - 1, height - 1], outline=LINE, width=2)
    return canvas


def draw(folder, rows, output):
    canvas = Image.new("RGB", (WIDTH, HEIGHT), "white")
    names = ["file", "meter", "before", "now", "used", "day", "time"]
    high = HEIGHT - TOP - 20
    parts = [
        ("The blank sheet, with its fields", with_fields(folder, 480, high)),
        ("Filled in: scans and photos", filled(folder, 480, high)),
        ("The table: a person looks at what is doubtful", table(rows, names, 700, 54 * (len(rows) + 1) + 4)),
    ]
    x, pen = 20, ImageDraw.Draw(canvas)
    for place, (title, picture) in enumerate(parts):
        pen.text((x, 20), title, INK, font(19, bold=True))
        canvas.paste(picture, (x, TOP))
        pen.rectangle([x, TOP, x + picture.width - 1, TOP + picture.height - 1], outline=LINE, width=2)
        x += picture.width + 50
        if place < 2:
            middle = TOP + high // 3
            pen.polygon([(x - 38, middle - 16), (x - 12, middle), (x - 38, middle + 16)], fill=BLUE)
    canvas.quantize(128, dither=Image.Dither.NONE).save(output, optimize=True)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        stack = [sys.executable, HERE / "stack.py", folder, "--mnist", MNIST, "--sheets", str(STACK), "--seed", "8", "--kind", "meter"]
        subprocess.run(stack, check=True, stdout=subprocess.DEVNULL)
        folder /= "meter"
        command = [DIGITS, "form", "read", folder / "meter.form", folder / "sheets"]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        rows = list(csv.DictReader(io.StringIO(text)))
        for row in rows:
            row["file"] = pathlib.Path(row["file"]).name
        draw(folder, rows, sys.argv[1])


if __name__ == "__main__":
    main()
