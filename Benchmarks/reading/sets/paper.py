"""Paper, pens, light and cameras for small pictures."""

import io

import numpy as np
from PIL import Image, ImageFilter

PAPERS = [(252, 251, 248), (245, 243, 236), (235, 238, 240), (250, 244, 210), (232, 244, 232), (247, 228, 226), (222, 222, 220)]
PENS = [(25, 25, 30), (30, 45, 130), (20, 30, 90), (60, 60, 66), (140, 30, 40), (95, 95, 100)]
LINES = [(150, 170, 210), (190, 190, 190), (120, 120, 120), (205, 150, 150)]


def pick(random, colors, p=None):
    return np.array(colors[random.choice(len(colors), p=p)], np.float32)


def smooth(random, width, height, count):
    """A smooth field of mean 0 and deviation about 1."""
    coarse = random.normal(0, 1, (count, count)).astype(np.float32)
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))


def colored(ink, lines, random):
    """Ink and printed lines (0...1 each) on paper, in color."""
    paper = pick(random, PAPERS, [0.4, 0.2, 0.1, 0.1, 0.08, 0.06, 0.06])
    pen = pick(random, PENS, [0.3, 0.25, 0.2, 0.1, 0.07, 0.08])
    # A ballpoint pen's ink is uneven, a pencil's more so, in grains of a few pixels.
    grain = Image.fromarray(random.integers(0, 256, ink.shape, np.uint8)).filter(ImageFilter.BoxBlur(1))
    grain = 1 - random.choice([0.03, 0.08, 0.2]) * np.abs(np.asarray(grain, np.float32) / 128 - 1) * 5
    strength = random.uniform(0.72, 1) * np.clip(grain, 0.3, 1)
    picture = np.broadcast_to(paper, (*ink.shape, 3)).astype(np.float32)
    picture = picture + (pick(random, LINES) - picture) * lines[..., None]
    return picture + (pen - picture) * (ink * strength)[..., None]


def photographed(picture, random):
    """With uneven light, blur, noise and a camera's or scanner's compression."""
    height, width = picture.shape[:2]
    light = random.uniform(0.75, 1) * (1 + random.choice([0.0, 0.03, 0.08]) * smooth(random, width, height, 3))
    image = Image.fromarray(np.clip(picture * light[..., None], 0, 255).astype(np.uint8))
    image = image.filter(ImageFilter.GaussianBlur(float(random.choice([0.0, 0.4, 0.7]))))
    values = np.asarray(image, np.float32) + random.normal(0, random.choice([0.5, 2, 5]), picture.shape)
    image = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    if random.random() < 0.3:
        image = image.convert("L")
    return compressed(image, int(random.integers(60, 96)))


def compressed(image, quality):
    """Compresses the picture as JPEG and decodes it."""
    data = io.BytesIO()
    image.save(data, "JPEG", quality=quality)
    return Image.open(io.BytesIO(data.getvalue()))
