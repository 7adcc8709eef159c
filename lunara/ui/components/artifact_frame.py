"""What every artifact's page has: name, status, save, undo, versions, publish, link."""

from __future__ import annotations

import streamlit as st

from lunara.build.artifact import DashboardContent, parse_content
from lunara.errors import Conflict, LunaraError, Unavailable
from lunara.ui import navigation, state
from lunara.ui.build_desk import BuildDesk, discard, of, save, save_later
from lunara.ui.components.artifact_conflict import conflict_panel
from lunara.ui.components.dialogs import confirm
from lunara.ui.components.library import NAMES
from lunara.ui.components.text import ago, plain
from lunara.ui.dashboard_link import PREFIX, chosen
from lunara.ui.failure import explained, show_error
from lunara.ui.navigation import refresh
from lunara.ui.outbox import OUTBOX
from lunara.ui.page import PageContext, name_tab
from lunara.workspace.outage import trouble_of
from lunara.workspace.records import Artifact

_VERSIONS = 15


def artifact_header(ctx: PageContext, desk: BuildDesk) -> bool:
    """Draw the header: name and status at the left, what can be done at the right. Returns whether it is being edited."""
    artifact = desk.artifact
    assert artifact is not None  # noqa: S101 - a desk is opened with its artifact
    name_tab(artifact.name)
    editor = ctx.principal.may("editor")
    st.button(
        "All of this project", icon=":material/arrow_back:", type="tertiary", on_click=_leave, key="leave-artifact"
    )
    with st.container(horizontal=True, vertical_alignment="center", key="page_head_artifact"):
        with st.container(gap="xxsmall", width="stretch"):
            st.title(plain(artifact.name), anchor=False)
            st.markdown(_about(ctx, desk, artifact))
        if editor and desk.changed and desk.conflict is None:
            if st.button("Save", type="primary", icon=":material/save:"):
                _save(ctx, desk)
            if artifact.status != "published" and st.button("Save and publish", icon=":material/publish:"):
                _save(ctx, desk, publish=True)
        if editor and desk.conflict is None and (desk.changed or desk.apart is not None):
            st.button(
                "Undo",
                icon=":material/undo:",
                key="icon_only:undo-artifact",
                on_click=desk.step_back,
                disabled=not desk.undo,
                help="Undo last change",
            )
        if (
            editor
            and desk.conflict is None
            and desk.changed
            and st.button(
                "Discard",
                icon=":material/delete_sweep:",
                key="icon_only:discard-artifact",
                help="Drop all unsaved changes",
            )
        ):
            _ask_discard(ctx, desk, artifact)
        if editor:
            desk.editing = st.toggle("Edit", value=desk.editing, key=f"edit:{artifact.id}")
            if not desk.changed:
                _publish_button(ctx, artifact, desk)
            history = st.popover(
                "Versions", icon=":material/history:", key=f"versions:{artifact.id}", on_change="rerun"
            )
            if history.open:
                with history:
                    _versions(ctx, desk, artifact)
        link = st.popover("Link", icon=":material/link:", key=f"link:{artifact.id}", on_change="rerun")
        if link.open:
            with link:
                st.caption("Everyone of your organization who may see it opens it with this link.")
                shown = chosen(desk, desk.content) if isinstance(desk.content, DashboardContent) else {}
                if shown:
                    st.caption("With the filters and dates as they are set now.")
                link_text = navigation.deep_link("build", project=artifact.project_id, artifact=artifact.id, **shown)
                st.code(link_text, language=None, wrap_lines=True)
    if editor:
        _unsaved_words(desk, artifact)
    if desk.conflict is not None:
        conflict_panel(ctx, desk)
    if desk.error is not None:
        show_error(desk.error)
    return editor and desk.editing and desk.conflict is None


def _ask_discard(ctx: PageContext, desk: BuildDesk, artifact: Artifact) -> None:
    def drop() -> str:
        discard(ctx, desk, artifact)
        return "Your unsaved changes are dropped."

    confirm(
        "Drop your changes?",
        f"What you have changed since version {artifact.version} is lost. Undo takes back the last change alone.",
        action="Drop changes",
        on_confirm=drop,
    )


def _about(ctx: PageContext, desk: BuildDesk, artifact: Artifact) -> str:
    badges = [":green-badge[Published]" if artifact.status == "published" else ":gray-badge[Draft]"]
    if desk.changed:
        waits = OUTBOX.find(ctx.owner_key, of(artifact.id)) is not None
        badges.append(":blue-badge[Waits to be saved]" if waits else ":orange-badge[Unsaved changes]")
    words = [NAMES[artifact.type], f"version {artifact.version}"]
    if artifact.description:
        words.append(artifact.description)
    return f"{' '.join(badges)} :small[:gray[{plain(' · '.join(words))}]]"


def _unsaved_words(desk: BuildDesk, artifact: Artifact) -> None:
    """What to know of unsaved changes: that they came back, that somebody saved meanwhile."""
    if desk.changed and desk.conflict is None and desk.newest > artifact.version:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f":material/sync_problem: Version {desk.newest} was saved while you were changing version {artifact.version}."
            )
            if st.button("Look at both", key="look-at-both", icon=":material/compare:"):
                desk.conflict = Conflict("Someone saved a newer version meanwhile.")
                refresh()
    if desk.restored and desk.changed:
        st.caption("Your unsaved changes from before are on the page.")


def _leave() -> None:
    navigation.set_query(artifact=None, present=None)
    navigation.only_query(PREFIX, {})


def _save(ctx: PageContext, desk: BuildDesk, *, publish: bool = False) -> None:
    try:
        stored = save(ctx, desk)
        if publish:
            desk.artifact = ctx.store.set_artifact_status(stored.id, "published")
    except Conflict as error:
        desk.conflict = error
        refresh()
    except Unavailable as error:
        if trouble_of(error) is None or not desk.changed:
            show_error(error)
            return
        with explained():
            save_later(ctx, desk, publish=publish)
            refresh()
        return
    except LunaraError as error:
        show_error(error)
        return
    also = " and published: everyone of your organization can open it" if publish else ""
    state.notify(f"Saved as version {stored.version}{also}.")
    refresh()


def _publish_button(ctx: PageContext, artifact: Artifact, desk: BuildDesk) -> None:
    published = artifact.status == "published"
    label, icon = ("Back to draft", ":material/unpublished:") if published else ("Publish", ":material/publish:")
    if st.button(label, icon=icon):
        with explained():
            desk.artifact = ctx.store.set_artifact_status(artifact.id, "draft" if published else "published")
            state.notify(
                "It is a draft again." if published else "Published: everyone of your organization can open it."
            )
            refresh()


def _versions(ctx: PageContext, desk: BuildDesk, artifact: Artifact) -> None:
    st.caption("Restoring lays a version on this page as an unsaved change. Others see it once you save.")
    versions = ctx.store.list_artifact_versions(artifact.id)
    pages = -(-len(versions) // _VERSIONS)
    number = st.pagination(pages, key=f"versions-page:{artifact.id}") if pages > 1 else 1
    for saved in versions[(number - 1) * _VERSIONS : number * _VERSIONS]:
        with st.container(horizontal=True, vertical_alignment="center"):
            note = f" · {saved.note}" if saved.note else ""
            about = f"{saved.created_by_name or 'Someone'}, {ago(saved.created_at)}{note}"
            st.markdown(f"**{saved.version}** :gray[{plain(about)}]")
            if saved.version != artifact.version and st.button(
                "Restore",
                key=f"restore:{saved.version}",
                type="tertiary",
                help=f"Restore version {saved.version}",
            ):
                with explained():
                    _restore(ctx, desk, artifact, saved.version)


def _restore(ctx: PageContext, desk: BuildDesk, artifact: Artifact, version: int) -> None:
    saved = ctx.store.get_artifact_version(artifact.id, version)  # lists leave content out
    desk.restore(version, parse_content(artifact.type, saved.content))
    state.notify(
        f"Version {version} is on the page. Save keeps it, Undo takes it back."
        if desk.changed
        else f"Version {version} is the same as what is saved."
    )
    refresh()
