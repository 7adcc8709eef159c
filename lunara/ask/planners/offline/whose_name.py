"""A first and a last name where several things are people: "sales of Jane Peacock" is of a customer or of an employee.

Names of people are never read, so that nothing but the person who asks knows whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Option, Planned
from lunara.ask.planners.offline.called_so import name_alone, others_named, people
from lunara.ask.planners.offline.item import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words
from lunara.ask.planners.offline.work import Work
from lunara.ask.question import Question
from lunara.ask.tokens import stem
from lunara.semantic.names import lowered
from lunara.semantic.query import SemanticQuery

_OF = frozenset(("of", "by", "for", "from", "with"))


def asked(work: Work, planned: Callable[[Question], Planned]) -> Planned | None:
    """What to choose from, or the answer where the name can be that of one table's people alone; None for no such name."""
    lexicon, question = work.lexicon, work.question
    whose = people(lexicon)
    beside = others_named(lexicon)
    found = name_alone(work.items) if len(whose) > 1 or (whose and beside) else None
    if found is None:
        return None
    name = r"\W+".join(re.escape(i.text) for i in work.items[slice(*found)])
    place = re.search(rf"(?<!\w){name}(?!\w)", question.text)
    things = {w for t in whose for w in table_words(lexicon.tables[t.table])}
    before = question.text[: place.start()].lower().split() if place is not None else []
    if place is None or (before and stem(before[-1]) in things):
        return None
    said, own = question.text[place.start() : place.end()], _said_of(work.items, found[0])
    others = [t for t in whose if t.table != own]
    answers: list[tuple[Target, Planned]] = []
    for target in others:
        thing = _in_singular(_people(lexicon, target))
        text = f"{question.text[: place.start()]}{thing} {question.text[place.start() :]}"
        answer = planned(replace(question, text=text))
        if isinstance(answer.plan, SemanticQuery) and _is_of(answer.plan, target.table):
            answers.append((target, answer))
    if len(others) == len(answers) == 1 and not beside:
        return answers[0][1]
    options = tuple(
        Option(f"{_called(lexicon, t)} {said}", describe(a.plan, lexicon.model), a.plan)
        for t, a in answers
        if isinstance(a.plan, SemanticQuery)
    )
    text = f"Names of people are not looked up. Whose is “{said}”?"
    if len(options) == 1:
        text = f"Names of people are not looked up. Is “{said}” one of the {_people(lexicon, answers[0][0])}?"
    return Planned(Clarification(text, options)) if options else None


def _people(lexicon: Lexicon, target: Target) -> str:
    return lowered(label_of(lexicon, Target("table", target.table, target.table)))


def _said_of(items: Sequence[Item], at: int) -> str:
    """The things right before "of Jane Peacock", which are no people that they belong to."""
    if at < 2 or items[at - 1].low not in _OF:
        return ""
    found = {m.target.table for m in items[at - 2].matches if m.exact and m.target.kind == "table"}
    return found.pop() if len(found) == 1 else ""


def _in_singular(label: str) -> str:
    head, _, last = label.rpartition(" ")
    return f"{head} {stem(last)}".strip()


def _called(lexicon: Lexicon, target: Target) -> str:
    label = _in_singular(label_of(lexicon, Target("table", target.table, target.table)))
    return f"{label[:1].upper()}{label[1:]}"


def _is_of(query: SemanticQuery, table: str) -> bool:
    """Whether a name of these people is among the conditions."""
    return f'"{table}.' in query.model_dump_json(include={"filters"})
