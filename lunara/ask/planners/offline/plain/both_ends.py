"""Fields of both ends of a way by other words: "destination city" of `to_city`, "origin" of `from_town`, "from Lund to Ystad"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import as_one, things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_STARTS = frozenset(spread("from origin source departure pickup start starting"))
_ENDS = frozenset(spread("to destination dest arrival dropoff end ending"))
_SAID = {
    **dict.fromkeys(spread("origin departure pickup starting"), _STARTS),
    **dict.fromkeys(spread("destination arrival dropoff"), _ENDS),
}
"""What the ends are called in a question, where the data has another word for them."""


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The field of that end, where one kind of rows has it and one of the other end; alone where they are of one thing only."""
    del clock
    for at, token in enumerate(tokens):
        ends = _SAID.get(token.low) or _SAID.get(token.stem)
        if token.kind != "word" or ends is None or lexicon.knows(token.stem) or lexicon.knows(token.low):
            continue
        following = tokens[at + 1].stem if at + 1 < len(tokens) and tokens[at + 1].kind == "word" else ""
        pairs = _pairs(lexicon)
        here = {t.table for t in things(tokens, lexicon)}
        pairs = [p for p in pairs if p[0] in here] or pairs
        of_it = [p for p in pairs if p[1] == following]
        found, end = (of_it, at + 2) if of_it else (pairs, at + 1)
        if len(found) != 1 or (not of_it and not _alone(tokens, at)):
            continue
        table, _, start, finish = found[0]
        name = start if ends is _STARTS else finish
        said = " ".join(t.text for t in tokens[at:end])
        label = label_of(lexicon, Target("dimension", table, name))
        field = replace(
            token, text=said, low=label.lower(), stem=label.lower(), end=tokens[end - 1].end, field=(table, name)
        )
        return [*tokens[:at], field, *tokens[end:]], [f"“{said}” was read as {label}."]
    return list(tokens), []


_LONGEST = 4
_WENT = frozenset(spread("go goes went going gone that which we did were was are is came come coming made"))


def from_and_to(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Trips from Lund to Ystad" as those of which these are the values of the two ends, where the trips have fields of both."""
    del clock
    made, notes, at = list(tokens), list[str](), 0
    while at < len(made) - 1:
        said = _end_said(made, at, lexicon)
        at += 1
        if said is None:
            continue
        meant, text, end = said
        if meant is None:
            made[at - 1 : end] = [as_one(made[at - 1 : end])]  # nothing comes from where things only go to
            continue
        table, name = meant
        label = label_of(lexicon, Target("dimension", table, name))
        field = replace(made[at - 1], text=label, low=label.lower(), stem=label.lower(), field=(table, name))
        value = replace(made[at], kind="quoted", text=text, low=text.lower(), stem=text.lower())
        start = at - 1
        while start and made[start - 1].low in _WENT:
            start -= 1
        tie = tokens_of("and" if notes and made[start - 1].kind == "quoted" else "with", made[start])
        notes.append(f"“{made[at - 1].text} {text}” was read as: {label} is {text}.")
        made[start:end] = [*tie, field, value]
        at = start + len(tie) + 2
    return made, notes


def _end_said(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[tuple[str, str] | None, str, int] | None:
    """The field of the end that "from" or "to" and the value behind it are of, that value, and where it ends.

    No field where it is a value of the other end alone.
    """
    if tokens[at].low not in ("from", "to"):
        return None
    thing = next((t for t in reversed(things(tokens[:at], lexicon))), None)
    pairs = [p for p in _pairs(lexicon) if thing is not None and p[0] == thing.table]
    for length in range(min(_LONGEST, len(tokens) - at - 1), 0, -1):
        words = tokens[at + 1 : at + 1 + length]
        if any(t.kind != "word" for t in words):
            continue
        matches = lexicon.value_matches(tuple(t.stem for t in words), " ".join(t.text for t in words))
        exact = [m.target for m in matches if m.exact]
        for table, _, start, finish in pairs:
            name, other = (start, finish) if tokens[at].low == "from" else (finish, start)
            own = [t for t in exact if (t.table, t.name) == (table, name)]
            if len(own) == 1:
                return (table, name), str(own[0].value), at + 1 + length
            if exact and all((t.table, t.name) == (table, other) for t in exact):
                return None, "", at + 1 + length
    return None


def _alone(tokens: Sequence[Token], at: int) -> bool:
    """Whether nothing behind goes on with the word: "by destination", "top destinations in 2024"."""
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    return behind is None or behind.kind == "symbol" or behind.low in _BEHIND


_BEHIND = frozenset(
    spread(
        "by per for in on from since during between last this each and with of is are was were have has had get do does did"
    )
)


def _pairs(lexicon: Lexicon) -> list[tuple[str, str, str, str]]:
    """The texts of which rows have one for each end: the table, what they are, and the fields of the start and of the end."""
    found = []
    for table in lexicon.tables.values():
        ends: dict[str, dict[bool, list[str]]] = {}
        for field in table.dimensions:
            words = words_of(field.label or field.name)
            if field.type != "string" or field.hidden or len(words) != 2 or words[0] not in _STARTS | _ENDS:
                continue
            ends.setdefault(words[1], {}).setdefault(words[0] in _STARTS, []).append(field.name)
        for what, both in ends.items():
            if len(both) == 2 and all(len(names) == 1 for names in both.values()):
                found.append((table.name, what, both[True][0], both[False][0]))
    return found
