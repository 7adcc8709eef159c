"""What a question why comes to, and the statements behind it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.dimensions import Candidate, Score
from lunara.ask.change.periods import Periods
from lunara.ask.change.split import Split
from lunara.semantic.compiled import CompiledQuery, OutputColumn

if TYPE_CHECKING:
    from lunara.connect.result import ResultTable


@dataclass(frozen=True)
class Statement:
    """A statement that ran: what for, and how it went."""

    what: str
    compiled: CompiledQuery
    rows: int
    elapsed_ms: float
    from_cache: bool


@dataclass(frozen=True)
class Tried:
    """A dimension that was looked at. `score` None: it was left out, because of `why`."""

    candidate: Candidate
    score: Score | None = None
    why: str = ""


@dataclass(frozen=True)
class PerMember:
    """A member's values where no part of the change can be said of it."""

    key: object
    before: Fraction | None
    after: Fraction | None


@dataclass(frozen=True)
class Explained:
    """What a question why came to.

    `change` has its exact days and its dimension, so that asking it again is the same question. `split` None: the members are
    `apart`, without a sum, `because` of what is said. `compiled` is the query of the members that are shown. `tried` are the
    dimensions that were compared, best first; `others` could be asked for. `whole` is the total's own (before, after).
    """

    change: WhyChanged
    periods: Periods
    measure: OutputColumn
    dimension: OutputColumn
    compiled: CompiledQuery
    result: ResultTable
    whole: tuple[Fraction | None, Fraction | None]
    split: Split | None = None
    unseen: Fraction | None = Fraction(0)
    """How much a member that was not read can have moved the measure at most. None: any amount."""
    apart: tuple[PerMember, ...] = ()
    because: str = ""
    weight: str = ""
    tried: tuple[Tried, ...] = ()
    others: tuple[Candidate, ...] = ()
    statements: tuple[Statement, ...] = ()
    said: tuple[str, ...] = ()
