"""A run that is taken away, or cannot be written, while it goes on: what was measured, and what it failed with, are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, NotFound, NotPermitted
from lunara.settings import Settings
from lunara.ui import evaluation_record
from lunara.ui.evaluating import run_suite
from lunara.ui.evaluation_record import outcomes_of
from lunara.workspace.store import Store
from tests.pages.shop import Shop, make_shop
from tests.pages.test_evaluation import RIGHT, context, expect, refusals


@pytest.fixture
def shop(local_store: Store, tmp_path: Path) -> Shop:
    return make_shop(local_store, tmp_path)


@pytest.fixture(autouse=True)
def written_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each outcome is written as it comes."""
    monkeypatch.setattr(evaluation_record, "WRITE_SECONDS", 0.0)
    monkeypatch.setattr(evaluation_record, "WRITE_SHARE", float("inf"))


class Telling:
    """A report that does something once, when a question was asked and written."""

    def __init__(self, after: int, does: Any) -> None:
        self.after, self.does = after, does

    def __call__(self, label: str, *, detail: str = "", fraction: float | None = None) -> None:
        if label == "Asking" and detail.startswith(f"{self.after} "):
            self.does()


def test_a_run_that_is_deleted_while_it_goes_on_keeps_what_was_measured(
    local_store: Store, shop: Shop, workspace_settings: Settings
) -> None:
    ctx = context(workspace_settings, local_store, shop)
    expect(local_store, shop, RIGHT, *refusals(4))
    deleted: list[str] = []

    def delete() -> None:
        (run,) = local_store.list_evaluation_runs(shop.head.id)
        deleted.append(run.id)
        local_store.delete_evaluation_run(run.id)

    ended = run_suite(ctx, shop.head, 1, "offline", report=Telling(2, delete), cancel=CancelToken())
    (kept,) = local_store.list_evaluation_runs(shop.head.id)
    assert kept.id == ended.id and deleted and kept.id not in deleted
    assert (ended.questions, ended.as_expected, ended.stopped) == (5, 5, False)
    assert len(outcomes_of(local_store.get_evaluation_run(kept.id))) == 5


def test_one_that_is_deleted_and_then_stopped_does_too(
    local_store: Store, shop: Shop, workspace_settings: Settings
) -> None:
    ctx, stop = context(workspace_settings, local_store, shop), CancelToken()
    # More than are asked at once, so that the cancel finds some that were not.
    expect(local_store, shop, RIGHT, *refusals(40))

    def delete_and_stop() -> None:
        (run,) = local_store.list_evaluation_runs(shop.head.id)
        local_store.delete_evaluation_run(run.id)
        stop.cancel()

    with pytest.raises(Cancelled):
        run_suite(ctx, shop.head, 1, "offline", report=Telling(2, delete_and_stop), cancel=stop)
    (kept,) = local_store.list_evaluation_runs(shop.head.id)
    assert kept.stopped and 2 <= kept.questions < 41


def test_what_a_run_failed_with_is_said_though_it_cannot_be_kept(
    local_store: Store, shop: Shop, workspace_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ctx, stop = context(workspace_settings, local_store, shop), CancelToken()
    # More than are asked at once, so that the cancel finds some that were not.
    expect(local_store, shop, RIGHT, *refusals(40))

    def gone(*_: Any, **__: Any) -> Any:
        raise NotPermitted("You may not write here any more.")

    def stop_and_forbid() -> None:
        monkeypatch.setattr(local_store, "go_on_with_evaluation_run", gone)
        monkeypatch.setattr(
            evaluation_record, "WRITE_SECONDS", 1e9
        )  # what was asked already is written at the end alone
        stop.cancel()

    with pytest.raises(Cancelled) as failed:
        run_suite(ctx, shop.head, 1, "offline", report=Telling(2, stop_and_forbid), cancel=stop)
    assert any("may not write" in note for note in failed.value.__notes__)


def test_a_model_that_is_gone_ends_it(local_store: Store, shop: Shop, workspace_settings: Settings) -> None:
    ctx = context(workspace_settings, local_store, shop)
    expect(local_store, shop, RIGHT, *refusals(4))
    delete = Telling(2, lambda: local_store.delete_semantic_model(shop.head.id))
    with pytest.raises(NotFound):
        run_suite(ctx, shop.head, 1, "offline", report=delete, cancel=CancelToken())
