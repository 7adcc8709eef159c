"""Budgets of a project as pages and jobs meet them: what holds, who is in the way of a query, and who can change it.

Nothing here touches Streamlit, so it may be called from a background job.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from lunara.connect.budgeted import Spend
from lunara.connect.limits import Limits
from lunara.connect.warehouse import Estimate
from lunara.errors import LunaraError, OverBudget, Unavailable
from lunara.guard import ReadOnlySql
from lunara.ui import cache
from lunara.ui.components.text import count, file_size
from lunara.ui.page import PageContext
from lunara.ui.query_words import took
from lunara.workspace.budget import BudgetLimits, Exceeded, Hold
from lunara.workspace.store import Store

_log = logging.getLogger("lunara.ui")

FRESH_SECONDS, KNOWN_SECONDS = 10.0, 3600.0
# How long after its own limit of time something still holds what it asked for: its rows may be fetched slowly.
LATE_SECONDS = 300.0
# No more is counted at once, as the workspace has it.
MOST_BEYOND, MOST_SECONDS, MOST_TOKENS = 2**40, 86_400.0, 1_000_000


def limits_in_force(ctx: PageContext, project_id: str) -> BudgetLimits:
    """What holds for a project, asked at most every ten seconds. While the workspace is away, what held within the last hour."""
    known = cache.Key(ctx.organization.id, "budget-known", fingerprint=project_id)

    def ask() -> BudgetLimits:
        found = ctx.store.project_budget(project_id).limits
        cache.keep(known, found, ttl=KNOWN_SECONDS)
        return found

    try:
        return cache.remember(_key(ctx, project_id), ask, ttl=FRESH_SECONDS)
    except Unavailable:
        last: BudgetLimits | None = cache.peek(known)
        if last is None:
            raise
        return last


def forget_limits(ctx: PageContext) -> None:
    """For when they have changed."""
    cache.forget(organization_id=ctx.organization.id, what="budget")


def _key(ctx: PageContext, project_id: str) -> cache.Key:
    return cache.Key(ctx.organization.id, "budget", fingerprint=project_id)


def narrowed(limits: Limits, budget: BudgetLimits) -> Limits:
    """What one statement may use under a budget: a result is never more than what was read for it."""
    if budget.query_bytes is not None:
        limits = replace(limits, bytes=min(limits.bytes, budget.query_bytes))
    if budget.query_seconds is not None:
        limits = replace(limits, seconds=min(limits.seconds, budget.query_seconds))
    return limits


class ProjectPurse:
    """Pays for the statements of a project as one person. `told` has what was estimated, by statement."""

    def __init__(self, store: Store, project_id: str) -> None:
        self._store, self._project_id = store, project_id
        self._lock = threading.Lock()
        self._told: dict[str, Estimate] = {}

    def admit(self, sql: ReadOnlySql, estimate: Estimate | None, seconds: float) -> Spend:
        """Hold what the statement would read of the project's day. Raises OverBudget, Unavailable."""
        if estimate is not None:
            with self._lock:
                self._told[sql.text] = estimate
        size = estimate.bytes if estimate is not None else None
        held = self._store.admit_query(self._project_id, size, lasts=seconds + LATE_SECONDS)
        if isinstance(held, Exceeded):
            raise over_budget(held, estimate, administrators(self._store))
        return lambda beyond, worked: _settle(self._store, held, beyond=beyond, seconds=worked)

    def told(self, sql: str) -> Estimate | None:
        """What was estimated of a statement, once."""
        with self._lock:
            return self._told.pop(sql, None)


class TokenPurse:
    """Pays for the tokens of a project's questions as one person."""

    def __init__(self, store: Store, project_id: str) -> None:
        self._store, self._project_id = store, project_id

    def admit(self, tokens: int, seconds: float) -> tuple[int | None, Callable[[int], None]]:
        """Hold what a question may use at most: how much of it is granted (None without a limit), and how it is settled.

        Raises Unavailable with the code `over_budget` where nothing is left, or all of it is held by questions under way.
        """
        held = self._store.admit_question(self._project_id, tokens, lasts=seconds + LATE_SECONDS)
        if isinstance(held, Exceeded):
            if held.limit == "at_once":
                message, hint = _at_once(held), "Ask again when some of them are answered."
            else:
                message = (
                    "Today’s budget of this project for language models is used up, or held by questions under way: "
                    f"{int(held.used):,} of {count(int(held.allowed), 'token')}."
                )
                hint = f"{_who(administrators(self._store))} The day ends {_until_midnight()}."
            raise Unavailable(message, hint, code="over_budget", limit=held.limit)
        return held.tokens, lambda used: _settle(self._store, held, tokens=used)


def _settle(store: Store, held: Hold, *, beyond: int = 0, seconds: float = 0.0, tokens: int = 0) -> None:
    """Count what something took; what cannot be counted has run all the same."""
    try:
        store.settle_usage(
            held, beyond=min(beyond, MOST_BEYOND), seconds=min(seconds, MOST_SECONDS), tokens=min(tokens, MOST_TOKENS)
        )
    except LunaraError as error:
        _log.warning("what a query or a question used could not be counted: %s", error.message)


def _at_once(exceeded: Exceeded) -> str:
    return (
        f"{count(int(exceeded.used), 'query', 'queries')} and questions of yours run in this project, and "
        f"{int(exceeded.allowed):,} may run at once."
    )


def administrators(store: Store) -> list[str]:
    """Who can raise a budget, by the names that this person may see."""
    return [member.full_name or member.email for member in store.list_members() if member.role in ("admin", "owner")]


def over_budget(exceeded: Exceeded, estimate: Estimate | None, admins: list[str]) -> OverBudget:
    """The refusal: which limit, what was estimated, how much of the day is used, who can raise it."""
    would = ""
    if estimate is not None and estimate.bytes is not None:
        kind = "exactly" if estimate.exact else "about"
        named = f"by {estimate.source}" if estimate.exact else f"an estimate by {estimate.source}"
        would = f"{kind} {file_size(estimate.bytes)} ({named})"
    if exceeded.limit == "at_once":
        message, hint = _at_once(exceeded), "Run it again when some of them have ended."
    elif exceeded.limit == "query_bytes":
        message = (
            f"This query would read {would}; one query of this project may read {file_size(int(exceeded.allowed))}."
        )
        hint = f"Narrow it. {_who(admins)}"
    else:
        seconds = exceeded.limit == "day_seconds"
        used = took(exceeded.used * 1000) if seconds else file_size(int(exceeded.used))
        allowed = took(exceeded.allowed * 1000) if seconds else file_size(int(exceeded.allowed))
        what = "time in the warehouse" if seconds else "reading"
        message = (
            f"Today’s budget of this project for {what} is {allowed}, and {used} "
            f"({exceeded.used / exceeded.allowed:.0%}) is used."
        )
        if would and not seconds:
            message += f" This query would read {would}."
        hint = f"The day ends {_until_midnight()}. {_who(admins)}"
    return OverBudget(message, hint, limit=exceeded.limit, allowed=exceeded.allowed, used=exceeded.used)


def _who(admins: list[str]) -> str:
    if not admins:
        return "An admin of the organization can raise the limit on Settings."
    shown = admins if len(admins) <= 3 else [*admins[:2], f"{len(admins) - 2} others"]
    names = shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
    return f"{names} can raise the limit on Settings."


def _until_midnight() -> str:
    now = datetime.now(UTC)
    minutes = (23 - now.hour) * 60 + 60 - now.minute
    left = f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
    return f"at midnight UTC, in {left}"
