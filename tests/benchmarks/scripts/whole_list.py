"""Every item of a model in one editable table of a bare Streamlit page: what the Model page is held against.

BENCH_ITEMS names a JSON file with the rows.
"""

import json
import os
from pathlib import Path

import pandas as pd
import streamlit as st

rows = json.loads(Path(os.environ["BENCH_ITEMS"]).read_text(encoding="utf-8"))
search = st.text_input("Search").lower()
st.data_editor(pd.DataFrame([row for row in rows if search in row["text"]]), height=520)
