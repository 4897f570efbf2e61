"""Losses as functions of arrays: one number for each sample, with the formulas of Keras 3, computed in double precision."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from ._arrays import tensor

# Keras's epsilon against logarithms of 0.
_EPSILON = 1e-7


def alike(y_true: Any, y_pred: Any) -> tuple[np.ndarray, np.ndarray]:
    """Labels and outputs as float64; as in Keras, an extra last axis of size 1 of either is removed."""
    true, outputs = np.asarray(y_true, np.float64), np.asarray(y_pred, np.float64)
    if true.ndim == outputs.ndim + 1 and true.shape[-1] == 1:
        return (true, outputs[..., None]) if outputs.ndim == 1 else (true[..., 0], outputs)
    if outputs.ndim == true.ndim + 1 and outputs.shape[-1] == 1:
        return (true[..., None], outputs) if true.ndim == 1 else (true, outputs[..., 0])
    return true, outputs


def _clipped(probabilities: np.ndarray) -> np.ndarray:
    found: np.ndarray = np.clip(probabilities, _EPSILON, 1 - _EPSILON)
    return found


def _softmax(logits: np.ndarray, axis: int) -> np.ndarray:
    exponentials = np.exp(logits - logits.max(axis=axis, keepdims=True))
    found: np.ndarray = exponentials / exponentials.sum(axis=axis, keepdims=True)
    return found


def _smoothed(true: np.ndarray, smoothing: float, classes: int) -> np.ndarray:
    found: np.ndarray = true * (1 - smoothing) + smoothing / classes
    return found


def categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> np.ndarray:
    """-log of the probability of the right class; labels are one-hot rows."""
    true, outputs = alike(y_true, y_pred)
    if label_smoothing:
        true = _smoothed(true, label_smoothing, true.shape[-1])
    if from_logits:
        shifted = outputs - outputs.max(axis=axis, keepdims=True)
        logarithms = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    else:
        logarithms = np.log(_clipped(outputs / outputs.sum(axis=axis, keepdims=True)))
    return tensor(-(true * logarithms).sum(axis=axis))


def sparse_categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, ignore_class: Optional[int] = None, axis: int = -1
) -> np.ndarray:
    """-log of the probability of the right class; labels are class indices. Samples of ``ignore_class`` have no loss."""
    outputs = np.asarray(y_pred, np.float64)
    indices = np.asarray(y_true).astype(np.int64)
    if indices.ndim == outputs.ndim and indices.shape[axis] == 1:
        indices = indices.squeeze(axis)
    counts = np.ones(indices.shape) if ignore_class is None else (indices != ignore_class)
    one_hot = np.moveaxis(np.eye(outputs.shape[axis])[np.where(counts, indices, 0)], -1, axis)
    return tensor(np.where(counts, categorical_crossentropy(one_hot, outputs, from_logits, axis=axis), 0))


def _binary_entropies(true: np.ndarray, outputs: np.ndarray, from_logits: bool) -> np.ndarray:
    if from_logits:
        found: np.ndarray = np.maximum(outputs, 0) - outputs * true + np.log1p(np.exp(-np.abs(outputs)))
        return found
    outputs = _clipped(outputs)
    found = -(true * np.log(outputs) + (1 - true) * np.log(1 - outputs))
    return found


def binary_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1) -> np.ndarray:
    """The mean over the outputs of the binary cross-entropy."""
    true, outputs = alike(y_true, y_pred)
    return tensor(_binary_entropies(_smoothed(true, label_smoothing, 2), outputs, from_logits).mean(axis=axis))


def categorical_focal_crossentropy(
    y_true: Any, y_pred: Any, alpha: Any = 0.25, gamma: float = 2.0, from_logits: bool = False, label_smoothing: float = 0.0,
    axis: int = -1,
) -> np.ndarray:  # fmt: skip
    """The cross-entropy of each class times alpha * (1 - probability)^gamma (Lin et al. 2017); ``alpha`` may be a number for each class."""
    true, outputs = alike(y_true, y_pred)
    if label_smoothing:
        true = _smoothed(true, label_smoothing, true.shape[-1])
    if from_logits:
        outputs = _softmax(outputs, axis)
    outputs = _clipped(outputs / outputs.sum(axis=axis, keepdims=True))
    return tensor((-true * np.log(outputs) * np.asarray(alpha, np.float64) * (1 - outputs) ** gamma).sum(axis=axis))


def binary_focal_crossentropy(
    y_true: Any, y_pred: Any, apply_class_balancing: bool = False, alpha: float = 0.25, gamma: float = 2.0,
    from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1,
) -> np.ndarray:  # fmt: skip
    """The mean over the outputs of the binary cross-entropy times (1 - probability of what is right)^gamma (Lin et al. 2017)."""
    true, outputs = alike(y_true, y_pred)
    true = _smoothed(true, label_smoothing, 2)
    if from_logits:
        outputs = 1 / (1 + np.exp(-outputs))
    right = true * outputs + (1 - true) * (1 - outputs)
    values = (1 - right) ** gamma * _binary_entropies(true, outputs, from_logits=False)
    if apply_class_balancing:
        values = values * (true * alpha + (1 - true) * (1 - alpha))
    return tensor(values.mean(axis=axis))


def kl_divergence(y_true: Any, y_pred: Any) -> np.ndarray:
    """The Kullback-Leibler divergence of the outputs from the labels."""
    true, outputs = (np.clip(rows, _EPSILON, 1) for rows in alike(y_true, y_pred))
    return tensor((true * np.log(true / outputs)).sum(axis=-1))


def poisson(y_true: Any, y_pred: Any) -> np.ndarray:
    """The mean over the outputs x of x - label * log(x)."""
    true, outputs = alike(y_true, y_pred)
    return tensor((outputs - true * np.log(outputs + _EPSILON)).mean(axis=-1))


def categorical_hinge(y_true: Any, y_pred: Any) -> np.ndarray:
    """The largest output of a wrong class minus that of the right one plus 1, at least 0."""
    true, outputs = alike(y_true, y_pred)
    return tensor(np.maximum(((1 - true) * outputs).max(axis=-1) - (true * outputs).sum(axis=-1) + 1, 0))


def _hinges(y_true: Any, y_pred: Any) -> np.ndarray:
    true, outputs = alike(y_true, y_pred)
    # Labels 0 and 1 stand for -1 and 1.
    if np.isin(true, (0, 1)).all():
        true = 2 * true - 1
    found: np.ndarray = np.maximum(1 - true * outputs, 0)
    return found


def hinge(y_true: Any, y_pred: Any) -> np.ndarray:
    """The mean over the outputs of 1 - label * output, at least 0; labels are -1 and 1, or 0 and 1."""
    return tensor(_hinges(y_true, y_pred).mean(axis=-1))


def squared_hinge(y_true: Any, y_pred: Any) -> np.ndarray:
    """The mean over the outputs of the squared hinge."""
    return tensor((_hinges(y_true, y_pred) ** 2).mean(axis=-1))


def mean_squared_error(y_true: Any, y_pred: Any) -> np.ndarray:
    """The mean over the outputs of the squared difference."""
    true, outputs = alike(y_true, y_pred)
    return tensor(((true - outputs) ** 2).mean(axis=-1))


def mean_absolute_error(y_true: Any, y_pred: Any) -> np.ndarray:
    """The mean over the outputs of the absolute difference."""
    true, outputs = alike(y_true, y_pred)
    return tensor(np.abs(true - outputs).mean(axis=-1))


def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> np.ndarray:
    """The mean over the outputs of the difference in percent of the label."""
    true, outputs = alike(y_true, y_pred)
    return tensor(100 * np.abs((true - outputs) / np.maximum(np.abs(true), _EPSILON)).mean(axis=-1))


def mean_squared_logarithmic_error(y_true: Any, y_pred: Any) -> np.ndarray:
    """The mean over the outputs of the squared difference of the logarithms of 1 + value."""
    true, outputs = (np.log(np.maximum(rows, _EPSILON) + 1) for rows in alike(y_true, y_pred))
    return tensor(((outputs - true) ** 2).mean(axis=-1))


def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> np.ndarray:
    """The mean over the outputs of half the squared difference, linear beyond ``delta`` (Huber 1964)."""
    true, outputs = alike(y_true, y_pred)
    size = np.abs(outputs - true)
    return tensor(np.where(size <= delta, size**2 / 2, delta * size - delta**2 / 2).mean(axis=-1))


def log_cosh(y_true: Any, y_pred: Any) -> np.ndarray:
    """The mean over the outputs of the logarithm of the hyperbolic cosine of the difference."""
    true, outputs = alike(y_true, y_pred)
    error = outputs - true
    return tensor((np.logaddexp(error, -error) - np.log(2)).mean(axis=-1))


def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> np.ndarray:
    """Minus the cosine of the angle between labels and outputs."""
    rows = alike(y_true, y_pred)
    true, outputs = (row / np.sqrt(np.maximum((row**2).sum(axis=axis, keepdims=True), 1e-12)) for row in rows)
    return tensor(-(true * outputs).sum(axis=axis))
