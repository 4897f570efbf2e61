"""The CPU time of other programs during a measurement: a figure measured beside a busy neighbor is worth little."""

import os
import resource
import time

BUSY = 0.1
"""CPUs' worth of other work above which a measurement is marked."""


class OtherLoad:
    """Counts from its creation. Reports nothing on systems without /proc/stat."""

    def __init__(self):
        self.begin = snapshot()

    def fact(self):
        """{"other_load": number of CPUs that other programs used}, or nothing."""
        load = self.load()
        return {} if load is None else {"other_load": round(load, 3)}

    def warning(self):
        load = self.load() or 0
        return f"  (other programs took {load:.2f} CPUs meanwhile)" if load > BUSY else ""

    def load(self):
        if self.begin is None:
            return None
        wall, busy, own = (now - then for now, then in zip(snapshot(), self.begin))
        return max(0.0, (busy - own) / max(wall, 0.01))


def snapshot():
    """(time, seconds that all CPUs were busy, seconds of them for this process and its ended children), or None."""
    try:
        with open("/proc/stat") as file:
            user, nice, system, _, _, interrupts, soft, stolen = (int(word) for word in file.readline().split()[1:9])
    except (OSError, ValueError):
        return None
    busy = (user + nice + system + interrupts + soft + stolen) / os.sysconf("SC_CLK_TCK")
    own = sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
    return time.perf_counter(), busy, own
