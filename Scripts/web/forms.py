"""The review of a job in a real browser, with the keyboard alone: accept, overwrite, back, skip, flag, two people, the stack, the table.

forms.py [SCREENSHOTS]
"""

import contextlib
import pathlib
import sqlite3
import sys
import tempfile

import stack
from browser import Browser
from page_support import expect
from screens import DESKTOP, Shots, on_each


def make_job(folder):
    """A job of ten sheets whose fields are doubtful, as if read so: sheet 3 has the number of sheet 2, and sheet 4 has none."""
    (folder / "sheets").mkdir()
    stack.form(folder / "exam.form")
    written = stack.sheets(folder / "sheets", 10)
    job = folder / "exam.job"
    stack.run("read", folder / "exam.form", folder / "sheets", "--job", job)
    with contextlib.closing(sqlite3.connect(job)) as database, database:
        database.execute("DELETE FROM field")
        database.execute("UPDATE sheet SET state = 'read', form = 'exam', error = NULL, needs_review = 1, turn = 0")
        rows = database.execute("SELECT id, file FROM sheet JOIN source ON source.sheet = sheet.id ORDER BY file").fetchall()
        for index, (sheet, file) in enumerate(rows):
            database.execute("UPDATE sheet SET picture = ? WHERE id = ?", (pathlib.Path(file).read_bytes(), sheet))
            for place, (name, (x, y, width, height)) in enumerate(stack.BOXES.items()):
                value = written[index][name]
                if name == "student" and index == 3:
                    value = written[2][name]
                if name == "student" and index == 4:
                    value = ""
                database.execute(
                    "INSERT INTO field (sheet, place, name, value, text, confidence, state, is_missing, alternatives, guesses,"
                    " x, y, width, height, needs_review) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', ?, ?, ?, ?, ?)",
                    (sheet, place, name, value, value, 0.61, "doubtful" if value else "blank", not value,
                     '[{"text": "71", "confidence": 0.21}]', x, y, width, height, name == "student" or index == 0),
                )  # fmt: skip
    return job, written


def value(browser):
    return browser.run("document.getElementById('value').value")


def field(browser):
    return browser.run("document.getElementById('field').textContent + ' ' + document.getElementById('place').textContent")


def wait_for(browser, text, what):
    browser.until(
        lambda: browser.run("!document.getElementById('work').hidden") and text in field(browser), f"{what}, not {field(browser)!r}"
    )


def write(browser, text):
    """Types into the focused element, as a keyboard does."""
    for sign in text:
        browser.key(sign, text=sign)


def begin(browser, url, name):
    browser.open(f"{url}/review")
    browser.until(lambda: browser.run("!document.getElementById('who-form').hidden"), "the question for a name")
    write(browser, name)
    browser.key("Enter", text="\r")
    wait_for(browser, "", "a field")


def review(browser, url, shots, written):
    begin(browser, url, "Ann")
    wait_for(browser, "sheet-0000", "the first sheet")
    expect(value(browser), written[0]["student"], "what was read")
    browser.until(lambda: browser.run("document.getElementById('crop').naturalWidth > 0"), "the crop")
    browser.until(lambda: browser.run("document.getElementById('sheet').naturalWidth > 0"), "the sheet")
    shots("field")
    browser.key("Enter", text="\r")
    wait_for(browser, "points", "the next field")
    # Digits replace the selection.
    write(browser, "15")
    expect(value(browser), "15", "what was typed")
    expect(browser.run("document.getElementById('accept-text').textContent"), "Save", "the key's word")
    shots("typed")
    browser.key("Escape")
    expect(value(browser), written[0]["points"], "what was read, again")
    write(browser, "15")
    browser.key("Enter", text="\r")
    wait_for(browser, "sheet-0001", "the second sheet")
    # Back twice: the answers are undone, and the fields shown with what was read.
    browser.key("ArrowUp")
    wait_for(browser, "points", "the field before")
    browser.key("Enter", text="\r")
    wait_for(browser, "sheet-0001", "the second sheet again")
    browser.key("ArrowDown")
    wait_for(browser, "sheet-0002", "the third sheet")
    browser.call("Input.dispatchKeyEvent", type="keyDown", key="Enter", code="Enter", modifiers=8, text="\r")
    browser.call("Input.dispatchKeyEvent", type="keyUp", key="Enter", code="Enter", modifiers=8)
    wait_for(browser, "sheet-0003", "the fourth sheet")


def stack_view(browser, shots, written):
    browser.run("document.getElementById('review-tab').focus()")
    browser.key("ArrowRight")
    browser.until(lambda: browser.run("document.querySelectorAll('#problems li').length") >= 3, "what is wrong with the stack")
    text = browser.run("document.getElementById('problems').textContent")
    assert "Sheets of one student: 2" in text and written[2]["student"] in text and "Sheets without student: 1" in text, text
    shots("stack")
    browser.run(
        "[...document.querySelectorAll('#problems li')].find(item => item.textContent.includes('sheet-0004')).querySelector('button').focus()"
    )
    browser.key("Enter", text="\r")
    wait_for(browser, "sheet-0004", "the sheet without a number")
    expect(value(browser), "", "nothing")
    write(browser, written[4]["student"])
    browser.key("Enter", text="\r")
    browser.until(lambda: "sheet-0004" not in field(browser), "another field")


def finish(browser, shots):
    """Accepts all remaining fields, then the skipped ones."""
    for _ in range(30):
        if browser.run("document.getElementById('work').hidden"):
            break
        before = field(browser)
        browser.key("Enter", text="\r")
        browser.until(lambda: browser.run("document.getElementById('work').hidden") or field(browser) != before, "the next field")
    expect(browser.run("document.getElementById('done-text').textContent"), "All fields are answered.", "the end")
    shots("done")
    browser.click("#again")
    wait_for(browser, "sheet-0001", "what was skipped")
    browser.key("Enter", text="\r")
    browser.until(lambda: browser.run("document.getElementById('work').hidden"), "the end again")


def two_people(first, url, written):
    """Another person gets other fields."""
    with Browser() as second:
        begin(second, url, "Bo")
        assert field(first) != field(second), field(second)
        second.key("Enter", text="\r")
        second.until(lambda: second.run("document.getElementById('counts').textContent").startswith("5 of 11 "), "the count")
        # Closing the page returns the unanswered fields.
        second.open("about:blank")


def check(screen, screenshots):
    with tempfile.TemporaryDirectory() as folder:
        job, written = make_job(pathlib.Path(folder))
        with stack.Review(job) as server, Browser() as browser:
            shots = Shots(browser, screen, screenshots, "review-")
            review(browser, server.url, shots, written)
            if screen == DESKTOP:
                two_people(browser, server.url, written)
                browser.complaints = []
            stack_view(browser, shots, written)
            finish(browser, shots)
            assert not browser.complaints, f"the browser complains: {browser.complaints}"
            table = stack.run("export", job).stdout.split("\n")
            student, points = written[0]["student"], written[0]["points"]
            assert table[1].endswith(f",1,read,exam,1.0000,{student},0.6100,accepted,{points},0.6100,accepted"), table[1]
            assert f",{written[4]['student']},0.6100,changed," in table[5], table[5]
            assert ",flagged," in table[3], table[3]
            browser.click("#stack-tab")
            browser.run("document.getElementById('delete-name').focus()")
            write(browser, "exam.job")
            browser.key("Enter", text="\r")
            browser.until(lambda: not job.exists(), "the job to be deleted")


def main(screenshots=None):
    on_each(check, screenshots)
    print("a job is reviewed with the keyboard alone: desktop, phone, dark, two people")


if __name__ == "__main__":
    main(*sys.argv[1:])
