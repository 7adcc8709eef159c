"""Every statement that ran or was refused is in the query log, whoever wrote it: a person, a draft, a check, an index."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

import lunara.ui
from lunara.connect.warehouse import CancelToken
from lunara.errors import FanOut, UnsafeSql
from lunara.settings import Settings
from lunara.ui import cache
from lunara.ui.conversation import answer_once, run_edited_sql, subject_of, values_of
from lunara.ui.model_checking import start_check
from lunara.ui.model_desk import ModelDesk
from lunara.ui.model_drafting import start_draft
from lunara.ui.page import PageContext
from lunara.ui.warehouses import POOL, load_catalog, preview_for
from lunara.workspace.log_writer import LOG
from lunara.workspace.query_log import QueryLogEntry
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
    assert LOG.flush()
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
    twice = "select sum(c.id) from main.customers c join main.orders o on o.customer_id = c.id"
    with pytest.raises(FanOut):
        run_edited_sql(ctx, subject, twice)
    entry = logged(ctx)[0]
    assert (entry.sql, entry.outcome, "several times" in (entry.error or "")) == (twice, "refused", True)
    # the answer's own, as it stands in the box, was proven when it was compiled
    assert run_edited_sql(ctx, subject, twice, written=f"\n{twice} ").row_count == 1
    assert run_edited_sql(ctx, subject, "select count(*) from main.orders").rows() == [(24,)]
    assert logged(ctx)[0].outcome == "done"


def test_a_preview_is_there(ctx: PageContext, shop: Shop) -> None:
    catalog = load_catalog(ctx, shop.source)
    assert catalog is not None
    assert preview_for(ctx, shop.source, catalog.tables[0]).row_count > 0
    assert [entry.asked_from for entry in logged(ctx)] == ["connect preview"]


def test_a_line_tells_the_agent_the_artifact_and_the_version_of_the_model(ctx: PageContext, shop: Shop) -> None:
    agent = ctx.store.create_agent(shop.project.id, "Sales agent", config={"planner": "offline"})
    subject = subject_of(ctx, shop.head, agent)
    answer_once(ctx, subject, "revenue by country", report=lambda *_, **__: None, cancel=CancelToken())
    asked = next(entry for entry in logged(ctx) if entry.asked_from == "ask")
    assert (asked.agent_name, asked.artifact_name) == ("Sales agent", None)
    assert (asked.semantic_model_name, asked.model_version) == ("Shop model", 1)
    artifact = ctx.store.create_artifact(shop.project.id, "dashboard", "Overview", {"widgets": []})
    answer_once(
        ctx, subject_of(ctx, shop.head, None), "orders by country", report=lambda *_, **__: None, cancel=CancelToken(),
        artifact_id=artifact.id,
    )  # fmt: skip
    made = next(entry for entry in logged(ctx) if entry.asked_from == "artifact")
    assert (made.agent_name, made.artifact_name, made.model_version) == (None, "Overview", 1)


def test_the_same_question_of_another_year_is_the_same_statement(ctx: PageContext, shop: Shop) -> None:
    subject = subject_of(ctx, shop.head, None)
    for amount in (10, 20, 20):
        run_edited_sql(ctx, subject, f"select count(*) from main.orders where amount > {amount}")
    logged(ctx)
    (group,) = ctx.store.query_groups(ctx.project_id)
    assert (group.totals.queries, group.totals.from_cache) == (3, 1)


def test_a_full_disk_of_the_workspace_stops_no_query_and_is_told(
    ctx: PageContext, shop: Shop, admin_connection: psycopg.Connection[Any]
) -> None:
    admin_connection.execute(
        """
        create function private.full() returns trigger language plpgsql as $$
        begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
        create trigger full_disk before insert on public.query_log for each row execute function private.full();
        """
    )
    catalog = load_catalog(ctx, shop.source)
    assert catalog is not None
    assert preview_for(ctx, shop.source, catalog.tables[0]).row_count > 0
    assert not LOG.flush()
    assert LOG.waiting(ctx.project_id) == 1 and LOG.lost(ctx.project_id) is None
    admin_connection.execute("drop trigger full_disk on public.query_log")
    assert [entry.asked_from for entry in logged(ctx)] == ["connect preview"]
    assert LOG.waiting(ctx.project_id) == 0


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
                    "Bench",
                    "Runner",
                )
                record = given.get("record")
                if asks and (record is None or (isinstance(record, ast.Constant) and record.value is None)):
                    found.append(f"{path.name}:{node.lineno}")
    assert found == []
