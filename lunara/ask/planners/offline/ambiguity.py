"""More than one meaning: readings that are as likely as the first, and the question back that lets a person choose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Option, Refusal
from lunara.ask.planners.offline import money
from lunara.ask.planners.offline.choices import behind, ending_so, option_label, same_meaning, same_word
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.side_by_side import side_by_side
from lunara.ask.planners.offline.work import Work
from lunara.semantic.query import InlineMeasure, SemanticQuery

AMBIGUOUS_WITHIN = 0.06
MAX_OPTIONS = 4


def ambiguous(
    work: Work,
    readings: list[Reading],
    assemble: Callable[[Reading], SemanticQuery | Clarification | Refusal],
) -> Clarification | None:
    """The question back, where readings as likely as the first one give other rows; None where the first is meant."""
    best = readings[0]
    first = assemble(best)
    items = {id(i): i for i in work.frame.mentions()}
    grouped = {id(g.mention) for g in work.frame.groups if g.mention is not None}
    rivals: list[tuple[Item, Match, Reading]] = []
    for other in readings[1:]:
        if other.score < best.score - AMBIGUOUS_WITHIN:
            break
        for key, match in other.chosen.items():
            if key in items and best.chosen[key].target != match.target:
                rivals.append((items[key], match, other))
                break
    for key, alternatives in best.rivals.items():
        chosen = best.chosen[key]
        for score, match in alternatives:
            if match.exact and chosen.exact and key in grouped and behind(work.lexicon, best.base, chosen, match):
                continue  # the customer's country, not that of the customer's agent
            if key in items and score >= best.full[key] - AMBIGUOUS_WITHIN and match.target != chosen.target:
                changed = Reading(dict(best.chosen), best.score, best.base, {})
                changed.chosen[key] = match
                rivals.append((items[key], match, changed))
    if isinstance(first, Clarification):
        shown = _all_shown(first, work)
        if shown is None:
            return None
        first = shown
    for item, match in same_word(work.lexicon, work.items, work.frame, best):
        changed = Reading(dict(best.chosen), best.score, best.base, {})
        changed.chosen[id(item)] = match
        if not match.target.table or match.target.table not in best.base:
            changed.base = (match.target.table,)
        rivals.append((item, match, changed))
    seen = {canonical(first)}
    options: list[tuple[Item, Match, SemanticQuery]] = []

    def offer(item: Item, match: Match, reading: Reading) -> None:
        made = assemble(reading)
        if isinstance(made, Clarification):
            made = _all_shown(made, work) or made
        if same_meaning(work.lexicon, best.chosen[id(item)], match):
            return
        for query in _ways(made, work) if money.traded(item.text, match.target, work.lexicon) else (made,):
            if not isinstance(query, SemanticQuery) or canonical(query) in seen:
                continue
            if prove(query, work.lexicon.model, work.question.clock) is None:
                seen.add(canonical(query))
                options.append((item, match, query))

    kinds = _of_kinds(best, items)
    for item, match, reading in rivals:
        own = best.chosen[id(item)].target
        if own.kind == match.target.kind == "measure" and own.table in kinds and match.target.table not in kinds:
            continue  # "duration of meetings" is that of the rows that are meetings
        offer(item, match, reading)
    if options and id(options[0][0]) in grouped:
        item = options[0][0]
        for match in ending_so(work.lexicon, best.base, item, best.chosen[id(item)]):
            changed = Reading(dict(best.chosen), best.score, best.base, {})
            changed.chosen[id(item)] = match
            offer(item, match, changed)
    if not options or isinstance(first, Refusal):
        return None
    if prove(first, work.lexicon.model, work.question.clock) is not None and len(options) == 1:
        return None
    item = options[0][0]
    chosen = best.chosen[id(item)]
    listed = [(chosen, first), *((m, q) for i, m, q in options if i is item)][:MAX_OPTIONS]
    text = f"“{item.text}” can mean more than one thing here. Which one is meant?"
    made = tuple(Option(option_label(work.lexicon, m), describe(q, work.lexicon.model), q) for m, q in listed)
    if len({o.label for o in made}) < len(made):
        told = [describe(q, work.lexicon.model) for _, q in listed]
        named = [f"{option_label(work.lexicon, m)}: {one}" for (m, _), one in zip(listed, told, strict=True)]
        labels = told if len({m.target for m, _ in listed}) == 1 else named
        made = tuple(Option(label, o.question, o.query) for label, o in zip(labels, made, strict=True))
    work.notes = [n for n in work.notes if not n.startswith(f"“{item.text}” was read as")]
    return Clarification(text, made)


def _of_kinds(reading: Reading, items: dict[int, Item]) -> set[str]:
    """The tables whose rows are said by their kind ("meetings"), where no other thing is named."""
    targets = [(items[key], m.target) for key, m in reading.chosen.items() if key in items]
    if any(t.kind == "table" for _, t in targets):
        return set()
    return {t.table for item, t in targets if t.kind == "value" and item.plural}


def _all_shown(asked: Clarification, work: Work) -> SemanticQuery | None:
    """Several numbers beside each other, where only which of them is meant is asked back: another name may still be open."""
    return side_by_side(replace(work, notes=[]), asked)


def _ways(made: SemanticQuery | Clarification | Refusal, work: Work) -> tuple[SemanticQuery, ...]:
    """What a reading may come to, where it leaves something open of its own: by each of its dates, or of its roads."""
    if isinstance(made, Clarification):
        return tuple(way for o in made.options if o.query is not None for way in _ways(o.query, work))
    if not isinstance(made, SemanticQuery):
        return ()
    objection = prove(made, work.lexicon.model, work.question.clock)
    return (made,) if objection is None else tuple(query for _, query in objection.options)


def canonical(query: SemanticQuery | Refusal) -> str:
    """Two queries with the same text here give the same rows: names and labels of their own measures do not count."""
    if isinstance(query, Refusal):
        return "refused"
    text = query.model_dump_json(by_alias=True, exclude_defaults=True)
    for position, measure in enumerate(query.measures):
        if isinstance(measure, InlineMeasure):
            plain = measure.model_copy(update={"name": f"m{position}", "label": None, "format": None})
            text = text.replace(
                measure.model_dump_json(by_alias=True, exclude_defaults=True),
                plain.model_dump_json(exclude_defaults=True),
            )
            text = text.replace(f'"{measure.name}"', f'"m{position}"')
    return text


def kinds_differ(one: Reading, other: Reading) -> bool:
    """Whether the other reading takes as a thing what the one takes as a field."""
    return any(
        other.chosen[k].target.kind == "table" and m.target.kind == "dimension"
        for k, m in one.chosen.items()
        if k in other.chosen
    )
