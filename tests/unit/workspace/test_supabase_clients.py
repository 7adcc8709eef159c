"""Clients of Supabase's API: one for each token, made without what all of them can share."""

from __future__ import annotations

import ssl
import threading
from typing import Any

import httpx
import pytest

from lunara.settings import Settings, load_settings
from lunara.ui.sign_in import supabase_auth
from lunara.workspace import supabase


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    supabase._clients.clear()
    supabase._certificates.cache_clear()
    return load_settings({"SUPABASE_URL": "http://one.invalid", "SUPABASE_KEY": "publishable", "LUNARA_HOME": "/tmp"})


def test_certificates_are_read_once_however_many_people_come(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading them takes 20 to 160 ms of the interpreter; fifty people who came at once waited for twice fifty.

    Each sign-in has a client of its own too.
    """
    read: list[int] = []
    made = ssl.create_default_context

    def counted(*given: Any, **named: Any) -> ssl.SSLContext:
        read.append(1)
        return made(*given, **named)

    monkeypatch.setattr(ssl, "create_default_context", counted)
    found: list[Any] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(supabase._client(settings, f"token-{n}").table("x")))
        for n in range(8)
    ]
    threads += [threading.Thread(target=lambda: found.append(supabase_auth._client(settings).auth)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 11 and len(read) <= 1


def test_no_request_carries_another_person_s_token(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, str]] = []

    def answer(_: Any, request: httpx.Request) -> httpx.Response:
        sent.append((request.url.params["select"], request.headers["authorization"]))
        return httpx.Response(200, json=[], headers={"set-cookie": f"who={request.headers['authorization'][-1]}"})

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", answer)
    clients = {name: supabase._client(settings, f"token-{name}") for name in ("a", "b", "c")}
    assert len({id(client.postgrest.session) for client in clients.values()}) == 3
    for _ in range(2):
        for name, client in clients.items():
            client.table("projects").select(name).execute()
            client.postgrest.session.cookies.clear()
    assert sent == [(name, f"Bearer token-{name}") for _ in range(2) for name in clients]
    assert supabase._client(settings, "token-a") is clients["a"]
