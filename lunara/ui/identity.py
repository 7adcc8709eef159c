"""Who is signed in, and their store. Identity is verified on each run; nothing the browser says is believed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, cast

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from lunara.errors import InvalidInput, LunaraError, NotPermitted, Unavailable
from lunara.guard import allow_functions
from lunara.settings import Settings, load_settings
from lunara.ui import cache, last_seen, patience, state
from lunara.ui.address import LOOPBACK
from lunara.ui.interrupted import set_aside
from lunara.ui.sign_in import oidc, supabase_auth
from lunara.ui.sign_in.activity import STANDING
from lunara.ui.sign_in.book import session_book
from lunara.ui.sign_in.sessions import COOKIE
from lunara.ui.sign_in.visits import mark_of, visit_from
from lunara.workspace.breaker import within
from lunara.workspace.outage import trouble_of
from lunara.workspace.records import Principal, Visit, Vouched
from lunara.workspace.store import Store, local_principal, open_store, principal_for_token, principal_vouched_for

LOCAL_OWNER_SECONDS = 30.0
START_SECONDS = 120.0  # of the embedded server, on first sight
_NOBODY = frozenset({"signed_out", "disabled", "duplicate"})

_asking = ThreadPoolExecutor(16, thread_name_prefix="lunara-standing")


def listens_on_loopback() -> bool:
    """Whether the server's address keeps other machines out."""
    return str(st.get_option("server.address") or "") in LOOPBACK


def open_to_others(settings: Settings) -> bool:
    """Whether a workspace without sign-in can be reached from other machines: whoever does is its owner."""
    return not settings.is_shared and not listens_on_loopback()


def has_sign_in(settings: Settings) -> bool:
    """Whether there are several people here: a local workspace has its owner alone."""
    return settings.is_shared


def current_settings() -> Settings:
    """The process's settings, from the environment and Streamlit's secrets file, which hold from now on."""
    try:
        secrets = {name: str(value) for name, value in st.secrets.items() if isinstance(value, str | int | float)}
    except StreamlitSecretNotFoundError:
        secrets = {}
    settings = load_settings(secrets=secrets)
    allow_functions(settings.allowed_functions)
    return settings


def current_principal(settings: Settings) -> Principal | None:
    """The person of this run, or None for a stranger.

    Embedded mode: the local owner. Supabase mode: the owner of the server-side session that the cookie names, its token
    verified (signature, audience, issuer, expiry), which Supabase Auth has neither ended nor its account disabled. Own
    Postgres: the person whom Streamlit's OIDC signed in, for as long as that holds.
    """
    if not settings.is_shared:
        key = cache.Key("local", "owner", fingerprint=str(settings.home))
        home = f"local {settings.home}"
        return cache.remember(
            key, lambda: _as_known(home, lambda: local_principal(settings), START_SECONDS), ttl=LOCAL_OWNER_SECONDS
        )
    if settings.mode == "supabase":
        return _session_principal(settings, st.context.cookies.get(COOKIE))
    return _oidc_principal(settings)


def _session_principal(settings: Settings, word: str | None) -> Principal | None:
    tokens = session_book(settings).tokens(word)
    if tokens is None:
        return None
    # A token holds until it expires: whether the account still does is asked at the same time as for the profile.
    stands = _asking.submit(supabase_auth.still_stands, settings, tokens)
    sign_in = f"session {hashlib.sha256(str(word).encode()).hexdigest()}"
    try:
        principal = _as_known(sign_in, lambda: principal_for_token(settings, tokens.access_token))
        if stands.result():
            # Of the last hour's token, where the workspace could not be asked anew.
            return replace(principal, access_token=tokens.access_token)
    except NotPermitted as error:
        if error.code != "signed_out" and stands.result():
            raise
    last_seen.forget_person(sign_in)
    session_book(settings).end(word)
    return None


def _as_known(sign_in: str, find: Callable[[], Principal], most: float = patience.CALL_SECONDS) -> Principal:
    """Who `find` finds behind a sign-in that holds; while the workspace does not answer, who was found there last."""
    known = last_seen.person_of(sign_in)
    seconds = most if known is None else patience.KNOWN_SECONDS
    in_run = state.this_run() is not None
    try:
        if in_run:
            found = patience.read(find, seconds)
        else:
            with within(seconds):
                found = find()
    except Unavailable as error:
        if trouble_of(error) is None or known is None:
            raise
        if in_run:
            patience.run_clock().met = True
        return known
    last_seen.keep_person(sign_in, found)
    return found


def present_principal(settings: Settings) -> Principal | None:
    """The person of this run as it has found them already, else `current_principal`."""
    run, known = state.this_run(), state.session().confirmed
    if run is not None and known is not None and known[0] is run:
        return known[1]
    return current_principal(settings)


def seal_of(settings: Settings, cookies: Mapping[str, str]) -> str | None:
    """What ties a request to the person of a page: the same for both as long as the same sign-in is behind them.

    None for a stranger. In embedded mode everybody is the local owner.
    """
    if not settings.is_shared:
        return "local"
    if settings.mode == "supabase":
        word = cookies.get(COOKIE)
        return hashlib.sha256(word.encode()).hexdigest() if word and session_book(settings).knows(word) else None
    vouched = _vouched_by(settings, cookies)
    return vouched.seal if vouched is not None else None


def _vouched_by(settings: Settings, cookies: Mapping[str, str]) -> Vouched | None:
    try:
        return oidc.vouched_by(settings, cookies)
    except InvalidInput:
        return None  # the sign-in page says what is wrong


def stands(settings: Settings, cookies: Mapping[str, str]) -> bool:
    """Whether the sign-in behind these cookies is still there: for what a page offers without another run of its script."""
    if not settings.is_shared:
        return True
    if settings.mode != "supabase":
        return _oidc_stands(settings, cookies)
    try:
        tokens = session_book(settings).tokens(cookies.get(COOKIE))
    except Unavailable:
        return False  # a run of the page says so
    return tokens is not None and supabase_auth.still_stands(settings, tokens)


def _oidc_stands(settings: Settings, cookies: Mapping[str, str]) -> bool:
    vouched = _vouched_by(settings, cookies)
    if vouched is None:
        return False
    try:
        with within(patience.KNOWN_SECONDS):
            principal = principal_vouched_for(settings, vouched)
            return STANDING.holds(settings, principal, mark_of(vouched.seal), Visit, begun=vouched.at)
    except (InvalidInput, NotPermitted) as error:
        if error.code not in _NOBODY:
            raise
        return False
    except Unavailable:
        return False  # a run of the page says so


def current_seal(settings: Settings) -> str | None:
    """The `seal_of` of this run."""
    return seal_of(settings, st.context.cookies)


def _oidc_principal(settings: Settings) -> Principal | None:
    try:
        vouched = oidc.vouched_for(settings)
    except InvalidInput:
        return None  # the sign-in page says what is wrong
    if vouched is None:
        return None
    workspace = json.dumps([settings.database_url, vouched.seal])
    sign_in = f"oidc {hashlib.sha256(workspace.encode()).hexdigest()}"
    try:
        principal = _as_known(sign_in, lambda: principal_vouched_for(settings, vouched))
    except (InvalidInput, NotPermitted) as error:
        if error.code not in _NOBODY:
            raise
        last_seen.forget_person(sign_in)
        return None
    return principal if _stands(settings, principal, vouched) else None


def why_nobody(settings: Settings) -> LunaraError | None:
    """Own Postgres: why somebody whom a provider has vouched for is not let in; None when there is nothing to be said."""
    try:
        vouched = oidc.vouched_for(settings)
        if vouched is not None:
            patience.read(lambda: principal_vouched_for(settings, vouched), patience.KNOWN_SECONDS)
    except (InvalidInput, NotPermitted) as error:
        if error.code == "signed_out":
            return None
        return error
    except Unavailable:
        return None  # which the page says by itself
    return None


def _stands(settings: Settings, principal: Principal, vouched: Vouched) -> bool:
    """Whether this session of Streamlit's own sign-in has not been ended; else, with no answer, as last known."""
    mark = mark_of(vouched.seal)
    try:
        with within(patience.KNOWN_SECONDS):
            return STANDING.holds(settings, principal, mark, lambda: _visit(settings), begun=vouched.at)
    except Unavailable as error:
        if trouble_of(error) is None or not STANDING.held(principal.user_id, mark):
            raise
        return True


def current_mark(settings: Settings) -> str | None:
    """What is written down of the session of this run, to know it again; None for a stranger."""
    if settings.mode == "postgres":
        # Of what was vouched for, which nobody changes: a browser may add to its cookies what it likes.
        try:
            vouched = oidc.vouched_for(settings)
        except InvalidInput:
            return None
        return mark_of(vouched.seal) if vouched is not None else None
    seal = current_seal(settings)
    return mark_of(seal) if seal is not None and settings.is_shared else None


def _visit(settings: Settings) -> Visit:
    told = st.context.headers
    peer = st.context.ip_address or "127.0.0.1"  # Streamlit does not name its own machine, where a proxy may stand
    return visit_from(told.get("User-Agent") or "", peer, told.get_all("X-Forwarded-For"), settings.trusted_proxies)


def confirmed(principal: Principal) -> None:
    """Say that in this run this person was found to be here, so that their store need not ask again."""
    run = state.this_run()
    if run is not None:
        state.session().confirmed = (run, principal)


def require_present(settings: Settings, principal: Principal) -> Principal:
    """This person as they are signed in now; runs the page again when it is somebody else, nobody, or another role.

    A click's callback runs before the shell has asked who is there, with what the page drew for whoever was there then. Asked
    once a run; outside of a run (a background job, which was started by somebody who was there) never.
    """
    run = state.this_run()
    if run is None:
        return principal
    known = state.session().confirmed
    if known is not None and known[0] is run and _same(known[1], principal):
        return known[1]
    now = current_principal(settings)
    if now is None:
        set_aside()  # before the run that was to do something with what was typed comes to its end
    if now is None or not _same(now, principal):
        st.rerun(scope="app")
        raise AssertionError("rerun does not return")
    confirmed(now)
    return now


def _same(one: Principal, other: Principal) -> bool:
    """The same person in the same place; their token is a new one every hour."""
    return (one.user_id, one.organization_id, one.role) == (other.user_id, other.organization_id, other.role)


def store_for(settings: Settings, principal: Principal) -> Store:
    """The workspace as this person sees it, for as long as they are here: each run that uses it asks once."""
    return cast(Store, _PresentStore(settings, open_store(settings, principal)))


def exact(store: Store) -> Store:
    """The same store for what must be as the workspace has it now: it never answers with what was seen last."""
    return (
        cast(Store, _PresentStore(store._settings, store._store, exact=True))
        if isinstance(store, _PresentStore)
        else store
    )


class _PresentStore:
    """A store that asks `require_present` before each call, and goes on with the person's fresh token.

    Where the workspace does not answer, what is read is what this person saw last (`lunara.ui.patience`), unless `exact`.
    """

    def __init__(self, settings: Settings, store: Store, *, exact: bool = False) -> None:
        self._settings, self._store, self._exact = settings, store, exact

    def __getattr__(self, name: str) -> Any:
        if name == "principal":
            return self._store.principal
        now = require_present(self._settings, self._store.principal)
        if now.access_token != self._store.principal.access_token:
            self._store = open_store(self._settings, now)
        found = getattr(self._store, name)
        if self._exact or not callable(found):
            return found
        return lambda *args, **kwargs: patience.ask(now, name, found, args, kwargs)
