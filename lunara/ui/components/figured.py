"""What of an answer goes into an artifact."""

from __future__ import annotations

from dataclasses import dataclass

from lunara.ask.plan import ModelSql
from lunara.charts.spec import ChartSpec
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import CompiledQuery
from lunara.semantic.query import SemanticQuery


@dataclass(frozen=True)
class Figured:
    """What of an answer can go into a dashboard, report or deck; `headline` is its sentence, empty where it has none."""

    title: str
    headline: str
    plan: SemanticQuery | ModelSql
    compiled: CompiledQuery
    result: ResultTable
    chart: ChartSpec
