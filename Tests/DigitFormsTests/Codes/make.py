"""Draws the codes of this folder with segno and python-barcode, which are independent of the reader here.

python make.py FOLDER     needs Pillow, segno and python-barcode; names before the hyphen are the kind, `NAME.txt` has what each says"""

import io
import pathlib
import sys

import barcode
import segno
from barcode.writer import ImageWriter
from PIL import Image

MATRIX = {"qr-number": "30001234", "qr-text": "EX-2026/0412, Blatt 7: äöü"}
BARS = {"code128-number": ("code128", "30001234"), "ean13-number": ("ean13", "4006381333931")}
UNCHECKED = {"code39-text": ("code39", "A1234")}


def save(folder, name, image, text):
    image.convert("1", dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)
    (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def main(folder):
    for name, text in MATRIX.items():
        file = io.BytesIO()
        segno.make_qr(text, error="m").save(file, kind="png", scale=5, border=2)
        save(folder, name, Image.open(file), text)
    for name, (kind, text) in {**BARS, **UNCHECKED}.items():
        options = {
            "module_width": 0.254,
            "module_height": 10,
            "dpi": 200,
            "quiet_zone": 2.54,
            "margin_top": 1,
            "margin_bottom": 1,
            "write_text": False,
        }
        writer = ImageWriter()
        extra = {"add_checksum": False} if kind == "code39" else {}
        save(folder, name, barcode.get_barcode_class(kind)(text, writer=writer, **extra).render(options).convert("L"), text)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
