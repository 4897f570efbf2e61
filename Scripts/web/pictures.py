"""Takes the documentation's pictures of the page and of a training's report.

pictures.py FOLDER REPORT
    FOLDER  where the pictures go
    REPORT  a run's report.html
"""

import pathlib
import sys
import tempfile

import form_pictures
import page
from browser import Browser
from PIL import Image
from server import Server

#: The pictures of the page, by the names of its check's screenshots.
PAGE = {"draw": "draw", "inside": "inside", "photo": "photo", "photo-dark": "dark", "photo-phone": "phone"}
#: The part of the report that is shown.
REPORT_SIZE = (1100, 1900)


def store(picture, file, colors=128):
    """Saves a picture with few colors, for a small file."""
    picture.convert("RGB").quantize(colors, dither=Image.Dither.NONE).save(file, optimize=True)


def main(folder, report):
    folder = pathlib.Path(folder)
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        with Server("--corrections", work / "corrections") as server:
            page.main(server.url, work / "corrections", work / "shots")
        for shot, target in PAGE.items():
            store(Image.open(work / "shots" / f"{shot}.png"), folder / f"serve-{target}.png")
        with Browser() as browser:
            width, height = REPORT_SIZE
            browser.size(width, 900)
            browser.open(pathlib.Path(report).resolve().as_uri())
            browser.screenshot(work / "report.png")
            store(Image.open(work / "report.png").crop((0, 0, width, height)), folder / "report.png")
    form_pictures.main(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
