"""Those who sell, by the name of the key that leads to them: a rep is the owner of an opportunity, and the user of a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import DENIALS, Thing, as_one, thing_at, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Relationship

_OWNERS = frozenset(spread("owner rep salesperson seller"))
_SOLD = frozenset(spread("opportunity deal lead account quote"))
_REPS = (
    ("sale", "rep"),
    ("sale", "representative"),
    ("account", "executive"),
    ("sale", "person"),
    ("sale", "people"),
    ("rep",),
    ("salesperson",),
    ("salespeople",),
)
_PER = frozenset(spread("per by each every"))
_ENDS = frozenset(spread("top bottom"))
_LONGEST = 3
_SURE = 0.9
"""How well a value is named, also in the plural: calls, of the type "call"."""


def called(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Deals per rep", "top 5 reps by amount" by the one key that leads from such rows to those who own what is sold.

    Kept as it is where a table or a field is called so. Where it is not clear which rows are meant, or several keys lead from
    them, a rep by whom is grouped means nothing: as a value it would only choose rows.
    """
    del clock
    owned = [r for r in lexicon.model.relationships if r.from_table in lexicon.tables and _owns(r, lexicon)]
    people = {r.to_table for r in owned} & set(lexicon.tables)
    if len(people) != 1:
        return list(tokens), []
    (person,) = people
    for at in range(1, len(tokens)):
        top = at > 1 and tokens[at - 2].low in _ENDS and tokens[at - 1].kind == "number"
        words = next((w for w in _REPS if _says(tokens, at, w)), None)
        end = at + (len(words) if words is not None else 1)
        owner = words is None and top and tokens[at].stem in _OWNERS
        if not (words is not None or owner) or not (top or tokens[at - 1].low in _PER):
            continue
        if words is not None and any(m.exact for m in lexicon.fields(tuple(t.stem for t in tokens[at:end]))):
            return list(tokens), []
        label = _label(tokens, at, end, person, lexicon)
        ranked = [t.low for t in tokens[end : end + 1]] == ["by"]
        if label is None or (top and not ranked):
            kept = [*tokens[:at], as_one(tokens[at - 1 : end]), *tokens[end:]]
            return (list(tokens) if owner else [*kept[: at - 1], *kept[at:]]), []
        said = " ".join(t.text for t in tokens[at:end])
        notes = [] if owner else [f"“{said}” was read as {label}."]
        named = tokens_of(label, tokens[at])
        if not top:
            return [*tokens[:at], *named, *tokens[end:]], notes
        last = len(tokens) - (tokens[-1].low in ("?", ".", "!"))
        number = tokens[end + 1 : last]
        comma = replace(tokens[end], kind="symbol", text=",", low=",", stem=",")
        grouped = [*tokens_of("by", tokens[end]), *named, comma, *tokens[at - 2 : at]]
        return [*tokens[: at - 2], *number, *grouped, *tokens[last:]], notes
    return list(tokens), []


def by_their_key(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Sales reps by number of customers", "which sales rep has the most orders" as the employees of the one key called so.

    Those whom nothing refers to are no part of such an answer. How many reps there are is no question of that key.
    """
    del clock
    keys = [r for r in lexicon.model.relationships if r.from_table in lexicon.tables and _leads_to_rep(r)]
    people = {r.to_table for r in keys} & set(lexicon.tables)
    if len(people) != 1 or len(keys) != 1:
        return list(tokens), []
    (person,) = people
    for at in range(len(tokens)):
        words = next((w for w in _SALES_REPS if _says(tokens, at, w)), None)
        if words is None or any(m.exact for m in lexicon.fields(words)):
            continue
        end, lows = at + len(words), [t.low for t in tokens]
        ranked = [*lows[end : end + 3], "", "", ""]
        first = at == 0 or lows[at - 1] in ("which", "what", "the", "our", "all", "show", "list")
        top = at > 1 and lows[at - 2] in _ENDS and tokens[at - 1].kind == "number"
        most = ranked[0] in ("has", "have", "had", "with") and "most" in ranked[1:]
        if not (lows[at - 1 : at] and lows[at - 1] in _PER) and not ((first or top) and (ranked[0] == "by" or most)):
            continue
        label = label_of(lexicon, Target("table", person, person))
        named = tokens_of(label, tokens[at])
        if tokens[end - 1].low == tokens[end - 1].stem:
            named[-1] = replace(named[-1], low=named[-1].stem)
        said = " ".join(t.text for t in tokens[at:end])
        return [*tokens[:at], *named, *tokens[end:]], [f"“{said}” was read as {label}, by {keys[0].label}."]
    return list(tokens), []


_SALES_REPS = (("sale", "rep"), ("sale", "representative"), ("account", "rep"), ("account", "manager"), ("rep",))


def _leads_to_rep(key: Relationship) -> bool:
    """Whether a key is called after those who sell or look after an account."""
    words = {*words_of(key.label or ""), *words_of(key.from_columns[0])}
    return {"sale", "rep"} <= words or {"sale", "representative"} <= words or {"account", "rep"} <= words


def _owns(relationship: Relationship, lexicon: Lexicon) -> bool:
    """Whether the key of what is sold leads to those who own it."""
    label = words_of(relationship.label or "")
    column = words_of(relationship.from_columns[0])
    named = words_of(lexicon.tables[relationship.from_table].label or relationship.from_table)
    return bool({*label, *column} & _OWNERS) and bool({*named[-1:]} & _SOLD)


def _says(tokens: Sequence[Token], at: int, words: tuple[str, ...]) -> bool:
    span = tokens[at : at + len(words)]
    return tuple(t.stem for t in span) == words and all(t.kind == "word" for t in span)


def _label(tokens: Sequence[Token], at: int, end: int, person: str, lexicon: Lexicon) -> str | None:
    """What the one key to the persons is called, from the one kind of rows that the question is about."""
    about: set[str] = set()
    beside = [*range(at), *range(end, len(tokens))]
    for start in beside:
        for length in range(_LONGEST, 0, -1):
            span = tokens[start : start + length]
            if start < at < start + length or any(t.kind != "word" for t in span) or len(span) < length:
                continue
            stems, raw = tuple(t.stem for t in span), " ".join(t.low for t in span)
            found = [m.target for m in lexicon.fields(stems) if m.exact and m.target.kind in ("table", "measure")]
            found = found or [m.target for m in lexicon.value_matches(stems, raw) if m.score >= _SURE]
            if found:
                about |= {t.table for t in found}
                break
    keys = [r for r in lexicon.model.relationships if r.from_table in about and r.to_table == person]
    if len(keys) != 1:
        return None
    label = keys[0].label or ""
    whole = label_of(lexicon, Target("table", person, person))
    return words_of(whole)[-1] if label.lower() == whole.lower() or not label else label.lower()


_DID = frozenset(spread("did has had have made ran handled took got with"))
_COUNTED = frozenset(spread("number count of the total"))


def of_rows(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which cashier had the most visits", "top 3 cashiers by visits": the number of visits by the one key that is called so.

    Where it leads to people, and nothing else is called a cashier.
    """
    del clock
    lows = [t.low for t in tokens]
    found = _asked_most(tokens, lexicon) or _asked_top(tokens, lexicon)
    if found is None or DENIALS & set(lows):
        return list(tokens), []
    start, (first, end), rows, many = found
    stems = tuple(t.stem for t in tokens[first:end])
    keys = [r for r in lexicon.model.relationships if r.from_table == rows.table and words_of(r.label or "") == stems]
    if len(keys) != 1 or keys[0].to_table not in lexicon.tables or not masters.people(keys[0].to_table, lexicon):
        return list(tokens), []
    roles = lexicon.value_matches(stems, " ".join(lows[first:end]))  # what they work as says no more than the key
    if any(m.exact for m in lexicon.fields(stems)) or any(
        m.exact and m.target.table != keys[0].to_table for m in roles
    ):
        return list(tokens), []
    last = len(tokens) - (tokens[-1].kind == "symbol")
    number = tokens_of("number of", tokens[first])
    role = tokens_of(f"by {' '.join(stems)}", tokens[first])
    comma = replace(tokens[first], kind="symbol", text=",", low=",", stem=",")
    top = replace(tokens[first], kind="number", text=str(many), low=str(many), stem=str(many), value=many)
    ranked = [comma, *tokens_of("top", tokens[first]), top]
    named = tokens[rows.start : rows.end]
    return [*tokens[:start], *number, *named, *role, *tokens[rows.end : last], *ranked, *tokens[last:]], []


def _asked_most(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[int, tuple[int, int], Thing, int] | None:
    """ "Which cashier had the most visits": where it begins, who, of what, and that one is wanted."""
    lows = [t.low for t in tokens]
    most = next((n for n in range(3, len(lows) - 1) if lows[n] == "most" and lows[n - 1] == "the"), None)
    if most is None or lows[0] not in ("which", "what") or lows[most - 2] not in _DID or not 1 < most - 2 <= 3:
        return None
    rows = thing_at(tokens, most + 1, lexicon)
    one = lows[most - 3] == tokens[most - 3].stem
    return (0, (1, most - 2), rows, 1) if rows is not None and one else None


def _asked_top(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[int, tuple[int, int], Thing, int] | None:
    """ "Top 3 cashiers by number of visits"."""
    lows = [t.low for t in tokens]
    top = next((n for n in range(len(lows) - 4) if lows[n] == "top" and tokens[n + 1].kind == "number"), None)
    by = next((n for n in range((top or 0) + 3, len(lows)) if lows[n] == "by"), None) if top is not None else None
    if top is None or by is None or by > top + 4 or not isinstance(many := tokens[top + 1].value, int):
        return None
    at = by + 1
    while at < len(lows) and lows[at] in _COUNTED:
        at += 1
    rows = thing_at(tokens, at, lexicon) if at < len(tokens) else None
    return (top, (top + 2, by), rows, many) if rows is not None else None
