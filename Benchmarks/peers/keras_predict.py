"""The Keras script people write to read one digit: load the model, predict one image. Timed from outside, start to exit."""

import mnist

options = mnist.arguments(threads=2, model=None, index=0)

import keras_model
import keras

keras_model.set_threads(options.threads)
model = keras.models.load_model(options.model)
image = mnist.scaled(mnist.load(options.data)[2][options.index : options.index + 1])
probabilities = model.predict(image, verbose=0)[0]
mnist.report(digit=int(probabilities.argmax()), confidence=float(probabilities.max()))
