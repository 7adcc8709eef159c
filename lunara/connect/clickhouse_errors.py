"""What goes wrong with ClickHouse, by its error codes, in words."""

from __future__ import annotations

from lunara.connect import servers
from lunara.errors import ConnectFailed, LunaraError, WarehouseFailed

_PASSWORD_WRONG = frozenset({516, 192, 193, 194})
_TIMED_OUT = frozenset({159, 160})
_NOT_GRANTED = frozenset({497, 291})
_NO_ROOM = frozenset({241, 243, 173})
_OVER_LIMITS = frozenset({158, 307, 396, 191, 201})
_LOST = frozenset({209, 210, 236, 425})


def server_error(code: int, words: str, seconds: float, user: str) -> LunaraError:
    """What the server said of a statement that `user` ran within `seconds`."""
    said = _said(words)
    if code in _TIMED_OUT:
        return servers.ran_too_long(seconds)
    if code == 394:
        return servers.stopped_on_the_server()
    if code in _LOST:
        return servers.connection_lost()
    if code in _PASSWORD_WRONG:
        return servers.password_wrong(user)
    if code in _NOT_GRANTED:
        return servers.not_granted(user, said)
    if code in _NO_ROOM:
        return servers.out_of_memory(said)
    if code in _OVER_LIMITS:
        return WarehouseFailed(
            f"The server's own limits for {user} stopped the query: {said}", "Narrow it.", code="over_limits"
        )
    if code == 452 or (code == 164 and "Cannot modify" in said):
        return WarehouseFailed(
            f"The account {user} may not have the settings that Lunara needs: {said}",
            "Ask an administrator to set readonly = 2 for it, without narrower constraints.",
            code="settings_locked",
        )
    return servers.cannot_run(said)


def not_connected(error: BaseException, host: str, port: int, user: str) -> ConnectFailed:
    """Why there is no connection."""
    from urllib3 import exceptions

    code = getattr(error, "code", None) or 0
    causes = [error]
    while (cause := causes[-1].__cause__) is not None:
        causes.append(cause)
    if code in _PASSWORD_WRONG:
        return servers.password_wrong(user)
    if code == 81:
        return servers.database_missing("default", host)
    if code == 195:
        return servers.not_let_in(host, user)
    if code == 202:
        return servers.too_many_connections(host)
    if code in _NOT_GRANTED:
        return ConnectFailed(
            f"The account {user} may not read what there is on {host}.", "Ask an administrator.", code="not_let_in"
        )
    if any(isinstance(cause, exceptions.SSLError) for cause in causes):
        return servers.encryption_failed(host)
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return servers.refused(host, port)
    if any(isinstance(cause, exceptions.NewConnectionError) for cause in causes):
        return ConnectFailed(f"{host} cannot be reached from this machine.", "Check the network.", code="no_answer")
    if any(isinstance(cause, exceptions.TimeoutError | TimeoutError) for cause in causes):
        return servers.no_answer(host, port)
    if code:
        return ConnectFailed(f"{host} did not accept the connection: {_said(str(error))}", "Ask an administrator.")
    return ConnectFailed(
        f"What answers at {host} on port {port} is not ClickHouse's HTTP interface.",
        "It is 8443 with encryption and 8123 without, unless changed; 9000 and 9440 are for other programs.",
    )


def _said(words: str) -> str:
    """The server's own sentence, without codes, versions and the query around it."""
    text = " ".join(words.rpartition("DB::Exception: ")[2].split())
    for mark in (" (version ", " In scope ", " in scope ", ": In scope ", ": while executing"):
        text = text.partition(mark)[0]
    return text[:500].rstrip(". ") + "."
