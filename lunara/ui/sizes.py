"""About how much memory a value takes, for what is kept within limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from pydantic import BaseModel

BYTES_A_VALUE = 64


def about_bytes(value: Any) -> int:
    """The characters and bytes of all that stands in plain values, records and models, with something for each value."""
    found, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        found += BYTES_A_VALUE
        if isinstance(one, str | bytes):
            found += len(one)
        elif isinstance(one, Mapping):
            waiting.extend(one.keys())
            waiting.extend(one.values())
        elif isinstance(one, list | tuple | set | frozenset):
            waiting.extend(one)
        elif isinstance(one, BaseModel):
            waiting.extend(vars(one).values())
        elif is_dataclass(one):
            waiting.extend(getattr(one, field.name) for field in fields(one))
    return found
