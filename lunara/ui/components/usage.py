"""What today has used of budgets: by project, and by person with a way for admins to strike one's out."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lunara.ui import state
from lunara.ui.components.away import part
from lunara.ui.components.text import count, file_size, plain
from lunara.ui.failure import explained
from lunara.ui.navigation import refresh
from lunara.ui.page import PageContext
from lunara.ui.query_words import took
from lunara.workspace.budget import PersonUsage, ProjectBudget, Strike

_LEFT = "Somebody who left"


def draw_usage(ctx: PageContext, project_id: str, projects: Mapping[str, str]) -> None:
    """Today's usage: of each project that has any (`project_id` empty), or of one by person. `projects` are names by id."""
    with explained(), part():
        if project_id:
            _draw_people(ctx, project_id, projects[project_id])
        else:
            _draw_projects(ctx, projects)


def _draw_projects(ctx: PageContext, projects: Mapping[str, str]) -> None:
    used = {id: found for id, found in ctx.store.project_budgets().items() if id in projects}
    st.markdown("**Used today**")
    if not used:
        st.caption("Nothing yet. A day begins at midnight UTC.")
        return
    rows = sorted(used.items(), key=lambda one: (-one[1].used_bytes, -one[1].used_seconds, projects[one[0]]))
    st.table(
        {
            "Project": [plain(projects[id]) for id, _ in rows],
            "Read": [_cell(_read(budget)) for _, budget in rows],
            "In the warehouse": [_cell(_worked(budget)) for _, budget in rows],
            "Tokens": [_cell(_tokens(budget)) for _, budget in rows],
        },
        hide_index=True,
        border="horizontal",
    )
    st.caption("Choose a project above to see who used it.")


def _draw_people(ctx: PageContext, project_id: str, project: str) -> None:
    budget = ctx.store.project_budget(project_id)
    st.caption(plain(used_today(budget)))
    people = ctx.store.usage_by_person(project_id)
    if not people:
        return
    strikes = ctx.store.usage_strikes(project_id)
    struck = {id for one in strikes for id in (one.user_id, one.struck_by)}
    names = ctx.store.member_names(sorted({one.user_id for one in people} | struck))
    may_strike = ctx.principal.may("admin")
    for person in people:
        name = names.get(person.user_id, _LEFT)
        with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            running = f", {person.under_way:,} under way" if person.under_way else ""
            st.markdown(f"{plain(name)}  \n:gray[{plain(_amounts(person) + running)}]")
            if may_strike and st.button(
                "Strike out",
                key=f"strike-{project_id}-{person.user_id}",
                icon=":material/remove_done:",
                type="tertiary",
            ):
                _confirm(ctx, project_id, project, person, name)
    for strike in strikes:
        by, whose = names.get(strike.struck_by, _LEFT), names.get(strike.user_id, _LEFT)
        st.caption(
            plain(f"{by} struck out {_amounts(strike)} of {whose} at {strike.struck_at:%H:%M} UTC."), width="stretch"
        )


def _confirm(ctx: PageContext, project_id: str, project: str, person: PersonUsage, name: str) -> None:
    @st.dialog("Strike out today’s usage?")
    def dialog() -> None:
        st.markdown(
            f"**{plain(_amounts(person))}** of **{plain(name)}** will no longer count against today’s budget of "
            f"**{plain(project)}**."
        )
        st.caption(
            "Their queries stay in the query log, and what they use from now on counts again. That you struck it out is shown "
            "here until the day ends. This cannot be undone."
        )
        if st.button("Strike out", key="danger_strike", type="primary", icon=":material/remove_done:"):
            with explained():
                found = ctx.store.strike_usage(project_id, person.user_id)
                state.notify("Today’s usage was struck out." if found else "There was nothing to strike out any more.")
                refresh()

    dialog()


def _cell(text: str) -> str:
    """For a narrow column: a line may end before "of" or a bracket, and not between a number and its unit."""
    together = plain(text).replace(" ", "\u00a0")
    return together.replace("\u00a0of", " of").replace("\u00a0\\(", " \\(")


def _amounts(used: PersonUsage | Strike) -> str:
    return f"{file_size(used.bytes)} read, {_time(used.seconds)} in the warehouse, {count(used.tokens, 'token')}"


def _time(seconds: float) -> str:
    return took(seconds * 1000) if seconds else "no time"


def _read(budget: ProjectBudget) -> str:
    allowed = budget.limits.day_bytes
    return file_size(budget.used_bytes) + (f" of {file_size(allowed)}" if allowed is not None else "")


def _worked(budget: ProjectBudget) -> str:
    allowed = budget.limits.day_seconds
    return _time(budget.used_seconds) + (f" of {took(allowed * 1000)}" if allowed is not None else "")


def _tokens(budget: ProjectBudget) -> str:
    allowed = budget.limits.day_tokens
    held = f" ({budget.held_tokens:,} held)" if budget.held_tokens else ""
    return f"{budget.used_tokens:,}" + (f" of {allowed:,}" if allowed is not None else "") + held


def used_today(budget: ProjectBudget) -> str:
    """What a project's day has used, and of how much where there is a limit."""
    allowed = budget.limits.day_tokens
    of = f"{budget.used_tokens:,} of " if allowed is not None else ""
    tokens = of + count(budget.used_tokens if allowed is None else allowed, "token")
    if budget.held_tokens:
        tokens += f" and {budget.held_tokens:,} held for questions under way"
    return f"Used today (since midnight UTC): {_read(budget)} read, {_worked(budget)} in the warehouse, {tokens}."
