"""A query's time window in words, its end included."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from lunara.charts.display import display
from lunara.semantic.compiled import CompiledQuery, TimeWindow
from lunara.semantic.model import Grain


def period_words(compiled: CompiledQuery) -> str:
    """The period that a figure covers, short enough for a tile: "Oct 2026", "1 Jun – 22 Nov 2026"; "" for no window.

    A window that reaches into a period that has not ended says so: "Jun – Nov 2026, so far".
    """
    window = compiled.window
    text = _joined(window, " – ", shared_year=True)
    return f"{text}, so far" if text and window is not None and window.incomplete and window.end is not None else text


def period_text(window: TimeWindow | None) -> str:
    """The window in words, its end included: "Jan 2025 to Feb 2025", "since 3 Mar 2025"; "" for none.

    >>> period_text(TimeWindow("orders.ordered_at", date(2025, 1, 1), date(2025, 3, 1)))
    'Jan 2025 to Feb 2025'
    >>> period_text(TimeWindow("orders.ordered_at", date(2025, 1, 1), date(2026, 1, 1)))
    '2025'
    """
    return _joined(window, " to ")


def period_phrase(window: TimeWindow | None) -> str:
    """The window as it follows what happened in it: "in Oct 2026", "from 1 Jun 2026 to 22 Nov 2026", "on 3 Mar 2025".

    >>> period_phrase(TimeWindow("orders.ordered_at", date(2026, 1, 1), date(2026, 11, 23)))
    'from 1 Jan 2026 to 22 Nov 2026'
    >>> period_phrase(TimeWindow("orders.ordered_at", date(2026, 10, 1), date(2026, 11, 1)))
    'in Oct 2026'
    """
    text, start, last = (
        period_text(window),
        _day(window.start if window else None),
        _last_day(window.end if window else None),
    )
    if not text or start is None or last is None:
        return text
    if " to " in text:
        return f"from {text}"
    return f"in {text}" if _whole_grain(start, last + timedelta(days=1)) else f"on {text}"


def _joined(window: TimeWindow | None, word: str, *, shared_year: bool = False) -> str:
    if window is None or (window.start is None and window.end is None):
        return ""
    start, last = _day(window.start), _last_day(window.end)
    if start is None:
        return f"until {display(last)}" if last else ""
    if last is None:
        return f"since {display(start)}"
    grain = _whole_grain(start, last + timedelta(days=1))
    first, final = display(start, grain=grain), display(last, grain=grain)
    if first == final or start >= last:
        return first
    if shared_year and start.year == last.year:
        first = first.removesuffix(f" {start.year:04d}")
    return f"{first}{word}{final}"


def _whole_grain(start: date, end: date) -> Grain | None:
    """The coarsest grain that both ends of a half-open window are whole at: a year, one quarter, months; None: days."""
    if start.day != 1 or end.day != 1:
        return None
    if start.month == 1 and end.month == 1:
        return "year"
    if start.month % 3 == 1 and (end.year - start.year) * 12 + end.month - start.month == 3:
        return "quarter"
    return "month"


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _last_day(end: date | datetime | None) -> date | None:
    """The last day that a half-open window holds some of."""
    day = _day(end)
    if day is None or (isinstance(end, datetime) and end.time() != time()):
        return day
    return day - timedelta(days=1)
