"""The small shop of the snapshots in DuckDB, for invariants that are easier to read on known rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from lunara.semantic.compile import compile_plan, compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery
from tests.snapshots.shop import MODEL, TABLES

CLOCK = Clock(date(2025, 6, 15))


class Shop:
    """Asks the shop."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        for name, (columns, rows) in TABLES.items():
            self.connection.execute(f"create table {name} ({', '.join(f'{c} {t}' for c, t in columns.items())})")
            marks = ", ".join("?" for _ in columns)
            self.connection.executemany(f"insert into {name} values ({marks})", [list(row) for row in rows])

    def ask(self, **query: Any) -> list[tuple[Any, ...]]:
        """Rows of a semantic query."""
        compiled = compile_query(SemanticQuery.model_validate(query), MODEL, "duckdb", CLOCK)
        return self.connection.execute(compiled.sql.text).fetchall()

    def sql(self, text: str) -> list[tuple[Any, ...]]:
        """Rows of SQL over the model."""
        return self.connection.execute(compile_plan(text, MODEL, "duckdb", CLOCK).sql.text).fetchall()

    def raw(self, text: str) -> list[tuple[Any, ...]]:
        """Rows of hand-written SQL over the data: the gold."""
        return self.connection.execute(text).fetchall()


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    found = Shop()
    yield found
    found.connection.close()
