"""Small models with every layer type and option that the reader supports, in the API that Keras 3 and tf.keras 2 share.

`build_cases(keras)` gives (name, function that builds the model) pairs; models have random weights after `randomize`.
"""

import numpy as np


def randomize(model, seed):
    """Fills all weights with random values; variances of batch normalization stay positive."""
    random = np.random.default_rng(seed)
    values = []
    for weight in model.weights:
        shape = tuple(weight.shape)
        name = getattr(weight, "path", weight.name)
        if "seed_generator" in name or "StateVar" in name:
            values.append(weight.numpy())
        elif "variance" in name:
            values.append(random.uniform(0.5, 2, shape))
        elif "gamma" in name:
            values.append(random.uniform(0.5, 1.5, shape))
        else:
            fan = max(1, int(np.prod(shape[:-1])))
            values.append(random.normal(0, 1 / np.sqrt(fan), shape))
    model.set_weights([np.asarray(value, "float32") if np.asarray(value).dtype.kind == "f" else value for value in values])
    for layer in model.layers:
        # It computes with numbers derived from its weights when these are read.
        if type(layer).__name__ == "Normalization" and layer.input_mean is None:
            layer.finalize_state()
    return model


def build_cases(keras):
    layers = keras.layers

    def sequential(shape, *list_of_layers, **options):
        return keras.Sequential([keras.Input(shape, **options), *list_of_layers])

    def seed():
        return sequential(
            (14, 14, 1),
            layers.Conv2D(3, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(4, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(6, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(5, activation="softmax"),
        )

    def convolution():
        return sequential(
            (11, 9, 2),
            layers.Conv2D(3, (3, 2), strides=(2, 1), padding="same", activation="relu", use_bias=False, name="rows"),
            layers.Conv2D(2, 5, padding="same", activation="tanh", kernel_initializer="he_normal"),
            layers.Conv2D(4, (2, 3), strides=2, kernel_regularizer="l2"),
            layers.Conv2D(1, 1, activation="softplus"),
        )

    def activations():
        names = ["relu", "tanh", "sigmoid", "elu", "selu", "gelu", "softplus", "softsign", "swish", "linear", "hard_sigmoid", "exponential"]
        stack = []
        for name in names:
            stack += [layers.Dense(5, activation=name), layers.Activation(name), layers.Dense(4)]
        return sequential((6,), *stack, layers.Activation("softmax"))

    def activation_layers():
        return sequential(
            (6, 5, 2),
            layers.Conv2D(3, 2),
            layers.LeakyReLU(0.17),
            layers.Conv2D(3, 2),
            layers.PReLU(shared_axes=[1, 2]),
            layers.PReLU(),
            layers.ReLU(max_value=1.5, negative_slope=0.1, threshold=0.2),
            layers.ELU(alpha=0.7),
            layers.Dense(4, activation=layers.LeakyReLU(0.25)),
            layers.Dense(4, activation=keras.activations.relu),
            layers.Softmax(),
        )

    def pools():
        return sequential(
            (13, 12, 2),
            layers.MaxPooling2D((3, 2), strides=(2, 1), padding="same"),
            layers.AveragePooling2D(2, strides=1),
            layers.AveragePooling2D((2, 3), padding="same"),
            layers.MaxPooling2D(2, strides=(1, 2)),
        )

    def global_average():
        return sequential((6, 5, 3), layers.Conv2D(4, 3), layers.GlobalAveragePooling2D(), layers.Dense(3))

    def global_maximum():
        return sequential((6, 5, 3), layers.GlobalMaxPooling2D(keepdims=True), layers.Conv2D(2, 1), layers.Flatten(), layers.Dense(3))

    def batch_normalization():
        return sequential(
            (6, 6, 2),
            layers.BatchNormalization(),
            layers.Conv2D(3, 3, use_bias=False),
            layers.BatchNormalization(scale=False, epsilon=0.01, momentum=0.8),
            layers.Activation("relu"),
            layers.Flatten(),
            layers.Dense(5),
            layers.BatchNormalization(center=False),
            layers.BatchNormalization(center=False, scale=False),
            layers.Dense(3),
        )

    def separable():
        return sequential(
            (9, 9, 2),
            layers.SeparableConv2D(5, 3, depth_multiplier=2, activation="relu"),
            layers.DepthwiseConv2D(3, strides=2, padding="same", depth_multiplier=3),
            layers.DepthwiseConv2D(2, use_bias=False),
            layers.SeparableConv2D(2, (1, 2), padding="same", use_bias=False),
        )

    def shapes():
        return sequential(
            (48,),
            layers.Reshape((8, -1)),
            layers.Permute((2, 1)),
            layers.Reshape((6, 4, 2)),
            layers.ZeroPadding2D(((1, 0), (2, 3))),
            layers.Conv2D(2, 3),
            layers.Permute((3, 1, 2)),
            layers.Flatten(),
            layers.Dense(4),
        )

    def preprocessing():
        return sequential(
            (8, 8, 1),
            layers.Rescaling(1 / 127.5, offset=-1),
            layers.RandomRotation(0.1),
            layers.RandomZoom(0.1),
            layers.RandomTranslation(0.1, 0.1),
            layers.GaussianNoise(0.3),
            layers.Resizing(8, 8),
            layers.Conv2D(2, 3),
            layers.SpatialDropout2D(0.3),
            layers.GaussianDropout(0.2),
            layers.Flatten(),
            layers.Dense(3),
        )

    def functional():
        image = keras.Input((8, 8, 1), name="image")
        x = layers.Conv2D(3, 3, activation="relu", name="first")(image)
        x = layers.MaxPooling2D(name="pool")(x)
        x = layers.BatchNormalization(name="norm")(x)
        x = layers.Flatten(name="flat")(x)
        return keras.Model(image, layers.Dense(4, activation="softmax", name="digits")(x), name="chain")

    def operations():
        image = keras.Input((6, 6, 1))
        x = layers.Conv2D(2, 3)((1.0 - (image / 255.0)) * 2.0 - 0.5)
        x = layers.Flatten()(0.25 + x)
        return keras.Model(image, layers.Dense(3)(x))

    def nested():
        augmentation = keras.Sequential([keras.Input((8, 8, 1)), layers.RandomRotation(0.1), layers.RandomZoom(0.1)], name="augmentation")
        features = keras.Sequential(
            [keras.Input((8, 8, 1)), layers.Conv2D(2, 3), layers.BatchNormalization(), layers.Conv2D(2, 3)], name="features"
        )
        return sequential((8, 8, 1), augmentation, features, layers.Conv2D(3, 2), layers.Flatten(), layers.Dense(3))

    def nested_functional():
        inner_input = keras.Input((8, 8, 1))
        inner = keras.Model(inner_input, layers.Conv2D(2, 3, name="shared_name")(layers.Conv2D(2, 2)(inner_input)), name="inner")
        inner.trainable = False
        image = keras.Input((8, 8, 1))
        x = layers.Flatten()(layers.Conv2D(3, 3, name="shared_name")(inner(image)))
        return keras.Model(image, layers.Dense(3)(x))

    def nested_functions():
        """Nested models of one kind, the first of which has no layer with weights."""

        def nested(layer):
            image = keras.Input((8, 8, 1))
            return keras.Model(image, layer(image))

        image = keras.Input((8, 8, 1))
        left = nested(layers.Conv2D(2, 3))(nested(layers.ReLU())(image))
        right = nested(layers.Conv2D(2, 3))(image)
        return keras.Model(image, layers.Dense(3)(layers.Flatten()(layers.Subtract()([left, right]))))

    def partly_frozen():
        model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(2, 3), layers.BatchNormalization(), layers.Conv2D(2, 3)])
        model.layers[0].trainable = False
        return sequential((8, 8, 1), model, layers.Flatten(), layers.Dense(3, trainable=False), layers.Dense(3))

    def fixed_batch():
        return sequential((28, 28), layers.Flatten(), layers.Dense(4, activation="relu"), layers.Dense(3), batch_size=4)

    def numbers():
        """The network that reads lines, `Sequential.numbersNetwork`, for short ones."""
        conv = lambda filters, size=3, padding="same": layers.Conv2D(filters, size, padding=padding, activation="relu")
        norm = lambda: layers.BatchNormalization(momentum=0.95)
        return sequential(
            (32, 64, 1),
            *[conv(32), layers.MaxPooling2D(2), norm()],
            *[conv(48), conv(64), layers.MaxPooling2D(2), norm()],
            *[conv(96), conv(128), layers.MaxPooling2D((2, 1)), norm()],
            *[conv(160), conv(192, (4, 1), "valid"), norm(), layers.Dropout(0.25)],
            *[conv(192, (1, 5)), layers.Conv2D(27, 1, activation="softmax"), layers.Reshape((-1, 27))],
        )

    return [
        (case.__name__, case)
        for case in [
            seed,
            convolution,
            activations,
            activation_layers,
            pools,
            global_average,
            global_maximum,
            batch_normalization,
            separable,
            shapes,
            preprocessing,
            functional,
            operations,
            nested,
            nested_functional,
            nested_functions,
            partly_frozen,
            fixed_batch,
            numbers,
        ]
    ]


def build_trained(keras, optimizer, loss):
    """A model after three steps with an optimizer, so that its file has the optimizer's state."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((6, 6, 1)),
            layers.Conv2D(2, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dense(4, activation="relu"),
            layers.Dense(3, activation="softmax"),
        ]
    )
    randomize(model, 11)
    model.compile(optimizer, loss, metrics=["accuracy"])
    random = np.random.default_rng(12)
    images = random.normal(size=(12, 6, 6, 1)).astype("float32")
    classes = random.integers(0, 3, 12)
    labels = classes if "sparse" in str(loss).lower() else np.eye(3, dtype="float32")[classes]
    model.fit(images, labels, batch_size=4, epochs=1, shuffle=False, verbose=0)
    return model


def build_mnist_cases(keras):
    """(name, function that builds a model, function that makes its inputs of images of 28 x 28) for models of MNIST's digits."""
    layers = keras.layers

    def dense(shape):
        return keras.Sequential(
            [keras.Input(shape), layers.Flatten(), layers.Dense(16, activation="relu"), layers.Dense(10, activation="softmax")]
        )

    def convolution(shape):
        return keras.Sequential(
            [
                keras.Input(shape),
                layers.Conv2D(4, 3, activation="relu"),
                layers.MaxPooling2D(),
                layers.Flatten(),
                layers.Dense(10, activation="softmax"),
            ]
        )

    def flipped():
        return keras.Sequential(
            [
                keras.Input((1, 28, 28)),
                layers.Permute((2, 3, 1)),
                layers.Conv2D(4, 3),
                layers.Flatten(),
                layers.Dense(10, activation="softmax"),
            ]
        )

    def rows_as_channels():
        return keras.Sequential(
            [
                keras.Input((28, 28, 1)),
                layers.ZeroPadding2D(1, data_format="channels_first"),
                layers.GlobalAveragePooling2D(data_format="channels_first"),
                layers.Dense(10, activation="softmax"),
            ]
        )

    return [
        ("flat", lambda: dense((784,)), lambda images: images.reshape(-1, 784)),
        ("plane", lambda: dense((28, 28)), lambda images: images),
        ("image", lambda: convolution((28, 28, 1)), lambda images: images[..., None]),
        ("color", lambda: convolution((28, 28, 3)), lambda images: np.repeat(images[..., None], 3, -1)),
        ("first", flipped, lambda images: images[:, None]),
        ("rows", rows_as_channels, lambda images: images[..., None]),
    ]
