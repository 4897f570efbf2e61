"""A network in the functional form, its parts looked at, and written down and read again. Change the import line, and the same script runs on
Keras."""

import sys
import tempfile

import digits as keras
import numpy as np

count = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train[:count, ..., None].astype("float32") / 255
x_test = x_test[:count, ..., None].astype("float32") / 255
y_train, y_test = y_train[:count], y_test[:count]

inputs = keras.Input(shape=(28, 28, 1), name="image")
x = keras.layers.Conv2D(32, 3, activation="relu")(inputs)
x = keras.layers.MaxPooling2D(2)(x)
x = keras.layers.Conv2D(64, 3, activation="relu")(x)
x = keras.layers.GlobalAveragePooling2D(name="features")(x)
print("Features:", x.shape)
outputs = keras.layers.Dense(10, activation="softmax")(x)
model = keras.Model(inputs=inputs, outputs=outputs, name="chain")
model.summary()
model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
callbacks = [keras.callbacks.EarlyStopping(monitor="val_loss", patience=2)]
model.fit(x_train, y_train, epochs=5 if count == 60_000 else 1, batch_size=64, validation_split=0.1, verbose=2, callbacks=callbacks)
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print("Test loss:", loss)
print("Test accuracy:", accuracy)

# A model that ends at the features, with the same weights.
features = keras.Model(inputs=model.inputs, outputs=model.get_layer("features").output)
print("Feature vectors:", features.predict(x_test[:3], verbose=0).shape)

# The same network, new or with its weights.
clone = keras.models.clone_model(model)
assert not np.allclose(clone.predict(x_test[:3], verbose=0), model.predict(x_test[:3], verbose=0))
clone.set_weights(model.get_weights())
again = keras.models.model_from_json(model.to_json())
with tempfile.TemporaryDirectory() as folder:
    model.save_weights(f"{folder}/model.weights.h5")
    again.load_weights(f"{folder}/model.weights.h5")
for other in (clone, again):
    np.testing.assert_allclose(other.predict(x_test[:3], verbose=0), model.predict(x_test[:3], verbose=0), atol=1e-5)
