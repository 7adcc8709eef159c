"""Values of a result as JSON has them: the command line's contract, also what sessions and exports store."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any


def plain(value: Any) -> Any:
    """`value` as JSON has it.

    Dates and timestamps are ISO 8601; a decimal is a number when a double writes it back digit for digit, and text
    otherwise; what JSON cannot hold (NaN, bytes, durations) is text; null is null.

    >>> from decimal import Decimal
    >>> plain(Decimal("19.90")), plain(Decimal("12345678901234567.89")), plain(Decimal("4"))
    (19.9, '12345678901234567.89', 4)
    >>> plain(datetime(2025, 3, 1, 12, 30)), plain(date(2025, 3, 1)), plain(float("nan")), plain(b"ab")
    ('2025-03-01T12:30:00', '2025-03-01', 'NaN', '0x6162')
    """
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else _not_finite(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _duration(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return "0x" + bytes(value).hex()
    if hasattr(value, "months") and hasattr(value, "nanoseconds"):
        return _interval(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return str(value)


def _decimal(value: Decimal) -> int | float | str:
    if not value.is_finite():
        return "NaN" if value.is_nan() else _not_finite(float(value))
    number = float(value)
    if not math.isfinite(number) or Decimal(repr(number)) != value:
        return format(value, "f")
    return int(value) if value == value.to_integral_value() else number


def _not_finite(value: float) -> str:
    return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")


def _interval(value: Any) -> str:
    """A calendar interval (months, days, nanoseconds) as an ISO 8601 duration."""
    seconds = Decimal(value.nanoseconds) / 1_000_000_000
    return f"P{value.months}M{value.days}DT{seconds.normalize():f}S"


def _duration(value: timedelta) -> str:
    seconds = Decimal(value.days * 86_400 + value.seconds) + Decimal(value.microseconds) / 1_000_000
    return f"{'-' if seconds < 0 else ''}PT{abs(seconds).normalize():f}S"
