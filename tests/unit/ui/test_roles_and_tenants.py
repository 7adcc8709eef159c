"""What one person may see is not what another gets: roles and organizations behind caches, files and edited SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput, NotFound, NotPermitted, Unavailable, UnsafeSql
from lunara.settings import Settings
from lunara.ui import cache
from lunara.ui.connecting import SourceDraft, checked, delete_source
from lunara.ui.conversation import (
    answer_once,
    run_edited_sql,
    starter_questions,
    subject_of,
    tables_used_in,
    values_of,
)
from lunara.ui.model_desk import content_of
from lunara.ui.page import PageContext, clock_of
from lunara.ui.upload import uploads_of
from lunara.ui.warehouses import POOL, load_catalog, load_model, preview_for, refresh_catalog
from lunara.workspace.log_writer import LOG
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.pages.shop import Shop, make_shop


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    cache._MEMORY._slots.clear()
    yield
    POOL.close()


@pytest.fixture
def shop(store: Store, tmp_path: Path) -> Shop:
    return make_shop(store, tmp_path)


def seen_by(settings: Settings, store: Store, shop: Shop) -> PageContext:
    organization = store.organization()
    return PageContext(
        settings,
        store.principal,
        store,
        organization,
        store.get_project(shop.project.id).project,
        clock_of(organization),
    )


@pytest.fixture
def as_role(
    workspace_settings: Settings, store_as: Callable[[Role], Store], shop: Shop
) -> Callable[[Role], PageContext]:
    return lambda role: seen_by(workspace_settings, store_as(role), shop)


def test_a_viewer_gets_no_draft_version_from_the_editors_cache(
    as_role: Callable[[Role], PageContext], store: Store, shop: Shop
) -> None:
    secret = shop.model.model_copy(update={"instructions": "not published"})
    store.save_semantic_model(shop.head.id, content_of(secret), {}, based_on=1)
    editor, viewer = as_role("editor"), as_role("viewer")
    assert load_model(editor, shop.head.id, 2)[1].instructions == "not published"
    with pytest.raises(NotFound):
        load_model(viewer, shop.head.id, 2)
    assert load_model(viewer, shop.head.id)[1].instructions == ""
    assert load_model(viewer, shop.head.id)[1] is load_model(editor, shop.head.id)[1]


def test_an_agent_kept_to_some_tables_shares_no_words_with_the_whole_model(
    as_role: Callable[[Role], PageContext], store: Store, shop: Shop
) -> None:
    ctx = as_role("editor")
    agent = store.create_agent(shop.project.id, "Narrow", config={"tables": ["orders"]})
    whole, narrow = subject_of(ctx, shop.head, None), subject_of(ctx, shop.head, agent)
    everything, little = values_of(ctx, whole), values_of(ctx, narrow)
    assert "customers.country" in everything.fields
    assert "customers.country" not in little.fields
    assert values_of(ctx, whole) is everything and values_of(ctx, narrow) is little
    for text in starter_questions(ctx, whole):
        assert text
    assert not any("countr" in text.lower() for text in starter_questions(ctx, narrow))


def test_which_tables_are_used_is_told_to_those_who_may_read_the_log(
    as_role: Callable[[Role], PageContext], other_store: Store, shop: Shop
) -> None:
    editor, viewer = as_role("editor"), as_role("viewer")
    subject = subject_of(editor, shop.head, None)
    answer_once(editor, subject, "number of orders", report=lambda *_, **__: None, cancel=CancelToken())
    assert LOG.flush()
    cache._MEMORY._slots.clear()
    stranger = replace(
        editor, store=other_store, principal=other_store.principal, organization=other_store.organization()
    )
    assert tables_used_in(editor, subject) == {"orders": 1}
    assert tables_used_in(viewer, subject) == {} == tables_used_in(stranger, subject)


def test_a_workspace_that_is_away_keeps_nobody_from_asking(
    as_role: Callable[[Role], PageContext], shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ctx = as_role("editor")
    subject = subject_of(ctx, shop.head, None)

    def away(*_: object, **__: object) -> None:
        raise Unavailable("The workspace does not answer right now.", "Try again in a moment.", code="workspace_away")

    monkeypatch.setattr(type(ctx.store), "list_queries", away)
    assert tables_used_in(ctx, subject) == {}
    done = answer_once(ctx, subject, "number of orders", report=lambda *_, **__: None, cancel=CancelToken())
    assert done.result is not None and done.result.row_count == 1


def test_a_viewer_does_not_look_behind_the_published_model(
    as_role: Callable[[Role], PageContext], shop: Shop, store: Store
) -> None:
    editor, viewer = as_role("editor"), as_role("viewer")
    source = store.get_data_source(shop.source.id)
    source = refresh_catalog(editor, source)
    catalog = load_catalog(editor, source)
    assert catalog is not None
    assert preview_for(editor, source, catalog.tables[0]).row_count > 0
    with pytest.raises(NotPermitted):
        preview_for(viewer, source, catalog.tables[0])
    with pytest.raises(NotPermitted):
        refresh_catalog(viewer, source)
    subject = subject_of(viewer, shop.head, None)
    assert run_edited_sql(editor, subject, "select count(*) from orders").row_count == 1
    with pytest.raises(NotPermitted):
        run_edited_sql(viewer, subject, "select count(*) from orders")
    with pytest.raises(UnsafeSql):
        run_edited_sql(editor, subject, "select * from duckdb_tables()")


def test_deleting_a_source_deletes_nobody_elses_files(
    workspace_settings: Settings, store: Store, other_store: Store, shop: Shop
) -> None:
    ctx = seen_by(workspace_settings, store, shop)
    neighbours = workspace_settings.home / "uploads" / other_store.principal.organization_id / "aa"
    neighbours.mkdir(parents=True)
    (neighbours / "tables-1.duckdb").write_text("theirs")
    uploads_of(ctx).mkdir(parents=True)
    for path in (
        uploads_of(ctx) / ".." / "tables.duckdb",
        uploads_of(ctx) / "x" / ".." / ".." / other_store.principal.organization_id / "aa" / "tables-1.duckdb",
        uploads_of(ctx) / "tables.duckdb",
        neighbours / "tables-1.duckdb",
    ):
        # An admin can write the row through the workspace's API, past this app.
        source = store.create_data_source(shop.project.id, f"Files {len(str(path))}", "files", {"path": str(path)}, {})
        delete_source(ctx, source)
        assert (neighbours / "tables-1.duckdb").read_text() == "theirs"
        assert uploads_of(ctx).is_dir()


def test_a_stored_password_does_not_follow_to_another_server() -> None:
    settings = Settings(home=Path("/nowhere"))
    old = {"host": "db.example.com", "port": "5432", "database": "shop", "user": "reader", "sslmode": "require"}
    stored = {"password": "hunter2"}

    def draft(typed: str = "", **changes: str) -> SourceDraft:
        return SourceDraft("Shop", "postgres", {**old, **changes}, {"password": typed} if typed else {})

    assert checked(settings, draft(), stored, old).secrets == stored
    assert checked(settings, draft(schema="sales", database="other"), stored, old).secrets == stored
    for change in ({"host": "evil.example.net"}, {"port": "5433"}, {"sslmode": "disable"}):
        with pytest.raises(InvalidInput) as refused:
            checked(settings, draft(**change), stored, old)
        assert refused.value.details["field"] == "password" and "hunter2" not in str(refused.value)
        assert checked(settings, draft("fresh", **change), stored, old).secrets == {"password": "fresh"}
    assert "hunter2" not in repr(checked(settings, draft(), stored, old))


def test_a_shared_server_opens_no_path_that_a_row_names(
    workspace_settings: Settings, store: Store, shop: Shop, tmp_path: Path
) -> None:
    shared = replace(workspace_settings, database_url="postgresql://unused")
    ctx = seen_by(shared, store, shop)
    catalog = load_catalog(seen_by(workspace_settings, store, shop), store.get_data_source(shop.source.id))
    assert catalog is None or catalog.tables
    from lunara.ui.warehouses import lease_for

    for config in (
        {"path": str(tmp_path / "shop.duckdb")},
        {"path": str(uploads_of(ctx) / ".." / ".." / "workspace" / "passwords.json")},
        {"folder": "/etc"},
        {"path": "", "folder": "/etc"},
    ):
        source = store.create_data_source(shop.project.id, f"Row {config}", "files", config, {})
        with pytest.raises(NotPermitted), lease_for(ctx, source):
            pass
