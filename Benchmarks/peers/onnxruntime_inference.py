"""ONNX Runtime: images per second in batches, or the median time of one image."""

import mnist

options = mnist.arguments(model=None, threads=2, measure="throughput")  # measure: throughput | latency

import inference
import numpy as np
import onnxruntime

setup = onnxruntime.SessionOptions()
setup.intra_op_num_threads = options.threads
setup.inter_op_num_threads = 1
setup.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
session = onnxruntime.InferenceSession(options.model, setup, providers=["CPUExecutionProvider"])
_, _, images, labels = mnist.load(options.data)
images = mnist.scaled(images, "nchw")


def predict(batch):
    return session.run(None, {"image": batch})[0]


accuracy = float((np.concatenate([predict(part) for part in np.split(images, 10)]).argmax(1) == labels).mean())
if options.measure == "throughput":
    result = {"images_per_second": inference.throughput(images, lambda batches: [predict(batch) for batch in batches])}
else:
    result = {"microseconds": inference.single_p50(images, predict)}
mnist.report(**result, accuracy=accuracy, version=onnxruntime.__version__)
