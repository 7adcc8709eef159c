"""As much of a Databricks SQL warehouse as its connector needs: TCLIService over HTTPS, on DuckDB.

The processor is the connector's own (`databricks.sql.thrift_api`); results are Arrow batches, or columns where `columnar` is set.
Unity Catalog's information_schema is a schema of views. `seen` are the statements that came, with the session's settings.
"""

from __future__ import annotations

import base64
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import duckdb
import pyarrow as pa
import sqlglot
from databricks.sql.thrift_api.TCLIService import TCLIService, ttypes
from sqlglot import exp
from thrift.protocol import TBinaryProtocol
from thrift.transport import TTransport

from tests.emulators.engine import Engine, Stopped

CATALOG = "main"
PATH = "/sql/1.0/warehouses/abc"
_OK = ttypes.TStatus(statusCode=ttypes.TStatusCode.SUCCESS_STATUS)
READ_ROWS = 2_000
_VIEWS = """
create schema unity;
create view unity.schemata as select 'main' as catalog_name, case schema_name when 'main' then 'default' else schema_name end
  as schema_name, 'admin' as schema_owner from duckdb_schemas() where database_name = current_database() and not internal;
create view unity.tables as select case schema_name when 'main' then 'default' else schema_name end as table_schema, table_name,
  'MANAGED' as table_type, comment, 'DELTA' as data_source_format, 'admin' as table_owner from duckdb_tables()
  where schema_name <> 'unity' union all
  select case schema_name when 'main' then 'default' else schema_name end, view_name, 'VIEW', comment, null, 'admin'
  from duckdb_views() where not internal and schema_name not in ('unity', 'information_schema', 'pg_catalog');
create view unity.columns as select case schema_name when 'main' then 'default' else schema_name end as table_schema, table_name,
  column_name, lower(data_type) as full_data_type, case when is_nullable then 'YES' else 'NO' end as is_nullable, comment,
  case when comment like '%[part]%' then 0 end as partition_index, column_index as ordinal_position
  from duckdb_columns() where not internal and schema_name <> 'unity';
create view unity.table_constraints as select constraint_type, table_schema, table_schema as constraint_schema, constraint_name
  from (select *, case schema_name when 'main' then 'default' else schema_name end as table_schema from duckdb_constraints())
  where constraint_type in ('PRIMARY KEY', 'FOREIGN KEY');
create view unity.key_column_usage as select table_schema as constraint_schema, constraint_name, table_schema, table_name,
  column_name,
  row_number() over (partition by table_schema, constraint_name) as ordinal_position,
  case when constraint_type = 'FOREIGN KEY' then row_number() over (partition by table_schema, constraint_name) end
  as position_in_unique_constraint
  from (select *, case schema_name when 'main' then 'default' else schema_name end as table_schema,
        unnest(constraint_column_names) as column_name from duckdb_constraints())
  where constraint_type in ('PRIMARY KEY', 'FOREIGN KEY');
create view unity.referential_constraints as select f.table_schema as constraint_schema, f.constraint_name,
  p.table_schema as unique_constraint_schema, p.constraint_name as unique_constraint_name
  from (select *, case schema_name when 'main' then 'default' else schema_name end as table_schema from duckdb_constraints()) f
  join (select *, case schema_name when 'main' then 'default' else schema_name end as table_schema from duckdb_constraints()) p
  on p.table_name = f.referenced_table and p.schema_name = f.schema_name and p.constraint_type = 'PRIMARY KEY'
  where f.constraint_type = 'FOREIGN KEY';
create table unity.table_privileges (grantee text, table_schema text, table_name text, privilege_type text);
create table unity.schema_privileges (grantee text, schema_name text, privilege_type text);
create table unity.catalog_privileges (grantee text, catalog_name text, privilege_type text);
"""


@dataclass
class Account:
    """Who a token belongs to, and the groups that it is in."""

    name: str
    groups: tuple[str, ...] = ()


class Rows:
    """A result that is read piece by piece, as far as somebody asks for it."""

    def __init__(self, batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> None:
        self._batches = batches
        self._next: pa.Table = _wide_enough(schema.empty_table())
        self.schema = self._next.schema
        self.at = 0
        self._fill()

    @property
    def has_more(self) -> bool:
        """Whether rows are left."""
        return self._next.num_rows > 0

    def page(self, rows: int, size: int) -> pa.Table:
        """The next rows: at most so many, and about so many bytes."""
        taken = [self.schema.empty_table()]
        while self.has_more and rows > 0 and size > 0:
            part = self._next.slice(0, max(min(rows, self._next.num_rows * size // max(self._next.nbytes, 1)), 1))
            self._next = self._next.slice(part.num_rows)
            rows, size = rows - part.num_rows, size - part.nbytes
            taken.append(part)
            self._fill()
        found = pa.concat_tables(taken)
        self.at += found.num_rows
        return found

    def _fill(self) -> None:
        while not self._next.num_rows:
            batch = next(self._batches, None)
            if batch is None:
                return
            self._next = _wide_enough(pa.Table.from_batches([batch]))


@dataclass
class Operation:
    """One statement: `done` is set when `rows` or `error` is there."""

    identity: str
    done: threading.Event = field(default_factory=threading.Event)
    rows: Rows | None = None
    error: tuple[str, str] | None = None
    cancelled: bool = False


@dataclass
class Session:
    """A session with its settings."""

    account: Account
    settings: dict[str, str]
    operations: dict[bytes, Operation] = field(default_factory=dict)


class Warehouse(Engine):
    """DuckDB, asked in Databricks' words."""

    def __init__(self) -> None:
        super().__init__("databricks")
        self.connection.execute("create macro is_account_group_member(name) as false")
        self.connection.execute("create macro current_timezone() as 'UTC'")
        for statement in _VIEWS.split(";\n"):
            self.connection.execute(statement)

    def translated_for(self, sql: str, account: Account) -> str:
        """The statement in DuckDB's words. Raises ParseError where Databricks' grammar has no such statement."""
        trees = sqlglot.parse(sql, read=self.dialect)
        if len(trees) != 1 or trees[0] is None:
            raise sqlglot.ParseError("Syntax error at or near ';'")
        # Unlike DuckDB's and sqlglot's, Databricks' grammar has no DELETE … RETURNING in a query.
        writes = trees[0].find(exp.DML) is not None
        if sql.lstrip().startswith("(") and (writes or not isinstance(trees[0], exp.Query)):
            raise sqlglot.ParseError("Syntax error at or near '('")
        tree = trees[0].transform(_in_duckdb, account)
        return str(tree.sql("duckdb"))

    def rows(self, sql: str, identity: str) -> Rows:
        """The result of a statement in DuckDB's words. It is at work until the first rows are there."""
        cursor = self.connection.cursor()
        with self._working(identity, cursor):
            found = cursor.sql(sql)
            if found is None:
                return rows_of(pa.table({}))
            reader = found.to_arrow_reader(READ_ROWS)
            return Rows(iter(reader), reader.schema)

    def plan(self, sql: str, account: Account) -> pa.Table:
        """A plan as EXPLAIN COST writes one: each table with a kilobyte a row."""
        tree = sqlglot.parse_one(self.translated_for(sql, account), read="duckdb")
        lines = ["== Optimized Logical Plan ==", "Project [n#1], Statistics(sizeInBytes=8.0 EiB)"]
        for table in tree.find_all(exp.Table):
            (count,) = self.connection.cursor().execute(f"select count(*) from {table.sql('duckdb')}").fetchone() or (
                0,
            )
            lines.append(
                f"+- Relation main.default.{table.name}[n#1] parquet, Statistics(sizeInBytes={count}.0 KiB, rowCount={count})"
            )
        return pa.table({"plan": ["\n".join([*lines, "", "== Physical Plan ==", "Scan"])]})


def rows_of(table: pa.Table) -> Rows:
    """The rows of a table."""
    return Rows(iter(table.to_batches()), table.schema)


def _in_duckdb(node: exp.Expr, account: Account) -> exp.Expr:
    if isinstance(node, exp.Table):
        if node.db == "information_schema":
            node.set("db", exp.to_identifier("unity"))
        elif node.db == "default":
            node.set("db", exp.to_identifier("main"))
        node.set("catalog", None)
    if isinstance(node, exp.CurrentUser) or (isinstance(node, exp.Anonymous) and node.name.lower() == "current_user"):
        return exp.Literal.string(account.name)
    if isinstance(node, exp.Anonymous) and node.name.lower() == "is_account_group_member":
        return exp.In(this=node.expressions[0], expressions=[exp.Literal.string(g) for g in (*account.groups, "")])
    return node


def _wide_enough(table: pa.Table) -> pa.Table:
    """DuckDB's sums of whole numbers are wider than Databricks' bigint."""
    for place, one in enumerate(table.schema):
        if pa.types.is_decimal(one.type) and one.type.precision == 38 and one.type.scale == 0:
            table = table.set_column(place, one.name, table.column(place).cast(pa.int64()))
    return table


class DatabricksStub:
    """A workspace with one warehouse, on loopback, over TLS. `tokens` are who may come; `secrets` are of service principals."""

    def __init__(
        self, tokens: dict[str, Account], certificate: tuple[str, str], secrets: dict[str, str] | None = None
    ) -> None:
        self.engine = Warehouse()
        self.tokens, self.secrets = tokens, secrets or {}
        self.sessions: dict[bytes, Session] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.columnar = False
        # Seconds that the answers about a statement wait for its end: the first, and each later one. The real ones take some.
        self.first_waits, self.later_waits = 0.3, 0.3
        # Where the server leads its callers to, and in which part of its answers:
        # "first page", "later page", "no rows yet", "files", "redirect".
        self.leads_to, self.leads_in = "", ""
        self.refuses_sessions: tuple[str, str] | None = None
        self.before: Callable[[str], int | None] = lambda path: None
        self._lock = threading.Lock()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                stub.answer(self)

            def do_GET(self) -> None:
                stub.asked.append((self.path, dict(self.headers)))
                self.send_error(404)

            def log_message(self, format: str, *arguments: Any) -> None:
                return

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        self._http.socket = context.wrap_socket(self._http.socket, server_side=True, do_handshake_on_connect=False)
        self.port = int(self._http.server_address[1])
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._http.shutdown()
        self._http.server_close()

    def end_sessions(self) -> None:
        """What a restart of the warehouse does."""
        self.sessions.clear()
        self.engine.stop_all()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """One request."""
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        self.asked.append((request.path, dict(request.headers)))
        status = self.before(request.path)
        if status is not None:
            return self._reply(request, status, b"", {"Retry-After": "1"})
        if self.leads_in == "redirect":
            return self._reply(request, 307, b"", {"Location": self.leads_to})
        if request.path == "/oidc/v1/token":
            return self._token(request, body)
        account = self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if account is None:
            return self._reply(request, 401, b"", {"x-databricks-reason-phrase": "Invalid access token"})
        if request.path != PATH:
            return self._reply(request, 404, b"", {"x-databricks-reason-phrase": "RESOURCE_DOES_NOT_EXIST"})
        inward, outward = TTransport.TMemoryBuffer(body), TTransport.TMemoryBuffer()
        processor = TCLIService.Processor(_Service(self, account))
        processor.process(TBinaryProtocol.TBinaryProtocol(inward), TBinaryProtocol.TBinaryProtocol(outward))
        return self._reply(request, 200, outward.getvalue(), {"Content-Type": "application/x-thrift"})

    def _token(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        name, _, secret = (
            base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode().partition(":")
        )
        form = parse_qs(body.decode())
        if self.secrets.get(name) != secret or form.get("grant_type") != ["client_credentials"]:
            return self._reply(request, 401, b'{"error": "invalid_client"}', {})
        token = uuid4().hex
        self.tokens[token] = Account(name)
        return self._reply(request, 200, json.dumps({"access_token": token, "expires_in": 3600}).encode(), {})

    @staticmethod
    def _reply(request: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]) -> None:
        request.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)


class _Service:
    """The calls of TCLIService, for one account."""

    def __init__(self, stub: DatabricksStub, account: Account) -> None:
        self._stub, self._account = stub, account

    def OpenSession(self, request: Any) -> Any:
        if self._stub.refuses_sessions is not None:
            return ttypes.TOpenSessionResp(status=_failed(*self._stub.refuses_sessions), serverProtocolVersion=_VERSION)
        namespace = request.initialNamespace
        if namespace is not None and namespace.catalogName not in (None, CATALOG):
            message = f"[NO_SUCH_CATALOG_EXCEPTION] Catalog '{namespace.catalogName}' was not found. SQLSTATE: 42704"
            return ttypes.TOpenSessionResp(status=_failed(message, "42704"), serverProtocolVersion=_VERSION)
        guid = uuid4().bytes
        self._stub.sessions[guid] = Session(
            self._account, {k.upper(): v for k, v in (request.configuration or {}).items()}
        )
        return ttypes.TOpenSessionResp(
            status=_OK,
            serverProtocolVersion=_VERSION,
            sessionHandle=ttypes.TSessionHandle(ttypes.THandleIdentifier(guid=guid, secret=guid), _VERSION),
            canUseMultipleCatalogs=True,
            initialNamespace=namespace,
        )

    def CloseSession(self, request: Any) -> Any:
        session = self._stub.sessions.pop(request.sessionHandle.sessionId.guid, None)
        for operation in list(session.operations.values()) if session is not None else ():
            self._stub.engine.stop(operation.identity)
        return ttypes.TCloseSessionResp(status=_OK)

    def ExecuteStatement(self, request: Any) -> Any:
        session = self._stub.sessions.get(request.sessionHandle.sessionId.guid)
        if session is None:
            return ttypes.TExecuteStatementResp(status=_failed("Invalid SessionHandle: it was closed", "HY000"))
        asked = {**session.settings, **(request.confOverlay or {}), "canDownloadResult": str(request.canDownloadResult)}
        self._stub.seen.append((request.statement, asked))
        operation = Operation(uuid4().hex)
        guid = bytes.fromhex(operation.identity)
        session.operations[guid] = operation
        threading.Thread(target=self._work, args=(session, operation, request.statement), daemon=True).start()
        handle = ttypes.TOperationHandle(
            ttypes.THandleIdentifier(guid=guid, secret=guid), ttypes.TOperationType.EXECUTE_STATEMENT, True
        )
        direct = None
        if request.getDirectResults is not None and operation.done.wait(self._stub.first_waits):
            if request.sessionHandle.sessionId.guid not in self._stub.sessions:
                return ttypes.TExecuteStatementResp(status=_invalid())
            direct = ttypes.TSparkDirectResults(operationStatus=self._status(operation))
            if operation.rows is not None and self._stub.leads_in == "no rows yet":
                direct.resultSetMetadata = self._metadata(operation)
            elif operation.rows is not None:
                direct.resultSetMetadata = self._metadata(operation)
                direct.resultSet = self._page(operation, request.getDirectResults)
                if not direct.resultSet.hasMoreRows:
                    session.operations.pop(guid, None)
                    direct.closeOperation = ttypes.TCloseOperationResp(status=_OK)
        return ttypes.TExecuteStatementResp(status=_OK, operationHandle=handle, directResults=direct)

    def GetOperationStatus(self, request: Any) -> Any:
        operation = self._operation(request)
        if operation is None:
            return ttypes.TGetOperationStatusResp(status=_invalid())
        operation.done.wait(self._stub.later_waits)
        # What the session lost while we waited is no longer known.
        return (
            self._status(operation) if self._operation(request) else ttypes.TGetOperationStatusResp(status=_invalid())
        )

    def GetResultSetMetadata(self, request: Any) -> Any:
        operation = self._operation(request)
        return ttypes.TGetResultSetMetadataResp(status=_invalid()) if operation is None else self._metadata(operation)

    def FetchResults(self, request: Any) -> Any:
        operation = self._operation(request)
        return ttypes.TFetchResultsResp(status=_invalid()) if operation is None else self._page(operation, request)

    def CancelOperation(self, request: Any) -> Any:
        operation = self._operation(request)
        if operation is not None:
            operation.cancelled = True
            self._stub.engine.stop(operation.identity)
        return ttypes.TCancelOperationResp(status=_OK)

    def CloseOperation(self, request: Any) -> Any:
        for session in self._stub.sessions.values():
            session.operations.pop(request.operationHandle.operationId.guid, None)
        return ttypes.TCloseOperationResp(status=_OK)

    def _operation(self, request: Any) -> Operation | None:
        guid = request.operationHandle.operationId.guid
        for session in list(self._stub.sessions.values()):
            if guid in session.operations:
                return session.operations[guid]
        return None

    def _work(self, session: Session, operation: Operation, statement: str) -> None:
        engine = self._stub.engine
        words = statement.split()
        limit = float(session.settings.get("STATEMENT_TIMEOUT", "0"))
        timer = threading.Timer(limit, lambda: engine.stop(operation.identity)) if limit else None
        try:
            if [word.upper() for word in words[:2]] == ["SET", "STATEMENT_TIMEOUT"]:
                session.settings["STATEMENT_TIMEOUT"] = words[-1]
                operation.rows = rows_of(pa.table({"key": ["STATEMENT_TIMEOUT"], "value": [words[-1]]}))
                return
            if timer is not None:
                timer.start()
            if [word.upper() for word in words[:2]] == ["EXPLAIN", "COST"]:
                operation.rows = rows_of(engine.plan(statement.partition("COST")[2], session.account))
                return
            operation.rows = engine.rows(engine.translated_for(statement, session.account), operation.identity)
        except Stopped:
            word = (
                "Operation was canceled by user."
                if operation.cancelled
                else f"STATEMENT_TIMEOUT of {limit:g} s was exceeded."
            )
            operation.error = (f"[OPERATION_CANCELED] {word} SQLSTATE: HY008", "HY008")
        except sqlglot.ParseError as error:
            operation.error = (f"[PARSE_SYNTAX_ERROR] {str(error).splitlines()[0]} SQLSTATE: 42601", "42601")
        except duckdb.Error as error:
            operation.error = _error(str(error))
        finally:
            if timer is not None:
                timer.cancel()
            operation.done.set()

    def _status(self, operation: Operation) -> Any:
        states = ttypes.TOperationState
        if not operation.done.is_set():
            return ttypes.TGetOperationStatusResp(status=_OK, operationState=states.RUNNING_STATE)
        if operation.error is None:
            return ttypes.TGetOperationStatusResp(status=_OK, operationState=states.FINISHED_STATE, hasResultSet=True)
        message, state = operation.error
        return ttypes.TGetOperationStatusResp(
            status=_OK,
            operationState=states.CANCELED_STATE if operation.cancelled else states.ERROR_STATE,
            sqlState=state,
            displayMessage=message,
            errorMessage=message,
            diagnosticInfo=f"org.apache.spark.sql.SomethingException: {message}\n\tat somewhere",
        )

    def _leads_away(self, operation: Operation) -> bool:
        assert operation.rows is not None
        later = operation.rows.at > 0
        return self._stub.leads_in in ("later page", "no rows yet") if later else self._stub.leads_in == "first page"

    def _metadata(self, operation: Operation) -> Any:
        assert operation.rows is not None
        schema = operation.rows.schema
        kinds = ttypes.TSparkRowSetType
        return ttypes.TGetResultSetMetadataResp(
            status=_OK,
            schema=ttypes.TTableSchema([_column(one, place) for place, one in enumerate(schema)]),
            resultFormat=kinds.URL_BASED_SET
            if self._leads_away(operation) or self._stub.leads_in == "no rows yet"
            else kinds.COLUMN_BASED_SET
            if self._stub.columnar
            else kinds.ARROW_BASED_SET,
            isStagingOperation=self._stub.leads_in == "files",
            lz4Compressed=False,
            arrowSchema=None if self._stub.columnar else schema.serialize().to_pybytes(),
        )

    def _page(self, operation: Operation, asked: Any) -> Any:
        assert operation.rows is not None
        start = operation.rows.at
        page = operation.rows.page(asked.maxRows, asked.maxBytes)
        found = ttypes.TRowSet(startRowOffset=start, rows=[])
        if (self._stub.leads_in == "later page" and start) or self._stub.leads_in == "first page":
            found.resultLinks = [
                ttypes.TSparkArrowResultLink(
                    fileLink=self._stub.leads_to, expiryTime=2**40, startRowOffset=start, rowCount=1, bytesNum=100
                )
            ]
        elif self._stub.columnar:
            found.columns = [_cells(column) for column in page.columns]
        else:
            found.arrowBatches = [
                ttypes.TSparkArrowBatch(batch=batch.serialize().to_pybytes(), rowCount=batch.num_rows)
                for batch in page.combine_chunks().to_batches()
            ]
        return ttypes.TFetchResultsResp(
            status=_OK,
            hasMoreRows=operation.rows.has_more,
            results=found,
            resultSetMetadata=self._metadata(operation),
        )


_VERSION = ttypes.TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V7


def _failed(message: str, state: str) -> Any:
    return ttypes.TStatus(statusCode=ttypes.TStatusCode.ERROR_STATUS, sqlState=state, errorMessage=message)


def _invalid() -> Any:
    return ttypes.TStatus(
        statusCode=ttypes.TStatusCode.INVALID_HANDLE_STATUS, errorMessage="RESOURCE_DOES_NOT_EXIST: INVALID_HANDLE"
    )


def _error(said: str) -> tuple[str, str]:
    line = said.splitlines()[0].partition(": ")[2]
    if "Table with name" in said:
        return f"[TABLE_OR_VIEW_NOT_FOUND] {line} SQLSTATE: 42P01; line 1 pos 14;\n'Project [*]", "42P01"
    if "Referenced column" in said or "Candidate bindings" in said:
        return f"[UNRESOLVED_COLUMN.WITH_SUGGESTION] {line} SQLSTATE: 42703; line 1 pos 7", "42703"
    return f"[SOMETHING] {line} SQLSTATE: 42000", "42000"


def _kind(kind: pa.DataType) -> int:
    ids = ttypes.TTypeId
    for test, found in (
        (pa.types.is_boolean, ids.BOOLEAN_TYPE), (pa.types.is_int8, ids.TINYINT_TYPE), (pa.types.is_int16, ids.SMALLINT_TYPE),
        (pa.types.is_int32, ids.INT_TYPE), (pa.types.is_int64, ids.BIGINT_TYPE), (pa.types.is_float32, ids.FLOAT_TYPE),
        (pa.types.is_float64, ids.DOUBLE_TYPE), (pa.types.is_decimal, ids.DECIMAL_TYPE), (pa.types.is_date, ids.DATE_TYPE),
        (pa.types.is_timestamp, ids.TIMESTAMP_TYPE), (pa.types.is_binary, ids.BINARY_TYPE), (pa.types.is_list, ids.ARRAY_TYPE),
        (pa.types.is_map, ids.MAP_TYPE), (pa.types.is_struct, ids.STRUCT_TYPE),
    ):  # fmt: skip
        if test(kind):
            return int(found)
    return int(ids.STRING_TYPE)


def _column(one: pa.Field, place: int) -> Any:
    qualifiers = None
    if pa.types.is_decimal(one.type):
        value = ttypes.TTypeQualifierValue
        qualifiers = ttypes.TTypeQualifiers(
            {"precision": value(i32Value=one.type.precision), "scale": value(i32Value=one.type.scale)}
        )
    entry = ttypes.TTypeEntry(primitiveEntry=ttypes.TPrimitiveTypeEntry(_kind(one.type), qualifiers))
    return ttypes.TColumnDesc(one.name, ttypes.TTypeDesc([entry]), place + 1)


def _cells(column: pa.ChunkedArray) -> Any:
    """A column of the older form: texts, with a bit for each null."""
    values = column.to_pylist()
    nulls = bytearray((len(values) + 7) // 8)
    for place, value in enumerate(values):
        if value is None:
            nulls[place // 8] |= 1 << (place % 8)
    kind, bits = column.type, bytes(nulls)
    for test, name, made, empty in (
        (pa.types.is_boolean, "boolVal", ttypes.TBoolColumn, False),
        (pa.types.is_int32, "i32Val", ttypes.TI32Column, 0),
        (pa.types.is_int64, "i64Val", ttypes.TI64Column, 0),
        (pa.types.is_float64, "doubleVal", ttypes.TDoubleColumn, 0.0),
    ):
        if test(kind):
            return ttypes.TColumn(**{name: made([empty if value is None else value for value in values], bits)})
    return ttypes.TColumn(
        stringVal=ttypes.TStringColumn(["" if value is None else str(value) for value in values], bits)
    )
