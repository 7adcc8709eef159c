"""Whose token it is: signature, audience, issuer and expiry, and what happens when Supabase is away."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm

from lunara.errors import NotPermitted, Unavailable
from lunara.settings import load_settings
from lunara.workspace.embedded import EmbeddedServer
from lunara.workspace.records import Principal
from lunara.workspace.store import open_store, principal_for_token
from tests.contract.worlds import TOOLS, SupabaseWorld, supabase_world

pytestmark = pytest.mark.skipif(TOOLS is None, reason="needs the shared stand-ins")


@pytest.fixture(scope="module")
def world(postgres_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupabaseWorld]:
    with supabase_world(postgres_server, tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture
def principal(world: SupabaseWorld) -> Principal:
    return world.principal(f"{uuid4().hex[:8]}@example.test", "Ada")


def forged(world: SupabaseWorld, principal: Principal, key: Any = None, **changes: object) -> str:
    claims: dict[str, Any] = jwt.decode(principal.access_token, options={"verify_signature": False})
    claims.update(changes)
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, key or world.gotrue.key, algorithm="ES256", headers={"kid": world.gotrue.kid})


def test_a_token_names_its_bearer(world: SupabaseWorld, principal: Principal) -> None:
    again = principal_for_token(world.settings, principal.access_token)
    assert again == principal
    assert (again.full_name, again.role) == ("Ada", "owner")
    assert again.access_token not in repr(again)
    assert principal_for_token(world.settings, forged(world, principal)).user_id == principal.user_id


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": int(time.time()) - 60},
        {"exp": None},
        {"aud": "anon"},
        {"aud": None},
        {"iss": "https://evil.test/auth/v1"},
        {"iss": None},
        {"sub": None},
        {"exp": "soon"},
        {"nbf": int(time.time()) + 3600},  # not yet valid
        {"iat": int(time.time()) + 3600},
        {"aud": ["anon", "service_role"]},
        {"aud": "authenticated "},
        {"iss": "/auth/v1"},
    ],
)
def test_a_token_that_does_not_hold_is_a_sign_in_that_ended(
    world: SupabaseWorld, principal: Principal, changes: dict[str, object]
) -> None:
    with pytest.raises(NotPermitted) as caught:
        principal_for_token(world.settings, forged(world, principal, **changes))
    assert caught.value.code == "signed_out"


def test_a_token_of_another_key_or_algorithm_is_refused(world: SupabaseWorld, principal: Principal) -> None:
    other_key = ec.generate_private_key(ec.SECP256R1())
    claims = jwt.decode(principal.access_token, options={"verify_signature": False})
    kid = {"kid": world.gotrue.kid}
    for token in (
        forged(world, principal, other_key),
        jwt.encode(claims, "x" * 64, algorithm="HS256", headers=kid),
        jwt.encode(claims, "", algorithm="none", headers=kid),
        principal.access_token[:-4] + "AAAA",
        "nonsense",
        "",
    ):
        with pytest.raises(NotPermitted):
            principal_for_token(world.settings, token)


def test_no_key_or_algorithm_is_taken_from_the_token_itself(world: SupabaseWorld, principal: Principal) -> None:
    claims = jwt.decode(principal.access_token, options={"verify_signature": False})
    kid = world.gotrue.kid
    mine = ec.generate_private_key(ec.SECP256R1())
    own_jwk = json.loads(ECAlgorithm.to_jwk(mine.public_key()))
    public = world.gotrue.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = {"alg": "HS256", "typ": "JWT", "kid": kid}
    signed = ".".join(base64url(json.dumps(part).encode()) for part in (head, claims))
    for token in (
        # the public key, which everybody knows, as if it were a shared secret
        f"{signed}.{base64url(hmac.new(public, signed.encode(), 'sha256').digest())}",
        jwt.encode(claims, mine, algorithm="ES256", headers={"kid": kid, "jwk": own_jwk}),
        jwt.encode(claims, mine, algorithm="ES256", headers={"kid": kid, "jku": "http://evil.test/jwks.json"}),
        jwt.encode(claims, mine, algorithm="ES256", headers={"kid": "unknown"}),
        jwt.encode(claims, mine, algorithm="ES256", headers={"kid": "../../dev/null"}),
        jwt.encode(claims, mine, algorithm="ES256"),
        f"{principal.access_token.rpartition('.')[0]}.",
        f"{base64url(json.dumps({'alg': 'None', 'kid': kid}).encode())}.{principal.access_token.split('.')[1]}.",
    ):
        with pytest.raises(NotPermitted) as caught:
            principal_for_token(world.settings, token)
        assert caught.value.code == "signed_out"


def test_claims_that_were_changed_do_not_fit_their_signature(world: SupabaseWorld, principal: Principal) -> None:
    other = world.principal(f"{uuid4().hex[:8]}@example.test", "Bob")
    head, body, signature = principal.access_token.split(".")
    claims = jwt.decode(principal.access_token, options={"verify_signature": False})
    changed = base64url(json.dumps({**claims, "sub": other.user_id}).encode())
    assert principal_for_token(world.settings, f"{head}.{body}.{signature}") == principal
    with pytest.raises(NotPermitted):
        principal_for_token(world.settings, f"{head}.{changed}.{signature}")


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_a_person_without_a_profile_is_told_so(world: SupabaseWorld) -> None:
    user = world.gotrue.add(f"{uuid4().hex[:8]}@example.test", "x")
    with pytest.raises(NotPermitted, match="do not belong"):
        principal_for_token(world.settings, world.gotrue.session(user)["access_token"])


def test_a_token_that_expired_meanwhile_is_a_sign_in_that_ended(world: SupabaseWorld, principal: Principal) -> None:
    world.gotrue.expires = -60
    try:
        token = world.gotrue.session(world.gotrue.users[principal.email][1])["access_token"]
    finally:
        world.gotrue.expires = 3600
    stale = Principal(principal.user_id, principal.organization_id, "", "", "owner", token)
    with pytest.raises(NotPermitted) as caught:
        open_store(world.settings, stale).list_projects()
    assert caught.value.code == "signed_out"
    nobody = Principal(principal.user_id, principal.organization_id, "", "", "owner")
    with pytest.raises(NotPermitted):
        open_store(world.settings, nobody)


def test_a_claimed_role_gives_nothing(world: SupabaseWorld, principal: Principal) -> None:
    """A principal is what the app believes; the database goes by the token."""
    viewer = world.member(open_store(world.settings, principal), "viewer").principal
    lying = Principal(viewer.user_id, viewer.organization_id, viewer.email, "", "owner", viewer.access_token)
    with pytest.raises(NotPermitted):
        open_store(world.settings, lying).create_project("x")


def test_supabase_away_is_unavailable(principal: Principal, tmp_path: Path) -> None:
    away = load_settings({"SUPABASE_URL": "http://127.0.0.1:9", "SUPABASE_KEY": "k", "LUNARA_HOME": str(tmp_path)})
    with pytest.raises(Unavailable):
        open_store(away, principal).list_projects()
    with pytest.raises(Unavailable):
        principal_for_token(away, principal.access_token)
