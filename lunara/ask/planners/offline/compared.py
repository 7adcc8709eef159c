"""Questions that leave out their number: "orders over 500", "best selling products". Which is meant is for the person to say."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from lunara.ask.planners.offline import money
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import holds_years
from lunara.ask.planners.offline.ranked_by import FEW
from lunara.ask.planners.offline.words import CURRENCIES, MONEY_WORDS
from lunara.ask.tokens import stem
from lunara.semantic.model import Dimension, Table


def asked_about(items: Sequence[Item], lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    """Numbers that may be meant, each as its label and the question with it named; empty for any other question."""
    return _selling(items, lexicon) or _compared(items, lexicon)


def _selling(items: Sequence[Item], lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    """ "Best selling products": by money or by pieces."""
    for best, selling in itertools.pairwise(items):
        if not best.is_op("top", "super") or selling.low not in ("selling", "sold"):
            continue
        if set(best.low.split()) & {"most", "least"} and selling.low == "sold" and any(i.is_op("by") for i in items):
            continue
        labels: list[str] = []
        targets = [*_called_sales(lexicon), *(m.target for m in money.brought_in(lexicon)[:3])]
        for target in targets:
            label = label_of(lexicon, target)
            if label not in labels:
                labels.append(label)
        few = _few_of_the_worst(items, best, selling)
        said = [few if few and i is best else i.text for i in items if i is not selling and i.text not in "?.!"]
        text = " ".join(said)
        if few:
            return tuple(
                (f"{label}, {FEW} of them", f"{text} by {label[:1].lower()}{label[1:]}") for label in labels[:4]
            )
        return tuple((label, f"{text} by {label[:1].lower()}{label[1:]}") for label in labels[:4])
    return ()


def _few_of_the_worst(items: Sequence[Item], best: Item, selling: Item) -> str:
    """ "The bottom 5" for "the worst selling products": all of them in that order are not the worst; "" for others."""
    op = best.op("super") or best.op("top")
    behind = items[items.index(selling) + 1 :]
    several = bool(behind) and behind[0].plural
    numbered = any(i.kind == "number" or i.is_op("each") for i in items)
    return f"bottom {FEW}" if op is not None and op.arg == "asc" and several and not numbered else ""


def _called_sales(lexicon: Lexicon) -> list[Target]:
    """The numbers that are called revenue, sales or pieces sold."""
    targets: list[Target] = []
    for words in (("revenue",), ("sale",), ("unit", "sold"), ("quantity",)):
        found = (m.target for m in lexicon.fields(words) if m.exact and m.target.kind in ("measure", "derived"))
        targets.extend(itertools.islice(found, 1))
    return targets


def sells_by_guess(lexicon: Lexicon) -> bool:
    """Whether "best selling" is by what rows bring in alone, which no name says: then it is asked, also of one number."""
    return not _called_sales(lexicon)


def best_selling(items: Sequence[Item], lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    """ "Best selling product in each category": what it is chosen by, where the question does not say it."""
    numbers = any(m.exact and _adds_up(m.target, lexicon) for i in items for m in i.matches[:1])
    return () if numbers else _selling(items, lexicon)


def _adds_up(target: Target, lexicon: Lexicon) -> bool:
    found = lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    return target.kind == "derived" or (found is not None and found.aggregate not in ("count", "count_distinct"))


def _compared(items: Sequence[Item], lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    """ "Orders over 500": the numbers that an order has."""
    said = [i for i in items if i.kind not in ("filler", "unit", "punct")]
    for thing, compare, number in zip(said, said[1:], said[2:], strict=False):
        op = compare.op("compare")
        second = _second(said, number) if compare.is_op("between") else None
        ranges = op is not None and op.arg in (">", ">=", "<", "<=")
        if number.kind != "number" or number.percent or not (ranges or second is not None):
            continue
        table = next((m.target.table for m in thing.matches if m.exact and m.target.kind == "table"), None) or _of_kind(
            thing
        )
        following = items[items.index(second or number) + 1 :]
        paid = number.text[:1] in "$€£"
        if following and following[0].kind == "unit" and stem(following[0].low) in CURRENCIES:
            following, paid = following[1:], True
        if table is None or (
            following and following[0].kind in ("mention", "time", "unit") and not _dated(following[0])
        ):
            continue
        fields = _numbers(lexicon, table, paid)
        at = list(items).index(compare)
        before, after = " ".join(i.text for i in items[:at]), " ".join(i.text for i in items[at:])
        return tuple((label, f"{before} with {_spoken(label)} {after}") for label in fields)
    return ()


def _of_kind(thing: Item) -> str | None:
    """The table of things of which one kind is called so: "mortgages" of loans."""
    tables = {m.target.table for m in thing.matches}
    kinds = thing.plural and all(m.target.kind == "value" for m in thing.matches)
    return tables.pop() if kinds and len(tables) == 1 else None


def _spoken(label: str) -> str:
    """A number as the question may name it: "total" alone asks for a sum."""
    return "total amount" if words_of(label) == ("total",) else f"{label[:1].lower()}{label[1:]}"


def _second(said: Sequence[Item], first: Item) -> Item | None:
    """The number up to which "between" goes."""
    at = said.index(first)
    tie, number = (said[at + 1], said[at + 2]) if at + 2 < len(said) else (None, None)
    tied = tie is not None and (tie.is_op("and") or tie.low in ("to", "-"))
    return number if tied and number is not None and number.kind == "number" and not number.percent else None


def _dated(item: Item) -> bool:
    """ "Above 500 in 2024": a period of the rows, no unit of the number."""
    strong = item.time is not None and item.time.kind == "range" and item.time.strong
    return strong and item.low.split()[0] in ("in", "this", "last", "since", "during")


def _numbers(lexicon: Lexicon, table: str, paid: bool) -> list[str]:
    """Labels of a table's numbers, amounts of money before others, alone where money is spoken of; no years."""
    found = lexicon.tables[table]
    keys = {c for r in lexicon.model.relationships if r.from_table == table for c in r.from_columns}
    keys |= set(found.primary_key)
    numbers = [
        d
        for d in found.dimensions
        if d.type == "number"
        and not d.hidden
        and d.label
        and (d.expression or d.name).strip('"') not in keys
        and not holds_years(d)
    ]
    amounts = [d for d in numbers if _is_money(d)]
    whole = [d.label for d in amounts if d.label and _whole(d, found)]
    if len(whole) == 1 and len(amounts) == len(numbers) and "price" not in words_of(whole[0]):
        return whole  # an invoice over 500 is one of that amount: its tax is a part of it
    others = [] if paid else [d for d in numbers if d not in amounts]
    return [d.label for d in (*amounts, *others) if d.label][:4]


def only_part(label: str, items: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether money of this name is a part of what a thing costs, or beside it: an order over 500 is not one of that freight."""
    tables = {m.target.table for i in items for m in i.matches if m.exact and m.target.kind == "table"}
    found = [(d, lexicon.tables[t]) for t in tables for d in lexicon.tables[t].dimensions if d.label == label]
    return bool(found) and all(_is_money(d) and not _whole(d, table) for d, table in found)


def _whole(dimension: Dimension, table: Table) -> bool:
    """Whether a number is called after its table and no more: "Amount", "Invoice amount" of invoices."""
    return set(words_of(dimension.label or dimension.name)) <= {*table_words(table), *MONEY_WORDS}


def _is_money(dimension: Dimension) -> bool:
    return dimension.format is not None and dimension.format.kind == "currency"
