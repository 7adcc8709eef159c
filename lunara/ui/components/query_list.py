"""The Queries page's list: filters, sums of what they leave, and statements one by one or summed up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, cast

import streamlit as st

from lunara.ui import navigation, state
from lunara.ui.budgets import limits_in_force
from lunara.ui.components.empty import empty_state
from lunara.ui.components.pager import page_of, pager
from lunara.ui.components.query_export import export_button
from lunara.ui.components.text import ago, count, distinct, file_size, plain, shorten
from lunara.ui.components.usage import used_today
from lunara.ui.failure import explained
from lunara.ui.page import PageContext
from lunara.ui.query_words import (
    CHOSEN_DAYS,
    OUTCOMES,
    PERIODS,
    PLACES,
    VIEWS,
    View,
    days,
    outcome,
    place,
    share,
    since,
    took,
)
from lunara.workspace.log_writer import LOG
from lunara.workspace.query_log import Outcome, QueryFilter, QueryGroup, QueryLogEntry, QueryTotals

ROWS = 25
ANY = "Any"
# Keys of the widgets; what is chosen stays while an entry is looked at.
VIEW, PERIOD, OUTCOME, SOURCE = "log-view", "log-period", "log-outcome", "log-source"
PERSON, PLACE, SEARCH = "log-person", "log-place", "log-search"
_DAYS = "log-days"
_COLOURS = {
    "Done": "green",
    "Cut at a limit": "yellow",
    "Cancelled": "gray",
    "Timed out": "orange",
    "Failed": "red",
    "Refused": "violet",
}
_SQL_SHOWN = 300
_STATEMENT_WIDTHS = {"Queries": 310, "Statements": 285}
_NUMBER_WIDTHS = {
    "Took": 75,
    "Rows": 70,
    "Size": 75,
    "Queries": 75,
    "Half within": 85,
    "95% within": 85,
    "Time in all": 85,
    "Results in all": 100,
    "Failed": 60,
    "At hand": 70,
    "People": 65,
    "Reads (estimate)": 125,
    "Cost (estimate)": 125,
}


def query_list(ctx: PageContext) -> None:
    """The page without an entry that is looked at."""
    LOG.tend(ctx.store)
    LOG.flush(0.5)  # what this person has just run is there
    with st.container(gap="xxsmall"):
        st.title("Queries", anchor=False)
        st.caption(
            "Every statement that Lunara ran or refused in this project"
            + ("." if ctx.principal.may("editor") else ": yours. Editors see everybody’s.")
        )
    _losses(ctx)
    _budget(ctx)
    which = _filters(ctx)
    view = _choose_view()
    with explained():
        _found(ctx, which, view)


def _losses(ctx: PageContext) -> None:
    """What is not in the log, or not yet."""
    waiting, lost = LOG.waiting(ctx.project_id), LOG.lost(ctx.project_id)
    if waiting:
        st.warning(
            f"{count(waiting, 'query', 'queries')} {'waits' if waiting == 1 else 'wait'} to be written down: the workspace’s "
            "database could not be reached. This is tried again by itself; the queries themselves were answered.",
            icon=":material/hourglass_top:",
        )
    if lost is not None:
        st.warning(
            f"{count(lost.lines, 'query', 'queries')} of this project could not be written down and "
            f"{'is' if lost.lines == 1 else 'are'} missing here since this server started; the last {ago(lost.at)}.",
            icon=":material/report:",
        )


def _budget(ctx: PageContext) -> None:
    """What the day has used, where a day has a limit."""
    with explained():
        limits = limits_in_force(ctx, ctx.project_id)
        if (limits.day_bytes, limits.day_seconds, limits.day_tokens) != (None, None, None):
            st.caption(plain(used_today(ctx.store.project_budget(ctx.project_id))))


def _filters(ctx: PageContext) -> QueryFilter:
    sources = distinct({source.id: source.name for source in ctx.store.list_data_sources(ctx.project_id)})
    people: Mapping[str, str] = {}
    if ctx.principal.may("editor"):
        people = distinct({member.user_id: member.full_name or member.email for member in ctx.store.list_members()})
    with st.container(horizontal=True, vertical_alignment="bottom", key="query_filters"):
        search = st.text_input(
            "Search",
            key=SEARCH,
            type="search",
            placeholder="Words of the statement or its error",
            live="400ms",
            width="stretch",
            persist_state="page",
        )
        period = st.selectbox("When", [*PERIODS, CHOSEN_DAYS], index=1, key=PERIOD, width=165, persist_state="page")
        ended = st.selectbox("Outcome", [ANY, *OUTCOMES.values()], key=OUTCOME, width=150, persist_state="page")
        origin = st.selectbox("From", [ANY, *PLACES.values()], key=PLACE, width=180, persist_state="page")
        source = None
        if len(sources) > 1:
            source = st.selectbox("Data source", [ANY, *sources.values()], key=SOURCE, width=170, persist_state="page")
        person = None
        if len(people) > 1:
            person = st.selectbox("Who", [ANY, *people.values()], key=PERSON, width=170, persist_state="page")
    begins, ends = since(str(period), datetime.now(UTC)), None
    if period == CHOSEN_DAYS:
        begins, ends = _chosen_days(ctx)
    return QueryFilter(
        since=begins,
        until=ends,
        outcomes=tuple(cast(Outcome, word) for word, told in OUTCOMES.items() if told == ended),
        data_source_id=next((id for id, name in sources.items() if name == source), None),
        person_id=next((id for id, name in people.items() if name == person), None),
        asked_from=next((word for word, told in PLACES.items() if told == origin), None),
        search=search or "",
        fingerprint=navigation.query("statement") or None,
    )


def _chosen_days(ctx: PageContext) -> tuple[datetime, datetime]:
    today = ctx.clock.today
    chosen = st.date_input("Days", (today, today), max_value=today, key=_DAYS, width=260, persist_state="page")
    picked: Sequence[date] = chosen if isinstance(chosen, tuple) else (chosen,)
    if not picked:
        picked = (today,)
    return days(picked[0], picked[-1], ctx.clock.timezone)


def _choose_view() -> View:
    if navigation.query("statement"):
        with st.container(horizontal=True, vertical_alignment="center", key="one_statement"):
            st.caption(":material/filter_alt: Runs of one statement, whatever values were in it.", width="content")
            st.button("Show all statements", type="tertiary", icon=":material/close:", on_click=_all_statements)
        return VIEWS["Latest"]
    names = list(VIEWS)
    chosen = st.segmented_control(
        "View", names, default=names[0], key=VIEW, required=True, label_visibility="collapsed", persist_state="page"
    )
    return VIEWS[str(chosen or names[0])]


def _all_statements() -> None:
    navigation.set_query(statement=None)


def _found(ctx: PageContext, which: QueryFilter, view: View) -> None:
    if view.outcomes:
        both = tuple(one for one in view.outcomes if not which.outcomes or one in which.outcomes)
        if not both:
            empty_state("Nothing to show", "This view and the outcome that is chosen exclude each other.")
            return
        which = replace(which, outcomes=both)
    if which.fingerprint is None:
        totals = ctx.store.query_totals(ctx.project_id, which)
        if not totals.queries:
            _empty(ctx, which, view)
            return
        _sums(totals, view)
    mark = f"{which.outcomes}{which.data_source_id}{which.person_id}{which.asked_from}{which.search}{which.fingerprint}"
    name = f"queries:{ctx.project_id}:{view.lines or view.groups}:{state.widget(PERIOD)}"
    if view.groups is not None:
        order = view.groups
        groups, more = page_of(
            name,
            lambda limit, offset: ctx.store.query_groups(ctx.project_id, which, sort=order, limit=limit, offset=offset),
            size=ROWS,
            search=mark,
        )
        _draw_groups(ctx, groups)
    else:
        sort = view.lines or "newest"
        lines, more = page_of(
            name,
            lambda limit, offset: ctx.store.list_queries(ctx.project_id, which, sort=sort, limit=limit, offset=offset),
            size=ROWS,
            search=mark,
        )
        if not lines:
            _empty(ctx, which, view)
            return
        _draw_lines(ctx, lines, view)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        export_button(ctx, which, view)
        pager(name, more)


def _empty(ctx: PageContext, which: QueryFilter, view: View) -> None:
    untouched = replace(which, since=None, until=None) == QueryFilter(outcomes=view.outcomes)
    if untouched and view.outcomes:
        what = "failed" if "failed" in view.outcomes else "was refused"
        empty_state(f"Nothing {what}", "Not one query in this period.", icon=":material/check_circle:")
    elif untouched:
        empty_state(
            "No queries in this period",
            "What is asked, refreshed, previewed or checked in this project is listed here.",
            icon=":material/receipt_long:",
        )
        navigation.link("ask", "Ask a question", project=ctx.project_id)
    else:
        empty_state("No query matches", "Take a filter away, or look at a longer period.", icon=":material/search_off:")


def _sums(totals: QueryTotals, view: View) -> None:
    """What is shown, summed up; of a view of what did not work, only how often and whose."""
    if view.outcomes:
        people = count(totals.people, "person", "people")
        st.caption(plain(f"{count(totals.queries, 'query', 'queries')} of {people}."))
        return
    shown: list[tuple[str, str, str]] = [
        (
            "Queries",
            f"{totals.queries:,}",
            f"{share(totals.from_cache, totals.queries)} answered from what was at hand",
        ),
        (
            "Failed",
            f"{totals.failed:,}",
            f"{share(totals.failed, totals.queries)} of all; timed out counts too",
        ),
        (
            "Refused",
            f"{totals.refused:,}",
            "Statements that the guard or a budget stopped. A question that Ask declines makes none.",
        ),
        ("Half within", took(totals.p50_ms), "The median time of those that the warehouse worked on"),
        ("95% within", took(totals.p95_ms), "One in twenty that the warehouse worked on took longer"),
        (
            "Time in all",
            took(totals.seconds * 1000 if totals.p50_ms is not None else None),
            "Of all that the warehouse worked on",
        ),
        ("Results in all", file_size(totals.bytes), "Bytes that came back from the warehouse"),
    ]
    grid = st.grid(min_column_width=100, gap="small")
    for number, (label, value, help) in enumerate(shown):
        with grid.cell(), st.container(key=f"query_sum_{number}"):
            st.metric(label, value, help=help)
    estimates = [file_size(totals.estimated_bytes) + " to read"] if totals.estimated_bytes else []
    if totals.estimated_cost is not None:
        estimates.append(f"{totals.estimated_cost:,.2f} {totals.estimate_currency}".strip())
    if estimates:
        st.caption(
            plain(
                f"Estimate, by the engines before running: {', '.join(estimates)} "
                f"({totals.estimates:,} of {totals.queries:,} have one)."
            )
        )


def _results(lines: Sequence[QueryLogEntry]) -> dict[str, list[Any]]:
    return {
        "Took": ["at hand" if line.from_cache else took(line.elapsed_ms) for line in lines],
        "Rows": [f"{line.rows:,}" if line.outcome in ("done", "truncated") else "–" for line in lines],
        "Size": [file_size(line.bytes) if line.bytes else "–" for line in lines],
    }


def _why(lines: Sequence[QueryLogEntry]) -> dict[str, list[Any]]:
    return {"Why": [_one_line(line.error) or "–" for line in lines]}


def _draw_lines(ctx: PageContext, lines: Sequence[QueryLogEntry], view: View) -> None:
    several = ctx.principal.may("editor")
    table: dict[str, list[Any]] = {
        "When": [line.created_at for line in lines],
        "Outcome": [[outcome(line.outcome)] for line in lines],
        **(_why(lines) if view.outcomes else {}),
        "Statement": [_one_line(line.sql) for line in lines],
        **({} if view.outcomes else _results(lines)),
        "From": [_whence(line) for line in lines],
    }
    if several:
        table["Who"] = [line.created_by_name or "Somebody who left" for line in lines]
    ids = [line.id for line in lines]

    def look(row: int) -> None:
        navigation.set_query(entry=ids[row])

    _table(ctx, table, f"query-lines-{len(ids)}-{ids[0]}", look, "Queries")


def _draw_groups(ctx: PageContext, groups: Sequence[QueryGroup]) -> None:
    several = ctx.principal.may("editor")
    told = [group.totals for group in groups]
    table: dict[str, list[Any]] = {
        "Statement": [_one_line(group.sql) for group in groups],
        "Queries": [f"{one.queries:,}" for one in told],
        **_estimates(told),
        "Half within": [took(one.p50_ms) for one in told],
        "95% within": [took(one.p95_ms) for one in told],
        "Time in all": [took(one.seconds * 1000 if one.p50_ms is not None else None) for one in told],
        "Results in all": [file_size(one.bytes) if one.bytes else "–" for one in told],
        "Failed": [f"{one.failed:,}" for one in told],
        "At hand": [share(one.from_cache, one.queries) for one in told],
        "Last": [group.latest_at for group in groups],
    }
    if several:
        table["People"] = [f"{one.people:,}" for one in told]
    marks = [group.fingerprint for group in groups]

    def look(row: int) -> None:
        navigation.set_query(statement=marks[row])

    _table(ctx, table, f"query-groups-{len(marks)}-{marks[0]}", look, "Statements")


def _estimates(told: Sequence[QueryTotals]) -> dict[str, list[Any]]:
    """What the engines said before running, where one of them did."""
    found: dict[str, list[Any]] = {}
    if any(one.estimated_bytes for one in told):
        found["Reads (estimate)"] = [file_size(one.estimated_bytes) if one.estimated_bytes else "–" for one in told]
    if any(one.estimated_cost is not None for one in told):
        found["Cost (estimate)"] = [
            "–" if one.estimated_cost is None else f"{one.estimated_cost:,.2f} {one.estimate_currency}".strip()
            for one in told
        ]
    return found


def _table(ctx: PageContext, table: Mapping[str, list[Any]], key: str, look: Any, what: str) -> None:
    """Rows that lead on when they are clicked."""
    import pandas as pd

    def picked() -> None:
        cells = state.widget(key, {}).get("selection", {}).get("cells", [])
        if cells:
            look(int(cells[0][0]))

    when = st.column_config.DatetimeColumn(format="D MMM, HH:mm:ss", timezone=ctx.clock.timezone, width=130)
    colours = [_COLOURS[name] for name in OUTCOMES.values()]
    st.dataframe(
        pd.DataFrame(table),
        key=key,
        hide_index=True,
        on_select=picked,
        selection_mode="single-cell",
        height="content",
        column_config={
            "When": when,
            "Last": when,
            "Outcome": st.column_config.MultiselectColumn(options=list(OUTCOMES.values()), color=colours, width=105),
            "Statement": st.column_config.TextColumn(width=_STATEMENT_WIDTHS[what]),
            "Why": st.column_config.TextColumn(width=220),
            "From": st.column_config.TextColumn(width=150),
            "Who": st.column_config.TextColumn(width=100),
            **{
                name: st.column_config.TextColumn(alignment="right", width=width)
                for name, width in _NUMBER_WIDTHS.items()
            },
        },
        alt=f"{what}: {count(len(next(iter(table.values()))), 'row')}, {', '.join(table)}",
    )
    st.caption(plain(f"Click a row to look closer. Times are those of {ctx.clock.timezone}."))


def _whence(line: QueryLogEntry) -> str:
    """Where a statement came from, by name where it is known."""
    name = line.artifact_name or line.agent_name
    return f"{place(line.asked_from)}: {shorten(name, 40)}" if name else place(line.asked_from)


def _one_line(sql: str) -> str:
    return shorten(" ".join(sql.split()), _SQL_SHOWN)


def facts(pairs: Sequence[tuple[str, str]]) -> None:
    """Names and values in a grid; values are shown letter by letter."""
    grid = st.grid(min_column_width=150, gap="small")
    for label, value in pairs:
        with grid.cell(), st.container(gap=None):
            st.caption(label)
            st.markdown(plain(value))
