"""Drives a headless Chromium through its DevTools protocol (https://chromedevtools.github.io/devtools-protocol)."""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from websockets.sync.client import connect


class Browser:
    """A browser with one page; use it as a context."""

    def __init__(self, camera=None):
        """camera: a JPEG file that the browser's camera sees."""
        self.camera = camera

    def __enter__(self):
        program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if not program:
            raise FileNotFoundError("chromium")
        self.profile = tempfile.mkdtemp()
        arguments = [
            "--headless=new",
            "--disable-gpu",
            "--no-first-run",
            "--hide-scrollbars",
            "--remote-debugging-port=0",
            "--disable-background-networking",
            "--disable-dev-shm-usage",
            f"--user-data-dir={self.profile}",
        ]
        if self.camera:
            # A video of one picture, and no permission prompt.
            video = pathlib.Path(self.profile, "camera.mjpeg")
            video.write_bytes(pathlib.Path(self.camera).read_bytes())
            arguments += [
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-video-capture={video}",
            ]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        self.process = subprocess.Popen([program, *arguments, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port_file = pathlib.Path(self.profile, "DevToolsActivePort")
        self.until(lambda: port_file.exists() and port_file.read_text().count("\n") >= 1, "the browser to start", 60)
        port, path = port_file.read_text().split("\n")[:2]
        self.socket = connect(f"ws://127.0.0.1:{port}{path}", max_size=None)
        self.number = 0
        self.session = None
        #: The page's problems: errors, exceptions, refused loads.
        self.complaints = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Accessibility"):
            self.call(f"{domain}.enable")
        return self

    def __exit__(self, *_):
        self.socket.close()
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv(timeout=60))
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.note(answer)

    def note(self, event):
        if event.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(event["params"]["exceptionDetails"].get("exception", {}).get("description", "exception"))
        if event.get("method") == "Log.entryAdded" and event["params"]["entry"]["level"] == "error":
            self.complaints.append(event["params"]["entry"]["text"])

    def open(self, address):
        self.call("Page.navigate", url=address)
        self.until(lambda: self.run("document.readyState") == "complete", "the page to load")

    def run(self, expression):
        """The value of a JavaScript expression; promises are awaited."""
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"].get("description", "exception"))
        return answer["result"].get("value")

    def until(self, condition, what, seconds=20):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"waited {seconds} s for {what}")
            time.sleep(0.05)

    def size(self, width, height, dark=False, scale=1):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=width < 500)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def box(self, selector):
        return self.run(
            f"(() => {{ const e = document.querySelector({selector!r}); e.scrollIntoView({{block: 'center'}});"
            " const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height] })()"
        )

    def mouse(self, kind, x, y, buttons=1):
        self.call(
            "Input.dispatchMouseEvent",
            type=kind,
            x=x,
            y=y,
            button="left" if kind != "mouseMoved" or buttons else "none",
            buttons=buttons,
            clickCount=1,
        )

    def click(self, selector):
        x, y, width, height = self.box(selector)
        self.mouse("mousePressed", x + width / 2, y + height / 2)
        self.mouse("mouseReleased", x + width / 2, y + height / 2, 0)

    def stroke(self, selector, points):
        """Draws a line through points given as fractions of an element's size."""
        x, y, width, height = self.box(selector)
        places = [(x + px * width, y + py * height) for px, py in points]
        self.mouse("mousePressed", *places[0])
        for (fromX, fromY), (toX, toY) in zip(places, places[1:]):
            for step in range(1, 9):
                self.mouse("mouseMoved", fromX + (toX - fromX) * step / 8, fromY + (toY - fromY) * step / 8)
        self.mouse("mouseReleased", *places[-1], 0)

    def drop(self, selector, file):
        """Drags a file over an element and drops it."""
        x, y, width, height = self.box(selector)
        data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.call("Input.dispatchDragEvent", type=kind, x=x + width / 2, y=y + height / 2, data=data)

    def touch(self, selector, points):
        """Draws the line with a finger."""
        x, y, width, height = self.box(selector)
        for index, (px, py) in enumerate(points):
            self.call(
                "Input.dispatchTouchEvent",
                type="touchStart" if index == 0 else "touchMove",
                touchPoints=[{"x": x + px * width, "y": y + py * height}],
            )
        self.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def key(self, name, code=None, text=None):
        parameters = {"key": name, "code": code or name}
        if text:
            parameters["text"] = text
        self.call("Input.dispatchKeyEvent", type="keyDown", **parameters)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=name, code=code or name)

    def screenshot(self, file):
        height = self.run("document.documentElement.scrollHeight")
        width = self.run("innerWidth")
        data = self.call(
            "Page.captureScreenshot", captureBeyondViewport=True, clip={"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        )["data"]
        pathlib.Path(file).write_bytes(base64.b64decode(data))
