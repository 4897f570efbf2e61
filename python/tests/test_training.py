"""fit and evaluate: what they learn, return, show, and how they are interrupted."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import digits
import numpy as np
import pytest
from digits import callbacks


def test_learns_and_reports(small, mnist):
    (x, y), test = mnist
    history = small.fit(x[:10000], y[:10000], batch_size=64, epochs=2, validation_data=test, verbose=0)
    assert list(history.history) == ["accuracy", "loss", "val_accuracy", "val_loss"] and history.epoch == [0, 1]
    loss, accuracy = small.evaluate(*test, verbose=0)
    assert accuracy > 0.9
    assert (loss, accuracy) == (history.history["val_loss"][1], history.history["val_accuracy"][1])
    # The engine's figures against NumPy's.
    outputs = small.predict(test[0])
    assert accuracy == (outputs.argmax(axis=1) == test[1]).mean()
    np.testing.assert_allclose(loss, -np.log(outputs[np.arange(10000), test[1]].astype("float64")).mean(), rtol=1e-4)


def test_bytes_are_taken_where_they_are(small, few):
    """uint8 counts as numbers from 0 to 255."""
    x, y = (few[0] * 255).round(), few[1]
    as_bytes, as_floats = small.evaluate(x.astype("uint8"), y, verbose=0), small.evaluate(x, y, verbose=0)
    assert as_bytes == as_floats


def test_one_hot_rows_train_as_class_indices(few):
    def trained(loss, y):
        digits.utils.set_random_seed(3)
        model = digits.Sequential([digits.Input((28, 28, 1)), digits.layers.Flatten(), digits.layers.Dense(10, activation="softmax")])
        model.compile("sgd", loss, metrics=["accuracy"])
        model.fit(few[0], y, epochs=1, verbose=0)
        return model.get_weights()[0]

    sparse = trained("sparse_categorical_crossentropy", few[1])
    np.testing.assert_array_equal(trained("categorical_crossentropy", digits.utils.to_categorical(few[1])), sparse)
    np.testing.assert_array_equal(trained("sparse_categorical_crossentropy", few[1].reshape(-1, 1).astype(float)), sparse)


def test_validation_split_is_the_last_part(small, few):
    seen = small.fit(*few, epochs=1, validation_split=0.25, verbose=0).history["val_accuracy"][0]
    assert seen == small.evaluate(few[0][450:], few[1][450:], verbose=0, return_dict=True)["accuracy"]


def test_fit_goes_on_where_it_stopped(few):
    def weights(*parts):
        digits.utils.set_random_seed(8)
        model = digits.Sequential([digits.Input((28, 28, 1)), digits.layers.Flatten(), digits.layers.Dense(10, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy")
        for epochs in parts:
            model.fit(*few, epochs=epochs, verbose=0)
        return model.get_weights()[0]

    np.testing.assert_array_equal(weights(3), weights(1, 2))


def test_the_command_line_trains_the_same(tmp_path, mnist):
    """Bit for bit: same seed, same data, same engine."""
    command = os.environ.get("DIGITS_COMMAND")
    if not command:
        pytest.skip("DIGITS_COMMAND is not set")
    (x, y), test = mnist
    digits.utils.set_random_seed(42)
    kinds = digits.layers
    model = digits.Sequential([
        digits.Input((28, 28, 1)), kinds.Conv2D(32, 3, activation="relu"), kinds.MaxPooling2D(2), kinds.Conv2D(64, 3, activation="relu"),
        kinds.MaxPooling2D(2), kinds.Flatten(), kinds.Dense(128, activation="relu"), kinds.Dropout(0.2),
        kinds.Dense(10, activation="softmax"),
    ])  # fmt: skip
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(x, digits.utils.to_categorical(y), batch_size=64, epochs=1, validation_data=(test[0], digits.utils.to_categorical(test[1])), verbose=0)  # fmt: skip
    run = subprocess.run(
        [command, "train", "--epochs", "1", "--seed", "42", "--json", "--output", str(tmp_path / "run")], check=True,
        capture_output=True, text=True)  # fmt: skip
    report = json.loads(run.stdout)
    theirs = digits.models.load_model(report["model"])
    for one, other in zip(model.get_weights(), theirs.get_weights()):
        np.testing.assert_array_equal(one, other)
    assert history.history["val_accuracy"][0] == pytest.approx(report["test_accuracy"], abs=1e-12)


# MARK: What is shown


def test_lines_for_files_and_pipes(small, few, capsys):
    small.fit(*few, epochs=2, validation_split=0.5, verbose=1)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Epoch 1/2" and lines[2] == "Epoch 2/2" and len(lines) == 4
    assert lines[1].startswith("10/10 ━") and " - accuracy: 0." in lines[1] and " - val_loss: " in lines[3]
    small.fit(*few, epochs=1, verbose=2)
    assert capsys.readouterr().out.splitlines()[1].startswith("19/19 - ")
    small.fit(*few, epochs=1, verbose=0)
    assert capsys.readouterr().out == ""
    with pytest.raises(ValueError, match="verbose"):
        small.fit(*few, verbose=7)


def test_a_bar_for_terminals():
    import pty

    code = (
        "import digits, numpy as np\n"
        "m = digits.Sequential([digits.Input((9,)), digits.layers.Dense(3, activation='softmax')])\n"
        "m.compile('sgd', 'sparse_categorical_crossentropy')\n"
        "m.fit(np.ones((300, 9), 'f'), np.zeros(300), epochs=1)\n"
    )
    control, terminal = pty.openpty()
    child = subprocess.Popen([sys.executable, "-c", code], stdout=terminal)
    os.close(terminal)
    shown = b""
    try:
        while chunk := os.read(control, 4096):
            shown += chunk
    except OSError:
        pass
    assert child.wait() == 0
    text = shown.decode()
    assert "\r" in text and text.rstrip().splitlines()[-1].count("━") == 20


# MARK: Callbacks


def test_hooks_come_in_keras_order(small, few):
    seen = []

    class Recorder(callbacks.Callback):
        def on_train_begin(self, logs=None):
            seen.append("train")

        def on_epoch_begin(self, epoch, logs=None):
            seen.append(f"epoch {epoch}")

        def on_train_batch_begin(self, batch, logs=None):
            seen.append(f"batch {batch}")

        def on_train_batch_end(self, batch, logs=None):
            seen.append(f"end {batch} {sorted(logs)}")

        def on_epoch_end(self, epoch, logs=None):
            seen.append(f"epoch end {epoch}")

        def on_train_end(self, logs=None): seen.append("done")  # fmt: skip

    small.fit(*few, batch_size=300, epochs=1, callbacks=[Recorder()], verbose=0)
    figures = "['accuracy', 'loss']"
    assert seen == ["train", "epoch 0", "batch 0", f"end 0 {figures}", "batch 1", f"end 1 {figures}", "epoch end 0", "done"]


def test_what_a_callback_raises_comes_out(small, few):
    def fail(batch, logs):
        raise KeyError("mine")

    before = small.get_weights()[0]
    with pytest.raises(KeyError, match="mine"):
        small.fit(*few, epochs=1, callbacks=[callbacks.LambdaCallback(on_train_batch_end=fail)], verbose=0)
    # One step was taken, and another fit is possible.
    assert not np.array_equal(small.get_weights()[0], before)
    small.fit(*few, epochs=1, verbose=0)


def test_a_callback_may_use_the_model(small, few):
    shapes = []
    use = callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: shapes.append(small.predict(few[0][:2]).shape),
        on_epoch_end=lambda epoch, logs: shapes.append(small.evaluate(*few, verbose=0)))  # fmt: skip
    history = small.fit(*few, batch_size=300, epochs=1, callbacks=use, verbose=0, validation_data=few)
    assert shapes == [(2, 10), (2, 10), [history.history["val_loss"][0], history.history["val_accuracy"][0]]]


def test_early_stopping_restores_the_best(small, few):
    small.optimizer.learning_rate = 0.0
    stop = callbacks.EarlyStopping(monitor="val_loss", patience=2, restore_best_weights=True)
    before = small.get_weights()
    history = small.fit(*few, epochs=20, validation_split=0.5, callbacks=[stop], verbose=0)
    assert len(history.epoch) == 3
    np.testing.assert_array_equal(small.get_weights()[0], before[0])


def test_checkpoints_rates_and_logs(tmp_path, small, few):
    history = small.fit(
        *few, epochs=3, validation_split=0.5, verbose=0,
        callbacks=[
            callbacks.ModelCheckpoint(tmp_path / "at" / "{epoch:02d}.keras", save_best_only=False),
            callbacks.ModelCheckpoint(tmp_path / "{val_loss:.3f}.weights.h5", save_weights_only=True),
            callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2),
            callbacks.CSVLogger(tmp_path / "log.csv"),
        ])  # fmt: skip
    assert sorted(file.name for file in (tmp_path / "at").iterdir()) == ["01.keras", "02.keras", "03.keras"]
    assert history.history["learning_rate"] == [0.005, 0.0025, 0.00125]
    assert float(digits.models.load_model(tmp_path / "at" / "02.keras").optimizer.learning_rate) == pytest.approx(0.0025)
    assert len(list(tmp_path.glob("*.weights.h5"))) == 3
    assert len((tmp_path / "log.csv").read_text().splitlines()) == 4


def test_reduce_rate_on_plateau(small, few):
    small.optimizer.learning_rate = 1e-12
    plateau = callbacks.ReduceLROnPlateau(monitor="loss", patience=1, factor=0.5, min_delta=1)
    history = small.fit(*few, epochs=3, callbacks=[plateau], verbose=0)
    assert history.history["learning_rate"] == [1e-12, 1e-12, 5e-13]


# MARK: Interruption and threads


def test_ctrl_c_keeps_the_weights_of_the_moment(small, mnist):
    (x, y), _ = mnist
    before = small.get_weights()[0]
    # A shell's background jobs ignore the signal, and Python then does too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(0.7, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        small.fit(x, y, epochs=1000, batch_size=8, verbose=0)
    timer.join()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert not np.array_equal(small.get_weights()[0], before)
    small.fit(x[:100], y[:100], epochs=1, verbose=0)
    assert small.evaluate(x[:1000], y[:1000], verbose=0)[1] > 0.3


@pytest.mark.parametrize(("number", "error"), [(signal.SIGTERM, SystemExit), (signal.SIGALRM, TimeoutError)])
def test_what_the_handler_of_a_signal_raises_comes_out(small, few, number, error):
    def handle(*_):
        raise error("mine")

    before = small.get_weights()[0]
    begun = threading.Event()
    # From a thread, so that the signal comes while the engine works.
    killer = threading.Thread(target=lambda: begun.wait(60) and os.kill(os.getpid(), number))
    begin = callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: begun.set())
    old = signal.signal(number, handle)
    try:
        killer.start()
        with pytest.raises(error, match="mine"):
            small.fit(*few, epochs=3000, callbacks=begin, verbose=0)
        killer.join()
        assert signal.getsignal(number) is handle
    finally:
        signal.signal(number, old)
    assert not np.array_equal(small.get_weights()[0], before)
    small.fit(*few, epochs=1, verbose=0)


def test_handlers_of_signals_may_go_on_and_change(small, few):
    seen = []

    def change(*_):
        seen.append(1)
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)

    kill = callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: os.kill(os.getpid(), signal.SIGUSR1))
    old = signal.signal(signal.SIGUSR1, change)
    try:
        assert small.fit(*few, epochs=2, callbacks=kill, verbose=0).epoch == [0, 1]
        assert seen == [1] and signal.getsignal(signal.SIGUSR1) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGUSR1, old)


def test_other_threads_run_while_it_trains(small, mnist):
    """The interpreter is free: another thread counts on, and predicts with the same model."""
    (x, y), test = mnist
    counted, done = [0], threading.Event()

    def work():
        while not done.is_set():
            small.predict(test[0][:10])
            counted[0] += 1

    thread = threading.Thread(target=work)
    thread.start()
    small.fit(x, y, epochs=1, batch_size=32, verbose=0)
    done.set()
    thread.join()
    assert counted[0] > 20


def test_two_trainings_of_one_model(small, mnist):
    (x, y), _ = mnist
    started = threading.Event()
    begin = callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: started.set())
    thread = threading.Thread(target=lambda: small.fit(x, y, epochs=1, batch_size=16, callbacks=[begin], verbose=0))
    thread.start()
    assert started.wait(60)
    with pytest.raises(digits.InvalidHandleError, match="being trained"):
        small.fit(x[:100], y[:100], verbose=0)
    small.stop_training = True
    thread.join()
    small.fit(x[:100], y[:100], epochs=1, verbose=0)


def test_fork_after_import(small, few):
    """A child may use the parent's models, also where the parent's threads have been at work."""
    expected = small.predict(few[0])
    small.fit(*few, epochs=0, verbose=0)
    for _ in range(3):
        child = os.fork()
        if child == 0:
            same = np.array_equal(small.predict(few[0]), expected)
            small.fit(*few, epochs=1, verbose=0)
            os._exit(0 if same else 1)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            pid, status = os.waitpid(child, os.WNOHANG)
            if pid:
                break
            time.sleep(0.01)
        else:
            os.kill(child, signal.SIGKILL)
            pytest.fail("the child hangs")
        assert status == 0
    np.testing.assert_array_equal(small.predict(few[0]), expected)
