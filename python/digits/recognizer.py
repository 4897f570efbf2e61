"""Reading digits: ``recognize`` for one picture, and ``DigitRecognizer`` with scikit-learn's methods."""

from __future__ import annotations

import ctypes
from typing import Any, Optional

import numpy as np

from . import _engine
from ._config import UINT64_MAX, whole_number
from ._engine import Handle, InvalidArgumentError, RecognitionResult
from ._pictures import Picture, gray_picture
from .models import Sequential, load_model


class Recognition:
    """The result of reading a picture of one digit."""

    def __init__(self, digit: int, confidence: float, is_digit: float, probabilities: np.ndarray):
        #: The most likely digit.
        self.digit = digit
        #: The probability that the picture shows this digit, 0 to 1.
        self.confidence = confidence
        #: The probability that the picture shows a digit at all, 0 to 1; 1 for models that cannot tell.
        self.is_digit = is_digit
        #: The probability of each class, given that it is one of them.
        self.probabilities = probabilities

    def __int__(self) -> int:
        return self.digit

    def __repr__(self) -> str:
        return f"Recognition(digit={self.digit}, confidence={self.confidence:.4f})"

    def _repr_html_(self) -> str:
        from ._display import recognition_html

        return recognition_html(self)

    def _repr_png_(self) -> Optional[bytes]:
        from ._display import recognition_png

        return recognition_png(self)


class _Engine:
    """A recognizer of the engine for a model's present weights."""

    def __init__(self, model: Optional[Sequential]):
        number = 0 if model is None else model._engine_handle()
        self.handle = Handle("recognizer", lambda made: _engine.call("digits_recognizer_create", number, made))
        count = ctypes.c_size_t()
        _engine.call("digits_recognizer_class_count", self.handle.value, ctypes.byref(count))
        self._class_count = count.value

    def recognize(self, image: Picture) -> Recognition:
        pixels = gray_picture(image)
        probabilities, result = np.empty(self._class_count, np.float32), RecognitionResult()
        _engine.call(
            "digits_recognizer_recognize", self.handle.value, _engine.address(pixels), pixels.shape[1], pixels.shape[0],
            _engine.address(probabilities), probabilities.size, ctypes.byref(result))  # fmt: skip
        return Recognition(result.digit, result.confidence, result.is_digit, probabilities)


def bundled_model() -> Sequential:
    """The bundled model for handwriting: the eleventh class is non-digits."""
    return Sequential._from_handle(Handle("model", lambda made: _engine.call("digits_model_bundled", made)))


_shipped: Optional[_Engine] = None


def engine_that_ships() -> _Engine:
    """The recognizer with the bundled model, made when it is first needed."""
    global _shipped
    if _shipped is None:
        _shipped = _Engine(None)
    return _shipped


def recognize(image: Picture) -> Recognition:
    """Reads a picture of one digit with the bundled model: of any size, dark on bright or bright on dark."""
    return engine_that_ships().recognize(image)


class DigitRecognizer:
    """Reads digits, with the methods of a scikit-learn classifier. It works at once, with the bundled model; ``fit`` trains a new one.

    ``X`` are images as MNIST has them, ink bright on black, of shape (n, height, width), (n, height, width, 1) or (n, height * width);
    bytes from 0 to 255, or numbers in ``input_range``. For photographs see ``recognize`` and ``read``.

    Parameters:
        model: a ``Sequential`` that was trained, or the path of a Keras file; None for the model that ships.
        epochs, batch_size, learning_rate: how ``fit`` trains.
        input_range: the values of no ink and full ink where ``X`` is not of bytes; (0, 255) for scikit-learn's ``fetch_openml``.
        random_state: decides weights and order of ``fit``; None for other ones each time.
        verbose: 0 to 2, as in Keras.
    """

    _estimator_type = "classifier"
    _parameters = ("model", "epochs", "batch_size", "learning_rate", "input_range", "random_state", "verbose")

    def __init__(
        self, model: Any = None, *, epochs: int = 5, batch_size: int = 64, learning_rate: float = 1e-3,
        input_range: tuple[float, float] = (0.0, 1.0), random_state: Optional[int] = None, verbose: int = 0,
    ):  # fmt: skip
        self.model = model
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.input_range = input_range
        self.random_state = random_state
        self.verbose = verbose

    # MARK: scikit-learn's ways

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The arguments of the constructor."""
        return {name: getattr(self, name) for name in self._parameters}

    def set_params(self, **parameters: Any) -> DigitRecognizer:
        """Changes arguments of the constructor."""
        for name, value in parameters.items():
            if name not in self._parameters:
                raise InvalidArgumentError(f"DigitRecognizer: one of {', '.join(self._parameters)} expected, got {name!r}")
            setattr(self, name, value)
        return self

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import ClassifierTags, InputTags, Tags, TargetTags

        inputs = InputTags(three_d_array=True)
        return Tags(
            estimator_type="classifier", target_tags=TargetTags(required=True), classifier_tags=ClassifierTags(), input_tags=inputs)  # fmt: skip

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_clone__(self) -> DigitRecognizer:
        # A trained model is a parameter like others, and is not copied.
        return type(self)(**self.get_params())

    def __repr__(self) -> str:
        default = type(self)()
        changed = [f"{name}={getattr(self, name)!r}" for name in self._parameters if getattr(self, name) != getattr(default, name)]
        return f"DigitRecognizer({', '.join(changed)})"

    # MARK: Training

    def fit(self, X: Any, y: Any) -> DigitRecognizer:
        """Trains a network on images and their labels, which may be of any kind that can be sorted."""
        labels = np.asarray(y).ravel()
        images = self._images(X)
        if len(labels) != len(images):
            raise InvalidArgumentError(f"y: {len(images)} labels expected, one for each image, got {len(labels)}")
        self.classes_, indices = np.unique(labels, return_inverse=True)
        if not 2 <= len(self.classes_) <= 256:
            raise InvalidArgumentError(f"y: 2 to 256 different labels expected, got {len(self.classes_)}")
        network = _network(images.shape[1:], len(self.classes_))
        if self.random_state is not None:
            network._seed = whole_number("DigitRecognizer", "random_state", self.random_state, 0, UINT64_MAX)
        from .optimizers import Adam

        network.build((None, *images.shape[1:]))
        network.compile(Adam(self.learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
        self.history_ = network.fit(images, indices, batch_size=self.batch_size, epochs=self.epochs, verbose=self.verbose)
        self.model_ = network
        self.n_features_in_ = int(np.prod(np.shape(X)[1:]))
        self._recognizer: Optional[_Engine] = None
        return self

    # MARK: Reading

    def predict(self, X: Any) -> np.ndarray:
        """The label of each image."""
        labels: np.ndarray = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return labels

    def predict_proba(self, X: Any) -> np.ndarray:
        """The probability of each class for each image: shape (n, classes).

        A model of eleven outputs, as the one that comes along, knows ten digits and what is no digit: these are the digits' alone.
        """
        model = self._model()
        outputs = model.predict(self._images(X, model._input_shape))
        if not np.isfinite(outputs).all():
            raise InvalidArgumentError("the model's outputs are not finite numbers; was it trained on another input_range?")
        if outputs.shape[1] == _OUTPUTS_WITH_REST:
            digits = np.maximum(outputs[:, :-1], np.finfo(outputs.dtype).tiny)
            outputs = digits / digits.sum(axis=1, keepdims=True)
        return outputs

    def score(self, X: Any, y: Any) -> float:
        """The fraction of the images that is read correctly."""
        return float((self.predict(X) == np.asarray(y).ravel()).mean())

    def recognize(self, image: Picture) -> Recognition:
        """Reads a picture of one digit: a file, its bytes, a PIL image or an array; of any size, dark on bright or bright on dark."""
        model = self._model()
        if getattr(self, "_recognizer", None) is None:
            self._recognizer = _Engine(model)
        assert self._recognizer is not None
        return self._recognizer.recognize(image)

    def _model(self) -> Sequential:
        model: Sequential
        if not hasattr(self, "model_"):
            if self.model is None:
                self.model_ = bundled_model()
            else:
                self.model_ = self.model if isinstance(self.model, Sequential) else load_model(self.model)
            count = self.model_.output_shape[-1]
            assert count is not None
            self.classes_ = np.arange(10 if count == _OUTPUTS_WITH_REST else count)
        model = self.model_
        return model

    def __getattr__(self, name: str) -> Any:
        # Known before fit too, where a model is there.
        if name == "classes_":
            self._model()
            return self.__dict__[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_recognizer"}

    def _images(self, X: Any, shape: Optional[tuple[int, ...]] = None) -> np.ndarray:
        """Images of numbers from 0 to 1, with a given shape or, without one, the shape that they seem to have."""
        array = np.asarray(X)
        if array.dtype.kind not in "buif" or array.ndim not in (2, 3, 4) or len(array) == 0:
            raise InvalidArgumentError(f"X: images of shape (n, height, width) or (n, pixels) expected, got {array.dtype} {array.shape}")
        if shape is None:
            shape = _shape_of_images(array)
        if int(np.prod(array.shape[1:])) != int(np.prod(shape)):
            raise InvalidArgumentError(f"X: images of {' x '.join(map(str, shape))} pixels expected, got shape {array.shape}")
        low, high = (0.0, 255.0) if array.dtype == np.uint8 else (float(self.input_range[0]), float(self.input_range[1]))
        if low == high:
            raise InvalidArgumentError(f"input_range: two different numbers expected, got {self.input_range}")
        if array.dtype != np.uint8 and not (array.min() >= min(low, high) and array.max() <= max(low, high)):
            raise InvalidArgumentError(
                f"X: numbers from {low:g} to {high:g} expected, got {array.min():g} to {array.max():g}; input_range says what to expect")  # fmt: skip
        scaled = array.astype(np.float32)
        if (low, high) != (0.0, 1.0):
            scaled = (scaled - np.float32(low)) * np.float32(1 / (high - low))
        return scaled.reshape((len(array), *shape))


# Ten digits, and all that is none.
_OUTPUTS_WITH_REST = 11


def _shape_of_images(array: np.ndarray) -> tuple[int, int, int]:
    if array.ndim == 4:
        return (array.shape[1], array.shape[2], array.shape[3])
    if array.ndim == 3:
        return (array.shape[1], array.shape[2], 1)
    side = round(array.shape[1] ** 0.5)
    if side * side != array.shape[1]:
        raise InvalidArgumentError(f"X: square images expected for shape (n, pixels), got {array.shape[1]} pixels")
    return (side, side, 1)


def _network(shape: tuple[int, ...], class_count: int) -> Sequential:
    """The well-known network for MNIST; small images keep their border."""
    from . import layers

    padding = "valid" if min(shape[:2]) >= 16 else "same"
    return Sequential([
        layers.Input(shape),
        layers.Conv2D(32, 3, activation="relu", padding=padding),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu", padding=padding),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dropout(0.2),
        layers.Dense(class_count, activation="softmax"),
    ])  # fmt: skip
