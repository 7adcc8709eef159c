"""What a PostgreSQL database holds, and what the account may do there: a few queries over pg_catalog."""

from __future__ import annotations

from collections.abc import Iterable
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
and has_schema_privilege(n.oid, 'usage')
and (has_table_privilege(c.oid, 'select') or has_any_column_privilege(c.oid, 'select'))
"""
_TABLES = f"""
select c.oid::bigint, n.nspname, c.relname, c.relkind::text, coalesce(d.description, ''),
  case when c.relkind = 'p' then (
    select sum(k.reltuples)::float8 from pg_catalog.pg_partition_tree(c.oid) t join pg_catalog.pg_class k on k.oid = t.relid
    where t.isleaf and k.reltuples >= 0) else c.reltuples::float8 end,
  case when c.relkind in ('r', 'm') and c.relispopulated then pg_catalog.pg_relation_size(c.oid) end,
  has_table_privilege(c.oid, 'select')
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_description d on d.objoid = c.oid and d.objsubid = 0 and d.classoid = 'pg_catalog.pg_class'::regclass
where {_READABLE} order by 2, 3
"""
_SCHEMAS = f"""
select n.nspname, count(*) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where {_READABLE} group by 1 order by 1
"""
# Of the tables that were found: what may be read of them is not asked again for each column and key. Keys are told by the
# numbers of their columns, because looking up each name in the engine takes longer than all the rest.
_COLUMNS = """
select attrelid::bigint, array_agg(attnum), array_agg(attname), array_agg(kind), array_agg(nullable), array_agg(comment)
from (
  select a.attrelid, a.attnum, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod) as kind,
    not a.attnotnull as nullable, coalesce(d.description, '') as comment
  from pg_catalog.pg_attribute a
  left join pg_catalog.pg_description d
    on d.objoid = a.attrelid and d.objsubid = a.attnum and d.classoid = 'pg_catalog.pg_class'::regclass
  where a.attrelid = any(%(tables)s::oid[]) and a.attnum > 0 and not a.attisdropped
    and (a.attrelid <> all(%(in_part)s::oid[]) or has_column_privilege(a.attrelid, a.attnum, 'select'))
  order by a.attrelid, a.attnum) found
group by attrelid
"""
_KEYS = """
select i.indrelid::bigint, i.indisprimary, i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null,
  i.indisclustered, i.indkey::int2[], i.indnkeyatts,
  case when i.indexprs is not null then
    array(select pg_catalog.pg_get_indexdef(i.indexrelid, n, true) from generate_series(1, i.indnkeyatts) n) end
from pg_catalog.pg_index i
where i.indrelid = any(%(tables)s::oid[]) and (i.indisunique or i.indisclustered)
order by i.indrelid, i.indexrelid
"""
_FOREIGN = """
select k.conrelid::bigint, k.conkey, k.confrelid::bigint, k.confkey, tn.nspname, t.relname
from pg_catalog.pg_constraint k
join pg_catalog.pg_class t on t.oid = k.confrelid join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
where k.contype = 'f' and k.conparentid = 0 and k.conrelid = any(%(tables)s::oid[]) order by k.conrelid, k.conname
"""
_PARTITIONS = """
select p.partrelid::bigint, p.partattrs::int2[], coalesce(pg_catalog.pg_get_expr(p.partexprs, p.partrelid), '')
from pg_catalog.pg_partitioned_table p where p.partrelid = any(%(tables)s::oid[])
"""
_NAMES = """
select attrelid::bigint, attnum, attname from pg_catalog.pg_attribute where attrelid = any(%(tables)s::oid[]) and attnum > 0
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
    found = connection.execute(_TABLES, {"schema": schema}).fetchall()
    in_part = [row[0] for row in found if not row[-1]]
    given = {"tables": _array([row[0] for row in found]), "in_part": _array(in_part)}
    columns: dict[int, tuple[Column, ...]] = {}
    names: dict[int, dict[int, str]] = {}
    with connection.pipeline():  # one way there and back for all
        asked = [connection.execute(statement, given) for statement in (_COLUMNS, _KEYS, _FOREIGN, _PARTITIONS)]
        for oid, numbers, called, kinds, nullable, comments in asked[0].fetchall():
            columns[oid] = tuple(map(Column, called, kinds, nullable, comments))
            names[oid] = dict(zip(numbers, called, strict=True))
        indexes, references, partitions = (cursor.fetchall() for cursor in asked[1:])
    # Keys may have columns, and refer to tables, that the account cannot read.
    unnamed = [*in_part, *{row[2] for row in references if row[2] not in names}]
    if unnamed:
        for oid, number, name in connection.execute(_NAMES, {"tables": _array(unnamed)}).fetchall():
            names.setdefault(oid, {})[number] = name
    primary: dict[int, tuple[str, ...]] = {}
    unique: dict[int, list[tuple[str, ...]]] = {}
    clustered: dict[int, tuple[str, ...]] = {}
    for oid, is_primary, is_unique, is_clustered, numbers, width, expressions in indexes:
        key = tuple(expressions or (names[oid][number] for number in numbers[:width]))
        if is_primary:
            primary[oid] = key
        elif is_unique and key not in unique.setdefault(oid, []):
            unique[oid].append(key)
        if is_clustered:
            clustered[oid] = key
    foreign: dict[int, list[ForeignKey]] = {}
    for oid, numbers, target_oid, target_numbers, there, target in references:
        own = tuple(names[oid][number] for number in numbers)
        theirs = tuple(names[target_oid][number] for number in target_numbers)
        foreign.setdefault(oid, []).append(ForeignKey(own, there, target, theirs))
    partitioned = {
        oid: _partition_keys([names[oid].get(number) for number in numbers], expressions)
        for oid, numbers, expressions in partitions
    }
    counts = _counts(connection, found)
    return Catalog(
        "postgres",
        tuple(
            Table(
                schema=where,
                name=name,
                columns=columns.get(oid, ()),
                kind="view" if kind in ("v", "m") else "table",
                description=comment,
                row_count=counts.get(oid),
                primary_key=primary.get(oid, ()),
                unique_keys=tuple(unique.get(oid, ())),
                foreign_keys=tuple(foreign.get(oid, ())),
                partitioned_by=partitioned.get(oid, ()),
                clustered_by=clustered.get(oid, ()),
            )
            for oid, where, name, kind, comment, _, _, _ in found
        ),
    )


def _counts(connection: psycopg.Connection[Any], found: list[tuple[Any, ...]]) -> dict[int, int]:
    from psycopg import sql

    counts: dict[int, int] = {}
    unknown: list[tuple[int, str, str]] = []
    left = COUNTED_BYTES
    for oid, where, name, kind, _, estimate, size, _ in found:
        if kind == "v":
            continue
        if size == 0:
            counts[oid] = 0
        elif estimate is not None and estimate > 0:
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


def _array(oids: Iterable[int]) -> str:
    """As the text of an array: psycopg looks at every item of a list."""
    return f"{{{','.join(map(str, oids))}}}"


def _partition_keys(names: list[str | None], expressions: str) -> tuple[str, ...]:
    """Column names as they are; each None is the next of the expressions, which come as one text with commas between."""
    left = iter(_split(expressions))
    return tuple(name if name is not None else next(left) for name in names)


def _split(expressions: str) -> list[str]:
    """At the commas that stand in no bracket and no quotes."""
    parts, depth, quote = [""], 0, ""
    for character in expressions:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        if character == "," and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def _quoted(name: str) -> str:
    return name if name.isidentifier() and name == name.lower() else '"' + name.replace('"', '""') + '"'
