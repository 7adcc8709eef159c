"""What every database server has in common: its form, its URL, and the words for what goes wrong on the way to it."""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Collection, Mapping
from contextlib import suppress
from urllib.parse import SplitResult, parse_qsl, unquote

from lunara.connect.warehouse import Field, Finding
from lunara.errors import Cancelled, ConnectFailed, InvalidInput, TimedOut, WarehouseFailed

CONNECT_SECONDS = 10
CATALOG_SECONDS = 60.0

# Fields that say where a server is, of whichever kind.
ADDRESSES = ("host", "account", "endpoint", "storage_endpoint")

PASSWORD = Field("password", "Password", "password", required=False, secret=True, help="Kept encrypted.")
USER = Field("user", "User", placeholder="lunara_reader", help="An account that may only read.")
ENCRYPTION = Field(
    "sslmode",
    "Encryption",
    "choice",
    default="prefer",
    choices=("prefer", "require", "verify-full", "disable"),
    help="verify-full also checks that the server is who it says.",
    destination=True,
)


def address_fields(port: int, placeholder: str = "db.example.com") -> tuple[Field, Field]:
    """Host and port of the connection form."""
    return (
        Field("host", "Host", placeholder=placeholder, help="Name or address of the server.", destination=True),
        Field("port", "Port", "number", default=str(port), help=f"{port} unless it was changed.", destination=True),
    )


def check_config(config: Mapping[str, str], required: Collection[str], port: int = 0) -> None:
    """Raise InvalidInput naming an address that holds a user or a password, the first of `required` that is missing, or a `port`
    field that is no port number.
    """
    for name in ADDRESSES:
        if "@" in config.get(name, ""):
            # Not told, as it may be a password.
            raise InvalidInput(
                f"The {name.replace('_', ' ')} holds more than an address: something stands before an @.",
                "Write the address alone, such as db.example.com; the user and the password have fields of their own.",
                field=name,
            )
    for name in required:
        if not config.get(name):
            raise InvalidInput(f"The {name.replace('_', ' ')} is missing.", "Fill it in.", field=name)
    given = config.get("port") or str(port)
    if port and (not given.isdecimal() or not 0 < int(given) < 65536):
        raise InvalidInput(
            f"The port is {given!r}, which is not a port number.", f"It is {port} unless changed.", field="port"
        )


def without_credentials(text: str) -> str:
    """Addresses, one a line, with neither a user and password before an @ nor what follows a question mark."""
    return re.sub(r"(^|://)[^\s/?]*@|\?\S*", r"\1", text, flags=re.MULTILINE)


def read_url(
    url: SplitResult,
    port: int,
    options: Collection[str] = (),
    *,
    path: str = "database",
    left_out: Collection[str] = (),
) -> tuple[dict[str, str], dict[str, str]]:
    """`scheme://user:password@host:port/database?option=…` as (config, secrets), without the options that are `left_out`.

    Raises InvalidInput for an unknown option.
    """
    config = {
        "host": url.hostname or "localhost",
        "port": str(url.port or port),
        path: unquote(url.path.lstrip("/")),
        "user": unquote(url.username or ""),
    }
    for name, value in parse_qsl(url.query):
        if name in left_out:
            continue
        if name not in options:
            known = f"Known are {', '.join(options)}." if options else "It takes none."
            raise InvalidInput(f"The URL's option {name!r} is not known.", known)
        config[name] = value
    return config, {"password": unquote(url.password)} if url.password else {}


# A peer that is gone without a word is noticed after a minute, while nothing is sent.
KEEP_ALIVE = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}
UNHEARD_MILLISECONDS = 30_000


def keep_alive(line: socket.socket) -> None:
    """Have the system ask a silent peer whether it is still there, and give up what it does not take for half a minute."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in {**KEEP_ALIVE, "TCP_USER_TIMEOUT": UNHEARD_MILLISECONDS}.items():
        if hasattr(socket, name):  # not every system has each of them
            line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def cut(line: socket.socket | None) -> None:
    """Shut a line under whoever reads from it in another thread: the read ends with an error. What is shut already stays so."""
    if line is not None:
        with suppress(OSError):
            # Not the method of a socket under TLS, which would take its state away from under the reader.
            socket.socket.shutdown(line, socket.SHUT_RDWR)


class Hold:
    """A second handle of a line, by which any thread may cut it: the line's own is not to be had while it is being encrypted."""

    def __init__(self, line: socket.socket) -> None:
        self._lock = threading.Lock()
        self._line = line.dup()

    def cut(self) -> None:
        """End the line, whoever waits on it; nothing after `close`."""
        with self._lock:
            cut(self._line)

    def close(self) -> None:
        """Let go of it; the line itself stays as it is. Idempotent."""
        with self._lock:
            self._line.close()


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine, so that a line to it needs no encryption."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def access_findings(
    *,
    user: str,
    where: str,
    tables: int,
    can_write: str | None,
    grant_statement: str,
    encrypted: bool = True,
    everybody: bool = False,
    unread: Mapping[str, int] | None = None,
    unread_statement: str = "",
) -> list[Finding]:
    """The lines of "Test connection" after its first: encryption, what can be read, and whether the account could write.

    `where` names what was looked into ("the schema sales"); `can_write` says in words what the account could change, empty for
    nothing, None where the engine does not tell; `grant_statement` is SQL that makes an account which can only read, empty where
    there is none. Where the account could write only because `everybody` may, it is SQL that takes that away. `unread` counts
    by schema what the account may not read, and `unread_statement` lets it.
    """
    findings = []
    if not encrypted:
        findings.append(
            Finding("warning", "The connection is not encrypted.", 'Set Encryption to "require" if the server can.')
        )
    if tables:
        findings.append(Finding("ok", f"It can read {tables:,} {'table' if tables == 1 else 'tables'}."))
        if unread:
            count, names = sum(unread.values()), ", ".join(unread)
            findings.append(
                Finding(
                    "ok",
                    f"{count:,} more {'table is' if count == 1 else 'tables are'} not for it to read, in {names}.",
                    "If it should read them, an administrator can let it:",
                    unread_statement,
                )
            )
    else:
        findings.append(
            Finding(
                "error",
                f"The account sees no tables in {where}.",
                "If there are some, an administrator can make an account that may read them:"
                if grant_statement
                else "If there are some, an administrator can let the account read them.",
                grant_statement,
            )
        )
    if can_write is None:
        findings.append(
            Finding(
                "warning",
                f"Whether the account {user} could change data cannot be told from here.",
                "Lunara only reads, but a reading account is safer. An administrator can make one:"
                if grant_statement
                else "Lunara only reads. What the account may change is decided where the data lies: give the server read access"
                " to its storage, or a catalog that keeps rights.",
                grant_statement,
            )
        )
    elif can_write:
        findings.append(
            Finding(
                "warning",
                f"The account {user} can write: {can_write}.",
                "Every account may. Lunara only reads, but it is safer when an administrator takes that away:"
                if everybody
                else "Lunara only reads, but a reading account is safer. An administrator can make one:",
                grant_statement,
            )
        )
    else:
        findings.append(Finding("ok", "The account can only read."))
    return findings


def ran_too_long(seconds: float) -> TimedOut:
    """The statement was stopped at its time limit."""
    return TimedOut(
        f"The query ran longer than {seconds:g} seconds and was stopped.",
        "Narrow the question, or raise the time limit.",
    )


def stopped_on_the_server() -> Cancelled:
    """Somebody stopped the statement in the engine."""
    return Cancelled("The query was stopped on the server.", "Ask again when you are ready.")


def connection_lost() -> ConnectFailed:
    """The line broke; `run.py` tries once more as long as no row has come."""
    return ConnectFailed("The connection to the database was lost.", "Try again in a moment.", code="connection_lost")


def not_granted(user: str, said: str) -> WarehouseFailed:
    """The account may not read what the statement reads."""
    return WarehouseFailed(
        f"The account {user} may not read this: {said}.", "Ask an administrator to grant it SELECT.", code="not_granted"
    )


def out_of_memory(said: str) -> WarehouseFailed:
    """The engine has too little memory or disk for the statement."""
    return WarehouseFailed(
        f"The database has not enough memory or disk for the query: {said}.", "Narrow it.", code="out_of_memory"
    )


def snapshot_conflict() -> WarehouseFailed:
    """A copy of the database had to give up the state that the statement read; `run.py` tries once more before any row."""
    return WarehouseFailed(
        "The data changed under the query on a copy of the database.", "Try again.", code="snapshot_conflict"
    )


def locked() -> WarehouseFailed:
    """Another program holds a lock for longer than we wait."""
    return WarehouseFailed("The table is locked by another program.", "Try again when it has finished.", code="locked")


def cannot_run(said: str) -> WarehouseFailed:
    """What the engine says of a statement that it cannot run."""
    return WarehouseFailed(f"The database could not run the query: {said}", "Check the names and types in the SQL.")


def password_wrong(user: str) -> ConnectFailed:
    """The server does not take the password, or does not know the account: both sound the same."""
    return ConnectFailed(
        f"The password for {user} is wrong or missing.", "Check user and password.", code="password_wrong"
    )


def database_missing(database: str, host: str) -> ConnectFailed:
    """There is no such database on the server."""
    return ConnectFailed(f"There is no database {database} on {host}.", "Check its name.", code="database_missing")


def refused(host: str, port: int) -> ConnectFailed:
    """Nothing listens there."""
    return ConnectFailed(
        f"{host} refused the connection on port {port}.",
        "Check the port, and that the server runs and listens on the network.",
        code="refused",
    )


def no_answer(host: str, port: int, seconds: float = CONNECT_SECONDS) -> ConnectFailed:
    """The packets go nowhere."""
    return ConnectFailed(
        f"{host} did not answer on port {port} within {seconds:g} seconds.",
        "Check host and port, and that no firewall lies between.",
        code="no_answer",
    )


def encryption_failed(host: str) -> ConnectFailed:
    """TLS could not be agreed on, or the certificate is not the server's."""
    return ConnectFailed(
        f"{host} and Lunara cannot agree on encryption.", "Try another choice under Encryption.", code="encryption"
    )


def not_let_in(host: str, user: str) -> ConnectFailed:
    """The server does not take this account from this machine."""
    return ConnectFailed(
        f"{host} does not let {user} in from this machine.",
        "An administrator must allow the account to connect from here.",
        code="not_let_in",
    )


def too_many_connections(host: str) -> ConnectFailed:
    """The server is full."""
    return ConnectFailed(f"{host} has no free connections.", "Try again in a moment.", code="too_many_connections")
