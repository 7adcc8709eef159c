"""`--batch`: one request object a line in, one result object a line out, same order; a failed line never stops the rest."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from io import BufferedIOBase
from pathlib import Path
from typing import Any, cast

from lunara.cli.output import dumps, error_json
from lunara.errors import InvalidInput, LunaraError

Request = Mapping[str, Any]
MAX_LINE_BYTES = 16_000_000


def run_batch(path: str, answer: Callable[[Request], Mapping[str, Any]]) -> int:
    """Answer each line by `answer`; what a line fails with stands in its place. Returns 0: every line was answered.

    Raises InvalidInput when the file cannot be opened.
    """
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        told: Mapping[str, Any]
        request: Request = {}
        try:
            request = _request(line, number)
            told = answer(request)
        except LunaraError as error:
            told = error_json(error)
        except Exception as error:  # noqa: BLE001 - a batch never stops at a failed line
            told = error_json(error)
        print(dumps({"id": request["id"], **told} if "id" in request else told), flush=True)
    return 0


def text_of(request: Request, key: str) -> str:
    """A text of a request. Raises InvalidInput where it is missing or something else."""
    value = request.get(key)
    if not isinstance(value, str):
        raise InvalidInput(f'The request has no "{key}".', f'Give {{"id": …, "{key}": "…"}} on each line.')
    return value


def texts_of(request: Request, key: str) -> tuple[str, ...] | None:
    """A list of texts of a request, None when it is not there. Raises InvalidInput for something else."""
    value = request.get(key)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InvalidInput(f'"{key}" is not a list of texts.', f'Give it as "{key}": ["…", "…"].')
    return tuple(value)


def _lines(path: str) -> Iterator[bytes]:
    if path == "-":
        stream = cast(BufferedIOBase, getattr(sys.stdin, "buffer", None))
        if stream is None:
            yield from (line.encode("utf-8", "surrogatepass") for line in sys.stdin)
        else:
            yield from iter(stream.readline, b"")
        return
    try:
        with Path(path).open("rb") as file:
            yield from file
    except OSError as error:
        reason = error.strerror or error
        raise InvalidInput(f"{path} cannot be read: {reason}.", "Give a file of JSON lines, or - for stdin.") from error


def _request(line: bytes, number: int) -> Request:
    if len(line) > MAX_LINE_BYTES:
        raise InvalidInput(
            f"Line {number} is longer than {MAX_LINE_BYTES:,} bytes.", "Send smaller requests.", line=number
        )
    try:
        request = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        raise InvalidInput(f"Line {number} is not UTF-8.", "Write the file in UTF-8.", line=number) from None
    except (ValueError, RecursionError) as error:
        where = f" at column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise InvalidInput(
            f"Line {number} is not JSON{where}.", "Write one JSON object on each line.", line=number
        ) from None
    if not isinstance(request, dict):
        raise InvalidInput(f"Line {number} is not an object.", 'Write it like {"id": 1, …}.', line=number)
    return request
