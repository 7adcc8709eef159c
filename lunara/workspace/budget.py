"""Budgets as records: what one query and one day of a project may use, and what the day has used."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date
from typing import Literal

Limit = Literal["query_bytes", "day_bytes", "day_seconds"]


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
    """What holds for a project, whoever said it, and what its `day` has used so far."""

    limits: BudgetLimits
    day: date
    queries: int
    used_bytes: int
    used_seconds: float
    used_tokens: int


@dataclass(frozen=True)
class Exceeded:
    """Why a query may not run: the limit, what it allows, and what of it is used (0 for a limit of one query)."""

    limit: Limit
    allowed: float
    used: float
