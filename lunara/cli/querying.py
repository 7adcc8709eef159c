"""`lunara compile`, `query`, `sql` and `guard`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from lunara.cli.batch import Request, run_batch, text_of, texts_of
from lunara.cli.command import Command, add_batch, add_clock, add_format, add_limits, clock_of
from lunara.cli.output import chosen_format, print_json, print_result
from lunara.cli.sources import (
    add_source,
    naming_what_is_missing,
    opened,
    read_argument,
    read_model,
    read_query,
    record_of,
)
from lunara.cli.streamed import add_all, print_streamed, streamed_limits
from lunara.errors import InvalidInput, LunaraError, UnsafeSql

if TYPE_CHECKING:
    from lunara.connect.result import ResultTable
    from lunara.connect.warehouse import Warehouse
    from lunara.guard import ReadOnlySql
    from lunara.semantic.compiled import CompiledQuery, OutputColumn
    from lunara.semantic.model import SemanticModel


def one_request(arguments: argparse.Namespace, name: str) -> str:
    """The one request that was given. Raises InvalidInput when there is none."""
    given: str | None = getattr(arguments, name)
    if given is None:
        raise InvalidInput(
            f"No {name.upper()} was given.", f"Give {name.upper()}, or --batch FILE.jsonl.", code="usage"
        )
    return read_argument(given)


def batch_file(arguments: argparse.Namespace, name: str) -> str | None:
    """The batch file, when a batch was asked for. Raises InvalidInput when a request was given as well."""
    path: str | None = arguments.batch
    if path is None:
        return None
    if getattr(arguments, name) is not None:
        raise InvalidInput(f"--batch and {name.upper()} exclude each other.", "Give one of them.", code="usage")
    if getattr(arguments, "format", None) not in (None, "json"):
        raise InvalidInput("A batch is answered in JSON lines.", "Leave --format out.", code="usage")
    return path


# -- compile


def _configure_compile(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("query", metavar="QUERY", nargs="?", help="semantic query as JSON, @file or - for stdin")
    parser.add_argument("--dialect", metavar="D", help="SQL dialect (default: the model's)")
    parser.add_argument(
        "--explain",
        action="store_true",
        help="also print what each part holds, its joins, and why none multiplies rows",
    )
    add_format(parser, "sql", "json")
    add_batch(parser)
    add_clock(parser)


def _compile(arguments: argparse.Namespace) -> int:
    from lunara.semantic.compile import compile_query

    model, clock = read_model(arguments.model), clock_of(arguments)

    def answer(request: Request) -> Mapping[str, Any]:
        query = read_query(request.get("query"))
        dialect = request.get("dialect") or arguments.dialect or model.dialect or "duckdb"
        return compiled_json(compile_query(query, model, str(dialect), clock), explain=arguments.explain)

    path = batch_file(arguments, "query")
    if path is not None:
        return run_batch(path, answer)
    told = answer({"query": one_request(arguments, "query")})
    if chosen_format(arguments, "sql") == "json":
        print_json(told)
        return 0
    print(told["sql"])
    for warning in told["warnings"]:
        print(f"-- {warning}")
    for line in told.get("explained", ()):
        print(f"-- {line}")
    return 0


def compiled_json(compiled: CompiledQuery, *, explain: bool) -> dict[str, Any]:
    """A compiled query as JSON; `explain` adds its joins, its lineage (as data and in lines of text) and its time window."""
    from lunara.ask.wire import columns_json
    from lunara.connect.plain import plain
    from lunara.semantic.lineage import told as in_lines

    told: dict[str, Any] = {
        "sql": compiled.sql.text,
        "dialect": compiled.dialect,
        "columns": columns_json(compiled),
        "tables": list(compiled.tables),
        "fingerprint": compiled.fingerprint,
        "warnings": list(compiled.warnings),
    }
    if explain:
        told["joins"] = [
            {
                "relationship": j.relationship,
                "from": j.from_table,
                "to": j.to_table,
                "on": [list(pair) for pair in j.on],
                "kind": j.kind,
                "because": j.because,
            }
            for j in compiled.joins
        ]
        told["lineage"] = asdict(compiled.lineage) if compiled.lineage is not None else None
        told["explained"] = list(in_lines(compiled.lineage)) if compiled.lineage is not None else []
        told["window"] = (
            {
                "field": compiled.window.field,
                "start": plain(compiled.window.start),
                "end": plain(compiled.window.end),
                "incomplete": compiled.window.incomplete,
            }
            if compiled.window
            else None
        )
        told["adds_up"] = compiled.adds_up
    return told


# -- query


def _configure_query(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL")
    add_source(parser)
    parser.add_argument("query", metavar="QUERY", nargs="?", help="semantic query as JSON, @file or - for stdin")
    _configure_running(parser)


def _configure_running(parser: argparse.ArgumentParser) -> None:
    add_format(parser, "table", "json", "csv", "arrow")
    add_batch(parser)
    add_limits(parser)
    add_all(parser)
    add_clock(parser)


def _query(arguments: argparse.Namespace) -> int:
    from lunara.connect.run import run
    from lunara.semantic.compile import compile_query

    limits, streams = streamed_limits(arguments)
    model, clock = read_model(arguments.model), clock_of(arguments)

    def answer(warehouse: Warehouse, raw: Any) -> tuple[CompiledQuery, ResultTable]:
        compiled = compile_query(read_query(raw), model, warehouse.dialect, clock)
        with naming_what_is_missing(model, warehouse):
            return compiled, run(warehouse, compiled.sql, limits=limits, record=record_of(warehouse))

    with opened(arguments) as warehouse:
        path = batch_file(arguments, "query")
        if path is not None:
            return run_batch(path, lambda request: result_json(*answer(warehouse, request.get("query"))))
        if streams:
            compiled = compile_query(read_query(one_request(arguments, "query")), model, warehouse.dialect, clock)
            with naming_what_is_missing(model, warehouse):
                return print_streamed(arguments.format, warehouse, compiled.sql, limits)
        compiled, result = answer(warehouse, one_request(arguments, "query"))
    print_result(chosen_format(arguments), result_json(compiled, result), result, compiled.columns)
    return 0


def result_json(compiled: CompiledQuery, result: ResultTable) -> dict[str, Any]:
    """The contract's shape of a result."""
    from lunara.ask.wire import columns_json, rows_json

    return {
        "sql": compiled.sql.text,
        "columns": columns_json(compiled),
        "rows": rows_json(result),
        "truncated": result.truncated,
        "elapsed_ms": round(result.elapsed_ms, 3),
        "warnings": list(compiled.warnings),
    }


# -- sql


def _configure_sql(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    parser.add_argument("sql", metavar="SQL", nargs="?", help="one SELECT, @file or - for stdin")
    parser.add_argument("--model", metavar="MODEL", help="the SQL is over this model's tables")
    _configure_running(parser)


def _sql(arguments: argparse.Namespace) -> int:
    from lunara.connect.run import run
    from lunara.guard import ReadOnlySql

    limits, streams = streamed_limits(arguments)
    clock = clock_of(arguments)
    model: SemanticModel | None = read_model(arguments.model) if arguments.model else None

    def proven(warehouse: Warehouse, sql: str) -> CompiledQuery | ReadOnlySql:
        if not sql.strip():
            raise InvalidInput("No SQL was given.", "Give one SELECT.", code="usage")
        from lunara.connect.outcome import failure, note
        from lunara.guard import read_only
        from lunara.semantic.expand import expand

        began = time.monotonic()
        try:
            return expand(sql, model, warehouse.dialect, clock) if model else read_only(sql, warehouse.dialect)
        except LunaraError as error:
            note(record_of(warehouse), failure(sql, "", error, began))
            raise

    def answer(warehouse: Warehouse, sql: str) -> tuple[CompiledQuery, ResultTable]:
        made = proven(warehouse, sql)
        with naming_what_is_missing(model, warehouse):
            result = run(warehouse, _guarded(made), limits=limits, record=record_of(warehouse))
        return (_as_compiled(made, result) if isinstance(made, ReadOnlySql) else made), result

    with opened(arguments) as warehouse:
        path = batch_file(arguments, "sql")
        if path is not None:
            return run_batch(path, lambda request: result_json(*answer(warehouse, text_of(request, "sql"))))
        if streams:
            made = proven(warehouse, one_request(arguments, "sql"))
            with naming_what_is_missing(model, warehouse):
                return print_streamed(arguments.format, warehouse, _guarded(made), limits)
        compiled, result = answer(warehouse, one_request(arguments, "sql"))
    print_result(chosen_format(arguments), result_json(compiled, result), result, compiled.columns, exact=True)
    return 0


def _guarded(made: CompiledQuery | ReadOnlySql) -> ReadOnlySql:
    from lunara.guard import ReadOnlySql

    return made if isinstance(made, ReadOnlySql) else made.sql


def _as_compiled(guarded: ReadOnlySql, result: ResultTable) -> CompiledQuery:
    from lunara.semantic.compiled import CompiledQuery

    return CompiledQuery(guarded, guarded.dialect, columns_of(result), guarded.tables, "")


def columns_of(result: ResultTable) -> tuple[OutputColumn, ...]:
    """What can be said of the columns of plain SQL: the type by the value's, numbers as measures."""
    import pyarrow as pa

    from lunara.semantic.compiled import OutputColumn

    def kind(type_: Any) -> str:
        if pa.types.is_boolean(type_):
            return "boolean"
        if pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_decimal(type_):
            return "number"
        moment = pa.types.is_date(type_) or pa.types.is_timestamp(type_) or pa.types.is_time(type_)
        return "time" if moment else "string"

    return tuple(
        OutputColumn(
            field.name, "measure" if kind(field.type) == "number" else "dimension", field.name, kind(field.type)
        )
        for field in result.data.schema
    )


# -- guard


def _configure_guard(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sql", metavar="SQL", nargs="?", help="the statement, @file or - for stdin")
    parser.add_argument("--dialect", metavar="D", help="SQL dialect of the statement")
    parser.add_argument(
        "--table", metavar="T", action="append", dest="tables", help="a table that may be read; repeat for more"
    )
    add_format(parser, "table", "json")
    add_batch(parser)


def _guard(arguments: argparse.Namespace) -> int:
    def answer(request: Request) -> Mapping[str, Any]:
        dialect = request.get("dialect") or arguments.dialect
        if not isinstance(dialect, str):
            raise InvalidInput("No dialect was given.", "Name one, such as --dialect postgres.", code="usage")
        tables = texts_of(request, "tables")
        return guard_json(text_of(request, "sql"), dialect, arguments.tables if tables is None else tables)

    path = batch_file(arguments, "sql")
    if path is not None:
        return run_batch(path, answer)
    told = answer({"sql": one_request(arguments, "sql")})
    if chosen_format(arguments) == "json":
        print_json(told)
    else:
        print(f"Allowed:\n{told['sql']}" if told["allowed"] else f"Refused ({told['code']}): {told['reason']}")
    return 0 if told["allowed"] else UnsafeSql.exit_code


def guard_json(sql: str, dialect: str, tables: Any) -> dict[str, Any]:
    """The guard's verdict in the contract's shape."""
    from lunara.guard import read_only

    try:
        proven = read_only(sql, dialect, tables)
    except UnsafeSql as error:
        reason = f"{error.message} {error.hint}".strip()
        return {"allowed": False, "reason": reason, "code": error.code, "sql": None, "tables": [], "columns": []}
    return {
        "allowed": True,
        "reason": None,
        "code": None,
        "sql": proven.text,
        "tables": list(proven.tables),
        "columns": list(proven.columns),
    }


COMPILE = Command("compile", "a semantic query as SQL", _configure_compile, _compile)
QUERY = Command("query", "compile a semantic query, guard it and run it", _configure_query, _query)
SQL = Command("sql", "guard one SELECT and run it", _configure_sql, _sql)
GUARD = Command("guard", "is this one read-only statement over these tables?", _configure_guard, _guard)
