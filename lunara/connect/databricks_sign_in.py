"""OAuth for machines: a service principal's id and secret are told to the workspace for a token that lasts an hour."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

from lunara.connect.bounded import SIGN_IN_BYTES, whole
from lunara.connect.databricks_line import led_pool
from lunara.connect.deadline import Deadline
from lunara.connect.servers import CONNECT_SECONDS
from lunara.connect.sockets import Sockets
from lunara.connect.warehouse import CancelToken
from lunara.errors import ConnectFailed

EARLY_SECONDS = 120.0


class ServicePrincipal:
    """Gives the driver its headers. Thread-safe; a token is asked for anew two minutes before it ends.

    Raises ConnectFailed where the workspace does not take the secret, or does not answer.
    """

    def __init__(self, host: str, port: int, address: Callable[[], str], client_id: str, secret: str) -> None:
        self._host, self._port, self._address = host, port, address
        self._id, self._secret = client_id, secret
        self._lock = threading.Lock()
        self._token, self._until = "", 0.0

    def auth_type(self) -> str:
        """What the driver asks of such an object."""
        return "oauth-m2m"

    def __call__(self) -> Callable[[], dict[str, str]]:
        """What the driver calls once; the result it calls for each request."""
        return lambda: {"Authorization": f"Bearer {self.token()}"}

    def token(self) -> str:
        """A token that still lasts."""
        with self._lock:
            if time.monotonic() >= self._until:
                answer = self._ask()
                self._token = str(answer["access_token"])
                lasts = float(answer.get("expires_in") or 3600)
                self._until = time.monotonic() + max(lasts - EARLY_SECONDS, 0)
            return self._token

    def _ask(self) -> dict[str, Any]:
        """What the workspace answers, within `CONNECT_SECONDS` in all, however slowly it speaks."""
        import urllib3

        sockets = Sockets()
        headers = urllib3.make_headers(basic_auth=f"{self._id}:{self._secret}")
        try:
            with (
                Deadline(CONNECT_SECONDS, CancelToken(), sockets.cut),
                led_pool(self._host, self._port, self._address(), sockets) as pool,
            ):
                answer = pool.request_encode_body(
                    "POST",
                    "/oidc/v1/token",
                    fields={"grant_type": "client_credentials", "scope": "all-apis"},
                    headers=headers,
                    encode_multipart=False,
                    timeout=CONNECT_SECONDS,
                    retries=False,
                    redirect=False,
                    preload_content=False,
                )
                said = whole(answer, self._host, SIGN_IN_BYTES)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise ConnectFailed(
                f"{self._host} did not answer when asked for a token.", "Try again in a moment.", code="no_answer"
            ) from error
        if answer.status in (400, 401, 403):
            raise ConnectFailed(
                f"{self._host} does not take the service principal's id and secret.",
                "Check both, and that the secret has not expired.",
                code="password_wrong",
            )
        try:
            found = json.loads(said)
        except ValueError:
            found = None
        if answer.status != 200 or not isinstance(found, dict) or "access_token" not in found:
            raise ConnectFailed(
                f"{self._host} gave no token (HTTP {answer.status}).",
                "Check that the host is a Databricks workspace.",
                code="not_let_in",
            )
        return found
