"""What a server may make of memory: blocks of Arrow that unpack to more than they are, answers of HTTP, packets of MySQL."""

from __future__ import annotations

import gzip
import io

import pyarrow as pa
import pytest

from lunara.connect import arrow_messages, bounded
from lunara.connect.arrow_messages import Messages
from lunara.errors import ConnectFailed, WarehouseFailed


def stream(*columns: pa.Array, compression: str | None = "lz4") -> bytes:
    """One block of Arrow, as a server sends it."""
    batch = pa.RecordBatch.from_arrays(list(columns), [f"c{number}" for number in range(len(columns))])
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression=compression)) as writer:
        writer.write_batch(batch)
        writer.write_batch(batch.slice(1))
    return sink.getvalue()


def read(sent: bytes) -> pa.Table:
    source = io.BytesIO(sent)
    return pa.ipc.open_stream(pa.PythonFile(Messages(source.read), mode="r")).read_all()


@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
def test_blocks_come_through_as_they_were_sent(compression: str | None) -> None:
    columns = (
        pa.array(["a", None, "c" * 10_000]),
        pa.array([[1], [], None], pa.list_(pa.int64())),
        pa.array(["x", "y", "x"]).dictionary_encode(),
        pa.nulls(3),
    )
    sent = stream(*columns, compression=compression)
    assert read(sent).equals(pa.ipc.open_stream(sent).read_all())


def test_nothing_is_read_behind_the_last_block() -> None:
    sent = stream(pa.array([1, 2]))
    source = io.BytesIO(sent + b"Code: 1. DB::Exception: behind")
    pa.ipc.open_stream(pa.PythonFile(Messages(source.read), mode="r")).read_all()
    assert source.read() == b"Code: 1. DB::Exception: behind"


@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
def test_a_block_that_becomes_too_large_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch, compression: str | None
) -> None:
    monkeypatch.setattr(arrow_messages, "BLOCK_BYTES", 1_000_000)
    sent = stream(pa.array([b"\0" * 2_000_000, b""]), compression=compression)
    taken = pa.total_allocated_bytes()
    with pytest.raises(WarehouseFailed) as large:
        read(sent)
    assert large.value.code == "too_large" and pa.total_allocated_bytes() - taken < 500_000


def test_a_block_of_more_rows_than_bytes_is_refused() -> None:
    """Columns of nothing but nulls take no bytes at all."""
    with pytest.raises(WarehouseFailed):
        read(stream(pa.nulls(arrow_messages.BLOCK_ROWS + 1)))


@pytest.mark.parametrize(
    "sent", [b"Code: 1. DB::Exception: none", b"\xff\xff\xff\xff\x10\0\0\0" + b"\xff" * 16, b"\xff" * 6]
)
def test_what_is_no_message_is_an_error_of_arrow(sent: bytes) -> None:
    with pytest.raises((pa.ArrowInvalid, OSError)):
        read(sent)


def test_every_cut_stream_is_an_error_of_arrow_or_ends_before_its_last_block() -> None:
    sent = stream(pa.array(["a", "b"]))
    for size in range(len(sent) - 8):
        try:
            assert read(sent[:size]).num_rows in (0, 2, 3)
        except (pa.ArrowInvalid, OSError):
            continue


def test_a_head_that_lies_is_never_more_than_an_error() -> None:
    """Each byte of the heads, turned over."""
    sent = stream(pa.array([1, 2]))
    for place in range(len(sent)):
        changed = bytearray(sent)
        changed[place] ^= 0xFF
        try:
            read(bytes(changed))
        except (pa.ArrowException, OSError, WarehouseFailed):
            continue


def test_gzip_is_unpacked_as_far_as_it_may_go() -> None:
    assert bounded.unpacked(gzip.compress(b"a" * 1000) + gzip.compress(b"b"), "host", 1001) == b"a" * 1000 + b"b"
    for most in (1000, 999, 0):
        with pytest.raises(ConnectFailed) as large:
            bounded.unpacked(gzip.compress(b"a" * 1000) + gzip.compress(b"b"), "host", most)
        assert large.value.code == "too_large"


@pytest.mark.parametrize(
    "sent", [b"plain", gzip.compress(b"a" * 1000)[:-3], gzip.compress(b"a") + b"rest"], ids=["plain", "cut", "rest"]
)
def test_what_is_packed_wrongly_is_said(sent: bytes) -> None:
    with pytest.raises(ConnectFailed) as wrong:
        bounded.unpacked(sent, "host", 10_000)
    assert wrong.value.code == "packed"
