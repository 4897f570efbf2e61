"""Sends requests as raw bytes, and returns the statuses of their answers."""

import json
import socket

GOOD = json.dumps({"inputs": [{"name": "input", "shape": [1, 784], "datatype": "UINT8", "data": [0] * 784}]}).encode()
INFER = "/v2/models/mnist/infer"


def connection(server, timeout=20):
    return socket.create_connection(("127.0.0.1", server.port), timeout=timeout)


def status_of(sock):
    """The status of the next answer; None if the connection closes without one."""
    data = b""
    try:
        while b"\r\n\r\n" not in data:
            part = sock.recv(65536)
            if not part:
                break
            data += part
    except (ConnectionError, socket.timeout):
        pass
    return int(data.split(b" ", 2)[1]) if data.startswith(b"HTTP/1.1 ") else None


def exchange(server, data):
    with connection(server) as sock:
        sock.sendall(data)
        return status_of(sock)


def head(path, length, *lines):
    return "\r\n".join([f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {length}", *lines, "", ""]).encode()
