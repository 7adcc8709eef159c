"""What the command line prints: results to stdout as json, csv, arrow or a table; errors and progress to stderr."""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lunara.errors import InvalidInput, LunaraError

if TYPE_CHECKING:
    import pyarrow as pa

    from lunara.connect.result import ResultTable
    from lunara.semantic.compiled import OutputColumn
    from lunara.semantic.model import Format

MAX_CELL = 48
MAX_TABLE_ROWS = 200
MOST_DECIMALS = 10


def use_utf8() -> None:
    """Print UTF-8 wherever we run; what cannot be encoded is escaped instead of stopping us."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def chosen_format(arguments: argparse.Namespace, readable: str = "table") -> str:
    """The format asked for; json when stdout is not a terminal, else `readable`."""
    asked: str | None = arguments.format
    return asked or (readable if sys.stdout.isatty() else "json")


def dumps(value: Any, *, indent: int | None = None) -> str:
    """JSON text, Unicode as it is, lone surrogates replaced; never NaN."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False, default=str)
    return text.encode("utf-8", "replace").decode("utf-8")


def print_json(value: Any) -> None:
    """One JSON document: on one line for programs, indented for people."""
    print(dumps(value, indent=2 if sys.stdout.isatty() else None))


def error_json(error: Exception) -> dict[str, Any]:
    """The contract's error object. What is not a LunaraError is a bug, and is named by its type only."""
    if isinstance(error, LunaraError):
        told: dict[str, Any] = {"error": error.code, "message": error.message, "hint": error.hint}
        details = {key: _detail(value) for key, value in error.details.items()}
        return {**told, "details": details} if details else told
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename.rpartition('/')[2]}:{place.tb_lineno}" if place else "unknown"
    return {
        "error": "bug",
        "message": f"Lunara met an error of its own ({type(error).__name__} at {where}).",
        "hint": "Please report it with the command that you ran.",
    }


def complain(told: Mapping[str, Any]) -> None:
    """One error object to stderr."""
    print(dumps(told), file=sys.stderr)


def progress(text: str) -> None:
    """What is being done, for a person who waits: only where stderr is a terminal."""
    if sys.stderr.isatty():
        print(f"· {text}", file=sys.stderr)


def print_result(
    kind: str, told: Mapping[str, Any], result: ResultTable, columns: Sequence[OutputColumn], *, exact: bool = False
) -> None:
    """A result in any of the four formats; `told` is its JSON form. `exact`: numbers of a table as the warehouse gave them."""
    if kind == "json":
        print_json(told)
    elif kind in ("csv", "arrow"):
        import pyarrow as pa

        batches = result.data.to_batches(max_chunksize=10_000)
        print_batches(kind, iter(batches or [pa.RecordBatch.from_pylist([], result.data.schema)]))
    else:
        print_rows(result, columns, exact=exact)


def print_batches(kind: str, batches: Iterator[pa.RecordBatch]) -> None:
    """Batches of one schema, at least one, as they come: `csv` or `arrow`.

    CSV is that of RFC 4180 with column names; text that a spreadsheet would run as a formula gets a leading apostrophe. Arrow is
    an IPC stream, which has no end when the batches end with an error. Raises InvalidInput for Arrow on a terminal.
    """
    if kind == "csv":
        _print_csv(batches)
    else:
        _print_arrow(batches)


def _print_csv(batches: Iterator[pa.RecordBatch]) -> None:
    import csv

    import pyarrow as pa

    from lunara.build.table_export import unformula
    from lunara.connect.far_dates import written_out
    from lunara.connect.plain import plain

    def shown(value: Any) -> Any:
        given = plain(value)
        if given is None:
            return ""
        if isinstance(given, bool):
            return "true" if given else "false"
        if isinstance(given, list | dict):
            given = dumps(given)
        # Text is neutralised; a decimal that JSON writes as text is a number all the same.
        return unformula(given) if isinstance(given, str) else given

    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    named = False
    for batch in batches:
        if not named:
            writer.writerow([unformula(name) for name in batch.schema.names])
            named = True
        for start in range(0, batch.num_rows, 10_000):
            part = written_out(pa.Table.from_batches([batch.slice(start, 10_000)]))
            writer.writerows(
                [shown(v) for v in row] for row in zip(*(c.to_pylist() for c in part.columns), strict=True)
            )


def _print_arrow(batches: Iterator[pa.RecordBatch]) -> None:
    import pyarrow as pa

    if sys.stdout.isatty():
        raise InvalidInput(
            "Arrow is not for a terminal.", "Write it to a file: --format arrow > result.arrow", code="usage"
        )
    sys.stdout.flush()
    first = next(batches)
    writer = pa.ipc.new_stream(sys.stdout.buffer, first.schema)
    writer.write_batch(first)
    for batch in batches:
        writer.write_batch(batch)
    writer.close()


def print_rows(result: ResultTable, columns: Sequence[OutputColumn], *, exact: bool = False) -> None:
    """Values as people read them, numbers to the right; the first rows when there are many.

    Measures have their own format, and where that says no decimals all that they have; `exact` leaves every number as the
    warehouse gave it, digit by digit.
    """
    shown = result.data.slice(0, MAX_TABLE_ROWS)
    lists = [
        _texts(column, values, exact=exact)
        for column, values in zip(columns, (c.to_pylist() for c in shown.columns), strict=True)
    ]
    right = [column.type == "number" and column.role == "measure" for column in columns]
    print_table([column.label for column in columns], list(zip(*lists, strict=True)), right)
    left_out = result.row_count - len(shown)
    if left_out > 0:
        print(f"… {left_out:,} more rows")
    if result.truncated:
        print("The result was cut at its limit.")


def _texts(column: OutputColumn, values: Sequence[Any], *, exact: bool) -> list[str]:
    """A column's values, none of its numbers cut."""
    from dataclasses import replace

    from lunara.charts.display import cell, shorten

    shown = replace(column, format=_unrounded(column.format, values)) if column.role == "measure" else column
    texts = []
    for value in values:
        digits = _digits(value) if exact else None
        texts.append(digits or shorten(cell(value, shown), MAX_CELL))
    return texts


def _digits(value: Any) -> str | None:
    """All digits of a number, and nothing beside them; None for what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    if not Decimal(value).is_finite():
        return None
    return f"{value:f}" if isinstance(value, Decimal) else repr(value)


def _unrounded(format: Format | None, values: Sequence[Any]) -> Format:
    """The format with as many decimals as the values have, where it says none: money of any size has its cents.

    A float has at least two, unless all are whole, and so many as a small one needs.
    """
    from lunara.charts.display import minor_units, settle

    settled = settle(format, values)
    if (format is not None and format.decimals is not None) or settled.kind not in ("number", "currency"):
        return settled
    numbers = [value for value in values if isinstance(value, float | Decimal) and Decimal(value).is_finite()]
    if all(value == int(value) for value in numbers):
        return settled
    decimals = max(settled.decimals or 0, 2)
    if settled.kind == "currency":
        decimals = minor_units(settled.currency)
    elif not any(isinstance(value, float) for value in numbers):
        decimals = min(max(-int(Decimal(value).normalize().as_tuple().exponent) for value in numbers), MOST_DECIMALS)
    return settled.model_copy(update={"decimals": decimals})


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool] = ()) -> None:
    """An aligned table; wide letters count twice."""
    sides = list(right) or [False] * len(header)
    widths = [max([_width(head), *(_width(row[i]) for row in rows)]) for i, head in enumerate(header)]
    print("  ".join(_aligned(head, widths[i], sides[i]) for i, head in enumerate(header)).rstrip())
    print("  ".join("─" * width for width in widths))
    for row in rows:
        print("  ".join(_aligned(value, widths[i], sides[i]) for i, value in enumerate(row)).rstrip())


def _aligned(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def _detail(value: Any) -> Any:
    from lunara.connect.plain import plain

    dump = getattr(value, "model_dump", None)
    if dump is not None:
        return dump(mode="json", by_alias=True, exclude_defaults=True)
    if isinstance(value, list | tuple | set | frozenset):
        return [_detail(item) for item in value]
    return plain(value)
