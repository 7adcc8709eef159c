"""A SemanticQuery in words: for options, nearest questions, and "How I understood this"."""

from __future__ import annotations

import re
from collections import Counter

from lunara.ask.describe_periods import describe_comparison, describe_range, range_of
from lunara.charts.parts import WEEKDAYS
from lunara.errors import UnknownField
from lunara.semantic.filters import COMPARED_WORDS
from lunara.semantic.kept import Kept
from lunara.semantic.model import Measure, Scalar, SemanticModel, Table
from lunara.semantic.names import resolve_field
from lunara.semantic.query import (
    AndFilter,
    DimensionRef,
    ExistsFilter,
    FieldFilter,
    Filter,
    InlineMeasure,
    MeasureFilter,
    NotFilter,
    OrFilter,
    SemanticQuery,
    ThanFilter,
)

_OPS = {
    "=": "is",
    "!=": "is not",
    ">": "is more than",
    ">=": "is at least",
    "<": "is less than",
    "<=": "is at most",
    "contains": "contains",
    "starts_with": "starts with",
    "ends_with": "ends with",
}
_CALCULATIONS = {
    "share_of_total": "share of",
    "running_total": "running total of",
    "rank": "rank of",
    "moving_average": "moving average of",
    "difference": "absolute change in",
    "percent_change": "growth of",
}
_SUMMARIES = {**COMPARED_WORDS, "median": "median"}
_PARTS: dict[str, str] = {
    "day_of_week": "day of the week",
    "hour": "hour of the day",
    "day": "day of the month",
    "day_of_year": "day of the year",
    "month": "month of the year",
    "quarter": "quarter of the year",
    "year": "year",
}
_GRAIN_ADVERB = {"day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year"}


def describe(query: SemanticQuery, model: SemanticModel) -> str:
    """The query as an English phrase that the offline planner reads back.

    >>> from lunara.semantic.query import SemanticQuery
    >>> describe(SemanticQuery(measures=("revenue",), limit=1), SemanticModel(name="m"))
    'Revenue'
    """
    return Describer(query, model).text()


def describe_conditions(query: SemanticQuery, model: SemanticModel) -> str:
    """What the query asks of its rows, to follow a noun: "without orders", "where country is Germany in 2025"; or ""."""
    return Describer(query, model).conditions()


def counted(table: Table) -> tuple[str, str]:
    """One and many of a table's rows: ("customer", "customers")."""
    many = _lower(table_label(table))
    return _singular(many), many


_LABELS: Kept[SemanticModel, Counter[str]] = Kept()


def _labels(model: SemanticModel) -> Counter[str]:
    """How many dimensions of the model people see under each label, in lower case."""
    return _LABELS.get(
        model,
        lambda: Counter(
            (d.label or _plain(d.name)).lower() for t in model.tables for d in t.dimensions if not d.hidden
        ),
    )


class Describer:
    """Says one query in words."""

    def __init__(self, query: SemanticQuery, model: SemanticModel):
        self.query = query
        self.model = model

    def text(self) -> str:
        query = self.query
        measures = [self.measure(m) for m in query.measures]
        dimensions = [self.dimension(d) for d in query.dimensions]
        if not measures:
            text = ("List each distinct " if query.distinct else "List ") + _join(dimensions)
        elif (
            query.limit is not None
            and len(query.dimensions) == 1
            and self._ordered_by_measure()
            and not query.calculations
        ):
            direction = query.order_by[0].direction
            lead = "Top" if direction == "desc" else "Bottom"
            things = dimensions[0] if query.limit == 1 else _several(dimensions[0], query.dimensions[0])
            text = f"{lead} {query.limit} {things} {self._ranked(measures, direction)}"
        else:
            shown = [f"{_CALCULATIONS[c.kind]} {measures[0]}" for c in query.calculations if c.by is None]
            ratios = [
                f"{self._named(c.of)} {'as a percentage of' if c.percent else 'per'} {self._named(c.by)}"
                for c in query.calculations
                if c.by is not None
            ]
            text = _join(ratios or (shown + measures[1:] if shown else measures))
            if query.summary is not None:
                over = _join([self.dimension(d) for d in query.summary.over])
                text = f"{_SUMMARIES[query.summary.aggregate]} {text} per {over}"
            if dimensions:
                text += f" by {_join(dimensions)}"
        said = self.conditions()
        text += f" {said}" if said else ""
        if query.compare is not None:
            text += f" {describe_comparison(query.compare)}"
        text += self._order(text)
        return text[:1].upper() + text[1:]

    def conditions(self) -> str:
        """Filters and period as they follow what they are of."""
        query, hidden = self.query, self._ranking_filters()
        said = [self.condition(f) for f in query.filters if id(f) not in hidden]
        # "without orders" follows the noun at once, everything else after "where".
        text = " and ".join(said)
        if said and not said[0].startswith(("with ", "without ")):
            text = f"where {text}"
        if query.time is not None:
            text += f" {describe_range(query.time.range)}"
            if query.time.field is not None and not self._default_time(query.time.field):
                text += f" ({self.label(query.time.field)})"
        return text.strip()

    def _ordered_by_measure(self) -> bool:
        names = [m if isinstance(m, str) else m.name for m in self.query.measures]
        return len(self.query.order_by) == 1 and self.query.order_by[0].field in names

    def _ranking_filters(self) -> set[int]:
        """Filters that only leave out the empty group of a ranking or a summary: not worth a word."""
        over = self.query.summary.over if self.query.summary is not None else ()
        fields = {d if isinstance(d, str) else d.field for d in (*self.query.dimensions, *over)}
        return {
            id(f)
            for f in self.query.filters
            if isinstance(f, FieldFilter) and f.op == "is_not_null" and f.field in fields
        }

    def is_of_ranking(self, found: Filter) -> bool:
        """Whether a filter only leaves out the empty group of a ranking."""
        return id(found) in self._ranking_filters()

    def _order(self, text: str) -> str:
        query = self.query
        if not query.order_by or text.startswith(("Top ", "Bottom ")):
            return ""
        first = query.order_by[0]
        direction = "highest first" if first.direction == "desc" else "lowest first"
        if query.limit is not None:
            word = "top" if first.direction == "desc" else "bottom"
            return f", {word} {query.limit} by {self.label(first.field)}"
        names = [m if isinstance(m, str) else m.name for m in query.measures]
        if names and first.field == names[0]:
            return f", {direction}"
        return f", ordered by {self.label(first.field)} {'descending' if first.direction == 'desc' else 'ascending'}"

    def _default_time(self, name: str) -> bool:
        table, _, bare = name.rpartition(".")
        return any(
            t.default_time in (bare, name) and (t.name == table or t.default_time == name) for t in self.model.tables
        )

    # -- names ----------------------------------------------------------------------------------------------------------

    def _ranked(self, measures: list[str], direction: str) -> str:
        """By what the best are found. "By customers" would name the things and not their number."""
        tables = {_lower(table_label(table)) for table in self.model.tables}
        if len(measures) == 1 and measures[0] in tables:
            return f"with the {'most' if direction == 'desc' else 'fewest'} {measures[0]}"
        return f"by {_join(measures)}"

    def measure(self, measure: str | InlineMeasure) -> str:
        if self.query.summary is not None and isinstance(measure, str) and self._counts(measure):
            return f"number of {_lower(self.label(measure))}"
        if isinstance(measure, InlineMeasure):
            text = measure.label or measure.name.replace("_", " ")
            if measure.filter:
                text += f" where {measure.filter}"
            return _lower(text)
        return _lower(self.label(measure))

    def dimension(self, dimension: str | DimensionRef) -> str:
        if isinstance(dimension, DimensionRef):
            if dimension.grain is not None:
                name = dimension.grain
                return (
                    name if self._default_time(dimension.field) else f"{name} of {_lower(self.label(dimension.field))}"
                )
            if dimension.part is not None:
                of = "" if self._default_time(dimension.field) else f" of {_lower(self.label(dimension.field))}"
                return f"{_PARTS[dimension.part]}{of}"
            if dimension.label:
                return _lower(dimension.label)
            if dimension.via:
                return f"{self._road(dimension.via)} {_lower(self.label(dimension.field))}"
            return self._specific(dimension.field)
        return self._specific(dimension)

    def _road(self, name: str) -> str:
        relationship = next((r for r in self.model.relationships if r.name == name), None)
        return _lower((relationship.label if relationship and relationship.label else name).replace("_", " "))

    def _counts(self, name: str) -> bool:
        try:
            found = resolve_field(self.model, name, "measure").field
        except UnknownField:
            return False
        return isinstance(found, Measure) and found.aggregate == "count" and "number" not in self.label(name).lower()

    def _named(self, name: str) -> str:
        return _lower(self.label(name))

    def label(self, name: str) -> str:
        """A field's label, with the table before it when the label alone says too little."""
        for measure in self.query.measures:
            if isinstance(measure, InlineMeasure) and measure.name == name:
                return measure.label or measure.name.replace("_", " ")
        try:
            found = resolve_field(self.model, name, "measure" if name in self.query.measures else None)
        except UnknownField:
            return name.rpartition(".")[2].replace("_", " ").capitalize()
        return found.field.label or _plain(found.field.name)

    def _specific(self, name: str) -> str:
        table_name, _, _ = name.rpartition(".")
        label = self.label(name)
        table = self.model.table(table_name)
        if table is None:
            return _lower(label)
        words = _singular(table_label(table))
        if _labels(self.model)[label.lower()] > 1 and words.lower() not in label.lower():
            return f"{_lower(words)} {_lower(label)}"
        return _lower(label)

    # -- conditions -----------------------------------------------------------------------------------------------------

    def condition(self, found: Filter) -> str:
        if isinstance(found, FieldFilter):
            return self._field(found)
        if isinstance(found, AndFilter):
            return " and ".join(self.condition(f) for f in found.and_)
        if isinstance(found, OrFilter):
            kept = _exclusion(found)
            if kept is not None:
                return self._field(kept)
            return "(" + " or ".join(self.condition(f) for f in found.or_) + ")"
        if isinstance(found, NotFilter):
            if isinstance(found.not_, ExistsFilter):
                return self._exists(found.not_, "without")
            return f"not ({self.condition(found.not_)})"
        if isinstance(found, MeasureFilter):
            return self._measured(found)
        if isinstance(found, ThanFilter):
            return self._than(found)
        return self._exists(found, "with")

    def _measured(self, found: MeasureFilter) -> str:
        table = self.model.table(found.per)
        words = _lower(table_label(table) if table else found.per)
        like = FieldFilter(field=found.measure, op=found.op, values=found.values)
        where = "".join(f", counting those where {self.condition(one)}" for one in found.where)
        return f"{words} whose {self._field(like)}{where}"

    def _than(self, found: ThanFilter) -> str:
        """ "Price is more than its average", "price is its lowest of those where brand is Aurora"."""
        name = self._specific(found.field)
        if found.via:
            name = f"{self._road(found.via)} {name}"
        than = found.than
        text = f"{name} {_OPS[found.op].removesuffix(' is')} its {COMPARED_WORDS[than.aggregate]}"
        if than.within:
            text += f" for its {_join([self._specific(one) for one in than.within])}"
        if than.where is not None:
            where = " and ".join(self.condition(one) for one in than.where)
            text += f" of those where {where}" if where else " of all"
        return text

    def _exists(self, found: ExistsFilter, word: str) -> str:
        table = self.model.table(found.exists)
        text = f"{word} {_lower(table_label(table) if table else found.exists)}"
        span = range_of(found.where)
        if span is not None:
            text += f" {describe_range(span)}"
        elif found.where:
            text += " where " + " and ".join(self.condition(f) for f in found.where)
        return text

    def _field(self, found: FieldFilter) -> str:
        name = self._specific(found.field)
        if found.via:
            name = f"{self._road(found.via)} {name}"
        if found.part is not None:
            return self._part_of(found, name)
        if found.op == "is_null":
            return f"{name} is empty"
        if found.op == "is_not_null":
            return f"{name} is not empty"
        if found.op == "between":
            return f"{name} is between {_value(found.values[0])} and {_value(found.values[1])}"
        if found.op in ("in", "not_in"):
            word = "is" if found.op == "in" else "is not"
            return f"{name} {word} {_join([_value(v) for v in found.values], 'or')}"
        if found.values and isinstance(found.values[0], bool):
            yes = found.values[0] == (found.op == "=")
            return f"{name} is {'true' if yes else 'false'}"
        return f"{name} {_OPS[found.op]} {_value(found.values[0])}"

    def _part_of(self, found: FieldFilter, name: str) -> str:
        """ "Order date is on a Saturday or Sunday", "hour of the day of order time is at least 18"."""
        days = [WEEKDAYS[v - 1] for v in found.values if isinstance(v, int) and 1 <= v <= len(WEEKDAYS)]
        if found.part == "day_of_week" and found.op in ("=", "in", "!=", "not_in") and len(days) == len(found.values):
            denied = "not " if found.op in ("!=", "not_in") else ""
            return f"{name} is {denied}on a {_join(days, 'or')}"
        plain = found.model_copy(update={"part": None})
        return f"{_PARTS[found.part or 'year']} of {self._field(plain)}"


def _exclusion(found: OrFilter) -> FieldFilter | None:
    """The exclusion in "is not Germany or is empty": without Germany, rows with no country stay. None for others."""
    if len(found.or_) != 2:
        return None
    first, second = found.or_
    if not isinstance(first, FieldFilter) or not isinstance(second, FieldFilter) or second.op != "is_null":
        return None
    return first if first.op in ("!=", "not_in") and (first.field, first.via) == (second.field, second.via) else None


def table_label(table: Table) -> str:
    """What a person calls the table."""
    return table.label or _plain(table.name)


def _join(parts: list[str], word: str = "and") -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _value(value: Scalar) -> str:
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:,}"
    return value


def _lower(text: str) -> str:
    return text if len(text) > 1 and text[:2].isupper() else text[:1].lower() + text[1:]


def _plain(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ").strip().capitalize() or name


def _singular(text: str) -> str:
    from lunara.ask.tokens import stem

    words = text.split()
    return " ".join([*words[:-1], stem(words[-1]) if words[-1].lower() != stem(words[-1]) else words[-1]])


def _several(text: str, dimension: str | DimensionRef) -> str:
    """A dimension's words in the plural: "countries", "months of order date"."""
    from lunara.ask.tokens import plural

    head, of, rest = (
        text.partition(" of ") if isinstance(dimension, DimensionRef) and dimension.grain else (text, "", "")
    )
    words = head.split()
    return " ".join([*words[:-1], plural(words[-1])]) + of + rest
