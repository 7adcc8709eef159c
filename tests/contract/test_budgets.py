"""The contract of budgets, on every workspace there is: who sets them, what holds, and that what is used only ever grows."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from lunara.errors import InvalidInput, LunaraError, NotFound, NotPermitted
from lunara.workspace.budget import BudgetLimits, Exceeded
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.contract.worlds import World

GB = 1_000_000_000


def test_without_a_budget_everything_runs_and_is_counted(owner: Store) -> None:
    project = owner.create_project("P").id
    assert owner.budget_limits().none and owner.budget_limits(project).none
    assert owner.admit_query(project) is None
    assert owner.admit_query(project, 10**30) is None
    owner.count_usage(project, bytes=5, seconds=1.5, tokens=7)
    found = owner.project_budget(project)
    assert found.limits.none and found.day == datetime.now(UTC).date()
    assert (found.queries, found.used_bytes, found.used_seconds, found.used_tokens) == (2, 2**63 + 4, 1.5, 7)


def test_a_project_takes_from_the_organization_what_it_does_not_say(owner: Store, other: Store) -> None:
    one, two = owner.create_project("One").id, owner.create_project("Two").id
    everywhere = BudgetLimits(query_bytes=GB, query_seconds=30.5, day_tokens=1000)
    owner.set_budget(everywhere)
    owner.set_budget(BudgetLimits(query_bytes=5 * GB, day_bytes=10 * GB), one)
    assert owner.project_budget(one).limits == BudgetLimits(5 * GB, 30.5, None, 10 * GB, None, 1000)
    assert owner.project_budget(two).limits == everywhere
    assert owner.budget_limits(one) == BudgetLimits(query_bytes=5 * GB, day_bytes=10 * GB)
    assert owner.budget_limits() == everywhere
    owner.set_budget(BudgetLimits(), one)
    assert owner.project_budget(one).limits == everywhere
    assert other.budget_limits().none and other.project_budget(other.create_project("Theirs").id).limits.none


def test_which_limit_is_in_the_way(owner: Store) -> None:
    project = owner.create_project("P").id
    owner.set_budget(BudgetLimits(query_bytes=100, day_bytes=250, day_seconds=10), project)
    assert owner.admit_query(project, 101) == Exceeded("query_bytes", 100, 0)
    assert owner.admit_query(project, 100) is owner.admit_query(project, 100) is None
    assert owner.admit_query(project, 51) == Exceeded("day_bytes", 250, 200)
    assert owner.admit_query(project) is None, "what has no estimate runs while there is something left"
    owner.count_usage(project, bytes=50)
    assert owner.admit_query(project) == owner.admit_query(project, 0) == Exceeded("day_bytes", 250, 250)
    owner.set_budget(BudgetLimits(day_seconds=10), project)
    assert owner.admit_query(project, 100) is None
    owner.count_usage(project, seconds=10.5)
    assert owner.admit_query(project) == Exceeded("day_seconds", 10, 10.5)
    used = owner.project_budget(project)
    assert (used.queries, used.used_bytes) == (4, 350), "what was refused is not counted"


def test_a_day_is_one_of_utc_whatever_the_clock_of_the_session(world: World, owner: Store) -> None:
    project = owner.create_project("P").id
    owner.set_budget(BudgetLimits(day_bytes=100))
    owner.count_usage(project, bytes=100)
    assert owner.admit_query(project) is not None
    world.admin.execute("update public.project_usage set day = day - 1 where project_id = %s", (project,))
    assert owner.admit_query(project, 100) is None, "yesterday's is over"
    found = owner.project_budget(project)
    assert (found.used_bytes, found.day) == (100, datetime.now(UTC).date())
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12", "UTC"):
        with world.admin.transaction(force_rollback=True):
            world.admin.execute("select set_config('timezone', %s, true)", (zone,))
            day = world.admin.execute(
                "select private.today() = (clock_timestamp() at time zone 'UTC')::date"
            ).fetchone()
            assert day == (True,), zone


def test_two_at_once_do_not_both_get_the_last_of_it(world: World, owner: Store) -> None:
    project = owner.create_project("P").id
    owner.set_budget(BudgetLimits(day_bytes=1000), project)
    people = [owner, world.member(owner, "viewer"), world.member(owner, "editor"), owner]
    admitted: list[bool] = []

    def take(store: Store) -> None:
        for _ in range(10):
            admitted.append(store.admit_query(project, 90) is None)
            store.count_usage(project, tokens=1, seconds=0.5)

    threads = [threading.Thread(target=take, args=(store,)) for store in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(admitted) == 11 and len(admitted) == 40
    found = owner.project_budget(project)
    assert (found.queries, found.used_bytes, found.used_tokens, found.used_seconds) == (11, 990, 40, 20.0)


@pytest.mark.parametrize("role", ["viewer", "editor", "admin", "owner"])
def test_admins_set_budgets_and_everybody_sees_them(world: World, owner: Store, role: Role) -> None:
    project = owner.create_project("P").id
    owner.set_budget(BudgetLimits(day_bytes=100))
    member = owner if role == "owner" else world.member(owner, role)
    assert member.budget_limits() == member.project_budget(project).limits == BudgetLimits(day_bytes=100)
    for where in (None, project):
        if role in ("admin", "owner"):
            member.set_budget(BudgetLimits(day_bytes=200), where)
        else:
            with pytest.raises(NotPermitted):
                member.set_budget(BudgetLimits(day_bytes=200), where)
    expected = 200 if role in ("admin", "owner") else 100
    assert owner.project_budget(project).limits.day_bytes == expected
    assert member.admit_query(project, 10) is None
    assert owner.project_budget(project).used_bytes == 10


def test_another_organization_sees_sets_and_counts_nothing(owner: Store, other: Store) -> None:
    project = owner.create_project("P").id
    owner.set_budget(BudgetLimits(day_bytes=100), project)
    assert other.budget_limits(project).none
    for call in (
        lambda: other.project_budget(project),
        lambda: other.admit_query(project, 1),
        lambda: other.count_usage(project, bytes=1),
        lambda: other.strike_usage(project, owner.principal.user_id),
        lambda: other.set_budget(BudgetLimits(day_bytes=10**9), project),
    ):
        with pytest.raises(NotFound):
            call()
    found = owner.project_budget(project)
    assert (found.used_bytes, found.limits.day_bytes) == (0, 100)


@pytest.mark.parametrize(
    "less",
    [
        {"bytes": -1}, {"seconds": -0.5}, {"tokens": -1}, {"seconds": float("nan")}, {"seconds": float("inf")},
        {"bytes": 2**50 + 1}, {"seconds": 86_401.0}, {"tokens": 10**8 + 1},
    ],
)  # fmt: skip
def test_what_is_used_is_never_lowered_and_never_added_beyond_all_sense(owner: Store, less: dict[str, float]) -> None:
    project = owner.create_project("P").id
    owner.count_usage(project, bytes=10, seconds=10, tokens=10)
    with pytest.raises((LunaraError, ValueError)):  # JSON has no infinity
        owner.count_usage(project, **less)  # type: ignore[arg-type]
    owner.admit_query(project, -10)
    found = owner.project_budget(project)
    assert (found.used_bytes, found.used_seconds, found.used_tokens) == (10, 10, 10)


@pytest.mark.parametrize(
    "limits", [BudgetLimits(query_bytes=0), BudgetLimits(day_seconds=-1), BudgetLimits(day_tokens=0)]
)
def test_a_limit_is_more_than_nothing(owner: Store, limits: BudgetLimits) -> None:
    with pytest.raises(InvalidInput):
        owner.set_budget(limits)
    assert owner.budget_limits().none


@pytest.mark.parametrize("role", ["viewer", "editor", "admin", "owner"])
def test_admins_strike_out_what_one_person_used_today(world: World, owner: Store, role: Role) -> None:
    project, elsewhere = owner.create_project("P").id, owner.create_project("Q").id
    owner.set_budget(BudgetLimits(day_bytes=1000, day_seconds=60))
    spender, judge = world.member(owner, "viewer"), owner if role == "owner" else world.member(owner, role)
    owner.count_usage(project, bytes=100, seconds=1)
    spender.count_usage(elsewhere, bytes=5)
    spender.count_usage(project, bytes=1000, seconds=3600, tokens=7)
    assert owner.admit_query(project, 1) == Exceeded("day_bytes", 1000, 1100), "all people's together"
    if role not in ("admin", "owner"):
        with pytest.raises(NotPermitted):
            judge.strike_usage(project, spender.principal.user_id)
        assert owner.project_budget(project).used_bytes == 1100
        return
    assert judge.strike_usage(project, spender.principal.user_id)
    assert not judge.strike_usage(project, spender.principal.user_id)
    found = owner.project_budget(project)
    assert (found.used_bytes, found.used_seconds, found.used_tokens) == (100, 1, 0)
    assert owner.project_budget(elsewhere).used_bytes == 5
    assert spender.admit_query(project, 900) is None
