"""The facts that every figure needs: the machine, the system and the date."""

import datetime
import os
import pathlib
import platform
import subprocess

from .environment import BENCHMARKS, CACHE, ROOT
from .process import BenchmarkError, run

FLAGS = ("sse4_2", "avx", "fma", "avx2", "avx512f", "avx512bw", "avx512vl", "avx512_bf16", "amx_tile", "asimd", "sve")


def describe(threads):
    """A dictionary for the JSON file."""
    flags = cpu_field("flags", "Features").split()
    return {
        "cpu": cpu_field("model name") or output("sysctl", "-n", "machdep.cpu.brand_string") or platform.processor(),
        "architecture": platform.machine(),
        "flags": [flag for flag in FLAGS if flag in flags],
        "cpus": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "swift": next(iter(output("swift", "--version").splitlines()), ""),
        "commit": output("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"),
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "fma_peak_gigaflops": {str(count): fma_peak(count) for count in sorted({1, threads})},
    }


def cpu_field(*names):
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.partition(":")[0].strip() in names), "")


def output(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def fma_peak(threads):
    """Measured multiply-add peak in GFLOP/s per instruction set; None without a C compiler."""
    program = CACHE / "fma_peak"
    if not program.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        source = BENCHMARKS / "peak" / "fma_peak.c"
        output("clang", "-O2", "-pthread", str(source), "-o", str(program))
    try:
        peak = run([str(program), str(threads)], threads).json
    except BenchmarkError:
        return None
    return {name: value for name, value in peak.items() if name != "threads"}
