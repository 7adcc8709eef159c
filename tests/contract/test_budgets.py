"""The contract of budgets, on every workspace there is: who sets them, what holds, what is held and settled, what a day is."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from lunara.errors import InvalidInput, LunaraError, NotFound, NotPermitted
from lunara.workspace.budget import BudgetLimits, Exceeded, Hold
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.contract.worlds import World
from tests.usage import set_clock, use
from tests.workspace_data import logged

GB = 1_000_000_000


@pytest.fixture(autouse=True)
def true_clock(world: World) -> Iterator[None]:
    yield
    set_clock(world.admin, None)


def held(found: Hold | Exceeded) -> Hold:
    assert isinstance(found, Hold), found
    return found


def run(store: Store, project: str, size: int | None = None, **used: float) -> None:
    """Run a query that is estimated to read `size` bytes."""
    store.settle_usage(held(store.admit_query(project, size)), **used)  # type: ignore[arg-type]


def published(owner: Store) -> str:
    """A project in which viewers may ask."""
    project = owner.create_project("P").id
    source = owner.create_data_source(project, "S", "duckdb", {"path": "x"}, {})
    owner.publish_semantic_model(owner.create_semantic_model(project, source.id, "M", {"tables": []}, {}).id, 1)
    return project


def test_without_a_budget_everything_runs_and_is_counted(owner: Store) -> None:
    project = owner.create_project("P").id
    assert owner.budget_limits().none and owner.budget_limits(project).none
    run(owner, project, beyond=5, seconds=0.5)
    held(owner.admit_query(project, 10**30))
    asked = held(owner.admit_question(project, 30_000))
    assert asked.tokens is None
    found = owner.project_budget(project)
    assert found.limits.none and found.day == datetime.now(UTC).date()
    assert (found.queries, found.used_bytes, found.used_seconds) == (2, 2**63 + 4, 0.5)
    assert (found.used_tokens, found.held_tokens) == (0, 30_000)
    owner.settle_usage(asked, tokens=7)
    found = owner.project_budget(project)
    assert (found.queries, found.used_tokens, found.held_tokens) == (2, 7, 0)


def test_a_line_that_nobody_admitted_counts_where_there_is_no_limit(
    owner: Store,
) -> None:
    project, beside = published(owner), published(owner)
    told: dict[str, Any] = {"uncounted": True, "elapsed_ms": 1500.0, "bytes": 40}
    owner.log_queries(
        [
            logged(project, **told),
            logged(project, **{**told, "outcome": "failed", "bytes": 2}),
            logged(project, **{**told, "outcome": "refused"}),
            logged(project, **{**told, "from_cache": True}),
            logged(project, **{**told, "uncounted": False}),
            logged(beside, **{**told, "elapsed_ms": 500.0}),
        ]
    )
    found = owner.project_budget(project)
    assert (found.queries, found.used_bytes, found.used_seconds) == (2, 42, 3.0)
    assert owner.project_budget(beside).used_seconds == 0.5
    run(owner, project, 10)
    owner.set_budget(BudgetLimits(day_bytes=52), project)
    assert isinstance(owner.admit_query(project, 1), Exceeded), "what was used before the limit was set counts"
    owner.log_queries([logged(project, **told)])
    assert owner.project_budget(project).used_bytes == 52, "a line of the log fills no limited day"
    owner.set_budget(BudgetLimits(day_tokens=5), project)
    owner.log_queries([logged(project, **told)])
    assert owner.project_budget(project).used_bytes == 92
    (mine,) = owner.usage_by_person(project)
    assert (mine.user_id, mine.bytes) == (owner.principal.user_id, 92)


def test_a_line_counts_on_the_day_on_which_its_query_began_and_for_who_can_run_one(owner: Store, world: World) -> None:
    project, bare = published(owner), owner.create_project("Bare").id
    since_midnight_and_more = (datetime.now(UTC).hour + 1) * 3_600_000.0
    owner.log_queries([logged(project, uncounted=True, elapsed_ms=since_midnight_and_more)])
    assert owner.project_budget(project).queries == 0, "it began yesterday"
    viewer = world.member(owner, "viewer")
    for where, queries in ((project, 1), (bare, 0)):
        viewer.log_queries([logged(where, uncounted=True, elapsed_ms=5.0)])
        assert owner.project_budget(where).queries == queries


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


def test_which_limit_is_in_the_way(world: World, owner: Store) -> None:
    project = owner.create_project("P").id
    owner.set_budget(BudgetLimits(query_bytes=100, day_bytes=250, day_seconds=10), project)
    assert owner.admit_query(project, 101) == Exceeded("query_bytes", 100, 0)
    first = held(owner.admit_query(project, 100))
    run(owner, project, 100)
    assert owner.admit_query(project, 51) == Exceeded("day_bytes", 250, 200), "what runs and what has run"
    owner.settle_usage(first)
    assert owner.admit_query(project, 51) == Exceeded("day_bytes", 250, 200), "what was estimated is not given back"
    run(owner, project, beyond=50)  # what has no estimate runs while there is something left
    assert owner.admit_query(project) == owner.admit_query(project, 0) == Exceeded("day_bytes", 250, 250)
    owner.set_budget(BudgetLimits(day_seconds=10), project)
    run(owner, project, 100)
    use(world.admin, owner, project, seconds=10.5)
    assert owner.admit_query(project) == Exceeded("day_seconds", 10, 10.5)
    used = owner.project_budget(project)
    assert (used.queries, used.used_bytes) == (4, 350), "what was refused is not counted"


def test_a_day_is_one_of_utc_whatever_the_clock_of_the_session(world: World, owner: Store) -> None:
    project = owner.create_project("P").id
    owner.set_budget(BudgetLimits(day_bytes=100))
    use(world.admin, owner, project, bytes=100)
    assert isinstance(owner.admit_query(project), Exceeded)
    world.admin.execute("update public.project_usage set day = day - 1 where project_id = %s", (project,))
    held(owner.admit_query(project, 100))  # yesterday's is over
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
    project = published(owner)
    owner.set_budget(BudgetLimits(day_bytes=1000), project)
    people = [owner, world.member(owner, "viewer"), world.member(owner, "editor"), owner]
    admitted: list[bool] = []

    def take(store: Store) -> None:
        for number in range(10):
            found = store.admit_query(project, 90)
            admitted.append(isinstance(found, Hold))
            if isinstance(found, Hold) and number % 2:
                store.settle_usage(found)
            store.settle_usage(held(store.admit_question(project, 5)), tokens=1)

    threads = [threading.Thread(target=take, args=(store,)) for store in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(admitted) == 11 and len(admitted) == 40
    found = owner.project_budget(project)
    assert (found.queries, found.used_bytes, found.used_tokens, found.held_tokens) == (11, 990, 40, 0)


@pytest.mark.parametrize("role", ["viewer", "editor", "admin", "owner"])
def test_admins_set_budgets_and_everybody_sees_them(world: World, owner: Store, role: Role) -> None:
    project = published(owner)
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
    run(member, project, 10)
    assert owner.project_budget(project).used_bytes == member.project_budget(project).used_bytes == 10


def test_another_organization_sees_sets_and_counts_nothing(owner: Store, other: Store) -> None:
    project = owner.create_project("P").id
    owner.set_budget(BudgetLimits(day_bytes=100), project)
    assert other.budget_limits(project).none
    for call in (
        lambda: other.project_budget(project),
        lambda: other.admit_query(project, 1),
        lambda: other.admit_question(project, 1),
        lambda: other.usage_by_person(project),
        lambda: other.usage_strikes(project),
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
        {"beyond": -1}, {"seconds": -0.5}, {"tokens": -1}, {"seconds": float("nan")}, {"seconds": float("inf")},
        {"beyond": 2**40 + 1}, {"seconds": 86_401.0}, {"tokens": 10**6 + 1},
    ],
)  # fmt: skip
def test_what_is_used_is_never_lowered_and_never_added_beyond_all_sense(owner: Store, less: dict[str, float]) -> None:
    project = owner.create_project("P").id
    run(owner, project, 10, seconds=0.25)
    hold = held(owner.admit_query(project, -10))
    with pytest.raises((LunaraError, ValueError)):  # JSON has no infinity
        owner.settle_usage(hold, **less)  # type: ignore[arg-type]
    owner.settle_usage(hold, seconds=80_000)
    found = owner.project_budget(project)
    assert (found.used_bytes, found.used_tokens) == (10, 0)
    assert found.used_seconds < 60, "no more time is counted than has passed since it began"


def test_what_is_held_is_settled_once_and_by_whom_it_is(world: World, owner: Store, other: Store) -> None:
    project = published(owner)
    hold, editor = held(owner.admit_query(project, 10)), world.member(owner, "editor")
    for stranger, what in (
        (editor, hold),
        (other, hold),
        (owner, Hold(str(uuid4()), None)),
        (owner, Hold("guess", None)),
    ):
        with pytest.raises(NotFound):
            stranger.settle_usage(what)
    owner.settle_usage(hold)
    with pytest.raises(NotFound):
        owner.settle_usage(hold, beyond=10)
    assert owner.project_budget(project).used_bytes == 10


def test_who_was_let_go_counts_what_they_held_and_nothing_beyond(world: World, owner: Store) -> None:
    project = published(owner)
    owner.set_budget(BudgetLimits(day_bytes=1000, day_tokens=1000, day_seconds=100_000), project)
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    set_clock(world.admin, noon)
    gone, here = world.member(owner, "editor"), world.member(owner, "editor")
    holds = [
        (one, held(one.admit_query(project, 10, lasts=60)), held(one.admit_question(project, 20)))
        for one in (gone, here)
    ]
    owner.remove_member(gone.principal.user_id)
    set_clock(world.admin, noon + timedelta(hours=5))
    told: list[tuple[float, ...]] = []
    for one, query, question in holds:
        before = owner.project_budget(project)
        one.settle_usage(query, beyond=2**40, seconds=10_000)
        one.settle_usage(question, tokens=900_000)
        after = owner.project_budget(project)
        used = after.used_bytes - before.used_bytes, after.used_seconds - before.used_seconds
        told.append((*used, after.used_tokens - before.used_tokens))
    assert told == [(10, 60, 20), (2**40 + 10, 10_000, 900_000)]


def test_two_questions_at_once_do_not_both_get_the_last_tokens(owner: Store) -> None:
    project = owner.create_project("P").id
    owner.set_budget(BudgetLimits(question_tokens=900, day_tokens=1000), project)
    first = held(owner.admit_question(project, 800))
    assert first.tokens == 800
    second = held(owner.admit_question(project, 800))
    assert second.tokens == 200, "what the first does not hold"
    assert owner.admit_question(project, 1) == Exceeded("day_tokens", 1000, 1000)
    owner.settle_usage(first, tokens=350)
    found = owner.project_budget(project)
    assert (found.used_tokens, found.held_tokens, found.queries) == (350, 200, 0)
    assert held(owner.admit_question(project, 5_000)).tokens == 450
    owner.settle_usage(second, tokens=0)
    assert held(owner.admit_question(project, 5_000)).tokens == 200
    owner.set_budget(BudgetLimits(question_tokens=900), project)
    assert held(owner.admit_question(project, 5_000)).tokens == 900


def test_what_nobody_settles_counts_no_more_after_a_while(world: World, owner: Store) -> None:
    """As of a process that died. One that was only slow settles it all the same."""
    project = owner.create_project("P").id
    owner.set_budget(BudgetLimits(day_bytes=100, day_tokens=100), project)
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    set_clock(world.admin, noon)
    slow = held(owner.admit_query(project, 100, lasts=60))
    held(owner.admit_question(project, 100, lasts=60))
    set_clock(world.admin, noon + timedelta(seconds=59))
    assert owner.admit_query(project) == Exceeded("day_bytes", 100, 100)
    assert isinstance(owner.admit_question(project, 1), Exceeded)
    set_clock(world.admin, noon + timedelta(seconds=61))
    assert held(owner.admit_question(project, 100)).tokens == 100
    held(owner.admit_query(project, 30))
    owner.settle_usage(slow, seconds=59)
    found = owner.project_budget(project)
    assert (found.queries, found.used_bytes, found.used_seconds) == (2, 130, 59)
    set_clock(world.admin, noon + timedelta(days=3))
    held(owner.admit_query(project, 1))
    kept = world.admin.execute("select count(*) from private.usage_holds where project_id = %s", (project,)).fetchone()
    assert kept == (1,), "old ones are let go"


def test_nobody_holds_for_longer_or_more_at_once_than_makes_sense(world: World, owner: Store) -> None:
    project = published(owner)
    owner.set_budget(BudgetLimits(query_bytes=10, query_seconds=30), project)
    viewer = world.member(owner, "viewer")
    assert viewer.admit_query(project, 2**62) == Exceeded("query_bytes", 10, 0)
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    set_clock(world.admin, noon)
    for _ in range(64):
        held(viewer.admit_query(project, 10, lasts=10**9))
    assert viewer.admit_query(project, 1) == viewer.admit_question(project, 1) == Exceeded("at_once", 64, 64)
    held(owner.admit_query(project, 10))
    assert owner.project_budget(project).used_bytes == 650
    set_clock(world.admin, noon + timedelta(seconds=631))  # the time of a query, and what its rows may take
    found = owner.project_budget(project)
    assert (found.used_bytes, found.queries) == (0, 0)
    held(viewer.admit_query(project, 1))


def test_who_cannot_run_anything_holds_nothing(world: World, owner: Store) -> None:
    project = owner.create_project("P").id
    viewer, editor = world.member(owner, "viewer"), world.member(owner, "editor")
    for ask in (lambda: viewer.admit_query(project, 1), lambda: viewer.admit_question(project, 1)):
        with pytest.raises(NotPermitted):
            ask()
    held(editor.admit_query(project, 1))
    assert owner.project_budget(project).used_bytes == 1


def test_a_query_over_midnight_counts_on_the_day_it_began(world: World, owner: Store) -> None:
    """Midnight is UTC's, whatever the time zone of the organization or of the session; the new day is fresh at once."""
    project = owner.create_project("P").id
    owner.set_budget(BudgetLimits(day_bytes=100, day_tokens=100), project)
    before = datetime(2026, 5, 1, 23, 59, 59, tzinfo=UTC)
    set_clock(world.admin, before)
    query, question = held(owner.admit_query(project, 100)), held(owner.admit_question(project, 100))
    assert isinstance(owner.admit_query(project, 1), Exceeded)
    set_clock(world.admin, before + timedelta(seconds=1))
    found = owner.project_budget(project)
    assert (found.day.isoformat(), found.used_bytes, found.held_tokens) == ("2026-05-02", 0, 0)
    fresh = held(owner.admit_query(project, 100))
    assert held(owner.admit_question(project, 100)).tokens == 100
    set_clock(world.admin, before + timedelta(seconds=30))
    owner.settle_usage(query, beyond=7, seconds=30)
    owner.settle_usage(question, tokens=90)
    found = owner.project_budget(project)
    assert (found.used_bytes, found.used_seconds, found.used_tokens) == (100, 0, 0)
    assert [one.under_way for one in owner.usage_by_person(project)] == [2]
    days = world.admin.execute(
        "select day::text, queries, bytes, seconds, tokens from public.project_usage where project_id = %s", (project,)
    ).fetchall()
    assert days == [("2026-05-01", 1, 107, 30.0, 90)]
    owner.settle_usage(fresh)
    assert owner.project_budget(project).used_bytes == 100


@pytest.mark.parametrize("hours", [-30, -1, 30])
def test_a_clock_that_jumps_blocks_nothing_for_long_and_loses_no_bytes(world: World, owner: Store, hours: int) -> None:
    project = owner.create_project("P").id
    owner.set_budget(BudgetLimits(day_bytes=100), project)
    noon = datetime(2026, 5, 3, 12, tzinfo=UTC)
    set_clock(world.admin, noon)
    hold = held(owner.admit_query(project, 100, lasts=600))
    jumped = noon + timedelta(hours=hours)
    set_clock(world.admin, jumped)
    if hours == -1:
        assert isinstance(owner.admit_query(project, 1), Exceeded), "it may still run"
        set_clock(world.admin, jumped + timedelta(hours=1, minutes=11))
    held(owner.admit_query(project, 100))
    owner.settle_usage(hold, seconds=20)
    told = world.admin.execute(
        "select day::text, bytes, seconds from public.project_usage where project_id = %s", (project,)
    ).fetchall()
    assert told == [("2026-05-03", 100, 20.0)]


@pytest.mark.parametrize(
    "limits", [BudgetLimits(query_bytes=0), BudgetLimits(day_seconds=-1), BudgetLimits(day_tokens=0)]
)
def test_a_limit_is_more_than_nothing(owner: Store, limits: BudgetLimits) -> None:
    with pytest.raises(InvalidInput):
        owner.set_budget(limits)
    assert owner.budget_limits().none


@pytest.mark.parametrize("role", ["viewer", "editor", "admin", "owner"])
def test_admins_strike_out_what_one_person_used_today(world: World, owner: Store, role: Role) -> None:
    project, elsewhere = published(owner), owner.create_project("Q").id
    owner.set_budget(BudgetLimits(day_bytes=1000, day_seconds=60))
    spender, judge = world.member(owner, "viewer"), owner if role == "owner" else world.member(owner, role)
    use(world.admin, owner, project, bytes=100, seconds=1)
    use(world.admin, spender, elsewhere, bytes=5)
    use(world.admin, spender, project, bytes=700, seconds=3600, tokens=7)
    running = held(spender.admit_question(project, 50))
    use(world.admin, spender, project, bytes=200)
    assert owner.admit_query(project, 1) == Exceeded("day_bytes", 1000, 1000), "all people's together"
    if role not in ("admin", "owner"):
        with pytest.raises(NotPermitted):
            judge.strike_usage(project, spender.principal.user_id)
        assert owner.project_budget(project).used_bytes == 1000 and owner.usage_strikes(project) == []
        return
    assert judge.strike_usage(project, spender.principal.user_id)
    assert not judge.strike_usage(project, str(uuid4()))
    found = owner.project_budget(project)
    assert (found.used_bytes, found.used_seconds, found.used_tokens, found.held_tokens) == (100, 1, 0, 0)
    assert owner.project_budget(elsewhere).used_bytes == 5
    held(spender.admit_query(project, 900))
    spender.settle_usage(running, tokens=3)
    assert owner.project_budget(project).used_tokens == 3, "what goes on counts from then on"
    (kept,) = owner.usage_strikes(project)
    assert (kept.user_id, kept.struck_by) == (spender.principal.user_id, judge.principal.user_id)
    assert (kept.bytes, kept.seconds, kept.tokens) == (900, 3600, 7)
    assert abs(kept.struck_at - datetime.now(UTC)) < timedelta(minutes=5)


def test_who_used_what_is_seen_by_editors_and_by_oneself(world: World, owner: Store) -> None:
    project = published(owner)
    one, two, editor = world.member(owner, "viewer"), world.member(owner, "viewer"), world.member(owner, "editor")
    use(world.admin, one, project, bytes=10, seconds=2, tokens=3)
    held(two.admit_query(project, 20))

    def seen(store: Store) -> Sequence[tuple[str, int, float, int, int]]:
        return [
            (who.user_id, who.bytes, who.seconds, who.tokens, who.under_way) for who in store.usage_by_person(project)
        ]

    both = [(two.principal.user_id, 20, 0, 0, 1), (one.principal.user_id, 10, 2, 3, 0)]
    assert seen(owner) == seen(editor) == both
    assert (seen(two), seen(one)) == (both[:1], both[1:])
    assert one.project_budget(project).used_bytes == 30, "the day is everybody's"
    assert owner.strike_usage(project, one.principal.user_id)
    assert (
        len(one.usage_strikes(project)) == len(editor.usage_strikes(project)) == 1 and two.usage_strikes(project) == []
    )
