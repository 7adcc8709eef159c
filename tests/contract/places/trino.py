"""A schema of a catalog on an imitation of a Trino coordinator, over TLS."""

from __future__ import annotations

import hashlib

from tests.contract.places import Place, Resources, quoted, script
from tests.emulators.certificates import self_signed
from tests.emulators.trino import CATALOG, Account, TrinoStub

# After which a statement is stopped that nobody asks for: five minutes in a real one (query.client.timeout).
ABANDONED_SECONDS = 8.0


def fill(stub: TrinoStub) -> None:
    """The contract's tables, and a schema that has none."""
    for statement in script("decimal(12,2)", "varchar", "timestamp"):
        stub.engine.connection.execute(statement)
    stub.engine.connection.execute("insert into numbers select range from range(60000)")
    stub.engine.connection.execute("create schema empty")


def checksum(stub: TrinoStub) -> str:
    """Of all rows and columns."""
    cursor = stub.engine.connection.cursor()
    tables = cursor.execute("select table_schema, table_name from information_schema.tables order by 1, 2").fetchall()
    rows = [
        (name, cursor.execute(f"select count(*), sum(hash(t)) from {quoted(schema)}.{quoted(name)} as t").fetchall())
        for schema, name in tables
        if schema in ("main", "empty")
    ]
    columns = cursor.execute("select table_name, column_name from information_schema.columns order by all").fetchall()
    return hashlib.sha256(repr((rows, columns)).encode()).hexdigest()


def make(resources: Resources) -> Place:
    """See the module."""
    resources.lane("trino")
    accounts = {"reader": Account("sesame"), "writer": Account("open", writes=True)}
    stub = TrinoStub(accounts, self_signed(resources.folder))
    stub.client_seconds = ABANDONED_SECONDS
    fill(stub)
    config = {
        "host": "127.0.0.1",
        "port": str(stub.port),
        "catalog": CATALOG,
        "schema": "main",
        "user": "reader",
        "sslmode": "require",
    }
    secrets = {"password": "sesame"}

    def change_password(to: str) -> None:
        accounts["reader"].password = to

    return Place(
        "trino",
        "main",
        config,
        secrets,
        ({**config, "schema": "empty"}, secrets),
        lambda: checksum(stub),
        "select count(*) from numbers a, numbers b, numbers c where cast(a.n as bigint) * b.n + c.n = 17",
        {
            "host_unknown": ({**config, "host": "no-such-host.invalid"}, secrets),
            "refused": ({**config, "port": "1"}, secrets),
            "password_wrong": (config, {"password": "guess"}),
            "database_missing": ({**config, "schema": "no_such_schema"}, secrets),
            "host_not_allowed": ({**config, "host": "169.254.169.254"}, secrets),
            "encryption": ({**config, "sslmode": "verify-full"}, secrets),
        },
        ({**config, "user": "writer"}, {"password": "open"}),
        lambda: stub.engine.running,
        stub.drop_connections,
        has_keys=False,
        looks_for_us=ABANDONED_SECONDS,
        polls=True,
        change_password=change_password,
        close=stub.close,
        speaks="https",
    )
