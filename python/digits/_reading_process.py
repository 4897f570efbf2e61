"""The process that reads pictures for :class:`digits.workers.PictureReader`: names and contents come in, JSON goes out, lengths first.

What a picture does to it ends with it, not with the worker that asked.
"""

from __future__ import annotations

import json
import os
import struct
import sys
import threading
import time
from typing import Any, BinaryIO, Optional

LENGTH = struct.Struct("<Q")


def receive(stream: BinaryIO) -> Optional[bytes]:
    """The next message, or None at the end."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    size: int = LENGTH.unpack(head)[0]
    message = stream.read(size)
    return message if len(message) == size else None


def send(stream: BinaryIO, message: bytes) -> None:
    """Sends one message."""
    stream.write(LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def end_with(parent: int) -> None:
    """Ends this process when its parent is gone, even in the middle of a picture that never ends."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def main() -> None:
    """Answers until the other side closes."""
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    # Whatever prints to standard output prints to standard error, so that no answer is spoiled.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    from . import __version__, _engine
    from .reading import Reader

    try:
        reader = Reader(sys.argv[1] if len(sys.argv) > 1 else None)
    except _engine.DigitsError as error:
        send(answers, json.dumps({"error": str(error)}).encode())
        return
    send(answers, json.dumps({"version": __version__}).encode())
    while (name := receive(sys.stdin.buffer)) is not None:
        contents = receive(sys.stdin.buffer)
        if contents is None:
            break
        found: dict[str, Any]
        try:
            found = reader._describe_file(contents, name.decode("utf-8", "replace"))
        except _engine.DigitsError as error:
            found = {"error": str(error)}
        send(answers, json.dumps(found).encode())


if __name__ == "__main__":
    main()
