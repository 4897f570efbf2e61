"""The seed network and its training recipe in Keras."""

import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
from keras import layers


def set_threads(count):
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(count)
    tf.config.threading.set_inter_op_parallelism_threads(count)


def seed_model(jit="auto"):
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(10, activation="softmax"),
        ]
    )
    jit = {"auto": "auto", "on": True, "off": False}[jit]
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"], jit_compile=jit)
    return model


def seed_data(folder):
    """((train x, train y), (test x, test y)) as the recipe feeds them: pixels / 255, one-hot labels."""
    import mnist

    train_images, train_labels, test_images, test_labels = mnist.load(folder)
    return (
        (mnist.scaled(train_images), keras.utils.to_categorical(train_labels, 10)),
        (mnist.scaled(test_images), keras.utils.to_categorical(test_labels, 10)),
    )
