"""Shares over groups and periods: those of each period, which add up to all of it, and not of the whole time."""

from __future__ import annotations

from lunara.ask.planners.offline.work import Work
from lunara.semantic.query import DimensionRef, SemanticQuery


def within_periods(work: Work, query: SemanticQuery) -> SemanticQuery:
    """The query with its shares within each period, where periods and other groups are shown, and within nothing else."""
    shown = [d if isinstance(d, str) else d.field for d in query.dimensions]
    periods = [d for d in query.dimensions if isinstance(d, DimensionRef) and (d.grain or d.part)]
    calculations = []
    for one in query.calculations:
        within = tuple(name for name in one.within if name in shown)
        if one.kind == "share_of_total" and not within and periods and len(periods) < len(shown):
            within = tuple(d.field for d in periods)
            word = periods[-1].grain or (periods[-1].part or "period").replace("_", " ")
            work.caveats.append(f"The shares are those within each {word}, which add up to all of it.")
        calculations.append(one.model_copy(update={"within": within}) if within != one.within else one)
    return query.model_copy(update={"calculations": tuple(calculations)}) if query.calculations else query
