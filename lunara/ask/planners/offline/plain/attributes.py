"""Attributes that are said by other words than their names: "aged 32", "3 years old", "a greater weight than 10"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.grammar.beside import PREPOSITIONS
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.plain.things import shown, thing_at, things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem
from lunara.semantic.compiled import Clock

_COMPARING = spread("at least most more less fewer than over under above below exactly only just")
_MORE = {
    **dict.fromkeys(("greater", "higher", "larger", "bigger", "longer"), "more"),
    **dict.fromkeys(("smaller", "lower", "shorter", "lesser"), "less"),
}
_HOW = {"old": "age", "tall": "height", "heavy": "weight"}
_LONGEST_NAME = 3
_EVERYTHING = frozenset(spread("information info details data fields columns attributes"))
_ABOUT = (["about"], ["of"], ["on"], ["for"], ["from"])
_ONE_OF = frozenset(spread("the each every all"))
_MOST_FIELDS = 20
_SHARES = spread("at more two three four five most several fewer less exactly")


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The question with each of these attributes called by its name, where the model has one called so; no notes."""
    made = _than(_shared(list(tokens)), lexicon)
    if _has("age", lexicon):
        made = _years_old(_aged(made))
    if _has("capacity", lexicon):
        made = _holding(made, lexicon)
    return _how(made, lexicon), []


def _has(word: str, lexicon: Lexicon) -> bool:
    return any(m.target.kind == "dimension" and m.score >= 0.7 for m in lexicon.fields((word,)))


def _said(token: Token, *words: str) -> list[Token]:
    return [replace(token, kind="word", text=w, low=w, stem=stem(w), value=None) for w in words]


def _aged(tokens: list[Token]) -> list[Token]:
    """ "Aged 32 or 33", "aged over 30": with that age."""
    made: list[Token] = []
    at = 0
    while at < len(tokens):
        token, rest = tokens[at], tokens[at + 1 : at + 2]
        told = rest and (rest[0].kind == "number" or rest[0].low in _COMPARING | {"between", "either"})
        if token.low == "aged" and token.kind == "word" and told:
            while made and made[-1].low in ("are", "is", "were", "was", "who", "that"):
                made.pop()
            made.extend(_said(token, "with", "age"))
            at += 2 if rest[0].low == "either" else 1
            continue
        made.append(token)
        at += 1
    return made


_HOLD = spread("hold seat fit accommodate")
_PERSONS = spread("people person guest visitor spectator attendee fan viewer seat")
_BEHIND = PREPOSITIONS | spread("and or per")
"""Words behind a number that begin something else."""


def _holding(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """ "Venues that hold more than 3000 people": with a capacity of more than that many, where no other field says so."""
    for at, token in enumerate(tokens):
        number = next((n for n in range(at + 1, min(at + 5, len(tokens))) if tokens[n].kind == "number"), None)
        if stem(token.low) not in _HOLD or not at or number is None or lexicon.knows(stem(token.low)):
            continue
        between = tokens[at + 1 : number]
        able = tokens[at - 1].low in ("can", "to")
        if any(t.low not in _COMPARING for t in between) or not (between or able):
            continue
        end = number + 1
        if end < len(tokens) and tokens[end].kind == "word" and tokens[end].low not in _BEHIND:
            if tokens[end].stem not in _PERSONS or lexicon.knows(tokens[end].stem):
                continue  # "that hold more than 5 concerts" counts these
            end += 1
        start = at - 1 if tokens[at - 1].low in ("that", "which", "can", "to") else at
        start = start - 1 if start < at and tokens[start - 1].low in ("that", "which", "able") else start
        compared = between or _said(token, "at", "least")
        return [*tokens[:start], *_said(token, "with", "capacity"), *compared, tokens[number], *tokens[end:]]
    return tokens


def _years_old(tokens: list[Token]) -> list[Token]:
    """ "Who are 3 years old", "at least 30 years old": with that age; "older than 30 years" says no more than "older than 30"."""
    lows = [t.low for t in tokens]
    for at, token in enumerate(tokens):
        if token.kind != "number" or lows[at + 1 : at + 2] not in (["years"], ["year"]):
            continue
        end = at + 3 if lows[at + 2 : at + 3] == ["old"] else at + 4 if lows[at + 2 : at + 4] == ["of", "age"] else 0
        start = at
        while start and lows[start - 1] in _COMPARING:
            start -= 1
        if lows[max(0, at - 2) : at] in (["older", "than"], ["younger", "than"]):
            return [*tokens[: at + 1], *tokens[end or at + 2 :]]
        if not end:
            continue
        before = start
        while before and lows[before - 1] in ("is", "are", "was", "were", "who", "that"):
            before -= 1
        return [*tokens[:before], *_said(token, "with", "age"), *tokens[start : at + 1], *tokens[end:]]
    return tokens


def _how(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """ "How old is Ann", "how much does the lamp weigh": their age, their weight."""
    tokens = _how_are_they(tokens, lexicon)
    lows = [t.low for t in tokens]
    if lows[:1] != ["how"] or len(tokens) < 4:
        return tokens
    attribute = _HOW.get(lows[1])
    if attribute is not None and lows[2] in ("is", "are", "was", "were") and _has(attribute, lexicon):
        return [*_said(tokens[0], "what", "is", "the", attribute, "of"), *tokens[3:]]
    if lows[1:3] in (["much", "do"], ["much", "does"], ["much", "did"]) and "weigh" in lows and _has("weight", lexicon):
        at = lows.index("weigh")
        return [*_said(tokens[0], "what", "is", "the", "weight", "of"), *tokens[3:at], *tokens[at + 1 :]]
    return tokens


_THEY = frozenset(("they", "it", "he", "she"))


def _how_are_they(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """ "…, and how old are they", "…, and how much does it weigh": the age, the weight of what was asked about before."""
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens) - 3):
        if lows[at] != "how" or lows[at + 3] not in _THEY:
            continue
        told, end = _HOW.get(lows[at + 1]), at + 4
        if lows[at + 1 : at + 3] in (["much", "do"], ["much", "does"]) and lows[at + 4 : at + 5] == ["weigh"]:
            told, end = "weight", at + 5
        elif lows[at + 2] not in ("is", "are", "was", "were"):
            told = None
        before = at
        while before and lows[before - 1] in ("also", ","):
            before -= 1
        if told is not None and lows[before - 1] == "and" and _has(told, lexicon):
            return [*tokens[:before], *_said(tokens[at], told), *tokens[end:]]
    return tokens


def _than(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """ "A greater weight than 10": a weight of more than 10."""
    for at, token in enumerate(tokens):
        more = _MORE.get(token.low)
        than = next(
            (n for n in range(at + 2, min(at + 2 + _LONGEST_NAME, len(tokens))) if tokens[n].low == "than"), None
        )
        if more is None or than is None or than + 1 >= len(tokens) or tokens[than + 1].kind != "number":
            continue
        name = tokens[at + 1 : than]
        if not any(m.exact or m.score >= 0.7 for m in lexicon.fields([t.stem for t in name])):
            continue
        start = at - 1 if at and tokens[at - 1].low in ("a", "an", "the") else at
        return [*tokens[:start], *name, *_said(token, more), *tokens[than:]]
    return tokens


def _shared(tokens: list[Token]) -> list[Token]:
    """ "Towns shared by at least two clerks": the towns with so many."""
    for at in range(1, len(tokens) - 2):
        if tokens[at].low == "shared" and tokens[at + 1].low == "by":
            rest = [t for t in tokens[at + 2 : at + 4] if t.low != "the"]
            if rest and (rest[0].low in _SHARES or rest[0].kind == "number"):
                copula = at - 1 if tokens[at - 1].low in ("are", "is", "were") else at
                that = copula - 1 if tokens[copula - 1].low in ("that", "which") else copula
                return [*tokens[:that], *_said(tokens[at], "with"), *tokens[at + 2 :]]
    return tokens


def for_things(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "What are the daily costs for the boats" as those of the boats, where they are a number of each boat."""
    del clock
    lows = [t.low for t in tokens]
    if lows[:3] != ["what", "are", "the"] or "for" not in lows:
        return list(tokens), []
    at = lows.index("for")
    start = at + 1 + (lows[at + 1 : at + 2] in (["the"], ["all"]))
    thing = thing_at(tokens, start, lexicon)
    named = [m.target for m in lexicon.fields(tuple(t.stem for t in tokens[3:at])) if m.exact]
    if thing is None or not any(t.kind == "dimension" and t.table == thing.table for t in named):
        return list(tokens), []
    return [*tokens[:at], *tokens_of("of", tokens[at]), *tokens[at + 1 :]], []


_LEADS = (("what", "is", "the"), ("what", "are", "the"), ("the",), ())
_TOGETHER = frozenset(spread("by per each together overall combined altogether and versus vs than"))


def of_all_things(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Day rate of all diesel lorries", "day rates of the lorries" as one for each of them, where the model only averages it.

    Nobody said average, and who asks for that of all of them does not get it from one number.
    """
    del clock
    lows = [t.low for t in tokens]
    lead = next(words for words in _LEADS if tuple(lows[: len(words)]) == words)
    for at in range(len(lead) + 1, min(len(lead) + 1 + _LONGEST_NAME, len(tokens) - 1)):
        name = tokens[len(lead) : at]
        all_of = lows[at + 1] in ("all", "every")
        if lows[at] not in ("of", "for") or not (all_of or name[-1].low != name[-1].stem):
            continue
        thing = next(iter(things(tokens[at + 1 :], lexicon)), None)
        named = [m.target for m in lexicon.whole(tuple(t.stem for t in name))]
        if thing is None or not named or _TOGETHER & set(lows[at:]):
            break
        if lexicon.display(thing.table) in (None, lexicon.key_dimension(thing.table)):
            break  # "litres of fillings" may be added up: rows without a name are what took place
        if {t.table for t in named} == {thing.table} and any(_only_averaged(t, lexicon) for t in named):
            return [*tokens_of("show the", tokens[0]), *tokens[len(lead) :]], []
        break
    return list(tokens), []


def _only_averaged(target: Target, lexicon: Lexicon) -> bool:
    """Whether this is a number of each row that the model puts together by its average alone."""
    field = lexicon.dimension(target.table, target.name) if target.kind == "dimension" else None
    if field is None or field.type != "number":
        return False
    column = (field.expression or field.name).strip('"')
    measures = [m for m in lexicon.tables[target.table].measures if (m.expression or "").strip('"') == column]
    return bool(measures) and all(m.aggregate in ("avg", "median") for m in measures if not m.hidden)


def all_of_them(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "All the information about the department Marketing" as each field of departments by its name."""
    del clock
    lows = [t.low for t in tokens]
    for at, low in enumerate(lows[:-2]):
        end = at + 1 + (lows[at + 1] == "the")
        if (
            low != "all"
            or lows[end] not in _EVERYTHING
            or lows[end + 1 : end + 2] not in _ABOUT
            or lexicon.knows(tokens[end].stem)
        ):
            continue
        start = end + 2 + (end + 2 < len(lows) and lows[end + 2] in _ONE_OF)
        thing = thing_at(tokens, start, lexicon)
        fields = [d for d in lexicon.tables[thing.table].dimensions if not d.hidden] if thing is not None else []
        if thing is None or not fields or len(fields) > _MOST_FIELDS or lexicon.knows(tokens[end].stem):
            continue
        said: list[Token] = []
        for field in fields:
            label = shown(field).lower()
            said += [replace(tokens[end], kind="symbol", text=",", low=",", stem=",")] if said else []
            said.append(replace(tokens[end], text=shown(field), low=label, stem=label, field=(thing.table, field.name)))
        return [*tokens[:at], *said, *tokens_of("of", tokens[end]), *tokens[start:]], []
    return list(tokens), []
