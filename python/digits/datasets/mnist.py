"""MNIST, which comes with a package that is built from a clone; nothing is downloaded."""

from __future__ import annotations

import ctypes
import os
import pathlib
import zipfile
from typing import Optional, Union

import numpy as np

from .. import _engine
from .._engine import FileError, Handle

Arrays = tuple[np.ndarray, np.ndarray]
WHERE_TO_FIND = "Keras's mnist.npz (keras.datasets.mnist), torchvision's MNIST/raw, or another folder of the four IDX files"


def load_data(path: Union[str, os.PathLike[str], None] = None) -> tuple[Arrays, Arrays]:
    """``(x_train, y_train), (x_test, y_test)``, as in Keras: images of shape (60000, 28, 28) and (10000, 28, 28), labels of shape (60000,)
    and (10000,), all uint8; 0 is paper and 255 ink.

    ``path`` may be another folder of IDX files with MNIST's names, or an archive with the arrays of Keras's ``mnist.npz``. Keras's default,
    ``"mnist.npz"``, means the files of the package, or those in the folder ``Data/MNIST`` of the folder that ``DIGITS_HOME`` names.

    Raises:
        FileError: where there are none, as in the wheel of a release.
    """
    if path is not None and path != "mnist.npz" and not os.path.isdir(path):
        return _load_archive(path)
    folder = own_folder() if path is None or path == "mnist.npz" else pathlib.Path(path)
    return load_folder(folder)


def load_folder(folder: pathlib.Path) -> tuple[Arrays, Arrays]:
    """Both halves of a folder of IDX files."""
    return _load(folder, "train"), _load(folder, "t10k")


def _load_archive(path: Union[str, os.PathLike[str]]) -> tuple[Arrays, Arrays]:
    try:
        # Never pickled data, which could run code.
        with np.load(path, allow_pickle=False) as arrays:
            x, y, x_test, y_test = (arrays[name] for name in ("x_train", "y_train", "x_test", "y_test"))
    except KeyError as error:
        raise FileError(f"{os.fspath(path)}: arrays x_train, y_train, x_test and y_test expected: {error.args[0]}") from None
    except (OSError, ValueError, zipfile.BadZipFile, TypeError, EOFError) as error:
        raise FileError(f"{os.fspath(path)}: a folder of IDX files or an archive (.npz) expected: {error}") from None
    return (x, y), (x_test, y_test)


def _load(folder: pathlib.Path, half: str) -> Arrays:
    data = Handle("dataset", lambda made: _engine.call("digits_dataset_load", _engine.path_bytes(folder), half.encode(), made))
    count, rank, sizes = ctypes.c_size_t(), ctypes.c_size_t(), (ctypes.c_int64 * 3)()
    _engine.call("digits_dataset_shape", data.value, ctypes.byref(count), sizes, 3, ctypes.byref(rank))
    images = np.empty((count.value, sizes[0], sizes[1]), np.uint8)
    labels = np.empty(count.value, np.uint8)
    _engine.call(
        "digits_dataset_copy", data.value, _engine.address(images), images.size, _engine.address(labels), labels.size)  # fmt: skip
    return images, labels


def own_folder() -> pathlib.Path:
    """The folder of the files that come with the package."""
    home: Optional[str] = os.environ.get("DIGITS_HOME")
    package = pathlib.Path(__file__).resolve().parent.parent
    # In a wheel; in a repository that is used in place.
    places = [_engine.find_file("_mnist", "share/digits/Data/MNIST"), package.parent.parent / "Data" / "MNIST"]
    if home:
        places.insert(0, pathlib.Path(home) / "Data" / "MNIST")
    for place in places:
        if place.is_dir():
            return place
    raise FileError(
        f"{places[0]}: no such folder: a release's wheel leaves MNIST out; a path (load_data) or data (train) takes {WHERE_TO_FIND}"
    )
