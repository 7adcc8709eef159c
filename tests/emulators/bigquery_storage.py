"""BigQuery's Storage Read API for results that the stub of the REST API computes itself, as they are read; others are led on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import grpc

if TYPE_CHECKING:
    import pyarrow as pa

# As much as Google puts into one message, about.
MESSAGE_BYTES = 4_000_000
_METHOD = "/google.cloud.bigquery.storage.v1.BigQueryRead/"


@dataclass
class Long:
    """A table that is computed as it is read: `rows()` begins anew each time."""

    schema: pa.Schema
    rows: Callable[[], Iterator[pa.RecordBatch]]


class Storage(grpc.GenericRpcHandler):  # type: ignore[misc]
    """The server. `find` knows the long tables by their names; what it does not know is asked of `behind`, host and port."""

    def __init__(self, find: Callable[[str], Long | None], behind: str) -> None:
        self._find = find
        self._behind = grpc.insecure_channel(behind)

    def service(self, details: Any) -> Any:
        """Of one call."""
        if details.method == f"{_METHOD}CreateReadSession":
            return grpc.unary_unary_rpc_method_handler(self._begin)
        if details.method == f"{_METHOD}ReadRows":
            return grpc.unary_stream_rpc_method_handler(self._read)
        return None

    def close(self) -> None:
        """Ask nobody any more."""
        self._behind.close()

    def _begin(self, raw: bytes, context: Any) -> bytes:
        from google.cloud.bigquery_storage_v1 import types

        asked = types.CreateReadSessionRequest.deserialize(raw)
        name = asked.read_session.table.rpartition("/")[2]
        long = self._find(name)
        if long is None:
            with _as_it_says(context):
                led: bytes = self._behind.unary_unary(f"{_METHOD}CreateReadSession")(raw, timeout=60)
            return led
        session = types.ReadSession(
            name=f"sessions/{name}",
            table=asked.read_session.table,
            data_format=types.DataFormat.ARROW,
            arrow_schema=types.ArrowSchema(serialized_schema=long.schema.serialize().to_pybytes()),
            streams=[types.ReadStream(name=f"long/{name}")],
        )
        made: bytes = types.ReadSession.serialize(session)
        return made

    def _read(self, raw: bytes, context: Any) -> Iterator[bytes]:
        from google.cloud.bigquery_storage_v1 import types

        asked = types.ReadRowsRequest.deserialize(raw)
        kind, _, name = asked.read_stream.partition("/")
        long = self._find(name) if kind == "long" else None
        if long is None:
            with _as_it_says(context):
                yield from self._behind.unary_stream(f"{_METHOD}ReadRows")(raw, timeout=60)
            return
        skip = asked.offset
        with closing(long.rows()) as batches:  # type: ignore[type-var]
            for batch in batches:
                rows = batch.slice(min(skip, batch.num_rows))
                skip -= batch.num_rows - rows.num_rows
                at_once = max(int(MESSAGE_BYTES / max(rows.nbytes / max(rows.num_rows, 1), 1)), 1)
                for start in range(0, rows.num_rows, at_once):
                    part = rows.slice(start, at_once)
                    answer = types.ReadRowsResponse(
                        row_count=part.num_rows,
                        arrow_record_batch=types.ArrowRecordBatch(
                            serialized_record_batch=part.serialize().to_pybytes(), row_count=part.num_rows
                        ),
                    )
                    yield types.ReadRowsResponse.serialize(answer)


@contextmanager
def _as_it_says(context: Any) -> Iterator[None]:
    try:
        yield
    except grpc.RpcError as error:
        context.abort(error.code(), error.details())


@contextmanager
def bigquery_storage(find: Callable[[str], Long | None], behind: str) -> Iterator[str]:
    """The server on a free port of this machine; its address."""
    storage = Storage(find, behind)
    server = grpc.server(
        ThreadPoolExecutor(16),
        handlers=[storage],
        options=[("grpc.max_send_message_length", -1), ("grpc.so_reuseport", 0)],
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop(None).wait(5)
        storage.close()
