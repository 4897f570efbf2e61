"""TensorBoard's event files: records with checksums, each a message of Protocol Buffers with one number."""

from __future__ import annotations

import os
import struct
import time


class EventFile:
    """An event file of numbers."""

    def __init__(self, folder: str):
        os.makedirs(folder, exist_ok=True)
        self._file = open(os.path.join(folder, f"events.out.tfevents.{time.time():.6f}.{os.getpid()}"), "xb")
        self._write(_event(0, _text(3, b"brain.Event:2")))

    def add(self, tag: str, value: float, step: int) -> None:
        """Adds a number."""
        # Summary.Value: tag = 1, simple_value = 2; Summary: value = 1; Event: summary = 5.
        entry = _text(1, tag.encode()) + b"\x15" + struct.pack("<f", value)
        self._write(_event(step, _text(5, _text(1, entry))))
        self._file.flush()

    def close(self) -> None:
        """Ends the file."""
        self._file.close()

    def _write(self, message: bytes) -> None:
        length = struct.pack("<Q", len(message))
        self._file.write(length + struct.pack("<I", _masked(length)) + message + struct.pack("<I", _masked(message)))


def _event(step: int, rest: bytes) -> bytes:
    """Event: wall_time = 1, step = 2."""
    return b"\x09" + struct.pack("<d", time.time()) + b"\x10" + _varint(step) + rest


def _text(field: int, contents: bytes) -> bytes:
    return bytes([field << 3 | 2]) + _varint(len(contents)) + contents


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def _table() -> list[int]:
    """Of CRC-32C (Castagnoli), as RFC 3720 has it."""
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


_CRC = _table()


def _masked(contents: bytes) -> int:
    """The checksum as TFRecord files mask it."""
    crc = 0xFFFFFFFF
    for byte in contents:
        crc = crc >> 8 ^ _CRC[(crc ^ byte) & 0xFF]
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
