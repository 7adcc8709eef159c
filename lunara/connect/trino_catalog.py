"""What a catalog of Trino holds, and what the account may do there: a few queries, never one a table."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any, Protocol

from lunara.connect.catalog import Catalog, Column, Table

ESTIMATED_TABLES = 200
ESTIMATED_AT_ONCE = 50


class Asking(Protocol):
    """Who runs our statements."""

    def rows(self, sql: str) -> list[list[Any]]:
        """All rows of a statement."""
        ...

    def renew(self) -> None:
        """Go on after a statement that failed."""
        ...


@dataclass(frozen=True)
class Access:
    """What the connected account is and may do. `can_write` says in words what it could change: empty for nothing, None where

    the server does not tell. `example` is a table that it sees.
    """

    user: str
    version: str
    catalog: str
    tables: int
    can_write: str | None
    example: tuple[str, str]

    def grant_statement(self) -> str:
        """SQL that makes a role which can only read, where the catalog keeps its own grants, and the rule for where none does."""
        catalog, schema, table = quoted(self.catalog), *map(quoted, self.example)
        rule = json.dumps({"user": "lunara_reader", "catalog": self.catalog, "privileges": ["SELECT"]})
        return (
            "-- Where the catalog keeps its own grants (Hive, Iceberg and Delta with sql-standard security), for each table:\n"
            f"CREATE ROLE lunara_reader IN {catalog};\n"
            f"GRANT SELECT ON {catalog}.{schema}.{table} TO ROLE lunara_reader;\n"
            f"GRANT lunara_reader TO USER lunara_reader IN {catalog};\n"
            '-- Where rules are kept in a file (access-control.name=file), under "tables":\n'
            f"-- {rule}"
        )


def quoted(name: str) -> str:
    """`name` as an identifier."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """`value` as a literal."""
    return "'" + value.replace("'", "''") + "'"


def read_access(talk: Asking, catalog: str, schema: str) -> Access:
    """Who we are there, how many tables we can read, and whether we could write.

    Trino keeps no list of what an account may do: rules lie in files, in policies, in the catalogs. So it is asked whether it
    would take a statement that writes (EXPLAIN of type VALIDATE analyses it, permissions and all, and runs nothing).
    """
    ((user, version),) = talk.rows("SELECT current_user, version()")
    within = _within(schema)
    ((tables,),) = talk.rows(f"SELECT count(*) FROM {quoted(catalog)}.information_schema.tables WHERE {within}")
    found = talk.rows(
        f"SELECT table_schema, table_name FROM {quoted(catalog)}.information_schema.tables"
        f" WHERE {within} AND table_type = 'BASE TABLE' ORDER BY table_schema, table_name LIMIT 1"
    )
    example = (str(found[0][0]), str(found[0][1])) if found else (schema or "schema", "table")
    place = f"{quoted(catalog)}.{quoted(example[0])}"
    trials = [(f"CREATE TABLE {place}.lunara_would_not AS SELECT 1 AS one", f"it may create tables in {example[0]}")]
    if found:
        table = f"{place}.{quoted(example[1])}"
        trials += [
            (f"DELETE FROM {table}", f"it may delete from {example[0]}.{example[1]}"),
            (f"INSERT INTO {table} SELECT * FROM {table}", f"it may insert into {example[0]}.{example[1]}"),
        ]
    taken = [(_would_take(talk, statement), words) for statement, words in trials]
    could = [words for yes, words in taken if yes]
    unknown = any(yes is None for yes, _ in taken)
    can_write = could[0] if could else None if unknown else ""
    return Access(str(user), str(version), catalog, int(tables), can_write, example)


def _would_take(talk: Asking, statement: str) -> bool | None:
    """Whether the server would let the account run it; None where it says neither."""
    from trino.exceptions import TrinoQueryError

    try:
        talk.rows(f"EXPLAIN (TYPE VALIDATE) {statement}")
    except TrinoQueryError as error:
        talk.renew()
        # A catalog that cannot do it at all is no danger; anything else is no answer.
        return False if error.error_name in ("PERMISSION_DENIED", "NOT_SUPPORTED") else None
    return True


def read_schemas(talk: Asking, catalog: str, schema: str) -> dict[str, int]:
    """Each schema that `read_catalog` would read, with how many tables it has."""
    found = talk.rows(
        f"SELECT table_schema, count(*) FROM {quoted(catalog)}.information_schema.tables"
        f" WHERE {_within(schema)} GROUP BY table_schema ORDER BY table_schema"
    )
    return {owner: int(tables) for owner, tables in found}


def read_catalog(talk: Asking, catalog: str, schema: str) -> Catalog:
    """Everything in one schema (empty: in all of the catalog) that the account sees. Row counts are the engine's estimates.

    Trino knows no keys. Columns that a Hive table is partitioned by are told beside the columns; those of Iceberg and Delta
    are told for one table at a time only and left out.
    """
    here, within = quoted(catalog), _within(schema)
    found = talk.rows(
        f"SELECT table_schema, table_name, table_type FROM {here}.information_schema.tables"
        f" WHERE {within} ORDER BY table_schema, table_name"
    )
    columns: dict[tuple[str, str], list[Column]] = {}
    partitions: dict[tuple[str, str], list[str]] = {}
    for owner, table, name, kind, nullable, comment, extra in talk.rows(
        "SELECT table_schema, table_name, column_name, data_type, is_nullable, comment, extra_info"
        f" FROM {here}.information_schema.columns WHERE {within} ORDER BY table_schema, table_name, ordinal_position"
    ):
        columns.setdefault((owner, table), []).append(Column(name, kind, nullable != "NO", comment or ""))
        if "partition key" in (extra or ""):
            partitions.setdefault((owner, table), []).append(name)
    comments = _comments(talk, catalog, schema)
    tables = [(owner, name) for owner, name, kind in found if kind == "BASE TABLE"]
    counts = _counts(talk, catalog, tables[:ESTIMATED_TABLES])
    return Catalog(
        "trino",
        tuple(
            Table(
                schema=owner,
                name=name,
                columns=tuple(columns.get((owner, name), ())),
                kind="view" if kind == "VIEW" else "table",
                description=comments.get((owner, name), ""),
                row_count=counts.get((owner, name)),
                partitioned_by=tuple(partitions.get((owner, name), ())),
            )
            for owner, name, kind in found
        ),
    )


def _comments(talk: Asking, catalog: str, schema: str) -> dict[tuple[str, str], str]:
    """Comments of tables, from the system catalog; none for an account that may not look there."""
    from trino.exceptions import TrinoQueryError

    try:
        found = talk.rows(
            "SELECT schema_name, table_name, comment FROM system.metadata.table_comments"
            f" WHERE catalog_name = {text(catalog.lower())} AND comment IS NOT NULL"
            + (f" AND schema_name = {text(schema.lower())}" if schema else "")
        )
    except TrinoQueryError as error:
        if error.error_name != "PERMISSION_DENIED":
            raise
        talk.renew()
        return {}
    return {(owner, table): comment for owner, table, comment in found}


def _counts(talk: Asking, catalog: str, tables: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Estimates of rows, asked for many tables at once; a lot in which one table cannot be read has none."""
    from trino.exceptions import TrinoQueryError

    counts: dict[tuple[str, str], int] = {}
    for start in range(0, len(tables), ESTIMATED_AT_ONCE):
        some = tables[start : start + ESTIMATED_AT_ONCE]
        parts = (f"SELECT 1 FROM {quoted(catalog)}.{quoted(owner)}.{quoted(name)}" for owner, name in some)
        try:
            found = input_estimates(talk, " UNION ALL ".join(parts))
        except TrinoQueryError as error:
            if error.error_type != "USER_ERROR":
                raise
            talk.renew()
            continue
        counts.update({table: round(rows) for table, rows, _ in found if math.isfinite(rows)})
    return counts


def input_estimates(talk: Asking, sql: str) -> list[tuple[tuple[str, str], float, float]]:
    """For each table that the statement reads: its schema and name, the rows and the bytes that it gives; NaN for unknown.

    Trino tells a table that is read twice in the same way once.
    """
    ((plan,),) = talk.rows(f"EXPLAIN (TYPE IO, FORMAT JSON) {sql}")
    found = []
    for part in json.loads(plan).get("inputTableColumnInfos", ()):
        table, estimate = part["table"]["schemaTable"], part.get("estimate") or {}
        numbers = (float(estimate.get(name, math.nan)) for name in ("outputRowCount", "outputSizeInBytes"))
        found.append(((str(table["schema"]), str(table["table"])), *numbers))
    return found  # type: ignore[return-value]


def _within(schema: str) -> str:
    return f"table_schema = {text(schema.lower())}" if schema else "table_schema <> 'information_schema'"
