"""How things ended, where the data closes them so: "won deals" are those whose stage is "Closed Won"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lunara.ask.planners.offline.deeds import dates_of
from lunara.ask.planners.offline.endings import CLOSING, DUE
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.money_rows import amounts
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.states import may_be_open
from lunara.ask.planners.offline.plain.things import (
    DENIALS,
    as_one,
    dates,
    ends_at,
    periods,
    says,
    shown,
    thing_at,
    things,
    tokens_of,
)
from lunara.ask.planners.offline.verbs import stems_of_noun
from lunara.ask.planners.offline.words import AGAINST, spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.kept import Kept

_BETWEEN = frozenset(spread("that which we were was did have has been are is got"))
_GRAINS = frozenset(spread("day week month quarter year"))
_PER = frozenset(spread("by per each"))
_RUNNING = frozenset(spread("daily weekly monthly quarterly yearly annually trend trends over"))
_LONGEST = 3
_ENDED: Kept[Lexicon, dict[str, dict[str, tuple[str, str]]]] = Kept()


def closed_so(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Won deals", "deals we won", "won amount" as those with the one value that says they were closed so.

    A period in which they were won is that of the one day on which they were closed. Kept as it is where a field or a value is
    called so; where it is said in another way, the word means nothing, so that nothing that sounds like it ("lost reason") is
    taken for it.
    """
    ended = _ENDED.get(lexicon, lambda: _ended(lexicon))
    if not ended:
        return list(tokens), []
    lows = [t.low for t in tokens]
    for at, token in enumerate(tokens):
        ends = _ends(token, ended)
        if not ends or _named(tokens, at, lexicon) or _in_full(tokens, at):
            continue
        closing = _to_end(tokens, at, ends, lexicon)
        if closing is not None:
            return closed_so(closing, lexicon, clock)
        if at and lows[at - 1] == "ever" and not DENIALS & set(lows):
            return closed_so([*tokens[: at - 1], *tokens[at:]], lexicon, clock)
        read = None if DENIALS & set(lows) else _read(tokens, at, ends, lexicon)
        made = read[0] if read is not None else None
        if read is not None and read[2]:
            made = _when(read[0], read[1], lexicon, clock)
        if read is None or made is None:
            start = at - 1 if at else at
            return [*tokens[:start], as_one(tokens[start : start + 2]), *tokens[start + 2 :]], []
        value = ends[read[1]]
        return made, [f"“{token.text}” was read as: {value[0]} is {value[1]}."]
    return list(tokens), []


def rated(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Win rate by owner", "our win rate this year": what share of those that were closed, by the day of that, were won."""
    ended = _ENDED.get(lexicon, lambda: _ended(lexicon))
    for at in range(len(tokens) - 1 if ended else 0):
        ends = _ends(tokens[at], ended)
        if tokens[at + 1].stem != "rate" or len(ends) != 1 or DENIALS & {t.low for t in tokens}:
            continue
        if any(m.exact for m in lexicon.fields((tokens[at].stem, "rate"))):
            return list(tokens), []
        ((table, value),) = ends.items()
        closed = [d for d in dates(table, lexicon) if says(d) & CLOSING and not says(d) & DUE]
        told = _joined(tokens, periods(tokens, clock))
        if len(closed) != 1 or len(told) > 1 or any(start < at for start, _ in told):
            return list(tokens), []
        start, behind = told[0] if told else (len(tokens), len(tokens))
        rest = tokens[at + 2 : start]
        thing = thing_at(tokens, at + 3, lexicon) if [t.low for t in rest[:1]] in (["of"], ["for"]) else None
        if thing is not None and thing.table == table:
            rest = tokens[thing.end : start]
        rows = label_of(lexicon, Target("table", table, table)).lower()
        when = (
            [*tokens_of(f"{rows} closed", tokens[at]), *tokens[start:behind]]
            if told
            else tokens_of(f"closed {rows}", tokens[at])
        )
        share = [*tokens_of("share of", tokens[at]), *when, *tokens_of("that are", tokens[at])]
        note = f"“{tokens[at].text} rate” was read as: the share of those closed whose {value[0]} is {value[1]}."
        return [*tokens[:at], *share, *_value(value, tokens[at]), *rest, *tokens[behind:]], [note]
    return list(tokens), []


def in_pipeline(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Pipeline by stage", "pipeline value": what the deals come to that are still open; "deals in the pipeline" are these.

    Where one kind of rows are deals with one amount and a day on which they are closed, and nothing is called a pipeline.
    """
    del clock
    at = next((n for n, t in enumerate(tokens) if t.stem == "pipeline"), None)
    if at is None or lexicon.knows("pipeline") or DENIALS & {t.low for t in tokens}:
        return list(tokens), []
    deals = [t for t in lexicon.tables.values() if {*table_words(t)[-1:]} & _DEALS and may_be_open(t.name, lexicon)]
    sums = [m for t in deals for m in amounts(t)]
    if len(deals) != 1 or len(sums) != 1:
        return list(tokens), []
    rows = label_of(lexicon, Target("table", deals[0].name, deals[0].name)).lower()
    start = at - (tokens[at - 1].low in _OUR) if at else at
    if start and tokens[start - 1].low == "in":
        thing = next((t for t in things(tokens[: start - 1], lexicon) if t.table == deals[0].name), None)
        between = {t.low for t in tokens[thing.end : start - 1]} if thing is not None else {""}
        if thing is None or not between <= _BETWEEN:
            return list(tokens), []
        made = [
            *tokens[: thing.start],
            *tokens_of("open", tokens[at]),
            *tokens[thing.start : thing.end],
            *tokens[at + 1 :],
        ]
        return made, [f"The pipeline was read as: {rows} that are still open."]
    end = at + 1 + (at + 1 < len(tokens) and tokens[at + 1].stem in _WORTH)
    amount = " ".join(w for w in words_of(sums[0].label or sums[0].name) if w != "total") or "amount"
    said = tokens_of(f"total {amount} of open {rows}", tokens[at])
    return [*tokens[:start], *said, *tokens[end:]], [
        f"The pipeline was read as: {amount} of {rows} that are still open."
    ]


_DEALS = frozenset(spread("opportunity deal"))
_OUR = frozenset(spread("our the my total sales"))
_WORTH = frozenset(spread("value amount worth size"))


_LED = (("ended", "in"), ("led", "to"), ("resulted", "in"), ("ended", "up", "in"), ("ending", "in"), ("ended", "with"))


def ended_in(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Applications that ended in a hire" as those that were hired, where one state of theirs alone is what was done."""
    del clock
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        at = thing.end + (lows[thing.end : thing.end + 1] in (["that"], ["which"]))
        said = next((w for w in _LED if tuple(lows[at : at + len(w)]) == w), None)
        noun = at + len(said or ())
        noun += lows[noun : noun + 1] in (["a"], ["an"])
        if said is None or noun >= len(tokens) or not ends_at(tokens, noun + 1) or DENIALS & set(lows):
            continue
        value = _state_of(thing.table, tokens[noun], lexicon)
        if value is not None:
            words = " ".join(t.text for t in tokens[at : noun + 1])
            made = tokens_of(f"that were {value}", tokens[at])
            return [*tokens[: thing.end], *made, *tokens[noun + 1 :]], [f"“{words}” was read as: {value}."]
    return list(tokens), []


def _state_of(table: str, noun: Token, lexicon: Lexicon) -> str | None:
    """The one value of a state of these rows that is the participle of a deed."""
    verbs = {noun.stem, *stems_of_noun(noun.stem)}
    found = [
        str(value)
        for field in lexicon.tables[table].dimensions
        if field.type == "string" and not field.hidden and lexicon.is_state(table, field.name)
        for value in lexicon.values.of_field(table, field.name, limit=_MOST)
        if verbs & set(verb_stems(str(value).lower()))
    ]
    return found[0] if len(found) == 1 and found[0].isalpha() else None


_MOST = 30


def _ended(lexicon: Lexicon) -> dict[str, dict[str, tuple[str, str]]]:
    """The words behind "closed" in the values of states, with the field and the value by table; none that two fields have."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    twice: set[tuple[str, str]] = set()
    for table in lexicon.tables.values():
        for field in table.dimensions:
            if field.type != "string" or field.hidden or not lexicon.is_state(table.name, field.name):
                continue
            for value in lexicon.values.of_field(table.name, field.name):
                words = str(value).lower().replace("-", " ").replace("_", " ").split()
                if len(words) != 2 or not {*verb_stems(words[0])} & CLOSING or not verb_stems(words[1]):
                    continue
                of = found.setdefault(words[1], {})
                if table.name in of:
                    twice.add((words[1], table.name))
                of[table.name] = (shown(field), str(value))
    for word, name in twice:
        del found[word][name]
    return found


def _ends(token: Token, ended: Mapping[str, dict[str, tuple[str, str]]]) -> dict[str, tuple[str, str]]:
    """What a word says of how things ended, by table."""
    if token.kind != "word" or token.table is not None or token.measure is not None:
        return {}
    said = {token.low, *verb_stems(token.low)}
    return next((of for word, of in ended.items() if said & {word, *verb_stems(word)}), {})


def _named(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether the word is a field or a value by itself, or a part of one: the "lost reason"."""
    for start in (at, at - 1):
        for end in range(start + 1, min(start + _LONGEST, len(tokens)) + 1):
            if start < 0 or end <= at or any(t.kind != "word" for t in tokens[start:end]):
                continue
            stems, raw = tuple(t.stem for t in tokens[start:end]), " ".join(t.low for t in tokens[start:end])
            if any(m.exact for m in (*lexicon.fields(stems), *lexicon.value_matches(stems, raw))):
                return True
    return False


def _in_full(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word "closed" stands before it already."""
    return at > 0 and bool({tokens[at - 1].low, *verb_stems(tokens[at - 1].low)} & CLOSING)


def _read(
    tokens: Sequence[Token], at: int, ends: Mapping[str, tuple[str, str]], lexicon: Lexicon
) -> tuple[list[Token], str, bool] | None:
    """The tokens with the value before the things, their table, and whether a verb says it; else None."""
    thing = thing_at(tokens, at + 1, lexicon)
    if thing is not None and thing.table in ends and tokens[at].low.endswith(("ed", "n", "t")):
        return [*tokens[:at], *_value(ends[thing.table], tokens[at]), *tokens[at + 1 :]], thing.table, False
    after = at + 1 + 2 * ([t.low for t in tokens[at + 1 : at + 3]] == ["by", "us"])
    if not ends_at(tokens, after):
        return _amount(tokens, at, at + 1, ends, lexicon)
    for thing in things(tokens[:at], lexicon):
        between = [t.low for t in tokens[thing.end : at]]
        if thing.table in ends and set(between) <= _BETWEEN:
            value = _value(ends[thing.table], tokens[at])
            named = tokens[thing.start : thing.end]
            return [*tokens[: thing.start], *value, *named, *tokens[after:]], thing.table, True
    return _amount(tokens, at, at + 1, ends, lexicon)


def _to_end(
    tokens: Sequence[Token], at: int, ends: Mapping[str, tuple[str, str]], lexicon: Lexicon
) -> list[Token] | None:
    """ "How long does it take to win a deal": to close a won deal."""
    lows = [t.low for t in tokens]
    if (
        lows[at - 1 : at] != ["to"]
        or not {"take", "takes"} & set(lows[:at])
        or lows[at + 1 : at + 2] not in (["a"], ["an"])
    ):
        return None
    thing = thing_at(tokens, at + 2, lexicon)
    if thing is None or thing.table not in ends:
        return None
    word = next(
        (w for w in words_of(ends[thing.table][1]) if {lows[at], *verb_stems(lows[at])} & {w, *verb_stems(w)}), ""
    )
    said = [*tokens_of("close", tokens[at]), tokens[at + 1], *tokens_of(word, tokens[at])]
    return [*tokens[:at], *said, *tokens[at + 2 :]] if word else None


def _amount(
    tokens: Sequence[Token], at: int, after: int, ends: Mapping[str, tuple[str, str]], lexicon: Lexicon
) -> tuple[list[Token], str, bool] | None:
    """ "Won amount", "amount won": the sum of those that ended so."""
    spans = [(at + 1, at + 1 + n) for n in range(_LONGEST, 0, -1)] + [(at - n, at) for n in range(_LONGEST, 0, -1)]
    for start, end in spans:
        if start < 0 or end > len(tokens) or any(t.kind != "word" for t in tokens[start:end]):
            continue
        stems = tuple(t.stem for t in tokens[start:end])
        sums = {m.target for m in lexicon.fields(stems) if m.exact and m.target.kind == "measure"}
        table = next(iter(sums)).table if len(sums) == 1 else ""
        first, last = min(start, at), max(end, after)
        if table not in ends or not ends_at(tokens, last):
            continue
        things_ = tokens_of(label_of(lexicon, Target("table", table, table)), tokens[at])
        whose = [*tokens_of("of", tokens[at]), *_value(ends[table], tokens[at]), *things_]
        return [*tokens[:first], *tokens[start:end], *whose, *tokens[last:]], table, end <= at
    return None


def _joined(tokens: Sequence[Token], told: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Two periods that are set against each other as one: "this year vs last year"."""
    if len(told) != 2 or not 0 < told[1][0] - told[0][1] <= 2:
        return told
    between = {t.low for t in tokens[told[0][1] : told[1][0]]}
    return [(told[0][0], told[1][1])] if between <= _AGAINST else told


_AGAINST = AGAINST | frozenset(spread("and compared to with"))


def _value(value: tuple[str, str], like: Token) -> list[Token]:
    made = tokens_of(value[1].replace("-", " ").replace("_", " "), like)
    return [replace(one, text=one.low) for one in made]


def _when(made: list[Token], table: str, lexicon: Lexicon, clock: Clock) -> list[Token] | None:
    """The tokens with periods and their grouping said of the day of closing; None where that day is not known."""
    lows = [t.low for t in made]
    told = periods(made, clock)
    grains = [n for n in range(1, len(made)) if lows[n] in _GRAINS and lows[n - 1] in _PER]
    if not told and not grains and not _RUNNING & set(lows):
        return made
    if any(dates_of(low, lexicon).get(table) for low in lows if not {*verb_stems(low)} & CLOSING):
        return made  # the question says itself by which date
    closed = [d for d in dates(table, lexicon) if says(d) & CLOSING and not says(d) & DUE]
    if _RUNNING & set(lows) or len(closed) != 1:
        return None
    day = shown(closed[0])
    for at in reversed(grains):
        made = [*made[: at + 1], *tokens_of(f"of {day}", made[at]), *made[at + 1 :]]
    told = _joined(made, periods(made, clock))
    thing = next((one for one in things(made, lexicon) if one.table == table), None)
    if len(told) > 1 or thing is None:
        return None
    for start, end in told:
        rest = [*made[:start], *made[end:]] if start >= thing.end else []
        if not rest:
            return None
        verb = tokens_of("closed", made[start])
        made = [*rest[: thing.end], *verb, *made[start:end], *rest[thing.end :]]
    return made
