"""What a Spark catalog holds, by one statement a database, and the comments of columns by analysing plans that are not run.

Spark's own catalog has no information_schema. `SHOW TABLE EXTENDED` tells all tables of a database as text, made for people:
a few lines of facts and the schema as a tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from lunara.connect.catalog import Catalog, Column, Table
from lunara.connect.spark_protocol import SparkError, comment_of

Ask = Callable[[str], list[tuple[Any, ...]]]
Shape = Callable[[str], Any]

AT_ONCE = 50
COMMENTED_TABLES = 500
_NAMES = {"integer": "int", "long": "bigint", "short": "smallint", "byte": "tinyint"}
_LINE = re.compile(
    r"^((?: \|   )*) \|-- (.*): (.+?)(?: \((?:nullable|containsNull|valueContainsNull) = (true|false)\))?$"
)
_ROWS = re.compile(r"^Statistics: (?:\d+ bytes, )?(\d+) rows$", re.M)
_VIEWS = ("VIEW", "METRIC_VIEW", "MATERIALIZED_VIEW")


def databases(ask: Ask) -> list[str]:
    """The databases of the current catalog, those of the system left out. Raises SparkError."""
    found = [str(row[0]) for row in ask("show schemas")]
    return sorted(unquoted(name) for name in found if name != "information_schema")


def read_tables(ask: Ask, names: Iterable[str], dialect: str) -> Catalog:
    """The tables and views of these databases, without comments of columns. Raises SparkError."""
    return Catalog(dialect, tuple(table for name in names for table in _tables(ask, name)))


def with_comments(catalog: Catalog, shape: Shape) -> Catalog:
    """The catalog with comments of columns and the declared length of texts, for up to COMMENTED_TABLES tables.

    A view that no longer fits its tables cannot be analysed and stays as it is; so do the tables after the first 500.
    """
    found: dict[int, Table] = {}
    places = range(min(len(catalog.tables), COMMENTED_TABLES))
    waiting = [list(places[start : start + AT_ONCE]) for start in range(0, len(places), AT_ONCE)]
    while waiting:
        batch = waiting.pop()
        try:
            shapes = shape(_together([catalog.tables[place] for place in batch])).struct.fields
        except SparkError as error:
            if not error.sql_state:  # the line or the session, not a table
                raise
            half = len(batch) // 2
            waiting += [part for part in (batch[:half], batch[half:]) if half]
            continue
        for place, one in zip(batch, shapes, strict=True):
            found[place] = _commented(catalog.tables[place], one.data_type.struct.fields)
    return replace(catalog, tables=tuple(found.get(place, table) for place, table in enumerate(catalog.tables)))


def quoted(name: str) -> str:
    """`name` as an identifier."""
    return "`" + name.replace("`", "``") + "`"


def unquoted(name: str) -> str:
    """A name that a listing of Spark's quotes where it has to."""
    return name[1:-1].replace("``", "`") if len(name) > 1 and name[0] == name[-1] == "`" else name


def _together(tables: Sequence[Table]) -> str:
    """A query of a row for each table, as one struct: what it is made of is known without running it."""
    rows = ", ".join(f"struct(t{place}.*) as c{place}" for place in range(len(tables)))
    sources = " cross join ".join(
        f"{quoted(table.schema)}.{quoted(table.name)} as t{place}" for place, table in enumerate(tables)
    )
    return f"(select {rows} from {sources})"


def _commented(table: Table, fields: Any) -> Table:
    known = {field.name: field for field in fields}
    columns = tuple(
        replace(column, description=comment_of(known[column.name].metadata)) if column.name in known else column
        for column in table.columns
    )
    return replace(table, columns=columns)


def _tables(ask: Ask, database: str) -> list[Table]:
    rows = ask(f"show table extended in {quoted(database)} like '*'")
    return [_table(database, unquoted(str(row[1])), str(row[3])) for row in rows if not row[2]]


def _table(database: str, name: str, told: str) -> Table:
    """A table from what is told of it: facts, the last of which is its schema."""
    facts, _, tree = told.rpartition("\nSchema: root\n")
    rows = _ROWS.findall(facts)
    return Table(
        schema=database,
        name=name,
        columns=tuple(columns(tree)),
        kind="view" if _fact(facts, "Type") in _VIEWS else "table",
        description=_comment(facts),
        row_count=int(rows[-1]) if rows else None,
        partitioned_by=_listed(_fact(facts, "Partition Columns")),
        clustered_by=_listed(_fact(facts, "Bucket Columns")),
    )


def columns(tree: str) -> list[Column]:
    """The columns of a schema that is written as a tree.

    >>> [(c.name, c.type, c.nullable) for c in columns(" |-- id: long (nullable = false)\\n |-- tags: array (nullable = true)\\n"
    ...     " |    |-- element: string (containsNull = true)")]
    [('id', 'bigint', False), ('tags', 'array<string>', True)]
    """
    lines = []
    for text in tree.splitlines():
        match = _LINE.match(text)
        if match:
            lines.append((len(match[1]) // 5, match[2], match[3], match[4] != "false"))
    found, place = [], 0
    while place < len(lines):
        _, name, _, nullable = lines[place]
        kind, place = _kind(lines, place)
        found.append(Column(name, kind, nullable))
    return found


def _kind(lines: Sequence[tuple[int, str, str, bool]], place: int) -> tuple[str, int]:
    """The type that begins at `place`, and where the next one does."""
    depth, _, word, _ = lines[place]
    place += 1
    inner: list[tuple[str, str]] = []
    while place < len(lines) and lines[place][0] > depth:
        name = lines[place][1]
        kind, place = _kind(lines, place)
        inner.append((name, kind))
    if word == "struct":
        parts = [f"{name if name.isidentifier() else quoted(name)}:{kind}" for name, kind in inner]
        return f"struct<{','.join(parts)}>", place
    if word in ("array", "map"):
        return f"{word}<{','.join(kind for _, kind in inner)}>", place
    return _NAMES.get(word, word), place


def _fact(facts: str, name: str) -> str:
    found = re.findall(rf"^{name}: (.*)$", facts, re.M)
    return str(found[-1]) if found else ""


def _comment(facts: str) -> str:
    """A comment may have lines of its own; the next fact ends it."""
    match = re.search(
        r"^Comment: (.*?)(?=\n(?:Collation|View Text|Table Properties|Statistics|Location|Serde Library|Storage Properties"
        r"|Partition Provider|Num Buckets|Partition Columns|External|Created Time|Owner|Provider):|\Z)",
        facts,
        re.M | re.S,
    )
    return match[1] if match else ""


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.replace("``", "`") for part in re.findall(r"`((?:[^`]|``)*)`", text))
