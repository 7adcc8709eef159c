"""From tokens to items: the best way to cut a question into operators, time, numbers and names of the model."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import filler_held
from lunara.ask.planners.offline.calendar_parts import without_parts
from lunara.ask.planners.offline.cycles import cycle_at
from lunara.ask.planners.offline.demonyms import named as named_place
from lunara.ask.planners.offline.demonyms import said_of
from lunara.ask.planners.offline.item import Item, text_of
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target
from lunara.ask.planners.offline.mentions import called_number, mentions
from lunara.ask.planners.offline.operators import LONGEST, OPS, Op
from lunara.ask.planners.offline.periods import ADVERBS, FINE, TimePhrase
from lunara.ask.planners.offline.plain.lengths import from_moment_to_moment
from lunara.ask.planners.offline.spelling import noun_of_its_own
from lunara.ask.planners.offline.times import TimeReader, reader_of
from lunara.ask.planners.offline.words import (
    ADJECTIVES,
    CURRENCIES,
    DATE_VERBS,
    FILLER,
    LIGHT_VERBS,
    PARTICIPLE_ADJECTIVES,
    TIME_UNITS,
    UNITS,
    VERB_ATTRIBUTES,
)
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock

__all__ = ["Item", "read_items"]


def read_items(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> list[Item]:
    """Cut the tokens into items: the covering of highest weight, longer names before shorter ones."""
    reader = reader_of(tuple(tokens), clock)
    count = len(tokens)
    best: list[tuple[float, Item | None, int]] = [(0.0, None, 0)] * (count + 1)
    best[0] = (0.0, None, 0)
    reached = [True] + [False] * count
    for at in range(count):
        if not reached[at]:
            continue
        for weight, item in _candidates(tokens, at, lexicon, reader):
            total = best[at][0] + weight
            if not reached[item.end] or total > best[item.end][0] + 1e-9:
                best[item.end] = (total, item, at)
                reached[item.end] = True
    items: list[Item] = []
    at = count
    while at > 0:
        _, found, before = best[at]
        if found is None:
            break
        items.append(found)
        at = before
    items.reverse()
    return items


def _at_of_a_limit(tokens: Sequence[Token], item: Item) -> bool:
    """ "Who ordered at least 3": the "at" of "at least" is none of the field "ordered at"."""
    limits = item.end < len(tokens) and tokens[item.end].low in ("least", "most")
    return limits and item.end > item.start + 1 and tokens[item.end - 1].low == "at"


def _candidates(tokens: Sequence[Token], at: int, lexicon: Lexicon, reader: TimeReader) -> list[tuple[float, Item]]:
    token = tokens[at]
    found: list[tuple[float, Item]] = []
    if token.measure is not None:
        table, name = token.measure
        meant = [Match(Target("measure", table, name), 1.0, True)]
        return [(2.0, Item("mention", at, at + 1, token.text, matches=meant, low=token.low))]
    if token.field is not None:
        return [(2.0, Item("mention", at, at + 1, token.text, matches=_of_field(*token.field, lexicon), low=token.low))]
    if token.compared is not None:
        two = Item("op", at, at + 1, token.text, ops=[Op("two_fields")], low=token.low, compared=token.compared)
        return [(2.0, two)]
    if token.table is not None:
        meant = [Match(Target("table", token.table, token.table), 1.0, True)]
        return [(2.0, Item("mention", at, at + 1, token.text, matches=meant, low=token.low, plural=True))]
    if token.kind in ("word", "symbol"):
        found.extend(_operators(tokens, at, lexicon))
    phrase = cycle_at(tokens, at, lexicon) or reader.at(at)
    if token.low in FINE and from_moment_to_moment(tokens, at + 1, lexicon):
        phrase = TimePhrase(at, at + 1, "grain", grain=FINE[token.low])
    if phrase is not None and phrase.end > at:
        found.append(_time_item(tokens, at, phrase))
    if token.kind == "quoted":
        found.append(_quoted(tokens, at, lexicon))
        return found
    lone = filler_held.letter(tokens, at, lexicon)
    if lone:
        return [(1.2, Item("mention", at, at + 1, token.text, matches=lone, low=token.low))]
    named = [(w, i) for w, i in mentions(tokens, at, lexicon) if token.low != "named" or i.end > at + 1]
    if phrase is not None:
        named = without_parts(named, phrase, lexicon, tokens)
    named = [(w, i) for w, i in named if not _at_of_a_limit(tokens, i)]
    named = [
        (w, i)
        for w, i in named
        if tokens[i.end - 1].low not in _LENGTHS or not from_moment_to_moment(tokens, i.end, lexicon)
    ]
    found.extend(named)
    code = code_at(tokens, at)
    if code is not None:
        found.append((0.5 * (code.end - at) + 0.2, code))
    signed = _signed(tokens, at, lexicon)
    if signed is not None:
        found.append(signed)
    if token.kind == "word" and not any(i.matches and i.matches[0].exact for _, i in named):
        said = said_of(token.low, lexicon)
        if said:
            found.append((1.2, Item("mention", at, at + 1, token.text, matches=said, low=token.low)))
    end, place = named_place(tokens, at, lexicon) if token.kind == "word" else (at, [])
    if place:
        words = tokens[at:end]
        low = " ".join(t.low for t in words)
        found.append((1.2 * len(words), Item("mention", at, end, text_of(words), matches=place, low=low)))
    country = _country(tokens, at, lexicon)
    if country is not None:
        return [country]
    if token.kind == "number":
        found.append((0.55, Item("number", at, at + 1, token.text, number=token.value, percent=token.percent)))
    elif token.kind == "symbol":
        found.append((0.02, Item("punct", at, at + 1, token.text, low=token.low)))
    elif token.kind == "word":
        found.append(_single(tokens, at, lexicon))
    elif token.kind == "date":
        found.append((0.0, Item("unknown", at, at + 1, token.text, low=token.low)))
    return found


_LENGTHS = frozenset((*TIME_UNITS, "weeks", "months"))


def _of_field(table: str, name: str, lexicon: Lexicon) -> list[Match]:
    """A field, and what the model adds up of it."""
    field = lexicon.dimension(table, name)
    column = (field.expression or field.name).strip('"') if field is not None else name
    sums = [
        m.name
        for m in lexicon.tables[table].measures
        if m.aggregate == "sum" and not m.filter and not m.hidden and (m.expression or "").strip('"') == column
    ]
    targets = [Target("dimension", table, name), *(Target("measure", table, n) for n in sums)]
    return [Match(t, 1.0, True) for t in targets]


def _operators(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> list[tuple[float, Item]]:
    found = []
    for length in range(1, min(LONGEST, len(tokens) - at) + 1):
        span = tokens[at : at + length]
        if span[-1].kind == "quoted" or (length > 1 and _lone_letter(tokens, at + length - 1)):
            break
        ops = OPS.get(tuple(t.low for t in span))
        if ops and span[0].low == "numbers" and at and called_number(tokens[at - 1], lexicon):
            continue  # "flight numbers of an airline" are what the flights are called
        if ops and length == 2 and span[0].low == "names" and at and _called_name(tokens[at - 1], lexicon):
            continue  # "artist names of exhibitions" are those of the artists
        ranks = any(op.name in ("rank", "share") for op in ops or ())
        if ranks and length == 2 and span[1].low == "of" and _of_rows(tokens, at, lexicon):
            continue  # "the name and rank of captains" where each has a rank: no place among them
        counts_of = bool(ops) and length == 2 and span[1].low == "of" and (span[0].low,) not in OPS
        if counts_of and any(m.exact and m.target.kind == "measure" for m in lexicon.fields((span[0].stem,))):
            continue  # "headcount of the stores" where the model has a headcount: its measure, not a count of stores
        if ops:
            weight = 0.7 * length + 0.1 * (length - 1)
            found.append(
                (weight, Item("op", at, at + length, text_of(span), ops=list(ops), low=" ".join(t.low for t in span)))
            )
    return found


def _lone_letter(tokens: Sequence[Token], at: int) -> bool:
    """ "The ones in group A": no article, as nothing follows."""
    return at > 0 and tokens[at].low == "a" and all(t.kind == "symbol" for t in tokens[at + 1 :])


def _called_name(token: Token, lexicon: Lexicon) -> bool:
    """Whether a field is the name of what this word is called, or the word is that of a thing with a name."""
    if token.kind != "word" or token.stem == "name":
        return False
    if any(m.exact and m.target.kind == "dimension" for m in lexicon.fields((token.stem, "name"))):
        return True
    things = [m.target.table for m in lexicon.fields((token.stem,)) if m.exact and m.target.kind == "table"]
    return bool(things) and token.low == token.stem and all(lexicon.display(t) is not None for t in things)


def _of_rows(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether "rank of all captains" at this place names a field that the rows of the thing have."""
    said = ("all", "the", "each", "every")
    behind = next(
        (n for n in range(at + 2, len(tokens)) if tokens[n].low not in said and tokens[n].low not in ADJECTIVES), at
    )
    ends = range(behind + 1, min(len(tokens), behind + 3) + 1)
    named = [m for end in ends for m in lexicon.fields(tuple(t.stem for t in tokens[behind:end]))]
    things = {m.target.table for m in named if m.exact and m.target.kind == "table"}
    fields = [m.target for m in lexicon.fields((tokens[at].stem,)) if m.exact and m.target.kind == "dimension"]
    return any(t.table in things for t in fields)


def _time_item(tokens: Sequence[Token], at: int, phrase: TimePhrase) -> tuple[float, Item]:
    span = tokens[at : phrase.end]
    length = len(span)
    weight = 0.85 * length + 0.25
    if phrase.kind == "grain" and length == 1 and span[0].low in ADVERBS:
        weight = 0.85
    elif phrase.kind == "grain" and length == 1:
        weight = 1.01 if phrase.end < len(tokens) and tokens[phrase.end].low == "between" else 0.8
    if not phrase.strong:
        weight = 0.3
    if phrase.kind == "compare":
        weight += 0.4
    item = Item("time", at, phrase.end, text_of(span), time=phrase, low=" ".join(t.low for t in span))
    item.plural = span[-1].low.endswith("s")
    return weight, item


def _quoted(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[float, Item]:
    token = tokens[at]
    from lunara.ask.values import fold

    stems = tuple(fold(token.text).split())
    matches = lexicon.value_matches(stems, token.text)
    item = Item("mention", at, at + 1, token.text, matches=matches, quoted=True, low=token.low)
    return 1.2, item


def code_at(tokens: Sequence[Token], at: int) -> Item | None:
    """ "SO-1001", "AB-12/3": a code of several parts, in capitals and with a number, which stand together without a space."""
    end = at + 1
    while end + 1 < len(tokens) and tokens[end].low in _CODE_SIGNS and tokens[end].start == tokens[end - 1].end:
        if tokens[end + 1].kind not in ("word", "number") or tokens[end + 1].start != tokens[end].end:
            break
        end += 2
    raw = text_of(tokens[at:end])
    if end == at + 1 or raw != raw.upper() or raw == raw.lower() or not any(c.isdigit() for c in raw):
        return None
    return Item("unknown", at, end, raw, low=raw.lower())


_CODE_SIGNS = ("-", "/", ".")


def _signed(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[float, Item] | None:
    """ "0-", "A+", "C++": a value whose signs belong to it, written as the data writes it."""
    end = at + 1
    while end < len(tokens) and tokens[end].low in ("+", "-", "*") and tokens[end].start == tokens[end - 1].end:
        end += 1
    if end == at + 1 or tokens[at].kind not in ("word", "number"):
        return None
    raw = text_of(tokens[at:end])
    matches = [m for m in lexicon.value_matches((), raw) if str(m.target.value).lower() == raw.lower()]
    return (1.5, Item("mention", at, end, raw, matches=matches, low=raw.lower())) if matches else None


_COUNTRIES = {
    "us": ("United States", "United States of America", "USA", "US"),
    "usa": ("United States", "United States of America", "USA", "US"),
    "uk": ("United Kingdom", "Great Britain", "UK", "GB"),
    "uae": ("United Arab Emirates", "UAE", "AE"),
    "nz": ("New Zealand", "NZ"),
}
"""What people write for a country, and the names by which a field may hold it."""


def _country(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[float, Item] | None:
    """ "The UK", "the US": the country under the name that the data has; unknown where "US" can be no pronoun."""
    token = tokens[at]
    names = _COUNTRIES.get(token.low) if token.kind == "word" else None
    if names is None:
        return None
    shouted = all(t.text.isupper() for t in tokens if t.kind == "word")
    if token.low == "us" and (shouted or token.text != "US") and not (at and tokens[at - 1].low == "the"):
        return None
    for name in names:
        matches = lexicon.value_matches((), name)
        matches = [m for m in matches if str(m.target.value).casefold() == name.casefold()]
        if matches:
            typo = name if name.lower() != token.low else None
            item = Item("mention", at, at + 1, token.text, matches=matches, low=token.low, typo=typo)
            return 1.2, item
    if token.low == "us":
        return 1.2, Item("unknown", at, at + 1, token.text, low=token.low)
    return None


def _single(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[float, Item]:
    token = tokens[at]
    low = token.low
    if low in ADJECTIVES:
        return 0.7, Item("adjective", at, at + 1, token.text, low=low, adjective=ADJECTIVES[low])
    if low in ("most", "least") and at + 1 < len(tokens) and tokens[at + 1].low in PARTICIPLE_ADJECTIVES:
        direction, words = PARTICIPLE_ADJECTIVES[tokens[at + 1].low]
        if low == "least":
            direction = "asc" if direction == "desc" else "desc"
        text = f"{token.text} {tokens[at + 1].text}"
        return 1.7, Item("adjective", at, at + 2, text, low=text.lower(), adjective=(direction, words))
    if _lone_letter(tokens, at) or noun_of_its_own(low, lexicon) or filler_held.of_a_state(tokens, at, lexicon):
        return 0.0, Item("unknown", at, at + 1, token.text, low=low)
    verbs = verb_stems(low)
    if any(v in lexicon.events or v in DATE_VERBS for v in verbs):
        return 0.5, Item("verb", at, at + 1, token.text, low=low, verb=verbs)
    told = next((v for v in (token.stem, *verbs) if v in VERB_ATTRIBUTES), None)
    if told is not None and low not in LIGHT_VERBS:
        return 0.2, Item("verb", at, at + 1, token.text, low=low, verb=(told,))
    if low in FILLER:
        return 0.1, Item("filler", at, at + 1, token.text, low=low)
    if low in LIGHT_VERBS:
        return 0.2, Item("verb", at, at + 1, token.text, low=low, verb=verbs or (low,))
    money = token.stem in CURRENCIES and at > 0 and tokens[at - 1].kind == "number"
    if token.stem in UNITS or money:
        return 0.1, Item("unit", at, at + 1, token.text, low=low)
    return 0.0, Item("unknown", at, at + 1, token.text, low=low)
