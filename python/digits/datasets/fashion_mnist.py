"""Fashion-MNIST, if the system has it: nothing is downloaded."""

from __future__ import annotations

import os
import pathlib
from typing import Union

from .._engine import FileError
from .mnist import Arrays, load_folder

# Debian's dataset-fashion-mnist; Keras's own cache.
_PLACES = ("/usr/share/datasets/fashion-mnist", "~/.keras/datasets/fashion-mnist")


def load_data(path: Union[str, os.PathLike[str], None] = None) -> tuple[Arrays, Arrays]:
    """``(x_train, y_train), (x_test, y_test)``, as in Keras, from the folder at ``path`` or from where Debian's package
    ``dataset-fashion-mnist`` or Keras put it."""
    places = [pathlib.Path(place).expanduser() for place in (_PLACES if path is None else [os.fspath(path)])]
    for place in places:
        if place.is_dir():
            return load_folder(place)
    raise FileError(f"Fashion-MNIST's files expected in {' or '.join(map(str, places))}; load_data(path) takes another folder")
