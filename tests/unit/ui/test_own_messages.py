"""Files and parts of tables go to the person whose page offers them, for as long as the sign-in is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lunara.settings import Settings, load_settings
from lunara.ui.own_messages import Files, OwnMessages
from lunara.ui.sign_in import supabase_auth
from lunara.ui.sign_in.book import session_book
from lunara.ui.sign_in.sessions import COOKIE, Tokens

ANA, BEN, FILE = "a" * 32, "b" * 32, "c" * 32


async def media(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"rows of {request.path_params['name']}")


async def page(websocket: WebSocket) -> None:
    """Sends the address of a file for each rerun, and rows for anything beside it."""
    await websocket.accept(subprotocol="streamlit")
    while True:
        try:
            asked = BackMsg.FromString(await websocket.receive_bytes())
        except WebSocketDisconnect:
            return
        told = ForwardMsg()
        if asked.WhichOneof("type") == "backend_operation_request":
            told.backend_operation_response.deferred_file.url = f"/media/{ANA}.zip"
        else:
            told.delta.new_element.download_button.url = f"/media/{FILE}.csv"
            told.delta.new_element.download_button.deferred_file_id = "button"
            told.delta.new_element.download_button.label = f"/media/{BEN}.csv"
        await websocket.send_bytes(told.SerializeToString())


@pytest.fixture
def settings() -> Settings:
    return load_settings({"SUPABASE_URL": "http://own.invalid", "SUPABASE_KEY": "k", "LUNARA_HOME": "/tmp"})


@pytest.fixture
def client(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(supabase_auth, "still_stands", lambda *_: True)
    app = Starlette(
        routes=[
            Route("/media/{name:path}", media),
            Route("/static/media/{name}", media),
            WebSocketRoute("/_stcore/stream", page),
        ],
        middleware=[Middleware(OwnMessages, settings=settings)],
    )
    with TestClient(app) as opened:
        yield opened


def signed_in(settings: Settings, name: str) -> str:
    return session_book(settings).begin(Tokens(f"access-{name}", f"refresh-{name}", 1e12, name))


def rerun() -> bytes:
    ask = BackMsg()
    ask.rerun_script.query_string = ""
    return ask.SerializeToString()


def operation(button: str = "button") -> bytes:
    ask = BackMsg()
    ask.backend_operation_request.deferred_file.file_id = button
    return ask.SerializeToString()


def got(client: TestClient, word: str | None, path: str) -> int:
    client.cookies.clear()
    if word is not None:
        client.cookies.set(COOKIE, word)
    return client.get(path).status_code


def test_a_file_is_for_whom_its_address_was_sent_to(client: TestClient, settings: Settings) -> None:
    ana, ben = signed_in(settings, "ana"), signed_in(settings, "ben")
    client.cookies.set(COOKIE, ana)
    assert client.get(f"/media/{FILE}.csv").status_code == 404
    with client.websocket_connect("/_stcore/stream") as tab:
        tab.send_bytes(rerun())
        tab.receive_bytes()
        assert got(client, ana, f"/media/{FILE}.csv") == 200
        for word in (ben, None, "nonsense"):
            assert got(client, word, f"/media/{FILE}.csv") == 404
        for path in (f"/media/{FILE}.csv/..", f"/media/x/media/{FILE}.csv", f"/media/{FILE}.x.csv", "/media/"):
            assert got(client, ana, path) == 404
        # an address in a text, which somebody may have written there, gives nothing
        assert got(client, ana, f"/media/{BEN}.csv") == 404
        tab.send_bytes(operation())
        tab.receive_bytes()
        assert got(client, ana, f"/media/{ANA}.zip") == 200
        session_book(settings).end(ana)
        tab.send_bytes(rerun())
        tab.receive_bytes()
        for word in (ana, ben, None):  # nor does what a run still says make it everybody's
            assert got(client, word, f"/media/{FILE}.csv") == 404
    assert got(client, None, "/static/media/icons.woff2") == 200


@pytest.mark.parametrize("how", ["signed out here", "signed out elsewhere"])
def test_a_tab_whose_sign_in_ended_gets_reruns_alone(
    client: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    ana = signed_in(settings, "ana")
    client.cookies.set(COOKIE, ana)
    with client.websocket_connect("/_stcore/stream") as tab:
        tab.send_bytes(rerun())
        tab.receive_bytes()
        tab.send_bytes(operation())
        assert ANA.encode() in tab.receive_bytes()
        if how == "signed out here":
            session_book(settings).end(ana)
        else:
            monkeypatch.setattr(supabase_auth, "still_stands", lambda *_: False)
        tab.send_bytes(rerun())  # the page's script asks who is there by itself
        tab.receive_bytes()
        tab.send_bytes(operation())
        with pytest.raises(WebSocketDisconnect) as closed:
            tab.receive_bytes()
        assert closed.value.code == 1008


def test_a_stranger_gets_what_strangers_were_sent_and_nothing_beside_a_rerun(client: TestClient) -> None:
    with client.websocket_connect("/_stcore/stream") as tab:
        tab.send_bytes(rerun())
        tab.receive_bytes()
        assert got(client, None, f"/media/{FILE}.csv") == 200  # the icon of the sign-in page
        tab.send_bytes(operation())
        with pytest.raises(WebSocketDisconnect):
            tab.receive_bytes()


def test_a_button_of_another_tab_makes_no_file(client: TestClient, settings: Settings) -> None:
    ana, ben = signed_in(settings, "ana"), signed_in(settings, "ben")
    client.cookies.set(COOKIE, ana)
    with client.websocket_connect("/_stcore/stream") as tab:
        tab.send_bytes(rerun())
        tab.receive_bytes()
    client.cookies.clear()
    client.cookies.set(COOKIE, ben)
    with client.websocket_connect("/_stcore/stream") as tab:
        tab.send_bytes(operation())
        with pytest.raises(WebSocketDisconnect):
            tab.receive_bytes()


def test_what_is_no_message_is_left_to_streamlit(client: TestClient, settings: Settings) -> None:
    client.cookies.set(COOKIE, signed_in(settings, "ana"))
    with pytest.raises(Exception, match="parsing"), client.websocket_connect("/_stcore/stream") as tab:
        tab.send_bytes(b"\xff\xff")
        tab.receive_bytes()


def test_only_so_many_addresses_are_remembered() -> None:
    files = Files(most=2)
    for name in ("one", "two", "three"):
        files.sent(name, "ana")
    assert [files.may(name, "ana") for name in ("one", "two", "three")] == [False, True, True]
