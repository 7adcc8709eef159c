"""On Settings: budgets of the organization and of its projects, and below them what today has used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal

import streamlit as st

from lunara.errors import InvalidInput
from lunara.ui import state
from lunara.ui.budgets import forget_limits
from lunara.ui.components.amounts import amount_input, amount_text, read_amount
from lunara.ui.components.text import distinct, plain
from lunara.ui.components.usage import draw_usage
from lunara.ui.failure import explained
from lunara.ui.later import Later, save_or_keep
from lunara.ui.navigation import refresh
from lunara.ui.outbox import Change, Unchanged
from lunara.ui.page import PROJECTS_IN_PICKER, PageContext
from lunara.ui.patience import known_here
from lunara.workspace.budget import BudgetLimits

GIGABYTE, MINUTE = 1_000_000_000, 60
_MOST = 10**18  # bytes, seconds or tokens: what the workspace can hold
ALL = ""
_WHERE = "budget-where"


@dataclass(frozen=True)
class _Field:
    """A limit in the form: its name in `BudgetLimits`, how it is called, how many of its units one of the form's is, and the
    least that can be said there."""

    name: str
    label: str
    unit: int
    least: str
    help: str


_READ = (
    "Bytes that the warehouse reads, as its engine estimates before running; where it does not, the size of the result."
)
_FIELDS: Mapping[str, tuple[_Field, ...]] = {
    "One query": (
        _Field("query_bytes", "GB read", GIGABYTE, "0.001", f"{_READ} One that would read more is refused."),
        _Field("query_seconds", "Seconds", 1, "0.1", "One that takes longer is stopped."),
        _Field("question_tokens", "Tokens of a question", 1, "1", "What a language model reads and writes."),
    ),
    "A day of a project": (
        _Field("day_bytes", "GB read", GIGABYTE, "0.001", _READ),
        _Field("day_seconds", "Minutes in the warehouse", MINUTE, "0.1", "Of all queries together."),
        _Field("day_tokens", "Tokens", 1, "1", "When they are used up, Lunara’s own planner answers alone."),
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
        set_here = _limits(ctx, where)
        everywhere = _limits(ctx, ALL) if where else BudgetLimits()
        with st.form(f"budget:{where}", border=False):
            typed = _draw_fields(where, set_here, everywhere, disabled=fixed)
            sent = st.form_submit_button("Save", disabled=fixed, key=f"budget-save:{where}")
            limits, wrong = _read(typed, set_here) if sent else (set_here, [])
            for line in wrong:
                st.error(plain(line), icon=":material/error:")
        st.caption(
            "Empty is no limit"
            + (", or what is set for all projects" if where else "; a project may have limits of its own")
            + ". A day begins at midnight UTC."
            + (" Owners and admins change this." if fixed else "")
        )
    if sent and not wrong:
        with explained():
            seen = Unchanged("budget_limits", (where or None,), set_here, asdict(limits))
            change = Change(f"budget:{where}", "The budget", "set_budget", (limits, where or None), {}, seen)
            if not isinstance(save_or_keep(ctx, change), Later):
                forget_limits(ctx)
                state.notify("Budget saved.")
            refresh()
    draw_usage(ctx, where, names)


def _limits(ctx: PageContext, where: str) -> BudgetLimits:
    return known_here(f"budget:{where}", lambda: ctx.store.budget_limits(where or None))


def _draw_fields(where: str, set_here: BudgetLimits, everywhere: BudgetLimits, *, disabled: bool) -> dict[str, str]:
    """What stands in each field, by its name."""
    typed: dict[str, str] = {}
    for title, fields in _FIELDS.items():
        st.markdown(f"**{title}**")
        for column, field in zip(st.columns(len(fields)), fields, strict=True):
            general = _in_unit(everywhere, field)
            with column:
                typed[field.name] = amount_input(
                    field.label,
                    _in_unit(set_here, field),
                    key=f"budget:{where}:{field.name}",
                    placeholder="No limit" if general is None else f"{amount_text(general)} (all projects)",
                    help=field.help,
                    disabled=disabled,
                )
    return typed


def _in_unit(limits: BudgetLimits, field: _Field) -> Decimal | None:
    now = getattr(limits, field.name)
    return None if now is None else Decimal(str(now)) / field.unit


def _read(typed: Mapping[str, str], set_here: BudgetLimits) -> tuple[BudgetLimits, list[str]]:
    """What was typed, in bytes, seconds and tokens, and a sentence for each field whose text cannot be a limit.

    A field that stands as it was keeps what is set, which may be less than a form can say, or finer than it shows.
    """
    values: dict[str, float | int | None] = {}
    wrong = []
    for title, fields in _FIELDS.items():
        for field in fields:
            text, now = typed[field.name], _in_unit(set_here, field)
            if not text:
                values[field.name] = None
            elif now is not None and text == amount_text(now):
                values[field.name] = getattr(set_here, field.name)
            else:
                try:
                    value = read_amount(text, whole=field.unit == 1 and field.name in _WHOLE)
                except InvalidInput as error:
                    wrong.append(f"{title}, {field.label}: {error}")
                    continue
                if value < Decimal(field.least):
                    wrong.append(
                        f"{title}, {field.label}: {text} cannot be a limit. "
                        f"The least is {field.least}; leave it empty for none."
                    )
                value *= field.unit
                if value > _MOST:
                    wrong.append(f"{title}, {field.label}: {text} is too large for a limit. Leave it empty for none.")
                values[field.name] = max(round(value), 1) if field.name in _WHOLE else float(value)
    return (set_here if wrong else BudgetLimits(**values)), wrong  # type: ignore[arg-type]
