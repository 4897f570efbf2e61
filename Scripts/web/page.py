"""The page in a real browser, from the first stroke to the corrected file.

page.py ADDRESS CORRECTIONS [SCREENSHOTS]
"""
import gzip
import pathlib
import sys
import tempfile
import time

import numpy
from PIL import Image

from browser import Browser

SEVEN = [(0.38, 0.2), (0.62, 0.2), (0.48, 0.8)]
# A one, a four and a seven, side by side, stroke by stroke.
NUMBER = [[(0.15, 0.25), (0.14, 0.75)], [(0.42, 0.2), (0.36, 0.55), (0.54, 0.55)], [(0.5, 0.3), (0.49, 0.8)],
          [(0.7, 0.25), (0.88, 0.25), (0.76, 0.78)]]


def sheet(data, file):
    """A photo of two lines of written digits, put together from MNIST's test images: dark on uneven paper."""
    images = numpy.frombuffer(gzip.open(data / "t10k-images-idx3-ubyte.gz").read()[16:], numpy.uint8).reshape(-1, 28, 28)
    labels = numpy.frombuffer(gzip.open(data / "t10k-labels-idx1-ubyte.gz").read()[8:], numpy.uint8)
    random = numpy.random.default_rng(5)
    height, width = 700, 1000
    rows, columns = numpy.mgrid[0:height, 0:width]
    paper = 215 + 25 * columns / width - 15 * rows / height + random.normal(0, 3, (height, width))
    text = []
    for line in range(2):
        chosen = [[0, 1, 2, 3, 4, 5], [6, 7, 9, 10, 11, 12]][line]
        text.append("".join(str(label) for label in labels[chosen]))
        for place, index in enumerate(chosen):
            digit = numpy.asarray(Image.fromarray(images[index]).resize((112, 112), Image.Resampling.BICUBIC), float) / 255
            top, left = 140 + 260 * line + random.integers(-8, 8), 110 + 130 * place + random.integers(-8, 8)
            part = paper[top:top + 112, left:left + 112]
            part[:] = part * (1 - digit) + 45 * digit
    Image.fromarray(paper.clip(0, 255).astype(numpy.uint8)).save(file, quality=90)
    return text


# What nobody writes for a digit.
SCRIBBLE = [(0.3 + 0.2 * (step % 2) + 0.01 * step, 0.2 + 0.5 * (step * 7 % 10) / 10) for step in range(24)]


def answer(browser):
    return browser.run("document.getElementById('answer').textContent")


def expect(found, wanted, what):
    assert found == wanted, f"{what}: {wanted!r} expected, found {found!r}"


def draw(browser, shots):
    """Drawing: blank, a seven, a scribble, undo, clear, a number, the look inside."""
    expect(answer(browser), "Draw something", "a blank pad")
    browser.stroke("#pad", SEVEN)
    browser.until(lambda: answer(browser) == "7", "a seven to be read")
    expect(browser.run("document.querySelectorAll('#seen canvas').length"), 1, "pictures of what the network saw")
    expect(browser.run("document.querySelector('#bars .is-best span').textContent"), "7", "the longest bar")
    ink = browser.run("(() => { const c = document.querySelector('#seen canvas');"
                      " return [c.width, c.height, Math.max(...c.getContext('2d').getImageData(0, 0, 28, 28).data.filter((_, i) => i % 4 == 0))] })()")
    assert ink[:2] == [28, 28] and ink[2] > 200, f"what the network saw: {ink}"
    before = browser.run("document.querySelector('.answer').getBoundingClientRect().height")
    browser.click("#undo")
    browser.until(lambda: answer(browser) == "Draw something", "undo to leave a blank pad")
    expect(browser.run("document.querySelector('.answer').getBoundingClientRect().height"), before, "the answer's height")
    browser.stroke("#pad", SCRIBBLE)
    browser.until(lambda: answer(browser).startswith("Not a digit"), "a scribble to be no digit")
    shots("none")
    browser.click("#clear")
    browser.until(lambda: answer(browser) == "Draw something", "a blank pad")
    for stroke in NUMBER:
        browser.stroke("#pad", stroke)
    browser.until(lambda: answer(browser) == "147", "147 to be read")
    shots("draw")
    browser.run("document.getElementById('inside').open = true")
    browser.until(lambda: browser.run("document.querySelectorAll('#layers canvas').length") >= 7
                  and browser.run("document.querySelectorAll('#filters canvas').length") >= 2, "the layers and filters")
    lit = browser.run("[...document.querySelectorAll('#layers canvas, #filters canvas, #inside-importance')].map(c =>"
                      " new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size)")
    assert all(colors > 2 for colors in lit), f"empty pictures: {lit}"
    browser.run("document.querySelectorAll('#seen button')[2].click()")
    browser.until(lambda: browser.run("document.getElementById('importance-caption').textContent") == "what mattered for 7",
                  "the look inside to follow the choice")
    shots("inside")
    browser.run("document.getElementById('inside').open = false")
    browser.click("#clear")
    browser.until(lambda: answer(browser) == "Draw something", "a clear pad")
    # With the keyboard: pen down, left to right, then down to the left.
    browser.run("document.getElementById('pad').focus()")
    for name, times in (("ArrowLeft", 6), (" ", 1), ("ArrowRight", 13), ("ArrowDown", 24), (" ", 1)):
        for _ in range(times):
            browser.key(name, "Space" if name == " " else name)
    browser.until(lambda: answer(browser) in ("7", "1"), "what the keyboard drew to be read")
    browser.key("Delete")
    browser.until(lambda: answer(browser) == "Draw something", "the key to clear the pad")
    browser.touch("#pad", [(0.4, 0.2), (0.45, 0.2), (0.5, 0.2), (0.6, 0.2), (0.55, 0.4), (0.5, 0.6), (0.48, 0.8)])
    browser.until(lambda: answer(browser) == "7", "a seven drawn with a finger")
    browser.click("#clear")


def photo(browser, shots, corrections, data, folder):
    """A photo: picked, read, corrected; what was saved."""
    file = folder / "sheet.jpg"
    text = sheet(data, file)
    browser.click("#photo-tab")
    node = browser.call("Runtime.evaluate", expression="document.getElementById('file')")["result"]["objectId"]
    browser.call("DOM.setFileInputFiles", files=[str(file)], objectId=node)
    browser.until(lambda: browser.run("!document.getElementById('photo-result').hidden"), "the photo to be read")
    expect(browser.run("document.getElementById('text').textContent"), "\n".join(text), "the photo's text")
    count = sum(len(line) for line in text)
    expect(browser.run("document.querySelectorAll('#sheet button').length"), count, "boxes")
    sureness = browser.run("[...document.querySelectorAll('#review .sureness')].map(e => parseFloat(e.textContent.replace('> ', '')))")
    assert sureness == sorted(sureness), f"the least sure first expected: {sureness}"
    shots("photo")
    # The first digit of the picture is said to be another one, with the keyboard; then the right one again.
    right = int(text[0][0])
    wrong = (right + 1) % 10
    for label in (wrong, right):
        browser.run("document.querySelector('#sheet button').focus()")
        browser.click("#sheet button")
        browser.until(lambda: browser.run("document.getElementById('correction').open"), "the question")
        if label == wrong:
            shots("correct")
        browser.key(str(label), f"Digit{label}")
        browser.until(lambda: browser.run("document.getElementById('text').textContent")[0] == str(label), "the corrected text")
        browser.until(lambda: [path.parent.name for path in pathlib.Path(corrections).rglob("*.png")] == [str(label)],
                      f"one file in the folder {label}")
        browser.until(lambda: browser.run("[...document.querySelectorAll('#review .saved')].some(e => e.textContent == 'saved')"),
                      "the page to say so")
    saved = next(pathlib.Path(corrections).rglob("*.png"))
    with Image.open(saved) as image:
        expect((image.size, image.mode), ((28, 28), "L"), "the saved picture")
        shown = browser.run("(() => { const c = document.querySelector('#correction-picture');"
                            " return [...c.getContext('2d').getImageData(0, 0, 28, 28).data.filter((_, i) => i % 4 == 0)] })()")
        expect(list(image.tobytes()), shown, "the saved pixels")
    # No digit at all, said with the mouse.
    browser.click("#sheet button")
    browser.until(lambda: browser.run("document.getElementById('correction').open"), "the question")
    browser.click("#correction button[value=none]")
    browser.until(lambda: browser.run("document.getElementById('text').textContent") == "\n".join([text[0][1:], text[1]]),
                  "a digit less in the text")


def other_ways(browser, shots, data, folder):
    """Photos that are dropped, pasted and taken with the camera; and what is none."""
    file = folder / "sheet.jpg"
    text = "\n".join(sheet(data, file))

    def is_read(what):
        browser.until(lambda: browser.run("!document.getElementById('photo-result').hidden"
                                          " && document.getElementById('text').textContent") == text, f"{what} to be read")
        browser.run("document.getElementById('text').textContent = ''")
    browser.click("#draw-tab")
    browser.drop("#draw", file)
    is_read("a picture that was dropped")
    expect(browser.run("document.getElementById('photo').hidden"), False, "the part with photos")

    def paste(blob):
        browser.run(f"(async () => {{ const data = new DataTransfer(); data.items.add(new File([{blob}], 'x', {{type: 'image/png'}}));"
                    " document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data})) })()")
    # The picture that was dropped is still shown; now it is copied as other programs copy pixels.
    browser.run("document.getElementById('photo-result').hidden = true")
    paste("await (async () => { const image = document.getElementById('picture'), canvas = document.createElement('canvas');"
          " canvas.width = image.naturalWidth; canvas.height = image.naturalHeight; canvas.getContext('2d').drawImage(image, 0, 0);"
          " return new Promise(resolve => canvas.toBlob(resolve)) })()")
    is_read("a picture that was pasted")
    browser.click("label:has(#camera)")
    browser.until(lambda: browser.run("document.getElementById('camera-view').videoWidth") > 0, "the camera")
    time.sleep(0.3)
    shots("camera")
    browser.click("#viewfinder button[value=take]")
    is_read("a picture that was taken")
    expect(browser.run("document.getElementById('camera-view').srcObject"), None, "the camera, which is off again")
    paste("await (await fetch('/icon.svg')).blob()")
    browser.until(lambda: "expected, found" in (browser.run("document.getElementById('problem').textContent") or ""),
                  "the server's words about what is no picture")
    browser.complaints = [text for text in browser.complaints if "400" not in text]
    browser.run("document.getElementById('problem').hidden = true")


def tabs(browser):
    """From part to part with the keyboard. Undo and Clear have nothing to do and are left out."""
    browser.run("document.getElementById('photo-tab').focus()")
    browser.key("ArrowLeft")
    expect(browser.run("document.activeElement.id + document.getElementById('draw').hidden"), "draw-tabfalse", "the key to go back")
    for name in ("model", "pad", "pen"):
        browser.key("Tab", text="\t")
        expect(browser.run("document.activeElement.id"), name, "the next that has the focus")


def accessibility(browser):
    """Everything that can be clicked has a name, and the answer is announced."""
    nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
    for node in nodes:
        role, name = node.get("role", {}).get("value"), node.get("name", {}).get("value", "")
        if role in ("button", "tab", "slider", "radio", "combobox", "image", "img") and not node.get("ignored"):
            assert name or role == "image", f"a {role} without a name"
    expect(browser.run("document.querySelector('#answer').closest('[aria-live]') !== null"), True, "a live region")
    wide = browser.run("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"the page is {wide} pixels too wide"


def main(address, corrections, screenshots=None):
    data = pathlib.Path(__file__).resolve().parents[2] / "Data" / "MNIST"
    with tempfile.TemporaryDirectory() as folder:
        sheet(data, pathlib.Path(folder, "camera.jpg"))
        check(address, corrections, screenshots, data, pathlib.Path(folder))
    print("the page reads, looks inside, corrects and saves: desktop, phone, dark")


def check(address, corrections, screenshots, data, folder):
    with Browser(camera=folder / "camera.jpg") as browser:
        for width, height, dark, name in ((1200, 800, False, ""), (390, 844, False, "-phone"), (1200, 800, True, "-dark")):
            def shots(part):
                accessibility(browser)
                if screenshots:
                    browser.screenshot(pathlib.Path(screenshots, f"{part}{name}.png"))
            for path in pathlib.Path(corrections).rglob("*.png"):
                path.unlink()
            browser.size(width, height, dark)
            browser.open(address)
            draw(browser, shots)
            photo(browser, shots, corrections, data, folder)
            if name == "":
                other_ways(browser, shots, data, folder)
                tabs(browser)
        assert not browser.complaints, f"the browser complains: {browser.complaints}"


if __name__ == "__main__":
    main(*sys.argv[1:])
