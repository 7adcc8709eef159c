"""A database of Glue and a workgroup on an imitation of Athena."""

from __future__ import annotations

import hashlib

from tests.contract.network import Network
from tests.contract.places import Form, Place, Resources, quoted, script
from tests.emulators.athena import REGION, RESULTS, AthenaServer


def fill(server: AthenaServer) -> None:
    """The contract's tables, and a database that has none."""
    made = [f"use shop; {statement}" for statement in script("decimal(12,2)", "varchar", "timestamp")]
    server.sql(
        "create schema shop", "create schema empty", *made, "insert into shop.numbers select range from range(60000)"
    )
    server.crawl("shop")
    server.crawl("empty")
    server.aws("athena").create_work_group(
        Name="reading",
        Configuration={"BytesScannedCutoffPerQuery": 100_000_000_000, "EnforceWorkGroupConfiguration": False},
    )


def checksum(server: AthenaServer) -> str:
    """Of all rows and columns."""
    names = [
        name
        for (name,) in server.sql("select table_name from information_schema.tables where table_schema = 'shop'")[0]
    ]
    rows = server.sql(*(f"select count(*), sum(hash(t)) from shop.{quoted(name)} as t" for name in sorted(names)))
    columns = server.sql("select table_schema, table_name, column_name from information_schema.columns order by all")
    return hashlib.sha256(repr((sorted(names), rows, columns)).encode()).hexdigest()


def make(resources: Resources) -> Place:
    """See the module."""
    server = AthenaServer(resources.lane("athena").engine_python)
    fill(server)
    config = {
        "region": REGION,
        "workgroup": "reading",
        "database": "shop",
        "output_location": RESULTS,
        "access_key": "AKIAREADER",
        "endpoint": server.endpoint,
    }
    secrets = {"secret_key": "sesame"}

    def by_way_of(network: Network) -> Form:
        return {**config, "endpoint": f"http://127.0.0.1:{network.way_to('127.0.0.1', server.port)}"}, secrets

    return Place(
        "athena",
        "shop",
        config,
        secrets,
        ({**config, "database": "empty"}, secrets),
        lambda: checksum(server),
        "select count(*) from numbers a, numbers b, numbers c where cast(a.n as bigint) * b.n + c.n = 17",
        {
            "host_unknown": ({**config, "endpoint": "http://no-such-host.invalid"}, secrets),
            "refused": ({**config, "endpoint": "http://127.0.0.1:1"}, secrets),
            "password_wrong": ({**config, "access_key": "AKIAGUESS"}, {"secret_key": "guess"}),
            "database_missing": ({**config, "database": "no_such_database"}, secrets),
            "host_not_allowed": ({**config, "endpoint": "http://169.254.169.254"}, secrets),
        },
        ({**config, "access_key": "AKIAWRITER"}, secrets),
        lambda: int(server.own("running")),
        by_way_of=by_way_of,
        has_keys=False,
        polls=True,
        # Rows that are long enough for the first part of a file to be there soon.
        pairs="select a.n as a, b.n as b, rpad('x', 1000, 'x') as filler from numbers a, numbers b",
        cell_of="rpad('x', {}, 'x')".format,
        lacks={
            "a_line_that_breaks_between_two_requests_loses_no_row": (
                "its rows come as one file over one line; test_athena.py breaks it between two looks at the run"
            ),
            "what_a_killed_app_was_asking_ends_in_the_engine": (
                "Athena has no time limit of a statement's own; its quota (30 minutes) and the workgroup's limit of bytes remain"
            ),
        },
        remedy=("Allow", "athena:StartQueryExecution"),
        close=server.close,
        speaks="http",
    )
