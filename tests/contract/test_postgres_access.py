"""What the connection test of PostgreSQL advises is run as it stands, and does what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from lunara.connect import open_warehouse, parse_url
from lunara.connect.warehouse import Finding
from lunara.errors import InvalidInput
from lunara.settings import load_settings
from lunara.workspace.embedded import ADMIN, EmbeddedServer

SCHEMAS = ("public", "Sales", "order")
Check = Callable[..., list[Finding]]


@pytest.fixture
def database(postgres_server: EmbeddedServer) -> Iterator[psycopg.Connection[object]]:
    """A database of three schemas with a table each, as its superuser sees it; `select` is no name to write without quotes."""
    name, address = f"select {uuid4().hex[:12]}", postgres_server.address()
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as maker:
        maker.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        try:
            with psycopg.connect(address.conninfo(ADMIN, name), autocommit=True) as connection:
                for schema in SCHEMAS:
                    connection.execute(f'create schema if not exists "{schema}"')
                    connection.execute(f'create table "{schema}".things (id integer)')
                connection.execute("create schema auth; create table auth.users (id integer)")
                yield connection
        finally:
            maker.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
            for role in ("lunara_reader", "team"):
                maker.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(role)))


@contextmanager
def opened(connection: psycopg.Connection[object], user: str, schema: str = "") -> Iterator[list[Finding]]:
    at = connection.info
    config = {"host": "127.0.0.1", "port": str(at.port), "database": at.dbname, "user": user, "schema": schema}
    warehouse = open_warehouse("postgres", config, {"password": "sesame"}, load_settings({}))
    yield warehouse.check()
    warehouse.close()


@pytest.fixture
def check(database: psycopg.Connection[object]) -> Check:
    """Test connection as that account."""

    def findings(user: str, schema: str = "") -> list[Finding]:
        with opened(database, user, schema) as found:
            return found

    return findings


def run(database: psycopg.Connection[object], statement: str) -> None:
    """What an administrator pastes."""
    database.execute(sql.SQL(statement.replace("'…'", "'sesame'")))  # type: ignore[arg-type]


@pytest.fixture
def team(database: psycopg.Connection[object]) -> str:
    """An account that builds: it owns what it makes, and may do everything with the rest."""
    database.execute("create role team login superuser password 'sesame'")
    return "team"


def test_the_account_that_is_advised_reads_all_that_this_one_reads_now_and_later(
    database: psycopg.Connection[object], check: Check, team: str
) -> None:
    warned = next(one for one in check(team) if one.level == "warning" and "superuser" in one.message)
    run(database, warned.statement)
    found = check("lunara_reader")
    assert all(one.level == "ok" for one in found), found
    assert (
        any(one.message == "It can read 3 tables." for one in found)
        and found[-1].message == "The account can only read."
    )
    database.execute('create table "Sales".later (id integer); create view "order".seen as select 1 as one')
    assert any(one.message == "It can read 5 tables." for one in check("lunara_reader"))
    assert not any("auth" in one.statement or "auth" in one.message for one in [*found, warned])


def test_what_everybody_may_is_taken_from_everybody(
    database: psycopg.Connection[object], check: Check, team: str
) -> None:
    """As on servers up to 14, and on those that were upgraded from one."""
    warned = next(one for one in check(team) if "superuser" in one.message)
    run(database, warned.statement)
    database.execute("grant create on schema public to public")
    (warned,) = (one for one in check("lunara_reader") if one.level == "warning")
    assert "create tables in the schema public" in warned.message and warned.hint.startswith("Every account may.")
    assert warned.statement == "REVOKE CREATE ON SCHEMA public FROM PUBLIC;"
    run(database, warned.statement)
    assert check("lunara_reader")[-1].message == "The account can only read."
    database.execute("grant create on schema public to public")
    assert "REVOKE CREATE ON SCHEMA public FROM PUBLIC;" in next(
        one.statement for one in check(team) if "superuser" in one.message
    )


def test_what_is_not_for_the_account_to_read_is_counted_and_can_be_granted(
    database: psycopg.Connection[object], check: Check
) -> None:
    database.execute("create role lunara_reader login password 'sesame'; grant select on things to lunara_reader")
    found = check("lunara_reader")
    (more,) = (one for one in found if "not for it to read" in one.message)
    assert more.message == "2 more tables are not for it to read, in Sales, order." and more.level == "ok"
    run(database, more.statement)
    assert any(one.message == "It can read 3 tables." for one in check("lunara_reader"))
    assert not any("not for it" in one.message for one in check("lunara_reader"))


def test_a_schema_that_is_not_there_is_said_with_those_that_are(check: Check, team: str) -> None:
    (_, wrong) = check(team, "sales")
    assert wrong.level == "error" and wrong.message == "There are no tables in a schema sales."
    assert wrong.hint == "There are some in: Sales, auth, order, public." and not wrong.statement


@pytest.mark.parametrize(
    "options",
    ["channel_binding=require", "pgbouncer=true&connection_limit=1", "application_name=x&connect_timeout=15"],
)
def test_urls_as_hosts_show_them_are_taken(options: str) -> None:
    kind, config, secrets = parse_url(f"postgresql://me:s3cret@ep-x.neon.tech/shop?sslmode=require&{options}")
    assert (kind, config["sslmode"], config["database"]) == ("postgres", "require", "shop") and secrets
    assert not set(config) - {"host", "port", "database", "user", "sslmode"}
    with pytest.raises(InvalidInput, match="sslrootcert"):
        parse_url("postgresql://me@h/shop?sslrootcert=/etc/passwd")


MAY_WRITE = {
    "a column of a table": (
        'grant usage on schema "Sales" to reader; grant update (id) on "Sales".things to reader',
        "it may change Sales.things",
    ),
    "a table that it cannot read": (
        'grant usage on schema "Sales" to reader; grant insert on "Sales".things to reader',
        "it may change Sales.things",
    ),
    "a role that it may become": (
        'grant usage on schema "Sales" to writers; grant delete on "Sales".things to writers; alter role reader noinherit;'
        " grant writers to reader",
        "it may change Sales.things",
    ),
    "programs": (
        "grant pg_execute_server_program to reader",
        "it may run programs on the server, by the role pg_execute",
    ),
    "files": ("grant pg_write_server_files to reader", "it may write files on the server"),
    "all data": ("alter role reader noinherit; grant pg_write_all_data to reader", "it may change all data"),
    "roles": ("alter role reader createrole", "it may make roles"),
    "databases": ("alter role reader createdb", "it may create databases"),
    "a superuser": ("alter role writers superuser; grant writers to reader", "it may become writers, a superuser"),
    "a sequence": (
        'create sequence "Sales".numbers; grant usage on schema "Sales" to reader;'
        ' grant usage on sequence "Sales".numbers to reader',
        "it may move the sequence Sales.numbers on",
    ),
}


@pytest.mark.parametrize("what", MAY_WRITE)
def test_whatever_lets_an_account_write_is_told(database: psycopg.Connection[object], check: Check, what: str) -> None:
    done, told = MAY_WRITE[what]
    database.execute("create role reader login password 'sesame'; create role writers")
    try:
        database.execute("grant select on things to reader")
        assert check("reader")[-1].message == "The account can only read."
        database.execute(sql.SQL(done))  # type: ignore[arg-type]
        (warned,) = (one for one in check("reader") if "can write" in one.message)
        assert told in warned.message and "CREATE ROLE lunara_reader" in warned.statement
        assert not any(one.message == "The account can only read." for one in check("reader"))
    finally:
        for role in ("reader", "writers"):
            database.execute(sql.SQL("drop owned by {0}; drop role {0}").format(sql.Identifier(role)))
