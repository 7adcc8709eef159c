"""What we did with things or with those of a kind, as the state or the day that says so: "how many weddings did we cancel"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import (
    DENIALS,
    Thing,
    dates,
    ends_at,
    says,
    shown,
    thing_at,
    things,
    tokens_of,
    unknown_value,
)
from lunara.ask.planners.offline.spending import named_amount
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock

_LONGEST = 3
_NEAR = 0.5
"""From here on, something else of the data may be called so: "incidents" where other rows have an incident type."""


def stated(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many weddings did we cancel in May": that were cancelled, where a state of theirs or one of their dates says so."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(3, len(tokens) if not DENIALS & set(lows) else 0):
        if lows[at - 1] != "we" or lows[at - 2] not in ("did", "do", "have") or not ends_at(tokens, at + 1):
            continue
        subject = next((t for t in things(tokens[: at - 2], lexicon) if t.end == at - 2), None)
        kind = kind_before(tokens, at - 2, lexicon) if subject is None else None
        of = subject or kind
        if of is None:
            continue
        verbs = {lows[at], *verb_stems(lows[at])}
        dated = [d for d in dates(of.table, lexicon) if says(d) & verbs]
        participle = _state(of.table, verbs, lexicon)
        if subject is not None and dated:
            continue
        if participle is None and len(dated) == 1:
            participle = next(
                (w for w in words_of(shown(dated[0])) if verbs & {*verb_stems(w)} and w.endswith("ed")), None
            )
        if participle is not None and (participle == lows[at]) == (lows[at - 2] == "have"):
            return [*tokens[: at - 2], *tokens_of(f"were {participle}", tokens[at]), *tokens[at + 1 :]], []
    return list(tokens), []


_STATES_TOO = {"open": "opened", "close": "closed", "complete": "completed", "clear": "cleared", "cancel": "cancelled"}
"""Verbs of which a state may be the same word, with the form that is the deed alone."""
_SUBJECTS = frozenset(("we", "they", "you", "i", "people", "everyone", "everybody"))
_FAR = 5


def as_deeds(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many cases did we open in May": that were opened then, never those that are still open.

    Where a state is that word, and it stands behind "did" and who did it, so that it is a verb there. "Do we have open" is none.
    """
    del clock
    lows = [t.low for t in tokens]
    for at in range(2, len(tokens) if _DID & set(lows) else 0):
        past = _STATES_TOO.get(lows[at])
        if past is None or tokens[at].kind != "word" or unknown_value(tokens[at], lexicon):
            continue
        did = next((n for n in range(at - 2, max(-1, at - 2 - _FAR), -1) if lows[n] in _DID), None)
        if did is None:
            continue
        who = next((t for n in range(did + 1, at) if (t := thing_at(tokens, n, lexicon)) and t.end == at), None)
        plural = who is not None and (tokens[at - 1].low != tokens[at - 1].stem or lows[did] == "does")
        if plural or (at == did + 2 and lows[at - 1] in _SUBJECTS):
            return [*tokens[:at], *tokens_of(past, tokens[at]), *tokens[at + 1 :]], []
    return list(tokens), []


def by_each(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many leases did each agent sign" as "how many leases were signed by each agent".

    Where a date of the rows says that this was done to them, and they refer to those who did it in one way only.
    """
    del clock
    lows = [t.low for t in tokens]
    for did in range(3, len(tokens) - 2 if not DENIALS & set(lows) else 0):
        if lows[did] not in _DID or lows[did + 1] not in ("each", "every"):
            continue
        done_to = next((t for t in things(tokens[:did], lexicon) if t.end == did), None)
        who = thing_at(tokens, did + 2, lexicon)
        at = who.end + (lows[who.end : who.end + 1] == ["member"]) if who is not None else len(tokens)
        if done_to is None or who is None or at >= len(tokens) or not ends_at(tokens, at + 1):
            continue
        verb = lows[at]
        done = [d for d in dates(done_to.table, lexicon) if verb in says(d)]
        roads = [r for r in lexicon.roads.direct(done_to.table, who.table) if r.from_table == done_to.table]
        if lexicon.knows(verb) or len(done) != 1 or len(roads) != 1 or tokens[at].kind != "word":
            continue
        by = tokens_of(f"were {_past(verb)} by", tokens[did])
        return [*tokens[:did], *by, *tokens[did + 1 : at], *tokens[at + 1 :]], []
    return list(tokens), []


_DID = frozenset(("did", "do", "does"))
_MONEY_VERBS = frozenset(spread("refund reimburse waive reverse void reject decline dispute forgive forfeit"))
"""What is done to an amount at last: rows that were shipped may be delivered by now, and paid is what others do as well."""


def how_much(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How much did we refund in May", "how much was refunded": the amount of the rows in that state, where they have one.

    Kept as it is where rows of another kind, a number or a day are called so, and where it is a part of a state as well.
    """
    del clock
    lows = [t.low for t in tokens]
    led = (["did", "we"], ["do", "we"], ["have", "we"])
    at = 4 if lows[2:4] in led else 3 if lows[2:3] in (["was"], ["is"], ["were"]) else len(lows)
    if lows[:2] != ["how", "much"] or at >= len(lows) or DENIALS & set(lows) or not ends_at(tokens, at + 1):
        return list(tokens), []
    verbs = {lows[at], *verb_stems(lows[at])}
    verb = next(iter(verbs & _MONEY_VERBS), None)
    if verb is None or (verb == lows[at]) != (lows[2] in _DID):
        return list(tokens), []
    called = {name for name in lexicon.tables if _says(name, verbs, lexicon)}
    held = {name for name in lexicon.tables if _state(name, verbs, lexicon) is not None}
    home = next(iter(held)) if len(held) == 1 and not called else ""
    amount = rows.amounts(lexicon.tables[home]) if home else []
    if len(amount) != 1 or _partly(home, verbs, lexicon):
        return list(tokens), []
    state = _state(home, verbs, lexicon)
    number = Target("measure", home, amount[0].name)
    label = label_of(lexicon, Target("table", home, home)).lower()
    note = f"“{verb}” was read as: {label_of(lexicon, number)} of {label} that are “{state}”."
    named = named_amount(tokens[at], number, lexicon)
    made = [*named, *tokens_of(f"of {state} {label}", tokens[at])]
    return [*made, *tokens[at + 1 :]], [note]


def _says(table: str, verbs: set[str], lexicon: Lexicon) -> bool:
    """Whether rows, a number or a day of theirs are called after the deed."""
    one = lexicon.tables[table]
    names = [one.label or one.name, table, *(m.label or m.name for m in one.measures)]
    words = {w for n in (*names, *(d.label or d.name for d in one.dimensions)) for w in words_of(n)}
    return any(verbs & {w, *verb_stems(w)} for w in words)


def _partly(table: str, verbs: set[str], lexicon: Lexicon) -> bool:
    """Whether there is a state that is so in part, or on its way there ("partially refunded", "refund pending")."""
    values = (
        str(v).lower().replace("_", " ").replace("-", " ").split()
        for d in lexicon.tables[table].dimensions
        if d.type == "string" and not d.hidden and lexicon.is_state(table, d.name)
        for v in lexicon.values.of_field(table, d.name, limit=30)
    )
    return any(len(words) > 1 and any(verbs & {w, *verb_stems(w)} for w in words) for words in values)


def _past(verb: str) -> str:
    """The participle of a verb that makes one as most do."""
    if verb.endswith("e"):
        return f"{verb}d"
    return f"{verb[:-1]}ied" if verb.endswith("y") and verb[-2:-1] not in tuple("aeiou") else f"{verb}ed"


def kind_before(tokens: Sequence[Token], end: int, lexicon: Lexicon) -> Thing | None:
    """The rows of which a value that ends at this place is: weddings are events of that type."""
    for start in range(max(0, end - _LONGEST), end):
        span = tokens[start:end]
        if any(t.kind != "word" for t in span):
            continue
        stems = tuple(t.stem for t in span)
        found = {m.target.table for m in lexicon.value_matches(stems, " ".join(t.text for t in span))}
        named = any(m.exact or (m.target.table not in found and m.score >= _NEAR) for m in lexicon.fields(stems))
        if len(found) == 1 and not named and lexicon.time_dimension(next(iter(found))) is not None:
            return Thing(start, end, found.pop())
    return None


def _state(table: str, verbs: set[str], lexicon: Lexicon) -> str | None:
    """The one value of a field of text that says that this was done."""
    states = {
        value.lower()
        for d in lexicon.tables[table].dimensions
        if d.type == "string" and not d.hidden and lexicon.is_state(table, d.name)
        for value in map(str, lexicon.values.of_field(table, d.name, limit=30))
        if value.isalpha() and set(verb_stems(value.lower())) & verbs
    }
    return states.pop() if len(states) == 1 else None
