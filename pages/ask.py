"""Ask: questions in plain language over the published model, answers with their proof."""

import streamlit as st
from lunara.ui.components.ask_view import ask_header, choose_subject, conversation_view, current_session
from lunara.ui.page import open_page

page = open_page("Ask", heading=False, wide=False)
subject = choose_subject(page)
if subject is None:
    st.stop()
session = current_session(page)
ask_header(page, subject, session)
conversation_view(page, subject, session)
