"""MySQL's protocol with a bound: the driver itself takes whatever a server sends into memory before it looks at it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from lunara.connect.bounded import OWN_BYTES, PAGE_BYTES, SIGN_IN_BYTES, too_much, too_much_at_once

if TYPE_CHECKING:
    from pymysql.connections import Connection

SIGN_IN_PACKET = 2**20


@cache
def counted() -> type[Connection[Any]]:
    """The driver's connection, which reads as much as was last allowed; at first what signing in takes.

    Reading on raises ConnectFailed, or WarehouseFailed within rows, and closes it.
    """
    from pymysql.connections import Connection as Given
    from pymysql.protocol import MysqlPacket

    base: Any = Given  # its types say more of it than it has

    class Counted(base):  # type: ignore[misc]
        _packet = 0
        _most = SIGN_IN_PACKET
        _left: int | None = SIGN_IN_BYTES
        _allowed = SIGN_IN_BYTES

        def allow_answer(self, most: int = OWN_BYTES) -> None:
            """So many bytes from now on, in packets of any size: for questions of ours and the columns of any."""
            self._left, self._most, self._allowed = most, most, most

        def allow_rows(self) -> None:
            """Rows without end from now on, none of them larger than `PAGE_BYTES`."""
            self._left, self._most = None, PAGE_BYTES

        def _read_packet(self, packet_type: Any = MysqlPacket) -> Any:
            self._packet = 0
            return super()._read_packet(packet_type)

        def _read_bytes(self, num_bytes: int) -> Any:
            self._packet += num_bytes
            if self._left is None:
                if self._packet > self._most:
                    self._force_close()
                    raise too_much_at_once(self._most)
            else:
                self._left -= num_bytes
                if self._left < 0 or self._packet > self._most:
                    self._force_close()
                    raise too_much(str(self.host), min(self._most, self._allowed))
            return super()._read_bytes(num_bytes)

    made: type[Connection[Any]] = Counted
    return made
