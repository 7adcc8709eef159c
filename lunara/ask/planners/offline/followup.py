"""Follow-ups: "now by country", "only online", "and last year?", "top 5 instead", "remove the filter"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lunara.ask.change.asked import WhyChanged
from lunara.ask.planners.offline.assembly import Declined
from lunara.ask.planners.offline.assembly.parts import all_of, field_filter
from lunara.ask.planners.offline.frame import Frame
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.periods import GRAINS, resolve, shift, span_of
from lunara.ask.planners.offline.times import reader_of
from lunara.ask.planners.offline.words import AGAINST, spread
from lunara.ask.question import Question
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.filters import leaves_of
from lunara.semantic.query import (
    Compare,
    FieldFilter,
    SemanticQuery,
)

_LEADS: tuple[tuple[str, ...], ...] = (
    ("what", "about"),
    ("how", "about"),
    ("and", "what", "about"),
    ("and", "how", "about"),
    ("and", "now"),
    ("now",),
    ("and", "for"),
    ("same", "for"),
    ("the", "same", "for"),
    ("the", "same", "but"),
    ("same", "but"),
    ("do", "the", "same", "for"),
    ("same", "question", "for"),
    ("and",),
    ("but",),
    ("only",),
    ("just",),
    ("ok",),
    ("instead",),
    ("also",),
    ("add",),
    ("show", "it"),
    ("show", "that"),
    ("show", "this"),
    ("make", "it"),
    ("make", "that"),
    ("as", "a"),
    ("as",),
    ("break", "it", "down"),
    ("break", "that", "down"),
    ("break", "this", "down"),
    ("break", "down"),
    ("split", "it"),
    ("split", "that"),
    ("filter", "it", "to"),
    ("filter", "to"),
    ("then",),
    ("limit", "to"),
    ("limit", "it", "to"),
    ("sort", "it"),
    ("compare", "it"),
    ("compare", "that"),
    ("can", "you", "show", "it"),
    ("additionally",),
    ("besides", ","),
    ("besides", "that"),
    ("in", "addition"),
    ("in", "addition", "to", "that"),
)

_BESIDE: tuple[tuple[str, ...], ...] = (
    ("too",),
    ("also",),
    ("as", "well"),
    ("in", "addition"),
    ("in", "addition", "to", "that"),
    ("additionally",),
    ("besides",),
    ("besides", "that"),
    ("on", "top", "of", "that"),
)
"""What says behind a wish that it comes beside what was there: "by month too"."""

_AFTER_BESIDE = frozenset(("for", "in", "where", "with", "only", "but", "please", "and"))


_WHEREOF_WORDS = ("at", "which")
GOES_ON = "Continues the question before."
"""What is told of an answer to a question that goes on from another one."""


@dataclass(frozen=True)
class Lead:
    """The opening words of a follow-up, without which a question stands alone."""

    words: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def adds(self) -> bool:
        """Whether it asks for more beside what was there ("also by month")."""
        return bool({"also", "add", "too", "additionally", "besides", "addition"} & set(self.words))

    @property
    def whereof(self) -> bool:
        """Whether it asks where what was there belongs ("at which cinemas?")."""
        return self.words == ("and", *_WHEREOF_WORDS)

    @property
    def narrows(self) -> bool:
        """Whether what follows is what the question before is asked of ("and only for ...", "filter it to ...")."""
        return bool({"only", "just"} & set(self.words)) or self.words[-1:] in (("for",), ("to",))


def previous_query(question: Question) -> SemanticQuery | None:
    """The query of the last answered turn; of one that explained a change, both of its periods."""
    for turn in reversed(question.history):
        if isinstance(turn.plan, SemanticQuery):
            return turn.plan
        if isinstance(turn.plan, WhyChanged):
            return turn.plan.query()
    return None


def strip_lead(tokens: Sequence[Token], has_history: bool) -> tuple[list[Token], Lead]:
    """Take the opening words of a follow-up off; nothing is taken when there is no earlier question."""
    rest = list(tokens)
    taken: list[str] = []
    if not has_history:
        return rest, Lead()
    changed = True
    while changed:
        changed = False
        while rest and rest[0].low in (",", "."):
            rest.pop(0)
        for lead in sorted(_LEADS, key=len, reverse=True):
            if len(rest) > len(lead) and tuple(t.low for t in rest[: len(lead)]) == lead:
                taken.extend(lead)
                rest = rest[len(lead) :]
                changed = True
                break
    rest, beside = _without_beside(rest)
    if not beside and taken in ([], ["and"]) and _asks_whereof(rest):
        taken, rest = ["and", *_WHEREOF_WORDS], [replace(rest[0], text="by", low="by", stem="by"), *rest[2:]]
    return rest, Lead((*taken, *beside))


_WHEREOF = frozenset(("at", "in", "on", "for", "from", "of", "by", "with", "to"))
_LONGEST_ASKED = 4


def _asks_whereof(tokens: Sequence[Token]) -> bool:
    """ "At which cinemas?", with nobody who does anything there: where what the question before is of belongs."""
    said = [t.low for t in tokens if t.kind != "symbol"]
    asked = len(said) > 2 and said[0] in _WHEREOF and said[1] in ("which", "what")
    return asked and len(said) <= 2 + _LONGEST_ASKED and not _DOING & set(said[2:])


def _without_beside(tokens: list[Token]) -> tuple[list[Token], tuple[str, ...]]:
    """The words without a "too" or "as well" that ends a wish, and ("too",) where there is one."""
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens)):
        for phrase in sorted(_BESIDE, key=len, reverse=True):
            end = at + len(phrase)
            following = tokens[end] if end < len(tokens) else None
            closes = following is None or following.kind == "symbol" or following.low in _AFTER_BESIDE
            if tuple(lows[at:end]) == phrase and closes:
                return _without_beside(tokens[:at] + tokens[end:])[0], ("too",)
    return tokens, ()


def changes_only(frame: Frame, items: Sequence[Item]) -> bool:
    """Whether a question with a name in it still only changes the one before ("by units sold", "top 5 instead")."""
    opens = bool(items) and items[0].is_op("by", "order_by", "direction", "only", "not")
    return frame.instead or frame.removes or frame.only or opens


def opens_with_for(tokens: Sequence[Token], frame: Frame) -> bool:
    """ "For orders that were shipped?": with no number of its own, it is about the one before."""
    return (
        bool(tokens)
        and tokens[0].low == "for"
        and bool(frame.entities and frame.conditions)
        and not (frame.wanted or frame.ratio or frame.columns or frame.rank or frame.most_common or frame.groups)
        and frame.top is None
    )


def is_open(frame: Frame, lead: Lead) -> bool:
    """ "What about orders that were shipped?": their number, or the question before of them."""
    return (
        "about" in lead.words and bool(frame.entities and frame.conditions) and not frame.wanted and frame.top is None
    )


_DOING = frozenset(
    spread(
        """do does did is are was were be been have has had can could will would should may might must s we they it you i he she
        who that which what there"""
    )
)

NO_SUCH_FIELD = "What “their” asks for is no field that can be shown here. Ask for it by its name in the data."


def field_of_theirs_lost(tokens: Sequence[Token], frame: Frame) -> bool:
    """Whether "their emails" would only hold the question before to a value of that name."""
    theirs = any(t.low in ("their", "its") for t in tokens[:2])
    return theirs and bool(frame.conditions) and not (frame.columns or frame.groups or frame.wanted or frame.times)


def loses_those_before(base: SemanticQuery, made: Sequence[SemanticQuery | None]) -> str | None:
    """Why "and their revenue by month" is not answered: it would not be of those that the question before was asked by."""
    picked = base.limit is not None or any(not isinstance(f, FieldFilter) or "." not in f.field for f in base.filters)

    def keeps(one: SemanticQuery | None) -> bool:
        if one is None or one.dimensions != base.dimensions:
            return False
        return not picked or (one.time, one.filters, one.order_by) == (base.time, base.filters, base.order_by)

    if base.dimensions and all(keeps(one) for one in made):
        return None
    return "It would no longer be of those that the question before shows. Ask for it in a question of its own."


def verb_lost(frame: Frame, base: SemanticQuery, made: SemanticQuery, lexicon: Lexicon) -> str | None:
    """Why "cats treated in 2026" is no change of the question before: nothing in it says that they were treated."""
    said = [c.verb for c in frame.conditions if c.verb is not None and c.mention is None]
    if not said or (made.time is not None and base.time is not None and made.time.field != base.time.field):
        return None
    for one in leaves_of([f for f in made.filters if f not in base.filters]):
        if not isinstance(one, FieldFilter):
            return None
        table, _, name = one.field.rpartition(".")
        dimension = lexicon.dimension(table, name)
        told = (*words_of(name), *words_of((dimension.label if dimension is not None else "") or ""))
        verbs = {v for verb in said for v in verb_stems(verb.low)}
        own = any(verbs & {word, *verb_stems(word)} for word in told)
        if one.via is not None or dimension is None or (dimension.type in ("time", "boolean") and own):
            return None
    return (
        f"“{said[0].text}” has no place in what the question before asks. Ask for it in a question of its own, "
        "with the number that is meant."
    )


def of_the_whole(base: SemanticQuery, made: SemanticQuery) -> SemanticQuery:
    """ "Only card" behind the shares of the ways to pay: its share of all of them, of which it alone is shown."""
    shares = [c for c in made.calculations if c.kind == "share_of_total" and not c.within]
    grouped = {d if isinstance(d, str) else d.field for d in made.dimensions}
    narrowed = [f for f in made.filters if f not in base.filters and isinstance(f, FieldFilter) and f.field in grouped]
    if len(shares) != 1 or not narrowed or made.calculations != base.calculations:
        return made
    named = shares[0].model_copy(update={"name": shares[0].name or "share"})
    calculations = tuple(named if c is shares[0] else c for c in made.calculations)
    known = field_filter(named.name or "", "is_not_null")
    filters = tuple(all_of([f, known]) if f in narrowed else f for f in made.filters)
    return made.model_copy(update={"calculations": calculations, "filters": filters})


_AGAINST: tuple[tuple[str, ...], ...] = (
    *(("compared", "to"), ("compared", "with"), ("compare", "to"), ("compare", "with"), ("in", "comparison", "to")),
    *((word,) for word in sorted(AGAINST)),
)


def set_against(tokens: Sequence[Token], base: SemanticQuery, clock: Clock) -> SemanticQuery | None:
    """ "vs 2023": the same question with another period beside its own; None when that is not what is said.

    Raises Declined when the question before has no period, or has another one beside it already.
    """
    words = [t for t in tokens if t.kind != "symbol"]
    said = next((len(w) for w in _AGAINST if tuple(t.low for t in words[: len(w)]) == w), 0)
    if not said or len(words) == said:
        return None
    phrase = reader_of(tuple(words), clock).at(said)
    if phrase is None or phrase.kind != "range" or phrase.end != len(words) or phrase.range is None:
        return None
    if phrase.range.from_ is None or phrase.range.to is None:
        return None
    if base.time is None:
        raise Declined(
            "The question before has no period that another one could be set against. Ask for both in one question."
        )
    if base.compare is not None or base.calculations or base.time.range == phrase.range:
        raise Declined("The question before cannot be set against that period. Ask for both in one question.")
    return base.model_copy(update={"compare": Compare(range=phrase.range)})


def period_before(tokens: Sequence[Token], base: SemanticQuery, clock: Clock) -> SemanticQuery | None:
    """ "And the month before?": the same question of the period before its own; None when that is not what is said.

    Raises Declined when the question before has no period that begins and ends.
    """
    words = [t.low for t in tokens if t.kind == "word" and t.low not in ("the", "one", "in", "for", "fiscal")]
    if len(words) != 2 or words[1] not in ("before", "earlier", "prior") or words[0] not in GRAINS:
        return None
    grain = GRAINS[words[0]]
    found = base.time.range if base.time is not None else None
    span = resolve(found, clock) if found is not None else None
    if found is not None and found.from_ is not None and found.to is not None:
        span = (found.from_, found.to) if not isinstance(found.from_, datetime) else None
    if span is None or base.time is None:
        raise Declined(f"The question before has no period, so the {words[0]} before it is not known.")
    start, end = (shift(day, grain, -1) for day in span)
    if grain in ("month", "quarter", "year") and (span[0].day, span[1].day) != (1, 1):
        raise Declined(f"The period before is not made of whole months: name the days of the {words[0]} before.")
    return base.model_copy(update={"time": base.time.model_copy(update={"range": span_of(start, end)})})
