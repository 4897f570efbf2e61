"""Measures how long Keras needs to reach 99.0 % test accuracy with the seed recipe, from the start of the process.

Two results in one run: after whole epochs (what `fit` reports for free), and with an evaluation every 100 steps,
whose time is not counted.
"""

import time

import mnist

# start: when the process began, in seconds since 1970
options = mnist.arguments(threads=2, epochs=15, every=100, seed=0, goal=0.99, start=time.time())

import keras_model
import keras

keras_model.set_threads(options.threads)
keras.utils.set_random_seed(options.seed)
(x, y), test = keras_model.seed_data(options.data)
model = keras_model.seed_model()


class Watch(keras.callbacks.Callback):
    looking = 0.0
    fine = coarse = epochs = best = None

    def elapsed(self):
        return time.time() - options.start - self.looking

    def on_train_batch_end(self, batch, logs=None):
        if self.fine is not None or (batch + 1) % options.every:
            return
        now, begin = self.elapsed(), time.time()
        if accuracy() >= options.goal:
            self.fine = now
        self.looking += time.time() - begin

    def on_epoch_end(self, epoch, logs=None):
        self.best = max(self.best or 0, logs["val_accuracy"])
        if logs["val_accuracy"] >= options.goal:
            self.coarse, self.epochs = self.elapsed(), epoch + 1
            self.fine = self.fine or self.coarse
            self.model.stop_training = True


def accuracy():
    outputs = model.predict_on_batch
    right = 0
    for i in range(0, len(test[0]), 1000):
        right += int((outputs(test[0][i : i + 1000]).argmax(1) == test[1][i : i + 1000].argmax(1)).sum())
    return right / len(test[0])


watch = Watch()
model.fit(x, y, batch_size=64, epochs=options.epochs, validation_data=test, verbose=0, callbacks=[watch])
mnist.report(seconds=watch.coarse, seconds_fine=watch.fine, epochs=watch.epochs, best_val_accuracy=watch.best)
