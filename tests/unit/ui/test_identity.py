"""Own Postgres mode: who Streamlit's OIDC says is here, and what of it is believed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Network
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime.context import StreamlitHeaders
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from lunara.errors import InvalidInput, LunaraError, NotPermitted, Unavailable
from lunara.settings import Settings, load_settings
from lunara.ui import identity
from lunara.ui.sign_in import form, oidc
from lunara.ui.sign_in.visits import mark_of
from lunara.workspace import breaker
from lunara.workspace.records import Principal, Visit, Vouched

NOW = int(time.time())
CLAIMS = {
    "sub": "42", "iss": "https://id.example", "aud": "lunara", "iat": NOW - 60, "exp": NOW + 3540, "nonce": "n",
    "email": "ana@x.example", "email_verified": True, "name": "Ana", "provider": "default",
}  # fmt: skip
AUTH: dict[str, Any] = {
    "cookie_secret": "0123456789" * 4,
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "client_id": "lunara",
    "client_secret": "s",
    "server_metadata_url": "https://id.example/.well-known/openid-configuration",
}
NAMED = {name: AUTH[name] for name in ("client_id", "client_secret", "server_metadata_url")}
ANA = Principal("u", "o", "ana@x.example", "Ana", "viewer")


class User:
    def __init__(self, logged_in: bool, claims: dict[str, Any]) -> None:
        self.is_logged_in, self._claims = logged_in, claims

    def to_dict(self) -> dict[str, Any]:
        return self._claims


@pytest.fixture
def settings() -> Settings:
    return load_settings({"LUNARA_DATABASE_URL": "postgresql://db.invalid/lunara", "LUNARA_HOME": "/tmp"})


@pytest.fixture(autouse=True)
def browser_of_a_session_that_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    in_browser(monkeypatch, "signed")
    monkeypatch.setattr(identity, "STANDING", Standing())


def come(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, user: User, auth: dict[str, Any] = AUTH, answer: object = ANA
) -> tuple[Principal | None, list[Vouched]]:
    asked: list[Vouched] = []

    def who(_: Settings, sign_in: Vouched) -> Principal | None:
        asked.append(sign_in)
        if isinstance(answer, LunaraError):
            raise answer
        return answer  # type: ignore[return-value]

    monkeypatch.setattr(identity.st, "user", user)
    monkeypatch.setattr(identity.st, "secrets", {"auth": auth} if auth else {})
    monkeypatch.setattr(identity, "principal_vouched_for", who)
    return identity.current_principal(settings), asked


def test_a_signed_in_person_is_found_by_issuer_and_subject(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    principal, (asked,) = come(monkeypatch, settings, User(True, CLAIMS))
    assert principal == ANA
    assert (asked.issuer, asked.subject, asked.email, asked.name) == (
        "https://id.example",
        "42",
        "ana@x.example",
        "Ana",
    )
    assert asked.at == CLAIMS["iat"] and asked.seal not in repr(asked) and asked.seal != "n"


@pytest.mark.parametrize("vouches", [False, True])
@pytest.mark.parametrize("verified", [False, None, "true", 1, True])
def test_an_address_counts_when_it_was_verified(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, verified: object, vouches: bool
) -> None:
    auth = {**AUTH, "emails_are_verified": vouches}
    claims = {**CLAIMS, "email_verified": verified}
    _, (asked,) = come(monkeypatch, settings, User(True, claims), auth)
    assert asked.email == ("ana@x.example" if verified is True or (verified is None and vouches) else "")


@pytest.mark.parametrize(
    "user",
    [
        User(False, CLAIMS),
        *(User(True, {key: value for key, value in CLAIMS.items() if key != gone})
          for gone in ("sub", "iss", "aud", "iat", "nonce", "provider")),
        User(True, {**CLAIMS, "aud": "another"}),
        User(True, {**CLAIMS, "aud": "another", "azp": "lunara"}),
        User(True, {**CLAIMS, "aud": ["another", "third"]}),
        User(True, {**CLAIMS, "provider": "gone"}),
        User(True, {**CLAIMS, "iat": "yesterday"}),
        User(True, {**CLAIMS, "iat": NOW - 12 * 3600}),
    ],
)  # fmt: skip
def test_a_stranger_is_nobody(monkeypatch: pytest.MonkeyPatch, settings: Settings, user: User) -> None:
    assert come(monkeypatch, settings, user) == (None, [])


def test_several_audiences_may_be_named(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    principal, _ = come(monkeypatch, settings, User(True, {**CLAIMS, "aud": ["another", "lunara"]}))
    assert principal == ANA


def test_each_sign_in_has_a_seal_of_its_own(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    seals = set()
    for changed in (
        {},
        {"nonce": "m"},
        {"iat": NOW - 59},
        {"sub": "43"},
        {"iss": "https://other.example"},
    ):
        _, (asked,) = come(monkeypatch, settings, User(True, {**CLAIMS, **changed}))
        seals.add(asked.seal)
    assert len(seals) == 5
    _, (again,) = come(monkeypatch, settings, User(True, {**CLAIMS, "name": "Anna"}))
    assert again.seal in seals


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (NotPermitted("This account is disabled.", code="disabled"), "disabled"),
        (InvalidInput("Belongs to another.", code="duplicate"), "duplicate"),
    ],
)
def test_who_is_not_let_in_is_a_stranger_who_is_told_why(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, answer: LunaraError, said: str
) -> None:
    assert come(monkeypatch, settings, User(True, CLAIMS), answer=answer)[0] is None
    why = identity.why_nobody(settings)
    assert why is not None and why.code == said
    come(monkeypatch, settings, User(True, CLAIMS))
    assert identity.why_nobody(settings) is None


def test_a_workspace_that_is_away_signs_nobody_out(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    with pytest.raises(Unavailable):
        come(monkeypatch, settings, User(True, CLAIMS), answer=Unavailable("Away."))


def test_the_providers_are_those_of_the_secrets(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    auth = {**AUTH, "azure": NAMED, "okta": {**NAMED, "client_id": "other", "emails_are_verified": True}}
    monkeypatch.setattr(oidc.st, "secrets", {"auth": auth})
    assert [(one.name, one.label, one.client_id, one.vouches) for one in oidc.providers(settings)] == [
        ("default", "", "lunara", False), ("azure", "Microsoft", "lunara", False), ("okta", "Okta", "other", True),
    ]  # fmt: skip
    only = {key: value for key, value in auth.items() if key not in NAMED}
    monkeypatch.setattr(oidc.st, "secrets", {"auth": only})
    assert [one.name for one in oidc.providers(settings)] == ["azure", "okta"]


@pytest.mark.parametrize(
    ("auth", "said"),
    [
        ({}, "not set up"),
        ({**AUTH, "cookie_secret": "xxx"}, "cookie_secret of 32"),
        ({key: value for key, value in AUTH.items() if key != "cookie_secret"}, "cookie_secret"),
        ({**AUTH, "redirect_uri": "http://localhost:8501/callback"}, "ends in /oauth2callback"),
        ({**AUTH, "redirect_uri": "/oauth2callback"}, "redirect_uri"),
        ({**AUTH, "client_secret": ""}, "no client_secret"),
        ({**AUTH, "server_metadata_url": "http://id.example/x"}, "without https"),
        ({"cookie_secret": AUTH["cookie_secret"], "redirect_uri": AUTH["redirect_uri"]}, "no provider"),
        ({**AUTH, "okta": {"client_id": "x", "client_secret": "y"}}, r"no server_metadata_url in \[auth.okta\]"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_secrets_is_said_and_lets_nobody_in(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, auth: dict[str, Any], said: str
) -> None:
    assert come(monkeypatch, settings, User(True, CLAIMS), auth) == (None, [])
    with pytest.raises(InvalidInput, match=said):
        oidc.providers(settings)
    why = identity.why_nobody(settings)
    assert why is not None and "0123456789" not in str(why)


def test_under_a_path_the_way_back_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    under = load_settings(
        {"LUNARA_DATABASE_URL": "postgresql://x/y", "LUNARA_PUBLIC_URL": "https://bi.example/teams/lunara"}
    )
    monkeypatch.setattr(oidc.st, "secrets", {"auth": AUTH})
    with pytest.raises(InvalidInput, match="/teams/lunara/oauth2callback"):
        oidc.providers(under)
    right = {**AUTH, "redirect_uri": "https://bi.example/teams/lunara/oauth2callback"}
    monkeypatch.setattr(oidc.st, "secrets", {"auth": right})
    with pytest.raises(InvalidInput, match="does not know the path") as caught:
        oidc.providers(under)
    assert "STREAMLIT_SERVER_BASE_URL_PATH to teams/lunara" in caught.value.hint
    monkeypatch.setattr(oidc, "served_under", lambda: "/teams/lunara")
    assert len(oidc.providers(under)) == 1


def signed(secret: str = AUTH["cookie_secret"], **claims: object) -> dict[str, str]:
    """The cookies that Streamlit gives to somebody of whom the provider says this."""
    said = {"is_logged_in": True, "origin": "http://localhost:8501", **CLAIMS, **claims}
    return cookies_from(
        {"_streamlit_user": json.dumps(said)}, lambda name, text: create_signed_value(secret, name, text).decode()
    )


def cookies_from(parts: dict[str, str], sign: Callable[[str, str], str]) -> dict[str, str]:
    return {name: sign(name, text) for name, text in parts.items()}


def test_a_request_s_seal_is_that_of_what_was_vouched_for(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(oidc.st, "secrets", {"auth": AUTH})
    vouched = oidc.vouched_in(settings, CLAIMS)
    assert vouched is not None and identity.seal_of(settings, signed()) == vouched.seal
    for added in ("_streamlit_user_1", "_streamlit_user_99", "_streamlit_user__1", "_streamlit_user_tokens", "other"):
        assert identity.seal_of(settings, {**signed(), added: "x"}) == vouched.seal, added
    assert identity.seal_of(settings, signed(nonce="m")) not in (None, vouched.seal)
    for nobody in (
        {}, {"_streamlit_user": ""}, {"_streamlit_user": json.dumps(CLAIMS)}, {"_streamlit_user_tokens": "t"},
        signed("another secret of 32 characters!"), signed(is_logged_in=False), signed(iat=NOW - 12 * 3600),
        {"_streamlit_user_1": signed()["_streamlit_user"]},
    ):  # fmt: skip
        assert identity.seal_of(settings, nobody) is None


def test_a_long_cookie_is_read_whole(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Streamlit splits it: the first part says no more than how many there are."""
    monkeypatch.setattr(oidc.st, "secrets", {"auth": AUTH})
    said = json.dumps({"is_logged_in": True, **CLAIMS})
    parts = {"_streamlit_user": "chunks-2", "_streamlit_user_1": said[:40], "_streamlit_user_2": said[40:]}
    cookies = cookies_from(parts, lambda name, text: create_signed_value(AUTH["cookie_secret"], name, text).decode())
    assert identity.seal_of(settings, cookies) == identity.seal_of(settings, signed())
    assert identity.seal_of(settings, {**cookies, "_streamlit_user_3": "x"}) == identity.seal_of(settings, signed())
    assert identity.seal_of(settings, {**cookies, "_streamlit_user_2": "x"}) is None


def test_rows_and_files_end_with_the_sign_in(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """They come without a run of the page: the workspace is asked, and not the cookie alone."""
    come(monkeypatch, settings, User(True, CLAIMS))
    vouched = oidc.vouched_in(settings, CLAIMS)
    assert vouched is not None
    monkeypatch.setattr(identity, "STANDING", Standing())
    assert identity.stands(settings, signed()) and not identity.stands(settings, {})
    monkeypatch.setattr(identity, "STANDING", Standing(mark_of(vouched.seal)))
    assert not identity.stands(settings, {**signed(), "_streamlit_user_99": "x"})
    monkeypatch.setattr(identity, "STANDING", Standing())
    for answer in (NotPermitted("Ended.", code="signed_out"), Unavailable("Away.")):
        come(monkeypatch, settings, User(False, CLAIMS), answer=answer)
        monkeypatch.setattr(identity, "principal_vouched_for", raising(answer))
        assert not identity.stands(settings, signed())


def raising(error: LunaraError) -> Callable[..., Principal]:
    def fails(*_: object) -> Principal:
        raise error

    return fails


def test_nothing_that_is_kept_names_the_database_with_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings({"LUNARA_DATABASE_URL": "postgresql://u:hunter2@db.invalid/lunara", "LUNARA_HOME": "/tmp"})
    kept: list[str] = []
    monkeypatch.setattr(identity.last_seen, "keep_person", lambda name, _: kept.append(name))
    in_browser(monkeypatch, "signed")
    monkeypatch.setattr(identity, "STANDING", Standing())
    come(monkeypatch, settings, User(True, CLAIMS))
    breaker.breaker_of(settings)
    assert kept and not any("hunter2" in name for name in (*kept, *breaker._breakers))


# a session that was ended: Streamlit's own cookie goes on being valid, and is not believed any more


class Standing:
    """Which sessions stand; keeps whom it was asked of and from where."""

    def __init__(self, *ended: str) -> None:
        self.ended, self.asked, self.forgotten = ended, [], []  # type: ignore[var-annotated]

    def holds(
        self,
        settings: Settings,
        principal: Principal,
        mark: str,
        visit: Callable[[], Visit],
        *,
        begun: float | None = None,
    ) -> bool:
        assert begun is not None
        self.asked.append((principal.user_id, mark, visit()))
        return mark not in self.ended

    def forget(self, user_id: str) -> None:
        self.forgotten.append(user_id)


def in_browser(monkeypatch: pytest.MonkeyPatch, cookie: str, **headers: str) -> None:
    told = StreamlitHeaders([(name.replace("_", "-"), value) for name, value in headers.items()])
    context = SimpleNamespace(cookies={"_streamlit_user": cookie}, headers=told, ip_address="10.0.0.9")
    monkeypatch.setattr(identity.st, "context", context)


def test_a_session_is_written_down_with_where_it_came_from(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    standing = Standing()
    monkeypatch.setattr(identity, "STANDING", standing)
    behind = replace(settings, trusted_proxies=(IPv4Network("10.0.0.0/24"),))
    in_browser(
        monkeypatch, "signed", X_Forwarded_For="203.0.113.7", User_Agent="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"
    )
    principal, _ = come(monkeypatch, behind, User(True, CLAIMS))
    assert principal is not None
    mark = identity.current_mark(behind)
    assert standing.asked == [("u", mark, Visit("Firefox", "Windows", "203.0.113.x"))]
    assert mark is not None and mark != identity.oidc.vouched_in(behind, CLAIMS).seal  # type: ignore[union-attr]
    identity.st.context.cookies["_streamlit_user_99"] = "x"
    assert identity.current_mark(behind) == mark, "what a browser adds makes no other session of it"


@pytest.mark.parametrize(
    ("forwarded", "trusted", "place"),
    [("", "", "Lunara’s own machine"), ("203.0.113.7", "127.0.0.0/8", "203.0.113.x"), ("203.0.113.7", "", "")],
)
def test_a_proxy_on_the_same_machine_is_no_place(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, *, forwarded: str, trusted: str, place: str
) -> None:
    """Streamlit says None for its own machine, where the proxy stands."""
    standing = Standing()
    monkeypatch.setattr(identity, "STANDING", standing)
    in_browser(monkeypatch, "signed", **({"X_Forwarded_For": forwarded} if forwarded else {}))
    monkeypatch.setattr(identity.st.context, "ip_address", None)
    behind = replace(settings, trusted_proxies=(IPv4Network(trusted),) if trusted else ())
    come(monkeypatch, behind, User(True, CLAIMS))
    ((_, _, seen),) = standing.asked
    assert seen.place == place


def test_a_session_that_was_ended_is_a_stranger_s(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    in_browser(monkeypatch, "signed")
    come(monkeypatch, settings, User(True, CLAIMS), answer=NotPermitted("No.", code="disabled"))
    mark = identity.current_mark(settings)
    assert mark is not None
    monkeypatch.setattr(identity, "STANDING", Standing(mark))
    assert come(monkeypatch, settings, User(True, CLAIMS))[0] is None
    in_browser(monkeypatch, "changed")
    assert come(monkeypatch, settings, User(True, CLAIMS))[0] is None
    assert come(monkeypatch, settings, User(True, {**CLAIMS, "nonce": "a new sign-in"}))[0] is not None


@pytest.mark.parametrize("everywhere", [False, True])
@pytest.mark.parametrize("away", [False, True])
def test_leaving_streamlits_own_sign_in(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, everywhere: bool, away: bool
) -> None:
    standing, done = Standing(), []  # type: ignore[var-annotated]

    class Workspace:
        def end_sign_ins(self, mark: str | None = None) -> None:
            if away:
                raise Unavailable("The workspace cannot be reached right now.")
            done.append(mark)

    in_browser(monkeypatch, "signed")
    for module in (identity, form):
        monkeypatch.setattr(module, "STANDING", standing)
    come(monkeypatch, settings, User(True, CLAIMS))
    monkeypatch.setattr(form, "open_store", lambda settings, principal: Workspace())
    monkeypatch.setattr(form.st, "logout", lambda: done.append("out"))
    if away and everywhere:
        with pytest.raises(Unavailable):
            form._leave(settings, everywhere=True)
        assert done == [], "whoever asks for it is not told that it was done"
        return
    form._leave(settings, everywhere=everywhere)
    ended = [] if away else [None if everywhere else identity.current_mark(settings)]
    assert done == [*ended, "out"] and standing.forgotten == ["u"]
