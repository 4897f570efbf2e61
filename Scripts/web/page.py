"""The page in a real browser, from the first stroke to the corrected file.

page.py ADDRESS CORRECTIONS [SCREENSHOTS]
"""

import pathlib
import sys
import tempfile

from browser import Browser
from page_drawing import correct_drawing, draw, marks
from page_photos import doubtful, known, other_ways, photo
from page_support import expect, sheet, shown
from screens import DARK, DESKTOP, PHONE, TABLET, Shots, on_each
from server import Server


def asks_for_token(browser):
    """A server with a token: the page asks for it, reports a wrong one, and works with the right one."""
    with Server("--token", "right") as server:
        browser.open(server.url)
        message = "document.getElementById('token-message').textContent"
        browser.until(lambda: browser.run(message) == "This server requires a token:", "the question for the token")
        for token, wanted in (("wrong", "Wrong token. Try again:"), ("right", None)):
            browser.click("#token")
            browser.call("Input.insertText", text=token)
            browser.click("#token-form button")
            if wanted:
                browser.until(lambda: browser.run(message) == wanted, "the page to say that the token is wrong")
        browser.until(lambda: not shown(browser, "#token-form") and shown(browser, "#model"), "the right token to be taken")
        browser.run("sessionStorage.clear()")
    browser.complaints = [text for text in browser.complaints if "401" not in text]


def tabs(browser):
    """Moves through the page with the keyboard. Undo and Clear have nothing to do and are skipped."""
    browser.run("document.getElementById('photo-tab').focus()")
    browser.key("ArrowLeft")
    expect(browser.run("document.activeElement.id + document.getElementById('draw').hidden"), "draw-tabfalse", "the key to go back")
    for name in ("model", "pad", "pen"):
        browser.key("Tab", text="\t")
        expect(browser.run("document.activeElement.id"), name, "the next that has the focus")


def main(address, corrections, screenshots=None):
    data = pathlib.Path(__file__).resolve().parents[2] / "Data" / "MNIST"
    with tempfile.TemporaryDirectory() as folder:
        sheet(data, pathlib.Path(folder, "camera.jpg"))
        with Browser(camera=pathlib.Path(folder, "camera.jpg")) as browser:
            on_each(
                lambda screen, shots: check(browser, Shots(browser, screen, shots), address, corrections, data, pathlib.Path(folder)),
                screenshots,
                (DESKTOP, TABLET, PHONE, DARK),
            )
            asks_for_token(browser)
            assert not browser.complaints, f"the browser complains: {browser.complaints}"
    print("the page reads, looks inside, corrects and saves: desktop, tablet, phone, dark, with a token")


def check(browser, shots, address, corrections, data, folder):
    for path in [*pathlib.Path(corrections).rglob("*.png"), *pathlib.Path(corrections).rglob("*.gt.txt")]:
        path.unlink()
    is_phone = shots.width < 500
    browser.call("Emulation.setTouchEmulationEnabled", enabled=is_phone)
    browser.open(address)
    expect(browser.run("document.querySelector('#answer').closest('[aria-live]') !== null"), True, "a live region")
    draw(browser, shots)
    correct_drawing(browser, corrections)
    marks(browser, shots, corrections)
    photo(browser, shots, corrections, data, folder)
    expect(shown(browser, ".with-mouse"), not is_phone, "whether pictures can be dropped")
    doubtful(browser, shots, data, folder)
    # What was corrected is forgotten.
    browser.open(address)
    browser.click("#photo-tab")
    known(browser, shots, folder)
    if shots.name == "":
        # What was corrected is forgotten.
        browser.open(address)
        other_ways(browser, shots, data, folder)
        tabs(browser)


if __name__ == "__main__":
    main(*sys.argv[1:])
