"""Tables that are asked again when the workspace did not answer: for as long as there is time, and never twice for one change.

Asked again is what comes to the same when it is asked twice: reading; setting columns of one row; deleting one; inserting one
whose id was chosen here (lines of the query log too); functions that put something in the place of what was there, or that name
the version they start from. Any other change is asked again only when it is certain that it was not carried out.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from lunara.errors import InvalidInput, Unavailable
from lunara.workspace.breaker import ATTEMPTS, BASE_SECONDS, CAP_SECONDS, Breaker, pause, seconds_left
from lunara.workspace.outage import maybe_done, outage, retry_after, trouble_of
from lunara.workspace.tables import Row, Tables

T = TypeVar("T")

# Functions of the schema that change nothing (`stable`, which a test reads from the catalog).
READING = frozenset({
    "data_source_catalog", "data_source_connection", "find_projects", "list_agents", "list_artifacts", "list_data_sources",
    "list_members", "list_projects", "list_sessions", "member_sign_ins", "my_invitations", "provider_key",
    "query_log_days", "query_log_groups", "query_log_lines", "query_log_summary", "sealed_otherwise",
    "semantic_model_fingerprints_of",
})  # fmt: skip
# Functions that come to the same when they are called twice.
TWICE_IS_ONCE = frozenset({
    "accept_evaluation_suite", "add_semantic_model_proposal_step",
    "end_sign_ins", "give_feedback", "keep_query_log", "log_queries", "project_budget",
    "project_budgets",
    "publish_despite_evaluation", "publish_semantic_model", "purge_query_log", "record_sign_in", "require_evaluation",
    "save_artifact", "save_data_source_catalog", "save_semantic_model", "save_semantic_model_check",
    "save_semantic_model_draft", "save_semantic_model_fingerprints", "save_semantic_model_proposals", "seal_again",
    "set_budget", "set_member_role", "set_provider_key", "usage_by_person",
})  # fmt: skip


class PatientTables:
    """`tables` of the person `by`, with attempts and a breaker around each call."""

    def __init__(
        self,
        tables: Tables,
        breaker: Breaker,
        *,
        by: str = "",
        sleep: Callable[[float], None] = time.sleep,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._tables, self._breaker, self._by, self._sleep, self._draw = tables, breaker, by, sleep, draw

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
        """See `Tables`."""
        return self._ask(
            lambda: self._tables.select(table, columns, where, order=order, limit=limit, offset=offset), again=True
        )

    def insert(self, table: str, values: Mapping[str, object], columns: Sequence[str]) -> Row | None:
        """See `Tables`. With an id chosen by the caller, a row that is there already is the one that was to be inserted."""
        if "id" not in values:
            return self._ask(lambda: self._tables.insert(table, values, columns), again=False)
        try:
            return self._ask(lambda: self._tables.insert(table, values, columns), again=True)
        except InvalidInput as error:
            if error.code != "duplicate":
                raise
            found = self.select(table, tuple(columns) or ("id",), {"id": values["id"]}, limit=1)
            if not found:
                raise
            return found[0] if columns else None

    def update(
        self,
        table: str,
        values: Mapping[str, object],
        id: str,
        columns: Sequence[str],
        where: Mapping[str, object] = MappingProxyType({}),
    ) -> Row | None:
        """See `Tables`."""
        return self._ask(lambda: self._tables.update(table, values, id, columns, where), again=True)

    def delete(self, table: str, id: str) -> None:
        """See `Tables`."""
        self._ask(lambda: self._tables.delete(table, id), again=True)

    def call(self, function: str, arguments: Mapping[str, object]) -> list[Row]:
        """See `Tables`."""
        return self._ask(lambda: self._tables.call(function, arguments), again=_twice_is_once(function))

    def value(self, function: str, arguments: Mapping[str, object]) -> object:
        """See `Tables`."""
        return self._ask(lambda: self._tables.value(function, arguments), again=_twice_is_once(function))

    def _ask(self, ask: Callable[[], T], *, again: bool) -> T:
        """What `ask` gives; `again`: asking twice comes to the same."""
        attempt = 0
        with self._breaker.call(self._by):
            while True:
                if seconds_left() <= 0:
                    raise outage("slow", maybe_done=False, reason="no time left")
                try:
                    return ask()
                except Unavailable as error:
                    wait = self._before_another(attempt, error, again)
                    if wait is None:
                        if maybe_done(error) and not again:
                            raise _uncertain(error) from error
                        raise
                self._sleep(wait)
                attempt += 1

    def _before_another(self, attempt: int, error: Unavailable, again: bool) -> float | None:
        """How long to wait for another attempt; None when there is none."""
        trouble = trouble_of(error)
        # What was slow took its time already, and what is full stays so for longer than this.
        if trouble not in ("away", "limited") or attempt + 1 >= ATTEMPTS or (maybe_done(error) and not again):
            return None
        wait = max(pause(attempt, BASE_SECONDS, CAP_SECONDS, self._draw), retry_after(error) or 0.0)
        return wait if wait <= CAP_SECONDS and wait < seconds_left() else None


def _twice_is_once(function: str) -> bool:
    return function in READING or function in TWICE_IS_ONCE


def _uncertain(error: Unavailable) -> Unavailable:
    """The failure of a change that may have been carried out, said so."""
    return outage(
        trouble_of(error) or "away",
        error.message,
        "It may have been done all the same: look before you do it again.",
        maybe_done=True,
        reason=str(error.details.get("reason", "")),
        once=True,
    )
