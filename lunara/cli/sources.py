"""Opening what commands are given: a SOURCE, a model file, a query. And `lunara catalog`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lunara.cli.command import Command, add_format
from lunara.cli.output import chosen_format, print_json, print_table
from lunara.errors import InvalidInput

if TYPE_CHECKING:
    from lunara.connect.warehouse import Warehouse
    from lunara.semantic.model import SemanticModel
    from lunara.semantic.query import SemanticQuery


@contextmanager
def opened(url: str) -> Iterator[Warehouse]:
    """The warehouse behind a SOURCE, closed at the end. Raises InvalidInput, ConnectFailed."""
    from lunara.connect import open_url

    warehouse = open_url(url)
    try:
        yield warehouse
    finally:
        warehouse.close()


def read_file(path: str) -> str:
    """The text of a file, or of stdin for `-`. Raises InvalidInput."""
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror or error}.", "Check the path.") from error
    except UnicodeDecodeError:
        raise InvalidInput(f"{path} is not UTF-8 text.", "Save the file in UTF-8.") from None


def read_model(path: str) -> SemanticModel:
    """The semantic model in a YAML or JSON file, also as `lunara draft --format json` prints it with its evidence.

    Raises InvalidInput naming line and column of what is wrong.
    """
    from lunara.semantic.yaml import load_model

    text = read_file(path)
    if text.lstrip().startswith("{") and '"evidence"' in text:
        try:
            drafted = json.loads(text)
        except (ValueError, RecursionError):
            return load_model(text)
        drafted.pop("evidence", None)
        text = json.dumps(drafted, ensure_ascii=False)
    return load_model(text)


def read_argument(text: str) -> str:
    """An argument as it stands, from a file as `@file`, or from stdin as `-`."""
    if text == "-":
        return read_file("-")
    return read_file(text[1:]) if text.startswith("@") and len(text) > 1 else text


def read_query(raw: Any) -> SemanticQuery:
    """A semantic query from JSON text or from parsed JSON. Raises InvalidInput naming the part that is wrong."""
    from pydantic import ValidationError

    from lunara.semantic.query import SemanticQuery

    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            raise InvalidInput("The query is not JSON.", 'Write it like {"measures": ["revenue"]}.') from None
    if not isinstance(raw, dict):
        raise InvalidInput("The query is not a JSON object.", 'Write it like {"measures": ["revenue"]}.')
    try:
        return SemanticQuery.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(
            f"The query is not valid{f' at {place}' if place else ''}: {first['msg'].removeprefix('Value error, ')}.",
            "See docs/command-line.md for the form of a query.",
        ) from None


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE")
    parser.add_argument("--schema", metavar="S", help="only this schema")
    add_format(parser, "table", "json")


def _catalog(arguments: argparse.Namespace) -> int:
    with opened(arguments.source) as warehouse:
        catalog = warehouse.catalog(arguments.schema)
    if chosen_format(arguments) == "json":
        print_json(catalog.to_json())
        return 0
    rows = [
        (
            f"{table.schema}.{table.name}" if table.schema else table.name,
            table.kind,
            "–" if table.row_count is None else f"{table.row_count:,}",
            str(len(table.columns)),
            ", ".join(table.primary_key) or "–",
        )
        for table in catalog.tables
    ]
    print_table(["Table", "Kind", "Rows", "Columns", "Primary key"], rows, [False, False, True, True, False])
    return 0


CATALOG = Command("catalog", "tables, columns, types, keys, row counts and comments of a source", _configure, _catalog)
