"""What the warehouse contract needs of each kind: the same small data in it, and ways to look at the engine from outside."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import psycopg
from psycopg import sql

from lunara.connect.ingestion import UploadedFile, ingest
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from tests.contract.mariadb import MariaDb

LONG_NAME = "a" * 60
ODD_NAMES = ('say "hi"', "two words", "größe", "select", "back\\slash", "semi;colon", "per%cent", LONG_NAME)


@dataclass
class Place:
    """One kind with data in it. Each `*_config` is (config, secrets); None where the kind cannot be wrong in that way.

    `checksum` tells whether anything in it changed; `running` counts statements that the engine is working on;
    `drop_connections` is what a restart of the server does to us; `slow` is a query of minutes; `schema` the default one.
    """

    kind: str
    schema: str
    config: Mapping[str, str]
    secrets: Mapping[str, str]
    empty: tuple[Mapping[str, str], Mapping[str, str]]
    checksum: Callable[[], str]
    slow: str
    wrong: Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]] = field(default_factory=dict)
    writing: tuple[Mapping[str, str], Mapping[str, str]] | None = None
    running: Callable[[], int] | None = None
    drop_connections: Callable[[], None] | None = None
    has_keys: bool = True
    has_schemas_of_types: bool = True
    widest: int = 1500
    close: Callable[[], None] = lambda: None


def _quoted(name: str, mark: str = '"') -> str:
    return mark + name.replace(mark, mark * 2) + mark


def _script(numeric: str, text: str, moment: str, mark: str = '"') -> list[str]:
    odd = ", ".join(f"{_quoted(name, mark)} integer" for name in ODD_NAMES)
    return [
        f"create table parent (id integer primary key, code {text} unique, name {text} not null)",
        f"create table child (id integer primary key, parent_id integer references parent (id), amount {numeric},"
        f" big bigint, made_at {moment}, note {text})",
        "insert into parent values (1, 'a', 'Ann'), (2, 'b', 'Bob')",
        "insert into child values (1, 1, 12.34, 9007199254740993, '2024-02-29 13:14:15', '<b>é</b>'),"
        " (2, 1, 0.10, -9223372036854775807, '1999-12-31 23:59:59', null), (3, null, null, null, null, '')",
        f"create table nothing_in_it (id integer, amount {numeric}, note {text})",
        f"create table {_quoted('odd ' + ODD_NAMES[0], mark)} ({odd})",
        f"insert into {_quoted('odd ' + ODD_NAMES[0], mark)} values ({', '.join('7' for _ in ODD_NAMES)})",
        _wide(1500),
        "create view both_of_them as select p.name, c.amount from parent p join child c on c.parent_id = p.id",
        "create table numbers (n integer)",
    ]


def make_duckdb(folder: Path) -> Place:
    """A DuckDB file."""
    path, empty, junk = folder / "data.duckdb", folder / "empty.duckdb", folder / "junk.duckdb"
    with duckdb.connect(str(path)) as connection:
        for statement in _script("decimal(12,2)", "varchar", "timestamp"):
            connection.execute(statement)
        connection.execute("insert into numbers select range from range(60000)")
        connection.execute("comment on table child is 'the kids'")
        connection.execute("comment on column child.amount is 'in euro'")
    duckdb.connect(str(empty)).close()
    junk.write_text("this is no database " * 500)
    return Place(
        "duckdb",
        "main",
        {"path": str(path)},
        {},
        ({"path": str(empty)}, {}),
        lambda: _file_sum(path),
        "select count(*) from numbers a, numbers b, numbers c where a.n * b.n + c.n = 17",
        {
            "file_missing": ({"path": str(folder / "nope.duckdb")}, {}),
            "not_a_database": ({"path": str(junk)}, {}),
        },
    )


def make_sqlite(folder: Path) -> Place:
    """A SQLite file."""
    path, empty, junk = folder / "data.sqlite", folder / "empty.sqlite", folder / "junk.sqlite"
    with sqlite3.connect(path) as connection:
        for statement in _script("numeric", "text", "text"):
            connection.execute(statement)
        connection.executemany("insert into numbers values (?)", ((n,) for n in range(60000)))
    connection.close()
    sqlite3.connect(empty).execute("pragma user_version = 1").connection.close()
    junk.write_text("this is no database " * 500)
    return Place(
        "sqlite",
        "main",
        {"path": str(path)},
        {},
        ({"path": str(empty)}, {}),
        lambda: _file_sum(path),
        "select count(*) from numbers a, numbers b, numbers c where a.n * b.n + c.n = 17",
        {
            "file_missing": ({"path": str(folder / "nope.sqlite")}, {}),
            "not_a_database": ({"path": str(junk)}, {}),
        },
        has_schemas_of_types=False,
    )


def make_files(folder: Path) -> Place:
    """Uploaded files; keys and odd table names do not come with files."""
    odd = folder / "odd.csv"
    odd.write_text(
        ",".join(_quoted(name) for name in ODD_NAMES) + "\n" + ",".join("7" for _ in ODD_NAMES) + "\n", encoding="utf-8"
    )
    tables = {
        "parent": "id,code,name\n1,a,Ann\n2,b,Bob\n",
        "child": "id,parent_id,amount,big,made_at,note\n1,1,12.34,9007199254740993,2024-02-29 13:14:15,<b>é</b>\n"
        "2,1,0.10,-9223372036854775807,1999-12-31 23:59:59,\n3,,,,,\n",
        "nothing_in_it": "id,amount,note\n",
        "wide": ",".join(f"c{n}" for n in range(1500)) + "\n" + ",".join("1" for _ in range(1500)) + "\n",
        "both_of_them": "name,amount\nAnn,12.34\nAnn,0.10\n",
        "numbers": "n\n" + "\n".join(map(str, range(60000))) + "\n",
    }
    found = []
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        found.append(UploadedFile(f"{name}.csv", folder / f"{name}.csv"))
    report = ingest([*found, UploadedFile("odd.csv", odd)], folder / "made")
    assert report.refused == () and report.database is not None
    path = report.database
    empty, junk = folder / "empty.duckdb", folder / "junk.duckdb"
    duckdb.connect(str(empty)).close()
    junk.write_text("this is no database " * 500)
    return Place(
        "files",
        "main",
        {"path": str(path)},
        {},
        ({"path": str(empty)}, {}),
        lambda: _file_sum(path),
        "select count(*) from numbers a, numbers b, numbers c where a.n * b.n + c.n = 17",
        {"file_missing": ({"path": str(folder / "nope.duckdb")}, {}), "not_a_database": ({"path": str(junk)}, {})},
        has_keys=False,
    )


def make_postgres(server: EmbeddedServer) -> Place:
    """A database on the session's server, read by an account that may only read."""
    name, reader = f"warehouse_{uuid4().hex[:12]}", f"reader_{uuid4().hex[:12]}"
    address = server.address()

    def admin(database: str = name) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(address.conninfo(ADMIN, database), autocommit=True)

    with admin("postgres") as connection:
        connection.execute(f"create database {name}")
        connection.execute(f"create database {name}_empty")
        connection.execute(f"create role {reader} login password 'sesame'")
    with admin() as connection:
        for statement in _script("numeric(12,2)", "text", "timestamp"):
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
            text = [connection.execute(sql.SQL("select {}::text, x::text from {} x order by 2").format(n, sql.SQL(n))).fetchall()
                    for (n,) in tables.fetchall()]  # fmt: skip
        return hashlib.sha256(repr(text).encode()).hexdigest()

    def running() -> int:
        with admin("postgres") as connection:
            row = connection.execute(
                "select count(*) from pg_stat_activity where datname = %s and usename = %s and state = 'active'",
                [name, reader],
            ).fetchone()
        return int(str(row[0])) if row else 0

    def drop_connections() -> None:
        with admin("postgres") as connection:
            connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", [reader])

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
        close=close,
    )


def make_mysql(server: MariaDb) -> Place:
    """A database on a MariaDB server, read by an account that may only read."""
    name, reader, writer = (f"{word}_{uuid4().hex[:12]}" for word in ("warehouse", "reader", "writer"))

    def execute(*statements: str, database: str | None = name) -> list[tuple[Any, ...]]:
        with server.admin(database) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())

    execute(f"create database {name}", f"create database {name}_empty", database=None)
    script = _script("decimal(12,2)", "varchar(200)", "datetime", "`")
    # A row of InnoDB has room for about a thousand columns.
    script = [s if not s.startswith("create table wide") else _wide(1000) for s in script]
    # A reference that stands beside its column is read and forgotten.
    script[1] = script[1].replace(" references parent (id)", "").removesuffix(")") + (
        ", foreign key (parent_id) references parent (id))"
    )
    execute(
        *script,
        "insert into numbers select seq from seq_0_to_59999",
        "alter table child comment 'the kids'",
        "alter table child modify amount decimal(12,2) comment 'in euro'",
        "create table secret (pay integer)",
    )
    for account, grant in ((reader, "select"), (writer, "all")):
        execute(
            f"create user {account}@'127.0.0.1' identified by 'sesame'",
            f"grant {grant} on {name}.* to {account}@'127.0.0.1'",
            f"grant {grant} on {name}_empty.* to {account}@'127.0.0.1'",
        )
    config = {"host": "127.0.0.1", "port": str(server.port), "database": name, "user": reader, "sslmode": "disable"}
    secrets = {"password": "sesame"}

    def checksum() -> str:
        tables = [str(row[0]) for row in execute("show full tables where table_type = 'BASE TABLE'")]
        rows = [(table, sorted(map(repr, execute(f"select * from {_quoted(table, '`')}")))) for table in tables]
        columns = execute(
            f"select table_name, column_name from information_schema.columns where table_schema = '{name}'"
        )
        return hashlib.sha256(repr((rows, columns)).encode()).hexdigest()

    def at_work() -> list[int]:
        found = execute(
            f"select id from information_schema.processlist where user = '{reader}' and command = 'Query'",
            database=None,
        )
        return [int(row[0]) for row in found]

    def drop_connections() -> None:
        ids = execute(f"select id from information_schema.processlist where user = '{reader}'", database=None)
        execute(*(f"kill connection {row[0]}" for row in ids), database=None)

    def close() -> None:
        execute(f"drop database {name}", f"drop database {name}_empty", database=None)
        execute(f"drop user {reader}@'127.0.0.1'", f"drop user {writer}@'127.0.0.1'", database=None)

    return Place(
        "mysql",
        name,
        config,
        secrets,
        ({**config, "database": f"{name}_empty"}, secrets),
        checksum,
        "select count(*) from numbers a, numbers b, numbers c where a.n * b.n + c.n = 17",
        {
            "host_unknown": ({**config, "host": "no-such-host.invalid"}, secrets),
            "refused": ({**config, "port": "1"}, secrets),
            "password_wrong": (config, {"password": "guess"}),
            "host_not_allowed": ({**config, "host": "169.254.169.254"}, secrets),
        },
        ({**config, "user": writer}, secrets),
        lambda: len(at_work()),
        drop_connections,
        widest=1000,
        close=close,
    )


def _wide(columns: int) -> str:
    return f"create table wide ({', '.join(f'c{number} integer' for number in range(columns))})"


def _file_sum(path: Path) -> str:
    """Of the file and of whatever lies beside it (journals, write-ahead logs)."""
    digest = hashlib.sha256()
    for part in sorted(path.parent.glob(path.name + "*")):
        digest.update(part.name.encode())
        digest.update(part.read_bytes())
    return digest.hexdigest()


def make(
    kind: str, folder: Path, server: Callable[[], EmbeddedServer], mariadb: Callable[[], MariaDb]
) -> Iterator[Place]:
    """The place of that kind; removed afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    makers: Mapping[str, Callable[[], Place]] = {
        "duckdb": lambda: make_duckdb(folder),
        "sqlite": lambda: make_sqlite(folder),
        "files": lambda: make_files(folder),
        "postgres": lambda: make_postgres(server()),
        "mysql": lambda: make_mysql(mariadb()),
    }
    place = makers[kind]()
    try:
        yield place
    finally:
        place.close()
        shutil.rmtree(folder, ignore_errors=True)
