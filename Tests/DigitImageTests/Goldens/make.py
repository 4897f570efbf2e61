"""Writes pictures of one digit and the results of an independent normalizer (NumPy, SciPy, Pillow).

    pip install numpy scipy pillow==13.0.0 && python make.py

NAME.pgm is a picture, NAME.expected.pgm its 28x28 digit. mnist-NN.pgm are the first 20 images of MNIST's test set as they are.
"""

import gzip
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

HERE = Path(__file__).parent
MNIST = HERE / "../../../Data/MNIST/t10k-images-idx3-ubyte.gz"


def bright_end(values):
    """The brightest level, except for one pixel in five thousand (at most 200)."""
    ordered = np.sort(values, axis=None)[::-1]
    return int(ordered[min(200, ordered.size // 5000)])


def quantile(values, fraction):
    """The lowest value that at least this fraction of the values does not exceed."""
    ordered = np.sort(values, axis=None)
    return int(ordered[max(1, int(np.ceil(fraction * ordered.size))) - 1])


def border(image):
    return np.concatenate([image[0], image[-1], image[1:-1, 0], image[1:-1, -1]])


def weights(old, new):
    """A matrix that resizes an axis: overlap fractions to shrink, hat functions to enlarge."""
    edges = np.arange(new + 1) * old / new
    cells = np.arange(old)
    if new < old:
        overlap = np.minimum(edges[1:, None], cells + 1) - np.maximum(edges[:-1, None], cells)
        return overlap.clip(0) * new / old
    middles = ((edges[:-1] + edges[1:]) / 2 - 0.5).clip(0, old - 1)
    return (1 - abs(middles[:, None] - cells)).clip(0)


def normalize(image):
    image = image.astype(int)
    low, high = 255 - bright_end(255 - image), bright_end(image)
    middle = (low + high) // 2
    share = np.mean(border(image) <= middle)
    if 1 / 3 < share < 2 / 3:
        dark = np.mean(image <= middle) < 0.5
    else:
        paper = quantile(border(image), 0.5)
        dark = paper - low > high - paper
    if dark:
        image = 255 - image

    high = bright_end(image)
    middle = (min(quantile(border(image), 0.5), high) + high) // 2
    paper = quantile(image[image <= middle], 0.5)
    contrast = high - paper
    core = paper + (contrast + 1) // 2
    step = max(1, image.size // 262144)
    left, right = image[::step, :-1], image[::step, 1:]
    both = (left < core) & (right < core)
    noise = quantile(np.abs(left - right)[both], 0.5) / 0.954 if both.any() else 0
    noise = min(noise, contrast / 8)
    floor = paper + int(3 * noise)
    rim = paper + max(contrast // 8, int(4 * noise))
    full = max(core + 1, quantile(image[image >= core], 0.9))

    labels, count = ndimage.label(image > rim, structure=np.ones((3, 3)))
    numbers = np.arange(1, count + 1)
    mass = ndimage.sum_labels(image - paper, labels, numbers)
    peak = ndimage.maximum(image, labels, numbers)
    least = int(0.02 * mass[peak >= core].max())
    kept = numbers[(mass >= least) & (peak >= core)]
    ink = np.isin(labels, kept)
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    crop = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    values = ((image - paper) * 255 / (full - paper) + 0.5).astype(int).clip(0, 255)
    values[(image <= floor) | ((labels > 0) & ~ink)] = 0
    values = values[crop]

    height, width = values.shape
    longer = max(height, width)
    size = [max(1, int(side * 20 / longer + 0.5)) for side in (width, height)]
    box = weights(height, size[1]) @ values @ weights(width, size[0]).T
    box = np.floor(box + 0.5)
    box = np.floor(box * 255 / box.max() + 0.5).astype(int)

    center = ndimage.center_of_mass(box)
    top, start = (int(np.clip(np.ceil(14 - middle - 0.5), 0, 28 - side)) for middle, side in zip(center, box.shape))
    field = np.zeros((28, 28), np.uint8)
    field[top : top + box.shape[0], start : start + box.shape[1]] = box
    return field


def write(name, image):
    height, width = image.shape
    (HERE / name).write_bytes(b"P5\n%d %d\n255\n" % (width, height) + image.astype(np.uint8).tobytes())


def case(name, image):
    image = np.asarray(image).round().clip(0, 255).astype(np.uint8)
    write(f"{name}.pgm", image)
    write(f"{name}.expected.pgm", normalize(image))


digits = np.frombuffer(gzip.open(MNIST).read(), np.uint8, offset=16).reshape(-1, 28, 28)
for i in range(20):
    write(f"mnist-{i:02}.pgm", digits[i])

random = np.random.default_rng(1998)


def paper(digit, width, height, size, left, top, ink=40, light=210, noise=0.0, shadow=0.0):
    """A digit drawn with dark ink, `size` pixels high, on paper."""
    page = np.zeros((height, width))
    page[top : top + size, left : left + size] = np.asarray(Image.fromarray(digit).resize((size, size), Image.Resampling.BICUBIC), float)
    page = light - (light - ink) * page / 255
    page -= shadow * np.linspace(0, 1, width)
    return page + random.normal(0, noise, page.shape)


case("small", np.asarray(Image.fromarray(digits[0]).resize((16, 16), Image.Resampling.BOX)))
case("tiny", np.asarray(Image.fromarray(digits[4][2:26, 2:26]).resize((9, 11), Image.Resampling.BOX)))
case("binary", np.kron(digits[1] > 127, np.ones((3, 3))) * 255)
case("paper", paper(digits[2], 90, 120, 80, 4, 30))
case("pencil", paper(digits[3], 110, 100, 90, 10, 5, ink=150, light=200, noise=2))
case("noise", paper(digits[5], 120, 100, 84, 20, 9, noise=9))
case("shadow", paper(digits[6], 120, 110, 90, 15, 10, light=230, shadow=60, noise=1))
specks = paper(digits[7], 130, 130, 70, 10, 12)
specks[115:118, 100:103] = 30
specks[5, 120] = 0
case("specks", specks)
strokes = np.zeros((64, 48))
strokes[6:60, 20:24] = 255
strokes[30:34, 40] = 90
case("bar", strokes)
case("wide", np.kron(digits[9].T > 100, np.ones((1, 3))) * 200 + 20)
case("frame", 255 - digits[8][4:24, 4:24].astype(int))
