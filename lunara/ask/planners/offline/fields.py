"""Fields of a model as queries name them: measures for aggregates, row fields for measures, dates for periods."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from lunara.ask.paths import Roads
from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.bought import bought_at, paid_each_period
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.money_rows import sold_at
from lunara.ask.planners.offline.naming import table_words, tells_one_apart, words_of
from lunara.ask.planners.offline.words import MONEY_WORDS, groups
from lunara.semantic.kept import Kept
from lunara.semantic.model import Dimension, Measure, SemanticModel, Table
from lunara.semantic.query import InlineMeasure

_AGG_LABEL = {
    "avg": "Average",
    "sum": "Total",
    "max": "Highest",
    "min": "Lowest",
    "median": "Median",
    "stddev": "Standard deviation of",
    "count_distinct": "Number of different",
    "count": "Number of",
}


_LENGTHS = ("ms", "seconds", "minutes", "hours", "days")

_ADDED_UNITS = frozenset(
    ("kg", "g", "lb", "lbs", "t", "ton", "km", "mi", "l", "liter", "litre", "kwh", "mwh", *_LENGTHS)
)
"""Units of amounts: their total is asked for by people who want it, where an average is the default."""

OF_MANY = frozenset(("average", "avg", "mean", "median", "maximum", "minimum", "max", "min"))
"""Words of fields that hold what was made of many numbers already: "median income" does not add up."""


@dataclass(frozen=True)
class RowField:
    """A dimension that holds a measure's value on each row."""

    table: str
    name: str


_MEASURES: Kept[SemanticModel, Counter[str]] = Kept()


def _measures(model: SemanticModel) -> Counter[str]:
    """How many measures of the model have each name."""
    return _MEASURES.get(
        model, lambda: Counter([m.name for t in model.tables for m in t.measures] + [m.name for m in model.measures])
    )


_FOR_ONE = frozenset(("per", "hourly"))
"""What says that an amount is that of one hour, head or piece."""


class Fields:
    """Looks up how a query must name what a question means."""

    def __init__(self, lexicon: Lexicon, roads: Roads):
        self.lexicon = lexicon
        self.roads = roads

    def name_of(self, target: Target) -> str:
        """The measure's name: bare where unique in the model, else `table.name`."""
        if target.kind == "derived":
            return target.name
        return target.name if _measures(self.lexicon.model)[target.name] == 1 else f"{target.table}.{target.name}"

    def target_of(self, name: str) -> Target:
        """The target that a measure's name stands for."""
        if self.lexicon.derived(name) is not None:
            return Target("derived", "", name)
        table, _, bare = name.rpartition(".")
        owners = self.roads.measured_by.get(bare, ())
        found = next((owner for owner in owners if not table or owner == table), None)
        return Target("derived", "", name) if found is None else Target("measure", found, bare)

    def column(self, target: Target) -> str:
        """The physical column behind a dimension, as written."""
        dimension = self.lexicon.dimension(target.table, target.name)
        return (dimension.expression or dimension.name).strip('"') if dimension else target.name

    def expression(self, target: Target) -> str:
        """SQL over the table's own columns for a dimension, or a measure's expression."""
        if target.kind == "measure":
            measure = self.lexicon.measure(target.table, target.name)
            if measure is not None and measure.expression:
                return measure.expression
        dimension = self.lexicon.dimension(target.table, target.name)
        if dimension is None:
            return target.name
        return dimension.expression or quoted(dimension.name)

    def count(self, table: str) -> str | InlineMeasure:
        """The measure that counts a table's rows; the model's own where there is one."""
        name = self.lexicon.count_measure(table)
        if name is not None:
            return self.name_of(Target("measure", table, name))
        label = f"Number of {self.say_table(table)}"
        return InlineMeasure(
            name=f"{re.sub(r'[^a-z0-9]+', '_', table.lower()).strip('_')}_count",
            table=table,
            aggregate="count",
            label=label,
        )

    def count_of(self, item: Item, table: str) -> str | InlineMeasure:
        """The number of a table's things: the model's measure of that name where there is one, else its rows."""
        for match in item.matches:
            if match.target.kind == "measure" and match.exact and match.target.table == table:
                measure = self.lexicon.measure(table, match.target.name)
                if measure is not None and measure.aggregate in ("count", "count_distinct"):
                    return self.name_of(match.target)
        return self.count(table)

    def say_table(self, table: str) -> str:
        """A table's name in running text."""
        found = self.lexicon.tables[table]
        label = found.label or found.name.replace("_", " ")
        return label if label.isupper() else label[:1].lower() + label[1:]

    def inline(
        self, table: str, aggregate: str, expression: str, label: str, condition: str | None = None
    ) -> InlineMeasure:
        """An aggregate that the model does not name."""
        stem = re.sub(r"\W+", "_", label.lower()).strip("_") or "value"
        lead = _AGG_LABEL[aggregate]
        spoken = label[:1].lower() + label[1:] if not label[:2].isupper() else label
        format_ = self._format(table, expression)
        if format_ is not None and aggregate in ("avg", "median", "stddev"):
            format_ = format_.model_copy(update={"decimals": None})  # whole numbers have no whole average
        return InlineMeasure(
            name=f"{aggregate}_{stem}",
            table=table,
            aggregate=aggregate,  # type: ignore[arg-type]
            expression=expression,
            filter=condition,
            label=f"{lead} {spoken}",
            format=format_ if aggregate not in ("count", "count_distinct") else None,
        )

    def _format(self, table: str, expression: str):  # type: ignore[no-untyped-def]
        for dimension in self.lexicon.tables[table].dimensions:
            if (dimension.expression or dimension.name) == expression and dimension.format is not None:
                return dimension.format
        for measure in self.lexicon.tables[table].measures:
            if (
                measure.expression == expression
                and measure.format is not None
                and measure.aggregate not in ("count", "count_distinct")
            ):
                return measure.format
        return None

    def has_measure(self, target: Target) -> bool:
        """Whether the model has a measure over this field."""
        expression = self.expression(target)
        return any(
            m.expression in (expression, self.column(target)) for m in self.lexicon.tables[target.table].measures
        )

    def aggregate(self, target: Target, agg: str, declined: Callable[[str], Exception]) -> str | InlineMeasure:
        """The measure for `agg` of a field; "" takes the field's own. Raises what `declined` makes of a reason."""
        label = label_of(self.lexicon, target)
        if target.kind == "derived":
            derived = self.lexicon.derived(target.name)
            named = words_of(label)[:1]
            ratio = derived is not None and "/" in derived.expression
            if agg == "" or (agg == "sum" and not ratio) or (agg == "avg" and (ratio or named == ("average",))):
                return self.name_of(target)
            raise declined(f"{label} is calculated from other measures, so its {_spoken(agg)} cannot be taken.")
        if target.kind == "measure":
            measure = self.lexicon.measure(target.table, target.name)
            if measure is None:
                raise declined(f"{label} is not a measure of this model.")
            return self._of_measure(target, measure, agg, declined)
        dimension = self.lexicon.dimension(target.table, target.name)
        if dimension is None:
            raise declined(f"{label} is not a field of this model.")
        expression = self.expression(target)
        for measure in self.lexicon.tables[target.table].measures:
            same = measure.expression in (expression, self.column(target)) and not measure.hidden
            if same and measure.filter is None and (agg in ("", measure.aggregate)):
                return self.name_of(Target("measure", target.table, measure.name))
        reviewed = self._reviewed(target, agg, expression)
        if reviewed is not None:
            return self.name_of(reviewed)
        if agg in ("sum", "avg", "median") and self._tells_apart(target, dimension):
            raise declined(f"{label} tells which one a row is of: it is counted, and neither added up nor averaged.")
        shares = dimension.format is not None and dimension.format.kind == "percent"
        if agg == "sum" and (
            OF_MANY & {*words_of(label), *words_of(dimension.name)} or shares or self._for_each_one(target, expression)
        ):
            raise declined(f"{label} does not add up, so its total would mean nothing. Ask for the average.")
        if not agg:
            raise declined(f"{label} is a field of each row: ask for its total, average, highest or lowest.")
        if dimension.type == "time" and agg not in ("min", "max"):
            raise declined(f"{label} is a date: its {_spoken(agg)} cannot be taken.")
        made = self.inline(target.table, agg, expression, label)
        if dimension.type == "time":
            lead = "Earliest" if agg == "min" else "Latest"
            made = made.model_copy(update={"label": f"{lead} {label[:1].lower()}{label[1:]}"})
        return made

    def _for_each_one(self, target: Target, expression: str) -> bool:
        """Whether a field is money for one of something, which the model only averages: "cost per portion", "hourly wage"."""
        table = self.lexicon.tables[target.table]
        same = [m for m in table.measures if m.expression in (expression, self.column(target)) and not m.hidden]
        if not same or any(m.aggregate not in ("avg", "median") for m in same):
            return False
        said = any(_FOR_ONE & {*words_of(m.label or m.name)} for m in same)
        return said and not any(self._paid_at(m, table) for m in same)

    def _paid_at(self, measure: Measure, table: Table) -> bool:
        """Whether a price is what was or is paid for each row, so that it adds up."""
        keys = self.lexicon.roads.foreign_columns.get(table.name, ())
        return (
            sold_at(measure, table, self.lexicon) or bought_at(measure, table) or paid_each_period(measure, table, keys)
        )

    def _tells_apart(self, target: Target, dimension: Dimension) -> bool:
        """Whether a field is a key, or called one: its numbers are names, however they are asked for."""
        table = self.lexicon.tables[target.table]
        keys = {*self.lexicon.roads.foreign_columns.get(table.name, ()), *table.primary_key}
        return dimension.type == "number" and tells_one_apart(dimension, keys)

    def _reviewed(self, target: Target, agg: str, expression: str) -> Target | None:
        """The model's own measure of this aggregate, where one leaves rows out by rule and is not called after them."""
        plain = {*words_of(label_of(self.lexicon, target)), *table_words(self.lexicon.tables[target.table])}
        plain |= MONEY_WORDS - {"net", "gross", "paid"} | {"average", "median", "highest", "lowest"}
        found = [
            m
            for m in self.lexicon.tables[target.table].measures
            if m.aggregate == agg
            and m.filter is not None
            and not m.hidden
            and m.expression in (expression, self.column(target))
            and set(words_of(m.label or m.name)) <= plain
        ]
        return Target("measure", target.table, found[0].name) if len(found) == 1 else None

    def _of_measure(
        self, target: Target, measure: Measure, agg: str, declined: Callable[[str], Exception]
    ) -> str | InlineMeasure:
        if agg in ("", measure.aggregate):
            return self.name_of(target)
        if measure.aggregate in ("count", "count_distinct"):
            if agg == "sum":
                return self.name_of(target)
            raise declined(
                f"{measure.label or measure.name} is a count, so its {_spoken(agg)} can only be taken over groups. "
                "Ask for it by day, month or another group."
            )
        if measure.expression is None:
            raise declined(f"{measure.label or measure.name} cannot be taken as {_spoken(agg)}.")
        for other in self.lexicon.tables[target.table].measures:
            if (
                other.aggregate == agg
                and other.expression == measure.expression
                and other.filter == measure.filter
                and not other.hidden
            ):
                return self.name_of(Target("measure", target.table, other.name))
        if agg == "sum" and measure.aggregate in ("avg", "median"):
            price = {*_FOR_ONE, "price", "rate", "percent", "percentage", "ratio", "rating", "score", "margin"} & set(
                words_of(measure.label or measure.name)
            )
            price |= OF_MANY & set(words_of(measure.expression.strip('"')))
            unit = (measure.format is not None and measure.format.unit) or ""
            table = self.lexicon.tables[target.table]
            paid = self._paid_at(measure, table)
            price = set() if paid and not price & OF_MANY else price
            shares = measure.format is not None and measure.format.kind == "percent"
            if price or shares or (unit and unit not in _ADDED_UNITS):
                raise declined(
                    f"{measure.label or measure.name} does not add up, so its total would mean nothing. Ask for the average."
                )
        if measure.aggregate == "sum" and agg != "sum" and not self.of_each_row(target, measure):
            raise declined(
                f"{measure.label or measure.name} is a total, so its {_spoken(agg)} needs to know over what: "
                "ask for it per order, per customer or another thing that the model has a measure for."
            )
        for dimension in self.lexicon.tables[target.table].dimensions:
            if (dimension.expression or quoted(dimension.name)) == measure.expression and dimension.label:
                return self.inline(target.table, agg, measure.expression, dimension.label, measure.filter)
        label = re.sub(
            r"^(average|total|median|number of|highest|lowest|sum of)\s+",
            "",
            measure.label or measure.name.replace("_", " "),
            flags=re.I,
        )
        return self.inline(target.table, agg, measure.expression, label[:1].upper() + label[1:], measure.filter)

    def of_each_row(self, target: Target, measure: Measure) -> bool:
        """Whether a total is of a field that each row has by that name, so that "average subtotal" is one of rows."""
        said = words_of(measure.label or measure.name)
        names = [measure.expression or ""]
        row = self.row_field(target)
        dimension = self.lexicon.dimension(row.table, row.name) if row is not None else None
        if dimension is not None:
            names += [dimension.name, dimension.label or ""]
        if measure.filter is not None and dimension is None:
            return False
        for name in names:
            if not re.fullmatch(r'"?[\w ]+"?', name):
                continue
            words = words_of(name)
            near = any(set(groups(a)) & set(groups(b)) for a in said for b in words)
            if set(words) & set(said) or near or "".join(words) in "".join(said):
                return True
        return False

    def filtered(self, measure: str | InlineMeasure, table: str, sql: str) -> InlineMeasure | None:
        """The same measure over the rows where `sql` holds; None when its rows are another table's."""
        if isinstance(measure, InlineMeasure):
            if measure.table != table:
                return None
            joined = f"({measure.filter}) AND ({sql})" if measure.filter else sql
            return measure.model_copy(update={"filter": joined})
        target = self.target_of(measure)
        found = self.lexicon.measure(target.table, target.name) if target.kind == "measure" else None
        if found is None or target.table != table:
            return None
        joined = f"({found.filter}) AND ({sql})" if found.filter else sql
        return InlineMeasure(
            name=f"{found.name}_where",
            table=table,
            aggregate=found.aggregate,
            expression=found.expression,
            filter=joined,
            label=found.label,
            format=found.format,
        )

    def row_field(self, target: Target | None) -> RowField | None:
        """The dimension that holds the number on each row: itself, or that of a measure's bare column."""
        if target is None:
            return None
        if target.kind == "dimension":
            return RowField(target.table, target.name)
        if target.kind != "measure":
            return None
        measure = self.lexicon.measure(target.table, target.name)
        if measure is None or measure.expression is None or measure.aggregate in ("count", "count_distinct"):
            return None
        for dimension in self.lexicon.tables[target.table].dimensions:
            if (dimension.expression or dimension.name).strip('"') == measure.expression.strip('"'):
                return RowField(target.table, dimension.name)
        return None

    def display(self, table: str) -> str | None:
        """The dimension that names a table's things."""
        return self.lexicon.display(table)

    def names_one_thing(self, table: str, name: str) -> bool:
        """Whether no two rows of a table are known to share this field's value: it is a key of the table."""
        found = self.lexicon.tables[table]
        column = self.column(Target("dimension", table, name))
        return any(key in ((column,), (name,)) for key in (found.primary_key, *found.unique_keys))

    def key(self, table: str) -> str | None:
        """The dimension that is a table's key."""
        return self.lexicon.key_dimension(table)

    def time_of(self, table: str) -> str | None:
        """`table.field` of the time that "in 2025" means for a table's rows: its own, or that of the nearest it is a part of.

        None where the rows have several dates of which none is theirs before the others: no date of another thing stands in.
        People, places and things lend none of theirs.
        """
        own = self.lexicon.time_dimension(table)
        if own is not None:
            return own if "." in own else f"{table}.{own}"
        if sum(d.type == "time" and not d.hidden for d in self.lexicon.tables[table].dimensions) > 1:
            return None
        nearest: list[tuple[int, str]] = []
        for there, roads in self.roads.up(table).items():
            if there == table or there not in self.lexicon.tables or not masters.lends(there, self.lexicon):
                continue
            default = self.lexicon.time_dimension(there)
            if default is not None:
                nearest.append((len(roads[0]), default if "." in default else f"{there}.{default}"))
        nearest.sort()
        if not nearest or (len(nearest) > 1 and nearest[0][0] == nearest[1][0] and nearest[0][1] != nearest[1][1]):
            return None
        return nearest[0][1]

    def year_field(self, tables: list[str]) -> str | None:
        """A field that holds the year of the rows, for tables that have no dates: the one called so, else the only one."""
        for table in tables:
            years = [
                (words, f"{table}.{dimension.name}")
                for dimension in self.lexicon.tables[table].dimensions
                if dimension.type in ("number", "string")
                and (words := words_of(dimension.label or dimension.name))[-1:] == ("year",)
            ]
            own = [name for words, name in years if len(words) == 1]
            found = own or [name for _, name in years]
            if len(found) == 1:
                return found[0]
        return None


def quoted(name: str) -> str:
    """A column name as SQL, quoted when it is not a plain word."""
    return name if re.fullmatch(r"[a-z_][a-z0-9_]*", name) else '"' + name.replace('"', '""') + '"'


def _spoken(agg: str) -> str:
    return {"avg": "average", "sum": "total", "max": "maximum", "min": "minimum", "stddev": "standard deviation"}.get(
        agg, agg
    )
