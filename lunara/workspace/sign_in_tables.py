"""Sign-ins of a TableStore: a person's own, and the last one of each member for admins."""

from __future__ import annotations

from lunara.workspace.records import LastSignIn, SignIn, SignInWay, Visit
from lunara.workspace.rows import as_time
from lunara.workspace.table_base import TableBase
from lunara.workspace.tables import Row

_COLUMNS = ("at", "way", "detail", "browser", "system", "place", "mark", "attempts", "ended_at")


class SignInTables(TableBase):
    """The sign-ins of a `Store`."""

    def record_sign_in(
        self, mark: str, way: SignInWay, visit: Visit, *, detail: str = "", begun: float | None = None
    ) -> bool:
        arguments = {"mark": mark, "way": way, "detail": detail, "begun": begun, **_visit(visit)}
        return bool(self._tables.value("record_sign_in", arguments))

    def record_failed_sign_ins(self, visit: Visit, *, attempts: int = 1, ago: float = 0.0) -> None:
        self._tables.value("record_failed_sign_ins", {"attempts": attempts, "ago": ago, **_visit(visit)})

    def end_sign_ins(self, mark: str | None = None) -> None:
        self._tables.value("end_sign_ins", {"mark": mark})

    def list_sign_ins(self, *, limit: int = 50) -> list[SignIn]:
        where = {"user_id": self._principal.user_id}
        found = self._tables.select("sign_ins", _COLUMNS, where, order=(("at", True), ("id", False)), limit=limit)
        return [_sign_in(row) for row in found]

    def member_sign_ins(self) -> dict[str, LastSignIn]:
        return {
            str(row["user_id"]): LastSignIn(as_time(row["at"]), row["way"], row["detail"])
            for row in self._tables.call("member_sign_ins", {})
        }


def _visit(visit: Visit) -> dict[str, str]:
    return {"browser": visit.browser, "system": visit.system, "place": visit.place}


def _sign_in(row: Row) -> SignIn:
    ended = row["ended_at"]
    return SignIn(
        as_time(row["at"]), row["way"], row["detail"], Visit(row["browser"], row["system"], row["place"]), row["mark"],
        int(row["attempts"]), None if ended is None else as_time(ended),
    )  # fmt: skip
