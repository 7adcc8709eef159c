"""moto's server, whose Athena computes: run by the Python of the lane's engine, with the project's folder as PYTHONPATH.

    python -m tests.emulators.athena_server    prints its port, and serves until its stdin ends

Statements wait in QUEUED, run in DuckDB, and end as SUCCEEDED, FAILED or CANCELLED; results are given in pages and written to S3
as the CSV that Athena writes. Accounts are known by their access key: AKIAREADER may not write, AKIAWRITER may. `/emulator/…`
is the tests' own look at it from outside.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import duckdb
import sqlglot
from moto.athena.responses import AthenaResponse
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from sqlglot import exp
from sqlglot.errors import SqlglotError
from werkzeug.serving import make_server

from tests.emulators.engine import Engine, Stopped, in_schema
from tests.emulators.trino_values import athena_text, signature

ACCOUNT = "123456789012"
EXTERNAL_ID = "lunara-42"
# As long as a result is said to be that is computed as it is read.
LONG_BYTES = 1_000_000_000_000
_KEY = re.compile(r"Credential=(\w+)/")
_READS = (exp.Query,)


class AthenaEngine(Engine):
    """The engine whose schemas are Glue's databases."""

    def __init__(self) -> None:
        super().__init__("athena")
        self.session = threading.local()

    def translated(self, sql: str) -> str:
        (tree,) = sqlglot.parse(sql, read="athena")
        assert tree is not None
        for table in tree.find_all(exp.Table):
            table.set("catalog", None)
        return in_schema(tree, self.session.database).sql("duckdb")


@dataclass
class Execution:
    """One statement."""

    sql: str
    request: dict[str, Any]
    account: str
    id: str = field(default_factory=lambda: str(uuid4()))
    state: str = "QUEUED"
    reason: str = ""
    category: int = 2
    kind: tuple[str, str] = ("DML", "SELECT")
    columns: list[dict[str, Any]] = field(default_factory=list)
    rows: list[list[str | None]] = field(default_factory=list)
    location: str = ""
    kinds: list[dict[str, Any]] = field(default_factory=list)
    long: bool = False

    def told(self) -> dict[str, Any]:
        """As GetQueryExecution has it."""
        status: dict[str, Any] = {"State": self.state, "SubmissionDateTime": time.time()}
        if self.reason:
            status["StateChangeReason"] = self.reason
        if self.state == "FAILED":
            status["AthenaError"] = {"ErrorCategory": self.category, "ErrorType": 1, "ErrorMessage": self.reason}
        return {
            "QueryExecutionId": self.id,
            "Query": self.sql,
            "StatementType": self.kind[0],
            **({"SubstatementType": self.kind[1]} if self.kind[1] else {}),
            "ResultConfiguration": {"OutputLocation": self.location} if self.location else {},
            "QueryExecutionContext": self.request.get("QueryExecutionContext") or {},
            "Status": status,
            "Statistics": {"DataScannedInBytes": 9 * len(self.rows)},
            "WorkGroup": self.request.get("WorkGroup"),
        }


class Server:
    """What moto's Athena is made of here."""

    def __init__(self) -> None:
        self.engine = AthenaEngine()
        self.executions: dict[str, Execution] = {}
        self.tokens: dict[str, str] = {}
        self.calls: list[dict[str, Any]] = []
        self.ends: dict[
            str, tuple[str, str, int]
        ] = {}  # how statements end that hold these words: state, reason, category
        self.simulates = True
        self.silent_starts = 0  # how many of the next answers to StartQueryExecution do not come

    def start(self, response: Any) -> Any:
        request = json.loads(response.body)
        answer = self._started(request, response)
        if self.silent_starts:
            self.silent_starts -= 1
            time.sleep(30)
        return answer

    def _started(self, request: dict[str, Any], response: Any) -> Any:
        sql, token = request["QueryString"], request["ClientRequestToken"]
        self.calls.append(request)
        if token in self.tokens:
            return json.dumps({"QueryExecutionId": self.tokens[token]})
        try:
            trees = sqlglot.parse(sql, read="athena")
        except SqlglotError as error:
            return _wrong(f"line 1:1: mismatched input: {str(error).splitlines()[0]}")
        if len(trees) != 1 or trees[0] is None:
            return _wrong(f"Only one sql statement is allowed. Got: {sql}")
        group = response.athena_backend.get_work_group(request.get("WorkGroup") or "primary")
        if group is None:
            return _wrong("WorkGroup is not found.")
        settings = group["Configuration"]
        managed = (settings.get("ManagedQueryResultsConfiguration") or {}).get("Enabled")
        place = (settings.get("ResultConfiguration") or {}).get("OutputLocation")
        place = place or (request.get("ResultConfiguration") or {}).get("OutputLocation")
        if not place and not managed:
            return _wrong("No output location provided. An output location is required either through the Workgroup result"
                          " configuration setting or as an API input.")  # fmt: skip
        execution = Execution(sql, request, _account(response.headers))
        if not managed:
            execution.location = f"{place.rstrip('/')}/{execution.id}.csv"
        if not isinstance(trees[0], _READS):
            execution.kind = ("DML", trees[0].key.upper()) if isinstance(trees[0], exp.DML) else ("DDL", "")
        self.executions[execution.id] = execution
        self.tokens[token] = execution.id
        threading.Thread(target=self._work, args=(execution, trees[0]), daemon=True).start()
        return json.dumps({"QueryExecutionId": execution.id})

    def workgroup(self, response: Any) -> Any:
        found = response.athena_backend.get_work_group(json.loads(response.body)["WorkGroup"])
        return json.dumps({"WorkGroup": found}) if found else _wrong("WorkGroup is not found.")

    def get(self, response: Any) -> Any:
        execution = self.executions.get(json.loads(response.body)["QueryExecutionId"])
        if execution is None:
            return _wrong("QueryExecution was not found")
        return json.dumps({"QueryExecution": execution.told()})

    def results(self, response: Any) -> Any:
        request = json.loads(response.body)
        execution = self.executions[request["QueryExecutionId"]]
        if execution.state != "SUCCEEDED":
            return _wrong(f"Query has not yet finished. Current state: {execution.state}")
        self.calls.append(request)
        start, most = int(request.get("NextToken") or 0), int(request.get("MaxResults") or 1000)
        lines: list[list[str | None]] = [[column["Name"] for column in execution.columns], *execution.rows]
        rows = [
            {"Data": [{} if value is None else {"VarCharValue": value} for value in line]}
            for line in lines[start : start + most]
        ]
        answer: dict[str, Any] = {
            "ResultSet": {"Rows": rows, "ResultSetMetadata": {"ColumnInfo": execution.columns}},
            "UpdateCount": 0,
        }
        if start + most < len(lines):
            answer["NextToken"] = str(start + most)
        return json.dumps(answer)

    def stop(self, response: Any) -> Any:
        execution = self.executions[json.loads(response.body)["QueryExecutionId"]]
        if execution.state in ("QUEUED", "RUNNING"):
            execution.reason = "Query cancelled by user"
            self.engine.stop(execution.id)
        return "{}"

    def _work(self, execution: Execution, tree: exp.Expression) -> None:
        time.sleep(0.03)
        execution.state = "RUNNING"
        try:
            for held, (state, reason, category) in self.ends.items():
                if held in execution.sql:
                    execution.reason, execution.category = reason, category
                    execution.state = state
                    return
            if not isinstance(tree, _READS) and execution.account != "writer":
                raise PermissionError("PERMISSION_DENIED: Access Denied: Insufficient permissions to change tables")
            if isinstance(tree, _READS) and tree.find(exp.DML):
                raise PermissionError("line 1:1: mismatched input. Expecting: 'SELECT'")
            self.engine.session.database = execution.request["QueryExecutionContext"]["Database"]
            found = self.engine.first(execution.sql, execution.id)
            execution.kinds = [signature(kind) for kind in found.types]
            execution.columns = [_column(name, kind) for name, kind in zip(found.names, execution.kinds, strict=True)]
            execution.rows = [_texts(row, execution.kinds) for row in found.rows]
            execution.long = found.cut
            self._write(execution)
            execution.state = "SUCCEEDED"
        except Stopped:
            execution.state = "CANCELLED"
        except PermissionError as error:
            execution.reason, execution.state = str(error), "FAILED"
        except (duckdb.Error, SqlglotError) as error:
            execution.reason, execution.state = _reason(error), "FAILED"

    def _write(self, execution: Execution) -> None:
        if execution.location and not execution.long:
            lines = [[column["Name"] for column in execution.columns], *execution.rows]
            text = "".join(map(_line, lines))
            bucket, _, key = execution.location.removeprefix("s3://").partition("/")
            s3_backends[ACCOUNT]["aws"].put_object(bucket, key, text.encode())

    def long_file(self, path: str) -> Iterator[bytes] | None:
        """The file of a result that is too long to be held, computed as it is read; None for any other path of S3."""
        name = path.rpartition("/")[2].removesuffix(".csv")
        execution = self.executions.get(name)
        return self._lines(execution) if execution is not None and execution.long else None

    def _lines(self, execution: Execution) -> Iterator[bytes]:
        self.engine.session.database = execution.request["QueryExecutionContext"]["Database"]
        yield _line([column["Name"] for column in execution.columns]).encode()
        for piece in self.engine.pieces(execution.sql, f"{execution.id}-{uuid4()}"):
            yield "".join(_line(_texts(row, execution.kinds)) for row in piece).encode()

    def own(self, path: str, body: bytes) -> Any:
        """The tests' own calls."""
        if path == "sql":
            return [
                [list(map(str, row)) for row in self.engine.connection.cursor().execute(statement).fetchall()]
                for statement in json.loads(body)
            ]
        if path == "running":
            return self.engine.running
        if path == "states":
            return [execution.state for execution in self.executions.values()]
        if path == "calls":
            return self.calls
        if path == "ends":
            self.ends = {held: tuple(end) for held, end in json.loads(body).items()}
        if path == "simulates":
            self.simulates = json.loads(body)
        if path == "silent_starts":
            self.silent_starts = json.loads(body)
        return None

    def iam(self, account: str, form: dict[str, str]) -> tuple[int, str] | None:
        """Answers of STS and IAM that moto does not have, or not for each account."""
        action = form.get("Action")
        if action == "GetCallerIdentity":
            arn = f"arn:aws:iam::{ACCOUNT}:user/{account}"
            if account == "role":
                arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/reading/lunara"
            return 200, (
                "<GetCallerIdentityResponse xmlns='https://sts.amazonaws.com/doc/2011-06-15/'><GetCallerIdentityResult>"
                f"<Arn>{arn}</Arn><UserId>AID</UserId><Account>{ACCOUNT}</Account>"
                "</GetCallerIdentityResult></GetCallerIdentityResponse>"
            )
        if action == "AssumeRole" and form.get("ExternalId") != EXTERNAL_ID:
            return 403, _denied("AccessDenied", "not authorized to perform: sts:AssumeRole")
        if action == "SimulatePrincipalPolicy":
            if not self.simulates:
                return 403, _denied("AccessDenied", "not authorized to perform: iam:SimulatePrincipalPolicy")
            decision = "allowed" if account == "writer" else "implicitDeny"
            names = [value for name, value in form.items() if name.startswith("ActionNames.member.")]
            members = "".join(
                f"<member><EvalActionName>{name}</EvalActionName><EvalResourceName>*</EvalResourceName>"
                f"<EvalDecision>{decision}</EvalDecision></member>"
                for name in names
            )
            return 200, (
                "<SimulatePrincipalPolicyResponse xmlns='https://iam.amazonaws.com/doc/2010-05-08/'>"
                f"<SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated><EvaluationResults>{members}"
                "</EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>"
            )
        return None


def _account(headers: Any) -> str:
    key = _KEY.search(str(headers.get("Authorization", "")))
    name = key[1] if key else ""
    return {"AKIAREADER": "reader", "AKIAWRITER": "writer"}.get(name) or ("role" if name.startswith("ASIA") else "")


def _wrong(said: str) -> tuple[str, dict[str, int]]:
    return json.dumps({"__type": "InvalidRequestException", "Message": said}), {"status": 400}


def _denied(code: str, said: str) -> str:
    return (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{said}</Message></Error></ErrorResponse>"
    )


def _texts(row: Sequence[Any], kinds: list[dict[str, Any]]) -> list[str | None]:
    return [athena_text(value, kind) for value, kind in zip(row, kinds, strict=True)]


def _line(values: Sequence[str | None]) -> str:
    return ",".join(map(_cell, values)) + "\n"


def _cell(value: str | None) -> str:
    return "" if value is None else '"' + value.replace('"', '""') + '"'


def _column(name: str, signed: dict[str, Any]) -> dict[str, Any]:
    numbers = [argument["value"] for argument in signed["arguments"]] if signed["rawType"] == "decimal" else [0, 0]
    return {
        "CatalogName": "hive",
        "SchemaName": "",
        "TableName": "",
        "Name": name,
        "Label": name,
        "Type": {"real": "float"}.get(signed["rawType"], signed["rawType"]),
        "Precision": numbers[0],
        "Scale": numbers[1],
        "Nullable": "UNKNOWN",
        "CaseSensitive": signed["rawType"] == "varchar",
    }


def _reason(error: Exception) -> str:
    said = str(error).splitlines()[0]
    if isinstance(error, duckdb.CatalogException) and (
        table := re.search(r"Table with name (\S+) does not exist", said)
    ):
        return f"TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.shop.{table[1]}' does not exist"
    if isinstance(error, duckdb.BinderException) and (column := re.search(r'column "?([^"\s]+)"? not found', said)):
        return f"COLUMN_NOT_FOUND: line 1:8: Column '{column[1]}' cannot be resolved or requester is not authorized"
    return f"GENERIC_USER_ERROR: {said}"


def application(server: Server) -> Any:
    """moto, behind a gate that knows the accounts."""
    moto = DomainDispatcherApplication(create_backend_app)

    def serve(environ: dict[str, Any], start: Any) -> Any:
        path = environ["PATH_INFO"]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))

        def say(status: int, text: str, kind: str) -> list[bytes]:
            start(f"{status} Said", [("Content-Type", kind), ("Content-Length", str(len(text.encode())))])
            return [text.encode()]

        if path.startswith("/emulator/"):
            return say(200, json.dumps(server.own(path.removeprefix("/emulator/"), body)), "application/json")
        account = _account({"Authorization": environ.get("HTTP_AUTHORIZATION", "")})
        if not account:
            wrong = {
                "__type": "UnrecognizedClientException",
                "message": "The security token included in the request is invalid.",
            }
            return say(400, json.dumps(wrong), "application/x-amz-json-1.1")
        if "form-urlencoded" in environ.get("CONTENT_TYPE", ""):
            answered = server.iam(account, {name: values[0] for name, values in parse_qs(body.decode()).items()})
            if answered is not None:
                return say(*answered, "text/xml")
        if environ["REQUEST_METHOD"] == "GET" and (file := server.long_file(path)) is not None:
            start("200 OK", [("Content-Type", "text/csv"), ("Content-Length", str(LONG_BYTES))])
            return file
        from io import BytesIO

        environ["wsgi.input"] = BytesIO(body)
        return moto(environ, start)

    return serve


def main() -> None:
    """Serve until stdin ends."""
    server = Server()
    for name, method in (
        ("start_query_execution", server.start),
        ("get_work_group", server.workgroup),
        ("get_query_execution", server.get),
        ("get_query_results", server.results),
        ("stop_query_execution", server.stop),
    ):
        setattr(AthenaResponse, name, lambda response, method=method: method(response))
    listening = make_server("127.0.0.1", 0, application(server), threaded=True)
    print(listening.server_port, flush=True)
    threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
