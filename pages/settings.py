"""Settings: the organization, the person, the planner, this installation."""

import streamlit as st
from lunara.ui.components import organization
from lunara.ui.page import open_page

page = open_page("Settings", project=False, wide=False)

st.subheader("Organization", anchor=False)
organization.draw_organization(page)
st.subheader("You", anchor=False)
organization.draw_person(page)
st.subheader("Planner", anchor=False)
organization.draw_planner(page)
st.subheader("This installation", anchor=False)
organization.draw_about(page)
