"""The peer: FastAPI on uvicorn with ONNX Runtime, speaking TensorFlow Serving's protocol.

peer.py export MODEL.h5 MODEL.onnx    the same weights as an ONNX file
uvicorn peer:app                      serves the file that DIGITS_ONNX names
"""

import os
import sys


def export(source, target):
    """The network of the well-known Keras example, built by hand from the weights in the file."""
    import h5py
    import numpy
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    weights = {}
    with h5py.File(source) as file:

        def visit(name, item):
            if isinstance(item, h5py.Dataset):
                weights["/".join(name.split("/")[-2:])] = item[()].astype(numpy.float32)

        file["model_weights"].visititems(visit)
    find = lambda layer, kind: next(value for name, value in weights.items() if name.startswith(f"{layer}/{kind}"))
    constants, nodes = [], []

    def constant(name, value):
        constants.append(numpy_helper.from_array(numpy.ascontiguousarray(value), name))
        return name

    def node(kind, inputs, output, **attributes):
        nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    value = node("Transpose", ["input"], "images", perm=[0, 3, 1, 2])
    for index, layer in enumerate(("conv2d", "conv2d_1")):
        kernel = constant(f"k{index}", find(layer, "kernel").transpose(3, 2, 0, 1))
        value = node("Conv", [value, kernel, constant(f"b{index}", find(layer, "bias"))], f"c{index}", kernel_shape=[3, 3])
        value = node("MaxPool", [node("Relu", [value], f"r{index}")], f"p{index}", kernel_shape=[2, 2], strides=[2, 2])
    value = node("Flatten", [node("Transpose", [value], "nhwc", perm=[0, 2, 3, 1])], "flat")
    for index, layer in enumerate(("dense", "dense_1")):
        value = node("Gemm", [value, constant(f"w{index}", find(layer, "kernel")), constant(f"d{index}", find(layer, "bias"))], f"g{index}")
        if index == 0:
            value = node("Relu", [value], "hidden")
    node("Softmax", [value], "output", axis=1)
    graph = helper.make_graph(
        nodes,
        "digits",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["n", 28, 28, 1])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["n", 10])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    onnx.checker.check_model(model)
    onnx.save(model, target)


if "DIGITS_ONNX" in os.environ:
    import numpy
    import onnxruntime
    import orjson
    from fastapi import FastAPI, Request, Response

    app = FastAPI()
    options = onnxruntime.SessionOptions()
    # Each of the two processes has one CPU.
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(os.environ["DIGITS_ONNX"], options)

    @app.post("/v1/models/mnist:predict")
    async def predict(request: Request):
        instances = numpy.array(orjson.loads(await request.body())["instances"], numpy.float32).reshape(-1, 28, 28, 1)
        outputs = session.run(["output"], {"input": instances})[0]
        return Response(orjson.dumps({"predictions": outputs}, option=orjson.OPT_SERIALIZE_NUMPY), media_type="application/json")


if __name__ == "__main__":
    assert sys.argv[1] == "export", __doc__
    export(*sys.argv[2:])
