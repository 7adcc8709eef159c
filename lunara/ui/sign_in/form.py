"""The sign-in page and the sign-out button. The password goes from the browser to `/api/auth/login` and nowhere else."""

from __future__ import annotations

import streamlit as st

from lunara.ui.identity import current_settings
from lunara.ui.navigation import ROOT

_FORM_HTML = """
<form id="sign-in" novalidate>
  <label for="email">E-mail address</label>
  <input id="email" name="email" type="email" autocomplete="username" required>
  <label for="password">Password</label>
  <input id="password" name="password" type="password" autocomplete="current-password" required>
  <p role="alert" aria-live="polite"></p>
  <button type="submit">Sign in</button>
</form>
"""

_FORM_CSS = """
form { display: flex; flex-direction: column; gap: 0.375rem; font-family: var(--st-font); color: var(--st-text-color); }
label { font-size: 0.875rem; margin-top: 0.5rem; }
input { font: inherit; padding: 0.55rem 0.75rem; border: 1px solid var(--st-border-color); color: inherit;
  border-radius: var(--st-base-radius); background: var(--st-secondary-background-color); }
input:focus-visible, button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
button { font: inherit; font-weight: 500; margin-top: 0.75rem; padding: 0.6rem 1rem; border: 0; cursor: pointer;
  border-radius: var(--st-button-radius); background: var(--st-primary-color); color: #fff; }
button:disabled { opacity: 0.6; cursor: default; }
p { min-height: 1.25rem; margin: 0.25rem 0 0; font-size: 0.875rem; color: var(--st-red-text-color, #B3261E); }
"""

_FORM_JS = """
export default function ({ parentElement }) {
  const form = parentElement.querySelector("form");
  const says = form.querySelector("p");
  const button = form.querySelector("button");
  form.onsubmit = async (event) => {
    event.preventDefault();
    says.textContent = "";
    button.disabled = true;
    try {
      const answer = await fetch("/api/auth/login", {
        method: "POST",
        credentials: "same-origin",
        headers: { "content-type": "application/json", "x-lunara": "1" },
        body: JSON.stringify({ email: form.email.value, password: form.password.value }),
      });
      if (answer.ok) { window.location.reload(); return; }
      const told = await answer.json();
      says.textContent = told.error || "Sign-in did not work. Try again.";
      form.password.value = "";
      form.password.focus();
    } catch {
      says.textContent = "The server cannot be reached. Check your connection and try again.";
    }
    button.disabled = false;
  };
}
"""

_OUT_HTML = '<button type="button">Sign out</button>'

_OUT_CSS = """
button { font: inherit; font-size: 0.875rem; padding: 0.3rem 0.6rem; cursor: pointer; color: var(--st-text-color);
  font-family: var(--st-font); background: transparent; border: 1px solid var(--st-border-color);
  border-radius: var(--st-button-radius); }
button:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); }
"""

_OUT_JS = """
export default function ({ parentElement }) {
  parentElement.querySelector("button").onclick = async () => {
    await fetch("/api/auth/logout", {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json", "x-lunara": "1" },
      body: "{}",
    });
    window.location.assign("/");
  };
}
"""


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
        st.title("Sign in to Lunara", anchor=False)
        settings = current_settings()
        with st.container(border=True):
            if settings.mode == "supabase":
                st.components.v2.component("lunara_sign_in", html=_FORM_HTML, css=_FORM_CSS, js=_FORM_JS)(
                    key="sign_in_form"
                )
            else:
                _draw_provider()
        st.caption("Questions about your account? Ask the person who runs Lunara for your team.")


def _draw_provider() -> None:
    """Own Postgres: Streamlit's OIDC, configured under [auth] in secrets."""
    if not has_provider():
        st.error(
            "**Sign-in is not set up.**  \nThis workspace lives in its own Postgres and needs a provider: fill in [auth] in "
            ".streamlit/secrets.toml, as the README's deployment section shows.",
            icon=":material/key_off:",
        )
        return
    st.markdown("Use your organization's account.")
    st.button("Continue", type="primary", icon=":material/login:", on_click=st.login, width="stretch")


def has_provider() -> bool:
    """Whether Streamlit's OIDC is configured."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def draw_sign_out(mode: str) -> None:
    """The sign-out button of the sidebar; nothing where there is nobody to sign out."""
    if mode == "supabase":
        st.components.v2.component("lunara_sign_out", html=_OUT_HTML, css=_OUT_CSS, js=_OUT_JS)(key="sign_out")
    elif mode == "postgres":
        st.button("Sign out", key="sign_out", icon=":material/logout:", type="tertiary", on_click=st.logout)
