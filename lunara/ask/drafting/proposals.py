"""What a provider proposes for a model, one thing each, and what was dropped of it and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal, get_args

from lunara.ask.drafting.document import table_of
from lunara.errors import InvalidInput

Kind = Literal["label", "description", "synonyms", "measure", "filter", "instruction"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Value = str | list[str] | dict[str, str]


@dataclass(frozen=True)
class Origin:
    """Who proposed it: the provider as people know it, its model, when (ISO 8601, UTC), in which batch of the run (from 1)."""

    provider: str
    model: str
    at: str
    batch: int


@dataclass(frozen=True)
class Proposal:
    """One thing to decide about.

    `key` is the item that it is about (`dimension:orders.status`), that a calculated measure would get, or empty for an
    instruction. `value` is the text, the synonyms to add, or the measure (`name`, `label`, `expression`, `description`,
    `format`). `before` is what stood there. `beside` says that those are a person's words, or that a number would change: it is
    never taken together with others. `checked` is what the check found, in words.
    """

    key: str
    kind: Kind
    value: Value
    origin: Origin
    before: str | list[str] = ""
    beside: bool = False
    because: str = ""
    checked: str = ""

    @cached_property
    def id(self) -> str:
        """The same for the same thing in every run."""
        return proposal_id(self.key, self.kind, self.value)

    @property
    def table(self) -> str:
        """The table that it is about, empty for what is of the whole model."""
        return table_of(self.key)

    def to_json(self) -> dict[str, Any]:
        """As it is stored, and as the command line prints it."""
        told = {name: getattr(self, name) for name in _NAMES}
        return {"id": self.id, **told, "origin": {**vars(self.origin)}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Proposal:
        """Raises InvalidInput for what is none."""
        try:
            origin = Origin(**data["origin"])
            datetime.fromisoformat(origin.at)
            one = cls(
                data["key"], data["kind"], data["value"], origin, data.get("before", ""),
                data.get("beside", False), data.get("because", ""), data.get("checked", ""),
            )  # fmt: skip
            if one.kind not in KINDS or not _is_of(one.kind, one.value):
                raise ValueError("its kind")
            texts = (one.key, one.because, one.checked, origin.provider, origin.model)
            before = isinstance(one.before, str) or _are_texts(one.before)
            if not all(isinstance(text, str) for text in texts) or not before:
                raise ValueError("its texts")
            if type(one.beside) is not bool or type(origin.batch) is not int:
                raise ValueError("its origin")
            return one
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInput("A proposal cannot be read.", "Draft with AI again.") from error


_NAMES = tuple(one.name for one in fields(Proposal))


@dataclass(frozen=True)
class Dropped:
    """What nobody is asked about, and why: it named what is not there, did not compile, did not run, or says nothing."""

    about: str
    kind: Kind
    value: str
    reason: str
    batch: int

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Dropped:
        """Raises InvalidInput for what is none."""
        try:
            one = cls(**data)
        except TypeError as error:
            raise InvalidInput("What was dropped cannot be read.", "Draft with AI again.") from error
        texts = (one.about, one.value, one.reason)
        if one.kind not in KINDS or type(one.batch) is not int or not all(isinstance(text, str) for text in texts):
            raise InvalidInput("What was dropped cannot be read.", "Draft with AI again.")
        return one


def _is_of(kind: Kind, value: Any) -> bool:
    """Whether it is a value as proposals of this kind have them."""
    if kind == "measure":
        return isinstance(value, dict) and {"name", "expression"} <= set(value) and _are_texts([*value.values()])
    return _are_texts(value) if kind == "synonyms" else isinstance(value, str)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def proposal_id(key: str, kind: Kind, value: Value) -> str:
    """What tells a proposal from others."""
    told = json.dumps([key, kind, value], ensure_ascii=False, sort_keys=True)
    return sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def text_of(value: Value) -> str:
    """A value in one line.

    >>> text_of({"name": "margin", "expression": "profit / revenue"})
    'margin = profit / revenue'
    """
    if isinstance(value, dict):
        return f"{value['name']} = {value['expression']}"
    return ", ".join(value) if isinstance(value, list) else value
