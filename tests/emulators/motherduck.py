"""DuckDB behind Postgres' wire protocol, as MotherDuck's endpoint has it: start-up, password, both query protocols, cancel.

Source of the messages: https://www.postgresql.org/docs/current/protocol-message-formats.html
"""

from __future__ import annotations

import secrets
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

# DuckDB's types as Postgres numbers them; the rest is text.
_OIDS = {
    "BOOLEAN": 16, "BLOB": 17, "BIGINT": 20, "SMALLINT": 21, "TINYINT": 21, "INTEGER": 23, "FLOAT": 700, "DOUBLE": 701,
    "DATE": 1082, "TIME": 1083, "TIMESTAMP": 1114, "TIMESTAMP WITH TIME ZONE": 1184, "HUGEINT": 1700, "UUID": 2950,
    "VARCHAR[]": 1009,
}  # fmt: skip
_TOLD = {
    "server_version": "16.0", "client_encoding": "UTF8", "TimeZone": "UTC", "DateStyle": "ISO, MDY", "IntervalStyle": "iso_8601",
    "integer_datetimes": "on",
}  # fmt: skip
_CANCEL, _SSL, _GSS = 80877102, 80877103, 80877104


@dataclass
class Endpoint:
    """A running server. `token` is the password that it takes; `writable` says whether the token may write."""

    path: Path
    token: str
    port: int = 0
    writable: bool = False
    working: dict[int, duckdb.DuckDBPyConnection] = field(default_factory=dict)
    sockets: dict[int, socket.socket] = field(default_factory=dict)
    keys: dict[int, int] = field(default_factory=dict)

    def drop_connections(self) -> None:
        """What a restart does to clients."""
        for one in list(self.sockets.values()):
            one.shutdown(socket.SHUT_RDWR)


class _Session(socketserver.BaseRequestHandler):
    endpoint: Endpoint

    def handle(self) -> None:
        try:
            self._serve()
        except (ConnectionError, OSError, struct.error):
            return
        finally:
            self.endpoint.sockets.pop(id(self), None)

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = self.request.recv(count - len(data))
            if not more:
                raise ConnectionError
            data += more
        return data

    def _send(self, kind: bytes, body: bytes = b"") -> None:
        self.request.sendall(kind + struct.pack("!i", len(body) + 4) + body)

    def _error(self, state: str, said: str) -> None:
        self._send(b"E", b"SERROR\0VERROR\0C" + state.encode() + b"\0M" + said.encode() + b"\0\0")

    def _serve(self) -> None:
        length, code = struct.unpack("!ii", self._exactly(8))
        while code in (_SSL, _GSS):
            self.request.sendall(b"N")
            length, code = struct.unpack("!ii", self._exactly(8))
        if code == _CANCEL:
            process, key = struct.unpack("!ii", self._exactly(8))
            if self.endpoint.keys.get(process) == key and process in self.endpoint.working:
                self.endpoint.working[process].interrupt()
            return None
        words = self._exactly(length - 8).split(b"\0")
        given = dict(zip(words[::2], words[1::2], strict=False))
        self._send(b"R", struct.pack("!i", 3))
        kind, body = self._message()
        if kind != b"p" or body.rstrip(b"\0").decode() != self.endpoint.token:
            return self._error("28P01", "authentication failed: the token is not valid")
        if given.get(b"database") != b"my_db":
            return self._error("3D000", f'database "{given.get(b"database", b"").decode()}" does not exist')
        process, key = secrets.randbits(30), secrets.randbits(30)
        self.endpoint.keys[process], self.endpoint.sockets[id(self)] = key, self.request
        self._send(b"R", struct.pack("!i", 0))
        for name, value in _TOLD.items():
            self._send(b"S", name.encode() + b"\0" + value.encode() + b"\0")
        self._send(b"K", struct.pack("!ii", process, key))
        self._ready()
        with duckdb.connect(str(self.endpoint.path), read_only=not self.endpoint.writable) as connection:
            connection.execute("set timezone = 'UTC'")
            while True:
                kind, body = self._message()
                if kind == b"X":
                    return None
                self._take(kind, body, connection, process)

    def _message(self) -> tuple[bytes, bytes]:
        head = self._exactly(5)
        return head[:1], self._exactly(struct.unpack("!i", head[1:])[0] - 4)

    def _ready(self) -> None:
        self._send(b"Z", b"I")

    def _take(self, kind: bytes, body: bytes, connection: duckdb.DuckDBPyConnection, process: int) -> None:
        if kind == b"Q":
            self._run(body.rstrip(b"\0").decode(), connection, process, describe=True, single=False)
            self._ready()
        elif kind == b"P":
            self._sql = body.split(b"\0", 2)[1].decode()
            self._broken = False
            self._send(b"1")
        elif kind == b"B":
            self._send(b"2")
        elif kind == b"D":
            self._broken = not self._run(self._sql, connection, process, describe=True, single=True, rows=False)
        elif kind == b"E" and not self._broken:
            self._run(self._sql, connection, process, describe=False, single=True)
        elif kind == b"S":
            self._ready()

    def _run(
        self,
        sql: str,
        connection: duckdb.DuckDBPyConnection,
        process: int,
        *,
        describe: bool,
        single: bool,
        rows: bool = True,
    ) -> bool:
        self.endpoint.working[process] = connection
        try:
            statements = connection.extract_statements(sql)
            if single and len(statements) != 1:
                self._error("42601", "cannot insert multiple commands into a prepared statement")
                return False
            for statement in statements:
                if statement.type != duckdb.StatementType.SELECT:
                    connection.execute(statement.query)
                    self._send(b"C", b"OK\0")
                    continue
                if describe:
                    self._describe(connection.sql(statement.query))
                if rows:
                    self._rows(connection.execute(statement.query))
        except duckdb.InterruptException:
            self._error("57014", "canceling statement due to user request")
            return False
        except duckdb.Error as error:
            self._error("42000", str(error).splitlines()[0])
            return False
        finally:
            self.endpoint.working.pop(process, None)
        return True

    def _describe(self, found: Any) -> None:
        body = struct.pack("!h", len(found.columns))
        for name, kind in zip(found.columns, map(str, found.types), strict=True):
            modifier = -1
            if kind.startswith("DECIMAL("):
                precision, scale = kind[8:-1].split(",")
                modifier = ((int(precision) << 16) | int(scale)) + 4
            oid = 1700 if kind.startswith("DECIMAL(") else _OIDS.get(kind, 25)
            body += name.encode() + b"\0" + struct.pack("!ihihih", 0, 0, oid, -1, modifier, 0)
        self._send(b"T", body)

    def _rows(self, found: Any) -> None:
        count = 0
        while more := found.fetchmany(2000):
            packed = b""
            for row in more:
                cells = b"".join(_cell(value) for value in row)
                body = struct.pack("!h", len(row)) + cells
                packed += b"D" + struct.pack("!i", len(body) + 4) + body
            self.request.sendall(packed)
            count += len(more)
        self._send(b"C", f"SELECT {count}".encode() + b"\0")


def _cell(value: Any) -> bytes:
    if value is None:
        return struct.pack("!i", -1)
    if isinstance(value, bool):
        text = "t" if value else "f"
    elif isinstance(value, bytes):
        text = "\\x" + value.hex()
    elif isinstance(value, list):
        text = "{" + ",".join('"' + str(item).replace("\\", "\\\\").replace('"', '\\"') + '"' for item in value) + "}"
    else:
        text = str(value)
    data = text.encode()
    return struct.pack("!i", len(data)) + data


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def motherduck(path: Path, token: str, *, writable: bool = False) -> Iterator[Endpoint]:
    """Serves the DuckDB file at `path` as the database my_db until the block ends."""
    endpoint = Endpoint(path, token, writable=writable)
    with _Server(("127.0.0.1", 0), type("Session", (_Session,), {"endpoint": endpoint})) as server:
        endpoint.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield endpoint
        finally:
            server.shutdown()
