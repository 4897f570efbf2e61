"""Makes HDF5 files with every form of dataset, group and attribute that libhdf5 has: `python make_hdf5_forms.py FOLDER`.

Value i of each dataset is i * 7 % 13 - 6, which every type of number holds exactly.
"""

import gzip
import io
import os
import sys

import h5py
import numpy as np

SHAPE = (5, 7, 3)
TYPES = ["<f2", "<f4", "<f8", ">f2", ">f4", ">f8", "i1", "<i2", "<i4", "<i8", ">i2", ">i4", ">i8"]
# Chunks that do not divide the shape, so that some reach beyond it.
PACKED = {
    "plain": {},
    "deflate": {"compression": "gzip"},
    "shuffle": {"shuffle": True, "compression": "gzip"},
    "fletcher32": {"fletcher32": True},
    "all": {"shuffle": True, "compression": "gzip", "fletcher32": True},
}


def values(shape, kind="<f4"):
    return (np.arange(np.prod(shape, dtype=int)) * 7 % 13 - 6).reshape(shape).astype(kind)


def write_types(file):
    for kind in TYPES:
        file[f"type {kind}"] = values(SHAPE, kind)
    file["type u1"] = (values(SHAPE) % 256).astype("u1")
    # The upper half of a 32-bit float.
    brain = h5py.h5t.IEEE_F32LE.copy()
    brain.set_fields(15, 7, 8, 0, 7)
    brain.set_size(2)
    brain.set_ebias(127)
    space = h5py.h5s.create_simple(SHAPE)
    dataset = h5py.h5d.create(file.id, b"type brain", brain, space)
    dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, values(SHAPE), h5py.h5t.NATIVE_FLOAT)


def write_shapes(file):
    for shape in [(), (1,), (0,), (3, 0), (2, 3, 1, 2, 5), (40_000,)]:
        file[f"shape {shape}"] = values(shape)


def write_layouts(file, chunks):
    compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    compact.set_layout(h5py.h5d.COMPACT)
    dataset = h5py.h5d.create(file.id, b"layout compact", h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple(SHAPE), compact)
    dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, values(SHAPE))
    for name, options in PACKED.items():
        file.create_dataset(f"chunked {name}", data=values(SHAPE), chunks=chunks, **options)
    file.create_dataset("unwritten 3", shape=SHAPE, dtype="f4", fillvalue=3)
    file.create_dataset("unwritten chunks 3", shape=SHAPE, dtype="f4", fillvalue=3, chunks=chunks, compression="gzip")


def write_groups(file):
    file["a/b/c/inside"] = values(SHAPE)
    many = file.create_group("many", track_order=True)
    for number in range(3000):
        many.create_group(f"member {number}")
    many["member 1234/inside"] = values(SHAPE)
    file["soft"] = h5py.SoftLink("/a/b")
    file["external"] = h5py.ExternalLink("other.h5", "/a")


def write_attributes(file):
    group = file.create_group("attributes", track_order=True)
    group.attrs["variable"] = "Ziffer – 数字"
    group.attrs["fixed"] = np.bytes_("fixed")
    group.attrs["number"] = 42
    group.attrs["list"] = ["one", "", "three"]
    group.attrs.create("fixed list", np.array(["one", "two"], dtype="S"))
    group.attrs["empty"] = np.zeros(0)
    group.attrs["long"] = "x" * 100_000
    for number in range(60):
        group.attrs[f"attribute {number}"] = f"value {number}"


def make(folder, name, libver, chunks, userblock=0):
    memory = io.BytesIO()
    with h5py.File(memory, "w", libver=libver, userblock_size=userblock) as file:
        write_types(file)
        write_shapes(file)
        write_layouts(file, chunks)
        write_groups(file)
        write_attributes(file)
    with open(os.path.join(folder, name + ".gz"), "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(memory.getvalue())


def main(folder):
    make(folder, "hdf5-earliest.h5", ("earliest", "v108"), (2, 3, 2))
    # One chunk: newer files index several chunks in their own ways.
    make(folder, "hdf5-latest.h5", "latest", SHAPE)
    make(folder, "hdf5-user-block.h5", ("earliest", "v108"), (4, 7, 1), userblock=1024)


if __name__ == "__main__":
    main(sys.argv[1])
