"""A look at an item of a model: its numbers or values and the SQL behind them, from the warehouse, within limits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from lunara.charts.display import cell
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.ui.components.lineage_view import lineage_view
from lunara.ui.components.result_table import result_table
from lunara.ui.components.sql_text import formatted
from lunara.ui.components.text import plain
from lunara.ui.failure import explained, show_error
from lunara.ui.jobs import Job, clear_job, find_job, job_panel
from lunara.ui.model_desk import ModelDesk
from lunara.ui.model_preview import Preview, Seen, preview_key, single_value, start_preview, start_try
from lunara.ui.navigation import refresh_part
from lunara.ui.page import PageContext
from lunara.workspace.records import SemanticModelHead

# Most looks are over by then, and the drawer need not be drawn anew around them.
PATIENCE_SECONDS = 2.5


def preview_panel(
    ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, model: SemanticModel, key: str, *, ready: bool = True
) -> None:
    """A button that looks at the item of `key` in `model`, then what was seen. `ready` False: it cannot work as it is typed."""
    _panel(
        ctx,
        head,
        model,
        key,
        lambda: start_preview(ctx, head, model, key, published=is_published(desk, head)),
        ready=ready,
    )


def try_panel(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, query: SemanticQuery) -> None:
    """The same for any query of what is open; it is asked by the press of the button."""
    model = desk.current
    key = f"try:{query.model_dump_json(exclude_defaults=True)}"
    _panel(
        ctx, head, model, key, lambda: start_try(ctx, head, model, query, key=key, published=is_published(desk, head))
    )


def look_panel(ctx: PageContext, head: SemanticModelHead, model: SemanticModel, query: SemanticQuery, key: str) -> None:
    """The same for a query of `model`, the published version, whatever is open."""
    start = partial(start_try, ctx, head, model, query, key=key, published=True)
    _panel(ctx, head, model, key, start, shortcut=None)  # one of many on the page


def is_published(desk: ModelDesk, head: SemanticModelHead) -> bool:
    """Whether what is open is what people ask now."""
    return not desk.changed and desk.based_on == head.published_version


def _panel(
    ctx: PageContext,
    head: SemanticModelHead,
    model: SemanticModel,
    key: str,
    start: Callable[[], Job],
    *,
    ready: bool = True,
    shortcut: str | None = "Alt+P",
) -> None:
    job_key = preview_key(head.id, key)
    job = find_job(ctx, job_key)
    stale = job is not None and job.status == "done" and not job.result.of(model, key)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if (job is None or not job.running) and st.button(
            "Preview" if job is None else "Preview again",
            key=f"preview:{key}",
            icon=":material/visibility:",
            disabled=not ready,
            shortcut=shortcut,
        ):
            with explained():
                clear_job(ctx, job_key)
                start().wait(PATIENCE_SECONDS)
                refresh_part()
        if stale:
            st.caption(":material/history: From before your last change.")
    if job is not None and job_panel(job) == "done":
        preview_result(job.result, key=key)


def preview_result(preview: Preview, *, key: str) -> None:
    """What was seen: single numbers first, then tables, the SQL of each at hand."""
    single = [seen for seen in preview.seen if single_value(seen) is not None]
    if single:
        with st.container(horizontal=True, gap="medium"):
            for seen in single:
                assert seen.compiled is not None  # noqa: S101 - it has a value
                st.metric(plain(seen.title), cell(single_value(seen), seen.compiled.columns[0]), width="content")
    for number, seen in enumerate(preview.seen):
        if seen.error is not None:
            st.caption(f"**{plain(seen.title)}**")
            show_error(seen.error)
        elif seen.result is not None and seen.compiled is not None and seen not in single:
            st.caption(f"**{plain(seen.title)}**")
            for warning in seen.compiled.warnings:
                st.caption(plain(warning))
            result_table(seen.compiled.columns, seen.result, key=f"seen:{key}:{number}", dense=True)
    with st.expander("SQL", icon=":material/code:"):
        for number, seen in enumerate(preview.seen):
            _sql(seen, f"lineage:{key}:{number}")


def _sql(seen: Seen, key: str) -> None:
    if seen.compiled is None:
        return
    took = f", {seen.result.elapsed_ms:,.0f} ms in the warehouse" if seen.result is not None else ""
    st.caption(plain(f"{seen.title}{took}"))
    lineage_view(seen.compiled.lineage, seen.compiled.columns, key=key)
    st.code(formatted(seen.compiled.sql.text, seen.compiled.sql.dialect), language="sql", wrap_lines=True)
