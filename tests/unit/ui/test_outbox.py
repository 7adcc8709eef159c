"""What waits for the workspace is saved once, in order, by its own person, and never over what somebody else changed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunara.errors import Conflict, InvalidInput, LunaraError, NotFound, NotPermitted, Unavailable
from lunara.ui.outbox import (
    BYTES_EACH,
    BYTES_ORGANIZATION,
    KEEP_SECONDS,
    MOST_EACH,
    TURNED_AWAY_MOST,
    WORDS_MOST,
    Change,
    Outbox,
    Unchanged,
    words_of,
)
from lunara.workspace.outage import outage, trouble_of
from lunara.workspace.records import Principal
from lunara.workspace.store import Store

ANA = Principal("ana", "shop", "ana@x.test", "Ana", "editor")
AWAY = outage("away", maybe_done=False)
TURNED_AWAY = outage("away", maybe_done=False, turned_away=True)


@dataclass(frozen=True)
class Row:
    name: str
    note: str = ""


class Shop:
    """A store as somebody: what is called is written down; `errors` are raised, one a call."""

    def __init__(self, principal: Principal = ANA, *errors: LunaraError | None) -> None:
        self.principal, self.errors = principal, list(errors)
        self.called: list[tuple[Any, ...]] = []
        self.row = Row("before")
        self.way_is_blocked = False

    def _call(self, *what: Any) -> Any:
        error = self.errors.pop(0) if self.errors else None
        if error is not None:
            raise error
        self.called.append(what)
        return what

    def save(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("save", *args, *kwargs.values())

    def recent_projects(self, *, limit: int) -> list[Any]:
        if self.way_is_blocked:
            raise TURNED_AWAY
        return []

    def publish(self, *args: Any) -> Any:
        return self._call("publish", *args)

    def update(self, *args: Any, **kwargs: Any) -> Any:
        self.row = replace(self.row, **kwargs)
        return self._call("update", *kwargs.values())

    def get(self, _: str) -> Row:
        if not self.row.name:
            raise NotFound("It does not exist.")
        return self.row


def as_store(shop: Shop) -> Store:
    return cast(Store, shop)


OWNER = ("shop", "ana")


def change(what: str, *args: Any, method: str = "save", **more: Any) -> Change:
    return Change(what, f"The {what}", method, args, more.pop("kwargs", {}), **{"shown": True, **more})


def update(box: Outbox, *, seen: Row, **said: str) -> None:
    box.put(OWNER, change("row", "id", method="update", kwargs=said, unchanged=Unchanged("get", ("id",), seen, said)))


def test_what_waits_is_saved_once_and_in_order() -> None:
    box, shop = Outbox(), Shop()
    for what in ("model", "dashboard", "report"):
        box.put(OWNER, change(what, what))
    assert [done.error for done in box.send(as_store(shop))] == [None, None, None]
    assert shop.called == [("save", "model"), ("save", "dashboard"), ("save", "report")]
    assert box.send(as_store(shop)) == () and len(shop.called) == 3 and box.waiting(OWNER) == ()


def test_the_newer_takes_the_place_of_the_older() -> None:
    box, shop = Outbox(), Shop()
    box.put(OWNER, change("dashboard", 1))
    box.put(OWNER, change("report", 1))
    box.put(OWNER, change("dashboard", 2))
    box.send(as_store(shop))
    assert shop.called == [("save", 2), ("save", 1)]


@pytest.mark.parametrize(
    "other",
    [replace(ANA, user_id="bob"), replace(ANA, organization_id="bank"), Principal("eve", "bank", "", "", "owner")],
)
def test_nobody_else_sends_or_sees_it(other: Principal) -> None:
    box, theirs = Outbox(), Shop(other)
    box.put(OWNER, change("dashboard", "mine"))
    owner = (other.organization_id, other.user_id)
    assert box.send(as_store(theirs)) == () and theirs.called == []
    assert box.waiting(owner) == () and box.find(owner, "dashboard") is None and box.take(owner, "dashboard") is None
    box.withdraw(owner, "dashboard")
    shop = Shop()
    box.send(as_store(shop))
    assert shop.called == [("save", "mine")]
    assert box.take(owner, "dashboard") is None and box.take(OWNER, "dashboard") is not None


@pytest.mark.parametrize("error", [AWAY, NotPermitted("Your sign-in has ended.", code="signed_out")])
def test_it_waits_on_while_the_workspace_is_away_and_not_at_once(error: LunaraError) -> None:
    now = 0.0
    box = Outbox(clock=lambda: now)
    box.put(OWNER, change("dashboard", 1))
    box.put(OWNER, change("report", 1))
    shop = Shop(ANA, error)
    assert box.send(as_store(shop)) == [] and shop.called == [] and len(box.waiting(OWNER)) == 2
    assert not box.due(OWNER) and box.send(as_store(shop)) == ()
    now = 60.0
    assert box.due(OWNER) and len(box.send(as_store(shop))) == 2
    assert shop.called == [("save", 1), ("save", 1)]


def test_what_is_refused_stops_nothing_and_is_told_once() -> None:
    box = Outbox()
    stale = Conflict("Someone saved.", yours={}, theirs={})
    box.put(OWNER, change("dashboard", 1))
    box.put(OWNER, change("dashboard:status", 1, method="publish", after="dashboard"))
    box.put(OWNER, change("report", 1))
    shop = Shop(ANA, stale)
    done = box.send(as_store(shop))
    assert [one.error for one in done] == [stale, stale, None]
    assert shop.called == [("save", 1)]  # and nothing is published that was not saved
    first = box.take(OWNER, "dashboard")
    assert first is not None and first.error is stale and box.take(OWNER, "dashboard") is None


def test_many_pages_that_come_back_at_once_send_it_once() -> None:
    box, shop = Outbox(), Shop()
    for number in range(20):
        box.put(OWNER, change(f"d{number}", number))
    ready = threading.Barrier(16)

    def come(_: int) -> None:
        ready.wait(10)
        box.send(as_store(shop))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(come, range(16)))
    assert shop.called == [("save", number) for number in range(20)]


@given(st.lists(st.sampled_from(["put a", "put b", "away", "send", "refuse"]), max_size=30))
def test_however_it_comes_and_goes_the_last_of_each_is_saved_and_nothing_twice(steps: list[str]) -> None:
    now = 0.0
    box, shop = Outbox(clock=lambda: now), Shop()
    put: list[tuple[str, int]] = []
    refused = 0
    for number, step in enumerate(steps):
        now += 100.0
        if step.startswith("put"):
            box.put(OWNER, change(step[-1], (step[-1], number)))
            put.append((step[-1], number))
            continue
        waits = bool(box.waiting(OWNER))
        shop.errors = [AWAY] if step == "away" else [InvalidInput("No.")] if step == "refuse" else []
        refused += step == "refuse" and waits
        box.send(as_store(shop))
    now, shop.errors = now + 100.0, []
    box.send(as_store(shop))
    saved = [call[1] for call in shop.called]
    assert len(saved) == len(set(saved)) and set(saved) <= set(put)
    last = {name: max(number for one, number in put if one == name) for name, _ in put}
    missing = [name for name, number in last.items() if (name, number) not in saved]
    assert len(missing) <= refused and box.waiting(OWNER) == ()


def test_a_record_that_somebody_changed_meanwhile_is_not_written_over() -> None:
    box, shop = Outbox(), Shop()
    update(box, seen=Row("before"), name="mine")
    shop.row = Row("theirs")
    (done,) = box.send(as_store(shop))
    assert isinstance(done.error, Conflict) and shop.called == [] and shop.row == Row("theirs")


def test_a_change_whose_answer_was_lost_is_known_as_saved() -> None:
    box, shop = Outbox(), Shop()
    update(box, seen=Row("before"), name="mine")
    shop.row = Row("mine")
    (done,) = box.send(as_store(shop))
    assert done.error is None and shop.called == []


def test_two_changes_of_one_record_are_both_saved() -> None:
    box, shop = Outbox(), Shop()
    update(box, seen=Row("before"), name="mine")
    update(box, seen=Row("before"), note="said")
    box.send(as_store(shop))
    assert shop.row == Row("mine", "said") and len(shop.called) == 1


def test_a_record_that_is_gone_is_told() -> None:
    box, shop = Outbox(), Shop()
    update(box, seen=Row("before"), name="mine")
    shop.row = Row("")
    (done,) = box.send(as_store(shop))
    assert isinstance(done.error, Conflict) and "deleted" in done.error.message


def test_it_does_not_grow_without_end_nor_wait_for_ever() -> None:
    now = 0.0
    box = Outbox(clock=lambda: now)
    for number in range(MOST_EACH):
        box.put(OWNER, change(str(number)))
    with pytest.raises(Unavailable, match="Too much waits"):
        box.put(OWNER, change("one more"))
    box.put(OWNER, change("1", "newer"))
    now = KEEP_SECONDS + 1
    assert box.waiting(OWNER) == ()


def test_nothing_of_it_is_in_a_log(caplog: pytest.LogCaptureFixture) -> None:
    box = Outbox()
    box.put(OWNER, change("dashboard", "4111 1111"))
    box.send(as_store(Shop(ANA, InvalidInput("No."))))
    assert "4111" not in caplog.text and "4111" not in repr(change("dashboard", "4111 1111"))
    assert "refused" in caplog.text


def test_what_is_lost_with_the_process_is_said(caplog: pytest.LogCaptureFixture) -> None:
    box = Outbox()
    box.close()
    assert not caplog.records
    box.put(OWNER, change("dashboard", 1))
    box.close()
    assert "lost with this process: 1" in caplog.text


class Firewall(Shop):
    """Something before the store lets nothing through that has a certain word in it."""

    def save(self, *args: Any, **kwargs: Any) -> Any:
        if "or 1=1" in args:
            raise TURNED_AWAY
        return super().save(*args, **kwargs)


def test_what_is_turned_away_again_and_again_is_given_up_and_holds_nothing_back() -> None:
    now = 0.0
    box, shop = Outbox(clock=lambda: now), Firewall()
    box.put(OWNER, change("bad", "or 1=1"))
    box.put(OWNER, change("bad:status", 1, method="publish", after="bad"))
    box.put(OWNER, change("good", "fine"))
    done = []
    for tries in range(TURNED_AWAY_MOST):
        assert len(box.waiting(OWNER)) == 3, tries
        done += box.send(as_store(shop))
        now += 60
    assert [(one.change.what, one.error is None) for one in done] == [
        ("bad", False), ("bad:status", False), ("good", True),
    ]  # fmt: skip
    error = done[0].error
    assert error is not None and trouble_of(error) is None and "did not let it through" in error.message
    assert shop.called == [("save", "fine")] and box.waiting(OWNER) == ()
    kept = box.take(OWNER, "bad")
    assert kept is not None and kept.change.args == ("or 1=1",)  # whoever shows it has what it was


def test_a_newer_one_is_tried_anew() -> None:
    now = 0.0
    box, shop = Outbox(clock=lambda: now), Firewall()
    for _ in range(2 * TURNED_AWAY_MOST):
        box.put(OWNER, change("bad", "or 1=1"))
        assert box.send(as_store(shop)) == []
        now += 60


def test_nothing_is_given_up_while_the_whole_way_is_blocked() -> None:
    now = 0.0
    box, shop = Outbox(clock=lambda: now), Firewall()
    shop.way_is_blocked = True
    box.put(OWNER, change("bad", "or 1=1"))
    for _ in range(10 * TURNED_AWAY_MOST):
        assert box.send(as_store(shop)) == []
        now += 60
    assert len(box.waiting(OWNER)) == 1


def test_what_came_of_it_is_kept_only_for_who_shows_it_and_not_for_ever() -> None:
    now = 0.0
    box, shop = Outbox(clock=lambda: now), Shop()
    for number in range(3 * MOST_EACH):
        box.put(OWNER, change(f"turn:{number}", number, shown=False))
        box.put(OWNER, change(f"artifact:{number}", number))
        box.send(as_store(shop))
    kept = [number for number in range(3 * MOST_EACH) if box.take(OWNER, f"artifact:{number}") is not None]
    assert kept == list(range(2 * MOST_EACH, 3 * MOST_EACH))
    assert box.take(OWNER, f"turn:{3 * MOST_EACH - 1}") is None
    box.put(OWNER, change("dashboard", 1))
    box.send(as_store(shop))
    now = KEEP_SECONDS + 1
    assert box.take(OWNER, "dashboard") is None


def test_what_comes_after_one_knows_what_came_of_it_though_nobody_shows_it() -> None:
    now = 0.0
    box, no = Outbox(clock=lambda: now), InvalidInput("No.")
    box.put(OWNER, change("first", 1, shown=False))
    box.put(OWNER, change("between", 1, shown=False))
    box.put(OWNER, change("second", 1, shown=False, after="first"))
    box.send(as_store(Shop(ANA, no, AWAY)))
    now = 60.0
    assert [one.error for one in box.send(as_store(Shop()))] == [None, no]


def test_what_one_person_or_organization_has_waiting_leaves_room_for_others() -> None:
    box, large = Outbox(), "x" * (BYTES_EACH // 2)
    box.put(OWNER, change("one", large))
    with pytest.raises(Unavailable, match="Too much waits"):
        box.put(OWNER, change("two", large))
    box.put(OWNER, change("one", large[:-1]))  # what takes its own place
    box.put(OWNER, change("small"))
    for person in range(BYTES_ORGANIZATION // BYTES_EACH * 2 - 1):
        box.put(("shop", str(person)), change("one", large[: -len("room for names") * 100]))
    with pytest.raises(Unavailable, match="Too much waits"):
        box.put(("shop", "another"), change("one", large))
    box.put(("bank", "eve"), change("one", large))


def test_what_was_to_be_saved_can_be_copied() -> None:
    row, id = Row("Day", ""), "7f1d2c8e-0f35-4c54-9a58-0f2f0a7a6b11"
    said = {"name": "Ana’s", "config": {"planner": "offline", "tables": ["orders"]}, "seen": True, "model_id": id}
    assert words_of(change("agent", id, row, kwargs=said)) == (
        "Name: Day\nName: Ana’s\nPlanner: offline\nTables: orders"
    )
    assert words_of(change("turn", id, [("user", {"text": "How much?"}), ("assistant", {"rows": [[1.5]]})])) == (
        "user\nText: How much?\nassistant\nRows: 1.5"
    )
    assert len(words_of(change("long", "x" * 2 * WORDS_MOST))) == WORDS_MOST


def test_a_part_of_a_record_is_as_it_was_seen() -> None:
    @dataclass(frozen=True)
    class Whole:
        row: Row
        counted: int

    class Counted(Shop):
        def get(self, _: str) -> Any:
            return Whole(self.row, len(self.called))

    for theirs, saved in ((None, "mine"), (Row("theirs"), "theirs")):
        box, shop = Outbox(), Counted()
        seen = Unchanged("get", ("id",), shop.row, {"name": "mine"}, part="row")
        box.put(OWNER, change("row", "id", method="update", kwargs={"name": "mine"}, unchanged=seen))
        shop.row = theirs or shop.row
        (done,) = box.send(as_store(shop))
        assert isinstance(done.error, Conflict) is (theirs is not None) and shop.row.name == saved


def test_what_comes_while_it_is_sent_stays() -> None:
    box = Outbox()
    box.put(OWNER, change("dashboard", 1))

    class Busy(Shop):
        def save(self, *args: Any, **kwargs: Any) -> Any:
            if not self.called:
                box.put(OWNER, change("dashboard", 2))
            return super().save(*args, **kwargs)

    shop = Busy()
    box.send(as_store(shop))
    box.send(as_store(shop))
    assert shop.called == [("save", 1), ("save", 2)]
