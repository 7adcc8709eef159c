"""The currency in which amounts are written whose model does not say one."""

from __future__ import annotations

from typing import TypeVar

from lunara.semantic.model import DerivedMeasure, Dimension, Measure, SemanticModel

_Field = TypeVar("_Field", Dimension, Measure, DerivedMeasure)


def in_currency(model: SemanticModel, code: str) -> SemanticModel:
    """The model with that currency (three letters) in each format of money that names none. What a model says stays."""

    def written(fields: tuple[_Field, ...]) -> tuple[_Field, ...]:
        return tuple(_written(one, code) for one in fields)

    tables = tuple(
        table.model_copy(update={"dimensions": written(table.dimensions), "measures": written(table.measures)})
        for table in model.tables
    )
    return model.model_copy(update={"tables": tables, "measures": written(model.measures)})


def _written(field: _Field, code: str) -> _Field:
    form = field.format
    if form is None or form.kind != "currency" or form.currency:
        return field
    return field.model_copy(update={"format": form.model_copy(update={"currency": code})})
