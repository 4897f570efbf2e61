"""Pictures that declare many pixels in few bytes, or that cost more than their pixels."""

import os
import struct
import zlib

SIDE = 10_000  # 100 megapixels, the limit for decoding.


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def zeros(count):
    packer = zlib.compressobj(9)
    block = bytes(1 << 20)
    parts = [packer.compress(block[: min(len(block), count - start)]) for start in range(0, count, len(block))]
    return b"".join(parts) + packer.flush()


def png(path, width, height, depth=8, color=0, interlaced=0, extra=(), data=None):
    samples = {0: 1, 2: 3, 6: 4}[color]
    packed = zeros(height * (1 + (width * depth * samples + 7) // 8) + 8 * width) if data is None else data
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlaced))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + chunk(b"IDAT", packed) + chunk(b"IEND", b""))


def png_gray(path):
    png(path, SIDE, SIDE)


def png_bits(path):
    png(path, SIDE, SIDE, depth=1)


def png_color(path):
    png(path, SIDE, SIDE, color=2)


def png_transparent(path):
    png(path, SIDE, SIDE, depth=16, color=6)


def png_interlaced(path):
    png(path, SIDE, SIDE, color=2, interlaced=1)


def png_of_marks(path):
    # Upright strokes like ones, 4,000 of them.
    width, height, step = 4000, 3200, 56
    ink = b"".join(bytes([0 if 20 <= x % step < 26 else 255]) for x in range(width))
    rows = b"".join(b"\0" + (ink if 10 <= y % step < 46 else b"\xff" * width) for y in range(height))
    png(path, width, height, data=zlib.compress(rows, 9))


def png_of_dots(path):
    # As many pieces of ink as possible.
    width, height = 8000, 8000
    rows = [b"\0" + b"\0\xff\xff\xff" * (width // 4), *[b"\0" + b"\xff" * width] * 3] * (height // 4)
    png(path, width, height, data=zlib.compress(b"".join(rows), 9))


def png_of_columns(path, width=16_000, height=2_490):
    # As many runs of ink as possible: every second pixel.
    row = b"\0" + (b"\0\xff" * width)[:width]
    png(path, width, height, data=zlib.compress(row * height, 9))


def png_of_a_strip(path):
    # So narrow that it is hardly reduced to be read.
    png_of_columns(path, 299, 133_000)


def png_of_two_columns(path):
    # Lines of one piece each, none of which goes on in another one: each was measured again for each other one.
    blank = b"\0" + b"\xff" * 52
    rows = [bytearray(blank) for _ in range(4000 * 12 + 8)]
    for place in range(8000):
        x, y = 13 + place % 2 * 14, 4 + place // 2 * 12 + place % 2 * 6
        for row in rows[y : y + 8]:
            row[x : x + 6] = bytes(6)
        for row in rows[y + 2 : y + 6]:
            row[x + 2 : x + 4] = b"\xff\xff"
    png(path, 52, len(rows), data=zlib.compress(b"".join(rows), 9))


def png_of_a_long_line(path):
    # 3,000 zeros: decoding took memory and time with the square of their number.
    pitch, size = 13, 26
    circle = [bytes(0 if 9 < (2 * x - 11) ** 2 / 3 + (2 * y - 13) ** 2 / 4 < 36 else 255 for x in range(pitch)) for y in range(14)]
    margin = b"\xff" * 20
    blank = b"\xff" * pitch
    rows = [b"\0" + margin + (circle[y - 6] if 6 <= y < 20 else blank) * 3000 + margin for y in range(size)]
    png(path, 3000 * pitch + 40, size, data=zlib.compress(b"".join(rows), 9))


def png_too_much_data(path):
    png(path, 100, 100, data=zeros(1 << 30))


def png_texts(path):
    text = chunk(b"zTXt", b"k\0\0" + zeros(7_900_000))
    png(path, 100, 100, extra=[text] * 900)


def png_profile(path):
    png(path, 100, 100, extra=[chunk(b"iCCP", b"p\0\0" + zeros(1 << 29))])


def segment(marker, data):
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def jpeg(path, frame, scans, width=SIDE, height=SIDE):
    tables = segment(0xDB, bytes([0]) + bytes([1] * 64))
    # One code of one bit in each table: no difference for the first coefficient, a run of blocks without others.
    codes = segment(0xC4, bytes([0x00, 1] + [0] * 15 + [0]) + bytes([0x10, 1] + [0] * 15 + [0xE0]))
    head = segment(frame, struct.pack(">BHHBBBB", 8, height, width, 1, 1, 0x11, 0))
    path.write_bytes(b"\xff\xd8" + tables + codes + head + b"".join(scans) + b"\xff\xd9")


def scan(first, last, approximation, bits):
    data = bytes((bits + 7) // 8)
    return segment(0xDA, bytes([1, 1, 0x00, first, last, approximation])) + data


def jpeg_of_scans(path, count=100):
    blocks = ((SIDE + 7) // 8) ** 2
    runs = blocks // 16384 + 1
    scans = [scan(0, 0, 0x00, blocks)]
    scans += [scan(1, 63, 0x0D if index == 0 else 0x10 * (14 - index) + 13 - index, 15 * runs) for index in range(14)]
    scans += [scan(1, 63, 0x10, 15 * runs)] * (count - len(scans))
    jpeg(path, 0xC2, scans)


def jpeg_arithmetic(path):
    # Arithmetic coding: 62 zeros and one coefficient in each block, in 12 scans; such decisions take next to no bits.
    first = bytes.fromhex(
        "4bc60000000000016874004eea00000000b56a5d800000000dfda10000000002b96f30929de6099a37e73a6eb7ba79e87dcd314d973832e8bea0"
    )
    dc = segment(0xCC, b"\x00\x10") + segment(0xDA, bytes([1, 1, 0x00, 0, 0, 0])) + b"\x4b\xc6"
    approximations = [0x0A, *[0x10 * (high + 1) + high for high in range(9, -1, -1)]]
    headers = [segment(0xCC, b"\x10\x05") + segment(0xDA, bytes([1, 1, 0x00, 1, 63, kind])) for kind in approximations]
    jpeg(path, 0xCA, [dc, headers[0] + first, *[header + b"\x4b\xc6" for header in headers[1:]]])


def jpeg_plain(path):
    codes = segment(0xC4, bytes([0x10, 1] + [0] * 15 + [0x00]))
    blocks = ((SIDE + 7) // 8) ** 2
    jpeg(path, 0xC0, [codes, scan(0, 63, 0, 2 * blocks)])


def directory(entries, following=0):
    body = b"".join(struct.pack("<HHII", *entry) for entry in sorted(entries))
    return struct.pack("<H", len(entries)) + body + struct.pack("<I", following)


def tiff(path, entries, data, more=b""):
    place = 8
    fixed = [(256, 4, 1, SIDE), (257, 4, 1, SIDE), (258, 3, 1, 8), (262, 3, 1, 1), (277, 3, 1, 1)]
    start = place + len(directory(fixed + entries(0)))
    path.write_bytes(b"II*\0" + struct.pack("<I", place) + directory(fixed + entries(start)) + data + more)


def tiff_strip(path):
    data = zeros(SIDE * SIDE)
    tiff(path, lambda start: [(259, 3, 1, 8), (273, 4, 1, start), (278, 4, 1, SIDE), (279, 4, 1, len(data))], data)


def tiff_tile(path):
    data = zeros(1 << 24)
    side = 1 << 15

    def entries(start):
        return [(259, 3, 1, 8), (322, 4, 1, side), (323, 4, 1, side), (324, 4, 1, start), (325, 4, 1, len(data))]

    tiff(path, entries, data)


def tiff_of_tiny_tiles(path):
    count = (SIDE // 16) ** 2

    def entries(start):
        return [(259, 3, 1, 1), (322, 4, 1, 16), (323, 4, 1, 16), (324, 4, count, start), (325, 4, count, start)]

    tiff(path, entries, struct.pack("<I", 256) * count)


def tiff_of_scans(path):
    jpeg_of_scans(path)
    data = path.read_bytes()
    tiff(path, lambda start: [(259, 3, 1, 7), (273, 4, 1, start), (278, 4, 1, SIDE), (279, 4, 1, len(data))], data)


def tiff_of_shared_strips(path, count=100_000):
    # Strips that are all the same megabyte, whose bits are reversed for each of them (FillOrder 2).
    width, size = 100, 1 << 20
    fixed = [(256, 4, 1, width), (257, 4, 1, count), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (266, 3, 1, 2)]
    lists = 8 + len(directory([(0, 0, 0, 0)] * 10))
    data = lists + 8 * count
    fixed += [(273, 4, count, lists), (277, 3, 1, 1), (278, 4, 1, 1), (279, 4, count, lists + 4 * count)]
    body = struct.pack("<I", data) * count + struct.pack("<I", size) * count + bytes(size)
    path.write_bytes(b"II*\0" + struct.pack("<I", 8) + directory(fixed) + body)


def tiff_of_hidden_scans(path, compression=(259, 1, 1, 7), sized=True):
    # The compression is a byte, which libtiff understands.
    jpeg_of_scans(path)
    data = path.read_bytes()
    sizes = [(279, 4, 1, len(data))] if sized else []
    tiff(path, lambda start: [compression, (273, 4, 1, start), (278, 4, 1, SIDE), *sizes], data)


def tiff_of_scans_twice(path):
    # The compression is repeated, as if for two samples.
    tiff_of_hidden_scans(path, (259, 3, 2, 7 | 7 << 16))


def tiff_of_unsized_scans(path):
    # The strip has no size, which libtiff guesses.
    tiff_of_hidden_scans(path, (259, 3, 1, 7), sized=False)


def tiff_of_a_high_strip(path):
    # One row, but the JPEG of its strip has 10,000, which the decoder holds in memory.
    jpeg_of_scans(path, 15)
    data = path.read_bytes()
    entries = [(256, 4, 1, SIDE), (257, 4, 1, 1), (258, 3, 1, 8), (259, 3, 1, 7), (262, 3, 1, 1), (277, 3, 1, 1), (278, 4, 1, 1)]
    start = 8 + len(directory(entries + [(0, 0, 0, 0)] * 2))
    entries += [(273, 4, 1, start), (279, 4, 1, len(data))]
    path.write_bytes(b"II*\0" + struct.pack("<I", 8) + directory(entries) + data)


def tiff_of_fax_changes(path, count=17_000_000):
    # A row with changes, and one that goes back and forth between the same columns in 9 bits (ITU-T T.6, table 1).
    start_bits = "001" + "000111" + "010" + "1"
    period = ("010" + "000010") * 8
    lead = -len(start_bits) % 8
    head = int(start_bits + period[:lead], 2).to_bytes(2, "big")
    data = head + int(period[lead:] + period[:lead], 2).to_bytes(9, "big") * (count // 8)
    fixed = [(256, 4, 1, 1000), (257, 4, 1, 2), (258, 3, 1, 1), (259, 3, 1, 4), (262, 3, 1, 1), (277, 3, 1, 1), (278, 4, 1, 2)]
    start = 8 + len(directory(fixed + [(0, 0, 0, 0)] * 2))
    fixed += [(273, 4, 1, start), (279, 4, 1, len(data))]
    path.write_bytes(b"II*\0" + struct.pack("<I", 8) + directory(fixed) + data)


def tiff_of_directories(path):
    one = [(256, 4, 1, 1), (257, 4, 1, 1)]
    size = len(directory(one))
    parts = [directory(one, 8 + size * (index + 1)) for index in range(200_000)]
    path.write_bytes(b"II*\0" + struct.pack("<I", 8) + b"".join(parts) + directory(one))


def tiff_of_directories_in_each_other(path):
    # Of 65,535 entries each, and 20 bytes after the one before: the links to the next ones are behind the entries of the first.
    entries, step, count = 65_535, 20, 4_000
    length = 2 + 12 * entries
    data = bytearray(b"II*\0" + struct.pack("<I", 8) + bytes(length + step * count + 4))
    for index in range(count):
        place = 8 + step * index
        data[place : place + 2] = struct.pack("<H", entries)
        following = place + step if index + 1 < count else 0
        data[place + length : place + length + 4] = struct.pack("<I", following)
    path.write_bytes(data)


def tiff_of_shared_values(path):
    # Four thousand unknown entries, all with the same megabyte.
    value = bytes(1_000_000)
    tiff(
        path,
        lambda start: (
            [(259, 3, 1, 1), (273, 4, 1, start), (278, 4, 1, SIDE), (279, 4, 1, len(value))]
            + [(40_000 + index, 1, len(value), start) for index in range(4_000)]
        ),
        value,
    )


def webp(path):
    # Lossless, five codes of one symbol each: no bits for a pixel (RFC 9649, section 3).
    bits = [(16_000 - 1, 14), (6_200 - 1, 14), (0, 1), (0, 3), (0, 1), (0, 1), (0, 1)]
    for _ in range(5):
        bits += [(1, 1), (0, 1), (0, 1), (0, 1)]
    number = place = 0
    for value, count in bits:
        number |= value << place
        place += count
    data = b"\x2f" + number.to_bytes((place + 7) // 8, "little")
    data += bytes(len(data) % 2)
    body = b"WEBPVP8L" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)


def bmp(path):
    head = b"BM" + struct.pack("<IIIIiiHHIIIIII", 0, 0, 62, 40, SIDE, SIDE, 1, 1, 0, 0, 0, 0, 2, 0)
    path.write_bytes(head + bytes(8) + bytes((SIDE + 31) // 32 * 4 * SIDE))


def pbm(path):
    path.write_bytes(b"P4\n10000 10000\n" + bytes(1250 * SIDE))


def pgm_text(path):
    path.write_bytes(b"P2\n2000 2000\n255\n" + b"0 " * 4_000_000)


def pgm_comment(path):
    path.write_bytes(b"P5\n#" + b"x" * 20_000_000)


def folders_in_a_circle(path):
    path.mkdir()
    for name in "abcdefgh":
        os.symlink(".", path / name)
    (path / "a.png").write_bytes(b"")


def folder_of_folders(path):
    for index in range(3000):
        (path / str(index)).mkdir(parents=True)


def folder_of_one_bomb(path):
    for digit in "01":
        (path / digit).mkdir(parents=True)
        png_gray(path / digit / "a.png")
