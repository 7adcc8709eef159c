"""What BigQuery datasets hold: a few queries over INFORMATION_SCHEMA, each over all datasets, whatever the number of tables."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lunara.connect.catalog import Catalog, Column, ForeignKey, Table

DATASETS_AT_ONCE = 50
Ask = Callable[[str], list[dict[str, Any]]]

_SHARD = re.compile(r"(?P<prefix>.+_)(?P<day>\d{8})")
_VIEWS = ("VIEW", "MATERIALIZED VIEW")

_TABLES = """
select {number} as dataset, t.table_name as name, t.table_type as kind, o.option_value as description
from {at}.INFORMATION_SCHEMA.TABLES t left join {at}.INFORMATION_SCHEMA.TABLE_OPTIONS o
  on o.table_name = t.table_name and o.option_name = 'description'
"""
_ROWS = "select {number} as dataset, table_id as name, row_count as row_count from {at}.__TABLES__"
_COLUMNS = """
select {number} as dataset, table_name as table_name, column_name as name, ordinal_position as place, is_nullable as nullable,
  data_type as type, is_hidden as hidden, is_partitioning_column as partitioning, clustering_ordinal_position as clustering
from {at}.INFORMATION_SCHEMA.COLUMNS{where}
"""
_DESCRIPTIONS = """
select {number} as dataset, table_name as table_name, column_name as name, field_path as path, description as description
from {at}.INFORMATION_SCHEMA.COLUMN_FIELD_PATHS where description is not null and description <> ''{and_where}
"""
_KEYS = """
select {number} as dataset, c.table_name as table_name, c.constraint_name as constraint_name, c.constraint_type as kind,
  k.column_name as name, k.ordinal_position as place, k.position_in_unique_constraint as target_place,
  u.table_catalog as target_project, u.table_schema as target_dataset, u.table_name as target_table
from {at}.INFORMATION_SCHEMA.TABLE_CONSTRAINTS c
join {at}.INFORMATION_SCHEMA.KEY_COLUMN_USAGE k on k.constraint_name = c.constraint_name
left join (
  select distinct constraint_name, table_catalog, table_schema, table_name
  from {at}.INFORMATION_SCHEMA.CONSTRAINT_COLUMN_USAGE
) u on u.constraint_name = c.constraint_name and c.constraint_type = 'FOREIGN KEY'
"""
_COUNTS = "select {number} as dataset, count(*) as tables from {at}.INFORMATION_SCHEMA.TABLES"


@dataclass(frozen=True)
class Dataset:
    """A dataset of `project`; its `schema` names the project only where that is not the `billing` one."""

    project: str
    name: str
    billing: str

    @property
    def schema(self) -> str:
        """How the catalog, models and statements name it."""
        return self.name if self.project == self.billing else f"{self.project}.{self.name}"


@dataclass(frozen=True)
class _Found:
    """A table, or a series of tables by date: its `members`, and the one that the columns are taken of."""

    name: str
    kind: str
    description: str
    columns_of: str
    members: tuple[str, ...]


def count_tables(ask: Ask, datasets: Sequence[Dataset]) -> dict[str, int]:
    """Each dataset's schema with how many tables and views it has."""
    counts = {one.schema: 0 for one in datasets}
    for row in _union(ask, datasets, lambda number, at: _COUNTS.format(number=number, at=at)):
        counts[datasets[row["dataset"]].schema] = int(row["tables"])
    return counts


def read_catalog(ask: Ask, datasets: Sequence[Dataset]) -> Catalog:
    """Everything in the datasets that the account can see. Row counts are of stored rows, without those that still stream
    in; views have none.

    Tables of one name and a date at its end (`events_20240101`) are one table `events_*`, which is how BigQuery reads them
    together; its columns are those of the newest.
    """
    by_dataset: dict[int, list[dict[str, Any]]] = {}
    for row in _union(ask, datasets, lambda number, at: _TABLES.format(number=number, at=at)):
        by_dataset.setdefault(row["dataset"], []).append(row)
    found = {number: _without_series(rows) for number, rows in by_dataset.items()}
    counts = {
        (row["dataset"], row["name"]): int(row["row_count"])
        for row in _union(ask, datasets, lambda number, at: _ROWS.format(number=number, at=at))
        if row["row_count"] is not None
    }
    series = {number: _newest_only(tables) for number, tables in found.items()}

    def columns(number: int, at: str) -> str:
        where = series.get(number, "")
        return _COLUMNS.format(number=number, at=at, where=f" where {where}" if where else "")

    def descriptions(number: int, at: str) -> str:
        where = series.get(number, "")
        return _DESCRIPTIONS.format(number=number, at=at, and_where=f" and {where}" if where else "")

    described: dict[tuple[int, str, str], dict[str, str]] = {}
    for row in _union(ask, datasets, descriptions):
        described.setdefault((row["dataset"], row["table_name"], row["name"]), {})[row["path"]] = row["description"]
    rows_of: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in _union(ask, datasets, columns):
        rows_of.setdefault((row["dataset"], row["table_name"]), []).append(row)
    keys = _keys(_union(ask, datasets, lambda number, at: _KEYS.format(number=number, at=at)), datasets)
    tables = []
    for number, dataset in enumerate(datasets):
        for one in sorted(found.get(number, ()), key=lambda table: table.name):
            place = (number, one.columns_of)
            known = [counts[number, name] for name in one.members if (number, name) in counts]
            rows = sorted(rows_of.get(place, ()), key=lambda row: row["place"] or 0)
            clustered = sorted((row for row in rows if row["clustering"]), key=lambda row: row["clustering"])
            partitioned = tuple(row["name"] for row in rows if row["partitioning"] == "YES")
            tables.append(
                Table(
                    schema=dataset.schema,
                    name=one.name,
                    columns=tuple(
                        Column(
                            row["name"],
                            row["type"],
                            row["nullable"] == "YES",
                            _said(described.get((*place, row["name"]), {}), row["name"]),
                        )
                        for row in rows
                        if row["hidden"] != "YES"
                    ),
                    kind="view" if one.kind in _VIEWS else "table",
                    description=one.description,
                    row_count=sum(known) if known and one.kind != "VIEW" else None,
                    primary_key=keys.primary.get(place, ()),
                    foreign_keys=tuple(keys.foreign.get(place, ())),
                    partitioned_by=("_TABLE_SUFFIX", *partitioned) if len(one.members) > 1 else partitioned,
                    clustered_by=tuple(row["name"] for row in clustered),
                )
            )
    return Catalog("bigquery", tuple(tables))


def _union(ask: Ask, datasets: Sequence[Dataset], make: Callable[[int, str], str]) -> list[dict[str, Any]]:
    """The rows of one statement over all datasets; very many datasets take several."""
    rows: list[dict[str, Any]] = []
    numbered = [(number, f"`{one.project}.{one.name}`") for number, one in enumerate(datasets)]
    for start in range(0, len(numbered), DATASETS_AT_ONCE):
        parts = [make(number, at) for number, at in numbered[start : start + DATASETS_AT_ONCE]]
        rows += ask("\nunion all\n".join(parts))
    return rows


def _without_series(rows: Sequence[Mapping[str, Any]]) -> list[_Found]:
    """The tables, those of a series by date as one."""
    series: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        match = _SHARD.fullmatch(row["name"])
        if match and row["kind"] not in _VIEWS and _is_day(match["day"]):
            series.setdefault(match["prefix"], []).append(row)
    together = {row["name"]: prefix for prefix, members in series.items() if len(members) > 1 for row in members}
    found = [
        _Found(row["name"], row["kind"], _unquoted(row["description"]), row["name"], (row["name"],))
        for row in rows
        if row["name"] not in together
    ]
    for prefix in dict.fromkeys(together.values()):
        members = sorted(row["name"] for row in series[prefix])
        said = f"{len(members):,} tables by date, {members[0]} to {members[-1]}."
        newest = max(series[prefix], key=lambda row: str(row["name"]))
        own = _unquoted(newest["description"])
        found.append(_Found(f"{prefix}*", newest["kind"], f"{own} {said}".strip(), members[-1], tuple(members)))
    return found


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _newest_only(tables: Sequence[_Found]) -> str:
    """A condition that leaves out the members of each series but the newest, empty where there is no series."""
    parts = []
    for one in tables:
        if len(one.members) > 1:
            prefix = one.columns_of[:-8]
            # Views, and names that only look like a date, are not of the series.
            alike = [
                other.columns_of for other in tables if re.fullmatch(re.escape(prefix) + r"\d{8}", other.columns_of)
            ]
            kept = ", ".join(map(_literal, alike))
            pattern = _literal("^" + re.escape(prefix) + r"\d{8}$")
            parts.append(f"(table_name in ({kept}) or not regexp_contains(table_name, {pattern}))")
    return " and ".join(parts)


def _literal(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _unquoted(value: str | None) -> str:
    """An option's text out of the literal of SQL that BigQuery shows."""
    if not value:
        return ""
    try:
        text = ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return value
    return text if isinstance(text, str) else value


def _said(paths: Mapping[str, str], name: str) -> str:
    """What is said of a column, and of the fields within it by their names."""
    inside = [f"{path.removeprefix(name + '.')}: {text}" for path, text in sorted(paths.items()) if path != name]
    return "; ".join([*([paths[name]] if name in paths else []), *inside])


@dataclass(frozen=True)
class _Keys:
    primary: dict[tuple[int, str], tuple[str, ...]]
    foreign: dict[tuple[int, str], list[ForeignKey]]


def _keys(rows: Sequence[Mapping[str, Any]], datasets: Sequence[Dataset]) -> _Keys:
    """Primary keys, and foreign ones, which point at the target's primary key column by column."""
    primary: dict[tuple[int, str], tuple[str, ...]] = {}
    constraints: dict[tuple[int, str, str], list[Mapping[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: row["place"] or 0):
        place = (row["dataset"], row["table_name"])
        if row["kind"] == "PRIMARY KEY":
            primary[place] = (*primary.get(place, ()), row["name"])
        elif row["kind"] == "FOREIGN KEY":
            constraints.setdefault((*place, row["constraint_name"]), []).append(row)
    numbers = {(one.project, one.name): number for number, one in enumerate(datasets)}
    foreign: dict[tuple[int, str], list[ForeignKey]] = {}
    for (number, table, _), parts in sorted(constraints.items()):
        target = numbers.get((parts[0]["target_project"], parts[0]["target_dataset"]))
        key = primary.get((target, parts[0]["target_table"]), ()) if target is not None else ()
        places = [int(part["target_place"] or 0) for part in parts]
        # A table of a dataset that is not read: which column it means is not known.
        if target is None or not all(0 < place <= len(key) for place in places):
            continue
        foreign.setdefault((number, table), []).append(
            ForeignKey(
                tuple(part["name"] for part in parts),
                datasets[target].schema,
                parts[0]["target_table"],
                tuple(key[place - 1] for place in places),
            )
        )
    return _Keys(primary, foreign)
