"""Datasets on the bqemulator, behind a stub that signs in and answers for what the emulator has not."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import ExitStack

from tests.contract.network import Network
from tests.contract.places import LONG_NAME, Form, Place, Resources, quoted, wide
from tests.emulators.bigquery_rest import PROJECT, bigquery_rest
from tests.emulators.bigquery_storage import bigquery_storage
from tests.emulators.bqemulator import Emulator, emulator

# Letters and digits of any language, blanks and some signs: BigQuery's own rule.
ODD = ("two words", "größe", "select", "per%cent", LONG_NAME)
TABLES = ("parent", "child", "nothing_in_it", "odd_table", "numbers", "wide")
# Statements that take long, or whose results are large: those of the table `numbers`, and long texts.
LARGE = re.compile(r"\bnumbers\b|repeat\(", re.IGNORECASE)
# What the emulator's catalog has not, as tables of the dataset `lacking`, which the stub leads to.
LACKING = {
    "__TABLES__": "table_id string, row_count int64",
    "TABLE_CONSTRAINTS": "table_name string, constraint_name string, constraint_type string",
    "KEY_COLUMN_USAGE": (
        "constraint_name string, column_name string, ordinal_position int64, position_in_unique_constraint int64"
    ),
    "CONSTRAINT_COLUMN_USAGE": "constraint_name string, table_catalog string, table_schema string, table_name string",
    "COLUMN_FIELD_PATHS": "table_name string, column_name string, field_path string, description string",
}


def make(resources: Resources) -> Place:
    """See the module."""
    stack = ExitStack()
    lane = resources.lane("bigquery")
    behind = stack.enter_context(emulator(lane.engine_python, resources.folder, PROJECT))
    stub = stack.enter_context(bigquery_rest(behind.url))
    stub.lacking = lambda dataset, view: view in LACKING
    # The emulator computes all of a result before it answers the call that begins it, and its Storage Read API does not find it.
    stub.own = lambda text: LARGE.search(text) is not None
    stub.engine.connection.execute("create table numbers as select range::bigint n from range(60000)")
    stub.storage = stack.enter_context(bigquery_storage(stub.long, behind.storage.removeprefix("http://")))
    for name in ("main", "nothing", "lacking"):
        behind.make_dataset(name)
    fill(behind)
    config = {
        "project": PROJECT,
        "datasets": "main",
        "endpoint": stub.url,
        "storage_endpoint": stub.storage,
    }
    secrets = {"key_json": stub.key()}

    def shown(table: str) -> str:
        return "count(*), sum(n), sum(n * n)" if table == "numbers" else "*"

    def checksum() -> str:
        rows = [(name, sorted(map(repr, behind.run(f"select {shown(name)} from {name}", "main")))) for name in TABLES]
        listed = behind.call("GET", "/datasets/main/tables?maxResults=1000")
        names = sorted(one["tableReference"]["tableId"] for one in listed.get("tables") or [])
        return hashlib.sha256(repr((rows, names)).encode()).hexdigest()

    def by_way_of(network: Network) -> Form:
        rest, storage = (
            f"http://127.0.0.1:{network.way_to('127.0.0.1', int(url.rpartition(':')[2]))}"
            for url in (stub.url, stub.storage)
        )
        return (
            {**config, "endpoint": rest, "storage_endpoint": storage},
            {"key_json": stub.key(token_uri=f"{rest}/token")},
        )

    return Place(
        "bigquery",
        "main",
        config,
        secrets,
        ({**config, "datasets": "nothing"}, secrets),
        checksum,
        "select count(*) from numbers a, numbers b, numbers c where a.n * b.n + c.n = 17",
        {
            "host_unknown": ({**config, "endpoint": "https://no-such-host.invalid"}, {"key_json": _googles(secrets)}),
            "refused": ({**config, "endpoint": "http://127.0.0.1:1"}, secrets),
            "database_missing": ({**config, "datasets": "no_such_dataset"}, secrets),
            "host_not_allowed": ({**config, "endpoint": "https://169.254.169.254"}, {"key_json": _googles(secrets)}),
        },
        running=lambda: stub.engine.running,
        drop_connections=stub.drop_connections,
        by_way_of=by_way_of,
        polls=True,
        has_unique_keys=False,
        widest=300,
        odd_names=ODD,
        lacks={
            "a_connection_lost_while_it_runs_is_said": "a job goes on without the line; shown in test_bigquery.py",
            "a_line_that_breaks_in_the_middle_of_a_result_is_said_and_not_tried_again": "it is taken up where it broke",
            "a_changed_password_stops_new_connections_in_words_and_open_ones_go_on": (
                "a key is made anew and the old one revoked; shown in test_bigquery.py"
            ),
            "check_warns_of_an_account_that_can_write": "it has no permissions; shown in test_bigquery.py",
        },
        close=stack.close,
        speaks="http",
    )


def _googles(secrets: dict[str, str]) -> str:
    """The same key as Google writes it: its tokens come from Google."""
    return json.dumps({**json.loads(secrets["key_json"]), "token_uri": "https://oauth2.googleapis.com/token"})


def make_lacking(behind: Emulator, dataset: str) -> None:
    """What the catalog of `dataset` has beside what the emulator knows, with nothing in it."""
    for view, columns in LACKING.items():
        behind.run(f"create table lacking.{dataset}_{view} ({columns})")


def fill(behind: Emulator) -> None:
    """The contract's tables and rows."""
    odd = ", ".join(f"{quoted(name, '`')} int64" for name in ODD)
    for statement in (
        "create table parent (id int64 not null, code string, name string not null)",
        "create table child (id int64 not null, parent_id int64, amount numeric(12, 2) options(description='in euro'), big int64,"
        " made_at datetime, note string) options(description='the kids')",
        "insert into parent values (1, 'a', 'Ann'), (2, 'b', 'Bob')",
        "insert into child values (1, 1, 12.34, 9007199254740993, '2024-02-29 13:14:15', '<b>é</b>'),"
        " (2, 1, 0.10, -9223372036854775807, '1999-12-31 23:59:59', null), (3, null, null, null, null, '')",
        "create table nothing_in_it (id int64, amount numeric, note string)",
        f"create table odd_table ({odd})",
        f"insert into odd_table values ({', '.join('7' for _ in ODD)})",
        # The emulator writes its whole catalog into each statement that asks for it, and is slow with more.
        wide(300).replace(" integer", " int64"),
        "create view both_of_them as select p.name, c.amount from parent p join child c on c.parent_id = p.id",
        "create table numbers (n int64)",
        "insert into numbers select * from unnest(generate_array(0, 59999))",
    ):
        behind.run(statement, "main")
    for dataset in ("main", "nothing"):
        make_lacking(behind, dataset)
    rows = {
        "__TABLES__": "('parent', 2), ('child', 3), ('nothing_in_it', 0), ('odd_table', 1), ('numbers', 60000), ('wide', 0)",
        "TABLE_CONSTRAINTS": "('parent', 'parent.pk$', 'PRIMARY KEY'), ('child', 'child.pk$', 'PRIMARY KEY'),"
        " ('child', 'child.fk$1', 'FOREIGN KEY')",
        "KEY_COLUMN_USAGE": "('parent.pk$', 'id', 1, null), ('child.pk$', 'id', 1, null), ('child.fk$1', 'parent_id', 1, 1)",
        "CONSTRAINT_COLUMN_USAGE": f"('child.fk$1', '{PROJECT}', 'main', 'parent')",
        "COLUMN_FIELD_PATHS": "('child', 'amount', 'amount', 'in euro')",
    }
    for view, values in rows.items():
        behind.run(f"insert into lacking.main_{view} values {values}")
