"""Draws pictures that show no digit, as IDX folders that `digits evaluate --normalize --predictions` reads.

Everything is drawn differently from the training's non-digits: letters come from handwriting fonts, shapes from Pillow, blots from filtered
noise, scribbles from random walks and Lissajous figures.

    python nondigits.py OUTPUT-FOLDER FONT-FILE...

Letters that many people write just like a digit are a separate kind (`lookalikes`), since no reader could refuse them.
"""

import os
import random
import string
import struct
import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIDE = 64
LOOKALIKES = "OoIlSsZzBbgqDiQ"


def blank():
    return Image.new("L", (SIDE, SIDE), 0)


def text(characters, font_file, size):
    """Characters drawn with a font, cropped to their ink and placed on a field."""
    font = ImageFont.truetype(font_file, size)
    left, top, right, bottom = font.getbbox(characters)
    width, height = max(1, right - left), max(1, bottom - top)
    picture = Image.new("L", (width + 12, height + 12), 0)
    ImageDraw.Draw(picture).text((6 - left, 6 - top), characters, font=font, fill=255)
    field = blank()
    picture.thumbnail((SIDE, SIDE))
    field.paste(picture, ((SIDE - picture.width) // 2, (SIDE - picture.height) // 2))
    return field


def letters(fonts, alphabet):
    for font in fonts:
        for letter in alphabet:
            yield text(letter, font, 44)


def scribbles():
    for number in range(400):
        picture, points = blank(), []
        draw = ImageDraw.Draw(picture)
        if number % 2:
            x, y, angle = random.uniform(16, 48), random.uniform(16, 48), random.uniform(0, 7)
            for _ in range(random.randint(60, 160)):
                angle += random.gauss(0, 0.5)
                x, y = min(58, max(6, x + 2.5 * np.cos(angle))), min(58, max(6, y + 2.5 * np.sin(angle)))
                points.append((x, y))
        else:
            a, b, phase, length = random.uniform(2.2, 5), random.uniform(2.2, 5), random.uniform(0, 3), random.uniform(5, 12)
            # Nearly equal frequencies would draw one ring, which is a 0, or a line, which is a 1.
            while abs(a - b) * length < 1.5:
                b = random.uniform(2.2, 5)
            for t in np.linspace(0, length, 300):
                points.append((32 + 24 * np.sin(a * t + phase), 32 + 24 * np.sin(b * t)))
        draw.line(points, fill=255, width=random.randint(1, 4), joint="curve")
        yield picture.filter(ImageFilter.GaussianBlur(0.6))


def blots():
    for _ in range(300):
        noise = Image.fromarray((np.random.rand(SIDE, SIDE) * 255).astype(np.uint8))
        smooth = np.asarray(noise.filter(ImageFilter.GaussianBlur(random.uniform(2, 9)))).astype(float)
        level = np.quantile(smooth, random.uniform(0.6, 0.95))
        yield Image.fromarray(((smooth > level) * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.7))


def shapes():
    for number in range(300):
        picture = blank()
        draw = ImageDraw.Draw(picture)
        kind = number % 6
        size = random.uniform(14, 28)
        start = random.uniform(0, 7)

        def ring(count, radius=lambda i: 1.0):
            return [
                (
                    32 + size * radius(i) * np.cos(start + i * 2 * np.pi / count),
                    32 + size * radius(i) * np.sin(start + i * 2 * np.pi / count),
                )
                for i in range(count)
            ]

        if kind == 0:
            draw.polygon(ring(10, lambda i: 1 if i % 2 else 0.45), fill=255)
        elif kind == 1:
            draw.polygon(ring(random.choice([3, 4])), outline=255, width=4)
        elif kind == 2:
            draw.polygon(ring(random.choice([3, 4, 5])), fill=255)
        elif kind == 3:
            draw.line([(32 - size, 32), (32 + size, 32)], fill=255, width=5)
            for t in (-0.6, 0, 0.6):
                draw.line([(32 + t * size, 32 - size), (32 + t * size, 32 + size)], fill=255, width=4)
        elif kind == 4:
            for k in range(random.randint(3, 5)):
                draw.arc([32 - size, 10 + 9 * k, 32 + size, 30 + 9 * k], 200, 340, fill=255, width=3)
        else:
            for t in np.linspace(0.2, 1, 4):
                draw.ellipse([32 - size * t, 32 - size * t, 32 + size * t, 32 + size * t], outline=255, width=2)
        yield picture


def empty():
    for _ in range(200):
        level, noise = random.uniform(0, 255), random.choice([0, 1, 3, 8])
        shade = np.linspace(0, random.choice([0, 10, 30]), SIDE)[None, :]
        yield Image.fromarray(np.clip(level + shade + np.random.normal(0, noise + 1e-9, (SIDE, SIDE)), 0, 255).astype(np.uint8))


def printed(fonts):
    words = "reading people writing never sometimes because winter paper morning between another river table window".split()
    for number in range(300):
        font = random.choice(fonts)
        kind = number % 3
        if kind == 0:
            yield text(random.choice(words)[: random.randint(3, 7)], font, 40)
        else:
            picture = blank()
            draw = ImageDraw.Draw(picture)
            face = ImageFont.truetype(font, random.randint(7, 14))
            for row in range(0, SIDE, face.size + 2):
                draw.text((random.randint(-20, 2), row), " ".join(random.choices(words, k=8)), font=face, fill=255)
            yield picture


def write(folder, pictures):
    os.makedirs(folder, exist_ok=True)
    arrays = [np.asarray(picture, np.uint8) for picture in pictures]
    with open(f"{folder}/t10k-images-idx3-ubyte", "wb") as file:
        file.write(struct.pack(">4I", 0x803, len(arrays), SIDE, SIDE) + b"".join(array.tobytes() for array in arrays))
    with open(f"{folder}/t10k-labels-idx1-ubyte", "wb") as file:
        file.write(struct.pack(">2I", 0x801, len(arrays)) + bytes(len(arrays)))


if __name__ == "__main__":
    random.seed(1)
    np.random.seed(1)
    output, fonts = sys.argv[1], sys.argv[2:]
    write(f"{output}/letters", letters(fonts, [c for c in string.ascii_letters if c not in LOOKALIKES]))
    write(f"{output}/lookalikes", letters(fonts, LOOKALIKES))
    write(f"{output}/scribbles", scribbles())
    write(f"{output}/blots", blots())
    write(f"{output}/shapes", shapes())
    write(f"{output}/empty", empty())
    write(f"{output}/printed", printed(fonts))
