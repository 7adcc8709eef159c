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


def quantity_unit(column: ColumnFacts, table: TableFacts) -> str | None:
    """The unit, as written, of a number that says how much a row of an event moved or used; None of anything else.

    Such numbers add up. The tonnes of a truck are its size, those of a stock its state: neither does.
    """
    sense = column.sense
    at = next((at for at in (-1, 0) if sense[at] in _UNITS), None)
    if at is None or column.kind not in NUMERIC or set(sense) & _OTHER or sense[-1] in rw.CODES:
        return None
    return column.words[at] if _happened(table) else None


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
