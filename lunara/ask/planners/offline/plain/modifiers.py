"""A thing said before rows that each belong to one of it: "customer orders" are the orders, "store sales" the sales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import Thing, in_words, shown, thing_at, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_ONE_OF_THEM = frozenset(spread("which what each every per a an one no any this that whose for does do did"))

_SOME = frozenset(spread("a an any no"))


def left_out(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The rows without the thing, which says no more of them than that they are of one.

    Kept as it is where both together are a name, and where the second may be what one of the first does ("each customer orders").
    """
    made, notes = list(tokens), []
    at = 0
    while at < len(made):
        whose = thing_at(made, at, lexicon)
        rows = thing_at(made, whose.end, lexicon) if whose is not None else None
        if whose is not None and rows is not None and _belong(made, whose, rows, lexicon):
            said = " ".join(t.text for t in made[at : rows.end])
            value = _value_of(made[at : whose.end], rows.table, lexicon)
            if value is not None:  # "branch transactions", of which some came in by that channel
                field = lexicon.dimension(value.table, value.name)
                label = shown(field) if field is not None else value.name
                notes.append(f"“{said}” was read as those whose {label} is “{value.value}”.")
                made[at : whose.end] = [
                    replace(made[at], text=str(value.value), low=str(value.value).lower(), kind="quoted")
                ]
                at += 1
                continue
            kept = " ".join(t.text for t in made[rows.start : rows.end])
            notes.append(f"“{said}” was read as {kept}.")
            del made[at : whose.end]
        at += 1
    return made, notes


_RATINGS = frozenset(spread("rating ratings score scores"))


def of_ratings(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Average course rating per teacher" as the average rating, where each rated row is of one course and no other is rated.

    Kept as it is where both together are a name, and where the things, or others, have a rating of their own.
    """
    del clock
    for at in range(1, len(tokens)):
        if tokens[at].low not in _RATINGS or tokens[at - 1].low != tokens[at - 1].stem:
            continue
        whose = next((t for n in (2, 1) if (t := thing_at(tokens, at - n, lexicon)) is not None and t.end == at), None)
        named = {m.target for m in lexicon.fields((tokens[at].stem,)) if m.exact}
        homes = {t.table for t in named}
        if whose is None or len(homes) != 1 or any(t.kind not in ("measure", "dimension") for t in named):
            continue
        both = tuple(t.stem for t in tokens[whose.start : at + 1])
        road = lexicon.roads.distance_up(next(iter(homes)), whose.table)
        if not road or any(m.exact for m in lexicon.fields(both)) or tokens[whose.start - 1].low not in _AVERAGED:
            continue
        said = " ".join(t.text for t in tokens[whose.start : at + 1])
        rows = label_of(lexicon, Target("table", *homes, *homes))
        note = f"“{said}” was read as {tokens[at].text} of {rows}."
        return [*tokens[: whose.start], *tokens[at:]], [note]
    return list(tokens), []


_AVERAGED = frozenset(spread("average avg mean highest lowest best worst median"))


def _value_of(said: Sequence[Token], table: str, lexicon: Lexicon) -> Target | None:
    """The one value of the rows themselves that is called like a thing they are of."""
    found = lexicon.value_matches(tuple(t.stem for t in said), " ".join(t.low for t in said))
    own = {m.target for m in found if m.exact and m.target.table == table}
    return own.pop() if len(own) == 1 else None


_SORTS = frozenset(spread("type kind category sort"))


def of_a_sort(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Damage claims" as claims with a damage type, where they have such a field and nothing else is called damage."""
    del clock
    for at in range(len(tokens) - 1):
        word = tokens[at]
        rows = thing_at(tokens, at + 1, lexicon) if word.kind == "word" else None
        if rows is None or word.stem in _SORTS or any(m.exact for m in lexicon.fields((word.stem,))):
            continue
        if any(m.exact for m in lexicon.value_matches((word.stem,), word.low)) or thing_at(tokens, at, lexicon):
            continue
        fields = [
            d
            for d in lexicon.tables[rows.table].dimensions
            if d.type == "string" and not d.hidden and (said := words_of(shown(d)))[:1] == (word.stem,)
            if len(said) == 2 and said[1] in _SORTS
        ]
        if len(fields) != 1 or tokens[rows.end - 1].low == tokens[rows.end - 1].stem:
            continue
        said_ = " ".join(t.text for t in tokens[at : rows.end])
        note = f"“{said_}” was read as those with a {shown(fields[0])}."
        with_ = tokens_of(f"with a {in_words(fields[0])}", word)
        return [*tokens[:at], *tokens[rows.start : rows.end], *with_, *tokens[rows.end :]], [note]
    return list(tokens), []


def _belong(tokens: Sequence[Token], whose: Thing, rows: Thing, lexicon: Lexicon) -> bool:
    """Whether every row is of one of the things before it, and the two are no name together."""
    first, last = tokens[whose.end - 1], tokens[rows.end - 1]
    before = tokens[whose.start - 1].low if whose.start else ""
    one = before in _SOME and last.low == last.stem  # "never had a technician visit"
    if first.low != first.stem or (not one and (last.low == last.stem or before in _ONE_OF_THEM)):
        return False
    if lexicon.roads.distance_up(rows.table, whose.table) in (None, 0):
        return False
    stems = [t.stem for t in tokens[whose.start : rows.end + 1] if t.kind == "word"]
    size = rows.end - whose.start
    names = (stems[:size], stems[: size + 1], stems[whose.end - whose.start : size + 1])
    own = stems[whose.end - whose.start : size]
    return not any(m.exact for n in names if len(n) > 1 and n != own for m in lexicon.fields(tuple(n)))


def of_pairs(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The locations of train stations" are those of the stations, where rows of that name only pair them with trains.

    Kept as it is where such rows are counted, and where no field of the question is one of the stations.
    """
    del clock
    at = 0
    while at < len(tokens):
        thing = thing_at(tokens, at, lexicon)
        if thing is None:
            at += 1
            continue
        end = thing_at(tokens, thing.end - 1, lexicon) if thing.end - thing.start > 1 else None
        counted = {t.low for t in tokens[max(0, at - 2) : at]} & _COUNTING
        other = thing_at(tokens[: thing.end - 1], at, lexicon) if end is not None else None
        both = end is not None and other is not None and other.end == thing.end - 1
        if (
            end is not None
            and other is not None
            and both
            and not counted
            and _pairs(thing.table, {other.table, end.table}, lexicon)
        ):
            rest = [*tokens[:at], *tokens[thing.end :]]
            if any(_of(rest, place, end.table, lexicon) for place in range(len(rest))):
                said = " ".join(t.text for t in tokens[at : thing.end])
                return [*tokens[:at], *tokens[thing.end - 1 :]], [f"“{said}” was read as {tokens[thing.end - 1].text}."]
        at = thing.end
    return list(tokens), []


_COUNTING = frozenset(spread("many number count"))


def _pairs(table: str, two: set[str], lexicon: Lexicon) -> bool:
    """Whether rows of a table only bring these two things together."""
    ends = [r.to_table for r in lexicon.model.relationships if r.from_table == table]
    return len(ends) == 2 and set(ends) == two and all(d.hidden for d in lexicon.tables[table].dimensions)


def _of(tokens: Sequence[Token], at: int, table: str, lexicon: Lexicon) -> bool:
    """Whether a field or a value of that table is named at this place."""
    for length in (3, 2, 1):
        span = tokens[at : at + length]
        if len(span) < length or any(t.kind == "symbol" for t in span):
            continue
        fields = [
            m.target for m in lexicon.fields(tuple(t.stem for t in span)) if m.exact and m.target.kind == "dimension"
        ]
        values = lexicon.value_matches(tuple(t.stem for t in span), " ".join(t.low for t in span))
        if any(t.table == table for t in fields) or any(m.exact and m.target.table == table for m in values):
            return True
    return False
