#!/usr/bin/env python3
"""Makes the documents beside it, and PGM files of their pages: by Pillow if a picture is extracted unchanged, otherwise by poppler.

Needs Pillow, qpdf, poppler-utils and libtiff-tools. Names before the hyphen say how a page is to be had: scan (taken out as it is) or drawn
(by pdftoppm). Of scans poppler says which way up they are, and does not decide a pixel: it draws pictures a pixel wider than they are.
"""

import io
import pathlib
import subprocess
import zlib

from PIL import Image, ImageChops, ImageDraw, ImageStat, TiffImagePlugin

FOLDER = pathlib.Path(__file__).parent
WIDTH, HEIGHT = 92, 61


def picture():
    """Marks that look different in each of the eight orientations, in several tones."""
    image = Image.new("RGB", (WIDTH, HEIGHT), (250, 246, 240))
    draw = ImageDraw.Draw(image)
    draw.line([(8, 6), (30, 6), (12, 50)], fill=(20, 30, 120), width=3)
    draw.ellipse([40, 20, 62, 48], outline=(10, 10, 10), width=3)
    draw.rectangle([70, 8, 84, 14], fill=(160, 60, 40))
    return image


class Document:
    """A PDF document, written object by object with a plain table of cross-references."""

    def __init__(self):
        self.objects = [None, None]

    def add(self, text, data=None):
        body = text if isinstance(text, bytes) else text.encode()
        if data is not None:
            body = body[:-2] + b" /Length %d >>\nstream\n" % len(data) + data + b"\nendstream"
        self.objects.append(body)
        return len(self.objects)

    def page(self, content, resources="", more="", box=(WIDTH, HEIGHT)):
        stream = self.add("<< >>", content.encode())
        return self.add(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {box[0]} {box[1]}] /Contents {stream} 0 R /Resources << {resources} >> {more} >>"
        )

    def save(self, name, pages):
        self.objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
        kids = " ".join(f"{page} 0 R" for page in pages)
        self.objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode()
        file, places = bytearray(b"%PDF-1.5\n"), []
        for number, body in enumerate(self.objects, 1):
            places.append(len(file))
            file += b"%d 0 obj\n" % number + body + b"\nendobj\n"
        start = len(file)
        file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
        file += b"".join(b"%010d 00000 n \n" % place for place in places)
        file += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start)
        (FOLDER / name).write_bytes(file)


def image_object(document, image, coding, more=""):
    """Adds a picture in one of the encodings of scanners; returns its number."""
    head = f"<< /Type /XObject /Subtype /Image /Width {image.width} /Height {image.height} {more}"
    space = {"1": "/ColorSpace /DeviceGray /BitsPerComponent 1", "L": "/ColorSpace /DeviceGray /BitsPerComponent 8",
             "RGB": "/ColorSpace /DeviceRGB /BitsPerComponent 8"}[image.mode]  # fmt: skip
    if coding == "jpeg":
        data = io.BytesIO()
        image.save(data, "jpeg", quality=92)
        return document.add(f"{head} {space} /Filter /DCTDecode >>", data.getvalue())
    if coding in ("g4", "g3"):
        return document.add(*fax(head, image, coding))
    if coding == "flate":
        return document.add(f"{head} {space} /Filter /FlateDecode >>", zlib.compress(image.tobytes()))
    if coding == "predicted":
        colors = len(image.getbands())
        row = image.width * colors
        pixels, rows = image.tobytes(), b""
        for y in range(image.height):
            line = pixels[y * row : (y + 1) * row]
            above = pixels[(y - 1) * row : y * row] if y else bytes(row)
            # The filter "Up".
            rows += b"\2" + bytes((a - b) % 256 for a, b in zip(line, above))
        parameters = f"/DecodeParms << /Predictor 15 /Colors {colors} /Columns {image.width} >>"
        return document.add(f"{head} {space} /Filter /FlateDecode {parameters} >>", zlib.compress(rows))
    return document.add(f"{head} {space} >>", image.tobytes())


def fax(head, image, coding):
    data = io.BytesIO()
    TiffImagePlugin.STRIP_SIZE = 1 << 20
    image.save(data, "tiff", compression={"g4": "group4", "g3": "group3"}[coding])
    with Image.open(data) as tiff:
        place, count = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
        options, white = tiff.tag_v2.get(292, 0), tiff.tag_v2[262] == 0
    k = -1 if coding == "g4" else 1 if options & 1 else 0
    parameters = f"<< /K {k} /Columns {image.width} /Rows {image.height} /EndOfLine {str(coding == 'g3').lower()}"
    parameters += f" /BlackIs1 {str(not white).lower()} >>"
    space = "/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode"
    return f"{head} {space} /DecodeParms {parameters} >>", data.getvalue()[place : place + count]


FILL = f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /P Do Q"


def scan(name, image, coding, content=FILL, more="", image_more="", box=(WIDTH, HEIGHT), resources="", turn=None):
    """A page with one picture, and what it shows: the picture, oriented by one of Pillow's constants."""
    document = Document()
    number = image_object(document, image, coding, image_more)
    document.save(name, [document.page(content, f"/XObject << /P {number} 0 R >> {resources}", more, box)])
    if name.startswith("scan"):
        shown = as_decoded(image, coding)
        if "Decode" in image_more:
            shown = ImageChops.invert(shown)
        save(name, 1, shown if turn is None else shown.transpose(turn))


def as_decoded(image, coding):
    if coding == "jpeg":
        data = io.BytesIO()
        image.save(data, "jpeg", quality=92)
        image = Image.open(data)
    return image.convert("L")


def save(name, page, shown):
    """Writes what a page shows, if poppler agrees."""
    drawing = drawn_by_poppler(name, page).resize(shown.size)
    turns = [None, *range(7)]
    apart = [ImageStat.Stat(ImageChops.difference(drawing, turned.resize(shown.size))).mean[0]
             for turned in (shown if turn is None else shown.transpose(turn) for turn in turns)]  # fmt: skip
    assert apart[0] == min(apart) and apart[0] < 10, f"{name}: {apart}"
    shown.save(FOLDER / f"{name[:-4]}.{page}.pgm")


def drawn_by_poppler(name, page):
    command = ["pdftoppm", "-r", "72", "-cropbox", "-gray", "-f", str(page), "-l", str(page), name]
    return Image.open(io.BytesIO(subprocess.run(command, check=True, cwd=FOLDER, capture_output=True).stdout))


def scans():
    color = picture()
    gray, ink = color.convert("L"), color.convert("L").point(lambda value: 255 * (value > 200)).convert("1")
    for coding in ("g4", "g3", "flate", "plain"):
        scan(f"scan-{coding}-1bit.pdf", ink, coding)
    for coding in ("jpeg", "flate", "predicted"):
        scan(f"scan-{coding}-gray.pdf", gray, coding)
        scan(f"scan-{coding}-color.pdf", color, coding)
    scan("scan-inverted.pdf", ink, "flate", image_more="/Decode [1 0]")
    # Pillow turns counterclockwise.
    for turn, pillow in ((90, Image.ROTATE_270), (180, Image.ROTATE_180), (270, Image.ROTATE_90)):
        scan(f"scan-turned{turn}.pdf", gray, "flate", more=f"/Rotate {turn}", turn=pillow)
        scan(f"scan-turned{turn}-jpeg.pdf", gray, "jpeg", more=f"/Rotate {turn}", turn=pillow)
    scan("scan-mirrored.pdf", gray, "flate", f"q {-WIDTH} 0 0 {HEIGHT} {WIDTH} 0 cm /P Do Q", turn=Image.FLIP_LEFT_RIGHT)
    scan("scan-flipped.pdf", gray, "flate", f"q {WIDTH} 0 0 {-HEIGHT} 0 {HEIGHT} cm /P Do Q", turn=Image.FLIP_TOP_BOTTOM)
    tall = (HEIGHT, WIDTH)
    scan("scan-left.pdf", gray, "flate", f"q 0 {WIDTH} {-HEIGHT} 0 {HEIGHT} 0 cm /P Do Q", box=tall, turn=Image.ROTATE_90)
    scan("scan-right.pdf", gray, "flate", f"q 0 {-WIDTH} {HEIGHT} 0 0 {WIDTH} cm /P Do Q", box=tall, turn=Image.ROTATE_270)
    scan("scan-transposed.pdf", gray, "flate", f"q 0 {-WIDTH} {-HEIGHT} 0 {HEIGHT} {WIDTH} cm /P Do Q", box=tall, turn=Image.TRANSPOSE)
    scan("scan-two-steps.pdf", gray, "flate", f"q 2 0 0 2 0 0 cm q {WIDTH / 2} 0 0 {HEIGHT / 2} 0 0 cm /P Do Q Q")
    words = "BT /F 8 Tf 3 Tr 10 10 Td (invisible \\( text) Tj ET "
    font = "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    scan("scan-searchable.pdf", gray, "flate", words + FILL, resources=font)
    pages = Document()
    numbers = [image_object(pages, image, coding) for image, coding in ((gray, "jpeg"), (ink, "g4"), (color, "flate"))]
    pages.save("scan-pages.pdf", [pages.page(FILL, f"/XObject << /P {number} 0 R >>") for number in numbers])
    run("qpdf", "--object-streams=generate", "scan-pages.pdf", "scan-packed.pdf")
    run("qpdf", "--linearize", "scan-pages.pdf", "scan-linear.pdf")
    for name in ("scan-pages.pdf", "scan-packed.pdf", "scan-linear.pdf"):
        for page, (image, coding) in enumerate(((gray, "jpeg"), (ink, "g4"), (color, "flate")), 1):
            save(name, page, as_decoded(image, coding))


def drawn():
    """Pages that show more than a picture, or one that cannot be extracted."""
    gray = picture().convert("L")
    document = Document()
    document.save("drawn-vector.pdf", [document.page("0 0 0 rg 10 10 30 4 re f 50 20 20 30 re S")])
    scan("drawn-over.pdf", gray, "flate", FILL + " 0 0 0 RG 3 w 5 5 m 80 55 l S")
    scan("drawn-visible-text.pdf", gray, "flate", FILL + " BT /F 20 Tf 10 10 Td (12) Tj ET",
         resources="/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>")  # fmt: skip
    note = "/Annots [<< /Type /Annot /Subtype /Square /Rect [5 5 40 40] /C [0 0 0] /F 4 >>]"
    scan("drawn-annotated.pdf", gray, "flate", more=note)
    scan("drawn-cropped.pdf", gray, "flate", more="/CropBox [0 0 46 61]")
    scan("drawn-stretched.pdf", gray, "flate", f"q {WIDTH} 0 0 {2 * HEIGHT} 0 0 cm /P Do Q", box=(WIDTH, 2 * HEIGHT))
    scan("drawn-twice.pdf", gray, "flate", f"q {WIDTH / 2} 0 0 {HEIGHT} 0 0 cm /P Do Q q {WIDTH / 2} 0 0 {HEIGHT} 46 0 cm /P Do Q")
    document = Document()
    mask = image_object(document, gray, "flate")
    number = image_object(document, gray, "flate", f"/SMask {mask} 0 R")
    document.save("drawn-transparent.pdf", [document.page(FILL, f"/XObject << /P {number} 0 R >>")])
    run("qpdf", "--encrypt", "", "owner", "256", "--", "scan-pages.pdf", "drawn-encrypted.pdf")
    run("qpdf", "--encrypt", "secret", "owner", "256", "--", "scan-pages.pdf", "locked.pdf")
    (FOLDER / "drawn-damaged.pdf").write_bytes((FOLDER / "scan-pages.pdf").read_bytes().replace(b"startxref\n", b"startxref\n9"))
    (FOLDER / "nothing.pdf").write_bytes(b"%PDF-1.7\nnothing here\n%%EOF\n")


def tiffs():
    color = picture()
    gray, ink = color.convert("L"), color.convert("L").point(lambda value: 255 * (value > 200)).convert("1")
    gray.save(FOLDER / "gray.tif", compression="tiff_lzw")
    ink.save(FOLDER / "ink.tif", compression="group4")
    color.save(FOLDER / "color.tif", compression="jpeg", quality=95)
    parts = [str(FOLDER / f"{name}.tif") for name in ("gray", "ink", "color")]
    run("tiffcp", *parts, "pages.tif")
    run("tiffcp", "-B", "-r", "16", "-c", "lzw", parts[0], parts[1], "strips.tif")
    for name in ("gray", "ink", "color"):
        (FOLDER / f"{name}.tif").unlink()


def run(*arguments):
    subprocess.run(arguments, check=True, cwd=FOLDER, env={"PATH": "/usr/bin:/bin"})


def expected():
    """The contents of the other pages: PDF pages by poppler, TIFF pages by Pillow."""
    for file in sorted(FOLDER.glob("drawn-*.pdf")):
        for page in range(1, 4 if file.stem in ("drawn-encrypted", "drawn-damaged") else 2):
            drawn_by_poppler(file.name, page).save(FOLDER / f"{file.stem}.{page}.pgm")
    for file in sorted(FOLDER.glob("*.tif")):
        with Image.open(file) as image:
            for page in range(image.n_frames):
                image.seek(page)
                image.convert("L").save(FOLDER / f"{file.stem}.{page + 1}.pgm")


if __name__ == "__main__":
    for old in [*FOLDER.glob("*.pdf"), *FOLDER.glob("*.pgm"), *FOLDER.glob("*.tif")]:
        old.unlink()
    scans()
    drawn()
    tiffs()
    expected()
