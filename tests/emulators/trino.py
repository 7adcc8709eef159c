"""An imitation of a Trino coordinator: its REST protocol over the emulators' engine, with the rules that Lunara relies on.

Statements are begun by a POST, wait in QUEUED until they are asked for, run, and give pages by `nextUri`; a DELETE stops them.
A result is made as its pages are asked for, a few ahead; a page that was given can be asked for once more, until the next one is.
A statement whose client does not ask for `client_seconds` is abandoned (`query.client.timeout`, five minutes in a real one).
Transactions are named in headers, may be read-only, and are over after a statement failed. Accounts may write or not. What it
cannot show: how a real coordinator plans, schedules and limits memory.
"""

from __future__ import annotations

import base64
import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tests.emulators.engine import Engine, Stopped, in_schema
from tests.emulators.trino_values import json_rows, signature, type_text

CATALOG = "lake"
PAGE_ROWS, PAGE_BYTES = 5_000, 1_000_000
PAGES_AHEAD = 2
_EXPLAIN = re.compile(r"\s*explain\s*\((type validate|type io, format json)\)\s*(.*)", re.IGNORECASE | re.DOTALL)
_READS = (exp.Query, exp.Describe, exp.Show)
_TYPES = """case data_type when 'TIMESTAMP' then 'timestamp(6)' when 'BLOB' then 'varbinary' when 'FLOAT' then 'real'
  when 'TIMESTAMP WITH TIME ZONE' then 'timestamp(6) with time zone' else lower(data_type) end"""
# What Trino's information_schema and system catalog have, out of DuckDB's.
_VIEWS = (
    "create schema trino_info",
    "create view trino_info.schemata as select schema_name from information_schema.schemata"
    " where catalog_name = 'memory' and schema_name not in ('trino_info', 'pg_catalog')",
    "create view trino_info.tables as select table_schema, table_name, table_type from information_schema.tables"
    " where table_schema <> 'trino_info'",
    f"create view trino_info.columns as select table_schema, table_name, column_name, {_TYPES} as data_type, is_nullable,"
    " column_comment as comment, case when column_comment = 'partition' then 'partition key' end as extra_info,"
    " ordinal_position from information_schema.columns where table_schema <> 'trino_info'",
    f"create view trino_info.table_comments as select '{CATALOG}' as catalog_name, schema_name, table_name, comment"
    " from duckdb_tables() where schema_name <> 'trino_info'",
)


class Failure(Exception):
    """What the server says of a statement: errorName, errorType, message."""

    def __init__(self, name: str, kind: str, message: str) -> None:
        self.name, self.kind = name, kind
        super().__init__(message)


@dataclass
class Account:
    """Who may sign in. `token` is taken as Bearer instead of the password."""

    password: str
    writes: bool = False
    token: str | None = None


@dataclass
class Query:
    """One statement of one account."""

    id: str
    sql: str
    user: str
    headers: dict[str, str]
    changed: threading.Condition = field(default_factory=threading.Condition)
    done: bool = False
    begun: bool = False
    columns: list[dict[str, Any]] = field(default_factory=list)
    pages: dict[int, list[list[Any]]] = field(
        default_factory=dict
    )  # those that were not taken yet, and the last one that was
    made: int = 0
    asked: float = field(default_factory=time.monotonic)
    failure: Failure | None = None
    update: str = ""
    answers: dict[str, str] = field(default_factory=dict)

    def add(self, page: list[list[Any]]) -> None:
        """One more page, when there is room for it. Raises the failure by which it was stopped meanwhile."""
        with self.changed:
            self.changed.wait_for(lambda: self.failure is not None or len(self.pages) <= PAGES_AHEAD)
            if self.failure is not None:
                raise self.failure
            self.pages[self.made] = page
            self.made += 1
            self.changed.notify_all()

    def fail(self, failure: Failure) -> None:
        """It is over; the first failure counts."""
        with self.changed:
            if not self.done:
                self.failure = self.failure or failure
            self.changed.notify_all()

    def end(self) -> None:
        """No more pages come."""
        with self.changed:
            self.done = True
            self.changed.notify_all()

    def page(self, number: int, seconds: float) -> list[list[Any]] | None:
        """That page, when it comes within that time; those before it are forgotten. None too when there is none."""
        with self.changed:
            self.asked = time.monotonic()
            for taken in [one for one in self.pages if one < number]:
                del self.pages[taken]
            self.changed.notify_all()
            self.changed.wait_for(lambda: number in self.pages or self.done, seconds)
            return self.pages.get(number)


class TrinoEngine(Engine):
    """The engine with Trino's own catalogs: names of `lake` and of `system` lead to what DuckDB has instead."""

    def __init__(self) -> None:
        super().__init__("trino")
        self.session = threading.local()
        for statement in _VIEWS:
            self.connection.execute(statement)

    def translated(self, sql: str) -> str:
        tree = sqlglot.parse(sql, read="trino")
        if len(tree) != 1 or tree[0] is None:
            raise Failure("SYNTAX_ERROR", "USER_ERROR", "line 1:1: mismatched input ';'")
        schema = getattr(self.session, "schema", "") or "main"
        return in_schema(tree[0], schema).transform(_as_in_duckdb).sql("duckdb")


def _as_in_duckdb(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.Table):
        catalog, schema = node.catalog.lower(), node.db.lower()
        if catalog not in ("", CATALOG, "system"):
            raise Failure("CATALOG_NOT_FOUND", "USER_ERROR", f"line 1:1: Catalog '{catalog}' not found")
        node.set("catalog", None)
        if schema == "information_schema" or (catalog, schema) == ("system", "metadata"):
            node.set("db", exp.to_identifier("trino_info"))
    return node


class TrinoStub:
    """The server, on a port of its own, over TLS where a certificate is given; `accounts` by name."""

    def __init__(self, accounts: dict[str, Account], certificate: tuple[str, str] | None = None) -> None:
        self.engine = TrinoEngine()
        self.accounts = accounts
        self.queries: dict[str, Query] = {}
        self.transactions: dict[str, str] = {}  # id: "read only", "read write" or "failed"
        self.seen: list[tuple[str, dict[str, str]]] = []  # statements, with the headers that they came with
        self.busy: list[tuple[int, dict[str, str]]] = []  # answers to give before anything else
        self.fails: dict[str, Failure] = {}  # what to say of statements that hold these words
        self.queues = ""  # statements that hold these words wait in QUEUED
        self.deaf = False  # takes questions and never answers
        self.client_seconds = 300.0
        self.next_host = ""  # what a server behind a badly set proxy calls itself
        self.scheme = "https" if certificate else "http"
        self._sockets: set[socket.socket] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.port = int(self._server.server_address[1])
        self._closed = threading.Event()
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        threading.Thread(target=self._abandon, daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        self._closed.set()
        self._forget()
        self._server.shutdown()
        self._server.server_close()

    def drop_connections(self) -> None:
        """What a restart does: lines are cut, statements and transactions forgotten."""
        self._forget()
        self.transactions.clear()
        for one in list(self._sockets):
            self._sockets.discard(one)
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _forget(self) -> None:
        forgotten = list(self.queries.values())
        self.queries.clear()
        for query in forgotten:
            self._stop(query, "SERVER_SHUTTING_DOWN", "INTERNAL_ERROR", "Server is shutting down")

    def _stop(self, query: Query, name: str, kind: str, said: str) -> None:
        query.fail(Failure(name, kind, said))
        self.engine.stop(query.id)
        if not query.begun:
            query.end()

    def _abandon(self) -> None:
        while not self._closed.wait(0.2):
            until = time.monotonic() - self.client_seconds
            for query in [one for one in list(self.queries.values()) if not one.done and one.asked < until]:
                self._stop(query, "ABANDONED_QUERY", "INTERNAL_ERROR", "Query was abandoned by the client")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self) -> None:
                super().setup()
                stub._sockets.add(self.request)

            def finish(self) -> None:
                stub._sockets.discard(self.request)
                super().finish()

            def log_message(self, *_: Any) -> None:
                """Nothing is told."""

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except OSError:
                    self.close_connection = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                user = self._user()
                if user is None:
                    return
                query = Query(
                    f"20260101_{uuid4().hex[:12]}", body, user, {k.lower(): v for k, v in self.headers.items()}
                )
                stub.queries[query.id] = query
                stub.seen.append((body, query.headers))
                self._tell(query, f"queued/{query.id}/slug/1", "QUEUED")

            def do_GET(self) -> None:
                user = self._user()
                if user is None:
                    return
                _, _, _, stage, identity, _, token = self.path.split("/")
                query = stub.queries.get(identity)
                if stub.deaf:
                    threading.Event().wait(60)
                if query is None:
                    self._say(404, b"Query not found")
                    return
                held = stub.queues and stub.queues in query.sql
                if stage == "queued" and held and query.page(0, 0.25) is None and not query.done:
                    self._tell(query, f"queued/{query.id}/slug/1", "QUEUED")
                    return
                if stage == "queued":
                    stub._begin(query)
                    self._tell(query, f"executing/{query.id}/slug/0", "QUEUED")
                    return
                page = int(token)
                rows = query.page(page, 0.25)
                if query.failure is None and rows is not None:
                    self._tell(query, f"executing/{query.id}/slug/{page + 1}", "RUNNING", rows)
                elif query.done:
                    self._tell(query, "", "FINISHED", [])
                else:
                    self._tell(query, f"executing/{query.id}/slug/{token}", "RUNNING")

            def do_DELETE(self) -> None:
                if self._user() is None:
                    return
                query = stub.queries.get(self.path.split("/")[4])
                if query is not None:
                    stub._stop(query, "USER_CANCELED", "USER_ERROR", "Query was canceled")
                self._say(204, b"")

            def _user(self) -> str | None:
                if stub.busy:
                    status, headers = stub.busy.pop(0)
                    self._say(status, b"" if "X-Empty" in headers or status == 204 else b"busy", headers)
                    return None
                kind, _, given = self.headers.get("Authorization", "").partition(" ")
                user = self.headers.get("X-Trino-User", "")
                account = stub.accounts.get(user)
                said = base64.b64decode(given).decode() if kind == "Basic" else given
                if account is None or said not in (f"{user}:{account.password}", account.token):
                    self._say(401, b"Authentication failed", {"WWW-Authenticate": 'Basic realm="Trino"'})
                    return None
                return user

            def _tell(self, query: Query, path: str, state: str, rows: list[list[Any]] | None = None) -> None:
                base = f"{stub.scheme}://{stub.next_host or self.headers['Host']}"
                answer: dict[str, Any] = {
                    "id": query.id,
                    "infoUri": f"{base}/ui/query.html?{query.id}",
                    "stats": {"state": state},
                    "warnings": [],
                }
                if path:
                    answer["nextUri"] = f"{base}/v1/statement/{path}"
                if rows is not None and query.failure is not None:
                    answer["error"] = {
                        "message": str(query.failure),
                        "errorCode": 1,
                        "errorName": query.failure.name,
                        "errorType": query.failure.kind,
                        "failureInfo": {},
                    }
                elif rows is not None:
                    if query.columns:
                        answer["columns"] = query.columns
                    if query.update:
                        answer["updateType"] = query.update
                    if rows:
                        answer["data"] = rows
                self._say(200, json.dumps(answer).encode(), query.answers if rows is not None else {})

            def _say(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler

    def _begin(self, query: Query) -> None:
        if not query.begun and not query.done:
            query.begun = True
            threading.Thread(target=self._work, args=(query,), daemon=True).start()

    def _work(self, query: Query) -> None:
        transaction = query.headers.get("x-trino-transaction-id", "NONE")
        limit = threading.Timer(_milliseconds(query) / 1000, self._over_time, (query,))
        limit.daemon = True
        limit.start()
        try:
            self._run(query, transaction)
        except Failure as failure:
            query.fail(failure)
        except Stopped:
            query.fail(Failure("SERVER_SHUTTING_DOWN", "INTERNAL_ERROR", "Server is shutting down"))
        except (duckdb.Error, SqlglotError) as error:
            query.fail(_failure(error))
        finally:
            limit.cancel()
            if query.failure is not None and transaction in self.transactions:
                self.transactions[transaction] = "failed"
            query.end()

    def _over_time(self, query: Query) -> None:
        said = "Query exceeded the maximum run time limit"
        self._stop(query, "EXCEEDED_TIME_LIMIT", "INSUFFICIENT_RESOURCES", said)

    def _run(self, query: Query, transaction: str) -> None:
        sql = query.sql.strip()
        self.engine.session.schema = query.headers.get("x-trino-schema", "")
        words = sql.lower()
        for held, failure in self.fails.items():
            if held in words:
                raise failure
        if words.startswith("start transaction"):
            name = uuid4().hex
            self.transactions[name] = "read only" if "read only" in words else "read write"
            query.answers["X-Trino-Started-Transaction-Id"] = name
            query.update = "START TRANSACTION"
            return
        if words in ("rollback", "commit"):
            if self.transactions.pop(transaction, None) is None:
                raise Failure("NOT_IN_TRANSACTION", "USER_ERROR", "No transaction in progress")
            query.answers["X-Trino-Clear-Transaction-Id"] = "true"
            query.update = words.upper()
            return
        state = self.transactions.get(transaction, "")
        if transaction != "NONE" and not state:
            raise Failure("UNKNOWN_TRANSACTION", "USER_ERROR", f"Unknown transaction ID: {transaction}")
        if state == "failed":
            raise Failure("TRANSACTION_ALREADY_ABORTED", "USER_ERROR", "Current transaction is aborted")
        explained = _EXPLAIN.match(sql)
        if explained and explained[1].lower() == "type validate":
            self._may(query.user, _parsed(explained[2]))
            query.columns = [_column("Valid", "BOOLEAN")]
            query.add([[True]])
            return
        if explained:
            query.columns = [_column("Query Plan", "VARCHAR")]
            query.add([[json.dumps(self._plan(explained[2], query.id))]])
            return
        tree = _parsed(sql)
        if isinstance(tree, _READS) and tree.find(exp.DML):
            raise Failure("SYNTAX_ERROR", "USER_ERROR", "line 1:1: mismatched input. Expecting: 'SELECT'")
        if not isinstance(tree, _READS):
            self._may(query.user, tree)
            if state == "read only":
                raise Failure("READ_ONLY_VIOLATION", "USER_ERROR", "Cannot execute write in a read-only transaction")
        text = sql.replace("current_user", f"'{query.user}'").replace("version()", "'479'")
        with self.engine.reading(text, query.id) as (names, kinds, read):
            query.columns = [_column(name, kind) for name, kind in zip(names, kinds, strict=True)]
            while page := _page(read, kinds):
                query.add(page)

    def _may(self, user: str, tree: exp.Expression) -> None:
        if not isinstance(tree, _READS) and not self.accounts[user].writes:
            raise Failure("PERMISSION_DENIED", "USER_ERROR", f"Access Denied: Cannot {tree.key} as {user}")

    def _plan(self, sql: str, identity: str) -> dict[str, Any]:
        found = []
        for table in _parsed(sql).find_all(exp.Table):
            name = exp.table_(table.this.copy(), db=table.args.get("db") and table.args["db"].copy())
            rows = self.engine.run(f"select count(*) from {name.sql('trino')}", identity).rows[0][0]
            here = {"schema": table.db or self.engine.session.schema, "table": table.name}
            numbers = {"outputRowCount": float(rows), "outputSizeInBytes": float(rows * 9), "cpuCost": "NaN"}
            told = {"table": {"catalog": CATALOG, "schemaTable": here}, "constraint": {}, "estimate": numbers}
            if told not in found:  # a set, as the real one
                found.append(told)
        return {"inputTableColumnInfos": found, "estimate": {"outputRowCount": "NaN"}}


def _parsed(sql: str) -> exp.Expression:
    trees = sqlglot.parse(sql, read="trino")
    if len(trees) != 1 or trees[0] is None:
        raise Failure("SYNTAX_ERROR", "USER_ERROR", "line 1:1: mismatched input ';'. Expecting: <EOF>")
    return trees[0]


def _page(read: Callable[[int], list[Any]], kinds: list[str]) -> list[list[Any]]:
    """The next rows, as many as one answer has."""
    page: list[list[Any]] = []
    size = 0
    while len(page) < PAGE_ROWS and size < PAGE_BYTES and (rows := json_rows(read(250), kinds)):
        page += rows
        size += len(rows) * len(json.dumps(rows[0]))
    return page


def _column(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "type": type_text(kind), "typeSignature": signature(kind)}


def _milliseconds(query: Query) -> float:
    settings = dict(part.split("=", 1) for part in query.headers.get("x-trino-session", "").split(",") if "=" in part)
    return float(unquote(settings.get("query_max_run_time", "100000000ms")).removesuffix("ms"))


def _failure(error: Exception) -> Failure:
    said = str(error).splitlines()[0]
    if isinstance(error, duckdb.CatalogException) and (
        table := re.search(r"Table with name (\S+) does not exist", said)
    ):
        return Failure("TABLE_NOT_FOUND", "USER_ERROR", f"line 1:15: Table '{CATALOG}.main.{table[1]}' does not exist")
    if isinstance(error, duckdb.BinderException) and (column := re.search(r'column "?([^"\s]+)"? not found', said)):
        return Failure("COLUMN_NOT_FOUND", "USER_ERROR", f"line 1:8: Column '{column[1]}' cannot be resolved")
    if isinstance(error, duckdb.ParserException | SqlglotError):
        return Failure("SYNTAX_ERROR", "USER_ERROR", f"line 1:1: {said}")
    return Failure("GENERIC_USER_ERROR", "USER_ERROR", said)
