"""Budgets where they bite: on every road that runs statements, and on the questions that go to a language model."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest

from lunara.connect.budgeted import BudgetedWarehouse
from lunara.connect.warehouse import CancelToken, Estimate, Warehouse
from lunara.errors import LunaraError, OverBudget, TimedOut, Unavailable
from lunara.guard import ReadOnlySql
from lunara.settings import Settings
from lunara.ui import budgets, cache, warehouses
from lunara.ui.budgets import TokenPurse, administrators, forget_limits, limits_in_force, over_budget
from lunara.ui.conversation import answer_once, run_edited_sql, subject_of, values_of
from lunara.ui.page import PageContext
from lunara.ui.warehouses import POOL, load_catalog, preview_for
from lunara.workspace.budget import BudgetLimits, Exceeded
from lunara.workspace.log_writer import LOG
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.pages.shop import Shop, make_shop
from tests.unit.ui.test_roles_and_tenants import seen_by
from tests.usage import use


@pytest.fixture
def shop(store: Store, tmp_path: Path) -> Iterator[Shop]:
    cache._MEMORY.forget()
    yield make_shop(store, tmp_path)
    POOL.close()


@pytest.fixture
def ctx(workspace_settings: Settings, store: Store, shop: Shop) -> PageContext:
    return seen_by(workspace_settings, store, shop)


def allow(ctx: PageContext, **limits: float) -> None:
    ctx.store.set_budget(BudgetLimits(**limits), ctx.project_id)  # type: ignore[arg-type]
    forget_limits(ctx)


class Telling:
    """A warehouse that tells of every statement that it would read a megabyte, exactly as it is otherwise."""

    def __init__(self, warehouse: Warehouse, asked: list[str]) -> None:
        self._warehouse, self._asked = warehouse, asked

    def __getattr__(self, name: str) -> Any:
        return getattr(self._warehouse, name)

    def estimate(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Estimate:
        self._asked.append(sql.text)
        return Estimate("EXPLAIN", rows=10, bytes=1_000_000)


@pytest.fixture
def estimating(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have every warehouse estimate; the statements that it was asked about."""
    asked: list[str] = []
    monkeypatch.setattr(
        warehouses,
        "BudgetedWarehouse",
        lambda warehouse, purse: BudgetedWarehouse(cast(Warehouse, Telling(warehouse, asked)), purse),
    )
    return asked


def orders(ctx: PageContext, shop: Shop, number: int = 0) -> list[tuple[object, ...]]:
    sql = f"select count(*) from main.orders where id > {number}"
    return run_edited_sql(ctx, subject_of(ctx, shop.head, None), sql).rows()


def test_without_a_budget_nothing_is_estimated_and_what_ran_is_counted_when_it_is_logged(
    ctx: PageContext, shop: Shop, estimating: list[str]
) -> None:
    assert LOG.flush()
    before = ctx.store.project_budget(ctx.project_id)
    assert orders(ctx, shop) == [(24,)]
    assert orders(ctx, shop) == [(24,)], "a result that is at hand costs nothing"
    assert LOG.flush()
    used = ctx.store.project_budget(ctx.project_id)
    line = next(one for one in ctx.store.list_queries(ctx.project_id) if not one.from_cache)
    assert (estimating, used.queries - before.queries) == ([], 1)
    assert used.used_bytes - before.used_bytes == line.bytes > 0
    assert used.used_seconds - before.used_seconds == pytest.approx(line.elapsed_ms / 1000)
    allow(ctx, day_bytes=used.used_bytes)
    with pytest.raises(OverBudget, match="is used"):
        orders(ctx, shop, 1)
    assert LOG.flush()
    assert ctx.store.project_budget(ctx.project_id).queries == used.queries


def test_a_query_that_would_read_too_much_is_refused_and_logged(
    ctx: PageContext, shop: Shop, estimating: list[str], store_as: Callable[[Role], Store]
) -> None:
    store_as("admin")
    allow(ctx, query_bytes=500_000)
    with pytest.raises(OverBudget) as refused:
        orders(ctx, shop)
    error = refused.value
    assert "about 1.0 MB (an estimate by EXPLAIN)" in error.message and "500 kB" in error.message
    assert "Admin Test or Olga Owner can raise the limit on Settings." in error.hint
    assert dict(error.details) == {"limit": "query_bytes", "allowed": 500_000, "used": 0}
    assert LOG.flush()
    (line,) = ctx.store.list_queries(ctx.project_id)
    assert (line.outcome, line.error_code, line.estimated_bytes) == ("refused", "over_budget", 1_000_000)
    assert (line.estimate_source, line.estimated_rows, line.estimate_exact) == ("EXPLAIN", 10, False)
    catalog = load_catalog(ctx, shop.source)
    assert catalog is not None
    with pytest.raises(OverBudget):
        preview_for(ctx, shop.source, catalog.tables[0])
    with pytest.raises(LunaraError, match="would read"):
        answer_once(
            ctx, subject_of(ctx, shop.head, None), "revenue by country", report=lambda *_, **__: None, cancel=CancelToken()
        )  # fmt: skip


def test_a_day_is_used_up_and_says_how_much(ctx: PageContext, shop: Shop, estimating: list[str]) -> None:
    allow(ctx, day_bytes=2_500_000)
    for number in range(2):
        assert orders(ctx, shop, number)
    assert orders(ctx, shop, 0), "a result that is at hand costs nothing"
    with pytest.raises(OverBudget, match=r"2\.5 MB, and 2\.0 MB \(80%\) is used.*would read about 1\.0 MB") as refused:
        orders(ctx, shop, 5)
    assert "midnight UTC" in refused.value.hint
    used = ctx.store.project_budget(ctx.project_id)
    assert (used.queries, used.used_bytes) == (2, 2_000_000) and used.used_seconds > 0
    assert LOG.flush()
    told = [(line.outcome, line.estimated_bytes) for line in ctx.store.list_queries(ctx.project_id)]
    assert told.count(("done", None)) == 1 and told.count(("done", 1_000_000)) == 2
    assert ctx.store.query_totals(ctx.project_id).estimated_bytes == 2_000_000


def test_words_of_the_data_that_were_not_read_today_are_read_again_tomorrow(
    ctx: PageContext, shop: Shop, admin_connection: psycopg.Connection[tuple[object, ...]]
) -> None:
    subject = subject_of(ctx, shop.head, None)
    allow(ctx, day_bytes=1)
    use(admin_connection, ctx.store, ctx.project_id, bytes=1)
    with pytest.raises(OverBudget):
        values_of(ctx, subject)
    allow(ctx)
    assert "customers.country" in values_of(ctx, subject).fields
    cache._MEMORY.forget(what="values")
    allow(ctx, query_bytes=1)
    assert values_of(ctx, subject) is values_of(ctx, subject), "what is too large on every day is left out for good"


def test_seconds_of_a_query_are_a_time_limit_and_of_a_day_are_used_up(ctx: PageContext, shop: Shop) -> None:
    allow(ctx, query_seconds=0.2)
    subject = subject_of(ctx, shop.head, None)
    tables = ", ".join(f"main.orders {name}" for name in "abcdefgh")
    slow = f"select max(a.id + h.id) from {tables} where a.id * b.id + c.id * d.id + e.id * f.id + g.id * h.id = 17"
    with pytest.raises(TimedOut):
        run_edited_sql(ctx, subject, slow)
    used = ctx.store.project_budget(ctx.project_id).used_seconds
    assert 0.1 < used < 10
    allow(ctx, day_seconds=used / 2)
    with pytest.raises(OverBudget, match="time in the warehouse"):
        orders(ctx, shop)


def test_a_budget_of_one_project_is_not_anothers(ctx: PageContext, shop: Shop, other_store: Store) -> None:
    ctx.store.set_budget(BudgetLimits(day_bytes=1), ctx.store.create_project("Beside").id)
    other_store.set_budget(BudgetLimits(day_bytes=1))
    assert limits_in_force(ctx, ctx.project_id).none
    assert orders(ctx, shop)


def test_limits_hold_within_ten_seconds_and_survive_a_workspace_that_is_away(
    ctx: PageContext, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert limits_in_force(ctx, ctx.project_id).none
    ctx.store.set_budget(BudgetLimits(query_bytes=7), ctx.project_id)
    assert limits_in_force(ctx, ctx.project_id).none, "as it was a moment ago"
    cache._MEMORY.forget(what="budget")
    assert limits_in_force(ctx, ctx.project_id).query_bytes == 7
    cache._MEMORY.forget(what="budget")

    def away(project_id: str) -> None:
        raise Unavailable("The workspace cannot be reached.", "Try again.")

    monkeypatch.setattr(ctx.store, "project_budget", away)
    assert limits_in_force(ctx, ctx.project_id).query_bytes == 7
    cache._MEMORY.forget()
    with pytest.raises(Unavailable):
        limits_in_force(ctx, ctx.project_id)


def test_what_cannot_be_counted_has_run_all_the_same(
    ctx: PageContext, shop: Shop, admin_connection: psycopg.Connection[tuple[object, ...]]
) -> None:
    allow(ctx, day_bytes=10**9)
    admin_connection.execute("revoke execute on function public.settle_usage from authenticated")
    assert orders(ctx, shop) == [(24,)]
    admin_connection.execute("revoke execute on function public.admit_usage from authenticated")
    with pytest.raises(LunaraError):
        orders(ctx, shop, 1)


def test_tokens(ctx: PageContext, monkeypatch: pytest.MonkeyPatch) -> None:
    purse = TokenPurse(ctx.store, ctx.project_id)
    most, settle = purse.admit(800, 60)
    assert most is None
    settle(400)
    allow(ctx, question_tokens=900)
    assert purse.admit(50_000, 60)[0] == 900
    allow(ctx, question_tokens=2_000, day_tokens=2_000)
    most, settle = purse.admit(300, 60)
    assert most == 300
    assert purse.admit(5_000, 60)[0] == 400, "beside 400 used, 900 and 300 held"
    with pytest.raises(Unavailable, match="2,000 of 2,000 tokens") as over:
        purse.admit(1, 60)
    assert over.value.code == "over_budget" and "Olga Owner can raise" in over.value.hint
    settle(100)
    assert purse.admit(5_000, 60)[0] == 200
    monkeypatch.setattr(ctx.store, "settle_usage", lambda *_, **__: (_ for _ in ()).throw(Unavailable("Away.", "")))
    allow(ctx)
    purse.admit(5, 60)[1](5)  # the answer stands


def test_questions_at_once_do_not_use_the_last_tokens_twice(ctx: PageContext) -> None:
    allow(ctx, day_tokens=1_000)
    purse = TokenPurse(ctx.store, ctx.project_id)
    granted: list[int] = []

    def ask() -> None:
        try:
            most, _ = purse.admit(400, 60)
        except Unavailable:
            most = 0
        assert most is not None
        granted.append(most)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(granted, reverse=True) == [400, 400, 200, 0, 0, 0, 0, 0]


def test_too_many_at_once_is_said(ctx: PageContext) -> None:
    told = over_budget(Exceeded("at_once", 64, 64), None, ["Ada"])
    assert told.message == "64 queries and questions of yours run in this project, and 64 may run at once."
    assert not told.of_the_day


def test_words() -> None:
    exact = over_budget(Exceeded("query_bytes", 1e9, 0), Estimate("dry run", bytes=12_400_000_000, exact=True), ["Ada"])
    assert (
        exact.message
        == "This query would read exactly 12.4 GB (by dry run); one query of this project may read 1.0 GB."
    )
    assert exact.hint == "Narrow it. Ada can raise the limit on Settings."
    day = over_budget(Exceeded("day_seconds", 600, 630), None, ["A", "B", "C", "D"])
    assert day.message == (
        "Today’s budget of this project for time in the warehouse is 10.0 min, and 10.5 min (105%) is used."
    )
    assert "A, B or 2 others can raise" in day.hint
    assert "An admin of the organization" in over_budget(Exceeded("day_bytes", 1, 1), None, []).hint


@pytest.mark.parametrize(
    ("now", "left"),
    [("2026-05-01T00:00:00", "24 hours"), ("2026-05-01T22:30:00", "90 minutes"), ("2026-05-01T23:59:30", "1 minutes")],
)
def test_how_long_the_day_goes_on(monkeypatch: pytest.MonkeyPatch, now: str, left: str) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.fromisoformat(now).replace(tzinfo=UTC)

    monkeypatch.setattr(budgets, "datetime", Clock)
    assert budgets._until_midnight() == f"at midnight UTC, in {left}"


def test_a_viewer_is_told_who_can_raise_it_by_names_of_their_own_organization(
    ctx: PageContext, other_store: Store, store_as: Callable[[Role], Store]
) -> None:
    viewer = replace(ctx, store=store_as("viewer"))
    assert administrators(viewer.store) == ["Olga Owner"]
    assert administrators(other_store) == ["Otto Other"]
