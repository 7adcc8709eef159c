"""A finished plan against what was asked for: every aggregate, and the thing that a ranking is of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile

from lunara.ask.planners.offline.flatplan import FlatPlan, measure_tables
from lunara.ask.planners.offline.grammar.aggregates import AGGREGATES, EXTREMES
from lunara.ask.planners.offline.grammar.numbers import COUNTED
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import verb_stems
from lunara.semantic.query import DimensionRef, FieldFilter

_KNOWN = {"max": ("max", "high", "long", "lat"), "min": ("min", "low", "short", "earl"), "median": ("median",)}


def incomplete(items: Sequence[Item], plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """Which number that was asked for the answer lacks, in words; None when it has them all."""
    return (
        _both_extremes(items, plan)
        or _two_superlatives(items, plan)
        or _joined(items, plan)
        or _aggregates(items, plan)
        or _unit(items, plan)
        or _clause(items, plan)
        or _part(items, plan)
        or _other_year(plan, lexicon)
        or _not_its_date(items, plan, lexicon)
        or _state_then(items, plan, lexicon)
    )


def _both_extremes(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """ "The lowest and the highest" are two numbers: an answer with one of them is not the whole of it."""
    said = {EXTREMES[i.low]: i for i in items if i.low in EXTREMES}
    said |= {op.arg: i for i in items if (op := i.op("agg")) is not None and op.arg in ("max", "min")}
    if len(said) < 2 or {"max", "min"} <= set(plan.aggregates):
        return None
    return f"“{said['min'].text}” and “{said['max'].text}” are two questions here. Ask for one of them."


def _two_superlatives(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """ "The biggest and latest", "the most and least expensive": two lists, where they are not two numbers of the same."""
    if {"max", "min"} <= set(plan.aggregates) and not plan.query.order_by:
        return None
    said = [i for i in items if i.low != "the"]
    for first, tie, second in zip(said, said[1:], said[2:], strict=False):
        ends = [i.is_op("super", "top") or i.kind == "adjective" for i in (first, second)]
        if all(ends) and tie.low in ("and", "&", ",") and not (first.is_op("agg") and second.is_op("agg")):
            return f"“{first.text}” and “{second.text}” are two questions here. Ask for one of them."
    return None


def _is_field(item: Item) -> bool:
    """Whether a field is called so: "guest count" is what rows hold, and no number of them."""
    return any(m.exact and m.target.kind == "dimension" for m in item.matches)


def _joined(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """ "Average and total hours" are two numbers, however each of them is called."""
    said = [(w, n and _is_field(i)) for i in items for n, w in enumerate(i.low.split()) if w != "the"]
    words = [w for w, _ in said]
    kinds = ["" if own else "count" if w in ("count", "number") else AGGREGATES.get(w, "") for w, own in said]
    for first, tie, second in zip(range(len(words)), words[1:], kinds[2:], strict=False):
        if not kinds[first] or not second or tie not in ("and", "&", ",", "/") or kinds[first] == second:
            continue
        held = {"count" if a == "count_distinct" else a for a in plan.aggregates}
        held |= {"sum"} if "derived" in held or ("count" in held and "count" not in (kinds[first], second)) else set()
        held |= {"avg"} if "derived" in held else set()
        if not {kinds[first], second} <= held:
            return f"The answer would hold one of “{words[first]}” and “{words[first + 2]}” only. Ask for one of them."
    return None


def _aggregates(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """Each "maximum", "minimum" and "median" is in the answer, beside the averages that are looked for elsewhere."""
    if not plan.query.measures or plan.query.order_by:
        return None
    held = " ".join([*plan.aggregates, *(m if isinstance(m, str) else m.name for m in plan.query.measures)]).lower()
    for item in items:
        op = item.op("agg")
        if op is None or op.arg not in _KNOWN or item.is_op("super", "top", "compare"):
            continue
        if not any(word in held for word in _KNOWN[op.arg]):
            return f"The answer would hold no “{item.text}”. Say of which number."
    return None


def _unit(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """ "Kg of bags" is no number of bags: a unit that belongs to nothing said before it asks for an amount."""
    if not set(plan.aggregates) or not set(plan.aggregates) <= {"count", "count_distinct"}:
        return None
    before = takewhile(lambda i: i.kind not in ("number", "mention"), items)
    unit = next((i for i in before if i.kind == "unit" and i.low not in COUNTED), None)
    return (
        f"No number is known to be given in “{unit.text}”. Name the number that is meant." if unit is not None else None
    )


def _clause(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """ "Applications that ended in a hire": what is said of things leaves some of them out."""
    query = plan.query
    held = [f for f in plan.filters if not (isinstance(f, FieldFilter) and f.op == "is_not_null")]
    if held or query.time is not None or query.order_by or plan.percent or _filtered(plan):
        return None
    both_shown = len({name.rpartition(".")[0] for name in plan.dimensions}) > 1
    for before, item, said in zip(items, items[1:], items[2:], strict=False):
        if said.ties and both_shown:
            continue  # "courses and the teachers who teach them"
        if before.kind == "mention" and item.low in ("that", "who", "which") and said.kind == "verb":
            return (
                f"What is said of {before.text} (“{said.text} …”) has no place in the answer. Name a value of a field."
            )
    return None


def _filtered(plan: FlatPlan) -> bool:
    return any(("=" in g or "<" in g or ">" in g or " IN " in g.upper()) for g in plan.governed)


def _part(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """ "Share of calls that ended in a ticket, per county": a part of each county's calls, not a part of all such calls."""
    if not any(c.kind == "share_of_total" for c in plan.query.calculations):
        return None
    at = next((n for n, i in enumerate(items) if i.is_op("share")), len(items))
    for place, item in enumerate(items[at:], at):
        if item.is_op("by"):
            return None
        if item.time is not None and item.time.days:  # "share of orders on weekends by city"
            return (
                f"“{item.text}” can be a part of each group, or be shared out over the groups. "
                "Ask for the two numbers of each group instead."
            )
        if items[place - 1].kind == "mention" and item.low in ("that", "who", "which", "with", "without", "having"):
            return (
                f"“{item.text} …” can be a part of each group, or be shared out over the groups. "
                "Ask for the two numbers of each group instead."
            )
    return None


_HANDLED = spread(
    "used rented hired borrowed driven ridden visited viewed watched played served handled processed worked consumed"
)


def _not_its_date(items: Sequence[Item], plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "Bikes used per month": when they were used is not when they were bought."""
    query = plan.query
    shown = [d.field for d in query.dimensions if isinstance(d, DimensionRef) and d.grain]
    dates = [*shown, *([query.time.field] if query.time is not None and query.time.field is not None else [])]
    counted = {t for m in query.measures for t in measure_tables(m, lexicon)} if "count" in plan.aggregates else set()
    for thing, done in pairwise(i for i in items if i.kind not in ("filler", "punct") or i.low in _HANDLED):
        if done.low not in _HANDLED or thing.kind != "mention":
            continue
        tables = {m.target.table for m in thing.matches if m.target.kind == "table" and m.exact} & counted
        own = [d for d in dates if d.rpartition(".")[0] in tables]
        if own and set(verb_stems(done.low)) & {
            v for w in words_of(own[0].rpartition(".")[2]) for v in (w, *verb_stems(w))
        }:
            continue  # "agents hired", by the date they were hired on
        if any(f.op == "=" and done.low in {str(v).lower() for v in f.values} for f in plan.fields):
            continue  # "visits worked": a state of theirs says so
        if own:
            date = label_of(lexicon, Target("dimension", *own[0].rsplit(".", 1)))
            return f"“{done.text}” is something else than {date}, the only date that {thing.text} have here."
    return None


_STATES = spread("open active valid ongoing running current available")


def _state_then(items: Sequence[Item], plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "Exhibitions open in December": not only those that opened then, where things have a beginning and an end."""
    dates = [f.field for f in plan.fields if f.op in (">=", "<")]
    dates += [plan.query.time.field] if plan.query.time is not None and plan.query.time.field is not None else []
    if not dates:
        return None
    table = lexicon.tables.get(dates[-1].rpartition(".")[0])
    if table is None or sum(d.type == "time" and not d.hidden for d in table.dimensions) < 2:
        return None
    for item, then in pairwise(items):
        value = any(m.exact and m.target.kind == "value" for m in item.matches)
        if (
            item.low in _STATES
            and not value
            and then.kind == "time"
            and then.time is not None
            and then.time.kind == "range"
        ):
            return f"It is not clear whether they became “{item.text}” in that period or were so then. Name the date."
    return None


def _other_year(plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "Vehicles from 2015", which have a model year and no date of their own: the date of something else is not theirs."""
    query = plan.query
    measured = {t for m in query.measures for t in measure_tables(m, lexicon)}
    if query.time is None or query.time.field is None or len(measured) != 1 or plan.grains:
        return None
    table = lexicon.tables.get(next(iter(measured)))
    if (
        table is None
        or query.time.field.startswith(f"{table.name}.")
        or any(d.type == "time" for d in table.dimensions)
    ):
        return None
    years = [
        d for d in table.dimensions if d.type == "number" and not d.hidden and "year" in words_of(d.label or d.name)
    ]
    if not years:
        return None
    year = label_of(lexicon, Target("dimension", table.name, years[0].name))
    date = label_of(lexicon, Target("dimension", *query.time.field.split(".", 1)))
    return f"It is not clear whether the period is of {year} or of {date}. Name one of them."
