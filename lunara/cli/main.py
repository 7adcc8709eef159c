"""`lunara`: what the pages do, without a browser. Parses, runs one command, turns errors into JSON and exit codes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from lunara import __version__
from lunara.cli import (
    asking,
    building,
    checking,
    converting,
    enriching,
    evaluating,
    explaining,
    modelling,
    moving,
    querying,
    sources,
    starting,
)
from lunara.cli.command import Command, settings
from lunara.cli.output import complain, error_json, use_utf8
from lunara.errors import InvalidInput, LunaraError
from lunara.guard import allow_functions

COMMANDS: tuple[Command, ...] = (
    starting.DEMO,
    sources.CATALOG,
    modelling.DRAFT,
    enriching.ENRICH,
    checking.CHECK,
    querying.COMPILE,
    querying.QUERY,
    querying.SQL,
    asking.CONTEXT,
    asking.ASK,
    explaining.WHY,
    evaluating.EVALUATE,
    building.BUILD,
    querying.GUARD,
    converting.CONVERT,
    moving.EXPORT,
    moving.IMPORT,
    starting.SERVE,
)
INTERRUPTED, PIPE_CLOSED = 130, 141


class _Parser(argparse.ArgumentParser):
    """Usage errors are errors like all others: one JSON object on stderr, exit code 2."""

    def error(self, message: str) -> NoReturn:
        raise InvalidInput(f"{message[:1].upper()}{message[1:]}.", f"See: {self.prog} --help", code="usage")


class _CommandParser(_Parser):
    """A command's arguments may come in any order: `lunara sql SOURCE --model MODEL SQL`."""

    _intermixing = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse, options between positional arguments allowed."""
        if self._intermixing:
            return super().parse_known_args(args, namespace)
        self._intermixing = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._intermixing = False


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 a bug, 2 usage, 3 refused, 4 no connection, 5 warehouse failed."""
    use_utf8()
    try:
        arguments = _parser().parse_args(argv)
        command: Command | None = getattr(arguments, "command", None)
        if command is None:
            _parser().print_help()
            return 0
        allow_functions(settings().allowed_functions)
        code = command.run(arguments)
        sys.stdout.flush()
        return code
    except LunaraError as error:
        complain(error_json(error))
        return error.exit_code
    except SystemExit as ended:
        # argparse ends the process after --help and --version.
        return ended.code if isinstance(ended.code, int) else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; nothing more can be said, and nothing must be said at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - the outermost edge: a person never sees a traceback
        complain(error_json(error))
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="lunara",
        description="Ask a data warehouse in plain language, and keep its meaning in one model.",
        epilog="SOURCE is a URL: duckdb:///path, sqlite:///path, postgresql://user@host/database, csv:///folder; "
        "with --project it is the name of a data source of that project.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"lunara {__version__}")
    groups = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_CommandParser)
    for command in COMMANDS:
        part = groups.add_parser(command.name, help=command.help, description=command.help, allow_abbrev=False)
        command.configure(part)
        part.set_defaults(command=command)
    return parser
