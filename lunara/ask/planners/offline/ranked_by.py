"""A best or a worst without a number to choose it by: the numbers of the model that could decide it, to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from lunara.ask.plan import Option, Planned
from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.ambiguity import MAX_OPTIONS
from lunara.ask.planners.offline.lexicon import Match, label_of
from lunara.ask.planners.offline.likely_numbers import measures_for
from lunara.ask.planners.offline.than_filters import ranking_field
from lunara.ask.planners.offline.work import Work
from lunara.ask.question import Question
from lunara.semantic.query import SemanticQuery

WHICH_NUMBER = "By which number are they chosen? The question names none."
SOLD = frozenset(("selling", "sold", "sell", "sells"))
FEW = 5
"""How many of the worst are offered where the question does not say how many."""


def choices(work: Work, plan: Callable[[Question], Planned]) -> tuple[Option, ...]:
    """The same question by each number that ranks what it is about, as `plan` answers it; none where there is no such number."""
    lexicon = work.lexicon
    text = work.question.text.strip().rstrip("?.! ")
    made: list[Option] = []
    tried: set[str] = set()
    for match in _numbers(work):
        label = label_of(lexicon, match.target)
        if label in tried:
            continue  # the nearer one has that name
        tried.add(label)
        for said, shown in ((text, label), (f"{FEW} {text}", f"{label}, {FEW} of them")):
            asked = f"{said} by {label[:1].lower()}{label[1:]}"
            found = plan(replace(work.question, text=asked, history=()))
            query = found.plan
            if isinstance(query, SemanticQuery) and ranking_field(query) and not found.ignored:
                made.append(Option(shown, asked, query))
                break
        if len(made) == MAX_OPTIONS:
            break
    return tuple(made)


def _numbers(work: Work) -> Iterator[Match]:
    """Those that could rank the things that the question names, without what only counts these things themselves.

    What is said with a verb ("borrowed the most") is ranked by how often that was done; what sells by what other rows hold of it.
    """
    verbs = [item for item in work.items if item.kind == "verb"]
    if any(verb.low not in SOLD for verb in verbs):
        return
    sells = bool(verbs) or any(item.low in SOLD for item in work.items)
    named = {m.target.table for i in work.frame.mentions() for m in i.matches[:1] if m.target.kind == "table"}
    about = {m.target.table for i in work.frame.mentions() for m in i.matches[:1]}
    for match in measures_for(work.frame, work.lexicon, work.roads):
        measure = work.lexicon.measure(match.target.table, match.target.name)
        counts = measure is not None and measure.aggregate == "count" and match.target.table in named
        own = sells and match.target.table in about
        kept = sells and match.target.table and not rows.comes_in(work.lexicon.tables[match.target.table], work.lexicon)
        if not counts and not own and not kept:
            yield match
