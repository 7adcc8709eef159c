"""Reading large results as Arrow through the Storage Read API, where the account may."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import pyarrow as pa

SESSION_SECONDS = 15.0
OFF_SECONDS = 600.0


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

    def open(self, table: Mapping[str, str]) -> Callable[[float], Iterator[pa.RecordBatch]] | None:
        """A way to read the rows of `table` in their order within some seconds, or None where the API cannot be used.

        A refusal, or a network that does not let it through, is remembered for a while: pages hold the same rows.
        """
        from google.api_core.exceptions import GoogleAPIError
        from google.auth.exceptions import GoogleAuthError
        from google.cloud.bigquery_storage_v1.types import DataFormat, ReadSession

        if not self.usable or not table.get("tableId"):
            return None
        name = f"projects/{table['projectId']}/datasets/{table['datasetId']}/tables/{table['tableId']}"
        wanted = ReadSession(table=name, data_format=DataFormat.ARROW)
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
            return None
        streams = [stream.name for stream in session.streams]
        return lambda seconds: self._read(streams, session, seconds)

    def close(self) -> None:
        """Release the line; idempotent."""
        with self._lock:
            client, self._client, self._address = self._client, None, ""
        if client is not None:
            client.transport.close()

    def _read(self, streams: list[str], session: Any, seconds: float) -> Iterator[pa.RecordBatch]:
        for stream in streams:
            for page in self._open_client().read_rows(stream, timeout=seconds).rows(session).pages:
                yield page.to_arrow()

    def _open_client(self) -> Any:
        from google.api_core.client_options import ClientOptions
        from google.cloud.bigquery_storage_v1 import BigQueryReadClient

        with self._lock:
            if self._client is None:
                parts = urlsplit(self._address)
                if parts.scheme == "http":
                    import grpc
                    from google.cloud.bigquery_storage_v1.services.big_query_read.transports import (
                        BigQueryReadGrpcTransport,
                    )

                    channel = grpc.insecure_channel(parts.netloc)
                    self._client = BigQueryReadClient(transport=BigQueryReadGrpcTransport(channel=channel))
                else:
                    options = ClientOptions(api_endpoint=parts.netloc)
                    self._client = BigQueryReadClient(credentials=self._credentials, client_options=options)
            return self._client
