"""The view of a conflict over a dashboard, report or deck: both sides, choices, and the result as the page shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from lunara.build.artifact import Content
from lunara.build.merge import ItemChange, changes_between, name_of
from lunara.errors import LunaraError
from lunara.semantic.three_way import Clash
from lunara.ui import navigation, state
from lunara.ui.artifact_conflict import Meanwhile, preview_of, save_copy, saved_meanwhile, take_both, take_theirs
from lunara.ui.build_desk import BuildDesk, keep_unsaved, save_over
from lunara.ui.components.conflict_view import Choice, Differing, Saved, draw_choices, draw_saves
from lunara.ui.components.library import NAMES
from lunara.ui.components.text import count, plain
from lunara.ui.failure import explained, show_error
from lunara.ui.page import PageContext
from lunara.ui.saved_by import saved_by, within_a_sentence

_BADGES = {"added": ":green-badge[Added]", "removed": ":red-badge[Removed]", "changed": ":orange-badge[Changed]"}
_FIELDS = {
    "shows": "What it shows",
    "title": "Title",
    "subtitle": "Subtitle",
    "notes": "Notes",
    "label": "Label",
    "field": "Field",
    "values": "Values",
    "refresh_interval": "Refreshes every",
    "date_range": "Dates",
    "theme": "Theme",
    "template": "Template",
    "art": "Picture",
    "brief": "Style",
}
_SHOWN = {"result": "The result", "mine": "Mine", "theirs": "Theirs"}
_MOST = 30


def conflict_panel(ctx: PageContext, desk: BuildDesk) -> None:
    """Draw it. Nothing of either side is lost whichever way it is left."""
    with st.container(border=True, key="artifact_conflict"):
        try:
            found = saved_meanwhile(ctx, desk)
        except LunaraError as error:
            show_error(error)
            _ways_out(ctx, desk, None)
            return
        noun = NAMES[found.artifact.type].lower()
        saves = [
            Saved(one.version, saved_by(one, ctx.principal.user_id), one.created_at, one.note) for one in found.saves
        ]
        if saves:
            draw_saves(saves, noun)
        _changes(desk, found)
        choices = [_choice(clash, desk, found) for clash in found.both.clashes]
        draw_choices(choices, desk.choices, by=found.by, key=f"{found.artifact.id}:{found.artifact.version}")
        if found.both.problem is not None:
            show_error(found.both.problem)
        _ways_out(ctx, desk, found)
        shown = st.segmented_control(
            "Shown below",
            list(_SHOWN),
            default=desk.shown,
            format_func=lambda side: _SHOWN[side] if side != "theirs" else plain(f"{found.by}’s"),
            key=f"conflict-shown:{found.artifact.id}",
            required=True,
        )
        desk.shown = shown or "result"


def shown_desk(ctx: PageContext, desk: BuildDesk) -> BuildDesk:
    """The desk that the page draws: this one, or in a conflict one that shows what is looked at and changes nothing."""
    if desk.conflict is None:
        return desk
    try:
        found = saved_meanwhile(ctx, desk)
    except LunaraError:
        return desk  # the panel has said it
    preview = state.page_state(BuildDesk, f"{found.artifact.id}:conflict")
    content = preview_of(desk, found, desk.shown)
    if content is None:
        return desk
    if preview.content != content:
        preview.revision += 1
    preview.artifact, preview.content, preview.saved = found.artifact, content, content
    return preview


def gone_view(ctx: PageContext, desk: BuildDesk) -> None:
    """Somebody deleted it while this tab, or this person before a reload, had unsaved changes: they are still there."""
    artifact = desk.artifact
    assert artifact is not None  # noqa: S101 - what is changed was opened
    keep_unsaved(ctx, desk)
    noun = NAMES[artifact.type].lower()
    with st.container(border=True, key="artifact_gone"):
        st.markdown(f":material/delete: **“{plain(artifact.name)}” was deleted while you were changing it**")
        st.caption(f"Your changes are not lost: save them as a new {noun}, or drop them.")
        with st.container(horizontal=True):
            st.button(f"Save as a new {noun}", type="primary", icon=":material/save:", on_click=_copy, args=(ctx, desk))
            st.button("Drop my changes", icon=":material/delete_sweep:", on_click=_drop, args=(ctx, desk))


def _changes(desk: BuildDesk, found: Meanwhile) -> None:
    if desk.saved is None or desk.content is None:
        return
    for who, after, key in (
        (f"What {within_a_sentence(found.by)} changed", found.content, "theirs"),
        ("What you changed", desk.content, "mine"),
    ):
        changes = changes_between(desk.saved, after)
        with st.expander(f"{plain(who)} :gray[{count(len(changes), 'change')}]", key=f"conflict-{key}"):
            for change in changes[:_MOST]:
                st.markdown(_change(change, after, desk.saved))
            if len(changes) > _MOST:
                st.caption(f"And {len(changes) - _MOST:,} more.")
            if not changes:
                st.caption("Nothing.")


def _change(change: ItemChange, after: Content, before: Content) -> str:
    fields = ", ".join(_FIELDS.get(name, name).lower() for name, *_ in change.fields)
    told = f" :gray[{plain(fields)}]" if fields else ""
    return f"{_BADGES[change.kind]} {plain(name_of(change.key, after, before))}{told}"


def _choice(clash: Clash, desk: BuildDesk, found: Meanwhile) -> Choice:
    states = [one for one in (desk.saved, desk.content, found.content) if one is not None]
    fields = tuple(
        Differing(_FIELDS.get(name, name), *_told(name, before, mine, theirs))
        for name, before, mine, theirs in clash.fields
    )
    return Choice(clash.key, name_of(clash.key, *states), fields, clash.taken, clash.gone)


def _told(name: str, *values: Any) -> tuple[str, str, str]:
    """Three states of a field in words, which differ where the values do."""
    told = [_value(name, value) for value in values]
    if len(set(told)) < len({json.dumps(value, sort_keys=True) for value in values}):
        told = [
            "nothing" if value is None else json.dumps(value, sort_keys=True, ensure_ascii=False) for value in values
        ]
    return told[0], told[1], told[2]


def _value(name: str, value: Any) -> str:
    if value in (None, "", [], {}):
        return "nothing"
    if name == "shows":
        return _shown(value)
    if name == "art":
        return f"picture {value['seed']} about {value['subject'] or 'nothing in particular'}"
    if name == "brief":
        return ", ".join([value["theme"], *filter(None, [value["mood"], *value["colours"]]), value["size"]])
    if name == "refresh_interval":
        return f"{value:,} seconds"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)


def _shown(shown: Mapping[str, Any]) -> str:
    figure = shown.get("figure")
    if not figure:
        return shown.get("text") or "no text"
    query, chart = figure.get("query") or {}, figure.get("chart") or {}
    if not query:
        return f"{shown['kind']}: {figure.get('sql')}"
    told = ", ".join(map(str, query.get("measures") or ())) or "rows"
    by = ", ".join(one if isinstance(one, str) else str(one.get("field", one)) for one in query.get("dimensions") or ())
    drawn = f" ({str(chart['kind']).replace('_', ' ')})" if chart.get("kind") else ""
    return f"{shown['kind']}: {told}{f' by {by}' if by else ''}{drawn}"


def _ways_out(ctx: PageContext, desk: BuildDesk, found: Meanwhile | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if found is not None:
            st.button(
                "Use the result",
                type="primary",
                icon=":material/merge:",
                on_click=_take_both,
                args=(ctx, desk),
                disabled=found.both.content is None,
            )
        st.button("Save mine as a copy", icon=":material/file_copy:", on_click=_copy, args=(ctx, desk))
        st.button("Save mine as the newest version", on_click=_save_over, args=(ctx, desk), icon=":material/save:")
        st.button("Drop mine and open theirs", on_click=_take_theirs, args=(ctx, desk), icon=":material/download:")
        st.button("Decide later", on_click=_later, args=(desk,), type="tertiary")
    st.caption("Theirs stays under Versions in any case. Mine stays on this page, unsaved, until you save or drop it.")


def _take_both(ctx: PageContext, desk: BuildDesk) -> None:
    with explained():
        found = take_both(ctx, desk)
        state.notify(
            f"Both are on the page, on top of version {found.artifact.version}. Save keeps it, Undo takes it back."
        )


def _copy(ctx: PageContext, desk: BuildDesk) -> None:
    with explained():
        made = save_copy(ctx, desk)
        if desk.gone:
            _drop(ctx, desk)
        else:
            take_theirs(ctx, desk)
            desk.undo.clear()
            desk.apart = None
            keep_unsaved(ctx, desk)
        navigation.set_query(artifact=made.id)
        state.notify(f"Saved as “{made.name}”.")


def _save_over(ctx: PageContext, desk: BuildDesk) -> None:
    with explained():
        stored = save_over(ctx, desk)
        state.notify(f"Saved as version {stored.version}.")


def _take_theirs(ctx: PageContext, desk: BuildDesk) -> None:
    with explained():
        take_theirs(ctx, desk)
        state.notify("This is the version that was saved meanwhile. Undo brings yours back.")


def _later(desk: BuildDesk) -> None:
    desk.conflict = None


def _drop(ctx: PageContext, desk: BuildDesk) -> None:
    desk.content = desk.saved
    desk.undo.clear()
    keep_unsaved(ctx, desk)
    navigation.set_query(artifact=None)
