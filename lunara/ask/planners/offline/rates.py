"""Rates, and ratios said in one breath: of what a field says yes to ("rejection rate"), of a state ("no-show rate"), and an
amount per unit of a length ("revenue per rental day").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date as date_
from itertools import pairwise

from lunara.ask.planners.offline.deeds import dates_of
from lunara.ask.planners.offline.endings import AHEAD, DUE, LAPSING
from lunara.ask.planners.offline.item import Item, text_of
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.operators import Op
from lunara.ask.planners.offline.plain.deed_nouns import participle_of
from lunara.ask.planners.offline.plain.things import says
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import FILLER, spread
from lunara.ask.tokens import Token, stem, tokenize, verb_stems
from lunara.semantic.model import Table

_STATES = spread("status state outcome result stage disposition")
_LONGEST = 4
_MOST_STATES = 30


OWN_RATES = spread(
    """exchange interest shipping shipment delivery postage freight billing hourly daily weekly monthly yearly annual hour day
    night growth tax vat discount conversion unit currency fx pay payment wage labour labor rental rent lease mortgage loan
    commission subscription admission insurance charge fare fee price pricing room card base flat overtime inflation
    depreciation amortization amortisation retention occupancy utilization utilisation consumption heart pulse sampling data
    transport transportation installation inspection translation valuation withholding duty"""
)
"""Rates that are prices, or ratios of their own: never the share of a state that sounds alike."""
_BEFORE = frozenset(spread("our the average overall s ' is was and of what by show"))
_OF_STATES = spread("conversion")
"""Rates that are the share of a state where the things that have one called so are named: leads that were converted."""
_DEEDS = ("tion", "sion", "ance", "ence", "ment", "ure", "val", "sal", "nial", "ery")
_DEEDS_AS_VERBS = spread("return churn refund default")
_SHORTEST_VERB = 4


@dataclass(frozen=True)
class _Held:
    """A table, and the words that say of its rows what a rate is of."""

    table: str
    words: tuple[str, ...]


def in_shares(tokens: Sequence[Token], lexicon: Lexicon, today: date_) -> tuple[list[Token], str | None]:
    """The tokens with a rate said as the share of the rows that are so, and with failures as what did not pass.

    It is that of a field that says yes or no, else that of a state ("share of cancelled orders"): then with what to say of it.
    """
    found = _of_all(list(tokens))
    at = _rate_at(found)
    if at is not None:
        found = _of_flag(found, at, lexicon) or found
    found = _failed(found, lexicon)
    at = _rate_at(found)
    if at is None:
        return found, None
    made, told = _of_state(found, at, lexicon)
    return (made, told) if told is not None else _of_date(found, at, lexicon, today)


def _of_date(tokens: list[Token], at: int, lexicon: Lexicon, today: date_) -> tuple[list[Token], str | None]:
    """ "Open rate" as the share of the rows that have the one day on which they were opened, and the note that says so.

    Not of the day that the rows go by, which all of them have, and of none that may lie ahead.
    """
    noun = tokens[at - 1]
    known = [m for m in _named(tokens, tokens[at - 1 : at], at, lexicon) if m.exact and m.target.kind != "table"]
    if noun.kind != "word" or noun.low in OWN_RATES or noun.low in FILLER or known:
        return tokens, None
    found = [t for targets in dates_of(noun.low, lexicon).values() for t in targets]
    if len(found) != 1 or lexicon.time_dimension(found[0].table) in (None, found[0].name):
        return tokens, None
    table, name = found[0].table, found[0].name
    date = lexicon.dimension(table, name)
    named = says(date) if date is not None else frozenset[str]()
    told = participle_of(noun.low, named)
    last = lexicon.values.last_day(found[0].path)
    ahead = last is not None and last > today
    if not told or named & (DUE | LAPSING | AHEAD) or ahead or not (told in named or _is_deed(noun)):
        return tokens, None
    start, end = at - 1, at + 1
    things = _label(lexicon.tables[table])
    if start and lexicon.fields((tokens[start - 1].stem,)) and _things_at(tokens, start - 1, lexicon) == (table, start):
        start -= 1
    if [t.low for t in tokens[end : end + 1]] in (["of"], ["for"]):
        said = _things_at(tokens, end + 1, lexicon)
        end = said[1] if said is not None and said[0] == table else end
    if start and tokens[start - 1].low not in FILLER | _BEFORE:
        return tokens, None  # "on-time completion rate" is of more than the deed
    words = ["share", "of", told, *things.lower().split()]
    note = (
        f"“{noun.low} rate” was read as the share of {things.lower()} that have {label_of(lexicon, found[0]).lower()}."
    )
    return [*tokens[:start], *_tokens(words, tokens[at]), *tokens[end:]], note


def _rate_at(tokens: Sequence[Token]) -> int | None:
    return next((n for n, t in enumerate(tokens) if t.low in ("rate", "rates") and n), None)


def _of_state(tokens: list[Token], at: int, lexicon: Lexicon) -> tuple[list[Token], str | None]:
    """ "Cancellation rate" as the share of cancelled orders, and the note that says so; None where there is no such state."""
    for length in range(min(_LONGEST, at), 0, -1):
        said = tokens[at - length : at]
        if any(
            m.exact and m.target.kind in ("measure", "derived", "dimension") for m in _named(tokens, said, at, lexicon)
        ):
            return tokens, None
        state = _state(said, lexicon)
        things = _things(state, lexicon) if state is not None else None
        if state is None or things is None:
            continue
        if said[-1].low in OWN_RATES and not any(
            _things_at(tokens, n, lexicon) in {(state.table, n + size) for size in (1, 2, 3)}
            for n in range(len(tokens))
        ):
            continue
        value = tokenize(str(state.value)) if length == 1 else list(said)
        asked = text_of([*said, tokens[at]])  # what the person wrote stands for both words
        kind = _of_some(tokens, at, state, lexicon)
        if kind is not None:
            field = " ".join(words_of(label_of(lexicon, replace(state, kind="dimension", value=None))))
            made = [replace(said[0], low=w, stem=w, text=t) for w, t in (("share", asked), ("of", ""))]
            made += [*tokens[kind[0] : kind[1]], *_tokens(["whose", *field.split(), "is"], tokens[at])]
            made += [replace(tokens[at], low=t.low, stem=t.stem, text=t.text) for t in value]
            some = " ".join(t.low for t in tokens[kind[0] : kind[1]])
            note = f"“{asked}” was read as the share of {some} whose {field} is “{state.value}”."
            return [*tokens[: at - length], *made, *tokens[kind[1] :]], note
        words = [replace(said[0], low=w, stem=w, text=text) for w, text in (("share", asked), ("of", ""))]
        words += [replace(said[0], low=t.low, stem=t.stem, text=t.text) if length == 1 else t for t in value]
        words += [replace(tokens[at], text=w, low=w, stem=stem(w)) for w in things.lower().split()]
        spoken = " ".join(t.low for t in (*said, tokens[at]) if t.low != "-")
        field = label_of(lexicon, replace(state, kind="dimension", value=None)).lower()
        note = f"“{spoken}” was read as the share of {things.lower()} whose {field} is “{state.value}”."
        return [*tokens[: at - length], *words, *tokens[at + 1 :]], note
    return tokens, None


def _of_some(tokens: Sequence[Token], at: int, state: Target, lexicon: Lexicon) -> tuple[int, int] | None:
    """Where "practical exams" begins and ends behind "pass rate of", which is the share of those alone that passed.

    None where all rows of the state are meant, and where they are set against others.
    """
    if [t.low for t in tokens[at + 1 : at + 2]] not in (["of"], ["for"], ["among"]):
        return None
    start = at + 2
    while start < len(tokens) and tokens[start].low in _WHOSE:
        start += 1
    if _things_at(tokens, start, lexicon) is not None:
        return None
    for end in range(start + 1, min(len(tokens), start + _LONGEST)):
        if tokens[end - 1].kind != "word" or tokens[end - 1].low in FILLER:
            return None
        named = _things_at(tokens, end, lexicon)
        if named is not None and named[0] == state.table:
            behind = [t.low for t in tokens[named[1] : named[1] + 1]]
            return None if {*behind} & _AGAINST else (start, named[1])
    return None


_WHOSE = frozenset(spread("the our all"))
_AGAINST = frozenset(spread("and or vs versus than against compared to , & /"))


def not_there(tokens: Sequence[Token], lexicon: Lexicon) -> str | None:
    """Why "exchange rate" is not answered by another rate of what was exchanged; None where the model has such a rate."""
    for word, rate in pairwise(tokens):
        if rate.low not in ("rate", "rates") or word.low not in OWN_RATES - _RECKONED:
            continue
        both = {word.stem, rate.stem}
        named = [m for m in lexicon.fields((word.stem, rate.stem)) if m.exact or both <= lexicon.own_words(m.target)]
        if not named:
            return f"The model has no {word.low} rate. Name a number that it has."
    return None


_RECKONED = spread("growth inflation")
"""Rates that may be reckoned from any number."""


def per_length(items: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """ "Revenue per rental day" as the ratio of the revenue to the rental days: both are added up, then divided."""
    made = list(items)
    for at in range(len(items) - 2):
        amount, per, length = items[at : at + 3]
        before = items[at - 1] if at else None
        if (
            per.low != "per"
            or length.kind != "mention"
            or length.plural
            or not ((beside := _counted_beside(amount, length, lexicon)) or _is_length(length, lexicon))
        ):
            continue
        if beside:
            amount = replace(amount, matches=beside)
        elif " " not in length.low:
            continue
        if not _added_up(amount, lexicon) or (before is not None and before.kind not in ("filler", "punct")):
            continue
        ratio = Item("op", amount.start, amount.start, "", ops=[Op("ratio")], low="ratio of")
        made[at : at + 3] = [ratio, amount, replace(per, kind="filler", ops=[], low="to"), replace(length, plural=True)]
        return made
    return made


def _is_length(item: Item, lexicon: Lexicon) -> bool:
    """Whether a name is exactly a field of lengths of time of the rows, and no thing."""
    exact = [m.target for m in item.matches if m.exact]
    if not exact or any(t.kind not in ("dimension", "measure") for t in exact) or len({t.table for t in exact}) != 1:
        return False
    found = [m for t in exact if t.kind == "measure" and (m := lexicon.measure(t.table, t.name)) is not None]
    return bool(found) and all(m.format is not None and m.format.kind == "duration" for m in found)


def _counted_beside(amount: Item, counted: Item, lexicon: Lexicon) -> list[Match]:
    """ "Cost per install": the sum that the first names of the rows of which the second is a sum that counts something.

    Nothing where things or other fields are called like the second, of which each row would be one.
    """
    exact = [m.target for m in counted.matches if m.exact]
    numbers = {t for t in exact if t.kind == "measure" and _counts(t, lexicon)}
    fields = [t for t in exact if t.kind == "dimension" and not _is_summed(t, lexicon)]
    others = [t for t in exact if t.kind not in ("measure", "dimension")]
    if len(numbers) != 1 or fields or others or amount.kind != "mention":
        return []
    number = next(iter(numbers))
    same = [m for m in amount.matches if m.target.kind == "measure" and m.target.table == number.table]
    best = [m for m in same if m.target != number and m.score >= max(o.score for o in same) - _LEVEL]
    sums = [m for m in best if (one := lexicon.measure(m.target.table, m.target.name)) and one.aggregate == "sum"]
    named = [m for m in amount.matches if m.exact and m.target.table != number.table]
    return sums if len(sums) == len(best) == 1 and not named else []


def _counts(target: Target, lexicon: Lexicon) -> bool:
    """Whether a number adds up a count of things: no money, no length of time."""
    measure = lexicon.measure(target.table, target.name)
    if measure is None or measure.aggregate != "sum" or measure.filter is not None:
        return False
    return measure.format is None or measure.format.kind not in ("currency", "duration", "percent")


def _is_summed(target: Target, lexicon: Lexicon) -> bool:
    table = lexicon.tables[target.table]
    return any(m.aggregate == "sum" and m.expression == target.name for m in table.measures)


_LEVEL = 0.01


def _added_up(item: Item, lexicon: Lexicon) -> bool:
    if item.kind != "mention" or not item.matches:
        return False
    best = [m.target for m in item.matches if m.score >= item.matches[0].score - 0.01]
    found = [lexicon.measure(t.table, t.name) for t in best if t.kind == "measure"]
    return bool(found) and all(m is not None and m.aggregate == "sum" for m in found)


def _named(tokens: Sequence[Token], said: Sequence[Token], at: int, lexicon: Lexicon) -> list[Match]:
    return lexicon.fields([t.stem for t in (*said, tokens[at]) if t.kind != "symbol"])


def _state(said: Sequence[Token], lexicon: Lexicon) -> Target | None:
    """The one state that is called so to the letter, or that the noun of its verb is: "cancellation" of "cancelled"."""
    own = any(t.low in OWN_RATES or t.stem in OWN_RATES for t in said)
    if own and not (len(said) == 1 and said[0].low in _OF_STATES):
        return None
    words = tuple(t.stem for t in said if t.kind != "symbol")
    raw = "".join(t.text if i == 0 or said[i - 1].end == t.start else f" {t.text}" for i, t in enumerate(said))
    found = {m.target for m in lexicon.value_matches(words, raw) if m.exact and _is_state(m.target, lexicon)}
    found = {t for t in found if _letters(str(t.value)) == _letters(raw)}
    if not found and len(said) == 1 and _is_deed(said[0]):
        found = {t for t in _states(lexicon) if any(_done(said[0].low, v) for v in verb_stems(str(t.value)))}
    return found.pop() if len(found) == 1 else None


def _is_deed(noun: Token) -> bool:
    """Whether the form of a noun says that something was done: cancellation, approval; return and churn are known."""
    return noun.low in _DEEDS_AS_VERBS or noun.low.endswith(_DEEDS)


def _done(noun: str, verb: str) -> bool:
    if noun == verb:
        return noun in _DEEDS_AS_VERBS
    return len(verb.removesuffix("e")) >= _SHORTEST_VERB and same_deed(noun, verb)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _states(lexicon: Lexicon) -> list[Target]:
    return [
        target
        for table in lexicon.tables.values()
        for dimension in table.dimensions
        if dimension.type == "string" and not dimension.hidden
        for value in lexicon.values.of_field(table.name, dimension.name, limit=_MOST_STATES)
        if _is_state(target := Target("value", table.name, dimension.name, value), lexicon)
    ]


def _is_state(target: Target, lexicon: Lexicon) -> bool:
    """Whether a value is one of a status or outcome, on the rows themselves or in a list of states that they refer to."""
    dimension = lexicon.dimension(target.table, target.name)
    words = {*words_of(target.name), *words_of((dimension.label if dimension else "") or ""), *words_of(target.table)}
    return bool({stem(w) for w in words} & _STATES)


def _things(state: Target, lexicon: Lexicon) -> str | None:
    """What the rows in that state are called: those of its table, or of the one table that refers to a list of states."""
    table = lexicon.tables[state.table]
    name = state.table
    if not lexicon.roads.degree.get(name) and table.default_time is None:
        below = {r.from_table for r in lexicon.model.relationships if r.to_table == name}
        if below:
            name = below.pop() if len(below) == 1 else ""
    found = lexicon.tables.get(name)
    return _label(found) if found is not None else None


def _label(table: Table) -> str:
    return table.label or table.name.replace("_", " ")


def _of_all(tokens: list[Token]) -> list[Token]:
    """ "Share of late parcels in all parcels": that of late parcels."""
    share = next((n for n, t in enumerate(tokens) if t.low in _SHARES), len(tokens))
    for at in range(share + 2, len(tokens) - 1):
        if tokens[at].low not in ("all", "total") or tokens[at - 1].low not in ("in", "of", "among", "to"):
            continue
        named = [t.stem for t in tokens[share:at]]
        end = at + 1
        while end < len(tokens) and tokens[end].low in ("the", "of", "number"):
            end += 1
        if end < len(tokens) and tokens[end].stem in named:
            start = at - 2 if tokens[at - 2].low == "out" else at - 1
            return [*tokens[:start], *tokens[end + 1 :]]
    return tokens


_SHARES = ("share", "percentage", "percent", "proportion", "fraction", "%")


def _of_flag(tokens: list[Token], at: int, lexicon: Lexicon) -> list[Token] | None:
    """ "Rejection rate" as the share of the rows of which a field says yes to it, "QC pass rate" of QC runs."""
    for length in (3, 2, 1):
        start = at - length
        span = tokens[start:at] if start >= 0 else []
        said = [t for t in span if t.low != "-"]
        if not said or any(t.kind != "word" for t in said) or span[0].low == "-" or len(said) == length == 3:
            continue
        if all(t.low in FILLER for t in said):
            continue
        deed = length == 1 and said[0].low.endswith(("tion", "sion"))  # "conversion rate" of those converted
        if not deed and any(t.low in OWN_RATES or t.stem in OWN_RATES for t in said):
            return None  # a price, or a ratio of its own
        if any(m.exact for m in lexicon.fields((*(t.stem for t in said), "rate"))):
            return None
        held = _one(tokens, _holding(said, lexicon), lexicon)
        if held is None:
            continue
        own = set(table_words(lexicon.tables[held.table]))
        while start and tokens[start - 1].stem in own:
            start -= 1  # "QC pass rate", of QC runs
        end = at + 1
        if [t.low for t in tokens[end : end + 1]] in (["of"], ["for"], ["in"]):
            things = _things_at(tokens, end + 1, lexicon)
            end = things[1] if things is not None and things[0] == held.table else end
        words = _label(lexicon.tables[held.table]).lower().split()
        made = ["share", "of", *((*held.words, *words) if len(held.words) == 1 else (*words, *held.words))]
        return [*tokens[:start], *_tokens(made, tokens[at]), *tokens[end:]]
    return None


def _things_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """The table that is named at this place, and where its name ends."""
    for length in (3, 2, 1):
        span = tokens[at : at + length]
        if len(span) < length:
            continue
        for match in lexicon.fields(tuple(t.stem for t in span)):
            if match.exact and match.target.kind == "table":
                return match.target.table, at + length
    return None


def _tokens(words: Sequence[str], like: Token) -> list[Token]:
    return [replace(like, kind="word", text=w, low=w, stem=stem(w), value=None) for w in words]


def _holding(said: Sequence[Token], lexicon: Lexicon) -> list[_Held]:
    """The fields that say yes or no to it."""
    found: list[_Held] = []
    deed = said[0].low if len(said) == 1 else ""
    for table in lexicon.tables.values():
        for dimension in table.dimensions:
            words = [w for w in words_of(dimension.label or dimension.name) if w not in ("is", "has", "was", "flag")]
            if not words or dimension.hidden or lexicon.flag(table.name, dimension.name) is None:
                continue
            own = [w for w in words if w not in table_words(table)] or words
            told = (own[0], *verb_stems(own[0])) if len(own) == 1 else ()
            if (deed and any(same_deed(deed, v) for v in told)) or own == [t.stem for t in said]:
                found.append(_Held(table.name, tuple(words)))
    return list(dict.fromkeys(found))


def _one(tokens: Sequence[Token], held: Sequence[_Held], lexicon: Lexicon) -> _Held | None:
    """The one that is meant: of the table that the question names, else the only one."""
    if len({h.table for h in held}) > 1:
        named = {
            m.target.table for t in tokens for m in lexicon.fields((t.stem,)) if m.exact and m.target.kind == "table"
        }
        held = [h for h in held if h.table in named]
    return held[0] if len({h.table for h in held}) == 1 else None


def _failed(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """ "Failed runs", where runs are passed or not."""
    made: list[Token] = []
    for token in tokens:
        if token.low in ("failed", "unsuccessful") and not lexicon.knows(token.stem) and not _is_value(token, lexicon):
            yes = "passed" if token.low == "failed" else "successful"
            if any(_is_flag(m.target, lexicon) for m in lexicon.fields((stem(yes),)) if m.exact):
                made.extend(_tokens(["not", yes], token))
                continue
        made.append(token)
    return made


def _is_value(token: Token, lexicon: Lexicon) -> bool:
    return any(m.exact for m in lexicon.value_matches((token.stem,), token.low))


def _is_flag(target: Target, lexicon: Lexicon) -> bool:
    return target.kind == "dimension" and lexicon.flag(target.table, target.name) is not None
