"""What every artifact's page has: name, status, save, undo, versions, publish, link."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lunara.build.artifact import parse_content
from lunara.errors import Conflict, LunaraError
from lunara.ui import navigation, state
from lunara.ui.build_desk import BuildDesk, save
from lunara.ui.components.library import ICONS, NAMES
from lunara.ui.components.text import ago, plain
from lunara.ui.failure import explained, show_error
from lunara.ui.navigation import refresh
from lunara.ui.page import PageContext
from lunara.workspace.records import Artifact


def artifact_header(ctx: PageContext, desk: BuildDesk, *, extra: Callable[[], None] | None = None) -> bool:
    """Draw the header; returns whether the artifact is being edited. `extra` draws further buttons (exports)."""
    artifact = desk.artifact
    assert artifact is not None  # noqa: S101 - a desk is opened with its artifact
    editor = ctx.principal.may("editor")
    st.button(":material/arrow_back: All of this project", type="tertiary", on_click=_leave)
    st.title(plain(artifact.name), anchor=False)
    badges = [":green-badge[Published]" if artifact.status == "published" else ":gray-badge[Draft]"]
    if desk.changed:
        badges.append(":orange-badge[Unsaved changes]")
    st.markdown(f"{ICONS[artifact.type]} {NAMES[artifact.type]} {' '.join(badges)} :gray[version {artifact.version}]")
    if artifact.description:
        st.caption(plain(artifact.description))
    with st.container(horizontal=True, vertical_alignment="center"):
        if editor:
            desk.editing = st.toggle("Edit", value=desk.editing, key=f"edit:{artifact.id}")
        if editor and desk.changed:
            if st.button("Save", type="primary", icon=":material/save:"):
                _save(ctx, desk)
            st.button("Undo", icon=":material/undo:", on_click=desk.step_back, disabled=not desk.undo)
            st.button("Discard", icon=":material/delete_sweep:", on_click=desk.take, args=(artifact,))
        if editor:
            _publish_button(ctx, artifact, desk)
            with st.popover("Versions", icon=":material/history:"):
                _versions(ctx, desk, artifact)
        if extra is not None:
            extra()
        with st.popover("Link", icon=":material/link:"):
            st.caption("Everyone of your organization who may see it opens it with this link.")
            st.code(navigation.deep_link("build", project=artifact.project_id, artifact=artifact.id), language=None)
    if desk.error is not None:
        show_error(desk.error)
    return editor and desk.editing


def _leave() -> None:
    navigation.set_query(artifact=None)


def _save(ctx: PageContext, desk: BuildDesk) -> None:
    try:
        stored = save(ctx, desk)
    except Conflict as error:
        show_error(error)
        st.caption(
            "Your changes are still on this page. Look at the newest version under Versions, or save yours on top."
        )
        st.button("Save mine on top of the newest", on_click=_rebase, args=(ctx, desk))
        return
    except LunaraError as error:
        show_error(error)
        return
    state.notify(f"Saved as version {stored.version}.")
    refresh()


def _rebase(ctx: PageContext, desk: BuildDesk) -> None:
    if desk.artifact is not None:
        desk.artifact = ctx.store.get_artifact(desk.artifact.id)
        with explained():
            save(ctx, desk, note="Saved over a newer version")
            state.notify("Saved on top of the newest version.")


def _publish_button(ctx: PageContext, artifact: Artifact, desk: BuildDesk) -> None:
    published = artifact.status == "published"
    label, icon = ("Back to draft", ":material/unpublished:") if published else ("Publish", ":material/publish:")
    if st.button(label, icon=icon, disabled=desk.changed, help="Save your changes first." if desk.changed else None):
        with explained():
            desk.artifact = ctx.store.set_artifact_status(artifact.id, "draft" if published else "published")
            state.notify(
                "It is a draft again." if published else "Published: everyone of your organization can open it."
            )
            refresh()


def _versions(ctx: PageContext, desk: BuildDesk, artifact: Artifact) -> None:
    for saved in ctx.store.list_artifact_versions(artifact.id)[:30]:
        with st.container(horizontal=True, vertical_alignment="center"):
            note = f" · {saved.note}" if saved.note else ""
            about = f"{saved.created_by_name or 'Someone'}, {ago(saved.created_at)}{note}"
            st.markdown(f"**{saved.version}** :gray[{plain(about)}]")
            if saved.version != artifact.version and st.button("Restore", key=f"restore:{saved.id}", type="tertiary"):
                with explained():
                    parse_content(artifact.type, saved.content)
                    stored = ctx.store.save_artifact(
                        artifact.id,
                        based_on=artifact.version,
                        name=saved.name,
                        description=saved.description,
                        content=saved.content,
                        note=f"Restored version {saved.version}",
                    )
                    desk.take(stored)
                    state.notify(f"Version {saved.version} is back as version {stored.version}.")
                    refresh()
