"""Takes the documentation's picture of the Forms tab, forms-page.png: the meter card of Benchmarks/forms, from its blank PDF to the table.

form_pictures.py FOLDER
"""

import pathlib
import subprocess
import sys
import tempfile

from browser import Browser
from form_page import choose, open_tab, table_is_done
from PIL import Image
from server import ROOT, Server

#: The meter card's fields from top to bottom: name, kind, and further settings.
FIELDS = [
    ("meter", "digits", "7"), ("before", "digits", "5"), ("now", "digits", "5"), ("used", "integer", ""), ("day", "date", ""),
    ("time", "time", ""), ("where", "marks", "cellar"), ("where", "marks", "kitchen"), ("where", "marks", "outside"),
]  # fmt: skip


def name_fields(browser):
    count = browser.run("document.querySelectorAll('#fields li').length")
    for index, (name, kind, detail) in enumerate(FIELDS[:count]):
        row = f"document.querySelectorAll('#fields li')[{index}]"
        browser.run(
            f"(() => {{ const [name, kind] = {row}.querySelectorAll('input, select'); name.value = {name!r}; name.dispatchEvent(new Event('input'));"
            f" kind.value = {kind!r}; kind.dispatchEvent(new Event('change'));"
            f" const detail = {row}.querySelector('.detail input'); if (detail && {detail!r}) {{ detail.value = {detail!r}; detail.dispatchEvent(new Event('input')) }} }})()"
        )
    browser.run("document.querySelector('#fields li [type=checkbox]').click()")


def main(target):
    with tempfile.TemporaryDirectory() as name, Browser() as browser:
        folder = pathlib.Path(name)
        make = [sys.executable, ROOT / "Benchmarks/forms/stack.py", folder, "--mnist", ROOT / "Data/MNIST", "--sheets", "6", "--seed", "5"]
        subprocess.run([*make, "--kind", "meter"], check=True, stdout=subprocess.DEVNULL)
        with Server("--corrections", folder / "corrections") as server:
            browser.size(1280, 800)
            open_tab(browser, server.url)
            choose(browser, "#blank", folder / "meter" / "meter.pdf")
            browser.until(lambda: browser.run("document.querySelectorAll('#fields li').length > 0"), "the fields", 60)
            name_fields(browser)
            choose(browser, "#sheets", *sorted((folder / "meter" / "sheets").iterdir()))
            table_is_done(browser, 6)
            picture = pathlib.Path(target, "forms-page.png")
            browser.screenshot(picture)
            # Few colors, for a small file.
            Image.open(picture).convert("RGB").quantize(64).save(picture, optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
