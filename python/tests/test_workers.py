"""Pictures that crash or hang their process cost one row, not the worker."""

import ctypes.util
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

import digits
import numpy as np
import pytest
from digits.workers import COLUMNS, PictureReader, check_version, record_batch, rows

PAPER = b"P5\n64 64\n255\n" + b"\xff" * (64 * 64)


def digit(mnist):
    """A picture of MNIST's first training digit, a five."""
    page = np.full((56, 56), 255, np.uint8)
    page[14:42, 14:42] = 255 - (mnist[0][0][0, ..., 0] * 255).astype(np.uint8)
    return b"P5\n56 56\n255\n" + page.tobytes()


@pytest.fixture
def reader():
    reader = PictureReader()
    yield reader
    reader.close()


def test_the_answer_is_that_of_read(reader, mnist):
    found = reader.read("five.pgm", digit(mnist))
    page = digits.read(digit(mnist))
    assert [line["text"] for line in found["lines"]] == [line.text for line in page.lines]
    assert list(rows("five.pgm", found))[0][:3] == ("five.pgm", 1, page.lines[0].text)
    assert list(rows("five.pgm", found))[0][4:8] == tuple(page.lines[0].box)
    assert all(len(row) == len(COLUMNS) for row in rows("five.pgm", found))


def test_what_is_no_picture_is_one_row_with_its_error(reader):
    for name, contents in {"empty.png": b"", "text.png": b"hello", "half.png": b"\x89PNG\r\n\x1a\n"}.items():
        (row,) = rows(name, reader.read(name, contents))
        assert row[0] == name and row[2] is None and row[-1]
    assert list(rows("paper.pgm", reader.read("paper.pgm", PAPER))) == [("paper.pgm",) + (None,) * 8]


def test_a_process_that_dies_is_told_and_replaced(reader, mnist):
    reader.read("paper.pgm", PAPER)
    os.kill(reader._process.pid, signal.SIGKILL)
    reader._process.wait()
    assert "ended with status" in reader.read("poison.pgm", PAPER)["error"]
    assert reader.read("five.pgm", digit(mnist))["lines"]


def test_a_process_that_hangs_is_told_and_replaced(mnist):
    reader = PictureReader(seconds=5)
    # The second one is more than a pipe holds.
    for contents in (PAPER, PAPER + bytes(1 << 20)):
        reader.read("paper.pgm", PAPER)
        os.kill(reader._process.pid, signal.SIGSTOP)
        assert reader.read("slow.pgm", contents)["error"] == "slow.pgm: not read within 5 s"
    assert reader.read("five.pgm", digit(mnist))["lines"]
    reader.close()


def test_a_model_that_cannot_be_read_is_an_error_at_once():
    with pytest.raises(digits.DigitsError, match="no.h5"):
        PictureReader("no.h5").read("paper.pgm", PAPER)


def test_the_process_ends_with_its_worker(tmp_path):
    script = tmp_path / "worker.py"
    script.write_text(
        "import os, signal\n"
        "from digits.workers import PictureReader\n"
        "reader = PictureReader()\n"
        f"reader.read('paper.pgm', {PAPER!r})\n"
        "print(reader._process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, sys.path)))
    worker = subprocess.run([sys.executable, script], stdout=subprocess.PIPE, text=True, check=False, env=environment)
    child = int(worker.stdout)
    for _ in range(100):
        stat = pathlib.Path(f"/proc/{child}/stat")
        if not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            break
        time.sleep(0.1)
    else:
        pytest.fail(f"the process {child} outlives its worker")


def test_readers_in_threads_do_not_mix_answers(mnist):
    found = {}

    def read(name, contents):
        own = PictureReader()
        found[name] = [len(own.read(name, contents)["lines"]) for _ in range(5)]
        own.close()

    threads = [threading.Thread(target=read, args=("five", digit(mnist))), threading.Thread(target=read, args=("paper", PAPER))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {"five": [1] * 5, "paper": [0] * 5}


def test_versions_of_driver_and_worker_must_be_the_same():
    check_version(digits.__version__)
    with pytest.raises(RuntimeError, match=f"digits 0.9.0 on the driver, but {digits.__version__} on this worker"):
        check_version("0.9.0")


def test_a_library_of_another_version_is_named():
    library = ctypes.util.find_library("c")
    script = [sys.executable, "-c", "import digits"]
    environment = dict(os.environ, DIGITS_LIBRARY=library, PYTHONPATH=os.pathsep.join(filter(None, sys.path)))
    ended = subprocess.run(script, stderr=subprocess.PIPE, text=True, check=False, env=environment)
    assert ended.returncode == 1
    assert f"ImportError: digits: {library} is of another version than this package" in ended.stderr


def test_columns_have_the_same_types_whatever_is_in_them(reader, mnist):
    pytest.importorskip("pyarrow")
    found = {"five.pgm": reader.read("five.pgm", digit(mnist)), "text.png": reader.read("text.png", b"hello")}
    batches = [record_batch(list(rows(name, page))) for name, page in found.items()] + [record_batch([])]
    assert [batch.num_rows for batch in batches] == [1, 1, 0]
    assert batches[0].schema == batches[1].schema == batches[2].schema
    assert tuple(batches[0].schema.names) == COLUMNS
