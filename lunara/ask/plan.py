"""Plan: what a planner makes of a question."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from lunara.ask.change.asked import WhyChanged
from lunara.errors import LunaraError, Unavailable
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

    `query`, `sql` over the model, or the `change` to explain, is the reading itself where it is known: it is run as it stands.
    """

    label: str
    question: str
    query: SemanticQuery | None = None
    sql: str = ""
    change: WhyChanged | None = None

    @property
    def plan(self) -> SemanticQuery | ModelSql | WhyChanged | None:
        """The reading itself, where it is known."""
        if self.sql:
            return ModelSql(self.sql)
        return self.query if self.query is not None else self.change


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


OWN = "Lunara’s own planner"


@dataclass(frozen=True)
class Tokens:
    """What planning took, also where nothing came of it. `estimated`: of requests whose reply never came or counted none."""

    prompt: int = 0
    completion: int = 0
    estimated: int = 0

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(self.prompt + other.prompt, self.completion + other.completion, self.estimated + other.estimated)

    @property
    def all(self) -> int:
        """All of them."""
        return self.prompt + self.completion + self.estimated


@dataclass(frozen=True)
class Planned:
    """A plan with its account: how each word was understood, which were ignored, who planned, what it cost.

    The tokens are of all that was asked for it, of planners that gave no plan as well. `instead` says who should have
    planned and could not, why, and who did; empty where the first who was asked has planned.
    """

    plan: Plan
    understood: tuple[Understood, ...] = ()
    ignored: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    provider: str = "offline"
    prompt_tokens: int = 0
    completion_tokens: int = 0
    notes: tuple[str, ...] = field(default=())
    estimated_tokens: int = 0
    instead: tuple[str, ...] = ()

    @property
    def tokens(self) -> Tokens:
        """What it took."""
        return Tokens(self.prompt_tokens, self.completion_tokens, self.estimated_tokens)

    def with_tokens(self, more: Tokens) -> Planned:
        """The same, with so many more tokens counted in."""
        tokens = self.tokens + more
        return replace(
            self,
            prompt_tokens=tokens.prompt,
            completion_tokens=tokens.completion,
            estimated_tokens=tokens.estimated,
        )


def who(provider: str) -> str:
    """Who planned, at the begin of a sentence.

    >>> who("offline"), who("gemini (gemini-2.5-flash)")
    ('Lunara’s own planner', 'Gemini (gemini-2.5-flash)')
    """
    return OWN if provider == "offline" else f"{provider[:1].upper()}{provider[1:]}"


def failed_after(error: Unavailable, tokens: Tokens) -> Unavailable:
    """The error of a planner that gave no plan, with what its trying took."""
    spent = asdict(tokens + spent_on(error))
    return Unavailable(error.message, error.hint, code=error.code, **{**error.details, "tokens": spent})


def spent_on(error: LunaraError) -> Tokens:
    """What a planner's trying took that ended with this error."""
    return Tokens(**error.details.get("tokens", {}))


class Planner(Protocol):
    """Turns a question into a plan over a model. Deterministic where it can be; thread-safe."""

    @property
    def name(self) -> str:
        """Who plans, as people are told."""
        ...

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        """Raises Cancelled, Unavailable (provider) and InvalidInput (empty or too long question); never returns nonsense."""
        ...
