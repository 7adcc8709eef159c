"""Sentences: items of a question, left to right, into a Frame; words that mean nothing are kept as unknown."""

from __future__ import annotations

from dataclasses import replace

from lunara.ask.planners.offline.frame import Condition, Frame, Group, Wanted
from lunara.ask.planners.offline.grammar import (
    aggregates,
    asides,
    doing,
    excepts,
    names,
    numbers,
    operations,
    over_groups,
    overdue,
    pieces,
    ratios,
    sayings,
)
from lunara.ask.planners.offline.grammar.cursor import SKIPPED, Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.words import AGAINST
from lunara.ask.tokens import stem, verb_stems


def read(g: Cursor) -> Frame:
    """The frame of all items."""
    both(g)
    while g.at < len(g.items):
        item = g.items[g.at]
        before = g.at
        if not any(item is one for one in g.taken):
            step(g, item)
        if g.at == before:
            g.at += 1
    if g.agg:
        aggregates.late_aggregate(g, g.agg)
    excepts.settle(g)
    amount_of_values(g)
    negates_nothing(g)
    where_denied(g)
    values_before_number(g)
    used_most(g)
    if g.super is not None and g.frame.rank is None and g.frame.direction is None:
        _best_of_each(g)
        g.frame.direction = g.super
    counts_what_was_named(g)
    asks_for_kind(g)
    counts_nothing(g)
    pieces.or_kinds(g)
    ratios.settle(g)
    over_groups.settle(g)
    if g.more_aggs and not g.frame.refusal:
        g.frame.refusal = "The question asks for an aggregate, but it does not say of what."
    return g.frame


def amount_of_values(g: Cursor) -> None:
    """ "Total amount of card payments": the amount that the rows of this value have, where there is one."""
    frame = g.frame
    said = next((i for i in g.items if i.kind in ("op", "filler") and _AMOUNTS & set(i.low.split())), None)
    if said is None or frame.has_head:
        return
    tables = {m.target.table for c in frame.conditions if c.mention is not None for m in c.mention.matches[:1]}
    found = [
        m
        for m in g.lexicon.fields(("amount",), limit=40)
        if m.target.kind == "measure" and m.target.table in tables and g.adds_up(m)
    ]
    if len(found) == 1:
        item = Item("mention", said.start, said.end, said.text, matches=[found[0]], low=said.low)
        frame.wanted.append(Wanted(mention=item))


_AMOUNTS = frozenset(("amount", "amounts", "value", "worth"))


def values_before_number(g: Cursor) -> None:
    """ "Web shop and retail store revenue": two values right before a number are set beside each other."""
    values = {id(c.mention) for c in g.frame.conditions if c.kind == "value" and not c.negated}
    numbers = {id(w.mention) for w in g.frame.wanted}
    for first, tie, second, number in zip(g.items, g.items[1:], g.items[2:], g.items[3:], strict=False):
        if tie.low == "and" and id(first) in values and id(second) in values and id(number) in numbers:
            g.frame.versus = True


def negates_nothing(g: Cursor) -> None:
    """ "Excluding us": a "not" of which nothing was made must not be lost."""
    if not g.negated and g.mode != "without":
        return
    said = [i for i in g.items if i.is_op("not", "without")]
    if said and not any(c.negated or c.without for c in g.frame.conditions) and not g.frame.refusal:
        g.frame.refusal = f"It is not clear what “{said[-1].text}” is said of. Name the value as the data writes it."


def where_denied(g: Cursor) -> None:
    """Note for each denied condition the word that denies it."""
    denials = [n for n, i in enumerate(g.items) if i.is_op("not", "without")]
    earlier = None
    for condition in g.frame.conditions:
        said = condition.mention or condition.verb
        if not condition.negated or said is None:
            continue
        at = max((n for n in denials if g.items[n].start < said.start), default=None)
        if at is None:
            continue
        condition.denied_at = g.items[at].start
        if condition.joiner == "or" and earlier == condition.denied_at:
            condition.joiner = "and"  # "without a goat or a sheep" is with neither of them
        earlier = condition.denied_at
        condition.without = condition.without or (condition.kind == "value" and g.items[at].is_op("without"))
        before = [w for i in g.items[:at] for w in i.low.split() if w not in _CLAUSE]
        condition.contrast = bool({"but", "and", "yet", ","} & {*g.items[at].low.split(), *before[-1:]})


_CLAUSE = frozenset(("who", "that", "which", "do", "does", "did"))


def used_most(g: Cursor) -> None:
    """ "Which payment methods are used most": how often each occurs, the most frequent first."""
    frame = g.frame
    named = [*frame.columns, *frame.entities]
    if len(named) == 1 and _done_often(g, named[0]):
        return
    if len(frame.entities) == 1 and frame.columns and _done_often(g, frame.entities[0]):
        return  # "the id and name of the museum visited most often"
    if len(named) != 1 or frame.wanted or frame.groups or frame.rank or frame.order:
        return
    if frame.most_common is not None and g.super is None:
        g.super = frame.most_common
    if g.super is None:
        return
    used = any(i.low in _OFTEN for i in g.items if i.start > named[0].start)
    if not used and frame.most_common is None:
        return
    if frame.most_common is None and not any(i.kind == "op" and i.low in _MOST for i in g.items):
        return
    frame.columns, frame.entities = [], []
    frame.groups.append(Group(mention=named[0], text=named[0].text, ranked=True))
    frame.most_common, g.super = g.super, None
    frame.used = frame.used or any(i.low in ("used", "use", "chosen") for i in g.items)
    if frame.top is None and not named[0].plural:
        frame.top = 1


def _best_of_each(g: Cursor) -> None:
    """ "Who has the most in each country": a best one of each is asked for, and nothing says by what number."""
    frame = g.frame
    each = [group for group in frame.groups if {"each", "every"} & set(group.word.split())]
    if each and frame.entities and not frame.wanted and not frame.refusal:
        frame.refusal = f"The question does not say by what number the best of each {each[0].text} are chosen."


def _done_often(g: Cursor, thing: Item) -> bool:
    """ "Which film was reviewed most often": by the rows that tell of it."""
    frame = g.frame
    done = [c for c in frame.conditions if c.kind in ("exists", "event") and c.verb is not None and not c.negated]
    ends = {"desc": ("most", "the most"), "asc": ("least", "the least")}
    said = [
        end
        for end, words in ends.items()
        if any(i.kind == "op" and not i.is_op("compare") and set(i.low.split()) & set(words) for i in g.items)
    ]
    table = next((m.target.table for m in thing.matches if m.target.kind == "table" and m.exact), None)
    each = all(
        {"each", "every"} & set(group.word.split()) for group in frame.groups
    )  # "in each country": the best of it
    free = each and not (frame.wanted or frame.rank or frame.order)
    verb = done[0].verb if len(done) == 1 else None
    if not free or verb is None or len(said) != 1 or table is None:
        return False
    rows = doing.rows_of_verb(g, verb, table)
    if rows is None:
        return False
    counted = Item("mention", verb.start, verb.end, verb.text, low=verb.low)
    counted.matches = [Match(Target("table", rows, rows), 1.0, True)]
    frame.conditions = [c for c in frame.conditions if c is not done[0]]
    frame.columns, frame.entities = [c for c in frame.columns if c is not thing], [thing]
    frame.rank, frame.direction = Wanted(mention=counted, count=True, said="count"), said[0]  # type: ignore[assignment]
    g.super = frame.most_common = None
    if frame.top is None and not thing.plural:
        frame.top = 1
    return True


_MOST = frozenset(("most", "the most", "least", "the least"))
_OFTEN = frozenset(("used", "use", "chosen", "occur", "occurs", "appear", "appears", "often", "frequently", "common"))


def step(g: Cursor, item: Item) -> None:
    if shared_by(g, item):
        return
    if item.kind == "mention":
        names.mention(g, item)
    elif item.kind == "op":
        if item.is_op("and"):
            counts_what_was_named(g)  # "unpaid bills: how many are there and what is their total amount"
        operations.operator(g, item)
    elif item.kind == "time":
        asides.time(g, item)
    elif item.kind == "number":
        numbers.number(g, item)
    elif item.kind == "adjective":
        asides.adjective(g, item)
    elif item.kind == "verb":
        doing.verb(g, item)
    elif item.kind == "punct":
        punctuation(g, item)
    elif item.kind in SKIPPED:
        if _makes_another(g, item) or _is_code(g, item) or _unit_of_thing(g, item):
            g.frame.unknown.append(item)
        else:
            g.frame.filler.append(item)
    else:
        unknown(g, item)


def _makes_another(g: Cursor, item: Item) -> bool:
    """ "inventory value" is not the inventory: a word like "value" right behind a name must be about money already."""
    before = g.items[g.at - 1] if g.at > 0 else None
    if item.low not in ("value", "values", "amount", "amounts") or before is None or before.kind != "mention":
        return False
    best = before.matches[0] if before.matches else None
    if best is None or best.target.kind not in ("measure", "derived", "table"):
        return False
    derived = g.lexicon.derived(best.target.name) if best.target.kind == "derived" else None
    found = derived or g.lexicon.measure(best.target.table, best.target.name)
    return found is None or found.format is None or found.format.kind != "currency"


def _unit_of_thing(g: Cursor, item: Item) -> bool:
    """ "Call minutes" are not the calls, "charge per minute" is not the charge: a unit there is a number of its own."""
    before = g.items[g.at - 1] if g.at > 0 else None
    if item.kind != "unit" or before is None:
        return False
    return before.low == "per" or (before.kind == "mention" and g.is_entity(before))


def _is_code(g: Cursor, item: Item) -> bool:
    """ "Blood group A", "grade A": a capital in a sentence of small letters is no article."""
    before = g.items[g.at - 1] if g.at > 0 else None
    return item.text == "A" and before is not None and before.kind == "mention" and not before.text.isupper()


def unknown(g: Cursor, item: Item) -> None:
    """A word that means nothing here: kept, unless a bracket behind it says what it is."""
    if (
        overdue.overdue(g, item)
        or names_value(g, item)
        or does_what_it_is_called(g, item)
        or adds_up(g, item)
        or sayings.came_about(g, item)
    ):
        return
    following = g.peek()
    if item.low in AGAINST and following is not None and following.kind in ("time", "mention"):
        g.frame.versus = True
        return
    periods = [i for i in g.items if i.kind == "time" and i.time is not None and i.time.kind in ("range", "compare")]
    if item.low in ("compare", "comparing", "compared") and (
        len(periods) > 1 or any(i.time.kind == "compare" for i in periods if i.time)
    ):
        return
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    if following is not None and following.low == "(" and asides.definition(g, g.at + 1) is not None:
        wanted = asides.define(g, g.at + 1, item.text)
        if wanted is not None:
            return
    g.frame.unknown.append(item)


def does_what_it_is_called(g: Cursor, item: Item) -> bool:
    """ "teachers who teach", "conductors that conducted": the verb is in the name of a thing in the question."""
    stems = [v for v in (*verb_stems(item.low), item.low) if len(v) >= 4]
    things = [i for i in g.items if i.kind == "mention" and g.is_entity(i)]
    if any(w.startswith(v) and w != v for i in things for w in i.low.split() for v in stems):
        g.frame.verbs.append(item)
        return True
    return False


def shared_by(g: Cursor, item: Item) -> bool:
    """ "Labels shared by bands founded before 2003 and after 2003": what those of both kinds have."""
    by, thing = g.peek(), g.peek(1)
    if item.low != "shared" or by is None or by.low != "by" or thing is None or not g.is_entity(thing):
        return False
    g.frame.both = g.frame.shared = True
    g.jump(by)
    return True


def adds_up(g: Cursor, item: Item) -> bool:
    """ "Unpaid invoices: how many are there and what do they add up to?": the total of what was counted or named."""
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    if item.low not in ("add", "adds", "sum", "sums") or following is None or following.low != "up to":
        return False
    counts_what_was_named(g)
    thing = g.subject()
    if thing is None:
        return False
    g.frame.entities = [e for e in g.frame.entities if e is not thing]
    g.frame.wanted.append(Wanted(mention=replace(thing), count=True, said="sum of"))
    g.jump(following)
    return True


def names_value(g: Cursor, item: Item) -> bool:
    """ "first name John": a name right behind a text field is its value, though no index holds it."""
    at = g.at - 1
    while at > 0 and g.items[at].low in ("is", "are", "was", "were", "=", "equals"):
        at -= 1  # "whose last name is Smith"
    before = g.items[at] if at >= 0 else None
    if before is None or before is not g.last or g.last_place not in ("column", "with", "subject"):
        return False
    best = before.matches[0] if before.matches else None
    if (
        best is None
        or best.target.kind != "dimension"
        or not best.exact
        or item.low == "a"  # blood A, where the data knows A+ and A- only
        or not (item.text[:1].isupper() or item.text[:1].isdigit())
    ):
        return False
    dimension = g.lexicon.dimension(best.target.table, best.target.name)
    if dimension is None or dimension.type != "string":
        return False
    text = [item.text]
    while g.at + 1 < len(g.items) and g.items[g.at + 1].kind == "unknown" and g.items[g.at + 1].text[:1].isupper():
        g.at += 1
        text.append(g.items[g.at].text)
    g.retract(before)
    g.condition(Condition("text", before, op="=", values=[" ".join(text)], negated=g.take_negation()))
    g.remember(before, "condition")
    g.at += 1
    return True


def punctuation(g: Cursor, item: Item) -> None:
    if item.low in (".", "?", ";", "!", ":"):
        sentence_end(g)
    elif item.low == "(":
        if asides.define(g, g.at, "") is None:
            g.at += 1
    elif item.low == "," and g.mode == "order":
        g.mode = "head"


def counts_nothing(g: Cursor) -> None:
    """ "How many are there?": of what the question before listed; without one, of nothing."""
    if pieces.of_kind_sold(g):
        return
    if g.count is not None and not g.frame.has_head and counts_by_its_field(g):
        return
    if g.count is not None and not g.frame.has_head:
        if g.follow_up:
            g.frame.counts_all = True
        else:
            g.frame.refusal = "The question does not say what to count."


def asks_for_kind(g: Cursor) -> None:
    """ "How many cats are there", "vans by depot": a kind of thing in the plural stands for the things of that kind."""
    if g.frame.has_head or g.follow_up or g.frame.refusal:
        return
    for condition in g.frame.conditions:
        item = condition.mention
        if condition.kind != "value" or condition.negated or item is None or item.placed:
            continue
        thing = names.of_kind(g, item)
        if thing is None:
            continue
        if g.count is not None:
            g.frame.wanted.append(Wanted(mention=thing, count=True, said="count"))
            g.count = None
        else:
            g.frame.entities.append(thing)
        return


def counts_by_its_field(g: Cursor) -> bool:
    """ "How many admissions cost more than 100": the thing stands in the name of the field that is compared."""
    for condition in g.frame.conditions:
        item = condition.mention
        target = item.matches[0].target if item is not None and condition.kind == "compare" and item.matches else None
        if item is None or target is None or target.table not in g.lexicon.tables:
            continue
        first = words_of(item.text)[:1]
        if first and first[0] in table_words(g.lexicon.tables[target.table]) and len(words_of(item.text)) > 1:
            thing = Item("mention", item.start, item.start + 1, item.text.split()[0], low=item.low.split()[0])
            thing.matches = [Match(Target("table", target.table, target.table), 1.0, True)]
            g.frame.wanted.append(Wanted(mention=thing, count=True, said="count"))
            g.count = None
            return True
    return False


def counts_what_was_named(g: Cursor) -> None:
    """ "Patients born after 2010, how many?": the count comes last."""
    if g.count is not None and g.frame.entities and not g.frame.wanted and not g.frame.columns and not g.frame.rank:
        g.frame.wanted.append(Wanted(mention=g.frame.entities.pop(0), count=True, said="count"))
        g.count = None


def sentence_end(g: Cursor) -> None:
    counts_what_was_named(g)
    counts_nothing(g)
    g.sentence += 1
    if g.agg:
        aggregates.late_aggregate(g, g.agg)
    g.agg, g.count, g.distinct, g.negated = "", None, False, False
    g.mode, g.joiner = "head", "and"


def both(g: Cursor) -> None:
    g.frame.both = any(i.low == "both" for i in g.items)
    g.frame.names = any(w in ("name", "names") for i in g.items if not _whose_name(g, i) for w in i.low.split())


def _whose_name(g: Cursor, item: Item) -> bool:
    """Whether a mention says by its table whose name it is: an "artist name" is not that of the exhibition which is listed."""
    best = item.matches[0] if item.kind == "mention" and item.matches else None
    if best is None or not best.exact or best.target.kind != "dimension":
        return False
    said = {stem(w) for w in item.low.split()} - {"name"}
    return bool(said) and said <= set(table_words(g.lexicon.tables[best.target.table]))
