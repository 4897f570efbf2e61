"""``read``: numbers in pictures, and what is known about them."""

import os
import threading

import digits
import numpy as np
import pytest


@pytest.fixture
def page(mnist):
    """A picture of two lines, dark on bright: 7210 and 414."""
    _, (x, _) = mnist
    paper = np.full((150, 240), 235, np.uint8)
    for line, places in ((0, range(4)), (1, range(4, 7))):
        for column, sample in enumerate(places):
            ink = np.rint(x[sample, :, :, 0] * 255).astype("int64")
            part = paper[20 + 60 * line : 48 + 60 * line, 30 + 30 * column : 58 + 30 * column]
            part[ink > 40] = np.clip(250 - ink[ink > 40], 0, 235)
    return paper


def test_reads_a_page(page, tmp_path):
    from PIL import Image

    Image.fromarray(page).save(tmp_path / "page.png")
    for given in (page, page / 255, Image.fromarray(page), tmp_path / "page.png", (tmp_path / "page.png").read_bytes()):
        reading = digits.read(given)
        assert reading.text == "7210\n414" and (reading.width, reading.height) == (240, 150)
        assert [line.digits_text for line in reading.lines] == reading.digits_text.split("\n") == ["7210", "414"]
    line = reading.lines[0]
    assert "".join(symbol.symbol for symbol in line.symbols) == line.text and line.entry is line.row is line.column is None
    assert 0 < line.confidence <= line.digits_confidence + 1e-6 <= 1 + 1e-6
    assert all(isinstance(other, digits.Alternative) and other.confidence <= line.confidence for other in line.alternatives)
    assert (reading.turn, reading.omitted_lines, reading.misfits) == (0, 0, [])
    first = reading.lines[0].digits[0]
    assert first.digit == 7 and first.confidence > 0.5 and first.probabilities.argmax() == 7
    assert 30 <= first.box.x < 58 and 20 <= first.box.y < 48 and first.box.width < 28
    assert digits.read(np.full((50, 50), 200, np.uint8)).lines == []


def test_a_page_in_notebooks(page, monkeypatch):
    import io

    from digits import _display
    from PIL import Image

    reading = digits.read(page)
    assert reading._repr_png_()[:4] == b"\x89PNG" and "7210" in reading._repr_html_()
    # Without matplotlib.
    monkeypatch.setattr(_display, "_figure", lambda *_: None)
    assert reading._repr_png_() is None and "data:image/png" in reading._repr_html_()
    drawn = np.asarray(Image.open(io.BytesIO(_display._plain_png(_display._with_boxes(reading)))))
    assert drawn.shape == (150, 240, 3) and (drawn[..., 0] != drawn[..., 2]).any()


def test_pages_that_are_none(tmp_path):
    (tmp_path / "broken.png").write_bytes(b"\x89PNG and nothing else")
    with pytest.raises(digits.FileError, match="broken.png"):
        digits.read(tmp_path / "broken.png")
    with pytest.raises(OSError):
        digits.read(tmp_path / "none.png")
    with pytest.raises(ValueError):
        digits.read(np.zeros((4, 4, 7), np.uint8))


def test_what_is_known(page):
    def texts(**known):
        reading = digits.read(page, **known)
        return [line.text for line in reading.lines], [line.text for line in reading.misfits]

    assert texts(length=4) == texts(length="4..9") == texts(length=(4, 9)) == texts(range=(1000, 9999.5)) == (["7210"], ["414"])
    assert texts(pattern=r"\d{2}-\d\d?") == (["72-10", "41-4"], [])
    put_in = [symbol for symbol in digits.read(page, pattern=r"\d{2}-\d\d?").lines[0].symbols if symbol.box is None]
    assert [symbol.symbol for symbol in put_in] == ["-"]
    for among in (["7210", "4 14"], np.array(["7210", "4 14"]), (text for text in ["7210", "4 14"])):
        assert [line.entry for line in digits.read(page, among=among).lines] == ["7210", "4 14"]
    assert texts(among=[414, 9999])[0] == ["414"]
    # A list that is changed is not taken for what it was.
    numbers = ["7210"]
    assert digits.read(page, among=numbers).lines[0].entry == "7210"
    numbers[0] = "007210"
    assert all(line.entry != "7210" for line in digits.read(page, among=numbers).lines)


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"length": 0}, "length"), ({"length": "many"}, "length"), ({"length": True}, "length"), ({"pattern": "("}, "pattern"),
        ({"pattern": 5}, "pattern"), ({"pattern": "a\0"}, "pattern"), ({"checksum": "sum"}, "luhn"), ({"range": (2, 1)}, "range"), ({"range": 5}, "range"),
        ({"decimals": -1}, "decimals"), ({"decimals": 1.5}, "decimals"), ({"among": []}, "among"), ({"among": "1234"}, "a list of numbers"),
        ({"among": ["12", "x"]}, '"x" at place 1'), ({"among": ["12"], "length": 3}, "no number"),
    ],
)  # fmt: skip
def test_what_is_not_understood(page, known, words):
    with pytest.raises(digits.InvalidArgumentError, match=words):
        digits.read(page, **known)


def test_readers(page, tmp_path):
    reader = digits.Reader()
    assert digits.read(page, reader).text == digits.read(page, reader=reader).text == "7210\n414"
    with pytest.raises(digits.FileError, match="none.h5"):
        digits.Reader(tmp_path / "none.h5")
    small = digits.Sequential([digits.Input((28, 28, 1)), digits.layers.Flatten(), digits.layers.Dense(10, activation="softmax")])
    small.save(tmp_path / "small.h5")
    with pytest.raises(digits.FileError, match="a network that reads lines expected"):
        digits.Reader(tmp_path / "small.h5")
    for arguments in ({"model": small}, {"reader": small}):
        with pytest.raises(TypeError, match="a digits.Reader expected, got Sequential; models of single digits no longer read pages"):
            digits.read(page, **arguments)


def test_threads_and_forks(page):
    wanted = digits.read(page).text
    found = []
    threads = [threading.Thread(target=lambda: found.extend(digits.read(page, length=(1, 9)).text for _ in range(5))) for _ in range(4)]
    for thread in threads:
        thread.start()
    # A child has a reader of its own, whatever its parent's threads were doing.
    child = os.fork()
    if child == 0:
        os._exit(0 if digits.read(page).text == wanted else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    for thread in threads:
        thread.join()
    assert found == [wanted] * 20


def test_colors_count(page):
    """Blue ink on red paper of the same brightness is there in colors only."""
    paper = np.empty((*page.shape, 3), np.uint8)
    paper[:] = (200, 0, 0)
    paper[page < 120] = (0, 52, 255)
    assert digits.read(paper).text == digits.read(page).text


@pytest.mark.parametrize("name", ["pages.pdf", "pages.tif"])
def test_documents(page, tmp_path, name):
    from PIL import Image

    first = Image.fromarray(page)
    first.save(tmp_path / name, save_all=True, append_images=[first.crop((0, 0, 240, 75))])
    for given in (tmp_path / name, (tmp_path / name).read_bytes()):
        pages = list(digits.read_pages(given, length=(3, 4)))
        assert [reading.text for reading in pages] == ["7210\n414", "7210"]
        assert [reading.page for reading in pages] == [1, 2]
        assert pages[1].picture.shape == (75, 240)
    assert digits.read(page).page is None
    with pytest.raises(digits.FileError, match=r"none\.pdf: No such file"):
        digits.read_pages(tmp_path / "none.pdf").__next__()
