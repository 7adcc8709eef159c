"""Servers that mean harm: whatever they are asked, they answer without end, or with little that unpacks to very much."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from tests.contract.network import Network
from tests.emulators.certificates import self_signed

MEGABYTE = 2**20
_HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
_PATIENCE = 60.0


class Harm(Network):
    """A network of which every way leads to one such server, which shows `certificate`, a file's path, where it encrypts."""

    def __init__(self, port: int, certificate: str) -> None:
        super().__init__()
        self._port = port
        self.certificate = certificate

    def way_to(self, host: str, port: int) -> int:
        """As ever, but it leads elsewhere."""
        return super().way_to("127.0.0.1", self._port)


@contextmanager
def a_harmful_server(protocol: str, how: str, folder: Path) -> Iterator[Harm]:
    """`protocol` is what it speaks ("http", "https", "mysql", "postgres"); `how` is "endless", "packed" or "headers"."""
    listener = socket.create_server(("127.0.0.1", 0))
    talk = _TALKS[protocol.replace("https", "http"), how]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = self_signed(folder)
    context.load_cert_chain(*certificate)
    _bomb()

    def accept() -> None:
        with suppress(OSError):
            while True:
                line = listener.accept()[0]
                threading.Thread(target=lead, args=(line,), daemon=True).start()

    def lead(line: socket.socket) -> None:
        line.settimeout(_PATIENCE)
        with line, suppress(OSError):
            talk(context.wrap_socket(line, server_side=True) if protocol == "https" else line)

    threading.Thread(target=accept, daemon=True).start()
    network = Harm(listener.getsockname()[1], certificate[0])
    try:
        yield network
    finally:
        network.down()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(50 * MEGABYTE)) * 30


def _asked(line: socket.socket) -> None:
    """Read one request, whose body is short."""
    line.recv(65_536)


def _endless_body(line: socket.socket) -> None:
    _asked(line)
    line.sendall(_HTTP + b"Transfer-Encoding: chunked\r\n\r\n")
    for _ in range(3000):
        line.sendall(b"100000\r\n" + b" " * MEGABYTE + b"\r\n")


def _endless_headers(line: socket.socket) -> None:
    _asked(line)
    line.sendall(_HTTP)
    for number in range(50_000):
        line.sendall(b"X-Number-%d: " % number + b"8" * 60_000 + b"\r\n")


def _packed_body(line: socket.socket) -> None:
    while True:
        _asked(line)
        head = _HTTP + f"Content-Encoding: gzip\r\nContent-Length: {len(_bomb())}\r\n\r\n".encode()
        line.sendall(head + _bomb())


def _endless_packets(line: socket.socket) -> None:
    for number in range(190):
        line.sendall(b"\xff\xff\xff" + bytes([number]) + b"\x0a" + b"8" * 0xFFFFFE)


def _endless_message(line: socket.socket) -> None:
    if line.recv(65_536).endswith((80877103).to_bytes(4, "big")):  # asks for encryption first
        line.sendall(b"N")
        _asked(line)
    line.sendall(b"R" + (0x7FFFFFF0).to_bytes(4, "big"))
    for _ in range(2047):
        line.sendall(bytes(MEGABYTE))


_TALKS: dict[tuple[str, str], Callable[[socket.socket], None]] = {
    ("http", "endless"): _endless_body,
    ("http", "packed"): _packed_body,
    ("http", "headers"): _endless_headers,
    ("mysql", "endless"): _endless_packets,
    ("postgres", "endless"): _endless_message,
}
