"""What Streamlit does beside the page's script, for the person alone whose page it is.

A rerun asks who is there (`lunara.ui.identity`). Two things pass it by: rows of a long table and files that are made when their
button is pressed come over a tab's socket without a run of the script, and `/media` hands a file to whoever names it.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterator

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lunara.settings import Settings
from lunara.ui.address import served_under
from lunara.ui.identity import seal_of, stands

MOST_FILES = 50_000
_MEDIA = "/media/"
_FILE = re.compile(r"(\w+)(?:\.\w+)?", re.ASCII)
_ENDED = 1008
_LARGE = 65_536  # bytes: a table or a chart, and no button


class Files:
    """To whom each file, made or to be made, was offered, by their seal; None stands for strangers, and so for everybody."""

    def __init__(self, most: int = MOST_FILES) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str | None], None] = OrderedDict()

    def sent(self, name: str, seal: str | None) -> None:
        """This file is offered to this person."""
        with self._lock:
            self._known[name, seal] = None
            self._known.move_to_end((name, seal))
            while len(self._known) > self._most:
                self._known.popitem(last=False)

    def may(self, name: str, seal: str | None) -> bool:
        """Whether this person was offered the file."""
        with self._lock:
            return (name, seal) in self._known or (name, None) in self._known


class OwnMessages:
    """Answers a socket nothing but reruns once the sign-in behind it has ended, and gives a file to whom it was offered."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings, self._files = app, settings, Files()
        self._media = served_under() + _MEDIA

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(self._media):
            name = _FILE.fullmatch(scope["path"].removeprefix(self._media))
            if name is not None and self._files.may(name[1], seal_of(self._settings, HTTPConnection(scope).cookies)):
                await self._app(scope, receive, send)
            else:
                await PlainTextResponse("There is no such file.", 404)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        cookies = HTTPConnection(scope).cookies
        seal = seal_of(self._settings, cookies)  # as it opens: who leaves meanwhile makes nothing public
        ended = False

        async def heard() -> Message:
            message = await receive()
            asked = _beside_the_script(message)
            if asked is None or (
                (not asked.deferred_file.file_id or self._files.may(asked.deferred_file.file_id, seal))
                and await run_in_threadpool(stands, self._settings, cookies)
            ):
                return message
            nonlocal ended
            ended = True  # the browser comes again with what it has by now, and its page says who is there
            await send({"type": "websocket.close", "code": _ENDED})
            return {"type": "websocket.disconnect", "code": _ENDED}

        async def sent(message: Message) -> None:
            if ended:
                return
            for name in _files_of(message):
                self._files.sent(name, seal)
            await send(message)

        await self._app(scope, heard, sent)


def _beside_the_script(message: Message) -> BackendOperationRequest | None:
    """What is asked for outside of a run of the script, if it is that."""
    try:
        told = BackMsg.FromString(message.get("bytes") or b"")
    except DecodeError:
        return None  # Streamlit refuses it, too
    return told.backend_operation_request if told.WhichOneof("type") == "backend_operation_request" else None


def _files_of(message: Message) -> Iterator[str]:
    """The names of the files, made or to be made, that a message offers to the browser: where they belong, not in any text."""
    raw = message.get("bytes") or b""
    if len(raw) > _LARGE and _MEDIA.encode() not in raw:
        return
    told = ForwardMsg.FromString(raw)
    element = told.delta.new_element
    if element.download_button.deferred_file_id:
        yield element.download_button.deferred_file_id
    for address in (
        told.backend_operation_response.deferred_file.url,
        told.page_config_changed.favicon,
        told.logo.image,
        element.download_button.url,
        element.favicon.url,
        *(image.url for image in element.imgs.imgs),
    ):
        name = _FILE.fullmatch(address.rpartition(_MEDIA)[2])
        if name is not None:
            yield name[1]
