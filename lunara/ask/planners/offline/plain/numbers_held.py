"""Numbers that a field holds, said as if they were counted: "number of people killed", where `killed` is a number of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.near_words import near_words
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import BE, DENIALS, ends_at, shown, thing_at, things, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_NUMBER = frozenset(spread("number num no nr count"))
_PEOPLE = frozenset(spread("people persons person humans"))
_CLAUSE = frozenset(spread("that which who they he she it have has had")) | BE
_COMPARES = frozenset(("more", "less", "fewer", "at", "over", "under"))
_COMPARING = frozenset(spread("more less fewer greater larger than at least most over under above below exactly"))
_SIZES = frozenset(spread("more less fewer greater larger smaller bigger higher lower"))
_BEST = {"most": "highest", "fewest": "lowest", "least": "lowest"}
_MEASURED = frozenset(
    spread("total average mean highest lowest maximum minimum largest smallest greatest biggest most fewest max min")
)
_PERIODS = frozenset(spread("day week month quarter year season date time"))
_SEVERAL = frozenset(("and", "or", ",", "&"))
_LONGEST = 4


def of_people(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The number of people killed" as the field that is called killed and holds a number, where it is the only such field.

    Kept as it is where a value or another name is called so, and where people are counted that are no number of another row.
    """
    del clock
    lows = [t.low for t in tokens]
    for at in range(len(tokens) - 3):
        if lows[at] != "number" or lows[at + 1] != "of" or lows[at + 2] not in _PEOPLE:
            continue
        end = at + 3
        while end < len(lows) and lows[end] in _CLAUSE:
            end += 1
        if end >= len(lows) or not verb_stems(lows[end]):
            continue
        target = _only_number((tokens[end].stem,), lexicon)
        if target is None or any(m.exact for m in lexicon.value_matches((tokens[end].stem,), lows[end])):
            continue
        made, notes = _pinned(tokens, at, end + 1, target, lexicon)
        place = next(n for n, t in enumerate(made) if t.field is not None)
        made = _by_their_own(made, place + 1, target.table, lexicon)
        owners = {thing.table for thing in things(tokens, lexicon)}
        led = made[place - 1].low if place else ""
        if target.table not in owners and led not in _MEASURED and led not in ("by", "of"):
            made[place:place] = tokens_of("total", tokens[at])
        return made, notes
    return list(tokens), []


def most_people(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which storm killed the most people" as the one with the highest number of those killed, where a field holds it."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens) - 3):
        compared = _compared_people(lows, at + 1)
        meant = _only_number((tokens[at].stem,), lexicon) if compared and verb_stems(lows[at]) else None
        if meant is not None and compared:
            made, notes = _pinned(tokens, at, at + 1, meant, lexicon)
            start = at - (lows[at - 1] in ("that", "which", "who"))
            return [*made[:start], *tokens_of("with", tokens[at]), *made[at:compared], *made[compared + 1 :]], notes
        best = _BEST.get(lows[at + 2]) if lows[at + 1] == "the" and lows[at + 3] in _PEOPLE else None
        target = _only_number((tokens[at].stem,), lexicon) if best is not None and verb_stems(lows[at]) else None
        if target is None:
            continue
        made, notes = _pinned(tokens, at, at + 4, target, lexicon)
        start = at - (lows[at - 1] in ("that", "which", "who"))
        return [*made[:start], *tokens_of(f"with the {best}", tokens[at]), *made[at:]], notes
    return list(tokens), []


def _compared_people(lows: Sequence[str], at: int) -> int:
    """Where "people" stands behind a comparison that begins here ("more than 5 people"); 0 where none does."""
    end = next((n for n in range(at, min(len(lows), at + 5)) if lows[n] in _PEOPLE), 0)
    said = lows[at:end]
    return end if len(said) > 2 and said[0] in _COMPARES and said[-1].isdigit() else 0


def by_whom(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Total money requested by entrepreneurs" is that of the entrepreneurs, whose number is called so; "by each" groups."""
    del clock
    made = list(tokens)
    for at in range(2, len(made) - 1):
        done = made[at - 1]
        if made[at].low != "by" or not done.low.endswith("ed") or not verb_stems(done.low):
            continue
        end = at + 1
        while end < len(made) and made[end].low in ("all", "the"):
            end += 1
        thing = thing_at(made, end, lexicon)
        if thing is None or made[thing.end - 1].low == made[thing.end - 1].stem:
            continue
        ends = {(words_of(d.label or d.name) or ("",))[-2:] for d in _numbers(thing.table, lexicon)}
        if tuple(t.stem for t in made[at - 2 : at]) in ends:
            made = _by_their_own(made, at, thing.table, lexicon)
    return made, []


def of_deeds(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Total kills", "the largest kills" as the field `killed`, where it is the only number that the same verb names."""
    del clock
    for at, token in enumerate(tokens):
        verbs = {token.stem} if token.kind == "word" and token.low == f"{token.stem}s" else set()
        if not verbs or not at or tokens[at - 1].low not in _MEASURED or not unknown(token.low, lexicon):
            continue
        called = [
            Target("dimension", table, d.name)
            for table in lexicon.tables
            for d in _numbers(table, lexicon)
            if verbs & set(_verbs_of(d))
        ]
        if len(called) == 1 and _only_number(words_of(called[0].name), lexicon) == called[0]:
            return _pinned(tokens, at, at + 1, called[0], lexicon)
    return list(tokens), []


def called_so(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The number of hosts" of a party as the field of that name, where its rows are named beside it or no hosts are counted.

    Kept as it is where several fields are called so, and where the question names hosts alone: there they are counted.
    """
    del clock
    lows = [t.low for t in tokens]
    if DENIALS & set(lows):
        return list(tokens), []
    for at in range(len(tokens) - 2):
        if lows[at] != "number" or lows[at + 1] != "of":
            continue
        start = at + 2 + (lows[at + 2] == "the")
        for end in range(min(len(tokens), start + _LONGEST), start, -1):
            said = tuple(t.stem for t in tokens[start:end] if t.kind == "word")
            found = numbers_of(said, lexicon) if len(said) == end - start else []
            found = found or _of_their_being_there(tokens[start:end], lexicon)
            if len(found) != 1:
                continue
            rest = [thing.table for thing in things([*tokens[:at], *tokens[end:]], lexicon)]
            counted = any(m.exact and m.target.kind == "table" for m in lexicon.fields(said))
            if counted and (found[0].table not in rest or _said_of_some(lows[end:])):
                continue
            return _pinned(tokens, at, end, found[0], lexicon)
    return list(tokens), []


def of_many(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The number of cows" of a farm as the field `cows` of numbers, "total number of horses" as `total_horses`.

    Kept as it is where rows, another field or a value are called so, and where the field is not called in the plural: the
    "number of ranks" counts the different ones.
    """
    del clock
    made, notes = list(tokens), list[str]()
    for at in range(len(tokens) - 3, -1, -1):
        if [t.low for t in made[at : at + 2]] != ["number", "of"]:
            continue
        summed = at > 0 and made[at - 1].low == "total"
        for end in range(min(len(made), at + 2 + _LONGEST), at + 2, -1):
            said = made[at + 2 : end]
            if any(t.kind != "word" for t in said) or not any(t.low != t.stem for t in said):
                continue
            words = tuple(t.stem for t in said)
            whole = _called_many(("total", *words), lexicon) if summed else None
            target = whole or _called_many(words, lexicon)
            if target is not None and not numbers_of(words, lexicon):
                made, told = _pinned(made, at - (whole is not None), end, target, lexicon)
                notes += told
                break
    return made, notes


def _called_many(said: tuple[str, ...], lexicon: Lexicon) -> Target | None:
    """The one field of numbers that is called so in the plural, where nothing else is; a year or another period is none."""
    target = _only_number(said, lexicon)
    field = lexicon.dimension(target.table, target.name) if target is not None else None
    if field is None or said[-1] in _PERIODS or any(m.exact for m in lexicon.value_matches(said, " ".join(said))):
        return None
    written = (field.label or field.name).lower().replace("_", " ").split()
    return target if any(word != stem(word) for word in written) else None


_WE = frozenset(spread("we they you"))
_IN_ALL = (("in", "total"), ("in", "all"), ("altogether",), ("overall",))


def done_by_us(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many families do we serve in total" as the total of "families served", where one number is called so.

    Of which kind they are may be said in between: "how many litres of diesel did we sell".
    """
    del clock
    lows = [t.low for t in tokens]
    if lows[:2] != ["how", "many"]:
        return list(tokens), []
    kind = _of_a_kind(lows)
    at = next(
        (n for n in range(3, min(kind + 6, len(lows) - 2)) if lows[n] in ("do", "did", "have") and lows[n + 1] in _WE),
        None,
    )
    if at is None or tokens[at + 2].kind != "word":
        return list(tokens), []
    called = _sum_done(tokens[2 : min(kind, at) if kind else at], tokens[at + 2], lexicon)
    if called is None or (kind and (_SEVERAL & set(lows[kind:at]) or not ends_at(tokens, at + 3))):
        return list(tokens), []
    end = at + 3
    for words in _IN_ALL:
        if tuple(lows[end : end + len(words)]) == words:
            end += len(words)
    end += lows[end : end + 1] == [","]
    which = tokens[kind:at] if kind else []
    return [*tokens_of(f"total {called}", tokens[0]), *which, *tokens[end:]], []


def _of_a_kind(lows: Sequence[str]) -> int:
    """Where "of diesel" begins behind "how many litres"; 0 where nothing is said of their kind."""
    return next((n for n in range(3, min(6, len(lows))) if lows[n] == "of"), 0)


def done_by_each(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many litres did each van deliver in May" as the total of "litres delivered" by van, where one number is called so."""
    del clock
    lows = [t.low for t in tokens]
    if lows[:2] != ["how", "many"] or DENIALS & set(lows):
        return list(tokens), []
    at = next((n for n in range(3, min(7, len(lows) - 3)) if lows[n] in ("do", "does", "did", "has", "have")), 0)
    end = _end_of_name(tokens, at + 2, lexicon) if at and lows[at + 1] in ("each", "every") else 0
    if not end or end >= len(tokens) or tokens[end].kind != "word":
        return list(tokens), []
    called = _sum_done(tokens[2:at], tokens[end], lexicon)
    if called is None or not ends_at(tokens, end + 1):
        return list(tokens), []
    of = tokens_of(f"total {called} by", tokens[0])
    return [*of, *tokens[at + 2 : end], *tokens[end + 1 :]], []


def _end_of_name(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """Where the name of a thing, or of a field that things are grouped by, ends that begins at this place; 0 for no name."""
    for end in range(min(len(tokens), at + 3), at, -1):
        said = tokens[at:end]
        named = [m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact]
        if all(t.kind == "word" for t in said) and any(t.kind in ("table", "dimension") for t in named):
            return end
    return 0


def done_to_them(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many litres were delivered in May" as the total of "litres delivered", where one number is called so.

    Of which kind they are may be said in between ("litres of diesel"). By whom ("delivered by vans") stays as it is said; nothing
    that is denied is read so.
    """
    del clock
    lows = [t.low for t in tokens]
    if lows[:1] != ["how"] or lows[1:2] not in (["many"], ["much"]) or DENIALS & set(lows):
        return list(tokens), []
    kind = _of_a_kind(lows)
    last = min(kind + 7, len(lows) - 1)
    at = next((n for n in range(3, last) if lows[n] in ("were", "was", "are", "is", "got", "have")), 0)
    end = at + 1 + (lows[at : at + 2] == ["have", "been"]) if at else 0
    if not end or end >= len(tokens) or lows[at] == "have" != lows[end - 2] or not verb_stems(lows[end]):
        return list(tokens), []
    called = _sum_done(tokens[2 : min(kind, at) if kind else at], tokens[end], lexicon)
    if called is None or lows[end + 1 : end + 2] in (["by"], ["or"], ["and"]) or _SEVERAL & set(lows[kind:at]):
        return list(tokens), []
    which = tokens[kind:at] if kind else []
    return [*tokens_of(f"total {called}", tokens[0]), *which, *tokens[end + 1 :]], []


def _sum_done(things_: Sequence[Token], done: Token, lexicon: Lexicon) -> str | None:
    """What the one sum is called that is of these things and what was done with them: "points earned"."""
    verbs = {done.low, done.stem, *verb_stems(done.low)}
    stems, found = tuple(t.stem for t in things_), set[tuple[str, str, str]]()
    for table in lexicon.tables.values():
        for measure in table.measures:
            words = words_of(measure.label or measure.name)
            words = words[words[:1] == ("total",) :]
            summed = measure.aggregate == "sum" and not measure.hidden and measure.filter is None
            ends = ((words[-1:], words[:-1]), (words[:1], words[1:]))  # "points earned", "occupied beds"
            if summed and any(rest == stems and verbs & {*deed, *verb_stems(deed[0])} for deed, rest in ends if deed):
                found.add((table.name, measure.name, " ".join(words)))
    return found.pop()[2] if len(found) == 1 else None


def compared_so(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "With more than 2000 attendees" as the attendance of more than that many, where nothing is called as they are."""
    del clock
    made, notes = list(tokens), list[str]()
    for at in range(2, len(tokens)):
        if made[at - 1].kind != "number" or not unknown(made[at].low, lexicon):
            continue
        start = at - 1
        while start and made[start - 1].low in _COMPARING:
            start -= 1
        found = _of_their_being_there(made[at : at + 1], lexicon) if start < at - 1 else []
        if len(found) != 1:
            continue
        one, told = _pinned(made, at, at + 1, found[0], lexicon)
        notes += [note for note in told if note not in notes]
        if made[start - 1].low in ("have", "has", "had"):
            one[start - 1 : start] = tokens_of("with", made[start - 1])
        made = [*one[:start], one[at], *one[start:at], *one[at + 1 :]]
    return made, notes


def numbers_of(said: tuple[str, ...], lexicon: Lexicon) -> list[Target]:
    """The fields whose names are that they are the number of these (words in the singular)."""
    return [
        Target("dimension", name, d.name)
        for name in lexicon.tables
        for d in lexicon.tables[name].dimensions
        if not d.hidden and counted_words(d) == said and (d.type == "number" or _says_so(d))
    ]


def _says_so(field: Dimension) -> bool:
    """Whether a text is called a count in so many words: `room_count`, `number_of_rooms`; a "no show" is none."""
    words = words_of(field.label or field.name)
    return field.type == "string" and (words[-1] == "count" or words[:2] == ("number", "of"))


def _of_their_being_there(said: Sequence[Token], lexicon: Lexicon) -> list[Target]:
    """The fields of numbers that are called as the being there of these people ("attendance" of attendees)."""
    if len(said) != 1 or said[0].kind != "word" or said[0].low == said[0].stem or not unknown(said[0].low, lexicon):
        return []
    same = {said[0].stem, *near_words(said[0].stem).same}
    return [
        Target("dimension", name, d.name)
        for name in lexicon.tables
        for d in _numbers(name, lexicon)
        if len(words := words_of(d.name)) == 1 and same & set(near_words(words[0]).family)
    ]


def _numbers(table: str, lexicon: Lexicon) -> list[Dimension]:
    """The fields of a table that hold numbers."""
    return [d for d in lexicon.tables[table].dimensions if d.type == "number" and not d.hidden]


def counted_words(field: Dimension) -> tuple[str, ...]:
    """What a field is the number of by its name, in the singular: ("host",) for `number_of_hosts`, ("room",) for `room_count`."""
    words = words_of(field.label or field.name)
    if len(words) > 1 and words[-1] == "count" and words[0] not in _NUMBER:
        return words[:-1]
    if len(words) < 2 or words[0] not in _NUMBER:
        return ()
    return words[2:] if words[1] == "of" else words[1:]


def _verbs_of(field: Dimension) -> tuple[str, ...]:
    """The verbs whose participle alone is what a field is called: `killed`."""
    words = words_of(field.label or field.name)
    return verb_stems(words[0]) if len(words) == 1 and words[0].endswith(("ed", "en", "t")) else ()


def _by_their_own(tokens: Sequence[Token], at: int, table: str, lexicon: Lexicon) -> list[Token]:
    """ "Injured by perpetrators" are those of the perpetrators, whose field it is; "by each" groups, as ever."""
    made = list(tokens)
    end = at + 1
    while end < len(made) and made[end].low in ("all", "the"):
        end += 1
    thing = thing_at(made, end, lexicon) if at < len(made) and made[at].low == "by" else None
    if thing is not None and thing.table == table:
        made[at] = replace(made[at], text="of", low="of", stem="of")
    return made


def _said_of_some(behind: Sequence[str]) -> bool:
    """ "Guests older than 40", "guests who were late": what is said of them picks some, so they are counted."""
    first, second = (*behind[:2], "", "")[:2]
    return first in _CLAUSE | {"with", "without", "whose", "from"} or (second == "than" and first not in _SIZES)


def _only_number(said: tuple[str, ...], lexicon: Lexicon) -> Target | None:
    """The one field of numbers that is called so; None where anything else is."""
    exact = [m.target for m in lexicon.fields(said) if m.exact]
    fields = [t for t in exact if t.kind == "dimension"]
    held = lexicon.dimension(fields[0].table, fields[0].name) if len(fields) == 1 else None
    if held is None or held.type != "number" or any(t.table != fields[0].table for t in exact):
        return None
    return fields[0] if all(t.kind in ("dimension", "measure") for t in exact) else None


def _pinned(
    tokens: Sequence[Token], at: int, end: int, target: Target, lexicon: Lexicon
) -> tuple[list[Token], list[str]]:
    """The tokens with those from `at` to `end` as the field that they stand for, and a note that says so."""
    said = " ".join(t.text for t in tokens[at:end])
    field = lexicon.dimension(target.table, target.name)
    label = shown(field) if field is not None else target.name
    low = label.lower()
    token = replace(
        tokens[at], text=said, low=low, stem=low, end=tokens[end - 1].end, field=(target.table, target.name)
    )
    start = at - (at > 1 and tokens[at - 1].low == "the" and tokens[at - 2].low == "by")
    return [*tokens[:start], token, *tokens[end:]], [f"“{said}” was read as {label}, which each of them has."]
