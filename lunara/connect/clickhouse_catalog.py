"""What a ClickHouse server holds, and what the account may do there: a few queries over its system tables."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lunara.connect.catalog import Catalog, Column, Table
from lunara.connect.expressions import split_expressions

Ask = Callable[[str, Mapping[str, str]], list[list[Any]]]

_OWN = (
    "database not in ('system', 'information_schema', 'INFORMATION_SCHEMA') and not is_temporary"
    " and not startsWith(name, '.inner') and ({database:String} = '' or database = {database:String})"
)
_TABLES = f"""
select database, name, engine, comment, total_rows, partition_key, sorting_key from system.tables where {_OWN}
order by database, name
"""
_COLUMNS = """
select database, table, name, type, comment from system.columns
where database not in ('system', 'information_schema', 'INFORMATION_SCHEMA') and default_kind != 'EPHEMERAL'
and ({database:String} = '' or database = {database:String}) order by database, table, position
"""
_DATABASES = f"select database, count() from system.tables where {_OWN} group by database order by database"
_WHO = "select currentUser(), version()"
_GRANT = re.compile(r"GRANT (?P<what>.+?) ON (?P<where>\S+) TO ", re.IGNORECASE)
_READS = frozenset(
    {"SELECT", "USAGE", "SHOW", "SHOW DATABASES", "SHOW TABLES", "SHOW COLUMNS", "SHOW DICTIONARIES", "DICTGET"}
)
_SOURCES = frozenset(
    "SOURCES READ FILE URL REMOTE S3 AZURE HDFS HIVE MYSQL POSTGRES SQLITE MONGO REDIS ODBC JDBC KAFKA NATS RABBITMQ ALL".split()  # noqa: SIM905
)
_VIEWS = frozenset({"View", "MaterializedView", "LiveView", "WindowView"})


@dataclass(frozen=True)
class Access:
    """What the connected account is and may do.

    `can_write` says in words what it could change, `can_reach` how it could read files and other servers; empty for nothing.
    """

    user: str
    version: str
    tables: int
    first_database: str
    can_write: str
    can_reach: str

    def grant_statement(self, database: str) -> str:
        """SQL that makes an account which can only read."""
        return (
            "CREATE USER lunara_reader IDENTIFIED WITH sha256_password BY '…';\n"
            f"GRANT SELECT ON {_quoted(database)}.* TO lunara_reader;"
        )


def read_access(ask: Ask, grants: list[str], database: str, *, only_reads: bool) -> Access:
    """Who we are there, how many tables we can read, and whether we could write.

    `grants` are the lines of SHOW GRANTS; `only_reads`: the account's own settings forbid writing, whatever its grants say.
    """
    ((user, version),) = ask(_WHO, {})
    sizes = read_databases(ask, database)
    beyond = _beyond_reading(grants)
    reach = next((where for privilege, where in beyond if privilege.upper().split(" ")[0] in _SOURCES), "")
    write = f"it may {beyond[0][0]} on {beyond[0][1]}" if beyond and not only_reads else ""
    return Access(user, version, sum(sizes.values()), next(iter(sizes), "default"), write, reach)


def read_databases(ask: Ask, database: str) -> dict[str, int]:
    """Databases with tables that the account can read, and how many."""
    return {name: int(tables) for name, tables in ask(_DATABASES, {"database": database})}


def _beyond_reading(grants: list[str]) -> list[tuple[str, str]]:
    """What is granted beside reading, and on what."""
    found = []
    for grant in grants:
        match = _GRANT.match(grant)
        if match is None:
            continue
        # A list of columns in brackets belongs to the privilege before it.
        named = [name.strip() for name in re.sub(r"\([^)]*\)", "", match["what"]).split(",")]
        found += [(name, match["where"]) for name in named if name.upper() not in _READS]
    return found


def rows_of(answer: bytes) -> list[list[Any]]:
    """The rows of an answer in the format JSONCompactEachRow."""
    return [json.loads(line) for line in answer.splitlines() if line]


def read_catalog(ask: Ask, database: str) -> Catalog:
    """Every table that the account can read, in one database or all. ClickHouse's primary key may repeat, so none is told."""
    columns: dict[tuple[str, str], list[Column]] = {}
    given = {"database": database}
    for schema, table, name, kind, comment in ask(_COLUMNS, given):
        columns.setdefault((schema, table), []).append(Column(name, kind, _is_nullable(kind), comment))
    return Catalog(
        "clickhouse",
        tuple(
            Table(
                schema=schema,
                name=name,
                columns=tuple(columns.get((schema, name), ())),
                kind="view" if engine in _VIEWS else "table",
                description=comment,
                row_count=None if rows is None else int(rows),
                partitioned_by=split_expressions(partition),
                clustered_by=split_expressions(sorting),
            )
            for schema, name, engine, comment, rows, partition, sorting in ask(_TABLES, given)
        ),
    )


def _is_nullable(kind: str) -> bool:
    """Whether a column of that type can be null: those that say so, and those that hold anything."""
    inner = kind.removeprefix("LowCardinality(")
    return inner.startswith(("Nullable(", "Variant(", "Dynamic", "JSON", "Nothing"))


def _quoted(name: str) -> str:
    return name if name.isidentifier() else "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"
