"""Kinds of payments said for the money that they are: "deposits received in May", "how much was paid by card".

Where payments have a kind or a way in which they were made, a value of it with a verb of money is the amount of those payments.
Not where their rows say as well whether they were paid, or tell several days: the verb may then choose among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lunara.ask.planners.offline import money_rows
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import (
    DENIALS,
    Thing,
    dates,
    ends_at,
    shown,
    thing_at,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.spending import named_amount
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import MONEY_NOUNS, spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_PAYMENTS = frozenset(spread("payment receipt remittance"))
_STATES = frozenset(spread("status state stage outcome paid received cleared settled"))
_IN = frozenset(spread("receive received take taken took collect collected bank banked get got came come"))
_PAID = frozenset(spread("pay paid"))
_HOW = frozenset(spread("in as by through via"))
_MONEY = frozenset(spread("amount money cash"))
_RECEIVED = frozenset(spread("received taken collected banked"))
_ALSO = frozenset(spread("did have has had do does was were is been be we the been total"))
_COUNTED = frozenset(
    spread("many number count average avg mean median highest lowest largest smallest biggest share percent than")
)
_NOT_BEFORE = frozenset(spread("by per with without each every than"))
_LONGEST = 3


@dataclass(frozen=True)
class Kind:
    """A value of payments, where it stands, and the one amount of theirs."""

    start: int
    end: int
    field: Dimension
    value: str
    amount: Target


def paid(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with the amount of such payments where their kind and the verb stood, and a note that says so."""
    del clock
    lows = [t.low for t in tokens]
    if DENIALS & set(lows) or _COUNTED & set(lows):
        return list(tokens), []
    for at in range(len(tokens)):
        kind = _kind_at(tokens, at, lexicon)
        if kind is None:
            continue
        cut = _behind(lows, kind) or _asked(lows, kind)
        if cut is None or not ends_at(tokens, cut[1]):
            continue
        verb = next(w for w in lows[cut[0] : cut[1]] if w in _IN | _PAID)
        if verb in _IN and not money_rows.may_come_in(lexicon.tables[kind.amount.table], lexicon):
            continue
        said = replace(tokens[cut[0]], end=tokens[cut[1] - 1].end)
        field = replace(said, low=shown(kind.field).lower(), field=(kind.amount.table, kind.field.name))
        value = replace(said, text=kind.value, low=kind.value.lower(), kind="quoted")
        named = [
            *named_amount(said, kind.amount, lexicon),
            *tokens_of("where", said),
            field,
            *tokens_of("is", said),
            value,
        ]
        rows = label_of(lexicon, Target("table", kind.amount.table, kind.amount.table))
        told = f"{label_of(lexicon, kind.amount)} of {rows} where {shown(kind.field)} is {kind.value}"
        text = " ".join(t.text for t in tokens[cut[0] : cut[1]])
        return [*tokens[: cut[0]], *named, *tokens[cut[1] :]], [f"“{text}” was read as {told}."]
    return list(tokens), []


def received(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Amount received in May" as the amount of the only payments, where nothing else is called so."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(len(tokens) - 1):
        if lows[at] not in _MONEY or lows[at + 1] not in _RECEIVED or not ends_at(tokens, at + 2):
            continue
        found = [t for n in lexicon.tables if (t := _amount(n, lexicon)) is not None]
        verbs = {lows[at + 1], *verb_stems(lows[at + 1])}
        named = any(verbs & set(words_of(m.label or m.name)) for t in lexicon.tables.values() for m in t.measures)
        if len(found) != 1 or named or not money_rows.may_come_in(lexicon.tables[found[0].table], lexicon):
            continue
        start = at - (at > 0 and lows[at - 1] == "total")
        return [
            *tokens[:start],
            *named_amount(replace(tokens[at], end=tokens[at + 1].end), found[0], lexicon),
            *tokens[at + 2 :],
        ], []
    return list(tokens), []


_OF_KIND = frozenset(spread("type kind category class"))
_WHO_DID = frozenset(spread("did have has was were is been be do does had we they people"))


def moved(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How much was withdrawn", "how much cash did customers deposit": the amount of rows of the kind that is called after it.

    Kept as it is where a field or a state is called so too, and where rows of several kinds may be meant.
    """
    del clock
    lows = [t.low for t in tokens]
    if lows[:2] != ["how", "much"] or DENIALS & set(lows):
        return list(tokens), []
    at = 2 + (lows[2:3] != [] and lows[2] in _MONEY)
    start = at
    while at < len(tokens) and (lows[at] in _WHO_DID or thing_at(tokens, at, lexicon) is not None):
        at += 1
    if at == start or at >= len(tokens) or not ends_at(tokens, at + 1) or tokens[at].kind != "word":
        return list(tokens), []
    verbs = {lows[at], *verb_stems(lows[at])}
    found = [(t, d, v) for t in lexicon.tables for d, v in _kinds_of(t, verbs, lexicon)]
    held = {
        (m.target.table, str(m.target.value)) for m in lexicon.value_matches((tokens[at].stem,), lows[at]) if m.exact
    }
    if (
        len(found) != 1
        or held - {(found[0][0], found[0][2])}
        or any(m.exact for m in lexicon.fields((tokens[at].stem,)))
    ):
        return list(tokens), []
    home, field, value = found[0]
    amount = Target("measure", home, money_rows.amounts(lexicon.tables[home])[0].name)
    made = [*named_amount(tokens[at], amount, lexicon), *_where(tokens[at], home, field, value)]
    note = f"“{tokens[at].text}” was read as {label_of(lexicon, amount)} where {shown(field)} is {value}."
    return [*made, *tokens[at + 1 :]], [note]


def _kinds_of(home: str, verbs: set[str], lexicon: Lexicon) -> list[tuple[Dimension, str]]:
    """The kinds of rows with one amount that are called by what a verb does."""
    table = lexicon.tables[home]
    if len(money_rows.amounts(table)) != 1:
        return []
    fields = [
        d
        for d in table.dimensions
        if d.type == "string" and not d.hidden and _OF_KIND & {*words_of(shown(d)), *words_of(d.name)}
    ]
    return [
        (d, str(v))
        for d in fields
        for v in lexicon.values.of_field(home, d.name, limit=_MOST_KINDS)
        if any(same_deed(str(v).lower(), verb) for verb in verbs)
    ]


_MOST_KINDS = 40


def _where(said: Token, home: str, field: Dimension, value: str) -> list[Token]:
    """The words that say of rows of which kind they are."""
    named = replace(said, low=shown(field).lower(), field=(home, field.name))
    quoted = replace(said, text=value, low=value.lower(), kind="quoted")
    return [*tokens_of("where", said), named, *tokens_of("is", said), quoted]


def of_a_kind_collected(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Fees collected this year": the fees, where they are a kind of rows with one amount and one day, and no state.

    Kept as it is where a field or a value is called after the verb.
    """
    del clock
    lows = [t.low for t in tokens]
    for at in range(len(tokens) - 1 if not DENIALS & set(lows) else 0):
        if tokens[at].stem not in MONEY_NOUNS or lows[at + 1] not in _GOT_IN or not ends_at(tokens, at + 2):
            continue
        stems = (tokens[at].stem,)
        held = {m.target for m in lexicon.value_matches(stems, tokens[at].stem) if m.exact}
        homes = {t.table for t in held}
        one = len(homes) == 1 and len(money_rows.amounts(lexicon.tables[next(iter(homes))])) == 1
        home = next(iter(homes)) if one else ""
        if (
            unknown(lows[at + 1], lexicon)
            and home
            and len(dates(home, lexicon)) == 1
            and not any(lexicon.is_state(home, d) for d in _shown(home, lexicon))
        ):
            return [*tokens[: at + 1], *tokens[at + 2 :]], []
    return list(tokens), []


_GOT_IN = frozenset(spread("collected charged levied received taken"))


def _shown(table: str, lexicon: Lexicon) -> list[str]:
    return [d.name for d in lexicon.tables[table].dimensions if not d.hidden]


def verb_left_out(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Number of deposits received": payments are what was received, whatever else of the data has a day of receipt."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(len(tokens) if not DENIALS & set(lows) else 0):
        kind = _kind_at(tokens, at, lexicon) or _payments_at(tokens, at, lexicon)
        end = kind.end if kind is not None else at
        while end < len(tokens) and lows[end] in _ALSO:
            end += 1
        if kind is not None and end < len(tokens) and lows[end] in _IN | _PAID and ends_at(tokens, end + 1):
            return [*tokens[: kind.end], *tokens[end + 1 :]], []
    return list(tokens), []


def _payments_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Thing | None:
    """The payments themselves, where their name stands at this place."""
    thing = thing_at(tokens, at, lexicon)
    return thing if thing is not None and _amount(thing.table, lexicon) is not None else None


def _behind(lows: Sequence[str], kind: Kind) -> tuple[int, int] | None:
    """ "Total deposits received": the verb right behind the kind."""
    if lows[kind.end : kind.end + 1] == [] or lows[kind.end] not in _IN | _PAID:
        return None
    start = kind.start
    while start and lows[start - 1] in ("total", "the"):
        start -= 1
    if start > 1 and lows[start - 2 : start] == ["sum", "of"]:
        start -= 2
    return None if start and lows[start - 1] in _NOT_BEFORE else (start, kind.end + 1)


def _asked(lows: Sequence[str], kind: Kind) -> tuple[int, int] | None:
    """ "How much was paid by card", "how much did we take in deposits", "how much deposit was paid"."""
    start = next((n for n in range(len(lows) - 1) if lows[n : n + 2] == ["how", "much"]), None)
    if start is None or start + 2 > kind.start:
        return None
    between = list(lows[start + 2 : kind.start])
    if between and between[-1] in _HOW and _only_a_verb(between[:-1]):
        return start, kind.end
    end = kind.end
    while end < len(lows) and lows[end] in _ALSO:
        end += 1
    verb = end < len(lows) and lows[end] in _IN | _PAID
    return (start, end + 1) if verb and not between and end > kind.end else None


def _only_a_verb(lows: Sequence[str]) -> bool:
    """Whether these say no more than that money was paid: "was paid", "did we take", "came in"."""
    verbs = [w for w in lows if w in _IN | _PAID]
    return len(verbs) == 1 and all(w in _ALSO | _IN | _PAID or (w == "in" and n) for n, w in enumerate(lows))


def _kind_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Kind | None:
    """The kind of payments that is named at this place, with the name of the payments behind it."""
    for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
        span = tokens[at : at + length]
        if any(t.kind != "word" for t in span):
            continue
        stems = tuple(t.stem for t in span)
        found = lexicon.value_matches(stems, " ".join(t.text for t in span))
        called = any(m.exact and m.target.kind != "dimension" for m in lexicon.fields(stems))
        if len({(m.target.table, m.target.name, m.target.value) for m in found}) != 1 or called:
            continue
        target = found[0].target
        field, amount = lexicon.dimension(target.table, target.name), _amount(target.table, lexicon)
        if field is None or field.type != "string" or amount is None or set(words_of(str(target.value))) != set(stems):
            continue
        end = at + length
        noun = thing_at(tokens, end, lexicon)
        end = noun.end if noun is not None and noun.table == target.table else end
        return Kind(at, end, field, str(target.value), amount)
    return None


def _amount(name: str, lexicon: Lexicon) -> Target | None:
    """The one amount of rows of payments, all of which were paid on their one day."""
    table = lexicon.tables[name]
    sums = money_rows.amounts(table)
    stated = any(
        not d.hidden
        and (d.type == "boolean" or (d.type != "time" and _STATES & {*words_of(shown(d)), *words_of(d.name)}))
        for d in table.dimensions
    )
    if not _PAYMENTS & money_rows.called(table) or stated or len(sums) != 1 or len(dates(name, lexicon)) != 1:
        return None
    return Target("measure", name, sums[0].name)
