"""On Settings: how long the organization keeps its query log."""

from __future__ import annotations

import streamlit as st

from lunara.ui import state
from lunara.ui.failure import explained
from lunara.ui.navigation import refresh
from lunara.ui.page import PageContext
from lunara.workspace.log_writer import LOG
from lunara.workspace.query_log import MOST_DAYS_KEPT


def draw_keeping(ctx: PageContext) -> None:
    """The form; read-only for those who may not change it."""
    fixed = not ctx.principal.may("admin")
    with st.form("query_keeping", border=True):
        days = st.number_input(
            "Days that queries are kept",
            min_value=1,
            max_value=MOST_DAYS_KEPT,
            value=ctx.store.query_log_days(),
            disabled=fixed,
            width=260,
            help="What Lunara ran is listed on Queries. Older entries are deleted once a day, for good.",
        )
        sent = st.form_submit_button("Save", disabled=fixed, key="query_keeping_save")
    if fixed:
        st.caption("Owners and admins change this.")
    if sent:
        with explained():
            ctx.store.keep_query_log(int(days))
            LOG.tend(ctx.store, now=True)
            state.notify("Saved. Older entries are deleted now, and from now on daily.")
            refresh()
