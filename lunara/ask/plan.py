"""Plan: what a planner makes of a question."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from lunara.ask.change.asked import WhyChanged
from lunara.semantic.query import SemanticQuery

if TYPE_CHECKING:
    from lunara.ask.question import Question
    from lunara.connect.warehouse import CancelToken
    from lunara.semantic.model import SemanticModel


@dataclass(frozen=True)
class ModelSql:
    """SQL over the model's logical tables, for what a semantic query cannot say."""

    sql: str


@dataclass(frozen=True)
class Option:
    """One way to read an ambiguous question: what the person sees, and the question that asking it means.

    `query`, or `sql` over the model, is the reading itself where it is known: it is run as it stands.
    """

    label: str
    question: str
    query: SemanticQuery | None = None
    sql: str = ""

    @property
    def plan(self) -> SemanticQuery | ModelSql | None:
        """The reading itself, where it is known."""
        return self.query if self.query is not None else ModelSql(self.sql) if self.sql else None


@dataclass(frozen=True)
class Clarification:
    """The question fits more than one thing; the person chooses."""

    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Refusal:
    """The data cannot say. `nearest` are questions (in words) that it can answer."""

    reason: str
    nearest: tuple[str, ...] = ()


Plan = SemanticQuery | ModelSql | WhyChanged | Clarification | Refusal


@dataclass(frozen=True)
class Understood:
    """A piece of the question and what it was taken as: ("sales", "measure Revenue")."""

    text: str
    as_: str


@dataclass(frozen=True)
class Planned:
    """A plan with its account: how each word was understood, which were ignored, who planned, what it cost."""

    plan: Plan
    understood: tuple[Understood, ...] = ()
    ignored: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    provider: str = "offline"
    prompt_tokens: int = 0
    completion_tokens: int = 0
    notes: tuple[str, ...] = field(default=())


class Planner(Protocol):
    """Turns a question into a plan over a model. Deterministic where it can be; thread-safe."""

    @property
    def name(self) -> str:
        """Who plans, as people are told."""
        ...

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        """Raises Cancelled, Unavailable (provider) and InvalidInput (empty or too long question); never returns nonsense."""
        ...
