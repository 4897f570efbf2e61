"""Makes golden files of training with real Keras 3: `python make_training_goldens.py FOLDER [PREFIX]`.

For each case of training_cases.py there is the model after a few steps, as Keras saved it (train-NAME.keras), and Keras's results: its
loss, and its weights and losses after ten more steps (train-NAME.bin), listed in trainings.json.
"""

import gzip
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
import tensorflow
from models import randomize
from training_cases import batch, build_training_cases, steps_before

# Ten steps of a small model take less time than tracing them.
tensorflow.config.run_functions_eagerly(True)

STEPS = 10
# The number of notes about ignored settings in the file.
NOTES = {"optimizer-loss-scale": 1}


def pack(path, data):
    with open(path + ".gz", "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(data)


def evaluate(model, images, labels, **options):
    found = model.evaluate(images, labels, batch_size=len(images), verbose=0, return_dict=True, **options)
    return {name: float(value) for name, value in found.items()}


def make(folder, number, name, build):
    keras.utils.clear_session()
    model = randomize(build(), 50 + number)
    images, classes, labels = batch(model)
    for _ in range(steps_before(name)):
        model.train_on_batch(images, labels)
    path = os.path.join(folder, "train-%s.keras" % name)
    model.save(path)
    metrics = evaluate(model, images, labels)
    weighted = evaluate(model, images, labels, sample_weight=np.arange(len(images)) / 4)
    outputs = np.asarray(model.predict(images, verbose=0), "float32")
    steps = []
    for _ in range(STEPS):
        model.reset_metrics()
        steps.append(model.train_on_batch(images, labels, return_dict=True))
    weights = [np.asarray(weight, "<f4") for layer in model.layers for weight in layer.weights if weight.dtype == "float32"]
    slots = [np.asarray(variable, "<f4") for variable in model.optimizer.variables if len(variable.shape) > 0]
    values = [images.astype("<f4"), outputs.astype("<f4"), *weights, *slots]
    pack(os.path.join(folder, "train-%s.bin" % name), b"".join(value.tobytes() for value in values))
    with open(path, "rb") as file:
        pack(path, file.read())
    os.remove(path)
    frozen = sum(int(np.prod(weight.shape)) for weight in model.non_trainable_weights)
    return {
        "name": name, "loss": metrics["loss"], "metrics": metrics, "weightedLoss": weighted["loss"],
        "losses": [float(step["loss"]) for step in steps], "lastStep": {name: float(value) for name, value in steps[-1].items()},
        "classes": classes.tolist(), "weights": [list(w.shape) for w in weights],
        "slots": len(slots), "slotValues": sum(slot.size for slot in slots), "inputShape": list(images.shape), "outputShape": list(outputs.shape),
        "nonTrainable": frozen, "notes": NOTES.get(name, 0),
    }  # fmt: skip


def main():
    folder = sys.argv[1]
    prefix = sys.argv[2] if len(sys.argv) > 2 else ""
    index = os.path.join(folder, "trainings.json")
    entries = {}
    if prefix and os.path.exists(index):
        with open(index) as file:
            entries = {entry["name"]: entry for entry in json.load(file)["cases"]}
    for number, (name, build) in enumerate(build_training_cases(keras)):
        if name.startswith(prefix):
            entries[name] = make(folder, number, name, build)
            print(name, entries[name]["loss"], entries[name]["losses"][-1], flush=True)
    with open(index, "w") as file:
        json.dump({"keras": keras.__version__, "cases": list(entries.values())}, file, indent=None, separators=(",", ":"))
        file.write("\n")


main()
