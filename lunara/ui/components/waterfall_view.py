"""A waterfall on the page, with its steps as a table for those who read rather than look."""

from __future__ import annotations

import streamlit as st

from lunara.charts.draw import CONFIG
from lunara.charts.waterfall import Waterfall, waterfall_figure, waterfall_text
from lunara.ui.components.figure_view import DrawnFigure
from lunara.ui.components.text import plain
from lunara.ui.look import is_dark
from lunara.ui.screen_theme import ON_SCREEN, for_screen

ROW_HEIGHT, FRAME, LEAST = 30, 50, 220


def waterfall_view(made: Waterfall, *, key: str) -> None:
    """Draw it, as high as it has steps."""
    st.plotly_chart(
        DrawnFigure(for_screen(waterfall_figure(made, ON_SCREEN))),
        key=f"{key}:waterfall:{'dark' if is_dark() else 'light'}",
        theme="streamlit",
        height=max(LEAST, FRAME + ROW_HEIGHT * len(made.steps)),
        config=CONFIG,
        alt=waterfall_text(made),
    )
    for note in made.notes:
        st.caption(plain(note))
    with st.expander("The steps as a table", icon=":material/table_rows:"):
        st.dataframe(
            {"Step": [step.label for step in made.steps], "": [step.text for step in made.steps]},
            hide_index=True,
            alt=waterfall_text(made),
            height="content",
            column_config={"": st.column_config.TextColumn("Amount", alignment="right")},
        )
