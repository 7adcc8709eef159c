"""How an organization's decks look: its colours, mood and logo, for every deck that says no other."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lunara.build.art.brief import has_figures
from lunara.build.art.house import KEY, MOST_MOOD, House, house_json, house_logo, house_of
from lunara.charts.palette import THEMES
from lunara.errors import InvalidInput
from lunara.ui import state
from lunara.ui.components.logo_box import chosen_logo, logo_box
from lunara.ui.components.slide_art import colours_in
from lunara.ui.failure import explained
from lunara.ui.later import Later, save_or_keep
from lunara.ui.navigation import refresh
from lunara.ui.outbox import Change, Unchanged
from lunara.ui.page import PageContext

LOGO = "house-logo"


def draw_house(ctx: PageContext) -> None:
    """The form; read-only for those who may not change it."""
    house, fixed = house_of(ctx.organization.settings), not ctx.principal.may("owner")
    if not fixed:
        logo_box(ctx, LOGO)
    with st.form("house", border=True):
        names = list(THEMES)
        theme = st.selectbox(
            "Colours of text and ground",
            names,
            index=names.index(house.theme),
            format_func=lambda name: THEMES[name].label,
            disabled=fixed,
            help="Of painted decks; a drawn deck has its own theme.",
        )
        colours = st.text_input(
            "Your colours", " ".join(house.colours), max_chars=60, placeholder="#102A43 #E0701F", disabled=fixed,
            help="Up to four, each as # and six digits. The first leads; one that would not stand out is made darker or lighter.",
        )  # fmt: skip
        mood = st.text_input(
            "Mood of painted pictures", house.mood, max_chars=MOST_MOOD, placeholder="calm, modern, editorial, soft light",
            disabled=fixed, help="In words, without figures. It leaves for the provider that paints.",
        )  # fmt: skip
        if house.logo:
            st.image(house.logo, width=120)
        keep = st.checkbox("Show the logo", value=True, disabled=fixed) if house.logo else False
        sent = st.form_submit_button("Save style", type="primary", disabled=fixed)
    if fixed:
        st.caption("Owners change these.")
    if sent:
        with explained():
            if has_figures(mood):
                raise InvalidInput("The mood has figures in it.", "Say it in words.")
            made = House(theme, mood.strip(), colours_in(colours), house.logo if keep else b"")
            logo = chosen_logo(LOGO)
            if logo is not None:
                made = replace(made, logo=house_logo(logo))
            said = {"settings": {**ctx.organization.settings, KEY: house_json(made)}}
            seen = Unchanged("organization", (), ctx.organization, said)
            change = Change("organization", "The style of the organization", "update_organization", (), said, seen)
            if not isinstance(save_or_keep(ctx, change), Later):
                state.notify("Style saved.")
            refresh()
