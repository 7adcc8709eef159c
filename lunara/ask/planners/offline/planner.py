"""The offline planner: a question over a model to a plan, without a key, without a network, the same every time."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.questions import Why, read_bare_why, read_other_dimension, read_why
from lunara.ask.describe import describe
from lunara.ask.paths import roads_of
from lunara.ask.plan import Clarification, Option, Planned, Refusal, Understood
from lunara.ask.planners.offline import (
    beside_why,
    by_deed,
    called_off,
    compared_all,
    contrasts,
    deleted_rows,
    doubts,
    followup,
    how_it_went,
    how_late,
    if_meant,
    in_lines,
    likely_numbers,
    money,
    narrowed_or_all,
    of_single_rows,
    of_what_is_shown,
    pointing,
    ranked_by,
    rates,
    reasons_held,
    refusals,
    scales_held,
    spending,
    spoken,
    theirs_lost,
    then,
    those,
    ties,
    unanswered,
    which_was_it,
    whose_name,
    with_and_without,
)
from lunara.ask.planners.offline.account import finished
from lunara.ask.planners.offline.ambiguity import MAX_OPTIONS, ambiguous, kinds_differ
from lunara.ask.planners.offline.amount_or_value import amount_or_value
from lunara.ask.planners.offline.assembling import assemble
from lunara.ask.planners.offline.assembly import Declined, commonest
from lunara.ask.planners.offline.called_so import with_names
from lunara.ask.planners.offline.codes import named_codes
from lunara.ask.planners.offline.compared import asked_about, best_selling, only_part, sells_by_guess
from lunara.ask.planners.offline.comparer import Comparer
from lunara.ask.planners.offline.directions import directed
from lunara.ask.planners.offline.distinct import different_ones
from lunara.ask.planners.offline.following import Following, Undecided
from lunara.ask.planners.offline.grammar import read_frame
from lunara.ask.planners.offline.held_or_counted import of_some
from lunara.ask.planners.offline.items import Item, read_items
from lunara.ask.planners.offline.kept import lexicon_for
from lunara.ask.planners.offline.last_of_data import of_the_end
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.meanings import counted_for_amount
from lunara.ask.planners.offline.nearest import answered
from lunara.ask.planners.offline.number_ranges import ranges_between
from lunara.ask.planners.offline.of_one_row import of_one_row
from lunara.ask.planners.offline.own_states import own_states, units_of_prices, without_their
from lunara.ask.planners.offline.periods_ranked import periods_with_a_date
from lunara.ask.planners.offline.plain import thresholds
from lunara.ask.planners.offline.plain.things import BE
from lunara.ask.planners.offline.prepared import prepared
from lunara.ask.planners.offline.proof import Objection, prove
from lunara.ask.planners.offline.readback import UNRANKED, unsaid
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.readings import Reader
from lunara.ask.planners.offline.reasons import WhyReader
from lunara.ask.planners.offline.relations import related
from lunara.ask.planners.offline.rewritten import Rewritten, rewritten
from lunara.ask.planners.offline.roads_meant import by_road_meant, no_road_alone
from lunara.ask.planners.offline.shares_within import within_periods
from lunara.ask.planners.offline.side_by_side import side_by_side
from lunara.ask.planners.offline.surplus import left_out
from lunara.ask.planners.offline.taken_amiss import taken_amiss
from lunara.ask.planners.offline.told_of_all import told_of_all
from lunara.ask.planners.offline.units_converted import in_held_units
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
MOST_WORDS = 100
"""So many words has a question that is read: what its words may mean together grows faster than they do."""
_CHOSEN = "Answers what was asked back."


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
        check_length(question.text)
        words = sum(t.kind != "symbol" for t in tokenize(question.text))
        if words > MOST_WORDS:
            reason = (
                f"The question has {words:,} words; up to {MOST_WORDS} are read here. Ask one thing in fewer words."
            )
            return Planned(Refusal(reason), provider=self.name)
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
        told = rewritten(tokens, question, lexicon)
        choice = unanswered.settled(question)
        if choice is not None and choice.plan is not None:
            return Planned(choice.plan, (Understood(text, choice.label),), provider=self.name, notes=(_CHOSEN,))
        all_of = compared_all.read(text, lexicon) if not thresholds.names_limit(told.tokens) else None
        if all_of is not None:
            comparer = Comparer(lambda one: self.plan(one, model, cancel), question, lexicon)
            return comparer.planned(all_of)
        each = self._of_each_choice(question, told.tokens, model, cancel)
        if each is not None:
            return each
        previous = followup.previous_query(question)
        tokens, chart = spoken.without_chart(told.tokens, previous is not None)
        if chart and previous is not None and not any(t.kind != "symbol" for t in tokens):
            notes = (followup.GOES_ON, spoken.KEPT_CHART)
            return Planned(previous, (Understood(chart, "the kind of chart"),), provider=self.name, notes=notes)
        by_another = self._by_another(question, lexicon, cancel)
        if by_another is not None:
            return by_another
        return self._by_grammar(question, lexicon, replace(told, tokens=tokens), chart, previous)

    def _by_another(self, question: Question, lexicon: Lexicon, cancel: CancelToken | None) -> Planned | None:
        """What is answered by planning another question than the one that is asked: why, how it went, which it was; else None."""
        text, model = question.text.strip(), lexicon.model
        before = question.history[-1].plan if question.history else None
        held = reasons_held.question_of(text, lexicon)
        if held is not None:
            asked = self._read(replace(question, text=held[0], history=()), model, cancel)
            reasons = reasons_held.by_frequency(asked, held[1], lexicon)
            if reasons is not None:
                return reasons
        once = of_single_rows.answered(
            question, lexicon, lambda one: self._read(replace(question, text=one), model, cancel)
        )
        if once is not None:
            return once
        why = read_bare_why(text, before) or read_why(text)
        if why is not None:
            return self._why(question, model, why, cancel)
        silent = OfflinePlanner(self.values, suggests=False)
        halved = with_and_without.both_halves(question, lexicon, lambda one: silent._read(one, model, cancel))
        if halved is not None:
            return halved
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
        if of_those is None:
            return None
        work = Work(question, lexicon, roads_of(model), [], read_frame([], lexicon))
        if isinstance(of_those, str):
            return self._finish(work, Refusal(of_those))
        work.notes = [followup.GOES_ON]
        return self._proven(work, of_those)

    def _by_grammar(
        self, question: Question, lexicon: Lexicon, told: Rewritten, chart: str, previous: SemanticQuery | None
    ) -> Planned:
        """What the grammar makes of the words: a question of its own, or one that goes on from `previous`."""
        text, tokens = question.text.strip(), told.tokens
        before = question.history[-1].plan if question.history else None
        shown = self._of_what_is_shown(question, tokens, before, lexicon)
        if shown is not None:
            return shown
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
        spent = pointing.who_spent(tokens, before, lexicon) if reason is not None else None
        if spent is not None:
            planned = self._read(replace(question, text=spent, history=()), lexicon.model, None)
            said = pointing.pointer(tokens, lexicon)
            if said is not None and isinstance(planned.plan, SemanticQuery):
                return pointing.of_those(planned, said, before, lexicon, question.clock)
        if reason is not None:
            return self._refused(reason, lexicon, question, tokens=tokens)
        stands = previous is not None and not theirs and counted is None
        if stands and spoken.own_question(tokens, lambda t: _names_number(t, lexicon)):
            previous = None
        tokens, lead = followup.strip_lead(tokens, previous is not None) if counted is None else (counted, those.LEAD)
        if theirs and previous is not None and previous.limit is not None:
            lead = followup.Lead((*lead.words, "also"))  # of those that are shown: what ranks them stays
        work = _work(question, lexicon, tokens, told, follow_up=previous is not None)
        work.place, work.theirs, work.counted = place, theirs, counted is not None
        if place:
            work.frame.notes.append(f"Only place {place} of the ranking is shown; equal numbers share a place.")
        if chart:
            work.frame.notes.append(spoken.KEPT_CHART)
        if previous is not None:
            try:
                earlier = followup.period_before(tokens, previous, question.clock) if lead else None
                earlier = earlier or followup.set_against(told.tokens, previous, question.clock)
            except Declined as declined:
                return self._finish(work, Refusal(str(declined)))
            if earlier is not None:
                work.items, work.frame = [], read_frame([], lexicon)
                work.notes = [followup.GOES_ON]
                return self._proven(work, earlier)
        if previous is not None and not lead and followup.opens_with_for(tokens, work.frame):
            lead = followup.Lead(("for",))
        if previous is not None and (lead or not work.frame.has_head or followup.changes_only(work.frame, work.items)):
            unheard = unanswered.nothing_to_change(question)
            if unheard is not None:
                changes = bool(lead) or followup.changes_only(work.frame, work.items)
                alone = None if changes else self.plan(replace(question, history=()), lexicon.model)
                if alone is not None and isinstance(alone.plan, SemanticQuery) and alone.plan.measures:
                    return alone  # it says all of what it asks, whatever was not answered before
                return self._refused(_unread(work) or unheard, lexicon, question, work)
            work.base_query = previous
            if followup.field_of_theirs_lost(tokens, work.frame):
                return self._refused(followup.NO_SUCH_FIELD, lexicon, question, work)
            if previous.limit is not None and work.frame.conditions and pointing.pointer(tokens, lexicon) is not None:
                return self._refused(pointing.PICKED, lexicon, question, work)
            return self._follow(work, previous, lead)
        back = pointing.pointer(tokens, lexicon) if before is not None or tokens[0].low in BE else None
        back = back or (pointing.it_alone(tokenize(text), lexicon) if before is not None else None)
        planned = self._planned(work)
        if back is None:
            planned = narrowed_or_all.by_its_number(planned, before, lexicon, question.clock)
            return narrowed_or_all.either(planned, before, lexicon, question.clock)
        return pointing.of_those(planned, back, before, lexicon, question.clock)

    def _of_what_is_shown(
        self, question: Question, tokens: Sequence[Token], before: object, lexicon: Lexicon
    ) -> Planned | None:
        """The question before with what these words say of its numbers and groups; None where they say something else."""
        if not isinstance(before, SemanticQuery):
            return None
        work = Work(question, lexicon, roads_of(lexicon.model), [], read_frame([], lexicon))
        try:
            query = of_what_is_shown.changed(tokens, before, lexicon)
        except Declined as declined:
            return self._finish(work, Refusal(str(declined)))
        if query is None:
            return None
        work.notes = [followup.GOES_ON]
        return self._proven(work, query)

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
        return Planned(Clarification(before.text, options), provider=self.name, notes=(followup.GOES_ON,))

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

    def _planned(self, work: Work) -> Planned:
        compared = self._by_compared(work)
        if compared is not None:
            return compared
        frame, lexicon = work.frame, work.lexicon
        unread = _unread(work)
        if unread is not None:
            return self._whose(work) or self._refused(unread, lexicon, work.question, work)
        if not frame.has_head:
            if not frame.groups and not frame.conditions:
                return self._refused(refusals.nothing_named(work.question, lexicon), lexicon, work.question, work)
            if not frame.columns and not (frame.which and frame.groups):
                return self._asked_for_measure(work)
        if _popular_by_what(work):
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
        query = _assembled(work, readings)
        if isinstance(query, Refusal):
            return self._not_said(work, query.reason, unranked=work.unranked)
        if isinstance(query, Clarification):
            return self._asked_or_shown(work, query)
        query = of_each_thing(work, query)
        if isinstance(query, Refusal):
            return self._not_said(work, query.reason, unranked=False)
        query = theirs_lost.with_theirs(work, in_lines.part_of_them(work, in_lines.told_by_others(work, query)))
        query, converted = in_held_units(work.items, query, lexicon)
        work.notes += converted
        amount = amount_or_value(work, query)
        if amount is not None:
            return self._finish(work, amount)
        missing = _missing(work, query)
        if missing is not None:
            return self._not_said(work, missing, unranked=missing.endswith(UNRANKED))
        doubted = doubts.either(work, query) or doubts.doubted(work, query)
        return self._finish(work, doubted) if doubted is not None else self._proven(work, query)

    def _by_compared(self, work: Work) -> Planned | None:
        """What is answered by comparing another number than is named, or by the best that sells; else None."""
        lexicon = work.lexicon
        selling = best_selling(work.items, lexicon)
        compared = asked_about(work.items, lexicon) if work.frame.unknown or work.frame.refusal else selling
        if not compared:
            return None
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
            return self._finish(work, Refusal(declined.reason))
        return None

    def _not_said(self, work: Work, reason: str, *, unranked: bool) -> Planned:
        """A refusal, or where only the number is missing that the best are chosen by, the numbers to choose from."""
        options = self._ranked_by(work) if unranked else ()
        if options:
            return self._finish(work, Clarification(ranked_by.WHICH_NUMBER, options))
        return self._finish(work, Refusal(reason))

    def _proven(self, work: Work, query: SemanticQuery) -> Planned:
        of_its_day = by_deed.dated(work, query)
        if isinstance(of_its_day, str):
            return self._finish(work, Refusal(of_its_day))
        query = within_periods(work, periods_with_a_date(of_its_day))
        objection = prove(query, work.lexicon.model, work.question.clock)
        if objection is not None and objection.roads is not None:
            query, objection = by_road_meant(work, query, objection)
        if objection is None:
            return self._finish(work, if_meant.settled(work, query))
        tied_over_rows = objection.roads is not None and any(len(item.over) > 1 for item in work.items)
        apart = different_ones(query, work.lexicon) if objection.fans_out or tied_over_rows else None
        made = by_deed.of_those_rows(work, apart) if apart is not None else None
        if isinstance(made, str):
            return self._finish(work, Refusal(made))
        if made is not None and (amiss := taken_amiss(work, made)) is not None:
            return self._finish(work, Refusal(amiss))
        if made is not None and apart is not None and prove(made, work.lexicon.model, work.question.clock) is None:
            work.notes.append("Each of them is counted once in a group, however many rows refer to it.")
            work.caveats += apart.caveats
            return self._finish(work, made)
        either = doubts.by_either_rows(work, query) if objection.fans_out and apart is None else None
        return self._finish(work, either or self._objected(work, objection))

    def _objected(self, work: Work, objection: Objection) -> Clarification | Refusal:
        options = doubts.options_of(work, objection)
        if options:
            return Clarification(objection.message, options)
        nearest = [describe(q, work.lexicon.model) for q in objection.nearest]
        reason = no_road_alone(objection.message) if objection.roads is not None else objection.message
        return Refusal(reason, self._nearest(work, nearest))

    def _asked_for_measure(
        self, work: Work, text: str = "What should be shown for that? The question names no number."
    ) -> Planned:
        options = doubts.by_each_number(work)
        if options:
            return self._finish(work, Clarification(text, options))
        return self._refused(refusals.nothing_named(work.question, work.lexicon), work.lexicon, work.question, work)

    def _follow(self, work: Work, base: SemanticQuery, lead: followup.Lead) -> Planned:
        unread = _unread(work)
        if unread is not None:
            return self._refused(unread, work.lexicon, work.question, work)
        found = Following(work, base, lead).query()
        if isinstance(found, Undecided):
            return self._asked_or_shown(work, found.asked)
        return self._proven(work, found) if isinstance(found, SemanticQuery) else self._finish(work, found)

    def _whose(self, work: Work) -> Planned | None:
        """Whose a name is that may be that of several people, to choose from."""
        silent = OfflinePlanner(self.values, suggests=False)
        found = whose_name.asked(work, lambda one: silent.plan(one, work.lexicon.model))
        return replace(found, provider=self.name) if found is not None else None

    # -- endings ------------------------------------------------------------

    def _asked_or_shown(self, work: Work, asked: Clarification) -> Planned:
        """What a question may mean: all of it beside each other where that is one answer, otherwise to choose from."""
        found = side_by_side(work, asked)
        missing = unsaid(work.items, work.frame, work.reading or Reading(), found, work.lexicon) if found else None
        amiss = taken_amiss(work, found) if found is not None else None
        if amiss is not None:
            return self._finish(work, Refusal(amiss))
        amount = amount_or_value(work, found) if found is not None and work.base_query is None else None
        if amount is not None:
            return self._finish(work, amount)
        return self._finish(work, found if found is not None and missing is None else asked)

    def _finish(self, work: Work, plan: SemanticQuery | Clarification | Refusal) -> Planned:
        if isinstance(plan, Refusal) and not plan.nearest:
            plan = replace(plan, nearest=self._nearest(work))
        plan = scales_held.in_their_scale(work, plan)
        return finished(work, deleted_rows.left_out(work, called_off.left_out(work, plan)), self.name)

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


def _work(question: Question, lexicon: Lexicon, tokens: Sequence[Token], told: Rewritten, *, follow_up: bool) -> Work:
    """The names and operators that the words are, and the sentence that they make."""
    today = question.clock.today
    items, surplus = left_out(read_items(tokens, lexicon, question.clock), lexicon)
    items = prepared(ranges_between(items), lexicon, today)
    own_states(items, lexicon)
    without_their(items, lexicon)
    units_of_prices(items, lexicon)
    items = named_codes(with_names(items, tokens, lexicon), lexicon)
    items = rates.per_length(related(directed(items, lexicon), lexicon), lexicon)
    items = ties.tied(items, lexicon)
    of_one_row(items, lexicon)
    frame = read_frame(items, lexicon, follow_up, today)
    ties.settle(frame, items, lexicon)
    in_lines.as_numbers(frame, lexicon)
    frame.notes += [*told.notes, *surplus]
    return Work(question, lexicon, roads_of(lexicon.model), items, frame, spent=told.spent, rate=told.rate)


def _unread(work: Work) -> str | None:
    """Why the words make no question: one is unknown, or they cannot be put together."""
    frame = work.frame
    if frame.unknown and frame.refusal and all(i.kind in ("op", "number") for i in frame.unknown):
        return frame.refusal
    return refusals.unknown_words(list(frame.unknown), work.lexicon) if frame.unknown else frame.refusal or None


def _popular_by_what(work: Work) -> bool:
    """Whether the most popular of a thing are asked for and more than one number, or none, may decide that."""
    frame, lexicon = work.frame, work.lexicon
    others = [c for c in frame.columns if c.low not in commonest.NAMES]
    if not frame.popular or not frame.groups or frame.wanted or frame.rank or frame.entities or others:
        return False
    numbers = [m.target for m in likely_numbers.measures_for(frame, lexicon, work.roads)]
    return not commonest.popular_by_one(lexicon, frame.groups[0], numbers)


def _assembled(work: Work, readings: Sequence[Reading]) -> SemanticQuery | Clarification | Refusal:
    """The query of the best reading, or of one as good that reads a field as a thing where the best cannot be said."""
    query = assemble(work, readings[0])
    for other in readings[1:]:
        if not isinstance(query, Refusal) or other.score < readings[0].score - 0.25:
            break
        second = assemble(work, other)
        if not isinstance(second, Refusal) and kinds_differ(readings[0], other):
            work.reading, query = other, second
    return query


def _missing(work: Work, query: SemanticQuery) -> str | None:
    """What the query does not say of what was asked, or says of something else."""
    reading, lexicon = work.reading, work.lexicon
    missing = unsaid(work.items, work.frame, reading or Reading(), query, lexicon)
    missing = missing or spending.not_said(query, work.spent, lexicon)
    missing = missing or spending.spent_by_others(tokenize(work.question.text), query, lexicon)
    missing = missing or counted_for_amount(work.items, reading or Reading(), query, lexicon)
    return missing or taken_amiss(work, query) or of_some(work, query) or told_of_all(work, query)


def _names_number(token: Token, lexicon: Lexicon) -> bool:
    return any(m.exact and m.target.kind in ("measure", "derived") for m in lexicon.fields((token.stem,)))
