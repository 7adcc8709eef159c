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

_OF_USERS = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'"
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
# What a service keeps for itself in everybody's database (Supabase, cloud vendors, common extensions).
_SERVICE = (
    "auth", "cron", "extensions", "graphql", "graphql_public", "net", "pgbouncer", "pgsodium", "realtime", "storage",
    "supabase_functions", "supabase_migrations", "timescaledb_information", "vault",
)  # fmt: skip
# What the account may do by itself and as any role that it may become, whether or not it has what those have without saying so.
_ACCESS = f"""
with me as (select m.oid, m.rolname, m.rolsuper, m.rolcreaterole, m.rolcreatedb
            from pg_catalog.pg_roles m where pg_has_role(m.oid, 'member'))
select current_user::text, current_database()::text, current_setting('server_version'), r.rolsuper,
  (select min(n.nspname || '.' || c.relname) from pg_catalog.pg_class c
   join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'f', 'v') and {_OF_USERS} and exists (
     select from me where has_schema_privilege(me.oid, n.oid, 'usage')
       and (has_table_privilege(me.oid, c.oid, 'insert, update, delete, truncate')
            or has_any_column_privilege(me.oid, c.oid, 'insert, update')))),
  (select min(n.nspname::text) from pg_catalog.pg_namespace n
   where {_OF_USERS} and exists (select from me where has_schema_privilege(me.oid, n.oid, 'create'))),
  exists (select from me where has_database_privilege(me.oid, current_database(), 'create')),
  pg_catalog.quote_ident(current_database()),
  exists (select from pg_catalog.pg_roles k where k.rolname = 'lunara_reader'),
  array(select pg_catalog.quote_ident(n.nspname) from pg_catalog.pg_namespace n
        where {_OF_USERS} and exists (
          select from pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) x
          where x.grantee = 0 and x.privilege_type = 'CREATE')
        order by 1),
  exists (select from pg_catalog.pg_namespace n
          where {_OF_USERS} and exists (select from me where has_schema_privilege(me.oid, n.oid, 'create'))
            and not exists (select from pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) x
                            where x.grantee = 0 and x.privilege_type = 'CREATE')),
  (select min(me.rolname::text) from me where me.rolsuper),
  (select min(me.rolname::text) from me where me.rolname = any(%(powers)s::text[])),
  exists (select from me where me.rolcreaterole), exists (select from me where me.rolcreatedb),
  (select min(n.nspname || '.' || c.relname) from pg_catalog.pg_class c
   join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where c.relkind = 'S' and {_OF_USERS} and exists (
     select from me where has_schema_privilege(me.oid, n.oid, 'usage')
       and has_sequence_privilege(me.oid, c.oid, 'usage, update')))
from pg_catalog.pg_roles r where r.rolname = current_user
"""
# Roles of the server's own that do more than read, and what they do.
_POWERS = {
    "pg_write_all_data": "may change all data",
    "pg_execute_server_program": "may run programs on the server",
    "pg_write_server_files": "may write files on the server",
    "pg_read_server_files": "may read files on the server",
    "pg_create_subscription": "may subscribe to other servers",
    "pg_maintain": "may rewrite tables",
}
_BY_SCHEMA = f"""
select n.nspname::text, pg_catalog.quote_ident(n.nspname),
  count(*) filter (where c.readable), count(*) filter (where not c.readable),
  array_agg(distinct pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(c.relowner)))
from (
  select c.*, ({_READABLE}) as readable
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
) c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and (c.readable or not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'))
group by n.oid, n.nspname order by 1
"""


@dataclass(frozen=True)
class Access:
    """What the connected account is and may do. `can_write` says in words what it could change, empty for nothing.

    `unread` are tables that the account may not read, by schema, those of services left out; `grants` is SQL that lets it.
    `remedy` is SQL that makes an account which can only read what this one reads; or, where the account could write only because
    `everybody` may, SQL that takes that away.
    """

    user: str
    database: str
    version: str
    tables: int
    schemas: tuple[str, ...]
    unread: dict[str, int]
    can_write: str
    everybody: bool
    remedy: str
    grants: str


def read_access(connection: psycopg.Connection[Any], schema: str | None) -> Access:
    """Who we are there, how many tables we can read, and whether we could write."""
    row = connection.execute(_ACCESS, {"powers": list(_POWERS)}).fetchone()
    assert row is not None  # noqa: S101 - a query without FROM rows to lose
    user, database, version, superuser, writable, creates_in, creates, named, exists, public, creates_itself = row[:11]
    becomes, power, makes_roles, makes_databases, sequence = row[11:]
    beyond = [
        "it is a superuser" if superuser else f"it may become {becomes}, a superuser" if becomes else "",
        f"it {_POWERS[power]}, by the role {power}" if power else "",
        f"for one, it may change {writable}" if writable else "",
        "it may make roles and give them what it likes" if makes_roles else "",
        f"it may create tables in the schema {creates_in}" if creates_in and (creates_itself or superuser) else "",
        "it may create schemas" if creates else "",
        "it may create databases" if makes_databases else "",
        f"it may move the sequence {sequence} on" if sequence else "",
    ]
    own = next(filter(None, beyond), "")
    can_write = own or (f"it may create tables in the schema {creates_in}" if creates_in else "")
    everybody = bool(creates_in) and not own
    found = connection.execute(_BY_SCHEMA, {"schema": None}).fetchall()
    wanted = [one for one in found if schema is None or one[0] == schema]
    read = [one for one in wanted if one[2]]
    unread = [one for one in wanted if one[3] and one[0] not in _SERVICE]
    revoked = [f"REVOKE CREATE ON SCHEMA {name} FROM PUBLIC;" for name in public]
    account = [] if exists else ["CREATE ROLE lunara_reader LOGIN PASSWORD '…';"]
    account.append(f"GRANT CONNECT ON DATABASE {named} TO lunara_reader;")
    last = "ALTER ROLE lunara_reader SET default_transaction_read_only = on;"
    given = _grants([one for one in read if one[0] not in _SERVICE] or read or wanted, "lunara_reader")
    return Access(
        user=user,
        database=database,
        version=version.split(" ")[0],
        tables=sum(one[2] for one in wanted),
        schemas=tuple(one[0] for one in found),
        unread={one[0]: one[3] for one in unread},
        can_write=can_write,
        everybody=everybody,
        remedy="\n".join(revoked if everybody else [*account, *given, *revoked, last]),
        grants="\n".join(_grants(unread, _quoted(user))),
    )


def _grants(schemas: list[tuple[Any, ...]], account: str) -> list[str]:
    """SELECT on what is there and on what is made later by those who own something there."""
    if not schemas:
        return []
    names = ", ".join(one[1] for one in schemas)
    owners = ", ".join(sorted({owner for one in schemas for owner in one[4]}))
    return [
        f"GRANT USAGE ON SCHEMA {names} TO {account};",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {names} TO {account};",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {owners} IN SCHEMA {names} GRANT SELECT ON TABLES TO {account};",
    ]


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
    return '"' + name.replace('"', '""') + '"'
