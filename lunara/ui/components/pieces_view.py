"""Reports and slides on the screen: an ordered list of pieces, each edited in place, and their exports."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lunara.build.artifact import PAINTED, Block, ReportContent, Slide, SlidesContent
from lunara.build.kinds import ordered, report, slides
from lunara.build.refresh import FigureResult, as_read, narratives_of
from lunara.build.told import bound_again, refers, worded
from lunara.charts.kpi import kpis
from lunara.charts.palette import THEMES, theme_named
from lunara.ui import navigation, state
from lunara.ui.build_desk import BuildDesk
from lunara.ui.components.add_tile import open_add_tile
from lunara.ui.components.downloads import downloads
from lunara.ui.components.empty import empty_state
from lunara.ui.components.figure_job import shown_results
from lunara.ui.components.figure_view import figure_view, kpi_view
from lunara.ui.components.not_refreshed import REFRESH, reasons_once
from lunara.ui.components.presenter import PRESENT, present_page
from lunara.ui.components.result_table import result_table
from lunara.ui.components.slide_art import art_panel, house_switch, slide_art_menu
from lunara.ui.components.text import ago, paragraphs, plain, shorten
from lunara.ui.failure import explained, show_error
from lunara.ui.figure_results import View, as_of, figure_models, results_of
from lunara.ui.page import PageContext
from lunara.ui.slide_art import shown_slides

LONGEST_TITLE, LONGEST_TEXT = 300, 8000
SAID_BY_FIGURE = (
    "What a figure says is kept up to date as long as its words stand here; what is written around it stays yours."
)


def pieces_page(ctx: PageContext, desk: BuildDesk, *, editing: bool) -> None:
    """Draw a report or a deck, for reading or for editing."""
    content = desk.content
    if not isinstance(content, ReportContent | SlidesContent) or desk.artifact is None:
        return
    items: tuple[Block | Slide, ...] = content.items
    if editing:
        _toolbar(ctx, desk, content)
    if not items:
        empty_state(
            "Nothing here yet",
            "Add an answer from Ask with “Add to…”, or begin with a heading or text.",
            icon=":material/article:" if isinstance(content, ReportContent) else ":material/slideshow:",
        )
        return
    models = figure_models(ctx, content)
    view = View(again=state.take_flag(REFRESH))
    results = shown_results(ctx, results_of(ctx, desk.artifact.id, content, models, view), content, models, view)
    if results is None:
        return
    read = as_read(content, results)
    texts: tuple[Block | Slide, ...] = read.items
    if isinstance(read, SlidesContent) and navigation.query(PRESENT):
        present_page(ctx, read, models, results, desk.artifact.name)
        return
    if editing and isinstance(content, SlidesContent) and content.painted:
        art_panel(ctx, desk, content, models, results)
    with st.container(horizontal=True, vertical_alignment="center"):
        if isinstance(read, SlidesContent):
            st.button(
                "Present",
                icon=":material/slideshow:",
                type="primary",
                on_click=navigation.set_query,
                kwargs={PRESENT: "1"},
            )
        downloads(ctx, desk.artifact, read, models, results)
        st.button("Refresh", icon=":material/refresh:", type="tertiary", on_click=state.set_flag, args=(REFRESH,))
        moment = as_of(results)
        if moment is not None:
            st.caption(plain(f"As of {ago(moment)}"))
    said = reasons_once(ctx, results)
    if isinstance(content, ReportContent) and content.title not in ("", desk.artifact.name):
        st.header(plain(content.title), anchor=False)
    looks: list[bytes] = []
    if isinstance(read, SlidesContent) and read.painted:
        with explained():
            looks = shown_slides(ctx, read, models, results, desk.artifact.name)
    for number, (item, shown) in enumerate(zip(items, texts, strict=True), 1):
        framed = isinstance(content, SlidesContent)
        with st.container(border=framed or editing, key=f"piece:{item.id}"):
            if editing:
                _piece_bar(desk, item, number, len(items), framed=framed, results=results)
            elif framed:
                st.caption(f"Slide {number} of {len(items)}")
            if editing and isinstance(content, SlidesContent) and content.painted and isinstance(item, Slide):
                slide_art_menu(ctx, desk, content, item, models=models, results=results)
            if looks:
                st.image(looks[number - 1])
                numbers = st.expander("Text and numbers", key=f"numbers:{item.id}", on_change="rerun")
                if numbers.open:
                    with numbers:
                        _piece(ctx, shown, results.get(item.id), said=item.id in said)
            else:
                _piece(ctx, shown, results.get(item.id), said=item.id in said)


def _piece(ctx: PageContext, item: Block | Slide, outcome: FigureResult | None, *, said: bool) -> None:
    if item.kind in ("heading", "title"):
        st.subheader(plain(item.title), anchor=False)
        if isinstance(item, Slide) and item.subtitle:
            st.markdown(f":gray[{plain(item.subtitle)}]")
        return
    if item.title and not _labelled(item, outcome):
        st.markdown(f"**{plain(item.title)}**")
    if item.figure is None:
        _text(item)
        return
    if isinstance(item, Slide):
        _text(item)
    if outcome is not None:
        _figure(ctx, item, outcome, said=said)
    if isinstance(item, Block):
        _text(item)


def _labelled(item: Block | Slide, outcome: FigureResult | None) -> bool:
    """Whether the label of its one number says what its title does."""
    if (
        item.kind != "kpi"
        or outcome is None
        or outcome.compiled is None
        or outcome.result is None
        or outcome.chart is None
    ):
        return False
    shown = kpis(outcome.chart.model_copy(update={"kind": "kpi"}), outcome.compiled, outcome.result)
    return [number.label for number in shown] == [item.title]


def _text(item: Block | Slide) -> None:
    if item.text.strip():
        st.markdown(paragraphs(item.text, bullets=isinstance(item, Slide) and item.kind == "text"))


def _figure(ctx: PageContext, item: Block | Slide, outcome: FigureResult, *, said: bool) -> None:
    if outcome.error is not None or outcome.compiled is None or outcome.result is None or outcome.chart is None:
        if said:
            st.caption("No numbers: the reason is above.")
        elif outcome.error is not None:
            show_error(outcome.error)
        return
    if item.kind == "kpi":
        with st.container(horizontal=True):
            for number in kpis(outcome.chart.model_copy(update={"kind": "kpi"}), outcome.compiled, outcome.result):
                kpi_view(number)
    elif item.kind == "table":
        result_table(outcome.compiled.columns, outcome.result, key=f"rows:{item.id}")
    else:
        figure_view(
            ctx.organization.id,
            outcome.chart.model_copy(update={"title": ""}),
            outcome.compiled,
            outcome.result,
            key=f"figure:{item.id}",
        )
    for warning in outcome.compiled.warnings:
        st.caption(plain(warning))


def _piece_bar(
    desk: BuildDesk,
    item: Block | Slide,
    number: int,
    total: int,
    *,
    framed: bool,
    results: Mapping[str, FigureResult],
) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.caption(f"{'Slide' if framed else 'Block'} {number} of {total}", width="stretch")
        for label, icon, change, blocked in (
            ("Move up", ":material/arrow_upward:", lambda content: ordered.move(content, item.id, -1), number == 1),
            (
                "Move down",
                ":material/arrow_downward:",
                lambda content: ordered.move(content, item.id, 1),
                number == total,
            ),
            ("Duplicate", ":material/content_copy:", lambda content: ordered.duplicate(content, item.id), False),
            ("Remove", ":material/delete:", lambda content: ordered.remove(content, item.id), False),
        ):
            st.button(
                label,
                icon=icon,
                key=f"icon_only:{label}:{item.id}",
                help=label,
                type="tertiary",
                disabled=blocked,
                on_click=desk.change,
                args=(change,),
            )
        with st.popover("Edit", icon=":material/edit:", type="tertiary"):
            _piece_form(desk, item, results)


def _piece_form(desk: BuildDesk, item: Block | Slide, results: Mapping[str, FigureResult]) -> None:
    narratives = narratives_of(results)

    def read(text: str, most: int = LONGEST_TEXT) -> str:
        words = worded(text, item.id, narratives)
        return words if len(words) <= most else text  # longer than its box takes

    with st.form(f"piece-form:{item.id}:{desk.revision}", border=False):
        title = st.text_input(
            "Title" if item.kind != "heading" else "Heading",
            read(item.title, LONGEST_TITLE),
            max_chars=LONGEST_TITLE,
            help=SAID_BY_FIGURE if refers(item.title) else None,
        )
        subtitle = (
            st.text_input("Subtitle", read(item.subtitle, LONGEST_TITLE), max_chars=LONGEST_TITLE)
            if isinstance(item, Slide) and item.kind == "title"
            else None
        )
        text = (
            st.text_area("Text", read(item.text), max_chars=LONGEST_TEXT, help=_text_help(item) or None)
            if item.kind not in ("heading", "title")
            else None
        )
        notes = (
            st.text_area("Speaker notes", read(item.notes), max_chars=LONGEST_TEXT) if isinstance(item, Slide) else None
        )
        applied = st.form_submit_button("Apply", type="primary")
    if applied:
        lost: list[str] = []

        def bound(name: str, written: str | None) -> str | None:
            if written is None:
                return None
            kept, gone = bound_again(written, getattr(item, name), item.id, narratives)
            lost.extend(gone)
            return kept

        fields = [
            bound(name, written)
            for name, written in (("title", title), ("subtitle", subtitle), ("text", text), ("notes", notes))
        ]
        desk.change(
            lambda content: ordered.update(
                content, item.id, title=fields[0], subtitle=fields[1], text=fields[2], notes=fields[3]
            )
        )
        if lost:
            state.notify(f"Not kept up to date any more, as its words were changed: “{shorten(lost[0], 80)}”")
        navigation.refresh()


def _text_help(item: Block | Slide) -> str:
    bullets = "One bullet a line." if isinstance(item, Slide) else ""
    return f"{bullets} {SAID_BY_FIGURE if refers(item.text) else ''}".strip()


def _toolbar(ctx: PageContext, desk: BuildDesk, content: ReportContent | SlidesContent) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if isinstance(content, ReportContent):
            st.button(
                "Add heading",
                icon=":material/title:",
                on_click=desk.change,
                args=(lambda current: report.add_block(current, "heading", title="New heading"),),
            )
            st.button(
                "Add text",
                icon=":material/notes:",
                on_click=desk.change,
                args=(lambda current: report.add_block(current, "text", text="Write something here."),),
            )
        else:
            st.button(
                "Add title slide",
                icon=":material/title:",
                on_click=desk.change,
                args=(lambda current: slides.add_slide(current, "title", title="New section"),),
            )
            st.button(
                "Add text slide",
                icon=":material/notes:",
                on_click=desk.change,
                args=(lambda current: slides.add_slide(current, "text", title="New slide", text="First point"),),
            )
        if st.button("Add chart or table", icon=":material/add_chart:"):
            open_add_tile(ctx, desk)
        # What is stored may be another name of a theme ("dark"), or of one that is gone: what it looks like is what is shown.
        painted = isinstance(content, SlidesContent) and content.painted
        current = theme_named(content.theme if isinstance(content, ReportContent) else content.template).name
        current, names = PAINTED if painted else current, list(THEMES)
        names += [] if isinstance(content, ReportContent) else [PAINTED]
        field = "theme" if isinstance(content, ReportContent) else "template"
        picked = st.selectbox(
            "Theme",
            names,
            index=names.index(current),
            format_func=lambda name: "Painted (Nano Banana Pro)" if name == PAINTED else THEMES[name].label,
            key=f"theme:{desk.revision}",
        )
        if picked != current:
            desk.change(lambda kept: kept.model_copy(update={field: picked}))
            navigation.refresh()
        if isinstance(content, SlidesContent):
            house_switch(ctx, desk, content)
