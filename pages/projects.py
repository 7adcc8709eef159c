"""Home: the organization's projects and agents."""

import streamlit as st
from lunara.ui.components import home
from lunara.ui.components.moving import draw_moving, offer_import
from lunara.ui.components.recent import draw_recent
from lunara.ui.page import open_page

page = open_page("Home", project=False, heading=False)
empty = page.project is None and not page.store.list_projects(archived=True, limit=1)

with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    with st.container(gap="xxsmall", width="stretch"):
        st.title("Home", anchor=False)
        st.caption(
            "Lunara turns your warehouse into answers a team can trust: connect it, agree on its meaning, ask, build."
        )
    if not empty and page.principal.may("editor"):
        with st.container(horizontal=True, width="content"):
            home.offer_sample(page)
            offer_import(page)
            if st.button("New project", type="primary", icon=":material/add:"):
                home.new_project(page)

draw_moving(page)
preparing = home.draw_sample_job(page)

if preparing:
    st.caption("This takes a few seconds. You can look around meanwhile; it goes on by itself.")
elif empty:
    home.draw_welcome(page)
else:
    draw_recent(page)
    st.subheader("Projects", anchor=False)
    home.draw_projects(page)
    st.subheader("Agents", anchor=False)
    home.draw_agents(page)
