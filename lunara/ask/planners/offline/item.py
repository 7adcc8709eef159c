"""A piece of a question, and what it may mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from lunara.ask.planners.offline.lexicon import Match
from lunara.ask.planners.offline.operators import Op
from lunara.ask.planners.offline.periods import TimePhrase
from lunara.ask.tokens import Token

if TYPE_CHECKING:
    from lunara.ask.planners.offline.ties import Tie

ItemKind = Literal["op", "time", "number", "mention", "adjective", "verb", "filler", "unit", "punct", "unknown"]


@dataclass
class Item:
    """A piece of the question. `matches` (mentions) are what it may mean, best first; `used` once something took it."""

    kind: ItemKind
    start: int
    end: int
    text: str
    ops: list[Op] = field(default_factory=list)
    time: TimePhrase | None = None
    number: float | int | None = None
    percent: bool = False
    matches: list[Match] = field(default_factory=list)
    quoted: bool = False
    verb: tuple[str, ...] = ()
    adjective: tuple[str, tuple[str, ...]] | None = None
    low: str = ""
    plural: bool = False
    typo: str | None = None
    opposite: bool = False
    """The word denies what its matches say: "unpaid"."""
    sentence: int = 0
    all_of: bool = False
    after_verb: bool = False
    placed: bool = False
    """Said with a preposition: "in Germany", "from the web"."""
    before_thing: bool = False
    """A value that stands right before its thing, as an adjective does ("cancelled orders")."""
    after_thing: bool = False
    """A state that is said of what stands before it ("tickets resolved"), not right before its thing."""
    after_and: bool = False
    role: Item | None = None
    whose: Item | None = None
    """The thing right before it, whose number it is ("customer account balance")."""
    road: str | None = None
    """The relationship by which a value is reached: "from Lund", "to Ystad"."""
    unseen: bool = False
    """A value that stands beside its field or its thing, though no index holds it."""
    anchor: Item | None = None
    """The thing whose field this is, by its place in the sentence ("customers whose name", "name of the customers")."""
    of_row: Item | None = None
    """The thing right before it, of one of whose rows it is the number: "an order with an amount above 500"."""
    dated: bool = False
    """A state that a period follows right away: "who booked in 2025"."""
    ties: str = ""
    """What a verb ties, in words: "concerts play at a stadium"."""
    over: tuple[str, ...] = ()
    """The relationships by which it ties them."""
    ends: tuple[str, ...] = ()
    """The roads by which a thing must be there, each of them: "no departing or arriving flights"."""
    moved: str = ""
    """Which end of a way was reached or left there: the periods beside it are of the date of that "start" or "end"."""
    compared: tuple[str, str, str, str] | None = None
    """Two fields of one row: their table, the one, how it is compared, and the other."""
    of_each: bool = False
    """A number of each of the things right before it: "cities with halls with a capacity above 300"."""
    tie: Tie | None = None
    """What its noun is one end of: rows that tie things to others of their kind."""

    def is_op(self, *names: str) -> bool:
        """Whether one of its readings is this operator."""
        return any(op.name in names for op in self.ops)

    def op(self, name: str) -> Op | None:
        """Its reading as that operator."""
        return next((op for op in self.ops if op.name == name), None)


def text_of(span: Sequence[Token]) -> str:
    """The tokens as they were written."""
    out = ""
    last = None
    for token in span:
        if last is not None and token.start != last.end:
            out += " "
        out += token.text
        last = token
    return out
