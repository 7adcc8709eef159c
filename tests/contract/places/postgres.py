"""A database on the session's Postgres, read by an account that may only read."""

from __future__ import annotations

import hashlib
from uuid import uuid4

import psycopg
from psycopg import sql

from lunara.workspace.embedded import ADMIN
from tests.contract.places import Place, Resources, script


def make(resources: Resources) -> Place:
    """See the module."""
    server = resources.postgres()
    name, reader = f"warehouse_{uuid4().hex[:12]}", f"reader_{uuid4().hex[:12]}"
    address = server.address()

    def admin(database: str = name) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(address.conninfo(ADMIN, database), autocommit=True)

    with admin("postgres") as connection:
        connection.execute(f"create database {name}")
        connection.execute(f"create database {name}_empty")
        connection.execute(f"create role {reader} login password 'sesame'")
    with admin() as connection:
        for statement in script("numeric(12,2)", "text", "timestamp"):
            connection.execute(statement)
        connection.execute("insert into numbers select * from generate_series(0, 59999)")
        connection.execute("comment on table child is 'the kids'")
        connection.execute("comment on column child.amount is 'in euro'")
        connection.execute(f"grant select on all tables in schema public to {reader}")
        connection.execute("create table secret (pay integer)")
        connection.execute("analyze")
    config = {"host": "127.0.0.1", "port": str(address.port), "database": name, "user": reader, "sslmode": "disable"}
    secrets = {"password": "sesame"}

    def checksum() -> str:
        with admin() as connection:
            tables = connection.execute(
                "select oid::regclass::text from pg_class where relkind = 'r' and oid > 16384 order by 1"
            )
            whole = sql.SQL("select {}::text, count(*), sum(hashtextextended(x::text, 0)) from {} x")
            text = [connection.execute(whole.format(n, sql.SQL(n))).fetchall() for (n,) in tables.fetchall()]
        return hashlib.sha256(repr(text).encode()).hexdigest()

    def running() -> int:
        with admin("postgres") as connection:
            row = connection.execute(
                # not the settings that a transaction begins with, which are a statement too
                "select count(*) from pg_stat_activity where datname = %s and usename = %s and state = 'active'"
                " and query ~* 'numbers'",
                [name, reader],
            ).fetchone()
        return int(str(row[0])) if row else 0

    def drop_connections() -> None:
        with admin("postgres") as connection:
            connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", [reader])

    def change_password(password: str) -> None:
        with admin("postgres") as connection:
            connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(reader), password))

    def close() -> None:
        with admin("postgres") as connection:
            connection.execute(f"drop database {name} with (force)")
            connection.execute(f"drop database {name}_empty with (force)")
            connection.execute(f"drop role {reader}")

    return Place(
        "postgres",
        "public",
        config,
        secrets,
        ({**config, "database": f"{name}_empty"}, secrets),
        checksum,
        "select count(*) from numbers a, numbers b, numbers c where a.n::bigint * b.n + c.n = 17",
        {
            "host_unknown": ({**config, "host": "no-such-host.invalid"}, secrets),
            "refused": ({**config, "port": "1"}, secrets),
            "password_wrong": (config, {"password": "guess"}),
            "database_missing": ({**config, "database": "no_such_database"}, secrets),
            "host_not_allowed": ({**config, "host": "169.254.169.254"}, secrets),
        },
        ({**config, "user": ADMIN}, {"password": address.passwords[ADMIN]}),
        running,
        drop_connections,
        change_password=change_password,
        looks_for_us=5,
        close=close,
        speaks="postgres",
    )
