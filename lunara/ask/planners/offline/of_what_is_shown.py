"""What is said of the numbers and groups that the question before shows: "more than 1,000", "in total", "drop the months".

Nothing in these words is a name of their own, so that they mean the one number or the group that is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from lunara.ask.planners.offline.assembly import Declined
from lunara.ask.planners.offline.assembly.parts import field_filter, measure_name
from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.operators import OPS
from lunara.ask.planners.offline.periods import GRAINS
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem
from lunara.semantic.query import DimensionRef, FieldFilter, InlineMeasure, SemanticQuery

_OPENING = frozenset(spread("and but only just now ok then show keep me please"))
_THOSE = frozenset(spread("those the these ones all that which who with are is were was have has had of it"))
_IN_TOTAL = frozenset(
    tuple(words.split())
    for words in (
        "in total",
        "total",
        "the total",
        "in all",
        "all in all",
        "altogether",
        "overall",
        "all together",
        "in sum",
        "as a total",
        "just the total",
        "what is the total",
        "what is that in total",
        "how much is that in total",
        "how many is that in total",
        "how much is that altogether",
        "how many is that altogether",
    )
)
_TAKEN_AWAY = tuple(
    tuple(words)
    for words in product(
        ("drop", "remove", "hide", "skip", "forget", "omit", "ignore", "without", "undo"), ("the", ""), ("split", "")
    )
)
_LONGEST = 4
_OF_NO_NUMBER = frozenset(
    spread(
        "after before later earlier older younger longer taller heavier lighter shorter cheaper pricier dearer up to"
    )
)
"""Words of comparisons that say what is compared: no number of a measure, or a day."""
PICKED = (
    "The question before shows the first ones only, so their numbers cannot be {}. Ask the whole of it in one question."
)


def changed(tokens: Sequence[Token], base: SemanticQuery, lexicon: Lexicon) -> SemanticQuery | None:
    """The question before as these words change it; None where they say something else.

    Raises Declined where they are said of rows that were picked by their place.
    """
    words = [t for t in tokens if t.kind != "symbol"]
    while words and words[0].low in _OPENING:
        words = words[1:]
    lows = tuple(t.low for t in words)
    if not words or not base.dimensions or base.compare is not None:
        return None
    if base.measures and lows in _IN_TOTAL:
        return _in_total(base)
    return _held(words, base, lexicon) or _less(words, base, lexicon)


def _in_total(base: SemanticQuery) -> SemanticQuery:
    """ "And in total?": the same numbers, of all groups."""
    if base.limit is not None or any(isinstance(f, FieldFilter) and "." not in f.field for f in base.filters):
        raise Declined(PICKED.format("added up"))
    return base.model_copy(update={"dimensions": (), "order_by": (), "calculations": ()})


def _held(words: Sequence[Token], base: SemanticQuery, lexicon: Lexicon) -> SemanticQuery | None:
    """ "More than 1,000", "only those above 500 units": the groups whose number is."""
    at = next(
        (n for n, t in enumerate(words) if t.low not in _THOSE and not _named_group(t, base, lexicon)), len(words)
    )
    for length in range(_LONGEST, 0, -1):
        said = tuple(t.low for t in words[at : at + length])
        op = (
            next((o.arg for o in OPS.get(said, ()) if o.name == "compare"), None)
            if not _OF_NO_NUMBER & set(said)
            else None
        )
        number = words[at + length] if op is not None and at + length < len(words) else None
        if op is None or number is None:
            continue
        if number.kind != "number" or number.value is None or number.percent or base.calculations:
            return None
        rest = [t for t in words[at + length + 1 :] if t.low != "only"]
        named = _number_named(rest, base, lexicon)
        if named is None:
            return None
        if base.limit is not None:
            raise Declined(PICKED.format("compared"))
        kept = tuple(f for f in base.filters if not (isinstance(f, FieldFilter) and f.field == named))
        return base.model_copy(update={"filters": (*kept, field_filter(named, op, (number.value,)))})
    return None


def _named_group(token: Token, base: SemanticQuery, lexicon: Lexicon) -> bool:
    return any(token.stem in names for names in (_names(d, lexicon) for d in base.dimensions))


def _number_named(rest: Sequence[Token], base: SemanticQuery, lexicon: Lexicon) -> str | None:
    """The number of the question before that is meant: its only one, and called so where it is called at all."""
    if len(base.measures) != 1:
        return None
    measure = base.measures[0]
    stems = tuple(t.stem for t in rest)
    if not stems:
        return measure_name(measure)
    if isinstance(measure, InlineMeasure) or any(t.kind != "word" for t in rest):
        return None
    target = Fields(lexicon, lexicon.roads).target_of(measure)
    called = any(m.exact and m.target == target for m in lexicon.fields(stems))
    return measure_name(measure) if called else None


def _less(words: Sequence[Token], base: SemanticQuery, lexicon: Lexicon) -> SemanticQuery | None:
    """ "Drop the months", "without the products": the same numbers by the other groups."""
    lows = tuple(t.low for t in words)
    for said in sorted({tuple(w for w in one if w) for one in _TAKEN_AWAY}, key=len, reverse=True):
        if lows[: len(said)] != said:
            continue
        named = frozenset(t.stem for t in words[len(said) :] if t.low not in ("by", "again", "grouping", "breakdown"))
        split = bool({"by", "grouping", "breakdown", "split"} & set(lows))
        if not named and not split:
            return None
        found = [d for d in base.dimensions if named <= _names(d, lexicon)]
        plural = any(t.low != t.stem for t in words[len(said) :])
        if not base.measures or not found or (len(found) > 1 and named) or not (plural or split or said[-1] == "the"):
            return None
        if base.limit is not None or base.calculations:
            raise Declined(PICKED.format("grouped otherwise"))
        rest = tuple(d for d in base.dimensions if d not in found)
        order = tuple(o for o in base.order_by if o.field not in {_field(d) for d in found})
        return base.model_copy(update={"dimensions": rest, "order_by": order})
    return None


def _field(dimension: str | DimensionRef) -> str:
    return dimension if isinstance(dimension, str) else dimension.field


def _names(dimension: str | DimensionRef, lexicon: Lexicon) -> frozenset[str]:
    """Words that a group is called by: its label, its things where it names them, its period."""
    if isinstance(dimension, DimensionRef) and dimension.grain is not None:
        return frozenset(stem(w) for w, grain in GRAINS.items() if grain == dimension.grain)
    table, _, name = _field(dimension).rpartition(".")
    found = lexicon.dimension(table, name)
    label = frozenset(stem(w) for w in words_of((found.label if found is not None else "") or name))
    if lexicon.display(table) != name:
        return label
    return label | frozenset(table_words(lexicon.tables[table]))
