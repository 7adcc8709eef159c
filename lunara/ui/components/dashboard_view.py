"""A dashboard: filters and date range above, tiles on the grid, clicks in a chart that filter the other tiles."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from lunara.build.artifact import DashboardContent, Widget
from lunara.build.kinds import dashboard
from lunara.build.kinds.dashboard import WidgetKind
from lunara.build.kinds.grid import reading_order
from lunara.build.refresh import FigureResult, TileFilter, as_read, tile_filters
from lunara.charts.kpi import kpis
from lunara.charts.period import period_words
from lunara.charts.pick import picked_words
from lunara.semantic.query import Filter
from lunara.ui import navigation, state
from lunara.ui.build_desk import BuildDesk
from lunara.ui.components.add_tile import open_add_tile
from lunara.ui.components.dashboard_filters import filter_bar, filters_menu
from lunara.ui.components.dashboard_grid import dashboard_grid
from lunara.ui.components.downloads import downloads
from lunara.ui.components.empty import empty_state
from lunara.ui.components.figure_job import shown_results
from lunara.ui.components.figure_view import figure_view, kpi_view, note_line
from lunara.ui.components.figured import ROW_HEIGHT, tile_height
from lunara.ui.components.not_refreshed import REFRESH, reasons_once
from lunara.ui.components.result_table import result_table
from lunara.ui.components.text import ago, count, paragraphs, plain
from lunara.ui.dashboard_link import PREFIX, chosen, take_chosen
from lunara.ui.failure import show_error
from lunara.ui.figure_results import FRESH_SECONDS, Models, View, as_of, figure_models, results_of
from lunara.ui.jobs import Job, clear_job
from lunara.ui.page import PageContext, still_here


def dashboard_page(ctx: PageContext, desk: BuildDesk, *, editing: bool) -> None:
    """Draw a dashboard, for looking at or for editing."""
    content = desk.dashboard()
    if not desk.linked:
        desk.linked = True
        take_chosen(desk, content, navigation.query)
    if not content.widgets:
        empty_state(
            "No tiles yet",
            "Add a tile by asking a question here, or an answer from Ask with “Add to…”."
            if editing
            else "Its editors have not added tiles yet.",
            icon=":material/dashboard:",
        )
    models = figure_models(ctx, content)
    if editing:
        _toolbar(ctx, desk, models)
        asks, desk.asks = desk.asks, ""
        for widget in content.widgets:
            if widget.id == asks:
                open_add_tile(ctx, desk, widget)
    filter_bar(ctx, desk, content, models)
    navigation.only_query(PREFIX, chosen(desk, content))
    if editing and desk.arranging and content.widgets:
        _arrange(ctx, desk, content, models)
        return
    interval = content.refresh_interval
    if interval and not editing:
        st.fragment(_by_itself, run_every=interval)(ctx, desk, [models])
    else:
        _body(ctx, desk, models, editing=editing)


def _by_itself(ctx: PageContext, desk: BuildDesk, loaded: list[Models]) -> None:
    """The body that runs again and again alone; only its first run is that of the page, which has `loaded` the models."""
    still_here(ctx)
    content = desk.dashboard()
    models = loaded.pop() if loaded else figure_models(ctx, content)
    _body(ctx, desk, models, editing=False, interval=content.refresh_interval)


def _body(ctx: PageContext, desk: BuildDesk, models: Models, *, editing: bool, interval: int = 0) -> None:
    content = desk.dashboard()
    artifact = desk.artifact
    if artifact is None or not content.widgets:
        return
    view = _view(desk, content, again=state.take_flag(REFRESH), max_age=interval or FRESH_SECONDS)
    outcome = results_of(ctx, artifact.id, content, models, view)
    before, desk.waits_for = desk.waits_for, outcome.key if isinstance(outcome, Job) else ""
    if before not in ("", desk.waits_for):
        # Other filters were chosen meanwhile: nobody here waits for those numbers any more.
        clear_job(ctx, before)
    results = shown_results(ctx, outcome, content, models, view)
    if results is None:
        return
    desk.refreshed = as_of(results)
    _status_line(ctx, desk, models, interval, results)
    numbers = [widget.id for widget in content.widgets if widget.kind == "kpi"]
    said = reasons_once(ctx, results, small=numbers)
    mixed = any(outcome.not_refreshed is None for outcome in results.values())
    # Each element is a message to the browser, so a tile is the grid's own cell and no further container.
    grid = st.grid(
        12, min_column_width=56, row_height=ROW_HEIGHT, gap="small", dense=True, border=True, key="dashboard_tiles"
    )
    for widget in reading_order(as_read(content, results).widgets):
        with grid.cell(column_span=widget.place.w, row_span=widget.place.h):
            _tile(ctx, desk, widget, _Outcome(results.get(widget.id), widget.id in said, mixed), editing=editing)


def _titled(widget: Widget, outcome: FigureResult | None) -> str:
    """The tile's title with the period that its numbers cover, where the title does not say it."""
    title = f"**{plain(widget.title)}**" if widget.title else ""
    period = period_words(outcome.compiled) if outcome is not None and outcome.compiled is not None else ""
    if not period or period.lower() in widget.title.lower():
        return title
    return f"{title} :small[:gray[{plain(period)}]]".strip()


def _view(desk: BuildDesk, content: DashboardContent, *, again: bool = False, max_age: float = FRESH_SECONDS) -> View:
    filters = [item.model_copy(update={"values": desk.values.get(item.id, item.values)}) for item in content.filters]
    window = desk.window if desk.own_window else content.date_range
    clicks = {
        widget.id: tuple(
            TileFilter(label, condition)
            for source, (label, conditions) in desk.picks.items()
            if source != widget.id
            for condition in conditions
        )
        for widget in content.widgets
    }
    return View(tile_filters(filters), {name: own for name, own in clicks.items() if own}, window, again, max_age)


def _status_line(
    ctx: PageContext, desk: BuildDesk, models: Models, interval: int, results: Mapping[str, FigureResult]
) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if desk.refreshed:
            every = f" · refreshes every {_interval_words(interval)}" if interval else ""
            st.caption(plain(f"As of {ago(desk.refreshed)}{every}"))
        st.button("Refresh", icon=":material/refresh:", type="tertiary", on_click=state.set_flag, args=(REFRESH,))
        if desk.artifact is not None:
            export = st.popover("Export", icon=":material/download:", type="tertiary", on_change="rerun")
            if export.open:
                with export:
                    st.caption("As it stands now, with its filters and dates.")
                    downloads(ctx, desk.artifact, as_read(desk.dashboard(), results), models, results)
        for source, (label, conditions) in list(desk.picks.items()):
            if conditions:
                st.button(
                    f"{plain(label)} :material/close:",
                    key=f"unpick:{source}",
                    on_click=desk.unpick,
                    args=(source,),
                    help="Clicked in a chart. Press to remove.",
                )


def _interval_words(seconds: int) -> str:
    return f"{seconds // 60} min" if seconds % 60 == 0 else f"{seconds} s"


@dataclass(frozen=True)
class _Outcome:
    """What a tile shows: `said` where its reason stands above all tiles, `mixed` where not all tiles have numbers of before."""

    result: FigureResult | None
    said: bool
    mixed: bool

    @property
    def before(self) -> datetime | None:
        """When its numbers were had, where those of other tiles are newer."""
        one = self.result
        return one.result.fetched_at if self.mixed and one and one.not_refreshed and one.result else None


def _tile(ctx: PageContext, desk: BuildDesk, widget: Widget, shown: _Outcome, *, editing: bool) -> None:
    outcome = shown.result
    beside = editing or shown.before is not None or (outcome is not None and bool(outcome.not_applied))
    # A row of its own costs two more elements per tile and rerun, so only where something stands beside the title.
    with (
        st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"tile_head_{widget.id}")
        if beside
        else nullcontext()
    ):
        if heading := _titled(widget, outcome):
            st.markdown(heading, width="stretch")
        if outcome is not None and outcome.not_applied:
            st.badge("Not filtered", color="orange", help=plain(" ".join(map(str, outcome.not_applied))))
        if shown.before is not None:
            st.badge("Not refreshed", color="orange", help=plain(f"As of {ago(shown.before)}"))
        if editing:
            with st.popover(
                f"Change {plain(widget.title) or 'this tile'}",
                icon=":material/more_vert:",
                type="tertiary",
                key=f"icon_only:menu:{widget.id}:{desk.revision}",
                help="Change this tile",
            ):
                _tile_menu(desk, widget, outcome)
    if widget.kind == "text":
        st.markdown(paragraphs(widget.text))
        return
    if outcome is None:
        return
    if outcome.error is not None or outcome.compiled is None or outcome.result is None or outcome.chart is None:
        if shown.said:
            st.caption("No numbers: the reason is above.")
        elif outcome.error is not None:
            show_error(outcome.error)
        return
    if widget.kind == "kpi":
        numbers = kpis(outcome.chart.model_copy(update={"kind": "kpi"}), outcome.compiled, outcome.result)
        for number in numbers[:1]:
            kpi_view(number, titled=not widget.title)
        if not numbers:
            st.caption("No data in this range.")
        return
    if widget.kind == "table":
        result_table(
            outcome.compiled.columns,
            outcome.result,
            key=f"table:{widget.id}",
            # Rows that do not fill the tile are not filled up with empty ones.
            height="content" if tile_height(outcome.result.row_count) < widget.place.h * ROW_HEIGHT else "stretch",
            dense=True,
        )
        note_line(outcome.compiled.warnings)
        return

    columns = outcome.compiled.columns

    def pick(filters: tuple[Filter, ...]) -> None:
        if filters:
            desk.picks[widget.id] = (picked_words(filters, columns), filters)
        else:
            desk.picks.pop(widget.id, None)

    figure_view(
        ctx.organization.id,
        outcome.chart.model_copy(update={"title": ""}),
        outcome.compiled,
        outcome.result,
        # A chart keeps what was clicked in it; one whose click was taken back is another chart.
        key=f"chart:{widget.id}:{desk.unpicked.get(widget.id, 0)}",
        height="stretch",
        on_pick=pick,
        beside=outcome.compiled.warnings,
    )


def _tile_menu(desk: BuildDesk, widget: Widget, outcome: FigureResult | None) -> None:
    if widget.figure is not None:
        st.button(
            "Ask anew…",
            icon=":material/forum:",
            key=f"ask-anew:{widget.id}",
            help="Another question, measure or condition for this tile",
            on_click=desk.ask_anew,
            args=(widget.id,),
        )
    with st.form(f"tile-form:{widget.id}:{desk.revision}", border=False):
        title = st.text_input("Title", widget.title, max_chars=200)
        text = st.text_area("Text", widget.text, max_chars=4000) if widget.kind == "text" else None
        kinds: list[WidgetKind] = ["kpi", "chart", "table"]
        shown_as: WidgetKind | None = (
            st.selectbox(
                "Shown as",
                kinds,
                index=kinds.index(widget.kind),
                format_func=lambda k: {"kpi": "Number"}.get(k, k.title()),
            )
            if widget.kind != "text"
            else None
        )
        picture = _chart_choice(widget, outcome)
        applied = st.form_submit_button("Apply", type="primary")
    if applied:
        figure = widget.figure
        if figure is not None and picture and outcome is not None and outcome.chart is not None:
            figure = figure.model_copy(update={"chart": outcome.chart.model_copy(update={"kind": picture})})
        desk.change(
            lambda content: dashboard.update_tile(
                content, widget.id, title=title.strip(), text=text, kind=shown_as, figure=figure
            )
        )
        navigation.refresh()
    with st.container(horizontal=True):
        st.button(
            "Duplicate",
            icon=":material/content_copy:",
            key=f"copy:{widget.id}",
            on_click=desk.change,
            args=(lambda content: dashboard.duplicate_tile(content, widget.id),),
        )
        st.button(
            "Remove",
            icon=":material/delete:",
            key=f"remove:{widget.id}",
            on_click=desk.change,
            args=(lambda content: dashboard.remove_tile(content, widget.id),),
        )


_PICTURES = {
    "line": "Line",
    "area": "Area",
    "bar": "Bars",
    "bar_horizontal": "Bars across",
    "stacked_bar": "Stacked bars",
    "pie": "Pie",
    "heatmap": "Heatmap",
}


def _chart_choice(widget: Widget, outcome: FigureResult | None) -> str | None:
    if widget.kind != "chart" or outcome is None or outcome.chart is None or outcome.chart.kind not in _PICTURES:
        return None
    fitting = [
        kind for kind in _PICTURES if kind != "pie" or (outcome.compiled is not None and outcome.compiled.adds_up)
    ]
    if outcome.chart.series is None:
        fitting = [kind for kind in fitting if kind not in ("heatmap", "stacked_bar")]
    picture: str | None = st.selectbox(
        "Chart type",
        fitting,
        index=fitting.index(outcome.chart.kind) if outcome.chart.kind in fitting else 0,
        format_func=lambda kind: _PICTURES[kind],
    )
    return picture


def _previews(ctx: PageContext, desk: BuildDesk, content: DashboardContent, models: Models) -> dict[str, str]:
    """One line for each tile while tiles are arranged: a number's value, what kind of chart, how many rows."""
    outcome = results_of(ctx, desk.artifact.id, content, models, _view(desk, content)) if desk.artifact else {}
    if isinstance(outcome, Job):
        return {}
    lines = {}
    for widget in content.widgets:
        one = outcome.get(widget.id)
        if one is None or one.compiled is None or one.result is None or one.chart is None:
            continue
        if widget.kind == "kpi":
            shown = kpis(one.chart.model_copy(update={"kind": "kpi"}), one.compiled, one.result)
            lines[widget.id] = shown[0].value if shown else "No data in this range"
        elif widget.kind == "table":
            lines[widget.id] = count(one.result.row_count, "row")
        else:
            lines[widget.id] = _PICTURES.get(one.chart.kind, "")
    return lines


def _arrange(ctx: PageContext, desk: BuildDesk, content: DashboardContent, models: Models) -> None:
    st.caption(
        "Drag tiles to move them, drag a corner to resize. By keyboard: arrow keys move, Shift and arrow keys resize."
    )
    dashboard_grid(
        reading_order(content.widgets),
        key=f"layout:{desk.artifact and desk.artifact.id}",
        on_move=lambda places: desk.change(lambda current: dashboard.move_tiles(current, places)),
        previews=_previews(ctx, desk, content, models),
    )


def _toolbar(ctx: PageContext, desk: BuildDesk, models: Models) -> None:
    content = desk.dashboard()
    with st.container(horizontal=True, vertical_alignment="center", key="dashboard_tools"):
        if st.button("Add tile", type="primary", icon=":material/add_chart:"):
            open_add_tile(ctx, desk)
        st.button(
            "Add text",
            icon=":material/notes:",
            on_click=desk.change,
            args=(lambda current: dashboard.add_tile(current, "text", title="Note", text="Write something here."),),
        )
        with st.popover("Filters", icon=":material/filter_alt:"):
            filters_menu(desk, content, models)
        with st.popover("Refresh by itself", icon=":material/update:"):
            _interval_menu(desk, content)
        if content.widgets:
            desk.arranging = st.toggle("Arrange tiles", value=desk.arranging)


def _interval_menu(desk: BuildDesk, content: DashboardContent) -> None:
    choices = {0: "Never", 60: "Every minute", 300: "Every 5 minutes", 900: "Every 15 minutes", 3600: "Every hour"}
    if content.refresh_interval not in choices:
        choices[content.refresh_interval] = f"Every {_interval_words(content.refresh_interval)}"
    picked = st.radio(
        "How often",
        list(choices),
        index=list(choices).index(content.refresh_interval),
        format_func=lambda seconds: choices[seconds],
        key=f"interval:{desk.revision}",
    )
    if picked != content.refresh_interval:
        desk.change(lambda current: current.model_copy(update={"refresh_interval": picked}))
        navigation.refresh()
