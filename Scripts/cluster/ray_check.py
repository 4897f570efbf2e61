"""Reads pictures on a real Ray cluster of two nodes (processes of this machine): batches with actors, one of which is killed, a served
application, and a small search with Ray Tune.

Usage: ray_check.py WORK [--files N]
"""

import argparse
import json
import os
import pathlib
import signal
import threading
import urllib.error
import urllib.request

import digits
import digits.ray
import psutil
import ray
from pictures import make_mixed, make_small
from ray import serve, tune
from ray.cluster_utils import Cluster


def read(folder, actors=2):
    return digits.ray.read(ray.data.read_binary_files(str(folder), include_paths=True), concurrency=actors, num_cpus=1)


def check_mixed(work):
    count = make_mixed(work / "mixed", 4)
    found = read(work / "mixed").to_pandas()
    assert found.path.nunique() == count, found
    expected = [line.text for line in digits.read(str(work / "mixed" / "note-0.jpg")).lines]
    for copy in range(4):
        rows = found[found.path.str.endswith(f"note-{copy}.jpg")].sort_values("line")
        assert list(rows.text) == expected, rows
    assert found.error.notna().sum() == 3, found.error
    print("ok  mixed files")


def check_refusals(work):
    """A picture that takes too long costs only its row; nodes with another version than the driver are an error that names both."""
    pictures = ray.data.read_binary_files(str(work / "mixed" / "note-0.jpg"), include_paths=True)
    found = digits.ray.read(pictures, seconds=0.001, concurrency=1).to_pandas()
    assert list(found.error.str.contains("not read within 0.001 s")) == [True], found
    digits.ray.__version__ = "0.9.0"
    try:
        digits.ray.read(pictures, concurrency=1).materialize()
        raise AssertionError("an error expected")
    except ray.exceptions.RayError as error:
        assert f"digits 0.9.0 on the driver, but {digits.__version__} on this worker" in str(error), error
    finally:
        digits.ray.__version__ = digits.__version__
    print("ok  a time for each picture, and one version")


def kill_actors(stop, count, killed):
    """Kills actors that read pictures, one after the other."""
    while not stop.wait(1) and len(killed) < count:
        for process in psutil.Process().children(recursive=True):
            try:
                if "MapWorker(MapBatches(ReadPictures))" in " ".join(process.cmdline()):
                    os.kill(process.pid, signal.SIGKILL)
                    killed.append(process.pid)
                    break
            except (ProcessLookupError, psutil.Error):
                pass


def check_kills(folder, count):
    """If actors are killed at ten moments, each file is in the result once. A fast machine reads the files more than once for them."""
    stop, killed, readings = threading.Event(), [], 0
    killer = threading.Thread(target=kill_actors, args=(stop, 10, killed), daemon=True)
    killer.start()
    while len(killed) < 10 and readings < 10:
        found = read(folder).to_pandas()
        readings += 1
        assert found.path.nunique() == count and found.error.isna().all(), (found.path.nunique(), count)
        assert not found.duplicated(["path", "line"]).any()
    stop.set()
    killer.join()
    assert len(killed) == 10, f"only {len(killed)} actors were killed while the files were read {readings} times"
    print(f"ok  {len(killed)} actors killed while the files were read {readings} times, {count} files once each in all results")


def check_serve(work):
    serve.run(digits.ray.reading_app(num_replicas=2, ray_actor_options={"num_cpus": 0.5}), name="digits", route_prefix="/")
    picture = (work / "mixed" / "note-0.jpg").read_bytes()
    answer = json.load(urllib.request.urlopen(urllib.request.Request("http://127.0.0.1:8000/", data=picture)))
    assert [line["text"] for line in answer["lines"]] == [line.text for line in digits.read(picture).lines]
    try:
        urllib.request.urlopen(urllib.request.Request("http://127.0.0.1:8000/", data=b"no picture"))
        raise AssertionError("an error expected")
    except urllib.error.HTTPError as error:
        assert error.code == 422 and "error" in json.load(error)
    serve.shutdown()
    print("ok  served by two replicas")


def check_tune(work):
    tuner = tune.Tuner(
        tune.with_resources(digits.ray.train, {"cpu": 1}),
        param_space={"learning_rate": tune.grid_search([0.001, 0.01]), "epochs": 2, "overfit_batches": 20},
        run_config=tune.RunConfig(storage_path=str(work / "tune"), name="check"),
    )
    results = tuner.fit()
    assert not results.errors, results.errors
    for result in results:
        assert len(result.metrics_dataframe) == 2, result.metrics_dataframe
        folder = pathlib.Path(result.checkpoint.path)
        assert (folder / "report.html").exists() and (folder / "args.json").exists(), list(folder.iterdir())
    best = results.get_best_result("val_loss", "min")
    print(f"ok  tuned: best learning rate {best.config['learning_rate']}, val_loss {best.metrics['val_loss']:.4f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--files", type=int, default=2000)
    options = parser.parse_args()
    # Two nodes, each with its own processes; on this machine they share the processors.
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 2})
    cluster.add_node(num_cpus=2)
    ray.init(address=cluster.address, log_to_driver=False)
    print("Ray", ray.__version__, "digits", digits.__version__, "nodes", len(ray.nodes()))
    check_mixed(options.work)
    check_refusals(options.work)
    folder = options.work / f"small-{options.files}"
    make_small(folder, options.files)
    check_kills(folder, options.files)
    check_serve(options.work)
    check_tune(options.work)
    ray.shutdown()
    cluster.shutdown()


if __name__ == "__main__":
    main()
