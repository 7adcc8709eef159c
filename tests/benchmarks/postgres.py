"""A Postgres of the benchmarks' own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from lunara.connect import open_warehouse
from lunara.connect.warehouse import Warehouse
from lunara.settings import load_settings
from lunara.workspace.embedded import ADMIN, EmbeddedServer


@contextmanager
def postgres() -> Iterator[tuple[dict[str, str], str]]:
    """An empty server: the configuration of a data source on it, and the password."""
    with tempfile.TemporaryDirectory(prefix="lunara-bench-") as folder:
        server = EmbeddedServer(Path(folder), os.environ.get("LUNARA_POSTGRES_BIN", ""))
        try:
            address = server.address()
            config = {"host": "127.0.0.1", "port": str(address.port), "database": "postgres", "user": ADMIN}
            yield {**config, "sslmode": "disable"}, address.passwords[ADMIN]
        finally:
            server.leave()


def connected(config: dict[str, str], password: str) -> psycopg.Connection[Any]:
    """A bare connection."""
    return psycopg.connect(conninfo(config, password), autocommit=True)


def conninfo(config: dict[str, str], password: str) -> str:
    """How libpq connects there."""
    return psycopg.conninfo.make_conninfo(
        host=config["host"], port=config["port"], dbname=config["database"], user=config["user"], password=password
    )


def warehouse(config: dict[str, str], password: str) -> Warehouse:
    """The data source, open."""
    return open_warehouse("postgres", config, {"password": password}, load_settings({}))
