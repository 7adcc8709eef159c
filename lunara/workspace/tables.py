"""The few things a store asks of its database, said once; Postgres and PostgREST each do them in their own way.

Also the one place that turns a database's refusal (by SQLSTATE or PostgREST code) into an error for a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

from lunara.errors import Conflict, InvalidInput, LunaraError, NotFound, NotPermitted, Unavailable
from lunara.workspace.outage import of_sqlstate

Row = Mapping[str, Any]


class Tables(Protocol):
    """Rows of the schema `public`, as one person. Errors are the translated ones of `refusal`."""

    def select(
        self,
        table: str,
        columns: Sequence[str],
        where: Mapping[str, object],
        *,
        order: Sequence[tuple[str, bool]] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Row]:
        """Rows where each column equals its value (None: is null; a tuple: one of these ids); `order`: (column, descending)."""
        ...

    def insert(self, table: str, values: Mapping[str, object], columns: Sequence[str]) -> Row | None:
        """Insert one row and return `columns` of it; with no columns nothing is returned."""
        ...

    def update(
        self,
        table: str,
        values: Mapping[str, object],
        id: str,
        columns: Sequence[str],
        where: Mapping[str, object] = MappingProxyType({}),
    ) -> Row | None:
        """Change the row with this id and return `columns` of it; None when none may be changed, or it is not as `where` says."""
        ...

    def delete(self, table: str, id: str) -> None:
        """Delete the row with this id if it may be."""
        ...

    def call(self, function: str, arguments: Mapping[str, object]) -> list[Row]:
        """Rows that a SQL function returns."""
        ...

    def value(self, function: str, arguments: Mapping[str, object]) -> object:
        """The single value that a SQL function returns."""
        ...


_FIELDS = {
    "full_name": "The name may have up to 200 characters.",
    "name": "The name must have 1 to 200 characters.",
    "said": "It may have up to 4,000 characters.",
    "state": "Feedback is open, resolved or dismissed.",
    "verdict": "An answer is right, wrong, or has another number.",
    "question": "The question must have 1 to 4,000 characters.",
    "title": "The title may have up to 500 characters.",
    "description": "The description may have up to 10,000 characters.",
    "instructions": "The instructions may have up to 100,000 characters.",
    "note": "The note may have up to 10,000 characters.",
    "type": "The type must be report, slide or dashboard.",
    "status": "The status must be draft or published.",
    "kind": "The kind of the data source must be a short lower-case word.",
    "planner": "The planner is the offline one, the organization's provider or the installation's.",
    "least_right": "The share of right answers goes from 0 to 100 in a hundred.",
    "most_wrong": "The number of wrong answers that are let through is 0 or more.",
    "provider": "The provider must be Gemini, OpenAI (or one like it) or Anthropic.",
    "request": "A picture is kept under what was asked for, as 64 hexadecimal digits.",
    "email": "This is not an e-mail address.",
    "role": "The role must be owner, admin, editor or viewer.",
}


_JOINING = {
    "LU001": ("This invitation is not valid any more.", "Ask for a new one."),
    "LU002": ("This person belongs to the organization already.", "There is nothing left to do."),
    "LU003": (
        "You belong to an organization with other people, so you cannot leave it by accepting.",
        "Ask one of its admins to let you go first.",
    ),
    "LU004": (
        "Your own organization has projects, which you would leave behind.",
        "Delete them first, or ask to be invited at another address.",
    ),
    "LU005": (
        "500 invitations wait for an answer, as many as an organization may have.",
        "Withdraw those that nobody will answer, then invite again.",
    ),
}


def refusal(code: str, message: str, constraint: str = "") -> LunaraError:
    """The error for SQLSTATE or PostgREST code `code`; `message` is the database's own, shown only where it helps."""
    if code == "42501":
        return NotPermitted("Your role does not allow this.", "Ask an admin or owner of your organization.")
    if code in {"P0002", "PGRST116"}:
        return NotFound("It does not exist, or you may not see it.", "Go back and open it from the list.")
    if code == "PT409":
        return Conflict(
            "Someone saved a newer version meanwhile.", "Look at both versions and save yours again on top of theirs."
        )
    if code == "LU006":
        return InvalidInput(
            "You have said something of 50 answers of this model today, as many as the editors are told of.",
            "Say it tomorrow, or tell an editor.",
        )
    if code == "LU011":
        return InvalidInput(
            "The evaluation does not hold for this version, and publishing this model needs it.",
            "Run it on the Model page and see what is not as expected; an admin may publish all the same.",
            code="evaluation",
        )
    if code == "LU012":
        return Conflict("Someone changed the suite meanwhile.", "Look at it again, then accept it.")
    if code == "LU007":
        return InvalidInput(
            "This deck has 200 pictures, as many as one may have.",
            "Remove those that no slide shows, then paint again.",
        )
    if code == "LU010":
        return NotPermitted("This account is disabled.", "Ask the person who runs Lunara.", code="disabled")
    if code in _JOINING:
        return InvalidInput(*_JOINING[code])
    if code == "23505" and constraint == "users_email_key":
        return InvalidInput(
            "This e-mail address already belongs to another sign-in.",
            "Sign in the way you did before.",
            code="duplicate",
        )
    if code == "23505":
        return InvalidInput("That name is taken.", "Choose another name.", code="duplicate")
    if code == "23503":
        return NotFound("What this refers to does not exist in the project.", "Choose it again from the list.")
    size = re.search(r"_([a-z]+)_size$", constraint or _quoted(message))
    if code == "23514" and size:
        return InvalidInput(
            f"This is too large for the workspace to keep ({size[1]}).", "Make it smaller, or split it into several."
        )
    if code in {"23514", "23502", "22001"}:
        field = re.search(r"_(\w+?)_check$", constraint or _quoted(message))
        known = next((text for name, text in _FIELDS.items() if field and field[1].endswith(name)), "")
        return InvalidInput(known or f"The workspace does not accept this: {message}.", "Change it and save again.")
    passing = of_sqlstate(code, message)
    if passing is not None:
        return passing
    if code in {"PGRST301", "PGRST302", "PGRST303"}:
        return NotPermitted("Your sign-in has ended.", "Sign in again.", code="signed_out")
    if code in {"42P01", "42883", "42703", "PGRST202", "PGRST204", "PGRST205"}:
        return Unavailable(
            "The workspace's database is not up to date with this Lunara.",
            "Apply the pending migrations.",
            reason=message,
        )
    if code[:2] in {"22", "23"}:
        return InvalidInput(f"The workspace does not accept this: {message}.", "Change it and save again.")
    return Unavailable("The workspace failed at this.", "Try again in a moment.", reason=f"{code} {message}")


def _quoted(message: str) -> str:
    found = re.findall(r'"(\w+_(?:check|size))"', message)
    return str(found[-1]) if found else ""
