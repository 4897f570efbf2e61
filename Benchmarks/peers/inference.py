"""Timing shared by the inference scripts: all test images in batches, and one image at a time."""

import statistics
import time

BATCHES = (8, 16, 40, 80, 125, 250, 500, 1000)  # divisors of 10,000: no short batch
REPEATS = 5
SINGLE_CALLS = 4000


def throughput(images, predict_batches, sizes=BATCHES):
    """Images per second for each batch size: the median of REPEATS passes over all images, after a few to warm up.

    predict_batches(batches) runs every batch.
    """
    rates = {}
    for size in sizes:
        batches = [images[i : i + size] for i in range(0, len(images), size)]
        predict_batches(batches[:4])
        passes = []
        for _ in range(REPEATS):
            begin = time.perf_counter()
            predict_batches(batches)
            passes.append(time.perf_counter() - begin)
        rates[size] = len(images) / statistics.median(passes)
    return rates


def single_p50(images, predict):
    """Median microseconds of a call with one image, over SINGLE_CALLS different images."""
    singles = [images[i : i + 1] for i in range(SINGLE_CALLS)]
    for image in singles[:200]:
        predict(image)
    times = []
    for image in singles:
        begin = time.perf_counter()
        predict(image)
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1e6
