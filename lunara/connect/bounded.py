"""How much of a server's answer is read: a hostile one says without end, or says little that unpacks without end."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

from lunara.errors import ConnectFailed, WarehouseFailed

SIGN_IN_BYTES = 4 * 2**20  # of all that is said while a connection is made, and of an error
OWN_BYTES = 64 * 2**20  # of the answer to a question of ours: a catalog of some hundred thousand columns
PAGE_BYTES = 64 * 2**20  # of rows that come at once as text
_STEP = 65_536


def whole(answer: Any, host: str, most: int, *, gzip: bool = False) -> bytes:
    """The body of an answer of urllib3 (any copy of it) that was asked for unread. Raises ConnectFailed beyond `most` bytes.

    It may be packed with gzip where that was asked for, and is then unpacked as far as `most`; in another way it is refused.
    Raises urllib3's errors when the line breaks.
    """
    packed = gzip and _packing(answer) == "gzip"
    if not packed:
        refuse_packed(answer, host)
    parts, held = [], 0
    # Not `stream`, which would wait for the end of a chunk's first line however long it is.
    while piece := answer.read(_STEP, decode_content=False):
        parts.append(piece)
        held += len(piece)
        if held > most:
            answer.close()
            raise too_much(host, most)
    return unpacked(b"".join(parts), host, most) if packed else b"".join(parts)


def unpacked(data: bytes, host: str, most: int) -> bytes:
    """What was packed with gzip. Raises ConnectFailed beyond `most` bytes, and for what is not whole."""
    parts, held = [], 0
    while data:
        unpacker = zlib.decompressobj(31)
        try:
            part = unpacker.decompress(data, most - held + 1)
        except zlib.error:
            raise _not_whole(host) from None
        parts.append(part)
        held += len(part)
        if held > most:
            raise too_much(host, most)
        if not unpacker.eof:
            raise _not_whole(host)
        data = unpacker.unused_data
    return b"".join(parts)


def refuse_packed(answer: Any, host: str) -> None:
    """Raise ConnectFailed for a body that is packed in any way: none was asked for."""
    packed = _packing(answer)
    if packed not in ("", "identity"):
        answer.close()
        raise ConnectFailed(
            f"{host} packs its answer ({packed[:40]!r}), which was not asked for.",
            "Check host and port, or have whatever stands between leave answers as they are.",
            code="packed",
        )


def _packing(answer: Any) -> str:
    headers: Mapping[str, str] = answer.headers
    return headers.get("Content-Encoding", "").strip().lower()


def _not_whole(host: str) -> ConnectFailed:
    return ConnectFailed(f"{host} packs its answer wrongly.", "Try again; check host and port.", code="packed")


def too_much(host: str, most: int) -> ConnectFailed:
    """What a server says that talks on where little is expected."""
    return ConnectFailed(
        f"{host} answers with more than {most / 2**20:,.0f} MB to a question that has a short answer.",
        "Check host and port: it may be another kind of server. For a very large catalog name one database or schema.",
        code="too_large",
    )


def too_much_at_once(most: int) -> WarehouseFailed:
    """What is said of rows that cannot be taken piece by piece."""
    return WarehouseFailed(
        f"The server sends more than {most / 2**20:,.0f} MB of rows at once, which is more than is held in memory.",
        "Leave out the columns with very long values, or shorten them in the SQL.",
        code="too_large",
    )
