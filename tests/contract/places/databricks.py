"""A catalog on an imitation of a Databricks SQL warehouse, over TLS."""

from __future__ import annotations

import hashlib
import os

from tests.contract.places import Place, Resources, quoted, script
from tests.emulators.certificates import self_signed


def make(resources: Resources) -> Place:
    """See the module."""
    from tests.emulators.databricks import CATALOG, PATH, Account, DatabricksStub

    resources.lane("databricks")
    certificate = self_signed(resources.folder)
    stub = DatabricksStub({"sesame": Account("reader@shop"), "open": Account("writer@shop", ("writers",))}, certificate)
    execute = stub.engine.connection.execute
    for statement in script("decimal(12,2)", "varchar", "timestamp"):
        execute(statement)
    execute("insert into numbers select range from range(60000)")
    execute("comment on table child is 'the kids'")
    execute("comment on column child.amount is 'in euro'")
    execute("create schema empty")
    execute("insert into unity.table_privileges values ('reader@shop', 'default', 'child', 'SELECT'),"
            " ('writers', 'default', 'child', 'MODIFY')")  # fmt: skip
    before = os.environ.get("SSL_CERT_FILE")
    os.environ["SSL_CERT_FILE"] = certificate[0]
    config = {"host": "127.0.0.1", "port": str(stub.port), "http_path": PATH, "catalog": CATALOG, "schema": "default"}
    secrets = {"token": "sesame"}

    def checksum() -> str:
        cursor = stub.engine.connection.cursor()
        tables = cursor.execute("select schema_name, table_name from duckdb_tables() order by 1, 2").fetchall()
        rows = [
            (t, cursor.execute(f"select count(*), sum(hash(t)) from {quoted(s)}.{quoted(t)} as t").fetchall())
            for s, t in tables
        ]
        columns = cursor.execute("select table_name, column_name from duckdb_columns() order by all").fetchall()
        return hashlib.sha256(repr((rows, columns)).encode()).hexdigest()

    def close() -> None:
        stub.close()
        if before is None:
            os.environ.pop("SSL_CERT_FILE", None)
        else:
            os.environ["SSL_CERT_FILE"] = before

    return Place(
        "databricks",
        "default",
        config,
        secrets,
        ({**config, "schema": "empty"}, secrets),
        checksum,
        "select count(*) from numbers a, numbers b, numbers c where cast(a.n as bigint) * b.n + c.n = 17",
        {
            "host_unknown": ({**config, "host": "no-such-host.cloud.databricks.com.invalid"}, secrets),
            "refused": ({**config, "port": "1"}, secrets),
            "password_wrong": (config, {"token": "guess"}),
            "warehouse_missing": ({**config, "http_path": "/sql/1.0/warehouses/none"}, secrets),
            "database_missing": ({**config, "catalog": "nowhere"}, secrets),
            "host_not_allowed": ({**config, "host": "169.254.169.254"}, secrets),
        },
        (config, {"token": "open"}),
        lambda: stub.engine.running,
        stub.end_sessions,
        polls=True,
        lacks={
            "the_catalog_tells_keys_views_and_comments": "Unity Catalog has no unique keys; test_databricks.py has the rest",
            "a_changed_password_stops_new_connections_in_words_and_open_ones_go_on": "each request carries its token, so that"
            " open sessions end with it too; test_databricks.py takes one back",
        },
        close=close,
        speaks="https",
    )
