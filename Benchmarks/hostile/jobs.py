"""Jobs whose pages, forms or rows ask for much ("Database File Format", sqlite.org/fileformat2.html)."""

import base64
import json
import pathlib
import re
import sqlite3
import struct
import textwrap

from . import pictures

PAGE = 4096
SOURCE = pathlib.Path(__file__).resolve().parents[2] / "Sources" / "DigitJobs" / "JobSchema.swift"
FIELD = """INSERT INTO field (sheet, place, name, value, text, confidence, state, is_missing, alternatives, guesses, x, y, width, height,
    needs_review) VALUES (?, ?, ?, '1', '1', 1, 'sure', 0, '[]', '[]', 1, 1, 1, 1, 0)"""


def schema():
    """The statements that make an empty job, as the program has them."""
    text = SOURCE.read_text()
    number = {name: str(int(value.replace("_", ""), 0)) for name, value in re.findall(r"static let (\w+) = (\w+)", text)}
    statements = textwrap.dedent(re.search(r'sql: """\n(.*?)"""', text, re.S)[1])
    return re.sub(r"\\\((\w+)\)", lambda match: number[match[1]], statements)


def job(path, *rows, page=PAGE):
    """A job with rows: pairs of a statement and its arguments. Returns where its tables begin."""
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA page_size = {page}")
    database.executescript(schema())
    for statement, arguments in rows:
        database.executemany(statement, arguments)
    database.commit()
    roots = dict(database.execute("SELECT name, rootpage FROM sqlite_master"))
    database.close()
    return roots


def sheets(count):
    places = range(1, count + 1)
    yield "INSERT INTO sheet (id, hash, state, needs_review) VALUES (?, ?, 'read', 0)", [(place, f"h{place}") for place in places]
    yield "INSERT INTO source VALUES (?, 1, 0, ?)", [(f"f{place}", place) for place in places]


def interior(children, head=b"", size=PAGE):
    """A page of a table that refers to others."""
    cells = b"".join(struct.pack(">IB", child, 1) for child in children[:-1])
    start = size - len(cells)
    page = head + struct.pack(">BHHHBI", 5, 0, len(children) - 1, start, 0, children[-1])
    page += b"".join(struct.pack(">H", start + 5 * place) for place in range(len(children) - 1))
    return page + bytes(size - len(page) - len(cells)) + cells


def rewrite(path, change, size=PAGE):
    """Changes the pages of a file, and then the number of pages in its head."""
    data = path.read_bytes()
    pages = [data[start : start + size] for start in range(0, len(data), size)]
    change(pages)
    head = bytearray(pages[0])
    head[28:32] = struct.pack(">I", len(pages))
    head[92:96] = head[24:28]
    path.write_bytes(bytes(head) + b"".join(pages[1:]))


def levels(pages, child, count):
    """Appends pages that refer 301 times to the one below; returns the last one's number."""
    for _ in range(count):
        pages.append(interior([child] * 301))
        child = len(pages)
    return child


def rows_without_end(path):
    # Five levels of pages that refer to one page each: 10^13 rows.
    root = job(path, *sheets(1), (FIELD, [(1, place, "n") for place in range(20)]))["field"]

    def change(pages):
        pages.append(pages[root - 1])
        pages[root - 1] = interior([levels(pages, len(pages), 4)] * 301)

    rewrite(path, change)


def schema_without_end(path):
    # The row of an index may be in the schema any number of times; the schema is read before any statement.
    job(path)

    def change(pages):
        first = pages[0]
        count = struct.unpack(">H", first[103:105])[0]
        pages.append(first[100 : 108 + 2 * count] + bytes(100) + first[108 + 2 * count :])
        whole = len(pages)
        for start in struct.unpack(f">{count}H", first[108 : 108 + 2 * count]):
            row = first[start : start + 2 + first[start]]
            if first[start] < 128 and b"sqlite_autoindex_sheet_1sheet" in row:
                break
        start = PAGE - len(row)
        pages.append(struct.pack(">BHHHBH", 13, 0, 1, start, 0, start) + bytes(start - 10) + row)
        pages[0] = interior([whole] + [levels(pages, len(pages), 4)] * 301, head=first[:100])

    rewrite(path, change)


def values_that_share_pages(path):
    # A thousand names whose rest is one chain of pages, 2 MB long: 2 GB in all.
    root = job(path, *sheets(1), (FIELD, [(1, 0, "x" * 2_000_000)]))["field"]

    def change(pages):
        leaf = pages[root - 1]
        parents = []
        for _ in range(2):
            children = range(len(pages) + 1, len(pages) + 501)
            pages.extend([leaf] * len(children))
            pages.append(interior(list(children)))
            parents.append(len(pages))
        pages[root - 1] = interior(parents)

    rewrite(path, change)


def levels_without_end(path):
    # A chain of 60,000 pages of 512 bytes, each with one child: a check that calls itself needs a stack for all of them.
    root = job(path, *sheets(1), (FIELD, [(1, 0, "n")]), page=512)["field"]

    def change(pages):
        pages.append(pages[root - 1])
        for _ in range(60_000):
            pages.append(interior([len(pages)], size=512))
        pages[root - 1] = interior([len(pages)], size=512)

    rewrite(path, change, size=512)


def form(path, name, side):
    """A form with a white page."""
    picture = path.with_suffix(".png")
    pictures.png(picture, side, side, depth=1)
    text = "data:image/png;base64," + base64.b64encode(picture.read_bytes()).decode()
    picture.unlink()
    fields = [{"name": "n", "kind": "integer", "box": [10, 10, 100, 50]}]
    return json.dumps({"form": name, "page": [side, side], "fields": fields, "rules": [], "reference": text}).encode()


def forms_of_pixels(path):
    # 20 forms of 100 megapixels each.
    job(path, ("INSERT INTO form VALUES (?, 'h', ?)", [(f"f{place}", form(path, f"f{place}", 10_000)) for place in range(20)]))


def sheet_of_fields(path):
    # All fields of a sheet are held in memory.
    job(path, *sheets(1), (FIELD, [(1, place, "n") for place in range(300_000)]))


def sheets_of_other_fields(path):
    # A table of 40,000 rows with 40,000 fields.
    job(path, *sheets(40_000), (FIELD, [(place, 0, f"n{place}") for place in range(1, 40_001)]))
