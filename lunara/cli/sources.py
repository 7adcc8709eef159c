"""Opening what commands are given: a SOURCE, a model file, a query. And `lunara catalog`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from lunara.cli.command import Command, add_format, settings
from lunara.cli.output import chosen_format, print_json, print_table
from lunara.errors import InvalidInput, WarehouseFailed

if TYPE_CHECKING:
    from lunara.connect.outcome import Record
    from lunara.connect.warehouse import Warehouse
    from lunara.semantic.model import SemanticModel
    from lunara.semantic.query import SemanticQuery
    from lunara.settings import Settings
    from lunara.workspace.records import SemanticModelHead
    from lunara.workspace.store import Store


def add_source(parser: argparse.ArgumentParser, *, optional: bool = False, help: str | None = None) -> None:
    """`SOURCE` and `--project`."""
    parser.add_argument("source", metavar="SOURCE", nargs="?" if optional else None, help=help)
    parser.add_argument(
        "--project", metavar="P", help="SOURCE is the name of a data source of this project of the workspace"
    )


# What runs on a data source of a project is kept in its query log; what is given as a URL belongs to none.
_RECORDS: WeakKeyDictionary[Warehouse, Record] = WeakKeyDictionary()


def record_of(warehouse: Warehouse) -> Record | None:
    """What keeps the statements that are run on an opened warehouse; None where there is no log."""
    return _RECORDS.get(warehouse)


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[Warehouse]:
    """The warehouse behind the SOURCE that was given, closed at the end. What it tells on opening goes to stderr.

    Raises InvalidInput, ConnectFailed, Unavailable (the workspace).
    """
    from lunara.connect import open_url
    from lunara.connect.warehouse import ToldOnOpening

    if arguments.project is None:
        warehouse = open_url(_given(arguments.source), settings())
    else:
        warehouse = _of_project(arguments)
    try:
        for finding in warehouse.opening if isinstance(warehouse, ToldOnOpening) else ():
            print(f"{finding.level}: {finding.message} {finding.hint}".strip(), file=sys.stderr)
        yield warehouse
    finally:
        warehouse.close()


def _given(source: str) -> str:
    """SOURCE as it was given, or as the environment has it: other people of a machine see the words of a command."""
    mark, _, name = source.partition(":")
    if mark != "env" or not name or name.startswith("/"):
        return source
    if not os.environ.get(name):
        raise InvalidInput(
            f"There is no {name} in the environment.", f"Set it to the URL of the source: export {name}=…", code="usage"
        )
    return os.environ[name]


def _of_project(arguments: argparse.Namespace) -> Warehouse:
    """A data source of the workspace, as its local owner."""
    from lunara.connect import open_warehouse
    from lunara.connect.recording import Asked, record_for

    own = settings()
    store = local_store(own, "Leave --project out and give the source as a URL.")
    sources = {source.id: source for source in store.list_data_sources(project_named(store, arguments.project))}
    source = sources[_named(arguments.source, {id: one.name for id, one in sources.items()}, "data source")]
    sealed = store.open_connection(source.id)
    warehouse = open_warehouse(sealed.kind, sealed.config, sealed.secrets, own)
    _RECORDS[warehouse] = record_for(store, source, Asked("command line"))
    return warehouse


def local_store(own: Settings, otherwise: str = "Do it in the app, where you sign in.") -> Store:
    """The workspace of this machine, as its local owner. Raises InvalidInput where people sign in to it, Unavailable."""
    from lunara.workspace.store import local_principal, open_store

    if own.is_shared:
        raise InvalidInput("This workspace needs a sign-in, which the command line has not.", otherwise, code="usage")
    return open_store(own, local_principal(own))


def published_model(project: str, wanted: str, source: str) -> tuple[Store, SemanticModelHead, SemanticModel]:
    """The published model of that name or id in a project, over the project's data source `source`; with the workspace.

    Raises InvalidInput where one of them is not there, or the model is of another data source.
    """
    from pydantic import ValidationError

    from lunara.semantic.model import SemanticModel

    store = local_store(settings())
    id = project_named(store, project)
    heads = {one.id: one for one in store.list_semantic_models(id) if one.published_version is not None}
    head = heads[_named(wanted, {key: one.name for key, one in heads.items()}, "published model")]
    sources = {one.id: one.name for one in store.list_data_sources(id)}
    if _named(source, sources, "data source") != head.data_source_id:
        of = sources.get(head.data_source_id, "another data source")
        raise InvalidInput(f"{head.name!r} is no model of {source!r}.", f"It is of {of!r}.", code="usage")
    saved = store.get_semantic_model_version(head.id, head.published_version or 0)
    try:
        return store, head, SemanticModel.model_validate({**saved.content, "version": saved.version})
    except ValidationError as error:
        raise InvalidInput(
            f"Version {saved.version} of {head.name!r} cannot be read: {error.errors()[0]['msg']}.",
            "Restore another version on the Model page.",
        ) from error


def project_named(store: Store, wanted: str) -> str:
    """The id of the project of that name or id. Raises InvalidInput with the nearest names."""
    return _named(wanted, {project.id: project.name for project in store.recent_projects(limit=1000)}, "project")


def _named(wanted: str, names: Mapping[str, str], what: str) -> str:
    """The id of what has that name (in any case) or id. Raises InvalidInput with the nearest names, or for several."""
    if wanted in names:
        return wanted
    found = [id for id, name in names.items() if name == wanted]
    found = found or [id for id, name in names.items() if name.casefold() == wanted.casefold()]
    if len(found) > 1:
        raise InvalidInput(
            f"{len(found)} of the {what}s are named {wanted!r}.", f"Give its id: {' or '.join(found)}.", code="usage"
        )
    if not found:
        near = get_close_matches(wanted, names.values(), 3, 0.4) or list(names.values())[:3]
        hint = f"Did you mean {' or '.join(map(repr, near))}?" if near else f"There is no {what} yet."
        raise InvalidInput(f"There is no {what} named {wanted!r}.", hint, code="usage")
    return found[0]


@contextmanager
def naming_what_is_missing(model: SemanticModel | None, warehouse: Warehouse) -> Iterator[None]:
    """A block whose failed statement is told by what of the model (if any) the warehouse does not have, where that is why.

    Raises WarehouseFailed.
    """
    try:
        yield
    except WarehouseFailed as error:
        from lunara.semantic.moved import MOVED
        from lunara.semantic.schema_check import compare_with_catalog

        if model is None or error.code not in (WarehouseFailed.code, MOVED):
            raise
        found = compare_with_catalog(model, warehouse.catalog()).findings
        missing = next((one for one in found if one.missing and one.missing.lower() in error.message.lower()), None)
        if missing is None:
            raise
        raise WarehouseFailed(
            missing.message,
            "Is this the database that the model was made for? `lunara check MODEL SOURCE` lists all that is missing.",
            code=MOVED,
        ) from error


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

    Raises InvalidInput naming line and column of what is wrong, or the tool whose model it is.
    """
    from lunara.semantic.yaml import load_model

    if path != "-" and Path(path).is_dir():
        raise InvalidInput(
            f"{path} is a folder, and a model of Lunara is one file.",
            f"Make one of it: lunara convert {path} model.yaml",
        )
    text = read_file(path)
    if text.lstrip().startswith("{") and '"evidence"' in text:
        try:
            drafted = json.loads(text)
        except (ValueError, RecursionError):
            return load_model(text)
        drafted.pop("evidence", None)
        text = json.dumps(drafted, ensure_ascii=False)
    try:
        return load_model(text)
    except InvalidInput as error:
        its = _tool_of(path, text)
        if its is None:
            raise
        raise InvalidInput(
            f"{path} is a model of {its}, not of Lunara.",
            f"Make one of it: lunara convert {path} model.yaml",
            code="foreign_model",
        ) from error


def _tool_of(path: str, text: str) -> str | None:
    """The other tool whose model the text is, or None."""
    from lunara.semantic.formats import Documents, recognised

    try:
        its = recognised(Documents.of(text, Path(path).name))
    except InvalidInput:
        return None
    return None if its.name == "lunara" else its.label


def read_argument(text: str) -> str:
    """An argument as it stands, from a file as `@file`, or from stdin as `-`."""
    if text == "-":
        return read_file("-")
    return read_file(text[1:]) if text.startswith("@") and len(text) > 1 else text


def read_query(raw: Any) -> SemanticQuery:
    """A semantic query from JSON text or from parsed JSON. Raises InvalidInput naming the part that is wrong."""
    from lunara.semantic import mistakes

    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            raise InvalidInput("The query is not JSON.", 'Write it like {"measures": ["revenue"]}.') from None
    if not isinstance(raw, dict):
        raise InvalidInput("The query is not a JSON object.", 'Write it like {"measures": ["revenue"]}.')
    return mistakes.read_query(raw)


def _configure(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    parser.add_argument("--schema", metavar="S", help="only this schema")
    add_format(parser, "table", "json")


def _catalog(arguments: argparse.Namespace) -> int:
    with opened(arguments) as warehouse:
        catalog = warehouse.catalog(arguments.schema)
        if arguments.schema and not catalog.tables:
            print(_no_schema(arguments.schema, {table.schema for table in warehouse.catalog().tables}), file=sys.stderr)
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


def _no_schema(wanted: str, there: set[str]) -> str:
    names = sorted(name for name in there if name)
    near = get_close_matches(wanted, names, 3) or names[:10]
    some = f"There are some in: {', '.join(near)}." if near else "The source has none at all."
    return f"There are no tables in a schema {wanted!r}. {some}"


CATALOG = Command("catalog", "tables, columns, types, keys, row counts and comments of a source", _configure, _catalog)
