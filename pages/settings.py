"""Settings: the organization, its people, the person and their sign-ins, the AI provider, this installation."""

import streamlit as st
from lunara.ui.components import (
    ai_account,
    budget_form,
    organization,
    organization_data,
    people,
    query_keeping,
    sealing,
    sign_in_activity,
)
from lunara.ui.page import open_page
from lunara.ui.sign_in.form import draw_account

page = open_page("Settings", project=False, wide=False)

people.draw_offers(page)
st.subheader("Organization", anchor=False)
organization.draw_organization(page)
people.draw_people(page)
st.subheader("You", anchor=False)
organization.draw_person(page)
draw_account(page.settings, page.principal.email)
sign_in_activity.draw_activity(page)
st.subheader("AI provider", anchor=False)
ai_account.draw_ai_account(page)
sealing.draw_sealing(page)
st.subheader("Budgets", anchor=False)
budget_form.draw_budgets(page)
st.subheader("Query log", anchor=False)
query_keeping.draw_keeping(page)
organization_data.draw_organization_data(page)
st.subheader("This installation", anchor=False)
organization.draw_about(page)
