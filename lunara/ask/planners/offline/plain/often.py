"""How often things occur, in other words: "ordered the greatest number of times", "the class of races that is most common"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import BE, ends_at, thing_at, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock

_LARGEST = frozenset(spread("greatest largest highest most maximum biggest"))
_COMMON = frozenset(spread("common frequent"))
_WAYS = frozenset(("most", "least"))
_AMONG = frozenset(spread("among across of for"))
_LONGEST = 3
_ORDERS = (
    *((verb, "by") for verb in ("sorted", "ordered", "ranked", "listed")),
    ("in", "order", "of"),
    ("by",),
)
_FREQUENCIES = (
    ("frequency",),
    ("how", "common", "they", "are"),
    ("how", "frequent", "they", "are"),
    ("how", "often", "they", "occur"),
    ("how", "often", "they", "happen"),
    ("how", "often", "they", "come", "up"),
)


def times_counted(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Ordered the greatest number of times" as "ordered most often", where nothing of the data is called times."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(len(tokens) - 3):
        if lows[at] in _LARGEST and lows[at + 1 : at + 4] == ["number", "of", "times"] and not lexicon.knows("time"):
            start = at - (at > 0 and lows[at - 1] == "the")
            return [*tokens[:start], *tokens_of("most often", tokens[at]), *tokens[at + 4 :]], []
    return list(tokens), []


_FEWEST = {"most": "highest", "greatest": "highest", "fewest": "lowest", "least": "lowest", "smallest": "lowest"}


def times_held(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which has been accessed the most times" as with the highest access count, where a number of rows is called so."""
    del clock
    made = list(tokens)
    at = 0
    while at < len(made):
        lows = [t.low for t in made]
        deeds = [v for v in verb_stems(lows[at]) if _number_held((v, "count"), lexicon)]
        if made[at].kind != "word" or not deeds:
            at += 1
            continue
        field = f"{deeds[0]} count"
        start = at
        while start and lows[start - 1] in _PASSIVE:
            start -= 1
        before = next((w for w in _TIMES_BEFORE if tuple(lows[max(0, start - len(w)) : start]) == w), None)
        way = at + 1 + (lows[at + 1 : at + 2] == ["the"])
        times = next((w for w in _TIMES_BEHIND if tuple(lows[way + 1 : way + 1 + len(w)]) == w), None)
        if before is not None:
            told = tokens_of(f"the {field}", made[at])
            made = [*made[: start - len(before)], *told, *made[at + 1 :]]
        elif times is not None and lows[way] in _FEWEST and start < at:
            told = tokens_of(f"with the {_FEWEST[lows[way]]} {field}", made[at])
            made = [*made[:start], *told, *made[way + 1 + len(times) :]]
        at += 1
    return made, []


_PASSIVE = frozenset(spread("it they has have had been was were is are that which who"))
_TIMES_BEFORE = (("the", "number", "of", "times"), ("number", "of", "times"), ("how", "many", "times"))
_TIMES_BEHIND = (("number", "of", "times"), ("times",))


def _number_held(stems: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Whether a number of rows is called so."""
    named = [m.target for m in lexicon.fields(stems) if m.exact and m.target.kind == "dimension"]
    return any((d := lexicon.dimension(t.table, t.name)) is not None and d.type == "number" for t in named)


def that_is_common(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The class of races that is most common" as the most common class of races; what it is so among may follow."""
    del clock
    lows = [t.low for t in tokens]
    end = next((n for n, t in enumerate(tokens) if t.kind == "symbol" and t.low in "?!."), len(tokens))
    word = next((n for n in range(2, end) if lows[n] in _COMMON and lows[n - 1] in _WAYS), None)
    if word is None or (word + 1 < end and lows[word + 1] not in _AMONG):
        return list(tokens), []
    end = word + 1
    at = end - 2 - (lows[end - 3] == "the")
    if at < 2 or lows[at - 1] not in BE or lows[at - 2] not in ("that", "which"):
        return list(tokens), []
    stop = at - 2
    place = next((n for n in range(stop - 1, 0, -1) if lows[n] == "of"), stop)
    thing = thing_at(tokens, place + 1 + (lows[place + 1 : place + 2] == ["the"]), lexicon) if place < stop else None
    if place < stop and (thing is None or thing.end != stop):
        return list(tokens), []
    if (
        thing is not None
        and lows[place - 1 : place] in (["name"], ["names"])
        and lexicon.display(thing.table) is not None
    ):
        told = tokens_of(f"{lows[end - 2]} common", tokens[end - 1])
        return [*tokens[: place - 1], *told, *tokens[thing.start : stop], *tokens[end:]], []
    for length in range(min(_LONGEST, place), 0, -1):
        said = tokens[place - length : place]
        if any(m.exact and m.target.kind == "dimension" for m in lexicon.fields(tuple(t.stem for t in said))):
            told = tokens_of(f"{lows[end - 2]} common", tokens[end - 1])
            return [*tokens[: place - length], *told, *tokens[place - length : stop], *tokens[end:]], []
    return list(tokens), []


def most_records(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which plan has the most records in the database?" as the most common plan, where nothing is called a record."""
    del clock
    lows = [t.low for t in tokens]
    end = next((n for n, t in enumerate(tokens) if t.kind == "symbol" and t.low in "?!."), len(tokens))
    if lows[end - 3 : end] in (["in", "the", "database"], ["in", "the", "data"]):
        end -= 3
    if end < 5 or lows[end - 4 : end] not in (["has", "the", "most", "records"], ["have", "the", "most", "records"]):
        return list(tokens), []
    if lexicon.knows("record"):
        return list(tokens), []
    stop = end - 4
    for length in range(min(_LONGEST, stop), 0, -1):
        targets = [m.target for m in lexicon.fields(tuple(t.stem for t in tokens[stop - length : stop])) if m.exact]
        if targets and all(t.kind == "dimension" for t in targets):
            told = tokens_of("most common", tokens[stop])
            behind = [t for t in tokens[end:] if t.kind == "symbol"]
            return [*tokens[: stop - length], *told, *tokens[stop - length : stop], *behind], []
    return list(tokens), []


_UP = (
    ("come", "up"),
    ("comes", "up"),
    ("came", "up"),
    ("shows", "up"),
    ("crops", "up"),
    ("occurs",),
    ("occur",),
    ("happens",),
    ("appears",),
)
_THE_MOST = (
    ("the", "most", "often"),
    ("most", "often"),
    ("the", "most"),
    ("most", "frequently"),
    ("the", "most", "frequently"),
)


def that_comes_up(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which subject comes up the most?" as the most common subject, where a field of texts and nothing else is called so."""
    del clock
    lows = [t.low for t in tokens]
    if lows[:1] not in (["which"], ["what"]):
        return list(tokens), []
    for at in range(2, min(len(lows), 2 + _LONGEST)):
        up = next((w for w in _UP if tuple(lows[at : at + len(w)]) == w), None)
        behind = at + len(up or ())
        most = next((w for w in _THE_MOST if tuple(lows[behind : behind + len(w)]) == w), None)
        if up is None or most is None or not _is_field(tokens[1:at], lexicon) or not unknown(up[0], lexicon):
            continue
        end = behind + len(most)
        if ends_at(tokens, end):
            return [tokens[0], *tokens_of("is the most common", tokens[1]), *tokens[1:at], *tokens[end:]], []
    return list(tokens), []


_USED = spread("used shared")
_MOST = spread("most fewest least")


def used_by_most(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The format that is used by the most files" as the one that has the most files."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(2, len(tokens) - 3):
        end = at + 2 + (lows[at + 2] == "the")
        if lows[at] not in _USED or lows[at + 1] != "by" or lows[at - 1] not in BE or lows[end] not in _MOST:
            continue
        if thing_at(tokens, end + 1, lexicon) is not None and not any(
            m.exact for m in lexicon.fields((tokens[at].stem,))
        ):
            has = "have" if lows[at - 1] in ("are", "were") else "has"
            return [*tokens[: at - 1], *tokens_of(f"{has} the {lows[end]}", tokens[at]), *tokens[end + 1 :]], []
    return list(tokens), []


_FIRST = frozenset(
    (
        *(("most", w) for w in ("common", "frequent", "popular", "used", "often", "frequently")),
        *(("least", w) for w in ("common", "frequent", "popular", "used")),
        ("commonest",),
        ("rarest",),
    )
)
"""What a list begins with by how often it occurs."""
_BY_HOW_OFTEN = (
    *((*order, *told) for order in _ORDERS for told in _FREQUENCIES),
    ("from", "most", "to", "least", "common"),
    ("from", "most", "common", "to", "least", "common"),
    ("from", "the", "most", "to", "the", "least", "common"),
)
_LEADS = frozenset(spread("list show give me us the our all different please"))
_OTHERS = frozenset(
    spread(
        "by per each every how many much number numbers count counts total average share percentage with and their top"
    )
)
"""Words that lead to a number, or to another field, beside the one that a question begins with."""


def first_of_all(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Reasons for refunds, most common first", "reasons by frequency": the most common reasons.

    Where a number is named beside the field, or another word leads to it, the order is one of that number.
    """
    del clock
    lows = [t.low for t in tokens]
    end = next((n for n, t in enumerate(tokens) if t.kind == "symbol" and t.low in "?!."), len(tokens))
    found = _order_at_end(lows[:end], lexicon)
    if found is None:
        return list(tokens), []
    start, said = found
    while start and tokens[start - 1].low in (",", "the", "with", "-", ":", ";"):
        start -= 1
    at = next((n for n in range(start) if lows[n] not in _LEADS), start)
    named = next((n for n in range(min(_LONGEST, start - at), 0, -1) if _is_field(tokens[at : at + n], lexicon)), 0)
    if not named or _OTHERS & set(lows[:start]):
        return list(tokens), []
    return [*tokens_of(said, tokens[at]), *tokens[at:start], *tokens[end:]], []


def _order_at_end(lows: Sequence[str], lexicon: Lexicon) -> tuple[int, str] | None:
    """Where the words begin that say that a list goes by how often each occurs, and which end is first; or None."""
    if lows[-1:] == ["first"]:
        end = len(lows) - 1 - (lows[-2:-1] in (["one"], ["ones"]))
        for length in (2, 1):
            said = tuple(lows[end - length : end])
            if said in _FIRST:
                return end - length, {"commonest": "most common", "most often": "most common"}.get(
                    " ".join(said), " ".join(said)
                )
    for words in _BY_HOW_OFTEN:
        if tuple(lows[-len(words) :]) == words and not lexicon.knows("frequency"):
            return len(lows) - len(words), "most common"
    return None


def _is_field(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a field of texts, and nothing that is counted, is called so."""
    if any(t.kind != "word" for t in said):
        return False
    targets = [m.target for m in lexicon.fields(tuple(t.stem for t in said))]
    kinds = {t.kind for t in targets}
    texts = [d for t in targets if t.kind == "dimension" and (d := lexicon.dimension(t.table, t.name)) is not None]
    return bool(texts) and kinds == {"dimension"} and all(d.type == "string" for d in texts)
