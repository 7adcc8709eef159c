"""On Settings: a person's own sign-ins, and the way out of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from lunara.ui.components.away import part
from lunara.ui.components.pager import page_of, pager
from lunara.ui.components.text import ago, count, plain
from lunara.ui.failure import explained
from lunara.ui.identity import current_mark, has_sign_in
from lunara.ui.page import PageContext
from lunara.ui.sign_in.activity import write_failures
from lunara.ui.sign_in.book import session_book
from lunara.ui.sign_in.form import draw_sign_out_everywhere
from lunara.ui.sign_in.visits import mark_of
from lunara.workspace.records import LastSignIn, SignIn, Visit
from lunara.workspace.table_base import PAGE

SHOWN = 6
MOST = 200
_WAYS = {
    "password": "With a password",
    "link": "With a link from a mail",
    "sign_up": "When the account was made",
    "oidc": "With your organization’s account",
}


def draw_activity(ctx: PageContext) -> None:
    """The sign-ins of 90 days, newest first; nothing in a local workspace, where nobody signs in."""
    if not has_sign_in(ctx.settings):
        return
    st.subheader("Sign-in activity", anchor=False)
    with explained(), part():
        _draw_all(ctx)


def _draw_all(ctx: PageContext) -> None:
    write_failures(ctx.store)
    here, open_ = current_mark(ctx.settings), _open_marks(ctx)
    found = ctx.store.list_sign_ins(limit=MOST)
    shown, more = page_of("sign_ins", lambda limit, offset: found[offset : offset + limit], size=SHOWN)
    with st.container(border=True, gap="small"):
        for one in shown:
            _draw(one, _state(one, here, open_), ctx.clock.timezone)
        if not found:
            st.caption("Nothing yet. What comes is kept for 90 days.")
        pager("sign_ins", more)
        draw_sign_out_everywhere(ctx.settings)
    st.caption(
        "Only you see this. Kept for 90 days. Admins of your organization see when you signed in last, not where."
    )


def last_there(known: Mapping[str, LastSignIn], user_id: str) -> str:
    """When a member signed in last, for admins; nothing where not all that there is may have come."""
    found = known.get(user_id)
    if found is not None:
        return f"signed in {ago(found.at)}"
    return "not signed in for 90 days" if len(known) < PAGE else ""


def _open_marks(ctx: PageContext) -> frozenset[str]:
    """The person's sessions that this server knows to be open; of Streamlit's own sign-in it knows none."""
    if ctx.settings.mode != "supabase":
        return frozenset()
    return frozenset(mark_of(seal) for seal in session_book(ctx.settings).seals(ctx.principal.user_id))


def _state(one: SignIn, here: str | None, open_: frozenset[str]) -> str:
    if one.mark is not None and one.mark == here:
        return ":green-badge[This one]"
    if one.ended_at is not None:
        return f":gray[signed out {ago(one.ended_at)}]"
    return ":gray[still signed in]" if one.mark in open_ else ""


def _draw(one: SignIn, state: str, timezone: str) -> None:
    when = _when(one.at, timezone)
    if one.way == "failed":
        tried = f"**{count(one.attempts, 'failed attempt')}**"
        line = f":orange[:material/warning:] {tried}" + ("" if one.attempts == 1 else ", the last of them:")
    else:
        way = f"With {plain(one.detail)}" if one.way == "provider" else _WAYS[one.way]
        line = f"**{way}** {state}"
    st.markdown(f"{line}  \n:gray[{plain(' · '.join(filter(None, (when, *_words(one.visit)))))}]")


def _words(visit: Visit) -> tuple[str, ...]:
    browser = visit.browser or "Another program"
    return (f"{browser} on {visit.system}" if visit.system else browser, visit.place)


def _when(moment: datetime, timezone: str) -> str:
    told, since = f"{moment.astimezone(ZoneInfo(timezone)):%-d %B %Y, %H:%M}", ago(moment)
    return told if since.startswith("on ") else f"{told} ({since})"
