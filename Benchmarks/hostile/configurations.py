"""Models in `.keras` files whose configurations name things many times."""

import io
import json
import zipfile

from . import archives, hdf5


def functional(*layers):
    """A model of layers, each given as its name, its class and the layers that it takes."""
    first = {"class_name": "InputLayer", "config": {"batch_shape": [None, 28, 28, 1], "name": "i"}, "name": "i", "inbound_nodes": []}
    others = [
        {"class_name": kind, "config": {"name": name}, "name": name, "inbound_nodes": [[[source, 0, 0, {}] for source in sources]]}
        for name, kind, sources in layers
    ]
    ends = {"input_layers": [["i", 0, 0]], "output_layers": [[layers[-1][0], 0, 0]]}
    return {"class_name": "Functional", "config": {"name": "m", "layers": [first, *others], **ends}}


def input_many_times(path):
    # Each of the 30,000 uses of `a` looked at its 20,000 inputs again.
    model = functional(("a", "Add", ["i"] * 20_000), ("b", "Add", ["a"] * 30_000))
    archives.keras(path, [json.dumps(model).encode()])


def models_of_many_groups(path):
    # Each of 3,000 nested models looked for its weights in the names of 6,500 groups.
    count, others = 3_000, 3_500
    file = hdf5.File()

    def group(**members):
        return file.put(hdf5.header(*[hdf5.link(name, address) for name, address in members.items()]))

    def variables(*shapes):
        # Eight zeros are as many values as any of them has.
        data = [hdf5.dataset(file, hdf5.FLOAT, shape, hdf5.contiguous(file.put(bytes(8)), 4)) for shape in shapes]
        return group(**{str(place): address for place, address in enumerate(data)})

    layers = {}
    for place in range(count):
        dense = group(vars=variables([1, 1], [1]))
        layers[f"sequential_{place}" if place else "sequential"] = group(layers=group(dense=dense))
    # A group has at most 4,096 members.
    for outer in range(0, others, 4_000):
        layers[f"x{outer}"] = group(**{f"other_{place}": group(vars=variables([1])) for place in range(outer, min(outer + 4_000, others))})
    stream = io.BytesIO()
    stream.write_bytes = stream.write
    file.write(stream, group(layers=group(**layers)))

    dense = {"class_name": "Dense", "config": {"name": "d", "units": 1}}
    models = [{"class_name": "Sequential", "config": {"name": f"s{place}", "layers": [dense]}} for place in range(count)]
    first = {"class_name": "InputLayer", "config": {"batch_shape": [None, 1], "name": "in"}}
    model = {"class_name": "Sequential", "config": {"name": "s", "layers": [first, *models]}}
    # Not compressed, so that the file is large enough for its groups.
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps(model))
        archive.writestr("model.weights.h5", stream.getvalue())
