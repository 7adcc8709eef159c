"""Taking items out of a model so that what is left still stands: dependents go too, times and balances are looked after."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pydantic import ValidationError

from lunara.errors import LunaraError
from lunara.semantic.graph import graph_of, is_safe
from lunara.semantic.model import Dimension, Measure, SemanticModel, Table, VerifiedQuestion
from lunara.semantic.query import SemanticQuery
from lunara.semantic.uses import needs_of, uses_of


@dataclass(frozen=True)
class Left:
    """What is left of a model. `removed` are the keys of all items that went, in the old model's order, and `questions` the
    verified questions that went with them.
    """

    model: SemanticModel
    removed: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


def without(model: SemanticModel, keys: Collection[str]) -> Left:
    """The model without these items (by key) and without what cannot stand without them.

    A default time that is gone, or that lies behind a relationship that is gone, is cleared, and balances that then add up over
    no time go with it. Verified questions that ask for what went go too. Keys that the model does not have are passed over.
    """
    gone = set(keys)
    if not gone:
        return Left(model)
    while True:
        gone.update(needs_of(model).above(gone))
        left = _cut(model, gone)
        left, lost = settled(left)
        if not lost:
            break
        gone |= lost
    removed = tuple(key for key in needs_of(model).items if key in gone)
    return Left(*_answerable(model, left, removed))


def settled(model: SemanticModel) -> tuple[SemanticModel, set[str]]:
    """The model without default times that are none, and the keys of balances that add up over no time any more."""
    lost: set[str] = set()
    tables = []
    for table in model.tables:
        timed = table if _has_its_time(model, table) else table.model_copy(update={"default_time": None})
        tables.append(timed)
        for measure in timed.measures:
            if not _adds_up(timed, measure):
                lost.add(f"measure:{table.name}.{measure.name}")
    if all(new is old for new, old in zip(tables, model.tables, strict=True)):
        return model, lost
    return model.model_copy(update={"tables": tuple(tables)}), lost


def _has_its_time(model: SemanticModel, table: Table) -> bool:
    if table.default_time is None:
        return True
    own = next((d for d in table.dimensions if d.name == table.default_time), None)
    if own is not None:
        return own.type == "time"
    graph = graph_of(model)
    try:
        found = graph.names.resolve(table.default_time, "dimension")
        road = graph.road(table.name, found.table, found.via)
    except LunaraError:
        return False
    return road is not None and is_safe(road) and isinstance(found.field, Dimension) and found.field.type == "time"


def _adds_up(table: Table, measure: Measure) -> bool:
    """As validate_model asks it of a balance, and of a measure that goes by a time of its own."""
    if measure.time is not None:
        return any(d.name == measure.time and d.type == "time" for d in table.dimensions)
    if measure.additive_over in ("all", "none"):
        return True
    return table.default_time is not None or sum(d.type == "time" for d in table.dimensions) == 1


def _cut(model: SemanticModel, gone: Collection[str]) -> SemanticModel:
    touched = {key.partition(":")[2].rpartition(".")[0] for key in gone}

    def cut(table: Table) -> Table:
        if table.name not in touched:
            return table
        dimensions = tuple(d for d in table.dimensions if f"dimension:{table.name}.{d.name}" not in gone)
        measures = tuple(m for m in table.measures if f"measure:{table.name}.{m.name}" not in gone)
        return table.model_copy(update={"dimensions": dimensions, "measures": measures})

    return model.model_copy(
        update={
            "tables": tuple(cut(table) for table in model.tables if f"table:{table.name}" not in gone),
            "relationships": tuple(r for r in model.relationships if f"relationship:{r.name}" not in gone),
            "measures": tuple(m for m in model.measures if f"measure:{m.name}" not in gone),
        }
    )


def _answerable(
    old: SemanticModel, new: SemanticModel, removed: tuple[str, ...]
) -> tuple[SemanticModel, tuple[str, ...], tuple[str, ...]]:
    """Without the verified questions that could be asked before and ask for something that went."""
    kept: list[VerifiedQuestion] = []
    for asked in old.verified_questions:
        try:
            uses = uses_of(SemanticQuery.model_validate(asked.query), old)
        except ValidationError:
            kept.append(asked)
            continue
        if not uses.keys & set(removed):
            kept.append(asked)
    dropped = tuple(asked.question for asked in old.verified_questions if asked not in kept)
    if not dropped:
        return new, removed, ()
    return new.model_copy(update={"verified_questions": tuple(kept)}), removed, dropped
