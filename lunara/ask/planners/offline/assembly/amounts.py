"""Numbers that a question names by a word which several of them answer to: total or average, pieces or things, row or group."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import dates, existence
from lunara.ask.planners.offline.assembly.parts import Declined
from lunara.ask.planners.offline.fields import RowField
from lunara.ask.planners.offline.frame import Condition, Wanted
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target, label_of
from lunara.ask.planners.offline.money import INCOME
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.words import (
    BY_BUYERS,
    COLLECTIVES,
    DURATION_WORDS,
    MASSES,
    MONEY_NOUNS,
    MONEY_WORDS,
    PIECE_WORDS,
    PROPERTIES,
    QUANTITIES,
    SALE_VERBS,
    TIME_NOUNS,
    TIME_UNITS,
    spread,
)
from lunara.ask.tokens import stem
from lunara.semantic.query import InlineMeasure

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler
    from lunara.ask.planners.offline.assembly.conditions import Conditions


def of_durations(a: Assembler, wanted: Wanted, target: Target) -> str:
    """ "Downtime minutes per reason" adds up, "duration by reason" may be a total or an average: the aggregate, or "".

    Where the model only averages them, its average is not made a sum because the question says the unit. Raises Open.
    """
    item = wanted.mention
    if wanted.agg or item is None or target.kind not in ("measure", "dimension"):
        return ""
    measure = a.lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    if measure is not None and measure.aggregate not in ("sum", "avg", "median"):
        return ""
    said = set(words_of(item.text))
    named = set(words_of(label_of(a.lexicon, target)))
    row = a.fields.row_field(target)
    if row is None or not named & DURATION_WORDS or said & {"average", "mean", "total", "per"}:
        return ""
    kinds = _kinds(a, row)
    adds_up = "sum" in kinds or not kinds & {"avg", "median"}
    if adds_up and (any(w in item.low.split() for w in TIME_UNITS) or said & TIME_NOUNS):
        return "sum"
    label = label_of(a.lexicon, Target("dimension", row.table, row.name))
    low = label[:1].lower() + label[1:]
    choices = ((f"Total {low}", "sum"), (f"Average {low}", "avg"))
    return a.settle(f"“{item.text}” can be added up or averaged. Which one is meant?", f"amount {item.start}", choices)


def of_quantities(a: Assembler, wanted: Wanted, target: Target) -> str:
    """ "Tonnes delivered in May", where tonnes are averaged: their total where the model has it, else asked; or "".

    Raises Open.
    """
    item = wanted.mention
    row = a.fields.row_field(target) if target.kind in ("measure", "dimension") else None
    if wanted.agg or item is None or row is None or not _bare_quantity(item):
        return ""
    if any(kind in ("share_of_total", "running_total") for kind, _ in a.frame.calculations):
        return ""  # of what adds up anyway
    measure = a.lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    kinds = _kinds(a, row)
    if (measure is not None and measure.aggregate not in ("avg", "median")) or not kinds & {"avg", "median"}:
        return ""
    if "sum" in kinds:
        return "sum"
    low = _low(label_of(a.lexicon, Target("dimension", row.table, row.name)))
    choices = ((f"Total {low}", "sum"), (f"Average {low}", "avg"))
    return a.settle(f"“{item.text}” can be added up or averaged. Which one is meant?", f"amount {item.start}", choices)


_QUANTITIES = frozenset(stem(word) for word in QUANTITIES)


def _bare_quantity(item: Item) -> bool:
    said = set(words_of(item.text))
    return bool(said & _QUANTITIES) and not said & {"average", "mean", "total", "per", *PROPERTIES}


def _kinds(a: Assembler, row: RowField) -> set[str]:
    """How the model's measures put a field's numbers together."""
    field = Target("dimension", row.table, row.name)
    expressions = (a.fields.expression(field), a.fields.column(field))
    return {m.aggregate for m in a.lexicon.tables[row.table].measures if m.expression in expressions and not m.hidden}


def of_money(a: Assembler, item: Item, target: Target, said: str) -> str | InlineMeasure | None:
    """ "Total fines", "sales by month", "data usage": how much things are that are an amount, or None: they are counted.

    "How many fines" counts them; "total fines" may be either where they have an amount, and is asked about.
    """
    nouns = {w for w in words_of(item.text) if w in MONEY_NOUNS}
    mass = not (item.plural or nouns or _collective(item) or a.frame.listing or a.frame.which)
    counts = said == "count" or item.low.startswith("number of ")
    if counts or not (nouns or (mass and not said) or said == "sum of"):
        return None
    found = _amounts_of(a, target.table, nouns, any_of_them=mass)
    if not found or (not nouns and not said and _in_state(a, item, target.table, behind=True)):
        return None
    if not said and item.plural and not nouns & (MASSES | INCOME) and _in_state(a, item, target.table):
        a.parts.notes.append(f"“{item.text}” are counted; say “total” and the name of the amount to add it up.")
        return None
    balances = [t for t in found if (m := a.lexicon.measure(t.table, t.name)) is not None and m.additive_over != "all"]
    if mass and len(balances) == 1:
        return a.fields.name_of(balances[0])  # "account balance": nobody counts the days that it was noted on
    sums = [t for t in found if (m := a.lexicon.measure(t.table, t.name)) is not None and m.aggregate == "sum"]
    called = nouns & INCOME & set(words_of(label_of(a.lexicon, sums[0]))) if len(sums) == 1 else set()
    told = called and not (a.frame.listing or a.frame.which)  # "sales by month", where each has a sale amount
    if len(sums) == len(found) == 1 and (said == "sum of" or nouns & MASSES or told):
        a.parts.notes.append(f"“{item.text}” are added up: {label_of(a.lexicon, sums[0])}.")
        return a.fields.name_of(sums[0])
    things = a.fields.say_table(target.table)
    labels = [f"Total {_low(label_of(a.lexicon, t))}" for t in found]
    choices = (*((label, t.path) for label, t in zip(labels, found, strict=True)), (f"Number of {things}", "things"))
    text = f"“{item.text}” can be added up or counted. Which one is meant?"
    answer = a.settle(text, f"money {item.start}", choices)
    chosen = next((t for t in found if t.path == answer), None)
    return None if chosen is None else _sum_of(a, chosen, labels[found.index(chosen)])


def _in_state(a: Assembler, thing: Item, table: str, *, behind: bool = False) -> bool:
    """ "Failed payments": a state of the things said right before them, so that how many there are is asked first; or `behind`
    them, as what they are then called in the plural: "lesson no-shows".

    What is not paid yet ("unpaid bills") is money owed as well, and is asked about.
    """
    for condition in a.frame.conditions:
        item = condition.mention
        target = a.reading.target(item)
        if item is None or target is None or target.table != table or condition.negated:
            continue
        if not (item.start == thing.end and item.plural if behind else item.end == thing.start):
            continue
        dimension = a.lexicon.dimension(table, target.name)
        state = dimension is not None and {*words_of(dimension.name), *words_of(dimension.label or "")} & _STATES
        if not item.opposite and (state or a.lexicon.flag(table, target.name) is not None):
            return True
    return False


_STATES = frozenset(("status", "state", "stage", "outcome"))


def _sum_of(a: Assembler, chosen: Target, label: str) -> str | InlineMeasure:
    measure = a.lexicon.measure(chosen.table, chosen.name)
    if measure is None or measure.aggregate == "sum" or measure.expression is None:
        return a.fields.name_of(chosen)
    return a.fields.inline(chosen.table, "sum", measure.expression, label[6:].capitalize())


def size_of(a: Assembler, thing: Target | None) -> Wanted | None:
    """ "The largest donation": by the amount that is called after the donations, where there is one."""
    if thing is None or thing.kind != "table":
        return None
    found = own_amount(a, thing.table)
    if found is None:
        return None
    item = Item("mention", -1, -1, label_of(a.lexicon, found), low=label_of(a.lexicon, found).lower())
    a.reading.chosen[id(item)] = Match(found, 1.0, True)
    return Wanted(mention=item)


def own_amount(a: Assembler, table: str) -> Target | None:
    """The one amount that a table's rows are of: "Amount", "Fine amount" of fines; a price says what a thing costs only."""
    found = [t for t in _amounts_of(a, table, {"principal"}, any_of_them=False) if not _price(a, t)]
    return found[0] if len(found) == 1 else None


def _price(a: Assembler, target: Target) -> bool:
    return "price" in words_of(label_of(a.lexicon, target)) and "sale" not in words_of(label_of(a.lexicon, target))


def _amounts_of(a: Assembler, table: str, nouns: set[str], any_of_them: bool) -> list[Target]:
    """The measures that say how much a table's rows are: those called after it; sums before averages of a price."""
    own = set(table_words(a.lexicon.tables[table])) | MONEY_WORDS | nouns
    plain = [m for m in a.lexicon.tables[table].measures if not m.hidden and m.filter is None and m.expression]
    sums = [
        m for m in plain if m.aggregate == "sum" and a.fields.row_field(Target("measure", table, m.name)) is not None
    ]
    named = [m for m in sums if set(words_of(m.label or m.name)) <= own]
    prices = [m for m in plain if m.aggregate == "avg" and set(words_of(m.label or m.name)) - {"average"} <= own]
    found = named or prices or (sums[:3] if any_of_them else [])
    return [Target("measure", table, m.name) for m in found]


def _collective(item: Item) -> bool:
    """ "Staff", "aircraft": many of them without an s."""
    return bool(set(item.low.split()) & COLLECTIVES)


def _low(label: str) -> str:
    plain = label.removeprefix("Total ").removeprefix("Average ")
    return plain[:1].lower() + plain[1:]


def counts_rows(a: Assembler, target: Target) -> bool:
    """Whether a measure is the number of its table's rows."""
    measure = a.lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    return measure is not None and measure.aggregate == "count" and measure.filter is None


_AGES = spread("age year month week day average total current in at")


def of_itself(a: Assembler, target: Target, word: str) -> bool:
    """Whether a length of time is that of the thing: the longest call has most seconds, the longest flight no long delay.

    An age is that of the thing where the field is called so and nothing else: an age rating is none.
    """
    if word == "age":
        said = set(words_of(label_of(a.lexicon, target))) - set(table_words(a.lexicon.tables[target.table]))
        return said <= _AGES
    if word not in DURATION_WORDS or word == "duration":
        return True
    own = set(words_of(label_of(a.lexicon, target))) - set(table_words(a.lexicon.tables[target.table]))
    return own <= DURATION_WORDS - {"delay", "downtime"} | {"average", "total", "length", "time", "played"}


def of_groups(a: Assembler, wanted: Wanted, target: Target) -> str:
    """ "Which type has the highest fee": the total of all its rows, where the model adds them up and nothing else.

    Where it averages them, or does both, the total, the average and the best single row are different answers.
    """
    row = a.fields.row_field(target)
    item = wanted.mention
    if row is None or item is None or wanted.attribute or set(words_of(item.text)) & {"average", "mean", "total"}:
        return ""
    if set(words_of(item.text)) & TIME_NOUNS or any(w in item.low.split() for w in TIME_UNITS):
        return ""  # lengths of time add up, see of_durations
    field = Target("dimension", row.table, row.name)
    if not any(m.exact and m.target == field for m in item.matches):
        return ""  # "revenue" is the model's total, whatever each row's number is called
    kinds = _kinds(a, row)
    if "sum" in kinds and _bare_quantity(item):
        return ""  # so do quantities, see of_quantities
    if kinds & {"sum", "avg", "median"} == {"sum"} or target.kind == "derived":
        return ""
    low = label_of(a.lexicon, field)
    low = low if low[:2].isupper() else low[:1].lower() + low[1:]
    best = "max" if (a.frame.direction or "desc") == "desc" else "min"
    choices = [(f"Average {low}", "avg"), (f"{'Highest' if best == 'max' else 'Lowest'} single {low}", best)]
    if "sum" in kinds or _bare_quantity(item):
        choices.insert(0, (f"Total {low}", "sum"))
    return a.settle(f"Each of these has many values of “{item.text}”. Which one is compared?", "rank", choices)


def units_sold(a: Assembler) -> None:
    """ "How many tracks were sold": those that were, or the pieces, where the sales have a quantity."""
    frame = a.frame
    if len(frame.wanted) != 1 or not frame.wanted[0].count or frame.wanted[0].distinct or frame.distinct:
        return
    wanted = frame.wanted[0]
    thing = a.reading.target(wanted.mention)
    sold = next(
        (c for c in frame.conditions if _is_sale(c) or _sold_at_a_time(a, c) or _sold_by_others(a, c, thing)), None
    )
    if thing is None or thing.kind not in ("table", "measure") or sold is None or wanted.mention is None:
        return
    if sold.verb is not None and set(sold.verb.verb) & BY_BUYERS and sold.verb.start == wanted.mention.end:
        return  # "how many clients bought in May": they are no goods
    table = existence.exists_table(_conditions(a), replace(sold, kind="exists"))
    if table is not None and a.roads.distance_up(table, thing.table) is None:  # sold with an order, by its lines
        lines = [t for t in a.lexicon.tables if a.roads.distance_up(t, table) and a.roads.distance_up(t, thing.table)]
        table = lines[0] if len(lines) == 1 else None
    if table is None or a.roads.distance_up(table, thing.table) is None:
        return
    pieces = [
        m
        for m in a.lexicon.tables[table].measures
        if m.aggregate == "sum" and not m.hidden and m.filter is None and set(words_of(m.label or m.name)) & PIECE_WORDS
    ]
    if len(pieces) != 1:
        return
    target = Target("measure", table, pieces[0].name)
    label = label_of(a.lexicon, target)
    things = a.fields.say_table(thing.table)
    choices = ((f"{label} of {things}", "pieces"), (f"Different {things}", "things"))
    text = f"“{wanted.mention.text}” can be counted once each or by the piece. Which one is meant?"
    if a.settle(text, "pieces", choices) == "things":
        frame.distinct = frame.distinct or sold.kind == "date"
        return
    item = Item("mention", wanted.mention.start, wanted.mention.end, label, low=label.lower())
    a.reading.chosen[id(item)] = Match(target, 1.0, True)
    frame.wanted[0] = Wanted(mention=item)
    frame.conditions = [c for c in frame.conditions if c is not sold]
    frame.times.extend([sold.time] if sold.time is not None else [])
    a.bases = [table]


def different_sold(a: Assembler) -> None:
    """ "How many different products were sold in 2025": by the model's own measure of that, where the sales have one."""
    frame = a.frame
    if len(frame.wanted) != 1 or not frame.wanted[0].count or not frame.distinct:
        return
    wanted = frame.wanted[0]
    thing = a.reading.target(wanted.mention)
    sold = next((c for c in frame.conditions if _verbs(c) and c.kind in ("exists", "date") and not c.negated), None)
    if thing is None or thing.kind not in ("table", "measure") or sold is None or sold.verb is None or sold.more:
        return
    words = {"different", "distinct", "number", *words_of(sold.verb.text), *table_words(a.lexicon.tables[thing.table])}
    for relationship in a.lexicon.model.relationships:
        table = a.lexicon.tables.get(relationship.from_table)
        if relationship.to_table != thing.table or table is None:
            continue
        for measure in table.measures:
            named = set(words_of(measure.label or measure.name))
            if measure.aggregate != "count_distinct" or measure.hidden or not named <= words or len(named) < 3:
                continue
            target = Target("measure", table.name, measure.name)
            item = Item("mention", sold.verb.start, sold.verb.end, label_of(a.lexicon, target))
            a.reading.chosen[id(item)] = Match(target, 1.0, True)
            frame.wanted[0] = Wanted(mention=item)
            frame.conditions = [c for c in frame.conditions if c is not sold]
            frame.times.extend([sold.time] if sold.time is not None else [])
            a.bases = [table.name]
            return


def _verbs(condition: Condition) -> bool:
    return condition.verb is not None and any(v in SALE_VERBS for v in condition.verb.verb)


def _is_sale(condition: Condition) -> bool:
    verbs = condition.verb.verb if condition.verb is not None else ()
    return condition.kind == "exists" and not condition.negated and any(v in SALE_VERBS for v in verbs)


def _sold_by_others(a: Assembler, condition: Condition, thing: Target | None) -> bool:
    """Whether they were sold on a day that other rows hold: toys are sold with orders, a house itself."""
    verbs = condition.verb.verb if condition.verb is not None else ()
    day = (condition.own or a.reading.target(condition.mention)) if condition.kind == "event" else None
    sale = day is not None and not condition.negated and condition.time is None and any(v in SALE_VERBS for v in verbs)
    return sale and day is not None and thing is not None and day.table != thing.table


def _sold_at_a_time(a: Assembler, condition: Condition) -> bool:
    """ "Products sold in 2025", where the products themselves have no such date: their sales have."""
    told = condition.kind == "date" and condition.mention is None and not condition.negated and not condition.more
    return told and _verbs(condition) and dates.date_of(_conditions(a), condition) is None


def _conditions(a: Assembler) -> Conditions:
    from lunara.ask.planners.offline.assembly.conditions import Conditions

    return Conditions(a)


def compared_by_row(a: Assembler, condition: Condition, target: Target) -> bool:
    """ "Machines with a temperature above 85": one of their rows, or the average of them, where nothing adds up."""
    item = condition.mention
    said = condition.wanted.agg if condition.wanted is not None else ""
    if item is None or said or (condition.wanted is not None and condition.wanted.count):
        return False
    row = a.fields.row_field(target)
    measure = a.lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    words = set(words_of(item.text))
    if row is None or words & {"average", "mean", "total", "sum", "median"}:
        return False
    if _of_one_row(a, item, row.table):
        a.settled.setdefault(f"compared {item.start}", "row")
        return True
    expressions = (a.fields.expression(target), a.fields.column(target))
    if any(m.aggregate == "sum" and m.expression in expressions for m in a.lexicon.tables[target.table].measures):
        if condition.negated and not of_thing(a, row.table) and a.bases and row.table not in a.bases:
            raise Declined(
                f"It is not clear whether no single “{item.text}” is meant, or not the total. Say “total {item.text}” for that."
            )
        return False
    if measure is not None and measure.filter is not None:
        return False
    if item.anchor is not None and item.verb:
        a.settled.setdefault(f"compared {item.start}", "row")
        return True  # "who led orchestras founded after 2008": said of what stands right before it
    if condition.negated:
        a.settled.setdefault(f"compared {item.start}", "row")
        return True  # "without an order value above 100": none of them
    if of_thing(a, row.table):
        return True
    label = label_of(a.lexicon, Target("dimension", row.table, row.name))
    low = label[:1].lower() + label[1:]
    choices = ((f"Any one {low}", "row"), (f"The average {low}", "group"))
    text = f"“{item.text}” is known many times for each of them. Which one is compared?"
    return a.settle(text, f"compared {item.start}", choices) == "row"


def _of_one_row(a: Assembler, item: Item, table: str) -> bool:
    """ "Who placed an order with an amount above 500": the rows are those that must be there."""
    thing = item.of_row
    said = thing is not None and any(c.kind == "exists" and c.mention is thing for c in a.frame.conditions)
    return said and (found := a.reading.target(thing)) is not None and found.table == table


def of_thing(a: Assembler, table: str) -> bool:
    """ "Who visited a gym opened after 2010", "with coaches born after 1990": the field is said of things that are named."""
    named = [*a.said_things, *(c.mention for c in a.frame.conditions if c.kind == "exists")]
    if any(t.table == table and t.kind != "dimension" for i in named if (t := a.reading.target(i)) is not None):
        return True
    return any(_tells_of(a, c, table) for c in a.frame.conditions)


def _tells_of(a: Assembler, condition: Condition, table: str) -> bool:
    """Whether a condition is a deed whose rows tell of a thing of this table: the visits of a gym."""
    return any(t != table and a.roads.distance_up(t, table) == 1 for t in deeds_of(a, condition))


def deeds_of(a: Assembler, condition: Condition) -> set[str]:
    """The tables of what was done by a condition: "visited" by its date, by a noun, or by the rows that tell of the verb."""
    if condition.kind not in ("event", "exists"):
        return set()
    target = a.reading.target(condition.mention)
    if target is not None or condition.verb is None:
        return {target.table} if target is not None else set()
    words = [w for v in condition.verb.verb for w in a.lexicon.events.get(v, ())]
    found = [m for w in words for m in a.lexicon.fields((w,)) if m.exact]
    return {m.target.table for m in found if m.target.kind == "table"}
