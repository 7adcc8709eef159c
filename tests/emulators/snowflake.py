"""Snowflake's REST interface over fakesnow: `python snowflake.py WORLD`, by the lane's engine Python.

fakesnow understands the SQL (over DuckDB); this adds what its server leaves out: sign-in of every kind, roles and what they
may do, warehouses, types of statements that are described and not run, counts of statements, time limits, aborts by request,
SHOW of grants and keys, EXPLAIN, sessions that are gone. `WORLD` is JSON: `{"users": {NAME: {"password", "token", "public_key",
"roles", "fault"}}, "roles": {NAME: [[privilege, granted_on, name]…]}, "databases": […], "warehouses": […]}`; a role whose grants
are all reading may only query. The user ADMIN may do everything. Run it with `-P`: beside it lies no package `snowflake`.

The first line on standard output is the port. `GET /_running` tells how many statements run, `GET /_drop` ends every session and
connection as a restart does, `GET /_set?name=value` how it behaves otherwise (see `told`), `GET /_password` changes one, `GET
/_seen` what was asked of the server, statement by statement, with its parameters.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import secrets
import socket
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import fakesnow.server as fake
import jwt
import pyarrow as pa
import sqlglot
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from fakesnow.arrow import to_ipc, to_sf
from fakesnow.instance import FakeSnow
from sqlglot import exp

READS = {"SELECT", "USAGE", "REFERENCES", "MONITOR", "OPERATE"}
SELECT, DDL, UNKNOWN = 0x1000, 0x6000, 0
KEYS = re.compile(r"show (primary|unique|imported) keys in (?:database|schema) (.+)", re.IGNORECASE)
GRANTS = re.compile(r'show grants to role "(.+)"', re.IGNORECASE)
TABLES = re.compile(r'("?\w+"?\.information_schema)\.tables', re.IGNORECASE)
ALSO_VIEWS = (
    r"(select table_schema, table_name, table_type, row_count, clustering_key, comment from \1.tables"
    r" union all select table_schema, table_name, 'VIEW', null, null, null from \1.views)"
)
# A result is in the answer up to so many bytes; the rest comes in parts.
FIRST_BYTES, PART_BYTES, PART_ROWS, READ_ROWS = 500_000, 4_000_000, 500_000, 1_000
COUNTED, MANY = 200_000, 1_000_000_000  # results are counted so far, and said to be so long where there are more
EXPLAIN = re.compile(r"explain using json (.+)", re.IGNORECASE | re.DOTALL)


class Refusal(Exception):
    """An error as Snowflake numbers it."""

    def __init__(self, code: str, message: str, state: str = "42000") -> None:
        self.answer = {
            "data": {"errorCode": code, "sqlState": state},
            "code": code,
            "message": message,
            "success": False,
        }
        super().__init__(message)


class Session:
    def __init__(self, user: str, role: str, warehouse: str | None, connection: Any) -> None:
        self.user, self.role, self.warehouse, self.connection = user, role, warehouse, connection
        self.turn = threading.Lock()


class Given:
    """What fakesnow's own handler needs of a request."""

    def __init__(self, token: str, body: dict[str, Any]) -> None:
        self.headers = {"Authorization": f'Snowflake Token="{token}"'}
        self._body = json.dumps(body).encode()

    async def body(self) -> bytes:
        return self._body


class Running:
    def __init__(self, connection: Any) -> None:
        self.connection, self.why = connection, ""

    def stop(self, why: str) -> None:
        if not self.why:
            self.why = why
        self.connection._duck_conn.interrupt()


class Rest:
    """What was not in the answer of a long result. As long as nobody reads it, nothing is computed."""

    def __init__(self, cursor: Any, reader: Any, first: Any, known: int | None) -> None:
        self.cursor, self.reader, self.known = cursor, reader, known
        self.each = max(min(PART_BYTES // max(first.nbytes // first.num_rows, 1), PART_ROWS), 1)
        self.first_rows = first.num_rows
        self.rowtype: list[Any] = []
        self.name = ""
        self._turn = threading.Condition()
        self._next = 0
        self._held: list[Any] = []

    def counts(self) -> list[int]:
        """Rows of each part."""
        left = (self.known or MANY) - self.first_rows
        return [self.each] * (left // self.each) + ([left % self.each] if left % self.each else [])

    def part(self, number: int) -> bytes | None:
        """The bytes of a part, None when it was fetched already; the ones before it are waited for."""
        with self._turn:
            if not self._turn.wait_for(lambda: self._next >= number, 20) or self._next > number:
                return None
            wanted, found = self.counts()[number], list(self._held)
            while sum(batch.num_rows for batch in found) < wanted:
                found.append(self.reader.read_next_batch())
            table = pa.Table.from_batches(found)
            self._held = table.slice(wanted).to_batches()
            self._next += 1
            self._turn.notify_all()
        return bytes(to_ipc(to_sf(table.slice(0, wanted), self.rowtype)))


class Streaming:
    """A connection of DuckDB that gives the first rows of a long result, and keeps the `rest` for whoever fetches it."""

    def __init__(self, real: Any, database: str) -> None:
        self.real, self.database = real, database
        self.rest: Rest | None = None
        self.working: Any = real
        self._query: str | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def cursor(self) -> Any:
        return self.real.cursor()

    def interrupt(self) -> None:
        self.working.interrupt()
        self.real.interrupt()

    def execute(self, sql: str, parameters: Any = None) -> Any:
        self._query = sql if not parameters and sql.lstrip(" (").upper().startswith(("SELECT", "WITH")) else None
        return self.real.execute(sql, parameters) if self._query is None else self

    def to_arrow_table(self) -> Any:
        if self._query is None:
            return self.real.to_arrow_table()
        self.working = cursor = self.real.cursor()
        cursor.execute(f"set schema='{self.database}.PUBLIC'")
        try:
            reader = cursor.sql(self._query).to_arrow_reader(READ_ROWS)
            found, size = [], 0
            for batch in reader:
                found.append(batch)
                size += batch.nbytes
                if size > FIRST_BYTES:
                    break
            first = pa.Table.from_batches(found, reader.schema)
            if size > FIRST_BYTES:
                self.rest = Rest(cursor, reader, first, self._count(cursor))
            return first
        finally:
            self.working = self.real

    def _count(self, cursor: Any) -> int | None:
        """How many rows there are, where that can be told soon; Snowflake knows it always."""
        other = self.real.cursor()
        other.execute(f"set schema='{self.database}.PUBLIC'")
        (count,) = other.execute(f"select count(*) from (select 1 from ({self._query}) limit {COUNTED})").fetchone()
        return int(count) if count < COUNTED else None


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, world: dict[str, Any]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.world = world
        self.snow = FakeSnow(create_database_on_connect=False, create_schema_on_connect=False)
        self.lock = threading.Lock()
        self.sessions: dict[str, Session] = {}
        self.running: dict[str, Running] = {}
        self.sockets: set[socket.socket] = set()
        self.seen: list[dict[str, Any]] = []
        self.mute = threading.Event()
        self.staged: dict[str, Rest] = {}
        # How it behaves otherwise than it should: "busy" so many times, "short" a row of each part, "leads" to another stage,
        # "redirects" to another account.
        self.told: dict[str, str] = {}
        maker = FakeSnow.connect(self.snow)
        for name in world["databases"]:
            maker.cursor().execute(f"create database {name}")
            maker.cursor().execute(f"create schema if not exists {name}.public")

    def drop(self, but: socket.socket) -> None:
        with self.lock:
            sockets, running = self.sockets - {but}, list(self.running.values())
            self.sessions.clear()
            fake.sessions.clear()
        for one in sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for work in running:
            work.stop("gone")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def setup(self) -> None:
        super().setup()
        with self.server.lock:
            self.server.sockets.add(self.connection)

    def finish(self) -> None:
        with self.server.lock:
            self.server.sockets.discard(self.connection)
        with suppress(OSError):
            super().finish()

    def log_message(self, format: str, *arguments: Any) -> None:
        return

    def do_GET(self) -> None:
        if self.path == "/_running":
            self.answer(len(self.server.running))
        elif self.path == "/_seen":
            self.answer(self.server.seen)
        elif self.path.startswith("/_password"):
            asked = parse_qs(urlsplit(self.path).query)
            self.server.world["users"][asked["user"][0]]["password"] = asked["to"][0]
            self.answer("ok")
        elif self.path.startswith("/_set"):
            self.server.told = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            self.answer("ok")
        elif self.path.startswith("/_stage/") and int(self.server.told.get("busy", 0)) > 0:
            self.server.told["busy"] = str(int(self.server.told["busy"]) - 1)
            self.answer("SlowDown", 503)
        elif self.path.startswith("/_stage/"):
            self.stage(*self.path.removeprefix("/_stage/").split("/"))
        elif self.path == "/_drop":
            self.server.drop(self.connection)
            self.answer("ok")
        else:
            self.answer({"success": False}, 404)

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Content-Encoding") == "gzip":
            sent = gzip.decompress(sent)
        body = json.loads(sent) if sent else {}
        if self.server.mute.is_set():
            self.connection.recv(1)
            self.close_connection = True
            return
        if "redirects" in self.server.told:
            self.send_response(307)
            self.send_header("Location", self.server.told["redirects"] + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        address = urlsplit(self.path)
        url = {name: values[0] for name, values in parse_qs(address.query).items()}
        try:
            if address.path == "/session/v1/login-request":
                self.answer(self.login(body["data"], url))
            elif address.path == "/queries/v1/query-request":
                self.answer(self.query(body, url.get("requestId", "")))
            elif address.path == "/queries/v1/abort-request":
                work = self.server.running.get(body["requestId"])
                if work is not None:
                    work.stop("abort")
                self.answer({"data": None, "success": work is not None})
            elif address.path == "/session":
                self.server.sessions.pop(self.token(), None)
                self.answer({"data": None, "success": True})
            else:
                self.answer({"data": None, "success": True})
        except Refusal as refusal:
            self.answer(refusal.answer)

    def answer(self, told: Any, status: int = 200) -> None:
        body = json.dumps(told, default=str).encode()
        with suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def token(self) -> str:
        return self.headers.get("Authorization", "")[17:-1]

    # -- signing in --------------------------------------------------------------------------------------------------

    def login(self, data: dict[str, Any], url: dict[str, str]) -> dict[str, Any]:
        name = str(data.get("LOGIN_NAME", "")).upper()
        user = self.server.world["users"].get(name)
        way = str(data.get("AUTHENTICATOR", "SNOWFLAKE")).upper()
        self.server.seen.append(
            {
                "login": name,
                "way": way,
                "session": data.get("SESSION_PARAMETERS", {}),
                "second": data.get("SECONDARY_ROLES"),
                **url,
            }
        )
        if user and "fault" in user:
            raise Refusal(*user["fault"])
        if way == "SNOWFLAKE_JWT":
            self.check_key(user, name, data)
        elif way in ("OAUTH", "PROGRAMMATIC_ACCESS_TOKEN"):
            if user is None or data.get("TOKEN") != user.get("token"):
                raise Refusal("390303" if way == "OAUTH" else "394400", "Invalid OAuth access token.")
        elif user is None or data.get("PASSWORD") != user.get("password"):
            raise Refusal("390100", "Incorrect username or password was specified.")
        assert user is not None
        role = url.get("roleName", "").upper() or user["roles"][0]
        if role not in user["roles"]:
            raise Refusal("390189", f"Role '{role}' specified in the connect string is not granted to this user.")
        database = url.get("databaseName", "").upper()
        database = database if database in self.server.world["databases"] else ""
        warehouse = url.get("warehouse", "").upper()
        warehouse = warehouse if warehouse in self.server.world["warehouses"] else ""
        connection = self.server.snow.connect(database or None, "PUBLIC" if database else None)
        if name != "ADMIN":
            connection._duck_conn = Streaming(connection._duck_conn, database)
        token = secrets.token_urlsafe(24)
        with self.server.lock:
            self.server.sessions[token] = Session(name, role, warehouse or None, connection)
            fake.sessions[token] = connection
        given = {"databaseName": database or None, "schemaName": "PUBLIC" if database else None}
        return {
            "data": {
                "token": token,
                "masterToken": secrets.token_urlsafe(24),
                "serverVersion": "9.30.0",
                "sessionId": 1,
                "parameters": [
                    {"name": name, "value": value}
                    for name, value in {"AUTOCOMMIT": True, **data.get("SESSION_PARAMETERS", {})}.items()
                ],
                "sessionInfo": {**given, "warehouseName": warehouse or None, "roleName": role},
            },
            "success": True,
        }

    def check_key(self, user: Any, name: str, data: dict[str, Any]) -> None:
        try:
            key = load_pem_public_key((user or {}).get("public_key", "").encode())
            told = jwt.decode(data["TOKEN"], key, algorithms=["RS256"])
        except (ValueError, jwt.PyJWTError):
            raise Refusal("390144", "JWT token is invalid. [0ce9eb56-821d-4ca9-a774-04ae89a0cf5a]") from None
        if told["sub"] != f"MYORG-TEST.{name}":
            raise Refusal("390144", "JWT token is invalid. [0ce9eb56-821d-4ca9-a774-04ae89a0cf5a]")

    # -- statements --------------------------------------------------------------------------------------------------

    def query(self, body: dict[str, Any], identity: str) -> dict[str, Any]:
        session = self.server.sessions.get(self.token())
        if session is None:
            raise Refusal("390104", "User must login again to access the service.", "08001")
        text, limits = body["sqlText"].strip(), body.get("parameters") or {}
        describe = bool(body.get("describeOnly"))
        self.server.seen.append({"sql": text, "describe": describe, "limits": limits, "user": session.user})
        found = self.shown(text, session)
        if found is not None:
            return found
        kind = self.type_of(text, str(limits.get("MULTI_STATEMENT_COUNT", "1")))
        if kind != SELECT and session.user != "ADMIN":
            if describe:
                return table(["status"], [], kind)
            if all(privilege in READS for privilege, _, _ in self.server.world["roles"][session.role]):
                raise Refusal(
                    "003001", "SQL access control error:\nInsufficient privileges to operate on table 'CHILD'."
                )
        if kind == SELECT and not session.warehouse and session.user != "ADMIN":
            raise Refusal("000606", "No active warehouse selected in the current session.", "57P03")
        for function, value in (
            ("user", session.user), ("role", session.role), ("version", "9.30.0"), ("warehouse", session.warehouse or ""),
        ):  # fmt: skip
            text = re.sub(rf"current_{function}\(\)", f"'{value}'", text, flags=re.IGNORECASE)
        # fakesnow tells of no views among the tables.
        text = TABLES.sub(ALSO_VIEWS, text)
        return self.run(
            session, {**body, "sqlText": text}, identity, float(limits.get("STATEMENT_TIMEOUT_IN_SECONDS", 3600)), kind
        )

    def run(self, session: Session, body: dict[str, Any], identity: str, seconds: float, kind: int) -> dict[str, Any]:
        work = Running(session.connection)
        with session.turn:
            self.server.running[identity] = work
            timer = threading.Timer(seconds, work.stop, ["time"])
            timer.start()
            try:
                told = asyncio.run(fake.query_request(Given(self.token(), body)))  # type: ignore[arg-type]
            finally:
                timer.cancel()
                self.server.running.pop(identity, None)
        if work.why == "time":
            raise Refusal(
                "000630",
                f"Statement reached its statement or warehouse timeout of {seconds:.0f} second(s) and was canceled.",
                "57014",
            )
        if work.why == "abort":
            raise Refusal("000604", "SQL execution canceled", "57014")
        answer: dict[str, Any] = json.loads(bytes(told.body))
        if told.status_code != 200:
            raise Refusal("000900", str(answer.get("message")))
        if answer["success"]:
            answer["data"]["statementTypeId"] = kind
            rest = session.connection._duck_conn.rest if session.user != "ADMIN" else None
            if rest is not None:
                session.connection._duck_conn.rest = None
                self.keep(answer["data"], rest)
        return answer

    def keep(self, data: dict[str, Any], rest: Rest) -> None:
        """The rest of a result on a stage: its parts are told with the answer, and made when they are fetched, in their order."""
        rest.rowtype, rest.name = data["rowtype"], secrets.token_hex(8)
        self.server.staged[rest.name] = rest
        here = self.server.told.get("leads", f"http://{self.headers['Host']}/_stage/{rest.name}")
        counts = rest.counts()
        data["chunks"] = [
            {
                "url": f"{here}/{number}",
                "rowCount": count + int("short" in self.server.told),
                "uncompressedSize": 1,
                "compressedSize": 1,
            }
            for number, count in enumerate(counts)
        ]
        data["total"] += sum(chunk["rowCount"] for chunk in data["chunks"])

    def stage(self, name: str, number: str) -> None:
        rest = self.server.staged.get(name)
        body = rest.part(int(number)) if rest is not None else None
        if body is None:
            self.answer({"success": False}, 404)
            return
        with suppress(OSError):
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def type_of(self, text: str, wanted: str) -> int:
        try:
            found = [one for one in sqlglot.parse(text, read="snowflake") if one is not None]
        except sqlglot.errors.SqlglotError as error:
            raise Refusal("001003", f"SQL compilation error:\nsyntax error {str(error)[:200]}") from None
        if wanted != "0" and len(found) != int(wanted):
            raise Refusal(
                "000008", f"Actual statement count {len(found)} did not match the desired statement count {wanted}."
            )
        return SELECT if isinstance(found[0], exp.Query) else DDL

    def shown(self, text: str, session: Session) -> dict[str, Any] | None:
        if match := GRANTS.fullmatch(text):
            if match[1] in self.server.world.get("hidden", []):
                raise Refusal("003001", "SQL access control error:\nInsufficient privileges to operate on role.")
            rows = self.server.world["roles"].get(match[1], [])
            return table(["privilege", "granted_on", "name"], rows)
        if match := EXPLAIN.fullmatch(text):
            self.type_of(match[1], "1")
            stats = {
                "GlobalStats": {"partitionsTotal": 4, "partitionsAssigned": 2, "bytesAssigned": 2048},
                "Operations": [],
            }
            return table(["content"], [[json.dumps(stats)]])
        if "say nothing" in text or self.server.mute.is_set():
            self.server.mute.set()
            self.connection.recv(1)  # until the other side hangs up
            raise Refusal("000604", "SQL execution canceled", "57014")
        if "bring me a file" in text:
            moved = {"command": "UPLOAD", "src_locations": ["/etc/hostname"], "stageInfo": {"locationType": "LOCAL_FS"}}
            return {"data": moved, "success": True}
        if match := KEYS.fullmatch(text):
            return self.keys(match[1].lower(), match[2], session)
        return None

    def keys(self, kind: str, place: str, session: Session) -> dict[str, Any]:
        names = [part.strip('"') for part in place.split(".")]
        wanted = {"primary": "PRIMARY KEY", "unique": "UNIQUE", "imported": "FOREIGN KEY"}[kind]
        found = (
            session.connection._duck_conn.cursor()
            .execute(
                "select database_name, schema_name, table_name, constraint_name, constraint_column_names, referenced_table,"
                " referenced_column_names from duckdb_constraints() where constraint_type = ? and upper(database_name) = ?"
                " and (? = '' or upper(schema_name) = ?)",
                [wanted, names[0], names[1] if len(names) > 1 else "", names[1] if len(names) > 1 else ""],
            )
            .fetchall()
        )
        rows = []
        for database, schema, name, constraint, columns, target, theirs in found:
            for number, column in enumerate(columns):
                here = [database.upper(), schema.upper()]
                if kind == "imported":
                    rows.append(
                        [*here, target, theirs[number], *here, name, column, str(number + 1), f"{name}_{constraint}"]
                    )
                else:
                    rows.append([*here, name, column, str(number + 1), f"{name}_{constraint}"])
        own = ["database_name", "schema_name", "table_name", "column_name"]
        if kind == "imported":
            return table([*(f"pk_{n}" for n in own), *(f"fk_{n}" for n in own), "key_sequence", "fk_name"], rows)
        return table([*own, "key_sequence", "constraint_name"], rows)


def table(names: list[str], rows: list[list[Any]], kind: int = 0x4400) -> dict[str, Any]:
    """An answer in JSON, as SHOW gives it."""
    rowtype = [
        {
            "name": name,
            "type": "text",
            "nullable": True,
            "length": 1000,
            "byteLength": 1000,
            "precision": None,
            "scale": None,
        }
        for name in names
    ]
    return {
        "data": {
            "rowtype": rowtype,
            "rowset": rows,
            "total": len(rows),
            "returned": len(rows),
            "queryId": secrets.token_hex(16),
            "queryResultFormat": "json",
            "statementTypeId": kind,
            "parameters": [],
        },
        "success": True,
    }


if __name__ == "__main__":
    server = Server(json.loads(sys.argv[1]))
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    sys.stdin.read()  # until the tests let go of it
