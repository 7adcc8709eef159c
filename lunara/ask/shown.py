"""How the parts of a model are written for a planner, and what that costs in tokens. What says nothing is left out."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from lunara.ask.planners.offline.naming import words_of
from lunara.ask.values import impersonal, looks_personal
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, Relationship, Table

CHARACTERS_A_TOKEN = 3.0
"""Of English JSON, as a tokenizer of 32,000 words cuts it; those of the large providers make fewer tokens of it."""
TOKENS_A_LETTER = 1.2
"""Of a writing that is not ASCII."""
MOST_DESCRIPTION, MOST_SYNONYMS, MOST_SAMPLES, MOST_NAMES = 160, 6, 8, 60


def written(part: Any) -> str:
    """A part as it stands in the prompt."""
    return json.dumps(part, ensure_ascii=False, default=str, separators=(",", ":"))


def tokens_of(text: str) -> int:
    """About how many tokens a text is, rather too many than too few."""
    other = len(text) if not text.isascii() else 0
    if other:
        other = sum(1 for letter in text if ord(letter) > 127)
    return round((len(text) - other) / CHARACTERS_A_TOKEN + other * TOKENS_A_LETTER + 0.5)


def table_part(table: Table, detailed: Collection[str], named: Collection[str], *, samples: bool) -> dict[str, Any]:
    """A table with some fields in detail and of others the names alone.

    `samples` shows values that the model holds, but none that may identify a person.
    """
    dimensions = [d for d in table.dimensions if not d.hidden]
    measures = [m for m in table.measures if not m.hidden]
    return _said(
        name=table.name,
        label=_label(table.name, table.label),
        description=table.description[:MOST_DESCRIPTION],
        synonyms=list(table.synonyms[:MOST_SYNONYMS]),
        default_time=table.default_time,
        dimensions=[_dimension(d, samples and not looks_personal(table, d)) for d in dimensions if d.name in detailed],
        measures=[_measure(m) for m in measures if m.name in detailed],
        more_dimensions=[d.name for d in dimensions if d.name in named and d.name not in detailed],
        more_measures=[m.name for m in measures if m.name in named and m.name not in detailed],
    )


def relationship_part(relationship: Relationship) -> dict[str, Any]:
    """A join."""
    one, other = relationship.from_columns, relationship.to_columns
    return _said(
        name=relationship.name,
        **{
            "from": f"{relationship.from_table}({', '.join(one)})",
            "to": f"{relationship.to_table}({', '.join(other)})",
        },
        cardinality=relationship.cardinality if relationship.cardinality != "many_to_one" else "",
        label=_label(relationship.name, relationship.label),
        synonyms=list(relationship.synonyms[:MOST_SYNONYMS]),
    )


def derived_part(measure: DerivedMeasure) -> dict[str, Any]:
    """A measure over measures with what it has of its own."""
    own: Mapping[str, Any] = measure.model_dump(
        mode="json", by_alias=True, include={"where", "window", "offset", "fill_nulls_with"}, exclude_defaults=True
    )
    return _said(
        name=measure.name,
        label=_label(measure.name, measure.label),
        expression=measure.expression,
        **own,
        description=measure.description[:MOST_DESCRIPTION],
        synonyms=list(measure.synonyms[:MOST_SYNONYMS]),
    )


def _dimension(dimension: Dimension, samples: bool) -> dict[str, Any]:
    return _said(
        name=dimension.name,
        type=dimension.type if dimension.type != "string" else "",
        label=_label(dimension.name, dimension.label),
        description=dimension.description[:MOST_DESCRIPTION],
        synonyms=list(dimension.synonyms[:MOST_SYNONYMS]),
        sample_values=impersonal(dimension.sample_values)[:MOST_SAMPLES] if samples else [],
    )


def _measure(measure: Measure) -> dict[str, Any]:
    return _said(
        name=measure.name,
        label=_label(measure.name, measure.label),
        aggregate=measure.aggregate,
        expression=measure.expression,
        filter=measure.filter,
        description=measure.description[:MOST_DESCRIPTION],
        synonyms=list(measure.synonyms[:MOST_SYNONYMS]),
    )


def _label(name: str, label: str | None) -> str:
    """The label where it says more than the name."""
    return label if label and words_of(label) != words_of(name) else ""


def _said(**parts: Any) -> dict[str, Any]:
    """Without what says nothing."""
    return {key: value for key, value in parts.items() if value not in (None, "", [])}
