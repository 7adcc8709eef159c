"""How often something was done, said by the verb: "who ordered more than once", "lent at least four times", "several visits".

It is put in the words that name the rows it is about ("have more than 1 orders"), which the grammar reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import table_words
from lunara.ask.planners.offline.verbs import stems_of_noun
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem, verb_stems

_OFTEN = {"once": 1, "twice": 2, "thrice": 3}
_BOUNDS = spread("more less fewer than at least most exactly only just over up to no not precisely under")
_BEFORE = spread("who that which have has had were was been be never")
_MANY = spread("several multiple")
_HAVING = spread("with have has had having placed made")
_BUYERS = spread(
    "customer client buyer shopper member patron subscriber visitor guest patient student user account donor passenger "
    "reader tenant attendee participant player borrower policyholder traveller traveler"
)
_DONE = spread(
    "order buy purchase book rent borrow visit donate give reserve subscribe attend enrol enroll fly review pay"
)


def in_things(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """The tokens with how often something was done said of the rows that tell of it, and a bare "who" by what those are of."""
    found = list(tokens)
    at = 0
    while at < len(found):
        made = _done_so_often(found, at, lexicon) or _several(found, at, lexicon)
        if made is not None:
            found = made
        at += 1
    return _who(found, lexicon)


def _done_so_often(tokens: list[Token], at: int, lexicon: Lexicon) -> list[Token] | None:
    token = tokens[at]
    if not at or token.kind != "word" or not verb_stems(token.low):
        return None
    before = tokens[at - 1]
    subject = _table_before(tokens, at, lexicon)
    own = _rows_of_field(tokens, at, lexicon) if subject is None else ()
    if before.low not in _BEFORE and subject is None and not own:
        return None
    end = at + 1
    while end < len(tokens) and end - at < 6 and tokens[end].low in _BOUNDS:
        end += 1
    count = _count_at(tokens, end)
    if count is None:
        return None
    number, after = count
    words = own or _words_of_event(verb_stems(token.low), subject, lexicon)
    if not words:
        return None
    start = at
    while start and tokens[start - 1].low in ("have", "has", "had", "were", "was", "been", "be"):
        start -= 1
    have = replace(token, low="have", stem="have")
    bounds = [t for t in tokens[at + 1 : end] if t.low not in ("only", "just")]
    if not bounds:
        bounds = [replace(token, text="exactly", low="exactly", stem="exactly")]
    return [*tokens[:start], have, *bounds, number, *_named(words, tokens[after - 1]), *tokens[after:]]


def _count_at(tokens: Sequence[Token], at: int) -> tuple[Token, int] | None:
    """ "Twice", "4 times", "4 or more times": the number as a token, and where it ends."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.low in _OFTEN:
        value = _OFTEN[token.low]
        return replace(token, kind="number", low=str(value), stem=str(value), value=value), at + 1
    if token.kind == "number" and at + 1 < len(tokens) and tokens[at + 1].low in ("times", "time"):
        return token, at + 2
    return None


def _table_before(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> str | None:
    """The table of the thing whose clause this is: "customers who …", "items lent …"."""
    for token in reversed(tokens[max(0, at - 4) : at]):
        if token.kind == "word" and token.low not in _BEFORE:
            found = _tables(token.stem, lexicon)
            return found[0] if len(found) == 1 else None
    return None


def _rows_of_field(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[str, ...]:
    """ "Restaurants inspected": the word for the inspections, where it is those rows themselves that tell of which restaurant."""
    thing = next((t for t in reversed(tokens[max(0, at - 4) : at]) if t.kind == "word" and t.low not in _BEFORE), None)
    if thing is None:
        return ()
    homes = {m.target.table for m in lexicon.fields((thing.stem,)) if m.target.kind == "dimension"}
    nouns = {t: table_words(lexicon.tables[t])[-1] for t in homes if t in lexicon.tables}
    told = {noun for noun in nouns.values() if set(verb_stems(tokens[at].low)) & stems_of_noun(noun)}
    return tuple(told) if len(told) == 1 and len(_tables(next(iter(told)), lexicon)) == 1 else ()


def _tables(word: str, lexicon: Lexicon) -> list[str]:
    return list(dict.fromkeys(m.target.table for m in lexicon.fields((word,)) if m.exact and m.target.kind == "table"))


def _words_of_event(verbs: Sequence[str], subject: str | None, lexicon: Lexicon) -> tuple[str, ...]:
    """The words that name the rows which tell of a verb: those of the one table that is called so and belongs to the subject."""
    named = [w for v in verbs for w in (v, *lexicon.events.get(v, ()))]
    found: dict[str, str] = {}
    for word in named:
        for table in _tables(word, lexicon):
            below = subject is None or lexicon.roads.distance_up(table, subject) not in (None, 0)
            if below:
                found.setdefault(table, word)
    if len(found) == 1:
        return (next(iter(found.values())),)
    return ()


def _named(words: Sequence[str], like: Token) -> list[Token]:
    """Tokens of a thing in the plural."""
    return [
        replace(like, kind="word", low=f"{word}s" if last else word, stem=word, value=None)
        for last, word in ((n == len(words) - 1, w) for n, w in enumerate(words))
    ]


def _several(tokens: list[Token], at: int, lexicon: Lexicon) -> list[Token] | None:
    """ "With several orders": at least two."""
    token = tokens[at]
    if token.low not in _MANY or not at or at + 1 >= len(tokens) or lexicon.knows(token.stem):
        return None
    before, after = tokens[at - 1], tokens[at + 1]
    if before.low not in _HAVING and not verb_stems(before.low):
        return None
    if not _tables(after.stem, lexicon):
        return None
    made = [replace(token, text=t, low=t, stem=t) for t in ("at", "least")]
    two = replace(token, kind="number", low="2", stem="2", value=2)
    return [*tokens[:at], *made, two, *tokens[at + 1 :]]


def _who(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """ "Who ordered …": the buyers, members, patients that the orders are of, where the model has one such thing."""
    if len(tokens) < 2 or tokens[0].low != "who":
        return tokens
    at = 1
    while at < len(tokens) and tokens[at].low in ("have", "has", "had", "never", "ever"):
        at += 1
    if at >= len(tokens):
        return tokens
    verbs = set(verb_stems(tokens[at].low))
    events = [w for v in verbs & set(_DONE) for w in (v, *lexicon.events.get(v, ()))]
    if not events and tokens[1].low in ("have", "has"):
        events = [t.stem for t in tokens[2:6] if t.kind == "word" and _tables(t.stem, lexicon)][:1]
    things: set[str] = set()
    for word in events:
        for table in _tables(word, lexicon):
            for relationship in lexicon.model.relationships:
                there = lexicon.tables.get(relationship.to_table)
                if relationship.from_table != table or there is None:
                    continue
                if set((there.label or there.name).lower().replace("_", " ").split()[-1:]) & {
                    *_BUYERS,
                    *(f"{b}s" for b in _BUYERS),
                }:
                    things.add(there.name)
    if len(things) != 1:
        return tokens
    label = (lexicon.tables[next(iter(things))].label or next(iter(things)).replace("_", " ")).lower()
    who = [replace(tokens[0], low=word, stem=stem(word)) for word in label.split()]
    return [*who, *tokens]
