"""One place of a ranking: the second largest order, the third cheapest product, the client with the second highest revenue."""

from __future__ import annotations

from lunara.ask.plan import Refusal
from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.semantic.query import Calculation, DimensionRef, FieldFilter, InlineMeasure, OrderBy, SemanticQuery

_ONE = "One place of this ranking cannot be picked out here. Ask for the first few: the place is seen in their order."


def only_place(query: SemanticQuery, place: int, lexicon: Lexicon) -> SemanticQuery | Refusal:
    """The best one's query turned to that of the `place`th: those of equal numbers share a place."""
    if query.calculations or query.summary is not None or query.compare is not None:
        return Refusal("One place of a ranking can only be asked for by itself.")
    ranked = query if query.measures and query.dimensions else _as_groups(query, lexicon)
    first = ranked.order_by[0] if ranked is not None and len(ranked.order_by) == 1 else None
    if ranked is None or first is None or ranked.limit != 1:
        return Refusal(_ONE)
    if first.field not in [m if isinstance(m, str) else m.name for m in ranked.measures]:
        return Refusal(_ONE)
    return ranked.model_copy(
        update={
            "calculations": (Calculation(kind="rank", of=first.field, name="place", direction=first.direction),),
            "filters": (*ranked.filters, FieldFilter(field="place", op="=", values=(place,))),
            "limit": None,
        }
    )


def _as_groups(query: SemanticQuery, lexicon: Lexicon) -> SemanticQuery | None:
    """Rows by a number of theirs, or the highest single number, with each row as a group: its number is then a measure."""
    fields = Fields(lexicon, lexicon.roads)
    if query.measures:
        return _of_extreme(query, lexicon, fields)
    first = query.order_by[0] if len(query.order_by) == 1 and query.limit == 1 else None
    table, _, name = first.field.rpartition(".") if first is not None else ("", "", "")
    key = fields.key(table) if table in lexicon.tables else None
    if first is None or key is None:
        return None
    target = Target("dimension", table, name)
    best = "max" if first.direction == "desc" else "min"
    dimension = lexicon.dimension(table, name)
    made = InlineMeasure(
        name=f"ranked_{name}",
        table=table,
        aggregate=best,  # type: ignore[arg-type]
        expression=fields.expression(target),
        label=label_of(lexicon, target),
        format=dimension.format if dimension is not None else None,
    )
    shown = tuple(d for d in query.dimensions if _field(d) != first.field)
    own = f"{table}.{key}"
    return query.model_copy(
        update={
            "measures": (made,),
            "dimensions": shown if own in [_field(d) for d in shown] else (*shown, own),
            "order_by": (OrderBy(field=made.name, direction=first.direction),),
            "distinct": False,
        }
    )


def _of_extreme(query: SemanticQuery, lexicon: Lexicon, fields: Fields) -> SemanticQuery | None:
    """ "The second highest fine": of the different ones, each a group of its own."""
    measure = query.measures[0]
    if len(query.measures) > 1 or not isinstance(measure, InlineMeasure) or measure.aggregate not in ("max", "min"):
        return None
    row_name = _held_in(measure, lexicon, fields)
    if row_name is None or query.order_by:
        return None
    direction = "desc" if measure.aggregate == "max" else "asc"
    return query.model_copy(
        update={
            "dimensions": (f"{measure.table}.{row_name}",),
            "order_by": (OrderBy(field=measure.name, direction=direction),),  # type: ignore[arg-type]
            "limit": 1,
        }
    )


def _held_in(measure: InlineMeasure, lexicon: Lexicon, fields: Fields) -> str | None:
    """The field that each row holds this number in."""
    names = [d.name for d in lexicon.tables[measure.table].dimensions if not d.hidden]
    of = (n for n in names if fields.expression(Target("dimension", measure.table, n)) == measure.expression)
    return next(of, None)


def _field(dimension: str | DimensionRef) -> str:
    return dimension if isinstance(dimension, str) else dimension.field
