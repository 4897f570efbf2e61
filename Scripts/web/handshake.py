"""A distant client, which the server has answered when SIGTERM comes, but whose last packet of the handshake comes after it.

life.py runs it in a separate network (unshare --net). The client is this program, at the other end of a tunnel device: the handshakes that
the system makes for clients of the same machine take no time.
"""

import fcntl
import os
import select
import signal
import socket
import struct
import sys
import time

from server import Server

SERVER, CLIENT = "10.99.0.1", "10.99.0.2"
FIN, SYN, RST, ACK = 1, 2, 4, 16


def tunnel():
    """A device whose packets this program reads and writes, with the server's address at the system's end."""
    device = os.open("/dev/net/tun", os.O_RDWR)
    name = b"digits0"
    fcntl.ioctl(device, 0x400454CA, struct.pack("16sH22x", name, 0x1001))  # TUNSETIFF, IFF_TUN | IFF_NO_PI
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for command, address in ((0x8916, SERVER), (0x891C, "255.255.255.0")):  # SIOCSIFADDR, SIOCSIFNETMASK
            fcntl.ioctl(control, command, struct.pack("16sHH4s16x", name, socket.AF_INET, 0, socket.inet_aton(address)))
        fcntl.ioctl(control, 0x8914, struct.pack("16sH22x", name, 0x41))  # SIOCSIFFLAGS, IFF_UP | IFF_RUNNING
    return device


def checksum(data):
    """RFC 1071."""
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Client:
    """The part of TCP that one request needs."""

    def __init__(self, device, port, own_port):
        self.device, self.port, self.own_port, self.sent, self.taken = device, port, own_port, 1000, 0

    def send(self, flags, data=b""):
        addresses = socket.inet_aton(CLIENT) + socket.inet_aton(SERVER)

        def segment(check):
            return struct.pack(">HHIIBBHHH", self.own_port, self.port, self.sent, self.taken, 5 << 4, flags, 65535, check, 0) + data

        check = checksum(addresses + struct.pack(">BBH", 0, 6, 20 + len(data)) + segment(0))

        def head(check):
            return struct.pack(">BBHHHBBH", 0x45, 0, 40 + len(data), 0, 0, 64, 6, check) + addresses

        os.write(self.device, head(checksum(head(0))) + segment(check))
        self.sent += len(data) + (1 if flags & (SYN | FIN) else 0)

    def receive(self, seconds=5):
        """The flags and data of the next packet to this client that is not empty; None if none comes."""
        end = time.monotonic() + seconds
        while select.select([self.device], [], [], max(0, end - time.monotonic()))[0]:
            packet = os.read(self.device, 65536)
            if packet[0] >> 4 != 4 or packet[9] != 6:
                continue
            segment = packet[(packet[0] & 15) * 4 :]
            _, own_port, sequence, _, offset, flags = struct.unpack(">HHIIBB", segment[:14])
            data = segment[(offset >> 4) * 4 :]
            if own_port != self.own_port or not (data or flags & (SYN | FIN | RST)):
                continue
            self.taken = sequence + len(data) + (1 if flags & (SYN | FIN) else 0)
            return flags, data
        return None


def main():
    device = tunnel()
    with Server("--host", SERVER) as server:
        client, late = Client(device, server.port, 40001), Client(device, server.port, 40002)
        client.send(SYN)
        assert client.receive()[0] == SYN | ACK
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        late.send(SYN)
        assert late.receive(0.1) is None, "one that comes after SIGTERM got an answer"
        client.send(ACK)
        client.send(ACK, f"GET /livez HTTP/1.1\r\nHost: {SERVER}\r\n\r\n".encode())
        flags, data = client.receive() or (0, b"")
        assert not flags & RST and data.startswith(b"HTTP/1.1 200 ") and b"\r\nConnection: close\r\n" in data, (flags, data)
        client.send(ACK)
        client.send(RST | ACK)
        assert server.process.wait(10) == 0
        late.send(SYN)
        assert late.receive()[0] & RST, "one that comes after the end was not refused"


if __name__ == "__main__":
    sys.exit(main())
