"""What a MySQL or MariaDB database holds, and what the account may do there: a few queries over information_schema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lunara.connect.catalog import Catalog, Column, ForeignKey, Table

if TYPE_CHECKING:
    from pymysql.connections import Connection

COUNTED_TABLES = 200
COUNTED_ROWS = 200_000

_TABLES = """
select table_name, table_type, table_rows, table_comment from information_schema.tables
where table_schema = %s and table_type in ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED') order by table_name
"""
_COLUMNS = """
select table_name, column_name, column_type, is_nullable, column_comment from information_schema.columns
where table_schema = %s order by table_name, ordinal_position
"""
_KEYS = """
select table_name, index_name, group_concat(column_name order by seq_in_index separator '\x01')
from information_schema.statistics where table_schema = %s and non_unique = 0
group by table_name, index_name having count(column_name) = count(*) and count(sub_part) = 0 order by table_name, index_name
"""
_FOREIGN = """
select table_name, constraint_name, referenced_table_schema, referenced_table_name,
  group_concat(column_name order by ordinal_position separator '\x01'),
  group_concat(referenced_column_name order by ordinal_position separator '\x01')
from information_schema.key_column_usage where table_schema = %s and referenced_table_name is not null
group by table_name, constraint_name, referenced_table_schema, referenced_table_name order by table_name, constraint_name
"""
_PARTITIONED = """
select distinct table_name, partition_expression, subpartition_expression from information_schema.partitions
where table_schema = %s and partition_expression is not null order by table_name
"""
_GRANT = re.compile(
    r"GRANT (?P<what>.+?) ON (?P<sort>(?:TABLE |PROCEDURE |FUNCTION )?)(?P<where>\S+) TO (?P<whom>\S+)", re.IGNORECASE
)
_ROLES = re.compile(r"GRANT (?P<roles>[^()]+?) TO (?P<whom>\S+)(?: WITH ADMIN OPTION)?$", re.IGNORECASE)
_ROLE = re.compile(r"(`(?:[^`]|``)+`|'(?:[^']|'')+'|[\w$-]+)(?:@(`(?:[^`]|``)*`|'(?:[^']|'')*'|[\w$%.-]+))?")
MOST_ROLES = 50
# Numbers of errors from here on are the driver's (a lost line), those below the server's.
_OF_THE_DRIVER = 2_000
_READS = frozenset(
    [
        "USAGE",
        "SELECT",
        "SHOW VIEW",
        "SHOW DATABASES",
        "PROCESS",
        "REPLICATION CLIENT",
        "REPLICATION SLAVE",
        "BINLOG MONITOR",
        "SLAVE MONITOR",
    ]
)


@dataclass(frozen=True)
class Access:
    """What the connected account is and may do. `can_write` says in words what it could change, empty for nothing.

    `remedy` is SQL that makes an account which can only read; or, where the account could write only because `everybody` may
    (MariaDB's PUBLIC), SQL that takes that away.
    """

    user: str
    database: str
    version: str
    tables: int
    can_write: str
    everybody: bool
    remedy: str


def read_access(connection: Connection[Any], database: str) -> Access:
    """Who we are there, how many tables we can read, and whether we could write."""
    with connection.cursor() as cursor:
        cursor.execute("select current_user(), version()")
        user, version = cursor.fetchone() or ("", "")
        cursor.execute("select count(*) from information_schema.tables where table_schema = %s", [database])
        (tables,) = cursor.fetchone() or (0,)
        cursor.execute("show grants")
        grants = [str(row[0]) for row in cursor.fetchall()]
        taken, unseen = _as_roles(cursor, grants)
    written = _writes([*grants, *taken])
    everybody = bool(written) and not unseen and all(whom == "PUBLIC" for _, _, whom in written)
    revoked = "".join(f"REVOKE {what} ON {where} FROM PUBLIC;\n" for what, where, whom in written if whom == "PUBLIC")
    name = "`" + database.replace("`", "``") + "`"
    account = (
        "CREATE USER 'lunara_reader'@'%' IDENTIFIED BY '…';\n"
        f"GRANT SELECT, SHOW VIEW ON {name}.* TO 'lunara_reader'@'%';\n"
    )
    return Access(
        str(user),
        database,
        str(version).partition("-")[0],
        int(tables),
        _told(written, unseen),
        everybody,
        (revoked if everybody else account + revoked).rstrip(),
    )


def _told(written: list[tuple[str, str, str]], unseen: str) -> str:
    if written:
        return f"it has {written[0][0].partition(',')[0]} on {written[0][1]}"
    return f"it may take the role {unseen}, and the server does not tell it what that may do" if unseen else ""


def _as_roles(cursor: Any, grants: list[str]) -> tuple[list[str], str]:
    """What the account is granted as any role that it may take, and the first role of which the server tells nothing.

    A role that is not taken by default gives nothing until somebody says SET ROLE, which the account may say.
    """
    found: list[str] = []
    roles = _roles(grants)
    if not roles:
        return found, ""
    cursor.execute("select current_role()")
    (taken,) = cursor.fetchone() or (None,)
    try:
        for role in roles:
            more = _grants_of(cursor, role) if len(roles) <= MOST_ROLES else None
            if more is None:
                return found, role
            found += more
            roles += [one for one in _roles(more) if one not in roles]
    finally:
        # MySQL names what is taken as it is written, MariaDB without quotes.
        cursor.execute(
            f"set role {taken if '`' in str(taken) else _quoted(taken) if taken and taken != 'NONE' else 'none'}"
        )
    return found, ""


def _grants_of(cursor: Any, role: str) -> list[str] | None:
    """What a role is granted; None where the server does not tell.

    MySQL tells an account what it may do with a role, MariaDB what the role may do that it has taken.
    """
    from pymysql.err import DatabaseError

    for before, asked in (("", f"show grants for current_user() using {role}"), (f"set role {role}", "show grants")):
        try:
            if before:
                cursor.execute(before)
            cursor.execute(asked)
            return [str(row[0]) for row in cursor.fetchall()]
        except DatabaseError as error:
            if not (error.args and isinstance(error.args[0], int) and error.args[0] < _OF_THE_DRIVER):
                raise
    return None


def _roles(grants: list[str]) -> list[str]:
    """The roles that are granted, as the server writes them."""
    found: list[str] = []
    for grant in grants:
        match = None if _GRANT.match(grant) else _ROLES.match(grant)
        if match is not None:
            found += [one.group() for one in _ROLE.finditer(match["roles"]) if one.group().upper() != "PROXY"]
    return list(dict.fromkeys(found))


def _writes(grants: list[str]) -> list[tuple[str, str, str]]:
    """Of each grant that is more than reading: what, where, and to whom."""
    written = []
    for grant in grants:
        match = _GRANT.match(grant)
        if match is None:
            continue
        # A list of columns in brackets belongs to the privilege before it.
        named = re.sub(r"\([^)]*\)", "", match["what"]).split(",")
        beyond = [name.strip().upper() for name in named if name.strip().upper() not in _READS]
        if beyond:
            written.append((", ".join(beyond), match["sort"] + match["where"], match["whom"].strip("`'").upper()))
    return written


def read_catalog(connection: Connection[Any], database: str) -> Catalog:
    """Everything in one database that the account can read. Row counts are estimates; small tables are counted."""
    with connection.cursor() as cursor:

        def rows(text: str) -> list[tuple[Any, ...]]:
            cursor.execute(text, [database])
            return list(cursor.fetchall())

        found = rows(_TABLES)
        columns: dict[str, list[Column]] = {}
        for table, name, kind, nullable, comment in rows(_COLUMNS):
            columns.setdefault(table, []).append(Column(name, kind, nullable == "YES", comment or ""))
        primary: dict[str, tuple[str, ...]] = {}
        unique: dict[str, list[tuple[str, ...]]] = {}
        for table, index, joined in rows(_KEYS):
            names = tuple(joined.split("\x01"))
            if index == "PRIMARY":
                primary[table] = names
            elif names not in unique.setdefault(table, []):
                unique[table].append(names)
        foreign: dict[str, list[ForeignKey]] = {}
        for table, _, schema, target, own, theirs in rows(_FOREIGN):
            key = ForeignKey(tuple(own.split("\x01")), schema, target, tuple(theirs.split("\x01")))
            foreign.setdefault(table, []).append(key)
        partitioned = {
            table: tuple(part.replace("`", "") for part in parts if part) for table, *parts in rows(_PARTITIONED)
        }
        counts = _counts(cursor, database, found)
    return Catalog(
        "mysql",
        tuple(
            Table(
                schema=database,
                name=name,
                columns=tuple(columns.get(name, ())),
                kind="view" if kind == "VIEW" else "table",
                description="" if kind == "VIEW" else comment or "",
                row_count=counts.get(name),
                primary_key=primary.get(name, ()),
                unique_keys=tuple(unique.get(name, ())),
                foreign_keys=tuple(foreign.get(name, ())),
                partitioned_by=partitioned.get(name, ()),
            )
            for name, kind, _, comment in found
        ),
    )


def _counts(cursor: Any, database: str, found: list[tuple[Any, ...]]) -> dict[str, int]:
    """Rows by table: the engine's estimates, which for InnoDB are far off where there are few, so small tables are counted."""
    counts = {name: int(rows) for name, _, rows, _ in found if rows is not None}
    kinds = {name: kind for name, kind, _, _ in found}
    small = [name for name, rows in counts.items() if kinds[name] != "VIEW" and rows <= COUNTED_ROWS][:COUNTED_TABLES]
    if small:
        parts = [
            f"select {number}, count(*) from {_quoted(database)}.{_quoted(name)}" for number, name in enumerate(small)
        ]
        cursor.execute(" union all ".join(parts).replace("%", "%%"), [])
        counts.update({small[int(number)]: int(rows) for number, rows in cursor.fetchall()})
    return counts


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
