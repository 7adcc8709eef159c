"""A server that asks for the password as it is does not get it over a line that is not encrypted."""

from __future__ import annotations

import socket
import struct
import threading

import pytest

from lunara.connect import open_warehouse
from lunara.errors import ConnectFailed
from lunara.settings import load_settings


def _greeting() -> bytes:
    capabilities = 0x0008_0000 | 0x8000 | 0x0200 | 0x0008 | 0x0001
    return (
        b"\x0a8.0.0\x00" + struct.pack("<I", 7) + b"a" * 8 + b"\x00" + struct.pack("<H", capabilities & 0xFFFF)
        + bytes([45]) + struct.pack("<H", 2) + struct.pack("<H", capabilities >> 16) + bytes([21]) + b"\x00" * 10
        + b"b" * 12 + b"\x00" + b"mysql_native_password\x00"
    )  # fmt: skip


@pytest.mark.parametrize("plugin", [b"mysql_clear_password", b"dialog"])
@pytest.mark.parametrize("mode", ["prefer", "disable"])
def test_the_password_is_not_told_in_the_clear(plugin: bytes, mode: str) -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line:
                line.settimeout(5)
                greeting = _greeting()
                line.sendall(struct.pack("<I", len(greeting))[:3] + b"\x00" + greeting)
                heard.append(line.recv(65536))
                switch = b"\xfe" + plugin + b"\x00Password: "
                line.sendall(struct.pack("<I", len(switch))[:3] + b"\x02" + switch)
                heard.append(line.recv(65536))

        thread = threading.Thread(target=serve)
        thread.start()
        config = {
            "host": "127.0.0.1",
            "port": str(server.getsockname()[1]),
            "database": "d",
            "user": "u",
            "sslmode": mode,
        }
        with pytest.raises(ConnectFailed) as refused:
            open_warehouse("mysql", config, {"password": "sesame"}, load_settings({}))
        thread.join(10)
    assert refused.value.code == "encryption" and "in the clear" in refused.value.message
    assert b"sesame" not in b"".join(heard)
