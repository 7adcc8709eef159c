"""What a Redshift database holds, and what the account may do there: a few queries over its system views."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lunara.connect.catalog import Catalog, Column, ForeignKey, Table

Ask = Callable[[str], list[list[Any]]]

_OURS = "schema_name not in ('pg_catalog', 'information_schema', 'pg_internal', 'catalog_history') and schema_name !~ '^pg_'"
_TABLES = f"""
select schema_name, table_name, table_type, coalesce(remarks, '') from svv_all_tables
where database_name = current_database() and {_OURS}{{schema}} order by 1, 2
"""
_COLUMNS = f"""
select schema_name, table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale,
  is_nullable, coalesce(remarks, '')
from svv_all_columns where database_name = current_database() and {_OURS}{{schema}} order by 1, 2, ordinal_position
"""
_STORED = f"""
select schema_name, table_name, column_name, sortkey from svv_redshift_columns
where database_name = current_database() and {_OURS}{{schema}} and sortkey <> 0 order by 1, 2, abs(sortkey)
"""
_KEYS = """
select n.nspname as schema_name, c.relname, k.contype, k.conkey, k.conrelid, tn.nspname, t.relname, k.confkey, k.confrelid
from pg_catalog.pg_constraint k
join pg_catalog.pg_class c on c.oid = k.conrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_class t on t.oid = k.confrelid left join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
where k.contype in ('p', 'u', 'f') order by k.conrelid, k.conname
"""
_NAMES = """
select a.attrelid, a.attnum, a.attname from pg_catalog.pg_attribute a
where a.attnum > 0 and (a.attrelid in (select conrelid from pg_catalog.pg_constraint where contype in ('p', 'u', 'f'))
  or a.attrelid in (select confrelid from pg_catalog.pg_constraint where contype = 'f'))
"""
_ROWS = """
select n.nspname, c.relname, c.reltuples::bigint from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and c.reltuples > 0
"""
SIZES = 'select "schema", "table", tbl_rows from svv_table_info'
_ACCESS = """
select current_user, current_database(), version(),
  (select u.usesuper from pg_catalog.pg_user u where u.usename = current_user),
  (select min(n.nspname::text || '.' || c.relname::text) from pg_catalog.pg_class c
   join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind = 'r'
     and has_schema_privilege(n.nspname, 'usage')
     and (has_table_privilege(c.oid, 'insert') or has_table_privilege(c.oid, 'update') or has_table_privilege(c.oid, 'delete'))),
  (select min(n.nspname::text) from pg_catalog.pg_namespace n
   where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and has_schema_privilege(n.nspname, 'create')),
  has_database_privilege(current_database(), 'create')
"""


@dataclass(frozen=True)
class Access:
    """Who is connected, and what it could write, in words; empty for nothing."""

    user: str
    database: str
    version: str
    can_write: str


def read_access(ask: Ask) -> Access:
    """Who we are there, and whether we could write."""
    user, database, version, superuser, writable, creates_in, creates = ask(_ACCESS)[0]
    can_write = ""
    if superuser == "t":
        can_write = "it is a superuser"
    elif writable:
        can_write = f"for one, it may change {writable}"
    elif creates_in:
        can_write = f"it may create tables in the schema {creates_in}"
    elif creates == "t":
        can_write = "it may create schemas"
    return Access(user, database, version, can_write)


def grant_statement(schema: str) -> str:
    """SQL that makes an account which can only read. In Redshift everybody may create tables in the schema public."""
    name = schema if schema.isidentifier() and schema == schema.lower() else '"' + schema.replace('"', '""') + '"'
    return (
        "CREATE USER lunara_reader PASSWORD '…';\n"
        f"GRANT USAGE ON SCHEMA {name} TO lunara_reader;\n"
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {name} TO lunara_reader;\n"
        f"REVOKE CREATE ON SCHEMA {name} FROM PUBLIC;"
    )


def count_tables(ask: Ask, schema: str | None) -> int:
    """How many tables and views the account sees."""
    return len(ask(_TABLES.format(schema=_only(schema))))


def read_catalog(ask: Ask, schema: str | None, sizes: list[list[Any]]) -> Catalog:
    """Everything that the account sees. `sizes` are rows of svv_table_info, where it may be read: schema, table, rows."""
    only = {"schema": _only(schema)}
    tables = ask(_TABLES.format(**only))
    columns: defaultdict[tuple[str, str], list[Column]] = defaultdict(list)
    for where, table, name, kind, length, precision, scale, nullable, comment in ask(_COLUMNS.format(**only)):
        written = _type(kind, length, precision, scale)
        columns[where, table].append(Column(name, written, (nullable or "").upper() != "NO", comment))
    sorted_by: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for where, table, name, _ in ask(_STORED.format(**only)):
        sorted_by[where, table].append(name)
    names = {(oid, number): name for oid, number, name in ask(_NAMES)}
    primary: dict[tuple[str, str], tuple[str, ...]] = {}
    unique: defaultdict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
    foreign: defaultdict[tuple[str, str], list[ForeignKey]] = defaultdict(list)
    for where, table, kind, own, oid, there, target, theirs, target_oid in ask(_KEYS):
        key = tuple(names[oid, number] for number in _numbers(own))
        if kind == "p":
            primary[where, table] = key
        elif kind == "u":
            unique[where, table].append(key)
        else:
            to = tuple(names[target_oid, number] for number in _numbers(theirs))
            foreign[where, table].append(ForeignKey(key, there, target, to))
    rows = {(where, table): round(float(count)) for where, table, count in [*ask(_ROWS), *sizes] if count is not None}
    return Catalog(
        "redshift",
        tuple(
            Table(
                schema=where,
                name=name,
                columns=tuple(columns[where, name]),
                kind="view" if "VIEW" in kind.upper() else "table",
                description=comment,
                row_count=rows.get((where, name)),
                primary_key=primary.get((where, name), ()),
                unique_keys=tuple(unique[where, name]),
                foreign_keys=tuple(foreign[where, name]),
                clustered_by=tuple(sorted_by[where, name]),
            )
            for where, name, kind, comment in tables
        ),
    )


def _only(schema: str | None) -> str:
    if schema is None:
        return ""
    # Redshift takes a backslash in a literal for an escape.
    written = schema.replace("'", "''").replace("\\", "\\\\")
    return f" and schema_name = '{written}'"


def _numbers(array: str) -> list[str]:
    return array.strip("{}").split(",")


def _type(kind: str, length: str | None, precision: str | None, scale: str | None) -> str:
    if kind.startswith(("character", "varchar", "char", "bpchar")) and length and "(" not in kind:
        return f"{kind}({length})"
    if kind in ("numeric", "decimal") and precision:
        return f"{kind}({precision},{scale or 0})"
    return kind
