"""PostgresStore: the workspace in a Postgres, embedded or one's own, under the same row-level security as on Supabase.

The app's login role owns nothing and may read nothing. Each transaction takes the role `authenticated` and the person's
claims, as PostgREST does, and gives both up at its end.
"""

from __future__ import annotations

import json
import select
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, LiteralString

from lunara.errors import InvalidInput, Unavailable
from lunara.workspace.breaker import seconds_left
from lunara.workspace.outage import outage
from lunara.workspace.table_store import TableStore
from lunara.workspace.tables import Row, refusal

if TYPE_CHECKING:
    import psycopg
    from psycopg import sql
    from psycopg_pool import ConnectionPool

# How long a connection is waited for before it is asked why there is none, and after it; and an answer, at most.
_SOON_SECONDS, _LATER_SECONDS, _ANSWER_SECONDS = 3.0, 7.0, 65.0
_TESTS: Mapping[type, LiteralString] = {type(None): "{} is null", tuple: "{} = any(%s::uuid[])"}
_BECOME = "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)"


class Database:
    """A pool of the app's connections. `conninfo` is asked at every connect: a restarted server may have moved.

    `wake` is called when no connection can be had: it raises what is wrong, or mends it and the attempt is repeated.
    """

    def __init__(
        self, conninfo: Callable[[], str], *, wake: Callable[[], object], pooled_upstream: bool = False
    ) -> None:
        from psycopg.rows import dict_row
        from psycopg_pool import ConnectionPool

        self._wake = wake
        self._pool: ConnectionPool[psycopg.Connection[dict[str, Any]]] = ConnectionPool(
            conninfo,
            connection_class=_in_time(),
            kwargs={
                "autocommit": True,
                "row_factory": dict_row,
                # A pooler between us and the server gives each transaction another session: nothing may stay prepared.
                "prepare_threshold": None if pooled_upstream else 5,
            },
            configure=_read_json_fast,
            check=_still_there,
            min_size=1,
            max_size=12,
            timeout=_SOON_SECONDS,
            max_idle=300,
            # Given up soon, or the pauses between its attempts would outlast the outage: whoever needs one has it made anew.
            reconnect_timeout=5,
            name="lunara-workspace",
            open=True,
        )

    def close(self) -> None:
        """Close every connection; for the end of the process and for tests."""
        self._pool.close(timeout=5)

    @contextmanager
    def transaction(self, role: str, claims: Mapping[str, str]) -> Iterator[psycopg.Connection[dict[str, Any]]]:
        """One transaction as `role` with `claims`; committed at the end of the block. Raises translated errors."""
        with self._connection() as connection, connection.transaction():
            connection.execute(_BECOME, (role, json.dumps(claims)))
            yield connection

    def run(self, role: str, claims: Mapping[str, str], query: sql.Composable, values: Sequence[object]) -> list[Row]:
        """One statement in a transaction of its own as `role` with `claims`; its rows. Raises translated errors.

        Role and statement go out as one pipeline, which is a transaction up to its end: one round trip instead of four.
        """
        with self._connection() as connection:
            with connection.pipeline():
                connection.execute(_BECOME, (role, json.dumps(claims)))
                cursor = connection.execute(query.as_bytes(connection), values)
            return list(cursor.fetchall()) if cursor.description else []

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[dict[str, Any]]]:
        """A connection of the pool, its errors translated."""
        import psycopg
        from psycopg_pool import PoolClosed, PoolTimeout

        try:
            connection = self._pool.getconn(seconds_left(_SOON_SECONDS))
        except PoolTimeout:
            self._wake()  # raises why there is none; else all are in use
            try:
                connection = self._pool.getconn(seconds_left(_LATER_SECONDS))
            except PoolTimeout as error:
                raise outage("slow", maybe_done=False, reason="no connection is free") from error
        except PoolClosed as error:
            raise _gone() from error
        try:
            yield connection
        except psycopg.errors._WaitTimeout as error:
            connection.close()  # an answer may still come, which is nobody's
            raise outage("slow", maybe_done=True, reason="no answer in time") from error
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise refusal(error.sqlstate or "08006", str(error.diag.message_primary or error)) from error
        except (psycopg.DataError, UnicodeEncodeError) as error:
            if isinstance(error, psycopg.Error) and error.sqlstate:
                raise refusal(error.sqlstate, str(error.diag.message_primary)) from error
            raise InvalidInput("The text holds characters that cannot be stored.", "Remove them.") from error
        except psycopg.Error as error:
            diag = error.diag
            message = str(diag.message_primary or error)
            raise refusal(error.sqlstate or "XX000", message, diag.constraint_name or "") from error
        finally:
            self._pool.putconn(connection)


class PostgresTables:
    """`Tables` by SQL, as one user."""

    def __init__(self, database: Database, user_id: str, email: str = "") -> None:
        self._database = database
        self._claims = {"sub": user_id, "role": "authenticated", "email": email, "aud": "authenticated"}

    def select(
        self,
        table: str,
        columns: Sequence[str],
        where: Mapping[str, object],
        *,
        order: Sequence[tuple[str, bool]] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Row]:
        from psycopg import sql

        query = sql.SQL("select {} from {}").format(_names(columns), _table(table))
        if where:
            tests = {name: _TESTS.get(type(value), "{} = %s") for name, value in where.items()}
            parts = [sql.SQL(test).format(sql.Identifier(name)) for name, test in tests.items()]
            query += sql.SQL(" where ") + sql.SQL(" and ").join(parts)
        if order:
            parts = [sql.Identifier(name) + sql.SQL(" desc" if down else "") for name, down in order]
            query += sql.SQL(" order by ") + sql.SQL(", ").join(parts)
        if limit is not None:
            query += sql.SQL(" limit {} offset {}").format(sql.Literal(limit), sql.Literal(offset))
        values = [f"{{{','.join(map(str, value))}}}" if isinstance(value, tuple) else value for value in where.values()]
        return self._run(query, [value for value in values if value is not None])

    def insert(self, table: str, values: Mapping[str, object], columns: Sequence[str]) -> Row | None:
        from psycopg import sql

        marks = sql.SQL(", ").join([sql.Placeholder()] * len(values))
        query = sql.SQL("insert into {} ({}) values ({})").format(_table(table), _names(list(values)), marks)
        if columns:
            query += sql.SQL(" returning {}").format(_names(columns))
        found = self._run(query, list(values.values()))
        return found[0] if found else None

    def update(
        self,
        table: str,
        values: Mapping[str, object],
        id: str,
        columns: Sequence[str],
        where: Mapping[str, object] = MappingProxyType({}),
    ) -> Row | None:
        from psycopg import sql

        sets = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in values)
        those = sql.SQL(" and ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in ("id", *where))
        query = sql.SQL("update {} set {} where {} returning {}").format(_table(table), sets, those, _names(columns))
        found = self._run(query, [*values.values(), id, *where.values()])
        return found[0] if found else None

    def delete(self, table: str, id: str) -> None:
        from psycopg import sql

        self._run(sql.SQL("delete from {} where id = %s").format(_table(table)), [id])

    def call(self, function: str, arguments: Mapping[str, object]) -> list[Row]:
        from psycopg import sql

        return self._run(sql.SQL("select * from {}").format(_call(function, arguments)), list(arguments.values()))

    def value(self, function: str, arguments: Mapping[str, object]) -> object:
        from psycopg import sql

        query = sql.SQL("select {} as value").format(_call(function, arguments))
        return self._run(query, list(arguments.values()))[0]["value"]

    def _run(self, query: sql.Composable, values: Sequence[object]) -> list[Row]:
        from psycopg.types.json import Jsonb

        given = [Jsonb(value) if isinstance(value, dict | list) else value for value in values]
        return self._database.run("authenticated", self._claims, query, given)


class PostgresStore(TableStore):
    """The Store on Postgres, as the person of its tables."""


def _table(name: str) -> sql.Composable:
    from psycopg import sql

    return sql.Identifier("public", name)


def _names(names: Sequence[str]) -> sql.Composable:
    from psycopg import sql

    return sql.SQL(", ").join(map(sql.Identifier, names))


def _call(function: str, arguments: Mapping[str, object]) -> sql.Composable:
    from psycopg import sql

    given = sql.SQL(", ").join(sql.SQL("{} => %s").format(sql.Identifier(name)) for name in arguments)
    return sql.SQL("{}({})").format(sql.Identifier("public", function), given)


def _read_json_fast(connection: psycopg.Connection[Any]) -> None:
    import orjson
    from psycopg.types.json import set_json_loads

    set_json_loads(orjson.loads, connection)


def _still_there(connection: psycopg.Connection[Any]) -> None:
    """Raises OperationalError when the server has gone away since the connection was last used.

    An idle connection has nothing to say, unless it was closed: only one that has is asked, which costs a round trip.
    """
    from psycopg_pool import ConnectionPool

    if connection.closed or _readable(connection.fileno()):
        ConnectionPool.check_connection(connection)


def _readable(descriptor: int) -> bool:
    """Whether something waits to be read, without waiting for it."""
    if sys.platform == "win32":
        return bool(select.select([descriptor], [], [], 0)[0])
    watch = select.poll()  # select() cannot look at descriptors above 1023
    watch.register(descriptor, select.POLLIN)
    return bool(watch.poll(0))


@cache
def _in_time() -> type[psycopg.Connection[Any]]:
    """A connection that waits for an answer no longer than its caller has: a network may swallow it without a word."""
    import psycopg

    class InTime(psycopg.Connection[Any]):
        def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
            left = seconds_left(_ANSWER_SECONDS)
            return super().wait(gen, interval, left if timeout is None else min(timeout, left))

    return InTime


def _gone() -> Unavailable:
    hint = "Check that it runs, then try again."
    said = "The workspace's database cannot be reached."
    return outage("away", said, hint, maybe_done=False, reason="closed", operators=True)
