"""An OpenID provider of ours: discovery, sign-in page, tokens by code and PKCE, keys, a way out. Honest unless told otherwise.

Whoever comes to its sign-in page is `person`, at once. It takes only what it knows: its clients with their secrets, the addresses
they may send people back to, each code once with its verifier.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

Claims = dict[str, Any]
CLIENT, SECRET = "lunara", "the-secret-of-lunara"


@dataclass
class Provider:
    """`twist` changes what a token says before it is signed, `sign` signs in its place; both for a provider that lies."""

    issuer: str = ""
    person: Mapping[str, object] = field(default_factory=dict)
    redirect_uris: set[str] = field(default_factory=set)
    denies: bool = False
    has_way_out: bool = True
    twist: Callable[[Claims], Claims] = dict
    sign: Callable[[Provider, Claims], str] | None = None
    signed_in: int = 0
    signed_out: int = 0
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def honest(self) -> None:
        """From now on it tells the truth again."""
        self.twist, self.sign, self.denies = dict, None, False

    def metadata(self, _request: Request) -> Response:
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
        return JSONResponse({**told, "end_session_endpoint": f"{self.issuer}/out"} if self.has_way_out else told)

    def authorize(self, request: Request) -> Response:
        asked = request.query_params
        back = asked.get("redirect_uri", "")
        if asked.get("client_id") != CLIENT or back not in self.redirect_uris:
            return JSONResponse({"error": "unauthorized_client"}, 400)
        if self.denies:
            return RedirectResponse(f"{back}?{urlencode({'error': 'access_denied', 'state': asked['state']})}", 302)
        if asked.get("response_type") != "code" or "openid" not in asked.get("scope", "").split():
            return JSONResponse({"error": "invalid_request"}, 400)
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            return JSONResponse({"error": "invalid_request", "error_description": "PKCE is needed"}, 400)
        code = secrets.token_urlsafe(24)
        self.codes[code] = {"back": back, "challenge": asked["code_challenge"], "nonce": asked.get("nonce", "")}
        return RedirectResponse(f"{back}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def token(self, request: Request) -> Response:
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic" or base64.b64decode(given).decode() != f"{CLIENT}:{SECRET}":
            return JSONResponse({"error": "invalid_client"}, 401)
        form = await request.form()
        flow = self.codes.pop(str(form.get("code")), None)
        made = base64.urlsafe_b64encode(hashlib.sha256(str(form.get("code_verifier")).encode()).digest()).rstrip(b"=")
        if flow is None or made.decode() != flow["challenge"] or form.get("redirect_uri") != flow["back"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims: Claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 3600,
            "nonce": flow["nonce"],
            **self.person,
        }
        claims = self.twist(claims)
        signed = self.sign(self, claims) if self.sign else jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        self.signed_in += 1
        return JSONResponse(
            {"access_token": secrets.token_urlsafe(24), "token_type": "Bearer", "expires_in": 3600, "id_token": signed}
        )

    def keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    def out(self, request: Request) -> Response:
        self.signed_out += 1
        back = request.query_params.get("post_logout_redirect_uri", "")
        return RedirectResponse(back, 302) if back in self.redirect_uris else JSONResponse({}, 400)


def by_another_key(_provider: Provider, claims: Claims) -> str:
    """With the right key's name."""
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048, {"kid": "one"}))


def by_nobody(_provider: Provider, claims: Claims) -> str:
    """With `alg` none."""
    return f"{_part({'alg': 'none', 'kid': 'one'})}.{_part(claims)}."


def by_the_public_key(provider: Provider, claims: Claims) -> str:
    """With HMAC, whose secret is the key that everybody knows."""
    text = f"{_part({'alg': 'HS256', 'kid': 'one'})}.{_part(claims)}"
    made = hmac.new(provider.key.as_pem(private=False), text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


def _part(content: Claims) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


@contextmanager
def openid_provider() -> Iterator[Provider]:
    """One that listens on a port of its own."""
    provider = Provider()
    app = Starlette(
        routes=[
            Route("/.well-known/openid-configuration", provider.metadata),
            Route("/authorize", provider.authorize),
            Route("/token", provider.token, methods=["POST"]),
            Route("/keys", provider.keys),
            Route("/out", provider.out),
        ]
    )
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    provider.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(10)
