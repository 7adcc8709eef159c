"""Sign-in of an own Postgres: a real server, a provider of our own, and tokens and cookies that somebody has forged."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import httpx
import jwt
import psycopg
import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from lunara.workspace.embedded import ADMIN, EmbeddedServer
from tests.benchmarks.live import XSRF, Visitor
from tests.browser import conftest as browser
from tests.browser.conftest import App, serve

CLIENT = "lunara-client"
COOKIE = "_streamlit_user"
Token = Callable[["Provider", dict[str, Any]], str]


class Provider:
    """An OpenID provider whose next id token is what the test says."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.other_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.token: Token = honest
        self.issuer = ""
        self.nonce = ""
        routes = [
            Route("/.well-known/openid-configuration", self._about),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/jwks", self._keys),
        ]
        self.web = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=0, log_level="error", lifespan="off"))

    def public_pem(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    async def _about(self, _: Request) -> Response:
        return JSONResponse({
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        })  # fmt: skip

    async def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        self.nonce = asked.get("nonce", "")
        told = urlencode({"code": "the-code", "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{told}", 302)

    async def _token(self, _: Request) -> Response:
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "person-1", "email": "ana@example.test", "email_verified": True,
            "name": "Ana", "iat": now, "exp": now + 600, "nonce": self.nonce,
        }  # fmt: skip
        token = {"access_token": "opaque-access", "token_type": "Bearer", "id_token": self.token(self, claims)}
        return JSONResponse(token)

    async def _keys(self, _: Request) -> Response:
        return JSONResponse(
            {"keys": [{**json.loads(RSAAlgorithm.to_jwk(self.key.public_key())), "kid": "one", "use": "sig"}]}
        )


def signed(provider: Provider, claims: dict[str, Any], key: Any = None, **head: Any) -> str:
    return jwt.encode(claims, key or provider.key, algorithm="RS256", headers={"kid": "one", **head})


def honest(provider: Provider, claims: dict[str, Any]) -> str:
    return signed(provider, claims)


def changed(**changes: Any) -> Token:
    """The token with these claims; None takes one away."""
    return lambda provider, claims: signed(
        provider, {name: value for name, value in {**claims, **changes}.items() if value is not None}
    )


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def by_public_key(provider: Provider, claims: dict[str, Any]) -> str:
    head = {"alg": "HS256", "typ": "JWT", "kid": "one"}
    body = ".".join(base64url(json.dumps(part).encode()) for part in (head, claims))
    return f"{body}.{base64url(hmac.new(provider.public_pem(), body.encode(), 'sha256').digest())}"


def own_key(provider: Provider, claims: dict[str, Any]) -> str:
    jwk = json.loads(RSAAlgorithm.to_jwk(provider.other_key.public_key()))
    return signed(provider, claims, provider.other_key, jwk=jwk, jku="https://evil.example/jwks")


PAST, FUTURE = int(time.time()) - 3600, int(time.time()) + 3600
FORGED: dict[str, Token] = {
    "alg none": lambda provider, claims: jwt.encode(claims, "", algorithm="none", headers={"kid": "one"}),
    "alg None, as it is spelled": lambda provider, claims: (
        base64url(json.dumps({"alg": "None", "kid": "one"}).encode()) + "." + signed(provider, claims).split(".")[1] + "."
    ),
    "the public key as a secret": by_public_key,
    "the client's secret": lambda provider, claims: jwt.encode(claims, "s" * 40, algorithm="HS256", headers={"kid": "one"}),
    "another key": lambda provider, claims: signed(provider, claims, provider.other_key),
    "a key that the token brings": own_key,
    "a key's name that is a path": lambda provider, claims: signed(provider, claims, provider.other_key, kid="../../dev/null"),
    "another audience": changed(aud="another-client"),
    "no audience": changed(aud=None),
    "another issuer": changed(iss="https://evil.example"),
    "expired": changed(exp=PAST),
    "without an end": changed(exp=None),
    "not yet valid": changed(nbf=FUTURE),
    "of another sign-in": changed(nonce="another"),
    "without a signature": lambda provider, claims: signed(provider, claims).rpartition(".")[0] + ".",
    "nonsense": lambda provider, claims: "nonsense",
}  # fmt: skip


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    made = Provider()
    thread = threading.Thread(target=made.web.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not made.web.started and time.monotonic() < deadline:
        time.sleep(0.01)
    made.issuer = f"http://127.0.0.1:{made.web.servers[0].sockets[0].getsockname()[1]}"
    yield made
    made.web.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def database(postgres_server: EmbeddedServer) -> Iterator[tuple[str, str]]:
    """An empty database of one's own: the app's address of it, and its owner's."""
    address = postgres_server.address()
    at = f"127.0.0.1:{address.port}/signing"
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute("create database signing")
        try:
            yield f"postgresql://signing_app:x@{at}", f"postgresql://{ADMIN}:{address.passwords[ADMIN]}@{at}"
        finally:
            admin.execute("drop database signing with (force)")
            admin.execute("drop role if exists signing_app")


@pytest.fixture(scope="module")
def app(provider: Provider, database: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    home = tmp_path_factory.mktemp("served")
    port = browser.free_port()
    secrets = home / "secrets.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "http://localhost:{port}/oauth2callback"\ncookie_secret = "{"c" * 40}"\n'
        f'client_id = "{CLIENT}"\nclient_secret = "{"s" * 40}"\n'
        f'server_metadata_url = "{provider.issuer}/.well-known/openid-configuration"\n'
    )
    environ = {
        "LUNARA_DATABASE_URL": database[0],
        "LUNARA_DATABASE_OWNER_URL": database[1],
        "LUNARA_SECRET_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "STREAMLIT_SECRETS_FILES": str(secrets),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(browser, "free_port", lambda: port)
        with serve(home, environ) as running:
            yield running


def texts(app: App, cookie: str = "") -> str:
    """All that the page says to somebody with these cookies."""
    heard: list[bytes] = []
    with Visitor(app.url, cookie=cookie, hear=lambda _, raw: heard.append(raw)) as page:
        page.rerun()
    return b"\n".join(heard).decode("utf-8", "replace")


def pressed(app: App, label: str, cookie: str = "", page: str = "") -> str:
    """Press that button of the page; where it leads."""
    found: dict[str, str] = {}

    def hear(message: ForwardMsg, _: bytes) -> None:
        button = message.delta.new_element.button
        if label in button.label:
            found["button"] = button.id
        if message.WhichOneof("type") == "auth_redirect":
            found["url"] = message.auth_redirect.url

    with Visitor(app.url, page, cookie=cookie, hear=hear) as tab:
        tab.rerun()
        tab.rerun(widgets=[WidgetState(id=found["button"], trigger_value=True)])
    return found["url"]


def redirect_of(app: App) -> str:
    """Where the sign-in page's button leads."""
    return pressed(app, "Continue")


def signed_in(app: App) -> httpx.Client:
    """A browser that has gone to the provider and come back, whatever it has been given."""
    client = httpx.Client(timeout=30)
    client.get(f"{app.url}/_stcore/health")  # its word against foreign sites
    url = urljoin(f"{app.url}/", redirect_of(app))
    for _ in range(6):
        answer = client.get(url)
        if answer.status_code not in (302, 303, 307):
            break
        url = urljoin(url, answer.headers["location"])
        if urlsplit(url).path in ("", "/"):
            break
    return client


def cookies_of(client: httpx.Client) -> str:
    return "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar)


def test_an_honest_token_signs_in(app: App, provider: Provider) -> None:
    provider.token = honest
    client = signed_in(app)
    assert COOKIE in client.cookies
    page = texts(app, cookies_of(client))
    assert "Ana" in page and "Welcome to Lunara" not in page


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_token_signs_nobody_in(app: App, provider: Provider, what: str) -> None:
    provider.token = FORGED[what]
    client = signed_in(app)
    assert COOKIE not in client.cookies
    assert "Welcome to Lunara" in texts(app, cookies_of(client))


def test_an_address_that_is_not_verified_is_nobody_s(app: App, provider: Provider, database: tuple[str, str]) -> None:
    """Somebody who says to be Ana at the provider, without proof, is somebody else here."""
    provider.token = honest
    assert "Ana" in texts(app, cookies_of(signed_in(app)))
    for number, said in enumerate((False, None, "true", 1)):
        provider.token = changed(sub=f"mallory-{number}", name=f"Mallory{number}", email_verified=said)
        page = texts(app, cookies_of(signed_in(app)))
        assert f"Mallory{number}" in page and "Welcome to Lunara" not in page
    with psycopg.connect(database[1]) as owner:
        people = owner.execute("select full_name, email, organization_id from public.profiles order by 1").fetchall()
    assert [(name, email) for name, email, _ in people] == [
        ("Ana", "ana@example.test"), *((f"Mallory{number}", "") for number in range(4)),
    ]  # fmt: skip
    assert len({organization for _, _, organization in people}) == 5


def test_a_cookie_that_was_written_or_changed_is_no_sign_in(app: App, provider: Provider) -> None:
    provider.token = honest
    client = signed_in(app)
    good = client.cookies[COOKIE]
    said = json.dumps(
        {"is_logged_in": True, "sub": "person-1", "iss": provider.issuer, "origin": app.url, "name": "Ana"}
    )
    assert "Welcome to Lunara" not in texts(app, f"{XSRF}={client.cookies[XSRF]}; {COOKIE}={good}")
    head, _, rest = good.strip('"').partition("|")
    for word in (
        said,
        base64url(said.encode()),
        jwt.encode(json.loads(said), "", algorithm="none"),
        jwt.encode(json.loads(said), "x" * 40, algorithm="HS256"),
        good[:-4] + "AAAA",
        f"{base64url(said.encode())}.{good.rpartition('.')[2]}",
        f"{head}|{rest[::-1]}",
    ):
        page = texts(app, f"{XSRF}={client.cookies[XSRF]}; {COOKIE}={word}")
        assert "Welcome to Lunara" in page and "Sign out" not in page


def test_who_signed_out_is_out_in_every_tab_and_their_cookie_is_worth_nothing(app: App, provider: Provider) -> None:
    provider.token = changed(sub="person-2", name="Berta", email="berta@example.test")
    client, other = signed_in(app), signed_in(app)
    cookie = cookies_of(client)
    heard: list[bytes] = []
    with Visitor(app.url, cookie=cookie, hear=lambda _, raw: heard.append(raw)) as tab:
        tab.rerun()
        assert any(b"Berta" in raw for raw in heard)
        client.get(urljoin(f"{app.url}/", pressed(app, "Sign out", cookie)))
        assert COOKIE not in client.cookies
        heard.clear()
        tab.rerun()
        assert not any(b"Berta" in raw for raw in heard) and any(b"Welcome to Lunara" in raw for raw in heard)
    for added in ("", "; _streamlit_user_99=x", "; _streamlit_user_1=x", "; _streamlit_user__1=x"):
        assert "Welcome to Lunara" in texts(app, cookie + added), added
    assert "Berta" in texts(app, cookies_of(other)), "another browser of theirs goes on"
    assert "Berta" in texts(app, cookies_of(signed_in(app))), "and they may come again"


def test_everywhere_ends_what_was_never_seen_here_too(app: App, provider: Provider) -> None:
    provider.token = changed(sub="person-3", name="Carla", email="carla@example.test", iat=int(time.time()) - 60)
    unseen, seen = signed_in(app), signed_in(app)
    assert "Carla" in texts(app, cookies_of(seen))
    pressed(app, "Sign out everywhere", cookies_of(seen), page="settings")
    for client in (seen, unseen):
        for added in ("", "; _streamlit_user_99=x"):
            assert "Welcome to Lunara" in texts(app, cookies_of(client) + added)
    provider.token = changed(sub="person-3", name="Carla", email="carla@example.test")
    assert "Carla" in texts(app, cookies_of(signed_in(app))), "and they may come again"


def test_a_sign_in_that_another_browser_began_is_not_finished_here(app: App, provider: Provider) -> None:
    """Login CSRF: the attacker's code and state lead to nothing in a browser that did not ask for them."""
    provider.token = honest
    theirs = httpx.Client(timeout=30)
    first = theirs.get(urljoin(f"{app.url}/", redirect_of(app)))
    back = theirs.get(first.headers["location"]).headers["location"]
    assert parse_qs(urlsplit(back).query)["code"] == ["the-code"]
    victim = httpx.Client(timeout=30)
    victim.get(back)
    assert COOKIE not in victim.cookies


def test_no_redirect_of_sign_in_leads_to_another_site(app: App) -> None:
    with httpx.Client(timeout=30) as client:
        for path in ("/auth/login", "/auth/logout", "/oauth2callback"):
            for name in ("next", "redirect", "redirect_uri", "provider", "state", "error", "origin"):
                for to in ("//evil.example", "https://evil.example", "/\\evil.example", "%2f%2fevil.example"):
                    answer = client.get(
                        f"{app.url}{path}", params={name: to}, headers={"X-Forwarded-Host": "evil.example"}
                    )
                    led = urlsplit(urljoin(f"{app.url}{path}", answer.headers.get("location", "/")))
                    assert led.netloc == urlsplit(app.url).netloc, (path, name, to)


def test_the_log_holds_no_token(app: App) -> None:
    log = app.log_text()
    for word in ("eyJ", "opaque-access", "the-code", "s" * 40, "c" * 40):
        assert word not in log, word
