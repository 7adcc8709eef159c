"""The frame around each page: logo, project picker, the journey's links, who is signed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from lunara.settings import Settings
from lunara.ui import navigation, state
from lunara.ui.components.picker import pick
from lunara.ui.components.text import plain
from lunara.ui.identity import open_to_others
from lunara.ui.sign_in.form import draw_sign_out
from lunara.workspace.records import Organization, Principal, Project


def draw_sidebar(
    settings: Settings,
    principal: Principal,
    organization: Organization,
    projects: Sequence[Project],
    current: Project | None,
    *,
    find: Callable[..., Sequence[Project]] | None = None,
) -> None:
    """Draw the sidebar. The picker changes the tab's project and its URL. `find(search=…)`: there are more than `projects`."""
    with st.sidebar:
        if current is not None:
            _draw_picker(_searched(projects, find), current)
        with st.container(gap="xxsmall", key="sidebar_links"):
            for page in navigation.offered():
                if page.in_project and current is None:
                    continue
                navigation.link(page.name, project=current.id if page.in_project and current is not None else None)
        with st.container(key="sidebar_person", gap="xxsmall"):
            st.markdown(f"**{plain(principal.full_name or principal.email)}**")
            st.caption(f"{plain(organization.name)} · {principal.role}")
            draw_sign_out(settings)
        if open_to_others(settings):
            st.warning(
                "This workspace has no sign-in and other machines can reach it. Whoever does is its owner.",
                icon=":material/lock_open:",
            )


def _searched(projects: Sequence[Project], find: Callable[..., Sequence[Project]] | None) -> Sequence[Project]:
    """The projects to choose from: those changed last, or those that are searched for where there are more."""
    if find is None:
        return projects
    search = st.text_input(
        "Find a project",
        key="project_find",
        type="search",
        placeholder="Find a project",
        label_visibility="collapsed",
        icon=":material/search:",
    )
    return find(search=search) if search else projects


def _draw_picker(projects: Sequence[Project], current: Project) -> None:
    names = {project.id: project.name for project in projects}
    if current.id not in names:
        names = {current.id: current.name, **names}
    pick("Project", names, current.id, key="project_picker", on_pick=_picked, icon=":material/folder:")


def _picked(project_id: str) -> None:
    state.session().project_id = project_id
    # A page's other parameters (an agent, a session, an artifact) belong to the project that was left.
    st.query_params.from_dict({"project": project_id})
