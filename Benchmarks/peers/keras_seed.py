"""Seconds per epoch of the seed recipe in Keras on TensorFlow, validation included."""

import time

import mnist

options = mnist.arguments(threads=2, epochs=3, jit="auto", seed=0, save="")

import keras_model
import keras

keras_model.set_threads(options.threads)
keras.utils.set_random_seed(options.seed)
(x, y), test = keras_model.seed_data(options.data)
model = keras_model.seed_model(options.jit)


class Clock(keras.callbacks.Callback):
    seconds = []

    def on_epoch_begin(self, epoch, logs=None):
        self.begin = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):  # called after validation
        self.seconds.append(time.perf_counter() - self.begin)


history = model.fit(x, y, batch_size=64, epochs=options.epochs, validation_data=test, verbose=0, callbacks=[Clock()])
if options.save:
    model.save(options.save)
mnist.report(seconds=Clock.seconds, val_accuracy=history.history["val_accuracy"], version=keras.__version__, jit=bool(model.jit_compile))
