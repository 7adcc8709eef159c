"""Questions why: "why did sales fall in March?", "what drove the change in revenue between 2023 and 2024".

The words around are taken off; what is left ("sales in March", "revenue", "2023", "2024") is read by the planner as any other
question, so that every word is accounted for there too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.parts import on_rows
from lunara.ask.change.periods import against_of
from lunara.ask.change.questions import Why, grained
from lunara.ask.change.words import describe_change
from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Option, Planned, Refusal, Understood
from lunara.ask.planners.offline.periods import month_safe, period_start, shift, span_of
from lunara.ask.planners.offline.spans_shown import Span, named, spans_shown
from lunara.ask.question import Question
from lunara.errors import InvalidInput
from lunara.semantic.graph import graph_of
from lunara.semantic.model import Grain, SemanticModel
from lunara.semantic.query import (
    CompareTo,
    DimensionRef,
    SemanticQuery,
    TimeRange,
)

_BETWEEN = re.compile(
    r"^(?P<left>.*?)\s*\b(?:between\s+(?P<a>.+?)\s+and|from\s+(?P<c>.+?)\s+to)\s+(?P<b>.+)$", re.IGNORECASE
)
_AGAINST = re.compile(
    r"^(?P<left>.*?),?\s*\b(?:vs\.?|versus|against|(?:as )?compared (?:to|with)|in comparison (?:to|with)|relative to|than)"
    r"\s+(?P<b>.+)$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:in |the |a )*(?:(?:last|previous|prior|preceding) (?P<one>year|quarter|month|week|day)|"
    r"(?P<two>year|quarter|month|week|day) (?:before|ago|earlier))",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"^(?:it|that|this|they|these|those|the number|the numbers)?\b\s*(?P<rest>.*)$", re.IGNORECASE)
_IN = re.compile(r"^(?:in|on|during|for|over)\s+", re.IGNORECASE)
_RELATIVE = re.compile(r"^(?:last|this|the|previous|yesterday|today|year|month|quarter|week|since)\b", re.IGNORECASE)
NOT_PLAIN = (
    "A change is explained of a measure over all its rows, by one dimension at a time: without a ranking, a condition on groups, "
    "or a calculation over them."
)
ONE_NAME = "Things of the same name are shown as one."
ONE_NUMBER = "One number is explained at a time. Name the one that is meant."
NAME_PERIOD = (
    "In which period it changed is not said. Name the number and the period: “why did … change in March 2025?”."
)
_MOST_OPTIONS = 4
NO_PERIOD = "In which period did it change?"


@dataclass(frozen=True)
class _Read:
    """What was read of a part of the question."""

    query: SemanticQuery
    planned: Planned


class _Said(Exception):
    """The answer is this plan instead."""

    def __init__(self, planned: Planned, text: str = "", options: Sequence[Option] = ()) -> None:
        super().__init__()
        self.planned = planned
        self.text, self.options = text, options
        """What can be read in several ways, and these."""


class WhyReader:
    """Makes a plan of a question why, by asking `plan` for its parts."""

    def __init__(self, plan: Callable[[Question], Planned], question: Question, model: SemanticModel) -> None:
        self._plan = plan
        self._question = question
        self._model = model
        self._chosen: dict[str, SemanticQuery] = {}
        """How words that can be read in several ways are read."""

    def read(self, why: Why, previous: SemanticQuery | None) -> Planned:
        """A WhyChanged, a Clarification (which period, which number), or the Refusal of what is left of the question."""
        try:
            return self._read(why, previous)
        except _Said as said:
            return self._each(said, lambda: self._read(why, previous))

    def _each(self, said: _Said, read: Callable[[], Planned]) -> Planned:
        """What is said; where words can be read in several ways, with the question that each of them makes."""
        made: list[Option] = []
        for one in said.options:
            if one.query is None:
                continue
            self._chosen[said.text] = one.query
            try:
                plan = read().plan
            except _Said:
                continue
            if isinstance(plan, WhyChanged):
                made.append(Option(one.label, describe_change(plan, self._model), change=plan))
        if not made or not isinstance(said.planned.plan, Clarification):
            return said.planned
        return replace(said.planned, plan=replace(said.planned.plan, options=tuple(made)))

    def by(self, words: str, change: WhyChanged) -> Planned:
        """The same change by the dimension of those words. What is not read is the Refusal or Clarification of it."""
        try:
            return self._by(words, change)
        except _Said as said:
            return self._each(said, lambda: self._by(words, change))

    def _by(self, words: str, change: WhyChanged) -> Planned:
        label = describe(SemanticQuery(measures=(change.measure,)), self._model)
        found = self._by_names(self._asked(f"{label} by {words}"))
        query = found.query
        more = query.filters or query.time is not None or len(query.measures) != 1 or not says_no_more(query)
        if len(query.dimensions) != 1 or more:
            return replace(found.planned, plan=Refusal("A change is explained by one dimension at a time."))
        notes = (*found.planned.notes, "Continues the question before.")
        return replace(found.planned, plan=change.by(query.dimensions[0]), notes=notes)

    def _read(self, why: Why, previous: SemanticQuery | None) -> Planned:
        pronoun = _PRONOUN.fullmatch(why.about)
        about = why.about
        base: _Read | None = None
        if pronoun is not None and previous is not None and not _starts_with_name(about):
            if not says_no_more(previous):
                raise _Said(Planned(Refusal(NOT_PLAIN)))
            base = _Read(_total(previous), Planned(previous))
            about = pronoun["rest"]
        before = previous if base is not None else None
        by = grained(before) if before is not None else None
        spans = spans_shown(before, self._question.clock) if before is not None and not about.strip() else ()
        two = self._two_periods(about, base)
        if two is not None:
            found, period, against = two
        elif base is not None and len(spans) == 2:
            found, against, period = base, span_of(*spans[0]), span_of(*spans[1])
        elif base is not None and why.bare and base.query.time is not None and base.query.compare is None:
            raise _Said(self._which_of(base, spans, by))
        else:
            found = self._measured(about, base)
            period, against = self._one_period(found, why, by)
        return self._told(found, period, against, why)

    # -- periods -----------------------------------------------------------------------------------------------------

    def _two_periods(self, about: str, base: _Read | None) -> tuple[_Read, TimeRange, TimeRange] | None:
        """(what is measured, the later period, the earlier one) where both are named."""
        between = _BETWEEN.fullmatch(about)
        if between is not None:
            try:
                found = self._measured(between["left"], base)
                first = self._period(found, between["a"] or between["c"])
                tail, last = self._last_period(found, between["b"])
            except _Said:
                return None  # no two periods: a range of something else, which is read as any other
            if tail is not None:
                found = tail
            first = _of_the_same_years(first, between["a"] or between["c"], last, between["b"])
            return found, last, first
        against = _AGAINST.fullmatch(about)
        if against is None:
            return None
        before = _BEFORE.fullmatch(against["b"])
        left = against["left"]
        found = self._measured(left, base)
        own = found.query.time.range if found.query.time is not None else None
        if before is not None:
            unit = cast(Grain, (before["one"] or before["two"]).lower())
            if own is None:
                return found, TimeRange(this=unit), TimeRange(previous=unit)
            to = cast(CompareTo, f"previous_{unit}")
            return found, own, self._against(own, to)
        other = self._period(found, against["b"])
        if own is None:
            return None
        return found, own, _of_the_same_years(other, against["b"], own, left)

    def _last_period(self, found: _Read, text: str) -> tuple[_Read | None, TimeRange]:
        """The period at the end, and what is measured where more follows it ("to March by country")."""
        try:
            return None, self._period(found, text)
        except _Said:
            read = self._asked(f"{self._label(found)} {_within(text)}")
            if read.query.time is None or read.query.measures != found.query.measures:
                raise
            joined = read.query.model_copy(update={"filters": (*found.query.filters, *read.query.filters)})
            return _Read(joined, found.planned), read.query.time.range

    def _period(self, found: _Read, text: str) -> TimeRange:
        """A period by its words alone. Raises _Said."""
        read = self._asked(f"{self._label(found)} {_within(text)}")
        query = read.query
        if query.time is None or query.filters or query.dimensions or query.compare or not says_no_more(query):
            raise _Said(Planned(Refusal(f"“{text}” is not read as a period.")))
        return query.time.range

    def _one_period(self, found: _Read, why: Why, by: DimensionRef | None) -> tuple[TimeRange, TimeRange]:
        query = found.query
        if query.time is None:
            raise _Said(self._which_period(found, why, by))
        period = query.time.range
        if query.compare is not None:
            if query.compare.range is not None:
                return period, query.compare.range
            return period, self._against(period, query.compare.to or "previous_period")
        return period, self._against(period, "previous_period")

    def _against(self, period: TimeRange, to: CompareTo) -> TimeRange:
        try:
            return against_of(period, to, self._question.clock)
        except InvalidInput as error:
            raise _Said(Planned(Refusal(f"{error.message} {error.hint}"))) from error

    def _which_of(self, found: _Read, spans: Sequence[Span], by: DimensionRef | None) -> Planned:
        """The question back, with the last periods of the answer before."""
        label = self._pointed(found)
        options = [(named(one), f"why did {label} change in {named(one)}") for one in reversed(spans[-_MOST_OPTIONS:])]
        return self._offered(found, options, by)

    def _offered(self, found: _Read, options: Sequence[tuple[str, str]], by: DimensionRef | None) -> Planned:
        """Those of the options that, asked by themselves, are of the same number, the same rows and the same dates."""
        if len(found.query.measures) != 1:
            return replace(found.planned, plan=Refusal(ONE_NUMBER))
        made = []
        for name, text in options:
            change = self._plan(replace(self._question, text=text, history=())).plan
            if not isinstance(change, WhyChanged) or (change.measure, change.filters) != (
                found.query.measures[0],
                found.query.filters,
            ):
                continue
            if by is None or change.time == by.field:
                made.append(Option(name, text))
        if not made:
            return replace(found.planned, plan=Refusal(NAME_PERIOD))
        return Planned(Clarification(NO_PERIOD, tuple(made)), understood=found.planned.understood)

    def _which_period(self, found: _Read, why: Why, by: DimensionRef | None) -> Planned:
        """The question back, with the periods that are over."""
        today, label = self._question.clock.today, self._pointed(found)
        month = shift(period_start(today, "month", self._question.clock), "month", -1)
        quarter = shift(period_start(today, "quarter", self._question.clock), "quarter", -1)
        verb = {"up": "rise", "down": "fall", None: "change"}[why.way]
        options = [
            (f"{month:%B %Y}", f"why did {label} {verb} in {month:%B %Y}"),
            (
                f"Q{(quarter.month + 2) // 3} {quarter.year}",
                f"why did {label} {verb} in Q{(quarter.month + 2) // 3} {quarter.year}",
            ),
            (f"{today.year}, so far", f"why did {label} {verb} this year compared to last year"),
            (f"{today.year - 1}", f"why did {label} {verb} in {today.year - 1}"),
        ]
        return self._offered(found, options, by)

    # -- what is measured -----------------------------------------------------------------------------------------------

    def _measured(self, text: str, base: _Read | None) -> _Read:
        """What is asked about, with its period where it names one. Raises _Said where it is not read."""
        if base is not None:
            if not text.strip():
                return base
            period = self._period(replace(base, query=base.query.model_copy(update={"time": None})), text)
            time = {"range": period.model_dump(by_alias=True, exclude_none=True)}
            if base.query.time is not None:
                time |= base.query.time.model_dump(include={"field", "via"}, exclude_none=True)
            changed = SemanticQuery.model_validate(
                {
                    **base.query.model_dump(by_alias=True, exclude={"compare", "time"}, exclude_defaults=True),
                    "time": time,
                }
            )
            return replace(base, query=changed)
        return self._asked(text)

    def _by_names(self, found: _Read) -> _Read:
        """Without the key that stands beside each name of a table: things of one name are one member of a change."""
        said = found.query.dimensions
        names = [one if isinstance(one, str) else one.field for one in said]
        keys = {table.name: table.primary_key for table in self._model.tables}
        kept = tuple(
            one
            for one, name in zip(said, names, strict=True)
            if (table := name.rpartition(".")[0]) not in keys
            or keys[table] != (name.rpartition(".")[2],)
            or not any(other != name and other.rpartition(".")[0] == table for other in names)
        )
        if kept == said:
            return found
        notes = (*(note for note in found.planned.notes if "may repeat" not in note), ONE_NAME)
        query = found.query.model_copy(update={"dimensions": kept})
        return _Read(query, replace(found.planned, notes=notes))

    def _asked(self, text: str) -> _Read:
        if text in self._chosen:
            return _Read(self._chosen[text], Planned(self._chosen[text]))
        planned = self._plan(replace(self._question, text=text, history=()))
        query = planned.plan
        if not isinstance(query, SemanticQuery):
            if isinstance(query, Clarification):
                options = tuple(Option(one.label, f"why did {one.question} change") for one in query.options)
                planned = replace(planned, plan=Clarification(query.text, options))
                raise _Said(planned, text, query.options)
            raise _Said(planned)
        if query.measures:
            return _Read(query, planned)
        # Things that are named alone are counted: "the drop in orders".
        counted = self._plan(replace(self._question, text=f"number of {text}", history=()))
        if not isinstance(counted.plan, SemanticQuery) or not counted.plan.measures:
            raise _Said(replace(planned, plan=Refusal("The question names no number that could have changed.")))
        return _Read(counted.plan, counted)

    def _label(self, found: _Read) -> str:
        """The measure in words that the planner reads back."""
        return describe(SemanticQuery(measures=found.query.measures[:1]), self._model)

    def _pointed(self, found: _Read) -> str:
        """The measure with its conditions, in words that the planner reads back."""
        whole = SemanticQuery(measures=found.query.measures[:1], filters=found.query.filters)
        return describe(whole, self._model)

    # -- the plan --------------------------------------------------------------------------------------------------------

    def _told(self, found: _Read, period: TimeRange, against: TimeRange, why: Why) -> Planned:
        found = self._by_names(found)
        query, planned = found.query, found.planned
        if len(query.measures) != 1:
            return replace(planned, plan=Refusal(ONE_NUMBER))
        if not says_no_more(query):
            return replace(planned, plan=Refusal(NOT_PLAIN))
        groups = [one for one in query.dimensions if not (isinstance(one, DimensionRef) and one.grain is not None)]
        if len(groups) > 1 or not all(on_rows(one, graph_of(self._model)) for one in query.filters):
            return replace(planned, plan=Refusal(NOT_PLAIN))
        change = WhyChanged(
            measure=query.measures[0],
            period=period,
            against=against,
            filters=query.filters,
            time=query.time.field if query.time is not None and query.time.field is not None else None,
            via=query.time.via if query.time is not None else None,
            dimension=groups[0] if groups else None,
            supposed=why.way,
        )
        understood = (Understood(why.asked, "why it changed"), *planned.understood)
        return replace(planned, plan=change, understood=understood)


def says_no_more(query: SemanticQuery) -> bool:
    """Whether a query says nothing but measures, dimensions, conditions, a period and a comparison (and how rows are ordered).

    Whatever else a query can say would be dropped when its measure is explained, which would explain another number.
    """
    kept = ("measures", "dimensions", "filters", "time", "compare", "order_by", "fill_time", "fill_with", "fill_groups")
    return query == SemanticQuery(**{name: getattr(query, name) for name in kept})


def _total(query: SemanticQuery) -> SemanticQuery:
    """What a query measures, without its groups."""
    return query.model_copy(
        update={
            "dimensions": (),
            "order_by": (),
            "limit": None,
            "calculations": (),
            "fill_time": False,
            "keep_empty": False,
        }
    )


def _starts_with_name(about: str) -> bool:
    """Whether the words name something themselves, instead of pointing back."""
    first = about.split(" ", 1)[0].lower() if about else ""
    return first not in (
        "",
        "it",
        "that",
        "this",
        "they",
        "these",
        "those",
        "in",
        "between",
        "from",
        "compared",
        "vs",
        "versus",
    )


def _within(text: str) -> str:
    text = _IN.sub("", text.strip())
    return text if _RELATIVE.match(text) else f"in {text}"


def _of_the_same_years(one: TimeRange, text: str, other: TimeRange, beside: str) -> TimeRange:
    """A period without a year beside one that has a year: the nearest such one before it ("February" beside "March 2024")."""
    year = re.compile(r"\b\d{4}\b")
    if year.search(text) or not year.search(beside):
        return one
    start, end, known = one.from_, one.to, other.from_
    if not (isinstance(start, date) and isinstance(end, date) and isinstance(known, date)):
        return one
    years = known.year - start.year
    if month_safe(start, years) >= known:
        years -= 1
    return TimeRange.model_validate({"from": month_safe(start, years), "to": month_safe(end, years)})
