"""Figures that are being computed: their steps, or a line above the numbers that were good until a moment ago."""

from __future__ import annotations

from functools import partial

from lunara.build.artifact import Content
from lunara.build.refresh import FigureResult
from lunara.ui.figure_results import Models, View, results_before
from lunara.ui.jobs import Job, clear_job, job_line, job_panel
from lunara.ui.page import PageContext


def shown_results(
    ctx: PageContext, outcome: dict[str, FigureResult] | Job, content: Content, models: Models, view: View
) -> dict[str, FigureResult] | None:
    """What to show of what `results_of` gave for `view`: results, or None where the job that was drawn is all there is."""
    if not isinstance(outcome, Job):
        return outcome
    retry = partial(clear_job, ctx, outcome.key)
    before = results_before(ctx, content, models, view)
    if before is None or outcome.status == "failed":
        job_panel(outcome, retry=retry)
    else:
        job_line(outcome, retry=retry)
    return before
