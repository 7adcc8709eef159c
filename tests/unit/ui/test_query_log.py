"""Every statement that ran or was refused is in the query log, whoever wrote it: a person, a draft, a check, an index."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import lunara.ui
from lunara.errors import UnsafeSql
from lunara.settings import Settings
from lunara.ui import cache
from lunara.ui.conversation import run_edited_sql, subject_of, values_of
from lunara.ui.model_checking import start_check
from lunara.ui.model_desk import ModelDesk
from lunara.ui.model_drafting import start_draft
from lunara.ui.page import PageContext
from lunara.ui.warehouses import POOL, load_catalog, preview_for
from lunara.workspace.records import QueryLogEntry
from lunara.workspace.store import Store
from tests.pages.shop import Shop, make_shop
from tests.unit.ui.test_roles_and_tenants import seen_by


@pytest.fixture
def shop(store: Store, tmp_path: Path) -> Iterator[Shop]:
    cache._MEMORY.forget()
    yield make_shop(store, tmp_path)
    POOL.close()


@pytest.fixture
def ctx(workspace_settings: Settings, store: Store, shop: Shop) -> PageContext:
    return seen_by(workspace_settings, store, shop)


def logged(ctx: PageContext) -> list[QueryLogEntry]:
    return ctx.store.list_queries(ctx.project_id)


def test_the_statements_of_a_draft_and_of_a_check(ctx: PageContext, shop: Shop) -> None:
    drafted = start_draft(ctx, shop.source, "Drafted", look_at_values=True)
    assert drafted.wait(30) and drafted.status == "done", drafted.error
    told = logged(ctx)
    assert {entry.asked_from for entry in told} == {"draft"} and len(told) >= 2
    assert all(entry.data_source_id == shop.source.id and entry.sql and entry.outcome == "done" for entry in told)
    desk = ModelDesk()
    desk.take(shop.model, {}, 1)
    checked = start_check(ctx, desk, shop.head)
    assert checked.wait(30) and checked.status == "done", checked.error
    assert {entry.asked_from for entry in logged(ctx)} == {"draft", "check"}


def test_the_statements_that_read_the_warehouses_own_words(ctx: PageContext, shop: Shop) -> None:
    index = values_of(ctx, subject_of(ctx, shop.head, None))
    assert "customers.country" in index.fields
    told = [entry.sql for entry in logged(ctx) if entry.asked_from == "values"]
    assert any("country" in sql for sql in told) and any("MIN(" in sql for sql in told)


def test_edited_sql_that_was_refused_is_there_too(ctx: PageContext, shop: Shop) -> None:
    subject = subject_of(ctx, shop.head, None)
    for text in ("drop table orders", "select * from secrets"):
        with pytest.raises(UnsafeSql):
            run_edited_sql(ctx, subject, text)
        entry = logged(ctx)[0]
        assert (entry.sql, entry.outcome, entry.asked_from) == (text, "refused", "edited sql")
        assert entry.error
    assert run_edited_sql(ctx, subject, "select count(*) from main.orders").rows() == [(24,)]
    assert logged(ctx)[0].outcome == "done"


def test_a_preview_is_there(ctx: PageContext, shop: Shop) -> None:
    catalog = load_catalog(ctx, shop.source)
    assert catalog is not None
    assert preview_for(ctx, shop.source, catalog.tables[0]).row_count > 0
    assert [entry.asked_from for entry in logged(ctx)] == ["connect preview"]


def test_nothing_in_the_app_runs_statements_without_a_record() -> None:
    """`record=None` is for the command line and for tests; `run` itself and a bare Runner are not called in lunara/ui."""
    found = []
    for path in sorted(Path(next(iter(lunara.ui.__path__))).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                given = {keyword.arg: keyword.value for keyword in node.keywords}
                asks = node.func.id in (
                    "run",
                    "run_text",
                    "preview",
                    "refresh_all",
                    "answer",
                    "draft_dashboard",
                    "Runner",
                )
                record = given.get("record")
                if asks and (record is None or (isinstance(record, ast.Constant) and record.value is None)):
                    found.append(f"{path.name}:{node.lineno}")
    assert found == []
