"""A DuckDB file behind an imitation of MotherDuck's Postgres endpoint."""

from __future__ import annotations

from contextlib import ExitStack
from unittest import mock

import duckdb

from lunara.connect import motherduck as kind_file
from tests.contract.places import Place, Resources, file_sum, script
from tests.emulators.motherduck import Endpoint, motherduck


def make(resources: Resources) -> Place:
    """See the module."""
    path, empty = resources.folder / "data.duckdb", resources.folder / "empty.duckdb"
    with duckdb.connect(str(path)) as connection:
        for statement in script("decimal(12,2)", "varchar", "timestamp"):
            connection.execute(statement)
        connection.execute("insert into numbers select range from range(60000)")
        connection.execute("comment on table child is 'the kids'")
        connection.execute("comment on column child.amount is 'in euro'")
    duckdb.connect(str(empty)).close()
    stack = ExitStack()
    endpoints: dict[str, Endpoint] = {
        "us-east-1-aws": stack.enter_context(motherduck(path, "sesame")),
        "eu-central-1-aws": stack.enter_context(motherduck(empty, "sesame")),
    }
    real = kind_file.server_of

    def server_of(region: str) -> tuple[str, int, dict[str, str]]:
        if region == "nowhere-1-aws":
            return "127.0.0.1", 1, {"sslmode": "disable"}
        if region not in endpoints:
            host, port, _ = real(region)
            return host, port, {"sslmode": "disable"}
        return "127.0.0.1", endpoints[region].port, {"sslmode": "disable"}

    stack.enter_context(mock.patch.object(kind_file, "server_of", server_of))
    here = endpoints["us-east-1-aws"]
    config, secrets = {"database": "my_db", "region": "us-east-1-aws"}, {"token": "sesame"}
    return Place(
        "motherduck",
        "main",
        config,
        secrets,
        ({**config, "region": "eu-central-1-aws"}, secrets),
        lambda: file_sum(path),
        "select count(*) from numbers a, numbers b, numbers c where a.n * b.n + c.n = 17",
        {
            "password_wrong": (config, {"token": "guess"}),
            "database_missing": ({**config, "database": "no_such_database"}, secrets),
            "refused": ({**config, "region": "nowhere-1-aws"}, secrets),
        },
        running=lambda: len(here.working),
        drop_connections=here.drop_connections,
        reached_by_others=False,
        lacks={
            "check_says_what_works": "whether a token can write is not told by the endpoint; check() says so",
        },
        close=stack.close,
    )
