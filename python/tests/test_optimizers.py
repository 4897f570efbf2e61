"""Optimizers and their settings."""

import digits
import numpy as np
import pytest
from digits import _other


@pytest.mark.parametrize(
    "settings", [{"amsgrad": True}, {"clipnorm": 0.5}, {"global_clipnorm": 0.3}, {"clipvalue": 0.1}, {"gradient_accumulation_steps": 2}]
)
def test_settings_of_optimizers(few, settings):
    model = digits.Sequential([digits.Input((28, 28, 1)), digits.layers.Flatten(), digits.layers.Dense(10, activation="softmax")])
    model.compile(digits.optimizers.Adam(0.01, **settings), "sparse_categorical_crossentropy")
    before = model.get_weights()[0]
    for _ in range(2):
        model.train_on_batch(*few)
    assert not np.array_equal(before, model.get_weights()[0])
    assert settings.items() <= model.optimizer.get_config().items()
    with pytest.raises(TypeError, match="Adam: unexpected argument 'amsgard'"):
        digits.optimizers.Adam(amsgard=True)


def test_a_schedule_that_the_engine_keeps(few):
    """An optimizer of a file without a class here: its schedule stays until a learning rate is set."""
    schedule = {"class_name": "CosineDecay", "config": {"initial_learning_rate": 0.1, "decay_steps": 10, "other": 1}}
    optimizer = _other.optimizer({"class_name": "SGD", "config": {"learning_rate": schedule, "momentum": 0.5}})
    assert isinstance(optimizer, _other.OtherOptimizer) and optimizer.rate(lambda: 5) is None
    assert optimizer.serialize()["config"]["learning_rate"] == schedule
    optimizer.learning_rate = 0.02
    assert optimizer.rate(lambda: 5) == 0.02 and optimizer.serialize()["config"]["learning_rate"] == 0.02
    known = digits.optimizers.SGD(digits.optimizers.schedules.InverseTimeDecay(0.1, 1, 1.0))
    assert known.rate(lambda: 1) == 0.05
