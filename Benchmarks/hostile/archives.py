"""Zip, gzip, NumPy, IDX and table files that unpack to much more than they are, or claim to."""

import gzip
import io
import json
import os
import struct
import zipfile
import zlib

from . import hdf5, pictures


def deflated(path, members):
    """A zip archive of members that are given as parts, compressed."""
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            information = zipfile.ZipInfo(name)
            information.compress_type = zipfile.ZIP_DEFLATED
            with file.open(information, "w", force_zip64=True) as member:
                for part in content:
                    member.write(part)


def repeated(block, count):
    for _ in range(count):
        yield block


def weights():
    file = hdf5.File()
    stream = io.BytesIO()
    stream.write_bytes = stream.write
    hdf5.with_datasets(file, stream, [])
    return stream.getvalue()


def keras(path, configuration):
    deflated(path, {"config.json": configuration, "model.weights.h5": [weights()]})


def configuration_of_spaces(path):
    keras(path, repeated(b" " * (1 << 20), 500))


def configuration_of_numbers(path):
    keras(path, [b"[", b"0," * ((1 << 21) - 2), b"0]"])


def configuration_of_lists(path):
    keras(path, [b"[", b'[{"":0}],' * 460_000, b"0]"])


def configuration_nested(path):
    keras(path, [b"[" * (1 << 21), b"]" * (1 << 21)])


def sequential(layers):
    first = {"class_name": "InputLayer", "config": {"batch_shape": [None, 28, 28, 1], "name": "in"}}
    return {"class_name": "Sequential", "config": {"name": "s", "layers": [first, *layers]}}


def layer(kind, **settings):
    return {"class_name": kind, "config": settings}


def layers_of_one_name(path):
    keras(path, [json.dumps(sequential([layer("Dropout", name="a")] * 4090)).encode()])


def layers_nested(path):
    model = sequential([layer("Dropout", name=f"d{index}") for index in range(4000)])
    for _ in range(14):
        model = {"class_name": "Sequential", "config": {"name": "s", "layers": [model]}}
    keras(path, [json.dumps(model).encode()])


def layers_that_grow(path):
    keras(path, [json.dumps(sequential([layer("ZeroPadding2D", name="a", padding=1000)] * 20)).encode()])


def weights_of_zeros(path):
    deflated(path, {"config.json": [b"{}"], "model.weights.h5": repeated(bytes(1 << 20), 1000)})


def empty_members(path, names):
    """A zip archive of empty members, which share the bytes of one."""
    local = struct.pack("<4s5HIIIHH", b"PK\3\4", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    entry = struct.Struct("<4s6HIIIHHHHHII")
    entries = [entry.pack(b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0) + name for name in names]
    count, size, start = len(entries), sum(map(len, entries)), len(local)
    end64 = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, start + size, 1)
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    path.write_bytes(local + b"".join(entries) + end64 + locator + end)


def million_members(path):
    empty_members(path, [b"a"] * 1_000_000)


def members_in_many_folders(path):
    # Each member names 31 folders, which all differ from those of the others.
    empty_members(path, [f"{index:05x}".encode() + b"/a" * 30 + b"/x" for index in range(180_000)])


def members_in_own_folders(path):
    # The same within the levels that data may have: seven folders for each member.
    empty_members(path, [f"{index:05x}".encode() + b"/a" * 6 + b"/x" for index in range(180_000)])


def zip_of_pictures(path):
    # Each is below the limit for one picture, and takes a quarter of a second.
    picture, side = path.with_name("picture.png"), pictures.SIDE
    row = b"\xff" * (side // 8)
    ink = row[: side // 32] + bytes(side // 64) + row[side // 32 + side // 64 :]
    rows = zlib.compressobj(9)
    data = b"".join(rows.compress(b"\0" + (ink if side // 4 < y < side // 3 else row)) for y in range(side))
    pictures.png(picture, side, side, depth=1, data=data + rows.flush())
    deflated(path, {f"{index % 2}/{index}.png": [picture.read_bytes()] for index in range(100)})
    picture.unlink()


def folder_of_links(path):
    # The pictures of one folder, as those of 200 others.
    (path / "0").mkdir(parents=True)
    data = zlib.compress((b"\0" + bytes(range(28))) * 28)
    for index in range(2000):
        pictures.png(path / "0" / f"{index}.png", 28, 28, data=data)
    for count in range(2, 202):
        (path / ("0" * count)).symlink_to("0")


def links_to_a_picture(path):
    # A link has no size of its own.
    class_folder = path / "0"
    class_folder.mkdir(parents=True)
    pictures.png_of_marks(path / "picture.png")
    for index in range(200):
        (class_folder / f"{index}.png").symlink_to("../picture.png")


def array(kind, shape, start=b""):
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(text)) + text + start


def npz_of_truths(path):
    count = 600_000
    images = [array("|b1", (count, 28, 28)), *[bytes(count * 28) for _ in range(28)]]
    deflated(path, {"x_train.npy": images, "y_train.npy": [array("|u1", (count,)), bytes(count)]})


def npz_of_doubles(path):
    count = 20_000
    images = [array("<f8", (count, 28, 28)), *repeated(bytes(count * 8), 784)]
    deflated(path, {"x_train.npy": images, "y_train.npy": [array("<i8", (count,)), bytes(8 * count)]})


def npz_beyond_numbers(path):
    images = [array("<f8", (2**31, 2**31, 2**31, 2**31))]
    deflated(path, {"x_train.npy": images, "y_train.npy": [array("|u1", (10,)), bytes(10)]})


def npz_with_a_long_header(path):
    images = [b"\x93NUMPY\2\0" + struct.pack("<I", 1 << 30), *repeated(b" " * (1 << 20), 1 << 10)]
    deflated(path, {"x_train.npy": images, "y_train.npy": [array("|u1", (10,)), bytes(10)]})


def idx(path, images, labels, packed=True):
    path.mkdir()
    ending = ".gz" if packed else ""
    for name, parts in (("images-idx3", images), ("labels-idx1", labels)):
        file = path / f"t10k-{name}-ubyte{ending}"
        with gzip.open(file, "wb", 9) if packed else file.open("wb") as stream:
            for part in parts:
                stream.write(part)


def idx_of_zeros(path):
    count = 1_000_000
    images = [struct.pack(">IIII", 0x803, count, 28, 28), *repeated(bytes(count), 784)]
    idx(path, images, [struct.pack(">II", 0x801, count), bytes(count)])


def idx_beyond_numbers(path):
    idx(path, [struct.pack(">IIII", 0x803, *[2**32 - 1] * 3)], [struct.pack(">II", 0x801, 1), bytes(1)], packed=False)


def idx_of_many_members(path):
    idx(path, [], [], packed=False)
    (path / "t10k-images-idx3-ubyte").write_bytes(bytes(4))
    (path / "t10k-labels-idx1-ubyte").write_bytes(gzip.compress(b"") * 500_000)


def table_of_one_line(path):
    path.write_bytes(b"1," * 20_000_000)


def table_of_many_columns(path):
    path.write_bytes(b"," * ((1 << 20) - 1) + b"\n")


def table_of_short_rows(path):
    path.write_bytes(b"0,0\n" * 3_000_000)


def npz_of_bzip2(path):
    # Unpacked at a tenth of the speed of deflate.
    size = 78_000 * 784
    noise = int.from_bytes(os.urandom(size), "big") & int.from_bytes(os.urandom(size), "big") & int.from_bytes(b"\1" * size, "big")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as file:
        file.writestr("x_train.npy", array("|u1", (78_000, 28, 28)) + noise.to_bytes(size, "big"))
        file.writestr("y_train.npy", array("|u1", (78_000,)) + bytes(78_000))


def matlab_of_no_columns(path):
    # An array that needs no data, with two billion images.
    def element(kind, data):
        return struct.pack("<II", kind, len(data)) + data + bytes(-len(data) % 8)

    parts = [(6, struct.pack("<II", 9, 0)), (5, struct.pack("<II", 2**31 - 1, 0)), (1, b"train0"), (2, b"")]
    head = b"MATLAB 5.0 MAT-file".ljust(124) + struct.pack("<H2s", 0x100, b"IM")
    path.write_bytes(head + element(14, b"".join(element(*part) for part in parts)))
