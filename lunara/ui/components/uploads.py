"""Upload of CSV, Parquet and Excel files: what was inferred, what was refused, saved as one data source."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lunara.ui.page import PageContext
from lunara.workspace.records import DataSource


def draw_upload(ctx: PageContext, existing: DataSource | None, *, done: Callable[[], None]) -> None:
    """The uploader of a new files source, or of `existing`."""
    st.file_uploader("Files", accept_multiple_files=True)
