"""Writes the seed network of a Keras file as ONNX, node by node, and its weights as raw float32, so that all peers have the same.

Checks that ONNX Runtime's outputs equal Keras's to 1e-4 on the first 1,000 test images.
"""

import mnist

options = mnist.arguments(model=None, output=None, raw=None)

import keras_model  # noqa: F401 (chooses the backend)
import keras
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

model = keras.models.load_model(options.model, compile=False)
conv1, conv2, dense1, dense2 = (layer for layer in model.layers if layer.weights)
(k1, b1), (k2, b2), (w1, c1), (w2, c2) = (layer.get_weights() for layer in (conv1, conv2, dense1, dense2))

np.concatenate([value.ravel() for value in (k1, b1, k2, b2, w1, c1, w2, c2)]).astype("<f4").tofile(options.raw)

# ONNX is channels first: kernels OIHW, and the rows of the first dense layer in the order (channel, y, x).
height, width, channels = conv2.output.shape[1] // 2, conv2.output.shape[2] // 2, k2.shape[3]
w1 = w1.reshape(height, width, channels, -1).transpose(2, 0, 1, 3).reshape(w1.shape)
constants = {
    "k1": k1.transpose(3, 2, 0, 1), "b1": b1, "k2": k2.transpose(3, 2, 0, 1), "b2": b2, "w1": w1, "c1": c1, "w2": w2, "c2": c2,
}  # fmt: skip
pool = {"kernel_shape": [2, 2], "strides": [2, 2]}
nodes = [
    helper.make_node("Conv", ["image", "k1", "b1"], ["conv1"], kernel_shape=[3, 3]),
    helper.make_node("Relu", ["conv1"], ["relu1"]),
    helper.make_node("MaxPool", ["relu1"], ["pool1"], **pool),
    helper.make_node("Conv", ["pool1", "k2", "b2"], ["conv2"], kernel_shape=[3, 3]),
    helper.make_node("Relu", ["conv2"], ["relu2"]),
    helper.make_node("MaxPool", ["relu2"], ["pool2"], **pool),
    helper.make_node("Flatten", ["pool2"], ["flat"]),
    helper.make_node("Gemm", ["flat", "w1", "c1"], ["dense1"]),
    helper.make_node("Relu", ["dense1"], ["relu3"]),
    helper.make_node("Gemm", ["relu3", "w2", "c2"], ["logits"]),
    helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
]
graph = helper.make_graph(
    nodes,
    "mnist_digit_recognizer",
    [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 1, 28, 28])],
    [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", 10])],
    [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in constants.items()],
)
onnx_model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(onnx_model)
onnx.save(onnx_model, options.output)

images = mnist.load(options.data)[2][:1000]
session = onnxruntime.InferenceSession(options.output)
ours = session.run(None, {"image": mnist.scaled(images, "nchw")})[0]
difference = float(np.abs(ours - model.predict(mnist.scaled(images), verbose=0)).max())
if difference > 1e-4:
    raise SystemExit(f"{options.output}: outputs equal to Keras's within 1e-4 expected, found a difference of {difference:.2g}")
mnist.report(difference=difference)
