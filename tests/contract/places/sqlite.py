"""A SQLite file."""

from __future__ import annotations

import sqlite3

from tests.contract.places import Place, Resources, file_sum, script


def make(resources: Resources) -> Place:
    """See the module."""
    folder = resources.folder
    path, empty, junk = folder / "data.sqlite", folder / "empty.sqlite", folder / "junk.sqlite"
    with sqlite3.connect(path) as connection:
        for statement in script("numeric", "text", "text"):
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
        lambda: file_sum(path),
        "select count(*) from numbers a, numbers b, numbers c where a.n * b.n + c.n = 17",
        {
            "file_missing": ({"path": str(folder / "nope.sqlite")}, {}),
            "not_a_database": ({"path": str(junk)}, {}),
        },
        has_schemas_of_types=False,
        cell_of="replace(hex(zeroblob({0} / 2)), '00', 'xx')".format,
    )
