"""What acts on a whole dashboard: its date range, its filters and their values, and choosing them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import streamlit as st

from lunara.build.artifact import DashboardContent, DashboardFilter
from lunara.build.kinds import dashboard
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import DimensionRef, SemanticQuery, TimeRange
from lunara.ui import cache
from lunara.ui.build_desk import BuildDesk, figure_models
from lunara.ui.components.text import plain
from lunara.ui.failure import explained
from lunara.ui.page import PageContext
from lunara.ui.warehouses import run_for

FILTER_VALUES = 500
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


def filters_menu(ctx: PageContext, desk: BuildDesk, content: DashboardContent) -> None:
    """Add and remove filters, and keep what is chosen as what everybody starts with."""
    _add_filter(ctx, desk, content)
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


def _add_filter(ctx: PageContext, desk: BuildDesk, content: DashboardContent) -> None:
    choices = _filterable(ctx, content)
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


def _filterable(ctx: PageContext, content: DashboardContent) -> dict[str, str]:
    found: dict[str, str] = {}
    for model, _, _ in figure_models(ctx, content).values():
        for table in model.tables:
            if table.hidden:
                continue
            for dimension in table.dimensions:
                if not dimension.hidden and dimension.type in ("string", "boolean"):
                    label = dimension.label or dimension.name.replace("_", " ")
                    found[f"{table.name}.{dimension.name}"] = f"{label} ({table.label or table.name})"
    return found


def filter_bar(ctx: PageContext, desk: BuildDesk, content: DashboardContent) -> None:
    """Date range and filters, in one row; what is chosen acts on this view at once."""
    if not content.widgets:
        return
    models = figure_models(ctx, content) if content.filters else {}
    with st.container(horizontal=True, vertical_alignment="bottom", key="filter_bar"):
        _date_range(desk, content)
        for item in content.filters:
            values = _values(ctx, models, item)
            current = [value for value in desk.values.get(item.id, item.values) if value in values]
            picked = st.multiselect(
                plain(item.label),
                values,
                default=current,
                key=f"filter:{item.id}:{desk.revision}",
                placeholder="All",
                format_func=_value_words,
            )
            desk.values[item.id] = tuple(picked)


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


def _values(ctx: PageContext, models: Mapping[str, tuple[SemanticModel, Any, str]], item: DashboardFilter) -> list[Any]:
    """Distinct values of the filter's field, from the first model that has it."""
    from lunara.errors import LunaraError
    from lunara.semantic.compile import compile_query

    for model, source, version in models.values():
        table, _, name = item.field.partition(".")
        known = model.table(table)
        if known is None or not any(dimension.name == name for dimension in known.dimensions):
            continue
        key = cache.Key(
            ctx.organization.id,
            "filter-values",
            source_id=source.id,
            source_version=str(source.version),
            model_version=version,
            fingerprint=item.field,
        )

        def make(
            model: SemanticModel = model, source: Any = source, version: str = version, table: str = table
        ) -> list[Any]:
            count = {"name": "rows_of_value", "table": table, "aggregate": "count"}
            query = SemanticQuery.model_validate(
                {
                    "dimensions": [DimensionRef(field=item.field)],
                    "measures": [count],
                    "order_by": [{"field": "rows_of_value", "direction": "desc"}],
                    "limit": FILTER_VALUES,
                }
            )
            compiled = compile_query(query, model, _dialect(source), ctx.clock)
            result = run_for(ctx, source, compiled.sql, asked_from="filter values", model_version=version)
            values = [row[0] for row in result.rows()]
            return sorted((v for v in values if v is not None), key=str) + ([None] if None in values else [])

        try:
            return cache.remember(key, make, ttl=900.0)
        except LunaraError as error:
            st.caption(plain(f"{item.label}: {error.message}"))
            return list(item.values)
    return list(item.values)


def _dialect(source: Any) -> str:
    from lunara.connect import kind

    return kind(source.kind).dialect
