"""Connect: the project's data sources and what is in them."""

import streamlit as st
from lunara.ui.components import sources
from lunara.ui.components.empty import empty_state
from lunara.ui.page import open_page

page = open_page("Connect", heading=False)

at = sources.connect_state(page)
found = page.store.list_data_sources(page.project_id)
editing = next((source for source in found if source.id == at.editing), None)
manages = sources.may_manage(page)
busy = manages and bool(at.adding or at.choosing or editing)

with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    with st.container(gap="xxsmall", width="stretch"):
        st.title("Connect", anchor=False)
        st.caption("Where this project's data lives. Lunara only ever reads it.")
    if found and manages and not busy:
        sources.add_button(page)

if manages and (at.adding or editing):
    sources.draw_form(page, editing, editing.kind if editing else at.adding)
elif manages and (at.choosing or not found):
    sources.draw_chooser(page, cancel=bool(found))
elif not found:
    empty_state("No data source yet", "An admin of the organization connects one.", icon=":material/database:")
else:
    sources.draw_sources(page, found)
    sources.draw_next_step(page, sources.chosen_source(page, found).id)
