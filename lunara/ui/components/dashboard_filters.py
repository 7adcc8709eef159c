"""What acts on a whole dashboard: its date range, its filters and their values, and choosing them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import streamlit as st

from lunara.build.artifact import DashboardContent, DashboardFilter
from lunara.build.kinds import dashboard
from lunara.semantic.query import TimeRange
from lunara.ui.build_desk import BuildDesk
from lunara.ui.components.text import plain
from lunara.ui.failure import explained, for_reader
from lunara.ui.figure_results import Models
from lunara.ui.filter_values import Offered, filter_values
from lunara.ui.jobs import clear_job, job_line
from lunara.ui.page import PageContext

_OWN = "As each tile says"
_WINDOWS: dict[str, TimeRange | None] = {
    _OWN: None,
    "Last 7 days": TimeRange(last=7, grain="day"),
    "Last 30 days": TimeRange(last=30, grain="day"),
    "This month": TimeRange(this="month"),
    "Last month": TimeRange(previous="month"),
    "Last 3 complete months": TimeRange(last=3, grain="month", complete=True),
    "This year": TimeRange(this="year"),
    "Last 12 complete months": TimeRange(last=12, grain="month", complete=True),
    "Last year": TimeRange(previous="year"),
    "From … to …": None,
}
_CHOSEN = "From … to …"


def filters_menu(desk: BuildDesk, content: DashboardContent, models: Models) -> None:
    """Add and remove filters, and keep what is chosen as what everybody starts with."""
    _add_filter(desk, content, models)
    for item in content.filters:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(plain(item.label), width="stretch")
            st.button(
                "Remove",
                key=f"drop-filter:{item.id}",
                icon=":material/close:",
                type="tertiary",
                help=f"Remove the filter {plain(item.label)}",
                on_click=desk.change,
                args=(lambda current, gone=item.id: dashboard.remove_filter(current, gone),),
            )
    if content.filters or desk.own_window:
        st.button(
            "Save these as the start for everybody",
            icon=":material/push_pin:",
            help="Everybody starts with this date range and these filters.",
            on_click=_keep_filters,
            args=(desk,),
        )


def _add_filter(desk: BuildDesk, content: DashboardContent, models: Models) -> None:
    choices = _filterable(models)
    taken = {item.field for item in content.filters}
    open_fields = [name for name in choices if name not in taken]
    picked = st.selectbox(
        "Filter by", open_fields, index=None, format_func=lambda name: choices[name], placeholder="Choose a field"
    )
    st.button(
        "Add",
        type="primary",
        disabled=picked is None,
        on_click=desk.change,
        args=(lambda current: dashboard.add_filter(current, str(picked), choices[str(picked)]),),
    )


def _filterable(models: Models) -> dict[str, str]:
    found: dict[str, str] = {}
    for model, _, _ in models.values():
        for table in model.tables:
            if table.hidden:
                continue
            for dimension in table.dimensions:
                if not dimension.hidden and dimension.type in ("string", "boolean"):
                    label = dimension.label or dimension.name.replace("_", " ")
                    found[f"{table.name}.{dimension.name}"] = f"{label} ({table.label or table.name})"
    return found


def filter_bar(ctx: PageContext, desk: BuildDesk, content: DashboardContent, models: Models) -> None:
    """Date range and filters, in one row; what is chosen acts on this view at once."""
    if not content.widgets or desk.artifact is None:
        return
    offered, job = filter_values(ctx, desk.artifact.id, content.filters, models)
    with st.container(horizontal=True, vertical_alignment="bottom", key="filter_bar"):
        _date_range(desk, content)
        for item in content.filters:
            reading = item.id not in offered and job is not None and job.running
            _filter(desk, item, offered.get(item.id, Offered()), reading=reading)
        if job is not None:
            job_line(job, retry=partial(clear_job, ctx, job.key))


def _filter(desk: BuildDesk, item: DashboardFilter, offered: Offered, *, reading: bool) -> None:
    """One filter; while its values are being read it shows what it is set to and cannot be changed."""
    current = desk.values.get(item.id, item.values)
    # A value that is chosen and is not among the most frequent ones still filters, so it can be seen and taken out.
    values = [*offered.values, *(value for value in current if value not in offered.values)]
    picked = st.multiselect(
        plain(item.label),
        values,
        default=list(current),
        key=f"filter:{item.id}:{desk.revision}",
        placeholder="Reading values…" if reading else "All",
        format_func=_value_words,
        disabled=reading,
    )
    desk.values[item.id] = tuple(picked)
    if offered.error is not None:
        st.caption(plain(f"{item.label}: {for_reader(offered.error).message}"))


def _keep_filters(desk: BuildDesk) -> None:
    def make(content: DashboardContent) -> DashboardContent:
        for item in content.filters:
            content = dashboard.set_filter(content, item.id, desk.values.get(item.id, item.values))
        return dashboard.set_date_range(content, desk.window) if desk.own_window else content

    desk.change(make)


def _date_range(desk: BuildDesk, content: DashboardContent) -> None:
    active = desk.window if desk.own_window else content.date_range
    named = next((name for name, window in _WINDOWS.items() if window == active and name != _CHOSEN), _CHOSEN)
    picked = st.selectbox(
        "Date range", list(_WINDOWS), index=list(_WINDOWS).index(named), key=f"window:{desk.revision}"
    )
    window = _WINDOWS[picked]
    if picked == _CHOSEN:
        start = active.from_ if active is not None else None
        # The model's ranges end before `to`; people name the last day that counts.
        end = active.to - timedelta(days=1) if active is not None and active.to is not None else None
        first = st.date_input("From", start, key=f"window-from:{desk.revision}")
        last = st.date_input("To", end, key=f"window-to:{desk.revision}")
        if first is None and last is None:
            return
        with explained():
            window = TimeRange.model_validate({"from": first, "to": last and last + timedelta(days=1)})
    if window != active:
        desk.window, desk.own_window = window, True


def _value_words(value: Any) -> str:
    return {None: "(none)", True: "Yes", False: "No"}.get(value, str(value)) if not isinstance(value, str) else value
