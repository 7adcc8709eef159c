"""Values as people read them: one `Format`, written as text, as plotly axis options, as Excel and PowerPoint codes.

Everything returned is plain text: no markup, no control characters, on one line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from lunara.charts import odd_values
from lunara.charts.parts import called
from lunara.semantic.compiled import OutputColumn
from lunara.semantic.model import Format, Grain

NO_VALUE = "–"
NO_GROUP = "(none)"
EMPTY_GROUP = "(empty)"

_SYMBOLS = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "CN¥", "INR": "₹", "KRW": "₩", "BRL": "R$", "CAD": "CA$",
    "AUD": "A$", "NZD": "NZ$", "MXN": "MX$", "HKD": "HK$", "SGD": "S$", "TWD": "NT$", "ILS": "₪", "VND": "₫",
    "NGN": "₦", "PHP": "₱", "THB": "฿", "TRY": "₺", "UAH": "₴", "KZT": "₸", "GHS": "₵", "CRC": "₡", "PYG": "₲",
}  # fmt: skip
_MINOR_UNITS = dict.fromkeys(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0
) | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)
_MAGNITUDES = ((Decimal("1e12"), "T"), (Decimal("1e9"), "B"), (Decimal("1e6"), "M"), (Decimal("1e3"), "K"))
_DURATION_SECONDS = {
    "ms": Decimal("0.001"), "millisecond": Decimal("0.001"), "s": Decimal(1), "sec": Decimal(1), "second": Decimal(1),
    "min": Decimal(60), "minute": Decimal(60), "h": Decimal(3600), "hour": Decimal(3600), "d": Decimal(86400),
    "day": Decimal(86400), "week": Decimal(604800),
}  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]+")
_NUMBERS = (int, float, Decimal)
_PRECISE = Context(prec=80)
_STEPS = tuple(Decimal(1).scaleb(-decimals) for decimals in range(11))
_HUNDRED = Decimal(100)
_BIG = Decimal("1e15")
_HUGE = Decimal("1e40")
_SMALL = Decimal("1e-4")


def display(
    value: Any, format: Format | None = None, *, grain: Grain | None = None, currency: str = "", compact: bool = False
) -> str:
    """`value` as one line of plain text.

    `grain` says which period a date stands for; `currency` (ISO code) is used where a currency format names none;
    `compact` shortens numbers to 1.2K, 3.4M, 5.6B. Percent values are fractions: 0.123 is 12.3%. Null is a dash.

    >>> display(Decimal("1234567.891"), Format(kind="currency", currency="EUR"))
    '€1,234,567.89'
    >>> display(0.1234, Format(kind="percent")), display(1_250_000, compact=True), display(True)
    ('12.3%', '1.3M', 'Yes')
    >>> display(date(2025, 4, 1), grain="quarter"), display(date(2025, 3, 3), grain="week")
    ('Q2 2025', 'Week of 3 Mar 2025')
    """
    if value is None:
        return NO_VALUE
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return _date(value, grain)
    if isinstance(value, timedelta):
        return _duration(_seconds(value))
    if isinstance(value, _NUMBERS):
        if grain is not None:
            return clean(str(value))
        return _number(value, format or Format(), currency, compact)
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    if isinstance(value, bytes):
        return odd_values.binary(value)
    if isinstance(value, str):
        if grain is not None or (format is not None and format.kind == "date"):
            parsed = as_date(value)
            if parsed is not None:
                return _date(parsed, grain)
        return clean(value)
    if odd_values.is_interval(value):
        return odd_values.interval(value)
    if isinstance(value, dict | list | tuple):
        return clean(odd_values.nested(value))
    return clean(str(value))


def cell(value: Any, column: OutputColumn, *, compact: bool = False) -> str:
    """A cell of a result as text: a null or empty group is named, and a number that names a group keeps no commas.

    >>> year = OutputColumn("year", "dimension", "Year", type="number", field="orders.year")
    >>> cell(2025, year), cell(None, year)
    ('2025', '(none)')
    >>> cell(4, OutputColumn("day", "dimension", "Day", type="number", part="day_of_week"))
    'Thursday'
    """
    if column.role == "dimension":
        if value is None:
            return NO_GROUP
        if isinstance(value, str) and not clean(value):
            return EMPTY_GROUP
        if column.part is not None and (named := called(value, column.part)) is not None:
            return named
        plain = column.format is None or column.format.kind == "text"
        if plain and not isinstance(value, bool) and isinstance(value, _NUMBERS):
            return str(int(value)) if _finite(value) and value == int(value) else clean(str(value))
    grain = column.grain
    if grain is None and column.type == "time" and isinstance(value, str):
        grain = "second" if len(value) > 10 else "day"
    return display(value, column.format, grain=grain, compact=compact)


def clean(text: str) -> str:
    """Text on one line without control characters or direction overrides.

    >>> clean("a\\tb\\n c\\u202e ")
    'a b c'
    """
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def shorten(text: str, length: int) -> str:
    """At most `length` characters, cut at the end with an ellipsis.

    >>> shorten("Mountain-200 Black, 38", 12)
    'Mountain-20…'
    """
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def settle(format: Format | None, values: Iterable[Any], currency: str = "") -> Format:
    """The format with its decimals decided once for a whole column, so that its values line up.

    >>> settle(Format(), [1.5, 20.25, 3]).decimals, settle(Format(kind="currency", currency="JPY"), [5]).decimals
    (2, 0)
    """
    found = format or Format()
    if found.kind == "currency" and not found.currency and currency:
        found = found.model_copy(update={"currency": currency})
    if found.decimals is not None or found.kind not in ("number", "currency", "percent"):
        return found
    numbers = [
        _decimal(value)
        for value in values
        if isinstance(value, _NUMBERS) and not isinstance(value, bool) and _finite(value)
    ]
    if found.kind == "currency":
        whole = all(number == number.to_integral_value() for number in numbers)
        large = bool(numbers) and max(map(abs, numbers)) >= 10_000
        decimals = 0 if whole or large else minor_units(found.currency)
    elif found.kind == "percent":
        decimals = 1
    elif not numbers or all(number == number.to_integral_value() for number in numbers):
        decimals = 0
    else:
        largest = max(map(abs, numbers))
        decimals = 0 if largest >= 10_000 else 1 if largest >= 1000 else 2 if largest >= 1 else _small_decimals(largest)
    return found.model_copy(update={"decimals": decimals})


def minor_units(code: str | None) -> int:
    """How many decimals amounts of a currency have (ISO code): two where nothing else is known.

    >>> minor_units("JPY"), minor_units("USD"), minor_units(None)
    (0, 2, 2)
    """
    return _MINOR_UNITS.get((code or "").upper(), 2)


def currency_symbol(code: str | None) -> str:
    """What stands before an amount: "$" for USD, "CHF " for a currency without a sign of its own, "" for none."""
    name = clean(code or "").upper()
    if not name:
        return ""
    return _SYMBOLS.get(name, f"{name} ")


def plotly_axis(format: Format | None, values: Iterable[Any] = ()) -> dict[str, Any]:
    """Tick options of a plotly value axis: short numbers ("$1.2M"), percent, units. Escaped, as plotly reads markup."""
    found = format or Format()
    if found.kind == "percent":
        return {"tickformat": ".2~%"}
    if found.kind == "duration":
        return {"ticksuffix": " " + escape_markup(_duration_unit(found)), "separatethousands": True}
    options: dict[str, Any] = {"exponentformat": "B", "separatethousands": True, "minexponent": 3}
    if found.kind == "currency":
        options["tickprefix"] = escape_markup(currency_symbol(found.currency))
    elif found.unit:
        options["ticksuffix"] = " " + escape_markup(clean(found.unit))
    return options


def plotly_time(grain: Grain | None) -> str:
    """d3 time format of a period of that grain; after a line break what is written only where it changes."""
    return {
        "year": "%Y",
        "quarter": "Q%q\n%Y",
        "month": "%b\n%Y",
        "week": "%-d %b\n%Y",
        "day": "%-d %b\n%Y",
        "hour": "%H:%M\n%-d %b %Y",
        "minute": "%H:%M\n%-d %b %Y",
        "second": "%H:%M:%S\n%-d %b %Y",
    }.get(grain or "", "%-d %b\n%Y")


def office_format(format: Format | None, *, grain: Grain | None = None, currency: str = "") -> str:
    """Number format code that Excel and PowerPoint take.

    >>> office_format(Format(kind="currency", currency="EUR", decimals=0)), office_format(Format(kind="percent"))
    ('"€"#,##0', '0.0%')
    """
    if grain is not None or (format is not None and format.kind == "date"):
        return {
            "year": "yyyy",
            "month": "mmm yyyy",
            "hour": "d mmm yyyy hh:mm",
            "minute": "d mmm yyyy hh:mm",
            "second": "d mmm yyyy hh:mm:ss",
        }.get(grain or "day", "d mmm yyyy")
    found = format or Format()
    if found.kind == "text":
        return "@"
    if found.kind == "percent":
        return _zeros("0", 1 if found.decimals is None else found.decimals) + "%"
    if found.kind == "currency":
        symbol = currency_symbol(found.currency or currency).replace('"', "")
        decimals = (
            _MINOR_UNITS.get((found.currency or currency).upper(), 2) if found.decimals is None else found.decimals
        )
        return (f'"{symbol}"' if symbol else "") + _zeros("#,##0", decimals)
    if found.decimals is None:
        code = "#,##0.##" if found.kind == "duration" else "General"
    else:
        code = _zeros("#,##0", found.decimals)
    unit = _duration_unit(found) if found.kind == "duration" else clean(found.unit or "")
    return code + (' "{}"'.format(unit.replace('"', "")) if unit and code != "General" else "")


def escape_markup(text: str) -> str:
    """Plain text that plotly shows as it is: it reads a few tags, and of entities only these three (never quotes)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_date(value: Any) -> date | datetime | None:
    """A date or datetime from a value that a warehouse gave (SQLite gives text), or None."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        return datetime.fromisoformat(text) if len(text) > 10 else None
    except ValueError:
        return None


def _number(value: float | Decimal, format: Format, currency: str, compact: bool) -> str:
    if not _finite(value):
        return "not a number" if math.isnan(value) else ("infinite" if value > 0 else "-infinite")
    number = _decimal(value)
    if format.kind == "duration":
        return _duration(number * _DURATION_SECONDS.get(_duration_unit(format), Decimal(1)))
    sign = "-" if number < 0 else ""
    size = number.copy_abs()  # abs() would round to the digits of Python's own context
    before, after, code = "", "", (format.currency or currency).upper()
    if format.kind == "percent":
        size, after = _times_hundred(size), "%"
    elif format.kind == "currency":
        before = currency_symbol(code)
    elif format.unit:
        after = f" {clean(format.unit)}"
    body = (
        _compact(size) if compact and size >= 1000 else _plain(size, format, code, exact=not isinstance(value, float))
    )
    if not any(character in "123456789" for character in body):
        sign = ""
    return f"{sign}{before}{body}{after}"


def _plain(size: Decimal, format: Format, code: str, exact: bool) -> str:
    if format.kind == "currency":
        decimals = _MINOR_UNITS.get(code, 2) if format.decimals is None else format.decimals
        if format.decimals is None and size == size.to_integral_value():
            decimals = 0
    elif format.decimals is not None:
        decimals = format.decimals
    elif format.kind == "percent":
        decimals = 1 if size >= Decimal("0.05") or size == 0 else 3
    elif size == size.to_integral_value():
        decimals = 0
    else:
        decimals = 1 if size >= 1000 else 2 if size >= 1 else _small_decimals(size)
    if size != 0 and ((size >= _BIG and not exact) or (size < _SMALL and format.decimals is None)):
        return _scientific(size)
    if size >= _HUGE:
        return _scientific(size)
    return _fixed(size, decimals)


def _compact(size: Decimal) -> str:
    if size >= _BIG:
        return _scientific(size)
    for limit, letter in reversed(_MAGNITUDES):
        scaled = size / limit
        rounded = scaled.quantize(Decimal("0.1") if scaled < Decimal("99.95") else Decimal(1), ROUND_HALF_UP)
        if rounded < 1000 or letter == "T":
            text = f"{rounded:,f}"
            return (text.removesuffix(".0")) + letter
    raise AssertionError("the largest magnitude takes every number")


def _fixed(size: Decimal, decimals: int) -> str:
    return f"{size.quantize(_STEPS[decimals], ROUND_HALF_UP, _PRECISE):,f}"


def _scientific(size: Decimal) -> str:
    exponent = size.adjusted()
    digits = size.scaleb(-exponent, _PRECISE).quantize(_STEPS[2], ROUND_HALF_UP, _PRECISE)
    if digits >= 10:
        digits, exponent = Decimal("1.00"), exponent + 1
    return f"{digits.normalize():f}e{exponent}"


def _small_decimals(size: Decimal) -> int:
    return min(10, 2 - size.adjusted()) if size else 0


def _times_hundred(size: Decimal) -> Decimal:
    return _PRECISE.multiply(size, _HUNDRED)


def _duration(seconds: Decimal) -> str:
    sign, left = ("-" if seconds < 0 else ""), abs(seconds)
    if left < Decimal("0.0005"):
        return "under 1 ms" if left else "0 s"
    if left < 1:
        return f"{sign}{_fixed(left * 1000, 0)} ms"
    if left < 10:
        return f"{sign}{_fixed(left, 1).removesuffix('.0')} s"
    whole = int(left.to_integral_value(ROUND_HALF_UP))
    days, rest = divmod(whole, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (rest, "s")]
    first = next(index for index, (count, _) in enumerate(parts) if count)
    shown = [f"{count:,} {unit}" for count, unit in parts[first : first + 2] if count]
    return sign + " ".join(shown)


def _duration_unit(format: Format) -> str:
    unit = clean(format.unit or "s").lower()
    return unit if unit in _DURATION_SECONDS else unit.removesuffix("s") or "s"


def _seconds(value: timedelta) -> Decimal:
    return Decimal(value.days * 86400 + value.seconds) + Decimal(value.microseconds) / 1_000_000


def _date(value: date | datetime, grain: Grain | None) -> str:
    day = f"{value.day} {_MONTHS[value.month - 1]} {value.year:04d}"
    if grain == "year":
        return f"{value.year:04d}"
    if grain == "quarter":
        return f"Q{(value.month - 1) // 3 + 1} {value.year:04d}"
    if grain == "month":
        return f"{_MONTHS[value.month - 1]} {value.year:04d}"
    if grain == "week":
        return f"Week of {day}"
    if grain == "day" or not isinstance(value, datetime):
        return day
    if grain == "second":
        return f"{day}, {value:%H:%M:%S}"
    if grain in ("hour", "minute"):
        return f"{day}, {value:%H:%M}"
    if value.time() == time():
        return day
    return f"{day}, {value:%H:%M:%S}" if value.second else f"{day}, {value:%H:%M}"


def _decimal(value: float | Decimal) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(value) if isinstance(value, int) else Decimal(repr(value))


def _finite(value: float | Decimal) -> bool:
    return value.is_finite() if isinstance(value, Decimal) else isinstance(value, int) or math.isfinite(value)


def _zeros(whole: str, decimals: int) -> str:
    return whole + ("." + "0" * decimals if decimals else "")
