"""From tokens to items: the best way to cut a question into operators, time, numbers and names of the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from lunara.ask.planners.offline.cycles import cycle_at
from lunara.ask.planners.offline.denials import denies
from lunara.ask.planners.offline.lexicon import Lexicon, Match
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.operators import LONGEST, OPS, Op
from lunara.ask.planners.offline.periods import ADVERBS, GRAINS, TimePhrase
from lunara.ask.planners.offline.spelling import begins_value, denied, known_word, misspelt, verbal
from lunara.ask.planners.offline.times import TimeReader
from lunara.ask.planners.offline.words import (
    ADJECTIVES,
    CURRENCIES,
    DATE_VERBS,
    EVENT_VERBS,
    FILLER,
    LIGHT_VERBS,
    PARTICIPLE_ADJECTIVES,
    UNITS,
    spread,
)
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock

ItemKind = Literal["op", "time", "number", "mention", "adjective", "verb", "filler", "unit", "punct", "unknown"]

MAX_MENTION_TOKENS = 7
_GLUE = frozenset(("of", "the", "a", "an", "or", "and", "/", "-", "'"))
_DROPPED = frozenset(("of", "the", "a", "an", "-", "/"))


@dataclass
class Item:
    """A piece of the question. `matches` (mentions) are what it may mean, best first; `used` once something took it."""

    kind: ItemKind
    start: int
    end: int
    text: str
    ops: list[Op] = field(default_factory=list)
    time: TimePhrase | None = None
    number: float | int | None = None
    percent: bool = False
    matches: list[Match] = field(default_factory=list)
    quoted: bool = False
    verb: tuple[str, ...] = ()
    adjective: tuple[str, tuple[str, ...]] | None = None
    low: str = ""
    plural: bool = False
    typo: str | None = None
    opposite: bool = False
    """The word denies what its matches say: "unpaid"."""
    sentence: int = 0
    all_of: bool = False
    after_verb: bool = False
    placed: bool = False
    """Said with a preposition: "in Germany", "from the web"."""
    before_thing: bool = False
    """A value that stands right before its thing, as an adjective does ("cancelled orders")."""
    after_thing: bool = False
    """A state that is said of what stands before it ("tickets resolved"), not right before its thing."""
    after_and: bool = False
    role: Item | None = None
    anchor: Item | None = None
    """The thing whose field this is, by its place in the sentence ("customers whose name", "name of the customers")."""

    def is_op(self, *names: str) -> bool:
        """Whether one of its readings is this operator."""
        return any(op.name in names for op in self.ops)

    def op(self, name: str) -> Op | None:
        """Its reading as that operator."""
        return next((op for op in self.ops if op.name == name), None)


def read_items(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> list[Item]:
    """Cut the tokens into items: the covering of highest weight, longer names before shorter ones."""
    reader = TimeReader(tokens, clock)
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


def _candidates(tokens: Sequence[Token], at: int, lexicon: Lexicon, reader: TimeReader) -> list[tuple[float, Item]]:
    token = tokens[at]
    found: list[tuple[float, Item]] = []
    if token.kind in ("word", "symbol"):
        found.extend(_operators(tokens, at, lexicon))
    phrase = cycle_at(tokens, at, lexicon) or reader.at(at)
    if phrase is not None and phrase.end > at:
        found.append(_time_item(tokens, at, phrase))
    if token.kind == "quoted":
        found.append(_quoted(tokens, at, lexicon))
        return found
    mentions = _mentions(tokens, at, lexicon)
    found.extend(mentions)
    signed = _signed(tokens, at, lexicon)
    if signed is not None:
        found.append(signed)
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


def _operators(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> list[tuple[float, Item]]:
    found = []
    for length in range(1, min(LONGEST, len(tokens) - at) + 1):
        span = tokens[at : at + length]
        if span[-1].kind == "quoted":
            break
        ops = OPS.get(tuple(t.low for t in span))
        counts_of = bool(ops) and length == 2 and span[1].low == "of" and (span[0].low,) not in OPS
        if counts_of and any(m.exact and m.target.kind == "measure" for m in lexicon.fields((span[0].stem,))):
            continue  # "headcount of the stores" where the model has a headcount: its measure, not a count of stores
        if ops:
            weight = 0.7 * length + 0.1 * (length - 1)
            found.append(
                (weight, Item("op", at, at + length, _text(span), ops=list(ops), low=" ".join(t.low for t in span)))
            )
    return found


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
    item = Item("time", at, phrase.end, _text(span), time=phrase, low=" ".join(t.low for t in span))
    item.plural = span[-1].low.endswith("s")
    return weight, item


def _quoted(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[float, Item]:
    token = tokens[at]
    from lunara.ask.values import fold

    stems = tuple(fold(token.text).split())
    matches = lexicon.value_matches(stems, token.text)
    item = Item("mention", at, at + 1, token.text, matches=matches, quoted=True, low=token.low)
    return 1.2, item


def _signed(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[float, Item] | None:
    """ "0-", "A+", "C++": a value whose signs belong to it, written as the data writes it."""
    end = at + 1
    while end < len(tokens) and tokens[end].low in ("+", "-", "*") and tokens[end].start == tokens[end - 1].end:
        end += 1
    if end == at + 1 or tokens[at].kind not in ("word", "number"):
        return None
    raw = _text(tokens[at:end])
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


def _mentions(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> list[tuple[float, Item]]:
    first = tokens[at]
    leads = at == 0 or tokens[at - 1].low in (".", "?", ";", "please")
    if first.low in _LISTING and leads and at + 1 < len(tokens) and tokens[at + 1].low in _LISTED:
        return []
    if first.low in LIGHT_VERBS and at > 0 and tokens[at - 1].low in _SUBJECTS:
        return []
    if first.kind not in ("word", "number") or (first.low in _GLUE and first.low != "or"):
        return []
    if first.low in ("or", "and") or (first.kind == "number" and len(tokens) == at + 1):
        return []
    found: list[tuple[float, Item]] = []
    for length in range(1, min(MAX_MENTION_TOKENS, len(tokens) - at) + 1):
        span = tokens[at : at + length]
        last = span[-1]
        if last.kind == "quoted" or (last.kind == "symbol" and last.low not in ("-", "/", ",", ".", "&", "'")):
            break
        if last.kind == "symbol" or last.low in _GLUE:
            continue
        made = _mention(tokens, at, span, lexicon)
        if made is not None:
            found.append(made)
    return found


def _mention(tokens: Sequence[Token], at: int, span: Sequence[Token], lexicon: Lexicon) -> tuple[float, Item] | None:
    words = [t for t in span if t.kind != "symbol" or t.low == "-"]
    symbols = any(t.kind == "symbol" and t.low not in ("-", "/") for t in span)
    raw = _text(span)
    matches: list[Match] = []
    opposite = False
    if len(span) > 2 and span[0].low in ("number", "count") and span[1].low == "of":
        rest = lexicon.fields([t.stem for t in span[2:]])
        if rest and rest[0].exact and rest[0].target.kind in ("table", "measure"):
            return None  # the number of a thing: counted, not looked up
    if _field_of_thing(tokens, at + len(span), span, lexicon) or _ratio_of_field(tokens, at + len(span), span, lexicon):
        return None
    if denies(span, tokens[at + len(span) :], lexicon):
        return None
    if len(span) > 1 or (span[0].low not in FILLER and span[0].low not in _STOP_MENTIONS and span[0].kind == "word"):
        found_values = lexicon.value_matches(tuple(t.stem for t in words if t.low not in _DROPPED), raw)
        # a code of one or two letters is only meant when it is written as the data writes it
        matches.extend(m for m in found_values if len(raw) > 2 or str(m.target.value).strip() == raw)
    content = [t for t in words if t.low not in _DROPPED]
    lows = {t.low for t in content}
    glue = lows & {"or", "and"}
    if not symbols and not (len(content) == 1 and content[0].low in _STOP_MENTIONS):
        stems = tuple(t.stem for t in content if t.low not in ("or", "and"))
        spelled = "".join([t.low for t in content[:-1]] + [content[-1].stem]) if len(content) > 1 else ""
        named = lexicon.fields(stems, spelled=spelled) if stems else []
        if len(content) == 1 and content[0].low in _AGGREGATES | {"first", "last"}:
            named = [m for m in named if m.exact]
        if len(content) == 1 and set(verb_stems(content[0].low)) & set(EVENT_VERBS):
            named = [m for m in named if m.exact or m.target.kind != "table"]  # "sold" is no short form of "items sold"
        if len(content) > 1 and content[0].low in ADVERBS:
            # "daily volume": the volume by day, unless the volume itself is called daily
            named = [m for m in named if m.target.kind == "table" or content[0].stem in lexicon.own_words(m.target)]
        if len(content) == 1 and content[0].low in GRAINS:
            named = [m for m in named if m.exact and m.target.kind in ("dimension", "measure")]
        if not named and len(stems) == 1 and len(content) == 1 and content[0].kind == "word":
            named = verbal(content[0], lexicon)
            if not named and not matches:
                named = denied(content[0], lexicon)
                opposite = bool(named)
        if len(content) > 1:
            # a longer phrase must earn each of its words; noise at its end ("order by month") must not stretch it
            named = [m for m in named if m.exact or _all_content(content, m)]
            # "orders delivered", "discontinued products": the plural thing stands for itself, not for its field
            plurals = [t.stem for t in content if t.low != t.stem]
            written = lexicon.written(spelled)
            named = [
                m
                for m in named
                if (m.exact and m.target.kind in ("measure", "derived"))
                or m.target in written
                or m.target.kind in ("table", "role")
                or (not plurals and m.target.kind != "dimension")
                or (m.target.kind == "dimension" and all(p in lexicon.own_words(m.target) for p in plurals))
            ]
            named = [m for m in named if not _clause(content, m, lexicon) and not _swallows(content, m, lexicon)]
        if glue:
            named = [m for m in lexicon.whole(stems) if "and" not in glue or lexicon.says_both(m.target)]
        matches.extend(named)
    typo = None
    if not matches and len(content) == 1 and content[0].kind == "word" and len(content[0].low) >= 5:
        known = known_word(content[0]) or lexicon.unseen(content[0].stem)
        if content[0].low not in FILLER and content[0].low not in LIGHT_VERBS and not known:
            matches, typo = misspelt(content[0], lexicon)
            if not matches and at > 0:
                matches, typo = begins_value(content[0], lexicon)
    elif (
        not matches
        and len(content) in (2, 3)
        and all(t.kind == "word" for t in content)
        and not glue
        and not any(t.low in FILLER for t in content)
        and not all(lexicon.knows(t.stem) or known_word(t) for t in content)
    ):
        hits = lexicon.values.spelled(raw)
        if hits:
            from lunara.ask.planners.offline.lexicon import Target

            typo = str(hits[0].value)
            matches = [Match(Target("value", h.table, h.field, h.value), h.score, False, typo) for h in hits]
    if not matches:
        return None
    if content[0].low == "total" and len(content) == 2 and content[1].low != content[1].stem:
        matches = [m for m in matches if not _turned(content, m, lexicon)]
        if not matches:
            return None
    matches.sort(key=lambda m: -m.score)
    if len(content) > 1 and all(t.low in _VAGUE for t in content):
        matches = _level(matches, lexicon)
    top = matches[0].score
    length = len(content)
    weight = top * length + (0.25 if matches[0].exact else 0.12) * (length - 1)
    weight += 0.75 * _hyphens(span)  # "check-ins" is one word, nothing is taken from anything
    if typo:
        weight *= 0.6
    elif matches[0].target.kind == "value" and length > 1:
        weight += 0.1
    item = Item("mention", at, at + len(span), raw, matches=matches, low=raw.lower(), typo=typo)
    item.plural = words[-1].low != words[-1].stem or (bool(_hyphens(span)) and words[-1].low.endswith("s"))
    item.opposite = opposite
    if len(content) > 1 and at > 0 and tokens[at - 1].low in ("which", "what") and item.low != "":
        # "which product sold the most": the participle is the verb of the clause
        last_verbs = verb_stems(content[-1].low)
        if last_verbs and (set(last_verbs) & (set(EVENT_VERBS) | set(DATE_VERBS)) or content[-1].low in LIGHT_VERBS):
            weight *= 0.5
    if len(content) == 1:
        token = content[0]
        item.verb = verb_stems(token.low)
        if token.low in FILLER or token.low in LIGHT_VERBS:
            weight *= 0.9
        if token.low in _AGGREGATES and token.low not in ("amount", "value", "number", "count"):
            weight *= 0.6  # "average" is the aggregate, even where a column is called so
    return weight, item


def _hyphens(span: Sequence[Token]) -> int:
    """How many hyphens stand inside of words, without a space."""
    inner = range(1, len(span) - 1)
    return sum(span[i].low == "-" and span[i - 1].end == span[i].start == span[i + 1].start - 1 for i in inner)


def _turned(content: Sequence[Token], match: Match, lexicon: Lexicon) -> bool:
    """ "Total orders" are how many there are, not the "order total" of each."""
    things = {m.target.table for m in lexicon.fields((content[1].stem,)) if m.exact and m.target.kind == "table"}
    said = tuple(t.stem for t in content)
    named = words_of(match.target.name)
    return match.target.kind in ("dimension", "measure") and match.target.table in things and named == said[::-1]


_VAGUE = spread("total amount amounts value values sum")


def _level(matches: list[Match], lexicon: Lexicon) -> list[Match]:
    """ "Total amount" names none of several amounts more than another: it is asked which one is meant."""
    sums = []
    for match in matches:
        target = match.target
        measure = lexicon.measure(target.table, target.name) if target.kind == "measure" else None
        if measure is not None and measure.aggregate == "sum" and measure.filter is None and match.score >= 0.5:
            sums.append(match)
    if len(sums) < 2 or matches[0].exact:
        return matches
    rest = [m for m in matches if m not in sums]
    return [*(replace(m, score=matches[0].score) for m in sums), *rest]


_AGGREGATES = spread("average avg mean total sum count number maximum minimum max min median amount value")

_LISTING = spread("show list give find return display get name tell count")

_LISTED = spread("the all me us a an each every different distinct names name id ids their my our")

_SUBJECTS = spread("we they i you did does do to it")

_STOP_MENTIONS = spread(
    """how many what which who the of in on at by for to from with and or not is are be per each me all any this that
    these those has have had do does did more less than most least over under between only just there it its as so if
    when where why can will up out no a an i we you new did he she they them their his her him was been am get got
    let like about whose whom then than while both either neither nor also too very not"""
)


def _field_of_thing(tokens: Sequence[Token], end: int, span: Sequence[Token], lexicon: Lexicon) -> bool:
    """ "age of the students": a field and the thing it belongs to, read as two names unless one name says it all.

    The thing's name may go on behind the span: "total due of sales | orders" is no name with an order behind it.
    """
    place = next((i for i, t in enumerate(span) if t.low == "of" and 0 < i < len(span) - 1), None)
    if place is None:
        return False
    thing = [t.stem for t in span[place + 1 :] if t.low not in _DROPPED]
    whole = [t.stem for t in span if t.low not in _DROPPED]
    if lexicon.whole(whole) or not thing:
        return False
    for more in range(MAX_MENTION_TOKENS):
        if any(m.exact and m.target.kind == "table" for m in lexicon.fields(thing)):
            return True
        following = tokens[end + more] if end + more < len(tokens) else None
        if following is None or following.kind != "word" or following.low in _GLUE:
            return False
        thing.append(following.stem)
        if not lexicon.begins(tuple(thing), thing[0]):
            return False
    return False


def _ratio_of_field(tokens: Sequence[Token], end: int, span: Sequence[Token], lexicon: Lexicon) -> bool:
    """ "Revenue per customer segment": by segment, though "revenue per customer" is a measure."""
    if end >= len(tokens) or tokens[end].kind != "word" or not any(t.low == "per" for t in span[1:-1]):
        return False
    named = lexicon.whole((span[-1].stem, tokens[end].stem))
    return any(m.target.kind in ("dimension", "table") for m in named)


def _clause(content: Sequence[Token], match: Match, lexicon: Lexicon) -> bool:
    """ "staff hired", "discontinued product": a thing and what is said of it, not one name."""
    if match.target.kind != "dimension":
        return False
    own = lexicon.own_words(match.target)
    first, last = content[0], content[-1]
    dimension = lexicon.dimension(match.target.table, match.target.name)
    if (
        dimension is not None
        and dimension.type == "boolean"
        and last.low != last.stem
        and last.stem in table_words(lexicon.tables[match.target.table])
    ):
        return True  # "online orders": orders for which the field says yes
    said_last = last.low.endswith("ed") and first.stem not in own
    said_first = first.low.endswith("ed") and last.stem not in own
    return said_last or said_first


def _swallows(content: Sequence[Token], match: Match, lexicon: Lexicon) -> bool:
    """ "Payment amount paid": a value that only sounds like the name is said beside it."""
    if match.exact and match.target.kind != "dimension":
        return False
    own = lexicon.literal_words(match.target)
    table = lexicon.tables.get(match.target.table)
    said = own | set(table_words(table) if table is not None else ())
    strange = [t for t in content if t.stem not in said and t.low not in said]
    return any(m.exact for t in strange for m in lexicon.value_matches((t.stem,), t.low))


def _all_content(content: Sequence[Token], match: Match) -> bool:
    return match.score >= 0.55 and not any(t.low in _STOP_MENTIONS and t.low not in ("up", "out") for t in content)


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
    verbs = verb_stems(low)
    if any(v in lexicon.events or v in DATE_VERBS for v in verbs):
        return 0.5, Item("verb", at, at + 1, token.text, low=low, verb=verbs)
    if low in FILLER:
        return 0.1, Item("filler", at, at + 1, token.text, low=low)
    if low in LIGHT_VERBS:
        return 0.2, Item("verb", at, at + 1, token.text, low=low, verb=verbs or (low,))
    money = token.stem in CURRENCIES and at > 0 and tokens[at - 1].kind == "number"
    if token.stem in UNITS or money:
        return 0.1, Item("unit", at, at + 1, token.text, low=low)
    return 0.0, Item("unknown", at, at + 1, token.text, low=low)


def _text(span: Sequence[Token]) -> str:
    out = ""
    last = None
    for token in span:
        if last is not None and token.start > last.end:
            out += " "
        out += token.text
        last = token
    return out
