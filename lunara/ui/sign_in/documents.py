"""The few pages that are not Streamlit's: where a mail's link leads. Plain HTML without scripts; all text is escaped."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import quote

from starlette.responses import HTMLResponse

from lunara.charts.palette import DARK, LIGHT, Theme

# No script, nothing from elsewhere, and no frame around a button that signs in.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}

_LETTERS = {
    "latin": "U+0000-00FF, U+2000-206F, U+20AC, U+2122",
    "latin-ext": "U+0100-02BA, U+1E00-1E9F",
}

_TEXTS = {
    "signup": ("Confirm your e-mail address", "You are about to finish making your account.", "Confirm and sign in"),
    "email": ("Confirm your e-mail address", "You are about to sign in to Lunara.", "Confirm and sign in"),
    "magiclink": ("Sign in to Lunara", "You have asked for a link that signs you in.", "Sign in"),
    "recovery": ("Choose a new password", "It replaces the old one, and you are signed out everywhere else.", "Save"),
    "invite": ("Choose a password", "It is for your new account.", "Save and sign in"),
    "email_change": ("Confirm your e-mail address", "You are about to change the address of your account.", "Confirm"),
}


def landing(
    home: str, action: str, token: str, kind: str, *, problem: str, password: bool, status: int, here: bool
) -> HTMLResponse:
    """The page with the button that uses a link; with a field for a new password where one is to be chosen.

    `home` is the path of the app's first page. `here`: somebody is signed in in this browser.
    """
    heading, words, button = _TEXTS[kind]
    # For programs that keep passwords a field without a name of the account is enough: the page does not know it yet.
    field = (
        '<label for="password">New password</label>'
        '<input id="password" name="password" type="password" autocomplete="new-password" required autofocus'
        + (' aria-invalid="true" aria-describedby="problem">' if problem else ">")
        if password
        else ""
    )
    alert = f'<p class="problem" id="problem" role="alert">{escape(problem)}</p>' if problem else ""
    doubt = "" if password else '<p class="small">If you have not asked for this, close the page: nothing happens.</p>'
    # A link that a stranger has sent would put what is done next into the stranger's account.
    signed_in = (
        "<p>You are signed in here already. This signs you in with the account that the link is for.</p>"
        if here and kind in ("signup", "email", "magiclink")
        else ""
    )
    body = (
        f"<p>{escape(words)}</p>{signed_in}"
        f'<form method="post" action="{escape(action)}"><input type="hidden" name="form" value="{escape(token)}">'
        f'{field}{alert}<button type="submit">{escape(button)}</button></form>{doubt}'
    )
    return _document(home, heading, body, status)


def notice(home: str, status: int, heading: str, words: str) -> HTMLResponse:
    """A page that says how it stands, with the way to the app."""
    body = f'<p>{escape(words)}</p><p><a class="button" href="{escape(home)}">Go to Lunara</a></p>'
    return _document(home, heading, body, status)


def _document(home: str, heading: str, body: str, status: int) -> HTMLResponse:
    title = escape(heading)
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} · Lunara</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        '<meta name="color-scheme" content="light dark">'
        f'<link rel="icon" href="data:image/svg+xml,{quote(_static("favicon.svg"))}">'
        f"<style>{_faces(home)} {_style()}</style></head>"
        f"<body><main>{_static('logo.svg')}<h1>{title}</h1>{body}</main></body></html>",
        status,
        headers=HEADERS,
    )


@cache
def _static(name: str) -> str:
    return (Path(__file__).resolve().parents[1] / "static" / name).read_text(encoding="utf-8")


def _faces(home: str) -> str:
    """The letters of the app's pages, from where it serves them."""
    return " ".join(
        f'@font-face {{ font-family: Inter; src: url("{escape(home)}app/static/fonts/inter-{part}-wght-normal.woff2") '
        f'format("woff2"); font-weight: 100 900; font-display: swap; unicode-range: {letters}; }}'
        for part, letters in _LETTERS.items()
    )


@cache
def _style() -> str:
    sheet = (Path(__file__).parent / "documents.css").read_text(encoding="utf-8")
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{ {_colours(DARK)} }} }}"
    return f":root {{ {_colours(LIGHT)} }} {dark} {sheet}"


def _colours(theme: Theme) -> str:
    # The button's own colour in the dark is that of .streamlit/config.toml, on which white can be read.
    button = "#5F6ADB" if theme.dark else theme.accent
    return (
        f"--back: {theme.background}; --card: {theme.surface}; --text: {theme.text}; --quiet: {theme.muted}; "
        f"--line: {theme.grid}; --accent: {theme.accent}; --button: {button}; --bad: {theme.bad};"
    )
