"""Other programs that the server needs for some pictures: one at a time, not for long, and none outlives its client or the server."""

import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import stack
from raw import connection, head, status_of
from server import ROOT, Server

#: Its page is drawn by pdftoppm.
DRAWN = (ROOT / "Tests/DigitPhotoTests/Documents/drawn-vector.pdf").read_bytes()
SEVEN = (ROOT / "Docs/pictures/seven.png").read_bytes()


class Programs:
    """A folder of programs that note their process and take long, before the others in PATH; use it as a context."""

    def __init__(self, *names, seconds=600):
        self.names, self.seconds = names, seconds

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.temporary = self.path / "temporary"
        self.temporary.mkdir()
        self.environment = {**os.environ, "PATH": f"{self.path}:{os.environ['PATH']}", "TMPDIR": str(self.temporary)}
        for name in self.names:
            real = shutil.which(name) or "false"
            (self.path / name).write_text(f'#!/bin/sh\necho $$ >>"{self.path}/started"\nsleep {self.seconds}\nexec {real} "$@"\n')
            (self.path / name).chmod(0o755)
        return self

    def __exit__(self, *_):
        for process in self.running():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.folder.cleanup()

    def started(self):
        """The processes that were started, those that have ended too."""
        with contextlib.suppress(FileNotFoundError):
            return [int(line) for line in (self.path / "started").read_text().splitlines()]
        return []

    def running(self):
        return [process for process in self.started() if pathlib.Path(f"/proc/{process}/exe").exists()]

    def leftovers(self):
        """What is left of processes and temporary files."""
        return self.running(), os.listdir(self.temporary)


def wait_until(condition, seconds, problem):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, problem
        time.sleep(0.05)


def send(sock, body, path="/read"):
    sock.sendall(head(path, len(body)) + body)


def check_turns():
    """Programs run one at a time, without the server's files; other pictures are read meanwhile; with its client a program goes."""
    with Programs("pdftoppm") as programs, Server(environment=programs.environment) as server:
        socks = [connection(server) for _ in range(3)]
        for sock in socks:
            send(sock, DRAWN)
        wait_until(programs.running, 30, "no page is drawn")
        time.sleep(1)
        (process,) = programs.running()
        files = [os.readlink(file) for file in pathlib.Path(f"/proc/{process}/fd").iterdir()]
        assert not any(file.startswith(("socket", "anon_inode")) for file in files), files
        assert server.ask("POST", "/read", SEVEN)[0] == 200 and programs.started() == [process], "a picture had to wait for a page"
        for sock in socks:
            sock.close()
        wait_until(lambda: programs.leftovers() == ([], []), 20, "a program outlives its client")
    print("pages that need other programs leave a thread to other pictures, and are left when their clients go")


def check_time():
    """A program that takes too long is an error."""
    with Programs("pdftoppm") as programs, Server(environment=programs.environment) as server:
        start = time.monotonic()
        status, _, body = server.ask("POST", "/read", DRAWN)
        assert status == 400 and b"did not finish within 15 seconds" in body, (status, body)
        assert 14 < time.monotonic() - start < 40
        assert programs.leftovers() == ([], [])


def check_end():
    """No program outlives the server, whose port is free again; a page that is being drawn for a client is answered first."""
    with Programs("pdftoppm") as programs, Server(environment=programs.environment) as server:
        with connection(server) as sock:
            send(sock, DRAWN)
            wait_until(programs.running, 30, "no page is drawn")
        start = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(40) == 0
        took = time.monotonic() - start
        assert took < 15, f"the server waits {took:.1f} s for a client that has gone"
        assert programs.leftovers() == ([], []), programs.leftovers()
        again = subprocess.Popen([*server.process.args[:-1], str(server.port)], stdout=subprocess.PIPE, text=True)
        try:
            assert again.stdout.readline().startswith("Serving at "), "the port is still taken"
        finally:
            again.terminate()
            again.wait(40)
    print(f"the server ends {took:.1f} s after SIGTERM while a page is drawn for a client that has gone, and leaves nothing")
    if not shutil.which("pdftoppm"):
        print("skipped: pdftoppm is not installed, so no page was drawn at Ctrl-C")
        return
    # Ctrl-C reaches all processes of a terminal's group.
    with Programs("pdftoppm", seconds=2) as programs, Server(environment=programs.environment, wrapper=["setsid"]) as server:
        with connection(server) as sock:
            send(sock, DRAWN)
            wait_until(programs.running, 30, "no page is drawn")
            os.killpg(server.process.pid, signal.SIGINT)
            assert status_of(sock) == 200, "a page that was being drawn at Ctrl-C is not answered"
        assert server.process.wait(40) == 0 and programs.leftovers() == ([], [])


def check_jobs():
    """A command on a job that is stopped leaves nothing either."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with Programs("heif-dec") as programs:
            form, picture = programs.path / "exam.form", programs.path / "sheet.heic"
            stack.form(form)
            picture.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(1000))
            process = subprocess.Popen(
                [stack.PROGRAM, "form", "read", form, picture, "--job", programs.path / "exam.job"],
                env=programs.environment,
                # A shell that runs this in the background has it ignore Ctrl-C.
                preexec_fn=lambda number=number: signal.signal(number, signal.SIG_DFL),
                stderr=subprocess.PIPE,
                text=True,
            )
            wait_until(programs.running, 30, "no picture is decoded")
            process.send_signal(number)
            assert process.communicate(timeout=30)[1] == "Interrupted.\n" and process.returncode == 128 + number, process.returncode
            assert programs.leftovers() == ([], []), (number, programs.leftovers())
    print("a command on a job that is stopped leaves no program and no file")


def main():
    if not sys.platform.startswith("linux"):
        print("skipped: processes are looked at by /proc")
        return
    check_turns()
    check_time()
    check_end()
    check_jobs()


if __name__ == "__main__":
    main()
