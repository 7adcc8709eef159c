"""ClickHouse's HTTP interface over chdb, the engine itself: `python clickhouse.py FOLDER USERS`, by the lane's engine Python.

chdb has one account, no accounts of others and no server; this adds what the interface adds: sign-in of each request, settings in
the URL (which the engine itself checks and holds to), ids of queries and KILL by them, formats, errors with their code in a
header or behind the rows, answers that are sent while they come, and the end of a query whose client has hung up. `USERS` is
JSON: `{name: {"password": …, "settings": {…}, "grants": […]}}`; the account `admin` of the tests may do all.

The first line on standard output is the port. `GET /_running` tells how many statements the engine works on, `GET /_drop` ends
every connection and statement as a restart does, `GET /_password?user=…&to=…` changes a password, `GET /_mute` lets nothing be
answered any more, `GET /_break?after=N&how=…` lets the next result break off after N bytes: `cut` (the line), `hang` (it says
no more), `old` or `new` (the ways in which servers tell of an error once they have begun to answer).
"""

from __future__ import annotations

import base64
import json
import os
import re
import select
import socket
import sys
import threading
import uuid
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import chdb
from chdb._exceptions import ChdbError

# What the interface takes for itself; everything else in the URL is a setting.
OWN = frozenset(
    """query database query_id session_id session_timeout session_check default_format client_protocol_version
    wait_end_of_query compress decompress buffer_size role quota_key close_session""".split()  # noqa: SIM905
)
FORMAT = re.compile(r"\s+FORMAT\s+(\w+)\s*$", re.IGNORECASE)
KILL = re.compile(r"query_id (=|LIKE) '([^']*)'", re.IGNORECASE)
CODE = re.compile(r"Code: (\d+)\.")
MIDWAY = (
    "Code: 395. DB::Exception: Value passed to 'throwIf' function is non-zero: while executing. "
    "(FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 26.9.2.1)\n"
)


LOOK_SECONDS = 0.2
END_OF_STREAM = b"\xff\xff\xff\xff\0\0\0\0"


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, folder: str, users: dict[str, Any]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder, self.users = folder, users
        self.keeper = chdb.connect(folder)
        self.lock = threading.Lock()
        self.sockets: set[socket.socket] = set()
        self.breaks: list[tuple[int, str]] = []
        self.mute = threading.Event()

    def processes(self) -> list[list[Any]]:
        """Text of the statements at work, but for this one."""
        connection = chdb.connect(self.folder)
        try:
            text = connection.query(
                "select query from system.processes where query not like '%system.processes%'", "JSONCompact"
            )
            found: list[list[Any]] = json.loads(str(text))["data"]
            return [row for row in found if row[0].startswith("/* ")]
        finally:
            connection.close()

    def kill(self, condition: str) -> None:
        connection = chdb.connect(self.folder)
        try:
            connection.query(f"kill query where {condition} and query not like 'kill%' async", "TSV")
        finally:
            connection.close()

    def drop(self, but: socket.socket | None = None) -> None:
        with self.lock:
            sockets = self.sockets - {but}
        for one in sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self.kill("query like '/* %'")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def setup(self) -> None:
        super().setup()
        with self.server.lock:
            self.server.sockets.add(self.connection)

    def finish(self) -> None:
        with self.server.lock:
            self.server.sockets.discard(self.connection)
        super().finish()

    def log_message(self, format: str, *arguments: Any) -> None:
        return

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        given = {name: values[0] for name, values in parse_qs(query).items()}
        if path == "/_running":
            self.answer(200, str(len(self.server.processes())).encode())
        elif path == "/_drop":
            self.server.drop(self.connection)
            self.answer(200, b"ok")
        elif path == "/_password":
            self.server.users[given["user"]]["password"] = given["to"]
            self.answer(200, b"ok")
        elif path == "/_mute":
            self.server.mute.set()
            self.answer(200, b"ok")
        elif path == "/_break":
            self.server.breaks.append((int(given["after"]), given["how"]))
            self.answer(200, b"ok")
        else:
            self.answer(404, b"There is no handle\n")

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if self.server.mute.is_set():
            self.connection.recv(1)  # until the other side hangs up
            self.close_connection = True
            return
        given = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        url = {name: values[0] for name, values in given.items()}
        name, password = self.credentials()
        user = self.server.users.get(name)
        if user is None or user["password"] != password:
            self.fail(
                f"Code: 516. DB::Exception: {name}: Authentication failed: password is incorrect, or there is no user with such"
                " name. (AUTHENTICATION_FAILED) (version 26.9.2.1 (official build))\n"
            )
            return
        text = "\n".join(part for part in (url.get("query", ""), sent) if part)
        match = FORMAT.search(text)
        shape = match.group(1) if match else url.get("default_format", "TabSeparated")
        text = text[: match.start()] if match else text
        identity = url.get("query_id") or str(uuid.uuid4())
        connection = chdb.connect(self.server.folder)
        try:
            self.prepare(connection, user, url)
            if re.match(r"\s*show\s+grants", text, re.IGNORECASE):
                told = ", ".join("'" + f"{grant} TO {name}".replace("'", "''") + "'" for grant in user["grants"])
                body = connection.query(f"select arrayJoin([{told}]) as GRANTS", shape).bytes()
            elif re.match(r"\s*select\s+currentUser\(\)", text, re.IGNORECASE):
                # The engine here has one account only.
                body = connection.query(text.replace("currentUser()", f"'{name}'"), shape).bytes()
            elif re.match(r"\s*kill\s+query", text, re.IGNORECASE):
                found = KILL.search(text)
                mark = "%" if found and found.group(1).upper() == "LIKE" else " */%"
                wanted = found.group(2).removesuffix("%") if found else "?"
                self.server.kill(f"query like '/* {wanted}{mark}'")
                body = b""
            else:
                with (
                    self.client_watched(identity, url),
                    closing(rows_of(connection, f"/* {identity} */ {text}", shape)) as rows,
                ):
                    self.stream(rows, shape, identity)
                return
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
            return
        except Exception as error:
            self.fail(str(error))
            return
        finally:
            connection.close()
        self.stream(iter([body or b""]), shape, identity)

    @contextmanager
    def client_watched(self, identity: str, url: dict[str, str]) -> Iterator[None]:
        """Stop the query when the client hangs up, if it asked for that."""
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(LOOK_SECONDS):
                with suppress(OSError, ValueError):
                    if not select.select([self.connection], [], [], 0)[0] or self.connection.recv(1, socket.MSG_PEEK):
                        continue
                if not ended.is_set():
                    self.server.kill(f"query like '/* {identity} */%'")
                return

        if url.get("cancel_http_readonly_queries_on_client_close") == "1" and url.get("readonly", "2") != "0":
            threading.Thread(target=watch, daemon=True).start()
        try:
            yield
        finally:
            ended.set()

    def credentials(self) -> tuple[str, str]:
        kind, _, told = self.headers.get("Authorization", "").partition(" ")
        if kind == "Basic":
            name, _, password = base64.b64decode(told).decode().partition(":")
            return name, password
        return self.headers.get("X-ClickHouse-User", "default"), self.headers.get("X-ClickHouse-Key", "")

    def prepare(self, connection: Any, user: dict[str, Any], url: dict[str, str]) -> None:
        """The account's own settings, then those of the URL, all at once as the server takes them."""
        if url.get("database"):
            connection.query("use `" + url["database"].replace("`", "\\`") + "`", "TSV")
        for settings in (user.get("settings", {}), {k: v for k, v in url.items() if k not in OWN}):
            if settings:
                pairs = ", ".join(
                    "{} = '{}'".format(k, v.replace("\\", "\\\\").replace("'", "\\'")) for k, v in settings.items()
                )
                connection.query(f"set {pairs}", "TSV")

    def fail(self, text: str) -> None:
        code = CODE.search(text)
        number = code.group(1) if code else "1002"
        status = {"516": 403, "60": 404, "81": 404, "62": 400, "47": 404, "497": 403}.get(number, 500)
        body = text if "(version" in text else f"{text.rstrip()} (version 26.9.2.1 (official build))\n"
        self.answer(status, body.encode(), {"X-ClickHouse-Exception-Code": number})

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=UTF-8")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self, pieces: Iterator[bytes], shape: str, identity: str) -> None:
        """Send an answer as it comes. Raises what goes wrong before its first piece; what goes wrong later is told behind it."""
        after, how = self.server.breaks.pop() if shape == "ArrowStream" and self.server.breaks else (-1, "")
        piece: bytes | None = next(pieces, b"")
        self.send_response(200)
        self.send_header("X-ClickHouse-Format", shape)
        self.send_header("X-ClickHouse-Timezone", "UTC")
        self.send_header("X-ClickHouse-Query-Id", identity)
        self.send_header("X-ClickHouse-Exception-Tag", "abcdefghijklmnop")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while piece is not None:
            if how:
                piece, after = piece[:after], after - len(piece)
            self.chunk(piece)
            if how and after <= 0:
                break
            try:
                piece = next(pieces, None)
            except ChdbError as error:
                self.chunk(new_way(str(error)))
                break
        if how in ("old", "new"):
            self.chunk(MIDWAY.encode() if how == "old" else new_way(MIDWAY))
        if how == "hang":
            self.connection.recv(1)
            self.close_connection = True
            return
        if how == "cut":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.wfile.write(b"0\r\n\r\n")

    def chunk(self, data: bytes) -> None:
        """A part of an answer; one without bytes would be its end."""
        if data:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")


def new_way(text: str) -> bytes:
    """How servers of today tell of an error behind rows."""
    told = f"{text}{len(text)} abcdefghijklmnop"
    return f"\r\n__exception__\r\nabcdefghijklmnop\r\n{told}\r\n__exception__\r\n".encode()


def rows_of(connection: Any, text: str, shape: str) -> Generator[bytes]:
    """The answer to a query as the engine makes it: one Arrow stream, or rows in another format."""
    if shape != "ArrowStream":
        yield connection.query(text, shape).bytes() or b""
        return
    # Each part is a stream of its own, with the same schema at its beginning.
    began = False
    parts = connection.send_query(text, shape)
    try:
        while (part := parts.fetch()) is not None:
            data = part.bytes().removesuffix(END_OF_STREAM)
            yield data[8 + int.from_bytes(data[4:8], "little") :] if began else data
            began = True
    finally:
        parts.cancel()
    # No part at all comes of no rows.
    yield END_OF_STREAM if began else connection.query(text, shape).bytes()


if __name__ == "__main__":
    server = Server(sys.argv[1], json.loads(sys.argv[2]))
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    sys.stdin.read()  # until the tests let go of it
    server.drop()
    os._exit(0)  # without waiting for what the engine still ends
