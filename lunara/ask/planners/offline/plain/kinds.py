"""Things of which the data has the kinds alone: "tickets sold", where a table of ticket types says what each kind costs.

How many were sold is the quantity of the sales that refer to a kind; what one costs is the price of the kind. Of things that have
no table at all, a field may say how many there are: "number of chairs" by the chair count of practices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lunara.ask.planners.offline import money_rows
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import BE, DENIALS, tokens_of, unknown
from lunara.ask.planners.offline.spending import named_amount
from lunara.ask.planners.offline.words import PIECE_WORDS, spread
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.semantic.compiled import Clock

_KINDS = spread("type kind class category tier")
_SOLD = frozenset(("sell", "buy", "order", "purchase", "book", "issue"))
_DO = frozenset(("do", "does", "did", "have", "has", "had"))
_THAT = frozenset(("that", "which"))
_PRICED = frozenset(spread("price prices priced cost costs expensive cheap cheapest dearest fare fares"))
_OFFERED = frozenset(("offer", "sell", "have"))
_COPIES = frozenset(("copies",))


@dataclass(frozen=True)
class Kind:
    """A table of the kinds of a thing, and the number of pieces that the rows sold of them have."""

    table: str
    words: str
    priced: bool
    pieces: Target | None


def counted(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with "tickets sold" as the quantity that was sold, and with "ticket" before or behind a price as its type.

    Kept as it is where anything of the model is called so, where it is denied, and where several tables may be meant.
    """
    del clock
    made = _copies(tokens, lexicon)
    if DENIALS & {t.low for t in made}:
        return made, []
    for at, token in enumerate(made):
        kind = _kind_of(token, lexicon)
        if kind is None:
            continue
        said = None
        if kind.pieces is not None:
            named = named_amount(token, kind.pieces, lexicon)
            said = (
                _sold(made, at, kind, named, lexicon) or _most(made, at, named) or _each(made, at, kind, named, lexicon)
            )
            said = said or (_gone_through(made, at, named) if kind.table == kind.pieces.table else None)
        if said is not None and kind.pieces is not None:
            things = label_of(lexicon, Target("table", kind.pieces.table, kind.pieces.table))
            return said, [f"“{token.text}” are counted by the piece: {label_of(lexicon, kind.pieces)} of {things}."]
        if kind.priced and _PRICED & {t.low for t in made} and not any(_is_sold(t) for t in made):
            made = [t for n, t in enumerate(made) if not _offer(made, n)]
            return [*_of_prices(made, token.stem, kind), *_for_each(made, token, kind, lexicon)], []
    return made, []


def _kind_of(token: Token, lexicon: Lexicon) -> Kind | None:
    """The one table of kinds of what a word names, where nothing else of the model is called by that word."""
    if token.kind != "word" or token.measure is not None or any(m.exact for m in lexicon.fields((token.stem,))):
        return None
    found = []
    for table in lexicon.tables.values():
        names = {words_of(table.label or table.name), words_of(table.name)}
        if any(len(n) == 2 and n[0] == token.stem and n[1] in _KINDS for n in names):
            found.append(table)
    if not found:
        return _sales_called_so(token, lexicon)
    if len(found) != 1:
        return None
    said = " ".join((found[0].label or found[0].name).replace("_", " ").lower().split())
    numbers = {w for d in found[0].dimensions if d.type == "number" for w in words_of(d.label or d.name)}
    return Kind(found[0].name, said, bool(numbers & _PRICED), _pieces(found[0].name, lexicon))


def _sales_called_so(token: Token, lexicon: Lexicon) -> Kind | None:
    """The one table of what was sold of this thing, which says how many with each row: "tickets" by ticket_sales."""
    sales = [
        t
        for t in lexicon.tables.values()
        if any(words in [(token.stem, w) for w in _SALES] for words in (words_of(t.label or t.name), words_of(t.name)))
    ]
    pieces = [
        Target("measure", t.name, m.name)
        for t in sales
        for m in t.measures
        if m.aggregate == "sum" and not m.hidden and m.filter is None and {*words_of(m.label or m.name)} & PIECE_WORDS
    ]
    if len(sales) != 1 or len(pieces) != 1 or any(m.exact for m in lexicon.value_matches((token.stem,), token.low)):
        return None
    return Kind(sales[0].name, label_of(lexicon, Target("table", sales[0].name, "")).lower(), False, pieces[0])


_SALES = frozenset(spread("sale sales"))


def _pieces(kind: str, lexicon: Lexicon) -> Target | None:
    """The number of pieces of the one table of sales whose rows each name a kind."""
    found = []
    for relationship in lexicon.model.relationships:
        table = lexicon.tables.get(relationship.from_table)
        if table is None or relationship.to_table != kind or money_rows.taken_back(table):
            continue
        if not money_rows.of_payers(table, lexicon):
            continue
        found += [
            Target("measure", table.name, m.name)
            for m in table.measures
            if m.aggregate == "sum"
            and not m.hidden
            and m.filter is None
            and set(words_of(m.label or m.name)) & PIECE_WORDS
        ]
    return found[0] if len(found) == 1 else None


def _sold(tokens: Sequence[Token], at: int, kind: Kind, named: list[Token], lexicon: Lexicon) -> list[Token] | None:
    """ "Number of tickets sold", "how many VIP tickets did we sell": the number of pieces, behind the kind that is named."""
    first = at
    while first and _names_kind(tokens[first - 1], kind, lexicon):
        first -= 1
    start, lows = _counting(tokens, first), [t.low for t in tokens]
    end = at + 1
    while end < len(tokens) and lows[end] in _THAT | BE | {"have", "has"}:
        end += 1
    if end < len(tokens) and _is_sold(tokens[end]) and lows[end] not in ("sell", "buy"):
        return [*tokens[:start], *tokens[first:at], *named, *tokens[end + 1 :]]
    did = start < first and lows[at + 1 : at + 2] and lows[at + 1] in _DO and lows[at + 2 : at + 3] == ["we"]
    if did and at + 3 < len(tokens) and _is_sold(tokens[at + 3]):
        return [*tokens[:start], *tokens[first:at], *named, *tokens[at + 4 :]]
    return None


_WENT = (["went", "through"], ["go", "through"], ["came", "through"], ["are", "there"], ["were", "there"])


def _gone_through(tokens: Sequence[Token], at: int, named: list[Token]) -> list[Token] | None:
    """ "How many tickets went through each channel": how many pieces by channel."""
    start, lows = _counting(tokens, at), [t.low for t in tokens]
    went = next((said for said in _WENT if lows[at + 1 : at + 3] == said), None)
    if start < at and lows[at + 1 : at + 2] in (["by"], ["per"], ["for"]) and "average" not in lows:
        return [*tokens[:start], *named, *tokens[at + 1 :]]
    if start == at or went is None:
        return None
    each = lows[at + 3 : at + 4] == ["each"] and went[1] == "through"
    if went[1] == "through" and not each:
        return None
    behind = [*tokens_of("per", tokens[at]), *tokens[at + 4 :]] if each else tokens[at + 3 :]
    return [*tokens[:start], *named, *behind]


def _is_sold(token: Token) -> bool:
    return token.kind == "word" and bool({token.low, *verb_stems(token.low)} & _SOLD) and not token.low.endswith("s")


def _names_kind(token: Token, kind: Kind, lexicon: Lexicon) -> bool:
    return token.kind == "word" and any(
        m.exact and m.target.table == kind.table for m in lexicon.value_matches((token.stem,), token.text)
    )


def _most(tokens: Sequence[Token], at: int, named: list[Token]) -> list[Token] | None:
    """ "Which event sold the most tickets", "who bought more than 5 tickets": with the most, or with more than 5, pieces."""
    lows = [t.low for t in tokens]
    verb = next((n for n in range(at - 1, max(-1, at - 6), -1) if _is_sold(tokens[n])), None)
    if not verb:
        return None
    between = lows[verb + 1 : at]
    compared = bool(between) and between[0] in _COMPARED and any(t.kind == "number" for t in tokens[verb + 1 : at])
    if between not in (["the", "most"], ["most"], ["the", "fewest"], ["fewest"]) and not compared:
        return None
    start = verb
    while start and lows[start - 1] in _THAT | _DO | {"who"}:
        start -= 1
    highest = "the lowest" if between[-1:] == ["fewest"] else "the highest"
    led = tokens[verb + 1 : at] if compared else tokens_of(highest, tokens[verb])
    return [*tokens[:start], *tokens_of("with", tokens[verb]), *led, *named, *tokens[at + 1 :]]


_COMPARED = frozenset(("more", "less", "fewer", "over", "under", "at", "between"))


def _each(tokens: Sequence[Token], at: int, kind: Kind, named: list[Token], lexicon: Lexicon) -> list[Token] | None:
    """ "How many tickets are in an order on average", "average number of tickets per order": of what holds the lines."""
    start, lows = _counting(tokens, at), [t.low for t in tokens]
    tied = next((n for n in range(at + 1, min(at + 4, len(tokens))) if lows[n] in ("per", "in")), None)
    if start == at or kind.pieces is None or tied is None or set(lows[at + 1 : tied]) - {"are", "there", "is"}:
        return None
    thing = tied + 1
    while lows[thing : thing + 1] and lows[thing] in ("an", "a", "each", "one", "every"):
        thing += 1
    whole = lexicon.fields([t.stem for t in tokens[thing : thing + 1]]) if thing < len(tokens) else []
    tables = {m.target.table for m in whole if m.exact and m.target.kind == "table"}
    held = {t for t in tables if lexicon.roads.distance_up(kind.pieces.table, t) is not None}
    if len(held) != 1 or lexicon.roads.distance_up(kind.table, *held) is not None:
        return None
    behind = lows[thing + 1 : thing + 3] == ["on", "average"]
    before = lows[start - 1 : start] == ["average"] and start > 0
    if not behind and not before:
        return None
    rest = tokens[thing + (3 if behind else 1) :]
    lead = tokens[: start - 1 if before else start]
    average, per = tokens_of("average", tokens[at]), tokens_of("per", tokens[tied])
    return [*lead, *average, *named, *per, tokens[thing], *rest]


def _counting(tokens: Sequence[Token], at: int) -> int:
    """Where the words begin that ask how many there are, right before this place."""
    lows = [t.low for t in tokens[:at]]
    for said in (
        ["the", "number", "of"],
        ["how", "many"],
        ["number", "of"],
        ["count", "of"],
        ["quantity", "of"],
        ["total"],
    ):
        if lows[-len(said) :] == said:
            return at - len(said)
    return at


def _offer(tokens: Sequence[Token], at: int) -> bool:
    """ "We offer", "that we sell" at the end of the question."""
    lows = [t.low for t in tokens if t.kind == "word"]
    if lows[-2:-1] != ["we"] or lows[-1] not in _OFFERED:
        return False
    said = 3 if lows[-3:-2] and lows[-3] in _THAT else 2
    return tokens[at].kind == "word" and sum(1 for t in tokens[at:] if t.kind == "word") <= said


def _of_prices(tokens: Sequence[Token], thing: str, kind: Kind) -> list[Token]:
    """The thing by the words of its kinds, but where the price behind it names it already."""
    made: list[Token] = []
    for at, token in enumerate(tokens):
        priced = at + 1 < len(tokens) and tokens[at + 1].low in _PRICED
        if token.kind != "word" or token.stem != thing or priced:
            made.append(token)
            continue
        words = kind.words.split()
        one = [*words[:-1], stem(words[-1])] if token.low == token.stem else words
        made += tokens_of(" ".join(one), token)
    return made


def _for_each(tokens: Sequence[Token], thing: Token, kind: Kind, lexicon: Lexicon) -> list[Token]:
    """ "By ticket type", where an average is asked for several kinds by their names: one number of all of them says little."""
    lows = [t.low for t in tokens]
    named = sum(1 for t in tokens if _names_kind(t, kind, lexicon))
    grouped = {"by", "per", "each"} & set(lows)
    return tokens_of(f"by {kind.words}", thing) if named > 1 and "average" in lows and not grouped else []


def _copies(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "Copies sold" as "units sold", where nothing of the model is called copies."""
    return [
        replace(t, low="units", stem="unit") if t.low in _COPIES and unknown(stem(t.low), lexicon) else t
        for t in tokens
    ]


def in_columns(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with "number of chairs", "how many chairs" as the chair count, where one sum is called so and no rows are."""
    del clock
    for at, token in enumerate(tokens):
        start = _counting(tokens, at)
        if start == at or token.kind != "word" or any(m.exact for m in lexicon.fields((token.stem,))):
            continue
        found = [
            Target("measure", t.name, m.name)
            for t in lexicon.tables.values()
            for m in t.measures
            if m.aggregate == "sum"
            and m.filter is None
            and not m.hidden
            and _counts(words_of(m.label or m.name), token)
        ]
        if len(found) != 1:
            continue
        end = at + 1
        lows = [t.low for t in tokens[end : end + 3]]
        for said in (["are", "there"], ["do", "we", "have"], ["does", "it", "have"]):
            end += len(said) if lows[: len(said)] == said else 0
        return [*tokens[:start], *named_amount(token, found[0], lexicon), *tokens[end:]], []
    return list(tokens), []


def _counts(words: tuple[str, ...], thing: Token) -> bool:
    """Whether a number is called how many of the thing there are: "chair count", "number of chairs", "total seats count"."""
    return {*words} - {"total", "of"} in ({thing.stem, "count"}, {thing.stem, "number"})
