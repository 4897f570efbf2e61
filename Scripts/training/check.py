"""Reads the output of a training: `check.py events|report|checkpoint RUN`."""

import csv
import glob
import os
import re
import sys
from html.parser import HTMLParser


def events(run):
    """The event files have the numbers of results.csv, as TensorBoard reads them."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    with open(f"{run}/results.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    for folder, columns in {
        "train": {"epoch_loss": "loss", "epoch_accuracy": "accuracy", "epoch_learning_rate": "learning_rate"},
        "validation": {"epoch_loss": "val_loss", "epoch_accuracy": "val_accuracy"},
    }.items():
        accumulator = EventAccumulator(f"{run}/tensorboard/{folder}")
        accumulator.Reload()
        assert set(accumulator.Tags()["scalars"]) == set(columns), accumulator.Tags()
        for tag, column in columns.items():
            read = [(event.step, event.value) for event in accumulator.Scalars(tag)]
            assert [step for step, _ in read] == [int(row["epoch"]) - 1 for row in rows], read
            for (_, value), row in zip(read, rows):
                assert abs(value - float(row[column])) <= 1e-6 * max(1, abs(value)), (tag, value, row)
    print("TensorBoard reads the event files.")


class Page(HTMLParser):
    """Open elements must be closed in order, and nothing may be loaded from elsewhere."""

    void = {"meta", "img", "br", "link", "input"}

    def __init__(self):
        super().__init__()
        self.open = []
        self.headings = []
        self.images = 0

    def handle_starttag(self, tag, attributes):
        if tag not in self.void:
            self.open.append(tag)
        for name, value in attributes:
            if name in ("src", "href", "srcset"):
                assert value.startswith("data:"), f"{tag} loads {value[:80]}"
        self.images += tag == "img"

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.void:
            self.handle_endtag(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] == "h2":
            self.headings.append(data)


def report(run):
    """The report is complete and self-contained."""
    with open(f"{run}/report.html", encoding="utf-8") as file:
        text = file.read()
    page = Page()
    page.feed(text)
    page.close()
    assert not page.open, page.open
    assert "<script" not in text and "url(" not in text and not re.search(r"https?://", text)
    expected = ["Curves", "What it gets wrong", "Highest losses", "Each class", "How far its confidence can be trusted"]
    assert page.headings[:5] == expected, page.headings
    assert page.images > 30, page.images
    print(f"The report is complete: {len(page.headings)} sections, {page.images} images, {len(text) // 1024} KB.")


def checkpoint(run):
    """A checkpoint is a Keras file, which Keras opens with the optimizer's state."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras

    model = keras.saving.load_model(glob.glob(f"{run}/checkpoint.keras")[0])
    assert model.count_params() == 225034
    assert int(model.optimizer.iterations) > 0
    print("Keras opens a checkpoint.")


{"events": events, "report": report, "checkpoint": checkpoint}[sys.argv[1]](sys.argv[2])
