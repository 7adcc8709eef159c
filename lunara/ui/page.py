"""`open_page`: the first statement of each page. What it returns is signed in and permitted, or the page has stopped.

    from lunara.ui.page import open_page

    page = open_page("Model", needs="editor")
    models = page.store.list_semantic_models(page.project_id)

Errors that a page lets through are drawn by the shell as a plain message; to go on after an error use
`lunara.ui.failure.explained`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

import streamlit as st

from lunara.errors import NotFound, NotPermitted
from lunara.semantic.compiled import Clock
from lunara.settings import Settings
from lunara.ui import navigation, state
from lunara.ui.components.empty import empty_state
from lunara.ui.components.text import plain, shorten
from lunara.ui.failure import show_error
from lunara.ui.identity import (
    confirmed,
    current_principal,
    current_settings,
    present_principal,
    require_present,
    store_for,
)
from lunara.ui.interrupted import set_aside
from lunara.ui.sidebar import draw_sidebar
from lunara.workspace.records import Organization, Principal, Project, Role
from lunara.workspace.store import Store

PROJECTS_IN_PICKER = 200


@dataclass(frozen=True)
class PageContext:
    """Who looks at which project, and what they may use. Holds values only, so a background job may take it along.

    `store` answers as this principal; `clock` is "today" by the organization's settings; `project` is None only on
    pages opened with `project=False` when there is none.
    """

    settings: Settings
    principal: Principal
    store: Store
    organization: Organization
    project: Project | None
    clock: Clock

    @property
    def project_id(self) -> str:
        """The current project's id. Raises NotFound when there is no project."""
        return self.current.id

    @property
    def current(self) -> Project:
        """The current project. Raises NotFound when there is none."""
        if self.project is None:
            raise NotFound("No project is open.", "Open one on Home.")
        return self.project

    @property
    def owner_key(self) -> tuple[str, str]:
        """Whose jobs and caches: organization id and user id. Asks whether they are still here, so no job starts for others."""
        self.present()
        return (self.organization.id, self.principal.user_id)

    def present(self) -> None:
        """Run the page again when this is no longer the person: before anything is asked that the workspace does not guard."""
        require_present(self.settings, self.principal)

    @property
    def currency(self) -> str:
        """The code of the currency that the organization has chosen for amounts whose model names none; empty without one."""
        found = str(self.organization.settings.get("currency") or "")
        return found if re.fullmatch("[A-Z]{3}", found) else ""


def open_page(
    title: str,
    *,
    icon: str | None = None,
    needs: Role = "viewer",
    project: bool = True,
    heading: bool = True,
    wide: bool = True,
) -> PageContext:
    """Sign in, check the role, find the current project, draw the frame (sidebar, heading, notices).

    `title` is the page's name in the browser tab and its heading (`heading=False`: the page draws its own). `needs` is the
    least role that may see the page. With `project=True` a page without a project stops at "Open a project". The project
    comes from the URL (`?project=<id>`), else from this tab, else it is the one changed last.
    """
    st.set_page_config(
        page_title=f"{title} · Lunara",
        page_icon=str(navigation.ROOT / "lunara" / "ui" / "static" / "favicon.svg"),
        layout="wide" if wide else "centered",
        menu_items={"Get help": None, "Report a bug": None, "About": None},
    )
    state.on_page(title)
    settings = current_settings()
    principal = present_principal(settings)
    if principal is None:
        # The shell offers nothing but sign-in to a stranger; a page that is reached another way says so and stops.
        st.info("Sign in to see this page.", icon=":material/lock:")
        navigation.stop()
    confirmed(principal)
    store = store_for(settings, principal)
    organization = store.organization()
    state.session().organization_name = organization.name
    if not principal.may(needs):
        draw_sidebar(settings, principal, organization, [], None)
        show_error(
            NotPermitted(
                f"This page needs the role {needs}; yours is {principal.role}.",
                "Ask an owner or admin of the organization for it.",
            )
        )
        navigation.stop()
    from lunara.ui.components.away import deliver, draw_away, draw_not_saved  # they know what a page is

    deliver(PageContext(settings, principal, store, organization, None, clock_of(organization)))
    projects = store.recent_projects(limit=PROJECTS_IN_PICKER)
    place = st.empty()
    missing, current = _current_project(store, projects)
    state.session().project_id = current.id if current else None
    more = partial(store.recent_projects, limit=PROJECTS_IN_PICKER) if len(projects) == PROJECTS_IN_PICKER else None
    draw_sidebar(settings, principal, organization, projects, current, find=more)
    for message, notice_icon in state.take_notices():
        st.toast(plain(message), icon=notice_icon)
    if missing is not None:
        show_error(missing)
        navigation.link("home", "Go to Home")
        navigation.stop()
    if project and current is None:
        empty_state(
            "Open a project first",
            "Data sources, models, questions and dashboards belong to a project.",
            icon=":material/folder_open:",
        )
        navigation.link("home", "Go to Home to open or create one")
        navigation.stop()
    if project and current is not None:
        navigation.set_query(project=current.id)
    ctx = PageContext(settings, principal, store, organization, current, clock_of(organization))
    draw_away(ctx, place)
    draw_not_saved()
    if heading:
        st.title(title, icon=icon, anchor=False)
    return ctx


def name_tab(name: str) -> None:
    """Call the browser's tab after what is open in it: among several tabs it is told from the others."""
    st.set_page_config(page_title=f"{shorten(name, 80)} · Lunara")


def still_here(ctx: PageContext) -> None:
    """First statement of a fragment that asks a data source: the whole page runs again when this is no longer the person.

    A fragment runs without the shell and without `open_page`, so a sign-out, a removal or a new role would pass it by.
    """
    now = current_principal(ctx.settings)
    if now is None:
        set_aside()
    if now != ctx.principal:
        st.rerun(scope="app")
    confirmed(ctx.principal)


def clock_of(organization: Organization) -> Clock:
    """Today as the organization's settings say; UTC, Monday and January unless set."""
    chosen = organization.settings
    return Clock.now(
        str(chosen.get("timezone") or "UTC"), int(chosen.get("week_start") or 0), int(chosen.get("fiscal_month") or 1)
    )


def _current_project(store: Store, projects: list[Project]) -> tuple[NotFound | None, Project | None]:
    linked = navigation.query("project")
    wanted = linked or state.session().project_id
    if wanted:
        known = next((project for project in projects if project.id == wanted), None)
        if known is not None:
            return None, known
        try:
            return None, store.get_project(wanted).project
        except NotFound:
            if linked:
                state.session().project_id = None
                return _missing(linked), None
    return None, (projects[0] if projects else None)


def _missing(project_id: str) -> NotFound:
    left = state.session().left
    if left is not None and left[1] == project_id:
        return NotFound(
            f"You are not a member of “{left[0]}” any more.",
            "What you had not saved there is not saved. One of its admins can invite you again.",
        )
    return NotFound("This project does not exist, or you may not see it.", "Choose one on Home.")
