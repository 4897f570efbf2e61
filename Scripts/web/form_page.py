"""The Forms tab in a real browser: from a blank PDF to a form file, and from filled sheets to a table, with mouse, keyboard and on a phone.

form_page.py [SCREENSHOTS]
"""

import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy
import stack
from browser import Browser
from forms import write
from page_support import expect
from PIL import Image, ImageDraw
from screens import Shots, on_each
from server import Server

DIGITS = os.environ.get("DIGITS_COMMAND", stack.ROOT / ".build/release/digits")
#: A checkbox, beside the two numbers of the stack's form.
PASSED = (620, 480, 40, 40)


def blank_sheet():
    """Two boxes for numbers, a checkbox, and print."""
    image, draw = stack.paper((stack.WIDTH, stack.HEIGHT), {**stack.BOXES, "passed": PASSED}, frame=False)
    random = numpy.random.default_rng(8)
    for line in range(12):
        draw.text((80 + int(random.integers(300)), 620 + 28 * line), "  ".join(map(str, random.integers(1000, 9999, 6))), fill=0)
        draw.text((90 + 50 * line, 90 + 8 * line), "EXAM", fill=0)
    return image


def make_sheets(folder):
    """A blank sheet as PDF, and five filled ones: one of them in a PDF of two pages, one white, one no picture."""
    blank = blank_sheet()
    original, stack.blank = stack.blank, lambda: blank
    try:
        written = stack.sheets(folder, 4, seed=4)
    finally:
        stack.blank = original
    blank.save(folder / "exam.pdf", resolution=100)
    pages = []
    for index in range(4):
        with Image.open(folder / f"sheet-{index:04}.tif") as image:
            pages.append(image.convert("L"))
        (folder / f"sheet-{index:04}.tif").unlink()
    x, y, width, height = PASSED
    ImageDraw.Draw(pages[0]).line([x + 8, y + 8, x + width - 8, y + height - 8], fill=0, width=5)
    ImageDraw.Draw(pages[0]).line([x + width - 8, y + 8, x + 8, y + height - 8], fill=0, width=5)
    pages[0].save(folder / "a.png")
    pages[1].save(folder / "b.pdf", save_all=True, append_images=[pages[2]], resolution=100)
    pages[3].rotate(180).save(folder / "c.png")
    Image.new("L", (stack.WIDTH, stack.HEIGHT), 255).save(folder / "d.png")
    (folder / "e.png").write_bytes(b"no picture")
    return written


def choose(browser, selector, *files):
    """Gives an input files, as a person would pick them."""
    document = browser.call("DOM.getDocument")["root"]["nodeId"]
    node = browser.call("DOM.querySelector", nodeId=document, selector=selector)["nodeId"]
    browser.call("DOM.setFileInputFiles", nodeId=node, files=[str(file) for file in files])


def fields(browser):
    """The names, kinds and boxes in the editor, as in the form file."""
    return json.loads(text_of_download(browser, "#download-form"))


def text_of_download(browser, button):
    """The text that a button offers for download."""
    browser.run(
        "window.saved = null; if (!window.made) { window.made = URL.createObjectURL; "
        "URL.createObjectURL = blob => { blob.text().then(text => { window.saved = text }); return window.made.call(URL, blob) } }"
    )
    browser.click(button)
    browser.until(lambda: browser.run("window.saved !== null"), "a file to be saved")
    return browser.run("window.saved")


def rows(browser):
    return browser.run("[...document.querySelectorAll('#sheet-rows tr')].map(row => [...row.cells].map(cell => cell.textContent))")


def table_is_done(browser, count):
    browser.until(lambda: len(rows(browser)) >= count and browser.run("document.getElementById('stop').hidden"), f"{count} rows", 120)


def open_tab(browser, url):
    browser.open(url)
    browser.run("document.getElementById('draw-tab').focus()")
    browser.key("ArrowLeft")
    browser.until(lambda: browser.run("!document.getElementById('forms').hidden"), "the tab")
    expect(browser.run("document.activeElement.id"), "forms-tab", "the focus")


def edit(browser, shots, folder):
    """From the blank sheet to the form file: names with the keyboard alone, kinds, required fields, a drawn field."""
    choose(browser, "#blank", folder / "exam.pdf")
    browser.until(lambda: browser.run("document.querySelectorAll('#fields li').length") == 3, "three fields", 60)
    expect(browser.run("document.activeElement.value"), "field1", "the first name, selected")
    write(browser, "student")
    browser.key("Enter", text="\r")
    expect(browser.run("document.activeElement.value"), "field2", "the second name")
    names = browser.run("[...document.querySelectorAll('#fields li')].map(row => row.querySelector('select').value)")
    place = names.index("marks")
    write(browser, *("passed",) if place == 1 else ("points",))
    browser.key("Enter", text="\r")
    write(browser, *("points",) if place == 1 else ("passed",))
    expect(browser.run("document.querySelectorAll('#form-sheet button').length"), 3, "boxes on the sheet")
    labels = browser.run("[...document.querySelectorAll('#form-sheet button')].map(box => box.textContent)")
    assert set(labels) == {"student", "points", "passed: yes"}, labels
    # The kind of a field, with the keyboard: to the select, and on in its list.
    browser.run("document.querySelector('#fields li select').focus()")
    write(browser, "di")
    expect(browser.run("document.querySelector('#fields li select').value"), "digits", "what the first field holds")
    browser.key("Tab", text="\t")
    expect(browser.run("document.activeElement.placeholder"), "1..9", "how many digits")
    browser.run("document.activeElement.select()")
    write(browser, "5")
    browser.key("Tab", text="\t")
    browser.key(" ", "Space", text=" ")
    expect(browser.run("document.querySelector('#fields li [type=checkbox]').checked"), True, "required")
    shots("editor")
    form = fields(browser)
    found = {field["name"]: field for field in form["fields"]}
    assert list(found["passed"]["marks"]) == ["yes"] and found["student"]["required"] and found["student"]["length"] == "5", found
    for name, box in {**stack.BOXES, "passed": PASSED}.items():
        there = found[name].get("box") or found[name]["marks"]["yes"]
        assert all(abs(one - other) <= 6 for one, other in zip(there, box)), (name, there, box)
    # A box is drawn, moved by its coordinates, and removed.
    if not browser.run("matchMedia('(max-width: 46rem)').matches"):
        browser.stroke("#form-picture", [(0.6, 0.72), (0.9, 0.76)])
    else:
        browser.click("#add-field")
    browser.until(lambda: browser.run("document.querySelectorAll('#fields li').length") == 4, "a fourth field")
    expect(browser.run("document.activeElement.value"), "field4", "its name")
    browser.run("document.querySelector('#fields li:last-child details').open = true")
    browser.run("document.querySelector('#fields li:last-child details input').select()")
    write(browser, "330")
    expect(fields(browser)["fields"][-1]["box"][0], 330, "its left side")
    browser.run("[...document.querySelectorAll('#fields li:last-child details input')].at(-2).select()")
    write(browser, "2")
    browser.run("[...document.querySelectorAll('#fields li:last-child details input')].at(-1).select()")
    write(browser, "45")
    expect(fields(browser)["fields"][-1]["rows"], {"count": 2, "step": 45}, "two rows")
    expect(browser.run("document.querySelectorAll('#form-sheet i').length"), 1, "the second row on the sheet")
    browser.run("[...document.querySelectorAll('#fields li:last-child details input')].at(-2).select()")
    write(browser, "1")
    # The server reports files that are not forms, and nothing is saved.
    browser.run("document.querySelector('#fields li:last-child input').select()")
    write(browser, "student")
    browser.click("#download-form")
    browser.until(lambda: "a unique name expected" in browser.run("document.getElementById('problem').textContent"), "what is wrong")
    browser.complaints = []
    browser.click("#fields li:last-child > button")
    expect(browser.run("document.querySelectorAll('#fields li').length"), 3, "fields")


def without_doubts(table, *fields):
    """The table without which values of some fields are sure: the page reads each sheet by itself, and the command the whole stack
    (Docs/FORMS.md)."""
    states = {f"{field}_state" for field in fields}
    return [{name: value.replace("doubtful", "sure") if name in states else value for name, value in row.items()} for row in table]


def read(browser, shots, folder, written):
    """Filled-in sheets, and the table compared with the command's for the same form and files."""
    files = [folder / name for name in ("a.png", "b.pdf", "c.png", "d.png", "e.png")]
    choose(browser, "#sheets", *files)
    table_is_done(browser, 6)
    found = rows(browser)
    expect([row[:3] for row in found[:5]], [
        ["a.png", "1", "read"], ["b.pdf", "1", "read"], ["b.pdf", "2", "read"], ["c.png", "1", "turned"], ["d.png", "1", "blank"],
    ], "the table")  # fmt: skip
    assert found[5][0] == "e.png" and found[5][2].startswith("not read: "), found[5]
    status = browser.run("document.getElementById('sheets-status').textContent")
    assert status.startswith("5 sheets: 3 read, 1 turned, 1 blank; ") and status.endswith("; 1 file not read"), status
    browser.complaints = [text for text in browser.complaints if "400" not in text]
    shots("table")
    text = text_of_download(browser, "#download-table")
    browser_table = list(csv.DictReader(io.StringIO(text)))
    (folder / "page.form").write_text(text_of_download(browser, "#download-form"))
    command = [DIGITS, "form", "read", folder / "page.form", *files[:4], "--csv", folder / "command.csv"]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    table = list(csv.DictReader(io.StringIO((folder / "command.csv").read_text())))
    for row in table:
        row["file"] = pathlib.Path(row["file"]).name
    without = (without_doubts(each, "student", "points") for each in (browser_table, table))
    expect(*without, "the table as the command writes it")
    # Also compared with what is written.
    for row, values in zip(table, written):
        for name in stack.BOXES:
            assert row[f"{name}_state"] != "sure" or row[name] == values[name], (row, values)
    expect([row["passed"] for row in table[:4]], ["yes", "", "", ""], "what is checked")


def lists(browser, shots, folder, written):
    """A list of valid numbers: each goes to at most one of all dropped sheets, as with the command."""
    # The first sheet comes twice, and two of the numbers belong to no sheet.
    (folder / "f.png").write_bytes((folder / "a.png").read_bytes())
    files = [folder / name for name in ("a.png", "b.pdf", "c.png", "f.png")]
    numbers = [values["student"] for values in written] + ["00017", "99999"]
    (folder / "students.csv").write_text("number\n" + "\n".join(numbers) + "\n")
    browser.click("#clear-table")
    browser.run("document.querySelector('#lists-part summary').focus()")
    browser.key("Enter", text="\r")
    # The old field names are there until the section has opened.
    options = "[...document.getElementById('list-field').options].map(option => option.value)"
    browser.until(lambda: sorted(browser.run(options)) == sorted(stack.BOXES), "the fields that hold numbers")
    expect(browser.run("document.getElementById('list-field').value"), "student", "the field")
    choose(browser, "#list-file", folder / "students.csv")
    choose(browser, "#sheets", *files)
    table_is_done(browser, 5)
    told = browser.run("document.querySelector('#lists li').textContent")
    assert told.startswith("student among students.csv 6 numbers; students.csv: "), told
    shots("list")
    command = [
        DIGITS,
        "form",
        "read",
        folder / "page.form",
        *files,
        "--csv",
        folder / "listed.csv",
        "--among",
        f"student={folder / 'students.csv'}",
    ]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    table = list(csv.DictReader(io.StringIO((folder / "listed.csv").read_text())))
    for row in table:
        row["file"] = pathlib.Path(row["file"]).name
    browser_table = list(csv.DictReader(io.StringIO(text_of_download(browser, "#download-table"))))
    expect(*(without_doubts(each, "points") for each in (browser_table, table)), "the table as the command writes it")
    expect([row["student_state"] for row in table][::4], ["doubtful"] * 2, "two sheets of one number")
    marked = browser.run("[...document.querySelectorAll('#sheet-rows tr')].map(row => row.cells[3].classList.contains('needs-review'))")
    expect(marked, [row["student_state"] != "sure" for row in table], "what is marked")
    browser.click("#lists li button")
    expect(browser.run("document.querySelectorAll('#lists li').length"), 0, "lists")
    browser.click("#clear-table")


def save(browser, folder):
    """A form saved on the server is there for others, and is replaced only on request."""
    browser.run("document.getElementById('form-name').select()")
    write(browser, "our exam")
    browser.click("#save-form")
    browser.until(lambda: browser.run("document.getElementById('form-saved').textContent") == "Saved as our-exam.", "the form to be saved")
    assert (folder / "kept" / "our-exam.form").exists()
    browser.click("#save-form")
    browser.until(lambda: browser.run("document.getElementById('save-form').textContent") == "Replace our-exam", "the question")
    browser.click("#save-form")
    browser.until(
        lambda: browser.run("document.getElementById('form-saved').textContent") == "Saved as our-exam.", "the form to be replaced"
    )
    browser.complaints = [text for text in browser.complaints if "409" not in text]
    browser.click("#other-form")
    browser.until(lambda: browser.run("!document.getElementById('served-part').hidden"), "the server's forms")
    browser.run("const s = document.getElementById('served'); s.value = 'our-exam'; s.dispatchEvent(new Event('change'))")
    browser.drop("#sheets-drop", folder / "a.png")
    table_is_done(browser, 1)
    expect(rows(browser)[0][:3], ["a.png", "1", "read"], "a sheet of a form of the server")


def open_form(browser, folder, form):
    if browser.run("!document.getElementById('form-editor').hidden"):
        browser.click("#other-form")
    (folder / "more.form").write_text(json.dumps(form))
    choose(browser, "#form-file", folder / "more.form")
    browser.until(lambda: browser.run("!document.getElementById('form-editor').hidden"), "the fields of the file")


def problem(browser):
    """The error shown; empty for none."""
    return browser.run("document.getElementById('problem').hidden ? '' : document.getElementById('problem').textContent")


def open_file(browser, folder):
    """A form file opens as it was saved; other files are reported."""
    browser.click("#other-form")
    choose(browser, "#form-file", folder / "page.form")
    browser.until(lambda: browser.run("!document.getElementById('form-editor').hidden"), "the fields of the file")
    expect(fields(browser), json.loads((folder / "page.form").read_text()), "the form")
    # Members that the editor does not show are kept, unknown ones are reported, and of two boxes with the same label none is lost.
    form = json.loads((folder / "page.form").read_text())
    points = next(field for field in form["fields"] if field["name"] == "points")
    for member in ("range", "length"):
        points.pop(member, None)
    points |= {"kind": "time", "length": "4"}
    open_form(browser, folder, form)
    expect(fields(browser), form, "the form with more")
    browser.click("#other-form")
    (folder / "odd.form").write_text(json.dumps(form | {"fields": [field | {"oddd": 1} for field in form["fields"]]}))
    choose(browser, "#form-file", folder / "odd.form")
    browser.until(lambda: "oddd" in problem(browser), "the word that is not known")
    passed = next(field for field in form["fields"] if field["name"] == "passed")
    x, y, width, height = passed["marks"]["yes"]
    passed["marks"]["no"] = [x, y + 60, width, height]
    open_form(browser, folder, form)
    browser.run(
        "for (const input of document.querySelectorAll('#fields .detail input')) if (input.placeholder === 'yes') "
        "{ input.value = 'yes'; input.dispatchEvent(new Event('input')) }"
    )
    browser.click("#download-form")
    browser.until(lambda: "two boxes are called" in problem(browser), "two boxes with one label")
    browser.click("#other-form")
    (folder / "none.form").write_text('{"form": "x", "reference": "data:image/png;base64,AAAA"}')
    choose(browser, "#form-file", folder / "none.form")
    browser.until(lambda: browser.run("!document.getElementById('problem').hidden"), "what is wrong")
    browser.complaints = [text for text in browser.complaints if "400" not in text]


def check(screen, screenshots):
    with tempfile.TemporaryDirectory() as folder, Browser() as browser:
        folder = pathlib.Path(folder)
        written = make_sheets(folder)
        with Server("--forms", folder / "kept", "--corrections", folder / "corrections") as server:
            shots = Shots(browser, screen, screenshots, "forms-")
            open_tab(browser, server.url)
            shots("start")
            edit(browser, shots, folder)
            read(browser, shots, folder, written)
            lists(browser, shots, folder, written)
            save(browser, folder)
            open_file(browser, folder)
            assert not browser.complaints, f"the browser complains: {browser.complaints}"


def main(screenshots=None):
    on_each(check, screenshots)
    print("from a blank sheet to a form file, and from filled sheets to a table: desktop, phone, dark")


if __name__ == "__main__":
    main(*sys.argv[1:])
