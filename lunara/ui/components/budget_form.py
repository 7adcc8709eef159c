"""On Settings: budgets of the organization and of its projects, and below them what today has used."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import streamlit as st

from lunara.ui import state
from lunara.ui.budgets import forget_limits
from lunara.ui.components.text import distinct, plain
from lunara.ui.components.usage import draw_usage
from lunara.ui.failure import explained
from lunara.ui.later import Later, save_or_keep
from lunara.ui.navigation import refresh
from lunara.ui.outbox import Change, Unchanged
from lunara.ui.page import PROJECTS_IN_PICKER, PageContext
from lunara.workspace.budget import BudgetLimits

GIGABYTE, MINUTE = 1_000_000_000, 60.0
ALL = ""
_WHERE = "budget-where"
_UNTOUCHED = object()


@dataclass(frozen=True)
class _Field:
    """A limit in the form: its name in `BudgetLimits`, how it is called, how many of its units one of the form's is, and the
    least that can be said there."""

    name: str
    label: str
    unit: float
    step: float
    least: float
    format: str
    help: str


_READ = (
    "Bytes that the warehouse reads, as its engine estimates before running; where it does not, the size of the result."
)
_FIELDS: Mapping[str, tuple[_Field, ...]] = {
    "One query": (
        _Field("query_bytes", "GB read", GIGABYTE, 1.0, 0.001, "%.3f", f"{_READ} One that would read more is refused."),
        _Field("query_seconds", "Seconds", 1.0, 1.0, 0.1, "%.1f", "One that takes longer is stopped."),
        _Field("question_tokens", "Tokens of a question", 1.0, 1000.0, 1.0, "%.0f", "What a language model reads and writes."),
    ),
    "A day of a project": (
        _Field("day_bytes", "GB read", GIGABYTE, 10.0, 0.001, "%.3f", _READ),
        _Field("day_seconds", "Minutes in the warehouse", MINUTE, 10.0, 0.1, "%.1f", "Of all queries together."),
        _Field("day_tokens", "Tokens", 1.0, 10_000.0, 1.0, "%.0f", "When they are used up, Lunara’s own planner answers alone."),
    ),
}  # fmt: skip
_WHOLE = {"query_bytes", "question_tokens", "day_bytes", "day_tokens"}


def draw_budgets(ctx: PageContext) -> None:
    """The form; read-only for those who may not change it."""
    fixed = not ctx.principal.may("admin")
    names = {ALL: "All projects"}
    projects = ctx.store.recent_projects(limit=PROJECTS_IN_PICKER)
    with st.container(border=True):
        if len(projects) == PROJECTS_IN_PICKER:
            search = st.text_input("Find a project", key="budget_project_find", icon=":material/search:", width=320)
            projects = ctx.store.recent_projects(search=search or "", limit=PROJECTS_IN_PICKER)
        names |= distinct({one.id: one.name for one in projects})
        if len(names) > 1:
            st.selectbox("For", list(names), format_func=lambda id: names.get(id, ""), key=_WHERE, width=320)
        where = str(state.widget(_WHERE, ALL) or ALL)
        where = where if where in names else ALL
        set_here = ctx.store.budget_limits(where or None)
        everywhere = ctx.store.budget_limits() if where else BudgetLimits()
        with st.form(f"budget:{where}", border=False):
            chosen = _draw_fields(where, set_here, everywhere, disabled=fixed)
            sent = st.form_submit_button("Save", disabled=fixed, key=f"budget-save:{where}")
            wrong = _wrong(chosen, set_here) if sent else []
            for line in wrong:
                st.error(plain(line), icon=":material/error:")
        st.caption(
            "Empty is no limit"
            + (", or what is set for all projects" if where else "; a project may have limits of its own")
            + ". A day begins at midnight UTC."
            + (" Owners and admins change this." if fixed else "")
        )
    draw_usage(ctx, where, names)
    if sent and not wrong:
        with explained():
            limits = _limits(chosen)
            seen = Unchanged("budget_limits", (where or None,), set_here, asdict(limits))
            change = Change(f"budget:{where}", "The budget", "set_budget", (limits, where or None), {}, seen)
            if not isinstance(save_or_keep(ctx, change), Later):
                forget_limits(ctx)
                state.notify("Budget saved.")
            refresh()


def _draw_fields(
    where: str, set_here: BudgetLimits, everywhere: BudgetLimits, *, disabled: bool
) -> dict[str, float | None]:
    chosen: dict[str, float | None] = {}
    for title, fields in _FIELDS.items():
        st.markdown(f"**{title}**")
        for column, field in zip(st.columns(len(fields)), fields, strict=True):
            now, general = getattr(set_here, field.name), getattr(everywhere, field.name)
            key = f"budget:{where}:{field.name}"
            if state.widget(key, _UNTOUCHED) is _UNTOUCHED:
                # Not as the widget's own value: one that has a value of its own cannot be made empty again.
                state.set_widget(key, None if now is None else float(now) / field.unit)
            chosen[field.name] = column.number_input(
                field.label,
                value=None,
                step=field.step,
                format=field.format,
                placeholder="No limit" if general is None else f"{general / field.unit:,.6g} (all projects)",
                help=field.help,
                disabled=disabled,
                key=key,
            )
    return chosen


def _wrong(chosen: Mapping[str, float | None], set_here: BudgetLimits) -> list[str]:
    """What is wrong with what was typed, a sentence for each field. What is set already may be less than a form can say."""
    lines = []
    for title, fields in _FIELDS.items():
        for field in fields:
            typed, now = chosen[field.name], getattr(set_here, field.name)
            least = field.least if now is None else min(field.least, float(now) / field.unit)
            if typed is not None and not least <= typed < math.inf:
                lines.append(
                    f"{title}, {field.label}: {typed:,.10g} cannot be a limit. "
                    f"The least is {least:,.6g}; leave it empty for none."
                )
    return lines


def _limits(chosen: Mapping[str, float | None]) -> BudgetLimits:
    """What was typed, in bytes, seconds and tokens; nothing is no limit."""
    units = {field.name: field.unit for fields in _FIELDS.values() for field in fields}
    values: dict[str, float | int | None] = {}
    for name, typed in chosen.items():
        value = None if typed is None else typed * units[name]
        values[name] = value if value is None or name not in _WHOLE else max(round(value), 1)
    return BudgetLimits(**values)  # type: ignore[arg-type]
