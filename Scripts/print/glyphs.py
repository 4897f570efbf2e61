#!/usr/bin/env python3
"""Renders Data/Print/glyphs.bin: the printed characters that the line generator puts around numbers.

    glyphs.py [--root FOLDER] [--sheet PICTURE]

FOLDER is where Debian's font packages are installed or unpacked, "/" by default; the packages are named in FONTS. Needs Pillow. The file's
layout is described in Data/Print/README.md.
"""

import argparse
import pathlib
import struct
import sys

from PIL import Image, ImageDraw, ImageFont

HOME = pathlib.Path(__file__).resolve().parent.parent.parent
EM = 32
FIRST, LAST = 33, 126

# Package, file, license. Only fonts whose licenses let anyone modify and distribute derived material.
FONTS = [
    ("fonts-cmu", "truetype/cmu/cmunrm.ttf", "OFL-1.1"),
    ("fonts-cmu", "truetype/cmu/cmunbx.ttf", "OFL-1.1"),
    ("fonts-cmu", "truetype/cmu/cmunti.ttf", "OFL-1.1"),
    ("fonts-cmu", "truetype/cmu/cmunss.ttf", "OFL-1.1"),
    ("fonts-cmu", "truetype/cmu/cmuntt.ttf", "OFL-1.1"),
    ("fonts-croscore", "truetype/croscore/Tinos-Regular.ttf", "OFL-1.1"),
    ("fonts-croscore", "truetype/croscore/Tinos-Bold.ttf", "OFL-1.1"),
    ("fonts-croscore", "truetype/croscore/Tinos-Italic.ttf", "OFL-1.1"),
    ("fonts-croscore", "truetype/croscore/Arimo-Regular.ttf", "OFL-1.1"),
    ("fonts-croscore", "truetype/croscore/Arimo-Bold.ttf", "OFL-1.1"),
    ("fonts-croscore", "truetype/croscore/Cousine-Regular.ttf", "OFL-1.1"),
    ("fonts-crosextra-carlito", "truetype/crosextra/Carlito-Regular.ttf", "OFL-1.1"),
    ("fonts-ebgaramond", "opentype/ebgaramond/EBGaramond12-Regular.otf", "OFL-1.1"),
    ("fonts-courier-prime", "opentype/courier-prime/Courier Prime.otf", "OFL-1.1"),
    ("fonts-dejavu-core", "truetype/dejavu/DejaVuSerif.ttf", "Bitstream Vera"),
    ("fonts-dejavu-extra", "truetype/dejavu/DejaVuSansCondensed.ttf", "Bitstream Vera"),
    ("fonts-open-sans", "truetype/open-sans/OpenSans-Regular.ttf", "Apache-2.0"),
    ("fonts-roboto-unhinted", "truetype/roboto/unhinted/RobotoCondensed-Regular.ttf", "Apache-2.0"),
    ("fonts-roboto-slab", "opentype/roboto/slab/RobotoSlab-Regular.otf", "Apache-2.0"),
    ("fonts-ocr-a", "truetype/ocr-a/OCRA.ttf", "public domain"),
    ("fonts-ocr-b", "opentype/ocr-b/OCRB.otf", "free without limitation"),
]


def packed(picture):
    """Two pixels per byte, the first in the low half, 0 for paper to 15 for ink."""
    levels = [(value * 15 + 127) // 255 for value in picture.tobytes()] + [0]
    return bytes(levels[i] | levels[i + 1] << 4 for i in range(0, len(levels) - 1, 2))


def sign(font, character):
    """Width, height, rows above the baseline, columns left of the ink, advance in quarters of a pixel; then the pixels."""
    left, top, right, bottom = font.getbbox(character, anchor="ls")
    picture = Image.new("L", (max(1, right - left), max(1, bottom - top)))
    ImageDraw.Draw(picture).text((-left, -top), character, fill=255, font=font, anchor="ls")
    box = picture.getbbox()
    if box is None:
        sys.exit(f"glyphs.py: {font.getname()} has no ink for {character!r}")
    ink = picture.crop(box)
    advance = min(255, round(4 * font.getlength(character)))
    return struct.pack("<BBbbB", ink.width, ink.height, -(top + box[1]), left + box[0], advance) + packed(ink)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path("/"))
    parser.add_argument("--sheet", type=pathlib.Path, help="draws a line in each font, to be looked at")
    arguments = parser.parse_args()
    data = struct.pack("<4sBBBB", b"PRNT", len(FONTS), FIRST, LAST, EM)
    lines = Image.new("L", (1500, 44 * len(FONTS)), 255)
    for number, (package, name, _) in enumerate(FONTS):
        path = arguments.root / "usr/share/fonts" / name
        if not path.exists():
            sys.exit(f"glyphs.py: {path} is missing; the package {package} has it")
        font = ImageFont.truetype(str(path), EM, layout_engine=ImageFont.Layout.BASIC)
        data += struct.pack("<B", min(255, round(4 * font.getlength(" "))))
        for code in range(FIRST, LAST + 1):
            data += sign(font, chr(code))
        text = "Total No. 0123456789 The quick brown fox, (jumps) & %#@"
        ImageDraw.Draw(lines).text((4, 44 * number + 34), text, fill=0, font=font, anchor="ls")
    (HOME / "Data/Print/glyphs.bin").write_bytes(data)
    if arguments.sheet:
        lines.save(arguments.sheet)
    print(f"{len(FONTS)} fonts, {len(data)} bytes")


if __name__ == "__main__":
    main()
