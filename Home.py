"""Lunara. Start it with `streamlit run Home.py`.

The script that runs on each visit is lunara/ui/shell.py: pages/ lies beside this file, and where it lay beside the script
Streamlit would run a page on its own, before anybody is signed in.
"""

import streamlit as st

from lunara.ui.failure import on_script_error
from lunara.ui.server import lifespan, middleware, routes

app = st.App(
    "lunara/ui/shell.py",
    routes=routes(),
    middleware=middleware(),
    lifespan=lifespan,
    on_script_error=on_script_error,
)
