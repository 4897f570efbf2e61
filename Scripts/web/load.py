"""The clients of the soak: a good one, and many that are malformed, hostile or slow."""

import base64
import gzip
import http.client
import json
import random
import socket
import struct
import threading
import time
import zlib

INFER = "/v2/models/m/infer"
GOOD = json.dumps({"inputs": [{"name": "input", "shape": [1, 784], "datatype": "UINT8", "data": [0] * 784}]}).encode()


def request(path, body, *lines, method="POST"):
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}", *lines, "", ""]).encode() + body


def png(width, height):
    """A white picture of one bit per pixel."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\xff" * ((width + 7) // 8)) * height, 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def tensor(**changes):
    entry = {"name": "input", "shape": [1, 784], "datatype": "FP32", "data": [], **changes}
    return json.dumps({"inputs": [entry]}).encode()


def hostile_requests():
    """Requests that once crashed or starved the server, and similar ones: each is refused at once."""
    picture = base64.b64encode(png(5000, 4000)).decode()
    pictures = gzip.compress(json.dumps({"instances": [{"b64": picture}] * 60}).encode())
    outputs = gzip.compress(json.dumps({"inputs": [], "outputs": [{"name": "output"}] * 100_000}).encode())
    nan = tensor(parameters={"binary_data_size": 3136}, data=None).replace(b'"data": null, ', b"")
    form = b"--b\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n\r\n--b--\r\n"
    return [
        request(INFER, tensor(shape=[1 << 60, 784])),
        request(INFER, tensor(shape=[-1, 784])),
        request(INFER, tensor(shape=[1 << 62, 784])),
        request(INFER, outputs, "Content-Encoding: gzip"),
        request(INFER, gzip.compress(b"[" * 30_000_000), "Content-Encoding: gzip"),
        request(INFER, gzip.compress(b" " * (100 << 20)), "Content-Encoding: gzip"),
        request(INFER, nan + struct.pack("<784f", *[float("nan")] * 784), f"Inference-Header-Content-Length: {len(nan)}"),
        request("/v1/models/m:predict", pictures, "Content-Encoding: gzip"),
        request("/v1/models/m:predict", json.dumps({"instances": [{"b64": ""}] * 20_000}).encode()),
        request("/read", png(20_000, 10_000)),
        request("/read", form, "Content-Type: multipart/form-data; boundary=b"),
        request("/corrections?label=99999999999999999999", b"x"),
        request("/read", b"x", "Host: evil.example"),
        request("/read", b"x", "Transfer-Encoding: identity, chunked"),
        b"POST /read HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: [::1]evil.example\r\n\r\n",
        b"POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9223372036854775808\r\n\r\n",
    ]


def ask(port, data, wait=20, hang_up_after=None):
    """The status of an answer; None if the connection closes without one."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as sock:
        received = b""
        try:
            sock.sendall(data)
            if hang_up_after is not None:
                time.sleep(hang_up_after)
                return None
            while b"\r\n\r\n" not in received and (part := sock.recv(65536)):
                received += part
        except (ConnectionError, BrokenPipeError):
            pass
        return int(received.split(b" ", 2)[1]) if received.startswith(b"HTTP/1.1 ") else None


class Load:
    """Threads that each send one kind of load while the context lasts, and their results."""

    def __init__(self):
        self.acts, self.problems, self.counts = [], [], {}

    def add(self, name, act, count=1):
        self.acts += [(name, act)] * count

    def repeat(self, name, act):
        while not self.stopping.is_set():
            try:
                act()
                self.counts[name] = self.counts.get(name, 0) + 1
            except (OSError, http.client.HTTPException) as error:
                # The server may disconnect misbehaving clients.
                if name == "good":
                    self.problems.append(f"{name}: {error!r}")
            except AssertionError as error:
                self.problems.append(f"{name}: {error}")

    def __enter__(self):
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self.repeat, args=act) for act in self.acts]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()


class GoodClient:
    """Sends requests over one connection; every answer has to be right. Records the time of each."""

    def __init__(self, port):
        self.connection, self.times, self.answer = http.client.HTTPConnection("127.0.0.1", port, timeout=60), [], None

    def act(self):
        start = time.monotonic()
        self.connection.request("POST", INFER, GOOD)
        answer = self.connection.getresponse()
        body = answer.read()
        self.times.append(time.monotonic() - start)
        assert answer.status == 200, f"{answer.status} {body[:200]}"
        self.answer = self.answer or body
        assert body == self.answer, "the answer changed"

    def reconnect(self):
        """Uses a new connection from now on: the server closes idle ones after a time."""
        self.connection.close()

    def take_p99(self):
        """The 99th percentile of the times in milliseconds since the last call."""
        times, self.times = sorted(self.times), []
        assert times, "the good client got no answer"
        return 1000 * times[int(0.99 * (len(times) - 1))], len(times)


class HostileClients:
    """The other loads: each checks that it gets the expected answer."""

    def __init__(self, port, seed=1):
        self.port, self.random = port, random.Random(seed)
        self.hostile, self.read = hostile_requests(), request("/read", png(300, 200))
        self.slow = [self.read, request(INFER, GOOD), request("/read", png(6000, 6000))]

    def attack(self):
        data = self.random.choice(self.hostile)
        status = ask(self.port, data)
        assert status is None or 400 <= status < 500 or status == 501 or status == 503, f"{status} for {data[:120]!r}"

    def malform(self):
        data = bytearray(request(INFER, GOOD))
        for _ in range(self.random.randint(1, 20)):
            data[self.random.randrange(len(data))] = self.random.randrange(256)
        end = len(data) if self.random.random() < 0.7 else self.random.randint(1, len(data))
        status = ask(self.port, bytes(data[:end]) + b"\r\n\r\n", wait=1)
        assert status is None or status < 500 or status in (501, 503), f"{status} for {bytes(data)!r}"

    def read_pictures(self):
        status = ask(self.port, self.read)
        assert status in (200, 503), f"{status} for a picture"

    def hang_up(self):
        ask(self.port, self.random.choice(self.slow), hang_up_after=self.random.random() / 10)

    def dawdle(self):
        """Sends a byte at a time, until the server closes the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as sock:
            data = request(INFER, GOOD) if self.random.random() < 0.5 else b"GET / HTTP/1.1\r\nX: " + b"x" * 9000
            for byte in data[: self.random.randint(1, 20)]:
                sock.sendall(bytes([byte]))
                time.sleep(0.05)
