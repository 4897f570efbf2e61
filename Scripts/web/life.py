"""Requests when clients disconnect, disks are full, models change, and the server shuts down."""

import io
import os
import pathlib
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from PIL import Image
from raw import GOOD, INFER, connection, head, status_of
from server import ROOT, Server


def check_hang_up():
    """Pictures that nobody waits for are not read; a client that closes only its side of the connection gets its answer."""

    def metric(server, name):
        return float(re.search(rf"^{re.escape(name)} (.*)$", server.ask("GET", "/metrics")[2].decode(), re.MULTILINE)[1])

    large = white_picture(6000)
    with Server() as server:
        with connection(server) as sock:
            sock.sendall(head("/read", len(large)) + large)
            sock.shutdown(socket.SHUT_WR)
            assert status_of(sock) == 200, "a client that ended its side got no answer"
        count = 60
        socks = [connection(server) for _ in range(count)]
        for sock in socks:
            sock.sendall(head("/read", len(large)) + large)
        # Requests whose bodies have arrived; two of them are being read.
        while metric(server, "digits_waiting_pictures") < count - 20:
            time.sleep(0.01)
        for sock in socks:
            sock.close()
        while metric(server, "digits_waiting_pictures") > 0:
            time.sleep(0.1)
        done = metric(server, 'digits_pictures_total{model="digits",version="1"}') - 1
        assert done < count - 10, f"{done:.0f} of {count} pictures were read for clients that had hung up"
        return done, count


def check_full_disk():
    """A correction for which the disk has no space is answered with 507; the path of the file is not disclosed."""
    with tempfile.TemporaryDirectory() as folder:
        full = [
            "unshare",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            'mount -t tmpfs -o size=16k digits "$0" || exit 1; head -c 100000 /dev/zero >"$0/filler" 2>/dev/null; exec "$@"',
            folder,
        ]
        if not shutil.which("unshare") or subprocess.run([*full, "true"], stderr=subprocess.DEVNULL).returncode != 0:
            print("skipped: no disk can be filled here")
            return
        with Server("--corrections", f"{folder}/corrections", wrapper=full) as server:
            status, _, body = server.ask("POST", "/corrections?label=7", bytes(range(256)) * 3 + bytes(16))
            assert status == 507 and folder not in body.decode(), (status, body)
        assert f"{folder}/corrections" in server.process.stderr.read(), "the log does not say which file"
        print("a full disk is answered with 507")


def white_picture(side):
    """A small PNG of white pixels."""
    file = io.BytesIO()
    Image.new("1", (side, side), 1).save(file, "PNG")
    return file.getvalue()


def check_shutdown():
    """A request under way at SIGTERM is answered; then the program exits with status 0."""
    with Server() as server, connection(server) as sock, connection(server) as idle:
        idle.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert status_of(idle) == 200
        sock.sendall(head(INFER, len(GOOD)) + GOOD[:-1])
        time.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert server.is_alive(), "the server ended before a request was answered"
        sock.sendall(GOOD[-1:])
        assert status_of(sock) == 200, "the request under way was not answered"
        assert server.process.wait(15) == 0
    # The same port cannot be used twice; one line reports it.
    with Server() as server:
        program = os.environ.get("DIGITS_SERVE", ROOT / ".build/release/digits-serve")
        second = subprocess.run([program, "--port", str(server.port)], capture_output=True, text=True, timeout=20)
        assert second.returncode == 1 and second.stderr.count("\n") == 1 and "ddress already in use" in second.stderr, second


def check_start():
    """Incorrect usage exits with status 2, as in the other commands; a missing instruction set is reported once."""
    program = ROOT / ".build/release/digits"
    for arguments in (["--port", "x"], ["--nonsense"], ["--batch-size", "0"], ["--host", ""]):
        wrong = subprocess.run([program, "serve", *arguments], capture_output=True, text=True, timeout=20)
        assert wrong.returncode == 2 and wrong.stderr.startswith("Error: ") and not wrong.stdout, wrong
    elsewhere = "neon" if platform.machine() == "x86_64" else "avx512"
    environment = {**os.environ, "DIGITS_ISA": elsewhere}
    with subprocess.Popen([program, "serve", "--port", "0"], env=environment, stdout=-1, stderr=-1, text=True) as process:
        assert process.stdout.readline().startswith("Serving at ")
        process.send_signal(signal.SIGTERM)
        notes = process.stderr.read()
        assert process.wait(20) == 0 and notes.count(f"this processor has no {elsewhere}") == 1, notes


def check_late_handshake():
    """Clients that have begun to connect at SIGTERM are answered; later ones are refused."""
    own_network = ["unshare", "--map-root-user", "--net"]
    probe = [*own_network, "test", "-w", "/dev/net/tun"]
    if not shutil.which("unshare") or subprocess.run(probe, stderr=subprocess.DEVNULL).returncode != 0:
        print("skipped: no network can be made here")
        return
    subprocess.run([*own_network, sys.executable, pathlib.Path(__file__).with_name("handshake.py")], check=True)
    print("a handshake that ends after SIGTERM is answered")


def check_reload():
    """SIGHUP reloads the models while requests keep coming, and none of them fails."""
    with tempfile.TemporaryDirectory() as folder:
        model = os.path.join(folder, "m.h5")
        original = (ROOT / "Models/mnist_digit_recognizer.h5").read_bytes()
        with open(model, "wb") as file:
            file.write(original)
        with Server("--model", f"m={model}") as server:
            failures, count, stop = [], [0], threading.Event()

            def keep_asking():
                while not stop.is_set():
                    status = server.ask("POST", "/v2/models/m/infer", GOOD)[0]
                    count[0] += 1
                    if status != 200:
                        failures.append(status)

            threads = [threading.Thread(target=keep_asking) for _ in range(4)]
            for thread in threads:
                thread.start()
            for content in (original, b"nonsense", original):
                with open(model + ".new", "wb") as file:
                    file.write(content)
                os.replace(model + ".new", model)
                server.process.send_signal(signal.SIGHUP)
                time.sleep(0.4)
            stop.set()
            for thread in threads:
                thread.join()
            assert not failures and count[0] > 50, (failures, count)
            assert server.is_alive()


def main():
    check_start()
    check_shutdown()
    check_late_handshake()
    check_reload()
    check_full_disk()
    print("{:.0f} of {} large pictures were read after their clients had hung up".format(*check_hang_up()))


if __name__ == "__main__":
    sys.exit(main())
