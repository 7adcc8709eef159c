"""What is kept of an answer with what was said of it: how it came about, without its rows and figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lunara.workspace.records import Json

MOST_ITEMS = 100
MOST_CHARACTERS = 4_000


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _short(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MOST_CHARACTERS


def _words(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_ITEMS and all(map(_short, value))


def _pairs(*names: str) -> Callable[[Any], bool]:
    def fits(value: Any) -> bool:
        return (
            isinstance(value, list)
            and len(value) <= MOST_ITEMS
            and all(isinstance(one, Mapping) and all(_short(one.get(name)) for name in names) for one in value)
        )

    return fits


_SHAPES: Mapping[str, Callable[[Any], bool]] = {
    "outcome": _short,
    "plan": lambda value: isinstance(value, Mapping),
    "sql": _text,
    "understood": _pairs("text", "as"),
    "ignored": _words,
    "options": _pairs("label"),
    "reason": _short,
    "provider": _short,
}


def told(answer: Mapping[str, Any]) -> Json:
    """What is kept of `answer`; empty where a part of it is not what an answer has there: anybody may write to the database."""
    kept = {key: answer[key] for key in _SHAPES if answer.get(key) is not None}
    return kept if all(_SHAPES[key](value) for key, value in kept.items()) else {}
