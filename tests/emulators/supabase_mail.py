"""What the shared stand-in of Supabase Auth lacks: mails with their links, confirmation, new passwords and addresses, disabled
accounts, sign-out everywhere. Written from what Supabase Auth answers (its `verify`, `recover`, `signup` and `user` handlers).

Mails go to `mails`; each user is also a row of auth.users, so that the workspace's triggers run as on Supabase.
"""

from __future__ import annotations

import io
import json
import time
import uuid
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import psycopg

LEAST = 8
FIRST_OF_TWO = "Confirmation link accepted. Please proceed to confirm link sent to the other email"


@dataclass(frozen=True)
class Mail:
    """A mail that was sent: `link` is that of Supabase's own templates, `hash` what Lunara's templates put into theirs."""

    to: str
    kind: str
    hash: str
    link: str

    def direct(self, app: str) -> str:
        """The link of Lunara's templates (supabase/templates)."""
        return f"{app}/api/auth/confirm?token_hash={self.hash}&type={self.kind}"


@dataclass
class Waiting:
    """What a link will do: `challenge` is that of the browser that asked, if it did."""

    user: dict[str, Any]
    challenge: str
    email: str = ""


def auth_with_mail(stub: ModuleType, admin: psycopg.Connection[Any]) -> Any:
    """The stand-in with all of the above, not started yet."""

    class Auth(stub.GoTrue):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            self.issued: list[str] = []
            self.mails: list[Mail] = []
            self.waiting: dict[tuple[str, str], Waiting] = {}
            self.sessions: dict[str, set[str]] = {}
            self.half: set[str] = set()
            self.signup_open = True
            self.mail_seconds = 0.0
            self.most_often = 0.0
            self.last_mail: dict[str, float] = {}
            self.person = "ana@lunara.dev"
            self.provider_error = ""
            super().__init__()
            self.users.clear()
            self.httpd.RequestHandlerClass.disable_nagle_algorithm = True

        def session(self, u: dict[str, Any], sid: str | None = None) -> dict[str, Any]:
            sid = sid or str(uuid.uuid4())
            self.sessions.setdefault(u["id"], set()).add(sid)
            made: dict[str, Any] = super().session(u, sid)
            self.issued += [made["access_token"], made["refresh_token"]]
            return made

        def fail(self, h: Any, status: int, code: str, message: str, **more: Any) -> None:
            self.out(h, status, {"code": code, "error_code": code, "msg": message, **more})

        def handle(self, h: Any, m: str) -> None:
            url = urlsplit(h.path)
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            raw = h.rfile.read(int(h.headers.get("content-length") or 0))
            body = json.loads(raw) if raw else {}
            path = url.path.replace("/auth/v1", "")
            answer = getattr(self, f"{m.lower()}_{path.strip('/').replace('/', '_')}", None)
            if answer is not None and answer(h, query, body) is not NotImplemented:
                return
            kept, h.rfile = h.rfile, io.BytesIO(raw)
            try:
                super().handle(h, m)
            finally:
                h.rfile = kept

        # --- asking

        def post_signup(self, h: Any, query: dict[str, str], body: dict[str, Any]) -> None:
            if not self.signup_open:
                return self.fail(h, 422, "signup_disabled", "Signups not allowed for this instance")
            if weak := self.weak(body["password"]):
                return self.fail(h, 422, "weak_password", weak, weak_password={"reasons": ["length"]})
            email = body["email"].lower()
            _, user = self.users.get(email, (None, None))
            if user is not None and user["email_confirmed_at"]:
                return self.out(h, 200, {**user, "id": str(uuid.uuid4()), "email_confirmed_at": None, "identities": []})
            if user is None:
                user = self.add(email, body["password"])
                user.update(email_confirmed_at=None, confirmed_at=None, user_metadata=body.get("data") or {})
                admin.execute(
                    "insert into auth.users (id, email, raw_user_meta_data, email_confirmed_at) values (%s, %s, %s, null)",
                    (user["id"], email, json.dumps(body.get("data") or {})),
                )
            if self.mail(h, user, "signup", query, body):
                self.out(h, 200, user)
            return None

        def post_otp(self, h: Any, query: dict[str, str], body: dict[str, Any]) -> None:
            _, user = self.users.get(body["email"].lower(), (None, None))
            if user is None:
                return self.fail(h, 422, "otp_disabled", "Signups not allowed for otp")
            if self.mail(h, user, "magiclink", query, body):
                self.out(h, 200, {})
            return None

        def post_recover(self, h: Any, query: dict[str, str], body: dict[str, Any]) -> None:
            _, user = self.users.get(body["email"].lower(), (None, None))
            if user is None or self.mail(h, user, "recovery", query, body):
                self.out(h, 200, {})

        def put_user(self, h: Any, query: dict[str, str], body: dict[str, Any]) -> None:
            bearer = self.bearer(h)
            if bearer is None:
                return self.fail(h, 403, "session_not_found", "Session from session_id claim in JWT does not exist")
            user, session = bearer
            if "password" in body:
                if weak := self.weak(body["password"]):
                    return self.fail(h, 422, "weak_password", weak, weak_password={"reasons": ["length"]})
                if self.users[user["email"]][0] == body["password"]:
                    return self.fail(h, 422, "same_password", "New password should be different from the old password.")
                self.users[user["email"]] = (body["password"], user)
                self.revoked |= self.sessions[user["id"]] - {session}
            if "email" in body and body["email"].lower() != user["email"]:
                email = body["email"].lower()
                if email in self.users:
                    return self.fail(
                        h, 422, "email_exists", "A user with this email address has already been registered"
                    )
                self.half.discard(user["id"])
                for to in (email, user["email"]):
                    if not self.mail(h, user, "email_change", query, body, to=to, email=email):
                        return None
            return self.out(h, 200, user)

        def mail(
            self, h: Any, user: dict[str, Any], kind: str, query: dict[str, str], body: dict[str, Any], *,
            to: str = "", email: str = "",
        ) -> bool:  # fmt: skip
            """Whether it was sent; else the answer has been given."""
            to = to or user["email"]
            if time.time() - self.last_mail.get(to, 0.0) < self.most_often:
                self.fail(
                    h,
                    429,
                    "over_email_send_rate_limit",
                    "For security purposes, you can only request this after 51 seconds.",
                )
                return False
            time.sleep(self.mail_seconds)
            self.last_mail[to] = time.time()
            challenge = body.get("code_challenge") or ""
            word = ("pkce_" if challenge else "") + uuid.uuid4().hex + uuid.uuid4().hex[:24]
            self.waiting[kind, word] = Waiting(user, challenge, email)
            back = urlencode({"token": word, "type": kind, "redirect_to": query.get("redirect_to", self.site)})
            self.mails.append(Mail(to, kind, word, f"{self.iss}/verify?{back}"))
            return True

        # --- coming back

        def post_verify(self, h: Any, query: dict[str, str], body: dict[str, Any]) -> None:
            done = self.used(body["type"], body["token_hash"])
            if done is None:
                return self.fail(h, 403, "otp_expired", "Email link is invalid or has expired")
            if done is FIRST_OF_TWO:
                return self.out(h, 200, {"msg": FIRST_OF_TWO, "code": "200"})
            return self.out(h, 200, self.session(done.user))

        def get_verify(self, h: Any, query: dict[str, str], body: dict[str, Any]) -> None:
            back = query["redirect_to"]
            done = self.used(query["type"], query["token"])
            if done is None:
                said = {
                    "error": "access_denied",
                    "error_code": "otp_expired",
                    "error_description": "Email link is invalid",
                }
                return self.go(h, f"{back.partition('?')[0]}?{urlencode(said)}#{urlencode(said)}")
            if done is FIRST_OF_TWO:
                return self.go(h, f"{back}&{urlencode({'message': FIRST_OF_TWO})}#message=x")
            code = str(uuid.uuid4())
            self.codes[code] = (done.challenge, done.user)
            return self.go(h, f"{back}&{urlencode({'code': code})}")

        def used(self, kind: str, word: str) -> Any:
            kinds = ("signup", "magiclink") if kind == "email" else (kind,)
            found = next((self.waiting.pop((one, word)) for one in kinds if (one, word) in self.waiting), None)
            if found is None:
                return None
            user = found.user
            if found.email:
                if user["id"] not in self.half:
                    self.half.add(user["id"])
                    return FIRST_OF_TWO
                self.users[found.email] = self.users.pop(user["email"])
                user["email"] = found.email
                admin.execute("update auth.users set email = %s where id = %s", (found.email, user["id"]))
            elif not user["email_confirmed_at"]:
                user["email_confirmed_at"] = user["confirmed_at"] = "2026-01-01T00:00:00Z"
                admin.execute("update auth.users set email_confirmed_at = now() where id = %s", (user["id"],))
            return found

        def get_authorize(self, h: Any, query: dict[str, str], body: dict[str, Any]) -> None:
            back = query.get("redirect_to", self.site)
            if self.provider_error:
                return self.go(h, f"{back}&{urlencode({'error': self.provider_error})}")
            code = str(uuid.uuid4())
            self.codes[code] = (query["code_challenge"], self.users[self.person][1])
            return self.go(h, f"{back}&{urlencode({'code': code})}")

        # --- sessions

        def post_token(self, h: Any, query: dict[str, str], body: dict[str, Any]) -> Any:
            if query.get("grant_type") == "refresh_token":
                user = self.refresh.get(body.get("refresh_token"), ({},))[0]
                return (
                    self.fail(h, 400, "user_banned", "User is banned") if user.get("banned_until") else NotImplemented
                )
            if query.get("grant_type") != "password":
                return NotImplemented
            password, user = self.users.get(str(body.get("email")).lower(), (None, {}))
            if password != body.get("password") or not password:
                return NotImplemented
            if user.get("banned_until"):
                return self.fail(h, 400, "user_banned", "User is banned")
            if not user["email_confirmed_at"]:
                return self.fail(h, 400, "email_not_confirmed", "Email not confirmed")
            return NotImplemented

        def get_user(self, h: Any, query: dict[str, str], body: dict[str, Any]) -> None:
            bearer = self.bearer(h)
            if bearer is None:
                return self.fail(h, 403, "session_not_found", "Session from session_id claim in JWT does not exist")
            return self.out(h, 200, bearer[0])

        def post_logout(self, h: Any, query: dict[str, str], body: dict[str, Any]) -> None:
            bearer = self.bearer(h)
            if bearer is None:
                return self.fail(h, 403, "session_not_found", "Session from session_id claim in JWT does not exist")
            user, session = bearer
            self.revoked |= {session} if query.get("scope") == "local" else self.sessions[user["id"]]
            return self.out(h, 204, {})

        def bearer(self, h: Any) -> tuple[dict[str, Any], str] | None:
            try:
                claims = self.claims((h.headers.get("authorization") or "").removeprefix("Bearer "))
            except Exception:
                return None
            user = next((user for _, user in self.users.values() if user["id"] == claims["sub"]), None)
            return None if user is None else (user, claims["session_id"])

        def weak(self, password: str) -> str:
            return "" if len(password) >= LEAST else f"Password should be at least {LEAST} characters."

        def go(self, h: Any, to: str) -> None:
            h.send_response(303)
            h.send_header("location", to)
            h.send_header("content-length", "0")
            h.end_headers()

    return Auth()
