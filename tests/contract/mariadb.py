"""A MariaDB server of the tests' own, where the machine has one installed (Debian: mariadb-server)."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymysql

ROOT_PASSWORD = "root-of-the-tests"
MISSING = "MariaDB is not installed here (Debian: apt-get install mariadb-server)"


def is_installed() -> bool:
    """Whether the machine has the server and its installer."""
    return (
        shutil.which("mariadbd", path=_PATH) is not None and shutil.which("mariadb-install-db", path=_PATH) is not None
    )


_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/bin"])


@dataclass(frozen=True)
class MariaDb:
    """A running server on loopback."""

    port: int

    def admin(self, database: str | None = None) -> pymysql.Connection[Any]:
        """A connection that may do everything."""
        return pymysql.connect(
            host="127.0.0.1",
            port=self.port,
            user="root",
            password=ROOT_PASSWORD,
            database=database,
            charset="utf8mb4",
            autocommit=True,
            ssl_disabled=True,
        )


@contextmanager
def mariadb_server(folder: Path) -> Iterator[MariaDb]:
    """Install an empty database into `folder` and serve it until the block ends."""
    data, log = folder / "data", folder / "log"
    user = ["--user=mysql"] if os.geteuid() == 0 else []
    if os.geteuid() == 0:
        for parent in [*folder.parents][:3]:
            parent.chmod(parent.stat().st_mode | 0o011)
        shutil.chown(folder, "mysql")
    subprocess.run(
        [
            shutil.which("mariadb-install-db", path=_PATH) or "",
            "--no-defaults",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            f"--datadir={data}",
            *user,
        ],
        check=True,
        capture_output=True,
        cwd="/",
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    process = subprocess.Popen(
        [
            shutil.which("mariadbd", path=_PATH) or "",
            "--no-defaults",
            f"--datadir={data}",
            f"--port={port}",
            "--bind-address=127.0.0.1",
            f"--socket={folder / 's'}",
            f"--pid-file={folder / 'pid'}",
            f"--log-error={log}",
            "--skip-name-resolve",
            "--character-set-server=utf8mb4",
            "--innodb-buffer-pool-size=64M",
            "--secure-file-priv=",
            *user,
        ],
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _first_password(folder / "s", process)
        yield MariaDb(port)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _first_password(path: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            with pymysql.connect(unix_socket=str(path), user="root", ssl_disabled=True) as connection:
                connection.query(f"create or replace user root@'127.0.0.1' identified by '{ROOT_PASSWORD}'")
                connection.query("grant all on *.* to root@'127.0.0.1' with grant option")
                connection.query(f"alter user root@localhost identified by '{ROOT_PASSWORD}'")
            return
        except pymysql.Error:
            assert process.poll() is None and time.monotonic() < deadline, "MariaDB did not start"
            time.sleep(0.05)
