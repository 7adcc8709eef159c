"""A stand-in of Gemini's image model and of the language model that looks at pictures, on loopback; every request is kept."""

from __future__ import annotations

import base64
import io
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from PIL import Image

SIDES = {"1K": (1376, 768), "2K": (2752, 1536), "4K": (5504, 3072)}


def picture(
    color: tuple[int, int, int] = (246, 247, 251), size: tuple[int, int] = (1376, 768), kind: str = "PNG"
) -> bytes:
    """A picture of one colour, as a file."""
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, kind)
    return out.getvalue()


class Paints:
    """`script` says how the next requests for pictures are answered, one after the other: a file's bytes, a status, or the whole
    reply as a dictionary; without one a calm picture of the size that was asked for. `sees` is what is answered of pictures that
    are looked at: None for no writing, a status for a fault. `delay` in seconds before each answer; with `hold` no picture
    is answered before it is set, with `hold_looks` nothing about one that is looked at.
    """

    def __init__(self) -> None:
        self.url = ""
        self.calls: list[dict[str, Any]] = []
        self.script: list[bytes | int | dict[str, Any]] = []
        self.sees: str | int | None = None
        self.mime = "image/png"
        self.delay = 0.0
        self.hold: threading.Event | None = None
        self.hold_looks: threading.Event | None = None

    @property
    def painted(self) -> list[dict[str, Any]]:
        """The requests for pictures."""
        return [
            call
            for call in self.calls
            if "IMAGE" in call["body"].get("generationConfig", {}).get("responseModalities", [])
        ]

    def answer(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        config = body.get("generationConfig", {})
        if "IMAGE" not in config.get("responseModalities", []):
            if self.hold_looks is not None:
                self.hold_looks.wait(60)
            if isinstance(self.sees, int):
                return self.sees, _fault(self.sees)
            return 200, _reply([{"text": json.dumps({"writing": self.sees is not None, "what": self.sees or ""})}], 300)
        if self.hold is not None:
            self.hold.wait(60)
        told = self.script.pop(0) if self.script else picture(size=SIDES[config["imageConfig"]["imageSize"]])
        if isinstance(told, int):
            return told, _fault(told)
        if isinstance(told, dict):
            return 200, told
        return 200, _reply([{"inlineData": {"mimeType": self.mime, "data": base64.b64encode(told).decode()}}], 1_300)


def _fault(status: int) -> dict[str, Any]:
    return {"error": {"code": status, "message": "as it was told", "status": "TOLD"}}


def _reply(parts: list[dict[str, Any]], tokens: int) -> dict[str, Any]:
    return {
        "candidates": [{"content": {"role": "model", "parts": parts}, "index": 0, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": 100, "candidatesTokenCount": tokens - 100, "totalTokenCount": tokens},
    }


@contextmanager
def paints() -> Iterator[Paints]:
    """The stand-in on a port of its own."""
    served = Paints()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *arguments: Any) -> None: ...

        def handle(self) -> None:
            with suppress(ConnectionError):  # hung up on
                super().handle()

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")
            served.calls.append({"path": self.path, "body": body})
            time.sleep(served.delay)
            status, told = served.answer(body)
            raw = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
