"""Starts `digits serve`, sends the requests of a kubelet and of clients, and stops it during a request. Needs only Python.

Usage: check_server.py COMMAND     with /photo.jpg to read
"""

import http.client
import json
import signal
import subprocess
import sys
import time

PORT = 18080


def get(path):
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read()


def wait_until_ready(process):
    for _ in range(300):
        assert process.poll() is None, "the server ended"
        try:
            if get("/readyz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    sys.exit("the server was not ready within 30 s")


def main():
    with open("/photo.jpg", "rb") as file:
        photo = file.read()
    command = [sys.argv[1], "serve", "--host", "0.0.0.0", "--port", str(PORT), "--corrections", "/tmp/corrections"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(process)
        for path in ("/livez", "/readyz", "/v2/health/live", "/v2/health/ready", "/metrics", "/"):
            assert get(path)[0] == 200, path
        assert b"digits_waiting_pictures" in get("/metrics")[1], "the autoscaler's figure is missing"
        # The models are reloaded without losing a request.
        process.send_signal(signal.SIGHUP)
        assert get("/v2/models/mnist/ready")[0] == 200
        # Requests whose bodies are half sent when the shutdown is announced.
        requests = [start_request(photo) for _ in range(4)]
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert process.poll() is None, "the server ended with requests under way"
        assert_refused()
        for request in requests:
            request.send(photo[len(photo) // 2 :])
        for request in requests:
            answer = request.getresponse()
            found = json.loads(answer.read())
            assert answer.status == 200 and found["lines"], (answer.status, found)
        assert process.wait(30) == 0, f"status {process.returncode}"
    finally:
        process.kill()


def start_request(photo):
    request = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    request.putrequest("POST", "/read")
    request.putheader("Content-Length", str(len(photo)))
    request.endheaders()
    request.send(photo[: len(photo) // 2])
    time.sleep(0.05)
    return request


def assert_refused():
    """New connections are refused."""
    try:
        status, _ = get("/readyz")
    except OSError:
        return
    assert status == 503, status


if __name__ == "__main__":
    main()
