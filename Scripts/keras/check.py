"""The Python half of `check`: makes models with Keras, and compares what came of them here."""

import gzip
import json
import os
import shutil
import subprocess
import sys
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import absl.logging
import h5py
import numpy as np
import tensorflow
from models import build_cases, build_mnist_cases, build_trained, randomize
from training_cases import batch, build_training_cases, steps_before

# Warnings of both hid what failed: that a model was saved without metrics is meant here.
absl.logging.set_verbosity(absl.logging.ERROR)
tensorflow.get_logger().setLevel("ERROR")
# Hundreds of models predict once or take a few steps: making a graph for each of them would take most of the time.
tensorflow.config.run_functions_eagerly(True)
for message in ("The structure of `inputs`", "Even though the `tf.config.experimental_run_functions_eagerly`"):
    warnings.filterwarnings("ignore", message)

keras = tensorflow.keras
VERSION = keras.version() if hasattr(keras, "version") else tensorflow.__version__
IS_KERAS_3 = VERSION.startswith("3")
TOLERANCE = 1e-5
# Keras's reader of HDF5 leaves out the axes of a layer where there are several, from its own files too.
SEVERAL_AXES = ("trained-layers-normalizations.", "trained-layers-normalization.")
# Of networks with many layers and trained weights, whose outputs are probabilities.
MODEL_TOLERANCE = 1e-4
OPTIMIZERS = [
    "SGD(0.05)",
    "SGD(0.05, momentum=0.9, nesterov=True)",
    "RMSprop(0.002)",
    "RMSprop(0.002, momentum=0.5, centered=True)",
    "Adam(0.003)",
    "AdamW(0.003, weight_decay=0.01)",
]


class Report:
    """Counts the checks and reports those that failed."""

    def __init__(self):
        self.count = 0
        self.failures = []

    def expect(self, condition, message):
        self.count += 1
        if not condition:
            self.failures.append(message)

    def close(self, a, b, message, tolerance=TOLERANCE):
        a, b = np.asarray(a, "float64"), np.asarray(b, "float64")
        difference = float(np.max(np.abs(a - b) / np.maximum(1, np.abs(b)), initial=0)) if a.shape == b.shape else np.inf
        self.expect(difference < tolerance, "%s differs by %g" % (message, difference))

    def finish(self, what):
        for failure in self.failures:
            print("FAILED", failure)
        print("%s: %d checks, %d failed" % (what, self.count, len(self.failures)))
        sys.exit(1 if self.failures else 0)


def predict(model, inputs):
    return np.asarray(model(inputs, training=False), "float32")


def values_of(optimizer):
    """The optimizer's slots in its own order, without iteration and learning rate."""
    return [np.asarray(variable) for variable in optimizer.variables if len(variable.shape) > 0]


def continue_training(model):
    """A few more steps, the same for each model."""
    random = np.random.default_rng(99)
    shape = tuple(model.input_shape[1:])
    images = random.normal(size=(8,) + shape).astype("float32")
    classes = random.integers(0, 3, 8)
    labels = classes if "sparse" in str(getattr(model.loss, "name", model.loss)) else np.eye(3, dtype="float32")[classes]
    for first in (0, 4, 0, 4):
        model.train_on_batch(images[first : first + 4], labels[first : first + 4])
    return [np.asarray(weight) for weight in model.get_weights()]


def make(folder, *models):
    """Saves models of many shapes with inputs, and what Keras makes of given files of models; `index.json` lists them."""
    index = []

    def add(name, model, suffixes=(".keras", ".h5")):
        shape = tuple(model.input_shape)
        inputs = np.random.default_rng(7).normal(size=(shape[0] or 3,) + shape[1:]).astype("<f4")
        inputs.tofile(os.path.join(folder, name + ".inputs"))
        np.save(os.path.join(folder, name + ".expected.npy"), predict(model, inputs))
        for suffix in suffixes:  # Saving as HDF5 makes Keras forget the optimizer's configuration.
            if suffix == ".keras" and not IS_KERAS_3 and name == "operations":
                continue  # tf.keras 2.15 cannot load its own.
            model.save(os.path.join(folder, name + suffix))
            index.append(dict(file=name + suffix, name=name, inputs=name + ".inputs", shape=inputs.shape))

    for number, (name, build) in enumerate(build_cases(keras)):
        add(name, randomize(build(), 100 + number))
    for number, text in enumerate(OPTIMIZERS):
        loss = "sparse_categorical_crossentropy" if number % 2 else "categorical_crossentropy"
        add("trained%d" % number, build_trained(keras, eval("keras.optimizers." + text), loss))
    for path in models:
        name = os.path.basename(path)
        shutil.copyfile(path, os.path.join(folder, name))
        model = keras.models.load_model(path, compile=False)
        # Strips and images of ink: most of it paper.
        inputs = np.random.default_rng(8).uniform(-2, 1, (3,) + tuple(model.input_shape[1:])).clip(0).astype("<f4")
        inputs.tofile(os.path.join(folder, name + ".inputs"))
        np.save(os.path.join(folder, name + ".expected.npy"), predict(model, inputs))
        index.append(dict(file=name, name=name, inputs=name + ".inputs", shape=inputs.shape, tolerance=MODEL_TOLERANCE))
    for number, (name, build) in enumerate(build_training_cases(keras) if IS_KERAS_3 else []):
        if not steps_before(name):
            continue  # Keras warns about its own file too: it has no slots.
        model = randomize(build(), 50 + number)
        images, _, labels = batch(model)
        for _ in range(steps_before(name)):
            model.train_on_batch(images, labels)
        add("trained-" + name, model, [".keras"])
    with open(os.path.join(folder, "index.json"), "w") as file:
        json.dump(index, file)


def compare(folder):
    """Compares predictions made here with Keras's, then loads what was written here."""
    report = Report()
    with open(os.path.join(folder, "index.json")) as file:
        index = json.load(file)
    for entry in index:
        path = os.path.join(folder, entry["file"])
        inputs = np.fromfile(os.path.join(folder, entry["inputs"]), "<f4").reshape(entry["shape"])
        expected = np.load(os.path.join(folder, entry["name"] + ".expected.npy"))
        outputs = np.fromfile(path + ".outputs", "<f4").reshape(expected.shape)
        tolerance = entry.get("tolerance", TOLERANCE)
        report.close(outputs, expected, entry["file"] + " read here", tolerance)
        for layout in ("keras3", "tensorflow"):
            for suffix in ("h5", "keras"):
                written = "%s.%s.%s" % (path, layout, suffix)
                if suffix == "h5" and entry["file"].startswith(SEVERAL_AXES):
                    continue
                if os.path.exists(written):
                    # A model that is given may be without the optimizer's state, which Keras then misses.
                    fits = (layout == "keras3") == IS_KERAS_3 and "tolerance" not in entry
                    compare_written(report, written, inputs, expected, path, fits, tolerance)
    report.finish("Keras %s" % VERSION)


def compare_written(report, written, inputs, expected, original, fits, tolerance):
    """`fits` says whether the optimizer's state is in this Keras's order."""
    name = os.path.basename(written)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            # tf.keras cannot have an AdamW that Keras 3 can have too.
            lacks_optimizer = not IS_KERAS_3 and not fits and written.endswith(".h5") and "trained5" in name
            model = keras.models.load_model(written, compile=not lacks_optimizer)
        report.close(predict(model, inputs), expected, name + " in Keras", tolerance)
    except Exception as error:
        report.expect(False, "%s in Keras: %s" % (name, str(error)[:300]))
        return
    messages = [str(warning.message) for warning in caught]
    unexpected = [m for m in messages if "weight" in m.lower() or ("optimizer" in m.lower() and fits)]
    report.expect(not unexpected, "%s warns: %s" % (name, unexpected))
    if "trained" not in name:
        return
    if original.endswith(".keras") or not IS_KERAS_3:
        source = keras.models.load_model(original)
    else:
        source = None
    if written.endswith(".h5") and IS_KERAS_3:
        compare_state_in_hdf5(report, written, original, fits)
    elif fits and source is not None:
        compare_state(report, name, model, source)


def metrics_of(model):
    """The metrics that the model was compiled with. None stands for no metric, and a function for its name."""
    entries = model.get_compile_config().get("metrics") or []
    return [entry["config"] if isinstance(entry, dict) and entry["class_name"] == "function" else entry for entry in entries]


def compare_state(report, name, model, source):
    # Where gradients are accumulated, steps are updates.
    steps = int(np.asarray(source.optimizer.iterations))
    report.expect(int(np.asarray(model.optimizer.iterations)) == steps, "%s: %d steps expected" % (name, steps))
    report.close(np.asarray(model.optimizer.learning_rate), np.asarray(source.optimizer.learning_rate), name + " learning rate")
    report.expect(len(values_of(model.optimizer)) == len(values_of(source.optimizer)), name + ": number of slots")
    report.expect(metrics_of(model) == metrics_of(source), name + ": metrics")
    # tf.keras keeps slots for SGD without momentum that it never reads.
    used = getattr(source.optimizer, "momentum", 1) != 0 or "RMSprop" in type(source.optimizer).__name__
    slots = list(zip(values_of(model.optimizer), values_of(source.optimizer))) if used else []
    for number, (mine, theirs) in enumerate(slots):
        report.close(mine, theirs, "%s slot %d" % (name, number))
    for mine, theirs in zip(continue_training(model), continue_training(source)):
        report.close(mine, theirs, name + " after more training")


def compare_state_in_hdf5(report, written, original, fits):
    """Keras 3 reads only iteration and learning rate back from HDF5, also from its own files, so the files are compared."""
    if not fits or not original.endswith(".h5"):
        return
    with h5py.File(written) as mine, h5py.File(original) as theirs:
        mine, theirs = mine["optimizer_weights"], theirs["optimizer_weights"]
        pairs = list(zip(mine.attrs["weight_names"], theirs.attrs["weight_names"]))
        report.expect(len(mine.attrs["weight_names"]) == len(theirs.attrs["weight_names"]), original + ": number of variables")
        for a, b in pairs:
            report.close(mine[a][()], theirs[b][()], "%s %s" % (os.path.basename(written), a), 1e-7)


def read_idx(path):
    with gzip.open(path) as file:
        data = file.read()
    rank = data[3]
    shape = [int.from_bytes(data[4 + 4 * axis : 8 + 4 * axis], "big") for axis in range(rank)]
    return np.frombuffer(data, "uint8", offset=4 + 4 * rank).reshape(shape)


def command(folder, digits, mnist):
    """The command line with models that take MNIST's images, and a model that it trains itself."""
    report = Report()
    images = read_idx(os.path.join(mnist, "t10k-images-idx3-ubyte.gz"))[:300].astype("float32") / 255

    def run(*arguments):
        result = subprocess.run([digits, *arguments], capture_output=True, text=True)
        report.expect(result.returncode == 0, "digits %s: %s" % (" ".join(arguments), result.stderr.strip()))
        return result.stdout

    def evaluate(path):
        out = os.path.join(folder, "predictions.npy")
        summary = json.loads(run("evaluate", path, "--data", mnist, "--limit", "300", "--predictions", out, "--json"))
        return np.load(out), summary

    for number, (name, build, feed) in enumerate(build_mnist_cases(keras)):
        model = randomize(build(), 200 + number)
        path = os.path.join(folder, name + ".keras")
        model.save(path)
        outputs, _ = evaluate(path)
        report.close(outputs, predict(model, feed(images)), "digits evaluate " + name)

    run("train", "--epochs", "1", "--data", mnist, "--output", os.path.join(folder, "run"), "--quiet")
    path = os.path.join(folder, "run", "mnist_digit_recognizer.h5")
    model = keras.models.load_model(path)
    outputs, summary = evaluate(path)
    report.close(predict(model, images[..., None]), outputs, "a model trained here")
    labels = read_idx(os.path.join(mnist, "t10k-labels-idx1-ubyte.gz"))[:300]
    loss, accuracy = model.evaluate(images[..., None], np.eye(10)[labels], verbose=0)
    report.close([loss, accuracy], [summary["loss"], summary["accuracy"]], "loss and accuracy of a model trained here")
    report.expect(int(np.asarray(model.optimizer.iterations)) == 938, "938 steps of a model trained here expected")
    report.finish("digits")


if __name__ == "__main__":
    {"make": make, "compare": compare, "command": command}[sys.argv[1]](*sys.argv[2:])
