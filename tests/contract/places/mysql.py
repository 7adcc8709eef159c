"""A database on a MariaDB server, read by an account that may only read."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import uuid4

from tests.contract.places import Place, Resources, quoted, script, wide


def make(resources: Resources) -> Place:
    """See the module."""
    server = resources.mariadb()
    name, reader, writer = (f"{word}_{uuid4().hex[:12]}" for word in ("warehouse", "reader", "writer"))

    def execute(*statements: str, database: str | None = name) -> list[tuple[Any, ...]]:
        with server.admin(database) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())

    execute(f"create database {name}", f"create database {name}_empty", database=None)
    made = script("decimal(12,2)", "varchar(200)", "datetime", "`")
    # A row of InnoDB has room for about a thousand columns.
    made = [s if not s.startswith("create table wide") else wide(1000) for s in made]
    # A reference that stands beside its column is read and forgotten.
    made[1] = made[1].replace(" references parent (id)", "").removesuffix(")") + (
        ", foreign key (parent_id) references parent (id))"
    )
    execute(
        *made,
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
        rows = [(table, sorted(map(repr, execute(f"select * from {quoted(table, '`')}")))) for table in tables]
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

    def change_password(password: str) -> None:
        execute(f"alter user {reader}@'127.0.0.1' identified by '{password}'", database=None)

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
        change_password=change_password,
        close=close,
        speaks="mysql",
    )
