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
    """Measures, dimensions, and every dimension with its table's count: what fails to compile or run.

    Twenty fields of a table are asked for together; where they fail, each of them alone.
    """
    asked = [[SemanticQuery(measures=(measure.name,))] for measure in model.measures]
    for table in model.tables:
        measures = [f"{table.name}.{measure.name}" for measure in table.measures]
        dimensions = [f"{table.name}.{dimension.name}" for dimension in table.dimensions]
        asked += [[SemanticQuery(measures=(name,)) for name in some] for some in batched(measures)]
        asked += [[SemanticQuery(dimensions=(name,), limit=3) for name in some] for some in batched(dimensions)]
        for name, dimension in zip(dimensions, table.dimensions, strict=True):
            field = DimensionRef(field=name, grain="month") if dimension.type == "time" else name
            asked.append([SemanticQuery(measures=(measures[0],), dimensions=(field,), limit=3)])
    return [
        failed
        for alone in asked
        if len(alone) == 1 or failure(warehouse, model, together(alone))
        for query in alone
        if (failed := failure(warehouse, model, query))
    ]


def batched(names: list[str]) -> list[list[str]]:
    return [names[at : at + 20] for at in range(0, len(names), 20)]


def together(alone: list[SemanticQuery]) -> SemanticQuery:
    """One query for the fields of all of them."""
    measures = tuple(name for query in alone for name in query.measures)
    return SemanticQuery(measures=measures, dimensions=tuple(d for query in alone for d in query.dimensions), limit=3)


def failure(warehouse: Warehouse, model: SemanticModel, query: SemanticQuery) -> str:
    """What is wrong with it, or nothing."""
    try:
        run(warehouse, compile_query(query, model, warehouse.dialect, Clock(date(2025, 6, 1))).sql)
    except LunaraError as error:
        return f"{query.model_dump(exclude_defaults=True)}: {error}"
    return ""
