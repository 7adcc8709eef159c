"""The same eight charts as Streamlit apps usually draw them: plotly express in a bare page, its rows cached."""

import gc
import os
from pathlib import Path

import pandas as pd
import plotly.express as px
import streamlit as st

TITLES = tuple(os.environ["BENCH_TITLES"].split("|"))


@st.cache_data
def rows(number: int) -> pd.DataFrame:
    return pd.read_parquet(Path(os.environ["LUNARA_HOME"]) / "results" / f"{number}.parquet")


@st.cache_resource
def freeze() -> None:
    # As the app does after its start: the comparison is of drawing, not of collecting what was imported.
    gc.collect()
    gc.freeze()


freeze()
st.title("Eight charts")
columns = st.columns(2)
for number, title in enumerate(TITLES):
    table = rows(number)
    x, *rest = table.columns
    y, series = rest[-1], (rest[0] if len(rest) > 1 else None)
    over_time = pd.api.types.is_datetime64_any_dtype(table[x]) or "ordered_at" in x
    with columns[number % 2]:
        if over_time and series is None:
            st.plotly_chart(px.line(table, x=x, y=y, title=title), key=title)
        elif over_time:
            st.plotly_chart(px.bar(table, x=x, y=y, color=series, title=title), key=title)
        else:
            st.plotly_chart(px.bar(table, x=y, y=x, orientation="h", title=title), key=title)
