"""Writes the image files that DigitPhoto is tested with, and their gray values by Pillow.

    pip install pillow==13.0.0 numpy && python make.py

Each line of manifest.txt: file, width and height upright, file with the gray values (a byte per pixel), the largest difference
that is allowed. Kinds of PNG and BMP that Pillow reads but does not write are put together here by hand.
"""

import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

HERE = Path(__file__).parent
WIDTH, HEIGHT = 37, 23
manifest = []


def record(name, tolerance, reference=None):
    if reference is None:
        image = ImageOps.exif_transpose(Image.open(HERE / name))
        if image.mode.startswith("I"):
            reference = Image.fromarray((np.asarray(image).astype(int) * 255 / 65535).round().astype(np.uint8))
        elif image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
            rgba = image.convert("RGBA")
            reference = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("L")
        else:
            reference = image.convert("L")
    values = reference.tobytes()
    known = HERE / f"{zlib.crc32(values):08x}.gray"
    known.write_bytes(values)
    manifest.append(f"{name} {reference.width} {reference.height} {known.name} {tolerance}")


def save(image, name, tolerance=0, **options):
    image.save(HERE / name, **options)
    record(name, tolerance)


def png(name, rows, depth, color, interlaced=False, tolerance=0):
    """Assembles a PNG; rows are lists of sample values."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    def packed(samples):
        if depth == 16:
            return struct.pack(f">{len(samples)}H", *samples)
        bits = "".join(f"{sample:0{depth}b}" for sample in samples)
        bits += "0" * (-len(bits) % 8)
        return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))

    array = np.asarray(rows)
    channels = array.shape[2] if array.ndim == 3 else 1
    array = array.reshape(array.shape[0], array.shape[1], channels)
    passes = [(0, 0, 1, 1)]
    if interlaced:
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    data = b""
    for x, y, dx, dy in passes:
        for row in array[y::dy, x::dx]:
            if row.size:
                data += b"\0" + packed(row.reshape(-1).tolist())
    header = struct.pack(">IIBBBBB", array.shape[1], array.shape[0], depth, color, 0, 0, int(interlaced))
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(data, 9)), (b"IEND", b"")]
    (HERE / name).write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in chunks))
    record(name, tolerance)


# A gradient of colors with a dark stroke: asymmetric, so that a wrong orientation is noticed, and with odd sizes, so that padding is.
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
rgb = np.stack([200 - 3 * x, 90 + 6 * y, 140 + 2 * x - 3 * y], axis=-1).clip(0, 255)
rgb[abs(x - 6 - y) < 2] = (20, 30, 60)
rgb = rgb.astype(np.uint8)
color = Image.fromarray(rgb)
gray = color.convert("L")
levels = np.asarray(gray).astype(int)
fade = Image.fromarray((x * 6).astype(np.uint8))
stroke = Image.fromarray(np.where(abs(x - 6 - y) < 2, 255, 0).astype(np.uint8))

# PNG
save(gray, "gray8.png")
save(color, "rgb8.png")
save(gray.convert("1"), "gray1.png")
png("gray2.png", levels >> 6, 2, 0)
png("gray4.png", levels >> 4, 4, 0)
png("gray16.png", levels * 257 + 99 * (levels < 200), 16, 0, tolerance=1)
png("rgb16.png", rgb.astype(int) * 257, 16, 2)
png("interlaced.png", rgb, 8, 2, interlaced=True)
save(color.quantize(2), "palette1.png", bits=1, tolerance=1)
save(color.quantize(4), "palette2.png", bits=2, tolerance=1)
save(color.quantize(16), "palette4.png", bits=4, tolerance=1)
save(color.quantize(200), "palette8.png", tolerance=1)
save(color.quantize(16), "palette-transparent.png", transparency=bytes(range(0, 256, 16)), tolerance=2)
rgba = color.copy()
rgba.putalpha(fade)
save(rgba, "rgba8.png", tolerance=2)
save(Image.merge("LA", (gray, fade)), "gray-alpha.png", tolerance=2)
save(Image.merge("RGBA", (Image.new("L", color.size, 0),) * 3 + (stroke,)), "alpha-only.png")
white = Image.merge("RGBA", (Image.new("L", color.size, 255),) * 3 + (stroke,))
white.save(HERE / "alpha-only-white.png")
record("alpha-only-white.png", 0, ImageOps.invert(stroke))

# JPEG: decoders may round differently, and colors outside the gamut are cut off only when they are decoded.
save(gray, "gray.jpg", tolerance=3, quality=90)
save(color, "rgb420.jpg", tolerance=4, quality=90, subsampling=2)
save(color, "rgb444.jpg", tolerance=4, quality=90, subsampling=0)
save(color, "progressive.jpg", tolerance=4, quality=90, progressive=True)
save(color, "keep-rgb.jpg", tolerance=4, quality=95, keep_rgb=True)
save(color.convert("CMYK"), "cmyk.jpg", tolerance=6, quality=95)
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x010F] = "camera"
    exif[0x0112] = orientation
    save(gray, f"exif{orientation}.jpg", tolerance=3, quality=90, exif=exif)
little = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
save(gray, "exif6-little-endian.jpg", tolerance=3, quality=90, exif=little)

# PBM, PGM, PPM
save(gray, "raw.pgm")
save(color, "raw.ppm")
save(gray.convert("1"), "raw.pbm")


def plain(name, header, values, tolerance=0):
    (HERE / name).write_bytes(header + values)
    record(name, tolerance)


size = b"%d %d\n" % (WIDTH, HEIGHT)
text = lambda values: "\n".join(" ".join(map(str, row)) for row in values.reshape(HEIGHT, -1).tolist()).encode()
plain("plain.pgm", b"P2\n# a comment\n" + size + b"255\n", text(levels))
plain("plain.ppm", b"P3 # one\n#two\n" + size + b"255\n", text(rgb))
plain("plain.pbm", b"P1\n" + size, text((levels < 128).astype(int)).replace(b" ", b""))
plain("raw100.pgm", b"P5\n" + size + b"100\n", (levels * 100 // 255).astype(np.uint8).tobytes(), 1)
plain("raw1000.pgm", b"P5\n" + size + b"1000\n", (levels * 1000 // 255).astype(">u2").tobytes(), 1)
plain("raw16.pgm", b"P5\n" + size + b"65535\n", (levels * 257).astype(">u2").tobytes(), 1)

# BMP
save(gray, "gray8.bmp")
save(gray.convert("1"), "gray1.bmp")
save(color, "rgb24.bmp")
save(color.quantize(200), "palette8.bmp", tolerance=1)


def bmp(name, depth, rows, header=40, compression=0, palette=b"", masks=b"", top_down=False, tolerance=0):
    rows = [row + b"\0" * (-len(row) % 4) for row in (rows if top_down else reversed(rows))]
    if header == 12:
        info = struct.pack("<IHHHH", 12, WIDTH, HEIGHT, 1, depth)
    else:
        height = -HEIGHT if top_down else HEIGHT
        info = struct.pack("<IiiHHIIiiII", header, WIDTH, height, 1, depth, compression, 0, 2835, 2835, 0, 0) + masks
        info += b"\0" * (header - len(info))
    start = 14 + len(info) + len(palette)
    file = b"BM" + struct.pack("<IHHI", start + sum(map(len, rows)), 0, 0, start)
    (HERE / name).write_bytes(file + info + palette + b"".join(rows))
    record(name, tolerance)


def split(values):
    return [row.tobytes() for row in values]


bgr = rgb[..., ::-1]
bgrx = np.dstack([bgr, np.zeros_like(levels, np.uint8)])
bmp("core-header.bmp", 24, split(bgr), header=12)
bmp("top-down32.bmp", 32, split(bgrx), top_down=True)
bmp("bottom-up32.bmp", 32, split(bgrx))
red, green, blue = (rgb[..., i].astype("<u2") for i in range(3))
bmp("rgb555.bmp", 16, split(red >> 3 << 10 | green >> 3 << 5 | blue >> 3), tolerance=1)
masks = struct.pack("<III", 0xF800, 0x07E0, 0x001F)
bmp("rgb565.bmp", 16, split(red >> 3 << 11 | green >> 2 << 5 | blue >> 3), compression=3, masks=masks, tolerance=1)
masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
bgra = np.dstack([bgr, np.asarray(fade)])
bmp("alpha32.bmp", 32, split(bgra), header=108, compression=3, masks=masks, tolerance=2)
nibbles = [bytes(a << 4 | b for a, b in zip(row[::2].tolist(), row[1::2].tolist() + [0])) for row in levels >> 4]
bmp("palette4.bmp", 4, nibbles, palette=b"".join(bytes([17 * i, 255 - 17 * i, 9 * i, 0]) for i in range(16)))

# Formats that Leptonica also reads.
save(gray, "lzw.tif", compression="tiff_lzw")
save(color, "deflate.tif", compression="tiff_adobe_deflate")
save(gray.convert("1"), "g4.tif", compression="group4")
save(color, "lossless.webp", lossless=True, tolerance=1)
save(color, "lossy.webp", quality=90, tolerance=4)
save(rgba, "alpha.webp", lossless=True, exact=True, tolerance=2)

(HERE / "manifest.txt").write_text("\n".join(manifest) + "\n")
