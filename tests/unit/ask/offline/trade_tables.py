"""Drafted models of a few tables, for questions about what their names say and what they do not say."""

from __future__ import annotations

from datetime import date

from lunara.ask.plan import Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.connect.catalog import Catalog, Column, ForeignKey, Table
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import draft_model
from lunara.semantic.model import SemanticModel


def table(name: str, columns: str, **refers: str) -> Table:
    """A table whose first column is its key; `refers` names the tables that its columns refer to."""
    made = tuple(Column(*column.split()) for column in columns.split(", "))
    keys = tuple(ForeignKey((column,), "main", other, (column,)) for column, other in refers.items())
    return Table("main", name, made, primary_key=(made[0].name,), foreign_keys=keys)


def model_of(*tables: Table) -> SemanticModel:
    return draft_model(Catalog("duckdb", tables), name="x").model


def planned(text: str, model: SemanticModel) -> Planned:
    return OfflinePlanner().plan(Question(text, Clock(date(2025, 6, 18))), model)
