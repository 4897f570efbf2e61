"""The page in a real browser, from the first stroke to the corrected file.

page.py ADDRESS CORRECTIONS [SCREENSHOTS]
"""

import gzip
import pathlib
import sys
import tempfile
import time

import numpy
from browser import Browser
from PIL import Image
from server import Server

SEVEN = [(0.38, 0.2), (0.62, 0.2), (0.48, 0.8)]
# A one, a four and a seven, side by side, stroke by stroke.
NUMBER = [
    [(0.15, 0.25), (0.14, 0.75)],
    [(0.42, 0.2), (0.36, 0.55), (0.54, 0.55)],
    [(0.5, 0.3), (0.49, 0.8)],
    [(0.7, 0.25), (0.88, 0.25), (0.76, 0.78)],
]


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
        # Clear ones: the 1 of number 2 leans so that it may be a slash, 8 is a 5 that many take for a 6.
        chosen = [[0, 1, 14, 3, 4, 5], [6, 7, 9, 10, 11, 12]][line]
        text.append("".join(str(label) for label in labels[chosen]))
        for place, index in enumerate(chosen):
            digit = numpy.asarray(Image.fromarray(images[index]).resize((112, 112), Image.Resampling.BICUBIC), float) / 255
            top, left = 140 + 260 * line + random.integers(-8, 8), 110 + 130 * place + random.integers(-8, 8)
            part = paper[top : top + 112, left : left + 112]
            part[:] = part * (1 - digit) + 45 * digit
    Image.fromarray(paper.clip(0, 255).astype(numpy.uint8)).save(file, quality=90)
    return text


LETTER = [[(0.5, 0.15), (0.4, 0.85)], [(0.5, 0.15), (0.6, 0.85)], [(0.43, 0.6), (0.57, 0.6)]]

# What nobody writes for a digit.
SCRIBBLE = [(0.3 + 0.2 * (step % 2) + 0.01 * step, 0.2 + 0.5 * (step * 7 % 10) / 10) for step in range(24)]


def answer(browser):
    return browser.run("document.getElementById('answer').textContent")


def expect(found, wanted, what):
    assert found == wanted, f"{what}: {wanted!r} expected, found {found!r}"


def shown(browser, selector):
    """Whether an element takes room on the page."""
    return browser.run(f"document.querySelector({selector!r}).getClientRects().length > 0")


def pad_outline(browser):
    return browser.run("getComputedStyle(document.getElementById('pad')).outlineStyle")


def draw(browser, shots):
    """Drawing: blank, a seven, a scribble, undo, clear, a number, the look inside."""
    expect(answer(browser), "Draw a digit", "a blank pad")
    expect(
        [shown(browser, part) for part in ("#answer-details", "#inside", "#pad-help")], [False] * 3, "nothing empty before the first stroke"
    )
    shots("blank")
    browser.stroke("#pad", SEVEN)
    browser.until(lambda: answer(browser) == "7", "a seven to be read")
    expect((pad_outline(browser), shown(browser, "#pad-help")), ("none", False), "no focus ring and no keys where a mouse draws")
    expect(browser.run("document.querySelectorAll('#seen canvas').length"), 1, "pictures of what the network saw")
    expect(browser.run("document.querySelector('#bars .is-best span').textContent"), "7", "the longest bar")
    ink = browser.run(
        "(() => { const c = document.querySelector('#seen canvas');"
        " return [c.width, c.height, Math.max(...c.getContext('2d').getImageData(0, 0, 28, 28).data.filter((_, i) => i % 4 == 0))] })()"
    )
    assert ink[:2] == [28, 28] and ink[2] > 200, f"what the network saw: {ink}"
    before = browser.run("document.querySelector('.answer').getBoundingClientRect().height")
    browser.click("#undo")
    browser.until(lambda: answer(browser) == "Draw a digit", "undo to leave a blank pad")
    expect(browser.run("document.querySelector('.answer').getBoundingClientRect().height"), before, "the answer's height")
    browser.stroke("#pad", SCRIBBLE)
    browser.until(lambda: answer(browser).startswith("Not a digit"), "a scribble to be no digit")
    expect(browser.run("document.querySelector('#seen .is-none span').textContent"), "no digit", "what the network saw of a scribble")
    shots("none")
    samples(browser, shots)
    browser.click("#clear")
    browser.until(lambda: answer(browser) == "Draw a digit", "a blank pad")
    for stroke in NUMBER:
        browser.stroke("#pad", stroke)
    browser.until(lambda: answer(browser) == "147", "147 to be read")
    shots("draw")
    browser.run("document.getElementById('inside').open = true")
    inside(browser)
    browser.until(lambda: browser.run("document.querySelectorAll('#seen button').length") == 3, "the three digits beside each other")
    browser.run("document.querySelectorAll('#seen button')[2].click()")
    browser.until(
        lambda: browser.run("document.getElementById('importance-caption').textContent") == "What mattered for 7",
        "the look inside to follow the choice",
    )
    shots("inside")
    browser.run("document.getElementById('inside').open = false")
    browser.click("#clear")
    browser.until(lambda: answer(browser) == "Draw a digit", "a clear pad")
    # With the keyboard: pen down, left to right, then down to the left.
    browser.run("document.getElementById('draw-tab').focus()")
    while browser.run("document.activeElement.id") != "pad":
        browser.key("Tab", text="\t")
    expect((pad_outline(browser), shown(browser, "#pad-help")), ("solid", True), "a focus ring and the keys where the keyboard draws")
    for name, times in (("ArrowLeft", 6), (" ", 1), ("ArrowRight", 13), ("ArrowDown", 24), (" ", 1)):
        for _ in range(times):
            browser.key(name, "Space" if name == " " else name)
    browser.until(lambda: answer(browser) in ("7", "1"), "what the keyboard drew to be read")
    browser.key("Delete")
    browser.until(lambda: answer(browser) == "Draw a digit", "the key to clear the pad")
    browser.touch("#pad", [(0.4, 0.2), (0.45, 0.2), (0.5, 0.2), (0.6, 0.2), (0.55, 0.4), (0.5, 0.6), (0.48, 0.8)])
    browser.until(lambda: answer(browser) == "7", "a seven drawn with a finger")
    expect(pad_outline(browser), "none", "no focus ring where a finger draws")
    browser.click("#clear")


def samples(browser, shots):
    """The samples: a digit, and a letter, which is rejected."""
    browser.until(lambda: browser.run("document.querySelectorAll('#samples button').length") == 7, "the samples")
    browser.click("#samples button:nth-child(2)")
    browser.until(lambda: answer(browser) == "2", "the sample of a 2 to be read")
    browser.click("#clear")
    # A letter between digits is no digit: unknown ink of their number, or by itself.
    for stroke in [[(0.08, 0.2), (0.25, 0.2), (0.15, 0.8)], *LETTER, [(0.75, 0.2), (0.92, 0.2), (0.82, 0.8)]]:
        browser.stroke("#pad", stroke)
    browser.until(lambda: answer(browser) in ("7?7", "77", "7 7"), "two sevens around an A")
    labels = "[...document.querySelectorAll('#seen span')].map(e => e.textContent)"
    browser.until(lambda: browser.run(labels) in (["7", "?", "7"], ["7", "no digit", "7"]), "the A to be no digit")
    shots("mixed")
    browser.click("#samples button:last-child")
    browser.until(lambda: answer(browser).startswith("Not a digit"), "the letter of the samples to be no digit")


def inside(browser):
    """The stages: none empty, all of one width, with a sentence each, the answer labeled, in two screens."""
    browser.until(lambda: browser.run("document.querySelectorAll('.cells li').length") == 11, "the stages")
    browser.run("document.querySelectorAll('#stages details').forEach(fold => { fold.open = true })")
    browser.until(lambda: browser.run("[...document.querySelectorAll('#stages canvas')].every(c => c.width != 300)"), "the filters")
    lit = browser.run(
        "[...document.querySelectorAll('#stages canvas, #inside-importance')].map(c =>"
        " new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size)"
    )
    assert len(lit) >= 10 and all(colors > 2 for colors in lit), f"empty pictures: {lit}"
    widths = browser.run("[...new Set([...document.querySelectorAll('#stages canvas')].map(c => c.clientWidth))]")
    expect(len(widths), 1, f"one width of all grids, {widths}")
    browser.run("document.querySelectorAll('#stages details').forEach(fold => { fold.open = false })")
    expect(
        browser.run("[...document.querySelectorAll('.cells b')].map(e => e.textContent).join(' ')"), "0 1 2 3 4 5 6 7 8 9 none", "the cells"
    )
    expect(
        browser.run("[...document.querySelectorAll('.purpose')].every(e => e.textContent.length > 20)"), True, "a sentence for each stage"
    )
    kinds = browser.run("[...document.querySelectorAll('#stages .details')].map(e => e.textContent.split(',')[0])")
    assert not {"Dropout", "BatchNormalization", "Flatten"} & set(kinds), f"stages of layers that only pass on: {kinds}"
    screens = browser.run("document.getElementById('inside').offsetHeight / innerHeight")
    assert screens <= 2, f"the look inside takes {screens:.2f} screens"


# A pen with which the hyphen is as thin as people write it.
THIN_PEN = 20


def marks(browser, shots, corrections):
    """A hyphen between digits: read, with what else it may be; corrected, and not kept, since it is no digit."""
    browser.until(lambda: answer(browser) == "Draw a digit", "a blank pad")
    browser.run(
        f"(() => {{ const pen = document.getElementById('pen'); pen.value = {THIN_PEN}; pen.dispatchEvent(new Event('input')) }})()"
    )
    for stroke in [[(0.12, 0.25), (0.32, 0.25), (0.2, 0.75)], [(0.42, 0.52), (0.54, 0.52)], [(0.64, 0.25), (0.84, 0.25), (0.72, 0.75)]]:
        browser.stroke("#pad", stroke)
    browser.until(lambda: answer(browser) == "7-7", "7-7 to be read")
    browser.until(lambda: browser.run("document.querySelector('.answer').ariaBusy") == "false", "the last answer")
    browser.click("#seen button:nth-child(2)")
    expect(
        [shown(browser, part) for part in ("#bars", "#others", "#inside")], [False, True, False], "what else the mark may be, without bars"
    )
    shots("marks")
    browser.click("#correct")
    browser.until(lambda: browser.run("document.getElementById('correction').open"), "the question")
    browser.key(".")
    browser.until(lambda: answer(browser) == "7.7", "the corrected mark")
    expect(browser.run("document.getElementById('correct-state').textContent"), "changed here", "what becomes of a mark")
    expect(digit_files(corrections), [], "files of marks")
    browser.click("#clear")


def known(browser, shots, folder):
    """What is known decides: misfits are listed and outlined, a pattern puts marks in, and what is not understood is told."""

    def say(name, text):
        browser.run(
            f"(() => {{ const field = document.querySelector('#known [name={name}]'); field.value = {text!r};"
            " field.dispatchEvent(new Event('change', {bubbles: true})) })()"
        )

    def lines():
        return browser.run("!document.getElementById('photo-result').hidden && document.getElementById('text').textContent.split('\\n')")

    node = browser.call("Runtime.evaluate", expression="document.getElementById('file')")["result"]["objectId"]
    browser.call("DOM.setFileInputFiles", files=[str(folder / "sheet.jpg")], objectId=node)
    browser.until(lambda: lines() and len(lines()) == 2, "the photo to be read")
    wanted = lines()
    say("length", "4")
    browser.until(
        lambda: browser.run("document.querySelectorAll('#misfits li').length") == 2 and status(browser).startswith("No"), "misfits"
    )
    expect(browser.run("[...document.querySelectorAll('#misfits li span:first-child')].map(e => e.textContent)"), wanted, "the misfits")
    expect(browser.run("document.querySelectorAll('#sheet .outline.misfits').length"), 2, "outlines")
    shots("misfits")
    say("length", "")
    say("pattern", "\\d{3}-\\d{3}")
    browser.until(lambda: lines() == [f"{line[:3]}-{line[3:]}" for line in wanted], "the pattern's mark in the text")
    expect(browser.run("document.querySelectorAll('#sheet button').length"), 12, "boxes of what is written")
    say("pattern", "(")
    browser.until(lambda: browser.run("document.getElementById('problem').textContent").startswith("pattern "), "the server's words")
    browser.complaints = [text for text in browser.complaints if "400" not in text]
    say("pattern", "")
    browser.until(lambda: lines() == wanted and not shown(browser, "#problem"), "the photo to be read again")


def correct_drawing(browser, corrections):
    """On the pad: a seven is said to be a one, then no digit; the answer follows and is remembered."""
    browser.stroke("#pad", SEVEN)
    browser.until(lambda: answer(browser) == "7", "a seven to be read")
    browser.until(lambda: browser.run("document.querySelector('.answer').ariaBusy") == "false", "the last answer")
    for key, label, text in (("1", "1", "1"), ("n", "none", "Not a digit")):
        browser.click("#correct")
        browser.until(lambda: browser.run("document.getElementById('correction').open"), "the question")
        browser.key(key)
        browser.until(lambda: answer(browser) == text, f"the corrected answer {text}")
        browser.until(lambda: browser.run("document.getElementById('correct-state').textContent") == "saved", "the page to say so")
        expect([path.parent.name for path in digit_files(corrections)], [label], "the folder of the correction")
    browser.click("#undo")
    browser.until(lambda: answer(browser) == "Draw a digit", "a blank pad")
    for path in pathlib.Path(corrections).rglob("*.png"):
        path.unlink()


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
    expect(status(browser), "12 digits in 2 lines, none left to check.", "the counts")
    expect(
        browser.run(
            "[document.querySelectorAll('#review li').length, document.querySelectorAll('#sure-list li').length,"
            " document.getElementById('sure').open]"
        ),
        [0, 12, False],
        "what is sure, folded",
    )
    sureness = browser.run("[...document.querySelectorAll('#sure-list .origin')].map(e => parseFloat(e.textContent.replace('> ', '')))")
    assert sureness == sorted(sureness), f"the least sure first expected: {sureness}"
    labels_cover_nothing(browser, count)
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
        browser.until(
            lambda: [path.parent.name for path in digit_files(corrections)] == [str(label)],
            f"one file in the folder {label}",
        )
        browser.until(
            lambda: browser.run("[...document.querySelectorAll('.review .saved')].some(e => e.textContent == 'saved')"),
            "the page to say so",
        )
        browser.until(lambda: line_text(corrections) == str(label) + text[0][1:], "the line with its text")
        expect(status(browser), "12 digits in 2 lines, none left to check, 1 corrected.", "the counts after a correction")
        expect(browser.run("document.querySelector('#sheet button').title"), f"{label}, corrected by you", "how sure a corrected digit is")
    [saved] = digit_files(corrections)
    with Image.open(saved) as image:
        expect((image.size, image.mode), ((28, 28), "L"), "the saved picture")
        shown = browser.run(
            "(() => { const c = document.querySelector('#correction-picture');"
            " return [...c.getContext('2d').getImageData(0, 0, 28, 28).data.filter((_, i) => i % 4 == 0)] })()"
        )
        expect(list(image.tobytes()), shown, "the saved pixels")
    # No digit at all, said with the mouse.
    browser.click("#sheet button")
    browser.until(lambda: browser.run("document.getElementById('correction').open"), "the question")
    browser.click("#correction button[value=none]")
    browser.until(
        lambda: browser.run("document.getElementById('text').textContent") == "\n".join([text[0][1:], text[1]]), "a digit less in the text"
    )
    expect(status(browser), "11 digits in 2 lines, none left to check, 1 corrected.", "the counts without a digit")
    browser.until(lambda: [path.parent.name for path in digit_files(corrections)] == ["none"], "a file of no digit")


def digit_files(corrections):
    """The pictures of corrected digits."""
    return [path for path in pathlib.Path(corrections).rglob("*.png") if path.parent.name != "lines"]


def line_text(corrections):
    """The text of the one corrected line; None as long as there is none."""
    texts = [path.read_text().strip() for path in pathlib.Path(corrections, "lines").glob("*.gt.txt")]
    return texts[0] if len(texts) == 1 else None


def status(browser):
    return browser.run("document.getElementById('photo-status').textContent")


def labels_cover_nothing(browser, count):
    """Every label is shown and overlaps no digit's box and no other label."""
    boxes, labels = browser.run(
        "(() => { const area = e => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom] };"
        " return ['#sheet button', '#sheet button span'].map(s => [...document.querySelectorAll(s)].filter(e => !e.hidden).map(area)) })()"
    )
    expect(len(labels), count, "labels")
    for index, label in enumerate(labels):
        for other in boxes + labels[:index]:
            covers = label[0] < other[2] and other[0] < label[2] and label[1] < other[3] and other[1] < label[3]
            assert not covers, f"the label {label} covers {other}"


def doubtful(browser, shots, data, folder):
    """Digits that are hard to read come first, with the sure ones folded."""
    images = numpy.frombuffer(gzip.open(data / "t10k-images-idx3-ubyte.gz").read()[16:], numpy.uint8).reshape(-1, 28, 28)
    row = numpy.concatenate([numpy.pad(images[index], ((20, 20), (6, 6))) for index in (0, 2130, 1, 2597, 3)], axis=1)
    file = folder / "doubtful.png"
    Image.fromarray(255 - row).resize((row.shape[1] * 3, row.shape[0] * 3), Image.Resampling.BICUBIC).save(file)
    node = browser.call("Runtime.evaluate", expression="document.getElementById('file')")["result"]["objectId"]
    browser.call("DOM.setFileInputFiles", files=[str(file)], objectId=node)
    browser.until(lambda: "to check" in status(browser) and "none" not in status(browser), "digits to check")
    listed, folded, total = browser.run("['#review li', '#sure-list li', '#sheet button'].map(s => document.querySelectorAll(s).length)")
    assert listed >= 1 and folded >= 2 and listed + folded == total, f"{listed} listed and {folded} folded of {total}"
    shots("doubtful")
    browser.click("#review li button")
    browser.until(lambda: browser.run("document.getElementById('correction').open"), "the question")
    browser.key("4")
    left = f"{listed - 1} to check" if listed > 1 else "none left to check"
    browser.until(lambda: left in status(browser), "one less to check")


def asks_for_token(browser):
    """A server with a token: the page asks for it, says that a wrong one is wrong, and works with the right one."""
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


def other_ways(browser, shots, data, folder):
    """Photos that are dropped, pasted and taken with the camera; and what is none."""
    file = folder / "sheet.jpg"
    text = "\n".join(sheet(data, file))

    def is_read(what):
        browser.until(
            lambda: browser.run("!document.getElementById('photo-result').hidden && document.getElementById('text').textContent") == text,
            f"{what} to be read",
        )
        browser.run("document.getElementById('text').textContent = ''")

    browser.click("#draw-tab")
    browser.drop("#draw", file)
    is_read("a picture that was dropped")
    expect(browser.run("document.getElementById('photo').hidden"), False, "the part with photos")

    def paste(blob):
        browser.run(
            f"(async () => {{ const data = new DataTransfer(); data.items.add(new File([{blob}], 'x', {{type: 'image/png'}}));"
            " document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data})) })()"
        )

    # The picture that was dropped is still shown; now it is copied as other programs copy pixels.
    browser.run("document.getElementById('photo-result').hidden = true")
    paste(
        "await (async () => { const image = document.getElementById('picture'), canvas = document.createElement('canvas');"
        " canvas.width = image.naturalWidth; canvas.height = image.naturalHeight; canvas.getContext('2d').drawImage(image, 0, 0);"
        " return new Promise(resolve => canvas.toBlob(resolve)) })()"
    )
    is_read("a picture that was pasted")
    browser.click("label:has(#camera)")
    browser.until(lambda: browser.run("document.getElementById('camera-view').videoWidth") > 0, "the camera")
    time.sleep(0.3)
    shots("camera")
    browser.click("#viewfinder button[value=take]")
    is_read("a picture that was taken")
    expect(browser.run("document.getElementById('camera-view').srcObject"), None, "the camera, which is off again")
    paste("await (await fetch('/icon.svg')).blob()")
    browser.until(
        lambda: "expected, found" in (browser.run("document.getElementById('problem').textContent") or ""),
        "the server's words about what is no picture",
    )
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
    print("the page reads, looks inside, corrects and saves: desktop, tablet, phone, dark, with a token")


def check(address, corrections, screenshots, data, folder):
    with Browser(camera=folder / "camera.jpg") as browser:
        for width, height, dark, name in (
            (1280, 800, False, ""),
            (768, 1024, False, "-tablet"),
            (390, 844, False, "-phone"),
            (1280, 800, True, "-dark"),
        ):

            def shots(part):
                accessibility(browser)
                if screenshots:
                    browser.screenshot(pathlib.Path(screenshots, f"{part}{name}.png"))

            for path in [*pathlib.Path(corrections).rglob("*.png"), *pathlib.Path(corrections).rglob("*.gt.txt")]:
                path.unlink()
            browser.size(width, height, dark)
            browser.call("Emulation.setTouchEmulationEnabled", enabled=name == "-phone")
            browser.open(address)
            draw(browser, shots)
            correct_drawing(browser, corrections)
            marks(browser, shots, corrections)
            photo(browser, shots, corrections, data, folder)
            expect(shown(browser, ".with-mouse"), name != "-phone", "whether pictures can be dropped")
            doubtful(browser, shots, data, folder)
            # What was corrected is forgotten.
            browser.open(address)
            browser.click("#photo-tab")
            known(browser, shots, folder)
            if name == "":
                # What was corrected is forgotten.
                browser.open(address)
                other_ways(browser, shots, data, folder)
                tabs(browser)
        asks_for_token(browser)
        assert not browser.complaints, f"the browser complains: {browser.complaints}"


if __name__ == "__main__":
    main(*sys.argv[1:])
