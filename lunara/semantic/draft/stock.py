"""What a stock is worth: the pieces that a row holds at the cost or price of one, where one alone can be meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from sqlglot import exp

from lunara.semantic.draft.facts import ColumnFacts, TableFacts
from lunara.semantic.draft.measures import Proposal, free_name, in_whole
from lunara.semantic.draft.roles import Role
from lunara.semantic.draft.vocabulary import word_set
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import Format, Measure

_HELD = word_set("stock inventory hand available")
_HOLDS = word_set("stock inventory warehouse")
_PIECES = word_set("quantity unit piece level")
_AS_THEY_ARE = word_set("in on current currently total now count number of item product part physical actual at")
_COST = word_set("cost buy buying purchase purchasing")
_OF_ONE = word_set("""
    unit item piece each per product price cost buy buying purchase purchasing supply standard average list retail sell selling
    sale current net base regular
""")


def stock_value(table: TableFacts, roles: Mapping[str, Role], dialect: str, taken: set[str]) -> Proposal | None:
    """Pieces in stock × the cost of one, or its price where the row has no cost; None where several could be meant."""
    usable = [c for c in table.columns if roles[c.name].kind == "measure"]
    pieces = [c for c in usable if roles[c.name].aggregate == "sum" and _held(c, table)]
    of_one = [c for c in usable if roles[c.name].aggregate == "avg" and _of_one(c)]
    costs = [c for c in of_one if set(c.sense) & _COST]
    at = costs or of_one
    if not pieces and not of_one:
        pieces, at = _in_one_unit(usable, roles, table)
    told = any(set(c.sense) & {"value", "worth", "valuation"} for c in usable)
    if told or len(pieces) != 1 or len(at) != 1:
        return None
    count, one = pieces[0], at[0]
    product = exp.Mul(this=_column(count, dialect), expression=in_whole(one, dialect))
    said = f"{count.name} × {one.name}"
    measure = Measure(
        name=free_name("stock_value", taken),
        aggregate="sum",
        expression=product.sql(dialect),
        label="Stock value",
        description=f"What the stock is worth{' at cost' if costs else ''}: {said}, summed.",
        synonyms=_synonyms("stock", "inventory"),
        format=Format(kind="currency"),
        additive_over="not time" if roles[count.name].balance else "all",
    )
    because = f"A row holds {count.name} at {one.name} each; there is no column with the value: {said}."
    return Proposal(measure, 0.8, because)


def _in_one_unit(
    usable: Sequence[ColumnFacts], roles: Mapping[str, Role], table: TableFacts
) -> tuple[list[ColumnFacts], list[ColumnFacts]]:
    """The pieces and the price of one that are both called after the same unit: sheets on hand, price per sheet."""
    found = []
    for price in usable:
        words = set(price.sense)
        unit = words - _OF_ONE
        if (
            roles[price.name].aggregate != "avg"
            or not words & {"price", "cost"}
            or "per" not in words
            or len(unit) != 1
        ):
            continue
        held = [c for c in usable if roles[c.name].aggregate == "sum" and unit < set(c.sense) and _held(c, table, unit)]
        found += [(c, price) for c in held]
    return ([found[0][0]], [found[0][1]]) if len(found) == 1 else ([], [])


def _held(column: ColumnFacts, table: TableFacts, unit: Set[str] = frozenset()) -> bool:
    """Whether a number says how many pieces are there: units in stock, available quantity, the quantity of an inventory."""
    words = set(column.sense) - unit
    if not words <= _HELD | _PIECES | _AS_THEY_ARE or ("on" in words and "hand" not in words):
        return False
    held = words & (_HELD - {"available"} if not words & _PIECES else _HELD)
    return bool(held or (words & _PIECES and set(table.entity[-1:]) & _HOLDS))


def named(found: Sequence[Proposal], table: TableFacts, roles: Mapping[str, Role]) -> list[Proposal]:
    """The measures of a table of stock, where one column alone holds the pieces: they are the stock, and its rows are rows."""
    pieces = [c.name for c in table.columns if roles[c.name].aggregate == "sum" and _held(c, table)]
    if len(pieces) != 1 or not set(table.entity[-1:]) & _HOLDS - {"warehouse"}:
        return list(found)
    what = table.entity[-1]
    made = []
    for one in found:
        measure = one.measure
        if measure.aggregate == "count" and measure.filter is None:
            rows = f"{' '.join(table.entity)} rows"
            measure = measure.model_copy(update={"label": f"Number of {rows}", "synonyms": (rows,)})
        elif one.column == pieces[0] and measure.aggregate == "sum":
            synonyms = tuple(
                dict.fromkeys((*measure.synonyms, what, "stock", "inventory", f"{what} level", f"units in {what}"))
            )
            measure = measure.model_copy(update={"synonyms": synonyms})
        made.append(replace(one, measure=measure))
    return made


def _of_one(column: ColumnFacts) -> bool:
    words = set(column.sense)
    if words == {"msrp"}:
        return True
    return bool(words & {"price", "cost"}) and words <= _OF_ONE


def _synonyms(*things: str) -> tuple[str, ...]:
    said: Sequence[str] = [s for t in things for s in (f"{t} value", f"value of {t}", f"worth of {t}", f"{t} worth")]
    return tuple(s for s in said if s != "stock value")


def _column(column: ColumnFacts, dialect: str) -> exp.Column:
    return exp.column(column_identifier(column.name, dialect))
