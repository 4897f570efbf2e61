"""Makes the goldens of DigitAugmentTests with SciPy, which computes each operation in a different way.

Run in this folder: python make.py ../../../Data/MNIST  (needs numpy and scipy)
"""

import gzip
import sys

import numpy as np
from scipy import ndimage


def write(name, picture):
    pixels = np.clip(picture * 255 + 0.5, 0, 255).astype(np.uint8)
    with open(f"{name}.pgm", "wb") as file:
        file.write(b"P5\n%d %d\n255\n" % (pixels.shape[1], pixels.shape[0]) + pixels.tobytes())


with gzip.open(f"{sys.argv[1]}/t10k-images-idx3-ubyte.gz") as file:
    digits = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 28, 28)
digit = digits[0] / 255.0
write("digit", digit)


def points(width, height, forward, origin, scale):
    """The positions of a canvas's pixels in the source, as (y, x) indices."""
    y, x = np.mgrid[0:height, 0:width] + 0.5
    inverse = np.linalg.inv(np.array(forward))
    u = np.stack([(x - origin[0]) / scale, (y - origin[1]) / scale])
    source = np.einsum("ij,jyx->iyx", inverse, u) + 14
    return source[::-1] - 0.5


# A rotation by 20 degrees with shear and a different aspect ratio, enlarged.
forward = [[1.05, -0.45], [0.34, 0.9]]
at = points(40, 36, forward, (20, 18), 1.4)
write("affine", ndimage.map_coordinates(digit, at, order=1, mode="constant"))

# The same with a displacement field: a uniform cubic B-spline with given control points.
cells = 4
count = cells + 3
control = np.array([[((7 * i + 3 * j) % 5 - 2) * 0.9, ((5 * i + 11 * j) % 7 - 3) * 0.6] for i in range(count) for j in range(count)])
control = control.reshape(count, count, 2)
# Control point k + 1 is the one at the beginning of cell k.
y, x = np.mgrid[0:36, 0:40] + 0.5
place = np.stack([y * cells / 36 + 1, x * cells / 40 + 1])
field = [ndimage.map_coordinates(control[..., axis], place, order=3, prefilter=False) for axis in (1, 0)]
write("field", ndimage.map_coordinates(digit, at + np.stack(field), order=1, mode="constant"))

cross = ndimage.generate_binary_structure(2, 1)
square = np.ones((3, 3), bool)


def spread(operation, picture, amount):
    footprints = [cross, square, cross]
    for footprint in footprints:
        part = min(1, amount)
        if part <= 0:
            break
        picture = picture + part * (operation(picture, footprint=footprint, mode="nearest") - picture)
        amount -= 1
    return picture


write("thicker", spread(ndimage.grey_dilation, digit, 1.6))
write("thinner", spread(ndimage.grey_erosion, digit, 0.7))

kernel = np.array([1, 2, 1]) / 4
soft = digit
for _ in range(2):
    for axis in (1, 0):
        soft = ndimage.convolve1d(soft, kernel, axis=axis, mode="nearest")
write("blurred", soft)
