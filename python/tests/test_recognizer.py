"""DigitRecognizer, with and without scikit-learn, and pictures of one digit."""

import pickle

import digits
import numpy as np
import pytest


def test_reads_mnist_at_once(mnist):
    _, (x, y) = mnist
    recognizer = digits.DigitRecognizer()
    assert recognizer.score(x, y) > 0.99
    probabilities = recognizer.predict_proba((x[:5] * 255).round().astype("uint8").reshape(5, 784))
    assert probabilities.shape == (5, 10) and recognizer.classes_.tolist() == list(range(10))
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    assert recognizer.predict(x[:3]).tolist() == y[:3].tolist() == [7, 2, 1]


def test_pictures_of_every_kind(mnist, tmp_path):
    from PIL import Image

    _, (x, _) = mnist
    seven = (x[0, :, :, 0] * 255).round().astype("uint8")
    large = np.kron(255 - seven, np.ones((5, 5), np.uint8))
    picture = Image.fromarray(large)
    picture.convert("RGB").save(tmp_path / "seven.jpg")
    picture.save(tmp_path / "seven.png")
    transparent = np.dstack([np.zeros((28, 28, 3), np.uint8), seven])
    given = [
        seven, large, large / 255, np.dstack([large] * 3), large[..., None], transparent, picture, picture.convert("1"),
        Image.fromarray(transparent), tmp_path / "seven.png", str(tmp_path / "seven.jpg"), (tmp_path / "seven.png").read_bytes(),
    ]  # fmt: skip
    for image in given:
        reading = digits.recognize(image)
        assert int(reading) == 7 and reading.confidence > 0.9 and reading.probabilities.shape == (10,)
    assert "7" in reading._repr_html_() and reading._repr_png_()[:4] == b"\x89PNG"


@pytest.mark.parametrize(
    "image",
    [np.zeros((28, 28), np.uint8), np.full((9, 9), 3.0), np.zeros((0, 5)), np.zeros((5, 5, 2)), np.zeros(5), b"no picture", b"", None],
)
def test_what_is_no_picture(image):
    with pytest.raises(ValueError):
        digits.recognize(image)


def test_a_missing_picture(tmp_path):
    with pytest.raises(OSError):
        digits.recognize(tmp_path / "none.png")


def test_values_out_of_range(mnist):
    _, (x, y) = mnist
    with pytest.raises(ValueError, match="numbers from 0 to 1 expected, got 0 to 255; input_range"):
        digits.DigitRecognizer().predict(x * 255)
    assert digits.DigitRecognizer(input_range=(0, 255)).score((x[:500] * 255).reshape(500, 784), y[:500]) > 0.95
    with pytest.raises(ValueError, match="28 x 28 x 1 pixels expected"):
        digits.DigitRecognizer().predict(np.zeros((1, 64)))
    with pytest.raises(ValueError, match="from 0 to 1 expected, got nan"):
        digits.DigitRecognizer().predict(np.full((1, 784), np.nan))


def test_trains_anew_for_labels_of_any_kind(few):
    x, y = few
    names = np.array(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])[y]
    recognizer = digits.DigitRecognizer(epochs=6, random_state=1).fit(x, names)
    assert recognizer.score(x, names) > 0.9 and set(recognizer.predict(x[:9])) <= set(names)
    again = digits.DigitRecognizer(epochs=6, random_state=1).fit(x, names)
    np.testing.assert_array_equal(again.predict_proba(x), recognizer.predict_proba(x))
    copy = pickle.loads(pickle.dumps(recognizer))
    np.testing.assert_array_equal(copy.predict(x), recognizer.predict(x))


def test_scikit_learn(few):
    sklearn = pytest.importorskip("sklearn")
    from sklearn.datasets import load_digits
    from sklearn.model_selection import GridSearchCV, cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    recognizer = digits.DigitRecognizer(epochs=8, random_state=1, input_range=(0, 16))
    assert sklearn.base.is_classifier(recognizer) and sklearn.base.clone(recognizer).get_params() == recognizer.get_params()
    x, y = load_digits(return_X_y=True)
    assert cross_val_score(recognizer, x, y, cv=3).mean() > 0.9
    pipeline = make_pipeline(FunctionTransformer(lambda values: values / 16), digits.DigitRecognizer(epochs=8, random_state=1))
    assert pipeline.fit(x, y).score(x, y) > 0.85
    search = GridSearchCV(recognizer, {"learning_rate": [1e-5, 3e-3]}, cv=2).fit(x, y)
    assert search.best_params_ == {"learning_rate": 3e-3}


def test_outputs_that_are_no_numbers():
    model = digits.Sequential([digits.Input((28, 28, 1)), digits.layers.Flatten(), digits.layers.Dense(10, activation="softmax")])
    model.set_weights([weight * np.nan for weight in model.get_weights()])
    recognizer, image = digits.DigitRecognizer(model), np.eye(28)
    for use in (recognizer.predict, recognizer.predict_proba):
        with pytest.raises(digits.InvalidArgumentError, match="outputs are not finite numbers"):
            use(image[None])
    with pytest.raises(digits.InvalidArgumentError, match="outputs are not finite numbers"):
        recognizer.recognize(image)


@pytest.mark.parametrize("state", [-1, 2**64, 1.5])
def test_wrong_random_states(state):
    with pytest.raises(digits.InvalidArgumentError, match=f"random_state: a whole number of .* expected, got {state}"):
        digits.DigitRecognizer(random_state=state).fit(np.zeros((4, 28, 28)), [0, 1, 0, 1])
