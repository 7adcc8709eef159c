"""What only stands near what was asked: a noun read as a verb that ties, a part of a field's name, another number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lunara.ask.describe import describe
from lunara.ask.near_words import Near, near_words
from lunara.ask.plan import Clarification, Option
from lunara.ask.planners.offline import money, money_rows
from lunara.ask.planners.offline.flatplan import FlatPlan
from lunara.ask.planners.offline.frame import Frame
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target, label_of
from lunara.ask.planners.offline.naming import closest, head_of, names_of, table_words, variants_of, words_of
from lunara.ask.planners.offline.periods import ADVERBS
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.words import AGAINST, DATE_VERBS, EVENT_VERBS, GENERIC_TAILS, MONEY_WORDS, PIECE_WORDS
from lunara.ask.planners.offline.work import Work
from lunara.ask.tokens import stem
from lunara.semantic.query import SemanticQuery

_CUSTOMERS = frozenset(("customer", "client"))
_DEEDS = frozenset(stem(noun) for verbs in (EVENT_VERBS, DATE_VERBS) for nouns in verbs.values() for noun in nouns)


def not_meant(work: Work, query: SemanticQuery) -> str | None:
    """Which word of the question the query leaves out or takes for something else, in words; None where there is none."""
    reading, lexicon = work.reading or Reading(), work.lexicon
    plan = FlatPlan(query, lexicon)
    return (
        _noun_left_out(work.items, plan, lexicon)
        or _part_of_a_name(work.frame, reading, lexicon)
        or _not_set_against(work.frame, plan, work.items)
        or _those_who_buy_for_us(work.frame, reading, lexicon)
    )


def another_number(work: Work, query: SemanticQuery) -> Clarification | None:
    """The question whether a number is meant that is only called nearly so; one that alone ends so is noted."""
    reading, lexicon = work.reading or Reading(), work.lexicon
    there = {id(c.mention) for c in work.frame.conditions if c.kind in ("exists", "null", "positive")}
    for item in work.frame.mentions():
        chosen = reading.chosen.get(id(item))
        if id(item) in there or chosen is None or chosen.exact or item.typo or not _is_other(item, chosen, lexicon):
            continue
        label = label_of(lexicon, chosen.target)
        if (_is_money(chosen.target, lexicon) or _ends_so(item, label)) and not _deed(_telling(item)):
            work.notes = [*work.notes, f"“{item.text}” was taken as {label}, the only number that is called so."]
            continue
        if prove(query, lexicon.model, work.question.clock) is not None:
            continue
        meant = describe(query, lexicon.model)
        return Clarification(
            f"No number is called “{item.text}” here. Is this meant: {meant}?", (Option(meant, meant, query),)
        )
    return None


def _those_who_buy_for_us(frame: Frame, reading: Reading, lexicon: Lexicon) -> str | None:
    """ "Customers" are not the buyers who order of the suppliers, though these are called nearly so."""
    for item in frame.mentions():
        target = reading.target(item)
        if target is None or target.table not in lexicon.tables or not _CUSTOMERS & {*words_of(item.text)}:
            continue
        names = (target.table, lexicon.tables[target.table].label or "", label_of(lexicon, target), target.name)
        if not _CUSTOMERS & {w for n in names for w in words_of(n)} and money_rows.buys_for_us(target.table, lexicon):
            return f"Nothing in this data is called “{item.text}”, so the question cannot be answered as asked."
    return None


# -- words that are left out ------------------------------------------------------------------------------------------


def _noun_left_out(items: Sequence[Item], plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "Orders with a rating", "revenue of leads": behind "with", "a" or "of" a word is a noun, though spelled like a verb."""
    for at, item in enumerate(items):
        following = items[at + 1] if at + 1 < len(items) else None
        listed = item.is_op("list") and " " not in item.low
        passed = item.kind not in ("verb", "unit", "filler") and not listed
        if passed or item.ties or stem(item.low) == "name" or _is_participle(item):
            continue
        if following is not None and following.kind in _GOES_ON:
            if not _is_state(items, at):
                continue
        elif not _is_noun(items, at, plain=item.kind == "filler" or listed):
            continue
        if not _held(item, plan, lexicon):
            return f"Nothing in this data is called “{item.text}”, so the question cannot be answered as asked."
    return None


_GOES_ON = ("mention", "verb", "number", "unit", "unknown")
_HAVING = frozenset(("have", "has", "had", "having"))
_LEADS_TO = frozenset(("of", "for", "from"))
_DETERMINERS = frozenset(("a", "an", "any", "some", "no", "the", "their", "its"))


def _is_noun(items: Sequence[Item], at: int, *, plain: bool) -> bool:
    """Whether the word is what something is with, without or of; `plain`: a word that is said for nothing, as "table" is."""
    place, article = at - 1, False
    while place >= 0 and (items[place].low in _DETERMINERS or items[place].kind == "adjective"):
        article = article or items[place].low in ("a", "an", "any", "no")
        place -= 1
    if place < 0:
        return False
    before = items[place]
    last = (before.low.split() or [""])[-1]
    had = before.is_op("with", "without") or last in _HAVING
    if not plain:
        return had or last in _LEADS_TO
    article = article or last in ("a", "an", "any", "no", "without")
    return (had and article) or (before.is_op("with") and last == "with" and near_words(stem(items[at].low)) != Near())


def _is_participle(item: Item) -> bool:
    """ "Have never placed", "distance driven": what was done, which is no noun."""
    return (
        item.kind == "verb"
        and not item.low.endswith("ing")
        and item.low not in item.verb
        and stem(item.low) not in item.verb
    )


def _is_state(items: Sequence[Item], at: int) -> bool:
    """ "How many visiting customers": said of the thing that follows, as an adjective is."""
    item, before = items[at], items[at - 1] if at else None
    leads = before is None or before.is_op("count", "list")
    return leads and item.kind == "verb" and item.low.endswith("ing") and items[at + 1].kind == "mention"


def _held(item: Item, plan: FlatPlan, lexicon: Lexicon) -> bool:
    """Whether the query counts or asks for rows, or holds a field, that the word names."""
    said = {stem(item.low), *item.verb, *(w for v in item.verb for w in lexicon.events.get(v, ()))}
    tables = {*plan.measured, *(e.exists for e in plan.exists)}
    held = {w for name in tables if name in lexicon.tables for w in table_words(lexicon.tables[name])}
    for name in (*(f.field for f in plan.fields), *plan.dimensions, *plan.governed):
        held |= {w for part in name.split(".") for w in words_of(part)}
    return bool(said & held)


# -- parts of names ---------------------------------------------------------------------------------------------------


def _part_of_a_name(frame: Frame, reading: Reading, lexicon: Lexicon) -> str | None:
    """ "Without email", where there is an "email promotion": what is said to be there is not the whole of that field."""
    for condition in frame.conditions:
        item = condition.mention
        chosen = reading.chosen.get(id(item)) if item is not None else None
        if item is None or chosen is None or chosen.exact or condition.kind not in ("null", "positive"):
            continue
        if chosen.target.kind != "dimension" or item.opposite or item.typo or item.low.endswith("ed"):
            continue
        own = set(table_words(lexicon.tables[chosen.target.table]))
        variants = list(_variants(chosen.target, lexicon))
        said = words_of(item.text)
        heads = {head_of(v, frozenset(own)) for v in variants}
        if variants and not any(closest(w, tuple(heads))[0] for w in said) and not said_whole(said, variants, own):
            label = label_of(lexicon, chosen.target)
            return f"Nothing in this data is called “{item.text}” alone. Name the field in full if {label} is meant."
    return None


def said_whole(said: Sequence[str], variants: Sequence[tuple[str, ...]], own: set[str]) -> bool:
    """Whether some name has no other words of its own than these."""
    return any(
        all(closest(w, tuple(said))[0] or w in own or GENERIC_TAILS.get(w, 1.0) < _TELLS for w in variant)
        for variant in variants
    )


_TELLS = 0.8
"""Words that weigh less than this do not tell which field is meant."""


def _one_of_two(frame: Frame, plan: FlatPlan, items: Sequence[Item]) -> str | None:
    """A value right beside "vs" to which rows are narrowed alone: "leads from email vs webinar" where email is a field."""
    said = [i for i in items if i.kind not in ("filler", "punct")]
    at = next((n for n, i in enumerate(said) if i.low in AGAINST), None)
    if at is None:
        return None
    beside = {id(i) for i in said[max(0, at - 1) : at + 2]}
    values = [
        c.mention for c in frame.conditions if c.kind == "value" and c.mention is not None and id(c.mention) in beside
    ]
    several = any(f.op == "in" and len(f.values) > 1 for f in plan.fields)
    return values[0].text if len(values) == 1 and not several and plan.query.compare is None else None


def _not_set_against(frame: Frame, plan: FlatPlan, items: Sequence[Item]) -> str | None:
    """ "Buy versus sell volume" is two numbers, not one of what has both, and no list of them without the word."""
    query = plan.query
    merged = any(f.op == "in" and len(f.values) > 1 and f.field not in plan.dimensions for f in plan.fields)
    lows = {i.low for i in items}
    if not frame.versus:
        if merged and query.measures and lows & {"compare", "comparing", "compared"} and "or" not in lows:
            return "It is not clear what is compared with what. Name the two with “vs” between them."
        return None
    alone = _one_of_two(frame, plan, items)
    if alone is not None:
        return f"“{alone}” is set against something that is no other value of its field. Name two values of one field."
    if query.compare is not None or len(query.measures) > 1 or (query.measures and query.dimensions):
        return None
    if not query.measures and not merged:
        return None
    values = [c.mention.text for c in frame.conditions if c.mention is not None]
    told = f"“{values[0]}” and “{values[1]}”" if len(values) > 1 else "what is set against each other"
    return (
        f"The number asked for cannot be told apart by {told}. Ask for a number of the rows that are one or the other."
    )


# -- other numbers ----------------------------------------------------------------------------------------------------


def _is_other(item: Item, chosen: Match, lexicon: Lexicon) -> bool:
    """Whether a name says more than the words do: "stock" of a "safety stock level", "points" of a "reorder point"."""
    target = chosen.target
    if target.kind not in ("measure", "derived"):
        return False
    said = _telling(item)
    if len(said) != 1 or money.meant(said[0], lexicon):
        return False
    literal = lexicon.literal_words(target)
    if _deed(said) and said[0] not in literal:
        called = {*table_words(lexicon.tables.get(target.table)), *literal}
        if not called & {said[0], *(n for nouns in EVENT_VERBS.values() if said[0] in nouns for n in nouns)}:
            return True
    own = set(table_words(lexicon.tables.get(target.table)))
    leads = [_before(said[0], v, own) for v in _variants(target, lexicon) if closest(said[0], v)[0]]
    return bool(leads) and all(leads)


def _before(word: str, variant: tuple[str, ...], own: set[str]) -> bool:
    """Whether a word that tells more stands before this one in a name."""
    place = variant.index(closest(word, variant)[0] or word)
    return any(
        w not in own and w not in ADVERBS and w not in PIECE_WORDS and GENERIC_TAILS.get(w, 1.0) >= _TELLS
        for w in variant[:place]
    )


def _ends_so(item: Item, label: str) -> bool:
    """ "The best score" of a "satisfaction score": what is left out says only of what it is; "points" are no "reorder point"."""
    return not item.plural and head_of(words_of(label), frozenset()) in _telling(item)


def _telling(item: Item) -> tuple[str, ...]:
    """The words of a name that tell which number is meant: not "average", "total" or "daily"."""
    return tuple(w for w in words_of(item.text) if w not in ADVERBS and GENERIC_TAILS.get(w, 1.0) >= _TELLS)


def _deed(words: Sequence[str]) -> bool:
    """ "Delivery": what was done, which no number is but one of that name."""
    return len(words) == 1 and words[0] in _DEEDS and words[0] not in MONEY_WORDS


def _is_money(target: Target, lexicon: Lexicon) -> bool:
    found = lexicon.derived(target.name) if target.kind == "derived" else lexicon.measure(target.table, target.name)
    plain = target.kind == "measure" and found is not None
    return plain and found is not None and found.format is not None and found.format.kind == "currency"


def _variants(target: Target, lexicon: Lexicon) -> Iterator[tuple[str, ...]]:
    """The names of a field or number, each as its stems."""
    if target.kind == "dimension":
        found = lexicon.dimension(target.table, target.name)
        yield from variants_of(names_of(found)) if found is not None else ()
    elif target.kind == "measure":
        one = lexicon.measure(target.table, target.name)
        yield from variants_of(names_of(one)) if one is not None else ()
    else:
        derived = lexicon.derived(target.name)
        yield from variants_of(names_of(derived)) if derived is not None else ()
