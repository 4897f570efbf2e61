"""Measures Spark with two workers beside one process without Spark, and beside two, in turns: what the engine costs, and what the machine could
give at most. Prints medians of the rounds with their least and their greatest.

Usage: spark_rate.py WORK [--rounds N]
"""

import argparse
import pathlib
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import digits.spark
from digits.workers import PictureReader
from pictures import make_pages, make_small
from spark_check import session

# The least number of tasks, and what opening a file counts in them beside its size: Spark's own 4 MB make a task of 32 small files.
TASKS, OPENING = 8, 100_000


def rate_of_process(paths):
    """Files a second of one process that reads them without Spark, once it has begun."""
    reader = PictureReader()
    reader.read("first", paths[0].read_bytes())
    start = time.monotonic()
    for path in paths:
        reader.read(path.name, path.read_bytes())
    seconds = time.monotonic() - start
    reader.close()
    return len(paths) / seconds


def rate_of_two(paths):
    """Of two such processes side by side."""
    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(rate_of_process, (paths[::2], paths[1::2])))


def rate_of_spark(spark, folder, count):
    """Of a whole query, with the listing of the files; Spark itself runs already."""
    start = time.monotonic()
    digits.spark.read(spark.read.format("binaryFile").load(str(folder))).write.format("noop").mode("overwrite").save()
    return count / (time.monotonic() - start)


def measure(spark, name, folder, rounds):
    paths = sorted(folder.iterdir())
    size = sum(path.stat().st_size for path in paths) / len(paths)
    rate_of_spark(spark, folder, len(paths))  # Starts Python's processes, and Java compiles what is used.
    found = {"one process": [], "two processes": [], "Spark, two workers": []}
    for _ in range(rounds):
        found["one process"].append(rate_of_process(paths))
        found["two processes"].append(rate_of_two(paths))
        found["Spark, two workers"].append(rate_of_spark(spark, folder, len(paths)))
    print(f"{name}: {len(paths)} of {size / 1000:.0f} kB, {rounds} rounds")
    for way, rates in found.items():
        ratios = [rate / one for rate, one in zip(rates, found["one process"])]
        print(f"  {way:20} {statistics.median(rates):6.1f} a second ({min(rates):.1f} to {max(rates):.1f}), "
              f"{statistics.median(ratios):.2f} of one ({min(ratios):.2f} to {max(ratios):.2f})", flush=True)  # fmt: skip


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    make_small(options.work / "rate-small", 2000)
    make_pages(options.work / "rate-pages", 96)
    make_pages(options.work / "rate-large", 32, scale=3)
    spark = session()
    spark.sparkContext.setLogLevel("ERROR")
    measure(spark, "small pictures, as Spark cuts them into tasks", options.work / "rate-small", options.rounds)
    spark.conf.set("spark.sql.files.minPartitionNum", TASKS)
    spark.conf.set("spark.sql.files.openCostInBytes", OPENING)
    for name in ("small", "pages", "large"):
        measure(spark, f"{name}, in {TASKS} tasks", options.work / f"rate-{name}", options.rounds)
    spark.stop()


if __name__ == "__main__":
    main()
