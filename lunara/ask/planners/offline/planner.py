"""The offline planner: a question over a model to a plan, without a key, without a network, the same every time."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from lunara.ask.change.asked import WhyChanged
from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Option, Planned, Refusal, Understood
from lunara.ask.planners.offline import deeds, followup, money, rates, refusals, spoken
from lunara.ask.planners.offline.assembly import Assembler, Declined, Open
from lunara.ask.planners.offline.choices import option_label, same_meaning, same_word
from lunara.ask.planners.offline.compared import asked_about, best_selling
from lunara.ask.planners.offline.cycles import days_in_words
from lunara.ask.planners.offline.distinct import different_ones
from lunara.ask.planners.offline.frame import Frame, copy_of
from lunara.ask.planners.offline.grammar import read_frame
from lunara.ask.planners.offline.items import Item, read_items
from lunara.ask.planners.offline.kept import lexicon_for
from lunara.ask.planners.offline.lexicon import Lexicon, Match, label_of
from lunara.ask.planners.offline.meanings import counted_for_amount
from lunara.ask.planners.offline.nearest import nearest_queries
from lunara.ask.planners.offline.paths import Roads, roads_of
from lunara.ask.planners.offline.places import only_place
from lunara.ask.planners.offline.prepared import prepared
from lunara.ask.planners.offline.proof import Objection, prove
from lunara.ask.planners.offline.readback import unsaid
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.readings import Reader
from lunara.ask.planners.offline.reasons import Why, WhyReader, read_bare_why, read_other_dimension, read_why
from lunara.ask.question import Question, check_length
from lunara.ask.suggest import questions_about
from lunara.ask.tokens import Token, tokenize
from lunara.ask.values import ValueIndex
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import InlineMeasure, SemanticQuery

log = logging.getLogger(__name__)

AMBIGUOUS_WITHIN = 0.06
MAX_OPTIONS = 4
MAX_SUGGESTIONS = 3
MOST_TRIED = 5
"""So many questions are planned to find those near a refused one."""
LARGE_MODEL_TABLES = 150
MOST_TABLES = 40
"""So many tables of a large model are read for a question: those that matter to it."""
_KEPT_CHART = "The kind of chart is chosen with the answer, where it can be changed."


@dataclass
class _Work:
    """What one question needs while it is planned."""

    question: Question
    lexicon: Lexicon
    roads: Roads
    items: list[Item]
    frame: Frame
    reading: Reading | None = None
    notes: list[str] = field(default_factory=list)
    caveats: list[str] = field(default_factory=list)
    base_query: SemanticQuery | None = None
    place: int = 0
    theirs: bool = False
    """A number is asked for of what the question before was asked by."""
    rate: bool = False
    """A share is asked for as a rate: that of the rows of each group, never each group's part of the whole."""


class OfflinePlanner:
    """Deterministic and thread-safe. `values` are the warehouse's own words; None: the model's sample values.

    `suggests`: a refusal names questions near the one that was asked, each of which is answered.
    """

    def __init__(self, values: ValueIndex | None = None, name: str = "offline", *, suggests: bool = True) -> None:
        self.name = name
        self.values = values
        self.suggests = suggests

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        """A SemanticQuery, a Clarification or a Refusal, with every word accounted for.

        Raises InvalidInput for an empty or over-long question, Cancelled.
        """
        text = question.text.strip()
        if not text:
            raise InvalidInput("The question is empty.", "Ask something, for example: how many orders per month?")
        check_length(text)
        if cancel is not None:
            cancel.raise_if_cancelled()
        lexicon = self._lexicon(question, model)
        tokens = tokenize(text)
        if not any(t.kind != "symbol" for t in tokens):
            raise InvalidInput("The question holds no words.", "Ask something, for example: how many orders per month?")
        tokens = spoken.in_full(spoken.usual_spelling(tokens, frozenset(lexicon.tables)), lexicon)
        tokens = deeds.in_verbs(money.in_nouns(tokens, lexicon), lexicon)
        tokens, rate = rates.in_shares(tokens, lexicon)
        previous = followup.previous_query(question)
        tokens, chart = spoken.without_chart(tokens, previous is not None)
        if chart and previous is not None and not any(t.kind != "symbol" for t in tokens):
            notes = ("Continues the question before.", _KEPT_CHART)
            return Planned(previous, (Understood(chart, "the kind of chart"),), provider=self.name, notes=notes)
        before = question.history[-1].plan if question.history else None
        why = read_bare_why(text, before) or read_why(text)
        if why is not None:
            return self._why(question, model, why, cancel)
        other = read_other_dimension(text) if isinstance(before, WhyChanged) else None
        if isinstance(before, WhyChanged) and other is not None:
            reader = WhyReader(lambda one: self.plan(one, model, cancel), question, model)
            return replace(reader.by(other, before), provider=self.name)
        reason = refusals.before_reading(text, tokens, lexicon, follow_up=previous is not None)
        rest, lead = followup.strip_lead(tokens, previous is not None)
        theirs = bool(lead) and isinstance(before, SemanticQuery) and money.of_those_before(rest, lexicon)
        reason = reason or money.of_whom(rest[1:] if theirs else tokens, lexicon) or rates.not_there(tokens, lexicon)
        place, tokens = spoken.place_in_ranking(tokens)
        if reason is not None:
            return self._refused(reason, lexicon, question, tokens=tokens)
        if previous is not None and not theirs and spoken.own_question(tokens, lambda t: _names_number(t, lexicon)):
            previous = None
        tokens, lead = followup.strip_lead(tokens, previous is not None)
        if theirs and previous is not None and previous.limit is not None:
            lead = followup.Lead((*lead.words, "also"))  # of those that are shown: what ranks them stays
        items = deeds.between(prepared(read_items(tokens, lexicon, question.clock), lexicon), lexicon)
        items = rates.per_length(items, lexicon)
        frame = read_frame(items, lexicon, previous is not None, question.clock.today)
        work = _Work(question, lexicon, roads_of(model), items, frame)
        work.place, work.rate, work.theirs = place, rate is not None, theirs
        if rate is not None:
            frame.notes.append(rate)
        if place:
            frame.notes.append(f"Only place {place} of the ranking is shown; equal numbers share a place.")
        if chart:
            frame.notes.append(_KEPT_CHART)
        if previous is not None and lead:
            try:
                earlier = followup.period_before(tokens, previous, question.clock)
            except Declined as declined:
                return self._finish(work, Refusal(str(declined), self._nearest(work)))
            if earlier is not None:
                work.items, work.frame = [], read_frame([], lexicon)
                work.notes = ["Continues the question before."]
                return self._proven(work, earlier)
        if previous is not None and not lead and followup.opens_with_for(tokens, frame):
            lead = followup.Lead(("for",))
        if previous is not None and (lead or not frame.has_head or followup.changes_only(frame, items)):
            work.base_query = previous
        return self._planned(work, lead)

    def _why(self, question: Question, model: SemanticModel, why: Why, cancel: CancelToken | None) -> Planned:
        """The plan of a question why. What it is about is planned as a question of its own."""
        reader = WhyReader(lambda one: self.plan(one, model, cancel), question, model)
        planned = reader.read(why, followup.previous_query(question))
        if isinstance(planned.plan, Refusal) and not planned.plan.nearest:
            lexicon = self._lexicon(question, model)
            items = read_items(tokenize(why.about), lexicon, question.clock)
            nearest = self._answered(question, lexicon, items)
            planned = replace(planned, plan=Refusal(planned.plan.reason, nearest))
        return replace(planned, provider=self.name)

    def _lexicon(self, question: Question, model: SemanticModel) -> Lexicon:
        allowed = frozenset(question.tables) if question.tables is not None else None
        if len(model.tables) > LARGE_MODEL_TABLES and (allowed is None or len(allowed) > MOST_TABLES):
            from lunara.ask.context import context_for

            shown = context_for(question, model, self.values, tables=MOST_TABLES).tables
            chosen = frozenset(shown) if allowed is None else frozenset(shown) & allowed
            return lexicon_for(model, self.values, chosen)
        return lexicon_for(model, self.values, allowed)

    # -- from frame to plan ------------------------------------------------------------

    def _planned(self, work: _Work, lead: followup.Lead) -> Planned:
        frame, lexicon = work.frame, work.lexicon
        unread = (frame.unknown or frame.refusal) and work.base_query is None
        selling = best_selling(work.items, lexicon) if work.base_query is None else ()
        compared = asked_about(work.items, lexicon) if unread else selling
        if compared:
            asked = [replace(work.question, text=text, history=()) for _, text in compared]
            answers = [self.plan(one, lexicon.model) for one in asked]
            of_others = any(i.is_op("with") for i in work.items)  # "donors with gifts over 400": one, or all of them
            if len(answers) == 1 and not isinstance(answers[0].plan, Refusal) and not of_others:
                note = f"The number was compared with {compared[0][0]}, the only one there is."
                return replace(answers[0], notes=(*answers[0].notes, note))
            options = tuple(
                Option(label, text, one.plan)
                for (label, text), one in zip(compared, answers, strict=True)
                if isinstance(one.plan, SemanticQuery)
            )
            if options:
                text = "Which number is meant?" if len(options) > 1 else f"Is this meant: {options[0].question}?"
                return self._finish(work, Clarification(text, options[:MAX_OPTIONS]))
        unknown = list(frame.unknown)
        if unknown and frame.refusal and all(i.kind in ("op", "number") for i in unknown):
            return self._refused(frame.refusal, lexicon, work.question, work)
        if unknown:
            return self._refused(refusals.unknown_words(unknown, lexicon), lexicon, work.question, work)
        if frame.refusal:
            return self._refused(frame.refusal, lexicon, work.question, work)
        if work.base_query is None and not frame.has_head:
            if not frame.groups and not frame.conditions:
                return self._refused(refusals.nothing_named(work.question, lexicon), lexicon, work.question, work)
            if not frame.columns and not (frame.which and frame.groups):
                return self._asked_for_measure(work)
        if work.base_query is not None:
            return self._follow(work, lead)
        if frame.popular and frame.groups and not (frame.wanted or frame.rank or frame.entities or frame.columns):
            frame.direction, frame.most_common = frame.most_common, None
            return self._asked_for_measure(work, f"“{frame.popular}” names no number. Which one decides it?")
        readings = Reader(frame, lexicon, work.roads).readings()
        if not readings:
            return self._refused(refusals.no_reading(work.items, lexicon), lexicon, work.question, work)
        work.reading = readings[0]
        clarification = self._ambiguous(work, readings, lambda reading: self._assemble(work, reading))
        if clarification is not None:
            return self._finish(work, clarification)
        query = self._assemble(work, readings[0])
        for other in readings[1:]:
            # the second reading counts when the first one cannot be said and it differs by reading a field as a thing
            if not isinstance(query, Refusal) or other.score < readings[0].score - 0.25:
                break
            second = self._assemble(work, other)
            if not isinstance(second, Refusal) and _kinds_differ(readings[0], other):
                work.reading, query = other, second
        if isinstance(query, Refusal):
            return self._finish(work, Refusal(query.reason, self._nearest(work)))
        if isinstance(query, Clarification):
            return self._finish(work, query)
        missing = unsaid(work.items, frame, work.reading, query, lexicon)
        missing = missing or counted_for_amount(work.items, work.reading, query, lexicon)
        doubted = self._doubted(work, query) if missing is None else None
        if doubted is not None:
            return self._finish(work, doubted)
        return (
            self._proven(work, query) if missing is None else self._finish(work, Refusal(missing, self._nearest(work)))
        )

    def _doubted(self, work: _Work, query: SemanticQuery) -> Clarification | Refusal | None:
        """What to say where a trade word may not mean the money of the query: none, or that it is to be confirmed."""
        reading, lexicon = work.reading or Reading(), work.lexicon
        named = [(i, t) for i in work.frame.mentions() if (t := reading.target(i)) is not None]
        for item, target in named:
            why = money.of_others(item.text, target, [t for _, t in named if t != target], lexicon)
            if why is not None:
                work.notes = []
                return Refusal(why, self._nearest(work))
            if money.uncertain(item.text, target, lexicon):
                option = Option(label_of(lexicon, target), describe(query, lexicon.model), query)
                text = f"No number is called “{item.text}”, and this may not be paid to the organization. Is it meant?"
                return (
                    Clarification(text, (option,)) if prove(query, lexicon.model, work.question.clock) is None else None
                )
        return None

    def _proven(self, work: _Work, query: SemanticQuery) -> Planned:
        objection = prove(query, work.lexicon.model, work.question.clock)
        if objection is None:
            return self._finish(work, query)
        apart = different_ones(query, work.lexicon) if objection.fans_out else None
        if apart is not None and prove(apart.query, work.lexicon.model, work.question.clock) is None:
            work.notes.append("Each of them is counted once in a group, however many rows refer to it.")
            work.caveats += apart.caveats
            return self._finish(work, apart.query)
        return self._finish(work, self._objected(work, query, objection))

    def _objected(self, work: _Work, query: SemanticQuery, objection: Objection) -> Clarification | Refusal:
        if objection.options:
            options = []
            for label, changed in objection.options[:MAX_OPTIONS]:
                if prove(changed, work.lexicon.model, work.question.clock) is None:
                    options.append(Option(label, describe(changed, work.lexicon.model), changed))
            if options:
                return Clarification(objection.message, tuple(options))
        nearest = [describe(q, work.lexicon.model) for q in objection.nearest]
        return Refusal(objection.message, self._nearest(work, nearest))

    def _assemble(
        self, work: _Work, reading: Reading, settled: Mapping[str, str] | None = None, place: int | None = None
    ) -> SemanticQuery | Clarification | Refusal:
        frame = copy_of(work.frame)
        chosen = Reading(dict(reading.chosen), reading.score, reading.base, reading.rivals, reading.full)
        known = {"share": "rate"} if work.rate else {}
        answers = {**known, **(settled or {})}
        assembler = Assembler(frame, chosen, work.lexicon, work.roads, work.question.clock, settled=answers)
        try:
            query = assembler.query()
        except Declined as declined:
            return Refusal(str(declined))
        except Open as left:
            if place is None:
                return self._left_open(work, reading, left, settled or {})
            if len(settled or {}) >= MAX_OPTIONS:
                return Refusal(left.text)
            alike = left.choices[place if place < len(left.choices) - 1 else -1][1]
            return self._assemble(work, reading, {**(settled or {}), left.key: alike}, place)
        except ValidationError as error:
            log.warning("a question was put together wrongly: %s", error)
            return Refusal("The question was understood in parts that do not fit together. Try it in simpler words.")
        work.notes = [n for n in [*frame.notes, *assembler.parts.notes] if n not in ("alphabetical", "ratio")]
        chosen_for = ((i, reading.target(i)) for i in frame.mentions())
        work.notes += [n for i, t in chosen_for if t is not None and (n := money.told(i.text, t, query, work.lexicon))]
        work.caveats = list(assembler.parts.caveats)
        return query if not work.place else only_place(query, work.place, work.lexicon)

    def _left_open(
        self, work: _Work, reading: Reading, left: Open, settled: Mapping[str, str]
    ) -> Clarification | Refusal:
        """What each answer to an open point gives, to choose from. Further points are answered in the same way."""
        options = []
        for place, (label, answer) in enumerate(left.choices[:MAX_OPTIONS]):
            query = self._assemble(work, reading, {**settled, left.key: answer}, place)
            if not isinstance(query, SemanticQuery) or unsaid(work.items, work.frame, reading, query, work.lexicon):
                continue
            if prove(query, work.lexicon.model, work.question.clock) is None:
                options.append(Option(label, describe(query, work.lexicon.model), query))
        if options:
            return Clarification(left.text, tuple(options))
        return Refusal(f"{left.text.rpartition('. ')[0] or left.text}. Name the number that is meant.")

    # -- more than one meaning ------------------------------------------------------------

    def _ambiguous(
        self,
        work: _Work,
        readings: list[Reading],
        assemble: Callable[[Reading], SemanticQuery | Clarification | Refusal],
    ) -> Clarification | None:
        best = readings[0]
        first = assemble(best)
        items = {id(i): i for i in work.frame.mentions()}
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
                if key in items and score >= best.full[key] - AMBIGUOUS_WITHIN and match.target != chosen.target:
                    changed = Reading(dict(best.chosen), best.score, best.base, {})
                    changed.chosen[key] = match
                    rivals.append((items[key], match, changed))
        if isinstance(first, Clarification):
            return None
        for item, match in same_word(work.lexicon, work.items, work.frame, best):
            changed = Reading(dict(best.chosen), best.score, best.base, {})
            changed.chosen[id(item)] = match
            if not match.target.table or match.target.table not in best.base:
                changed.base = (match.target.table,)
            rivals.append((item, match, changed))
        seen = {_canonical(first)}
        options: list[tuple[Item, Match, SemanticQuery]] = []
        for item, match, reading in rivals:
            query = assemble(reading)
            if not isinstance(query, SemanticQuery) or _canonical(query) in seen:
                continue
            if same_meaning(work.lexicon, best.chosen[id(item)], match):
                continue
            if prove(query, work.lexicon.model, work.question.clock) is not None:
                continue
            seen.add(_canonical(query))
            options.append((item, match, query))
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
            made = tuple(Option(describe(q, work.lexicon.model), describe(q, work.lexicon.model), q) for _, q in listed)
        return Clarification(text, made)

    def _asked_for_measure(
        self, work: _Work, text: str = "What should be shown for that? The question names no number."
    ) -> Planned:
        lexicon = work.lexicon
        options: list[Option] = []
        for suggestion in refusals.measures_for(work.frame, lexicon, work.roads):
            frame = copy_of(work.frame)
            from lunara.ask.planners.offline.frame import Wanted

            item = Item("mention", -1, -1, label_of(lexicon, suggestion.target), matches=[suggestion])
            frame.wanted.append(Wanted(mention=item))
            readings = Reader(frame, lexicon, work.roads).readings()
            if not readings:
                continue
            try:
                query = Assembler(frame, readings[0], lexicon, work.roads, work.question.clock).query()
            except (Declined, Open, ValidationError):
                continue
            if prove(query, lexicon.model, work.question.clock) is None:
                options.append(Option(label_of(lexicon, suggestion.target), describe(query, lexicon.model), query))
            if len(options) == MAX_OPTIONS:
                break
        if options:
            return self._finish(work, Clarification(text, tuple(options)))
        return self._refused(refusals.nothing_named(work.question, lexicon), lexicon, work.question, work)

    # -- follow-ups ------------------------------------------------------------------------------------------------------------

    def _follow(self, work: _Work, lead: followup.Lead) -> Planned:
        if work.base_query is None:
            return self._refused(refusals.nothing_named(work.question, work.lexicon), work.lexicon, work.question, work)
        if followup.is_open(work.frame, lead):
            both = self._counted_or_narrowed(work, lead)
            if both is not None:
                return self._finish(work, both)
        try:
            found = self._merged(work, work.base_query, lead)
        except (Declined, Open) as declined:
            return self._finish(work, Refusal(str(declined), self._nearest(work)))
        except ValidationError as error:
            log.warning("a follow-up was put together wrongly: %s", error)
            return self._finish(work, Refusal("That change does not fit the question before.", self._nearest(work)))
        made = [o.query for o in found.options] if isinstance(found, Clarification) else [found]
        if work.theirs and (lost := followup.loses_those_before(work.base_query, made)):
            return self._finish(work, Refusal(lost, self._nearest(work)))
        if isinstance(found, Clarification):
            return self._finish(work, found)
        query = found
        if work.place:
            reason = "One place of the ranking before cannot be picked out here. Ask for it in a question of its own."
            return self._finish(work, Refusal(reason, self._nearest(work)))
        if query == work.base_query and _KEPT_CHART not in work.frame.notes:
            reason = "That leaves the question before as it was. Say what should change, or ask it anew."
            return self._finish(work, Refusal(reason, self._nearest(work)))
        missing = counted_for_amount(work.items, work.reading or Reading(), query, work.lexicon)
        if missing is not None:
            return self._finish(work, Refusal(missing, self._nearest(work)))
        doubted = self._doubted(work, query)
        if doubted is not None:
            return self._finish(work, doubted)
        work.notes = [n for n in work.frame.notes if n not in ("alphabetical", "ratio")]
        work.notes.append("Continues the question before.")
        before = work.question.history[-1] if work.question.history else None
        if before is not None and isinstance(before.plan, Refusal):
            work.caveats.append(f"“{before.question}” was not answered, so it is left out here.")
        return self._proven(work, query)

    def _counted_or_narrowed(self, work: _Work, lead: followup.Lead) -> Clarification | None:
        """The number of the things that a follow-up names, or the question before of them; None when only one can be meant."""
        found: list[SemanticQuery] = []
        for one in (followup.Lead(("for",)), lead):
            try:
                query = self._merged(work, work.base_query or SemanticQuery(), one)
            except (Declined, Open, ValidationError):
                return None
            if isinstance(query, Clarification) or prove(query, work.lexicon.model, work.question.clock) is not None:
                return None
            found.append(query)
        if _canonical(found[0]) == _canonical(found[1]):
            return None
        labels = [describe(query, work.lexicon.model) for query in found]
        options = tuple(Option(label, label, query) for label, query in zip(labels, found, strict=True))
        return Clarification(f"What about “{work.frame.entities[0].text}” is asked?", options)

    def _merged(self, work: _Work, base: SemanticQuery, lead: followup.Lead) -> SemanticQuery | Clarification:
        """The question before, changed; or what to choose from. Raises Declined, Open and ValidationError."""
        merger = followup.Merger(base, work.frame, work.lexicon, work.roads, clock=work.question.clock, lead=lead)
        readings = merger.readings()
        work.reading = readings[0]
        query = merger.query(readings[0])

        def other(reading: Reading) -> SemanticQuery | Refusal:
            try:
                return merger.query(reading)
            except (Declined, Open, ValidationError):
                return Refusal("It cannot be put together in this reading.")

        return self._ambiguous(work, readings, other) or query

    # -- endings ------------------------------------------------------------

    def _nearest(self, work: _Work, first: Sequence[str] = ()) -> tuple[str, ...]:
        return self._answered(work.question, work.lexicon, work.items, first)

    def _answered(
        self, question: Question, lexicon: Lexicon, items: Sequence[Item], first: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """Up to three questions near this one that are answered, each in a way of its own: each was planned."""
        if not self.suggests:
            return ()
        silent = OfflinePlanner(self.values, suggests=False)
        found: list[str] = []
        kinds: set[tuple[object, ...]] = set()
        near = itertools.chain(
            ((text, None) for text in first),
            nearest_queries(question, lexicon, items),
            self._usual(question, lexicon, items),
        )
        for tried, (text, query) in enumerate(near):
            kind = _kind(query)
            if text in found or kind in kinds:
                continue
            asked = replace(question, text=text, history=())
            if len(lexicon.tables) < len(lexicon.model.tables):
                asked = replace(asked, tables=tuple(lexicon.tables))  # whose words are read already
            if isinstance(silent.plan(asked, lexicon.model).plan, SemanticQuery):
                found.append(text)
                kinds |= {kind} if kind else set()
            if len(found) == MAX_SUGGESTIONS or tried == MOST_TRIED:
                break
        return tuple(found)

    def _usual(self, question: Question, lexicon: Lexicon, items: Sequence[Item]) -> Iterator[tuple[str, None]]:
        """What is usually asked of the tables that were named, where what they were asked for says too little."""
        tables = list(dict.fromkeys(m.target.table for i in items for m in i.matches[:1] if m.target.table))
        for text in questions_about(lexicon.model, tables, 4, question.clock, lexicon=lexicon):
            yield text, None

    def _refused(
        self,
        reason: str,
        lexicon: Lexicon,
        question: Question,
        work: _Work | None = None,
        tokens: Sequence[Token] = (),
    ) -> Planned:
        items = work.items if work is not None else read_items(tokens, lexicon, question.clock)
        refusal = Refusal(reason, self._answered(question, lexicon, items))
        if work is not None:
            return self._finish(work, refusal)
        return Planned(refusal, provider=self.name)

    def _finish(self, work: _Work, plan: SemanticQuery | Clarification | Refusal) -> Planned:
        understood: list[Understood] = []
        typos: list[str] = []
        for item in work.items:
            said = self._said(work, item)
            if said:
                understood.append(Understood(item.text, said))
            if item.typo and said:
                typos.append(f"“{item.text}” was taken as “{item.typo}”.")
        ignored = [i.text for i in [*work.frame.unknown]]
        ignored += [i.text for i in work.frame.verbs if i not in work.frame.unknown]
        return Planned(
            plan,
            understood=tuple(understood),
            ignored=tuple(dict.fromkeys(ignored)),
            warnings=tuple(dict.fromkeys([*typos, *(work.caveats if isinstance(plan, SemanticQuery) else ())])),
            provider=self.name,
            notes=tuple(dict.fromkeys(work.notes)),
        )

    def _said(self, work: _Work, item: Item) -> str:
        match = work.reading.chosen.get(id(item)) if work.reading is not None else None
        if match is not None:
            return refusals.say_target(work.lexicon, match.target)
        if item.kind == "time" and item.time is not None and item not in work.frame.unknown:
            from lunara.ask.describe_periods import describe_range

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


def _kind(query: SemanticQuery | None) -> tuple[object, ...]:
    """What makes two suggestions much the same: one number by one field, whatever else is held to what."""
    if query is None:
        return ()
    return (query.measures, tuple(d if isinstance(d, str) else d.field for d in query.dimensions))


def _names_number(token: Token, lexicon: Lexicon) -> bool:
    return any(m.exact and m.target.kind in ("measure", "derived") for m in lexicon.fields((token.stem,)))


def _kinds_differ(one: Reading, other: Reading) -> bool:
    return any(
        other.chosen[k].target.kind == "table" and m.target.kind == "dimension"
        for k, m in one.chosen.items()
        if k in other.chosen
    )


def _canonical(query: SemanticQuery | Refusal) -> str:
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
