"""What an error of the Databricks connector is about: an HTTP status, a lost line, or the engine's own words."""

from __future__ import annotations

import re


def http_status(error: BaseException) -> int:
    """The status of the answer that an error of the driver is about, 0 where there was none."""
    context = getattr(error, "context", None) or {}
    status = context.get("http-code")
    if isinstance(status, int) and status >= 400:
        return status
    if "RequestError" not in {cls.__name__ for cls in type(error).__mro__}:
        return 0  # the engine's words, in which any number may stand
    found = re.search(r"\b(?:HTTP|http|code|status)\D{0,20}\b(401|403|404|429|503)\b", str(error))
    return int(found[1]) if found else 0


def is_lost(error: BaseException) -> bool:
    """Whether the line or the session is gone, rather than the statement wrong."""
    import urllib3

    names = {cls.__name__ for cls in type(error).__mro__}
    said = str(error).lower()
    return (
        isinstance(error, urllib3.exceptions.HTTPError | OSError)
        or bool(names & {"RequestError", "SessionAlreadyClosedError", "CursorAlreadyClosedError"})
        or "invalid sessionhandle" in said
        or "session is closed" in said
        or "invalid_handle" in said
    )


def state_and_words(error: BaseException) -> tuple[str, str]:
    """The SQLSTATE, empty where none is told, and all that is said."""
    said = str(getattr(error, "message", None) or error)
    found = re.search(r"SQLSTATE:? ([0-9A-Z]{5})", said)
    return (found[1] if found else ""), said


def plain(said: str) -> str:
    """What happened, without the class before it, the SQLSTATE and the plan after it."""
    line = next((line.strip() for line in said.splitlines() if line.strip()), "")
    line = re.sub(r"^(?:[\w.]+(?:Exception|Error): )+", "", line)
    if line.startswith("[") and "] " in line:
        line = line.partition("] ")[2]
    return re.split(r" SQLSTATE:", line)[0][:500]
