"""A comparison with all in the question before: what it is compared with stays the same when a question goes on from it."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.assembly import Declined
from lunara.semantic.filters import compares
from lunara.semantic.model import Dimension, SemanticModel
from lunara.semantic.names import resolve_field
from lunara.semantic.query import FieldFilter, Filter, SemanticQuery, ThanFilter

_ANEW = "What is compared with the average would change with that. Ask the whole of it in one question."


def held(before: SemanticQuery, made: SemanticQuery, model: SemanticModel) -> SemanticQuery:
    """The query that goes on from one before, with what it compares with as it was: "only the red ones" of those above average.

    Raises Declined where that cannot be said: a total of other rows is another average.
    """
    compared = [f for f in before.filters if compares(f)]
    if not compared:
        return made
    beside = [f for f in before.filters if not compares(f)]
    if [f for f in made.filters if compares(f)] != compared:
        raise Declined(_ANEW)
    of_rows = all(isinstance(f, ThanFilter) and _of_rows(f, before, model) for f in compared)
    same = [f for f in made.filters if not compares(f)] == beside
    if same and (of_rows or made.dimensions == before.dimensions):
        return made
    if not of_rows:
        raise Declined(_ANEW)
    return made.model_copy(update={"filters": tuple(_kept(f, beside, model) for f in made.filters)})


def _of_rows(one: ThanFilter, query: SemanticQuery, model: SemanticModel) -> bool:
    if any(not isinstance(m, str) and m.name == one.field for m in query.measures):
        return False
    return one.field not in query.measures and isinstance(resolve_field(model, one.field).field, Dimension)


def _kept(one: Filter, beside: Sequence[Filter], model: SemanticModel) -> Filter:
    """The comparison with the conditions that stood beside it in the question before."""
    if not isinstance(one, ThanFilter) or one.than.where is not None:
        return one
    home = resolve_field(model, one.field).table
    if any(not isinstance(f, FieldFilter) or resolve_field(model, f.field).table != home for f in beside):
        raise Declined(_ANEW)
    return one.model_copy(update={"than": one.than.model_copy(update={"where": tuple(beside)})})
