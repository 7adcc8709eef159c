"""Budgets of a TableStore. What is used is counted by the database alone."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from lunara.errors import NotPermitted
from lunara.workspace.budget import BudgetLimits, Exceeded, ProjectBudget
from lunara.workspace.rows import as_id
from lunara.workspace.table_base import TableBase, maybe_id, only
from lunara.workspace.tables import Row

_LIMITS = ("query_bytes", "query_seconds", "question_tokens", "day_bytes", "day_seconds", "day_tokens")
_MOST = 2**63 - 1


class BudgetTables(TableBase):
    """The budgets of a `Store`."""

    def budget_limits(self, project_id: str | None = None) -> BudgetLimits:
        where = {"organization_id": self._principal.organization_id, "project_id": maybe_id(project_id)}
        found = self._tables.select("budgets", _LIMITS, where, limit=1)
        return _limits(found[0]) if found else BudgetLimits()

    def set_budget(self, limits: BudgetLimits, project_id: str | None = None) -> None:
        if project_id is not None:
            self._seen("projects", project_id)
        if self._tables.value("set_budget", {"in_project": maybe_id(project_id), **asdict(limits)}) is None:
            raise NotPermitted("Your role does not allow this.", "Ask an admin or owner of your organization.")

    def project_budget(self, project_id: str) -> ProjectBudget:
        row = only(self._tables.call("project_budget", {"in_project": as_id(project_id)}))
        return ProjectBudget(
            _limits(row), date.fromisoformat(str(row["day"])), int(row["queries"]), int(row["used_bytes"]),
            float(row["used_seconds"]), int(row["used_tokens"]),
        )  # fmt: skip

    def admit_query(self, project_id: str, estimated_bytes: int | None = None) -> Exceeded | None:
        size = None if estimated_bytes is None else min(estimated_bytes, _MOST)
        row = only(self._tables.call("admit_query", {"in_project": as_id(project_id), "estimated_bytes": size}))
        return None if row["over"] is None else Exceeded(row["over"], float(row["allowed"]), float(row["used"]))

    def count_usage(self, project_id: str, *, bytes: int = 0, seconds: float = 0.0, tokens: int = 0) -> None:
        arguments = {"in_project": as_id(project_id), "bytes": bytes, "seconds": seconds, "tokens": tokens}
        self._tables.value("count_usage", arguments)

    def strike_usage(self, project_id: str, user_id: str) -> bool:
        return bool(self._tables.value("strike_usage", {"in_project": as_id(project_id), "of_user": as_id(user_id)}))


def _limits(row: Row) -> BudgetLimits:
    return BudgetLimits(
        row["query_bytes"], _number(row["query_seconds"]), row["question_tokens"], row["day_bytes"],
        _number(row["day_seconds"]), row["day_tokens"],
    )  # fmt: skip


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
