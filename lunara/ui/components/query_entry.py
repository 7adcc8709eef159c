"""One query of the log, whole: the statement, how it ended and why, what it took, who asked for it and from where."""

from __future__ import annotations

import streamlit as st

from lunara import connect
from lunara.errors import LunaraError, NotFound
from lunara.ui import navigation
from lunara.ui.components.query_list import facts
from lunara.ui.components.sql_text import formatted
from lunara.ui.components.text import ago, count, file_size, moment, plain
from lunara.ui.failure import show_error
from lunara.ui.page import PageContext
from lunara.ui.query_words import outcome, place, took
from lunara.workspace.log_writer import LOG
from lunara.workspace.query_log import QueryLogEntry

FORMATTED_CHARACTERS = 20_000


def entry_view(ctx: PageContext, entry_id: str) -> None:
    """The page with an entry that is looked at."""
    LOG.flush(0.5)
    st.button("Queries", icon=":material/arrow_back:", type="tertiary", on_click=_back)
    try:
        entry = ctx.store.get_query(ctx.project_id, entry_id)
    except NotFound:
        show_error(
            NotFound("This query is not in the log, or not yours to see.", "It may be older than the log is kept.")
        )
        return
    st.title(plain(_title(entry)), anchor=False)
    when = moment(entry.created_at, ctx.clock.timezone, seconds=True)
    who = entry.created_by_name or "Somebody who left"
    st.caption(plain(f"{when}, {ago(entry.created_at)} · {who}"))
    _ended(entry)
    if entry.error_code == "over_budget":
        navigation.link("settings", "Budgets on Settings")
    facts(_numbers(entry))
    _links(ctx, entry)
    st.subheader("Statement", anchor=False)
    st.code(_written(entry), language="sql", wrap_lines=True)
    st.button(
        "All runs of this statement",
        icon=":material/manage_search:",
        on_click=_same,
        args=(entry.fingerprint,),
        help="Whatever values were in it",
    )


def _back() -> None:
    navigation.set_query(entry=None)


def _same(fingerprint: str) -> None:
    navigation.set_query(entry=None, statement=fingerprint)


def _title(entry: QueryLogEntry) -> str:
    name = entry.artifact_name or entry.agent_name
    return f"{place(entry.asked_from)}: {name}" if name else place(entry.asked_from)


def _ended(entry: QueryLogEntry) -> None:
    """How it ended; with why, where it did not end well."""
    word = plain(outcome(entry.outcome))
    why = f"  \n{plain(entry.error)}" if entry.error else ""
    if entry.outcome in ("failed", "timed_out"):
        st.error(f"**{word}**{why}", icon=":material/error:")
    elif entry.outcome == "refused":
        st.warning(f"**{word}** before the warehouse was asked{why}", icon=":material/gpp_maybe:")
    elif entry.outcome == "cancelled":
        st.info(f"**{word}**{why}", icon=":material/block:")
    elif entry.outcome == "truncated":
        st.info(f"**{word}**: the first rows were kept.", icon=":material/content_cut:")
    else:
        how = " from what was at hand" if entry.from_cache else ""
        st.success(f"**{word}**{how} in {took(entry.elapsed_ms)}", icon=":material/check_circle:")


def _numbers(entry: QueryLogEntry) -> list[tuple[str, str]]:
    told = [("Time", took(entry.elapsed_ms) + (", from what was at hand" if entry.from_cache else ""))]
    if entry.outcome in ("done", "truncated"):
        told += [("Rows", f"{entry.rows:,}"), ("Size of the result", file_size(entry.bytes))]
    if entry.estimate_source:
        by = f"({'exact' if entry.estimate_exact else 'estimate'}, {entry.estimate_source})"
        if entry.estimated_bytes is not None:
            told.append(("Would read", f"{file_size(entry.estimated_bytes)} {by}"))
        if entry.estimated_rows is not None:
            told.append(("Would look at", f"{count(entry.estimated_rows, 'row')} {by}"))
        if entry.estimated_cost is not None:
            told.append(("Would cost", f"{entry.estimated_cost:,.4g} {entry.estimate_currency} {by}"))
    return told


def _links(ctx: PageContext, entry: QueryLogEntry) -> None:
    """The way to what it came from."""
    with st.container(horizontal=True, key="query_links"):
        if entry.artifact_id and entry.artifact_name:
            navigation.link("build", plain(entry.artifact_name), project=ctx.project_id, artifact=entry.artifact_id)
        if entry.agent_id and entry.agent_name:
            navigation.link("ask", plain(entry.agent_name), project=ctx.project_id, agent=entry.agent_id)
        if entry.semantic_model_id and entry.semantic_model_name:
            version = f", version {entry.model_version}" if entry.model_version else ""
            navigation.link(
                "model", plain(f"{entry.semantic_model_name}{version}"), project=ctx.project_id,
                model=entry.semantic_model_id,
            )  # fmt: skip
        if entry.data_source_name:
            navigation.link("connect", plain(entry.data_source_name), project=ctx.project_id)


def _written(entry: QueryLogEntry) -> str:
    """The statement with a line for each part. One that was refused stays as it came: it was refused for what it is."""
    if entry.outcome == "refused" or not entry.data_source_kind or len(entry.sql) > FORMATTED_CHARACTERS:
        return entry.sql
    try:
        return formatted(entry.sql, connect.kind(entry.data_source_kind).dialect)
    except LunaraError:
        return entry.sql  # a kind that this Lunara does not know
