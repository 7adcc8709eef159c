"""The last check of a plan: the compiler must take it. What it objects to becomes a choice or a reason, never a guess."""

from __future__ import annotations

from dataclasses import dataclass

from lunara.ask.declined import in_words, road_labels, which_road
from lunara.ask.degenerate import ASK_ANEW, says_nothing
from lunara.ask.paths import roads_of
from lunara.ask.planners.offline.assembly.parts import all_of, any_of, none_of
from lunara.errors import AmbiguousPath, FanOut, LunaraError
from lunara.semantic.compiled import Clock
from lunara.semantic.filters import leaves_of
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import (
    AndFilter,
    DimensionRef,
    ExistsFilter,
    FieldFilter,
    Filter,
    NotFilter,
    OrFilter,
    SemanticQuery,
)


@dataclass(frozen=True)
class Objection:
    """Why a query does not compile: a sentence, ways to mend it with their labels, and near queries that work."""

    message: str
    options: tuple[tuple[str, SemanticQuery], ...] = ()
    nearest: tuple[SemanticQuery, ...] = ()
    fans_out: bool = False
    """Rows would be counted several times."""
    roads: AmbiguousPath | None = None
    """Which roads there are, where one has to be named."""


def prove(query: SemanticQuery, model: SemanticModel, clock: Clock) -> Objection | None:
    """None when the compiler takes the query for the model's dialect, and its conditions tell rows apart."""
    from lunara.semantic.compile import compile_query

    try:
        compile_query(query, model, model.dialect or "duckdb", clock)
    except AmbiguousPath as error:
        return Objection(which_road(error, query, model), _roads(query, model, error), roads=error)
    except FanOut as error:
        nearest = error.details.get("nearest")
        return Objection(
            in_words(_sentence(error), model),
            nearest=(nearest,) if isinstance(nearest, SemanticQuery) else (),
            fans_out=True,
        )
    except LunaraError as error:
        return Objection(in_words(_sentence(error), model))
    nothing = says_nothing(query, model, clock)
    return None if nothing is None else Objection(f"{nothing} {ASK_ANEW}")


def _sentence(error: LunaraError) -> str:
    return f"{error.message} {error.hint}".strip()


def _roads(query: SemanticQuery, model: SemanticModel, error: AmbiguousPath) -> tuple[tuple[str, SemanticQuery], ...]:
    names = [str(option) for option in error.details.get("options", ())]
    target = str(error.details.get("target", ""))
    made = [
        (label, through(query, model, name, target))
        for name, label in zip(names, road_labels(model, names), strict=True)
    ]
    return tuple(made)


def through(query: SemanticQuery, model: SemanticModel, road: str, target: str = "") -> SemanticQuery:
    """The query with its fields beyond this relationship's target reached by it, and the rows of `target` that must be there."""
    relationship = next((r for r in model.relationships if r.name == road), None)
    if relationship is None:
        return query
    beyond = set(roads_of(model).up(relationship.to_table))

    shown = {(d if isinstance(d, str) else d.field).rpartition(".")[0] for d in query.dimensions}
    named = shown | {one.field.rpartition(".")[0] for one in leaves_of(query.filters) if isinstance(one, FieldFilter)}
    there = any(isinstance(one, ExistsFilter) and one.exists == target for one in leaves_of(query.filters))
    only_there = there and target not in named  # the road leads to rows that must or must not be there, and to no field

    def far(field: str) -> bool:
        return field.rpartition(".")[0] in beyond and not only_there

    dimensions: list[str | DimensionRef] = []
    for dimension in query.dimensions:
        made = DimensionRef(field=dimension) if isinstance(dimension, str) else dimension
        dimensions.append(made.model_copy(update={"via": road}) if far(made.field) and made.via is None else dimension)

    def along(one: Filter) -> Filter:
        if isinstance(one, FieldFilter):
            return one.model_copy(update={"via": road}) if far(one.field) and one.via is None else one
        if isinstance(one, AndFilter):
            return all_of([along(part) for part in one.and_])
        if isinstance(one, OrFilter):
            return any_of([along(part) for part in one.or_])
        if isinstance(one, ExistsFilter):
            return one.model_copy(update={"via": road}) if one.exists == target and one.via is None else one
        return none_of(along(one.not_)) if isinstance(one, NotFilter) else one

    filters = tuple(along(one) for one in query.filters)
    return query.model_copy(update={"dimensions": tuple(dimensions), "filters": filters})
