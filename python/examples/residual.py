"""A small residual network in the functional form: blocks whose input is added to their output, and two poolings side by side. Change the
import line, and the same script runs on Keras."""

import sys

import digits as keras

count = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000
layers = keras.layers

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train[:count, ..., None].astype("float32") / 255
x_test = x_test[:count, ..., None].astype("float32") / 255
y_train, y_test = y_train[:count], y_test[:count]


def block(x, filters, strides):
    """Two convolutions, and a way around them."""
    y = layers.Conv2D(filters, 3, strides=strides, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization(momentum=0.9)(y)
    y = layers.Activation("relu")(y)
    y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(momentum=0.9)(y)
    if strides > 1:
        x = layers.Conv2D(filters, 1, strides=strides)(x)
    return layers.Activation("relu")(layers.add([x, y]))


inputs = keras.Input(shape=(28, 28, 1))
x = layers.Conv2D(8, 3, strides=2, activation="relu")(inputs)
x = block(x, 8, 1)
x = block(x, 16, 2)
x = layers.Concatenate()([layers.GlobalAveragePooling2D()(x), layers.GlobalMaxPooling2D()(x)])
outputs = layers.Dense(10, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.summary()
model.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=64, epochs=3 if count == 60_000 else 1, verbose=2)
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print("Test loss:", loss)
print("Test accuracy:", accuracy)
