"""What a catalog of Unity Catalog holds, and what the account may do there: a few queries over its information_schema."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lunara.connect.catalog import Catalog, Column, ForeignKey, Table
from lunara.connect.spark_catalog import quoted

Ask = Callable[[str], list[tuple[Any, ...]]]

COUNTED_TABLES = 200
_VIEWS = frozenset({"VIEW", "MATERIALIZED_VIEW", "METRIC_VIEW"})
# What lets an account change data, by the name of Unity Catalog's privileges.
_WRITES = (
    "('MODIFY', 'ALL PRIVILEGES', 'ALL_PRIVILEGES', 'CREATE TABLE', 'CREATE_TABLE', 'CREATE SCHEMA', 'CREATE_SCHEMA',"
    " 'CREATE VOLUME', 'CREATE_VOLUME', 'WRITE VOLUME', 'WRITE_VOLUME', 'CREATE FUNCTION', 'CREATE_FUNCTION', 'MANAGE')"
)


@dataclass(frozen=True)
class Access:
    """Who we are and may do. `can_write` says in words what the account could change, empty for nothing."""

    user: str
    tables: int
    can_write: str


def read_access(ask: Ask, catalog: str, schema: str | None) -> Access:
    """The account, how many tables it can read, and whether it, or a group that it is in, could change one."""
    there = f"{quoted(catalog)}.information_schema"
    ((user,),) = ask("select current_user()")
    ((tables,),) = ask(f"select count(*) from {there}.tables where {_wanted(schema)}")
    ours = "(grantee = current_user() or is_account_group_member(grantee))"
    owned = "(%s = current_user() or is_account_group_member(%s))"
    found = ask(
        f"select 0 as place, concat('it may ', lower(privilege_type), ' ', table_schema, '.', table_name) as what"
        f" from {there}.table_privileges where {ours} and privilege_type in {_WRITES} and {_wanted(schema)}"
        f" union all select 1, concat('it may ', lower(privilege_type), ' in the schema ', schema_name)"
        f" from {there}.schema_privileges where {ours} and privilege_type in {_WRITES}"
        f" union all select 2, concat('it may ', lower(privilege_type), ' in the catalog ', catalog_name)"
        f" from {there}.catalog_privileges where {ours} and privilege_type in {_WRITES}"
        f" union all select 3, concat('it owns ', table_schema, '.', table_name) from {there}.tables"
        f" where {owned.replace('%s', 'table_owner')} and {_wanted(schema)}"
        f" union all select 4, concat('it owns the schema ', schema_name) from {there}.schemata"
        f" where {owned.replace('%s', 'schema_owner')}"
        " order by place, what limit 1"
    )
    return Access(str(user), int(tables), str(found[0][1]) if found else "")


def grant_statement(catalog: str, schema: str | None) -> str:
    """SQL that makes an account which can only read."""
    where = f"SCHEMA {quoted(catalog)}.{quoted(schema)}" if schema else f"CATALOG {quoted(catalog)}"
    uses = f"GRANT USE SCHEMA ON {where} TO `lunara_reader`;\nGRANT SELECT ON {where} TO `lunara_reader`;"
    return (
        "-- CREATE a service principal under Settings, Identity and access (SQL has no statement for it);\n"
        "-- `lunara_reader` stands for its application id. It also needs CAN USE on the SQL warehouse.\n"
        f"GRANT USE CATALOG ON CATALOG {quoted(catalog)} TO `lunara_reader`;\n{uses}"
    )


def schemas(ask: Ask, catalog: str, schema: str | None) -> dict[str, int]:
    """Each schema with how many tables it has."""
    there = f"{quoted(catalog)}.information_schema"
    rows = ask(
        f"select table_schema, count(*) from {there}.tables where {_wanted(schema)} group by table_schema order by table_schema"
    )
    return {str(name): int(count) for name, count in rows}


def read_catalog(ask: Ask, catalog: str, schema: str | None, dialect: str) -> Catalog:
    """Tables, views, columns, comments, keys and partitions by four queries; row counts by one more, of up to 200 tables.

    Delta counts rows from its log alone. information_schema does not tell what a table is clustered by.
    """
    there, wanted = f"{quoted(catalog)}.information_schema", _wanted(schema)
    found = ask(
        "select table_schema, table_name, table_type, comment, data_source_format"
        f" from {there}.tables where {wanted} order by table_schema, table_name"
    )
    columns: dict[tuple[str, str], list[Column]] = {}
    partitions: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for place, name, column, kind, nullable, comment, part in ask(
        "select table_schema, table_name, column_name, full_data_type, is_nullable, comment, partition_index"
        f" from {there}.columns where {wanted} order by table_schema, table_name, ordinal_position"
    ):
        columns.setdefault((place, name), []).append(Column(column, kind, nullable != "NO", comment or ""))
        if part is not None:
            partitions.setdefault((place, name), []).append((int(part), column))
    primary, foreign = _keys(ask, there, wanted)
    counts = _counts(ask, catalog, [(row[0], row[1]) for row in found if row[2] not in _VIEWS and row[4] == "DELTA"])
    return Catalog(
        dialect,
        tuple(
            Table(
                schema=place,
                name=name,
                columns=tuple(columns.get((place, name), ())),
                kind="view" if kind in _VIEWS else "table",
                description=comment or "",
                row_count=counts.get((place, name)),
                primary_key=primary.get((place, name), ()),
                foreign_keys=tuple(foreign.get((place, name), ())),
                partitioned_by=tuple(column for _, column in sorted(partitions.get((place, name), ()))),
            )
            for place, name, kind, comment, _ in found
        ),
    )


def _keys(
    ask: Ask, there: str, wanted: str
) -> tuple[dict[tuple[str, str], tuple[str, ...]], dict[tuple[str, str], list[ForeignKey]]]:
    """Primary and foreign keys, which Unity Catalog keeps and does not enforce."""
    used: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for row in ask(
        "select constraint_schema, constraint_name, table_schema, table_name, column_name, position_in_unique_constraint"
        f" from {there}.key_column_usage order by constraint_schema, constraint_name, ordinal_position"
    ):
        used.setdefault((row[0], row[1]), []).append(row)
    primary: dict[tuple[str, str], tuple[str, ...]] = {}
    foreign: dict[tuple[str, str], list[ForeignKey]] = {}
    for kind, place, name, there_place, there_name in ask(
        "select t.constraint_type, t.constraint_schema, t.constraint_name, r.unique_constraint_schema, r.unique_constraint_name"
        f" from {there}.table_constraints t left join {there}.referential_constraints r"
        " on r.constraint_schema = t.constraint_schema and r.constraint_name = t.constraint_name"
        f" where {wanted.replace('table_schema', 't.table_schema')} order by t.constraint_schema, t.constraint_name"
    ):
        here, others = used.get((place, name), []), used.get((there_place, there_name), [])
        if not here:
            continue
        names = tuple(row[4] for row in here)
        if kind == "PRIMARY KEY":
            primary[here[0][2], here[0][3]] = names
        elif kind == "FOREIGN KEY" and len(others) == len(here):
            order = [int(row[5] or number) - 1 for number, row in enumerate(here, 1)]
            target = tuple(others[number][4] for number in order)
            key = ForeignKey(names, others[0][2], others[0][3], target)
            foreign.setdefault((here[0][2], here[0][3]), []).append(key)
    return primary, foreign


def _counts(ask: Ask, catalog: str, tables: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
    if not tables[:COUNTED_TABLES]:
        return {}
    rows = ask(
        " union all ".join(
            f"select {number} as place, count(*) as total from {quoted(catalog)}.{quoted(schema)}.{quoted(name)}"
            for number, (schema, name) in enumerate(tables[:COUNTED_TABLES])
        )
    )
    return {tables[int(number)]: int(total) for number, total in rows}


def _wanted(schema: str | None) -> str:
    if schema is None:
        return "table_schema <> 'information_schema'"
    return "table_schema = '" + schema.replace("\\", "\\\\").replace("'", "\\'") + "'"
