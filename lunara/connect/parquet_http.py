"""Parquet files on a web server, read a piece at a time: a file system of pyarrow's over HTTP range requests."""

from __future__ import annotations

import io
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pyarrow as pa
from pyarrow.fs import FileInfo, FileSystemHandler, FileType

from lunara.connect.hosts import Reach
from lunara.connect.servers import CONNECT_SECONDS
from lunara.errors import ConnectFailed, LunaraError

if TYPE_CHECKING:
    import httpx

READ_SECONDS = 15.0
REQUEST_SECONDS = 30.0
PIECE_BYTES = 1 << 20


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class _Found:
    size: int
    etag: str


def web_client() -> httpx.Client:
    """What the files are fetched by. Nothing of the environment: no proxy, no netrc."""
    import httpx

    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    return httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False)


class WebFiles(FileSystemHandler):  # type: ignore[misc]
    """The files of URLs that were named. Nothing is listed and no redirect is followed: neither leads to another host.

    A path is a name of `addresses`, and messages tell that and the host: a URL may hold a secret, and engines tell paths.
    A host is looked up once for each request and connected to by that address. A file that changes while it is read fails
    (`If-Match`), so that no result mixes two versions; `changed` tells that one did. One of these belongs to one listing.
    """

    def __init__(self, client: httpx.Client, reach: Reach, addresses: Mapping[str, str]) -> None:
        self._client = client
        self._reach = reach
        self._addresses = dict(addresses)
        self._known: dict[str, _Found] = {}
        self._said: deque[ConnectFailed] = deque(maxlen=64)
        self._lock = threading.Lock()
        self.changed = False

    def lost(self, error: BaseException) -> ConnectFailed | None:
        """What a request had failed with, when `error` is the engine's word for it: its text holds ours."""
        text = str(error)
        return next((said for said in list(self._said) if said.message in text), None)

    def get_type_name(self) -> str:
        """Part of the protocol."""
        return "web"

    def get_file_info(self, paths: list[str]) -> list[FileInfo]:
        """Size of each file; asked of the server once."""
        return [FileInfo(path, FileType.File, size=self._find(path).size) for path in paths]

    def open_input_file(self, path: str) -> pa.PythonFile:
        """A file that can be read at any place."""
        return pa.PythonFile(
            _WebFile(self._find(path).size, lambda first, last: self._read(path, first, last)), mode="r"
        )

    def open_input_stream(self, path: str) -> pa.PythonFile:
        """The same; Parquet is read at places."""
        return self.open_input_file(path)

    def normalize_path(self, path: str) -> str:
        """Names are what they are."""
        return path

    def get_file_info_selector(self, selector: Any) -> list[FileInfo]:
        """A web server lists nothing."""
        raise NotImplementedError

    create_dir = delete_dir = delete_dir_contents = delete_root_dir_contents = get_file_info_selector
    delete_file = open_output_stream = get_file_info_selector

    def move(self, source: str, target: str) -> None:
        """Nothing is written."""
        raise NotImplementedError

    copy_file = move

    def open_append_stream(self, path: str, metadata: Any) -> None:
        """Nothing is written."""
        raise NotImplementedError

    def _find(self, name: str) -> _Found:
        with self._lock:
            found = self._known.get(name)
        if found is None:
            answer = self._ask("HEAD", name, {})
            size = answer.headers.get("content-length", "")
            if not size.isdecimal() or answer.headers.get("accept-ranges", "").lower() != "bytes":
                raise ConnectFailed(
                    f"{self._host(name)} does not give parts of files, which Parquet is read by.",
                    "Put the file where ranges are served (object storage, nginx, Apache), or upload it.",
                    code="no_ranges",
                )
            found = _Found(int(size), answer.headers.get("etag", ""))
            with self._lock:
                self._known[name] = found
        return found

    def _read(self, name: str, first: int, last: int) -> bytes:
        etag = self._find(name).etag
        headers = {"Range": f"bytes={first}-{last}"}
        if etag and not etag.startswith("W/"):
            headers["If-Match"] = etag
        answer = self._ask("GET", name, headers, last - first + 1)
        if answer.status != 206 or len(answer.body) != last - first + 1:
            self._said.append(
                ConnectFailed(
                    f"The file of {name} came incomplete from {self._host(name)}.",
                    "Try again in a moment.",
                    code="connection_lost",
                )
            )
            raise self._said[-1]
        return answer.body

    def _ask(self, method: str, name: str, headers: dict[str, str], most: int = 0) -> _Answer:
        try:
            return self._answer(method, name, headers, most)
        except ConnectFailed as error:
            self._said.append(error)
            raise

    def _host(self, name: str) -> str:
        return urlsplit(self._addresses[name]).hostname or ""

    def _answer(self, method: str, name: str, headers: dict[str, str], most: int) -> _Answer:
        """The answer, of whose body no more than `most` bytes are read, and for no longer than `REQUEST_SECONDS`."""
        import httpx

        url = self._addresses[name]
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        address = self._reach.address(host, port)
        literal = f"[{address}]" if ":" in address else address
        target = httpx.URL(url).copy_with(host=literal)
        named = {**headers, "Host": parts.netloc.rpartition("@")[2], "Accept-Encoding": "identity"}
        until = time.monotonic() + REQUEST_SECONDS
        body = bytearray()
        try:
            with self._client.stream(method, target, headers=named, extensions={"sni_hostname": host}) as answer:
                # What is known of the file holds for those who read it since then: the listing is made anew for others.
                self.changed |= answer.status_code in (404, 410, 412)
                _check_status(answer.status_code, name, host)
                for piece in answer.iter_raw(65_536) if most else ():
                    body += piece
                    if len(body) > most:
                        break
                    if time.monotonic() > until:
                        raise _no_answer(host, port)
                return _Answer(answer.status_code, dict(answer.headers), bytes(body))
        except httpx.TimeoutException as error:
            raise _no_answer(host, port) from error
        except httpx.HTTPError as error:
            raise _unreachable(error, host, port) from error


class _WebFile(io.RawIOBase):
    """Bytes of one file at any place, a piece at least at a time: pyarrow reads footers in small steps."""

    def __init__(self, size: int, read: Callable[[int, int], bytes]) -> None:
        self._size, self._fetch = size, read
        self._at = 0
        self._piece = (0, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + (0, self._at, self._size)[whence]
        return self._at

    def size(self) -> int:
        """Part of pyarrow's protocol."""
        return self._size

    def read(self, length: int | None = -1) -> bytes:
        until = self._size if length is None or length < 0 else min(self._at + length, self._size)
        if until <= self._at:
            return b""
        start, held = self._piece
        if not (start <= self._at and until <= start + len(held)):
            wanted = max(until - self._at, PIECE_BYTES)
            # The end of a Parquet file is read first, backwards.
            start = min(self._at, max(self._size - wanted, 0))
            held = self._fetch(start, min(start + wanted, self._size) - 1) if start + wanted >= until else b""
            self._piece = (start, held)
        found = held[self._at - start : until - start]
        self._at = until
        return found


def _no_answer(host: str, port: int) -> ConnectFailed:
    return ConnectFailed(
        f"{host} did not answer on port {port}.",
        "Check the address, and that no firewall lies between.",
        code="no_answer",
    )


def _check_status(status: int, name: str, host: str) -> None:
    if status in (200, 206):
        return
    if status in (401, 403):
        raise ConnectFailed(
            f"{host} does not let Lunara read the file of {name}.",
            "Make the file public, or use keys of the storage; where its address ends in a signature, that may be out of date.",
            code="not_let_in",
        )
    if status in (404, 410):
        raise ConnectFailed(f"{host} has no file at the address of {name}.", "Check the address.", code="file_missing")
    if status == 412:
        raise ConnectFailed(
            f"The file of {name} on {host} was replaced while it was read.",
            "Try again in a moment.",
            code="connection_lost",
        )
    if 300 <= status < 400:
        raise ConnectFailed(
            f"The address of {name} on {host} leads elsewhere, and Lunara does not follow.",
            "Give the address that it leads to.",
            code="moved",
        )
    raise ConnectFailed(f"{host} answered with status {status}.", "Try again in a moment.", code="connection_lost")


def _unreachable(error: Exception, host: str, port: int) -> LunaraError:
    said = str(error).lower()
    if "refused" in said:
        return ConnectFailed(f"{host} refused the connection on port {port}.", "Check the address.", code="refused")
    if "certificate" in said or "ssl" in said:
        return ConnectFailed(
            f"The certificate of {host} is not valid.", "Use an address whose certificate is.", code="encryption"
        )
    return ConnectFailed("The connection to the web server was lost.", "Try again in a moment.", code="connection_lost")
