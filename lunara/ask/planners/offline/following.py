"""A question that goes on from the one before: that one's query, changed as its words say."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from pydantic import ValidationError

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Option, Refusal
from lunara.ask.planners.offline import done_when, doubts, followup, merging, refusals, spoken, those
from lunara.ask.planners.offline.ambiguity import MAX_OPTIONS, ambiguous, canonical
from lunara.ask.planners.offline.assembly import Declined, Open
from lunara.ask.planners.offline.compared_before import held
from lunara.ask.planners.offline.meanings import counted_for_amount
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.taken_amiss import taken_amiss
from lunara.ask.planners.offline.work import Work
from lunara.semantic.query import SemanticQuery

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Undecided:
    """What the change may be, before it is known whether all of it can be shown beside each other."""

    asked: Clarification


class Following:
    """`base`, the query of the question before, as the words of `work` change it behind `lead`."""

    def __init__(self, work: Work, base: SemanticQuery, lead: followup.Lead) -> None:
        self.work = work
        self.base = base
        self.lead = lead

    def query(self) -> SemanticQuery | Undecided | Clarification | Refusal:
        """The changed query, not proven yet; what to choose from; or why it cannot be changed so."""
        work = self.work
        if followup.is_open(work.frame, self.lead):
            both = self._counted_or_narrowed()
            if both is not None:
                return both
        try:
            found = self._merged(self.base, self.lead)
        except (Declined, Open) as declined:
            return Refusal(str(declined))
        except ValidationError as error:
            log.warning("a follow-up was put together wrongly: %s", error)
            return Refusal("That change does not fit the question before.")
        made = [o.query for o in found.options] if isinstance(found, Clarification) else [found]
        if work.theirs and (lost := followup.loses_those_before(self.base, made)):
            return Refusal(lost)
        if isinstance(found, Clarification):
            return Undecided(found)
        return self._checked(followup.of_the_whole(self.base, found))

    def _checked(self, query: SemanticQuery) -> SemanticQuery | Clarification | Refusal:
        """The query where it is another one than before and loses nothing of what was said."""
        work = self.work
        if work.place:
            return Refusal(
                "One place of the ranking before cannot be picked out here. Ask for it in a question of its own."
            )
        if query == self.base and spoken.KEPT_CHART not in work.frame.notes:
            if not self.lead and not work.frame.mentions():
                return Refusal(refusals.nothing_named(work.question, work.lexicon))
            return Refusal("That leaves the question before as it was. Say what should change, or ask it anew.")
        missing = counted_for_amount(work.items, work.reading or Reading(), query, work.lexicon)
        missing = missing or followup.verb_lost(work.frame, self.base, query, work.lexicon)
        missing = missing or taken_amiss(work, query)
        if missing is not None:
            return Refusal(missing)
        doubted = doubts.doubted(work, query)
        if doubted is not None:
            return doubted
        when = done_when.dated(query, work.items, work.reading, work.lexicon, work.question.text)
        if isinstance(when, str):
            return Refusal(when)
        work.notes = [n for n in work.frame.notes if n not in ("alphabetical", "ratio")]
        work.notes.append(followup.GOES_ON)
        before = work.question.history[-1] if work.question.history else None
        if before is not None and isinstance(before.plan, Refusal):
            work.caveats.append(f"“{before.question}” was not answered, so it is left out here.")
        return when

    def _counted_or_narrowed(self) -> Clarification | None:
        """The number of the things that a follow-up names, or the question before of them; None when only one can be meant."""
        work = self.work
        found: list[SemanticQuery] = []
        for one in (followup.Lead(("for",)), self.lead):
            try:
                query = self._merged(self.base, one)
            except (Declined, Open, ValidationError):
                return None
            if isinstance(query, Clarification) or prove(query, work.lexicon.model, work.question.clock) is not None:
                return None
            found.append(query)
        if canonical(found[0]) == canonical(found[1]):
            return None
        labels = [describe(query, work.lexicon.model) for query in found]
        options = tuple(Option(label, label, query) for label, query in zip(labels, found, strict=True))
        return Clarification(f"What about “{work.frame.entities[0].text}” is asked?", options)

    def _merged(self, base: SemanticQuery, lead: followup.Lead, decided: str = "") -> SemanticQuery | Clarification:
        """The question before, changed; or what to choose from. Raises Declined, Open and ValidationError."""
        work, before = self.work, base
        if work.counted:
            base = those.counting(base, work.frame, work.items, work.lexicon)
        merger = merging.Merger(
            base, work.frame, work.lexicon, work.roads, clock=work.question.clock, lead=lead, decided=decided
        )
        readings = merger.readings()
        work.reading = readings[0]
        try:
            query = held(base, merger.query(readings[0]), work.lexicon.model)
        except Open as left:
            if left.key != merging.NUMBER or work.place:
                raise
            return self._by_each(before, lead, left)

        def other(reading: Reading) -> SemanticQuery | Refusal:
            try:
                return held(base, merger.query(reading), work.lexicon.model)
            except (Declined, Open, ValidationError):
                return Refusal("It cannot be put together in this reading.")

        return ambiguous(work, readings, other) or query

    def _by_each(self, base: SemanticQuery, lead: followup.Lead, left: Open) -> Clarification:
        """What the change gives by each of the numbers of the question before. Raises Declined, Open and ValidationError."""
        model, options = self.work.lexicon.model, []
        for label, name in left.choices[:MAX_OPTIONS]:
            query = self._merged(base, lead, name)
            if isinstance(query, SemanticQuery) and prove(query, model, self.work.question.clock) is None:
                options.append(Option(label, describe(query, model), query))
        if not options:
            raise left
        return Clarification(left.text, tuple(options))
