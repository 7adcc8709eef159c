"""Names of the model in a question: the longest that earn each of their words, misspelt ones too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from lunara.ask.planners.offline import amounts_alike, called_periods, filler_held, money, preferred, shadowed
from lunara.ask.planners.offline.denials import denies
from lunara.ask.planners.offline.item import Item, text_of
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.parts_of_sales import whole_first
from lunara.ask.planners.offline.periods import ADVERBS, GRAINS
from lunara.ask.planners.offline.spelling import (
    begins_value,
    denied,
    known_word,
    misspelt,
    of_sex,
    values_misspelt,
    verbal,
)
from lunara.ask.planners.offline.whose import one_of_them
from lunara.ask.planners.offline.words import DATE_VERBS, EVENT_VERBS, FILLER, LIGHT_VERBS, spread
from lunara.ask.tokens import Token, verb_stems

MAX_MENTION_TOKENS = 7
_GLUE = frozenset(("of", "the", "a", "an", "or", "and", "/", "-", "'"))
_DROPPED = frozenset(("of", "the", "a", "an", "-", "/"))


def mentions(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> list[tuple[float, Item]]:
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
        if (
            last.measure is not None
            or last.table is not None
            or last.field is not None
            or last.kind == "quoted"
            or (last.kind == "symbol" and last.low not in ("-", "/", ",", ".", "&", "'"))
        ):
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
    raw = text_of(span)
    matches: list[Match] = []
    opposite = False
    if len(span) > 2 and span[0].low in ("number", "count") and span[1].low == "of":
        rest = lexicon.fields([t.stem for t in span[2:]])
        if rest and rest[0].exact and rest[0].target.kind in ("table", "measure"):
            return None  # the number of a thing: counted, not looked up
    if span[0].low == "numbers" and at and called_number(tokens[at - 1], lexicon):
        return None  # "flight numbers of flights": the numbers belong to the word before them
    if _field_of_thing(tokens, at + len(span), span, lexicon) or _ratio_of_field(tokens, at + len(span), span, lexicon):
        return None
    if denies(span, tokens[at + len(span) :], lexicon) or _leads_on(span, lexicon):
        return None
    noun = span[0].low not in FILLER and span[0].low not in _STOP_MENTIONS and span[0].kind == "word"
    if len(span) > 1 or noun or _in_capitals(span[0], tokens):
        found_values = lexicon.value_matches(tuple(t.stem for t in words if t.low not in _DROPPED), raw)
        # a code of one or two letters is only meant when it is written as the data writes it
        found_values = [m for m in found_values if len(raw) > 2 or str(m.target.value).strip() == raw]
        if at and tokens[at - 1].low in ("a", "an"):
            found_values = [m for m in found_values if not _one_thing(span, m, lexicon)]
        matches.extend(
            called_periods.of_the_calendar(tokens, at, found_values, lexicon) if len(span) == 1 else found_values
        )
    elif len(span) == 1:
        matches.extend(filler_held.telling(tokens, at, lexicon))
    content = [t for t in words if t.low not in _DROPPED]
    lows = {t.low for t in content}
    glue = lows & {"or", "and"}
    if not symbols and not (len(content) == 1 and content[0].low in _STOP_MENTIONS):
        stems = tuple(t.stem for t in content if t.low not in ("or", "and"))
        spelled = lexicon.in_one_piece(content) if len(content) > 1 else ""
        named = lexicon.fields(stems, spelled=spelled) if stems else []
        if len(span) > 2 and span[0].low in _LEADING_ON and span[1].low in ("a", "an"):
            named = []  # "perform in a concert": no name of a table of singers in concerts begins like that
        if _two_things(span):
            named = [m for m in named if m.target in lexicon.written("".join(t.low for t in span))]
        if len(content) == 1 and content[0].kind == "number":
            named = [m for m in named if m.exact]  # "more than 2" is no short form of "address line 2"
        if len(content) == 1 and content[0].low in _AGGREGATES | {"first", "last"}:
            named = [m for m in named if m.exact]
        if len(content) == 1 and content[0].stem in ("rate", "ratio"):
            named = [
                m for m in named if m.exact or not _is_rate(m, lexicon)
            ]  # "rate of lost ones" is not the return rate
        if len(content) == 1 and set(verb_stems(content[0].low)) & set(EVENT_VERBS):
            named = [m for m in named if m.exact or m.target.kind != "table"]  # "sold" is no short form of "items sold"
        if len(content) > 1 and content[0].low in ADVERBS:
            # "daily volume": the volume by day, unless the volume itself is called daily
            named = [m for m in named if m.target.kind == "table" or content[0].stem in lexicon.own_words(m.target)]
        if len(content) == 1 and content[0].low in GRAINS:
            named = [m for m in named if m.exact and m.target.kind in ("dimension", "measure")]
            named = [m for m in named if not _of_lengths(content[0], m, lexicon)]
        if content and at and tokens[at - 1].low == "per":
            named = [m for m in named if not _is_number_of(content[-1], m, lexicon)]
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
            named = [m for m in named if len(span) > 2 or not _other_way_round(content, m, lexicon)]
        named = [m for m in named if not _said_of_rows(content, m, lexicon)]
        if glue:
            named = [m for m in lexicon.whole(stems) if "and" not in glue or lexicon.says_both(m.target)]
        matches.extend(named)
    if len(content) > 1:
        matches = _written_first(content, matches, lexicon)
    if len(content) == 1:
        matches = shadowed.of_other_rows(tokens, at, money.not_recurring(content[0].stem, matches, lexicon), lexicon)
    exactly = any(m.exact or m.target.kind == "value" for m in matches)
    sums = money.meant(content[0].stem, lexicon) if len(content) == 1 and not exactly else []
    if len(content) == 1 and exactly:
        sums = shadowed.traded(tokens, at, matches, lexicon)
    if sums and not money.called_so(content[0].stem, lexicon):
        matches = sums
    elif len(content) == 1:
        sums, matches = [], money.not_spent(content[0].stem, matches, lexicon) or of_sex(content[0].stem, lexicon)
        matches = whole_first(matches, content[0].stem, lexicon)
    if len(content) > 1 and not any(m.exact for m in matches):
        matches = money.of_named(content, lexicon) or one_of_them([t.stem for t in content], lexicon) or matches
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
        hits = values_misspelt(raw, lexicon)
        if hits:
            typo = str(hits[0].value)
            matches = [Match(Target("value", h.table, h.field, h.value), h.score, False, typo) for h in hits]
            one = at > 0 and tokens[at - 1].low in ("a", "an")
            matches = [m for m in matches if not (one and _one_thing(span, m, lexicon))]
    if not matches:
        return None
    if content[0].low == "total" and len(content) == 2 and content[1].low != content[1].stem:
        matches = [m for m in matches if not _turned(content, m, lexicon)]
        if not matches:
            return None
    said = [t.stem for t in content]
    matches = preferred.keys_of_their_own(preferred.numbers_of_things(matches, said), lexicon)
    matches = money.lines_step_back(preferred.things_called_so(matches, said, lexicon), said, lexicon)
    matches = preferred.told_by_number(matches, said, lexicon)
    if len(content) == 1 and content[0].low.endswith("ed"):
        matches = preferred.days_of_deeds(matches, lexicon)
    matches = amounts_alike.ends_of_ranges(matches, lexicon)
    matches.sort(key=lambda m: -m.score)
    if len(content) > 1 and all(t.low in _VAGUE for t in content):
        matches = _level(matches, lexicon)
    matches = amounts_alike.level(content, amounts_alike.of_thing(content, matches, lexicon), lexicon)
    if not matches:
        return None
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
    if sums:
        item.low = content[0].low  # a noun, also where it was said with a verb
    elif len(content) == 1:
        token = content[0]
        item.verb = verb_stems(token.low)
        if token.low in FILLER or token.low in LIGHT_VERBS:
            weight *= 0.9
        if token.low in _AGGREGATES and token.low not in ("amount", "value", "number", "count"):
            weight *= 0.6  # "average" is the aggregate, even where a column is called so
    return weight, item


def _written_first(content: Sequence[Token], matches: list[Match], lexicon: Lexicon) -> list[Match]:
    """ "Customer name": the field that is written so goes before the name of a customer order, which is only called one."""
    written = lexicon.written("".join(t.stem if t is content[-1] else t.low for t in content))
    best = max((m.score for m in matches if m.target in written and m.target.kind == "dimension"), default=0.0)
    if not best or content[-1].stem != "name":
        return matches
    return [
        replace(m, score=best - 0.35, exact=False)
        if m.exact and m.target.kind == "dimension" and m.target not in written
        else m
        for m in matches
    ]


def _in_capitals(token: Token, tokens: Sequence[Token]) -> bool:
    """Whether a word is written in capitals, unlike others of the question: a division "AS" is no "as"."""
    return (
        token.kind == "word"
        and len(token.text) > 1
        and token.text.isupper()
        and any(t.text.islower() for t in tokens if t.kind == "word")
    )


def _one_thing(span: Sequence[Token], match: Match, lexicon: Lexicon) -> bool:
    """ "Treated an exotic animal": one of the animals, and no specialty called "Exotic animals"."""
    last = span[-1]
    if len(span) < 2 or last.low != last.stem or str(match.target.value).casefold().endswith(last.low):
        return False
    return any(m.exact and m.target.kind == "table" for m in lexicon.fields((last.stem,)))


def _two_things(span: Sequence[Token]) -> bool:
    """ "The stores | the chain South has": an article begins another thing, unless a preposition leads on to it."""
    led = _GLUE | frozenset(_LEADING_ON)
    return any(two.low in _ARTICLES and one.low not in led for one, two in pairwise(span))


_ARTICLES = frozenset(("the", "a", "an"))


def called_number(token: Token, lexicon: Lexicon) -> bool:
    """Whether the model has a field that is called the number of this: a "flight number"."""
    return any(m.exact and m.target.kind == "dimension" for m in lexicon.fields((token.stem, "number")))


def _of_lengths(token: Token, match: Match, lexicon: Lexicon) -> bool:
    """ "Per day" is one of the calendar, though each rental has a number of "days"."""
    said = label_of(lexicon, match.target).lower().split()[-1:] if token.low == token.stem else []
    return said == [f"{token.low}s"]


def _is_number_of(token: Token, match: Match, lexicon: Lexicon) -> bool:
    """ "Visits per room" are divided by the rooms that a field has the number of, and not grouped by that number."""
    target = match.target
    field = lexicon.dimension(target.table, target.name) if target.kind == "dimension" else None
    return field is not None and field.type == "number" and _of_lengths(token, match, lexicon)


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


def _other_way_round(content: Sequence[Token], match: Match, lexicon: Lexicon) -> bool:
    """ "Reefer type containers" are containers, and no rows of the table of container types."""
    table = lexicon.tables.get(match.target.table) if match.target.kind in ("table", "measure") else None
    words = table_words(table) if table is not None and len(content) == 2 else ()
    first, last = content[0].stem, content[-1].stem
    if content[-1].low == last or first not in words or last not in words or words.index(last) > words.index(first):
        return False
    return any(m.exact and m.target.kind == "table" and m.target != match.target for m in lexicon.fields((last,)))


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


def _is_rate(match: Match, lexicon: Lexicon) -> bool:
    """Whether it is a share of something, which "rate" alone does not name."""
    target = match.target
    found = lexicon.derived(target.name) if target.kind == "derived" else None
    if target.kind == "measure":
        return (m := lexicon.measure(target.table, target.name)) is not None and bool(
            m.format is not None and m.format.kind == "percent"
        )
    return found is not None and "/" in found.expression


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


_LEADING_ON = spread("in on at of for from with to into")


def _leads_on(span: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a name would end with a word that leads on to the next: "concerts in" is no "singer in concert"."""
    stems = tuple(t.stem for t in span if t.kind != "symbol")
    if len(stems) < 2 or span[-1].low not in _LEADING_ON or lexicon.ends(stems):
        return False
    if _hyphens(span) and lexicon.written("".join(t.low for t in span if t.kind != "symbol")):
        return False  # a "check-in" where the data writes "checkin"
    return not any(m.exact for m in lexicon.value_matches(stems, text_of(span)))


def _field_of_thing(tokens: Sequence[Token], end: int, span: Sequence[Token], lexicon: Lexicon) -> bool:
    """ "age of the students": a field and the thing it belongs to, read as two names unless one name says it all.

    The thing's name may go on behind the span: "total due of sales | orders" is no name with an order behind it.
    """
    place = next((i for i, t in enumerate(span) if t.low == "of" and 0 < i < len(span) - 1), None)
    if place is None:
        return False
    thing = [t.stem for t in span[place + 1 :] if t.low not in _DROPPED]
    whole = [t.stem for t in span if t.low not in _DROPPED]
    if not thing:
        return False
    if lexicon.whole(whole):
        return _pair_of_things([t.stem for t in span[:place] if t.low not in _DROPPED], thing, whole, lexicon)
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


def _pair_of_things(one: Sequence[str], other: Sequence[str], both: Sequence[str], lexicon: Lexicon) -> bool:
    """ "Films of actor": films, and the actor they are of, where only rows that pair the two are called "film actors"."""
    first, second = (_tables_called(said, lexicon) for said in (one, other))
    pairs = {m.target.table for m in lexicon.whole(both)}
    tied = [{r.to_table for r in lexicon.model.relationships if r.from_table == pair} for pair in pairs]
    return bool(first and second) and not (first | second) & pairs and all(first & t and second & t for t in tied)


def _tables_called(stems: Sequence[str], lexicon: Lexicon) -> set[str]:
    return {m.target.table for m in lexicon.fields(stems) if m.exact and m.target.kind == "table"}


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
    if last.low == "by" and first.stem not in own and first.stem in table_words(lexicon.tables[match.target.table]):
        return True  # "film directed by"
    said_last = last.low.endswith("ed") and first.stem not in own
    said_first = (first.low.endswith("ed") or first.low in _PARTICIPLES) and last.stem not in own
    return said_last or said_first


_PARTICIPLES = spread("paid unpaid sold sent bought lost won held built written taken spent kept shipped")


def _said_of_rows(content: Sequence[Token], match: Match, lexicon: Lexicon) -> bool:
    """ "Regions affected", "the storm that affected": a verb, and no name of the table of affected regions."""
    verb, target = content[-1], match.target
    table = lexicon.tables.get(target.table) if target.kind in ("table", "measure") else None
    words = table_words(table) if table is not None else ()
    if not verb.low.endswith("ed") or not verb_stems(verb.low) or verb.stem not in words[:-1]:
        return False
    if len(content) == 1:
        return not match.exact
    ends = {r.to_table for r in lexicon.model.relationships if r.from_table == target.table}
    led = lexicon.fields((content[0].stem,)) if len(content) == 2 else []
    return any(m.exact and m.target.kind == "table" and m.target.table in ends for m in led)


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
