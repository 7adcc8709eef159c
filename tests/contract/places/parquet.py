"""Parquet files on a web server; keys and odd table names do not come with them."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from datetime import datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from tests.contract.places import ODD_NAMES, Place, Resources
from tests.emulators.web import web_server


def make(resources: Resources) -> Place:
    """See the module."""
    folder, stack = resources.folder, ExitStack()
    money, moment = pa.decimal128(12, 2), pa.timestamp("us")
    tables = {
        "parent": pa.table({"id": [1, 2], "code": ["a", "b"], "name": ["Ann", "Bob"]}),
        "child": pa.table(
            {
                "id": pa.array([1, 2, 3], pa.int32()),
                "parent_id": pa.array([1, 1, None], pa.int32()),
                "amount": pa.array([Decimal("12.34"), Decimal("0.10"), None], money),
                "big": pa.array([9007199254740993, -9223372036854775807, None], pa.int64()),
                "made_at": pa.array(
                    [datetime(2024, 2, 29, 13, 14, 15), datetime(1999, 12, 31, 23, 59, 59), None], moment
                ),
                "note": ["<b>é</b>", None, ""],
            }
        ),
        "nothing_in_it": pa.table(
            {"id": pa.array([], pa.int32()), "amount": pa.array([], money), "note": pa.array([], pa.string())}
        ),
        "odd": pa.table({name: [7] for name in ODD_NAMES}),
        "wide": pa.table({f"c{number}": [1] for number in range(1500)}),
        "numbers": pa.table({"n": range(60000)}),
    }
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    (folder / "junk.parquet").write_text("this is no Parquet " * 500)
    server = stack.enter_context(web_server(folder))

    def place_of(*names: str, host: str = "") -> dict[str, str]:
        return {"tables": "\n".join(f"{name} = {host or server.url}/{name}.parquet" for name in names)}

    def checksum() -> str:
        return hashlib.sha256(b"".join(p.read_bytes() for p in sorted(folder.glob("*")))).hexdigest()

    return Place(
        "parquet",
        "main",
        place_of(*tables),
        {},
        (place_of("parent"), {}),
        checksum,
        "select count(*) from numbers a, numbers b, numbers c where a.n * b.n + c.n = 17",
        {
            "file_missing": (place_of("nope"), {}),
            "not_a_database": (place_of("junk"), {}),
            "host_unknown": (place_of("parent", host="https://no-such-host.invalid"), {}),
            "refused": (place_of("parent", host="http://127.0.0.1:1"), {}),
            "host_not_allowed": (place_of("parent", host="http://169.254.169.254"), {}),
        },
        has_keys=False,
        lacks={
            "check_says_that_there_are_no_tables": "its tables are named when it is connected",
        },
        close=stack.close,
    )
