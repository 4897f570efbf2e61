"""The network that Keras's old examples had for MNIST, with the old backend's question where channels are. Change the import lines, and the
same script runs on Keras 2."""

import sys

import digits as keras
from digits import backend as K
from digits.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from digits.models import Sequential

count = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000
batch_size, num_classes, epochs = 128, 10, 12 if count == 60_000 else 1
rows, columns = 28, 28

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train, y_train, x_test, y_test = x_train[:count], y_train[:count], x_test[:count], y_test[:count]
if K.image_data_format() == "channels_first":
    x_train, x_test = x_train.reshape(-1, 1, rows, columns), x_test.reshape(-1, 1, rows, columns)
    input_shape = (1, rows, columns)
else:
    x_train, x_test = x_train.reshape(-1, rows, columns, 1), x_test.reshape(-1, rows, columns, 1)
    input_shape = (rows, columns, 1)
x_train, x_test = x_train.astype("float32") / 255, x_test.astype("float32") / 255
print("x_train shape:", x_train.shape)
y_train, y_test = keras.utils.to_categorical(y_train, num_classes), keras.utils.to_categorical(y_test, num_classes)

model = Sequential()
model.add(Conv2D(32, kernel_size=(3, 3), activation="relu", input_shape=input_shape))
model.add(Conv2D(64, (3, 3), activation="relu"))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Dropout(0.25))
model.add(Flatten())
model.add(Dense(128, activation="relu"))
model.add(Dropout(0.5))
model.add(Dense(num_classes, activation="softmax"))
model.compile(loss=keras.losses.categorical_crossentropy, optimizer=keras.optimizers.Adam(), metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=batch_size, epochs=epochs, verbose=2, validation_data=(x_test, y_test))
score = model.evaluate(x_test, y_test, verbose=0)
print("Test loss:", score[0])
print("Test accuracy:", score[1])
