"""One engine in a process of its own, by that engine's own Python: `python engine_host.py ENGINE`, JSON lines in and out.

The first line is `{"tables": {name: [{column: type}, [rows]]}}`; each further line is `{"sql": ...}`. Answers are
`{"rows": [[...]]}` or `{"error": ...}`. Moments come as ISO text. Rows are loaded by the engine's own means, never as literals
of SQL, so that what a literal of the compiler means is found out and not assumed. The session's time zone is New York's: no
answer may depend on it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

Tables = dict[str, tuple[dict[str, str], list[list[Any]]]]
Ask = Callable[[str], list[list[Any]]]
ZONE = "America/New_York"


def never_null(columns: dict[str, str], rows: list[list[Any]]) -> set[str]:
    """Columns in which no row has a null: declared so, where an engine treats them differently."""
    return {name for place, name in enumerate(columns) if all(row[place] is not None for row in rows)}


def ddl(columns: dict[str, str], types: dict[str, str]) -> str:
    return ", ".join(f"{name} {types.get(kind, kind)}" for name, kind in columns.items())


def python_value(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind.startswith("timestamp"):
        return datetime.fromisoformat(value)
    if kind == "date":
        return date.fromisoformat(value)
    return Decimal(value) if kind.startswith("decimal") else value


# -- ClickHouse, the engine itself -------------------------------------------------------------------------------------


def clickhouse(tables: Tables, folder: Path) -> Ask:
    from chdb import session

    here = session.Session(str(folder / "db"))
    here.query(f"set session_timezone = '{ZONE}'")
    here.query("set output_format_json_quote_denormals = 1")
    types = {
        "integer": "Int32",
        "timestamp": "DateTime64(3)",
        "timestamptz": "DateTime64(3, 'UTC')",
        "date": "Date32",
        "boolean": "Bool",
        "decimal(10,2)": "Decimal(10, 2)",
        "double precision": "Float64",
    }
    for name, (columns, rows) in tables.items():
        full = never_null(columns, rows)
        spelled = {
            column: kind if column in full else f"Nullable({kind})"
            for column, kind in ((c, types.get(k, "String")) for c, k in columns.items())
        }
        here.query(
            f"create table {name} ({', '.join(f'{c} {t}' for c, t in spelled.items())}) engine = MergeTree order by tuple()"
        )
        file = folder / f"{name}.jsonl"
        file.write_text("\n".join(json.dumps(dict(zip(columns, row, strict=True))) for row in rows))
        shape = ", ".join(f"{c} {t}" for c, t in spelled.items()).replace("'", "\\'")
        here.query(
            f"insert into {name} select * from file('{file}', JSONEachRow, '{shape}') "
            "settings date_time_input_format = 'best_effort'"
        )

    def ask(sql: str) -> list[list[Any]]:
        text = str(here.query(sql, "JSONCompact"))
        found: list[list[Any]] = json.loads(text)["data"] if text.strip() else []
        return found

    return ask


# -- MariaDB -----------------------------------------------------------------------------------------------------------


def mariadb(tables: Tables, folder: Path) -> Ask:
    import pymysql

    data, socket = folder / "data", folder / "my.sock"
    common = ["--no-defaults", f"--datadir={data}", "--user=root"]
    subprocess.run(
        ["mariadb-install-db", *common, "--auth-root-authentication-method=normal", "--skip-test-db"],
        check=True,
        capture_output=True,
    )
    server = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
    process = subprocess.Popen(
        [server, *common, f"--socket={socket}", "--skip-networking", f"--pid-file={folder / 'pid'}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    CLEAN_UP.append(process.kill)
    for _ in range(200):
        try:
            connection = pymysql.connect(unix_socket=str(socket), user="root", charset="utf8mb4", autocommit=True)
            break
        except pymysql.Error:
            time.sleep(0.05)
    else:
        raise RuntimeError("mariadbd did not start")
    # Text compares as the database's collation says; the other engines here compare it by its characters.
    cursor = connection.cursor()
    cursor.execute("create database shop character set utf8mb4 collate utf8mb4_nopad_bin")
    cursor.execute("use shop")
    cursor.execute("set time_zone = '-05:00', sql_mode = 'STRICT_TRANS_TABLES,ONLY_FULL_GROUP_BY'")
    types = {"timestamp": "datetime(3)", "timestamptz": "datetime(3)", "boolean": "boolean"}
    for name, (columns, rows) in tables.items():
        cursor.execute(f"create table {name} ({ddl(columns, types)})")
        kinds = list(columns.values())
        marks = ", ".join("%s" for _ in columns)
        cursor.executemany(
            f"insert into {name} values ({marks})",
            [[python_value(v, k) for v, k in zip(row, kinds, strict=True)] for row in rows],
        )

    def ask(sql: str) -> list[list[Any]]:
        cursor.execute(sql)
        return [list(row) for row in cursor.fetchall()]

    return ask


# -- Spark, in place of Databricks -------------------------------------------------------------------------------------


# A short life on few processors: one collector, quick compiling, and the classes of Spark's own jars are not proven.
JAVA = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"


def spark(tables: Tables, folder: Path) -> Ask:
    from pyspark.sql import SparkSession

    here = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.session.timeZone", ZONE)
        .config("spark.sql.warehouse.dir", str(folder / "spark"))
        .config("spark.driver.memory", "1g")
        # Two hundred small questions: compiling code for each, and planning anew at each stage, cost more than they give.
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.driver.extraJavaOptions", JAVA)
        .getOrCreate()
    )
    here.sparkContext.setLogLevel("OFF")
    CLEAN_UP.append(here.stop)
    types = {
        "integer": "INT",
        "timestamp": "TIMESTAMP_NTZ",
        "timestamptz": "TIMESTAMP",
        "double precision": "DOUBLE",
    }
    for name, (columns, rows) in tables.items():
        shape = ddl(columns, types).replace("varchar(20)", "STRING").replace("varchar(40)", "STRING")
        kinds = list(columns.values())
        values = [[python_value(v, k) for v, k in zip(row, kinds, strict=True)] for row in rows]
        here.createDataFrame(values, shape).coalesce(1).write.saveAsTable(name)

    def ask(sql: str) -> list[list[Any]]:
        return [list(row) for row in here.sql(sql).collect()]

    return ask


# -- Snowflake, as fakesnow imitates it --------------------------------------------------------------------------------


def snowflake(tables: Tables, folder: Path) -> Ask:
    import fakesnow
    import snowflake.connector

    patched = ExitStack()
    patched.enter_context(fakesnow.patch())
    CLEAN_UP.append(patched.close)
    connection = snowflake.connector.connect(database="shop", schema="main")
    CLEAN_UP.append(connection.close)
    cursor = connection.cursor()
    types = {"timestamp": "timestamp_ntz", "timestamptz": "timestamp_tz", "double precision": "double"}
    for name, (columns, rows) in tables.items():
        cursor.execute(f"create table {name} ({ddl(columns, types)})")
        marks = ", ".join("%s" for _ in columns)
        for row in rows:
            cursor.execute(f"insert into {name} values ({marks})", row)

    def ask(sql: str) -> list[list[Any]]:
        cursor.execute(sql)
        return [list(row) for row in cursor.fetchall()]

    return ask


# -- BigQuery, as bqemulator imitates it -------------------------------------------------------------------------------


def bigquery(tables: Tables, folder: Path) -> Ask:
    import socket

    from duckdb_extensions import import_extension
    from google.api_core.client_options import ClientOptions
    from google.auth.credentials import AnonymousCredentials
    from google.cloud import bigquery as big

    import_extension("spatial")
    ports = []
    for _ in range(2):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            ports.append(free.getsockname()[1])
    process = subprocess.Popen(
        [
            sys.executable,
            "-P",
            str(Path(__file__).parents[1] / "emulators" / "start_bqemulator.py"),
            "start",
            f"--rest-port={ports[0]}",
            f"--grpc-port={ports[1]}",
            "--project=shop",
        ],
        stdout=(folder / "bq.log").open("w"),
        stderr=subprocess.STDOUT,
        cwd=folder,
    )
    CLEAN_UP.append(process.kill)
    options = ClientOptions(api_endpoint=f"http://127.0.0.1:{ports[0]}")
    client = big.Client(project="shop", credentials=AnonymousCredentials(), client_options=options)
    for _ in range(300):
        try:
            client.create_dataset("main", exists_ok=True, retry=None, timeout=5)
            break
        except Exception:
            if process.poll() is not None:
                raise RuntimeError((folder / "bq.log").read_text()[-2000:]) from None
            time.sleep(0.1)
    types = {
        "integer": "INT64",
        "timestamp": "DATETIME",
        "timestamptz": "TIMESTAMP",
        "date": "DATE",
        "boolean": "BOOL",
        "decimal(10,2)": "NUMERIC",
        "double precision": "FLOAT64",
    }
    for name, (columns, rows) in tables.items():
        schema = [big.SchemaField(c, types.get(k, "STRING")) for c, k in columns.items()]
        table = client.create_table(big.Table(f"shop.main.{name}", schema=schema))
        records = [dict(zip(columns, row, strict=True)) for row in rows]
        problems = client.insert_rows_json(table, records)
        if problems:
            raise RuntimeError(str(problems))
    config = big.QueryJobConfig(default_dataset="shop.main")

    def ask(sql: str) -> list[list[Any]]:
        return [list(row.values()) for row in client.query(sql, job_config=config).result()]

    return ask


# -- the loop ----------------------------------------------------------------------------------------------------------

CLEAN_UP: list[Callable[[], Any]] = []
ENGINES = {
    "clickhouse": clickhouse,
    "mariadb": mariadb,
    "spark": spark,
    "snowflake": snowflake,
    "bigquery": bigquery,
}


def plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return value


def main(engine: str) -> None:
    """Serve one engine until the input ends."""
    wire = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # engines print to standard output as they please
    folder = Path(tempfile.mkdtemp(prefix=f"lunara-{engine}-"))
    ask: Ask | None = None
    try:
        for line in sys.stdin:
            request = json.loads(line)
            try:
                if "tables" in request:
                    ask = ENGINES[engine](request["tables"], folder)
                    answer: dict[str, Any] = {"rows": []}
                elif ask is not None:
                    answer = {"rows": [[plain(cell) for cell in row] for row in ask(request["sql"])]}
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"[:1500]}
            wire.write(json.dumps(answer) + "\n")
            wire.flush()
    finally:
        for action in reversed(CLEAN_UP):
            action()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
