"""Reading large results as Arrow through the Storage Read API, where the account may."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lunara.connect.lines import watched_channel

if TYPE_CHECKING:
    import pyarrow as pa

    from lunara.connect.bigquery_jobs import Work

SESSION_SECONDS = 15.0
OFF_SECONDS = 600.0
# As the driver sets it for Google: one row may be long.
_ANY_LENGTH = [("grpc.max_receive_message_length", -1)]


class Storage:
    """Read sessions, billed to `project`, at `address` (https, or http on this machine). Opened when first needed.

    Raises the driver's exceptions.
    """

    def __init__(self, credentials: Any, project: str, address: str) -> None:
        self._credentials, self._project, self._address = credentials, project, address
        self._lock = threading.Lock()
        self._client: Any = None
        self._off_until = 0.0

    @property
    def usable(self) -> bool:
        """Whether it is worth a try."""
        return bool(self._address) and time.monotonic() >= self._off_until

    def open(self, table: Mapping[str, str], work: Work) -> Callable[[float], Iterator[pa.RecordBatch]] | None:
        """A way to read the rows of `table` in their order within some seconds, or None where the API cannot be used.

        A refusal, or a network that does not let it through, is remembered for a while: pages hold the same rows.
        Raises what the deadline of `work` says when it is over.
        """
        from google.api_core.exceptions import GoogleAPIError
        from google.auth.exceptions import GoogleAuthError
        from google.cloud.bigquery_storage_v1.types import DataFormat, ReadSession

        if not self.usable or not table.get("tableId"):
            return None
        name = f"projects/{table['projectId']}/datasets/{table['datasetId']}/tables/{table['tableId']}"
        wanted = ReadSession(table=name, data_format=DataFormat.ARROW)
        answers: Queue[Any] = Queue()

        def begin() -> None:
            try:
                # One stream, because several would lose the order of the rows.
                session = self._open_client().create_read_session(
                    parent=f"projects/{self._project}",
                    read_session=wanted,
                    max_stream_count=1,
                    retry=None,
                    timeout=SESSION_SECONDS,
                )
            except (GoogleAPIError, GoogleAuthError):
                self._off_until = time.monotonic() + OFF_SECONDS
                answers.put(None)
            except BaseException as error:  # noqa: BLE001 - it is raised where the session was asked for
                answers.put(error)
            else:
                answers.put(session)

        # The driver cannot be told to give up a call that it waits for.
        threading.Thread(target=begin, name="lunara-bigquery", daemon=True).start()
        session = _awaited(answers, work)
        if isinstance(session, BaseException):
            raise session
        if session is None:
            return None
        streams = [stream.name for stream in session.streams]
        return lambda seconds: self._read(streams, session, seconds, work)

    def close(self) -> None:
        """Release the line; idempotent."""
        with self._lock:
            client, self._client, self._address = self._client, None, ""
        if client is not None:
            client.transport.close()

    def _read(self, streams: list[str], session: Any, seconds: float, work: Work) -> Iterator[pa.RecordBatch]:
        whole = False
        try:
            for stream in streams:
                with work.lines.asking(keep=True):
                    # A stream that breaks is taken up again where it broke, once: the driver's own patience is of a day.
                    pages = self._open_client().read_rows(stream, retry=None, timeout=seconds).rows(session).pages
                while True:
                    with work.lines.asking(keep=True):
                        page = next(pages, None)
                    if work.deadline.stopped:
                        raise work.deadline.error()
                    if page is None:
                        break
                    yield page.to_arrow()
            whole = True
        finally:
            work.lines.let_go(unread=not whole)

    def _open_client(self) -> Any:
        from google.api_core.client_options import ClientOptions
        from google.cloud.bigquery_storage_v1 import BigQueryReadClient
        from google.cloud.bigquery_storage_v1.services.big_query_read.transports import BigQueryReadGrpcTransport

        with self._lock:
            if self._client is None:
                parts = urlsplit(self._address)
                if parts.scheme == "http":
                    import grpc

                    channel = watched_channel(grpc.insecure_channel(parts.netloc, _ANY_LENGTH))
                    self._client = BigQueryReadClient(transport=BigQueryReadGrpcTransport(channel=channel))
                else:
                    self._client = BigQueryReadClient(
                        credentials=self._credentials,
                        client_options=ClientOptions(api_endpoint=parts.netloc),
                        transport=partial(BigQueryReadGrpcTransport, channel=_encrypted),
                    )
            return self._client


def _encrypted(*given: Any, **options: Any) -> Any:
    from google.cloud.bigquery_storage_v1.services.big_query_read.transports import BigQueryReadGrpcTransport

    return watched_channel(BigQueryReadGrpcTransport.create_channel(*given, **options))


def _awaited(answers: Queue[Any], work: Work) -> Any:
    """What comes, while there is somebody to wait for it."""
    while True:
        try:
            return answers.get(timeout=0.05)
        except Empty:
            if work.deadline.stopped:
                raise work.deadline.error() from None
