"""A web server of files with ranges and ETags, and as much of S3 as reading needs, on loopback."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


@dataclass
class WebServer:
    """`root` is what is served. With `keys`, its folders are buckets, and a request must be signed by one of the keys.

    With a `signature`, that is what must follow the question mark of an address.
    """

    root: Path
    port: int = 0
    keys: tuple[str, ...] = ()
    signature: str = ""
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    before: Callable[[str, str], int | None] = lambda method, path: None
    ranges: bool = True
    endless: bool = False

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def web_server(root: Path, keys: tuple[str, ...] = ()) -> Iterator[WebServer]:
    """Serves the files below `root` until the block ends. `before(method, path)` may answer with a status instead."""
    server = WebServer(root, keys=keys)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Quiet."""

        def do_HEAD(self) -> None:
            self._serve()

        def do_GET(self) -> None:
            self._serve()

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            path = unquote(parts.path)
            server.asked.append((self.command, path, self.headers.get("Range", "")))
            status = server.before(self.command, path)
            if status is not None:
                return self._answer(status, b"")
            if server.signature and parts.query != server.signature:
                return self._answer(403, b"")
            if server.keys and not self._signed():
                code = "InvalidAccessKeyId" if self.headers.get("Authorization") else "AccessDenied"
                return self._answer(403, f"<Error><Code>{code}</Code></Error>".encode(), "application/xml")
            query = parse_qs(parts.query, keep_blank_values=True)
            if "list-type" in query:
                return self._list(path.strip("/"), query.get("prefix", [""])[0])
            found = server.root / path.lstrip("/")
            if not found.is_file():
                return self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>", "application/xml")
            data = found.read_bytes()
            etag = f'"{hashlib.md5(data).hexdigest()}"'
            wanted = self.headers.get("If-Match")
            if wanted and wanted != etag:
                return self._answer(412, b"")
            span = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
            headers = {"ETag": etag, **({"Accept-Ranges": "bytes"} if server.ranges else {})}
            if span and server.ranges:
                first, last = int(span[1]), min(int(span[2] or len(data)), len(data) - 1)
                headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
                return self._answer(206, data[first : last + 1], headers=headers)
            return self._answer(200, data, headers=headers)

        def _signed(self) -> bool:
            found = re.search(r"Credential=([^/]+)/", self.headers.get("Authorization", ""))
            return found is not None and found[1] in server.keys

        def _list(self, bucket: str, prefix: str) -> None:
            if not (server.root / bucket).is_dir():
                self._answer(404, b"<Error><Code>NoSuchBucket</Code></Error>", "application/xml")
                return
            inside = sorted(
                p.relative_to(server.root / bucket).as_posix() for p in (server.root / bucket).rglob("*") if p.is_file()
            )
            keys = "".join(
                f"<Contents><Key>{escape(key)}</Key><Size>{(server.root / bucket / key).stat().st_size}</Size>"
                "<LastModified>2024-01-01T00:00:00.000Z</LastModified></Contents>"
                for key in inside
                if key.startswith(prefix)
            )
            space = "http://s3.amazonaws.com/doc/2006-03-01/"
            body = f'<ListBucketResult xmlns="{space}"><IsTruncated>false</IsTruncated>{keys}</ListBucketResult>'
            self._answer(200, body.encode(), "application/xml")

        def _answer(
            self,
            status: int,
            body: bytes,
            kind: str = "application/octet-stream",
            headers: dict[str, str] | None = None,
        ) -> None:
            self.send_response(status)
            length = len(body) if not (server.endless and status == 206) else 1 << 40
            for name, value in {"Content-Type": kind, "Content-Length": str(length), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)
                while server.endless and status == 206:
                    self.wfile.write(bytes(1 << 20))

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    server.port = listening.server_address[1]
    threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
