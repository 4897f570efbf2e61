"""Runs one measurement as one process: pinned to as many CPUs as it has threads, timed from outside, its JSON parsed."""

import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time


class BenchmarkError(Exception):
    """An error that stops a measurement, in one line."""


@dataclasses.dataclass
class Run:
    seconds: float
    """Wall time from start to exit."""
    cpu_seconds: float
    peak_megabytes: float
    """Largest resident set, in units of 1,000,000 bytes."""
    json: object
    """The last line of standard output as JSON, or the whole of it; None if it is not JSON."""


def run(command, threads, environment=None, timeout=1200):
    """Runs `command` on `threads` CPUs. Raises BenchmarkError if it cannot start, fails, or takes more than `timeout` seconds."""
    name = describe(command)
    variables = os.environ | {"OMP_NUM_THREADS": str(threads), "PYTHONDONTWRITEBYTECODE": "1"} | (environment or {})
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begin = time.perf_counter()
        try:
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=variables, preexec_fn=lambda: pin(threads)
            )
        except OSError as error:
            raise BenchmarkError(f"{name}: cannot start: {error.strerror}") from None
        alarm = threading.Timer(timeout, child.kill)
        alarm.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except BaseException:
            child.kill()
            raise
        finally:
            alarm.cancel()
        seconds = time.perf_counter() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
        output, messages = text(out), text(err)
    if child.returncode != 0:
        why = f"stopped after {timeout} s" if seconds >= timeout else f"exit status {child.returncode}"
        raise BenchmarkError(f"{name}: {why}: {reason(messages) or last_line(output) or 'no message'}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * rss_unit() / 1e6, parsed(output))


def pin(threads):
    """Pins this process to the last `threads` CPUs it may use (the first often serve interrupts). Linux only."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-threads:])


def rss_unit():
    return 1 if sys.platform == "darwin" else 1024


def describe(command):
    """The name of the program, or of the script if the program is Python, for messages."""
    return pathlib.Path(next((word for word in command if word.endswith(".py")), command[0])).name


def text(file):
    file.seek(0)
    return file.read().decode(errors="replace").strip()


def reason(messages):
    """The line that says what went wrong: the first that begins with "Error:", or else the last."""
    lines = [line.strip() for line in messages.splitlines()]
    return next((line for line in lines if line.lower().startswith("error:")), lines[-1] if lines else "")


def last_line(lines):
    return lines.splitlines()[-1].strip() if lines else ""


def parsed(output):
    for candidate in (output, last_line(output)):
        try:
            return json.loads(candidate)
        except ValueError:
            continue
    return None
