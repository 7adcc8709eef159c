"""Columns that hold a physical quantity of what happened: tonnes of a delivery, litres of a refueling."""

from __future__ import annotations

from lunara.semantic.draft import role_words as rw
from lunara.semantic.draft.facts import NUMERIC, ColumnFacts, TableFacts
from lunara.semantic.draft.keys import KEY_WORDS, key_stem
from lunara.semantic.draft.vocabulary import word_set

_UNITS = word_set("""
    tonne tonnes ton tons kg kgs kilo kilogram kilogramme lb lbs oz ounce litre liter ml hl hectolitre hectoliter gallon barrel
    bbl bushel cbm kilometre kilometer
""")
# How much of a unit there is in all is still an amount: net tonnes, total litres.
_WHOLE = frozenset(["net", "gross", "total", "sale"])
# One thing's own property, a state, or a limit: not what happened.
_OTHER = (
    (rw.AVERAGES | rw.RATES | rw.MONEY | rw.PRICES | rw.BALANCES | rw.CUMULATIVE)
    | word_set("per capacity tank hand safety running ytd mtd allowed rated max min reading meter odometer")
) - _WHOLE
# What a row is that only notes how a thing stood on a day.
_NOTED = word_set("""
    reading level weighing weighin weight measurement measure inspection check checkup gauge gauging service servicing odometer
    vital birth registration calibration survey
""")
_STANDS_AT = _UNITS | word_set("km mi mile mileage")
_LINES = frozenset(["line", "item", "detail", "movement"])
_WEIGHT = frozenset(["weight"])
# What a row is that moved or used so much on its day, whoever it refers to.
_MOVED = word_set("""
    delivery donation gift contribution sale order purchase shipment transfer pickup collection drop dropoff dispatch refuel
    refueling refuelling refill fill fueling fuelling harvest catch landing haul load return receipt intake withdrawal
    transaction pour consumption usage production allocation distribution supply handout disposal waste spill picking yield
    extraction export import
""")
_FEWEST_COLUMNS = 3
# That it did, by the name of its day: sold_on, delivered_at.
_MOVED_SO = word_set("""
    delivered donated given sold ordered purchased bought shipped transferred collected dispatched harvested caught landed
    refuelled refueled filled poured consumed used produced distributed supplied disposed extracted exported imported picked
""")


def quantity_unit(column: ColumnFacts, table: TableFacts) -> str | None:
    """The unit, as written, of a number that says how much a row of an event moved or used; "" where none is said.

    None of anything else.

    Such numbers add up. The tonnes of a truck are its size, those of a stock its state: neither does.
    """
    sense = column.sense
    moved = _moved(table)
    units = _UNITS | _WEIGHT if moved else _UNITS
    at = next((at for at in (-1, 0) if sense[at] in units), None)
    if at is None or column.kind not in NUMERIC or sense[-1] in rw.CODES:
        return None
    if set(sense) & (_OTHER - (_WEIGHT if moved else frozenset())):
        return None
    if not (moved or _happened(table)):
        return None
    said = next((at for at in (-1, 0) if sense[at] in _UNITS | rw.UNITS), None)
    return column.words[said] if said is not None else ""


def stands_at(column: ColumnFacts, table: TableFacts) -> str | None:
    """The unit, as written, of a number that was read off a thing on a day, such as the litres in a tank; None of any other.

    It is how the thing stood, so it never adds up.
    """
    at = next((at for at in (-1, 0) if column.sense[at] in _STANDS_AT), None)
    if (
        at is None
        or column.kind not in NUMERIC
        or column.sense[-1] in rw.CODES
        or set(column.sense) & (rw.MONEY - _WHOLE)
    ):
        return None
    return column.words[at] if set(table.entity) & _NOTED else None


def _moved(table: TableFacts) -> bool:
    """Whether a row moved or used so much on its day: a delivery, a sale, what was donated on a day."""
    days = [set(c.sense) for c in table.columns if c.kind in ("date", "timestamp") and not rw.AUDIT & set(c.sense)]
    if not days or set(table.entity) & (rw.SNAPSHOT | _NOTED) or len(table.columns) < _FEWEST_COLUMNS:
        return False
    return bool(table.entity) and (table.entity[-1] in _MOVED or bool(days[0] & _MOVED_SO))


def _happened(table: TableFacts) -> bool:
    """Whether a row is something that happened: it has a day and refers to others, or is a part of what has."""
    if set(table.entity) & (rw.SNAPSHOT | _NOTED):
        return False
    stems = [stem for c in table.columns if (stem := key_stem(c)) is not None]
    dated = any(c.kind in ("date", "timestamp") and not rw.AUDIT & set(c.sense) for c in table.columns)
    if dated or any(_of_a_day(stem) for stem in stems):
        return sum(not _of_a_day(stem) for stem in stems) > 1
    return len(table.entity) > 1 and table.entity[-1] in _LINES and len(stems) > 1


def _of_a_day(stem: tuple[str, ...]) -> bool:
    words = [word for word in stem if word not in KEY_WORDS]
    return bool(words) and words[-1] in ("date", "day", "time")
