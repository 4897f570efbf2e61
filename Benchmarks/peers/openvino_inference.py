"""OpenVINO: images per second in batches (one request on all threads, or a stream per thread), or the median time of one image."""

import mnist

options = mnist.arguments(model=None, threads=2, measure="throughput")  # measure: throughput | latency

import inference
import numpy as np
import openvino

core = openvino.Core()
model = core.read_model(options.model)
_, _, images, labels = mnist.load(options.data)
images = mnist.scaled(images, "nchw")


def compiled(hint, batch):
    model.reshape([batch, 1, 28, 28])
    config = {"INFERENCE_NUM_THREADS": options.threads, "PERFORMANCE_HINT": hint, "INFERENCE_PRECISION_HINT": "f32"}
    return core.compile_model(model, "CPU", config)


def one_request(size):
    request = compiled("LATENCY", size).create_infer_request()

    def run(batches):
        for batch in batches:
            request.infer({0: batch}, share_inputs=True)

    return run


def one_stream_per_thread(size):
    queue = openvino.AsyncInferQueue(compiled("THROUGHPUT", size))

    def run(batches):
        for batch in batches:
            queue.start_async({0: batch}, share_inputs=True)
        queue.wait_all()

    return run


def throughput(make):
    rates = {}
    for size in inference.BATCHES:
        rates |= inference.throughput(images, make(size), sizes=(size,))
    return rates


check = compiled("LATENCY", 1000)
accuracy = float((np.concatenate([check(part)[0] for part in np.split(images, 10)]).argmax(1) == labels).mean())
if options.measure == "throughput":
    makers = {"request": one_request, "streams": one_stream_per_thread}
    rates = {f"{size} {kind}": rate for kind, make in makers.items() for size, rate in throughput(make).items()}
    result = {"images_per_second": rates}
else:
    request = compiled("LATENCY", 1).create_infer_request()
    result = {"microseconds": inference.single_p50(images, lambda image: request.infer({0: image}, share_inputs=True))}
mnist.report(**result, accuracy=accuracy, version=openvino.__version__)
