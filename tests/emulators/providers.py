"""Stand-ins of AI providers' HTTP APIs on loopback: Gemini's generateContent, OpenAI's chat completions, Anthropic's messages.

They answer with the plan that was pushed last, or with a word; every request is kept with its headers.
"""

from __future__ import annotations

import json
import select
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Said:
    """One reply: a plan, or words where a plan was asked for (`text`), or bytes as they are; after `delay` seconds.

    `cut` ends the line after so many bytes of the body. `headers` go along.
    """

    plan: Any = None
    text: str | None = None
    raw: bytes | None = None
    status: int = 200
    delay: float = 0.0
    cut: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Providers:
    """What was asked (`calls`: path, headers by lower-case name, body), and how it is answered.

    `key` is the one that is accepted. `plans` are answered one after the other; `status` and `location` instead, when set.
    `raw` is the body as it is, `times` over, whatever was asked, packed as `encoding`; `sent` counts what went out of it.
    `script` is answered before all else, one Said a request, and before that `models`, by the name in
    the address; `hung_up` counts those who did not wait for a delayed one.
    """

    def __init__(self, key: str) -> None:
        self.key = key
        self.url = ""
        self.calls: list[dict[str, Any]] = []
        self.plans: list[dict[str, Any]] = []
        self.status = 0
        self.location = ""
        self.raw: bytes | None = None
        self.times = 1
        self.encoding = ""
        self.sent = 0
        self.script: list[Said] = []
        self.models: dict[str, list[Said]] = {}
        self.hung_up = 0

    def answer(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        given = headers.get("x-goog-api-key") or headers.get("x-api-key") or headers.get("authorization", "")[7:]
        if self.status:
            return self.status, {"error": {"message": "as it was told", "type": "told", "code": self.status}}
        if given != self.key:
            # In the words of the provider, which repeats what it was given.
            return 401, {"error": {"message": f"Incorrect API key provided: {given}", "type": "invalid", "code": 401}}
        return self.told(path, body, self.plans.pop(0) if self.plans else None)

    def told(self, path: str, body: dict[str, Any], plan: Any, text: str | None = None) -> tuple[int, dict[str, Any]]:
        """A plan, or a word, in the form of the API that was asked."""
        if path.endswith("/chat/completions"):
            return 200, _openai(body, plan, text)
        if path.endswith("/messages"):
            return 200, _anthropic(body, plan, text)
        if path.endswith(":generateContent"):
            return 200, _gemini(path, plan, text)
        return 404, {"error": {"message": "no such place", "type": "not_found", "code": 404}}


def _tool(body: dict[str, Any]) -> str:
    """The tool that is to be filled in."""
    tools = body.get("tools") or [{"name": "none"}]
    return str(tools[0].get("name") or tools[0]["function"]["name"])


def _openai(body: dict[str, Any], plan: Any, text: str | None) -> dict[str, Any]:
    call = {"id": "c1", "type": "function", "function": {"name": _tool(body), "arguments": json.dumps(plan)}}
    message = (
        {"role": "assistant", "content": text or "ready"}
        if plan is None
        else {"role": "assistant", "content": None, "tool_calls": [call]}
    )
    return {
        "id": "x", "object": "chat.completion", "created": 1, "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": "stop" if plan is None else "tool_calls"}],
        "usage": {"prompt_tokens": 300, "completion_tokens": 20, "total_tokens": 320},
    }  # fmt: skip


def _anthropic(body: dict[str, Any], plan: Any, text: str | None) -> dict[str, Any]:
    part = (
        {"type": "text", "text": text or "ready"}
        if plan is None
        else {"type": "tool_use", "id": "t1", "name": _tool(body), "input": plan}
    )
    return {
        "id": "x", "type": "message", "role": "assistant", "model": body["model"], "content": [part],
        "stop_reason": "end_turn" if plan is None else "tool_use", "stop_sequence": None,
        "usage": {"input_tokens": 300, "output_tokens": 20},
    }  # fmt: skip


def _gemini(path: str, plan: Any, text: str | None) -> dict[str, Any]:
    text = text or "ready" if plan is None else json.dumps(plan)
    return {
        "candidates": [{"content": {"role": "model", "parts": [{"text": text}]}, "index": 0, "finishReason": "STOP"}],
        "modelVersion": path.rsplit("/", 1)[-1].partition(":")[0], "responseId": "x",
        "usageMetadata": {"promptTokenCount": 300, "candidatesTokenCount": 20, "totalTokenCount": 320},
    }  # fmt: skip


@contextmanager
def providers(key: str) -> Iterator[Providers]:
    """The stand-ins on a port of their own."""
    served = Providers(key)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *arguments: Any) -> None: ...

        def handle(self) -> None:
            with suppress(ConnectionError):  # hung up on
                super().handle()

        def finish(self) -> None:
            with suppress(ConnectionError):
                super().finish()

        def say(self, said: Said, body: dict[str, Any]) -> None:
            if said.delay and self.left_within(said.delay):
                served.hung_up += 1
                self.close_connection = True
                return
            told: Any = {"error": {"message": "as it was told", "type": "told", "code": said.status}}
            if said.status == 200:
                told = served.told(self.path.partition("?")[0], body, said.plan, said.text)[1]
            raw = json.dumps(told).encode() if said.raw is None else said.raw
            self.send_response(said.status)
            for name, value in {"content-type": "application/json", **said.headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw[: said.cut])
            self.close_connection = said.cut is not None

        def left_within(self, seconds: float) -> bool:
            """Whether the line is closed from the other side while it waits."""
            ends = time.monotonic() + seconds
            while (left := ends - time.monotonic()) > 0:
                readable, _, _ = select.select([self.connection], [], [], left)
                if readable and not self.connection.recv(1, socket.MSG_PEEK):
                    return True
            return False

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")
            headers = {name.lower(): value for name, value in self.headers.items()}
            served.calls.append({"path": self.path, "headers": headers, "body": body})
            named = next((said for name, said in served.models.items() if said and name in self.path), None)
            if named or served.script:
                self.say((named or served.script).pop(0), body)
                return
            status, told = served.answer(self.path.partition("?")[0], headers, body)
            raw, times = (json.dumps(told).encode(), 1) if served.raw is None else (served.raw, served.times)
            self.send_response(status if served.raw is None else served.status or 200)
            if served.encoding:
                self.send_header("content-encoding", served.encoding)
            if served.location:
                self.send_header("location", served.location)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(raw) * times))
            self.end_headers()
            for _ in range(times):
                self.wfile.write(raw)
                served.sent += len(raw)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
