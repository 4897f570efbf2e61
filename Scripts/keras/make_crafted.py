"""Makes goldens that no available Keras writes, by changing files of others: `python make_crafted.py FOLDER`.

The outputs stay those of the original, so that the cases share its NAME.bin.
"""

import gzip
import io
import json
import os
import sys
import zipfile

import h5py
import numpy as np


class Crafter:
    def __init__(self, folder):
        self.folder = folder
        self.entries = []
        self.originals = {}
        for index in sorted(os.listdir(folder)):
            if index.startswith("index-") and index != "index-crafted.json":
                with open(os.path.join(folder, index)) as file:
                    self.originals.update((entry["file"], entry) for entry in json.load(file))

    def read(self, name):
        with gzip.open(os.path.join(self.folder, name + ".gz")) as file:
            return file.read()

    def write(self, name, original, data, **changes):
        with open(os.path.join(self.folder, name + ".gz"), "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
            packed.write(data)
        keep = ("name", "inputShape", "outputShape", "flipsKernels")
        entry = {key: value for key, value in self.originals[original].items() if key in keep}
        self.entries.append(dict(entry, file=name, **changes))

    def hdf5(self, name, original, change, **changes):
        """Changes an HDF5 file in place."""
        memory = io.BytesIO(self.read(original))
        with h5py.File(memory, "r+") as file:
            change(file)
        self.write(name, original, memory.getvalue(), **changes)

    def keras(self, name, original, change_config=None, change_weights=None):
        """Changes the members of a .keras file."""
        output = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self.read(original))) as old, zipfile.ZipFile(output, "w") as new:
            for member in old.namelist():
                data = old.read(member)
                if member == "config.json" and change_config:
                    config = json.loads(data)
                    change_config(config)
                    data = json.dumps(config).encode()
                if member == "model.weights.h5" and change_weights:
                    memory = io.BytesIO(data)
                    with h5py.File(memory, "r+") as file:
                        change_weights(file)
                    data = memory.getvalue()
                new.writestr(zipfile.ZipInfo(member), data)
        self.write(name, original, output.getvalue())

    def finish(self):
        with open(os.path.join(self.folder, "index-crafted.json"), "w") as file:
            json.dump(self.entries, file, indent=1, sort_keys=True)
            file.write("\n")


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def edit_config(change):
    """A change of `model_config`."""

    def edit(file):
        config = json.loads(text(file.attrs["model_config"]))
        change(config)
        del file.attrs["model_config"]
        file.attrs["model_config"] = json.dumps(config)

    return edit


def every_layer(change):
    def edit(config):
        for layer in config["config"]["layers"]:
            change(layer)

    return edit


def visit(file, change):
    """Calls `change` for the attributes of each group."""
    change(file.attrs)
    file.visititems(lambda _, item: change(item.attrs) if isinstance(item, h5py.Group) else None)


def fixed_strings(attributes):
    """Strings of fixed length, as Python 2 with old h5py wrote them."""
    for key in list(attributes):
        value = attributes[key]
        if isinstance(value, (str, bytes)):
            attributes.create(key, np.bytes_(value))
        elif len(value):
            attributes.create(key, np.array([n.encode() if isinstance(n, str) else n for n in value], dtype="S"))


def utf8_strings(attributes):
    for key in list(attributes):
        value = attributes[key]
        if isinstance(value, (str, bytes)):
            attributes.create(key, text(value), dtype=h5py.string_dtype("utf-8"))
        elif len(value):
            attributes.create(key, [text(n) for n in value], dtype=h5py.string_dtype("utf-8"))


def split_names(attributes):
    """Lists of names in two parts."""
    for key in ("layer_names", "weight_names"):
        if key in attributes and len(attributes[key]) > 1:
            names = attributes[key]
            attributes[key + "0"], attributes[key + "1"] = names[:1], names[1:]
            del attributes[key]


def drop_input_layer(config):
    """`batch_input_shape` on the first layer, as Keras 2.2 wrote it."""
    layers = config["config"]["layers"]
    first = layers.pop(0)["config"]
    layers[0]["config"]["batch_input_shape"] = first.get("batch_shape") or first["batch_input_shape"]


def initializer_dtype(layer):
    for key, value in layer["config"].items():
        if key.endswith("_initializer") and isinstance(value, dict):
            value["config"]["dtype"] = "float32"


def odd_activation(layer):
    if layer["config"].get("activation") == "softmax":
        layer["config"]["activation"] = "softmax_v2"
    elif layer["config"].get("activation") == "relu":
        layer["config"]["activation"] = {"module": "builtins", "class_name": "function", "config": "relu", "registered_name": "function"}


def pack_datasets(file):
    """Chunked and gzipped datasets."""
    datasets = []
    file.visititems(lambda name, item: datasets.append(name) if isinstance(item, h5py.Dataset) and item.shape else None)
    for name in datasets:
        value = file[name][()]
        del file[name]
        file.create_dataset(name, data=value, compression="gzip", shuffle=True, fletcher32=True)


def doubles(file):
    """Weights as 64-bit floats."""
    datasets = []
    file.visititems(lambda name, item: datasets.append(name) if isinstance(item, h5py.Dataset) and item.shape else None)
    for name in datasets:
        value = file[name][()].astype(">f8")
        del file[name]
        file.create_dataset(name, data=value)


def rename_layers(file):
    """Groups that are not named like the layers: then the order counts."""
    weights = file["model_weights"]
    names = [text(name) for name in weights.attrs["layer_names"]]
    for name in names:
        weights.move(name, "other_" + name)
    del weights.attrs["layer_names"]
    weights.attrs["layer_names"] = ["other_" + name for name in names]


def parameters_by_number(file):
    """The first layout: nb_layers, layer_0/param_0."""
    weights = file["model_weights"]
    names = [text(name) for name in weights.attrs["layer_names"]]
    del weights.attrs["layer_names"]
    weights.attrs["nb_layers"] = len(names)
    for index, name in enumerate(names):
        old = weights[name]
        values = [old[text(n)][()] for n in old.attrs["weight_names"]]
        new = weights.create_group("layer_%d" % index)
        new.attrs["nb_params"] = len(values)
        for number, value in enumerate(values):
            new.create_dataset("param_%d" % number, data=value)
        del weights[name]


def tuples(layer):
    """Lists as Keras 2.3 to 2.6 wrote tuples in some places."""
    for key in ("kernel_size", "strides", "pool_size", "batch_shape", "batch_input_shape"):
        if key in layer["config"]:
            layer["config"][key] = {"class_name": "__tuple__", "items": layer["config"][key]}


def backslashes(file):
    """Groups as Keras on Windows has written them."""

    def flatten(group, prefix):
        for name in list(group):
            item = group[name]
            if name != "vars" and isinstance(item, h5py.Group):
                flatten(item, prefix + name + "\\")
            else:
                file.copy(item, file, prefix + name)

    for top in ("layers", "_layer_checkpoint_dependencies"):
        if top in file:
            flatten(file[top], top + "\\")
            del file[top]


def main():
    crafter = Crafter(sys.argv[1])
    seed, old = "keras3-seed.h5", "tfkeras-seed.h5"
    crafter.hdf5("crafted-fixed-strings.h5", seed, lambda file: visit(file, fixed_strings))
    crafter.hdf5("crafted-utf8.h5", old, lambda file: visit(file, utf8_strings))
    crafter.hdf5("crafted-split-names.h5", seed, lambda file: visit(file, split_names))
    crafter.hdf5("crafted-no-input-layer.h5", seed, edit_config(drop_input_layer))
    crafter.hdf5("crafted-initializer-dtype.h5", old, edit_config(every_layer(initializer_dtype)))
    crafter.hdf5("crafted-activations.h5", seed, edit_config(every_layer(odd_activation)))
    crafter.hdf5("crafted-packed.h5", seed, pack_datasets)
    crafter.hdf5("crafted-big-endian-doubles.h5", seed, doubles)
    crafter.hdf5("crafted-other-names.h5", seed, rename_layers)
    crafter.hdf5("crafted-numbers.h5", seed, parameters_by_number)
    crafter.hdf5("crafted-tuples.h5", old, edit_config(every_layer(tuples)))
    crafter.hdf5(
        "crafted-list-config.h5", "keras2tf-chain.h5", edit_config(lambda config: config.update(config=config["config"]["layers"]))
    )
    crafter.write("crafted-hdf5-inside.keras", seed, crafter.read(seed))
    for original in ("keras3-nested.keras", "tfkeras213-nested.keras", "tfkeras-seed.keras"):
        crafter.keras("crafted-windows-" + original, original, change_weights=backslashes)
    crafter.keras("crafted-no-compile-optimizer.keras", "keras3-adam.keras", lambda config: config["compile_config"].pop("optimizer"))
    open_sizes = lambda config: config["config"]["layers"][0]["config"].update(batch_shape=[None, None, None, 1])
    crafter.hdf5("crafted-open-sizes.h5", seed, edit_config(open_sizes), givenInputShape=[14, 14, 1])
    crafter.finish()


main()
