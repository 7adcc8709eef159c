"""Results of any length on stdout: csv and arrow are written while they are read."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from lunara.cli.command import limits_of
from lunara.cli.output import chosen_format, print_batches
from lunara.cli.sources import record_of
from lunara.errors import InvalidInput

if TYPE_CHECKING:
    from lunara.connect.run import Limits
    from lunara.connect.warehouse import Warehouse
    from lunara.guard import ReadOnlySql

ALL_SECONDS = 3600.0


def add_all(parser: argparse.ArgumentParser) -> None:
    """`--all`."""
    parser.add_argument(
        "--all", action="store_true", help="csv, arrow: every row, in an hour at most unless --timeout says another"
    )


def streamed_limits(arguments: argparse.Namespace) -> tuple[Limits, bool]:
    """What the statement may use, and whether its result is written while it is read. Raises InvalidInput."""
    limits, streams = limits_of(arguments), chosen_format(arguments) in ("csv", "arrow") and arguments.batch is None
    if not arguments.all:
        return limits, streams
    if not streams:
        raise InvalidInput(
            "--all is for results that are written while they are read.",
            "Give --format csv or --format arrow, and no --batch.",
            code="usage",
        )
    if arguments.max_rows is not None:
        raise InvalidInput("--all and --max-rows exclude each other.", "Give one of them.", code="usage")
    seconds = ALL_SECONDS if arguments.timeout is None else limits.seconds
    return replace(limits, rows=sys.maxsize, bytes=sys.maxsize, seconds=seconds), True


def print_streamed(kind: str, warehouse: Warehouse, sql: ReadOnlySql, limits: Limits) -> int:
    """Run the statement and write its rows as they come; a cut is told on stderr. Returns the exit code."""
    from lunara.connect.streaming import stream_batches

    with stream_batches(warehouse, sql, limits=limits, record=record_of(warehouse)) as stream:
        print_batches(kind, stream)
    if stream.truncated:
        print(f"The result was cut after {stream.rows:,} rows. --all writes every row.", file=sys.stderr)
    return 0
