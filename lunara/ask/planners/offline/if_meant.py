"""Answers that stand on a field which the question does not name and which may not be meant: they are asked about first.

In which unit a number is that nothing tells of; what "cheapest" goes by where only a fee for something is known, and whose price
it is where rows of many prices share what is asked for; which of two days a month is of, where the amount is called after a deed
that has a day of its own ("approved amount by month"), or the rows are in a state that has one ("closed won deals in 2024"); and
a day that lies ahead ("next inspection") as the year of things.
"""

from __future__ import annotations

from collections.abc import Iterator

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Option
from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.by_deed import by_day, own_day
from lunara.ask.planners.offline.days_meant import of_things_to_come
from lunara.ask.planners.offline.endings import DUE
from lunara.ask.planners.offline.flatplan import FlatPlan
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.promises import DEEDS
from lunara.ask.planners.offline.plain.stays import OPEN
from lunara.ask.planners.offline.plain.things import DENIALS, dates, says, shown
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.rows_meant import of_rows, told_apart
from lunara.ask.planners.offline.several_units import of_several
from lunara.ask.planners.offline.than_filters import ranking_field
from lunara.ask.planners.offline.units_said import untold
from lunara.ask.planners.offline.words import spread
from lunara.ask.planners.offline.work import Work
from lunara.ask.tokens import Token, tokenize, verb_stems
from lunara.semantic.filters import leaves_of
from lunara.semantic.model import Dimension
from lunara.semantic.names import lowered
from lunara.semantic.query import DimensionRef, FieldFilter, InlineMeasure, SemanticQuery

_PRICES = spread("price rent rate fare tariff premium msrp rrp")
_CHARGES = spread("fee cost charge")
_OF_ALL = spread("hourly daily weekly monthly yearly annual total unit standard average amount base")
_LEADING = spread("in during since between on by per each of the")
"""What leads a period that follows at once."""
_NOUNS = ("ment", "al", "ery", "ion", "ure", "ing")
_AHEAD = spread("delete deletion next expire expiry expiration renew renewal")
"""Words of days that are still to come when a row is written, or of its end: they tell nothing of what the row is of."""


def settled(work: Work, query: SemanticQuery) -> Clarification | SemanticQuery:
    """The question back with what the answer would go by and what it may go by instead; the query where nothing is in doubt."""
    found = (
        _in_several_units(work, query)
        or _in_a_unit(work, query)
        or _of_the_closed(work, query)
        or _by_a_fee(work, query)
        or _of_many_prices(work, query)
        or _of_other_rows(work, query)
        or _on_another_day(work, query)
        or _of_things_to_come(work, query)
        or _ahead(work, query)
        or _of_whom(work, query)
    )
    return query if found is None else found


def _asked(work: Work, text: str, found: list[tuple[str, SemanticQuery]]) -> Clarification | None:
    model, clock = work.lexicon.model, work.question.clock
    options = [Option(label, describe(q, model), q) for label, q in found if prove(q, model, clock) is None]
    return Clarification(text, tuple(options)) if options else None


def _in_several_units(work: Work, query: SemanticQuery) -> Clarification | None:
    """ "Heaviest parcel" where some weights are in pounds and some in grams."""
    found = of_several(query, work.lexicon)
    return _asked(work, *found) if found is not None else None


def _in_a_unit(work: Work, query: SemanticQuery) -> Clarification | None:
    """ "Heavier than 2 kg" where nothing says in which unit the weight is."""
    found = untold(work.items, FlatPlan(query, work.lexicon), work.lexicon)
    if found is None:
        return None
    name, number, unit = found
    text = f"Nothing says in which unit {name} is. Is it in {unit}?"
    return _asked(work, text, [(f"{name} in {unit}: {number}", query)])


def _of_the_closed(work: Work, query: SemanticQuery) -> Clarification | None:
    """ "How long are faults open" where those that still are have no end yet: an average without the longest ones of all."""
    if not any(note.startswith(OPEN) for note in work.notes):
        return None
    text = "Those that are still open have no end yet. Is it asked of those that were closed?"
    return _asked(work, text, [("Those that were closed", query)])


def _by_a_fee(work: Work, query: SemanticQuery) -> Clarification | None:
    """ "Cheapest hall", "halls cheaper than 50" where halls have a cleaning fee and no price."""
    priced = _priced(work, query) or _compared_price(work, query)
    if priced is None:
        return None
    table, field, alias = priced
    words = {*words_of(shown(field))}
    said = {t.stem for t in tokenize(work.question.text)}
    extra = words - _CHARGES - _OF_ALL - {*table_words(work.lexicon.tables[table])} - said
    if words & _PRICES or not extra:
        return None
    label = label_of(work.lexicon, Target("dimension", table, field.name))
    return _asked(
        work, f"No price of these is known. Is {lowered(label)} what “{alias}” goes by?", [(f"By {label}", query)]
    )


def _of_many_prices(work: Work, query: SemanticQuery) -> Clarification | None:
    """ "Most expensive curator" where each curator has many shows with a price each."""
    priced = _priced(work, query)
    ranked = [m for m in query.measures if isinstance(m, InlineMeasure) and m.aggregate in ("min", "max")]
    if priced is None or len(ranked) != 1 or len(query.measures) != 1:
        return None
    home = work.lexicon.tables[priced[0]]
    single = {f"{home.name}.{name}" for name in (work.lexicon.display(home.name), *work.lexicon.key_names(home.name))}
    if single & {d if isinstance(d, str) else d.field for d in query.dimensions}:
        return None  # each is one row of its own
    label = label_of(work.lexicon, Target("dimension", priced[0], priced[1].name))
    mean = ranked[0].model_copy(
        update={"name": f"avg_{priced[1].name}", "aggregate": "avg", "label": f"Average {lowered(label)}"}
    )
    order = tuple(o.model_copy(update={"field": mean.name}) if o.field == ranked[0].name else o for o in query.order_by)
    other = query.model_copy(update={"measures": (mean,), "order_by": order})
    text = f"Each of them has several rows with a {lowered(label)}. Which one does “{priced[2]}” go by?"
    return _asked(work, text, [(ranked[0].label or ranked[0].name, query), (mean.label or mean.name, other)])


def _priced(work: Work, query: SemanticQuery) -> tuple[str, Dimension, str] | None:
    """The table and the field by which "cheapest" or "most expensive" puts the answer in order, and that word."""
    rank = work.frame.rank
    by = ranking_field(query)
    if rank is None or not {"price", "cost"} <= {*rank.attribute} or by is None:
        return None
    inline = next((m for m in query.measures if isinstance(m, InlineMeasure) and m.name == by), None)
    table, _, name = (f"{inline.table}.{inline.expression or ''}" if inline is not None else by).partition(".")
    if table not in work.lexicon.tables:
        return None
    column = name.strip('"')
    field = next(
        (d for d in work.lexicon.tables[table].dimensions if column in (d.name, (d.expression or "").strip('"'))), None
    )
    return (table, field, rank.alias) if field is not None else None


def _compared_price(work: Work, query: SemanticQuery) -> tuple[str, Dimension, str] | None:
    """The table and the field that "cheaper than" compares, and that word."""
    said = next((c.alias for c in work.frame.conditions if {"price", "cost"} <= {*c.attribute}), None)
    compared = [f for f in leaves_of(query.filters) if isinstance(f, FieldFilter) and f.op in ("<", ">", "<=", ">=")]
    if said is None or len(compared) != 1:
        return None
    table, _, name = compared[0].field.rpartition(".")
    field = work.lexicon.dimension(table, name)
    return (table, field, said) if field is not None else None


def _on_another_day(work: Work, query: SemanticQuery) -> Clarification | SemanticQuery | None:
    """ "Approved amount by month": by the month of the approval, or by that in which such rows came about.

    A period right behind what was done is of its day: "amount approved in May".
    """
    lexicon = work.lexicon
    used = own_day(query, lexicon)
    if used is None:
        return None
    table, day = used
    tokens = tokenize(work.question.text)
    said = {v for t in tokens for v in (t.low, *verb_stems(t.low))}
    if says(day) & said:
        return None
    deeds = _deeds(work, query, table, tokens) | _of_states(query, table, lexicon, said)
    stems = {v for one in deeds.values() for v in one}
    others = [d for d in dates(table, lexicon) if d.name != day.name and says(d) & stems and not says(d) & DUE]
    if len(others) != 1 or says(day) & stems:
        return None
    done = by_day(query, f"{table}.{day.name}", f"{table}.{others[0].name}")
    before = _before_periods(work)
    if any(verb_stems(word) for word in before - {*deeds}):
        return None  # "issued in 2024" tells which day it is
    if before & {*deeds} and prove(done, lexicon.model, work.question.clock) is None:
        work.notes.append(f"The period is of {shown(others[0])}.")
        return done
    found = [(f"By {shown(others[0])}", done), (f"By {shown(day)}", query)]
    return _asked(work, "By which day is the period meant?", found)


def _of_things_to_come(work: Work, query: SemanticQuery) -> Clarification | SemanticQuery | None:
    """ "Reservations for July": by the day of arrival, or by that on which they were made."""
    used = own_day(query, work.lexicon)
    days = of_things_to_come(work, query, *used) if used is not None else []
    if used is None or not days:
        return None
    made = [
        (
            f"By {shown(d)}",
            query if d is used[1] else by_day(query, f"{used[0]}.{used[1].name}", f"{used[0]}.{d.name}"),
        )
        for d in days
    ]
    if len(made) == 1 and prove(made[0][1], work.lexicon.model, work.question.clock) is None:
        work.notes.append(f"The period is of {shown(days[0])}: nothing was there by {shown(used[1])} so late.")
        return made[0][1]
    return _asked(work, "By which day is the period meant?", made)


def _of_other_rows(work: Work, query: SemanticQuery) -> Clarification | SemanticQuery | None:
    """ "Bounced emails": those that were sent and are in that state, and not the addresses of those who got them."""
    found = of_rows(work, query)
    if not found:
        return None
    label, first = found[0]
    if len(found) == 1 and told_apart(query, first) and prove(first, work.lexicon.model, work.question.clock) is None:
        work.notes.append(f"{label} are counted, of which that is said.")
        return first
    inline = query.measures[0]
    different = inline.label if isinstance(inline, InlineMeasure) and inline.label else "The different ones"
    return _asked(work, "What is counted?", [*found, (different, query)])


def _before_periods(work: Work) -> set[str]:
    """The words right before the periods that are named."""
    found = set[str]()
    for at, item in enumerate(work.items):
        before = [i for i in work.items[:at] if i.low not in _LEADING]
        if item.kind == "time" and before:
            found.add(before[-1].low.split()[-1])
    return found


def _deeds(work: Work, query: SemanticQuery, table: str, tokens: list[Token]) -> dict[str, frozenset[str]]:
    """The words that tell of what was done, with its verbs, where the number is called after it or holds it against a promise."""
    names = set[str]()
    for measure in query.measures:
        if isinstance(measure, InlineMeasure):
            lasting = measure.aggregate == "avg" and (measure.format is None or measure.format.kind != "percent")
            told = (measure.label, measure.expression, measure.filter) if measure.table == table and not lasting else ()
            names |= {word for one in told for word in words_of(one or "")}
        else:
            found = work.lexicon.measure(table, measure.rpartition(".")[2])
            names |= {*words_of(found.label or found.name)} if found is not None and found.aggregate != "avg" else set()
    called = {v for name in names for v in (name, *verb_stems(name))}
    made: dict[str, frozenset[str]] = {}
    for token in tokens:
        verbs = frozenset(verb_stems(token.low)) or frozenset(
            w for group in DEEDS if token.low in group and token.low.endswith(_NOUNS) for w in group
        )
        if verbs and token.low not in frozenset(verb_stems(token.low)) and called & verbs:
            made[token.low] = verbs
    return made


def _of_states(query: SemanticQuery, table: str, lexicon: Lexicon, named: set[str]) -> dict[str, frozenset[str]]:
    """The last words of the states that the rows are in, with the verbs of what was done: "won" of "Closed Won", to close.

    None of "with status shipped": where the field is among the words `named`, its value is a condition and no deed.
    """
    made: dict[str, frozenset[str]] = {}
    for one in query.filters:
        if not isinstance(one, FieldFilter) or one.op not in ("=", "in"):
            continue
        home, _, name = one.field.rpartition(".")
        field = lexicon.dimension(table, name) if home == table else None
        if field is None or any({*words_of(called)} <= named for called in (field.label or name, name)):
            continue
        words = [words_of(v) for v in one.values if isinstance(v, str)]
        for said in words if lexicon.is_state(table, name) else ():
            verbs = frozenset(v for word in said for v in verb_stems(word) if v != word)
            if verbs and not DENIALS & {*said}:
                made[said[-1]] = verbs
    return made


def _of_whom(work: Work, query: SemanticQuery) -> Clarification | None:
    """ "Surgeries per month" are not the surgeons by the month in which they were hired."""
    used, frame = own_day(query, work.lexicon), work.frame
    values = [c for c in frame.conditions if c.kind == "value" and c.mention is not None]
    day = masters.came_about(used[0], work.lexicon) if used is not None else None
    if used is None or len(values) != 1 or day is None:
        return None
    if says(day) & {v for i in work.items for w in i.low.split() for v in (w, *verb_stems(w))}:
        return None  # "surgeons hired in 2024"
    item = values[0].mention
    found = next((m.target for m in item.matches if m.target.kind == "value"), None) if item is not None else None
    if item is None or found is None or found.table != used[0] or not item.plural:
        return None
    if any(thing.start != item.start for thing in frame.entities):
        return None
    label = describe(query, work.lexicon.model)
    return _asked(work, f"“{item.text}” alone does not tell of whom it is said. Is this meant?", [(label, query)])


def _ahead(work: Work, query: SemanticQuery) -> Clarification | None:
    """ "Vehicles of 2019" by the day of their next inspection, which nobody named."""
    said = {v for t in tokenize(work.question.text) for v in (t.low, t.stem, *verb_stems(t.low))}
    for day in _days(query, work.lexicon):
        if says(day) & _AHEAD and not (says(day) & _AHEAD & said or ({"due", "up"} & said and says(day) & said)):
            label = shown(day)
            return _asked(work, f"The period would be that of {lowered(label)}. Is it meant?", [(f"By {label}", query)])
    return None


def _days(query: SemanticQuery, lexicon: Lexicon) -> Iterator[Dimension]:
    """The days that the periods and conditions of a query are of."""
    fields = [d.field for d in query.dimensions if isinstance(d, DimensionRef) and d.grain is not None]
    fields += [query.time.field] if query.time is not None and query.time.field else []
    bounds = [
        one for one in leaves_of(query.filters) if isinstance(one, FieldFilter) and one.op in ("<", "<=", ">", ">=")
    ]
    for field in [*fields, *(one.field for one in bounds)]:
        table, _, name = field.rpartition(".")
        day = lexicon.dimension(table, name) if table in lexicon.tables else None
        if day is not None and day.type == "time":
            yield day
