"""Migrations are applied once, in order, by one process at a time, and an edited one is noticed."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lunara.errors import InvalidInput, Unavailable
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from lunara.workspace.migrate import SUPABASE, migrate, migrations


@pytest.fixture
def empty(postgres_server: EmbeddedServer) -> Iterator[str]:
    """The connection string of an empty database."""
    with psycopg.connect(postgres_server.address().conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute("create database migrated")
        yield postgres_server.address().conninfo(ADMIN, "migrated")
        admin.execute("drop database migrated with (force)")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SUPABASE / "migrations", tmp_path / "migrations"))


def connect(conninfo: str) -> psycopg.Connection[Any]:
    return psycopg.connect(conninfo, autocommit=True)


def test_pending_files_are_applied_once(empty: str, folder: Path) -> None:
    with connect(empty) as owner:
        names = migrate(owner, folder=folder)
        assert names == [p.stem for p in sorted(folder.glob("*.sql"))]
        assert migrate(owner, folder=folder) == []
        (folder / "9998_more.sql").write_text("create table public.more (id int);")
        assert migrate(owner, folder=folder) == ["9998_more"]


def test_a_failing_file_leaves_nothing_behind(empty: str, folder: Path) -> None:
    (folder / "9998_more.sql").write_text("create table public.more (id int);")
    (folder / "9999_broken.sql").write_text("create table public.never (id int); select 1 / 0;")
    with connect(empty) as owner:
        with pytest.raises(psycopg.errors.DivisionByZero):
            migrate(owner, folder=folder)
        assert owner.execute("select to_regclass('public.more'), to_regclass('public.projects')").fetchone() == (
            None,
            None,
        )


def test_an_edited_migration_is_noticed(empty: str, folder: Path) -> None:
    with connect(empty) as owner:
        migrate(owner, folder=folder)
        first = sorted(folder.glob("*.sql"))[0]
        first.write_bytes(first.read_text().replace("\n", "\r\n").encode())
        assert migrate(owner, folder=folder) == []  # another line ending is not another migration
        first.write_text(first.read_text() + "\n-- edited")
        with pytest.raises(InvalidInput, match="changed after"):
            migrate(owner, folder=folder)


def test_a_workspace_of_a_newer_lunara_is_left_alone(empty: str, folder: Path) -> None:
    with connect(empty) as owner:
        migrate(owner, folder=folder)
        sorted(folder.glob("*.sql"))[-1].unlink()
        with pytest.raises(InvalidInput, match="newer Lunara"):
            migrate(owner, folder=folder)


def test_two_processes_migrate_once(empty: str, folder: Path) -> None:
    applied: list[list[str]] = []

    def run() -> None:
        with connect(empty) as owner:
            applied.append(migrate(owner, folder=folder))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(map(len, applied)) == [0, 0, len(migrations(folder))]


def test_a_role_that_may_not_migrate_is_told_so(empty: str, folder: Path, postgres_server: EmbeddedServer) -> None:
    name = "migrated"
    with connect(empty) as owner:
        owner.execute(f"grant connect on database {name} to lunara_app")
        with (
            connect(postgres_server.address().conninfo("lunara_app", name)) as weak,
            pytest.raises(InvalidInput) as caught,
        ):
            migrate(weak, folder=folder)
    assert "owner" in caught.value.hint


def test_a_missing_or_misnamed_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        migrations(tmp_path)
    (tmp_path / "one.sql").write_text("select 1")
    with pytest.raises(InvalidInput):
        migrations(tmp_path)
