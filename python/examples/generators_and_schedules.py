"""Batches from a generator and from a class, a learning rate that follows a schedule, digits that are turned and moved while the network learns,
and callbacks. Change the import line, and the same script runs on Keras."""

import math
import os
import sys
import tempfile

import digits as keras
import numpy as np

count = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000
folder = tempfile.mkdtemp()

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train[:count, ..., None].astype("float32") / 255
x_test = x_test[:count, ..., None].astype("float32") / 255
y_train, y_test = y_train[:count], y_test[:count]


class Batches(keras.utils.PyDataset):
    """Batches by index, shuffled after each epoch."""

    def __init__(self, x, y, size, **kwargs):
        super().__init__(**kwargs)
        self.x, self.y, self.size = x, y, size
        self.order = np.arange(len(x))

    def __len__(self):
        return math.ceil(len(self.x) / self.size)

    def __getitem__(self, index):
        chosen = self.order[index * self.size : (index + 1) * self.size]
        return self.x[chosen], self.y[chosen]

    def on_epoch_end(self):
        np.random.default_rng(1).shuffle(self.order)


def endless(x, y, size):
    """Batches without an end."""
    while True:
        for start in range(0, len(x), size):
            yield x[start : start + size], y[start : start + size]


model = keras.Sequential(
    [
        keras.Input(shape=(28, 28, 1)),
        keras.layers.RandomRotation(0.03, fill_mode="constant"),
        keras.layers.RandomTranslation(0.1, 0.1, fill_mode="constant"),
        keras.layers.Conv2D(16, 3, activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
steps = math.ceil(len(x_train) / 32)
schedule = keras.optimizers.schedules.CosineDecay(1e-3, decay_steps=2 * steps)
model.compile(keras.optimizers.Adam(learning_rate=schedule), "sparse_categorical_crossentropy", metrics=["accuracy"])
callbacks = [keras.callbacks.TensorBoard(log_dir=f"{folder}/logs"), keras.callbacks.BackupAndRestore(f"{folder}/backup")]
model.fit(Batches(x_train, y_train, 32), epochs=1, validation_data=Batches(x_test, y_test, 32), callbacks=callbacks, verbose=2)
model.fit(endless(x_train, y_train, 32), steps_per_epoch=steps, epochs=1, verbose=2)
print("Written:", sorted(os.listdir(f"{folder}/logs")))

# Single steps, and the samples in their order.
print("One batch:", model.train_on_batch(x_train[:32], y_train[:32]))
print("The same, measured:", model.test_on_batch(x_train[:32], y_train[:32]))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, shuffle=False, epochs=1, verbose=2)
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print("Test loss:", loss)
print("Test accuracy:", accuracy)
