"""What Home shows: the welcome of an empty workspace, project cards, agent cards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from lunara.ui import navigation, state
from lunara.ui.components.agent_form import change_of_agent
from lunara.ui.components.dialogs import ask_name, confirm_delete
from lunara.ui.components.empty import empty_state
from lunara.ui.components.more_menu import more_menu
from lunara.ui.components.moving import offer_import, start_export
from lunara.ui.components.pager import page_after, pager
from lunara.ui.components.text import ago, count, plain, shorten
from lunara.ui.connecting import delete_project
from lunara.ui.failure import explained
from lunara.ui.jobs import clear_job, find_job, job_panel, start_job
from lunara.ui.later import Later, kept, save_or_keep
from lunara.ui.outbox import Change, Unchanged
from lunara.ui.page import PageContext
from lunara.ui.sample_project import open_sample
from lunara.workspace.records import Agent, Project, ProjectSummary

CARDS = 12
SAMPLE_JOB = "sample"
_FOLDER = ":material/folder_open:"

_JOURNEY = (
    (":material/database:", "Connect", "a warehouse or upload files"),
    (":material/schema:", "Model", "review the meaning it drafts"),
    (":material/forum:", "Ask", "in plain language"),
    (":material/dashboard_customize:", "Build", "dashboards, reports, slides"),
)


def new_project(ctx: PageContext) -> None:
    """Open the dialog that creates a project; its next step is Connect."""

    def create(name: str, description: str) -> str:
        project = ctx.store.create_project(name, description)
        state.session().project_id = project.id
        return f"Project “{name}” created. Next: connect a data source."

    ask_name(
        "New project",
        action="Create project",
        on_submit=create,
        description="",
        placeholder="Reporting",
        then=lambda: navigation.go("connect", project=state.session().project_id),
    )


def start_sample(ctx: PageContext) -> None:
    """Begin to make the sample project in the background."""
    start_job(
        ctx,
        SAMPLE_JOB,
        lambda report, cancel: open_sample(ctx, report, cancel),
        title="Preparing the sample project",
        length="long",
    )


def offer_sample(ctx: PageContext) -> None:
    """A quiet way to the sample project beside one's own, unless it is being made."""
    job = find_job(ctx, SAMPLE_JOB)
    if job is None or not job.running:
        st.button("Sample project", type="tertiary", icon=":material/play_arrow:", on_click=start_sample, args=(ctx,))


def draw_sample_job(ctx: PageContext) -> bool:
    """The sample's progress; when it is ready, the tab moves into the project. Returns whether it is being made."""
    job = find_job(ctx, SAMPLE_JOB)
    if job is None:
        return False
    if job_panel(job, retry=lambda: start_sample(ctx)) == "done":
        project_id = str(job.result)
        clear_job(ctx, SAMPLE_JOB)
        state.session().project_id = project_id
        state.notify("The sample project is ready: ask it something.", ":material/celebration:")
        if navigation.is_there("ask"):
            navigation.go("ask", project=project_id)
        navigation.refresh()
    return job.running


def draw_welcome(ctx: PageContext) -> None:
    """The empty workspace: what Lunara does, the sample, a first project; for those who may not make one, who may."""
    if not ctx.principal.may("editor"):
        empty_state("No projects yet", "An editor of your organization makes the first one.", icon=_FOLDER)
        return
    with st.container(border=True, key="welcome", gap="medium"):
        st.subheader("Start with data that is already there", anchor=False)
        st.markdown(
            "The sample is an online shop: three years of orders, returns, payments, stock, visits and advertising, made on "
            "this machine in a few seconds, with its model reviewed and published."
        )
        with st.container(horizontal=True):
            st.button(
                "Open the sample project",
                type="primary",
                icon=":material/play_arrow:",
                on_click=start_sample,
                args=(ctx,),
            )
            if st.button("New project", icon=":material/add:"):
                new_project(ctx)
            offer_import(ctx)
        steps = st.grid(min_column_width=200, gap="small")
        for number, (icon, title, text) in enumerate(_JOURNEY, start=1):
            with steps.cell(), st.container(gap="xxsmall"):
                st.markdown(f"{icon} **{number}. {title}**")
                st.caption(text)


def draw_projects(ctx: PageContext) -> None:
    """Search, cards and paging of projects."""
    with st.container(horizontal=True, vertical_alignment="center"):
        search = (
            st.text_input(
                "Search projects",
                key="project_search",
                type="search",
                placeholder="Search projects",
                label_visibility="collapsed",
                icon=":material/search:",
                width=320,
            )
            or ""
        ).strip()
        shown = st.segmented_control(
            "Which projects",
            ["Active", "Archived"],
            default="Active",
            required=True,
            key="project_state",
            label_visibility="collapsed",
        )
    archived = shown == "Archived"
    rows, more = page_after(
        "projects",
        lambda limit, after: ctx.store.list_projects(search=search, archived=archived, limit=limit, after=after),
        size=CARDS,
        search=f"{archived}:{search}",
    )
    if not rows:
        if search:
            empty_state(
                "No project matches", f"Nothing is called “{shorten(search, 60)}”.", icon=":material/search_off:"
            )
        elif archived:
            empty_state(
                "Nothing is archived", "Archive a project from its menu to put it away.", icon=":material/archive:"
            )
        else:
            first = "Create one, or look" if ctx.principal.may("editor") else "Look"
            empty_state("No active projects", f"{first} under Archived.", icon=_FOLDER)
        return
    grid = st.grid(min_column_width=300, gap="small")
    for summary in rows:
        with grid.cell():
            _project_card(ctx, summary)
    pager("projects", more)


def _next_step(summary: ProjectSummary) -> tuple[navigation.PageName, str]:
    if summary.data_sources == 0:
        return "connect", "Connect data"
    if summary.semantic_models == 0:
        return "model", "Draft the model"
    if summary.published_models == 0:
        return "model", "Review the model"
    return "ask", "Ask"


def _contents(summary: ProjectSummary) -> list[str]:
    found = (
        (summary.data_sources, "data source"),
        (summary.semantic_models, "model"),
        (summary.agents, "agent"),
        (summary.dashboards, "dashboard"),
        (summary.reports, "report"),
        (summary.decks, "slide deck"),
        (summary.sessions, "conversation"),
    )
    return [count(number, noun) for number, noun in found if number]


def _project_card(ctx: PageContext, summary: ProjectSummary) -> None:
    project = summary.project
    with st.container(border=True, key=f"card_project_{project.id}", gap="xsmall", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="top", wrap=False):
            st.markdown(f"**{plain(shorten(project.name, 80))}**", width="stretch")
            _project_menu(ctx, summary)
        if project.description:
            st.caption(plain(shorten(project.description, 160)))
        st.caption(f"{' · '.join(_contents(summary)[:5]) or 'Nothing in it yet'}")
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.caption(f"Changed {ago(summary.changed_at)}", width="content")
            if project.archived_at is None:
                name, label = _next_step(summary)
                navigation.link(name, label, icon=":material/arrow_forward:", project=project.id)


def _project_menu(ctx: PageContext, summary: ProjectSummary) -> None:
    project = summary.project
    if not ctx.principal.may("editor"):
        return
    options: Mapping[str, str] = {
        "rename": ":material/edit: Rename",
        "export": ":material/download: Export",
        "archive": ":material/unarchive: Restore" if project.archived_at else ":material/archive: Archive",
        "delete": ":material/delete: Delete",
    }
    chosen = more_menu(
        project.name,
        options,
        key=f"project_{project.id}",
        does=(
            "Rename, export, restore or delete {}" if project.archived_at else "Rename, export, archive or delete {}"
        ),
    )
    if chosen == "rename":

        def rename(name: str, description: str) -> str:
            change = change_of_project(project, {"name": name.strip(), "description": description})
            return kept(change) if isinstance(save_or_keep(ctx, change, tell=False), Later) else "Project saved."

        ask_name("Rename project", action="Save", on_submit=rename, name=project.name, description=project.description)
    elif chosen == "export":
        start_export(ctx, project)
        navigation.refresh()
    elif chosen == "archive":
        with explained():
            ctx.store.update_project(project.id, archived=project.archived_at is None)
            state.notify(f"“{project.name}” was {'restored' if project.archived_at else 'archived'}.")
            navigation.refresh()
    elif chosen == "delete":

        def delete() -> str:
            delete_project(ctx, project.id)
            return f"Project “{project.name}” deleted."

        confirm_delete("project", project.name, goes_with_it=_contents(summary), on_confirm=delete)


def change_of_project(project: Project, said: Mapping[str, Any]) -> Change:
    """Fields of a project, to be saved over what this person saw of it."""
    unchanged = Unchanged("get_project", (project.id,), project, said, part="project")
    return Change(
        f"project:{project.id}", f"The project “{project.name}”", "update_project", (project.id,), said, unchanged
    )


def draw_agents(ctx: PageContext) -> None:
    """Search, cards and paging of agents of every project."""
    search = (
        st.text_input(
            "Search agents",
            key="agent_search",
            type="search",
            placeholder="Search agents",
            label_visibility="collapsed",
            icon=":material/search:",
            width=320,
        )
        or ""
    ).strip()
    rows, more = page_after(
        "agents",
        lambda limit, after: ctx.store.list_agents(search=search, limit=limit, after=after),
        size=CARDS,
        search=search,
    )
    if not rows:
        if search:
            empty_state("No agent matches", f"Nothing is called “{shorten(search, 60)}”.", icon=":material/search_off:")
        else:
            empty_state(
                "No agents yet",
                "An agent keeps a way of asking: its model, instructions and starter questions. "
                + ("Save one from Ask." if ctx.principal.may("editor") else "Editors save one from Ask."),
                icon=":material/smart_toy:",
            )
        return
    names = ctx.store.project_names(sorted({agent.project_id for agent in rows}))
    grid = st.grid(min_column_width=300, gap="small")
    for agent in rows:
        with grid.cell():
            _agent_card(ctx, agent, names.get(agent.project_id, ""))
    pager("agents", more)


def _agent_card(ctx: PageContext, agent: Agent, project_name: str) -> None:
    with st.container(border=True, key=f"card_agent_{agent.id}", gap="xsmall", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="top", wrap=False):
            st.markdown(f":material/smart_toy: **{plain(shorten(agent.name, 80))}**", width="stretch")
            _agent_menu(ctx, agent)
        if agent.description:
            st.caption(plain(shorten(agent.description, 160)))
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            where = f"{plain(shorten(project_name, 40))} · " if project_name else ""
            st.caption(f"{where}changed {ago(agent.updated_at)}", width="content")
            if navigation.is_there("ask"):
                navigation.link(
                    "ask", "Open", icon=":material/arrow_forward:", project=agent.project_id, agent=agent.id
                )


def _agent_menu(ctx: PageContext, agent: Agent) -> None:
    if not ctx.principal.may("editor"):
        return
    options: Mapping[str, str] = {"rename": ":material/edit: Rename", "delete": ":material/delete: Delete"}
    chosen = more_menu(agent.name, options, key=f"agent_{agent.id}", does="Rename or delete {}")
    if chosen == "rename":

        def rename(name: str, description: str) -> str:
            change = change_of_agent(agent, {"name": name, "description": description})
            return kept(change) if isinstance(save_or_keep(ctx, change, tell=False), Later) else "Agent saved."

        ask_name("Rename agent", action="Save", on_submit=rename, name=agent.name, description=agent.description)
    elif chosen == "delete":

        def delete() -> str:
            ctx.store.delete_agent(agent.id)
            return f"Agent “{agent.name}” deleted."

        confirm_delete(
            "agent",
            agent.name,
            on_confirm=delete,
            note="Conversations held with it stay with the project, without the agent.",
        )
