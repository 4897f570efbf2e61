"""The first steps that beginners take: a small network of logits, a look at what it says before it has learned, and a softmax behind it
afterwards. Change the import line, and the same script runs on Keras."""

import sys

import digits as keras

count = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train, x_test = x_train[:count] / 255.0, x_test[:count] / 255.0
y_train, y_test = y_train[:count], y_test[:count]

model = keras.models.Sequential(
    [
        keras.layers.Flatten(input_shape=(28, 28)),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dropout(0.2),
        keras.layers.Dense(10),
    ]
)
predictions = model(x_train[:1]).numpy()
print("Before:", keras.activations.softmax(predictions).shape)

loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
print("Loss before:", loss_fn(y_train[:1], predictions).numpy())

model.compile(optimizer="adam", loss=loss_fn, metrics=["accuracy"])
model.fit(x_train, y_train, epochs=5 if count == 60_000 else 1, verbose=2)
loss, accuracy = model.evaluate(x_test, y_test, verbose=2)
print("Test loss:", loss)
print("Test accuracy:", accuracy)

probability_model = keras.Sequential([model, keras.layers.Softmax()])
print("Sums:", probability_model(x_test[:5]).numpy().sum(axis=1))
