"""What a question keeps apart and a query runs together: two numbers set against each other, whose deed it is, both of two.

Each of these checks looks at the words of the question in their order, and at the finished query.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lunara.ask.near_words import near_words
from lunara.ask.paths import Roads
from lunara.ask.planners.offline.flatplan import FlatPlan, flat, measure_tables
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.standing import MAKING
from lunara.ask.planners.offline.units_said import other_unit, told_in_no_such
from lunara.ask.planners.offline.words import AGAINST
from lunara.semantic.query import ExistsFilter, FieldFilter, NotFilter

_PERCENT = frozenset(("percent", "percentage", "percentages", "pct", "%"))
_NONE = frozenset(("neither", "no", "none"))
_SAME = 4
"""So many first letters tell that a name is called after a verb."""


def run_together(items: Sequence[Item], reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """What the query does not keep apart, in words; None where it does."""
    return (
        _set_against(items, reading, plan, lexicon)
        or _in_percent(items, plan)
        or _done_by_another(items, reading, plan, lexicon)
        or _of_the_doer(items, reading, plan, lexicon)
        or _none_of_them(items, plan)
        or _both_years(items, plan)
        or _deeds_of_one_year(items, reading, plan, lexicon)
        or _both_of_them(items, reading, plan, lexicon)
        or _of_the_thing_before(items, reading, plan, lexicon)
        or _denied(items, reading, plan, lexicon)
        or other_unit(items, plan, lexicon)
        or told_in_no_such(items, plan, lexicon)
    )


def _set_against(items: Sequence[Item], reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "Donations vs expenses by month" are two numbers, not the donations of what has expenses."""
    measured = _rows(plan, lexicon)
    for at, item in enumerate(items):
        if item.low not in AGAINST:
            continue
        next_to = [items[n] for n in (at - 1, at + 1) if 0 <= n < len(items)]
        if len(next_to) == 2 and all(i.kind == "time" for i in next_to):
            continue  # two periods: what stands around them is of both
        left = next((i for i in reversed(items[:at]) if i.kind == "mention"), None)
        right = next((i for i in items[at + 1 :] if i.kind == "mention"), None)
        if left is None or right is None:
            continue
        sides = [t for side in (left, right) if (t := _number(side, reading)) is not None]
        if len(sides) < 2:
            continue
        one_of_two = sides[0].table == sides[1].table and len(plan.query.measures) < 2
        if any(t.table not in measured for t in sides if t.table) or (one_of_two and "derived" not in plan.aggregates):
            return (
                f"The answer would not set “{left.text}” against “{right.text}”. "
                f"Ask for “{left.text} and {right.text}”, or for each in a question of its own."
            )
    return None


def _denied(items: Sequence[Item], reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "Where the customer was not notified" is not answered with those who were: what no yes or no denies."""
    if plan.denies:
        return None
    for at, item in enumerate(items):
        if not item.is_op("not", "without"):
            continue
        told = next((i for i in items[at + 1 :] if i.kind != "filler"), None)
        target = reading.target(told) if told is not None and told.kind == "mention" else None
        flag = lexicon.flag(target.table, target.name) if target is not None and target.kind == "dimension" else None
        if target is None or flag is None:
            continue
        held = [f for f in plan.fields if f.field in (target.path, target.name)]
        if held and all(f.op == "=" and f.values == (flag[0],) for f in held):
            return (
                f"It is not clear what “{item.text}” is said of. Ask for those without “{told.text if told else ''}”."
            )
    return None


def _rows(plan: FlatPlan, lexicon: Lexicon) -> set[str]:
    """The tables whose rows are counted, added up or listed."""
    measured = {t for m in plan.query.measures for t in measure_tables(m, lexicon)} | plan.measured
    return measured or {name.rpartition(".")[0] for name in plan.dimensions[:1]}


def _number(item: Item, reading: Reading) -> Target | None:
    """The number, or the thing whose rows are counted, that a name stands for."""
    target = reading.target(item) or next((m.target for m in item.matches if m.exact), None)
    return target if target is not None and target.kind in ("table", "measure", "derived") else None


def _in_percent(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """ "Charge by county in percent" is no amount of money."""
    if plan.percent or plan.query.calculations or plan.query.compare is not None:
        return None
    held = {w for text in (*plan.governed, *plan.dimensions, *(f.field for f in plan.fields)) for w in words_of(text)}
    if held & {*_PERCENT, "rate", "share", "ratio"}:
        return None
    for before, item in pairwise(items):
        if item.low in _PERCENT and item.kind in ("unit", "punct", "filler", "op") and before.kind != "number":
            return f"The answer would not be in “{item.text}”. Ask for the share of each group."
    return None


def _done_by_another(items: Sequence[Item], reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "Accounts followed by user5" are other accounts than user5."""
    alone = {f.field for f in plan.query.filters if isinstance(f, FieldFilter) and f.via is None}
    for at, (verb, by, doer) in enumerate(zip(items, items[1:], items[2:], strict=False)):
        before = [t for i in items[max(0, at - 3) : at] if (t := reading.target(i)) is not None]
        target, of = reading.target(doer), before[-1] if before else None
        if not verb.verb or by.low != "by" or target is None or of is None or target.kind != "value":
            continue
        if set(verb.verb) & MAKING and of.table == target.table and _does_another(target.name):
            return (
                f"“{doer.text}” is not said to be the one by whom it was “{verb.text}”. Name the field that tells it."
            )
        itself = of.kind in ("table", "measure") and _tied_to_its_kind(target.table, verb, lexicon)
        itself = itself or target.name in (lexicon.display(target.table), lexicon.key_dimension(target.table))
        if itself and of.table == target.table and f"{target.table}.{target.name}" in alone:
            return (
                f"The answer would be about “{doer.text}” alone, not about what was “{verb.text}” by it. "
                "Name the rows that tell who did it."
            )
    return None


def _does_another(field: str) -> bool:
    """Whether a field is called after those who do something else than making: a manager, an owner."""
    doers = [w for w in words_of(field) if w.endswith(("er", "or")) and near_words(w).family]
    return bool(doers) and not any(set(near_words(w).family) & MAKING for w in doers)


def _tied_to_its_kind(table: str, verb: Item, lexicon: Lexicon) -> bool:
    """Whether rows that the verb is called after lead to things of a table, as those of a tie do."""
    names = (n for r in lexicon.model.relationships if r.to_table == table for n in (r.from_table, r.name))
    return any(word[:_SAME] == said[:_SAME] for name in names for word in words_of(name) for said in verb.verb)


def _of_the_doer(items: Sequence[Item], reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "Horses owned by riders aged 20": the age is that of the one who owns it, not of any other rider of the horse."""
    there = [f for f in plan.query.filters if isinstance(f, ExistsFilter) and not f.where]
    fields = {f.field.rpartition(".")[0] for f in plan.query.filters if isinstance(f, FieldFilter)}
    said = [i for i in items if i.kind != "filler"]
    for verb, by, doer in zip(said, said[1:], said[2:], strict=False):
        target = reading.target(doer)
        if not (verb.verb or verb.kind == "verb") or by.low != "by" or target is None or target.kind != "table":
            continue
        tied = any(lexicon.roads.distance_up(f.exists, target.table) is not None for f in there)
        if tied and target.table in fields and target.table not in _rows(plan, lexicon):
            return (
                f"It is not clear that what is said of “{doer.text}” is said of those by whom it was “{verb.text}”. "
                "Ask for the two conditions one by one."
            )
    return None


def _none_of_them(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """ "Who bought neither gloves nor rope" has no such purchase; that there is one of something else does not say so."""
    another = any(
        isinstance(f, ExistsFilter) and any(isinstance(inner, NotFilter) for inner in flat(f.where))
        for f in plan.query.filters
    )
    said = [i for i in items if i.kind != "filler"]
    for before, item in pairwise(said):
        if another and item.low in _NONE and (before.verb or before.kind == "verb" or before.is_op("with")):
            return f"The answer would tell of something else that there is, not that there is “{item.text}” of it."
    return None


def _said_both(items: Sequence[Item], held: Sequence[int]) -> bool:
    """Whether "both" stands before the first of two values that an "and" ties."""
    if len(held) < 2:
        return False
    before = next((i for i in reversed(items[: held[0]]) if i.is_op("and", "or") or i.low in ("both", "either")), None)
    ties = [i for i in items[held[0] : held[-1]] if i.is_op("and", "or")]
    return before is not None and before.low == "both" and bool(ties) and all(i.is_op("and") for i in ties)


def _both_years(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """ "Dogs born in both 2010 and 2012": no one row has two numbers in one field."""
    for one in plan.query.filters:
        if isinstance(one, FieldFilter) and one.op == "in":
            held = [n for n, i in enumerate(items) if i.kind == "number" and i.low in {str(v) for v in one.values}]
            if _said_both(items, held) and all(a in ("count", "count_distinct") for a in plan.aggregates):
                values = f"“{items[held[0]].text}” and “{items[held[-1]].text}”"
                return f"No one row has both {values} here. Say “or” where either of them is meant."
    return None


def _deeds_of_one_year(items: Sequence[Item], reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "Parks opened or closed in 2000": the year is not of the second deed alone."""
    held = {f.field for f in plan.fields}
    for one, tie, other in zip(items, items[1:], items[2:], strict=False):
        first, second = reading.target(one), reading.target(other)
        if not (one.verb and other.verb and tie.is_op("and", "or")) or first is None or second is None:
            continue
        field = lexicon.dimension(first.table, first.name) if first.kind == "dimension" else None
        if field is not None and field.type != "time" and second.path in held and first.path not in held:
            return f"It is not clear whether “{one.text}” is of that year too. Say the year of each."
    return None


def _both_of_them(items: Sequence[Item], reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "With a purchase of gloves and a purchase of rope" has both, not one of the two."""
    for one in plan.query.filters:
        if not isinstance(one, FieldFilter) or one.op != "in" or one.field in plan.dimensions:
            continue
        table, _, name = one.field.rpartition(".")
        held = [n for n, i in enumerate(items) if (t := reading.target(i)) and (t.table, t.name) == (table, name)]
        if any(_leads(lexicon.roads, rows, table) for rows in _rows(plan, lexicon)):
            if _said_both(items, held) and all(a in ("count", "count_distinct") for a in plan.aggregates):
                values = f"“{items[held[0]].text}” and “{items[held[-1]].text}”"
                return f"No one row has both {values} here. Say “or” where either of them is meant."
            continue
        between = [i for i in items[held[0] : held[-1]] if i.is_op("and", "or")] if len(held) > 1 else []
        if between and all(i.is_op("and") for i in between):
            values = f"“{items[held[0]].text}” and “{items[held[-1]].text}”"
            return f"It is not clear whether {values} must both be there, or one of them. Ask for them one by one."
    return None


def _of_the_thing_before(items: Sequence[Item], reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "Orders with events in Dublin", "orders for concerts in Dublin": the city of the event, not that of the customer."""
    roads, rows = lexicon.roads, _rows(plan, lexicon)
    for at, item in enumerate(items):
        target = reading.target(item)
        if target is None or target.kind != "value" or not item.placed:
            continue
        before = [i for i in items[max(0, at - 2) : at] if i.kind == "mention"]
        said = reading.target(before[-1]) if before else None
        if said is None or said.kind not in ("table", "value") or said.table in rows:
            continue
        others = {m.target.table for m in item.matches if m.exact and m.target.kind == "value"} - {target.table}
        between = {t for t in lexicon.tables if t not in rows and _leads(roads, t, said.table)}
        between = {t for t in between if said.kind == "value" or t == said.table}
        if not any(_leads(roads, t, target.table) for t in between if t == said.table) and any(
            _leads(roads, t, other) and not _leads(roads, t, target.table) for t in between for other in others
        ):
            return (
                f"“{item.text}” would not be said of “{before[-1].text}”, behind which it stands. "
                "Name the field that holds it, and whose it is."
            )
    return None


def _leads(roads: Roads, rows: str, table: str) -> bool:
    """Whether rows of one table each belong to one of the other."""
    return rows == table or roads.distance_up(rows, table) is not None
