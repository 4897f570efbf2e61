"""Makes the MATLAB files of this folder with SciPy, with the images and labels of make.py: in all layouts of MNIST and EMNIST in such
files, compressed and not. The images are not symmetric, so that exchanged rows and columns are noticed.

python3 make_matlab.py
"""

import numpy as np
from scipy.io import savemat

pixels = (np.arange(192) * 255 // 191).astype(np.uint8).reshape(12, 4, 4)
labels = (np.arange(12) % 10).astype(np.uint8)
test_pixels = (47 - np.arange(48)).astype(np.uint8).reshape(3, 4, 4)
test_labels = np.array([9, 8, 7], np.uint8)


def column_major(images):
    """Each image as a row of pixels, column after column, as EMNIST has them."""
    return images.transpose(0, 2, 1).reshape(len(images), 16)


def half(images, labels):
    return {"images": column_major(images), "labels": labels[:, None], "writers": np.arange(len(labels))[:, None]}


mapping = np.stack([np.arange(10), np.arange(48, 58)], axis=1)
emnist = {"train": half(pixels, labels), "test": half(test_pixels, test_labels), "mapping": mapping}
savemat("emnist.mat", {"dataset": emnist}, do_compression=True)
# DeepLearnToolbox: rows of pixels, rows of labels with one 1.
eye = np.eye(10, dtype=np.uint8)
savemat(
    "one_hot.mat",
    {
        "train_x": pixels.reshape(12, 16),
        "train_y": eye[labels],
        "test_x": test_pixels.reshape(3, 16),
        "test_y": eye[test_labels],
    },
    do_compression=True,
)
# Structures of images (height, width, count) of 0 to 1.
savemat(
    "structures.mat",
    {
        "training": {"images": pixels.transpose(1, 2, 0) / 255.0, "labels": labels[:, None].astype(float), "count": 12},
        "test": {"images": test_pixels.transpose(1, 2, 0) / 255.0, "labels": test_labels[:, None].astype(float)},
    },
)
# mldata: a column of pixels for each image, no halves.
savemat("columns.mat", {"data": pixels.reshape(12, 16).T, "label": labels[None, :].astype(float), "note": "text"})
# S. Roweis: a variable for each class.
savemat("classes.mat", {f"train{label}": pixels[labels == label].reshape(-1, 16) for label in range(10)})
savemat("cells.mat", {"train_x": np.array([1, "a"], dtype=object), "train_y": labels})
savemat("complex.mat", {"train_x": pixels.reshape(12, 16) + 1j, "train_y": labels})
savemat("old.mat", {"train_x": pixels.reshape(12, 16)}, format="4")
