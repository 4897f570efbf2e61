"""Measures Spark with two workers beside one process without Spark, and beside two, in turns: what the engine costs, and what the machine could
give at most. Prints medians of the rounds with their least and their greatest: pictures a second, and the processors' seconds for each
picture, which other programs on the machine disturb less.

Usage: spark_rate.py WORK [--rounds N]
"""

import argparse
import pathlib
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import digits.spark
import psutil
from digits.workers import PictureReader
from pictures import make_pages, make_small
from spark_check import session

# The least number of tasks, and the cost of opening a file in addition to its size: Spark's own 4 MB make a task of 32 small files.
TASKS, OPENING = 8, 100_000


def processor_seconds(processes):
    """The processor time of each process so far, by its ID."""
    found = {}
    for process in processes:
        try:
            times = process.cpu_times()
            found[process.pid] = times.user + times.system
        except psutil.Error:
            pass
    return found


def since(before, processes):
    return sum(seconds - before.get(pid, 0) for pid, seconds in processor_seconds(processes).items())


def family():
    """This process and all that it started: Spark ends Python processes that are idle for a minute, and starts others."""
    return [psutil.Process(), *psutil.Process().children(recursive=True)]


def measure_processes(paths, count):
    """Files per second, and processor seconds for each, of so many processes that read them without Spark, after their start."""
    readers = [PictureReader() for _ in range(count)]
    for reader in readers:
        reader.read("first", paths[0].read_bytes())
    processes = [psutil.Process(), *(psutil.Process(reader._process.pid) for reader in readers)]

    def read(index):
        for path in paths[index::count]:
            readers[index].read(path.name, path.read_bytes())

    start, before = time.monotonic(), processor_seconds(processes)
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(read, range(count)))
    seconds, spent = time.monotonic() - start, since(before, processes)
    for reader in readers:
        reader.close()
    return len(paths) / seconds, spent / len(paths)


def measure_spark(spark, folder, count):
    """The same for a whole query, including listing the files; Spark itself is already running, Java and Python."""
    start, before = time.monotonic(), processor_seconds(family())
    digits.spark.read(spark.read.format("binaryFile").load(str(folder))).write.format("noop").mode("overwrite").save()
    return count / (time.monotonic() - start), since(before, family()) / count


def measure(spark, name, folder, rounds):
    paths = sorted(folder.iterdir())
    size = sum(path.stat().st_size for path in paths) / len(paths)
    measure_spark(spark, folder, len(paths))  # Starts the Python processes, and lets Java compile the code that is used.
    ways = {
        "one process": lambda: measure_processes(paths, 1),
        "two processes": lambda: measure_processes(paths, 2),
        "Spark, two workers": lambda: measure_spark(spark, folder, len(paths)),
    }
    found = [{name: way() for name, way in ways.items()} for _ in range(rounds)]
    print(f"{name}: {len(paths)} of {size / 1000:.0f} kB, {rounds} rounds")
    for way in ways:
        rates, costs = zip(*(result[way] for result in found))
        ratios = [result[way][0] / result["one process"][0] for result in found]
        print(
            f"  {way:18} {spread(rates, '.1f')} a second, {spread(ratios, '.2f')} of one; {spread([1000 * c for c in costs], '.1f')} ms",
            flush=True,
        )


def spread(values, form):
    return f"{statistics.median(values):{form}} ({min(values):{form}} to {max(values):{form}})"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    make_small(options.work / "rate-small", 1000)
    make_pages(options.work / "rate-pages", 48)
    make_pages(options.work / "rate-large", 16, scale=3)
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
