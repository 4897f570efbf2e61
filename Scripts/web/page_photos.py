"""The page's Photos tab."""

import gzip
import time

import numpy
from page_support import digit_files, expect, line_text, sheet, shown, status
from PIL import Image


def photo(browser, shots, corrections, data, folder):
    """A photo is picked, read and corrected; checks what was saved."""
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
    # The first digit of the picture is corrected to another one, with the keyboard; then back to the right one.
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
    # Marked as no digit, with the mouse.
    browser.click("#sheet button")
    browser.until(lambda: browser.run("document.getElementById('correction').open"), "the question")
    browser.click("#correction button[value=none]")
    browser.until(
        lambda: browser.run("document.getElementById('text').textContent") == "\n".join([text[0][1:], text[1]]), "a digit less in the text"
    )
    expect(status(browser), "11 digits in 2 lines, none left to check, 1 corrected.", "the counts without a digit")
    browser.until(lambda: [path.parent.name for path in digit_files(corrections)] == ["none"], "a file of no digit")


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
    """Digits that are hard to read come first, with the certain ones folded away."""
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


def known(browser, shots, folder):
    """Conditions decide: misfits are listed and outlined, a pattern inserts marks, and errors are shown."""

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


def other_ways(browser, shots, data, folder):
    """Photos are dropped, pasted and taken with the camera; files that are not pictures are reported."""
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

    # The dropped picture is still shown; now pixels are pasted as other programs copy them.
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
