"""What a command of the command line is, and the arguments that several of them share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lunara.errors import InvalidInput

if TYPE_CHECKING:
    from lunara.connect.run import Limits
    from lunara.semantic.compiled import Clock
    from lunara.settings import Settings


@dataclass(frozen=True)
class Command:
    """`configure` adds the arguments to its parser, `run` does the work and returns the exit code."""

    name: str
    help: str
    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def add_format(parser: argparse.ArgumentParser, *choices: str) -> None:
    """`--format`; json when stdout is not a terminal, the first of `choices` that suits a reader otherwise."""
    parser.add_argument("--format", choices=choices, help="how to print (json when the output is not a terminal)")


def add_batch(parser: argparse.ArgumentParser) -> None:
    """`--batch`."""
    parser.add_argument(
        "--batch", metavar="FILE.jsonl", help="one request object a line, one result object a line; - is stdin"
    )


def add_clock(parser: argparse.ArgumentParser) -> None:
    """`--today` and `--timezone`."""
    parser.add_argument("--today", metavar="YYYY-MM-DD", help="what “today” means in the question (default: now)")
    parser.add_argument("--timezone", default="UTC", help="time zone of the organization (default: UTC)")


def add_limits(parser: argparse.ArgumentParser) -> None:
    """`--max-rows` and `--timeout`."""
    parser.add_argument("--max-rows", type=int, metavar="N", help="cut the result after N rows")
    parser.add_argument("--timeout", type=float, metavar="SECONDS", help="stop the statement after this long")


def settings() -> Settings:
    """The process's settings."""
    from lunara.settings import load_settings

    return load_settings()


def clock_of(arguments: argparse.Namespace) -> Clock:
    """The clock that the arguments ask for. Raises InvalidInput for a date or a time zone that does not exist."""
    from zoneinfo import ZoneInfo

    from lunara.semantic.compiled import Clock

    try:
        ZoneInfo(arguments.timezone)
    except (ValueError, OSError, LookupError):
        raise InvalidInput(
            f"{arguments.timezone!r} is not a time zone.", "Write it like Europe/Berlin or UTC."
        ) from None
    if arguments.today is None:
        return Clock.now(arguments.timezone)
    try:
        return Clock(date.fromisoformat(arguments.today), arguments.timezone)
    except ValueError:
        raise InvalidInput(f"{arguments.today!r} is not a date.", "Write --today like 2026-03-31.") from None


def limits_of(arguments: argparse.Namespace) -> Limits:
    """Limits by the arguments, else by the settings. Raises InvalidInput for numbers that are not above zero."""
    from lunara.connect.run import Limits

    own = settings()
    rows = own.query_max_rows if arguments.max_rows is None else arguments.max_rows
    seconds = own.query_timeout_seconds if arguments.timeout is None else arguments.timeout
    if rows < 1 or not seconds > 0:
        raise InvalidInput("A limit must be above zero.", "Give --max-rows and --timeout positive numbers.")
    return Limits(rows=rows, bytes=own.query_max_bytes, seconds=seconds, slots=own.query_slots)
