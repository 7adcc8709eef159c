"""Who and what is meant where the data has no such name: companies that are its manufacturers, employees by an employment, "the
pilot named X" of a field, who is the founder, a text said to be a letter or a word, and what is described as something.
"""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.near_words import near_words
from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.demonyms import COUNTRIES
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.money_rows import PAYERS, SUPPLIERS
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import thing_at, things, tokens_of, unknown
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem
from lunara.semantic.compiled import Clock

_COMPANY = frozenset(spread("company companies firm firms"))
_IN_BUSINESS = frozenset(spread("business firm company"))
"""Words of the next wider meaning by which WordNet says that those who are called so are companies."""
_OTHERS = frozenset(
    (
        *PAYERS,
        *SUPPLIERS,
        *spread("organization organisation business account partner brand shop store airline bank agency"),
    )
)
_PEOPLE = frozenset(spread("people person persons individual"))
_IS = frozenset(spread("is was are were"))
_NAMED = frozenset(spread("named called"))
_TEXTS = frozenset(spread("letter letters word words string substring text phrase character characters"))
_HOLDS = frozenset(
    spread("begin begins start starts end ends beginning starting ending contain contains containing include includes")
)
_INCLUDES = frozenset(("include", "includes", "including"))
_COUNTED = frozenset(spread("many much number count most fewest least average total sum each every per"))
_LONGEST = 3


def companies(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Companies" as the manufacturers of the model, where these alone are companies and nothing is called so."""
    del clock
    said = [t for t in tokens if t.low in _COMPANY and t.kind == "word"]
    if not said or any(not unknown(w, lexicon) for w in _COMPANY):
        return list(tokens), []
    found = [t for t in lexicon.tables if set(near_words(_head(t, lexicon)).wider) & _IN_BUSINESS]
    others = [t for t in lexicon.tables if _head(t, lexicon) in _OTHERS and t not in found]
    if len(found) != 1 or others:
        return list(tokens), []
    label = label_of(lexicon, Target("table", found[0], found[0]))
    note = f"“{said[0].text}” was read as {label}: no other companies are in this data."
    return [new for t in tokens for new in (tokens_of(label, t) if t in said else [t])], [note]


def of_a_trade(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[list[Token], str | None]:
    """ "Finance companies" as the advertisers of that industry, where one field alone that says a trade holds the word before."""
    for at in range(1, len(tokens)):
        if tokens[at].low not in _COMPANY | _FIRMS or any(not unknown(w, lexicon) for w in _COMPANY | _FIRMS):
            continue
        before = tokens[at - 1]
        held = {m.target for m in lexicon.value_matches((before.stem,), before.low) if m.exact}
        trades = {t.table for t in held if _TRADES & {*words_of(t.name)}}
        if len(held) != 1 or len(trades) != 1:
            continue
        label = label_of(lexicon, Target("table", (home := trades.pop()), home))
        note = f"“{before.text} {tokens[at].text}” was read as {label} of that {words_of(held.pop().name)[-1]}."
        return [*tokens[:at], *tokens_of(label, tokens[at]), *tokens[at + 1 :]], note
    return list(tokens), None


_FIRMS = frozenset(("firms", "businesses"))
_TRADES = frozenset(("industry", "sector"))
"""What a field is called that says in which business a company is."""


def _head(table: str, lexicon: Lexicon) -> str:
    """The only word that a table is called by; none where it has more of them."""
    words = words_of(lexicon.tables[table].label or table)
    return words[0] if len(words) == 1 else ""


def employed(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Employees of companies" as their people, whom rows of employment alone pair with the companies.

    Kept as it is where they are counted: who is paired with no company is no employee.
    """
    del clock
    if _COUNTED & {t.low for t in tokens}:
        return list(tokens), []
    named = {t.table for t in things(tokens, lexicon)}
    for token in tokens:
        verbs = [v for v in near_words(token.stem).family if token.stem.startswith(v)]
        if (
            token.kind != "word"
            or not verbs
            or not token.stem.endswith(("ee", "er", "or"))
            or not unknown(token.low, lexicon)
        ):
            continue
        found = {
            r.to_table
            for name, table in lexicon.tables.items()
            if any(same_deed(w, v) for w in table_words(table)[-1:] for v in verbs)
            for r in lexicon.model.relationships
            if r.from_table == name
            and {x.to_table for x in lexicon.model.relationships if x.from_table == name} & named
        }
        whom = [t for t in found - named if set(table_words(lexicon.tables[t])) & _PEOPLE or masters.people(t, lexicon)]
        if len(whom) != 1 or len(found) != 2:
            continue
        label = label_of(lexicon, Target("table", whom[0], whom[0]))
        rest = [new for t in tokens for new in (tokens_of(label, t) if t.stem == token.stem else [t])]
        return rest, [f"“{token.text}” was read as {label}, who are paired so."]
    return list(tokens), []


def who_is(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Who is the founder of Acme" as what the founder is, where a text is called so, or as the founder name where that is."""
    del clock
    lows = [t.low for t in tokens]
    if lows[:1] != ["who"] or not set(lows[1:2]) & _IS:
        return list(tokens), []
    at = 2 + (lows[2:3] == ["the"])
    end = _field_at(tokens, at, lexicon)
    if end is not None and lows[end : end + 1] == ["of"]:
        return [*tokens_of("what", tokens[0]), *tokens[1:]], []
    of = next((n for n in range(at + 1, min(at + _LONGEST, len(lows))) if lows[n] == "of"), None)
    name = tokens_of("name", tokens[0])
    if of is None or thing_at(tokens, at, lexicon) is not None or not _is_text([*tokens[at:of], *name], lexicon):
        return list(tokens), []
    if any(m.exact for m in lexicon.fields(tuple(t.stem for t in tokens[at:of]))):
        return list(tokens), []
    return [*tokens_of("what", tokens[0]), *tokens[1:of], *name, *tokens[of:]], []


def _field_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int | None:
    """Where the name of a text ends that begins here and is the name of nothing else."""
    ends = range(min(at + _LONGEST, len(tokens)), at, -1)
    return next((end for end in ends if _is_text(tokens[at:end], lexicon)), None)


def _is_text(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether words are the name of texts and of nothing else."""
    targets = [m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact]
    texts = [d for t in targets if t.kind == "dimension" and (d := lexicon.dimension(t.table, t.name)) is not None]
    return bool(targets) and len(texts) == len(targets) and all(d.type == "string" for d in texts)


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The pilot named 'Thompson'" as the pilot 'Thompson', and "pilot names" as pilots, where pilots are a field."""
    del clock
    made = list(tokens)
    for at in range(len(made) - 1, 0, -1):
        start = next((n for n in range(max(0, at - _LONGEST), at) if _is_text(made[n:at], lexicon)), None)
        if start is None or thing_at(made, start, lexicon) is not None:
            continue
        quoted = at + 1 < len(made) and (made[at + 1].kind == "quoted" or made[at + 1].text[:1].isupper())
        whole = tuple(t.stem for t in made[start : at + 1])
        if (made[at].low in _NAMED and quoted) or (made[at].low in ("name", "names") and not _whole(whole, lexicon)):
            del made[at]
    return made, []


def _whole(stems: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Whether a field is called so with all of these words."""
    return any(m.exact and stems[-1] in words_of(m.target.name) for m in lexicon.fields(stems))


def letters(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Begins with the letter 'S'", "contains the French word 'Moulin'": with that text, whatever it is."""
    del clock
    lows = [t.low for t in tokens]
    for at, token in enumerate(tokens[:-1]):
        if token.low not in _TEXTS or tokens[at + 1].kind != "quoted" or not unknown(token.low, lexicon):
            continue
        start = at - (at > 0 and lows[at - 1] in COUNTRIES)
        start -= start > 0 and lows[start - 1] in ("the", "a", "an")
        before = [w for w in lows[max(0, start - 2) : start] if w != "with"]
        if set(before[-1:]) & _INCLUDES:  # a text is said to be in it, no thing
            return [*tokens[: start - 1], *tokens_of("contains", tokens[start - 1]), *tokens[at + 1 :]], []
        if set(before[-1:]) & _HOLDS:
            return [*tokens[:start], *tokens[at + 1 :]], []
    return list(tokens), []


def described(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Organizations described as research": those of that value, where only descriptions have it."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens) - 2):
        if lows[at : at + 2] != ["described", "as"] or not unknown("described", lexicon):
            continue
        value = tokens[at + 2]
        found = [m.target for m in lexicon.value_matches((stem(value.low),), value.text) if m.exact]
        if found and all({"description", "descriptions"} & set(words_of(t.name)) for t in found):
            return [*tokens[:at], *tokens_of("of", tokens[at]), *tokens[at + 2 :]], []
    return list(tokens), []
