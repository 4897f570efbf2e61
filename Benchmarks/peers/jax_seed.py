"""Seconds per epoch of the seed recipe in JAX, validation included: one jitted step, the data on the device.

pool window: reduce_window, as the neural-network libraries on JAX use it;
pool reshape: the maximum over a reshaped axis, whose gradient is much faster on a CPU.
"""

import time
from functools import partial

import mnist

options = mnist.arguments(threads=2, epochs=3, pool="window", seed=0)

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, random

train_images, train_labels, test_images, test_labels = mnist.load(options.data)
x, test_x = (jnp.asarray(mnist.scaled(images)) for images in (train_images, test_images))
y, test_y = (jnp.asarray(labels.astype(np.int32)) for labels in (train_labels, test_labels))
BATCH = 64


def glorot(key, shape, fan_in, fan_out):
    limit = (6 / (fan_in + fan_out)) ** 0.5
    return {"w": random.uniform(key, shape, minval=-limit, maxval=limit), "b": jnp.zeros(shape[-1])}


def convolution(p, inputs):
    return lax.conv_general_dilated(inputs, p["w"], (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")) + p["b"]


def max_pool(inputs):
    if options.pool == "window":
        return lax.reduce_window(inputs, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    n, h, w, c = inputs.shape
    return inputs[:, : h // 2 * 2, : w // 2 * 2].reshape(n, h // 2, 2, w // 2, 2, c).max((2, 4))


def logits_of(p, images, dropout_key=None):
    z = max_pool(jax.nn.relu(convolution(p[0], images)))
    z = max_pool(jax.nn.relu(convolution(p[1], z)))
    z = jax.nn.relu(z.reshape(len(z), -1) @ p[2]["w"] + p[2]["b"])
    if dropout_key is not None:
        z = jnp.where(random.bernoulli(dropout_key, 0.8, z.shape), z / 0.8, 0)
    return z @ p[3]["w"] + p[3]["b"]


def cross_entropy(logits, labels):
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], 1).mean()


@partial(jax.jit, donate_argnums=0)
def train_step(state, x, y, batch, key):
    p, m, v, t = state
    loss, g = jax.value_and_grad(lambda p: cross_entropy(logits_of(p, x[batch], key), y[batch]))(p)
    t = t + 1
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
    rate = 1e-3 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    p = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-7), p, m, v)
    return (p, m, v, t), loss


@jax.jit
def evaluate(p, images, labels):
    logits = logits_of(p, images)
    return cross_entropy(logits, labels), (logits.argmax(1) == labels).sum()


def train_epoch(state, key):
    order_key, dropout_key = random.split(key)
    order = np.asarray(random.permutation(order_key, len(x)))
    batches = [order[i : i + BATCH] for i in range(0, len(x), BATCH)]
    losses = []
    for batch, key in zip(batches, np.asarray(random.split(dropout_key, len(batches)))):
        state, loss = train_step(state, x, y, batch, key)
        losses.append(loss)
    return state, losses


keys = random.split(random.PRNGKey(options.seed), 4 + options.epochs)
params = [
    glorot(keys[0], (3, 3, 1, 32), 9, 9 * 32),
    glorot(keys[1], (3, 3, 32, 64), 9 * 32, 9 * 64),
    glorot(keys[2], (1600, 128), 1600, 128),
    glorot(keys[3], (128, 10), 128, 10),
]
zeros = lambda: jax.tree.map(jnp.zeros_like, params)
state = (params, zeros(), zeros(), jnp.zeros((), jnp.float32))

seconds, val_accuracy = [], []
for key in keys[4:]:
    begin = time.perf_counter()
    state, losses = train_epoch(state, key)
    results = [evaluate(state[0], test_x[i : i + 1000], test_y[i : i + 1000]) for i in range(0, len(test_x), 1000)]
    correct = sum(int(correct) for _, correct in results)
    jax.block_until_ready((state, losses))
    seconds.append(time.perf_counter() - begin)
    val_accuracy.append(correct / len(test_y))
mnist.report(seconds=seconds, val_accuracy=val_accuracy, version=jax.__version__, pool=options.pool)
