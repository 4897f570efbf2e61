"""Misbehaving clients: each gets an answer or is disconnected, and the server keeps running.

limits.py            some of each kind, with short time limits where the server takes them
limits.py --full     10,000 connections at once, and many rounds of each kind; prints the memory before and after
"""

import argparse
import gzip
import io
import json
import os
import random
import re
import socket
import sys
import tempfile
import time
import zlib

from PIL import Image
from raw import GOOD, INFER, connection, exchange, head, status_of
from server import ROOT, Server, allow_many_files


def check_answers(server):
    """Each limit has its own answer."""

    def expect(found, wanted, what):
        assert found in (wanted if isinstance(wanted, tuple) else (wanted,)), f"{what}: {wanted} expected, got {found}"

    expect(exchange(server, head(INFER, 1 << 40)), 413, "a body that is announced too large")
    with connection(server) as sock:
        sock.sendall(head("/read", 0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked"))
        chunk = b"100000\r\n" + b"x" * (1 << 20) + b"\r\n"
        try:
            for _ in range(40):
                sock.sendall(chunk)
        except (ConnectionError, socket.timeout):
            pass
        expect(status_of(sock), (413, None), "a body that becomes too large")
    expect(exchange(server, b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 40_000 + b"\r\n\r\n"), 431, "a large head")
    expect(exchange(server, b"nonsense\r\n\r\n"), 400, "nonsense")
    expect(exchange(server, b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"), 421, "another host")
    expect(exchange(server, b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n"), 421, "an address of another host")
    expect(exchange(server, b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"), 400, "two hosts")
    expect(exchange(server, head(INFER, 1 << 63)), 413, "a length beyond 2^62")
    chunked = head("/read", 0).replace(b"Content-Length: 0", b"Transfer-Encoding: identity, chunked")
    expect(exchange(server, chunked), 501, "an unknown transfer encoding")
    expect(server.ask("POST", INFER, b"{}", {"Origin": "http://evil.example"})[0], 403, "another origin")
    expect(server.ask("POST", INFER, gzip.compress(b" " * (100 << 20)), {"Content-Encoding": "gzip"})[0], 413, "a gzip bomb")
    expect(server.ask("POST", INFER, zlib.compress(b" " * (100 << 20)), {"Content-Encoding": "deflate"})[0], 413, "a deflate bomb")
    expect(server.ask("POST", "/read", picture_bomb())[0], 413, "an image bomb")
    expect(server.ask("POST", "/read", picture_bomb(header_only=True))[0], 413, "an image that only says that it is large")
    expect(server.ask("POST", "/forms/propose", picture_bomb())[0], 413, "an image bomb for a blank sheet")
    # A client that waits for 100 Continue gets it.
    with connection(server) as sock:
        sock.sendall(head(INFER, len(GOOD), "Expect: 100-continue"))
        expect(status_of(sock), 100, "an expectation")
        sock.sendall(GOOD)
        expect(status_of(sock), 200, "a body after the expectation")
    # Pipelined requests are answered in order.
    with connection(server) as sock:
        sock.sendall((head(INFER, len(GOOD)) + GOOD) * 5 + b"GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        data = b""
        while part := sock.recv(65536):
            data += part
        expect([int(status) for status in re.findall(rb"HTTP/1.1 (\d+) ", data)], [200] * 5 + [404], "requests one after the other")


def strangers():
    """Clients without the token do not take the memory for the bodies of those who have it."""
    token = {"Authorization": "Bearer secret"}
    with Server("--token", "secret", "--allow-origin", "https://digits.example") as server:
        preflight = "Origin: https://digits.example\r\nAccess-Control-Request-Method: POST\r\n"
        socks = []
        for index in range(40):
            line = ("GET /livez", "GET /", "OPTIONS /read", "POST /readyz")[index % 4]
            length = ("Content-Length: 33000000", "Transfer-Encoding: chunked")[index // 4 % 2]
            sock = connection(server)
            sock.sendall(f"{line} HTTP/1.1\r\nHost: localhost\r\n{preflight}{length}\r\n\r\n".encode())
            try:
                sock.sendall((b"100000\r\n" if "chunked" in length else b"") + b"x" * (1 << 20))
            except (ConnectionError, socket.timeout):
                pass
            socks.append(sock)
        metrics = server.ask("GET", "/metrics", headers=token)[2].decode()
        held = float(re.search(r"^digits_http_body_bytes (\S+)$", metrics, re.M)[1])
        assert held < 1 << 20, f"{held} bytes are held"
        statuses = [status_of(sock) for sock in socks]
        assert set(statuses) <= {413, 405, None} and 413 in statuses, statuses
        for sock in socks:
            sock.close()
        seven = (ROOT / "Docs/pictures/seven.png").read_bytes()
        status = server.ask("POST", "/read", seven + bytes(2 << 20), token)[0]
        assert status == 200, f"a client with the token is answered with {status}"


def picture_bomb(header_only=False):
    """A small PNG that declares 100,000 x 100,000 pixels; or one of 20,000 x 20,000 that has their data."""
    if header_only:
        file = io.BytesIO()
        Image.new("1", (8, 8)).save(file, "PNG")
        data = bytearray(file.getvalue())
        data[16:24] = (100_000).to_bytes(4, "big") * 2
        data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
        return bytes(data)
    Image.MAX_IMAGE_PIXELS = None
    file = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    return file.getvalue()


def malformed(server, rounds, seed=1):
    """Requests with some changed bytes: each is answered, or the connection closes."""
    random_numbers = random.Random(seed)
    seven = (ROOT / "Docs/pictures/seven.png").read_bytes()
    bodies = [
        (INFER, GOOD),
        ("/v1/models/mnist:predict", b'{"instances":[' + str([0.5] * 784).encode() + b"]}"),
        ("/read", seven),
        ("/look", seven),
        ("/forms/propose", seven),
        ("/forms/check", b'{"form": "a", "page": [9, 9], "fields": [], "reference": "data:image/png;base64,AAAA"}'),
    ]
    worst = {}
    for _ in range(rounds):
        path, body = random_numbers.choice(bodies)
        body = bytearray(body)
        for _ in range(random_numbers.randint(1, 20)):
            body[random_numbers.randrange(len(body))] = random_numbers.randrange(256)
        if random_numbers.random() < 0.3:
            body = body[: random_numbers.randrange(len(body))]
        request = bytearray(head(path, len(body)))
        if random_numbers.random() < 0.2:
            request[random_numbers.randrange(len(request))] = random_numbers.randrange(256)
        with connection(server, 5) as sock:
            try:
                sock.sendall(bytes(request + body))
                sock.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            status = status_of(sock)
            worst[status] = worst.get(status, 0) + 1
    assert not any(status and status >= 500 for status in worst), worst
    return worst


def half_open(server, count):
    """Connections that begin a request and send no more, or disconnect in the middle of it."""
    for index in range(count):
        sock = connection(server)
        sock.sendall(head(INFER, len(GOOD))[: random.randint(1, 60)] if index % 2 else head(INFER, len(GOOD)) + GOOD[:-10])
        if index % 3 == 0:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        sock.close()


def slow_clients(server, count, limit):
    """Slow-loris: heads and bodies a byte at a time. After the limit in seconds those that send heads are let go, those that send bodies
    are told 408, and meanwhile others are served. Returns the longest time that those waited."""
    slow = {}
    for index in range(count):
        sock = connection(server)
        sock.send(b"GET / HTTP/1.1\r\nX-" if index % 2 else head(INFER, 100_000))
        sock.setblocking(False)
        slow[sock] = b""
    start = time.monotonic()
    longest = 0
    ended = {True: [], False: []}  # The final answers, by whether a body was sent.
    while slow and time.monotonic() - start < limit + 10:
        for sock in list(slow):
            try:
                sock.send(b"a")
            except OSError:
                pass
            try:
                while part := sock.recv(4096):
                    slow[sock] += part
                done = True
            except BlockingIOError:
                done = False
            except OSError:
                done = True
            if done:
                answer = slow.pop(sock)
                ended[bool(answer)].append(answer)
                sock.close()
                assert time.monotonic() - start > limit - 1, "a slow client was let go too early"
        begin = time.monotonic()
        assert server.ask("POST", INFER, GOOD)[0] == 200
        longest = max(longest, time.monotonic() - begin)
        time.sleep(0.2)
    assert not slow, f"{len(slow)} of {count} slow clients are still there"
    assert len(ended[True]) == (count + 1) // 2 and len(ended[False]) == count // 2, {kind: len(ended[kind]) for kind in ended}
    assert all(answer.startswith(b"HTTP/1.1 408 ") for answer in ended[True]), ended[True][0]
    return longest


def slow_reader(server, limit):
    """A client that sends more and more requests and reads nothing: little is kept for it, and after the limit it is disconnected."""
    before = server.memory()
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(("127.0.0.1", server.port))
        sock.setblocking(False)
        start = time.monotonic()
        while time.monotonic() - start < limit + 10:
            try:
                sock.send(b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 1000)
            except BlockingIOError:
                time.sleep(0.05)
            except OSError:
                break
            assert server.memory() < before + 40, f"{server.memory() - before:.0f} MB are kept for a client that reads nothing"
        else:
            raise AssertionError("a client that reads nothing is still there")


def many_connections(server, count):
    """Many connections at once, each of which sends a request and stays open. Others are served in the meantime."""
    open_ones = []
    try:
        for _ in range(count):
            sock = connection(server)
            open_ones.append(sock)
        for sock in open_ones:
            sock.sendall(head(INFER, len(GOOD)) + GOOD)
        statuses = [status_of(sock) for sock in open_ones]
        assert statuses == [200] * count, {status: statuses.count(status) for status in set(statuses)}
        assert server.ask("GET", "/livez")[0] == 200
        return server.memory()
    finally:
        for sock in open_ones:
            sock.close()


def settled(server):
    """Resident megabytes when the server is idle again."""
    time.sleep(3)
    for _ in range(50):
        assert server.ask("POST", INFER, GOOD)[0] == 200
    return server.memory()


def packed_bodies():
    """Small bodies that decompress to much take at most 50 MB plus 20 times their size, accepted or refused. Each has its own server."""
    zeros, samples = b"0," * (8000 * 784 - 1) + b"0", 42_799
    binary = json.dumps(
        {"inputs": [{"name": "input", "shape": [samples, 784], "datatype": "UINT8", "parameters": {"binary_data_size": samples * 784}}]}
    ).encode()
    tensor = b'{"inputs":[{"name":"input","shape":[8000,784],"datatype":"%s","data":[' + zeros + b"]}]}"
    worst = 0
    for path, body, headers in (
        (INFER, binary + bytes(samples * 784), {"Inference-Header-Content-Length": str(len(binary))}),
        (INFER, tensor % b"FP32", {}),
        (INFER, tensor % b"UINT8", {}),
        ("/v1/models/mnist:predict", b'{"instances":[' + b"[0]," * 3_000_000 + b"[0]]}", {}),
        ("/v1/models/mnist:predict", b'{"instances":[' + b'{"b64":""},' * 1_000_000 + b'{"b64":""}]}', {}),
        ("/v1/models/mnist:predict", b'{"instances":[' + b'{"input":[0]},' * 800_000 + b'{"input":[0]}]}', {}),
    ):
        packed = gzip.compress(body)
        with Server() as server:
            assert server.ask("POST", INFER, GOOD)[0] == 200
            before = server.memory("VmHWM")
            status = server.ask("POST", path, packed, {"Content-Encoding": "gzip", **headers})[0]
            taken = (server.memory("VmHWM") - before) * 1.048576
            assert status in (200, 400, 413) and taken <= 50 + 20 * len(packed) / 1e6, f"{body[:99]}: {status}, {taken:.0f} MB"
            worst = max(worst, taken)
    print(f"compressed bodies of a few kilobytes take at most {worst:.0f} MB")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    full = parser.parse_args().full
    limit = allow_many_files()
    limit_of_time = 60 if full else 3
    with tempfile.TemporaryDirectory() as folder, Server("--client-timeout", limit_of_time, folder=folder) as server:
        packed_bodies()
        strangers()
        check_answers(server)
        malformed(server, 50)
        before = settled(server)
        files = server.files()
        print(f"memory before: {before:.0f} MB, {files} open files")
        statuses = malformed(server, 20_000 if full else 500, seed=2)
        print(f"malformed requests: {statuses}; {server.memory():.0f} MB")
        half_open(server, 20_000 if full else 200)
        print(f"half-open connections; {server.memory():.0f} MB")
        for _ in range(50 if full else 3):
            assert server.ask("POST", "/read", picture_bomb(header_only=True))[0] == 413
            assert server.ask("POST", INFER, gzip.compress(b" " * (100 << 20)), {"Content-Encoding": "gzip"})[0] == 413
        print(f"image and gzip bombs; {server.memory():.0f} MB")
        count = min(10_000 if full else 1_000, limit - 200)
        peaks = [many_connections(server, count) for _ in range(4 if full else 1)]
        print(f"{count} connections at once, each with a request: " + ", again: ".join(f"{peak:.0f} MB" for peak in peaks))
        # The memory that the C library keeps for later connections does not grow.
        assert peaks[-1] < peaks[0] + 30, "memory grows with connections that come and go"
        longest = slow_clients(server, 400 if full else 40, limit_of_time)
        print(f"slow clients are disconnected; meanwhile the longest other request took {1000 * longest:.0f} ms")
        slow_reader(server, limit_of_time)
        print(f"so is one that reads nothing; {server.memory():.0f} MB")
        after = settled(server)
        for _ in range(100):
            if server.files() <= files + 2:
                break
            time.sleep(0.2)
        print(f"memory after: {after:.0f} MB, {server.files()} open files")
        assert server.is_alive() and server.files() <= files + 2
        assert not os.listdir(folder), f"files were written: {os.listdir(folder)}"
        assert after < before + (200 if full else 40), "memory grew"
        start = time.monotonic()
    assert server.process.returncode == 0
    print(f"the server exited in {time.monotonic() - start:.1f} s")
    print("every limit is answered as documented, and the server keeps running")


if __name__ == "__main__":
    sys.exit(main())
