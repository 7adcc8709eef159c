"""chdb, which is ClickHouse itself, behind an imitation of its HTTP interface: see tests/emulators/clickhouse.py."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.contract.places import ODD_NAMES, Place, Resources, quoted, wide

EMULATOR = Path(__file__).parents[2] / "emulators" / "clickhouse.py"
USERS: dict[str, Any] = {
    "admin": {"password": "admin-of-the-tests", "grants": ["GRANT ALL ON *.*"]},
    "reader": {"password": "sesame", "grants": ["GRANT SHOW, SELECT(id, name), SELECT ON `default`.*"]},
    "profiled": {"password": "sesame", "settings": {"readonly": "2"}, "grants": ["GRANT SELECT, INSERT, URL ON *.*"]},
    "cut": {
        "password": "sesame",
        "settings": {"max_result_rows": "100", "max_block_size": "10", "result_overflow_mode": "break", "limit": "5"},
        "grants": ["GRANT SELECT ON `default`.*"],
    },
    "rough": {
        "password": "sesame",
        "settings": {
            "count_distinct_implementation": "uniqHLL12",
            "transform_null_in": "1",
            "empty_result_for_aggregation_by_empty_set": "1",
            "join_use_nulls": "0",
            "group_by_overflow_mode": "any",
            "max_rows_to_group_by": "150000",
        },
        "grants": ["GRANT SELECT ON `default`.*"],
    },
    "locked": {"password": "sesame", "settings": {"readonly": "1"}, "grants": ["GRANT SELECT ON `default`.*"]},
    "writer": {
        "password": "sesame",
        "grants": ["GRANT SELECT ON *.*", "GRANT INSERT, ALTER UPDATE ON `default`.*"],
    },
}


@dataclass
class Server:
    """The emulator's process."""

    process: subprocess.Popen[str]
    port: int

    def execute(self, statement: str) -> str:
        """Run a statement as the account that may do all."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/?default_format=TabSeparated", statement.encode(), method="POST"
        )
        request.add_header("Authorization", "Basic " + base64.b64encode(b"admin:admin-of-the-tests").decode())
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from None

    def control(self, path: str) -> str:
        """What the emulator tells of itself."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=10) as answer:
            return str(answer.read().decode())

    def close(self) -> None:
        """End it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(python: Path, folder: Path, zone: str = "UTC") -> Server:
    """A server with nothing in it, whose own time zone is `zone`."""
    process = subprocess.Popen(
        [str(python), str(EMULATOR), str(folder / "data"), json.dumps(USERS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "TZ": zone},
    )
    assert process.stdout is not None
    return Server(process, int(process.stdout.readline()))


def make(resources: Resources) -> Place:
    """See the module."""
    server = start(resources.lane("clickhouse").engine_python, resources.folder)
    odd = quoted("odd " + ODD_NAMES[0], "`")
    columns = ", ".join("`" + name.replace("\\", "\\\\") + "` Int32" for name in ODD_NAMES)
    for statement in (
        "create database hollow",
        "create table parent (id Int32, code Nullable(String), name String) engine = MergeTree order by id",
        "create table child (id Int32, parent_id Nullable(Int32), amount Nullable(Decimal(12, 2)) comment 'in euro',"
        " big Nullable(Int64), made_at Nullable(DateTime), note Nullable(String)) engine = MergeTree"
        " partition by intDiv(id, 10) order by id comment 'the kids'",
        "insert into parent values (1, 'a', 'Ann'), (2, 'b', 'Bob')",
        "insert into child values (1, 1, 12.34, 9007199254740993, '2024-02-29 13:14:15', '<b>é</b>'),"
        " (2, 1, 0.10, -9223372036854775807, '1999-12-31 23:59:59', null), (3, null, null, null, null, '')",
        "create table nothing_in_it (id Int32, amount Decimal(12, 2), note String) engine = MergeTree order by id",
        f"create table {odd} ({columns}) engine = MergeTree order by tuple()",
        f"insert into {odd} values ({', '.join('7' for _ in ODD_NAMES)})",
        wide(1500).replace(" integer", " Int32") + " engine = MergeTree order by tuple()",
        "create view both_of_them as select p.name, c.amount from parent p join child c on c.parent_id = p.id",
        "create table numbers (n Int32) engine = MergeTree order by n",
        "insert into numbers select number from system.numbers limit 60000",
        "create table slices (n Int32) engine = Memory",
        "insert into slices select number from system.numbers limit 60000 settings max_block_size = 200,"
        " min_insert_block_size_rows = 0, min_insert_block_size_bytes = 0",
    ):
        server.execute(statement)
    config = {"host": "127.0.0.1", "port": str(server.port), "user": "reader", "sslmode": "disable"}
    secrets = {"password": "sesame"}

    def checksum() -> str:
        tables = server.execute("select name from system.tables where database = 'default' order by name").split("\n")
        shown = [server.execute(f"select * from `{t}` order by all") for t in tables if t and "odd" not in t]
        columns = server.execute(
            "select table, name, type from system.columns where database = 'default' order by 1, 2"
        )
        return hashlib.sha256(repr((tables, shown, columns)).encode()).hexdigest()

    def drop_connections() -> None:
        server.control("_drop")

    return Place(
        "clickhouse",
        "default",
        config,
        secrets,
        ({**config, "database": "hollow"}, secrets),
        checksum,
        "select count(*) from numbers a, numbers b, numbers c where a.n * b.n + c.n = 17",
        {
            "host_unknown": ({**config, "host": "no-such-host.invalid"}, secrets),
            "refused": ({**config, "port": "1"}, secrets),
            "password_wrong": (config, {"password": "guess"}),
            "database_missing": ({**config, "database": "no_such_database"}, secrets),
            "host_not_allowed": ({**config, "host": "169.254.169.254"}, secrets),
            "encryption": ({**config, "sslmode": "verify-full"}, secrets),
        },
        ({**config, "user": "writer"}, secrets),
        lambda: int(server.control("_running")),
        drop_connections,
        has_keys=False,
        # The engine looks while it works whether the client is still there, which a request asks for.
        looks_for_us=1,
        in_slices="slices",
        cell_of=lambda n: (
            f"substring(arrayStringConcat(arrayWithConstant({-(-n // 50_000)}, repeat('x', 50_000))), 1, {n})"
        ),
        lacks={
            "a_changed_password_stops_new_connections_in_words_and_open_ones_go_on": "each request signs in: see"
            " test_a_changed_password_is_said_at_the_next_statement"
        },
        close=server.close,
        speaks="http",
    )
