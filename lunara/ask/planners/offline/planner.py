"""The offline planner: a question over a model to a plan, without a key, without a network, the same every time."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from pydantic import ValidationError

from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.questions import Why, read_bare_why, read_other_dimension, read_why
from lunara.ask.describe import describe
from lunara.ask.paths import roads_of
from lunara.ask.plan import Clarification, Option, Planned, Refusal, Understood
from lunara.ask.planners.offline import (
    beside_why,
    by_deed,
    compared_all,
    contrasts,
    deeds,
    deleted_rows,
    done_when,
    followup,
    how_it_went,
    how_late,
    if_meant,
    in_lines,
    merging,
    money,
    pay,
    plain,
    ranked_by,
    rates,
    reasons_held,
    refusals,
    spending,
    spoken,
    stand_ins,
    then,
    those,
    ties,
    topics,
    unanswered,
    which_was_it,
)
from lunara.ask.planners.offline.account import finished
from lunara.ask.planners.offline.ambiguity import MAX_OPTIONS, ambiguous, canonical, kinds_differ
from lunara.ask.planners.offline.amount_or_value import amount_or_value
from lunara.ask.planners.offline.assembling import assemble
from lunara.ask.planners.offline.assembly import Assembler, Declined, Open, commonest
from lunara.ask.planners.offline.called_averages import average_or_field
from lunara.ask.planners.offline.called_so import with_names
from lunara.ask.planners.offline.codes import named_codes
from lunara.ask.planners.offline.compared import asked_about, best_selling, only_part, sells_by_guess
from lunara.ask.planners.offline.compared_before import held
from lunara.ask.planners.offline.comparer import Comparer
from lunara.ask.planners.offline.directions import directed
from lunara.ask.planners.offline.distinct import different_ones
from lunara.ask.planners.offline.frame import Wanted, copy_of
from lunara.ask.planners.offline.grammar import read_frame
from lunara.ask.planners.offline.held_or_counted import held_or_counted, of_some
from lunara.ask.planners.offline.items import Item, read_items
from lunara.ask.planners.offline.kept import lexicon_for
from lunara.ask.planners.offline.last_of_data import of_the_end
from lunara.ask.planners.offline.lexicon import Lexicon, label_of
from lunara.ask.planners.offline.meanings import counted_for_amount
from lunara.ask.planners.offline.nearest import answered
from lunara.ask.planners.offline.number_ranges import ranges_between
from lunara.ask.planners.offline.of_one_row import of_one_row
from lunara.ask.planners.offline.periods_ranked import periods_with_a_date
from lunara.ask.planners.offline.plain import thresholds
from lunara.ask.planners.offline.prepared import prepared
from lunara.ask.planners.offline.proof import Objection, prove
from lunara.ask.planners.offline.readback import UNRANKED, unsaid
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.readings import Reader
from lunara.ask.planners.offline.reasons import WhyReader
from lunara.ask.planners.offline.relations import related
from lunara.ask.planners.offline.roads_meant import by_road_meant, no_road_alone
from lunara.ask.planners.offline.shares_within import within_periods
from lunara.ask.planners.offline.side_by_side import side_by_side
from lunara.ask.planners.offline.surplus import left_out
from lunara.ask.planners.offline.taken_amiss import taken_amiss
from lunara.ask.planners.offline.told_of_all import told_of_all
from lunara.ask.planners.offline.which_foremost import which_end_of_ranks
from lunara.ask.planners.offline.without_of_each import of_each_thing
from lunara.ask.planners.offline.work import Work
from lunara.ask.planners.offline.years_of_data import of_the_data
from lunara.ask.question import Question, check_length
from lunara.ask.tokens import Token, tokenize
from lunara.ask.values import ValueIndex
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

log = logging.getLogger(__name__)

LARGE_MODEL_TABLES = 150
MOST_TABLES = 40
"""So many tables of a large model are read for a question: those that matter to it."""
_CHOSEN = "Answers what was asked back."
_KEPT_CHART = "The kind of chart is chosen with the answer, where it can be changed."


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
        spans = self.values.spans if self.values is not None else {}
        last = of_the_end(question, model, spans, lambda asked: self._or_contrasted(asked, model, cancel))
        if last is not None:
            return replace(last, provider=self.name)
        planned = self._or_contrasted(question, model, cancel)
        return of_the_data(planned, question, model, spans, lambda asked: self._or_contrasted(asked, model, cancel))

    def _or_contrasted(self, question: Question, model: SemanticModel, cancel: CancelToken | None) -> Planned:
        """What was read, or two things side by side where nothing else is answered."""
        planned = self._read(question, model, cancel)
        if not contrasts.may_be(planned, question.text):
            return planned
        silent = OfflinePlanner(self.values, suggests=False)
        lexicon = self._lexicon(question, model)
        return contrasts.answered(planned, question, lexicon, lambda one: silent._read(one, model, cancel))

    def _read(self, question: Question, model: SemanticModel, cancel: CancelToken | None) -> Planned:
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
        tokens = spoken.plain_instructions(spoken.usual_spelling(tokens, frozenset(lexicon.tables)), lexicon)
        tokens = spoken.in_full(tokens, lexicon)
        tokens = those.valued(tokens, question.history[-1].plan if question.history else None, lexicon)
        tokens, spent = spending.of_payers(
            money.in_nouns(spending.spenders(spending.by_us(tokens, lexicon), lexicon), lexicon), lexicon
        )
        tokens = pay.in_fields(deeds.in_verbs(tokens, lexicon), lexicon, question.clock)
        tokens, rate = rates.in_shares(deleted_rows.not_said(tokens, lexicon), lexicon, question.clock.today)
        tokens, told = plain.in_words_of_the_data(tokens, lexicon, question.clock)
        tokens, topic = topics.left_out(tokens, lexicon)
        choice = unanswered.settled(question)
        if choice is not None and choice.plan is not None:
            return Planned(choice.plan, (Understood(text, choice.label),), provider=self.name, notes=(_CHOSEN,))
        all_of = compared_all.read(text, lexicon) if not thresholds.names_limit(tokens) else None
        if all_of is not None:
            comparer = Comparer(lambda one: self.plan(one, model, cancel), question, lexicon)
            return comparer.planned(all_of)
        each = self._of_each_choice(question, tokens, model, cancel)
        if each is not None:
            return each
        previous = followup.previous_query(question)
        tokens, chart = spoken.without_chart(tokens, previous is not None)
        if chart and previous is not None and not any(t.kind != "symbol" for t in tokens):
            notes = ("Continues the question before.", _KEPT_CHART)
            return Planned(previous, (Understood(chart, "the kind of chart"),), provider=self.name, notes=notes)
        before = question.history[-1].plan if question.history else None
        held = reasons_held.question_of(text, lexicon)
        if held is not None:
            asked = self._read(replace(question, text=held[0], history=()), model, cancel)
            reasons = reasons_held.by_frequency(asked, held[1], lexicon)
            if reasons is not None:
                return reasons
        why = read_bare_why(text, before) or read_why(text)
        if why is not None:
            return self._why(question, model, why, cancel)
        silent = OfflinePlanner(self.values, suggests=False)
        went = how_it_went.asked_back(question, lexicon, lambda one: silent.plan(one, model, cancel))
        went = went or how_late.asked_back(question, lexicon, lambda one: silent.plan(one, model, cancel))
        if went is not None:
            return Planned(went, provider=self.name)
        beside = beside_why.question_beside(text, lexicon, question.clock)
        if beside is not None:
            answered = self.plan(replace(question, text=beside[0]), model, cancel)
            return replace(answered, warnings=(*answered.warnings, beside_why.not_answered(beside[1])))
        other = read_other_dimension(text) if isinstance(before, WhyChanged) else None
        if isinstance(before, WhyChanged) and other is not None:
            reader = WhyReader(lambda one: self.plan(one, model, cancel), question, model)
            return replace(reader.by(other, before), provider=self.name)
        of_those = which_was_it.shown_beside(tokenize(text), before, lexicon)
        if of_those is not None:
            work = Work(question, lexicon, roads_of(model), [], read_frame([], lexicon))
            if isinstance(of_those, str):
                return self._finish(work, Refusal(of_those, self._nearest(work)))
            work.notes = ["Continues the question before."]
            return self._proven(work, of_those)
        reason = refusals.before_reading(text, tokens, lexicon, follow_up=previous is not None)
        rest, lead = followup.strip_lead(tokens, previous is not None)
        counted = those.counted(tokens) if previous is not None else None
        theirs = bool(lead) and isinstance(before, SemanticQuery) and money.of_those_before(rest, lexicon)
        theirs = theirs and counted is None
        tokens, lost = unanswered.behind_no_answer(question, tokens)
        lost = those.lost(before) if counted is not None else lost
        reason = (
            reason or lost or money.of_whom(rest[1:] if theirs else tokens, lexicon) or rates.not_there(tokens, lexicon)
        )
        place, tokens = spoken.place_in_ranking(tokens)
        if reason is not None:
            return self._refused(reason, lexicon, question, tokens=tokens)
        stands = previous is not None and not theirs and counted is None
        if stands and spoken.own_question(tokens, lambda t: _names_number(t, lexicon)):
            previous = None
        tokens, lead = followup.strip_lead(tokens, previous is not None) if counted is None else (counted, those.LEAD)
        if theirs and previous is not None and previous.limit is not None:
            lead = followup.Lead((*lead.words, "also"))  # of those that are shown: what ranks them stays
        items, surplus = left_out(read_items(tokens, lexicon, question.clock), lexicon)
        items = prepared(ranges_between(items), lexicon, question.clock.today)
        items = named_codes(with_names(items, tokens, lexicon), lexicon)
        items = rates.per_length(related(directed(items, lexicon), lexicon), lexicon)
        items = ties.tied(items, lexicon)
        of_one_row(items, lexicon)
        frame = read_frame(items, lexicon, previous is not None, question.clock.today)
        ties.settle(frame, items, lexicon)
        in_lines.as_numbers(frame, lexicon)
        work = Work(question, lexicon, roads_of(model), items, frame)
        work.spent = spent.amount if spent is not None else None
        work.place, work.rate, work.theirs, work.counted = place, rate is not None, theirs, counted is not None
        frame.notes.extend(
            note for note in (rate, topic, spent.note if spent is not None else None) if note is not None
        )
        frame.notes += [*told, *surplus]
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
            unheard = unanswered.nothing_to_change(question)
            if unheard is not None:
                return self._refused(unheard, lexicon, question, work)
            work.base_query = previous
        return self._planned(work, lead)

    def _of_each_choice(
        self, question: Question, tokens: Sequence[Token], model: SemanticModel, cancel: CancelToken | None
    ) -> Planned | None:
        """The choices of the question asked back before, each with what these words go on to ask of it; else None."""
        asked = [(o, self.plan(one, model, cancel)) for o, one in unanswered.of_each_choice(question, tokens)]
        plans = [(o, p.plan) for o, p in asked if isinstance(p.plan, SemanticQuery)]
        before = question.history[-1].plan if question.history else None
        if not plans or len(plans) < len(asked) or not isinstance(before, Clarification):
            return None
        options = tuple(Option(o.label, describe(query, model), query) for o, query in plans)
        return Planned(
            Clarification(before.text, options), provider=self.name, notes=("Continues the question before.",)
        )

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

    def _planned(self, work: Work, lead: followup.Lead) -> Planned:
        frame, lexicon = work.frame, work.lexicon
        unread = (frame.unknown or frame.refusal) and work.base_query is None
        selling = best_selling(work.items, lexicon) if work.base_query is None else ()
        compared = asked_about(work.items, lexicon) if unread else selling
        if compared:
            asked = [replace(work.question, text=text, history=()) for _, text in compared]
            answers = [self.plan(one, lexicon.model) for one in asked]
            of_others = any(i.is_op("with") for i in work.items)  # "donors with gifts over 400": one, or all of them
            doubtful = of_others or (bool(selling) and sells_by_guess(lexicon))
            doubtful = doubtful or only_part(compared[0][0], work.items, lexicon)
            if len(answers) == 1 and not isinstance(answers[0].plan, Refusal) and not doubtful:
                note = f"The number was compared with {compared[0][0]}, as the question names no other."
                return replace(answers[0], notes=(*answers[0].notes, note))
            options = tuple(
                Option(label, text, one.plan)
                for (label, text), one in zip(compared, answers, strict=True)
                if isinstance(one.plan, SemanticQuery)
            )
            if options:
                text = "Which number is meant?" if len(options) > 1 else f"Is this meant: {options[0].question}?"
                return self._finish(work, Clarification(text, options[:MAX_OPTIONS]))
            declined = next((one.plan for one in answers if isinstance(one.plan, Refusal)), None)
            if selling and declined is not None:  # "which month had the best selling product": no count of products
                return self._finish(work, Refusal(declined.reason, self._nearest(work)))
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
        others = [c for c in frame.columns if c.low not in commonest.NAMES]
        named = frame.wanted or frame.rank or frame.entities or others
        numbers = [m.target for m in refusals.measures_for(frame, lexicon, work.roads)]
        if (
            frame.popular
            and frame.groups
            and not named
            and not commonest.popular_by_one(lexicon, frame.groups[0], numbers)
        ):
            frame.columns = []
            frame.direction, frame.most_common = frame.most_common, None
            return self._asked_for_measure(work, f"“{frame.popular}” names no number. Which one decides it?")
        readings = Reader(frame, lexicon, work.roads).readings()
        if not readings:
            return self._refused(refusals.no_reading(work.items, lexicon), lexicon, work.question, work)
        work.reading = readings[0]
        clarification = ambiguous(work, readings, lambda reading: assemble(work, reading))
        if clarification is not None:
            return self._asked_or_shown(work, clarification)
        there = then.in_period(work, assemble)
        if there is not None:
            return self._proven(work, there) if isinstance(there, SemanticQuery) else self._finish(work, there)
        query = assemble(work, readings[0])
        for other in readings[1:]:
            # the second reading counts when the first one cannot be said and it differs by reading a field as a thing
            if not isinstance(query, Refusal) or other.score < readings[0].score - 0.25:
                break
            second = assemble(work, other)
            if not isinstance(second, Refusal) and kinds_differ(readings[0], other):
                work.reading, query = other, second
        if isinstance(query, Refusal):
            return self._not_said(work, query.reason, unranked=work.unranked)
        if isinstance(query, Clarification):
            return self._asked_or_shown(work, query)
        query = of_each_thing(work, query)
        if isinstance(query, Refusal):
            return self._not_said(work, query.reason, unranked=False)
        query = in_lines.part_of_them(work, in_lines.told_by_others(work, query))
        amount = amount_or_value(work, query)
        if amount is not None:
            return self._finish(work, amount)
        missing = unsaid(work.items, frame, work.reading, query, lexicon)
        missing = missing or spending.not_said(query, work.spent, lexicon)
        missing = missing or spending.spent_by_others(tokenize(work.question.text), query, lexicon)
        missing = missing or counted_for_amount(work.items, work.reading, query, lexicon) or taken_amiss(work, query)
        missing = missing or of_some(work, query) or told_of_all(work, query)
        both = self._either(work, query) if missing is None else None
        doubted = (both or self._doubted(work, query)) if missing is None else None
        if doubted is not None:
            return self._finish(work, doubted)
        if missing is not None:
            return self._not_said(work, missing, unranked=missing.endswith(UNRANKED))
        return self._proven(work, query)

    def _not_said(self, work: Work, reason: str, *, unranked: bool) -> Planned:
        """A refusal, or where only the number is missing that the best are chosen by, the numbers to choose from."""
        options = self._ranked_by(work) if unranked else ()
        if options:
            return self._finish(work, Clarification(ranked_by.WHICH_NUMBER, options))
        return self._finish(work, Refusal(reason, self._nearest(work)))

    @staticmethod
    def _either(work: Work, query: SemanticQuery) -> Clarification | None:
        """What to choose from where a number, a field or how many are meant can be read in two ways."""
        readers = (held_or_counted, average_or_field, which_end_of_ranks)
        return next((asked for read in readers if (asked := read(work, query)) is not None), None)

    def _doubted(self, work: Work, query: SemanticQuery) -> Clarification | Refusal | None:
        """What to say where a word may not mean what the query takes it for: it is not so, or it is to be confirmed."""
        reading, lexicon = work.reading or Reading(), work.lexicon
        other = stand_ins.not_meant(work, query)
        if other is not None:
            work.notes = []
            return Refusal(other, self._nearest(work))
        named = [(i, t) for i in work.frame.mentions() if (t := reading.target(i)) is not None]
        for item, target in named:
            why = money.of_others(item.text, target, [t for _, t in named if t != target], lexicon)
            if why is not None:
                work.notes = []
                return Refusal(why, self._nearest(work))
            if money.uncertain(item.text, target, lexicon):
                option = Option(money.made_of(target, query, lexicon), describe(query, lexicon.model), query)
                text = f"No number is called “{item.text}”, and this may not be paid to the organization. Is it meant?"
                return (
                    Clarification(text, (option,)) if prove(query, lexicon.model, work.question.clock) is None else None
                )
        return stand_ins.another_number(work, query)

    def _proven(self, work: Work, query: SemanticQuery) -> Planned:
        of_its_day = by_deed.dated(work, query)
        if isinstance(of_its_day, str):
            return self._finish(work, Refusal(of_its_day, self._nearest(work)))
        query = within_periods(work, periods_with_a_date(of_its_day))
        objection = prove(query, work.lexicon.model, work.question.clock)
        if objection is not None and objection.roads is not None:
            query, objection = by_road_meant(work, query, objection)
        if objection is None:
            return self._finish(work, if_meant.settled(work, query))
        tied_over_rows = objection.roads is not None and any(len(item.over) > 1 for item in work.items)
        apart = different_ones(query, work.lexicon) if objection.fans_out or tied_over_rows else None
        if apart is not None and (amiss := taken_amiss(work, apart.query)) is not None:
            return self._finish(work, Refusal(amiss, self._nearest(work)))
        if apart is not None and prove(apart.query, work.lexicon.model, work.question.clock) is None:
            work.notes.append("Each of them is counted once in a group, however many rows refer to it.")
            work.caveats += apart.caveats
            return self._finish(work, apart.query)
        return self._finish(work, self._objected(work, query, objection))

    def _objected(self, work: Work, query: SemanticQuery, objection: Objection) -> Clarification | Refusal:
        if objection.options:
            options = []
            for label, changed in objection.options[:MAX_OPTIONS]:
                if prove(changed, work.lexicon.model, work.question.clock) is None:
                    options.append(Option(label, describe(changed, work.lexicon.model), changed))
            if options:
                return Clarification(objection.message, tuple(options))
        nearest = [describe(q, work.lexicon.model) for q in objection.nearest]
        reason = no_road_alone(objection.message) if objection.roads is not None else objection.message
        return Refusal(reason, self._nearest(work, nearest))

    def _asked_for_measure(
        self, work: Work, text: str = "What should be shown for that? The question names no number."
    ) -> Planned:
        lexicon = work.lexicon
        options: list[Option] = []
        for suggestion in refusals.measures_for(work.frame, lexicon, work.roads):
            frame = copy_of(work.frame)
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

    def _follow(self, work: Work, lead: followup.Lead) -> Planned:
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
            return self._asked_or_shown(work, found)
        query = followup.of_the_whole(work.base_query, found)
        if work.place:
            reason = "One place of the ranking before cannot be picked out here. Ask for it in a question of its own."
            return self._finish(work, Refusal(reason, self._nearest(work)))
        if query == work.base_query and _KEPT_CHART not in work.frame.notes:
            reason = "That leaves the question before as it was. Say what should change, or ask it anew."
            if not lead and not work.frame.mentions():
                reason = refusals.nothing_named(work.question, work.lexicon)
            return self._finish(work, Refusal(reason, self._nearest(work)))
        missing = counted_for_amount(work.items, work.reading or Reading(), query, work.lexicon)
        missing = missing or followup.verb_lost(work.frame, work.base_query, query, work.lexicon)
        missing = missing or taken_amiss(work, query)
        if missing is not None:
            return self._finish(work, Refusal(missing, self._nearest(work)))
        doubted = self._doubted(work, query)
        if doubted is not None:
            return self._finish(work, doubted)
        when = done_when.dated(query, work.items, work.reading, work.lexicon)
        if isinstance(when, str):
            return self._finish(work, Refusal(when, self._nearest(work)))
        query = when
        work.notes = [n for n in work.frame.notes if n not in ("alphabetical", "ratio")]
        work.notes.append("Continues the question before.")
        before = work.question.history[-1] if work.question.history else None
        if before is not None and isinstance(before.plan, Refusal):
            work.caveats.append(f"“{before.question}” was not answered, so it is left out here.")
        return self._proven(work, query)

    def _counted_or_narrowed(self, work: Work, lead: followup.Lead) -> Clarification | None:
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
        if canonical(found[0]) == canonical(found[1]):
            return None
        labels = [describe(query, work.lexicon.model) for query in found]
        options = tuple(Option(label, label, query) for label, query in zip(labels, found, strict=True))
        return Clarification(f"What about “{work.frame.entities[0].text}” is asked?", options)

    def _merged(
        self, work: Work, base: SemanticQuery, lead: followup.Lead, decided: str = ""
    ) -> SemanticQuery | Clarification:
        """The question before, changed; or what to choose from. Raises Declined, Open and ValidationError."""
        before = base
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
            return self._by_each(work, before, lead, left)

        def other(reading: Reading) -> SemanticQuery | Refusal:
            try:
                return held(base, merger.query(reading), work.lexicon.model)
            except (Declined, Open, ValidationError):
                return Refusal("It cannot be put together in this reading.")

        return ambiguous(work, readings, other) or query

    def _by_each(self, work: Work, base: SemanticQuery, lead: followup.Lead, left: Open) -> Clarification:
        """What the change gives by each of the numbers of the question before. Raises Declined, Open and ValidationError."""
        model, options = work.lexicon.model, []
        for label, name in left.choices[:MAX_OPTIONS]:
            query = self._merged(work, base, lead, name)
            if isinstance(query, SemanticQuery) and prove(query, model, work.question.clock) is None:
                options.append(Option(label, describe(query, model), query))
        if not options:
            raise left
        return Clarification(left.text, tuple(options))

    # -- endings ------------------------------------------------------------

    def _asked_or_shown(self, work: Work, asked: Clarification) -> Planned:
        """What a question may mean: all of it beside each other where that is one answer, otherwise to choose from."""
        found = side_by_side(work, asked)
        missing = unsaid(work.items, work.frame, work.reading or Reading(), found, work.lexicon) if found else None
        amiss = taken_amiss(work, found) if found is not None else None
        if amiss is not None:
            return self._finish(work, Refusal(amiss, self._nearest(work)))
        amount = amount_or_value(work, found) if found is not None and work.base_query is None else None
        if amount is not None:
            return self._finish(work, amount)
        return self._finish(work, found if found is not None and missing is None else asked)

    def _finish(self, work: Work, plan: SemanticQuery | Clarification | Refusal) -> Planned:
        return finished(work, deleted_rows.left_out(work, plan), self.name)

    def _answered(
        self, question: Question, lexicon: Lexicon, items: Sequence[Item], first: Sequence[str] = ()
    ) -> tuple[str, ...]:
        if not self.suggests:
            return ()
        silent = OfflinePlanner(self.values, suggests=False)
        return answered(question, lexicon, items, lambda one: silent.plan(one, lexicon.model), first)

    def _ranked_by(self, work: Work) -> tuple[Option, ...]:
        if not self.suggests:
            return ()
        silent = OfflinePlanner(self.values, suggests=False)
        return ranked_by.choices(work, lambda one: silent.plan(one, work.lexicon.model))

    def _nearest(self, work: Work, first: Sequence[str] = ()) -> tuple[str, ...]:
        return self._answered(work.question, work.lexicon, work.items, first)

    def _refused(
        self,
        reason: str,
        lexicon: Lexicon,
        question: Question,
        work: Work | None = None,
        tokens: Sequence[Token] = (),
    ) -> Planned:
        items = work.items if work is not None else read_items(tokens, lexicon, question.clock)
        refusal = Refusal(reason, self._answered(question, lexicon, items))
        if work is not None:
            return self._finish(work, refusal)
        return Planned(refusal, provider=self.name)


def _names_number(token: Token, lexicon: Lexicon) -> bool:
    return any(m.exact and m.target.kind in ("measure", "derived") for m in lexicon.fields((token.stem,)))
