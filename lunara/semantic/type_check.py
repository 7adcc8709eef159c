"""Columns of another type than the model takes them for, and what can be done about each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlglot import exp

from lunara.connect.catalog import Catalog, Column
from lunara.connect.catalog import Table as Relation
from lunara.connect.run import Limits, Runner
from lunara.connect.warehouse import CancelToken
from lunara.semantic.columns import column_of, plain_column, reads_as_it_is
from lunara.semantic.draft.facts import kind_of
from lunara.semantic.model import Dimension, SemanticModel, Table
from lunara.semantic.repair import ReadAs, Remove, Repair, SetType
from lunara.semantic.repairing import proposed
from lunara.semantic.retypes import converts, dimension_type, is_another, type_before
from lunara.semantic.schema_check import CheckFinding
from lunara.semantic.uses import needs_of

RETYPED = 0.9
TAKEN_AS_IT_IS = 0.6

Retyped = tuple[CheckFinding, tuple[Repair, ...]]


class TypeCheck:
    """Compares the types of one model's columns with a catalog, and asks the warehouse which of them convert back."""

    def __init__(
        self, model: SemanticModel, catalog: Catalog, runner: Runner, *, limits: Limits, cancel: CancelToken
    ) -> None:
        self._model, self._catalog, self._runner, self._limits, self._cancel = model, catalog, runner, limits, cancel
        self._dialect = model.dialect

    def check(
        self,
        table: Table,
        relation: Relation,
        recorded: Mapping[str, str],
        known: Mapping[tuple[str, str], CheckFinding],
    ) -> list[Retyped]:
        """What is of another type in a table, with the repairs that are most likely right.

        `recorded` are the types that columns had, by their names in lower case; `known` the findings that the model alone gives
        reason for, by table and column. Raises ConnectFailed, Cancelled.
        """
        found: list[Retyped] = []
        over: dict[str, list[Dimension]] = {}
        for dimension in table.dimensions:
            over.setdefault((column_of(dimension, self._dialect) or "").lower(), []).append(dimension)
        for column in relation.columns:
            name = column.name.lower()
            mine = over.get(name, [])
            data_type = next((d.data_type for d in mine if d.data_type), None)
            finding = known.get((table.name, name))
            if finding is None:
                told = recorded.get(name, data_type)
                if told is None or not column.type or not is_another(kind_of(told), kind_of(column.type)):
                    continue
                finding = self._retyped(table, column.name, told, column.type)
                if finding is None:
                    continue
            before = type_before(mine[0].type if mine else "string", data_type, recorded.get(name))
            found.append(self._proposing(table, column, before, finding))
        return found

    def _retyped(self, table: Table, column: str, was: str, now: str) -> CheckFinding | None:
        """A finding where something takes the column for what it was."""
        taken = self._taken_for(table, column, now)
        if not taken:
            return None
        broken = (*taken, *(key for key in needs_of(self._model).above(taken) if key not in taken))
        return CheckFinding(
            "error" if kind_of(now) == "string" else "warning",
            "type_changed",
            taken[0],
            f"{table.name}.{column} is {now} now; it was {was}.",
            "Convert it in the expressions that read it, or change the type of its dimension.",
            breaks=broken,
            missing=column,
            table=table.name,
        )

    def _taken_for(self, table: Table, column: str, now: str) -> tuple[str, ...]:
        """The fields that read a column as it is and are not made for its type: dimensions of another one, whatever computes or
        compares with it.
        """
        found = []
        for d in table.dimensions:
            key = f"dimension:{table.name}.{d.name}"
            if (plain_column(d, self._dialect) or "").lower() == column.lower():
                found += [key] if d.type != dimension_type(now) else []
            elif d.expression is not None and reads_as_it_is(d.expression, column, self._dialect):
                found.append(key)
        for m in table.measures:
            counts = m.aggregate in ("count", "count_distinct")
            texts = [m.filter] if counts else [m.expression, m.filter]
            if any(text is not None and reads_as_it_is(text, column, self._dialect) for text in texts):
                found.append(f"measure:{table.name}.{m.name}")
        return tuple(found)

    def _proposing(self, table: Table, column: Column, before: str, finding: CheckFinding) -> Retyped:
        """Convert it to the type that it had `before`, where every value does; else, or instead, take it for what it is."""
        name, now = column.name, column.type
        source = exp.to_table(table.source or table.name, dialect=self._catalog.dialect)
        plain = {f"dimension:{table.name}.{d.name}": d for d in table.dimensions if plain_column(d, self._dialect)}
        taken = self._taken_for(table, name, now)
        as_it_is: list[Repair] = [
            SetType(table.name, plain[key].name, dimension_type(now)) for key in taken if key in plain
        ]
        computing = tuple(key for key in taken if key not in plain)
        as_it_is += [Remove(computing)] if computing else []
        other = None
        if as_it_is:
            other = proposed(
                self._model, as_it_is, TAKEN_AS_IT_IS, "What computes or compares with it would not be the same."
            )
        fits = converts(
            table, name, now=now, type=before, runner=self._runner, source=source, limits=self._limits, cancel=self._cancel
        )  # fmt: skip
        if fits:
            repair: Repair = ReadAs(table.name, name, before)
            first = proposed(self._model, [repair], RETYPED, "Every value of it converts.")
            return replace(finding, repair=first, others=() if other is None else (other,)), (repair,)
        return replace(finding, repair=other), tuple(as_it_is)
