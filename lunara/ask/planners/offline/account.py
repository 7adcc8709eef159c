"""What is told of a plan: what each word of its question was understood as."""

from __future__ import annotations

from lunara.ask.describe_periods import describe_range
from lunara.ask.plan import Clarification, Planned, Refusal, Understood
from lunara.ask.planners.offline import refusals, then
from lunara.ask.planners.offline.cycles import days_in_words
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.work import Work
from lunara.semantic.query import SemanticQuery


def finished(work: Work, plan: SemanticQuery | Clarification | Refusal, provider: str) -> Planned:
    """The plan with an account of every word: what it was understood as, what was left out, what was corrected."""
    understood: list[Understood] = []
    typos: list[str] = []
    dated = then.by_date_of(plan, work.lexicon) if isinstance(plan, SemanticQuery) else ""
    for item in work.items:
        said = _said(work, item)
        if said and item.kind == "time" and dated:
            said += f", by {dated}"
        if said:
            understood.append(Understood(item.text, said))
        if item.typo and said:
            typos.append(f"“{item.text}” was taken as “{item.typo}”.")
    ignored = [i.text for i in [*work.frame.unknown]]
    ignored += [i.text for i in work.frame.verbs if i not in work.frame.unknown and not i.ties]
    return Planned(
        plan,
        understood=tuple(understood),
        ignored=tuple(dict.fromkeys(ignored)),
        warnings=tuple(dict.fromkeys([*typos, *(work.caveats if isinstance(plan, SemanticQuery) else ())])),
        provider=provider,
        notes=tuple(dict.fromkeys(work.notes)),
    )


def _said(work: Work, item: Item) -> str:
    if item.ties and item not in work.frame.unknown:
        return item.ties
    if work.beside is not None and item.text == work.beside[0]:
        return work.beside[1]
    match = work.reading.chosen.get(id(item)) if work.reading is not None else None
    if match is not None:
        return refusals.say_target(work.lexicon, match.target)
    if item.kind == "time" and item.time is not None and item not in work.frame.unknown:
        if item.time.kind == "range" and item.time.range is not None:
            return f"time {describe_range(item.time.range)}"
        if item.time.days:
            return f"on {days_in_words(item.time.days)}"
        if item.time.kind in ("grain", "part"):
            return f"by {str(item.time.grain or item.time.part).replace('_', ' ')}"
        return f"compared with the {str(item.time.compare).replace('_', ' ')}"
    if item.kind in ("op", "adjective"):
        return refusals.say_operator(item)
    if item.kind == "number" and item not in work.frame.unknown:
        return f"the number {item.number:,}" if item.number is not None else ""
    return ""
