"""Makes stacks of filled-in sheets with a scanner's and a phone's damage, and their truth.

    python stack.py FOLDER --mnist FOLDER --sheets 1000 --seed 1 [--kind exam|meter|score|student]
    python stack.py FOLDER --mnist FOLDER --sheets 100 --seed 5 --held-out [--kind fields]
    python stack.py FOLDER --mnist FOLDER --sheets 100 --seed 1 --curl

The digits are those of MNIST's test part. To choose and to calibrate, which must not use anything that is measured, `--held-out` takes the
last 5,000 of the training part: no network was trained on these either. Nothing of the training's generator is used. With `--curl`, the
same sheets are of curled paper."""

import argparse
import gzip
import json
import pathlib
import random

import numpy as np
import sheets
from curl import Curl
from PIL import Image, ImageFilter

# Images of the training part that no network was trained on, except two with a wrong label: a 9 and a 7 labeled as 4s.
HELD_OUT = 5000
MISLABELED = [56596, 59915]


def mnist(folder, part):
    def read(name):
        path = pathlib.Path(folder) / name
        return gzip.open(path.with_name(name + ".gz")).read() if not path.exists() else path.read_bytes()

    images = np.frombuffer(read(f"{part}-images-idx3-ubyte")[16:], np.uint8).reshape(-1, 28, 28)
    labels = np.frombuffer(read(f"{part}-labels-idx1-ubyte")[8:], np.uint8)
    if part == "train":
        kept = np.setdiff1d(np.arange(len(labels))[-HELD_OUT:], MISLABELED)
        images, labels = images[kept], labels[kept]
    return {d: images[labels == d] for d in range(10)}


def write(page, place, text, digits, rng):
    """Writes digits into a field: one in each box, or side by side."""
    x, y, w, h = place.box
    ink = rng.uniform(0.7, 1.0)
    size = h * rng.uniform(0.62, 0.8)
    side_by_side = place.print not in ("boxes", "comb")
    pitch = size * rng.uniform(0.72, 0.95) if side_by_side else w / place.count
    left = x + rng.uniform(0.06, 0.2) * h if side_by_side else x
    if side_by_side:
        pitch = min(pitch, (w - 0.1 * h) / max(1, len(text)))
    for i, character in enumerate(text):
        digit = digits[int(character)][rng.integers(len(digits[int(character)]))]
        glyph = Image.fromarray(digit[4:24, 4:24]).resize([round(size)] * 2, Image.BICUBIC)
        # MNIST's soft edges are wider than a pen's at this size.
        values = np.clip((np.asarray(glyph, np.float32) / 255 - 0.3) / 0.4, 0, 1) * ink
        cx = left + (i + 0.5) * pitch + rng.normal(0, 0.03) * h
        cy = y + h / 2 + rng.normal(0, 0.05) * h
        top, first = round(cy - size / 2), round(cx - size / 2)
        part = page[top : top + values.shape[0], first : first + values.shape[1]]
        part *= 1 - values


def cross(page, box, rng):
    x, y, w, h = box
    drawn = Image.new("L", (4 * w, 4 * h), 0)
    from PIL import ImageDraw

    draw = ImageDraw.Draw(drawn)
    j = lambda v: v + rng.uniform(-0.12, 0.12) * 4 * w
    draw.line([j(4 * w * 0.15), j(4 * h * 0.15), j(4 * w * 0.85), j(4 * h * 0.85)], fill=255, width=16)
    draw.line([j(4 * w * 0.85), j(4 * h * 0.15), j(4 * w * 0.15), j(4 * h * 0.85)], fill=255, width=16)
    values = np.asarray(drawn.resize((w, h), Image.BOX), np.float32) / 255
    page[y : y + h, x : x + w] *= 1 - 0.9 * values


def homography(source, target):
    rows, right = [], []
    for (x, y), (u, v) in zip(source, target):
        rows += [[x, y, 1, 0, 0, 0, -x * u, -y * u], [0, 0, 0, x, y, 1, -x * v, -y * v]]
        right += [u, v]
    return np.append(np.linalg.solve(np.array(rows, float), np.array(right, float)), 1).reshape(3, 3)


def project(matrix, points):
    """Points under a projective map."""
    x, y, scale = matrix @ np.column_stack([points, np.ones(len(points))]).T
    return np.stack([x / scale, y / scale], 1)


def seen(curl, matrix, points):
    """Where points of a curled sheet are on its picture."""
    return project(matrix, curl.moved(np.array(points, float)))


def warp(image, matrix, size, fill):
    """The picture under a projective map; Pillow needs the inverse map, between pixel corners."""
    back = np.linalg.inv(matrix)
    back /= back[2, 2]
    return image.transform(size, Image.PERSPECTIVE, back.ravel()[:8], Image.BICUBIC, fillcolor=fill)


def scan(page, rng, warp=warp):
    """A scan by a flatbed or a document feeder: rotated, shifted, slightly stretched, gray or one bit, dusty."""
    w, h = page.size
    angle = np.radians(rng.normal(0, 0.8))
    scale = np.array([rng.uniform(0.985, 1.015), rng.uniform(0.985, 1.015)])
    shift = rng.normal(0, 0.008 * w, 2)
    c, s = np.cos(angle), np.sin(angle)
    center = np.array([[1, 0, w / 2 + shift[0]], [0, 1, h / 2 + shift[1]], [0, 0, 1]])
    matrix = (
        center @ np.array([[c * scale[0], -s, 0], [s, c * scale[1], 0], [0, 0, 1]]) @ np.array([[1, 0, -w / 2], [0, 1, -h / 2], [0, 0, 1]])
    )
    image = warp(page, matrix, (w, h), 255).filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.9)))
    values = np.asarray(image, np.float32) + rng.normal(0, rng.uniform(2, 10), (h, w))
    for _ in range(rng.integers(0, 40)):
        y, x, r = rng.integers(h - 5), rng.integers(w - 5), rng.integers(1, 4)
        values[y : y + r, x : x + r] = rng.uniform(0, 120)
    if rng.random() < 0.5:
        return Image.fromarray(np.where(values < rng.uniform(120, 175), 0, 255).astype(np.uint8)), matrix, "png"
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)), matrix, "png"


def phone(page, rng, warp=warp):
    """A phone's photo: perspective, a dark table, light from one side, blur, noise, JPEG."""
    w, h = page.size
    size = (w + 200, h + 240)
    corners = np.array([[0, 0], [w, 0], [w, h], [0, h]], float)
    scale = rng.uniform(0.9, 0.99)
    target = (corners - [w / 2, h / 2]) * scale + [size[0] / 2, size[1] / 2] + rng.uniform(-0.03, 0.03, (4, 2)) * w
    matrix = homography(corners, target)
    sheet = np.asarray(warp(page, matrix, size, 0), np.float32)
    inside = np.asarray(warp(Image.new("L", (w, h), 255), matrix, size, 0), np.float32) / 255
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    table = 70 + 25 * np.sin(x / rng.uniform(20, 60)) + rng.normal(0, 6, x.shape)
    light = 0.62 + 0.33 * ((x / size[0] - 0.5) * rng.uniform(-1, 1) + (y / size[1] - 0.5) * rng.uniform(-1, 1) + 0.5)
    values = (sheet * 0.92 + 10) * light * inside + table * (1 - inside)
    image = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 1.4)))
    values = np.asarray(image, np.float32) + rng.normal(0, rng.uniform(2, 7), (size[1], size[0]))
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)), matrix, "jpg"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--mnist", required=True)
    parser.add_argument("--sheets", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=list(sheets.ALL))
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--curl", action="store_true")
    options = parser.parse_args()
    for kind in [options.kind] if options.kind else list(sheets.SHEETS):
        folder = options.folder / kind
        (folder / "sheets").mkdir(parents=True, exist_ok=True)
        digits = mnist(options.mnist, "train" if options.held_out else "t10k")
        sheet = sheets.ALL[kind]()
        blank = sheets.blank(sheet)
        blank.save(folder / f"{kind}.png", optimize=True)
        blank.save(folder / f"{kind}.pdf", resolution=sheets.DPI)
        (folder / f"{kind}.form").write_text(sheets.form_file(sheet, f"{kind}.png"))
        numbers = random.Random(options.seed)
        roster = [str(n) for n in numbers.sample(range(10_000_000, 100_000_000), max(3000, options.sheets))]
        listed = dict.fromkeys(number[: sheets.LISTED.get(kind)] for number in roster)
        (folder / "roster.csv").write_text("number\n" + "\n".join(listed) + "\n")
        truth = []
        for number in range(options.sheets):
            # Each sheet has its own seed, so that a part of a stack has the same sheets.
            seeds = [options.seed, number, list(sheets.ALL).index(kind)]
            rng = np.random.default_rng(seeds)
            written = sheets.values(kind, random.Random(f"{options.seed} {kind} {number}"), roster[number])
            page = np.asarray(blank, np.float32).copy()
            for place in sheet.places:
                text = written[place.name]
                if place.print == "marks":
                    if text:
                        cross(page, place.members["marks"][text], rng)
                else:
                    write(page, place, text, digits, rng)
            page = Image.fromarray(np.clip(page, 0, 255).astype(np.uint8))
            damage = "phone" if number % 2 else "scan"
            curl = None
            if options.curl:
                curl = Curl(damage, sheet.page, np.random.default_rng([*seeds, 1]))
                page = curl.shaded(page)
            image, matrix, ending = (phone if number % 2 else scan)(page, rng, curl.warp if curl else warp)
            name = f"{number:04}.{ending}"
            image.save(folder / "sheets" / name, **({"quality": 80} if ending == "jpg" else {"compress_level": 1}))
            truth.append(
                {
                    "file": name,
                    "damage": damage,
                    "sheet": kind,
                    "map": matrix.ravel().tolist(),
                    "values": {p.name: sheets.table_value(p, written[p.name]) for p in sheet.places},
                }
            )
            if curl:
                corners = sheets.corners(sheet)
                truth[-1] |= {
                    "curl": curl.kind,
                    "displacement": curl.displacement,
                    "points": seen(curl, matrix, sheet.measured).tolist(),
                    # The corners of the fields on the form and on the picture.
                    "corners": np.column_stack([corners, seen(curl, matrix, corners)]).tolist(),
                }
        (folder / "truth.json").write_text(json.dumps(truth))
        if kind == "meter":
            # The list also has meters without a card.
            last = {number[:7]: random.Random(number).randint(100, 98000) for number in roster[options.sheets :]}
            last |= {sheet["values"]["meter"]: int(sheet["values"]["before"]) for sheet in truth}
            (folder / "last.csv").write_text("meter,reading\n" + "".join(f"{key},{value}\n" for key, value in sorted(last.items())))
        print(f"{kind}: {options.sheets} sheets")


if __name__ == "__main__":
    main()
