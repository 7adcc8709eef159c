"""Measures over measures: averages of an order, rates of returns, and rates of two sums of one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lunara.semantic.draft.facts import ColumnFacts, TableFacts
from lunara.semantic.draft.in_lines import Told
from lunara.semantic.draft.measures import Proposal
from lunara.semantic.draft.role_words import CURRENCIES
from lunara.semantic.model import DerivedMeasure, Format, Relationship

_TOTALS = (
    "total due",
    "grand total",
    "total amount",
    "order total",
    "net amount",
    "total price",
    "total",
    "amount",
    "order amount",
    "revenue",
    "net revenue",
    "order value",
    "sale",
    "total sale",
    "total paid",
    "value",
    "price",
    "gross amount",
    "payment amount",
    "total revenue",
    "total value",
    "net total",
)
# What a column of a row's own money may be called, beside the row's name and a currency.
_WHOLE = frozenset(
    ["amount", "value", "total", "net", "gross", "revenue", "sale", "order", "extended", "grand", "due", "paid"]
)
_LINES = frozenset(["line", "item", "detail", "position"])
_COSTS = frozenset(["cost", "cogs", "total", "amount", "product", "sale", "extended", "goods", "sold", "of"])
_COUNTED = frozenset(["order", "sale", "purchase", "booking", "invoice", "transaction", "trip", "reservation"])


def derived(
    tables: Sequence[TableFacts],
    measures: Mapping[str, Sequence[Proposal]],
    relationships: Sequence[Relationship],
    taken: set[str],
    lines_of: Mapping[str, Told] | None = None,
) -> list[tuple[DerivedMeasure, float, str]]:
    """Averages per order and rates of returns, where both sides exist. `lines_of`: tables whose rows are lines of something."""
    names: dict[str, int] = {}
    for proposals in measures.values():
        for proposal in proposals:
            names[proposal.measure.name] = names.get(proposal.measure.name, 0) + 1

    def said(table: str, measure: str) -> str:
        return measure if names[measure] == 1 else f"{table}.{measure}"

    by_name = {table.name: table for table in tables}
    found: list[tuple[DerivedMeasure, float, str]] = []
    for table in tables:
        if lines_of is not None and table.name in lines_of:
            found.extend(_of_lines(table, lines_of[table.name], measures.get(table.name, ()), taken, said))
            continue
        if not any(alias[-1:] and alias[-1] in _COUNTED for alias in table.aliases):
            continue
        word = (table.aliases[-1] if table.aliases else ("order",))[-1]
        count = next(
            (p for p in measures.get(table.name, ()) if p.measure.aggregate == "count" and not p.measure.filter), None
        )
        value = _order_value(measures.get(table.name, ()), table)
        source = table.name
        if value is None:
            for relationship in relationships:
                lines = by_name.get(relationship.from_table)
                if relationship.to_table == table.name and lines is not None and lines is not table:
                    value = next(
                        (
                            p
                            for p in measures.get(lines.name, ())
                            if p.measure.label in ("Net revenue", "Revenue", "Gross revenue")
                        ),
                        None,
                    ) or _lines_value(measures.get(lines.name, ()), lines, word)
                    if value is not None:
                        source = lines.name
                        break
        if count is None or value is None:
            continue
        name = f"average_{word}_value"
        if name in taken:
            continue
        taken.add(name)
        expression = f"{said(source, value.measure.name)} / {said(table.name, count.measure.name)}"
        synonyms = (
            ("AOV", "average basket", "average order size", "basket size")
            if word == "order"
            else (f"average value of a {word}", *_ALSO.get(word, ()))
        )
        measure = DerivedMeasure(
            name=name,
            expression=expression,
            label=f"Average {word} value",
            synonyms=synonyms,
            format=value.measure.format,
            description=f"{value.measure.label} divided by {count.measure.label}.",
        )
        found.append(
            (
                measure,
                0.85,
                f"{value.measure.label} is the money of a {word}, {count.measure.label} how many there are.",
            )
        )
    found.extend(_ratios(tables, measures, taken, said))
    found.extend(_margins(tables, measures, taken, said))
    found.extend(_return_rates(by_name, measures, relationships, taken, said))
    return found


_ALSO = {"invoice": ("average bill", "average bill amount")}
_BASKETS = {
    "order": ("AOV", "average basket", "average order size", "basket size", "average basket value"),
    "receipt": ("average basket", "basket size", "average basket value", "average transaction value"),
    "basket": ("average basket", "basket size", "average transaction value"),
    "transaction": ("average basket", "basket size", "average basket value"),
}


def _of_lines(
    table: TableFacts,
    thing: Told,
    proposals: Sequence[Proposal],
    taken: set[str],
    said: Callable[[str, str], str],
) -> list[tuple[DerivedMeasure, float, str]]:
    """What one comes to of those that the rows are lines of: the amounts of all lines over the number of different orders."""
    word = thing.noun[-1]
    count = next(p for p in proposals if p.measure.aggregate == "count_distinct" and p.column == thing.column.name)
    value = _order_value(proposals, table) or _lines_value(proposals, table, word)
    name = f"average_{'_'.join(thing.noun)}_value"
    if value is None or name in taken:
        return []
    taken.add(name)
    measure = DerivedMeasure(
        name=name,
        expression=f"{said(table.name, value.measure.name)} / {said(table.name, count.measure.name)}",
        label=f"Average {' '.join(thing.noun)} value",
        synonyms=_BASKETS.get(word, (f"average value of a {word}",)),
        format=value.measure.format,
        description=f"{value.measure.label} divided by {count.measure.label}.",
    )
    because = f"{value.measure.label} is the money of the lines of a {word}, {count.measure.label} how many there are."
    return [(measure, 0.85, because)]


def _order_value(proposals: Sequence[Proposal], table: TableFacts) -> Proposal | None:
    """The measure of the money that a row is about: its total, net amount or revenue; not its taxes, fees or discounts."""
    columns = {c.name: c for c in table.columns}
    ranked = []
    for proposal in proposals:
        measure = proposal.measure
        if measure.aggregate != "sum" or measure.filter or measure.format is None or measure.format.kind != "currency":
            continue
        text = " ".join(columns[proposal.column].sense) if proposal.column in columns else ""
        if text in _TOTALS:
            ranked.append((_TOTALS.index(text), proposal))
        elif measure.label in ("Net revenue", "Revenue"):
            ranked.append((len(_TOTALS), proposal))
        elif proposal.column in columns and _is_whole(columns[proposal.column], table):
            plain = set(columns[proposal.column].sense)
            ranked.append(
                (
                    len(_TOTALS) + (1 if "net" in plain else 2 if "total" in plain else 4 if "gross" in plain else 3),
                    proposal,
                )
            )
    return min(ranked, key=lambda item: item[0])[1] if ranked else None


def _lines_value(proposals: Sequence[Proposal], lines: TableFacts, word: str) -> Proposal | None:
    """The one measure of the money that a line comes to, where the rows are lines of such a thing (order lines of an order)."""
    if word not in lines.entity or not {*lines.entity} & _LINES:
        return None
    columns = {c.name: c for c in lines.columns}
    found = [
        p
        for p in proposals
        if p.measure.aggregate == "sum" and not p.measure.filter and p.column in columns
        and p.measure.format is not None and p.measure.format.kind == "currency"
        and {*columns[p.column].sense} <= {"line", "total", "amount", "net", "extended", "price", *lines.entity}
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


def _is_whole(column: ColumnFacts, table: TableFacts) -> bool:
    """sales_amount of sales, net_order_value_usd of orders: the row's own money by name, and nothing beside it."""
    words = set(column.sense) - set(table.entity) - CURRENCIES
    return bool(words & {"amount", "value", "revenue", "total"}) and words <= _WHOLE


def _margins(
    tables: Sequence[TableFacts],
    measures: Mapping[str, Sequence[Proposal]],
    taken: set[str],
    said: Callable[[str, str], str],
) -> list[tuple[DerivedMeasure, float, str]]:
    """What is left of revenue: as profit where a table has revenue and cost, and as a share of revenue."""
    found: list[tuple[DerivedMeasure, float, str]] = []
    for table in tables:
        columns = {c.name: c for c in table.columns}
        sums = [p for p in measures.get(table.name, ()) if p.column in columns and p.measure.aggregate == "sum"]
        money = [p for p in sums if p.measure.format is not None and p.measure.format.kind == "currency"]
        revenue = _order_value(money, table)
        costs = [p for p in money if set(columns[p.column].sense) & {"cost", "cogs"}]
        costs = [p for p in costs if set(columns[p.column].sense) - set(table.entity) <= _COSTS]
        profits = [p for p in money if columns[p.column].sense[-1] == "profit"]
        if revenue is None or "profit_margin" in taken or (len(profits) != 1 and (profits or len(costs) != 1)):
            continue
        above = said(table.name, revenue.measure.name)
        if profits:
            left, told = (
                said(table.name, profits[0].measure.name),
                f"{profits[0].measure.label} divided by {revenue.measure.label}.",
            )
            because = f"{table.table.name} has {profits[0].column} and {revenue.column}."
        else:
            cost = costs[0]
            below = said(table.name, cost.measure.name)
            left = f"({above} - {below})"
            told = f"{revenue.measure.label} less {cost.measure.label}, divided by {revenue.measure.label}."
            because = f"{table.table.name} has {revenue.column or revenue.measure.name} and {cost.column} in each row."
            if "gross_profit" not in taken:
                taken.add("gross_profit")
                profit = DerivedMeasure(
                    name="gross_profit",
                    label="Gross profit",
                    expression=f"{above} - {below}",
                    description=f"{revenue.measure.label} less {cost.measure.label}.",
                    format=revenue.measure.format,
                )
                found.append((profit, 0.75, because))
        taken.add("profit_margin")
        margin = DerivedMeasure(
            name="profit_margin",
            label="Profit margin",
            expression=f"{left} / {above}",
            description=told,
            synonyms=() if profits else _GROSS_MARGIN,
            format=Format(kind="percent", decimals=1),
        )
        found.append((margin, 0.75, because))
    return found


_GROSS_MARGIN = ("gross margin", "gross profit margin")
"""What is left of revenue once its cost is paid, as trade calls it; a profit that is held may be after all else."""


_RATIOS = (
    ("click_through_rate", "Click-through rate", ("clicks", "click count"), ("impressions",), "percent"),
    ("bounce_rate", "Bounce rate", ("bounces", "bounce count"), ("visits", "sessions"), "percent"),
    ("conversion_rate", "Conversion rate", ("conversions",), ("clicks", "visits", "sessions"), "percent"),
    ("cost_per_conversion", "Cost per conversion", ("spend", "cost", "amount"), ("conversions",), "currency"),
    ("open_rate", "Open rate", ("opens", "opened"), ("sent", "sends", "delivered"), "percent"),
    ("cost_per_click", "Cost per click", ("spend", "cost", "amount"), ("clicks",), "currency"),
)


def _ratios(
    tables: Sequence[TableFacts],
    measures: Mapping[str, Sequence[Proposal]],
    taken: set[str],
    said: Callable[[str, str], str],
) -> list[tuple[DerivedMeasure, float, str]]:
    """Rates whose two sides are sums of the same table: clicks for impressions, bounces for visits."""
    found: list[tuple[DerivedMeasure, float, str]] = []
    for table in tables:
        words = {" ".join(c.words): c.name for c in table.columns}
        sums = {
            p.column: p.measure.name for p in measures.get(table.name, ()) if p.column and p.measure.aggregate == "sum"
        }
        for name, label, tops, bottoms, kind in _RATIOS:
            top = next((words[w] for w in tops if words.get(w) in sums), None)
            bottom = next((words[w] for w in bottoms if words.get(w) in sums), None)
            if top is None or bottom is None or name in taken:
                continue
            taken.add(name)
            shape = Format(kind="percent", decimals=1) if kind == "percent" else Format(kind="currency", decimals=2)
            expression = f"{said(table.name, sums[top])} / {said(table.name, sums[bottom])}"
            description = f"{top} divided by {bottom}."
            measure = DerivedMeasure(
                name=name, label=label, expression=expression, description=description, format=shape
            )
            found.append((measure, 0.8, f"{table.table.name} has both {top} and {bottom}."))
    return found


def _return_rates(
    by_name: Mapping[str, TableFacts],
    measures: Mapping[str, Sequence[Proposal]],
    relationships: Sequence[Relationship],
    taken: set[str],
    said: Callable[[str, str], str],
) -> list[tuple[DerivedMeasure, float, str]]:
    found: list[tuple[DerivedMeasure, float, str]] = []
    for relationship in relationships:
        child, parent = by_name.get(relationship.from_table), by_name.get(relationship.to_table)
        if (
            child is None
            or parent is None
            or not child.entity
            or not {"return", "refund", "returned"} & set(child.entity)
        ):
            continue
        if not {"order", "sale", "purchase"} & set(parent.entity):
            continue
        top = next((p for p in measures.get(child.name, ()) if p.measure.aggregate == "count"), None)
        bottom = next((p for p in measures.get(parent.name, ()) if p.measure.aggregate == "count"), None)
        if top is None or bottom is None or "return_rate" in taken:
            continue
        taken.add("return_rate")
        measure = DerivedMeasure(
            name="return_rate",
            label="Return rate",
            synonyms=("rate of returns", "share returned"),
            format=Format(kind="percent", decimals=1),
            expression=f"{said(child.name, top.measure.name)} / {said(parent.name, bottom.measure.name)}",
            description=f"{top.measure.label} divided by {bottom.measure.label}.",
        )
        found.append(
            (measure, 0.75, f"{child.table.name} refers to {parent.table.name}: returns can be set against them.")
        )
    return found
