"""A quantity said by its unit: "kilos of food received", "kilometres driven by van", "sales per month, in litres"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.deeds import dates_of
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.periods import ADVERBS, GRAINS
from lunara.ask.planners.offline.plain.things import DENIALS, in_words, shown, thing_at, things, tokens_of
from lunara.ask.planners.offline.units_said import held_by, is_size, unit_of
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Table

_LIMITS = frozenset(
    spread(
        """max maximum min minimum limit capacity rate price cost per height depth width length altitude speed size temperature
        age average avg allowed free remaining left"""
    )
)
"""What makes a number in a unit no amount of which there is a total."""
_TRAVELLED = frozenset(spread("drive travel cover fly sail ride run go do clock walk cycle"))
_SPENT = frozenset(spread("work spend log record book put do"))
_USED = frozenset(spread("use consume burn fill"))
_DONE = {
    **dict.fromkeys(("kilometres", "miles"), _TRAVELLED),
    **dict.fromkeys(("hours", "minutes"), _SPENT),
    "litres": _USED,
    "kilowatt hours": frozenset(("use", "consume")),
}
"""Verbs that say of an amount in a unit no more than the unit does."""
_OPPOSED = frozenset(spread("plan budget estimate schedule waste lose return reject bill charge invoice remain cancel"))
"""Deeds by which a part of such an amount is told apart."""
_MOST = {"most": "highest total", "fewest": "lowest total", "least": "lowest total", "highest": "highest total"}
_AVERAGE = frozenset(spread("average mean avg"))
_SUM = (("how", "many"), ("how", "much"), ("number", "of"), ("total", "number", "of"), ("sum", "of"), ("amount", "of"))
_ALL = frozenset(spread("total overall"))
_TYPES = frozenset(spread("type kind category sort group class"))
_PARTS = frozenset(spread("share percentage percent proportion fraction ratio rate %"))
_SUBJECT = frozenset(spread("did do does we they our us have has had been was were is are be i"))
_NO_LEAD = frozenset(spread("which what who how where when why"))
_EXTREMES = {
    "longest": ("highest", frozenset(("kilometres", "miles", "metres"))),
    "shortest": ("lowest", frozenset(("kilometres", "miles", "metres"))),
    "heaviest": ("highest", frozenset(("kilograms", "tonnes", "grams", "pounds"))),
    "lightest": ("lowest", frozenset(("kilograms", "tonnes", "grams", "pounds"))),
}
_RANKED = frozenset(spread("average mean median highest lowest top most fewest least"))
_OTHER_WORDS = frozenset(spread("min g mi foot feet ha lb sec second seconds"))
"""Units that are other words where they stand alone."""
_NOT_BARE = frozenset(spread("per in a an each every by the ( / than"))
_OF_TIMES = frozenset(
    spread("duration labour labor work length time total spend log shift play spent worked logged actual")
)
"""Words of the names of times that say no more than that it took them."""
_Found = tuple[Table, Dimension]


def added_up(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with the unit replaced by the one number that is held in it, where one alone may be meant, and a note.

    Kept as it is behind a number, within a longer name, and where something else of those rows is asked for beside it.
    """
    del clock
    for at, token in enumerate(tokens):
        unit = unit_of(token.low) if token.kind == "word" and token.low not in _OTHER_WORDS else None
        if unit is None or not (is_size(unit) or unit in ("hours", "minutes")) or not _bare(tokens, at, lexicon):
            continue
        if (DENIALS | _PARTS) & {t.low for t in tokens}:
            return list(tokens), []
        called = any(m.exact for m in lexicon.fields((token.stem,)))
        if called and not is_size(unit):
            continue  # a field of times that is called so is read as it stands
        start, lead = _lead(tokens, at)
        rest = [*tokens[:start], *tokens[at + 1 :]]
        found = _meant(unit, rest, lexicon)
        if lead is None:
            whose = _whose(tokens, at, unit, lexicon)
            if whose is not None:
                start, lead, found, value = whose
                behind = _behind(tokens, at + 1, unit, found, lexicon)
                of = [*tokens_of(f"of {_name(found[0])} of", token), *value] if value else []
                return _made(tokens, (start, lead), found, ([*of, *behind[0]], bool(of) or behind[1]), token)
        if lead is None or found is None:
            continue
        if called and not any(_says_no_more(t, unit, found[0], lexicon) for t in rest):
            continue  # of a field that is called so it may be the total or the average, unless it is said what was done
        each = [t.low for t in tokens[at + 1 : at + 3]]
        if lead in ("average", "total") and each[:1] in (["per"], ["by"], ["each"]):
            if lead == "average" and set(each[1:]) & {*GRAINS, *ADVERBS}:
                continue  # of totals of periods, or of rows
            thing = thing_at(tokens, at + 2, lexicon)
            if thing is not None and thing.table == found[0].name:
                return _made(tokens, (start, "average"), found, (list(tokens[thing.end :]), True), token)
        return _made(tokens, (start, lead), found, _behind(tokens, at + 1, unit, found, lexicon), token)
    return list(tokens), []


def used_by_one(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How much power does a run use on average" as the average power per run, where a number of the runs is called so."""
    del clock
    lows = [t.low for t in tokens]
    does = next((n for n in range(3, min(len(lows), 6)) if lows[n] in ("does", "do", "did")), None)
    if (
        lows[:2] != ["how", "much"]
        or does is None
        or DENIALS & set(lows)
        or any(t.kind != "word" for t in tokens[2:does])
    ):
        return list(tokens), []
    start = does + 1 + (lows[does + 1 : does + 2] in (["a"], ["an"], ["our"], ["one"]))
    thing = thing_at(tokens, start, lexicon)
    verb = thing.end if thing is not None else len(lows)
    if thing is None or verb >= len(lows) or not {lows[verb], *verb_stems(lows[verb])} & (_USED | _NEEDED):
        return list(tokens), []
    averaged = lows[verb + 1 : verb + 3] == ["on", "average"]
    stems = tuple(t.stem for t in tokens[2:does])
    named = {m.target for m in lexicon.fields(stems) if m.exact and m.target.table == thing.table}
    sizes = [m for t in named if (m := lexicon.measure(t.table, t.name)) is not None and m.aggregate in ("sum", "avg")]
    if not averaged or not sizes or len({m.expression for m in sizes}) != 1:
        return list(tokens), []
    table = lexicon.tables[thing.table]
    made = [*tokens_of("average", tokens[0]), *tokens[2:does], *tokens_of(f"per {_name(table)}", tokens[does])]
    return [*made, *tokens[verb + 3 :]], []


_NEEDED = frozenset(spread("need take require produce generate carry hold contain"))


def told_in(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Sales by month, in litres", "the longest trip in km": the number that is held in the unit, where none else is named."""
    del clock
    for at in range(1, len(tokens) - 1):
        if tokens[at].low != "in" or tokens[at + 1].kind != "word" or tokens[at - 1].kind == "number":
            continue
        unit = unit_of(tokens[at + 1].low)
        if unit is None or not is_size(unit) or DENIALS & {t.low for t in tokens}:
            continue
        start, end = at - (tokens[at - 1].low in (",", "(")), at + 2
        end += tokens[start].low == "(" and end < len(tokens) and tokens[end].low == ")"
        rest = [*tokens[:start], *tokens[end:]]
        if _names_one_in(unit, rest, lexicon):
            return rest, []
        extreme = next((n for n, t in enumerate(rest) if t.low in _EXTREMES and unit in _EXTREMES[t.low][1]), None)
        found = _meant(unit, rest, lexicon)
        if found is None or any(_number_named(rest, n, lexicon) for n in range(len(rest))):
            continue
        named = next((t for t in things(rest, lexicon) if t.table == found[0].name), None)
        if extreme is not None and named is not None and extreme < named.start:
            lead = _EXTREMES[rest[extreme].low][0]
            label = in_words(found[1])
            note = f"“{rest[extreme].text} in {tokens[at + 1].text}” was read as: {lead} {shown(found[1])}."
            if rest[0].low in _NO_LEAD - {"what", "how"}:
                said = tokens_of(f"with the {lead} {label}", rest[extreme])
                return [*rest[:extreme], *rest[extreme + 1 : named.end], *said, *rest[named.end :]], [note]
            said = tokens_of(f"{lead} {label} of {_name(found[0])}", rest[extreme])
            return [*rest[:extreme], *said, *rest[named.end :]], [note]
        if (
            extreme is not None
            or rest[0].low in _NO_LEAD
            or {"average", "highest", "lowest", "top", "most"} & {t.low for t in rest}
        ):
            continue
        first = named.start if named is not None else 0
        return _made(rest, (first, "total"), found, (rest[first:], named is not None), tokens[at + 1])
    return list(tokens), []


def _made(
    tokens: Sequence[Token], lead: tuple[int, str], found: _Found, behind: tuple[Sequence[Token], bool], like: Token
) -> tuple[list[Token], list[str]]:
    """The question with the number in the place of the unit. `behind`: what follows, and whether it says of what rows."""
    start, asked = lead
    tail, about = behind
    table, field = found
    of = "" if about else f" of {table.label or table.name.replace('_', ' ')}"
    ready = tokens_of(f"{asked} {in_words(field)}", like) + (tokens_of(of, like) if of and not about else [])
    joined = tokens_of("of", like) if about and tail and _is_word(tail[0]) and tail[0].low not in _GOES_ON else []
    note = f"“{like.text}” was read as: {shown(field)} of {table.label or table.name}."
    return [*tokens[:start], *ready, *joined, *tail], [note]


_GOES_ON = frozenset(
    spread("of by per for in on from to since during between last this each and where who that which with vs versus")
)


def _is_word(token: Token) -> bool:
    return token.kind in ("word", "quoted")


def _bare(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a unit is what is asked for: not so many of them, not each of them, not a part of a longer name."""
    before = tokens[at - 1] if at else None
    if before is not None and (before.kind == "number" or before.low in _NOT_BARE):
        return False
    for first in range(max(0, at - 3), at + 1):
        for last in range(at + 1, min(len(tokens), at + 4) + 1):
            span = [t for t in tokens[first:last] if t.low not in ("of", "the")]
            if last - first == 1 or any(t.kind != "word" for t in span) or len(span) < 2:
                continue
            said = tuple(t.stem for t in span if t.low not in ("how", "many", "much", "total", "average"))
            if (
                len(said) > 1
                and tokens[first].low not in ("of", "the")
                and any(m.exact and m.score > 0.99 and m.target.kind != "table" for m in lexicon.fields(said))
            ):
                return False
    return True


def _lead(tokens: Sequence[Token], at: int) -> tuple[int, str | None]:
    """Where the words begin that say how much of it, and how the number is asked for in their place; None where unclear."""
    lows = [t.low for t in tokens[:at]]
    if lows and lows[-1] in _AVERAGE:
        return at - 1, "average"
    if lows and lows[-1] in _MOST:
        return at - 1, _MOST[lows[-1]]
    if lows and lows[-1] in _ALL:
        start = at - 1
        return start, "total"
    for words in _SUM:
        if tuple(lows[-len(words) :]) == words:
            start = at - len(words)
            return start, "what is the total" if words[0] == "how" and start == 0 else "total"
    plain = (
        not lows
        or tokens[at - 1].kind == "symbol"
        or lows[-1] in ("show", "list", "me", "us", "and", "our", "of", "compare")
    )
    return at, "total" if plain else None


def _whose(
    tokens: Sequence[Token], at: int, unit: str, lexicon: Lexicon
) -> tuple[int, str, _Found, Sequence[Token]] | None:
    """ "Crew hours", "average driver hours": the number of the rows that are called so, or of those of the value before the unit.

    Where its words begin, how it is asked for, the number, and the value.
    """
    thing = next((t for n in (3, 2, 1) if (t := thing_at(tokens, at - n, lexicon)) is not None and t.end == at), None)
    start, before = at - 1 if thing is None else thing.start, tokens[at - 1]
    exact = [m.target for m in lexicon.fields((before.stem,)) if m.exact] if thing is None else []
    if not at or before.kind != "word" or before.low in _TIED or exact:
        return None
    found = [(t, d) for t in lexicon.tables.values() for d in t.dimensions if _adds_up(t, d, unit, lexicon)]
    called = [
        (t, d) for t, d in found if (t.name == thing.table if thing is not None else before.stem in table_words(t))
    ]
    named = [(t, d) for t, d in called if is_size(unit) or _of_time(t, d) <= {before.stem}]
    value: Sequence[Token] = ()
    if not named and thing is None and any(m.exact for m in lexicon.value_matches((before.stem,), before.low)):
        named, value = [(t, d) for t, d in found if len(found) == 1 and not _of_time(t, d)], (before,)
    start, lead = _lead(tokens, start)
    return (start, lead, named[0], value) if lead is not None and len(named) == 1 else None


_TIED = frozenset(spread("a an the our their how many number of more less over under by per in and or than"))


def _behind(tokens: Sequence[Token], at: int, unit: str, found: _Found, lexicon: Lexicon) -> tuple[list[Token], bool]:
    """What follows the unit, without the words that say no more than it does, and whether it says itself of what it is."""
    table, field = found
    rest = list(tokens[at:])
    about = False
    if rest[:1] and rest[0].low == "of" and len(rest) > 1 and rest[1].kind == "word":
        thing = thing_at(rest, 1, lexicon)
        if thing is not None and thing.table == table.name:
            return rest, True
        value = any(m.exact for m in lexicon.value_matches((rest[1].stem,), rest[1].low))
        if rest[1].stem in words_of(shown(field)) or (not value and _all_are(rest[1].stem, table)):
            rest = rest[2:]
        elif value:
            rest = [*tokens_of(f"of {_name(table)} of", rest[0]), *rest[1:]]
            about = True
    lows = [t.low for t in rest]
    n = 0
    while n < len(rest) and lows[n] in _SUBJECT:
        n += 1
    if n < len(rest) and _says_no_more(rest[n], unit, table, lexicon) and rest[n].kind == "word":
        behind = rest[n + 1] if n + 1 < len(rest) else None
        if behind is not None and behind.low == "by" and n + 2 < len(rest) and _a_value(rest[n + 2], lexicon):
            rest = [*tokens_of("of", behind), *rest[n + 2 :]]
        else:
            rest = rest[n + (table.name not in dates_of(rest[n].low, lexicon)) :]
    return rest, about


def _name(table: Table) -> str:
    return (table.label or table.name.replace("_", " ")).lower()


def _a_value(token: Token, lexicon: Lexicon) -> bool:
    return token.kind == "quoted" or any(m.exact for m in lexicon.value_matches((token.stem,), token.low))


def _all_are(word: str, table: Table) -> bool:
    """Whether all rows are of what a word says: each has a "food type"."""
    return word in table_words(table) or any(
        (name := words_of(shown(d)))[-1:] and name[-1] in _TYPES and name[:-1] == (word,) for d in table.dimensions
    )


def _says_no_more(token: Token, unit: str, table: Table, lexicon: Lexicon) -> bool:
    verbs = set(verb_stems(token.low)) | {token.stem}
    if verbs & _OPPOSED:
        return False
    if verbs & _DONE.get(unit, frozenset()) or dates_of(token.low, lexicon).get(table.name):
        return True
    known = {noun for v in verbs for noun in lexicon.events.get(v, ())}
    return any(w in known or any(same_deed(w, v) for v in verbs) for w in table_words(table))


def _meant(unit: str, rest: Sequence[Token], lexicon: Lexicon) -> _Found | None:
    """The one number of rows of what happened that is held in the unit: of the rows that are named, told of or alone there."""
    found = [(t, d) for t in lexicon.tables.values() for d in t.dimensions if _adds_up(t, d, unit, lexicon)]
    if not is_size(unit):
        said = {t.stem for t in rest}
        found = [(t, d) for t, d in found if _of_time(t, d) <= said or len(found) > 1]
    named = {t.table for t in things(rest, lexicon)}
    for narrowed in (
        [f for f in found if f[0].name in named],
        [f for f in found if _told_of(f[0], rest, lexicon)],
        found,
    ):
        if narrowed:
            return narrowed[0] if len(narrowed) == 1 else None
    return None


def _adds_up(table: Table, field: Dimension, unit: str, lexicon: Lexicon) -> bool:
    if field.type != "number" or field.hidden or held_by(field) != {unit}:
        return False
    words = {w for n in (field.label or "", field.name) for w in words_of(n)}
    if words & _LIMITS or not _happened(table, lexicon):
        return False
    return not masters.named(table.name, lexicon)


def _happened(table: Table, lexicon: Lexicon) -> bool:
    """Whether rows are of what happened on a day: by a date of their own, or by that of the one thing dated right above them."""
    if lexicon.time_dimension(table.name) is not None:
        return True
    above = [t for t, roads in lexicon.roads.up(table.name).items() if roads and len(roads[0]) == 1]
    return sum(lexicon.time_dimension(t) is not None and not masters.named(t, lexicon) for t in above) == 1


def _of_time(table: Table, field: Dimension) -> set[str]:
    """The words by which a length of time is one of something of its own, as the minutes of a delay are."""
    own = {*table_words(table), *_OF_TIMES}
    words = {w for w in words_of(shown(field)) if unit_of(w) is None}
    return {w for w in words if w not in own and not {*verb_stems(w)} & own}


def _told_of(table: Table, rest: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a verb of the question tells of rows of the table: by one of its dates, or by what it is called."""
    for token in rest:
        verbs = verb_stems(token.low) if token.kind == "word" else ()
        if not verbs and token.low == token.stem:
            verbs = (token.stem,)
        if dates_of(token.low, lexicon).get(table.name) and token.low not in _SUBJECT:
            return True
        bare = token.kind == "word" and not verb_stems(token.low)
        if any(len(v) > 3 and same_deed(w, v) and not (bare and w == v) for w in table_words(table) for v in verbs):
            return True
    return False


def _names_one_in(unit: str, rest: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the rest of the question names a number that is held in the unit."""
    for first in range(len(rest)):
        for last in range(min(len(rest), first + 3), first, -1):
            span = rest[first:last]
            if any(t.kind != "word" for t in span):
                continue
            for match in lexicon.fields(tuple(t.stem for t in span)):
                target = match.target
                if match.score < _NEARLY or target.kind not in ("dimension", "measure"):
                    continue
                if held_by_target(target, lexicon) == {unit}:
                    return True
    return False


_NEARLY = 0.85


def held_by_target(target: Target, lexicon: Lexicon) -> set[str]:
    """The units of what a field or a number of the model is of."""
    if target.kind == "dimension":
        field = lexicon.dimension(target.table, target.name)
        return held_by(field) if field is not None else set()
    measure = lexicon.measure(target.table, target.name)
    found = lexicon.dimension(target.table, measure.expression or "") if measure is not None else None
    return held_by(found) if found is not None else set()


def _number_named(rest: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a number of the model is named here that is not how many rows there are."""
    return any(
        m.exact
        and m.target.kind in ("measure", "derived")
        and ((one := lexicon.measure(m.target.table, m.target.name)) is None or one.aggregate != "count")
        for n in (1, 2)
        if len(rest[at : at + n]) == n and all(t.kind == "word" for t in rest[at : at + n])
        for m in lexicon.fields(tuple(t.stem for t in rest[at : at + n]))
    )
