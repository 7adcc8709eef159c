"""Starts the imitation of Athena in the Python of its lane, and looks at it from outside."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

from tests.lanes import ROOT

REGION = "eu-central-1"
RESULTS = "s3://results/lunara/"


class AthenaServer:
    """The server's process. Tables are made in DuckDB and then told to Glue, as a crawler does."""

    def __init__(self, python: Path) -> None:
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
        self._process = subprocess.Popen(
            [str(python), "-m", "tests.emulators.athena_server"],
            cwd=ROOT,
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        assert said.strip(), "the imitation of Athena did not start"
        self.port = int(said)
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.aws("s3").create_bucket(Bucket="results", CreateBucketConfiguration={"LocationConstraint": REGION})

    def own(self, path: str, given: Any = None) -> Any:
        """The server's own calls."""
        body = json.dumps(given).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{self.endpoint}/emulator/{path}", body)) as answer:
            return json.load(answer)

    def sql(self, *statements: str) -> list[list[list[str]]]:
        """Run statements in DuckDB; rows of texts for each."""
        found: list[list[list[str]]] = self.own("sql", statements)
        return found

    def aws(self, service: str, key: str = "AKIAWRITER") -> Any:
        """A client of it, for an account."""
        import boto3

        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id=key,
            aws_secret_access_key="sesame",
        )

    def crawl(self, database: str) -> None:
        """Tell Glue of the tables of that schema. A column whose comment is 'partition' is one of the partitions."""
        glue = self.aws("glue")
        glue.create_database(DatabaseInput={"Name": database})
        columns = self.sql(
            "select table_name, column_name, lower(data_type), coalesce(column_comment, '') from information_schema.columns"
            f" where table_schema = '{database}' order by table_name, ordinal_position",
        )[0]
        tables = self.sql(
            "select t.table_name, t.table_type, coalesce(d.comment, '') from information_schema.tables t left join"
            " duckdb_tables() d on d.schema_name = t.table_schema and d.table_name = t.table_name"
            f" where t.table_schema = '{database}'",
        )[0]
        for name, kind, comment in tables:
            own = [(column, as_hive(said), note) for table, column, said, note in columns if table == name]
            view = kind == "VIEW"
            rows = (
                ""
                if view
                else self.sql(f'select count(*) from {database}."{name.replace(chr(34), chr(34) * 2)}"')[0][0][0]
            )
            glue.create_table(
                DatabaseName=database,
                TableInput={
                    "Name": name,
                    "TableType": "VIRTUAL_VIEW" if view else "EXTERNAL_TABLE",
                    "Description": comment,
                    "Parameters": {} if view else {"numRows": rows},
                    "StorageDescriptor": {
                        "Location": "" if view else f"s3://data/{database}/{name}/",
                        "Columns": [{"Name": c, "Type": t, "Comment": n} for c, t, n in own if n != "partition"],
                    },
                    "PartitionKeys": [{"Name": c, "Type": t} for c, t, n in own if n == "partition"],
                },
            )

    def kill(self) -> None:
        """End it without a word."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()


def as_hive(kind: str) -> str:
    """Glue's name of a type that DuckDB names."""
    return {"varchar": "string", "integer": "int", "blob": "binary"}.get(kind, kind)
