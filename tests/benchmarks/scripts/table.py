"""One statement's rows on the screen: through Lunara's `run` and table, and as Streamlit shows a table that it is given whole."""

import os

import duckdb
import streamlit as st

from lunara.connect import open_url
from lunara.connect.run import Limits, run
from lunara.guard import read_only
from lunara.ui.components.result_table import result_table

PATH, SQL = os.environ["BENCH_DUCKDB"], os.environ["BENCH_SQL"]
ROWS = int(os.environ["BENCH_ROWS"])


@st.cache_resource
def warehouse():
    return open_url(f"duckdb:///{PATH}")


shown = st.radio("Shown by", ("nobody", "Lunara", "Streamlit"), horizontal=True)
if shown == "Lunara":
    result_table((), run(warehouse(), read_only(SQL, "duckdb"), limits=Limits(rows=ROWS)), key="rows")
elif shown == "Streamlit":
    # A copy: DuckDB opens a file once in a process, and Lunara has it open with its own settings.
    with duckdb.connect(os.environ["BENCH_COPY"], read_only=True) as connection:
        st.dataframe(connection.sql(SQL).to_arrow_table(), lazy=False, hide_index=True, key="bare")
