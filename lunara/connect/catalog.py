"""What a warehouse holds: schemas, tables, columns, keys. The JSON form is the command line's contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lunara.errors import InvalidInput


@dataclass(frozen=True)
class Column:
    """A column; `type` is the warehouse's own type text."""

    name: str
    type: str
    nullable: bool = True
    description: str = ""


@dataclass(frozen=True)
class ForeignKey:
    """A declared foreign key, columns in matching order."""

    columns: tuple[str, ...]
    references_schema: str
    references_table: str
    references_columns: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table or view. `row_count` is exact or the engine's estimate, None when unknown.

    `partitioned_by` and `clustered_by` are columns (or expressions over them) that the engine stores rows by, where it tells.
    """

    schema: str
    name: str
    columns: tuple[Column, ...]
    kind: Literal["table", "view"] = "table"
    description: str = ""
    row_count: int | None = None
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    partitioned_by: tuple[str, ...] = ()
    clustered_by: tuple[str, ...] = ()

    def column(self, name: str) -> Column | None:
        """The column of that exact name, or None."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True)
class Catalog:
    """The tables of one warehouse in one sqlglot dialect."""

    dialect: str
    tables: tuple[Table, ...] = field(default=())

    def table(self, name: str, schema: str | None = None) -> Table | None:
        """The first table of that exact name (and schema, when given), or None."""
        return next((t for t in self.tables if t.name == name and schema in (None, t.schema)), None)

    def to_json(self) -> dict[str, Any]:
        """The contract's JSON shape (command-line reference, "Catalog")."""
        return {"dialect": self.dialect, "tables": [_table_json(table) for table in self.tables]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Catalog:
        """Read the contract's JSON shape; everything but names and types may be absent.

        Raises InvalidInput naming the table and column where a name or type is missing.
        """
        if not isinstance(data, Mapping) or not isinstance(data.get("tables"), list):
            raise InvalidInput("The catalog has no list of tables.", 'Give {"dialect": ..., "tables": [...]}.')
        return cls(str(data.get("dialect") or "duckdb"), tuple(_table(t, i) for i, t in enumerate(data["tables"])))


def _table_json(table: Table) -> dict[str, Any]:
    return {
        "schema": table.schema,
        "name": table.name,
        "kind": table.kind,
        "description": table.description,
        "row_count": table.row_count,
        "columns": [
            {"name": c.name, "type": c.type, "nullable": c.nullable, "description": c.description}
            for c in table.columns
        ],
        "primary_key": list(table.primary_key),
        "unique_keys": [list(key) for key in table.unique_keys],
        "foreign_keys": [
            {
                "columns": list(key.columns),
                "references_schema": key.references_schema,
                "references_table": key.references_table,
                "references_columns": list(key.references_columns),
            }
            for key in table.foreign_keys
        ],
        **({"partitioned_by": list(table.partitioned_by)} if table.partitioned_by else {}),
        **({"clustered_by": list(table.clustered_by)} if table.clustered_by else {}),
    }


def _table(data: Any, position: int) -> Table:
    if not isinstance(data, Mapping) or not data.get("name"):
        raise InvalidInput(f"Table {position + 1} of the catalog has no name.", "Every table needs a name and columns.")
    name, schema = str(data["name"]), str(data.get("schema") or "")
    columns = []
    for number, column in enumerate(_list(data.get("columns"))):
        if not isinstance(column, Mapping) or not column.get("name") or not column.get("type"):
            raise InvalidInput(
                f"Column {number + 1} of table {name} has no name or no type.", "Every column needs both."
            )
        columns.append(
            Column(
                str(column["name"]),
                str(column["type"]),
                bool(column.get("nullable", True)),
                str(column.get("description") or ""),
            )
        )
    return Table(
        schema=schema,
        name=name,
        columns=tuple(columns),
        kind="view" if data.get("kind") == "view" else "table",
        description=str(data.get("description") or ""),
        row_count=None if data.get("row_count") is None else int(data["row_count"]),
        primary_key=tuple(map(str, _list(data.get("primary_key")))),
        unique_keys=tuple(tuple(map(str, key)) for key in _list(data.get("unique_keys"))),
        foreign_keys=tuple(
            ForeignKey(
                tuple(map(str, key["columns"])),
                str(key.get("references_schema") or schema),
                str(key["references_table"]),
                tuple(map(str, key["references_columns"])),
            )
            for key in _list(data.get("foreign_keys"))
        ),
        partitioned_by=tuple(map(str, _list(data.get("partitioned_by")))),
        clustered_by=tuple(map(str, _list(data.get("clustered_by")))),
    )


def _list(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else ()
