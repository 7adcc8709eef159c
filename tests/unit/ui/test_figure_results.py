"""Results of an artifact's figures over a warehouse that is slower than the page's patience: asked once, told once."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lunara import connect
from lunara.build.artifact import DashboardContent, Figure, Place, Widget
from lunara.connect.warehouse import Warehouse
from lunara.errors import WarehouseFailed
from lunara.semantic.query import SemanticQuery
from lunara.settings import Settings
from lunara.ui import cache, figure_results
from lunara.ui.figure_results import View, figure_models, results_before, results_of
from lunara.ui.jobs import Job, clear_job
from lunara.ui.page import PageContext
from lunara.ui.warehouses import POOL
from lunara.workspace.outage import Trouble, outage, trouble_of
from lunara.workspace.store import Store
from tests.pages.shop import Shop, make_shop
from tests.unit.ui.test_roles_and_tenants import seen_by

PATIENCE = 0.05
ENGINE_SECONDS = 0.2


class Slow:
    """A warehouse that takes its time, counts its statements, and fails where the test says."""

    code = "warehouse_failed"

    def __init__(self, inner: Warehouse, asked: Counter[str], broken: set[str]) -> None:
        self._inner, self._asked, self._broken = inner, asked, broken

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def stream(self, sql: Any, **options: Any) -> Iterator[Any]:
        self._asked[sql.text] += 1
        time.sleep(ENGINE_SECONDS)
        if any(word in sql.text for word in self._broken):
            raise WarehouseFailed("The engine said no.", "Try again.", code=self.code)
        return self._inner.stream(sql, **options)


class World:
    """A dashboard of two tiles over that warehouse, looked at as the page does."""

    def __init__(self, ctx: PageContext, shop: Shop, asked: Counter[str], broken: set[str]) -> None:
        self.ctx, self.asked, self.broken = ctx, asked, broken
        self.content = DashboardContent(
            widgets=tuple(
                Widget(
                    id=name,
                    kind="kpi",
                    place=Place(x=0, y=row, w=3, h=1),
                    figure=Figure(
                        semantic_model_id=shop.head.id, query=SemanticQuery.model_validate({"measures": [measure]})
                    ),
                )
                for row, (name, measure) in enumerate(
                    (("good", "orders.revenue"), ("other", "customers.customer_count"))
                )
            )
        )

    def run(self, view: View | None = None) -> Any:
        """One run of the page."""
        return results_of(self.ctx, "board", self.content, figure_models(self.ctx, self.content), view)

    def look(self, view: View | None = None, *, after: View | None = None) -> tuple[Any, int]:
        """The page as it is looked at: while a job goes on the panel polls and then runs the page again. How many jobs."""
        seen: list[Job] = []
        outcome = self.run(view)
        while isinstance(outcome, Job) and outcome.status in ("running", "done"):
            seen.append(outcome)
            assert len(seen) < 5, "the page goes on asking for ever"
            outcome.wait(10)
            outcome = self.run(after or view)
        return outcome, len(seen)


@pytest.fixture
def world(
    store: Store, workspace_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    cache._MEMORY.forget()
    shop = make_shop(store, tmp_path)
    asked: Counter[str] = Counter()
    broken: set[str] = set()
    opened: Callable[..., Warehouse] = connect.open_warehouse
    monkeypatch.setattr(connect, "open_warehouse", lambda *given: Slow(opened(*given), asked, broken))
    monkeypatch.setattr(figure_results, "PATIENCE_SECONDS", PATIENCE)
    yield World(seen_by(workspace_settings, store, shop), shop, asked, broken)
    POOL.close()


def test_a_slow_refresh_is_taken_once_it_is_there(world: World) -> None:
    results, jobs = world.look()
    assert jobs == 1 and set(results) == {"good", "other"}
    assert set(world.asked.values()) == {1}
    assert world.run() == results, "kept for the next run"
    assert set(world.asked.values()) == {1}


def test_one_failing_tile_does_not_ask_the_warehouse_again_and_again(world: World) -> None:
    world.broken.add("customers")
    results, jobs = world.look()
    assert jobs == 1
    assert results["good"].error is None and results["other"].error is not None
    assert max(world.asked.values()) == 1
    for _ in range(3):
        assert isinstance(world.run(), dict), "what failed a moment ago is not tried at each rerun"
    assert max(world.asked.values()) == 1


def test_a_tile_that_cannot_be_refreshed_keeps_its_numbers_and_says_so(world: World) -> None:
    first, _ = world.look()
    world.broken.add("customers")
    again, _ = world.look(View(again=True), after=View())
    assert again["good"].not_refreshed is None
    assert again["good"].result.fetched_at > first["good"].result.fetched_at
    kept = again["other"]
    assert kept.error is None and kept.result is first["other"].result
    assert kept.not_refreshed is not None and kept.not_refreshed.message == "The engine said no."
    world.broken.clear()
    mended, _ = world.look(View(again=True), after=View())
    assert mended["other"].not_refreshed is None
    assert mended["other"].result.fetched_at > first["other"].result.fetched_at


def test_numbers_that_nobody_may_read_any_more_are_not_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.look()
    monkeypatch.setattr(Slow, "code", "not_granted")
    world.broken.add("customers")
    again, _ = world.look(View(again=True), after=View())
    assert again["other"].error is not None and again["other"].result is None


def test_a_failing_tile_is_tried_again_after_a_while(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figure_results, "FRESH_FAILED_SECONDS", 0.0)
    world.broken.add("customers")
    world.look()
    world.broken.clear()
    results, _ = world.look()
    assert results["other"].error is None


def test_a_refresh_by_itself_that_is_slow_is_one_refresh(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = world.look()
    assert world.run(View(max_age=60)) == first, "not due yet"
    ahead = figure_results.now() + timedelta(seconds=61)
    monkeypatch.setattr(figure_results, "now", lambda: ahead)
    again, jobs = world.look(View(max_age=60))
    assert jobs == 1
    assert again["good"].result.fetched_at > first["good"].result.fetched_at
    assert world.run(View(max_age=60)) == again
    assert set(world.asked.values()) == {2}


def test_while_new_numbers_are_computed_those_before_can_be_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = figure_models(world.ctx, world.content)
    assert results_before(world.ctx, world.content, models, View()) is None
    first, _ = world.look()
    ahead = figure_results.now() + timedelta(seconds=figure_results.FRESH_SECONDS + 1)
    monkeypatch.setattr(figure_results, "now", lambda: ahead)
    job = world.run()
    assert isinstance(job, Job) and job.running
    assert results_before(world.ctx, world.content, models, View()) == first
    again, _ = world.look()
    assert again["good"].result.fetched_at > first["good"].result.fetched_at


def test_trying_a_failed_tile_again_leaves_the_others_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.broken.add("customers")
    world.look()
    ahead = figure_results.now() + timedelta(seconds=figure_results.FRESH_FAILED_SECONDS + 1)
    monkeypatch.setattr(figure_results, "now", lambda: ahead)
    world.look()
    assert sorted(world.asked.values()) == [1, 2]


def test_a_refresh_that_takes_longer_than_its_interval_still_ends(world: World) -> None:
    """Its age counts from its end: the first tile's numbers are older than the interval when the last one comes."""
    results, jobs = world.look(View(max_age=ENGINE_SECONDS / 2))
    assert isinstance(results, dict) and jobs == 1
    assert max(world.asked.values()) == 1


def test_refresh_pressed_over_a_slow_warehouse_asks_once_more(world: World) -> None:
    world.look()
    # The flag is taken by the run that presses; the run after the panel has none.
    results, jobs = world.look(View(again=True), after=View())
    assert jobs == 1 and set(world.asked.values()) == {2}
    assert world.run() == results


def test_a_failed_job_stays_failed_until_it_is_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise WarehouseFailed("No.", "Try again.")

    monkeypatch.setattr(figure_results, "refresh_all", broken)
    failed, _ = world.look()
    assert isinstance(failed, Job) and failed.status == "failed"
    monkeypatch.undo()
    monkeypatch.setattr(figure_results, "PATIENCE_SECONDS", 5.0)
    for _ in range(3):
        assert world.run() is failed
    clear_job(world.ctx, failed.key)
    assert isinstance(world.run(), dict)


def test_a_cancelled_job_stays_cancelled(world: World) -> None:
    job = world.run()
    assert isinstance(job, Job)
    job.cancel()
    assert job.wait(10)
    assert world.run() is job and job.status == "cancelled"


def test_refresh_begins_a_stopped_job_anew(world: World) -> None:
    job = world.run()
    assert isinstance(job, Job)
    job.cancel()
    assert job.wait(10)
    results, _ = world.look(View(again=True), after=View())
    assert isinstance(results, dict)


def test_patience_is_had_once_and_not_at_each_rerun(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figure_results, "PATIENCE_SECONDS", 0.1)
    gate = threading.Event()
    monkeypatch.setattr(figure_results, "refresh_all", lambda *_, **__: gate.wait(10))
    job = world.run()
    assert isinstance(job, Job) and job.running
    monkeypatch.setattr(figure_results, "PATIENCE_SECONDS", 5.0)
    job.started -= 60
    began = time.monotonic()
    assert world.run() is job
    assert time.monotonic() - began < 4, "the job began a minute ago"
    job.cancel()
    gate.set()
    job.wait(10)


def test_the_workspace_is_asked_for_a_model_once_per_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.look()
    models = figure_models(world.ctx, world.content)
    for name in ("get_semantic_model", "get_data_source"):
        monkeypatch.setattr(
            type(world.ctx.store), name, lambda *_, **__: pytest.fail("the models were loaded for this run already")
        )
    assert isinstance(results_of(world.ctx, "board", world.content, models), dict)


@pytest.mark.parametrize("read", ["get_semantic_model", "get_semantic_model_version", "get_data_source"])
@pytest.mark.parametrize("trouble", ["away", "slow"])
def test_a_model_that_cannot_be_read_is_not_said_to_be_gone(
    world: World, monkeypatch: pytest.MonkeyPatch, read: str, trouble: Trouble
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise outage(trouble, maybe_done=False)

    with monkeypatch.context() as away:
        away.setattr(type(world.ctx.store), read, fail)
        results, _ = world.look()
        assert {trouble_of(one.error) for one in results.values()} == {trouble}
        assert not world.asked
    results, _ = world.look()  # as soon as it is back, and not after the time for which a failure is kept
    assert not any(one.error for one in results.values())


def test_a_model_that_was_read_is_not_lost_in_an_outage(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version never changes: an hour after it was read by somebody of the organization it is still the same."""
    world.look()
    later = time.monotonic() + 3_600
    monkeypatch.setattr(cache._MEMORY, "_clock", lambda: later)

    def fail(*_: Any, **__: Any) -> Any:
        raise outage("away", maybe_done=False)

    monkeypatch.setattr(type(world.ctx.store), "get_semantic_model_version", fail)
    models = figure_models(world.ctx, world.content)
    assert models and not models.failed


def test_a_model_that_is_gone_is_said_to_be(world: World) -> None:
    store = world.ctx.store
    head = store.get_semantic_model(world.content.widgets[0].figure.semantic_model_id)  # type: ignore[union-attr]
    store.delete_semantic_model(head.id)
    results, _ = world.look()
    assert {one.error.message for one in results.values() if one.error} == {
        "The semantic model of this figure is gone or not published."
    }
