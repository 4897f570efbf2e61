"""Starts and stops the server for a check."""

import http.client
import os
import pathlib
import re
import resource
import signal
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Server:
    """A server on a free port; use it as a context."""

    def __init__(self, *arguments, environment=None, folder=None, errors=subprocess.PIPE, wrapper=()):
        self.arguments = [str(argument) for argument in arguments]
        self.environment = {**os.environ, **(environment or {})}
        self.folder, self.errors, self.wrapper = folder, errors, wrapper

    def __enter__(self):
        program = os.environ.get("DIGITS_SERVE", ROOT / ".build/release/digits-serve")
        self.process = subprocess.Popen(
            [*self.wrapper, program, "--port", "0", *self.arguments],
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            env=self.environment,
            cwd=self.folder,
        )
        line = self.process.stdout.readline()
        match = re.match(r"Serving at (http://[\d.]+:(\d+)) ", line)
        assert match, (
            f"a line with the address expected, got {line!r} {self.process.stderr.read() if self.process.stderr and not line else ''}"
        )
        self.url, self.port = match[1], int(match[2])
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def ask(self, method, path, body=None, headers=None):
        """The status, headers and body of an answer, over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def memory(self, name="VmRSS"):
        """Resident megabytes; with VmHWM their peak."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024

    def files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def is_alive(self):
        return self.process.poll() is None


def allow_many_files():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard
