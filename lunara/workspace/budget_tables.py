"""Budgets of a TableStore. What is used is counted by the database alone."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from lunara.errors import NotPermitted
from lunara.workspace.budget import BudgetLimits, Exceeded, Hold, PersonUsage, ProjectBudget, Strike
from lunara.workspace.rows import as_id, as_time
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
        return _budget(only(self._tables.call("project_budget", {"in_project": as_id(project_id)})))

    def project_budgets(self) -> dict[str, ProjectBudget]:
        return {str(row["project_id"]): _budget(row) for row in self._tables.call("project_budgets", {})}

    def admit_query(
        self, project_id: str, estimated_bytes: int | None = None, *, lasts: float = 3600.0
    ) -> Hold | Exceeded:
        size = None if estimated_bytes is None else min(estimated_bytes, _MOST)
        return self._admit(project_id, estimated_bytes=size, seconds=lasts)

    def admit_question(self, project_id: str, tokens: int, *, lasts: float = 3600.0) -> Hold | Exceeded:
        return self._admit(project_id, tokens=tokens, seconds=lasts)

    def _admit(self, project_id: str, **what: object) -> Hold | Exceeded:
        row = only(self._tables.call("admit_usage", {"in_project": as_id(project_id), **what}))
        if row["over"] is not None:
            return Exceeded(row["over"], float(row["allowed"]), float(row["used"]))
        return Hold(str(row["hold"]), None if row["granted"] is None else int(row["granted"]))

    def settle_usage(self, hold: Hold, *, beyond: int = 0, seconds: float = 0.0, tokens: int = 0) -> None:
        arguments = {"held": as_id(hold.id), "beyond": beyond, "seconds": seconds, "tokens": tokens}
        self._tables.value("settle_usage", arguments)

    def usage_by_person(self, project_id: str) -> list[PersonUsage]:
        self._seen("projects", project_id)
        rows = self._tables.call("usage_by_person", {"in_project": as_id(project_id)})
        found = [
            PersonUsage(
                str(row["user_id"]), int(row["queries"]), int(row["bytes"]), float(row["seconds"]), int(row["tokens"]),
                int(row["under_way"]),
            )
            for row in rows
        ]  # fmt: skip
        return sorted(found, key=lambda one: (-one.bytes, -one.seconds, -one.tokens, one.user_id))

    def usage_strikes(self, project_id: str) -> list[Strike]:
        where = {"project_id": as_id(project_id), "day": self.project_budget(project_id).day.isoformat()}
        columns = ("user_id", "struck_by", "struck_at", "bytes", "seconds", "tokens")
        rows = self._tables.select("usage_strikes", columns, where, order=[("struck_at", True)], limit=20)
        return [
            Strike(
                str(row["user_id"]), str(row["struck_by"]), as_time(row["struck_at"]), int(row["bytes"]),
                float(row["seconds"]), int(row["tokens"]),
            )
            for row in rows
        ]  # fmt: skip

    def strike_usage(self, project_id: str, user_id: str) -> bool:
        return bool(self._tables.value("strike_usage", {"in_project": as_id(project_id), "of_user": as_id(user_id)}))


def _budget(row: Row) -> ProjectBudget:
    return ProjectBudget(
        _limits(row), date.fromisoformat(str(row["day"])), int(row["queries"]), int(row["used_bytes"]),
        float(row["used_seconds"]), int(row["used_tokens"]), int(row["held_tokens"]),
    )  # fmt: skip


def _limits(row: Row) -> BudgetLimits:
    return BudgetLimits(
        row["query_bytes"], _number(row["query_seconds"]), row["question_tokens"], row["day_bytes"],
        _number(row["day_seconds"]), row["day_tokens"],
    )  # fmt: skip


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
