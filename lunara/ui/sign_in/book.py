"""The sessions of this process, and their cookie."""

from __future__ import annotations

from functools import cache

from starlette.requests import Request
from starlette.responses import Response

from lunara.settings import Settings
from lunara.ui.address import is_https, seen_under
from lunara.ui.sign_in import supabase_auth
from lunara.ui.sign_in.activity import How, write_after
from lunara.ui.sign_in.sessions import COOKIE, KEEP_SECONDS, SessionBook, Tokens, seal
from lunara.ui.sign_in.visits import mark_of


@cache
def session_book(settings: Settings) -> SessionBook:
    """This process's sessions."""

    def refresh(tokens: Tokens) -> Tokens | None:
        return supabase_auth.refresh(settings, tokens)

    return SessionBook(refresh)


def begin_session(settings: Settings, request: Request, answer: Response, tokens: Tokens, how: How) -> None:
    """Sign the browser in with this answer. Its cookie is a new one, and what it had before has ended: nobody can fix it."""
    book = session_book(settings)
    before = request.cookies.get(COOKIE)
    given_up = book.end(before)
    word = book.begin(tokens)
    set_cookie(settings, request, answer, COOKIE, word, seconds=KEEP_SECONDS)
    left = mark_of(seal(before)) if before and given_up is not None and given_up.user_id == tokens.user_id else ""
    write_after(settings, request, answer, tokens, mark=mark_of(seal(word)), how=how, left=left)


def set_cookie(settings: Settings, request: Request, answer: Response, name: str, word: str, *, seconds: float) -> None:
    """Give the browser a cookie that no script reads and that no other site's form carries along."""
    answer.set_cookie(
        name,
        word,
        max_age=int(seconds),
        path=seen_under(settings) or "/",
        httponly=True,
        samesite="lax",
        secure=is_https(settings, request),
    )


def drop_cookie(settings: Settings, request: Request, answer: Response, name: str) -> None:
    """Take a cookie back."""
    answer.delete_cookie(
        name, path=seen_under(settings) or "/", httponly=True, samesite="lax", secure=is_https(settings, request)
    )
