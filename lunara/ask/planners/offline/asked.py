"""Everything that a question asks to be shown must be in the answer: each number, each thing, each field it names.

The grammar gives every name a place, but what is made of a place may leave one of several out. These checks compare what was
asked for with what the finished query shows, counts or restricts.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lunara.ask.planners.offline import worth
from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.flatplan import FlatPlan, measure_tables
from lunara.ask.planners.offline.frame import Frame
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import verb_stems

_MONEY = frozenset(("amount", "amounts", "value", "values"))
_SUMS = spread("revenue revenues income turnover takings proceeds earnings profit profits spend spending cost costs")
_AVERAGES = frozenset(("avg", "median", "derived"))
_COUNTS = frozenset(("count", "count_distinct"))


def left_out(items: Sequence[Item], frame: Frame, reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """What is asked for and not in the answer, in words; None when it is all there."""
    return (
        _aggregate(items, plan)
        or _amount(items, frame, plan)
        or worth.of_pieces(items, frame, plan, lexicon)
        or _things(frame, reading, plan, lexicon)
        or _fields(frame, reading, plan, lexicon)
        or _who(items, frame, reading, plan)
        or _itself(plan, lexicon)
    )


def _aggregate(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """ "Average", "total" and "maximum" need a number to be taken of."""
    query = plan.query
    for item in items:
        op = item.op("agg")
        if op is None or item.is_op("super", "top"):
            continue
        if not query.measures and not (query.order_by and op.arg in ("max", "min")):
            return f"The answer would hold no “{item.text}”. Say of which number."
        if (
            op.arg == "avg"
            and not _AVERAGES & set(plan.aggregates)
            and not any("avg" in g.lower() for g in plan.governed)
        ):
            moving = any(c.kind == "moving_average" for c in query.calculations)
            if not moving:
                return f"The answer would hold no “{item.text}”. Say of which number."
    return None


def _amount(items: Sequence[Item], frame: Frame, plan: FlatPlan) -> str | None:
    """ "Amount of card payments" is not how many they are, and "value of suppliers" no list of them."""
    said = next((i for i in frame.filler if i.low in _MONEY), None) if not plan.query.measures else None
    behind = [i for i in items if said is not None and i.start > said.start and i.kind != "filler"][:1]
    if said is not None and behind and behind[0] in frame.entities and _leads(items, said):
        return f"The answer would be a list of {behind[0].text}, with no “{said.text}”. Name the field that holds it."
    if not plan.aggregates or not set(plan.aggregates) <= _COUNTS:
        return None
    for item in items:
        if item.low.startswith("how much"):
            return f"The answer would be a number of rows, which is not “{item.text}”. Name the field that holds it."
        if item.kind == "filler" and item in frame.filler and item.low in _MONEY:
            return f"The answer would be a number of rows, not an “{item.text}”. Name the field that holds it."
    # "line total" is an amount of each line, not how many lines there are
    for before, item in pairwise(items):
        if before.kind == "mention" and not before.plural and item.low in ("total", "totals", "sum"):
            return f"The answer would be a number of rows, not a “{before.text} {item.text}”. Name the field that holds it."
    # "ticket revenue" is not how many ticket sales there are, however near the two names are
    asked = [w.mention for w in (*frame.wanted, frame.rank) if w is not None and w.said != "count"]
    named = {word for table in plan.measured for word in table.lower().replace("_", " ").split()}
    for mention in (*asked, *frame.entities):
        if mention is not None and (set(mention.low.split()) & _SUMS) - named:
            return f"The answer would be a number of rows, which is not “{mention.text}”. Name the field that holds it."
    return None


def _leads(items: Sequence[Item], said: Item) -> bool:
    """Whether an "of" stands right behind."""
    return any(i.start == said.end and i.low.split()[:1] == ["of"] for i in items)


def _things(frame: Frame, reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "Flights and bookings by model": every thing that is named is counted, shown, or restricts the rest."""
    used = plan.all_tables(lexicon)
    roads = lexicon.roads
    for item in frame.entities:
        target = reading.target(item)
        if target is None or target.table in used or not used:
            continue
        between = any(
            roads.distance_up(low, target.table) is not None and roads.distance_up(target.table, high) is not None
            for low in used
            for high in used
            if low != high
        )
        above = item.sentence == 0 and not item.after_and and any(roads.distance_up(u, target.table) for u in used)
        above = above and (
            reading.chosen[id(item)].exact or bool(item.verb)
        )  # "corporate customers" are not all that have an account
        if not (between or above):
            return f"“{item.text}” has no place in the answer. Ask for it in a question of its own."
    return None


def _fields(frame: Frame, reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """A field that is asked for is shown, measured, or held to a value."""
    fields = Fields(lexicon, lexicon.roads)
    shown = set(plan.dimensions)
    tables = {name.rpartition(".")[0] for name in shown}
    filtered = {f.field for f in plan.fields}
    names = {m if isinstance(m, str) else m.name for m in plan.query.measures}
    for item in frame.columns:
        target = reading.target(item)
        if target is None:
            continue
        if target.kind == "table":
            there = target.table in tables or any(f.rpartition(".")[0] == target.table for f in filtered)
            there = there or target.table in plan.measured or bool(plan.query.measures)
        else:
            name = f"{target.table}.{target.name}"
            row = fields.row_field(target)
            own = {name, target.name, f"{row.table}.{row.name}" if row is not None else name}
            key = lexicon.roads.foreign_key(target.table, fields.column(target)) if target.kind == "dimension" else None
            if key is not None and key.to_table in lexicon.tables:
                own.add(f"{key.to_table}.{lexicon.display(key.to_table)}")  # what a key points to is shown by its name
            there = bool(own & (shown | filtered | names)) or bool(plan.query.measures)
        if not there:
            return f"“{item.text}” has no place in the answer. Ask for it in a question of its own."
    return None


def _who(items: Sequence[Item], frame: Frame, reading: Reading, plan: FlatPlan) -> str | None:
    """ "Who made the largest donation": those who did it are asked for, not the donation."""
    if len(items) < 2 or items[0].low != "who" or not verb_stems(items[1].low):
        return None
    things = {t.table for e in frame.entities if (t := reading.target(e)) is not None}
    if plan.dimensions and plan.tables <= things:
        return f"The answer would not say who “{items[1].text}” it. Name the people that are meant."
    return None


def _itself(plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """That a row of a table exists says nothing of the rows of that table themselves."""
    roots = {t for m in plan.query.measures for t in measure_tables(m, lexicon)}
    if not plan.query.measures:
        roots = {d.rpartition(".")[0] for d in plan.dimensions[:1]}
    if len(roots) == 1 and any(e.exists in roots and e.via is None for e in plan.exists):
        return "A condition of the question would be about the very things it asks for. Say what they have or lack."
    return None
