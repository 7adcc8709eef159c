"""Names in the writing styles of many houses, and catalogs made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lunara.connect.catalog import Catalog, Column, Table
from lunara.semantic.draft.words import snake

_SHORT = {
    "scheduled": "sched",
    "actual": "act",
    "date": "dt",
    "customer": "cust",
    "employee": "emp",
    "quantity": "qty",
    "amount": "amt",
    "duration": "dur",
    "minutes": "mins",
    "hours": "hrs",
    "number": "no",
    "transaction": "txn",
    "account": "acct",
    "flag": "flg",
    "balance": "bal",
    "average": "avg",
    "percent": "pct",
    "name": "nm",
    "code": "cd",
    "department": "dept",
    "order": "ord",
}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


STYLES: Mapping[str, Callable[[str, str], str]] = {
    "snake": lambda table, name: name,
    "camel": lambda table, name: _camel(name),
    "pascal": lambda table, name: "".join(word.capitalize() for word in name.split("_")),
    "upper": lambda table, name: name.upper(),
    "spaced": lambda table, name: name.replace("_", " ").title(),
    "short": lambda table, name: "_".join(_SHORT.get(word, word) for word in name.split("_")),
    "prefixed": lambda table, name: f"{''.join(word[0] for word in table.split('_'))}x_{name}",
}
"""Style -> the column's name in it, from the table's and the column's snake_case names."""


def catalog_in(
    style: str, tables: Mapping[str, str], dialect: str = "duckdb"
) -> tuple[Catalog, dict[str, dict[str, str]]]:
    """The catalog of `{table: "column type, column type"}` in a style, and for each table the logical name of each plain name."""
    write = STYLES[style]
    found, logical = [], {}
    for table, text in tables.items():
        pairs = [part.split(None, 1) for part in text.split(", ")]
        columns = [Column(write(table, name), kind) for name, kind in pairs]
        found.append(Table("main", _camel(table) if style in ("camel", "pascal") else table, tuple(columns)))
        logical[table] = {name: snake(column.name) for (name, _), column in zip(pairs, columns, strict=True)}
    return Catalog(dialect, tuple(found)), logical
