"""What a PostgreSQL database holds, and what the account may do there: a few queries over pg_catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lunara.connect.catalog import Catalog, Column, ForeignKey, Table

if TYPE_CHECKING:
    import psycopg

COUNTED_TABLES = 200
COUNTED_BYTES = 400_000_000

_READABLE = """
c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and (%(schema)s::text is null or n.nspname = %(schema)s)
and has_schema_privilege(n.oid, 'usage') and has_any_column_privilege(c.oid, 'select')
"""
_TABLES = f"""
select c.oid::bigint, n.nspname, c.relname, c.relkind::text, coalesce(obj_description(c.oid, 'pg_class'), ''),
  case when c.relkind = 'p' then (
    select sum(k.reltuples)::float8 from pg_catalog.pg_partition_tree(c.oid) t join pg_catalog.pg_class k on k.oid = t.relid
    where t.isleaf and k.reltuples >= 0) else c.reltuples::float8 end,
  case when c.relkind in ('r', 'm') then pg_catalog.pg_relation_size(c.oid) end
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where {_READABLE} order by 2, 3
"""
_SCHEMAS = f"""
select n.nspname, count(*) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where {_READABLE} group by 1 order by 1
"""
_COLUMNS = f"""
select a.attrelid::bigint, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
  coalesce(d.description, '')
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_description d
  on d.objoid = a.attrelid and d.objsubid = a.attnum and d.classoid = 'pg_catalog.pg_class'::regclass
where a.attnum > 0 and not a.attisdropped and has_column_privilege(c.oid, a.attnum, 'select') and {_READABLE}
order by a.attrelid, a.attnum
"""
_KEYS = f"""
select i.indrelid::bigint, i.indisprimary,
  array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality k(number, place)
        join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
        where k.place <= i.indnkeyatts order by k.place)
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null and {_READABLE}
order by i.indrelid, i.indexrelid
"""
_FOREIGN = f"""
select k.conrelid::bigint, tn.nspname, t.relname,
  array(select a.attname::text from unnest(k.conkey) with ordinality u(number, place)
        join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number order by u.place),
  array(select a.attname::text from unnest(k.confkey) with ordinality u(number, place)
        join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.number order by u.place)
from pg_catalog.pg_constraint k
join pg_catalog.pg_class c on c.oid = k.conrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_class t on t.oid = k.confrelid join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
where k.contype = 'f' and k.conparentid = 0 and {_READABLE} order by k.conrelid, k.conname
"""
_ACCESS = f"""
select current_user::text, current_database()::text, current_setting('server_version'), r.rolsuper,
  (select count(*) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where {_READABLE}),
  (select min(n.nspname::text) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where {_READABLE}),
  (select min(n.nspname || '.' || c.relname) from pg_catalog.pg_class c
   join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where {_READABLE} and c.relkind in ('r', 'p', 'f')
     and (has_table_privilege(c.oid, 'insert') or has_table_privilege(c.oid, 'update')
          or has_table_privilege(c.oid, 'delete') or has_table_privilege(c.oid, 'truncate'))),
  (select min(n.nspname::text) from pg_catalog.pg_namespace n
   where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and has_schema_privilege(n.oid, 'create')),
  has_database_privilege(current_database(), 'create')
from pg_catalog.pg_roles r where r.rolname = current_user
"""


@dataclass(frozen=True)
class Access:
    """What the connected account is and may do. `can_write` says in words what it could change, empty for nothing."""

    user: str
    database: str
    version: str
    tables: int
    first_schema: str
    can_write: str

    def grant_statement(self, schema: str) -> str:
        """SQL that makes an account which can only read."""
        return (
            "CREATE ROLE lunara_reader LOGIN PASSWORD '…';\n"
            f"GRANT CONNECT ON DATABASE {_quoted(self.database)} TO lunara_reader;\n"
            f"GRANT USAGE ON SCHEMA {_quoted(schema)} TO lunara_reader;\n"
            f"GRANT SELECT ON ALL TABLES IN SCHEMA {_quoted(schema)} TO lunara_reader;\n"
            "ALTER ROLE lunara_reader SET default_transaction_read_only = on;"
        )


def read_access(connection: psycopg.Connection[Any], schema: str | None) -> Access:
    """Who we are there, how many tables we can read, and whether we could write."""
    row = connection.execute(_ACCESS, {"schema": schema}).fetchone()
    assert row is not None  # noqa: S101 - a query without FROM rows to lose
    user, database, version, superuser, tables, first, writable, creates_in, creates = row
    can_write = ""
    if superuser:
        can_write = "it is a superuser"
    elif writable:
        can_write = f"for one, it may change {writable}"
    elif creates_in:
        can_write = f"it may create tables in the schema {creates_in}"
    elif creates:
        can_write = "it may create schemas"
    return Access(user, database, version.split(" ")[0], int(tables), first or "public", can_write)


def read_schemas(connection: psycopg.Connection[Any], schema: str | None) -> dict[str, int]:
    """Schemas with tables that the account can read, and how many."""
    return dict(connection.execute(_SCHEMAS, {"schema": schema}).fetchall())


def read_catalog(connection: psycopg.Connection[Any], schema: str | None) -> Catalog:
    """Everything that the account can read. Row counts are the planner's estimates; small tables that were never

    analysed are counted.
    """
    given = {"schema": schema}
    found = connection.execute(_TABLES, given).fetchall()
    columns: dict[int, list[Column]] = {}
    for oid, name, kind, not_null, comment in connection.execute(_COLUMNS, given):
        columns.setdefault(oid, []).append(Column(name, kind, not not_null, comment))
    primary: dict[int, tuple[str, ...]] = {}
    unique: dict[int, list[tuple[str, ...]]] = {}
    for oid, is_primary, names in connection.execute(_KEYS, given):
        if is_primary:
            primary[oid] = tuple(names)
        elif tuple(names) not in unique.setdefault(oid, []):
            unique[oid].append(tuple(names))
    foreign: dict[int, list[ForeignKey]] = {}
    for oid, there, target, names, target_names in connection.execute(_FOREIGN, given):
        foreign.setdefault(oid, []).append(ForeignKey(tuple(names), there, target, tuple(target_names)))
    counts = _counts(connection, found)
    return Catalog(
        "postgres",
        tuple(
            Table(
                schema=where,
                name=name,
                columns=tuple(columns.get(oid, ())),
                kind="view" if kind in ("v", "m") else "table",
                description=comment,
                row_count=counts.get(oid),
                primary_key=primary.get(oid, ()),
                unique_keys=tuple(unique.get(oid, ())),
                foreign_keys=tuple(foreign.get(oid, ())),
            )
            for oid, where, name, kind, comment, _, _ in found
        ),
    )


def _counts(connection: psycopg.Connection[Any], found: list[tuple[Any, ...]]) -> dict[int, int]:
    from psycopg import sql

    counts: dict[int, int] = {}
    unknown: list[tuple[int, str, str]] = []
    left = COUNTED_BYTES
    for oid, where, name, kind, _, estimate, size in found:
        if kind == "v":
            continue
        if estimate is not None and estimate > 0:
            counts[oid] = round(estimate)
        elif size is not None and size <= left:
            left -= size
            unknown.append((oid, where, name))
    if unknown[:COUNTED_TABLES]:
        statement = sql.SQL(" union all ").join(
            sql.SQL("select {}::bigint, count(*) from only {}").format(sql.Literal(oid), sql.Identifier(where, name))
            for oid, where, name in unknown[:COUNTED_TABLES]
        )
        counts.update(connection.execute(statement).fetchall())
    return counts


def _quoted(name: str) -> str:
    return name if name.isidentifier() and name == name.lower() else '"' + name.replace('"', '""') + '"'
