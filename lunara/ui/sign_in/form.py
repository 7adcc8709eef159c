"""The sign-in page, the sign-out buttons, and a person's own account. Passwords go from the browser to `/api/auth/...` alone."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from lunara.errors import LunaraError
from lunara.settings import Settings
from lunara.ui import state
from lunara.ui.address import LOOPBACK, host_name, seen_under
from lunara.ui.failure import show_error
from lunara.ui.identity import current_mark, current_principal, current_settings, why_nobody
from lunara.ui.navigation import ROOT, query, set_query
from lunara.ui.sign_in import oidc
from lunara.ui.sign_in.activity import STANDING
from lunara.ui.sign_in.away import draw_sign_in_away
from lunara.ui.sign_in.form_token import form_token
from lunara.ui.sign_in.providers import provider_label
from lunara.ui.sign_in.way_back import FAILED
from lunara.workspace.store import open_store

_log = logging.getLogger("lunara.sign_in")

_HERE = Path(__file__).parent
_OUT_HTML = '<button type="button"></button>'
_OUT_CSS = """
button { font: inherit; font-size: 0.875rem; padding: 0.3rem 0.6rem; cursor: pointer; color: var(--st-text-color);
  font-family: var(--st-font); background: transparent; border: 1px solid var(--st-border-color);
  border-radius: var(--st-button-radius); }
button:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); }
"""
_ACCOUNT_HTML = """
<div class="account">
  <form novalidate>
    <label>New address<input name="email" type="email" autocomplete="email" maxlength="320" required></label>
    <button type="submit">Change e-mail address</button>
  </form>
  <button type="button">Choose a new password</button>
  <p class="says" role="status"></p>
</div>
"""


@dataclass
class _Failed:
    """Whether this tab has come back from a sign-in that did not work."""

    it_did: bool = False


@cache
def _part(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


@st.cache_resource(show_spinner=False)
def _component(name: str, html: str, css: str) -> Any:
    script = _part("asking.js") + _part(f"{name}.js")
    return st.components.v2.component(f"lunara_{name}", html=html, css=css, js=script)


def draw_sign_in() -> None:
    """The whole page for a stranger: nothing of any organization is on it."""
    st.set_page_config(
        page_title="Sign in · Lunara",
        page_icon=str(ROOT / "lunara" / "ui" / "static" / "favicon.svg"),
        layout="centered",
        initial_sidebar_state="collapsed",
    )
    _, middle, _ = st.columns([1, 3, 1])
    with middle:
        st.title("Welcome to Lunara", anchor=False)
        settings = current_settings()
        place = st.container()  # drawn last: it may have to be waited for
        with st.container(border=True):
            if settings.mode == "supabase":
                _draw_form(settings)
            else:
                _draw_providers(settings)
        st.caption("Questions about your account? Ask the person who runs Lunara for your team.")
        with place:
            draw_sign_in_away(settings)


def _draw_form(settings: Settings) -> None:
    leads_back = bool(settings.public_url) or host_name(st.context.headers.get("host") or "") in LOOPBACK
    _component("form", '<div class="sign-in"></div>', _part("form.css"))(
        key="sign_in_form",
        data={
            **_words_for_routes(settings),
            "mail": leads_back,
            "providers": [{"name": one, "label": provider_label(one)} for one in settings.sign_in_providers]
            if leads_back
            else [],
            "invitation": query("invitation"),
        },
    )


def _words_for_routes(settings: Settings) -> dict[str, str]:
    return {"base": seen_under(settings), "token": form_token(st.context.cookies)}


def _draw_providers(settings: Settings) -> None:
    """Own Postgres: Streamlit's OIDC, configured under [auth] in secrets."""
    refused = why_nobody(settings)
    if refused is not None:
        show_error(refused)
    if query(FAILED):
        set_query(**{FAILED: None})
        state.page_state(_Failed).it_did = True
    if refused is None and state.page_state(_Failed).it_did:
        st.warning(
            "**The sign-in did not work.**  \nTry again. If it stays so, ask the person who runs Lunara.",
            icon=":material/error:",
        )
    if refused is not None and refused.code == "no_sign_in":
        return
    st.markdown("Use your organization's account.")
    for number, one in enumerate(oidc.providers(settings)):
        st.button(
            f"Continue with {one.label}" if one.label else "Continue",
            key=f"provider_{one.name}",
            type="secondary" if number else "primary",
            icon=":material/login:",
            on_click=oidc.go_to,
            args=(settings, one),
            width="stretch",
        )


def draw_sign_out(settings: Settings) -> None:
    """The sign-out button of the sidebar; nothing where there is nobody to sign out."""
    if settings.mode == "supabase":
        _draw_out(settings, "Sign out", everywhere=False)
    elif settings.mode == "postgres":
        st.button(
            "Sign out", key="sign_out", icon=":material/logout:", type="tertiary", on_click=_leave, args=(settings,)
        )


def draw_sign_out_everywhere(settings: Settings) -> None:
    """The button that ends every session of this person."""
    if settings.mode == "supabase":
        _draw_out(settings, "Sign out everywhere", everywhere=True)
    elif settings.mode == "postgres":
        st.button(
            "Sign out everywhere",
            key="sign_out_everywhere",
            on_click=_leave,
            args=(settings,),
            kwargs={"everywhere": True},
        )


def _leave(settings: Settings, *, everywhere: bool = False) -> None:
    """Out of Streamlit's own sign-in, here or everywhere; raises what the workspace raises where other sessions would go on."""
    principal, mark = current_principal(settings), current_mark(settings)
    if principal is not None and mark is not None:
        try:
            open_store(settings, principal).end_sign_ins(None if everywhere else mark)
        except LunaraError:
            if everywhere:
                raise
            _log.warning("a sign-out could not be written down")
        STANDING.forget(principal.user_id)
    st.logout()


def draw_account(settings: Settings, email: str) -> None:
    """How this person signs in: a new address, a new password. Where Supabase Auth knows them alone."""
    if settings.mode != "supabase":
        return
    with st.container(border=True):
        _component("account", _ACCOUNT_HTML, _part("account.css"))(
            key="account", data={**_words_for_routes(settings), "email": email}
        )


def _draw_out(settings: Settings, label: str, *, everywhere: bool) -> None:
    _component("out", _OUT_HTML, _OUT_CSS)(
        key="sign_out_everywhere" if everywhere else "sign_out",
        data={**_words_for_routes(settings), "label": label, "everywhere": everywhere},
    )
