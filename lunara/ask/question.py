"""Question: what a person asked, and what came before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lunara.ask.plan import Plan
from lunara.errors import InvalidInput
from lunara.semantic.compiled import Clock
from lunara.semantic.model import VerifiedQuestion

MAX_QUESTION_CHARACTERS = 4_000


@dataclass(frozen=True)
class Turn:
    """An earlier question of the conversation and the plan it was answered with (None: it was declined)."""

    question: str
    plan: Plan | None


@dataclass(frozen=True)
class Question:
    """`history` is oldest first. `tables` limits what may be used (an agent's allowed tables); None: the whole model.

    `verified` are questions that people have verified, beside those of the model: examples for a planner.
    `used` tells how often each table is asked for, where that is known.
    """

    text: str
    clock: Clock
    history: tuple[Turn, ...] = ()
    instructions: str = ""
    tables: tuple[str, ...] | None = None
    asked_by: str = field(default="", repr=False)
    verified: tuple[VerifiedQuestion, ...] = ()
    used: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)


def check_length(text: str) -> None:
    """Raises InvalidInput when the text is longer than a question may be."""
    if len(text) > MAX_QUESTION_CHARACTERS:
        raise InvalidInput(
            f"The question has {len(text):,} characters; {MAX_QUESTION_CHARACTERS:,} are allowed.",
            "Ask it in fewer words.",
        )
