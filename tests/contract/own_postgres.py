"""A Postgres that is not Lunara's: started by somebody else, with TLS, a socket, and accounts and tables of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg

from lunara.workspace.binaries import Account, find_binaries, unprivileged_account
from tests.contract import apt_postgres
from tests.emulators.certificates import self_signed
from tests.in_memory import throwaway

SUPERUSER = "dba"
# Everything that has a meaning in an address, and a letter that is no ASCII.
PASSWORD = "p@ss:w/ör?d#%&=+ '\"\\"
_HBA = """
local all all scram-sha-256
hostssl all all 127.0.0.1/32 scram-sha-256
"""


@dataclass(frozen=True)
class OwnServer:
    """It answers at 127.0.0.1 by TLS alone, and at a socket. `authority` is the file of the certificate that vouches for it."""

    port: int
    sockets: Path
    authority: Path
    password: str = field(repr=False, default="the-dba's-own")

    def url(self, database: str, user: str, password: str, **parameters: str) -> str:
        """By TLS, with host and certificate checked; `parameters` of libpq change that."""
        given = {"sslmode": "verify-full", "sslrootcert": str(self.authority), **parameters}
        host = "" if "host" in given else "127.0.0.1"
        port = "" if "port" in given else f":{self.port}"
        return f"postgresql://{quote(user)}:{quote(password, safe='')}@{host}{port}/{database}?{urlencode(given)}"

    def by_socket(self, database: str, user: str, password: str) -> str:
        """The same by its socket, where there is no TLS."""
        return self.url(database, user, password, host=str(self.sockets), port=str(self.port), sslmode="disable")

    @contextmanager
    def superuser(self, database: str = "postgres") -> Iterator[psycopg.Connection[Any]]:
        """The one who runs it."""
        with psycopg.connect(self.by_socket(database, SUPERUSER, self.password), autocommit=True) as connection:
            yield connection


@contextmanager
def own_server(folder: Path | None = None) -> Iterator[OwnServer]:
    """One of the programs in `folder`, else of the oldest of the system's packages, else of the embedded one; thrown away."""
    account = unprivileged_account()
    programs = folder or apt_postgres.binaries() or find_binaries(account=account)
    home = throwaway("lunara-own-")
    try:
        home.chmod(0o755)
        (home / "tls").mkdir()
        certificate, key = map(Path, self_signed(home / "tls"))
        server = OwnServer(_free_port(), home / "sockets", certificate)
        server.sockets.mkdir()
        (home / "password").write_text(server.password)
        (home / "data").mkdir(mode=0o700)
        key.chmod(0o600)
        for path in (home / "data", server.sockets, home / "password", key):
            _give(path, account)
        _run(programs / "initdb", account, "-D", home / "data", "-U", SUPERUSER, "-A", "scram-sha-256", "-E", "UTF8",
             "--locale=C", f"--pwfile={home / 'password'}", "--no-sync")  # fmt: skip
        (home / "data" / "pg_hba.conf").write_text(_HBA)
        settings = {
            "listen_addresses": "127.0.0.1", "port": server.port, "unix_socket_directories": server.sockets, "ssl": "on",
            "ssl_cert_file": certificate, "ssl_key_file": key, "fsync": "off", "max_connections": 60, "jit": "off",
        }  # fmt: skip
        told = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (home / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", home / "data", *told], stdout=log, stderr=log, **_as(account)
            )
        try:
            _wait_for(server, process, home / "log")
            yield server
        finally:
            process.send_signal(2)  # ends every session, then itself
            process.wait(30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def pooler(server: OwnServer, database: str, users: Mapping[str, str], *, lines: int) -> Iterator[int]:
    """PgBouncer in transaction mode before `database`, with so many `lines` for each user; yields its port on 127.0.0.1."""
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    account = unprivileged_account()
    home = Path(tempfile.mkdtemp(prefix="lunara-pooler-"))
    port = _free_port()

    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    (home / "users").write_text("".join(f"{quoted(name)} {quoted(word)}\n" for name, word in users.items()))
    (home / "ini").write_text(
        f"[databases]\n{database} = host={server.sockets} port={server.port}\n[pgbouncer]\n"
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = scram-sha-256\n"
        f"auth_file = {home / 'users'}\npool_mode = transaction\ndefault_pool_size = {lines}\nmax_client_conn = 200\n"
        "ignore_startup_parameters = extra_float_digits\n"
    )
    for path in (home, home / "users", home / "ini"):
        _give(path, account)
    with (home / "log").open("wb") as log:
        process = subprocess.Popen([program, home / "ini"], stdout=log, stderr=log, **_as(account))
    try:
        name, word = next(iter(users.items()))
        until = time.monotonic() + 20
        while True:
            try:
                psycopg.connect(f"host=127.0.0.1 port={port}", user=name, password=word, dbname=database).close()
                break
            except psycopg.OperationalError:
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((home / "log").read_text(errors="replace")[-2000:]) from None
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(15)
        shutil.rmtree(home, ignore_errors=True)


def missing_pooler() -> str:
    """What is missing for `pooler`, or nothing."""
    there = shutil.which("pgbouncer") or Path("/usr/sbin/pgbouncer").exists()
    return "" if there else "no PgBouncer of the system's packages (pgbouncer)"


def _wait_for(server: OwnServer, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with server.superuser():
                return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")


def _run(program: Path, account: Account | None, *arguments: object) -> None:
    done = subprocess.run(
        [str(program), *map(str, arguments)], capture_output=True, timeout=120, check=False, **_as(account)
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")[-2000:]


def _as(account: Account | None) -> dict[str, Any]:
    found: dict[str, Any] = {"cwd": "/", "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}}
    return found if account is None else {**found, "user": account.uid, "group": account.gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _give(path: Path, account: Account | None) -> None:
    if account is not None:
        os.chown(path, account.uid, account.gid)
