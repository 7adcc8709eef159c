"""A database on a real Spark Connect server. Spark's own catalog keeps neither keys nor accounts."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack

from tests.contract.places import ODD_NAMES, Place, Resources, quoted
from tests.contract.spark_server import FORGOTTEN_SECONDS, TOKEN, spark_server


def make(resources: Resources) -> Place:
    """See the module."""
    stack = ExitStack()
    server = stack.enter_context(spark_server(resources.lane("spark"), resources.folder))
    odd = ", ".join(f"{quoted(name, '`')} int" for name in ODD_NAMES)
    wide = ", ".join(f"c{number} int" for number in range(1500))
    try:
        server.execute(
            "create database nothing",
            "create table parent (id int, code string, name string) using parquet",
            "create table child (id int, parent_id int, amount decimal(12,2) comment 'in euro', big bigint,"
            " made_at timestamp_ntz, note string) using parquet comment 'the kids'",
            "insert into parent values (1, 'a', 'Ann'), (2, 'b', 'Bob')",
            "insert into child values (1, 1, 12.34, 9007199254740993, timestamp_ntz'2024-02-29 13:14:15', '<b>é</b>'),"
            " (2, 1, 0.10, -9223372036854775807, timestamp_ntz'1999-12-31 23:59:59', null), (3, null, null, null, null, '')",
            "create table nothing_in_it (id int, amount decimal(12,2), note string) using parquet",
            f"create table odd_one ({odd}) using parquet",
            f"insert into odd_one values ({', '.join('7' for _ in ODD_NAMES)})",
            f"create table wide ({wide}) using parquet",
            "create table numbers using parquet as select cast(id as int) as n from range(0, 60000, 1, 1)",
            "create view both_of_them as select p.name, c.amount from parent p join child c on c.parent_id = p.id",
            "analyze table child compute statistics",
        )
    except BaseException:
        stack.close()
        raise
    config = {
        "host": "127.0.0.1",
        "port": str(server.port),
        "sslmode": "disable",
        "user": "reader",
        "database": "default",
    }
    secrets = {"token": TOKEN}

    def checksum() -> str:
        names = server.execute("show schemas")
        files = sorted((str(f), f.stat().st_size) for f in (server.folder / "warehouse").rglob("*") if f.is_file())
        told = server.execute("show table extended in default like '*'")
        return hashlib.sha256(repr((names, files, told)).encode()).hexdigest()

    return Place(
        "spark",
        "default",
        config,
        secrets,
        ({**config, "database": "nothing"}, secrets),
        checksum,
        # One stage, begun when the engine tells of it: where a join's first stage ends while the statement is interrupted,
        # Spark's adaptive execution begins the next one all the same, which nothing in its protocol reaches any more.
        "select count(*) from numbers a lateral view explode(sequence(1, 60000)) t as k where bigint(a.n) * k + a.n = -17",
        {
            "host_unknown": ({**config, "host": "no-such-host.invalid"}, secrets),
            "refused": ({**config, "port": "1"}, secrets),
            "password_wrong": (config, {"token": "guess"}),
            "host_not_allowed": ({**config, "host": "169.254.169.254"}, secrets),
            "encryption": ({**config, "sslmode": "verify-full"}, secrets),
        },
        None,
        server.running,
        lambda: server.end_sessions("reader"),
        looks_for_us=FORGOTTEN_SECONDS,
        # Spark gives no row of a partition before it has made them all.
        pairs="select -1 as a, -1 as b union all select a.n, b.n from numbers a, numbers b",
        lacks={
            "rows_of_long_texts_are_cut_by_bytes_in_bounded_memory": "two thousand megabytes are more than the server has, which"
            " makes a partition whole; test_spark.py cuts a hundred",
            "the_catalog_tells_keys_views_and_comments": "Spark's own catalog keeps no keys; test_spark.py has the rest",
        },
        close=stack.close,
    )
