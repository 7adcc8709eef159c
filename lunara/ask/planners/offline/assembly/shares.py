"""Shares of rows for which something holds: "percentage of flights cancelled", "share of tickets breached by team"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly.measuring import snake, target_counts_all
from lunara.ask.planners.offline.assembly.parts import Declined
from lunara.ask.planners.offline.frame import Condition, Wanted
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Target, label_of
from lunara.semantic.model import Format, Scalar
from lunara.semantic.query import InlineMeasure

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler


def share_of_rows(a: Assembler) -> None:
    """Make the share of rows for which a condition on their own fields holds, of all rows that the rest leaves.

    "Percentage of P1 tickets breached by team" are those breached of the P1 tickets of each team.
    """
    frame = a.frame
    shares = [c for c in frame.calculations if c[0] == "share_of_total"]
    numbers = [*frame.wanted, *(Wanted(mention=e, count=True) for e in frame.entities)]
    if len(shares) != 1 or len(numbers) != 1 or frame.trend or frame.top or frame.rank:
        return
    number, thing = numbers[0], numbers[0].mention
    target = a.reading.target(thing)
    if thing is None or target is None or number.agg:
        return
    if not (target.kind == "table" or target_counts_all(a, target, number)):
        return
    parts = _parts(a, thing, target)
    if not parts or any(p.time is not None for p in parts):
        return
    first = parts[0].mention
    open_ = first is not None and (first.start < thing.start or first.placed)
    if first is None or (frame.groups and open_ and _is_part(a, first, target)):
        return
    share = _share(a, parts, target)
    item = Item("mention", first.start, first.end, first.text, low=first.low)
    frame.wanted = [Wanted(mention=item, made=share)]
    frame.entities = []
    frame.conditions = [c for c in frame.conditions if all(c is not p for p in parts)]
    frame.calculations = [c for c in frame.calculations if c[0] != "share_of_total"]
    a.bases = [target.table]


def _parts(a: Assembler, thing: Item, target: Target) -> list[Condition]:
    """The conditions that make the part: said of the thing behind it, else right before it, else where it is."""
    own = []
    for condition in a.frame.conditions:
        said = a.reading.target(condition.mention)
        if condition.kind == "value" and condition.op != "role" and said is not None and said.table == target.table:
            own.append((condition, condition.mention.start if condition.mention is not None else 0))
    after = [c for c, start in own if start > thing.start and not (c.mention and c.mention.placed)]
    placed = [c for c, start in own if start > thing.start and c.mention and c.mention.placed]
    before = [c for c, start in own if start < thing.start]
    chosen = after or before or placed
    if chosen is before and len(a.frame.conditions) > len(before):
        return []  # "share of P1 tickets in Germany": of which of the two is not said
    return chosen


def _is_part(a: Assembler, item: Item, target: Target) -> bool:
    """ "Percentage of cancelled orders by country": of each country's orders, or each country's part of those cancelled."""
    things, group = a.fields.say_table(target.table), a.frame.groups[0].text or "group"
    choices = (
        (f"“{item.text}” as a part of the {things} of each {group}", "rate"),
        (f"Each {group} as a part of the {things} “{item.text}”", "part"),
    )
    return a.settle("The share can be taken in two ways. Which one is meant?", "share", choices) == "part"


def _share(a: Assembler, parts: list[Condition], target: Target) -> InlineMeasure:
    from sqlglot import exp

    fields = {(t.table, t.name) for p in parts if (t := a.reading.target(p.mention)) is not None}
    if len(fields) != 1 or len({p.negated for p in parts}) != 1:
        raise Declined(
            "A share of rows for which several things hold cannot be asked for in one go. Ask for one of them."
        )
    (table, name), denied = fields.pop(), parts[0].negated
    field = Target("dimension", table, name)
    dialect = a.lexicon.model.dialect or "duckdb"
    values = list(dict.fromkeys(v for p in parts for v in _values(a, p, field)))
    held = ", ".join(exp.convert(v).sql(dialect=dialect) for v in values)
    yes, no = ("0.0", "1.0") if denied else ("1.0", "0.0")
    things, said = a.fields.say_table(table), _in_words(a, field, values, denied)
    return InlineMeasure(
        name=snake(f"share_{said}"),
        table=table,
        aggregate="avg",
        expression=f"CASE WHEN ({a.fields.expression(field)}) IN ({held}) THEN {yes} ELSE {no} END",
        label=f"Share of {things} {said}",
        format=Format(kind="percent"),
    )


def _in_words(a: Assembler, field: Target, values: list[Scalar], denied: bool) -> str:
    """ "that are not escalated", "with SLA breached", "with Priority P1 or P2"."""
    label, denial = label_of(a.lexicon, field), "not " if denied else ""
    if a.lexicon.flag(field.table, field.name) is None:
        return f"with {label} {denial}{' or '.join(str(v) for v in values)}"
    first, _, rest = label.partition(" ")
    if first.lower() in ("is", "was") and rest:
        return f"that are {denial}{rest}"
    return f"{'without' if denied else 'with'} {label}"


def _values(a: Assembler, part: Condition, field: Target) -> list[Scalar]:
    flag = a.lexicon.flag(field.table, field.name)
    if flag is not None and a.reading.target(part.mention) == field:
        return [flag[0]]
    matches = part.mention.matches if part.mention is not None else []
    same = [m.target.value for m in matches if m.target.kind == "value"]
    held = [m.target for m in matches if m.target.kind == "value"]
    return [v for t, v in zip(held, same, strict=True) if (t.table, t.name) == (field.table, field.name)]
