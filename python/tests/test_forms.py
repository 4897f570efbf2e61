"""``digits.forms``: sheets of a form, compared with what was written on them and with the command's output."""

import base64
import csv
import io
import json
import os
import pathlib
import subprocess
import threading

import digits
import numpy as np
import pytest
import stack
from digits.forms import FieldReading, Form, SheetReading
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 850, 1100
BOXES = {"student": (120, 240, 420, 90), "points": (120, 460, 180, 90), "passed": (620, 470, 50, 50)}
STUDENTS = ["72104", "14959", "06901", "59734"]


def blank():
    image, draw = stack.paper((WIDTH, HEIGHT), BOXES)
    random = np.random.default_rng(3)
    for line in range(14):
        draw.text((80 + int(random.integers(300)), 600 + 34 * line), " ".join(map(str, random.integers(1000, 9999, 8))), fill=0)
        draw.text((90 + 50 * line, 100 + 7 * line), "EXAM", fill=0)
    return image


def form_text(reference, rules=()):
    fields = [
        {"name": "student", "kind": "digits", "length": "5", "required": True, "box": list(BOXES["student"])},
        {"name": "points", "kind": "integer", "range": "0..99", "box": list(BOXES["points"])},
        {"name": "passed", "kind": "marks", "marks": {"yes": list(BOXES["passed"])}},
    ]
    return json.dumps({"form": "exam", "page": [WIDTH, HEIGHT], "fields": fields, "rules": list(rules), "reference": reference})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forms")
    picture = io.BytesIO()
    blank().save(picture, "png")
    (folder / "exam.form").write_text(form_text("data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()))
    return folder


@pytest.fixture(scope="module")
def form(folder):
    return Form(folder / "exam.form")


@pytest.fixture(scope="module")
def sheets(folder, mnist):
    """Five sheets in a PDF document, in a TIFF file and as pictures, and what is written on each: the first of MNIST's test images."""
    _, (x, y) = mnist
    pages, written, sample = [], [], 0
    for index in range(5):
        page, values = np.array(blank()), {}
        for name, count in (("student", 5), ("points", 2)):
            values[name] = "".join(str(label) for label in y[sample : sample + count])
            stack.write(page, BOXES[name], (x[sample : sample + count, :, :, 0] * 255).astype(np.uint8))
            sample += count
        values["passed"] = "yes" if index % 2 else ""
        if index % 2:
            page[480:510, 630:660] = 0
        pages.append(Image.fromarray(page))
        written.append(values)
    # Pillow keeps a JPEG's settings with the picture, and TIFF does not accept them.
    pages[0].save(folder / "scans.tif", save_all=True, append_images=pages[1:])
    pages[0].copy().save(folder / "scans.pdf", save_all=True, append_images=[page.copy() for page in pages[1:]], resolution=100)
    for index, page in enumerate(pages):
        page.save(folder / f"sheet-{index}.png")
    return pages, written


def test_says_what_the_form_is(form, folder):
    assert (form.name, form.page, form.rules) == ("exam", (WIDTH, HEIGHT), [])
    assert [(field.name, field.kind, field.required) for field in form.fields] == [
        ("student", "digits", True), ("points", "integer", False), ("passed", "marks", False),
    ]  # fmt: skip
    assert form.fields[0].box.width == 420 and form.fields[2].box is None and form.fields[1].members["range"] == "0..99"
    assert repr(form) == f"Form({str(folder / 'exam.form')!r})"


def test_reads_what_is_written(form, sheets, folder):
    pages, written = sheets
    found = {
        "pdf": form.read(str(folder / "scans.pdf")), "bytes": form.read((folder / "scans.tif").read_bytes()),
        "mixed": form.read(page if index % 2 else np.asarray(page) for index, page in enumerate(pages)),
    }  # fmt: skip
    for kind, found_sheets in found.items():
        assert [sheet.state for sheet in found_sheets] == ["read"] * 5, kind
        for sheet, values in zip(found_sheets, written):
            assert isinstance(sheet, SheetReading) and sheet.form == "exam" and sheet.score > 0.8 and sheet.turn == 0
            assert len(sheet.map) == 9 and [field.name for field in sheet] == list(BOXES) and len(sheet) == 3
            for field in sheet:
                assert isinstance(field, FieldReading) and 0 <= field.confidence <= 1
                assert field.state != "sure" or field.value == values[field.name], (kind, field, values)
        right = sum(sheet.values == values for sheet, values in zip(found_sheets, written))
        assert right >= 4, (kind, [sheet.values for sheet in found_sheets], written)
    assert [(sheet.file, sheet.page) for sheet in found["pdf"]][1] == (str(folder / "scans.pdf"), 2)
    assert [(sheet.file, sheet.page) for sheet in found["bytes"]][4] == (None, 5)
    assert form.read(pages[0])[0].values == form.read(folder / "sheet-0.png")[0].values == found["mixed"][0].values


def test_places():
    found = {"sheet": "read", "form": "f", "score": 1.0, "turn": 0, "needs_review": False, "fields": []}
    flat = SheetReading({**found, "map": [2, 0, 10, 0, 3, 20, 0.001, 0, 1], "curl": None}, None, 1)
    assert flat.place(100, 50) == pytest.approx((210 / 1.1, 170 / 1.1))
    # At (30, 10) the offset is a quarter, a quarter, a quarter and a quarter of the four corners'.
    curl = {"columns": 3, "rows": 2, "step": 20, "offsets": [0, 0, 4, 0, 0, 8, 0, 0, 0, 4, 8, 0]}
    curled = SheetReading({**found, "map": [1, 0, 0, 0, 1, 0, 0, 0, 1], "curl": curl}, None, 1)
    assert curled.place(30, 10) == pytest.approx((33, 13))
    assert curled.place(20, 0) == pytest.approx((24, 0)) and curled.place(99, 99) == pytest.approx((107, 99))
    with pytest.raises(ValueError, match="a sheet of the form expected"):
        SheetReading({**found, "map": None, "curl": None}, None, 1).place(0, 0)


def test_other_pages(form, sheets):
    pages, _ = sheets
    unfilled, paper, turned, other = form.read([
        blank(), Image.new("L", (WIDTH, HEIGHT), 255), pages[1].rotate(180), Image.fromarray(np.array(pages[1])[::-1]),
    ])  # fmt: skip
    assert unfilled.state == "unfilled" and unfilled["student"].is_missing and unfilled["student"].needs_review and unfilled.needs_review
    assert (unfilled["points"].state, unfilled["points"].needs_review) == ("blank", False)
    assert paper.state == "blank" and paper.fields == [] and paper.map is None and not paper.needs_review
    assert (turned.state, turned.turn) == ("turned", 180) and turned.values == form.read(pages[1])[0].values
    assert other.state == "other form" and other.needs_review and other.score < 0.5
    with pytest.raises(KeyError):
        other["student"]


def test_a_number_for_each_sheet(form, sheets, folder):
    pages, written = sheets
    students = [values["student"] for values in written] + ["99999"]
    read = form.read(folder / "scans.pdf", among={"student": (number for number in students)})
    assert [sheet["student"].entry for sheet in read] == students[:5]
    assert all(sheet["student"].guesses[0].entry == sheet["student"].entry for sheet in read)
    assert {sheet["student"].state for sheet in read} == {"sure"}
    # Of two sheets with one number, neither is sure.
    twice = form.read([pages[0], pages[0], pages[1]], among={"student": students})
    assert [sheet["student"].state for sheet in twice] == ["doubtful", "doubtful", "sure"]
    assert [sheet["student"].entry for sheet in twice].count(students[0]) <= 1
    assert form.read(pages[0])[0]["student"].guesses == []


@pytest.mark.skipif("DIGITS_COMMAND" not in os.environ, reason="needs the command, DIGITS_COMMAND")
@pytest.mark.parametrize("lists", [False, True])
def test_the_command_says_the_same(form, sheets, folder, lists):
    _, written = sheets
    numbers = [values["student"] for values in written[1:]]
    (folder / "students.txt").write_text("\n".join(numbers))
    among = ["--among", f"student={folder / 'students.txt'}"] if lists else []
    command = [os.environ["DIGITS_COMMAND"], "form", "read", folder / "exam.form", folder / "scans.pdf", folder / "sheet-0.png", *among]
    subprocess.run([*command, "--jsonl", folder / "lines.jsonl"], check=True, stderr=subprocess.DEVNULL)
    lines = [json.loads(line) for line in (folder / "lines.jsonl").read_text().splitlines()]
    read = form.read([folder / "scans.pdf", folder / "sheet-0.png"], among={"student": numbers} if lists else None)
    assert len(lines) == len(read) == 6
    for line, sheet in zip(lines, read):
        again = SheetReading(line, line["file"], line["page"])
        assert vars(again).keys() == vars(sheet).keys()
        for name, value in vars(again).items():
            if name != "fields":
                assert vars(sheet)[name] == value, name
        assert [vars(field) for field in again] == [vars(field) for field in sheet]


def test_earlier_readings(sheets, folder):
    """The points are compared with each student's earlier ones: 5 to 15 more. The command gives the same."""
    pages, written = sheets
    blank().save(folder / "blank.png")
    rule = {"name": "more", "rule": "previous", "field": "points", "key": "student", "low": 5, "high": 15}
    (folder / "more.form").write_text(form_text("blank.png", [rule]))
    form = Form(folder / "more.form")
    assert form.rules == [rule]
    # The third has less than 5 more, the fourth no earlier reading.
    earlier = {values["student"]: int(values["points"]) - (2 if place == 2 else 10) for place, values in enumerate(written) if place != 3}
    stack = form.read(pages, previous={"points": earlier})
    names = [sheet["points"].failed_rule for sheet in stack]
    number = written[3]["student"]
    assert names == [None, None, "more", f"more: {number} is not among the earlier readings", None]
    assert [sheet.values for sheet in stack] == written
    assert all(sheet["points"].state == "doubtful" and sheet["student"].failed_rule == sheet["points"].failed_rule for sheet in stack[2:4])
    both = form.read(pages[0], among={"student": [number, written[0]["student"]]}, previous={"points": earlier})[0]
    assert both["student"].entry == written[0]["student"] and both["points"].failed_rule is None
    assert all(sheet["points"].failed_rule is None for sheet in form.read(pages))
    for previous, words in [
        ({"passed": {"1": 2}}, "no rule"), ({"points": {}}, "points: a reading"), ({"points": {"1": "x"}}, 'points: "1": a number'),
        ({"points": {"1": float("nan")}}, "a number expected"), ({"points": [1]}, "a number for each key"), ([1], "a number for each key"),
    ]:  # fmt: skip
        with pytest.raises(digits.InvalidArgumentError, match=words):
            form.read(pages[0], previous=previous)
    if "DIGITS_COMMAND" in os.environ:
        (folder / "last.csv").write_text("student,points\n" + "".join(f"{key},{value}\n" for key, value in earlier.items()))
        files = [folder / f"sheet-{index}.png" for index in range(5)]
        command = [os.environ["DIGITS_COMMAND"], "form", "read", folder / "more.form", *files]
        command += ["--previous", f"points={folder / 'last.csv'}"]
        done = subprocess.run([*command, "--jsonl", folder / "more.jsonl"], check=True, capture_output=True, text=True)
        assert "Note: " in done.stderr and "header: student, points" in done.stderr
        lines = [json.loads(line) for line in (folder / "more.jsonl").read_text().splitlines()]
        assert [vars(field) for sheet in stack for field in sheet] == [
            vars(FieldReading(field)) for line in lines for field in line["fields"]
        ]
        wrong = subprocess.run([*command, "--previous", f"passed={folder / 'last.csv'}"], capture_output=True, text=True)
        assert wrong.returncode != 0 and 'no rule "previous" about a field "passed"' in wrong.stderr


def test_each_value_once(sheets, folder):
    """Two sheets of one student are doubtful, in a stack and in a job, even if the second one comes later."""
    pages, written = sheets
    blank().save(folder / "blank.png")
    rule = {"name": "once", "rule": "unique", "field": "student"}
    (folder / "once.form").write_text(form_text("blank.png", [rule]))
    again = np.array(pages[0])
    again[-1, -1] ^= 1
    Image.fromarray(again).save(folder / "again.png")
    files = [folder / "sheet-0.png", folder / "sheet-1.png", folder / "again.png"]
    stack = Form(folder / "once.form").read(files)
    assert [sheet["student"].failed_rule for sheet in stack] == ["once", None, "once"]
    assert [stack[place]["student"].state for place in (0, 2)] == ["doubtful"] * 2 and stack[0].needs_review
    if "DIGITS_COMMAND" in os.environ:
        command = [os.environ["DIGITS_COMMAND"], "form", "read", folder / "once.form"]

        def table(*options):
            subprocess.run([*command, *files, *options, "--jsonl", folder / "once.jsonl"], check=True, stderr=subprocess.DEVNULL)
            lines = [json.loads(line) for line in (folder / "once.jsonl").read_text().splitlines()]
            return {
                line["file"]: [(field["value"], field["state"], field.get("failed_rule")) for field in line["fields"]] for line in lines
            }

        wanted = {str(file): [(field.value, field.state, field.failed_rule) for field in sheet] for file, sheet in zip(files, stack)}
        assert table() == wanted
        if pathlib.Path(os.environ["DIGITS_COMMAND"]).with_name("digits-serve").exists():
            subprocess.run([*command, *files[:2], "--job", folder / "once.job"], check=True, stderr=subprocess.DEVNULL)
            assert table("--job", folder / "once.job") == wanted


@pytest.mark.skipif("DIGITS_COMMAND" not in os.environ, reason="needs the command, DIGITS_COMMAND")
def test_codes_name_the_program_that_they_need(sheets, folder):
    text = json.loads(form_text("blank.png"))
    text["fields"].append({"name": "page", "kind": "code", "box": [620, 240, 150, 150]})
    blank().save(folder / "blank.png")
    (folder / "code.form").write_text(json.dumps(text))
    command = [os.environ["DIGITS_COMMAND"], "form", "read", folder / "code.form", folder / "sheet-0.png"]
    done = subprocess.run(command, env={**os.environ, "PATH": str(folder)}, capture_output=True, text=True)
    assert done.returncode != 0 and 'field "page"' in done.stderr and "apt install zxing-cpp-tools" in done.stderr


def test_tables(mnist, tmp_path):
    """A column of three rows, the second of them blank."""
    _, (x, y) = mnist
    page = blank()
    draw = ImageDraw.Draw(page)
    draw.rectangle([100, 220, 560, 580], fill=255)
    for row in range(3):
        draw.rectangle([120, 240 + 110 * row, 300, 330 + 110 * row], outline=0, width=3)
    page.save(tmp_path / "blank.png")
    field = {"name": "home", "kind": "digits", "length": "2", "box": [120, 240, 180, 90], "rows": {"count": 3, "step": 110}}
    text = {"form": "scores", "page": [WIDTH, HEIGHT], "fields": [field], "rules": [], "reference": "blank.png"}
    (tmp_path / "scores.form").write_text(json.dumps(text))
    filled = np.array(page)
    digits_of = (x[:4, :, :, 0] * 255).astype(np.uint8)
    for row, written in ((0, digits_of[:2]), (2, digits_of[2:])):
        stack.write(filled, (120, 240 + 110 * row, 180, 90), written)
    Image.fromarray(filled).save(tmp_path / "sheet.png")
    form = Form(tmp_path / "scores.form")
    assert [field.name for field in form.fields] == ["home"] and form.fields[0].members["rows"]["count"] == 3
    sheet = form.read(tmp_path / "sheet.png")[0]
    assert sheet.values == {"home 1": "".join(map(str, y[:2])), "home 2": "", "home 3": "".join(map(str, y[2:4]))}
    if "DIGITS_COMMAND" in os.environ:
        command = [os.environ["DIGITS_COMMAND"], "form", "read", tmp_path / "scores.form", tmp_path / "sheet.png"]
        subprocess.run([*command, "--rows", tmp_path / "rows.csv"], check=True, stderr=subprocess.DEVNULL)
        lines = [line.split(",") for line in (tmp_path / "rows.csv").read_text().splitlines()]
        assert lines[0][1:6] == ["page", "form", "row", "home", "home_confidence"]
        assert [line[1:5] for line in lines[1:]] == [
            ["1", "scores", "1", sheet["home 1"].value],
            ["1", "scores", "3", sheet["home 3"].value],
        ]


@pytest.mark.skipif("DIGITS_COMMAND" not in os.environ, reason="needs the command, DIGITS_COMMAND")
@pytest.mark.parametrize("job", [False, True])
def test_spreadsheets(sheets, mnist, folder, tmp_path, job):
    """openpyxl reads what CSV has: whole numbers and confidences as numbers, everything else as text, and what is doubtful in yellow."""
    openpyxl = pytest.importorskip("openpyxl")
    command, table = pathlib.Path(os.environ["DIGITS_COMMAND"]), tmp_path / "table.xlsx"
    # The student's number keeps its zero, and the file's name is no formula.
    page = np.array(blank())
    stack.write(page, BOXES["student"], (mnist[1][0][[3, 0, 1, 2, 3], :, :, 0] * 255).astype(np.uint8))
    Image.fromarray(page).save(tmp_path / "=1+1.png")
    blank().save(tmp_path / "unfilled.png")
    options = ["--csv", tmp_path / "table.csv", "--xlsx", table]
    if job:
        if not command.with_name("digits-serve").exists():
            pytest.skip("needs digits-serve")
        options += ["--job", tmp_path / "table.job"]
    files = ["=1+1.png", folder / "sheet-0.png", "unfilled.png"]
    done = subprocess.run([command, "form", "read", folder / "exam.form", *files, *options], capture_output=True, text=True, cwd=tmp_path)
    if "libxlsxwriter, which is not installed" in done.stderr:
        # Before anything is read.
        assert done.returncode != 0 and "apt install libxlsxwriter-dev" in done.stderr and not table.exists()
        pytest.skip("needs libxlsxwriter")
    assert done.returncode == 0, done.stderr
    written = list(csv.reader(io.StringIO((tmp_path / "table.csv").read_text())))
    # CSV has an apostrophe before what a spreadsheet program would compute; text in a spreadsheet needs none.
    assert "'=1+1.png" in [line[0] for line in written]
    wanted = [[value.removeprefix("'") for value in line] for line in written]
    read = list(openpyxl.load_workbook(table)["Sheets"].iter_rows())
    assert [cell.value for cell in read[0]] == wanted[0] and read[0][0].font.b
    assert len(read) == len(wanted) == 4
    columns = [[line[wanted[0].index(name)] for line in wanted] for name in ("file", "student")]
    assert "=1+1.png" in columns[0] and "07210" in columns[1]
    for line, row in zip(wanted[1:], read[1:]):
        for name, text, cell in zip(wanted[0], line, row):
            is_number = name in ("page", "score") or name.endswith("confidence") or (name == "points" and str(int(text or 0)) == text)
            assert cell.value == ((float(text) if is_number else text) if text else None), (name, text)
            assert not text or cell.data_type == ("n" if is_number else "s"), (name, text)
            if name in BOXES:
                state = line[wanted[0].index(name) + 2]
                is_marked = state in ("doubtful", "misfit", "crossed out") or (name == "student" and state == "blank")
                assert (cell.fill.fill_type == "solid") == is_marked, (name, state)


@pytest.mark.parametrize(
    ("among", "words"),
    [
        ({"pupil": ["1"]}, "no field"), ({"student": ["x"]}, "student"), ({"student": []}, "student"), ({"student": "12345"}, "a list of numbers"),
        ({"student": ["123"]}, "student"), (["12345"], "a list of numbers for each field"), ({"passed": ["1"]}, "no field"),
    ],
)  # fmt: skip
def test_lists_that_are_none(form, sheets, among, words):
    with pytest.raises(digits.InvalidArgumentError, match=words):
        form.read(sheets[0][0], among=among)


def test_files_that_are_none(form, folder, tmp_path):
    with pytest.raises(digits.FileError, match="none.form"):
        Form(tmp_path / "none.form")
    (tmp_path / "broken.form").write_text(form_text("gone.png"))
    with pytest.raises(digits.FileError, match="broken.form.*gone.png"):
        Form(tmp_path / "broken.form")
    with pytest.raises(TypeError, match="a digits.Reader expected, got str"):
        Form(folder / "exam.form", reader="model.h5")
    with pytest.raises(digits.FileError, match="none.pdf"):
        form.read(tmp_path / "none.pdf")
    with pytest.raises(digits.FileError):
        form.read(b"no picture")
    with pytest.raises(digits.InvalidArgumentError, match="got 40x30"):
        form.read(Image.new("L", (40, 30)))
    assert form.read([]) == [] and form.read([], among={"student": STUDENTS}) == []
    assert Form(folder / "exam.form", reader=digits.Reader()).name == "exam"


def test_threads_and_forks(form, sheets):
    pages, _ = sheets
    wanted, found = form.read(pages[2])[0].values, []
    threads = [threading.Thread(target=lambda: found.extend(form.read(pages[2])[0].values for _ in range(2))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [wanted] * 6
    child = os.fork()
    if child == 0:
        os._exit(0 if form.read(pages[2])[0].values == wanted else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
