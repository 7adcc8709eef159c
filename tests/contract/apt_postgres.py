"""The Postgres of the system's packages, older than the embedded one: its programs, and a server that is thrown away."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lunara.workspace.binaries import major_version
from lunara.workspace.embedded import ADMIN, Address, EmbeddedServer
from tests.in_memory import throwaway

PACKAGES = "postgresql, postgresql-15-pgtap and libtap-parser-sourcehandler-pgtap-perl"


def binaries() -> Path | None:
    """The folder with the programs of the oldest installed one that Lunara supports; None where none is installed."""
    found = [
        folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if (folder / "postgres").exists() and major_version(folder) >= 15
    ]
    return min(found, key=major_version, default=None)


def missing_for_pgtap() -> str:
    """What `pg_prove` needs and this machine lacks; empty when all is there."""
    folder = binaries()
    if folder is None:
        return f"no Postgres of the system's packages ({PACKAGES})"
    if not (Path("/usr/share/postgresql") / str(major_version(folder)) / "extension" / "pgtap.control").exists():
        return f"Postgres {major_version(folder)} has no pgtap ({PACKAGES})"
    return "" if shutil.which("pg_prove") else f"no pg_prove ({PACKAGES})"


def or_skip(missing: str) -> None:
    """Skip the test, or fail it where LUNARA_REQUIRE_ENGINES says that everything is installed, when something is missing."""
    if missing and os.environ.get("LUNARA_REQUIRE_ENGINES"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


def without_safety(address: Address) -> None:
    """Nothing is written through to the disk: a test's databases need not survive a power cut."""
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute("alter system set fsync = off")
        admin.execute("alter system set full_page_writes = off")
        admin.execute("select pg_reload_conf()")


@contextmanager
def apt_server() -> Iterator[EmbeddedServer]:
    """An empty server of it, which is gone at the end."""
    folder = binaries()
    assert folder is not None
    home = throwaway("lunara-apt-")
    server = EmbeddedServer(home, str(folder))
    try:
        without_safety(server.address())
        yield server
    finally:
        server.leave()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def database(server: EmbeddedServer, name: str, template: str = "template0") -> Iterator[psycopg.Connection[Any]]:
    """A new database, as its superuser; gone at the end."""
    address = server.address()
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(f"create database {name} template {template}")
        try:
            with psycopg.connect(address.conninfo(ADMIN, name), autocommit=True) as owner:
                yield owner
        finally:
            admin.execute(f"drop database if exists {name} with (force)")
