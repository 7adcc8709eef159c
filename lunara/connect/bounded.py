"""How much of a server's answer is read: a hostile one says without end, or says little that unpacks without end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lunara.errors import ConnectFailed, WarehouseFailed

SIGN_IN_BYTES = 4 * 2**20  # of all that is said while a connection is made, and of an error
OWN_BYTES = 64 * 2**20  # of the answer to a question of ours: a catalog of some hundred thousand columns
PAGE_BYTES = 64 * 2**20  # of rows that come at once as text
_STEP = 65_536


def whole(answer: Any, host: str, most: int) -> bytes:
    """The body of an answer of urllib3 (any copy of it) that was asked for unread. Raises ConnectFailed beyond `most` bytes.

    Also for a body that is packed. Raises urllib3's errors when the line breaks.
    """
    refuse_packed(answer, host)
    parts, held = [], 0
    # Not `stream`, which would wait for the end of a chunk's first line however long it is.
    while piece := answer.read(_STEP, decode_content=False):
        parts.append(piece)
        held += len(piece)
        if held > most:
            answer.close()
            raise too_much(host, most)
    return b"".join(parts)


def refuse_packed(answer: Any, host: str) -> None:
    """Raise ConnectFailed for a body that is packed in any way: none was asked for."""
    headers: Mapping[str, str] = answer.headers
    packed = headers.get("Content-Encoding", "").strip().lower()
    if packed not in ("", "identity"):
        answer.close()
        raise ConnectFailed(
            f"{host} packs its answer ({packed[:40]!r}), which was not asked for.",
            "Check host and port, or have whatever stands between leave answers as they are.",
            code="packed",
        )


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
