"""Keeps a server busy with good, malformed, hostile and slow clients and with reloads, and asserts what it keeps up.

soak.py [MINUTES]   10 by default. Prints memory, open files and the good client's p99 before and after. At the end servers are killed and
                    told to end under load: the latter answer whoever they have taken on.
"""

import http.client
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

from load import GOOD, INFER, GoodClient, HostileClients, Load
from server import ROOT, Server, allow_many_files

# Generous, since other programs may use the processors too: a leak grows with every minute, and starvation takes seconds.
MOST_MEMORY_GAINED, MOST_FILES_GAINED, MOST_P99_RATIO, SHORTEST_P99 = 150, 5, 10, 20
# Damaged models, among them those that once crashed a server on reload.
DAMAGED = [b"", b"nonsense", b"\x89HDF\r\n\x1a\n" + b"\xff" * 2000, b"PK\x05\x06" + b"\0" * 18, b"PK\x03\x04" + b"\xff" * 500]


class Reloader:
    """Replaces the model with good and damaged ones, and has the server reload it."""

    def __init__(self, server, path):
        self.server, self.path, self.original, self.round = server, pathlib.Path(path), pathlib.Path(path).read_bytes(), 0

    def act(self):
        self.round += 1
        cut = len(self.original) * (self.round % 7) // 7
        damaged = [*DAMAGED, self.original[:cut], self.original[:cut] + b"\xff" * 64 + self.original[cut + 64 :]]
        for content in (damaged[self.round % len(damaged)], self.original):
            new = self.path.with_suffix(".new")
            new.write_bytes(content)
            os.replace(new, self.path)
            self.server.process.send_signal(signal.SIGHUP)
            time.sleep(0.5)


def measured(server, good, seconds):
    """The good client alone: its p99 in milliseconds, the server's memory in MB and its open files."""
    good.reconnect()
    load = Load()
    load.add("good", good.act)
    with load:
        time.sleep(seconds)
    assert not load.problems, load.problems[:3]
    p99, _ = good.take_p99()
    return p99, server.memory(), server.files()


def soak(minutes):
    with tempfile.TemporaryDirectory() as folder:
        model = os.path.join(folder, "m.h5")
        pathlib.Path(model).write_bytes((ROOT / "Models/mnist_digit_recognizer.h5").read_bytes())
        errors = open(os.path.join(folder, "errors"), "w+")
        with Server("--model", f"m={model}", "--client-timeout", 3, "--corrections", f"{folder}/corrections", errors=errors) as server:
            good, others = GoodClient(server.port), HostileClients(server.port)
            load = Load()
            for name, act, count in (
                ("good", good.act, 1),
                ("hostile", others.attack, 2),
                ("malformed", others.malform, 2),
                ("pictures", others.read_pictures, 1),
                ("hung up", others.hang_up, 2),
                ("slow", others.dawdle, 20),
                ("reloads", Reloader(server, model).act, 1),
            ):
                load.add(name, act, count)
            # Everything that is loaded or cached is there before memory is compared.
            with load:
                time.sleep(10)
            good.take_p99()
            before = measured(server, good, 3)
            print(f"before: p99 {before[0]:.1f} ms, {before[1]:.0f} MB, {before[2]} open files")
            good.reconnect()
            with load:
                end = time.monotonic() + 60 * minutes
                while time.monotonic() < end and server.is_alive():
                    time.sleep(1)
            assert server.is_alive(), "the server ended"
            during, count = good.take_p99()
            print(f"during: p99 {during:.0f} ms, {count} good requests, beside {load.counts}")
            assert not load.problems, f"{len(load.problems)}: {load.problems[:5]}"
            time.sleep(5)  # Connections that are closed after the time limit.
            after = measured(server, good, 3)
            print(f"after:  p99 {after[0]:.1f} ms, {after[1]:.0f} MB, {after[2]} open files")
            errors.seek(0)
            assert "were not reloaded; those loaded before stay in use" in errors.read(), "a damaged model was not told of"
            assert after[1] < before[1] + MOST_MEMORY_GAINED, "memory grew"
            assert after[2] <= before[2] + MOST_FILES_GAINED, "files stayed open"
            assert after[0] < max(SHORTEST_P99, MOST_P99_RATIO * before[0]), "the good client waits longer"
        assert server.process.returncode == 0, server.process.returncode


def busy_end(number, fresh_connections, reason=signal.SIGTERM):
    """SIGTERM with 16 busy clients: no accepted request fails. SIGKILL: the next server starts on the same port."""
    with Server() as server:
        failures, answered, lock = [], [0], threading.Lock()

        def keep_asking():
            connection = None
            while True:
                try:
                    if connection is None:
                        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
                        connection.connect()
                except OSError:
                    return  # Refused: the server is gone.
                try:
                    connection.request("POST", INFER.replace("/m/", "/mnist/"), GOOD)
                    answer = connection.getresponse()
                    assert answer.status == 200 and answer.read()
                    with lock:
                        answered[0] += 1
                    if fresh_connections or answer.getheader("Connection") == "close":
                        connection.close()
                        connection = None
                except (OSError, http.client.HTTPException, AssertionError) as error:
                    with lock:
                        failures.append(repr(error))
                    return

        threads = [threading.Thread(target=keep_asking) for _ in range(16)]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        server.process.send_signal(reason)
        for thread in threads:
            thread.join()
        status = server.process.wait(30)
        if reason == signal.SIGTERM:
            assert not failures and status == 0, f"round {number}: {len(failures)} of {answered[0]} failed, {failures[:3]}; status {status}"
        else:
            with Server("--port", server.port) as next_server:
                assert next_server.ask("GET", "/livez")[0] == 200
        return answered[0]


def early_signals(starts, loops=6):
    """SIGHUP as soon as the server says that it serves, beside busy loops: its handlers are installed by then."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(loops)]
    try:
        for number in range(starts):
            with Server() as server:
                server.process.send_signal(signal.SIGHUP)
                assert server.ask("GET", "/livez")[0] == 200
            assert server.process.returncode == 0, f"start {number}: {server.process.returncode}"
    finally:
        for process in busy:
            process.kill()
            process.wait()


def main():
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    allow_many_files()
    soak(minutes)
    counts = [busy_end(number, fresh_connections=number % 2 == 1) for number in range(6)]
    print(f"SIGTERM beside 16 busy clients: {counts} requests, none failed")
    for number in range(2):
        busy_end(number, fresh_connections=True, reason=signal.SIGKILL)
    print("a server that is killed leaves its port to the next")
    starts = 200 if minutes >= 10 else 10
    early_signals(starts)
    print(f"{starts} starts beside busy loops: SIGHUP right after the first line ended none of them")


if __name__ == "__main__":
    sys.exit(main())
