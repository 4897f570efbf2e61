"""train and resume: the run folder, its settings, and how a run is stopped and continued."""

import json
import os
import pathlib
import signal
import subprocess
import threading

import digits
import numpy as np
import pytest


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """640 training and 200 test images in a file."""
    (x, y), (x_test, y_test) = digits.mnist.load_data()
    path = tmp_path_factory.mktemp("data") / "some.npz"
    np.savez(path, x_train=x[:640], y_train=y[:640], x_test=x_test[:200], y_test=y_test[:200])
    return path


def weights(result):
    return result.load_model().get_weights()


def assert_same_weights(one, other):
    for left, right in zip(weights(one), weights(other)):
        np.testing.assert_array_equal(left, right)


def test_a_run_leaves_its_folder(tmp_path, data, capsys):
    result = digits.train(data=data, epochs=2, batch_size=32, output=tmp_path / "run", verbose=1)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Epoch 1/2" and lines[1].startswith("20/20 ━") and " - val_loss: " in lines[3]
    folder = pathlib.Path(result.output)
    assert (folder / "report.html").exists() and (folder / "results.csv").exists()
    # The figures against NumPy's.
    model = result.load_model()
    (_, _), (x, y) = digits.mnist.load_data()
    outputs = model.predict(x[:200, ..., None].astype("float32") / 255)
    assert result.test_accuracy == (outputs.argmax(axis=1) == y[:200]).mean()
    assert len(result.epochs) == 2 and result.figures["batch_size"] == 32


def test_the_settings_are_those_of_the_run(tmp_path, data):
    """The names are those of args.json, which omits what is not set."""
    settings = {setting["name"]: setting for setting in digits.training_settings()}
    assert settings["recipe"]["choices"][0] == "seed" and "1 to 16384" in settings["batch_size"]["allowed"]
    result = digits.train("fast", data=data, output=tmp_path / "run", verbose=0)
    kept = json.loads((pathlib.Path(result.output) / "args.json").read_text())["options"]
    assert set(kept) <= set(settings) and kept["recipe"] == "fast"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"batchsize": 64}, "batchsize: no such setting"),
        ({"batch_size": 0}, "batch_size: a whole number from 1 to 16384 expected, got 0"),
        ({"batch_size": 1.5}, "batch_size: a whole number from 1 to 16384 expected, got 1.5"),
        ({"recipe": "none"}, "recipe: one of seed, fast"),
        ({"tensorboard": "perhaps"}, "tensorboard: true or false expected, got perhaps"),
        ({"epochs": [1]}, r"epochs: a number, a text or a path expected, got \[1\]"),
        ({"verbose": 3}, "verbose"),
    ],
)
def test_wrong_settings_are_named(tmp_path, wrong, message):
    with pytest.raises(digits.InvalidArgumentError, match=message):
        digits.train(**wrong, output=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_the_command_line_trains_the_same(tmp_path, data):
    """Byte for byte: the same engine, recipe and folder."""
    command = os.environ.get("DIGITS_COMMAND")
    if not command:
        pytest.skip("DIGITS_COMMAND is not set")
    ours = digits.train("robust", data=data, epochs=2, seed=7, output=tmp_path / "ours", verbose=0)
    options = ["--recipe", "robust", "--data", str(data), "--epochs", "2", "--seed", "7", "--output", str(tmp_path / "theirs"), "--json"]
    report = json.loads(subprocess.run([command, "train", *options], check=True, capture_output=True, text=True).stdout)
    assert pathlib.Path(ours.model).read_bytes() == pathlib.Path(report["model"]).read_bytes()
    assert set(report) == set(ours.figures)


def test_a_stopped_run_goes_on(tmp_path, data):
    whole = digits.train(data=data, epochs=3, output=tmp_path / "whole", verbose=0)
    seen = []
    with pytest.raises(digits.TrainingStopped, match="stopped-run"):
        digits.train(
            data=data, epochs=3, output=tmp_path / "stopped-run", verbose=0,
            callback=lambda progress: seen.append(progress.epoch) or progress.epoch == 2)  # fmt: skip
    assert seen[-1] == 2
    assert_same_weights(whole, digits.resume(tmp_path / "stopped-run", threads=1, verbose=0))
    with pytest.raises(digits.FileError):
        digits.resume(tmp_path / "whole", verbose=0)


def test_ctrl_c_leaves_a_run_to_go_on_with(tmp_path, data):
    # A shell's background jobs ignore the signal, and Python then does too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    begun = threading.Event()
    killer = threading.Thread(target=lambda: begun.wait(60) and os.kill(os.getpid(), signal.SIGINT))
    killer.start()
    with pytest.raises(KeyboardInterrupt):
        digits.train(data=data, epochs=100_000, output=tmp_path / "run", verbose=0, callback=lambda progress: begun.set())
    killer.join()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    with pytest.raises(digits.TrainingStopped):
        digits.resume(tmp_path / "run", verbose=0, callback=lambda progress: True)


def test_what_the_handler_of_a_signal_raises_comes_out(tmp_path, data):
    def handle(*_):
        raise TimeoutError("mine")

    begun = threading.Event()
    killer = threading.Thread(target=lambda: begun.wait(60) and os.kill(os.getpid(), signal.SIGALRM))
    old = signal.signal(signal.SIGALRM, handle)
    try:
        killer.start()
        with pytest.raises(TimeoutError, match="mine"):
            digits.train(data=data, epochs=100_000, output=tmp_path / "run", verbose=0, callback=lambda progress: begun.set())
        killer.join()
        assert signal.getsignal(signal.SIGALRM) is handle
    finally:
        signal.signal(signal.SIGALRM, old)


@pytest.mark.parametrize(("threads", "words"), [(-1, "at least 0"), (1.5, "at least 0"), (2**32 + 1, "at most 2147483647")])
def test_wrong_numbers_of_threads(tmp_path, threads, words):
    with pytest.raises(digits.InvalidArgumentError, match=f"resume: threads: a whole number of {words} expected, got {threads}"):
        digits.resume(tmp_path, threads=threads)


def test_what_a_callback_raises_comes_out(tmp_path, data):
    def fail(progress):
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        digits.train(data=data, output=tmp_path / "run", verbose=0, callback=fail)
