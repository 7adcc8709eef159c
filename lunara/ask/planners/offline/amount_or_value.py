"""A word that is a value of some rows and in the name of an amount of others: which of the two is meant is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Option
from lunara.ask.planners.offline.assembling import assemble
from lunara.ask.planners.offline.frame import Frame
from lunara.ask.planners.offline.grammar import read_frame
from lunara.ask.planners.offline.item import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.readings import Reader
from lunara.ask.planners.offline.work import Work
from lunara.semantic.query import SemanticQuery


def amount_or_value(work: Work, query: SemanticQuery) -> Clarification | None:
    """The two that "total refunds" may be, where tickets have that topic and returns a refund amount; None where it is one."""
    items = _as_amount(work.items, work.frame, work.lexicon)
    if items is None:
        return None
    model, clock = work.lexicon.model, work.question.clock
    frame = read_frame(items, work.lexicon, False, clock.today)
    readings = Reader(frame, work.lexicon, work.roads).readings()
    other = Work(work.question, work.lexicon, work.roads, items, frame)
    found = assemble(other, readings[0]) if readings and not (frame.unknown or frame.refusal) else None
    both = [q for q in (found, query) if isinstance(q, SemanticQuery) and prove(q, model, clock) is None]
    if len(both) < 2:
        return None
    labels = [describe(q, model) for q in both]
    options = tuple(Option(label, label, q) for label, q in zip(labels, both, strict=True))
    return Clarification("That can be an amount or a value of that name. Which one is meant?", options)


def _as_amount(items: Sequence[Item], frame: Frame, lexicon: Lexicon) -> list[Item] | None:
    """The items with the amount for the value; None where it is said of something or no amount has the word in its name."""
    if frame.wanted or frame.ratio or frame.columns or frame.rank:
        return None
    for condition in frame.conditions:
        item = condition.mention
        if item is None or condition.kind != "value" or condition.negated or item.placed or item.before_thing:
            continue
        if item.quoted or len(words_of(item.low)) != 1 or any(e.start != item.start for e in frame.entities):
            continue  # "refunds" alone are rows of that kind; beside a thing they are said of it
        amounts = _amounts(item, lexicon)
        if amounts:
            return [replace(i, matches=amounts) if i is item else i for i in items]
    return None


def _amounts(item: Item, lexicon: Lexicon) -> list[Match]:
    """The sums of other tables that have the word in their own names."""
    word = words_of(item.low)[0]
    held = {m.target.table for m in item.matches if m.target.kind == "value"}
    found = []
    for match in lexicon.fields((word,), limit=40):
        target = match.target
        measure = lexicon.measure(target.table, target.name) if target.kind == "measure" else None
        summed = measure is not None and measure.aggregate == "sum" and measure.filter is None
        if summed and target.table not in held and word in lexicon.literal_words(target):
            found.append(match)
    return found
