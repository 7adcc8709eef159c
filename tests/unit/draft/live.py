"""Real DuckDB and SQLite files for tests of the draft, and a loop that runs every field of a model."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from lunara.connect import open_url
from lunara.connect.run import run
from lunara.connect.warehouse import Warehouse
from lunara.errors import LunaraError
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import DimensionRef, SemanticQuery

Make = Callable[[str], Warehouse]


def duck(folder: Path, sql: str) -> Warehouse:
    path = folder / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(sql)
    return open_url(f"duckdb:///{path}")


def lite(folder: Path, sql: str) -> Warehouse:
    path = folder / "warehouse.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript(sql)
    connection.commit()
    connection.close()
    return open_url(f"sqlite:///{path}")


def shared_warehouse(folder: Path, source: Path, schema: str) -> Warehouse:
    """The CSV files of a shared folder in a DuckDB file made with one of its schema files."""
    path = folder / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute((source / schema).read_text())
        for table in json.loads((source / "schema.json").read_text())["tables"]:
            file = source / "data" / f"{table['name']}.csv"
            connection.execute(f"""copy "{table["name"]}" from '{file}' (header true, nullstr '')""")
    return open_url(f"duckdb:///{path}")


def failures(warehouse: Warehouse, model: SemanticModel) -> list[str]:
    """Every measure alone, every dimension alone, and every dimension with its table's count: what fails to compile or run."""
    queries: list[SemanticQuery] = [SemanticQuery(measures=(measure.name,)) for measure in model.measures]
    for table in model.tables:
        queries += [SemanticQuery(measures=(f"{table.name}.{measure.name}",)) for measure in table.measures]
        for dimension in table.dimensions:
            name = f"{table.name}.{dimension.name}"
            field = DimensionRef(field=name, grain="month") if dimension.type == "time" else name
            queries.append(SemanticQuery(dimensions=(name,), limit=3))
            queries.append(
                SemanticQuery(measures=(f"{table.name}.{table.measures[0].name}",), dimensions=(field,), limit=3)
            )
    clock = Clock(date(2025, 6, 1))
    failed = []
    for query in queries:
        try:
            run(warehouse, compile_query(query, model, warehouse.dialect, clock).sql)
        except LunaraError as error:
            failed.append(f"{query.model_dump(exclude_defaults=True)}: {error}")
    return failed
