"""What each column is for: identifier, time, dimension, measure, or kept out of sight; by name and type, then counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from lunara.semantic.draft import role_words as rw
from lunara.semantic.draft.durations import amount_of_time
from lunara.semantic.draft.facts import NUMERIC, ColumnFacts, TableFacts
from lunara.semantic.draft.flags import Flag, flag_of, is_named
from lunara.semantic.draft.keys import CODE_WORDS, KEY_WORDS, code_stem, key_stem
from lunara.semantic.draft.quantities import quantity_unit, stands_at
from lunara.semantic.model import Aggregate, Format

RoleKind = Literal["identifier", "time", "dimension", "measure", "ignore"]


@dataclass(frozen=True)
class Role:
    """A decision about one column. `aggregate`, `format`, `balance` (semi-additive) and what follows matter for measures only.

    `time` says that it is an amount of time, `both` that its total and its average are each worth a measure. `flag` tells how a
    dimension that is no boolean says yes.
    """

    kind: RoleKind
    confidence: float
    because: str
    aggregate: Aggregate = "sum"
    format: Format | None = None
    balance: bool = False
    text_date: bool = False
    time: bool = False
    both: bool = False
    flag: Flag | None = None


def decide(column: ColumnFacts, table: TableFacts, linked: bool, dialect: str) -> Role:
    """The role of one column. `linked`: a relationship starts here. Text dates are times where the engine can read them."""
    sense, words = column.sense, set(column.sense)
    kind = column.kind
    if column.name in table.key and len(table.key) == 1 and kind not in ("date", "timestamp"):
        return Role("identifier", max(0.9, table.key_confidence), table.key_because or "It is the primary key.")
    if linked and kind not in ("date", "timestamp") and not _names_a_year(column):
        return Role("identifier", 0.97, "It refers to a row of another table.")
    if kind in ("date", "timestamp"):
        return _time(column)
    if kind == "boolean":
        return Role("dimension", 0.99, "True or false: something to group by.")
    if kind == "clock":
        return Role("dimension", 0.9, "A time of day: something to group by.")
    if kind == "other":
        return Role("ignore", 0.9, f"Values of type {column.column.type} are not grouped or added up.")
    if (words & rw.SECRET and kind not in NUMERIC) or sense[-2:] == ("row", "guid") or "rowguid" in words:
        return Role("ignore", 0.95, "A technical value that nobody asks about.")
    if kind in (*NUMERIC, "string") and _pays_or_proves(sense):
        return Role("ignore", 0.9, "It pays, or proves who somebody is: shown only where somebody makes it visible.")
    if key_stem(column) is not None and not _counts(sense) and not _names_a_year(column):
        if sense in (("uuid",), ("guid",), ("row", "guid")) and column.name not in table.key:
            return Role("ignore", 0.9, "A technical identifier beside the key.")
        return Role("identifier", 0.96, "Named like a key.")
    if kind == "uuid":
        return Role("identifier", 0.95, "A UUID identifies; it is not a number to compute with.")
    if words & rw.AUDIT and (sense[-1] in KEY_WORDS or sense[-1] == "by"):
        return Role("ignore", 0.85, "Records who last touched the row.")
    if kind == "string" and column.name in table.key and code_stem(column) is not None:
        return Role("identifier", 0.9, "A number or code that is part of the key.")
    if kind == "string":
        flag = flag_of(column)
        return _flag(flag) if flag is not None else _text(column, dialect)
    return _number(column, table)


def _pays_or_proves(sense: tuple[str, ...]) -> bool:
    """Whether a column holds the number of a card, of an account or of a paper that identifies a person."""
    return "of" not in sense and any(sense[-len(named) :] == named for named in rw.PERSONAL_NUMBERS)


def _flag(flag: Flag) -> Role:
    return Role("dimension", flag.confidence, flag.because, flag=flag)


def _time(column: ColumnFacts) -> Role:
    words = set(column.sense)
    written = bool(words & {"update", "load"}) and bool(
        words <= {"update", "load", "last", "date", "time", "on", "at", "record", "row", "timestamp", "end", "batch"}
    )
    if written or (rw.AUDIT & words and "status" not in words):
        return Role("ignore", 0.95, "Records when the row was last written: bookkeeping, not an event.")
    return Role("time", 0.99, f"Its type is {column.column.type}.")


def _text(column: ColumnFacts, dialect: str) -> Role:
    words = set(column.sense)
    stats = column.stats
    looks = (
        column.sense[-1] in rw.TIME_LAST
        or {"date", "datetime", "timestamp"} & words
        or column.name.lower().endswith(("date", "datestr", "datetime"))
    )
    if stats is not None and stats.filled:
        if stats.iso_dates == stats.filled and (looks or stats.filled >= 5):
            audit = bool(rw.AUDIT & words)
            return Role(
                "ignore" if audit else "time",
                0.95,
                f"All {stats.filled:,} texts looked at read as ISO dates.",
                text_date=True,
            )
    elif looks and dialect == "sqlite":
        return Role(
            "ignore" if rw.AUDIT & words else "time",
            0.85,
            "A date by name; this database keeps dates as text.",
            text_date=True,
        )
    sure = 0.88 if code_stem(column) is not None else 0.97
    return Role("dimension", sure, "Text: something to group by or to look for.")


def _names_a_year(column: ColumnFacts) -> bool:
    """yearID, fiscal_month_key: the number of the year itself, not the key of something."""
    stem = key_stem(column) or ()
    calendar = (
        bool(stem) and stem[-1] in ("year", "month", "quarter", "week") and set(stem[:-1]) <= {"fiscal", "calendar"}
    )
    stats = column.stats
    within = stats is None or not isinstance(stats.high, int | float) or stats.high <= 3000
    return calendar and column.kind == "integer" and within


def _many(word: str) -> bool:
    return len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _counts(sense: tuple[str, ...]) -> bool:
    """number_of_items, num_employees, item_count: how many, not which."""
    if sense[-1] in ("count", "cnt"):
        return True
    return (len(sense) > 1 and (sense[0] == "number" or sense[0] == "count") and sense[1] in ("of", "in", "per")) or (
        len(sense) > 1 and sense[0] == "count"
    )


def money(words: set[str]) -> Format | None:
    """Currency when the words are about money."""
    if words & rw.VOLUMES:
        return None
    return Format(kind="currency") if words & rw.MONEY else None


def _number(column: ColumnFacts, table: TableFacts) -> Role:
    if _names_a_year(column):
        return Role("dimension", 0.93, "A part of the calendar.")
    measured = quantity_unit(column, table)
    if measured is not None:
        shape = Format(kind="number", unit=measured) if measured and len(column.words) > 1 else None
        return Role("measure", 0.85, "So much of what happened: it adds up.", "sum", shape, both=True)
    noted = stands_at(column, table)
    if noted is not None:
        shape = Format(kind="number", unit=noted) if len(column.words) > 1 else None
        return _measure("avg", 0.85, "How a thing stood on a day: its sum means nothing.", shape)
    role = _number_of(column, column.sense, table)
    unit = column.sense[-1]
    if (
        len(column.sense) > 1
        and column.sense[0] in rw.VOLUMES
        and not set(column.sense) & (rw.CODES | {"average", "per"})
    ):
        return _measure(
            "sum", 0.75, f"So much in {column.words[0]}: it adds up.", Format(kind="number", unit=column.words[0])
        )
    if len(column.sense) > 1 and unit in rw.UNITS:
        bare = _number_of(column, column.sense[:-1], table)
        if bare.kind == "measure" and unit in rw.CURRENCIES:
            shape = Format(kind="currency", currency=unit.upper())
            return replace(bare, confidence=max(bare.confidence, 0.9), format=shape)
        if bare.kind == "measure" and bare.confidence >= role.confidence:
            return replace(bare, format=bare.format or Format(kind="number", unit=column.words[-1]))
        if unit in rw.VOLUMES and role.confidence < 0.7:
            shape = Format(kind="number", unit=column.words[-1])
            return _measure("sum", 0.75, f"So much in {column.words[-1]}: it adds up.", shape)
        if role.kind == "dimension" and role.confidence < 0.7:
            return _measure(
                "avg", 0.8, f"A number of {column.words[-1]}.", Format(kind="number", unit=column.words[-1])
            )
    return role


def _number_of(column: ColumnFacts, sense: tuple[str, ...], table: TableFacts) -> Role:
    words, last = set(sense), sense[-1]
    subject = set(table.entity)
    if "epoch" in words or (last in ("timestamp", "ts", "datetime") and column.kind in NUMERIC):
        return Role("dimension", 0.9, "A moment counted in seconds; it must not be added up.")
    many = sense[0] == "number" and any(
        word.endswith("s") and word[-2:] not in ("ss", "us", "is") for word in column.words[1:3]
    )
    if _counts(sense) or many:
        return _measure("sum", 0.93, "How many of something.", decimals=0)
    if sense[0] == "number" and len(sense) > 1 and last.endswith("ed") and column.words[0] != "no":
        return _measure("sum", 0.85, "How many of something.", decimals=0)
    done = last.endswith("ed") or column.words[-1] in rw.DONE
    if done and not words & set(rw.DURATION_UNITS) and any(_many(word) for word in column.words[:-1]):
        return _measure("sum", 0.85, "How many of something.", decimals=0)
    if last == "order" and words & {"display", "sort", "sequence", "tab", "list", "menu"}:
        return Role("dimension", 0.93, "A place in an order.")
    if last == "number" and sense[-2:-1] in (("value",), ("result",), ("reading",)):
        return _measure("avg", 0.8, "A measured value; its sum means nothing.")
    if last == "number" and len(sense) >= 2 and column.kind in NUMERIC and sense[-2] in rw.COUNTED:
        return _measure("sum", 0.8, "How many of something.", decimals=0)
    if is_named(column) or sense[0] in rw.FLAGS_FIRST or "flag" in words:
        flag = flag_of(column)
        return _flag(flag) if flag is not None else Role("dimension", 0.97, "A flag, though not of two values.")
    if "per" in words and last not in rw.CODES:
        before = set(sense[: sense.index("per")])
        return _measure("avg", 0.9, "So much per something: a rate, not to be added up.", money(before))
    if words & {"latitude", "longitude"}:
        return Role("dimension", 0.97, "A place on the map.")
    if _balance(sense, words) and not words & {"safety", "minimum", "maximum", "target", "reorder"}:
        shape = money(words - {"stock", "inventory"})
        if snapshots(table):
            told = "So far: each row holds the total up to then." if _so_far(sense) else "A balance."
            because = f"{told} It adds up over everything but time."
            return Role("measure", 0.93, because, "sum", shape, balance=True)
        return Role("measure", 0.9, "A balance of each row as it is now: it adds up.", "sum", shape)
    if words & {"lower", "upper"} and words & {"bound", "range", "limit", "threshold", "band"}:
        return _measure("avg", 0.85, "A bound: its sum means nothing.", money(words))
    decided = _paid_by_period(sense, words, table) or _duration(column, table)
    period = next((w for w in (column.words[-1], column.words[0]) if w in ("days", "hours", "weeks", "months")), None)
    if decided is None and len(sense) > 1 and period is not None:
        return _measure("avg", 0.85, f"A number of {period}.", Format(kind="number", unit=period))
    decided = decided or _calendar_part(column)
    decided = decided or _rate(column, sense, words, table)
    if decided is not None:
        return decided
    which = (
        last == "number"
        or last in CODE_WORDS
        or (last in rw.CODES and not words & {"total", "average", "amount", "quantity"})
    )
    stocked = last == "level" and words & rw.LEVELS
    if which and not stocked and not (last in ("order", "lead", "point") and words & rw.AVERAGES):
        return Role("dimension", 0.94, f"“{last}” tells which or what kind, not how much.")
    of = words - {"total"} if sense[0] == "total" and len(sense) > 1 else words  # "total passengers" are no money
    few = not words & (rw.MONEY | rw.SUMS | rw.AVERAGES | rw.RATES)
    flag = flag_of(column) if few else None
    if flag is not None:
        return _flag(flag)
    if few and _few_codes(column):
        return Role(
            "dimension", 0.88, f"Only {column.stats.distinct if column.stats else 0} different whole numbers: a code."
        )
    if words & {"average", "mean", "median", "maximum", "minimum", "avg"} and sense[0] in (
        "average",
        "mean",
        "median",
        "maximum",
        "minimum",
    ):
        return _measure("avg", 0.9, "Already an average or an extreme: not to be added up.", money(of))
    if "unit" in words and last in ("amount", "value", "cost", "price") and "units" not in column.words:
        return _measure("avg", 0.93, "The amount of one unit: not to be added up.", Format(kind="currency"))
    if words & rw.PRICES and _price(sense, words, subject):
        return _measure("avg", 0.95, "A price, cost or pay of one thing: not to be added up.", Format(kind="currency"))
    if "weight" in words and words & {"gross", "net", "total", "shipped", "cargo"}:
        return _measure("sum", 0.85, "A weight of what was moved: it adds up.")
    counted = column.words[-1] == "leads"  # of those who may buy; the lead of a race or a pencil is not said so
    if (last in rw.AVERAGES and not counted) or (
        words & {"rating", "score", "age", "temperature", "level", "threshold", "safety", "reorder", "experience"}
        and not words & {"total"}
    ):
        shape = Format(kind="currency") if last == "limit" and words & rw.MONEY_LIMITS else None
        return _measure("avg", 0.9, f"“{last}” describes one thing; its average is meaningful, its sum is not.", shape)
    if words >= {"length", "stay"}:
        return _measure("avg", 0.85, "How long a stay took.")
    if sense in (("tax",), ("discount",), ("vat",)):
        because = "An amount by its bare name, which could also be a rate."
        return _measure("sum", 0.75 if column.stats is None else 0.85, because, money(words))
    if len(sense) == 1 and last in rw.THINGS and column.kind == "integer" and not _many(column.words[-1]):
        return Role("dimension", 0.6, f"“{last}” in the singular may be how many, or which.")
    if sense[0] == "sum" and len(sense) > 1:
        return _measure("sum", 0.88, "A sum by name: it adds up.", money(of))
    if words & rw.SUMS or words & rw.MONEY:
        return _measure(
            "sum",
            0.94 if last in rw.SUMS or last in rw.MONEY else 0.85,
            "An amount: it adds up.",
            money(of),
            column=column,
        )
    return _unknown(column, table)


def _price(sense: tuple[str, ...], words: set[str], subject: set[str]) -> bool:
    last = sense[-1]
    if words & {"total", "subtotal", "extended", "sum", "overall", "amount"}:
        return False
    if last in ("open", "high", "low", "close") or words & {"open", "high", "low", "close"} & {last}:
        return (
            bool(subject & {"price", "ticker", "quote", "stock", "bar", "candle", "market", "ohlc"}) or "price" in words
        )
    if last == "cost" or "cost" in words:
        if words & {"unit", "standard", "average", "item", "list", "base", "wholesale", "replacement"}:
            return True
        return bool(
            subject & {"product", "item", "service", "treatment", "procedure", "article", "material", "part"}
        ) and not subject & {"order", "sale", "line"}
    if words & {"salary", "wage"}:
        return not subject & {"payroll", "payment", "payslip", "paycheck"}
    return bool(words & {"price", "msrp", "fare", "tariff", "nav"})


def snapshots(table: TableFacts) -> bool:
    """Whether rows repeat the state of the same things at one moment after another (so that states must not add up over time)."""
    dated = any(c.kind in ("date", "timestamp") and not rw.AUDIT & set(c.sense) for c in table.columns)
    if not dated and not any((key_stem(c) or ("",))[-1] in ("date", "day") for c in table.columns):
        return False
    single = len(table.key) == 1 and table.column(table.key[0]).kind not in ("date", "timestamp")
    return not single or bool(set(table.entity) & rw.SNAPSHOT)


def _paid_by_period(sense: tuple[str, ...], words: set[str], table: TableFacts) -> Role | None:
    """hourly_cost, monthly_fee: what one hour or month costs. A table of months holds what was paid in each, which adds up."""
    last = sense[-1]
    if last not in rw.PAID_BY_PERIOD or not (words & rw.PERIODS or sense[0] in rw.PERIOD_UNITS) or "per" in words:
        return None
    short = words & {"hourly", "daily", "hour", "day"}
    if not short and any(table.column(name).kind in ("date", "timestamp") for name in table.key):
        return None
    known = last != "rate" or words <= rw.PAY_RATE | {"rental", "nightly"}
    sure = 0.92 if short and last != "pay" else 0.82
    return _measure(
        "avg", sure, "What one period costs or pays: not to be added up.", Format(kind="currency") if known else None
    )


def _rate(column: ColumnFacts, sense: tuple[str, ...], words: set[str], table: TableFacts) -> Role | None:
    """Discounts of one unit, rates and percentages: averaged, and shown as percent when they lie between 0 and 1."""
    last = sense[-1]
    fraction = _between_0_and_1(column)
    if last in ("discount", "disc") and (words & {"unit", "percent", "rate"} or fraction):
        shape = Format(kind="percent") if fraction else None
        return _measure("avg", 0.9, "A discount for each unit: not to be added up.", shape)
    if last in ("tax", "vat", "commission", "markup") and fraction:
        return _measure(
            "avg", 0.9, "Its values lie between 0 and 1: a rate, not to be added up.", Format(kind="percent")
        )
    if sense in (("tax",), ("discount",)) and _small_beside_money(column, table):
        return _measure("avg", 0.75, "Its values are small whole numbers beside large amounts: a percentage.")
    if last == "conversion" and column.words[-1] == "conversions":
        return None
    if last == "rate" and words & {"rental", "room", "nightly", "parking", "freight"} and not fraction:
        return _measure("avg", 0.9, "The price of one: not to be added up.", Format(kind="currency"))
    if (words & rw.RATES and last in (rw.RATES | {"percent", "value", "average"})) or last in (
        "percent",
        "percentage",
    ):
        if last == "share" and (column.kind == "integer" or (not fraction and column.words[-1] == "shares")):
            return _measure("sum", 0.85, "A number of shares.")
        if last in ("margin", "markup", "growth") and not fraction and not words & {"percent", "rate", "ratio"}:
            return _measure("sum" if last == "margin" else "avg", 0.8, "An amount of money.", Format(kind="currency"))
        unit = Format(kind="number", unit="%") if words & {"percent", "percentage"} else None
        return _measure("avg", 0.95, "A rate: not to be added up.", Format(kind="percent") if fraction else unit)
    return None


def _so_far(sense: tuple[str, ...]) -> bool:
    """cumulative_energy, ytd_sales, running_total: what came together up to the row's moment."""
    to_date = any(sense[i : i + 2] == ("to", "date") and sense[i - 1] in rw.PARTS for i in range(1, len(sense) - 1))
    running = sense[0] == "running" and bool(set(sense) & {"total", "sum", "balance", "count", "amount"})
    return bool(set(sense) & rw.CUMULATIVE) or to_date or running


def _small_beside_money(column: ColumnFacts, table: TableFacts) -> bool:
    """Whole numbers up to 100 where amounts of the same table go far beyond."""
    stats = column.stats
    if stats is None or column.kind != "integer" or not isinstance(stats.high, int | float) or stats.high > 100:
        return False
    amounts = (
        c.stats.high for c in table.columns if c is not column and c.stats is not None and set(c.sense) & rw.MONEY
    )
    return any(isinstance(high, int | float) and high > 1000 for high in amounts)


def _balance(sense: tuple[str, ...], words: set[str]) -> bool:
    if _so_far(sense):
        return True
    if words & rw.BALANCES and not words & {"turnover", "rate", "change", "cost"}:
        return not (
            {"stock", "inventory"} & words
            and sense[-1] in ("price", "value_per_unit", "number", "code", "level")
            and sense[-1] != "level"
        )
    text = "_".join(sense)
    return any("_".join(phrase) in text for phrase in rw.BALANCE_PHRASES if len(phrase) > 1)


def _duration(column: ColumnFacts, table: TableFacts) -> Role | None:
    found = amount_of_time(column, table)
    if found is None:
        return None
    shape = Format(kind="duration", unit=found.unit) if found.unit else None
    return Role("measure", 0.9, found.because, found.aggregate, shape, time=True, both=found.both)


def _calendar_part(column: ColumnFacts) -> Role | None:
    sense = column.sense
    parts = [word for word in sense if word in rw.PARTS]
    if not parts:
        return None
    last = sense[-1]
    if not _fits_calendar(column, last):
        return None
    if last in rw.PARTS or (
        sense[0] in rw.PARTS
        and (len(sense) == 1 or sense[1] in ("of", "in", "number", "founded", "built", "opened", "no"))
    ):
        if last == "day" and sense[0] not in rw.PARTS and len(sense) > 2 and column.kind == "decimal":
            return None
        return Role("dimension", 0.95, "A part of the calendar.")
    if sense[0] in ("fiscal", "calendar"):
        return Role("dimension", 0.9, "A part of the calendar.")
    if {"year", "month"} & set(parts) and not set(sense) & (rw.SUMS | rw.AVERAGES | rw.RATES | rw.MONEY):
        return Role("dimension", 0.88, "A part of the calendar.")
    return None


_MOST = {"month": 12, "quarter": 6, "week": 54, "weekday": 7, "hour": 24, "minute": 60, "semester": 4}


def _fits_calendar(column: ColumnFacts, part: str) -> bool:
    """Whether the values can be that part of the calendar; 202401 may be a month, 50 cannot be an hour."""
    high = column.stats.high if column.stats is not None else None
    most = _MOST.get(part)
    return most is None or not isinstance(high, int | float) or high <= most or high > 190_000


def _between_0_and_1(column: ColumnFacts) -> bool:
    stats = column.stats
    if stats is None or stats.low is None or stats.high is None or not isinstance(stats.high, int | float):
        return False
    return float(stats.low) >= 0 and float(stats.high) <= 1 and column.kind == "decimal" and stats.distinct > 1


def _few_codes(column: ColumnFacts) -> bool:
    stats = column.stats
    return stats is not None and column.kind == "integer" and stats.rows >= 50 and 0 < stats.distinct <= 12


def _unknown(column: ColumnFacts, table: TableFacts) -> Role:
    """No word decides: decimals of event tables add up, other decimals are averaged, whole numbers stay dimensions."""
    stats = column.stats
    if column.kind == "decimal":
        event = table.has_moments and sum(key_stem(c) is not None for c in table.columns) >= 2
        return _measure("sum" if event else "avg", 0.66, "A decimal number without a word that decides what it is.")
    if (
        column.words[-1].endswith("s")
        and len(column.words[-1]) > 4
        and not column.words[-1].endswith(("ss", "us", "is"))
    ):
        return _measure("sum", 0.7, "A whole number named in the plural: how many.")
    if stats is not None and stats.rows >= 50 and stats.distinct > 50 and not stats.unique and len(table.key) > 1:
        return _measure("sum", 0.62, f"{stats.distinct:,} different whole numbers in a table of what happened.")
    if stats is not None and stats.rows >= 50 and stats.distinct > 50 and not stats.unique:
        return _measure("avg", 0.62, f"{stats.distinct:,} different whole numbers that are not unique.")
    return Role("dimension", 0.66, "A whole number that no word marks as an amount.")


def _measure(
    aggregate: Aggregate,
    confidence: float,
    because: str,
    format: Format | None = None,
    *,
    decimals: int | None = None,
    column: ColumnFacts | None = None,
) -> Role:
    if format is None:
        whole = decimals == 0 or (column is not None and column.kind == "integer" and aggregate == "sum")
        format = Format(kind="number", decimals=0) if whole else None
    return Role("measure", confidence, because, aggregate, format)
