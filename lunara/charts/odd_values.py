"""Values that are no number, text or date as people read them: calendar intervals, bytes, nested ones."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from lunara.connect.plain import plain

_HEX_BYTES = 32  # what is no longer is a key or a hash, which a person compares; what is longer is told by its size


def is_interval(value: Any) -> bool:
    """Whether it is a calendar interval as Arrow has them: months, days, nanoseconds."""
    return hasattr(value, "months") and hasattr(value, "nanoseconds")


def interval(value: Any) -> str:
    """A calendar interval in words and, below the day, as a clock.

    >>> import pyarrow as pa
    >>> interval(pa.MonthDayNano([14, 3, 14_706_500_000_000])), interval(pa.MonthDayNano([0, -1, 0]))
    ('1 year 2 months 3 days 04:05:06.5', '-1 day')
    """
    sign = -1 if value.months < 0 else 1
    years, months = divmod(abs(value.months), 12)
    counts = ((sign * years, "year"), (sign * months, "month"), (value.days, "day"))
    parts = [f"{number} {noun}{'' if abs(number) == 1 else 's'}" for number, noun in counts if number]
    if value.nanoseconds or not parts:
        seconds, rest = divmod(abs(value.nanoseconds), 1_000_000_000)
        minutes, second = divmod(seconds, 60)
        fraction = f"{Decimal(rest) / 1_000_000_000:f}"[1:].rstrip("0") if rest else ""
        clock = f"{minutes // 60:02}:{minutes % 60:02}:{second:02}{fraction}"
        parts.append(f"{'-' if value.nanoseconds < 0 else ''}{clock}")
    return " ".join(parts)


def binary(value: bytes) -> str:
    """Short bytes in hexadecimal, longer ones as their size.

    >>> binary(b"ab"), binary(b"x" * 900), binary(b"x" * 2_500_000)
    ('0x6162', '900 bytes', '2.5 MB')
    """
    if len(value) <= _HEX_BYTES:
        return "0x" + value.hex()
    size, units = float(len(value)), iter(("kB", "MB", "GB"))
    unit = "bytes"
    while size >= 1000 and (larger := next(units, None)) is not None:
        size, unit = size / 1000, larger
    return f"{size:.0f} {unit}" if unit == "bytes" or size >= 100 else f"{size:.1f} {unit}"


def nested(value: Any) -> str:
    """A list or a record as JSON, its decimals as numbers.

    >>> nested({"a": [Decimal("1.5"), None]})
    '{"a": [1.5, null]}'
    """
    return json.dumps(plain(value), ensure_ascii=False)
