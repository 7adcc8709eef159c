"""What somebody chose on a dashboard, as parameters of its address: values of its filters and its date range.

An address comes from anybody, so what it says is checked: only filters that the dashboard has, only plain values, only a range
that TimeRange knows. Whatever else it says is left out; a value is a value to the compiler, never SQL.
"""

from __future__ import annotations

from collections.abc import Callable

import orjson
from pydantic import ValidationError

from lunara.build.artifact import DashboardContent
from lunara.semantic.model import Scalar
from lunara.semantic.query import TimeRange
from lunara.ui.build_desk import BuildDesk

PREFIX = "show-"
DATES = f"{PREFIX}dates"
OWN = "own"
MOST_VALUES = 100
# Longer than this an address is cut by what it is sent with, so such a choice stays out of it.
MOST_CHARACTERS = 1_500


def chosen(desk: BuildDesk, content: DashboardContent) -> dict[str, str]:
    """The parameters for what differs from what everybody starts with."""
    made = {}
    for item in content.filters:
        values = desk.values.get(item.id, item.values)
        if values != item.values:
            made[f"{PREFIX}{item.id}"] = orjson.dumps(values).decode()
    if desk.own_window and desk.window != content.date_range:
        made[DATES] = range_words(desk.window)
    return {name: text for name, text in made.items() if len(text) <= MOST_CHARACTERS}


def take_chosen(desk: BuildDesk, content: DashboardContent, parameter: Callable[[str], str]) -> None:
    """Set the desk to what an address says; `parameter` gives one of its parameters, empty where it is absent."""
    for item in content.filters:
        values = _values(parameter(f"{PREFIX}{item.id}"))
        if values is not None:
            desk.values[item.id] = values
    text = parameter(DATES)
    window = None if text == OWN else range_of(text)
    if window is not None or text == OWN:
        desk.window, desk.own_window = window, True


def range_words(window: TimeRange | None) -> str:
    """A date range as one word: "last-12-month-complete", "this-year", "2025-01-01..2025-02-01", "own" for each tile's.

    >>> range_words(TimeRange(last=12, grain="month", complete=True)), range_words(None)
    ('last-12-month-complete', 'own')
    """
    if window is None:
        return OWN
    if window.last is not None:
        return "-".join(["last", str(window.last), str(window.grain), *(["complete"] if window.complete else [])])
    for form in ("this", "previous", "to_date"):
        if grain := getattr(window, form):
            return f"{form}-{grain}"
    return "..".join("" if day is None else day.isoformat() for day in (window.from_, window.to))


def range_of(text: str) -> TimeRange | None:
    """The range that `range_words` wrote; None for anything else."""
    form, _, rest = text.partition("-")
    data: dict[str, object]
    if ".." in text:
        start, _, end = text.partition("..")
        data = {"from": start or None, "to": end or None}
    elif form == "last":
        number, _, grain = rest.partition("-")
        whole = grain.endswith("-complete")
        data = {"last": number, "grain": grain.removesuffix("-complete"), "complete": whole}
    elif form in ("this", "previous", "to_date"):
        data = {form: rest}
    else:
        return None
    try:
        return TimeRange.model_validate(data)
    except ValidationError:
        return None


def _values(text: str) -> tuple[Scalar, ...] | None:
    if not text or len(text) > MOST_CHARACTERS:
        return None
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(found, list) or len(found) > MOST_VALUES:
        return None
    if not all(value is None or isinstance(value, str | int | float | bool) for value in found):
        return None
    return tuple(dict.fromkeys(found))
