"""A DuckDB file."""

from __future__ import annotations

import duckdb

from tests.contract.places import Place, Resources, file_sum, script


def make(resources: Resources) -> Place:
    """See the module."""
    folder = resources.folder
    path, empty, junk = folder / "data.duckdb", folder / "empty.duckdb", folder / "junk.duckdb"
    with duckdb.connect(str(path)) as connection:
        for statement in script("decimal(12,2)", "varchar", "timestamp"):
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
        lambda: file_sum(path),
        "select count(*) from numbers a, numbers b, numbers c where a.n * b.n + c.n = 17",
        {
            "file_missing": ({"path": str(folder / "nope.duckdb")}, {}),
            "not_a_database": ({"path": str(junk)}, {}),
        },
    )
