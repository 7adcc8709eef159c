"""Settings: the organization, its people, the person and their sign-ins, the AI provider, this installation."""

import streamlit as st
from lunara.ui.components import (
    ai_account,
    budget_form,
    house,
    organization,
    organization_data,
    people,
    query_keeping,
    sealing,
    sign_in_activity,
)
from lunara.ui.components.away import part
from lunara.ui.page import open_page
from lunara.ui.sign_in.form import draw_account

page = open_page("Settings", project=False, wide=False)

# On top, and asked for last: forms are taken up first.
offers = st.container()
st.subheader("Organization", anchor=False)
organization.draw_organization(page)
with part():
    people.draw_people(page)
st.subheader("You", anchor=False)
organization.draw_person(page)
draw_account(page.settings, page.principal.email)
sign_in_activity.draw_activity(page)
st.subheader("Style of decks", anchor=False)
house.draw_house(page)
st.subheader("AI provider", anchor=False)
with part():
    ai_account.draw_ai_account(page)
with part():
    sealing.draw_sealing(page)
st.subheader("Budgets", anchor=False)
with part():
    budget_form.draw_budgets(page)
st.subheader("Query log", anchor=False)
with part():
    query_keeping.draw_keeping(page)
with part():
    organization_data.draw_organization_data(page)
st.subheader("This installation", anchor=False)
organization.draw_about(page)
with offers, part():
    people.draw_offers(page)
