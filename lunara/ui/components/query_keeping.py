"""On Settings: how long the organization keeps its query log."""

from __future__ import annotations

import streamlit as st

from lunara.errors import InvalidInput
from lunara.ui import state
from lunara.ui.components.amounts import amount_input, read_amount
from lunara.ui.failure import explained
from lunara.ui.navigation import refresh
from lunara.ui.page import PageContext
from lunara.ui.patience import known_here
from lunara.workspace.log_writer import LOG
from lunara.workspace.query_log import MOST_DAYS_KEPT


def draw_keeping(ctx: PageContext) -> None:
    """The form; read-only for those who may not change it."""
    fixed = not ctx.principal.may("admin")
    with st.form("query_keeping", border=True):
        days = amount_input(
            "Days that queries are kept",
            known_here("query_log_days", ctx.store.query_log_days),
            key="query_keeping_days",
            help="What Lunara ran is listed on Queries. Older entries are deleted once a day, for good.",
            disabled=fixed,
        )
        sent = st.form_submit_button("Save", disabled=fixed, key="query_keeping_save")
    if fixed:
        st.caption("Owners and admins change this.")
    if sent:
        with explained():
            ctx.store.keep_query_log(_days(days))
            LOG.tend(ctx.store, now=True)
            state.notify("Saved. Older entries are deleted now, and from now on daily.")
            refresh()


def _days(typed: str) -> int:
    days = read_amount(typed, whole=True) if typed else 0
    if not 1 <= days <= MOST_DAYS_KEPT:
        raise InvalidInput(
            f"Queries cannot be kept for {typed or 'no'} days.", f"Give a whole number from 1 to {MOST_DAYS_KEPT:,}."
        )
    return int(days)
