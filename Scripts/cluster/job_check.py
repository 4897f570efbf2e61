"""Runs the script of Deploy/kubernetes/batch/job.yaml as its pods do, one index after the other, with pods that are killed: each picture of the
listing is once in the results, also where a pod died and ran again.

Usage: job_check.py WORK     with the command digits beside this Python
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import time

import yaml
from pictures import ROOT, make_mixed, make_small


def container():
    job = yaml.safe_load((ROOT / "Deploy" / "kubernetes" / "batch" / "job.yaml").read_text())
    return job["spec"]["template"]["spec"]["containers"][0], job["spec"]["completions"]


def start_pod(container, work, index, attempt):
    """A pod's process, with folders of ``work`` in place of its volumes."""
    (script,) = container["args"]
    script = re.sub("/(results|listing|tmp)/", rf"{work}/\1/", script)
    values = {entry["name"]: entry["value"] for entry in container["env"]}
    path = f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = dict(values, PATH=path, JOB_COMPLETION_INDEX=str(index), HOSTNAME=f"pod-{index}-{attempt}")
    return subprocess.Popen([*container["command"], script], env=environment, stderr=subprocess.DEVNULL, start_new_session=True)


def run_index(container, work, index, kill):
    """Runs the pod of an index until it succeeds; with ``kill``, the first one is killed during its work."""
    if kill:
        pod = start_pod(container, work, index, 0)
        deadline = time.monotonic() + 60
        while pod.poll() is None and time.monotonic() < deadline and not any((work / "results").glob(f"*.pod-{index}-0")):
            time.sleep(0.01)
        time.sleep(0.2)
        assert pod.poll() is None, "the pod ended before it was killed: more files are needed"
        os.killpg(pod.pid, 9)
        pod.wait()
    pod = start_pod(container, work, index, 1)
    assert pod.wait() == 0, f"index {index}: status {pod.returncode}"


def main():
    work = pathlib.Path(sys.argv[1]).resolve() / "job"
    for folder in ("results", "listing", "tmp"):
        (work / folder).mkdir(parents=True)
    make_small(work / "pictures", 2000)
    make_mixed(work / "pictures", 5)
    listing = sorted(str(path) for path in (work / "pictures").iterdir())
    (work / "listing" / "pictures.txt").write_text("".join(path + "\n" for path in listing))
    pod, completions = container()
    for index in range(completions):
        run_index(pod, work, index, kill=index in (2, 5))
    found = []
    for part in sorted((work / "results").glob("part-*.jsonl")):
        found += [json.loads(line)["file"] for line in part.read_text().splitlines()]
    broken = {path for path in listing if pathlib.Path(path).name in ("empty.jpg", "text.jpg", "half.jpg")}
    assert sorted(set(found) | broken) == listing and len(found) == len(set(found)), (len(found), len(listing))
    print(f"ok  indexed job: {len(found)} of {len(listing)} files once each by {completions} pods, two of them killed and run again")


if __name__ == "__main__":
    main()
