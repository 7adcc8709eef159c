"""The currency in which amounts are written whose model does not say one."""

from __future__ import annotations

import re
from typing import TypeVar

from lunara.semantic.model import DerivedMeasure, Dimension, Measure, SemanticModel, Table
from lunara.semantic.names import humanize

_OF_ROWS = frozenset(["currency", "currencies", "ccy", "curr", "iso"])
_NOT_OURS = frozenset(
    ["local", "foreign", "native", "original", "source", "transaction", "points", "credits", "tokens"]
)

_Field = TypeVar("_Field", Dimension, Measure, DerivedMeasure)


def in_currency(model: SemanticModel, code: str) -> SemanticModel:
    """The model with that currency (three letters) in each format of money that names none. What a model says stays.

    Amounts of rows that have a currency of their own stay without one, as do those that are called local, and what is made of
    them.
    """
    mixed = {table.name for table in model.tables if _of_several(table)}

    def written(fields: tuple[_Field, ...]) -> tuple[_Field, ...]:
        return tuple(_written(one, code) for one in fields)

    tables = tuple(
        table
        if table.name in mixed
        else table.model_copy(update={"dimensions": written(table.dimensions), "measures": written(table.measures)})
        for table in model.tables
    )
    unsaid = {
        measure.name
        for table in model.tables
        for measure in table.measures
        if table.name in mixed or _words(measure) & _NOT_OURS
    }
    overall = tuple(
        one if unsaid & {*re.findall(r"\w+", one.expression)} else _written(one, code) for one in model.measures
    )
    return model.model_copy(update={"tables": tables, "measures": overall})


def _of_several(table: Table) -> bool:
    """Whether the rows say, each for itself, of what currency they are."""
    return any(_words(one) & _OF_ROWS for one in table.dimensions if one.type == "string")


def _words(field: Dimension | Measure | DerivedMeasure) -> set[str]:
    return {*humanize(field.name).lower().split()}


def _written(field: _Field, code: str) -> _Field:
    form = field.format
    if form is None or form.kind != "currency" or form.currency or _words(field) & _NOT_OURS:
        return field
    return field.model_copy(update={"format": form.model_copy(update={"currency": code})})
