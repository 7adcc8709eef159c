"""The Store protocol's part about what was asked of warehouses: the query log and budgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from lunara.workspace.budget import BudgetLimits, Exceeded, Hold, PersonUsage, ProjectBudget, Strike
from lunara.workspace.query_log import (
    GroupOrder,
    LineOrder,
    QueryFilter,
    QueryGroup,
    QueryLine,
    QueryLogEntry,
    QueryTotals,
)


class UsageStore(Protocol):
    """What was run, and what may be; `store.Store` says what all methods raise."""

    # query log: editors see the project's, others their own
    def log_queries(self, lines: Sequence[QueryLine]) -> None:
        """Write all of `lines`, as this person's, or none. What a line refers to and is gone, or was never the project's, is left
        out of it. Raises NotFound for a project that this person may not see."""
        ...

    def list_queries(
        self,
        project_id: str,
        which: QueryFilter = ...,
        *,
        sort: LineOrder = "newest",
        limit: int = 100,
        offset: int = 0,
    ) -> list[QueryLogEntry]:
        """Lines, newest first, or the slowest first of those that were not answered from what was at hand."""
        ...

    def get_query(self, project_id: str, query_id: str) -> QueryLogEntry:
        """One line with its whole statement."""
        ...

    def query_totals(self, project_id: str, which: QueryFilter = ...) -> QueryTotals: ...
    def query_groups(
        self,
        project_id: str,
        which: QueryFilter = ...,
        *,
        sort: GroupOrder = "queries",
        limit: int = 25,
        offset: int = 0,
    ) -> list[QueryGroup]:
        """Lines by statement, the most of `sort` first."""
        ...

    def query_log_days(self) -> int:
        """How many days the organization keeps its log."""
        ...

    def keep_query_log(self, days: int) -> None:
        """Say how long. Raises NotPermitted below admin."""
        ...

    def purge_query_log(self, most: int = 10_000) -> int:
        """Delete lines of the organization that are older than that, at most `most` and 10,000; how many went. Anybody may ask:
        which they are is the organization's to say."""
        ...

    # budgets: members see them, admins set them
    def budget_limits(self, project_id: str | None = None) -> BudgetLimits:
        """As they were set: the organization's, or what a project says in the place of them."""
        ...

    def set_budget(self, limits: BudgetLimits, project_id: str | None = None) -> None:
        """In the place of what was set before. Raises NotPermitted below admin, InvalidInput for a limit that is not positive."""
        ...

    def project_budget(self, project_id: str) -> ProjectBudget:
        """What holds for a project (its own limits, else the organization's) and what its day has used."""
        ...

    def project_budgets(self) -> dict[str, ProjectBudget]:
        """The same by project id, of those that have used something today."""
        ...

    def admit_query(
        self, project_id: str, estimated_bytes: int | None = None, *, lasts: float = 3600.0
    ) -> Hold | Exceeded:
        """Hold what a query would read of the project's day, as this person; or which limit is in the way, and nothing is held.

        What nobody settles within `lasts` seconds (six hours at most) counts no more. Raises NotPermitted for a viewer where
        nothing is published.
        """
        ...

    def admit_question(self, project_id: str, tokens: int, *, lasts: float = 3600.0) -> Hold | Exceeded:
        """The same for the tokens that a question may use at most: what is left of them is held, if it is less."""
        ...

    def settle_usage(self, hold: Hold, *, beyond: int = 0, seconds: float = 0.0, tokens: int = 0) -> None:
        """Count what it used in the place of what it held, on the day it began: of bytes those and what came `beyond` them.

        Raises InvalidInput for less than nothing and for more than makes sense (a TiB, a day, a million tokens), NotFound for
        what is settled already or somebody else's.
        """
        ...

    def usage_by_person(self, project_id: str) -> list[PersonUsage]:
        """What each person used of the project's day, those first who used most; a viewer sees their own alone."""
        ...

    def usage_strikes(self, project_id: str) -> list[Strike]:
        """What was struck out of the project's day, the newest first, at most 20; a viewer sees what was theirs."""
        ...

    def strike_usage(self, project_id: str, user_id: str) -> bool:
        """Take out of the project's day what one person used and holds; whether there was any. Who did it is kept. Raises
        NotPermitted below admin."""
        ...
