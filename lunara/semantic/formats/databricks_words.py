"""Words that Databricks' metric views and Lunara have for the same: formats, and the filter of a whole view."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.expressions import parse_fragment, parse_select, parse_source
from lunara.semantic.formats.format import Notes
from lunara.semantic.formats.parts import Unsaid
from lunara.semantic.model import Format, Table

_KINDS = {"number": "number", "currency": "currency", "percentage": "percent", "date": "date", "date_time": "date"}
DATE = {"type": "date", "date_format": "year_month_day"}
_WRITTEN = {"number": "number", "currency": "currency", "percent": "percentage", "text": "number"}


def format_of(data: object, where: str, notes: Notes) -> Format | None:
    """How values are shown; what Lunara chooses by itself (abbreviations, date styles) is noted."""
    if data is None:
        return None
    type_ = data.get("type") if isinstance(data, dict) else None
    kind = _KINDS.get(type_) if isinstance(type_, str) else None
    if kind is None or not isinstance(data, dict):
        notes.lost(where, "format", f"Lunara has no format {type_ or data}")
        return None
    places = data.get("decimal_places")
    decimals: int | None = None
    if isinstance(places, dict) and places.get("type") in ("exact", "max"):
        count = places.get("places")
        decimals = count if isinstance(count, int) and 0 <= count <= 10 and not isinstance(count, bool) else None
        if places["type"] == "max":
            notes.changed(where, "format", "at most so many decimals there are exactly so many here")
    currency = data.get("currency_code")
    if kind == "number" and data.get("hide_group_separator") is True:
        kind, decimals = "text", None
    for key in ("abbreviation", "date_format", "time_format", "leading_zeros"):
        if data.get(key) not in (None, "none") and data != DATE:
            notes.lost(where, f"format.{key}", "Lunara chooses it by the room there is")
    return Format.model_validate(
        {"kind": kind, "currency": currency if isinstance(currency, str) else None, "decimals": decimals}
    )


def format_to(format_: Format | None, where: str, notes: Notes) -> dict[str, Any] | None:
    """The format as a metric view has it; None, with a note, where it has none."""
    if format_ is None:
        return None
    if format_.unit is not None:
        notes.lost(where, f"format.unit {format_.unit}", "a metric view writes no word after a number")
    if format_.kind == "date":
        return dict(DATE)
    if format_.kind not in _WRITTEN:
        notes.lost(where, f"format {format_.kind}", "a metric view has no such format")
        return None
    found: dict[str, Any] = {"type": _WRITTEN[format_.kind]}
    if format_.kind == "currency":
        if format_.currency is None:
            notes.changed(where, "format currency", "a metric view names the currency, so it is a number there")
            found = {"type": "number"}
        else:
            found["currency_code"] = format_.currency
    if format_.decimals is not None:
        found["decimal_places"] = {"type": "exact", "places": format_.decimals}
    if format_.kind == "text":
        found["hide_group_separator"] = True
    return found


def filtered(table: Table, condition: str, dialect: str | None, notes: Notes) -> Table:
    """The table of those rows alone that fulfil the condition: a SELECT over what it was."""
    where = f"the filter of {table.name}"
    try:
        test = parse_fragment(condition, dialect, where)
        for column in test.find_all(exp.Column):
            if column.table in ("source", table.name):
                column.set("table", None)
            elif column.table:
                raise Unsaid(f"it is about {column.sql(dialect=dialect)}, which is of another table")
        rows = (
            exp.Subquery(
                this=parse_select(table.sql, dialect, table.name), alias=exp.TableAlias(this=exp.to_identifier("rows_"))
            )
            if table.sql is not None
            else parse_source(table.source or table.name, dialect, table.name)
        )
    except (InvalidInput, Unsaid) as error:
        notes.lost(table.name, f"filter {condition}", error.message)
        return table
    select = exp.Select(expressions=[exp.Star()], from_=exp.From(this=rows), where=exp.Where(this=test))
    return table.model_copy(update={"source": None, "sql": select.sql(dialect=dialect, comments=False)})
