"""What a Snowflake database holds, and what the role may do there: two queries and three SHOWs, and the role's grants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lunara.connect.catalog import Catalog, Column, ForeignKey, Table
from lunara.connect.expressions import split_expressions

Ask = Callable[[str], list[dict[str, Any]]]
AskIfLet = Callable[[str], list[dict[str, Any]] | None]  # None: the role may not see it

SHOWN_ROWS = 10_000  # SHOW tells no more
_ROLES = 40
_READS = frozenset(
    {"SELECT", "USAGE", "REFERENCES", "MONITOR", "OPERATE", "READ", "REFERENCE_USAGE", "IMPORTED PRIVILEGES"}
)


@dataclass(frozen=True)
class Access:
    """What the session is and may do. `can_write` says in words what it could change, empty for nothing.

    `unseen` names the roles whose grants the session may not see.
    """

    user: str
    role: str
    version: str
    warehouse: str
    tables: int
    can_write: str
    unseen: tuple[str, ...]


def grant_statement(database: str, warehouse: str) -> str:
    """SQL that makes a role and a user of it which can only read."""
    name, runs = quoted(database), quoted(warehouse or "COMPUTE_WH")
    return (
        "CREATE ROLE LUNARA_READER;\n"
        f"GRANT USAGE ON WAREHOUSE {runs} TO ROLE LUNARA_READER;\n"
        f"GRANT USAGE ON DATABASE {name} TO ROLE LUNARA_READER;\n"
        f"GRANT USAGE ON ALL SCHEMAS IN DATABASE {name} TO ROLE LUNARA_READER;\n"
        f"GRANT SELECT ON ALL TABLES IN DATABASE {name} TO ROLE LUNARA_READER;\n"
        f"GRANT SELECT ON FUTURE TABLES IN DATABASE {name} TO ROLE LUNARA_READER;\n"
        f"GRANT SELECT ON ALL VIEWS IN DATABASE {name} TO ROLE LUNARA_READER;\n"
        "CREATE USER LUNARA TYPE = SERVICE DEFAULT_ROLE = LUNARA_READER RSA_PUBLIC_KEY = '…';\n"
        "GRANT ROLE LUNARA_READER TO USER LUNARA;"
    )


def read_access(ask: Ask, ask_if_let: AskIfLet, database: str, schema: str) -> Access:
    """Who we are there, how many tables we can read, and whether we could write."""
    (session,) = ask(
        "select current_user() as who, current_role() as role, current_version() as version, current_warehouse() as warehouse"
    )
    (count,) = ask(f"select count(*) as tables from {_views(database)}.tables where {_of(schema)}")
    role = str(session["role"] or "")
    can_write, unseen = _writes(ask_if_let, role)
    return Access(
        str(session["who"]),
        role,
        str(session["version"]),
        str(session["warehouse"] or ""),
        int(count["tables"]),
        can_write,
        unseen,
    )


def _writes(ask: AskIfLet, role: str) -> tuple[str, tuple[str, ...]]:
    """What the role, and those that it was given, may do beside reading; and which of them cannot be looked into."""
    waiting, seen, unseen = [f"role {quoted(name)}" for name in (role, "PUBLIC") if role], set[str](), []
    while waiting and len(seen) < _ROLES:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        grants = ask(f"show grants to {name}")
        if grants is None:
            unseen.append(name)
        for grant in grants or ():
            privilege, on = str(grant["privilege"]).upper(), str(grant["granted_on"]).upper()
            if on == "ROLE" and privilege == "USAGE":
                waiting.append(f"role {quoted(str(grant['name']))}")
            elif on == "DATABASE_ROLE" and privilege == "USAGE":
                waiting.append("database role " + ".".join(map(quoted, str(grant["name"]).replace('"', "").split("."))))
            elif privilege not in _READS:
                return f"it may {privilege} on {on.replace('_', ' ')} {grant['name']}", ()
    return "", (*unseen, *waiting)


def read_schemas(ask: Ask, database: str, schema: str) -> dict[str, int]:
    """Schemas with tables that the role can read, and how many."""
    found = ask(
        f"select table_schema, count(*) as tables from {_views(database)}.tables where {_of(schema)}"
        " group by table_schema order by table_schema"
    )
    return {str(row["table_schema"]): int(row["tables"]) for row in found}


def read_catalog(ask: Ask, database: str, schema: str) -> Catalog:
    """Everything in one database, or one schema of it, that the role can read."""
    views, where = _views(database), _of(schema)
    columns: dict[tuple[str, str], list[Column]] = {}
    for row in ask(
        "select table_schema, table_name, column_name, data_type, numeric_precision, numeric_scale, is_nullable, comment"
        f" from {views}.columns where {where} order by table_schema, table_name, ordinal_position"
    ):
        column = Column(row["column_name"], _type(row), row["is_nullable"] == "YES", row["comment"] or "")
        columns.setdefault((row["table_schema"], row["table_name"]), []).append(column)
    found = ask(
        "select table_schema, table_name, table_type, row_count, clustering_key, comment"
        f" from {views}.tables where {where} order by table_schema, table_name"
    )
    within = f"schema {quoted(database)}.{quoted(schema)}" if schema else f"database {quoted(database)}"
    known = not schema or bool(found)
    primary = _keys(ask(f"show primary keys in {within}"), "schema_name", "table_name", "column_name") if known else {}
    unique = _keys(ask(f"show unique keys in {within}"), "schema_name", "table_name", "column_name") if known else {}
    foreign = _foreign(ask(f"show imported keys in {within}"), database) if known else {}
    return Catalog(
        "snowflake",
        tuple(
            Table(
                schema=row["table_schema"],
                name=row["table_name"],
                columns=tuple(columns.get((row["table_schema"], row["table_name"]), ())),
                kind="view" if "VIEW" in row["table_type"] else "table",
                description=row["comment"] or "",
                row_count=None if row["row_count"] is None or "VIEW" in row["table_type"] else int(row["row_count"]),
                primary_key=next(iter(primary.get((row["table_schema"], row["table_name"]), {}).values()), ()),
                unique_keys=tuple(unique.get((row["table_schema"], row["table_name"]), {}).values()),
                foreign_keys=tuple(foreign.get((row["table_schema"], row["table_name"]), ())),
                clustered_by=_clustering(row["clustering_key"] or ""),
            )
            for row in found
        ),
    )


def _keys(
    rows: list[dict[str, Any]], schema: str, table: str, column: str
) -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
    """Columns of each key, by table and the key's name."""
    found: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    for row in _whole(rows, schema, table):
        keys = found.setdefault((row[schema], row[table]), {})
        keys[row["constraint_name"]] = (*keys.get(row["constraint_name"], ()), row[column])
    return found


def _foreign(rows: list[dict[str, Any]], database: str) -> dict[tuple[str, str], list[ForeignKey]]:
    keys: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in _whole(rows, "fk_schema_name", "fk_table_name"):
        if row["pk_database_name"] == row["fk_database_name"]:
            keys.setdefault((row["fk_schema_name"], row["fk_table_name"], row["fk_name"]), []).append(row)
    found: dict[tuple[str, str], list[ForeignKey]] = {}
    for (schema, table, _), parts in keys.items():
        own = tuple(part["fk_column_name"] for part in parts)
        theirs = tuple(part["pk_column_name"] for part in parts)
        key = ForeignKey(own, parts[0]["pk_schema_name"], parts[0]["pk_table_name"], theirs)
        found.setdefault((schema, table), []).append(key)
    return found


def _whole(rows: list[dict[str, Any]], schema: str, table: str) -> list[dict[str, Any]]:
    """In the order of keys; where SHOW may have stopped in the middle of a table's keys, none of that table."""
    rows = sorted(rows, key=lambda row: int(row["key_sequence"]))
    if len(rows) < SHOWN_ROWS:
        return rows
    last = max((row[schema], row[table]) for row in rows)
    return [row for row in rows if (row[schema], row[table]) != last]


def _type(row: dict[str, Any]) -> str:
    """The column's type as DDL says it."""
    name = str(row["data_type"])
    if name == "NUMBER" and row["numeric_precision"] is not None:
        return f"NUMBER({row['numeric_precision']},{row['numeric_scale'] or 0})"
    return name


def _clustering(text: str) -> tuple[str, ...]:
    """`LINEAR(day, city)` as its expressions."""
    head, bracket, rest = text.partition("(")
    inside = rest.rpartition(")")[0] if bracket and head.strip().upper() in ("LINEAR", "") else text
    return split_expressions(inside)


def _views(database: str) -> str:
    return f"{quoted(database)}.information_schema"


def _of(schema: str) -> str:
    only = f"table_schema = '{schema.replace(chr(92), chr(92) * 2).replace(chr(39), chr(39) * 2)}'"
    return only if schema else "table_schema <> 'INFORMATION_SCHEMA'"


def quoted(name: str) -> str:
    """`name` as an identifier, as it is spelled."""
    return '"' + name.replace('"', '""') + '"'
