"""Names of a question that may mean something else than the plan takes them for: a word turned round, a verb that is a value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from lunara.ask.planners.offline.flatplan import FlatPlan, measure_tables
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import stem
from lunara.semantic.draft.measures import EVENTS
from lunara.semantic.draft.role_words import AMOUNTS
from lunara.semantic.draft.words import meaning_of
from lunara.semantic.model import Table
from lunara.semantic.query import ExistsFilter, FieldFilter, Filter, InlineMeasure, NotFilter, SemanticQuery

_COUNTING = spread("number numbers count counts no nr headcount rows records transactions anzahl")
_LISTING = spread(
    "list show give find get display all every each last latest recent newest first oldest which single individual rows"
)


def other_meaning(
    items: Sequence[Item],
    reading: Reading,
    query: SemanticQuery,
    lexicon: Lexicon,
    plan: FlatPlan,
) -> str | None:
    """Which name may mean something else, in words; None when every name means what the plan takes it for."""
    return (
        _beside_its_thing(items, reading, plan)
        or _opposite(items, reading, lexicon, plan)
        or _turned(items, reading, lexicon)
        or _balance(query, lexicon)
        or _named_like_table(reading, items, lexicon, plan)
        or _per_number(items, reading, lexicon, plan)
        or _per_counted(items, query, lexicon)
        or _near_but_known(items, reading, lexicon)
        or _verb_as_value(items, lexicon, plan)
    )


def counted_for_amount(items: Sequence[Item], reading: Reading, query: SemanticQuery, lexicon: Lexicon) -> str | None:
    """ "Total sales" where the model has no amount of that name: how many rows there are is another number.

    Not for a choice of readings that names the number of rows as such. "How many sales" and "number of sales" ask for that
    number, and "total orders" is how people ask for it.
    """
    listed = any(set(i.low.split()) & _LISTING for i in items if i.kind != "time")
    counted = {_rows_of(measure, lexicon) for measure in query.measures} - {""}
    denied = [f.not_ for f in query.filters if isinstance(f, NotFilter)]
    lacking = {f.exists for f in denied if isinstance(f, ExistsFilter) and all(_of_a_day(w, lexicon) for w in f.where)}
    for at, item in enumerate(items):
        chosen = reading.chosen.get(id(item))
        words = item.low.split()
        if chosen is None or chosen.target.table not in lexicon.tables:
            continue
        target, table = chosen.target, lexicon.tables[chosen.target.table]
        if target.kind == "value" and (item.quoted or _behind_its_field(items, at, target)):
            continue
        near = (*items[max(0, at - 2) : at], *items[at + 1 : at + 2])
        if set(words) & _COUNTING or any(i.is_op("count") or i.low in _COUNTING for i in near):
            continue
        rows = (table.label or table.name.replace("_", " ")).lower()
        one = not item.plural and meaning_of(words[-1])[-1] in EVENTS  # "the biggest sale" is one of the rows
        amount = is_amount(item.low) and not one
        if target.kind == "table" and target.table in lacking:
            continue  # "shelves without any sales" have no amount of them either
        if target.kind == "table" and amount and not query.measures and not listed:
            return (
                f"“{item.text}” may mean an amount, and the model has none of that name. Ask for the number of {rows}, or to"
                f" list them, if that is meant."
            )
        if target.kind == "dimension":
            field = lexicon.dimension(target.table, target.name)
            if amount and not query.measures and field is not None and field.type == "string":
                return f"{label_of(lexicon, target)} is text in this model, not a number, so it cannot be added up or compared."
            continue
        summed = any(op.name == "agg" and op.arg == "sum" for i in items[max(0, at - 2) : at] for op in i.ops)
        named = any(
            (d.label or d.name.replace("_", " ")).lower() == item.low and d.type in ("string", "number")
            for d in table.dimensions
        )
        its = _rows_of(target.name, lexicon) if target.kind == "measure" else target.table
        # "Ticket sales" are things as well, where there is no amount that could be meant.
        said = (
            summed
            or len(words) == 1
            or any(d.type == "string" and is_amount(d.label or d.name) for d in table.dimensions)
        )
        if its in counted and ((amount and said) or (named and summed)):
            return (
                f"“{item.text}” may mean an amount, and the model has none of that name: it would be the number of rows of"
                f" {rows}. Ask for the number of {rows} if that is meant."
            )
    return None


def _of_a_day(found: Filter, lexicon: Lexicon) -> bool:
    """Whether a condition is that of a period."""
    table, _, name = found.field.rpartition(".") if isinstance(found, FieldFilter) else ("", "", "")
    field = lexicon.dimension(table, name) if table in lexicon.tables else None
    return field is not None and field.type == "time"


def _behind_its_field(items: Sequence[Item], at: int, target: Target) -> bool:
    """Whether a value stands right behind the name of its field: "decline reason price"."""
    before = items[at - 1].matches if at else []
    return any(
        m.exact and (m.target.kind, m.target.table, m.target.name) == ("dimension", target.table, target.name)
        for m in before
    )


def is_amount(name: str) -> bool:
    """ "Revenue", "online sales", "Umsatz": whether it says how much, not how many."""
    last = meaning_of(re.split(r"[\s_]+", name.lower().strip())[-1])[-1:]
    return bool(last) and last[0] in AMOUNTS


def _rows_of(measure: str | InlineMeasure, lexicon: Lexicon) -> str:
    """The table whose rows a measure counts; "" where it counts none."""
    if isinstance(measure, InlineMeasure):
        return measure.table if measure.aggregate == "count" and measure.expression is None else ""
    for table in measure_tables(measure, lexicon):
        found = lexicon.measure(table, measure.rpartition(".")[2])
        if found is not None and found.aggregate == "count" and found.expression is None:
            return table
    return ""


def _turned(items: Sequence[Item], reading: Reading, lexicon: Lexicon) -> str | None:
    """ "Visits per order" is not "orders per visit", though the words are the same."""
    for item in items:
        chosen = reading.chosen.get(id(item))
        sides = _sides(item.text)
        if chosen is None or sides is None or chosen.target.kind not in ("measure", "derived"):
            continue
        target = chosen.target
        found = lexicon.derived(target.name) if target.kind == "derived" else lexicon.measure(target.table, target.name)
        if found is None:
            continue
        names = [_sides(n) for n in (found.label or "", found.name.replace("_", " "), *found.synonyms)]
        if sides[::-1] in names and sides not in names:
            return f"“{item.text}” is the other way round than {found.label or found.name}, which the model has."
    return None


def _adds(table: Table) -> bool:
    return any(m.aggregate not in ("count", "count_distinct") for m in table.measures)


def _sides(text: str) -> tuple[str, str] | None:
    left, per, right = text.lower().partition(" per ")
    if not per:
        return None
    return " ".join(stem(w) for w in left.split()), " ".join(stem(w) for w in right.split())


def _balance(query: SemanticQuery, lexicon: Lexicon) -> str | None:
    """The average of a balance over its rows is one of rows, not of the whole, unless each row's thing is named."""
    for measure in query.measures:
        if not isinstance(measure, InlineMeasure) or measure.aggregate not in ("avg", "median"):
            continue
        table = lexicon.tables.get(measure.table)
        if table is None:
            continue
        balances = [m for m in table.measures if m.additive_over != "all" and m.expression == measure.expression]
        times = {d.expression or d.name for d in table.dimensions if d.type == "time"}
        things = [c for c in table.primary_key if c not in times]
        fixed = {d if isinstance(d, str) else d.field for d in query.dimensions if isinstance(d, str) or not d.grain}
        fixed |= {f.field for f in query.filters if isinstance(f, FieldFilter) and f.op == "="}
        if balances and things and len(fixed) < len(things):
            label = balances[0].label or balances[0].name
            return f"{label} is a balance: its average over rows is not that of the whole. Ask for it by day or month."
    return None


def _named_like_table(reading: Reading, items: Sequence[Item], lexicon: Lexicon, plan: FlatPlan) -> str | None:
    """ "The price" where one table has a price and another one holds daily prices: which of them is for the person to say."""
    tied = {name for item in items for name in item.over}
    used = plan.all_tables(lexicon) | {r.from_table for r in lexicon.model.relationships if r.name in tied}
    for at, item in enumerate(items):
        chosen = reading.chosen.get(id(item))
        words = item.low.split()
        if chosen is None or len(words) != 1 or chosen.target.kind not in ("measure", "dimension"):
            continue
        if any(i.is_op("agg", "count", "by") for i in items[max(0, at - 2) : at]) or not plan.query.measures:
            continue
        for name, table in lexicon.tables.items():
            called = (table.label or name.replace("_", " ")).lower().split()
            if name not in used and len(called) > 1 and stem(called[-1]) == stem(words[0]) and _adds(table):
                others = ", ".join(m.label or m.name for m in table.measures[:4])
                return f"“{item.text}” may be of {table.label or name} too ({others}). Name the one that is meant."
    return None


def _per_number(items: Sequence[Item], reading: Reading, lexicon: Lexicon, plan: FlatPlan) -> str | None:
    """ "Amount per share" is a division; a group for each number of shares would not be it."""
    for word, item in pairwise(items):
        chosen = reading.chosen.get(id(item))
        if word.low != "per" or chosen is None or chosen.target.kind != "dimension" or item.plural:
            continue
        target = chosen.target
        one = lexicon.dimension(target.table, target.name)
        if one is None or one.type != "number" or f"{target.table}.{target.name}" not in plan.dimensions:
            continue
        column = one.expression or one.name
        over = [
            m for m in lexicon.tables[target.table].measures if (m.expression or "").strip('"') == column.strip('"')
        ]
        if any(m.aggregate == "sum" or (m.format is not None and m.format.kind == "duration") for m in over):
            return f"A ratio “{word.text} {item.text}” is only known where the model has a measure for it."
    return None


def _opposite(items: Sequence[Item], reading: Reading, lexicon: Lexicon, plan: FlatPlan) -> str | None:
    """ "Inactive tickers" where tickers are active or not: the word denies their own field, whatever another table calls so."""
    tables = {t for m in plan.query.measures for t in measure_tables(m, lexicon)} | plan.tables
    for item in items:
        chosen = reading.chosen.get(id(item))
        flag = lexicon.flag(chosen.target.table, chosen.target.name) if chosen is not None and item.opposite else None
        if chosen is not None and flag is not None:
            own = [f for f in plan.fields if f.field == f"{chosen.target.table}.{chosen.target.name}"]
            if any(flag[0] in f.values and f.op == "=" for f in own):
                return f"“{item.text}” and its opposite are both asked for. Ask for one of them."
        if chosen is None or chosen.target.kind != "value" or chosen.target.table in tables:
            continue
        for prefix in ("in", "un", "non", "dis"):
            rest = item.low.removeprefix(prefix).strip(" -")
            if rest == item.low or len(rest) < 4:
                continue
            for table in tables & set(lexicon.tables):
                for one in lexicon.tables[table].dimensions:
                    if one.type == "boolean" and rest in lexicon.own_words(Target("dimension", table, one.name)):
                        return f"“{item.text}” can mean that “{one.label or one.name}” is no. If so, say: not {rest}."
    return None


def _verb_as_value(items: Sequence[Item], lexicon: Lexicon, plan: FlatPlan) -> str | None:
    """ "Shares sold" where a field says buy or sell: the verb is one of its values, and must not be passed over."""
    tables = {t for m in plan.query.measures for t in measure_tables(m, lexicon)} | plan.tables
    for item in items:
        if item.kind not in ("verb", "filler") or not item.verb:
            continue
        for word in dict.fromkeys((item.low, *item.verb)):
            for match in lexicon.value_matches((word,), word):
                target = match.target
                if target.table not in tables or str(target.value).lower() != word:
                    continue
                if target.value not in plan.values:
                    label = label_of(lexicon, target)
                    return f"“{item.text}” may mean {label} “{target.value}”. If so, say: {label} {target.value}."
                break
    return None


def _beside_its_thing(items: Sequence[Item], reading: Reading, plan: FlatPlan) -> str | None:
    """ "Nasdaq tickers": a value right before a thing that has this value itself is not that of another table."""
    for value, thing in pairwise(items):
        chosen = reading.chosen.get(id(value))
        if chosen is None or chosen.target.kind != "value" or thing.kind != "mention":
            continue
        tables = {m.target.table for m in thing.matches if m.target.kind == "table" and m.exact}
        own = [m for m in value.matches if m.target.kind == "value" and m.target.table in tables]
        same = [m for m in own if str(m.target.value).lower() == str(chosen.target.value).lower()]
        name = f"{chosen.target.table}.{chosen.target.name}"
        if same and chosen.target.table not in tables and any(f.field == name for f in plan.fields):
            return (
                f"“{value.text}” can be said of {thing.text} and of something else here. Name the field it belongs to."
            )
    return None


def _per_counted(items: Sequence[Item], query: SemanticQuery, lexicon: Lexicon) -> str | None:
    """ "Page views per visit" where visits are added up: an average over rows would not be it."""
    if not any(isinstance(m, InlineMeasure) and m.aggregate == "avg" for m in query.measures):
        return None
    for word, item in pairwise(items):
        if word.low != "per":
            continue
        for match in item.matches:
            target = match.target
            found = lexicon.measure(target.table, target.name) if target.kind == "measure" and match.exact else None
            if found is not None and found.aggregate == "sum":
                return f"A ratio “{word.text} {item.text}” is only known where the model has a measure for it."
    return None


def _near_but_known(items: Sequence[Item], reading: Reading, lexicon: Lexicon) -> str | None:
    """ "Refund rate" is not the return rate where refunds are a number of their own."""
    for item in items:
        chosen = reading.chosen.get(id(item))
        words = [stem(w) for w in item.low.split()]
        if chosen is None or chosen.exact or len(words) < 2 or chosen.target.kind not in ("measure", "derived"):
            continue
        own = lexicon.own_words(chosen.target) | set(table_words(lexicon.tables.get(chosen.target.table)))
        for word in words:
            known = [m for m in lexicon.fields((word,)) if m.exact and m.target.kind in ("measure", "derived")]
            if word not in own and known and all(m.target != chosen.target for m in known):
                meant = label_of(lexicon, chosen.target)
                return f"“{item.text}” is not known; {meant} is near, but {label_of(lexicon, known[0].target)} is another number."
    return None
