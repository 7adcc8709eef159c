"""How a painted deck is painted: its style brief, what leaves and what it costs before it does, and each slide's own picture."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from lunara.build.art.brief import MODEL, PRICES, Mode, cost_of
from lunara.build.art.house import house_of
from lunara.build.artifact import Slide, SlidesContent, StyleBrief
from lunara.build.refresh import FigureResult
from lunara.charts.palette import THEMES, theme_named
from lunara.errors import InvalidInput, LunaraError
from lunara.ui import navigation, state
from lunara.ui.ai_provider import chosen_provider
from lunara.ui.build_desk import BuildDesk
from lunara.ui.components.logo_box import chosen_logo, logo_box
from lunara.ui.components.text import count, plain
from lunara.ui.failure import explained, show_error
from lunara.ui.figure_results import Models
from lunara.ui.jobs import clear_job, find_job, job_panel, start_job
from lunara.ui.page import PageContext
from lunara.ui.slide_art import (
    Paintings,
    ToPaint,
    brief_of,
    keep_logo,
    painting,
    to_paint,
    to_paint_again,
    usual_subject,
    with_art,
)

FILLING: Mapping[Mode, str] = {"full": "The whole slide", "background": "Beside the title"}


@dataclass
class ArtDesk:
    """What could not be painted last, by slide id, and what was asked for."""

    failed: dict[str, LunaraError] = field(default_factory=dict)
    asked: list[ToPaint] = field(default_factory=list)


def art_panel(
    ctx: PageContext, desk: BuildDesk, content: SlidesContent, models: Models, results: Mapping[str, FigureResult]
) -> None:
    """The brief of a painted deck and its painting, for those who edit it."""
    if desk.artifact is None:
        return
    artifact_id = desk.artifact.id
    told = state.page_state(ArtDesk, artifact_id)
    _take_up(ctx, desk, told)
    with st.container(border=True, gap="small", key="slide-art"):
        st.markdown("**Painted by Gemini**")
        st.caption(
            "The picture behind a slide is painted; its title, numbers and charts are not: they are laid over it, and a refresh "
            "changes them and repaints nothing."
        )
        _brief_form(ctx, desk, content, artifact_id)
        job = find_job(ctx, _key(artifact_id))
        if job is not None:
            job_panel(job, retry=partial(_paint, ctx, artifact_id, told.asked))
            if job.status == "cancelled":
                st.caption("Pictures that were there before you stopped are kept, and are not paid for again.")
        for id, error in told.failed.items():
            number = next((at for at, slide in enumerate(content.slides, 1) if slide.id == id), None)
            if number is not None:
                st.markdown(f":material/error: **Slide {number}**: {plain(str(error))}")
        if job is None or not job.running:
            _offer(ctx, content, artifact_id, models, results)


def slide_art_menu(
    ctx: PageContext,
    desk: BuildDesk,
    content: SlidesContent,
    slide: Slide,
    *,
    models: Models,
    results: Mapping[str, FigureResult],
) -> None:
    """Another picture for one slide, or none."""
    if desk.artifact is None or not _can_paint(ctx):
        return
    artifact_id = desk.artifact.id
    menu = st.popover("Picture", icon=":material/brush:", type="tertiary", key=f"art:{slide.id}", on_change="rerun")
    if not menu.open:
        return
    with menu:
        usual = slide.art.subject if slide.art is not None else usual_subject(ctx, content, slide, models, results)
        subject = st.text_input(
            "What it is about", usual, max_chars=300, key=f"art-subject:{slide.id}:{desk.revision}",
            help="These words leave for Gemini, and the style above. No figures.",
        )  # fmt: skip
        price = PRICES[brief_of(ctx, content).size]
        label = "Paint again" if slide.art is not None else "Paint"
        if st.button(
            f"{label} · about ${price:.2f}", key=f"art-paint:{slide.id}", icon=":material/brush:", type="primary"
        ):
            with explained():
                _paint(ctx, artifact_id, [to_paint_again(ctx, artifact_id, content, slide, subject)])
                navigation.refresh()
        if slide.art is not None and slide.kind == "title":
            filling = st.segmented_control(
                "How it fills the slide",
                list(FILLING),
                default=slide.art.mode,
                format_func=FILLING.__getitem__,
                key=f"art-mode:{slide.id}:{desk.revision}",
                help="Costs nothing. What is painted next is composed for it.",
            )
            if filling is not None and filling != slide.art.mode:
                desk.change(partial(_filling, id=slide.id, mode=filling))
                navigation.refresh()
        if slide.art is not None:
            st.button(
                "Take the picture off",
                key=f"art-off:{slide.id}",
                icon=":material/hide_image:",
                on_click=desk.change,
                args=(partial(_without_art, id=slide.id),),
            )


def _without_art(content: SlidesContent, *, id: str) -> SlidesContent:
    return content.with_items(
        [slide.model_copy(update={"art": None}) if slide.id == id else slide for slide in content.slides]
    )


def _filling(content: SlidesContent, *, id: str, mode: Mode) -> SlidesContent:
    return content.with_items(
        [
            slide.model_copy(update={"art": slide.art.model_copy(update={"mode": mode})})
            if slide.id == id and slide.art is not None
            else slide
            for slide in content.slides
        ]
    )


def _key(artifact_id: str) -> str:
    return f"paint:{artifact_id}"


def _paint(ctx: PageContext, artifact_id: str, wanted: Sequence[ToPaint]) -> None:
    told = state.page_state(ArtDesk, artifact_id)
    told.asked, told.failed = list(wanted), {}
    clear_job(ctx, _key(artifact_id))
    title = f"Painting {count(len(wanted), 'picture')}"
    start_job(ctx, _key(artifact_id), painting(ctx, artifact_id, list(wanted)), title=title, length="long")


def _take_up(ctx: PageContext, desk: BuildDesk, told: ArtDesk) -> None:
    """What has been painted meanwhile comes onto the desk, as a change that can be undone."""
    assert desk.artifact is not None  # noqa: S101 - the caller has looked
    job = find_job(ctx, _key(desk.artifact.id))
    if job is None or job.status != "done":
        return
    found: Paintings = job.result
    clear_job(ctx, job.key)
    told.failed = dict(found.failed)
    if found.done:
        desk.change(lambda content: with_art(content, found.done))
        state.notify(
            f"{count(len(found.done), 'picture')} painted. Save keeps them on the slides.", icon=":material/brush:"
        )
    navigation.refresh()


def _can_paint(ctx: PageContext) -> bool:
    chosen = chosen_provider(ctx)
    return chosen is not None and chosen.name == "gemini"


def _brief_form(ctx: PageContext, desk: BuildDesk, content: SlidesContent, artifact_id: str) -> None:
    brief, house = brief_of(ctx, content), house_of(ctx.organization.settings)
    with st.expander("Style", expanded=content.brief is None and not house.said):
        if house.said and content.brief is None:
            st.caption("This is the style of your organization. What you apply here is the deck’s own.")
        elif house.said:
            st.button(
                "Use the organization’s style",
                icon=":material/palette:",
                on_click=desk.change,
                args=(without_own_style,),
                key="house-style",
            )
        logo_box(ctx, f"art-logo:{artifact_id}")
        with st.form(f"art-brief:{desk.revision}", border=False):
            names = list(THEMES)
            theme = st.selectbox(
                "Colours of text and charts",
                names,
                index=names.index(theme_named(brief.theme).name),
                format_func=lambda name: THEMES[name].label,
            )
            mood = st.text_input(
                "Mood", brief.mood, max_chars=300, placeholder="calm, modern, editorial, soft light",
                help="In words, without figures.",
            )  # fmt: skip
            colours = st.text_input(
                "Your colours", " ".join(brief.colours), max_chars=60, placeholder="#102A43 #E0701F",
                help="Up to four, each as # and six digits.",
            )  # fmt: skip
            size = st.segmented_control(
                "Size",
                list(PRICES),
                default=brief.size,
                format_func=lambda name: f"{name} · ${PRICES[name]:.2f}",
                help="For a projector 2K is plenty.",
            )
            keep = st.checkbox("Show the logo", value=bool(brief.logo)) if brief.logo else False
            applied = st.form_submit_button("Apply", type="primary")
        if applied:
            with explained():
                kept = brief.logo if keep else ""
                logo = chosen_logo(f"art-logo:{artifact_id}")
                if logo is not None:
                    kept = keep_logo(ctx, artifact_id, logo)
                made = StyleBrief(
                    theme=theme, mood=mood, colours=colours_in(colours), size=size or brief.size, logo=kept
                )
                desk.change(lambda current: current.model_copy(update={"brief": made}))
                navigation.refresh()


def without_own_style(content: SlidesContent) -> SlidesContent:
    """The deck in the style of its organization."""
    return content.model_copy(update={"brief": None})


def house_switch(ctx: PageContext, desk: BuildDesk, content: SlidesContent) -> None:
    """Whether a drawn deck shows the organization's colours and logo, where it has some."""
    if content.painted or not house_of(ctx.organization.settings).said:
        return
    ours = st.toggle(
        "In the organization’s colours, with its logo",
        value=content.brief is None,
        key=f"house:{desk.revision}",
        help="Owners set them on Settings.",
    )
    if ours != (content.brief is None):
        own = None if ours else StyleBrief(theme=content.template)
        desk.change(lambda kept: kept.model_copy(update={"brief": own}))
        navigation.refresh()


def _all_again(ctx: PageContext, artifact_id: str, content: SlidesContent) -> list[ToPaint]:
    return [
        to_paint_again(ctx, artifact_id, content, slide, slide.art.subject)
        for slide in content.slides
        if slide.art is not None
    ]


def colours_in(text: str) -> tuple[str, ...]:
    """Colours as they are written. Raises InvalidInput for what is none."""
    found = text.replace(",", " ").split()
    if len(found) > 4 or any(re.fullmatch(r"#[0-9A-Fa-f]{6}", one) is None for one in found):
        raise InvalidInput("These are not up to four colours.", "Write each as # and six digits, such as #102A43.")
    return tuple(found)


def _offer(
    ctx: PageContext,
    content: SlidesContent,
    artifact_id: str,
    models: Models,
    results: Mapping[str, FigureResult],
) -> None:
    """What would leave and what it costs, before anything does."""
    if not _can_paint(ctx):
        st.markdown(":material/key: Painting needs a key of Gemini. Until then slides are drawn in their colours.")
        navigation.link("settings", "AI provider on Settings")
        return
    wanted: list[ToPaint] = []
    try:
        wanted = to_paint(ctx, artifact_id, content, models, results)
    except LunaraError as error:
        show_error(error)
        return
    if not wanted:
        st.caption("Every slide has its picture. A changed style shows in what is painted from now on.")
        number = len(content.slides)
        price = number * PRICES[brief_of(ctx, content).size]
        if st.button(f"Paint all {number} again · about ${price:.2f}", icon=":material/brush:", key="paint-all-again"):
            with explained():
                _paint(ctx, artifact_id, _all_again(ctx, artifact_id, content))
                navigation.refresh()
        return
    paid = [one.request for one in wanted if not one.there]
    with st.expander(f"What leaves for Gemini: {count(len(paid), 'request')}"):
        st.caption(
            "The style, and these words for each slide. No title of a figure, no value and no number of your data."
        )
        for number, slide in enumerate(content.slides, 1):
            one = next((one for one in wanted if one.slide == slide.id), None)
            if one is not None and not one.there:
                st.markdown(f"Slide {number}: {plain(one.request.subject) or ':gray[no words of its own]'}")
        if paid:
            st.code(paid[0].prompt, language=None, wrap_lines=True)
    label = f"Paint {count(len(wanted), 'slide')} · about ${cost_of(paid):.2f}"
    if st.button(label, icon=":material/brush:", type="primary", key="paint-slides"):
        with explained():
            _paint(ctx, artifact_id, wanted)
            navigation.refresh()
    st.caption(
        f"By {MODEL}, at Google’s list price of ${PRICES[brief_of(ctx, content).size]:.3f} a picture; yours may be another. "
        "A picture with writing in it is refused, and is paid for all the same."
    )
