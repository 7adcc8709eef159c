"""THE MAIN PATH: question -> plan -> compiled -> result -> chart -> narrative."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lunara.ask.plan import Planned
from lunara.ask.question import Question
from lunara.charts.spec import ChartSpec
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import CompiledQuery


@dataclass(frozen=True)
class Narrative:
    """Sentences whose every figure came from a result cell or a checked formula. Plain text, never markup."""

    headline: str
    details: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """`compiled`, `result`, `chart`, `narrative` are None when the plan is a Clarification or a Refusal.

    `stages_ms` is the time of each stage: plan, compile, run, chart, narrate.
    """

    question: Question
    planned: Planned
    compiled: CompiledQuery | None = None
    result: ResultTable | None = None
    chart: ChartSpec | None = None
    narrative: Narrative | None = None
    warnings: tuple[str, ...] = ()
    stages_ms: Mapping[str, float] = field(default_factory=dict)
