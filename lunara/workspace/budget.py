"""Budgets as records: what one query and one day of a project may use, and what the day has used."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Literal

Limit = Literal["query_bytes", "day_bytes", "day_seconds", "day_tokens", "at_once"]


@dataclass(frozen=True)
class BudgetLimits:
    """Limits of one query (a question for tokens) and of a project's day, which is one of UTC; None is no limit.

    Bytes are those that the warehouse reads, as it estimates them before running; where it does not, those of the result.
    Seconds are of the warehouse, tokens of language models.
    """

    query_bytes: int | None = None
    query_seconds: float | None = None
    question_tokens: int | None = None
    day_bytes: int | None = None
    day_seconds: float | None = None
    day_tokens: int | None = None

    @property
    def for_queries(self) -> bool:
        """Whether any of them is about queries."""
        return any(
            limit is not None for limit in (self.query_bytes, self.query_seconds, self.day_bytes, self.day_seconds)
        )

    @property
    def none(self) -> bool:
        """Whether there is no limit at all."""
        return all(limit is None for limit in astuple(self))


@dataclass(frozen=True)
class ProjectBudget:
    """What holds for a project, whoever said it, and what its `day` has used so far: queries and bytes with those under way.

    `held_tokens` are what questions under way may use at most; they are not in `used_tokens`.
    """

    limits: BudgetLimits
    day: date
    queries: int
    used_bytes: int
    used_seconds: float
    used_tokens: int
    held_tokens: int = 0


@dataclass(frozen=True)
class PersonUsage:
    """What one person used of a project's day; `under_way` are their queries and questions that run now, whose bytes count."""

    user_id: str
    queries: int
    bytes: int
    seconds: float
    tokens: int
    under_way: int


@dataclass(frozen=True)
class Strike:
    """What `struck_by` took out of a project's day, at what time: all that a person had used of it by then."""

    user_id: str
    struck_by: str
    struck_at: datetime
    bytes: int
    seconds: float
    tokens: int


@dataclass(frozen=True)
class Hold:
    """What is held for a query or a question that may run, until it is settled; `tokens` are those of a question with a limit."""

    id: str
    tokens: int | None


@dataclass(frozen=True)
class Exceeded:
    """Why it may not run: the limit, what it allows, and what of it is used or held (0 for a limit of one query).

    `at_once` is how many of one person's may be under way in a project.
    """

    limit: Limit
    allowed: float
    used: float
