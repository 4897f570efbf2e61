"""Makes golden files with the Keras that runs this script: `python make_goldens.py FOLDER FAMILY`.

Families begin with keras3, tfkeras, keras2, keras1 or keras0. For each case NAME there are the model file as Keras wrote it, NAME.bin
(inputs, then outputs, as little-endian 32-bit floats) and an entry in index-FAMILY.json. Files are compressed with gzip, since small HDF5
files are mostly zeros. Goldens/README.md lists the versions used.
"""

import gzip
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import numpy as np


class Goldens:
    """Collects the cases of a family."""

    def __init__(self, folder, family):
        self.folder = folder
        self.family = family
        self.entries = []

    def path(self, name, suffix):
        return os.path.join(self.folder, "%s-%s%s" % (self.family, name, suffix))

    def add(self, name, model, files, inputs=None, **expectations):
        """Stores inputs and outputs for model files that have been saved under `path(name, suffix)` for each suffix."""
        if inputs is None:
            shape = tuple(model.input_shape)
            inputs = np.random.RandomState(len(name)).normal(size=(shape[0] or 2,) + shape[1:])
        inputs = np.asarray(inputs, "float32")
        outputs = np.asarray(model.predict(inputs, batch_size=len(inputs), verbose=0), "float32")
        assert np.isfinite(outputs).all(), name
        with open(self.path(name, ".bin"), "wb") as file:
            file.write(inputs.astype("<f4").tobytes() + outputs.astype("<f4").tobytes())
        for suffix in files:
            entry = {"name": "%s-%s" % (self.family, name), "file": "%s-%s%s" % (self.family, name, suffix)}
            entry.update(inputShape=inputs.shape, outputShape=outputs.shape, **expectations)
            self.entries.append(entry)

    def pack(self, path):
        """Replaces a file by its gzip, without a time, so that equal files stay equal."""
        with open(path, "rb") as file:
            data = file.read()
        with open(path + ".gz", "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
            packed.write(data)
        os.remove(path)

    def finish(self):
        for path in sorted(set(os.path.join(self.folder, entry["file"]) for entry in self.entries)):
            self.pack(path)
        for name in sorted(set(entry["name"] for entry in self.entries)):
            self.pack(os.path.join(self.folder, name + ".bin"))
        with open(os.path.join(self.folder, "index-%s.json" % self.family), "w") as file:
            json.dump(self.entries, file, indent=1, sort_keys=True)
            file.write("\n")


OPTIMIZERS = {
    "sgd": "SGD(0.05)",
    "momentum": "SGD(0.05, momentum=0.9, nesterov=True)",
    "rmsprop": "RMSprop(0.002)",
    "centered": "RMSprop(0.002, momentum=0.5, centered=True)",
    "adam": "Adam(0.003)",
    "adamw": "AdamW(0.003, weight_decay=0.01)",
}


def modern(goldens, keras):
    """The cases that Keras 3 and tf.keras 2.15 have in common."""
    from models import build_cases, build_trained, randomize

    for index, (name, build) in enumerate(build_cases(keras)):
        model = randomize(build(), index)
        # One of the two formats for each case keeps the goldens small; both formats have cases of every kind.
        suffixes = [".h5", ".keras"] if name in ("seed", "nested", "operations", "separable") else [[".h5", ".keras"][index % 2]]
        for suffix in suffixes:
            model.save(goldens.path(name, suffix))
        goldens.add(name, model, suffixes)

    for name, text in OPTIMIZERS.items():
        loss = "sparse_categorical_crossentropy" if name == "rmsprop" else "categorical_crossentropy"
        if name == "momentum":
            loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
        model = build_trained(keras, eval("keras.optimizers." + text), loss)
        suffixes = [".keras", ".h5"] if name in ("adam", "centered") else [".h5"]
        for suffix in suffixes:
            model.save(goldens.path(name, suffix))
        optimizer = model.optimizer
        slots = [v for v in optimizer.variables if len(v.shape) > 0]
        path = lambda v: getattr(v, "path", v.name)
        goldens.add(name, model, suffixes, optimizer=type(optimizer).__name__, iteration=int(np.asarray(optimizer.iterations)),
                    learningRate=float(np.asarray(optimizer.learning_rate)), loss=loss if isinstance(loss, str) else loss.name,
                    slotSums=[float(np.asarray(v).sum()) for v in slots], slotNames=[path(v) for v in slots])

    model = randomize(dict(build_cases(keras))["seed"](), 0)
    model.save_weights(goldens.path("seed-only", ".weights.h5"))
    goldens.add("seed-only", model, [".weights.h5"], weightsOnly=True)


def main():
    folder, family = sys.argv[1:3]
    goldens = Goldens(folder, family)
    if family.startswith(("keras0", "keras1")):
        import legacy_models
        legacy_models.keras1(goldens)
    elif family.startswith("keras2"):
        import legacy_models
        legacy_models.keras2(goldens)
    elif family.startswith("tfkeras"):
        import tensorflow
        modern(goldens, tensorflow.keras)
    else:
        import keras
        modern(goldens, keras)
    goldens.finish()


main()
