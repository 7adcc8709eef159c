"""Who is signed in, kept on the server: the browser holds a random word in a cookie, and never a token.

Sessions live in this process and end with it; people sign in again after a restart.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

COOKIE = "lunara_session"
KEEP_SECONDS = 30 * 86_400.0
REFRESH_BEFORE_SECONDS = 60.0
MOST = 10_000


@dataclass(frozen=True)
class Tokens:
    """What Supabase Auth gave: `expires_at` in seconds since 1970, and whose it is. Never shown, logged or sent to a browser."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: float
    user_id: str = ""


Refresh = Callable[[Tokens], Tokens | None]


@dataclass
class _Session:
    lock: threading.Lock
    tokens: Tokens
    used: float


class SessionBook:
    """Sessions by the hash of their cookie's word."""

    def __init__(self, refresh: Refresh, clock: Callable[[], float] = time.time, most: int = MOST) -> None:
        self._refresh, self._clock, self._most = refresh, clock, most
        self._lock = threading.Lock()
        self._sessions: OrderedDict[str, _Session] = OrderedDict()

    def begin(self, tokens: Tokens) -> str:
        """Keep `tokens`; returns the word for the cookie. It is always a new one, so nobody can fix it beforehand."""
        word = secrets.token_urlsafe(32)
        with self._lock:
            self._sessions[seal(word)] = _Session(threading.Lock(), tokens, self._clock())
            while len(self._sessions) > self._most:
                self._sessions.popitem(last=False)
        return word

    def tokens(self, word: str | None) -> Tokens | None:
        """The tokens behind a cookie, refreshed when they are about to expire; None for a stranger.

        However many tabs ask at once, one refresh is made. A refresh that Supabase Auth refuses ends the session.
        """
        if not word:
            return None
        name = seal(word)
        with self._lock:
            session = self._sessions.get(name)
            if session is None or self._clock() - session.used > KEEP_SECONDS:
                self._sessions.pop(name, None)
                return None
            session.used = self._clock()
            self._sessions.move_to_end(name)
        with session.lock:
            if session.tokens.expires_at - self._clock() < REFRESH_BEFORE_SECONDS:
                fresh = self._refresh(session.tokens)
                if fresh is None:
                    self.end(word)
                    return None
                session.tokens = fresh
            with self._lock:
                # A sign-out while the refresh was under way has the last word.
                return session.tokens if name in self._sessions else None

    def knows(self, word: str | None) -> bool:
        """Whether the cookie leads to a session; asks nobody and keeps nothing alive."""
        if not word:
            return False
        with self._lock:
            session = self._sessions.get(seal(word))
            return session is not None and self._clock() - session.used <= KEEP_SECONDS

    def seals(self, user_id: str) -> list[str]:
        """The person's sessions here; asks nobody and keeps nothing alive."""
        with self._lock:
            return [
                name
                for name, session in self._sessions.items()
                if user_id and session.tokens.user_id == user_id and self._clock() - session.used <= KEEP_SECONDS
            ]

    def end(self, word: str | None) -> Tokens | None:
        """Forget a session; returns its tokens so that they can be revoked."""
        if not word:
            return None
        with self._lock:
            session = self._sessions.pop(seal(word), None)
        return session.tokens if session is not None else None

    def end_all(self, user_id: str) -> None:
        """Forget every session of a person."""
        with self._lock:
            for name, session in list(self._sessions.items()):
                if user_id and session.tokens.user_id == user_id:
                    del self._sessions[name]


def seal(word: str) -> str:
    """What a session is known by here: a hash of its cookie's word."""
    return hashlib.sha256(word.encode()).hexdigest()
