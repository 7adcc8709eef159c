"""Failed attempts to sign in are given back within the same limits as they are kept, and no attempt is counted twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from lunara.errors import LunaraError, Unavailable
from lunara.ui.sign_in import activity
from lunara.ui.sign_in.failures import MOST_ACCOUNTS, MOST_VISITS, Failure, Failures
from lunara.workspace.outage import outage
from lunara.workspace.records import Principal, Visit
from lunara.workspace.store import Store


def visit(name: object) -> Visit:
    return Visit(str(name), "", "")


def test_what_is_given_back_is_not_more_than_is_kept() -> None:
    kept = Failures(lambda: 100.0)
    for number in range(20 * MOST_VISITS):
        kept.give_back("ana", [Failure(visit(number), 1, 50.0)])
    kept.add("ana", visit("new"))
    assert len(kept.take("ana")) == MOST_VISITS
    for number in range(MOST_ACCOUNTS + 5):
        kept.give_back(str(number), [Failure(visit("x"), 1, 0.0)])
    assert kept.take("0") == [] and kept.take(str(MOST_ACCOUNTS)) != []


def test_what_failed_since_stays_and_is_the_newer() -> None:
    now = 0.0
    kept = Failures(lambda: now)
    for number in range(MOST_VISITS):
        kept.add("ana", visit(number))
    taken = kept.take("ana")
    now = 60.0
    kept.add("ana", visit(0))
    kept.add("ana", visit("new"))
    kept.give_back("ana", taken)
    found = kept.take("ana")
    assert [one.visit.browser for one in found] == [*(str(number) for number in range(2, MOST_VISITS)), "0", "new"]
    assert [one.attempts for one in found if one.visit == visit(0)] == [2]


@dataclass
class Book:
    """A store that writes the attempts down, and raises `error` at the second."""

    error: LunaraError
    principal: Principal = field(default_factory=lambda: Principal("ana", "shop", "ana@x.test", "Ana", "editor"))
    written: list[str] = field(default_factory=list)

    def record_failed_sign_ins(self, visit: Visit, **_: Any) -> None:
        if len(self.written) == 1:
            raise self.error
        self.written.append(visit.browser)


@pytest.mark.parametrize(("done", "again"), [(False, ["1", "2"]), (True, ["2"])])
def test_what_may_have_been_written_is_not_written_again(
    monkeypatch: pytest.MonkeyPatch, done: bool, again: list[str]
) -> None:
    kept = Failures()
    monkeypatch.setattr(activity, "FAILURES", kept)
    for number in range(3):
        kept.add("ana@x.test", visit(number))
    with pytest.raises(Unavailable):
        activity.write_failures(cast(Store, Book(outage("away", maybe_done=done))))
    assert [one.visit.browser for one in kept.take("ana@x.test")] == again
