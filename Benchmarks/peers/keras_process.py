"""The Keras script people write: train the seed network for 5 epochs and save it. Timed from outside, start to exit."""

import mnist

options = mnist.arguments(threads=2, epochs=5, output="/tmp/mnist_digit_recognizer.h5")

import keras_model

keras_model.set_threads(options.threads)
train, test = keras_model.seed_data(options.data)
model = keras_model.seed_model()
model.fit(*train, batch_size=64, epochs=options.epochs, validation_data=test, verbose=0)
loss, accuracy = model.evaluate(*test, verbose=0)
model.save(options.output)
mnist.report(loss=loss, accuracy=accuracy)
