"""SQL that somebody edited: proven, run in the background with a way to stop it, its result apart from the answer."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lunara.connect.result import ResultTable
from lunara.connect.warehouse import CancelToken
from lunara.semantic.compiled import OutputColumn
from lunara.ui.components.result_table import result_table
from lunara.ui.components.shown_columns import still_there
from lunara.ui.components.text import ago, count, plain
from lunara.ui.conversation import Subject, run_edited_sql
from lunara.ui.jobs import Report, clear_job, find_job, job_panel, start_job
from lunara.ui.page import PageContext

# Most statements are over by then, and no steps need be drawn.
PATIENCE_SECONDS = 1.5
_PROVEN = "Every total in it counts each row once, as the model knows the tables."


def edited_sql(ctx: PageContext, subject: Subject, written: str, columns: Sequence[OutputColumn], *, key: str) -> None:
    """A box with the statement, a button that runs it, and what came of the last run. For those who build alone.

    `columns` are those of the answer, by whose formats the result's columns of the same names are shown.
    """
    from lunara.build.table_export import csv_bytes

    with st.form(f"{key}:sqlform", border=False):
        text = st.text_area("SQL", written, height=260, key=f"code:{key}")
        run_it = st.form_submit_button("Run", type="primary", icon=":material/play_arrow:")
    job_key = f"edited:{subject.head.id}:{key}"

    def work(report: Report, cancel: CancelToken) -> ResultTable:
        report("Running it in the warehouse")
        return run_edited_sql(ctx, subject, text, written=written, cancel=cancel)

    if run_it:
        clear_job(ctx, job_key)  # one that still runs is stopped in the engine
        start_job(ctx, job_key, work, title="Running your SQL").wait(PATIENCE_SECONDS)
    job = find_job(ctx, job_key)
    if job is None or job_panel(job) != "done":
        return
    result: ResultTable = job.result
    with st.container(border=True):
        st.caption(f":material/verified_user: {_PROVEN}")
        result_table(still_there(columns, result.data), result, key=f"{key}:edited")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.download_button(
                "CSV of your SQL",
                data=lambda: csv_bytes(result, ()),
                file_name="edited.csv",
                mime="text/csv",
                icon=":material/download:",
                key=f"{key}:edited:csv",
                on_click="ignore",
            )
            st.caption(
                plain(f"{count(result.row_count, 'row')} · {result.elapsed_ms:,.0f} ms · run {ago(result.fetched_at)}")
            )
    st.caption("Below is what can be done with the answer above, not with your SQL.")
