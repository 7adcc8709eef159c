"""The view of a conflict over a semantic model: both sides, choices, the result and what is wrong with it."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from lunara.errors import LunaraError
from lunara.semantic.review import review_items
from lunara.semantic.three_way import Clash
from lunara.semantic.versions import changes_between
from lunara.ui import navigation, state
from lunara.ui.components.conflict_view import Choice, Differing, Saved, draw_choices, draw_saves
from lunara.ui.components.model_changes import draw_changes, field_word, value_word
from lunara.ui.components.text import count, plain
from lunara.ui.failure import explained, show_error
from lunara.ui.model_desk import (
    Meanwhile,
    ModelDesk,
    Waiting,
    forget_lost,
    open_version,
    save_copy,
    save_over,
    saved_meanwhile,
    take_both,
)
from lunara.ui.model_problems import troubles_of
from lunara.ui.page import PageContext
from lunara.ui.saved_by import saved_by, within_a_sentence
from lunara.workspace.records import SemanticModelHead

_MOST = 10


def conflict_panel(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead) -> None:
    """Draw it. Nothing of either side is lost whichever way it is left."""
    with st.container(border=True, key="model_conflict"):
        found: Meanwhile | None = None
        try:
            found = saved_meanwhile(ctx, desk)
            _both(ctx, desk, found)
        except LunaraError as error:
            show_error(error)
        _ways_out(ctx, desk, head, found)


def gone_view(ctx: PageContext, lost: Waiting) -> None:
    """Somebody deleted the model while this person had unsaved changes: they are still there."""
    assert lost.head is not None  # noqa: S101 - what is lost names its model
    with st.container(border=True, key="model_gone"):
        st.markdown(f":material/delete: **“{plain(lost.head.name)}” was deleted while you were changing it**")
        st.caption("Your changes are not lost: save them as a new model, or drop them.")
        with st.container(horizontal=True):
            st.button(
                "Save as a new model", type="primary", icon=":material/save:", on_click=_save_lost, args=(ctx, lost)
            )
            st.button("Drop my changes", icon=":material/delete_sweep:", on_click=_drop_lost, args=(ctx, lost))


def _save_lost(ctx: PageContext, lost: Waiting) -> None:
    with explained():
        assert lost.head is not None  # noqa: S101 - as above
        made = save_copy(ctx, lost.head, lost.model, lost.review)
        forget_lost(ctx, lost.head.id)
        navigation.set_query(model=made.id)
        state.notify(f"Saved as “{made.name}”.")


def _drop_lost(ctx: PageContext, lost: Waiting) -> None:
    assert lost.head is not None  # noqa: S101 - as above
    forget_lost(ctx, lost.head.id)
    navigation.set_query(model=None)


def _both(ctx: PageContext, desk: ModelDesk, found: Meanwhile) -> None:
    saves = [Saved(one.version, saved_by(one, ctx.principal.user_id), one.created_at, one.note) for one in found.saves]
    if saves:
        draw_saves(saves, "model")
    base = found.base
    for who, after, key in (
        (f"What {within_a_sentence(found.by)} changed", found.model, "theirs"),
        ("What you changed", desk.current, "mine"),
    ):
        changes = changes_between(base, after)
        with st.expander(f"{plain(who)} :gray[{count(len(changes), 'change')}]", key=f"conflict-{key}"):
            draw_changes(changes, base, after, key=key)
    states = (found.model, desk.current, base)  # what a thing is called is told as it was, where it was there
    names = {item.key: item.label for one in states for item in review_items(one, {})}
    choices = [_choice(clash, names) for clash in found.both.clashes]
    draw_choices(choices, desk.choices, by=found.by, key=f"{desk.model_id}:{found.version}")
    changes = changes_between(base, found.both.model)
    with st.expander(f"Preview of the result :gray[{count(len(changes), 'change')} in all]", key="conflict-result"):
        draw_changes(changes, base, found.both.model, key="result")
    known = {trouble.message for side in (desk.current, found.model) for trouble in troubles_of(side, desk.catalog)}
    fresh = [one for one in troubles_of(found.both.model, desk.catalog) if one.message not in known]
    if fresh:
        st.markdown(":material/error: **Together these do not fit yet:**")
        for trouble in fresh[:_MOST]:
            st.markdown(f"{plain(trouble.message)} :gray[{plain(trouble.hint)}]")
        if len(fresh) > _MOST:
            st.caption(f"And {len(fresh) - _MOST:,} more.")


def _choice(clash: Clash, names: dict[str, str]) -> Choice:
    kind, _, name = clash.key.partition(":")
    called = f"{kind.capitalize()} {names.get(clash.key, name)}" if kind else "The model’s own words"
    fields = tuple(
        Differing(field_word(field), *_told(before, mine, theirs)) for field, before, mine, theirs in clash.fields
    )
    return Choice(clash.key, called, fields, clash.taken, clash.gone)


def _told(*values: Any) -> tuple[str, str, str]:
    """Three states of a field in words, which differ where the values do."""
    told = [value_word(value) for value in values]
    if len(set(told)) < len({json.dumps(value, sort_keys=True) for value in values}):
        told = [
            "nothing" if value is None else json.dumps(value, sort_keys=True, ensure_ascii=False) for value in values
        ]
    return told[0], told[1], told[2]


def _ways_out(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, found: Meanwhile | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Bring both together",
            type="primary",
            icon=":material/merge:",
            on_click=_take_both,
            args=(ctx, desk),
            disabled=found is None,
        )
        st.button("Save mine as a copy", icon=":material/file_copy:", on_click=_copy, args=(ctx, desk, head))
        st.button("Save mine as the newest version", icon=":material/save:", on_click=_save_over, args=(ctx, desk))
        st.button(
            "Drop mine and open theirs", icon=":material/download:", on_click=_take_theirs, args=(ctx, desk, head)
        )
        st.button("Decide later", type="tertiary", on_click=_later, args=(desk,))
    st.caption("Theirs stays among the versions in any case. Mine stays here, unsaved, until you save or drop it.")


def _take_both(ctx: PageContext, desk: ModelDesk) -> None:
    with explained():
        found = take_both(ctx, desk)
        state.notify(f"Your changes are on version {found.version} now. Save them when you have looked.")


def _copy(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead) -> None:
    with explained():
        made = save_copy(ctx, head, desk.current, desk.review)
        open_version(ctx, desk, head, ctx.store.get_semantic_model(head.id).latest_version)
        navigation.set_query(model=made.id)
        state.notify(f"Saved as “{made.name}”.")


def _save_over(ctx: PageContext, desk: ModelDesk) -> None:
    with explained():
        number = save_over(ctx, desk, "Saved over a newer version")
        state.notify(f"Saved as version {number}.")


def _take_theirs(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead) -> None:
    with explained():
        open_version(ctx, desk, head, ctx.store.get_semantic_model(head.id).latest_version)
        state.notify("This is the version that was saved meanwhile.")


def _later(desk: ModelDesk) -> None:
    desk.conflict = None
