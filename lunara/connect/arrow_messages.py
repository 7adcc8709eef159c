"""A stream of Arrow that a server sends, looked at message by message before anything in it is unpacked.

A block says in its head how large each of its parts becomes; pyarrow would make room for whatever is said there.
"""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Callable

from lunara.connect.bounded import too_much_at_once

BLOCK_BYTES = 320 * 2**20  # the bytes of a result (Limits), and something over
HEAD_BYTES = 4 * 2**20
BLOCK_ROWS = 2**24
_CONTINUES = b"\xff\xff\xff\xff"
_DICTIONARY, _RECORDS = 2, 3
_UNPACKED = -1  # how a part says that it is as it is


class Messages:
    """A file for pyarrow over the bytes that `source(size)` gives: whole messages, each of which fits into memory.

    `read` raises WarehouseFailed for a block that becomes larger than `BLOCK_BYTES`, ArrowInvalid for what is no message, and
    whatever `source` raises. Behind the last message it reads nothing.
    """

    closed = False

    def __init__(self, source: Callable[[int], bytes]) -> None:
        self._source = source
        self._left: deque[bytes] = deque()
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes; fewer at the end."""
        found: list[bytes] = []
        while size and (self._left or self._take()):
            part = self._left.popleft()
            if len(part) > size:
                self._left.appendleft(part[size:])
                part = part[:size]
            found.append(part)
            size -= len(part)
        return found[0] if len(found) == 1 else b"".join(found)

    def readable(self) -> bool:
        """It is."""
        return True

    def close(self) -> None:
        """Nothing: whoever gave the source closes it."""

    def _take(self) -> bool:
        """Take in the next message; whether there was something."""
        if self._ended:
            return False
        start = self._exactly(8)
        if len(start) < 8 or start[4:] == b"\0\0\0\0":
            self._ended = True
            self._left.extend([start] if start else [])
            return bool(start)
        if start[:4] != _CONTINUES:
            raise _no_message()
        size = int.from_bytes(start[4:], "little")
        if size > HEAD_BYTES:
            raise too_much_at_once(HEAD_BYTES)
        head = self._exactly(size)
        try:
            body_size, parts = _parts(head)
        except (struct.error, IndexError) as error:
            raise _no_message() from error
        if not 0 <= body_size <= BLOCK_BYTES:
            raise too_much_at_once(BLOCK_BYTES)
        body = self._exactly(body_size)
        becomes = 0
        for offset, length, packed in parts:
            unpacked = _UNPACKED
            if packed and length:
                if not 0 <= offset <= len(body) - 8:
                    raise _no_message()
                (unpacked,) = struct.unpack_from("<q", body, offset)
            becomes += length if unpacked == _UNPACKED else abs(unpacked)
            if becomes > BLOCK_BYTES:
                raise too_much_at_once(BLOCK_BYTES)
        self._left.extend(part for part in (start, head, body) if part)
        return True

    def _exactly(self, size: int) -> bytes:
        """The next `size` bytes of the source; fewer only where it ends."""
        parts = []
        while size and (part := self._source(size)):
            parts.append(part)
            size -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)


def _parts(head: bytes) -> tuple[int, list[tuple[int, int, bool]]]:
    """Of a message's head: bytes of its body, and of each part of a block in it offset, length, and whether it is packed.

    Raises struct.error, IndexError, WarehouseFailed for more rows than `BLOCK_ROWS`.
    """
    (root,) = struct.unpack_from("<I", head)
    place = _field(head, root, 3)
    (body_size,) = struct.unpack_from("<q", head, place) if place else (0,)
    place = _field(head, root, 1)
    kind = head[place] if place else 0
    if kind not in (_DICTIONARY, _RECORDS):
        return body_size, []
    block = _led(head, _field(head, root, 2))
    if kind == _DICTIONARY:
        block = _led(head, _field(head, block, 1))
    place = _field(head, block, 0)
    (rows,) = struct.unpack_from("<q", head, place) if place else (0,)
    if not 0 <= rows <= BLOCK_ROWS:
        raise too_much_at_once(BLOCK_BYTES)
    packed = bool(_field(head, block, 3))
    place = _field(head, block, 2)
    if not place:
        return body_size, []
    listed = _led(head, place)
    (count,) = struct.unpack_from("<I", head, listed)
    if listed + 4 + 16 * count > len(head):
        raise IndexError(count)
    return body_size, [
        (offset, abs(length), packed) for offset, length in struct.iter_unpack("<qq", head[listed + 4 :][: 16 * count])
    ]


def _field(head: bytes, table: int, number: int) -> int:
    """Where a field of a table of FlatBuffers lies; 0 where it is left out."""
    (back,) = struct.unpack_from("<i", head, table)
    (size,) = struct.unpack_from("<H", head, table - back)
    if 4 + 2 * number >= size:
        return 0
    (offset,) = struct.unpack_from("<H", head, table - back + 4 + 2 * number)
    return table + offset if offset else 0


def _led(head: bytes, place: int) -> int:
    """Where the offset that lies at `place` leads."""
    (offset,) = struct.unpack_from("<I", head, place)
    return int(place + offset)


def _no_message() -> Exception:
    import pyarrow as pa

    found: Exception = pa.ArrowInvalid("what came is no message of Arrow")
    return found
