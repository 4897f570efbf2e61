"""The page's Draw tab."""

import pathlib

from page_support import LETTER, NUMBER, SCRIBBLE, SEVEN, answer, digit_files, expect, shown

# A pen that makes the hyphen as thin as people write it.
THIN_PEN = 20


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
    """The samples: a digit, and a letter that is rejected."""
    browser.until(lambda: browser.run("document.querySelectorAll('#samples button').length") == 7, "the samples")
    browser.click("#samples button:nth-child(2)")
    browser.until(lambda: answer(browser) == "2", "the sample of a 2 to be read")
    browser.click("#clear")
    # A letter between digits is not a digit: it is unknown ink within their number, or alone.
    for stroke in [[(0.08, 0.2), (0.25, 0.2), (0.15, 0.8)], *LETTER, [(0.75, 0.2), (0.92, 0.2), (0.82, 0.8)]]:
        browser.stroke("#pad", stroke)
    browser.until(lambda: answer(browser) in ("7?7", "77", "7 7"), "two sevens around an A")
    labels = "[...document.querySelectorAll('#seen span')].map(e => e.textContent)"
    browser.until(lambda: browser.run(labels) in (["7", "?", "7"], ["7", "no digit", "7"]), "the A to be no digit")
    shots("mixed")
    browser.click("#samples button:last-child")
    browser.until(lambda: answer(browser).startswith("Not a digit"), "the letter of the samples to be no digit")


def inside(browser):
    """The stages: none is empty, all have one width and a sentence each, the answer is labeled, in two screens."""
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


def marks(browser, shots, corrections):
    """A hyphen between digits: it is read, with alternatives; it can be corrected, and is not saved, since it is not a digit."""
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


def correct_drawing(browser, corrections):
    """On the pad: a seven is corrected to a one, then to no digit; the answer follows and is remembered."""
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
