"""Which measures and dimensions of a model say the most, from the model alone: what a drafted dashboard starts with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lunara.charts.display import clean
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, SemanticModel, Table

_FREE_TEXT = re.compile(
    r"e-?mail|phone|address|street|postal|zip|url|homepage|website|link|abstract|summary|body|content|image|note|comment|description|token|first.?name|last.?name"
)
_SPLITTING = re.compile(r"categor|department|segment|channel|country|region|product.?line|division|plan\b|industry")
_ALSO_SPLITTING = re.compile(r"brand|method|type|kind|tier|group|class|store|source|team|office|territory|city")
_STATE = re.compile(r"status|state\b|reason")
_OF_A_PERSON = re.compile(
    r"^(title|suffix|prefix|salutation|honorific|gender|sex|marital.?status|initials?|name.?style)$"
)
_PERSONS_NAME = re.compile(r"(first|last|middle|given|family|sur).?name")
_PART_OF_A_NAME = re.compile(r"(first|last|middle|given|maiden|sur|fore) ?name|initials?")
_MOMENT = re.compile(r"\b(date|time|timestamp|datetime)\b")
_NAMING = re.compile(r"(^|_|\b)(name|title|label)$")
_CORE = re.compile(r"\b(revenue|sales|turnover|amount|bookings|total due|total)\b")
_PART = re.compile(
    r"\b(shipping|tax|fees?|discounts?|refund\w*|return\w*|cancel\w*|fail\w*|gross|placed|open|lost|late|median|largest)\b"
)
_COST = re.compile(r"\b(costs?|spend|expenses?|budget|clicks|impressions)\b")
Sort = Literal["money", "count", "average", "rate", "other"]
FEW_GROUPS = 12
SORTS: tuple[Sort, ...] = ("money", "count", "average", "rate", "other")


@dataclass(frozen=True)
class Candidate:
    """A measure worth showing: how it is written in a query, and how much it says about the business."""

    name: str
    label: str
    table: Table
    score: float
    adds: bool
    sort: Sort
    uses: frozenset[str] = frozenset()


def candidates_of(model: SemanticModel) -> list[Candidate]:
    """Measures by how much they say, best first.

    What counts: money before counts before the rest, a date to follow it by, links to other tables, other measures built
    on it, verified questions that ask for it, and the words of its name.
    """
    links = {table.name: 0 for table in model.tables}
    for relationship in model.relationships:
        links[relationship.from_table] = links.get(relationship.from_table, 0) + 1
    asked = [str(item.query.get("measures", "")) for item in model.verified_questions]
    built = [set(re.findall(r"[\w.]+", derived.expression)) for derived in model.measures]
    names = [measure.name for table in model.tables for measure in table.measures]
    found = []
    for table in model.tables:
        weight = (4.0 if table.default_time else 0.0) + 0.5 * min(links[table.name], 4)
        if all(dimension.hidden for dimension in table.dimensions) and len(table.measures) <= 1:
            weight -= 3.0  # a table that only links others
        for position, measure in enumerate(table.measures):
            if measure.hidden or table.hidden:
                continue
            name = measure.name if names.count(measure.name) == 1 else f"{table.name}.{measure.name}"
            central = sum(name in parts or measure.name in parts for parts in built)
            wanted = sum(f"'{name}'" in query for query in asked)
            found.append(
                Candidate(
                    name=name,
                    label=_measure_label(measure),
                    table=table,
                    score=weight + _worth(measure) + 0.75 * min(central, 4) + 0.5 * min(wanted, 4) - position * 0.1,
                    adds=measure.aggregate in ("sum", "count") and measure.additive_over == "all",
                    sort=_sort(measure),
                )
            )
    by_name = {item.name: item for item in found}
    for derived, parts in zip(model.measures, built, strict=True):
        known = [by_name[part] for part in sorted(parts) if part in by_name]
        if known and not derived.hidden:
            wanted = sum(f"'{derived.name}'" in query for query in asked)
            found.append(
                Candidate(
                    name=derived.name,
                    label=_measure_label(derived),
                    table=max(known, key=lambda item: item.score).table,
                    score=min(item.score for item in known) + _worth(derived) + 0.5 * min(wanted, 4),
                    adds=False,
                    sort=_sort(derived),
                    uses=frozenset(item.name for item in known),
                )
            )
    return sorted(found, key=lambda item: -item.score)


def _worth(measure: Measure | DerivedMeasure) -> float:
    """What the measure's own kind and words say about how much it matters."""
    worth = {"money": 3.0, "count": 1.0, "rate": 1.0, "average": 0.5, "other": -1.0}[_sort(measure)]
    if isinstance(measure, Measure) and measure.additive_over != "all":
        worth -= 2.0
    words = f"{measure.name} {measure.label or ''}".lower().replace("_", " ")
    named = [words, *(synonym.lower() for synonym in measure.synonyms)]
    core = _sort(measure) == "money" and any(_CORE.search(name) for name in named)
    return (
        worth + (2.0 if core else 0.0) - (3.0 if _PART.search(words) else 0.0) - (2.0 if _COST.search(words) else 0.0)
    )


def _sort(measure: Measure | DerivedMeasure) -> Sort:
    form = measure.format.kind if measure.format else "number"
    if form == "percent":
        return "rate"
    if isinstance(measure, DerivedMeasure):
        divides = "/" in measure.expression
        return ("average" if divides else "money") if form == "currency" else ("average" if divides else "other")
    if measure.aggregate in ("count", "count_distinct"):
        return "count"
    if measure.aggregate == "sum":
        return "money" if form == "currency" else "count"
    return "average" if measure.aggregate == "avg" else "other"


def _measure_label(measure: Measure | DerivedMeasure) -> str:
    return clean(measure.label or measure.name.replace("_", " ").capitalize())


def varied(main: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The main measure, then the best of each other sort (those built on the main one first), then the rest."""
    rest = sorted(
        (item for item in candidates if item.name != main.name),
        key=lambda item: (
            -(item.score + (2.0 if main.name in item.uses else 0.0) + (1.0 if item.table == main.table else 0.0))
        ),
    )
    firsts = [
        next((item for item in rest if item.sort == sort), None) for sort in SORTS if sort not in (main.sort, "other")
    ]
    chosen = [main, *(item for item in firsts if item is not None)]
    return [*chosen, *(item for item in rest if item not in chosen)]


def split_score(table: Table, dimension: Dimension) -> float:
    if dimension.hidden or dimension.type not in ("string", "boolean"):
        return 0.0
    name = f"{dimension.name} {dimension.label or ''}".lower()
    if of_a_person(table, dimension):
        return 0.0
    keys = {*table.primary_key, *(column for key in table.unique_keys for column in key)}
    if (
        dimension.name in keys
        or _FREE_TEXT.search(name)
        or re.search(r"(^|_)(id|no|code|key|sku)$", dimension.name.lower())
        or _MOMENT.search(name.replace("_", " "))
    ):
        return 0.0
    score = 0.5 if dimension.type == "boolean" or _STATE.search(name) else 2.0
    named = _NAMING.search(dimension.name.lower()) is not None
    if _SPLITTING.search(name) or (_SPLITTING.search(table.name.lower()) and named):
        score += 3.0
    elif _ALSO_SPLITTING.search(name) or (_ALSO_SPLITTING.search(table.name.lower()) and named):
        score += 1.5
    if 2 <= len(dimension.sample_values) <= FEW_GROUPS:
        score += 1.0
    return score


def of_a_person(table: Table, dimension: Dimension) -> bool:
    """Whether the field is a part of a person's name or of how they are addressed ("Title": Mr., Ms.), which names nobody."""
    plain = dimension.name.lower().replace("_", " ").strip()
    if _PART_OF_A_NAME.fullmatch(plain):
        return True
    if not (_OF_A_PERSON.match(plain) or _OF_A_PERSON.match((dimension.label or "").lower())):
        return False
    return any(_PERSONS_NAME.search(other.name.lower().replace("_", " ")) for other in table.dimensions)


def dimension_label(model: SemanticModel, table: Table, dimension: Dimension) -> str:
    label = clean(dimension.label or dimension.name.replace("_", " ").capitalize())
    return (
        f"{clean(table.label or table.name)} {label.lower()}" if label.lower() in ("name", "type", "status") else label
    )


def _rank(table: Table) -> int:
    """What people like to see ranked: products, then customers, then anything with a name."""
    name = table.name.lower()
    return 0 if re.search(r"product|item|article", name) else 1 if re.search(r"customer|client|account", name) else 2


def nameable(model: SemanticModel) -> list[tuple[Table, Dimension]]:
    """Names worth a ranking: of products, then of customers, then of anything."""
    found = [
        (_rank(table), table, dimension)
        for table in model.tables
        for dimension in table.dimensions
        if not (table.hidden or dimension.hidden)
        and dimension.type == "string"
        and _NAMING.search(dimension.name.lower())
        and not _FREE_TEXT.search(dimension.name.lower())
        and not of_a_person(table, dimension)
    ]
    return [(table, dimension) for _, table, dimension in sorted(found, key=lambda item: item[0])]
