"""What of an answer goes into an artifact."""

from __future__ import annotations

from dataclasses import dataclass

from lunara.ask.plan import ModelSql
from lunara.charts.spec import ChartSpec
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import CompiledQuery
from lunara.semantic.query import SemanticQuery
from lunara.ui.components.result_table import DENSE_ROW

# Of a dashboard's grid, in pixels; and what a tile spends on its title and edges.
ROW_HEIGHT = 66
TILE_FRAME = 76


def tile_height(rows: int) -> int:
    """Pixels that a tile with a table of so many rows needs."""
    return (rows + 1) * DENSE_ROW + 12 + TILE_FRAME


@dataclass(frozen=True)
class Figured:
    """What of an answer can go into a dashboard, report or deck; `headline` is its sentence, empty where it has none."""

    title: str
    headline: str
    plan: SemanticQuery | ModelSql
    compiled: CompiledQuery
    result: ResultTable
    chart: ChartSpec
    note: str = ""
    """What to know before it is added."""
    instead: str = ""
    """Who has planned it in the place of whom, and why."""
