"""Reads pictures on a real Spark cluster of two workers on this machine (local-cluster): what examples print, broken files, a time limit,
workers that are killed, and many small files with flat memory.

Usage: spark_check.py WORK [--files N] [--many | --connect]
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import sys
import tempfile
import threading
import time

import digits
import digits.spark
import psutil
import pyspark
from pictures import make_mixed, make_small
from pyspark.sql import SparkSession
from pyspark.sql import functions as F


def session(workers=2):
    os.environ.setdefault("SPARK_HOME", str(pathlib.Path(pyspark.__file__).parent))
    os.environ["PYSPARK_PYTHON"] = sys.executable
    # The workers' logs; otherwise they would be in the package's folder.
    os.environ.setdefault("SPARK_WORKER_DIR", tempfile.mkdtemp(prefix="spark-"))
    return (
        SparkSession.builder.master(f"local-cluster[{workers},1,1024]")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", 64)
        .config("spark.task.maxFailures", 20)
        .config("spark.excludeOnFailure.enabled", "false")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )


def load(spark, folder, parts):
    frame = spark.read.format("binaryFile").load(str(folder))
    return frame.repartition(parts) if parts else frame


def check_mixed(spark, work):
    """Two rows for each line of writing, and one for each damaged file."""
    # Spark's file reader skips files of 0 bytes.
    count = make_mixed(work / "mixed", 4) - 1
    found = digits.spark.read(load(spark, work / "mixed", 4)).toPandas()
    assert found.path.nunique() == count, found[["path", "line", "error"]].to_string()
    expected = [line.text for line in digits.read(str(work / "mixed" / "note-0.jpg")).lines]
    for copy in range(4):
        rows = found[found.path.str.endswith(f"note-{copy}.jpg")].sort_values("line")
        assert list(rows.text) == expected, rows
    assert found.error.notna().sum() == 2, found.error
    print("ok  mixed files:", dict(found.groupby(found.error.notna()).size()))


def check_refusals(spark, work):
    """A picture that takes too long costs only its row; workers with another version than the driver are an error that names both."""
    found = digits.spark.read(load(spark, work / "mixed", 1).where("path like '%note-0.jpg'"), seconds=0.001).toPandas()
    assert list(found.error.str.contains("not read within 0.001 s")) == [True], found
    digits.spark.__version__ = "0.9.0"
    try:
        digits.spark.read(load(spark, work / "mixed", 1)).collect()
        raise AssertionError("an error expected")
    except Exception as error:
        assert f"digits 0.9.0 on the driver, but {digits.__version__} on this worker" in str(error), error
    finally:
        digits.spark.__version__ = digits.__version__
    print("ok  a time for each picture, and one version")


def check_classify(spark):
    (images, labels), _ = digits.mnist.load_data()
    frame = spark.createDataFrame(
        [(i, [float(v) / 255 for v in images[i].ravel()], int(labels[i])) for i in range(200)], ["id", "pixels", "label"]
    )
    answers = frame.withColumn("p", digits.spark.classify()("pixels")).select("label", "p").collect()
    right = sum(max(range(10), key=lambda digit: row.p[digit]) == row.label for row in answers)
    assert right >= 190, right
    print(f"ok  predict_batch_udf: {right} of 200 training digits")


def kill_workers(stop, count, killed):
    """Kills Python workers and the daemons that fork them, of this program's executors, one after the other."""
    me = psutil.Process()
    chance = random.Random(1)
    # Workers outlive a daemon that was killed, but are no longer this program's children.
    seen = set()
    while not stop.is_set() and len(killed) < count:
        time.sleep(0.5)
        seen.update(me.children(recursive=True))
        workers = sorted((p for p in seen if p.is_running() and is_worker(p)), key=lambda p: p.pid)
        if workers:
            try:
                victim = chance.choice(workers)
                victim.kill()
                killed.append(victim.pid)
            except psutil.Error:
                pass


def is_worker(process):
    try:
        return any("pyspark.daemon" in word for word in process.cmdline())
    except psutil.Error:
        return False


def check_kills(spark, work, folder, count):
    """If workers are killed at ten moments, each file is in the written table once. A fast machine writes more than one table for them."""
    stop, killed, tables = threading.Event(), [], 0
    killer = threading.Thread(target=kill_workers, args=(stop, 10, killed), daemon=True)
    killer.start()
    output = work / "killed"
    while len(killed) < 10 and tables < 10:
        shutil.rmtree(output, ignore_errors=True)
        digits.spark.read(load(spark, folder, 40)).write.parquet(str(output))
        tables += 1
        found = (
            spark.read.parquet(str(output))
            .groupBy("path")
            .agg(F.count_distinct("line"), F.count("*").alias("rows"), F.max("error").alias("error"))
        )
        paths = found.count()
        again = found.where("rows > 3").count()
        errors = found.where("error is not null").count()
        assert paths == count and again == 0 and errors == 0, (paths, count, again, errors)
    stop.set()
    killer.join()
    assert len(killed) == 10, f"only {len(killed)} workers were killed while {tables} tables were written"
    print(f"ok  {len(killed)} workers killed while {tables} tables were written, {count} files once each in all of them")


def memory():
    """The memory of the workers' Python processes with their readers, and of Java, in MB."""
    found = {"python": 0, "java": 0}
    for process in psutil.Process().children(recursive=True):
        try:
            words = process.cmdline()
            if any("_reading_process" in word or "pyspark.daemon" in word for word in words):
                found["python"] += process.memory_info().rss / 1e6
            elif "java" in words[0]:
                found["java"] += process.memory_info().rss / 1e6
        except (psutil.Error, IndexError):
            pass
    return found


def quarters(samples):
    """The peak memory in each quarter of the time since there were readers: Spark lists the files first."""
    samples = [sample for sample in samples if sample["python"] > max(other["python"] for other in samples) / 2]
    ends = [len(samples) * part // 4 for part in range(5)]
    parts = [samples[a : max(b, a + 1)] for a, b in zip(ends, ends[1:])]
    return {kind: [round(max(sample[kind] for sample in part)) for part in parts] for kind in samples[0]}


def check_many(spark, work, folder, count):
    """Each of many small files is in the written table once, and memory does not grow with their number."""
    # The cost of opening a file in addition to its size: Spark's own 4 MB make a task of 32 such files.
    spark.conf.set("spark.sql.files.openCostInBytes", 100_000)
    samples, stop = [], threading.Event()

    def watch():
        while not stop.wait(2):
            samples.append(memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    start = time.monotonic()
    output = work / "many-found"
    shutil.rmtree(output, ignore_errors=True)
    digits.spark.read(load(spark, folder, 0)).write.parquet(str(output))
    seconds = time.monotonic() - start
    stop.set()
    watcher.join()
    place = F.struct("path", F.coalesce("line", F.lit(0)))
    found = spark.read.parquet(str(output)).agg(
        F.count_distinct("path").alias("files"), F.count("*").alias("rows"), F.count_distinct(place).alias("places"),
        F.count("error").alias("errors"))  # fmt: skip
    found = found.collect()[0]
    assert found.files == count and found.rows == found.places and found.errors == 0, found
    most = quarters(samples)
    assert most["python"][3] <= 1.2 * most["python"][1] + 20, f"memory grows: {most}"
    print(f"ok  {count} files once each in {seconds:.0f} s, at most MB in each quarter of the time: {json.dumps(most)}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--many", action="store_true", help="the many files only")
    parser.add_argument("--connect", action="store_true", help="through Spark Connect, the mixed files and the column of digits only")
    options = parser.parse_args()
    if options.connect:
        os.environ["PYSPARK_PYTHON"] = sys.executable
        spark = SparkSession.builder.remote("local[2]").getOrCreate()
    else:
        spark = session()
        spark.sparkContext.setLogLevel("ERROR")
    print("Spark", spark.version, "digits", digits.__version__)
    if not options.many:
        check_mixed(spark, options.work)
        check_refusals(spark, options.work)
        check_classify(spark)
    if not options.connect:
        few, many = options.work / "few", options.work / "many"
        if not options.many:
            make_small(few, 2000)
            check_kills(spark, options.work, few, 2000)
        make_small(many, options.files)
        check_many(spark, options.work, many, options.files)
    spark.stop()


if __name__ == "__main__":
    main()
