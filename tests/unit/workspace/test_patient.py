"""What is asked again when the workspace does not answer, and what never is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pytest

from lunara.errors import Conflict, InvalidInput, LunaraError, Unavailable
from lunara.workspace.breaker import ATTEMPTS, CAP_SECONDS, Breaker, within
from lunara.workspace.outage import maybe_done, outage, trouble_of
from lunara.workspace.patient import READING, TWICE_IS_ONCE, PatientTables
from lunara.workspace.tables import Row

LOST = outage("away", maybe_done=True, reason="reset")
REFUSED = outage("away", maybe_done=False, reason="refused")


class Tables:
    """Rows by id, in a workspace that answers as it is told: each asking takes the next of `how`."""

    def __init__(self, *how: LunaraError | None) -> None:
        self.how = list(how)
        self.asked = 0
        self.rows: dict[str, dict[str, Any]] = {}
        self.appended = 0

    def _ask(self, do: Callable[[], Any]) -> Any:
        self.asked += 1
        error = self.how.pop(0) if self.how else None
        if error is None or maybe_done(error):  # it is done, only the answer is lost
            found = do()
        if error is not None:
            raise error
        return found

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
        found: list[Row] = self._ask(lambda: [self.rows[key] for key in self.rows if where.get("id") in (None, key)])
        return found

    def insert(self, table: str, values: Mapping[str, object], columns: Sequence[str]) -> Row | None:
        def do() -> Row:
            id = str(values.get("id", len(self.rows)))
            if id in self.rows or any(row["name"] == values["name"] for row in self.rows.values()):
                raise InvalidInput("That name is taken.", code="duplicate")
            self.rows[id] = dict(values)
            return self.rows[id]

        found: Row = self._ask(do)
        return found

    def update(
        self,
        table: str,
        values: Mapping[str, object],
        id: str,
        columns: Sequence[str],
        where: Mapping[str, object] = MappingProxyType({}),
    ) -> Row | None:
        found: Row = self._ask(lambda: self.rows[id] | values)
        return found

    def delete(self, table: str, id: str) -> None:
        self._ask(lambda: self.rows.pop(id, None))

    def call(self, function: str, arguments: Mapping[str, object]) -> list[Row]:
        def do() -> list[Row]:
            self.appended += 1
            return []

        found: list[Row] = self._ask(do)
        return found

    def value(self, function: str, arguments: Mapping[str, object]) -> object:
        return self.call(function, arguments)


def patient(tables: Tables, waits: list[float] | None = None) -> PatientTables:
    return PatientTables(tables, Breaker(), sleep=(waits if waits is not None else []).append, draw=lambda: 1.0)


def test_reading_is_asked_again_with_growing_pauses() -> None:
    tables, waits = Tables(REFUSED, LOST), []  # type: tuple[Tables, list[float]]
    assert patient(tables, waits).select("projects", ("id",), {}) == []
    assert tables.asked == 3 and waits == pytest.approx([0.2, 0.4])


def test_it_is_not_asked_for_ever() -> None:
    tables = Tables(*[REFUSED] * 20)
    with pytest.raises(Unavailable):
        patient(tables).select("projects", ("id",), {})
    assert tables.asked == ATTEMPTS


def test_no_attempt_is_made_when_the_time_is_up() -> None:
    tables = Tables(*[REFUSED] * 20)
    with within(0.1), pytest.raises(Unavailable):
        patient(tables).select("projects", ("id",), {})
    assert tables.asked == 1  # the next would have been too late
    with within(0.0), pytest.raises(Unavailable) as told:
        patient(tables).select("projects", ("id",), {})
    assert tables.asked == 1 and trouble_of(told.value) == "slow"


@pytest.mark.parametrize("error", [outage("slow", maybe_done=True), outage("full", maybe_done=False)])
def test_what_is_slow_or_full_is_not_pressed(error: Unavailable) -> None:
    tables = Tables(error, error)
    with pytest.raises(Unavailable):
        patient(tables).select("projects", ("id",), {})
    assert tables.asked == 1


def test_as_long_as_it_asks_to_be_left_alone_it_is() -> None:
    soon, late = (outage("limited", maybe_done=False, retry_after=wait) for wait in (1.0, CAP_SECONDS + 1))
    waits: list[float] = []
    assert patient(Tables(soon), waits).select("projects", ("id",), {}) == []
    assert waits == [1.0]
    tables = Tables(late)
    with pytest.raises(Unavailable):
        patient(tables).select("projects", ("id",), {})
    assert tables.asked == 1


def test_a_row_whose_answer_was_lost_is_there_once() -> None:
    tables = Tables(LOST)
    made = patient(tables).insert("projects", {"id": "7", "name": "Shop"}, ("id", "name"))
    assert made == {"id": "7", "name": "Shop"} and list(tables.rows) == ["7"]


def test_a_name_that_another_has_is_still_taken() -> None:
    tables = Tables()
    patient(tables).insert("projects", {"id": "1", "name": "Shop"}, ("id",))
    with pytest.raises(InvalidInput):
        patient(tables).insert("projects", {"id": "2", "name": "Shop"}, ("id",))


def test_a_change_that_may_have_been_made_is_not_made_twice_and_says_so() -> None:
    tables = Tables(LOST)
    with pytest.raises(Unavailable) as told:
        patient(tables).call("accept_invitation", {})
    assert tables.appended == 1 and "look before you do it again" in told.value.hint and maybe_done(told.value)


def test_a_change_that_was_not_made_is_made() -> None:
    tables = Tables(REFUSED)
    patient(tables).call("accept_invitation", {})
    assert tables.appended == 1 and tables.asked == 2


def test_what_is_no_trouble_is_told_at_once() -> None:
    tables = Tables(Conflict("Someone saved."))
    with pytest.raises(Conflict):
        patient(tables).call("save_artifact", {})
    assert tables.asked == 1


def test_no_function_is_both() -> None:
    assert not READING & TWICE_IS_ONCE
