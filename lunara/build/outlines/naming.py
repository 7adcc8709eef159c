"""What fields are called in the titles and filters of an outline."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.build.artifact import DashboardFilter
from lunara.build.kinds.draft import MOST_GROUPS
from lunara.build.kinds.ranking import dimension_label
from lunara.build.outlines.outline import Part
from lunara.charts.display import clean
from lunara.errors import UnknownField
from lunara.semantic.model import Dimension, SemanticModel
from lunara.semantic.names import resolve_field
from lunara.semantic.query import DimensionRef

MAX_FILTERS = 4


def field_of(dimension: str | DimensionRef) -> str:
    """The field of a query's dimension."""
    return dimension if isinstance(dimension, str) else dimension.field


def filters_of(parts: Sequence[Part], model: SemanticModel) -> tuple[DashboardFilter, ...]:
    """What a dashboard of these parts can be filtered by: what they are split by, where there are not too many values."""
    found: dict[str, DashboardFilter] = {}
    for part in parts:
        query = part.figure.query
        names = query.dimensions if query is not None and part.tried.result.row_count <= MOST_GROUPS else ()
        for name in names:
            if isinstance(name, str) and part.role != "ranking" and len(found) < MAX_FILTERS:
                found.setdefault(
                    name, DashboardFilter(id=f"filter-{len(found) + 1}", field=name, label=label_of(model, name))
                )
    return tuple(found.values())


def label_of(model: SemanticModel, field: str) -> str:
    """What people call a field."""
    try:
        found = resolve_field(model, field)
    except UnknownField:
        return clean(field.rpartition(".")[2].replace("_", " ").capitalize())
    table = model.table(found.table)
    if table is None or not isinstance(found.field, Dimension):
        return clean(found.field.label or found.field.name)
    return dimension_label(model, table, found.field)


def lowered(label: str) -> str:
    """In the middle of a sentence; names in capitals stay as they are."""
    return " ".join(word if word[1:].lower() != word[1:] else word.lower() for word in label.split(" "))
