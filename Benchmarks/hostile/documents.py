"""PDF documents whose objects refer to themselves, are used many times, or unpack to much more than their size."""

import struct
import zlib

PAGES = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>"}
DRAWING = b"q 600 0 0 800 0 0 cm /I Do Q"
WIDTH, HEIGHT = 60, 80
PIXELS = WIDTH * HEIGHT


def stream(entries, data):
    return b"<<" + entries + b"/Length %d>>\nstream\n" % len(data) + data + b"\nendstream"


def packed_stream(entries, data):
    return stream(entries + b"/Filter/FlateDecode", zlib.compress(data, 9))


def page(contents=b"4 0 R", more=b""):
    return b"<</Type/Page/Parent 2 0 R/Contents " + contents + b"/Resources<</XObject<</I 5 0 R>>>>" + more + b">>"


def one_page(picture=b""):
    # A page that is a scan: a picture, the drawing of it, and nothing else.
    head = b"/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8" % (WIDTH, HEIGHT)
    return {**PAGES, 3: page(), 4: stream(b"", DRAWING), 5: stream(head + picture, b"\xff" * PIXELS)}


def ended(file, place):
    return bytes(file) + b"startxref\n%d\n%%%%EOF\n" % place


def pdf(path, objects, packed=()):
    """Writes objects by number, and the streams and indices of packed ones by number."""
    file, places, packed = bytearray(b"%PDF-1.5\n"), {}, dict(packed)
    for number, body in objects.items():
        places[number] = len(file)
        file += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    last = max(*objects, *packed, 0) + 1
    rows = b""
    for number in range(last):
        kind = 1 if number in places else 2 if number in packed else 0
        rows += struct.pack(">BII", kind, *((places[number], 0) if kind == 1 else packed.get(number, (0, 0))))
    place = len(file)
    file += b"%d 0 obj\n" % last + stream(b"/Type/XRef/W[1 4 4]/Size %d/Root 1 0 R" % last, rows) + b"\nendobj\n"
    path.write_bytes(ended(file, place))


def object_stream(members, length=None):
    heads, bodies = b"", b""
    for number, body in members.items():
        heads += b"%d %d " % (number, len(bodies))
        bodies += body + b" "
    entries = b"/Type/ObjStm/N %d/First %d" % (len(members), len(heads))
    if length is None:
        return packed_stream(entries, heads + bodies)
    return b"<<" + entries + b"/Length " + length + b">>\nstream\n" + heads + bodies + b"\nendstream"


def object_stream_in_itself(path):
    # Its length is an object that is packed in it.
    pdf(path, {7: object_stream({1: PAGES[1], 6: b"20"}, b"6 0 R")}, {1: (7, 0), 6: (7, 1)})


def object_streams_in_each_other(path):
    # The length of each is packed in the other one.
    streams = {7: object_stream({1: PAGES[1], 6: b"20"}, b"9 0 R"), 8: object_stream({9: b"20"}, b"6 0 R")}
    pdf(path, streams, {1: (7, 0), 6: (7, 1), 9: (8, 0)})


def object_stream_of_many_heads(path):
    # Each object is behind a million heads of others.
    members = {1: PAGES[1], 2: PAGES[2], 3: page(more=b"/Annots[" + b"6 0 R " * 500 + b"]"), 6: b"<</Subtype/Link>>"}
    count = 1_000_000
    heads, bodies = b"0 0 " * count, b""
    for number, body in members.items():
        heads += b"%d %d " % (number, len(bodies))
        bodies += body + b" "
    entries = b"/Type/ObjStm/N %d/First %d" % (count + len(members), len(heads))
    objects = {4: stream(b"", DRAWING), 5: one_page()[5], 7: packed_stream(entries, heads + bodies)}
    pdf(path, objects, {number: (7, count + index) for index, number in enumerate(members)})


def object_streams_in_turns(path):
    # Two of four megabytes: neither can be kept while the other one is used.
    link = b"<</Subtype/Link>>" + b" " * 4_000_000
    objects = one_page() | {8: object_stream({6: link}), 9: object_stream({7: link})}
    objects[3] = page(more=b"/Annots[" + b"6 0 R 7 0 R " * 500 + b"]")
    pdf(path, objects, {6: (8, 0), 7: (9, 0)})


def table(path, count, tables=1):
    # Rows of one byte that are packed to nothing, each of them an object; several tables are a chain.
    file, place, rows = bytearray(b"%PDF-1.5\n"), None, b"\1" * count
    for index in range(tables):
        previous = b"" if place is None else b"/Prev %d" % place
        entries = b"/Type/XRef/W[1 0 0]/Size %d/Root 1 0 R" % count + previous
        place = len(file)
        file += b"%d 0 obj\n" % (9 + index) + packed_stream(entries, rows) + b"\nendobj\n"
    path.write_bytes(ended(file, place))


def table_of_many_rows(path):
    table(path, 16_000_000)


def table_of_rows_below_the_limit(path):
    table(path, 4_000_000)


def chain_of_tables(path):
    table(path, 65_000, tables=1000)


def plain_table_of_short_rows(path):
    # Six bytes for an entry in memory.
    count = 3_300_000
    start = b"%PDF-1.5\n1 0 obj<<>>endobj\n"
    file = start + b"xref\n0 %d\n" % count + b"0 0 n " * count + b"trailer<</Root 1 0 R>>\n"
    path.write_bytes(ended(file, len(start)))


def empty_content_many_times(path):
    # Five megabytes that decompress to nothing, in blocks of none (RFC 1951, section 3.2.4).
    blocks = b"\x78\x01" + b"\0\0\0\xff\xff" * 1_000_000 + b"\x01\0\0\xff\xff" + struct.pack(">I", 1)
    objects = one_page() | {6: stream(b"/Filter/FlateDecode", blocks)}
    objects[3] = page(b"[" + b"6 0 R " * 4000 + b"4 0 R]")
    pdf(path, objects)


def content(path, data):
    pdf(path, one_page() | {4: packed_stream(b"", data + b"n " + DRAWING)})


def content_of_numbers(path):
    # Operands without an operator.
    content(path, b"0 " * 2_000_000)


def content_of_lists(path):
    content(path, b"[0]" * 1_300_000)


def content_of_dictionaries(path):
    content(path, b"<</a 0>>" * 500_000)


def content_of_one_list(path):
    content(path, b"[" + b"[0]" * 1_300_000 + b"]")


def content_of_operators(path):
    # As many values as fit, none of them too many for its operator.
    content(path, b".5 .5 .5 d " * 390_000)


def content_of_many_operators(path):
    # The longest content, in a file just large enough for it.
    objects = one_page() | {4: packed_stream(b"", b".5 .5 .5 d " * 1_500_000 + DRAWING), 6: stream(b"", b"\xff" * 630_000)}
    pdf(path, objects)


def annotations_of_many_values(path):
    # One object is read 900 times.
    objects = one_page() | {6: b"<</Subtype/Link/X[" + b"0 " * 125_000 + b"]>>"}
    objects[3] = page(more=b"/Annots[" + b"6 0 R " * 900 + b"]")
    pdf(path, objects)


def annotations_of_some_values(path):
    # As many values as an object may have.
    objects = one_page() | {6: b"<</Subtype/Link/X[" + b".5 " * 32_000 + b"]>>"}
    objects[3] = page(more=b"/Annots[" + b"6 0 R " * 900 + b"]")
    pdf(path, objects)


def picture_of_many_parameters(path):
    # Each parameter of the picture's filter is the same long object.
    parameters = b"/DecodeParms<<" + b"".join(b"/K%d 6 0 R" % index for index in range(10_000)) + b">>"
    pdf(path, one_page(b"/Filter/FlateDecode" + parameters) | {6: b"[" + b"0 " * 30_000 + b"]"})


def pages_of_one_page(path):
    # A list of pages of three million entries.
    pdf(path, one_page() | {2: b"<</Type/Pages/Kids[" + b"3 0 R " * 3_300_000 + b"]/Count 1/MediaBox[0 0 600 800]>>"})
