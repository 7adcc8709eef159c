"""The organization's settings: its name and what "today", "this week" and "money" mean."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import available_timezones

import streamlit as st

from lunara import __version__
from lunara.charts.parts import MONTHS, WEEKDAYS
from lunara.errors import InvalidInput
from lunara.ui import state
from lunara.ui.components.text import plain
from lunara.ui.failure import explained
from lunara.ui.identity import open_to_others
from lunara.ui.later import Later, save_or_keep
from lunara.ui.navigation import refresh
from lunara.ui.outbox import Change, Unchanged
from lunara.ui.page import PageContext

NAME_LENGTH = 120
CURRENCIES: Mapping[str, str] = {
    "USD": "US dollar",
    "EUR": "Euro",
    "GBP": "Pound sterling",
    "JPY": "Japanese yen",
    "CHF": "Swiss franc",
    "CAD": "Canadian dollar",
    "AUD": "Australian dollar",
    "CNY": "Chinese yuan",
    "INR": "Indian rupee",
    "BRL": "Brazilian real",
    "MXN": "Mexican peso",
    "KRW": "South Korean won",
    "SEK": "Swedish krona",
    "NOK": "Norwegian krone",
    "DKK": "Danish krone",
    "PLN": "Polish złoty",
    "CZK": "Czech koruna",
    "TRY": "Turkish lira",
    "ZAR": "South African rand",
    "SGD": "Singapore dollar",
    "HKD": "Hong Kong dollar",
    "NZD": "New Zealand dollar",
    "AED": "UAE dirham",
    "ILS": "Israeli shekel",
}


def time_zones() -> list[str]:
    """Names of places and UTC, without the historic aliases."""
    regions = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return ["UTC", *sorted(name for name in available_timezones() if name.startswith(regions))]


def draw_organization(ctx: PageContext) -> None:
    """The form; read-only for those who may not change it."""
    chosen = ctx.organization.settings
    fixed = not ctx.principal.may("owner")
    zones, currencies = time_zones(), ["", *CURRENCIES]
    zone, currency = ctx.clock.timezone, ctx.currency
    if zone not in zones:
        zones.append(zone)
    if currency not in currencies:
        currencies.append(currency)
    with st.form("organization", border=True):
        name = st.text_input("Organization name", value=ctx.organization.name, max_chars=NAME_LENGTH, disabled=fixed)
        left, right = st.columns(2)
        timezone = left.selectbox(
            "Time zone",
            zones,
            index=zones.index(zone),
            disabled=fixed,
            help="Decides when “today” begins in questions.",
        )
        money = right.selectbox(
            "Currency",
            currencies,
            index=currencies.index(currency),
            format_func=lambda code: (
                f"{code} · {CURRENCIES[code]}" if code in CURRENCIES else code or "As each model says"
            ),
            disabled=fixed,
            help="Of the amounts in answers, dashboards, reports and slides whose model does not say their currency.",
        )
        week = left.selectbox("Week starts on", WEEKDAYS, index=ctx.clock.week_start % 7, disabled=fixed)
        fiscal = right.selectbox(
            "Fiscal year starts in", MONTHS, index=(ctx.clock.fiscal_month - 1) % 12, disabled=fixed
        )
        shared = st.toggle(
            "A language model may see values of the data",
            value=bool(chosen.get("values_allowed")),
            disabled=fixed,
            help="Off: a provider gets names and descriptions only. Lunara’s own planner never sends anything anywhere.",
        )
        twice = st.toggle(
            "Answers of the AI provider are checked by a second planner",
            value=bool(chosen.get("second_planner")),
            disabled=fixed,
            help="Lunara’s own planner reads each question as well. Where the answers differ both are shown, and you choose. "
            "An agent may say otherwise.",
        )
        behind = st.toggle(
            "This installation’s AI provider may stand in for your own",
            value=bool(chosen.get("installation_behind")),
            disabled=fixed,
            help="Where your organization has a key of its own and its provider does not answer. Off: questions go to nobody but "
            "the provider that you chose.",
        )
        sent = st.form_submit_button("Save changes", type="primary", disabled=fixed)
    if fixed:
        st.caption("Owners change these.")
    if sent:
        with explained():
            if not (name or "").strip():
                raise InvalidInput("The organization needs a name.", "Type one and save again.")
            said = {
                "name": (name or "").strip(),
                "settings": {
                    **chosen,
                    "timezone": timezone,
                    "currency": money,
                    "week_start": WEEKDAYS.index(str(week)),
                    "fiscal_month": MONTHS.index(str(fiscal)) + 1,
                    "values_allowed": shared,
                    "second_planner": twice,
                    "installation_behind": behind,
                },
            }
            seen = Unchanged("organization", (), ctx.organization, said)
            change = Change("organization", "The settings of the organization", "update_organization", (), said, seen)
            if not isinstance(save_or_keep(ctx, change), Later):
                state.notify("Settings saved.")
            refresh()


def draw_person(ctx: PageContext) -> None:
    """Who is signed in, and how."""
    person = ctx.principal
    how = {
        "embedded": "Local workspace: signed in automatically, "
        + ("by whoever reaches it." if open_to_others(ctx.settings) else "on this machine only."),
        "supabase": "Signed in with Supabase Auth.",
        "postgres": "Signed in with your organization's provider.",
    }[ctx.settings.mode]
    with st.container(border=True, gap="xsmall", key="address_of_me"):
        st.markdown(f"**{plain(person.full_name or person.email)}**")
        if person.email:
            st.text(person.email)
        st.caption(f"{person.role} of {plain(ctx.organization.name)}")
        st.caption(how)


def draw_about(ctx: PageContext) -> None:
    """Version, workspace (where it is, for admins), and the limits that statements run in."""
    settings = ctx.settings
    where = {"embedded": "Embedded Postgres", "supabase": "Supabase", "postgres": "Own Postgres"}[settings.mode]
    if ctx.principal.may("admin"):
        where += {
            "embedded": f" in {settings.home}",
            "supabase": f" at {settings.supabase_url}",
            "postgres": " (LUNARA_DATABASE_URL)",
        }[settings.mode]
    st.table(
        {
            "": ["Version", "Workspace", "Rows per result", "Time per statement", "Statements at once per data source"],
            "Value": [
                __version__,
                where,
                f"{settings.query_max_rows:,}",
                f"{settings.query_timeout_seconds:g} s",
                f"{settings.query_slots}",
            ],
        },
        hide_index=True,
        hide_header=True,
        border="horizontal",
    )
