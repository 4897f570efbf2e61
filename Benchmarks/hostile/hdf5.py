"""HDF5 files that cost a careless reader much time or memory ("HDF5 File Format Specification", version 3)."""

import struct
import zlib

UNDEFINED = b"\xff" * 8
FLOAT = struct.pack("<B3sIHHBBBBI", 0x11, b"\x20\x1f\0", 4, 0, 32, 23, 8, 0, 23, 127)
DOUBLE = struct.pack("<B3sIHHBBBBI", 0x11, b"\x20\x3f\0", 8, 0, 64, 52, 11, 0, 52, 1023)
BYTE = struct.pack("<B3sIHH", 0x10, b"\0\0\0", 1, 0, 8)
VARIABLE_STRING = struct.pack("<B3sI", 0x19, b"\1\0\0", 16) + struct.pack("<B3sI", 0x13, b"\0\0\0", 1)


class File:
    """Bytes with the superblock (version 2) in front."""

    def __init__(self):
        self.body = bytearray(48)

    def put(self, data):
        self.body += bytes(-len(self.body) % 8)
        address = len(self.body)
        self.body += data
        return address

    def write(self, path, root):
        start = b"\x89HDF\r\n\x1a\n" + struct.pack("<BBBB", 2, 8, 8, 0) + bytes(8) + UNDEFINED
        self.body[:48] = start + struct.pack("<QQI", len(self.body), root, 0)
        path.write_bytes(self.body)


def message(kind, body):
    return struct.pack("<BHB", kind, len(body), 0) + body


def header(*messages):
    body = b"".join(messages)
    return b"OHDR\2\2" + struct.pack("<I", len(body)) + body + bytes(4)


def link(name, address):
    return message(6, struct.pack("<BBB", 1, 0, len(name)) + name.encode() + struct.pack("<Q", address))


def space(*sizes):
    return struct.pack("<BBBB", 2, len(sizes), 0, 1 if sizes else 0) + struct.pack(f"<{len(sizes)}Q", *sizes)


def attribute(name, kind, shape, data):
    name = name.encode() + b"\0"
    return message(12, struct.pack("<BBHHHB", 3, 0, len(name), len(kind), len(shape), 0) + name + kind + shape + data)


def filters(*pairs):
    body = struct.pack("<BB", 2, len(pairs))
    for number, settings in pairs:
        body += struct.pack("<HHH", number, 0, len(settings)) + struct.pack(f"<{len(settings)}I", *settings)
    return message(11, body)


def single_chunk(address, stored, sizes, value):
    sizes = [*sizes, value]
    body = struct.pack("<BBBBB", 4, 2, 2, len(sizes), 8) + struct.pack(f"<{len(sizes)}Q", *sizes)
    return message(8, body + struct.pack("<BQIQ", 1, stored, 0, address))


def tree_of_chunks(address, sizes, value):
    sizes = [*sizes, value]
    return message(8, struct.pack("<BBBQ", 3, 2, len(sizes), address) + struct.pack(f"<{len(sizes)}I", *sizes))


def contiguous(address, size):
    return message(8, struct.pack("<BB", 3, 1) + (UNDEFINED if address is None else struct.pack("<Q", address)) + struct.pack("<Q", size))


def dataset(file, kind, sizes, *rest):
    return file.put(header(message(1, space(*sizes)), message(3, kind), *rest))


def with_datasets(file, path, addresses):
    """A file whose one layer has these datasets as its variables."""
    variables = header(*[link(str(index), address) for index, address in enumerate(addresses)])
    layer = file.put(header(link("vars", file.put(variables))))
    layers = file.put(header(link("dense", layer)))
    file.write(path, file.put(header(link("layers", layers))))


def shuffled_by_a_huge_size(path):
    file = File()
    packed = zlib.compress(bytes(50_000))
    address = file.put(packed)
    unpacking = filters((2, [2**32 - 1]), (1, [9]))
    with_datasets(file, path, [dataset(file, FLOAT, [12_500], unpacking, single_chunk(address, len(packed), [12_500], 4))] * 200)


def chunk_of_a_gigabyte(path):
    file = File()
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1 << 10)) + packer.flush()
    address = file.put(packed)
    with_datasets(file, path, [dataset(file, FLOAT, [1], filters((1, [9])), single_chunk(address, len(packed), [1 << 28], 4))])


def one_chunk_for_many(path):
    file = File()
    packed = zlib.compress(bytes(1 << 22), 9)
    address = file.put(packed)
    parts = [filters((1, [9])), single_chunk(address, len(packed), [1 << 20], 4)]
    with_datasets(file, path, [dataset(file, FLOAT, [1], *parts) for _ in range(4000)])


def never_written(path):
    file = File()
    with_datasets(file, path, [dataset(file, BYTE, [1 << 20], contiguous(None, 0)) for _ in range(4000)])


def hardly_written(path):
    # One double is stored and 31 million are the fill value: the whole dataset more than once is too much.
    file = File()
    address = file.put(bytes(20_000_000))
    fill = message(5, struct.pack("<BBId", 3, 0x20, 8, 1.5))
    with_datasets(file, path, [dataset(file, DOUBLE, [31_000_000], fill, contiguous(address, 8))])


def chunks_in_a_circle(path):
    file = File()
    address = file.put(bytes(24 + 64 * 32))
    entries = b"".join(struct.pack("<IIQQQ", 4, 0, 0, 0, address) for _ in range(64))
    node = b"TREE" + struct.pack("<BBH", 1, 5, 64) + UNDEFINED * 2 + entries
    file.body[address : address + len(node)] = node
    file.put(bytes(64))
    with_datasets(file, path, [dataset(file, FLOAT, [1 << 20], tree_of_chunks(address, [1], 4))])


def header_in_a_circle(path):
    file = File()
    count = 50_000
    address = len(file.body) + -len(file.body) % 8
    size = 4 + count * 20 + 4
    block = b"OCHK" + message(16, struct.pack("<QQ", address, size)) * count + bytes(4)
    assert file.put(block) == address
    file.write(path, file.put(header(message(16, struct.pack("<QQ", address, len(block))))))


def many_times_one_string(path):
    file = File()
    text = b"x" * 60_000
    body = struct.pack("<HH4xQ", 1, 1, len(text)) + text + bytes(-len(text) % 8)
    heap = file.put(b"GCOL\1\0\0\0" + struct.pack("<Q", 16 + len(body)) + body)
    entry = struct.pack("<IQI", len(text), heap, 1)
    lists = [attribute(f"layer_names{index}", VARIABLE_STRING, space(1000), entry * 1000) for index in range(40)]
    file.write(path, file.put(header(*lists)))


def many_attributes(path):
    file = File()
    names = [attribute(f"layer_names{index}", VARIABLE_STRING, space(0), b"") for index in range(4096)]
    others = [attribute("", VARIABLE_STRING, space(0), b"")] * 60_000
    file.write(path, file.put(header(*others, *names)))


def long_names(path):
    file = File()
    heap_data = file.put(b"x" * 60_000 + bytes(8))
    heap = file.put(b"HEAP\0\0\0\0" + struct.pack("<QQQ", 60_008, 0, heap_data))
    entry = struct.pack("<QQI20x", 0, 48, 0)
    table = file.put(b"SNOD\1\0" + struct.pack("<H", 60_000) + entry * 60_000)
    file.write(path, file.put(header(message(17, struct.pack("<QQ", table, heap)))))


def groups_in_a_circle(path):
    file = File()
    size = len(header(*[link(f"g{index}", 0) for index in range(10, 90)]))
    address = len(file.body) + -len(file.body) % 8
    assert file.put(header(*[link(f"g{index}", address) for index in range(10, 90)])) == address and size
    file.write(path, address)
