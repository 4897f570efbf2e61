"""Makes goldens.json and goldens.bin with real Keras: GoldenTests.swift compares the engine with them.

    python make_goldens.py          needs tensorflow and keras; the versions used are written to goldens.json

Weights and inputs come from a formula (`noise`) that the tests compute too. goldens.bin holds float32 values, little-endian;
goldens.json says what lies where, as [offset, count] in values.
"""

import gzip
import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import keras
import numpy as np
import tensorflow as tf
from keras import layers as L

HERE = os.path.dirname(os.path.abspath(__file__))
IMAGES = os.path.join(HERE, "../../../Data/MNIST/t10k-images-idx3-ubyte.gz")
LABELS = os.path.join(HERE, "../../../Data/MNIST/t10k-labels-idx1-ubyte.gz")


def noise(count, salt):
    """Numbers in -1 ..< 1, multiples of 2^-23, from a 32-bit integer hash of position and salt."""
    x = (np.arange(count, dtype=np.uint64) + np.uint64(1 + salt * 0x9E3779B9)) & np.uint64(0xFFFFFFFF)
    x = x.astype(np.uint32)
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x7FEB352D)
    x ^= x >> np.uint32(15)
    x *= np.uint32(0x846CA68B)
    x ^= x >> np.uint32(16)
    return (x >> np.uint32(8)).astype(np.float32) * np.float32(2**-23) - np.float32(1)


def set_weights(model):
    """Kernels of about the usual magnitude, small biases and slopes, scales and variances around 1."""
    salt = 0
    for layer in model.layers:
        values = []
        for weight in layer.weights:
            salt += 1
            shape, name = weight.shape, weight.name
            value = noise(int(np.prod(shape)), salt).reshape(shape)
            if name in ("gamma", "moving_variance"):
                value = np.float32(1) + np.float32(0.25) * value
            elif "kernel" in name:
                fan_in = np.prod(shape[:2]) if "depthwise" in layer.name or name == "depthwise_kernel" else np.prod(shape[:-1])
                value = value * np.float32(2.0 ** np.round(np.log2(np.sqrt(3.0 / fan_in))))
            else:
                value = value * np.float32(0.125)
            values.append(value)
        layer.set_weights(values)


def convolutions():
    return [
        L.Conv2D(4, 3, activation="relu"),
        L.MaxPooling2D(),
        L.DepthwiseConv2D(3, padding="same", depth_multiplier=2),
        L.LeakyReLU(negative_slope=0.1),
        L.SeparableConv2D(5, 3, padding="same", use_bias=False),
        L.BatchNormalization(momentum=0.9),
        L.PReLU(shared_axes=[1, 2]),
        L.GlobalAveragePooling2D(),
        L.Dense(6, activation="tanh"),
        L.Dense(4, activation="softmax"),
    ]


def shapes():
    return [
        L.Rescaling(0.5, -0.1),
        L.ZeroPadding2D(((1, 0), (2, 1))),
        L.Conv2D(3, 2, strides=2, padding="same", activation="elu"),
        L.AveragePooling2D(2, strides=1, padding="same"),
        L.Permute((3, 1, 2)),
        L.Reshape((-1, 8)),
        L.Dense(5, activation="gelu"),
        L.Flatten(),
        L.Dense(7, activation="selu"),
        L.Dense(4, activation="softmax"),
    ]


def activations():
    names = ["sigmoid", "softplus", "softsign", "swish", "hard_sigmoid", "leaky_relu", "exponential"]
    return [L.Dense(8, activation=name) for name in names] + [
        L.Softmax(),
        L.Dense(8),
        L.Activation("tanh"),
        L.ELU(0.5),
        L.Dense(4, activation="sigmoid"),
    ]


def fused():
    return [
        L.Conv2D(16, 3, activation="relu"),
        L.MaxPooling2D(),
        L.Conv2D(16, 3, padding="same"),
        L.ReLU(),
        L.MaxPooling2D(),
        L.GlobalMaxPooling2D(),
        L.Dense(4, activation="softmax"),
    ]


def strided():
    return [
        L.Conv2D(4, 5, strides=2, padding="same"),
        L.ReLU(max_value=1.0, negative_slope=0.1, threshold=0.05),
        L.MaxPooling2D(3, strides=2, padding="same"),
        L.BatchNormalization(scale=False),
        L.Conv2D(6, (1, 2), activation="relu"),
        L.GlobalMaxPooling2D(keepdims=True),
        L.Flatten(),
        L.Dense(4),
    ]


def seed():
    return [
        L.Conv2D(32, 3, activation="relu"),
        L.MaxPooling2D(),
        L.Conv2D(64, 3, activation="relu"),
        L.MaxPooling2D(),
        L.Flatten(),
        L.Dense(128, activation="relu"),
        L.Dropout(0),
        L.Dense(10, activation="softmax"),
    ]


LOSSES = {
    "categorical": keras.losses.CategoricalCrossentropy(),
    "smoothed": keras.losses.CategoricalCrossentropy(label_smoothing=0.1),
    "binary": keras.losses.BinaryCrossentropy(),
    "logits": keras.losses.CategoricalCrossentropy(from_logits=True),
    "squared": keras.losses.MeanSquaredError(),
}
OPTIMIZERS = {
    "sgd": lambda: keras.optimizers.SGD(0.05),
    "momentum": lambda: keras.optimizers.SGD(0.02, momentum=0.9),
    "nesterov": lambda: keras.optimizers.SGD(0.02, momentum=0.9, nesterov=True),
    "rmsprop": lambda: keras.optimizers.RMSprop(0.002),
    "rmsprop momentum": lambda: keras.optimizers.RMSprop(0.002, rho=0.8, momentum=0.5, epsilon=1e-5),
    "rmsprop centered": lambda: keras.optimizers.RMSprop(0.002, centered=True, epsilon=1e-4),
    "rmsprop centered momentum": lambda: keras.optimizers.RMSprop(0.002, centered=True, momentum=0.5, epsilon=1e-4),
    "adam": lambda: keras.optimizers.Adam(0.002),
    "adamw": lambda: keras.optimizers.AdamW(0.002, weight_decay=0.01),
}
CASES = [
    ("convolutions", convolutions, (9, 8, 2), "categorical", list(OPTIMIZERS)),
    ("shapes", shapes, (7, 5, 3), "smoothed", list(OPTIMIZERS)),
    ("activations", activations, (10,), "binary", list(OPTIMIZERS)),
    ("fused", fused, (13, 14, 1), "categorical", list(OPTIMIZERS)),
    ("fused, squared", fused, (12, 12, 1), "squared", ["sgd", "adam"]),
    ("strided", strided, (11, 10, 2), "logits", list(OPTIMIZERS)),
    ("seed", seed, (28, 28, 1), "categorical", ["adam", "nesterov", "rmsprop"]),
]
SAMPLES = 16
values = []


def put(array):
    array = np.asarray(array, dtype="<f4").ravel()
    offset = sum(a.size for a in values)
    values.append(array)
    return [offset, array.size]


def put_large(array):
    """The norm and the sum, and at most 256 elements of large arrays."""
    array = np.asarray(array, dtype=np.float32).ravel()
    chosen = array[np.arange(256) * 7919 % array.size] if array.size > 4096 else array
    return {"entries": put(chosen), "norm": float(np.linalg.norm(array.astype(np.float64))), "sum": float(array.sum(dtype=np.float64))}


def mnist(count):
    images = np.frombuffer(gzip.open(IMAGES).read(), np.uint8, count * 784, 16).reshape(count, 28, 28, 1)
    labels = np.frombuffer(gzip.open(LABELS).read(), np.uint8, count, 8)
    return images.astype(np.float32) / np.float32(255), labels


def new_model(build, shape):
    keras.utils.clear_session()
    model = keras.Sequential([L.Input(shape)] + build())
    set_weights(model)
    return model


def step(model, loss, x, y):
    with tf.GradientTape() as tape:
        value = loss(y, model(x, training=True))
    return float(value), tape.gradient(value, model.trainable_variables)


def make(name, build, shape, loss_name, optimizers):
    model = new_model(build, shape)
    classes = model.output_shape[-1]
    if name == "seed":
        x, labels = mnist(SAMPLES)
    else:
        x = noise(SAMPLES * int(np.prod(shape)), 1000).reshape((SAMPLES,) + shape)
        labels = (np.arange(SAMPLES) * 7 + 3) % classes
    y = np.eye(classes, dtype=np.float32)[labels]
    loss = LOSSES[loss_name]
    case = {"name": name, "loss": loss_name, "outputs": put(model(x, training=False))}
    case["first_loss"], gradients = step(model, loss, x, y)
    case["gradients"] = [put_large(g) for g in gradients]
    case["trainings"] = []
    for optimizer_name in optimizers:
        model = new_model(build, shape)
        optimizer = OPTIMIZERS[optimizer_name]()
        losses = []
        for _ in range(10):
            value, gradients = step(model, loss, x, y)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            losses.append(value)
        weights = [put_large(w) for layer in model.layers for w in layer.get_weights()]
        case["trainings"].append({"optimizer": optimizer_name, "losses": losses, "weights": weights})
    print(name, "first and last losses", losses[0], losses[-1])
    return case


cases = [make(*case) for case in CASES]
made_with = {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__}
with open(os.path.join(HERE, "goldens.json"), "w") as file:
    json.dump({"made_with": made_with, "cases": cases}, file, separators=(",", ":"))
    file.write("\n")
np.concatenate(values).tofile(os.path.join(HERE, "goldens.bin"))
