"""Who manages what, and whom people report to: "who manages store 2", "employees and their managers", "who has no manager"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.heads import ABOVE, key_of_those_above
from lunara.ask.planners.offline.plain.things import BE, DENIALS, ends_at, thing_at, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Relationship

_LEADING = {
    **dict.fromkeys(spread("manage manages managed run runs"), "manager"),
    **dict.fromkeys(spread("supervise supervises supervised"), "supervisor"),
    **dict.fromkeys(spread("head heads headed"), "head"),
    **dict.fromkeys(spread("lead leads led"), "leader"),
}
"""Verbs of those who are above, and the noun of them."""
_NOUNS = frozenset(_LEADING.values()) | {"boss"}
_EACH = frozenset(spread("each every all the our"))
_NOBODY = frozenset(spread("nobody none noone anyone anybody"))
_LISTS = frozenset(spread("list show give me the all our"))


def of_things(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Who manages store 2", "the manager of each store", "store managers" as the stores with the manager of theirs."""
    del clock
    lows = [t.low for t in tokens]
    found = _asked(lows) if not DENIALS & set(lows) else None
    if found is not None:
        noun, start = found
        thing = next((t for n in range(start, start + 3) if (t := thing_at(tokens, n, lexicon)) is not None), None)
        led = {*lows[start : thing.start]} if thing is not None else {"?"}
        key = thing is not None and thing.end < len(tokens) and tokens[thing.end].kind == "number"
        end = thing.end + key if thing is not None else 0
    else:
        start = next((n for n, low in enumerate(lows) if low not in _LISTS), 0)
        thing = thing_at(tokens, start, lexicon) if start < len(tokens) else None
        behind = tokens[thing.end] if thing is not None and thing.end < len(tokens) else None
        noun, led, key = (behind.stem if behind is not None and behind.low != behind.stem else ""), set(), False
        end = thing.end + 1 if thing is not None else 0
    road = _road(thing.table, noun, lexicon) if thing is not None and noun in _NOUNS and led <= _EACH else None
    if thing is None or road is None or not ends_at(tokens, end):
        return list(tokens), []
    role = " ".join(words_of(road.label or road.name))
    many = tokens_of(label_of(lexicon, Target("table", thing.table, thing.table)).lower(), tokens[0])
    said = list(tokens[thing.start : end]) if key else [*tokens_of("list", tokens[0]), *many]
    if (
        not key
        and not led & {"each", "every", "all"}
        and tokens[thing.end - 1].low == tokens[thing.end - 1].stem
        and found
    ):
        return list(tokens), []  # one of them, and not which
    note = f"“{noun}” was read as {road.label or road.name}."
    return [*said, *tokens_of(f"with {'its' if key else 'their'} {role}", tokens[0]), *tokens[end:]], [note]


def _asked(lows: Sequence[str]) -> tuple[str, int] | None:
    """What those are called who are asked for, and where the things begin."""
    if lows[:1] == ["who"] and lows[1:2] and lows[1] in _LEADING:
        return _LEADING[lows[1]], 2
    start = 2 if lows[:1] == ["who"] and lows[1:2] and lows[1] in BE else 0
    start += lows[start : start + 1] == ["the"]
    noun = stem(lows[start]) if start < len(lows) else ""
    return (noun, start + 2) if noun in _NOUNS and lows[start + 1 : start + 2] in (["of"], ["for"], ["at"]) else None


def _road(table: str, noun: str, lexicon: Lexicon) -> Relationship | None:
    """The one key of these things to the people who are above them."""
    found = [
        r
        for r in lexicon.model.relationships
        if r.from_table == table != r.to_table and r.to_table in lexicon.tables and noun in _words(r)
    ]
    return found[0] if len(found) == 1 and masters.people(found[0].to_table, lexicon) else None


def _words(road: Relationship) -> set[str]:
    return {*words_of(road.label or ""), *(w for c in road.from_columns for w in words_of(c))}


def of_people(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Employees and their managers", "who has no manager", "how many report to each manager", by the key to those above."""
    del clock
    key = key_of_those_above(lexicon)
    lows = [t.low for t in tokens]
    if key is None:
        return list(tokens), []
    whom = " ".join(words_of(key.label or key.name))
    label = label_of(lexicon, Target("table", key.from_table, key.from_table)).lower()
    note = [f"Those above are told by {key.label or key.name}."]
    told = [t for t in tokens if t.kind != "symbol"]
    last = told[-1] if told else None
    if last is None or (last.stem in ABOVE and not unknown(last.low, lexicon)):
        return list(tokens), []
    lead = lows[: len(told) - 1]
    things = thing_at(tokens, 0, lexicon)
    own = things is not None and things.table == key.from_table
    rest = lead[things.end :] if things is not None and own else lead[1:]
    one = own or lows[:1] == ["who"]
    if last.stem in ABOVE and own and rest in (["and", "their"], ["with", "their"]):
        return tokens_of(f"{label} with their {whom}", tokens[0]), note
    if one and last.stem in ABOVE and tuple(rest) in _LACKING:
        return tokens_of(f"{label} without {whom}", tokens[0]), note
    named = _whose(told, label, lexicon)
    if named is not None:
        return [*tokens_of("list", tokens[0]), *named, *tokens_of(f"with their {whom}", tokens[0])], note
    if one and last.low in _NOBODY and [w for w in rest if w != "who"] in (["reports", "to"], ["report", "to"]):
        return tokens_of(f"{label} without {whom}", tokens[0]), note
    if (
        last.stem in ABOVE
        and lead[:2] == ["how", "many"]
        and lead[-3:] in (["report", "to", "each"], ["reports", "to", "each"])
    ):
        counted = thing_at(tokens, 2, lexicon)
        if lead[2:-3] == ["people"] or (
            counted is not None and counted.table == key.from_table and counted.end == len(lead) - 3
        ):
            return tokens_of(f"number of {label} by {whom}", tokens[0]), note
    return list(tokens), []


def _whose(told: Sequence[Token], people: str, lexicon: Lexicon) -> list[Token] | None:
    """ "Who is the manager of Nancy Davolio", "who does employee Nancy Davolio report to": that person, as one of the people."""
    lows = [t.low for t in told]
    start = 2 if lows[:1] == ["who"] and lows[1:2] and lows[1] in BE else 0
    start += lows[start : start + 1] == ["the"]
    if lows[start : start + 1] and stem(lows[start]) in ABOVE and lows[start + 1 : start + 2] == ["of"]:
        name = list(told[start + 2 :])
    elif lows[:2] == ["who", "does"] and lows[-2:] == ["report", "to"]:
        name = list(told[2:-2])
    else:
        return None
    thing = thing_at(name, 0, lexicon) if name else None
    name = name[thing.end :] if thing is not None else name
    proper = 1 < len(name) <= 4 and all(
        t.kind == "word" and t.text[:1].isupper() and unknown(t.low, lexicon) for t in name
    )
    one = tokens_of(" ".join((*people.split()[:-1], stem(people.rsplit(maxsplit=1)[-1]))), told[0])
    return [*one, *name] if proper else None


_LACKING = {
    tuple(words.split())
    for words in (
        "without a",
        "without any",
        "without",
        "with no",
        "who have no",
        "who has no",
        "that have no",
        "has no",
        "have no",
        "does not have a",
        "do not have a",
        "who do not have a",
    )
}
