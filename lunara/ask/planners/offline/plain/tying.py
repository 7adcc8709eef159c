"""Verbs that say no more than that rows pair two things: "worked on more than 20 projects", "took a cargo bike"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.money_rows import PAYERS
from lunara.ask.planners.offline.naming import label_of_column, table_words, words_of
from lunara.ask.planners.offline.plain.lacking import means_use, of_itself
from lunara.ask.planners.offline.plain.led_nowhere import to_workers
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    Thing,
    as_one,
    is_participle,
    periods,
    says,
    thing_at,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.relations import road_between
from lunara.ask.planners.offline.words import PIECE_WORDS, SALE_VERBS, spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Relationship

_WORK = frozenset(spread("work works worked go goes went"))
_TAKE = frozenset(spread("take takes took use uses used"))
_USE = frozenset(spread("use uses used"))
_ON = frozenset(("on", "out", "in", "to"))
_COMPARED = frozenset(spread("more fewer less at over under exactly the most no"))
_ARTICLES = frozenset(("a", "an", "the", "any"))
_REFERRING = frozenset(("who", "that", "which"))
_FARTHEST = 5
"""Words at most between the verb and what it is compared by the number of."""


def compared(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Employees who worked on more than 20 projects" as those that have more than 20, where rows of their own pair the two.

    Where one of them refers to the other itself as well, the verb means nothing: who leads a project need not work on it.
    """
    del clock
    lows = [t.low for t in tokens]
    denied = DENIALS & set(lows)
    for thing in things(tokens, lexicon) if not denied or (denied == {"no"} and lows.count("no") == 1) else ():
        at = thing.end + (lows[thing.end : thing.end + 1] != [] and lows[thing.end] in _REFERRING)
        if at >= len(tokens) or lows[at] not in _WORK:
            continue
        end = at + 1
        while end < len(tokens) and lows[end] in _ON:
            end += 1
        if end >= len(tokens) or lows[end] not in _COMPARED:
            continue
        other = next((t for t in things(tokens, lexicon) if end < t.start <= end + _FARTHEST), None)
        if other is not None and _tied_twice(thing.table, other.table, lexicon):
            said = " ".join(lows[at:end])
            return [*tokens[:at], replace(tokens[at], text=said, low=said, stem=said), *tokens[end:]], []
        if other is None or not _paired(thing.table, other.table, lexicon):
            continue
        if lows[end] == "no":
            return [*tokens[:at], *tokens_of("without", tokens[at]), *tokens[end + 1 :]], []
        return [*tokens[:at], *tokens_of("have", tokens[at]), *tokens[end:]], []
    return list(tokens), []


def _paired(one: str, other: str, lexicon: Lexicon) -> str | None:
    """The rows that alone pair two things which do not refer to each other."""
    road = road_between(one, other, lexicon)
    if road is None or road.between is None or of_itself(road.between, one, lexicon):
        return None
    return road.between


def _tied_twice(one: str, other: str, lexicon: Lexicon) -> bool:
    """Whether two things refer to each other, and rows of their own pair them as well."""
    refer = {one: set[str](), other: set[str]()}
    for r in lexicon.model.relationships:
        if r.to_table in refer:
            refer[r.to_table].add(r.from_table)
    return bool(lexicon.roads.direct(one, other)) and bool(refer[one] & refer[other])


def taken(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Members who took a cargo bike" as those with trips on a cargo bike, where trips alone pair members and bikes."""
    del clock
    lows = [t.low for t in tokens]
    for thing in () if DENIALS & set(lows) else things(tokens, lexicon):
        at = thing.end + (lows[thing.end : thing.end + 1] != [] and lows[thing.end] in _REFERRING)
        if at >= len(tokens) or lows[at] not in _TAKE or not unknown(lows[at], lexicon):
            continue
        other = _object(tokens, at + 1, lexicon)
        rows = _paired(thing.table, other.table, lexicon) if other is not None else None
        if rows is None:
            continue
        if other is not None and lows[at] in _USE and not means_use(rows, other.table, lexicon):
            said = as_one(tokens[at : other.end])  # to calibrate or clean a thing is not to use it
            return [*tokens[:at], said, *tokens[other.end :]], []
        label = label_of(lexicon, Target("table", rows, rows))
        named = replace(tokens[at], text=label, low=label.lower(), stem=label.lower(), table=rows)
        made = [*tokens[: thing.end], *tokens_of("with", tokens[at]), named, *tokens_of("on", tokens[at])]
        return [*made, *tokens[at + 1 :]], [f"“{tokens[at].text}” was read as: with {label}."]
    return list(tokens), []


def _object(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Thing | None:
    """What a verb is about, with no more before it than values of it: "a cargo bike"."""
    start = at + (at < len(tokens) and tokens[at].low in _ARTICLES)
    for place in range(start, min(start + 3, len(tokens))):
        other = thing_at(tokens, place, lexicon)
        if other is not None:
            return other if start > at else None
        said = tokens[place]
        values = {m.target.table for m in lexicon.value_matches((said.stem,), said.low) if m.exact}
        there = next(
            (t for n in range(place, min(place + 3, len(tokens))) if (t := thing_at(tokens, n, lexicon))), None
        )
        if there is None or there.table not in values:
            return None
    return None


def done_most(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which author is borrowed the most" as the author with the most loans, of a field of what was lent."""
    lows = [t.low for t in tokens]
    be = next((n for n, w in enumerate(lows) if w in BE and 1 < n < 5), None)
    if lows[:1] != ["which"] or be is None or be + 2 >= len(lows) or DENIALS & set(lows):
        return list(tokens), []
    end = be + 2 + (lows[be + 2] == "the")
    if lows[end : end + 1] not in (["most"], ["least"]):
        return list(tokens), []
    rest = end + 1 + (lows[end + 1 : end + 2] == ["often"])
    within = {n for one, two in periods(tokens, clock) for n in range(one, two)}
    named = [m.target for m in lexicon.fields(tuple(t.stem for t in tokens[1:be])) if m.exact]
    homes = {t.table for t in named if t.kind == "dimension"}
    verbs = set(verb_stems(lows[be + 1]))
    nouns = {noun for v in verbs for noun in lexicon.events.get(v, ())}
    rows = {m.target.table for n in nouns for m in lexicon.fields((n,)) if m.exact and m.target.kind == "table"}
    if len(rows) != 1 or len(homes) != 1 or any(t.kind == "table" for t in named):
        return list(tokens), []
    table = lexicon.tables[rows.pop()]
    pieces = any(m.aggregate == "sum" and set(words_of(m.label or m.name)) & PIECE_WORDS for m in table.measures)
    if (verbs & SALE_VERBS and pieces) or lexicon.roads.distance_up(table.name, homes.pop()) is None:
        return list(tokens), []
    if any(n not in within and tokens[n].kind == "word" for n in range(rest, len(tokens))):
        return list(tokens), []
    label = label_of(lexicon, Target("table", table.name, table.name))
    named_rows = replace(tokens[be], text=label, low=label.lower(), stem=label.lower(), table=table.name)
    led = tokens_of(f"has the {'most' if lows[end] == 'most' else 'fewest'}", tokens[be])
    return [*tokens[:be], *led, named_rows, *tokens[rest:]], []


def done_most_in_lines(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which 3 cranes are hired most often", "most hired cranes" as those with the most lines, where only the lines of a hire
    tell of which thing it was.

    Kept as it is of sales whose lines hold pieces: what is sold most is what most pieces are sold of.
    """
    lows = [t.low for t in tokens]
    most = next((n for n, w in enumerate(lows) if w in ("most", "least")), None)
    if most is None or DENIALS & set(lows) or lows.count(lows[most]) > 1:
        return list(tokens), []
    within = {n for one, two in periods(tokens, clock) for n in range(one, two)}
    behind = most + 1 + (lows[most + 1 : most + 2] in (["often"], ["frequently"]))
    be = next((n for n in range(1, most) if lows[n] in BE | {"has", "have", "gets", "get"}), None)
    if lows[0] in ("which", "what") and be is not None and be > 1:
        verb = most - 1 - (lows[most - 1] == "the")
        subject, rest = list(tokens[1:be]), behind
        if verb <= be or any(w not in BE for w in lows[be + 1 : verb]):
            return list(tokens), []
    else:
        verb = behind
        rest = next((n for n in range(verb + 1, len(tokens)) if n in within or tokens[n].kind != "word"), len(tokens))
        number = [t for t in tokens[:most] if t.kind == "number"]
        if any(t.low not in _OPENING and t.kind != "number" for t in tokens[:most]) or len(number) > 1:
            return list(tokens), []
        subject = [*number, *tokens[verb + 1 : rest]]
    if verb >= len(tokens) or not is_participle(lows[verb]):
        return list(tokens), []
    if any(n not in within and tokens[n].kind == "word" for n in range(rest, len(tokens))):
        return list(tokens), []
    named = subject[1:] if subject and subject[0].kind == "number" else subject
    found = _lines_of(set(verb_stems(lows[verb])), named, lexicon)
    if found is None:
        return list(tokens), []
    lines, of_kind = found
    rows = _table_token(lines, tokens[most], lexicon)
    label = rows.text
    if of_kind:
        one = replace(named[-1], low=named[-1].stem, text=named[-1].stem)
        single = replace(named[-1], kind="number", text="1", low="1", stem="1", value=1)
        alone = [single] if len(subject) == len(named) and named[-1].low == named[-1].stem else []
        subject = [*alone, *subject[:-1], one, _table_token(of_kind, named[-1], lexicon)]
    has = "have" if len(subject) > len(named) or named[-1].low != named[-1].stem else "has"
    led = tokens_of(f"{has} the {'most' if lows[most] == 'most' else 'fewest'}", tokens[most])
    note = f"“{tokens[verb].text} {tokens[most].text}” was read as: with the {led[-1].text} {label.lower()}."
    return [*tokens_of("which", tokens[0]), *subject, *led, rows, *tokens[rest:]], [note]


_OPENING = frozenset(spread("top the our what which are is show me list give s"))


def _table_token(table: str, like: Token, lexicon: Lexicon) -> Token:
    """A token that means this table, in the place of another one."""
    label = label_of(lexicon, Target("table", table, table))
    return replace(like, kind="word", text=label, low=label.lower(), stem=label.lower(), table=table, value=None)


def _lines_of(verbs: set[str], named: Sequence[Token], lexicon: Lexicon) -> tuple[str, str] | None:
    """The one table of lines that leads from the rows a verb tells of to the things that are named, which those do not reach.

    With it goes the table of the things where they are named by their kind, "" where they are named themselves.
    """
    stems = tuple(t.stem for t in named)
    if not stems or any(t.kind != "word" for t in named):
        return None
    homes = {m.target.table for m in lexicon.fields(stems) if m.exact and m.target.kind == "table"}
    kind = not homes
    if kind:
        said = (" ".join(t.text for t in named), " ".join([*(t.text for t in named[:-1]), stems[-1]]))
        homes = {m.target.table for text in said for m in lexicon.value_matches(stems, text) if m.exact}
    nouns = {noun for v in verbs for noun in lexicon.events.get(v, ())}
    rows = {m.target.table for n in nouns for m in lexicon.fields((n,)) if m.exact and m.target.kind == "table"}
    if len(homes) != 1 or len(rows) != 1 or rows == homes:
        return None
    home, fact = homes.pop(), rows.pop()
    up = lexicon.roads.distance_up
    if up(fact, home) is not None:
        return None
    lines = [
        name
        for name in lexicon.tables
        if name not in (home, fact) and up(name, fact) == 1 and up(name, home) is not None
    ]
    if len(lines) != 1:
        return None
    pieces = any(
        m.aggregate == "sum" and set(words_of(m.label or m.name)) & PIECE_WORDS
        for m in lexicon.tables[lines[0]].measures
    )
    if verbs & SALE_VERBS and pieces:
        return None
    of_kind = [
        t for t in lexicon.tables if t != fact and up(lines[0], t) == 1 and (t == home or up(t, home) is not None)
    ]
    if kind and len(of_kind) != 1:
        return None
    return lines[0], of_kind[0] if kind else ""


_HANDLED = frozenset(
    (*spread("handled handles conducted ran led performed carried worked dealt"), "carried out", "dealt with")
)
_DONE = frozenset(spread("done did does made held holds gave took taken given"))
"""What may as well be done by those who pay, where the rows lead to such: who took a lesson, and who gave it."""
_AFTER = frozenset(spread("out on with"))


def handled_most(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Who handled the most tickets", "who has done the most interviews" as the agent with the most of them, where one key alone
    leads to those who do such work.
    """
    del clock
    lows = [t.low for t in tokens]
    named = thing_at(tokens, 1, lexicon) if lows[:1] in (["which"], ["what"]) else None
    at = 1 if lows[:1] == ["who"] else named.end if named is not None else len(lows)
    at += lows[at : at + 1] in (["has"], ["have"])
    end = at + 1 + (lows[at + 1 : at + 2] != [] and lows[at + 1] in _AFTER)
    if (
        lows[at : at + 1] == []
        or lows[at] not in _HANDLED | _DONE
        or lows[end : end + 1] != ["the"]
        or DENIALS & set(lows)
    ):
        return list(tokens), []
    rows = thing_at(tokens, end + 2, lexicon) if lows[end + 1 : end + 2] in (["most"], ["fewest"]) else None
    keys = to_workers(rows.table, lexicon) if rows is not None else []
    if rows is None or len(keys) != 1 or not unknown(lows[at], lexicon) or (named and named.table != keys[0].to_table):
        return list(tokens), []
    payers = [r for r in lexicon.model.relationships if r.from_table == rows.table and _pays(r.to_table, lexicon)]
    if lows[at] in _DONE and payers:
        return list(tokens), []
    label = label_of(lexicon, Target("table", keys[0].to_table, keys[0].to_table))
    who = tokens_of(f"which {label}", tokens[0])
    who[-1] = replace(who[-1], low=who[-1].stem)
    note = f"“{' '.join(t.text for t in tokens[: at + 1])}” was read as: {label}, by {keys[0].label}."
    return [*who, *tokens_of("has", tokens[at]), *tokens[end:]], [note]


def _pays(table: str, lexicon: Lexicon) -> bool:
    return table in lexicon.tables and bool(PAYERS & set(table_words(lexicon.tables[table])))


def at_an_end(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which branch has the most pickups" as the pickup branch with the most rentals, where one key alone is called so."""
    lows = [t.low for t in tokens]
    thing = thing_at(tokens, 1, lexicon) if lows[:1] == ["which"] and len(tokens) > 1 else None
    if thing is None or lows[thing.end : thing.end + 1] not in (["has"], ["had"], ["have"]):
        return list(tokens), []
    at = thing.end + 1 + (lows[thing.end + 1 : thing.end + 2] == ["the"])
    if lows[at : at + 1] not in (["most"], ["fewest"]) or at + 1 >= len(tokens) or DENIALS & set(lows):
        return list(tokens), []
    noun = tokens[at + 1]
    if any(m.exact and m.target.kind in ("table", "measure") for m in lexicon.fields((noun.stem,))):
        return list(tokens), []
    ends = [r for r in lexicon.model.relationships if lexicon.role_words(r) == (noun.stem,)]
    ends = ends or _where_it_begins(noun.stem, lexicon)
    if len(ends) != 1 or ends[0].to_table != thing.table or noun.low == noun.stem:
        return list(tokens), []
    own = lexicon.dimension(ends[0].from_table, lexicon.time_dimension(ends[0].from_table) or "")
    if periods(tokens, clock) and (own is None or noun.stem not in says(own)):
        return list(tokens), []  # returns of a year are those that came back in it
    rows = label_of(lexicon, Target("table", ends[0].from_table, ends[0].from_table))
    word = lexicon.role_words(ends[0])[0]
    role = replace(noun, text=word, low=word, stem=word, start=tokens[0].end, end=tokens[0].end)
    made = [tokens[0], role, *tokens[1 : at + 1], *tokens_of(rows, noun), *tokens[at + 2 :]]
    key = " ".join(label_of_column(lexicon.tables[ends[0].from_table], ends[0].from_columns[0]))
    return made, [f"“{noun.text}” was read as {rows} by {key}."]


_WAYS = (
    (frozenset(spread("departure takeoff")), frozenset(spread("origin departure source start from"))),
    (frozenset(spread("arrival landing")), frozenset(spread("destination arrival target end to"))),
)
"""What is done at one end of a way, and what the key is called that leads there."""


def _where_it_begins(noun: str, lexicon: Lexicon) -> list[Relationship]:
    """The keys to the end of a way at which this is done: the origin of departures, beside the destination."""
    words = next((roles for nouns, roles in _WAYS if noun in nouns), frozenset())
    ends = [r for r in lexicon.model.relationships if len(s := lexicon.role_words(r)) == 1 and set(s) <= words]
    others = [roles for _, roles in _WAYS if roles is not words]
    return [
        r
        for r in ends
        if any(
            set(lexicon.role_words(o)) & roles
            for o in lexicon.roads.direct(r.from_table, r.to_table)
            for roles in others
        )
    ]


def ends_counted(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Departures by airport", "number of arrivals per station" as the rows by the end of their way at which that is done."""
    lows = [t.low for t in tokens]
    at = next((n for n, w in enumerate(lows) if w in _COUNTED_ENDS), None)
    if at is None or lows[at + 1 : at + 2] not in (["by"], ["per"]) or DENIALS & set(lows) or periods(tokens, clock):
        return list(tokens), []
    place = thing_at(tokens, at + 2, lexicon)
    ends = [r for r in _where_it_begins(tokens[at].stem, lexicon) if place is not None and r.to_table == place.table]
    if (
        place is None
        or len(ends) != 1
        or any(w not in ("number", "of", "the", "count", "total", "show", "me") for w in lows[:at])
    ):
        return list(tokens), []
    if any(m.exact and m.target.kind in ("table", "measure") for m in lexicon.fields((tokens[at].stem,))):
        return list(tokens), []
    rows = label_of(lexicon, Target("table", ends[0].from_table, ends[0].from_table))
    made = tokens_of(f"number of {rows} by {lexicon.role_words(ends[0])[0]}", tokens[at])
    return [*made, *tokens[place.start :]], [f"“{tokens[at].text}” was read as {rows} by {ends[0].label}."]


_COUNTED_ENDS = frozenset(spread("departures arrivals takeoffs landings"))


def put_on(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Did they put on" as "did they organise"."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(2, len(tokens) - 1):
        if lows[at : at + 2] == ["put", "on"] and "did" in lows[:at] and unknown("put", lexicon):
            return [*tokens[:at], *tokens_of("organise", tokens[at]), *tokens[at + 2 :]], []
    return list(tokens), []
