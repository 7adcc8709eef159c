"""Every error that Lunara raises on purpose. Imports nothing of Lunara.

An error says what happened (`message`), what to do about it (`hint`), and carries the exit code that the command
line ends with. Messages and hints are written for the person who reads them: no class names, no tracebacks, no secrets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MOST_CHARACTERS = 10_000


def _sayable(text: str) -> str:
    """The text so that any terminal, file or page can show it: what was given may hold half a character, or megabytes."""
    if len(text) > MOST_CHARACTERS:
        text = f"{text[: MOST_CHARACTERS // 2]} … {text[-MOST_CHARACTERS // 2 :]}"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


class LunaraError(Exception):
    """Base of every error raised on purpose.

    `code` is a stable machine word, `details` holds values that a caller may act on (JSON-serialisable, never secrets).
    """

    code: str = "error"
    exit_code: int = 3

    def __init__(self, message: str, hint: str = "", *, code: str | None = None, **details: Any) -> None:
        self.message, self.hint = _sayable(message), _sayable(hint)
        super().__init__(self.message)
        if code is not None:
            self.code = code
        self.details: Mapping[str, Any] = details

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InvalidInput(LunaraError):
    """What was given cannot be read: a bad file, a bad form, a malformed query or model."""

    code = "invalid"
    exit_code = 2


class UnknownField(LunaraError):
    """A name that the model does not have; `details["nearest"]` lists the nearest names."""

    code = "unknown_field"
    exit_code = 3


class Refused(LunaraError):
    """The request is understood and will not be done: it would be unsafe or its number would be wrong."""

    code = "refused"
    exit_code = 3


class UnsafeSql(Refused):
    """The guard's answer to a statement that is not one read-only query over the allowed tables."""

    code = "unsafe_sql"


class OverBudget(Refused):
    """It would use more than the budget of its project allows; `details` holds `limit`, `allowed` and `used`."""

    code = "over_budget"

    @property
    def of_the_day(self) -> bool:
        """Whether it is the day's budget that is used up, so that the same may be done tomorrow."""
        return str(self.details.get("limit", "")).startswith("day_")


class FanOut(Refused):
    """An aggregate's rows would be multiplied; `details` may hold `step` (the join) and `nearest` (a query that works)."""

    code = "fan_out"


class AmbiguousPath(Refused):
    """Two roads lead to a table; `details["options"]` lists the relationships of which one must be named."""

    code = "ambiguous_path"


class ConnectFailed(LunaraError):
    """The warehouse cannot be reached or does not let us in."""

    code = "connect_failed"
    exit_code = 4


class WarehouseFailed(LunaraError):
    """The warehouse was reached and failed to run the statement."""

    code = "warehouse_failed"
    exit_code = 5


class UnreadableValue(WarehouseFailed):
    """A value of the result cannot be held as its column's type; `details["column"]` names the column where it is known."""

    code = "value_unknown"


class TimedOut(WarehouseFailed):
    """The statement ran longer than its limit and was stopped."""

    code = "timed_out"


class Cancelled(WarehouseFailed):
    """Someone asked for the statement to stop, and it stopped."""

    code = "cancelled"


class NotPermitted(LunaraError):
    """The signed-in person's role does not allow this."""

    code = "not_permitted"


class NotFound(LunaraError):
    """It does not exist, or this person may not know that it does."""

    code = "not_found"


class Conflict(LunaraError):
    """A save that started from an older version; `details` holds `yours` and `theirs` so that nothing is lost."""

    code = "conflict"


class Unavailable(LunaraError):
    """The workspace store or a provider cannot be reached right now; trying again may work."""

    code = "unavailable"
    exit_code = 4
