"""Small models in the API of old Keras versions: 2.x on its own, 1.x and before. Runs on their Pythons too."""

import os

import numpy as np


def randomize(model, seed):
    """Fills all weights with random values, those of batch normalization with positive ones."""
    random = np.random.RandomState(seed)
    for layer in model.layers:
        values = []
        for value in layer.get_weights():
            fan = max(1, int(np.prod(value.shape[:-1])))
            if "BatchNormalization" in type(layer).__name__:
                values.append(random.uniform(0.5, 1.5, value.shape))
            else:
                values.append(random.normal(0, 1 / np.sqrt(fan), value.shape))
        if values:
            layer.set_weights(values)
    return model


def labels(count, classes=3):
    return np.eye(classes)[np.random.RandomState(5).randint(0, classes, count)].astype("float32")


def train(model, optimizer):
    model.compile(optimizer, "categorical_crossentropy", metrics=["accuracy"])
    images = np.random.RandomState(6).normal(size=(12,) + tuple(model.input_shape)[1:])
    arguments = dict(batch_size=4, shuffle=False, verbose=0)
    import keras
    arguments["nb_epoch" if keras.__version__[0] == "1" else "epochs"] = 1
    model.fit(images, labels(12), **arguments)


def facts(model):
    """The values of a trained model that the golden test compares."""
    optimizer = model.optimizer
    values = optimizer.get_weights()
    slots = [v for v in values if v.ndim > 0 and v.size > 1]
    name = type(optimizer).__name__
    iteration = 0 if name == "RMSprop" else int(values[0])
    from keras import backend
    return dict(optimizer=name, iteration=iteration, learningRate=float(backend.get_value(optimizer.lr)),
                loss="categorical_crossentropy", slotSums=[float(v.sum()) for v in slots], slotNames=[])


def add_trained(goldens, keras, build):
    """Adds a model trained by each of three optimizers, with their state."""
    for name, optimizer in [("adam", keras.optimizers.Adam(0.003)), ("momentum", keras.optimizers.SGD(0.05, momentum=0.9)),
                            ("rmsprop", keras.optimizers.RMSprop(0.002))]:
        model = randomize(build(), 3)
        train(model, optimizer)
        model.save(goldens.path(name, ".h5"))
        goldens.add(name, model, [".h5"], **facts(model))


# Keras 2 on its own


def keras2(goldens):
    import keras
    from keras import backend
    from keras.layers import (
        ELU, Activation, AveragePooling2D, BatchNormalization, Conv2D, Dense, Dropout, Flatten, GlobalAveragePooling2D,
        GlobalMaxPooling2D, Input, LeakyReLU, MaxPooling2D, Permute, PReLU, Reshape, SeparableConv2D, ThresholdedReLU, ZeroPadding2D)
    from keras.models import Model, Sequential

    is_theano = backend.backend() == "theano"

    def image(side, channels, order):
        return (channels, side, side) if order == "channels_first" else (side, side, channels)

    def chain(order):
        axis = 1 if order == "channels_first" else -1
        return Sequential([
            Conv2D(3, (3, 2), activation="relu", data_format=order, input_shape=image(10, 2, order)),
            BatchNormalization(axis=axis), MaxPooling2D(data_format=order),
            Conv2D(4, 3, padding="same", use_bias=False, data_format=order), Activation("tanh"), Dropout(0.3), Flatten(),
            Dense(5, activation="relu"), Dense(3, activation="softmax")])

    def layers(order):
        axes = [2, 3] if order == "channels_first" else [1, 2]
        return Sequential([
            ZeroPadding2D(((1, 0), (0, 2)), data_format=order, input_shape=image(8, 2, order)), Conv2D(3, 2, data_format=order),
            LeakyReLU(0.2), PReLU(shared_axes=axes), PReLU(), ELU(0.5), ThresholdedReLU(0.1),
            AveragePooling2D(2, strides=1, data_format=order), Conv2D(3, 2, data_format=order, activation="softmax"), Reshape((-1, 3)),
            Permute((2, 1)), Flatten(), Dense(3, activation="hard_sigmoid")])

    def heads(order, maximum):
        head = GlobalMaxPooling2D if maximum else GlobalAveragePooling2D
        return Sequential([Conv2D(4, 3, data_format=order, input_shape=image(7, 1, order)), head(data_format=order), Dense(3)])

    def nested(order):
        inner = Sequential([Conv2D(2, 3, data_format=order, input_shape=image(8, 1, order)), Dropout(0.1), Conv2D(2, 2, data_format=order)])
        return Sequential([inner, Flatten(), Dense(3)])

    def functional(order):
        inputs = Input(image(8, 1, order), name="pixels")
        x = Flatten()(MaxPooling2D(data_format=order)(Conv2D(2, 3, data_format=order)(inputs)))
        return Model(inputs, Dense(3, activation="softmax")(x))

    def separable(order):
        return Sequential([
            SeparableConv2D(3, 3, depth_multiplier=2, data_format=order, input_shape=image(7, 2, order)), Flatten(), Dense(2)])

    def plain():
        return Sequential([Dense(4, activation="relu", input_shape=(9,)), BatchNormalization(), Dense(3, activation="softmax")])

    builders = dict(chain=chain, layers=layers, average=lambda order: heads(order, False), maximum=lambda order: heads(order, True),
                    nested=nested, functional=functional, separable=separable)
    for order in ["channels_last"] + (["channels_first"] if is_theano else []):
        backend.set_image_data_format(order)
        for index, name in enumerate(sorted(builders)):
            try:
                model = randomize(builders[name](order), index)
            except NotImplementedError:  # Separable convolutions on Theano came with Keras 2.2.
                continue
            name = name + ("-first" if order == "channels_first" else "")
            model.save(goldens.path(name, ".h5"))
            goldens.add(name, model, [".h5"])
    backend.set_image_data_format("channels_last")
    add_trained(goldens, keras, plain)


# Keras 1 and before


def keras1(goldens):
    import keras
    from keras import backend
    from keras.layers.advanced_activations import ELU, LeakyReLU, PReLU
    from keras.layers.convolutional import AveragePooling2D, Convolution2D, MaxPooling2D, ZeroPadding2D
    from keras.layers.core import Activation, Dense, Dropout, Flatten
    from keras.layers.normalization import BatchNormalization
    from keras.models import Sequential

    version = tuple(int(part) for part in keras.__version__.split("."))
    is_theano = os.environ["KERAS_BACKEND"] == "theano"
    if is_theano:
        import theano.ifelse  # Keras 1 uses it without importing it.

    def sequential(layers):
        # Keras 0.3 needs shapes to come in order.
        model = Sequential()
        for layer in layers:
            model.add(layer)
        return model

    def image(side, channels, order):
        return (channels, side, side) if order == "th" else (side, side, channels)

    def chain(order):
        layers = [
            Convolution2D(3, 3, 2, activation="relu", dim_ordering=order, input_shape=image(10, 2, order)),
            MaxPooling2D((2, 2), dim_ordering=order),
            Convolution2D(4, 3, 3, border_mode="same", dim_ordering=order), Activation("tanh"), Dropout(0.3), Flatten(),
            Dense(5, activation="relu"), BatchNormalization(), Dense(3, activation="softmax")]
        if version >= (1, 0):
            layers.insert(1, BatchNormalization(axis=1 if order == "th" else -1))
        return sequential(layers)

    def layers(order):
        return sequential([
            ZeroPadding2D((1, 2), dim_ordering=order, input_shape=image(8, 2, order)),
            Convolution2D(3, 2, 2, subsample=(2, 1), dim_ordering=order), LeakyReLU(0.2), PReLU(), ELU(0.5),
            AveragePooling2D((2, 2), strides=(1, 1), dim_ordering=order), Flatten(), Dense(4), Activation("softplus"), Dense(3)])

    def square(order):
        # As many filters as channels, rows and columns: shapes alone do not reveal the order of axes.
        return sequential([Convolution2D(3, 3, 3, dim_ordering=order, input_shape=image(6, 3, order)), Flatten(), Dense(3)])

    def plain():
        return sequential([Dense(4, activation="relu", input_shape=(9,)), Dropout(0.1), Dense(3, activation="softmax")])

    def save(name, model, **expectations):
        if version >= (1, 1):
            model.save(goldens.path(name, ".h5"))
        else:
            if not hasattr(model, "built") or version < (1, 0):
                model.compile("sgd", "mse")
            model.save_weights(goldens.path(name, ".h5"), overwrite=True)
            expectations["architecture"] = "%s-%s.json" % (goldens.family, name)
            with open(goldens.path(name, ".json"), "w") as file:
                file.write(model.to_json())
        goldens.add(name, model, [".h5"], **expectations)

    builders = dict(chain=chain, layers=layers, square=square)
    for order in ["th", "tf"]:
        for index, name in enumerate(sorted(builders)):
            model = randomize(builders[name](order), index)
            save(name + "-" + order, model, flipsKernels=is_theano)
    if version >= (1, 1):
        add_trained(goldens, keras, plain)
