"""What was read, made a sound model: whatever `validate_model` finds an error in is left out, with a note that says why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from lunara.errors import InvalidInput
from lunara.semantic.formats.format import Notes
from lunara.semantic.model import SemanticModel, Table
from lunara.semantic.validate import Problem, validate_model


class Named(Protocol):
    """Something with a name."""

    @property
    def name(self) -> str:
        """The name."""
        ...


N = TypeVar("N", bound=Named)


def sound(model: SemanticModel, notes: Notes) -> SemanticModel:
    """The model without what is wrong in it. Raises InvalidInput when no table is left."""
    model = _once(model, notes)
    while errors := [problem for problem in validate_model(model) if problem.level == "error"]:
        if not model.tables:
            raise InvalidInput(
                "No table could be read from the files.", errors[0].hint if not notes.found else str(notes.found[0])
            )
        model = _without(model, errors, notes)
    return model


def _once(model: SemanticModel, notes: Notes) -> SemanticModel:
    """One of each name."""
    tables = []
    for table in _first(model.tables, "", "table", notes):
        dimensions = _first(table.dimensions, f"{table.name}.", "field of its table", notes)
        taken = {one.name for one in dimensions}
        measures = [one for one in table.measures if one.name not in taken]
        for one in table.measures:
            if one.name in taken:
                notes.lost(f"{table.name}.{one.name}", one.name, "another field of its table has this name")
        measures = _first(measures, f"{table.name}.", "field of its table", notes)
        tables.append(table.model_copy(update={"dimensions": tuple(dimensions), "measures": tuple(measures)}))
    return model.model_copy(
        update={
            "tables": tuple(tables),
            "relationships": tuple(_first(model.relationships, "relationships.", "relationship", notes)),
            "measures": tuple(_first(model.measures, "measures.", "measure", notes)),
        }
    )


def _first(items: Iterable[N], prefix: str, what: str, notes: Notes) -> list[N]:
    seen: set[str] = set()
    kept = []
    for one in items:
        if one.name in seen:
            notes.lost(f"{prefix}{one.name}", one.name, f"another {what} has this name; the first is read")
        else:
            kept.append(one)
        seen.add(one.name)
    return kept


def _without(model: SemanticModel, errors: Sequence[Problem], notes: Notes) -> SemanticModel:
    """The model without what these errors are about. Always less than before."""
    wrong = {problem.where: problem for problem in errors}
    told: set[str] = set()

    def keep(where: str, name: str) -> bool:
        if where not in wrong:
            return True
        told.add(where)
        notes.lost(where, name, wrong[where].message)
        return False

    tables = []
    for table in model.tables:
        dimensions = tuple(one for one in table.dimensions if keep(f"{table.name}.{one.name}", one.name))
        measures = tuple(one for one in table.measures if keep(f"{table.name}.{one.name}", one.name))
        mended = table.model_copy(update={"dimensions": dimensions, "measures": measures})
        if table.name in wrong:
            told.add(table.name)
            better = _mended(mended, wrong[table.name], notes)
            if better is None:
                continue
            mended = better
        tables.append(mended)
    smaller = model.model_copy(
        update={
            "tables": tuple(tables),
            "relationships": tuple(one for one in model.relationships if keep(f"relationships.{one.name}", one.name)),
            "measures": tuple(one for one in model.measures if keep(one.name, one.name)),
        }
    )
    if told:
        return smaller
    # An error that is of no part is of the whole.
    raise InvalidInput(f"The files give no sound model: {errors[0].message}", errors[0].hint)


def _mended(table: Table, problem: Problem, notes: Notes) -> Table | None:
    """The table without what is wrong in its own words, None when nothing of it can stay."""
    keys = [key for key in (table.primary_key, *table.unique_keys) if len(set(key)) != len(key)]
    if keys:
        notes.lost(table.name, "key", problem.message)
        return table.model_copy(
            update={
                "primary_key": () if table.primary_key in keys else table.primary_key,
                "unique_keys": tuple(key for key in table.unique_keys if key not in keys),
            }
        )
    timeless = table.model_copy(update={"default_time": None})
    alone = validate_model(SemanticModel(name="m", tables=(timeless,)))
    still = any(one.level == "error" and one.where == table.name for one in alone)
    if table.default_time is not None and not still:
        notes.lost(table.name, "default_time", problem.message)
        return timeless
    notes.lost(table.name, table.name, problem.message)
    return None
