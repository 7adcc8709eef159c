"""What a participle says of things that came with rows called so: "boxes landed in May" are those of the landings of May."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    dates,
    ends_at,
    is_participle,
    periods,
    thing_at,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.verbs import stems_of_noun
from lunara.ask.planners.offline.words import EVENT_VERBS
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock

_LONGEST = 3
_SAID = frozenset(
    ("average", "avg", "mean", "total", "sum", "highest", "lowest", "largest", "smallest", "median", "most")
)


def left_out(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Lots landed in May", "weight landed by port in 2024" as those of the period, by the date of the landings they came with.

    Where the things have no date of their own and each is of one such row, and where nothing else is called so. How much came
    with them is their total, also of a weight that the model averages.
    """
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens)):
        if tokens[at].kind != "word" or not is_participle(lows[at]) or not unknown(lows[at], lexicon):
            continue
        verbs = set(verb_stems(lows[at])) - set(EVENT_VERBS)
        rows = [t for t in lexicon.tables if verbs & stems_of_noun(table_words(lexicon.tables[t])[-1])]
        if len(rows) != 1 or DENIALS & set(lows) or not ends_at(tokens, at + 1):
            continue
        end = at
        while end and lows[end - 1] in BE:
            end -= 1
        found = _named(tokens, end, lexicon)
        if found is None or not _comes_with(found[2], rows[0], lexicon) or not periods(tokens, clock):
            continue
        start, last, _ = found
        averaged = tokens[last - 1].stem == "weight" and not _SAID & set(lows[:last])
        total = tokens_of("total", tokens[start]) if averaged else []
        by = label_of(lexicon, Target("dimension", rows[0], lexicon.time_dimension(rows[0]) or ""))
        note = f"“{tokens[at].text}” was read by {by}."
        return [*tokens[:start], *total, *tokens[start:end], *tokens[at + 1 :]], [note]
    return list(tokens), []


def _named(tokens: Sequence[Token], end: int, lexicon: Lexicon) -> tuple[int, int, str] | None:
    """Where the thing or number stands that a participle is said of, and its table: "boxes", "boxes of haddock"."""
    found = _ending_at(tokens, end, lexicon)
    if found is not None:
        return found
    of = next((n for n in range(end - 1, max(0, end - 1 - _LONGEST), -1) if tokens[n].low == "of"), None)
    kind = tokens[of + 1 : end] if of is not None else ()
    if of is None or not kind:
        return None
    held = lexicon.value_matches(tuple(t.stem for t in kind), " ".join(t.low for t in kind))
    return _ending_at(tokens, of, lexicon) if any(m.exact for m in held) else None


def _ending_at(tokens: Sequence[Token], last: int, lexicon: Lexicon) -> tuple[int, int, str] | None:
    """The thing or number whose name ends at this place."""
    for start in range(max(0, last - _LONGEST), last):
        thing = thing_at(tokens, start, lexicon)
        if thing is not None and thing.end == last:
            return start, last, thing.table
        named = [m.target for m in lexicon.fields(tuple(t.stem for t in tokens[start:last])) if m.exact]
        homes = {t.table for t in named if t.kind in ("measure", "dimension")}
        if len(homes) == 1 and all(t.kind in ("measure", "dimension") for t in named):
            return start, last, homes.pop()
    return None


def _comes_with(table: str, rows: str, lexicon: Lexicon) -> bool:
    """Whether each row of a table without dates is of one dated row of the other, in one way."""
    if dates(table, lexicon) or lexicon.time_dimension(rows) is None:
        return False
    roads = [r for r in lexicon.roads.direct(table, rows) if r.from_table == table]
    dated = {
        t for t in lexicon.tables if lexicon.roads.distance_up(table, t) == 1 and lexicon.time_dimension(t) is not None
    }
    return len(roads) == 1 and dated == {rows}
