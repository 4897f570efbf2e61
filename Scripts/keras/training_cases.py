"""Compiled models with every kind of training setting, for Keras 3.

`build_training_cases(keras)` gives (name, function that builds and compiles the model) pairs; `steps_before(name)` how many steps a
model takes before it is saved.
"""

import numpy as np


def steps_before(name):
    return 0 if name == "untrained" else 3


def build_training_cases(keras):
    layers, optimizers, schedules = keras.layers, keras.optimizers, keras.optimizers.schedules
    regularizers, constraints, losses = keras.regularizers, keras.constraints, keras.losses
    cases = []

    def add(name, shape, list_of_layers, optimizer, loss="sparse_categorical_crossentropy", metrics=lambda: ["accuracy"]):
        def build():
            model = keras.Sequential([keras.Input(shape), *list_of_layers()])
            model.compile(optimizer(), loss, metrics=metrics())
            return model

        cases.append((name, build))

    def small(last="softmax"):
        return lambda: [
            layers.Conv2D(2, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dense(4, activation="tanh"),
            layers.Dense(3, activation=last),
        ]

    # Frozen layers: the first, one in the middle, the last; a model; batch normalization.
    def frozen(*indices):
        def build():
            stack = small()()
            for index in indices:
                stack[index].trainable = False
            return stack

        return build

    image = (6, 6, 1)
    adam = lambda: optimizers.Adam(0.003)
    sgd = lambda: optimizers.SGD(0.05)
    add("frozen-first", image, frozen(0), adam)
    add("frozen-middle", image, frozen(1, 3), adam)
    add("frozen-last", image, frozen(4), sgd)
    add("frozen-but-last", image, frozen(0, 1, 3), lambda: optimizers.SGD(0.05, momentum=0.9))
    add(
        "frozen-fused",
        (10, 10, 1),
        lambda: [
            layers.Conv2D(8, 3, activation="relu", trainable=False),
            layers.MaxPooling2D(),
            layers.Conv2D(8, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(3, activation="softmax"),
        ],
        adam,
    )

    # Regularizers and constraints.
    add(
        "regularizers",
        image,
        lambda: [
            layers.Conv2D(2, 3, activation="relu", kernel_regularizer=regularizers.L2(0.02), bias_regularizer=regularizers.L1(0.03)),
            layers.BatchNormalization(gamma_regularizer="l2", beta_regularizer="l1"),
            layers.DepthwiseConv2D(2, depthwise_regularizer=regularizers.L1L2(0.01, 0.02)),
            layers.SeparableConv2D(2, 2, depthwise_regularizer="l2", pointwise_regularizer="l1"),
            layers.PReLU(alpha_regularizer="l2"),
            layers.Flatten(),
            layers.Dense(4, activation="tanh", kernel_regularizer=regularizers.OrthogonalRegularizer(0.3)),
            layers.Dense(5, activation="tanh", kernel_regularizer=regularizers.OrthogonalRegularizer(0.2, mode="columns")),
            layers.Dense(3, activation="softmax", kernel_regularizer=regularizers.L1L2(0.01, 0.02)),
        ],
        adam,
    )
    add(
        "activity",
        image,
        lambda: [
            layers.Conv2D(2, 3, activation="relu", activity_regularizer=regularizers.L2(0.05)),
            layers.MaxPooling2D(),
            layers.ActivityRegularization(l1=0.02),
            layers.Flatten(),
            layers.Dense(3, activation="softmax", activity_regularizer=regularizers.L1L2(0.01, 0.1)),
        ],
        sgd,
    )
    add(
        "constraints",
        image,
        lambda: [
            layers.Conv2D(2, 3, activation="relu", kernel_constraint=constraints.MaxNorm(0.8, axis=[0, 1, 2]), bias_constraint="non_neg"),
            layers.Flatten(),
            layers.Dense(5, activation="tanh", kernel_constraint=constraints.UnitNorm(axis=0)),
            layers.Dense(4, activation="tanh", kernel_constraint=constraints.MinMaxNorm(0.6, 0.9, rate=0.5, axis=1)),
            layers.Dense(3, activation="softmax", kernel_constraint="max_norm"),
        ],
        adam,
    )

    # Optimizers.
    for name, optimizer in {
        "adadelta": lambda: optimizers.Adadelta(1.0),
        "adagrad": lambda: optimizers.Adagrad(0.05),
        "adamax": lambda: optimizers.Adamax(0.01),
        "nadam": lambda: optimizers.Nadam(0.005),
        "lion": lambda: optimizers.Lion(0.002),
        "amsgrad": lambda: optimizers.Adam(0.005, amsgrad=True),
        "amsgrad-decay": lambda: optimizers.AdamW(0.005, amsgrad=True, weight_decay=0.02),
        "clipnorm": lambda: optimizers.SGD(0.2, momentum=0.5, clipnorm=0.3),
        "clipvalue": lambda: optimizers.SGD(0.2, clipvalue=0.02),
        "global-clipnorm": lambda: optimizers.RMSprop(0.01, global_clipnorm=0.2),
        "weight-decay": lambda: optimizers.SGD(0.05, momentum=0.9, nesterov=True, weight_decay=0.1),
        "average": lambda: optimizers.Adam(0.01, use_ema=True, ema_momentum=0.9),
        "average-overwriting": lambda: optimizers.SGD(0.1, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=4),
        "accumulation": lambda: optimizers.Adam(0.01, gradient_accumulation_steps=4, clipnorm=0.5),
        "accumulation-nadam": lambda: optimizers.Nadam(0.01, gradient_accumulation_steps=2, weight_decay=0.01),
        "accumulation-average": lambda: optimizers.RMSprop(0.01, gradient_accumulation_steps=3, use_ema=True, ema_momentum=0.7),
    }.items():
        add("optimizer-" + name, image, small(), optimizer)

    # Learning-rate schedules, each as it changes within the thirteen steps.
    for name, schedule in {
        "exponential": lambda: schedules.ExponentialDecay(0.1, 5, 0.5),
        "staircase": lambda: schedules.ExponentialDecay(0.1, 4, 0.5, staircase=True),
        "piecewise": lambda: schedules.PiecewiseConstantDecay([4, 8], [0.1, 0.02, 0.05]),
        "polynomial": lambda: schedules.PolynomialDecay(0.1, 10, 0.01, power=2.0),
        "polynomial-cycle": lambda: schedules.PolynomialDecay(0.1, 5, 0.01, cycle=True),
        "inverse-time": lambda: schedules.InverseTimeDecay(0.1, 3, 0.5),
        "inverse-time-staircase": lambda: schedules.InverseTimeDecay(0.1, 3, 0.5, staircase=True),
        "cosine": lambda: schedules.CosineDecay(0.1, 10, alpha=0.1),
        "cosine-warm-up": lambda: schedules.CosineDecay(0.01, 6, alpha=0.05, warmup_target=0.1, warmup_steps=5),
        "restarts": lambda: schedules.CosineDecayRestarts(0.1, 3, t_mul=2.0, m_mul=0.8, alpha=0.1),
        "restarts-equal": lambda: schedules.CosineDecayRestarts(0.1, 4, t_mul=1.0),
    }.items():
        add("schedule-" + name, image, small(), lambda schedule=schedule: optimizers.SGD(schedule()))

    # Losses.
    for name, (loss, last) in {
        "smoothed": (losses.CategoricalCrossentropy(label_smoothing=0.2), "softmax"),
        "logits": (losses.SparseCategoricalCrossentropy(from_logits=True), "linear"),
        "binary-smoothed": (losses.BinaryCrossentropy(label_smoothing=0.1), "sigmoid"),
        "binary-logits": (losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.2), "linear"),
        "focal": (losses.CategoricalFocalCrossentropy(alpha=0.4, gamma=1.5), "softmax"),
        "focal-smoothed": (losses.CategoricalFocalCrossentropy(from_logits=True, label_smoothing=0.1), "linear"),
        "binary-focal": (losses.BinaryFocalCrossentropy(gamma=1.5), "sigmoid"),
        "binary-focal-balanced": (losses.BinaryFocalCrossentropy(apply_class_balancing=True, alpha=0.3, label_smoothing=0.1), "sigmoid"),
        "binary-focal-logits": (losses.BinaryFocalCrossentropy(from_logits=True), "linear"),
        "divergence": (losses.KLDivergence(), "softmax"),
        "hinge": (losses.CategoricalHinge(), "softmax"),
        "poisson": (losses.Poisson(), "softmax"),
        "huber": (losses.Huber(), "softmax"),
    }.items():
        add("loss-" + name, image, small(last), sgd, loss)

    # Less common layers, each in a network that passes gradients through it; except groups of channels, whose gradient TensorFlow does not
    # have on CPUs.
    def around(*middle):
        return lambda: [
            layers.Conv2D(4, 2, activation="tanh"),
            *[make() for make in middle],
            layers.Flatten(),
            layers.Dense(3, activation="softmax"),
        ]

    add("layers-normalizations", image, around(
        lambda: layers.LayerNormalization(), lambda: layers.LayerNormalization(axis=[1, 2, 3], epsilon=0.01),
        lambda: layers.LayerNormalization(axis=2, scale=False), lambda: layers.GroupNormalization(2),
        lambda: layers.GroupNormalization(-1, center=False), lambda: layers.GroupNormalization(1)), sgd)  # fmt: skip
    add("layers-normalization", image, lambda: [
        layers.Normalization(axis=-1), layers.Normalization(axis=None, mean=0.3, variance=2.0),
        layers.Normalization(axis=(1, 2)), layers.Conv2D(3, 2), layers.Normalization(mean=[0.1, -0.2, 0.3], variance=[1.0, 2.0, 0.5], invert=True),
        layers.Flatten(), layers.Dense(3, activation="softmax")], sgd)  # fmt: skip
    add("layers-sizes", image, around(
        lambda: layers.UpSampling2D(2), lambda: layers.Cropping2D(((1, 2), (0, 1))), lambda: layers.UpSampling2D((1, 2), interpolation="bilinear"),
        lambda: layers.CenterCrop(6, 9), lambda: layers.Resizing(9, 7), lambda: layers.Resizing(5, 8, interpolation="nearest"),
        lambda: layers.Resizing(7, 3), lambda: layers.Cropping2D(1)), sgd)  # fmt: skip
    add("layers-transposed", image, around(
        lambda: layers.Conv2DTranspose(3, 3, strides=2, activation="relu"), lambda: layers.MaxPooling2D(2),
        lambda: layers.Conv2DTranspose(2, (2, 3), strides=(1, 2), padding="same", use_bias=False),
        lambda: layers.Conv2DTranspose(2, 1, strides=2), lambda: layers.Conv2DTranspose(2, 1), lambda: layers.MaxPooling2D(3)), sgd)  # fmt: skip
    add("layers-dilated", (9, 8, 2), around(
        lambda: layers.Conv2D(3, 3, dilation_rate=2, activation="relu"), lambda: layers.Conv2D(4, (2, 3), dilation_rate=(1, 2), padding="same"),
        lambda: layers.DepthwiseConv2D(2, activation="tanh")), sgd)  # fmt: skip
    add("layers-sequence", (12, 3), lambda: [
        layers.Conv1D(4, 3, activation="relu"), layers.Conv1D(4, 2, padding="causal", dilation_rate=2), layers.MaxPooling1D(2),
        layers.Conv1D(6, 3, padding="same", activation="tanh"), layers.AveragePooling1D(2, strides=1, padding="same"),
        layers.Conv1D(4, 2, strides=2, padding="same"), layers.GlobalAveragePooling1D(), layers.Dense(3, activation="softmax")], sgd)  # fmt: skip
    add("layers-sequence-maximum", (8, 2), lambda: [
        layers.Conv1D(3, 1), layers.GlobalMaxPooling1D(keepdims=True), layers.Flatten(), layers.Dense(3, activation="softmax")], sgd)  # fmt: skip
    add("layers-activations", (10,), lambda: [
        layers.Dense(6, activation="mish"), layers.Dense(6, activation="celu"), layers.Dense(6, activation="hard_silu"),
        layers.Activation("mish"), layers.Dense(3, activation="softmax")], sgd)  # fmt: skip

    # Networks with branches.
    def functional(name, optimizer, build_output):
        def build():
            inputs = keras.Input(image)
            model = keras.Model(inputs, build_output(inputs))
            model.compile(optimizer(), "sparse_categorical_crossentropy", metrics=["accuracy"])
            return model

        cases.append(("graph-" + name, build))

    def residual(inputs):
        x = layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)
        for strides in [1, 2]:
            y = layers.Conv2D(4, 3, padding="same", strides=strides)(x)
            y = layers.BatchNormalization()(y)
            y = layers.Activation("relu")(y)
            y = layers.Conv2D(4, 3, padding="same")(y)
            y = layers.BatchNormalization()(y)
            short = x if strides == 1 else layers.Conv2D(4, 1, strides=2)(x)
            x = layers.ReLU()(layers.Add()([y, short]))
        return layers.Dense(3, activation="softmax")(layers.GlobalAveragePooling2D()(x))

    def inception(inputs):
        x = layers.Conv2D(4, 3, activation="relu")(inputs)
        branches = [
            layers.Conv2D(2, 1, activation="relu")(x),
            layers.Conv2D(3, 3, padding="same")(x),
            layers.MaxPooling2D(3, 1, padding="same")(x),
        ]
        x = layers.Concatenate()(branches)
        rows = layers.Concatenate(axis=1)([x, layers.AveragePooling2D((2, 1))(x)])
        return layers.Dense(3, activation="softmax")(layers.Flatten()(rows))

    def merges(inputs):
        x = layers.Flatten()(inputs)
        a, b, c = (layers.Dense(5, activation="tanh")(x) for _ in range(3))
        x = layers.Average()([a, b, c])
        y = layers.Maximum()([layers.Multiply()([a, b]), layers.Minimum()([b, c])])
        z = layers.Subtract()([x, y])
        return layers.Dense(3, activation="softmax")(layers.Add()([z, z]))

    def frozen_branch(inputs):
        a = layers.Conv2D(3, 3, activation="relu", trainable=False)(inputs)
        b = layers.Conv2D(3, 3, activation="relu", kernel_regularizer="l2")(inputs)
        x = layers.Concatenate()([a, b, a])
        return layers.Dense(3, activation="softmax")(layers.Flatten()(x))

    def operators(inputs):
        x = layers.Flatten()(inputs / 2.0)
        a = layers.Dense(4, activation="relu")(x)
        b = layers.Dense(4)(x)
        return layers.Dense(3, activation="softmax")(a + b * a - b)

    functional("residual", sgd, residual)
    functional("inception", adam, inception)
    functional("merges", sgd, merges)
    functional("frozen", lambda: optimizers.SGD(0.05, momentum=0.9), frozen_branch)
    functional("operators", sgd, operators)

    # Metrics: top-k accuracies too, with names of their own, as functions, and two with the same name.
    top = keras.metrics.TopKCategoricalAccuracy
    add(
        "metrics", image, small(), adam, "categorical_crossentropy",
        lambda: ["acc", top(k=2), top(k=1, name="first"), "top_k_categorical_accuracy", keras.metrics.CategoricalAccuracy(name="right")],
    )  # fmt: skip

    # After a softmax, TensorFlow's binary losses use its logits.
    for name, loss in {
        "binary": losses.BinaryCrossentropy(label_smoothing=0.1),
        "binary-focal": losses.BinaryFocalCrossentropy(gamma=1.5, label_smoothing=0.1),
        "binary-focal-balanced": losses.BinaryFocalCrossentropy(apply_class_balancing=True, alpha=0.3),
    }.items():
        add("loss-softmax-" + name, image, small(), sgd, loss)

    # A loss scale, as for half precision.
    add("optimizer-loss-scale", image, small(), lambda: optimizers.LossScaleOptimizer(optimizers.Adam(0.01)))
    sparse_top = keras.metrics.SparseTopKCategoricalAccuracy
    add(
        "metrics-sparse", image, small(), adam,
        metrics=lambda: [sparse_top(k=2), sparse_top(k=1), keras.metrics.sparse_categorical_accuracy, "sparse_categorical_accuracy"],
    )  # fmt: skip
    add("metrics-none", image, small(), sgd, metrics=lambda: None)
    # Compiled, and saved before the first step: the optimizer has counters, and no slots.
    add("untrained", image, small(), adam)
    return cases


def is_sparse(model):
    return "sparse" in str(getattr(model.loss, "name", model.loss))


def batch(model, count=16):
    """The same inputs and classes for each model; labels in the form of its loss."""
    random = np.random.default_rng(21)
    images = random.normal(size=(count, *model.input_shape[1:])).astype("float32")
    classes = random.integers(0, 3, count)
    return images, classes, classes if is_sparse(model) else np.eye(3, dtype="float32")[classes]
