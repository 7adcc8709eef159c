"""Uploads on their way to a data source, over a real workspace."""

from __future__ import annotations

import io
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, InvalidInput, LunaraError, NotPermitted
from lunara.settings import Settings
from lunara.ui.connecting import SourceDraft, checked, delete_project, delete_source, offered_kinds
from lunara.ui.page import PageContext, clock_of
from lunara.ui.upload import Upload, drop_upload, read_uploads, save_upload, sweep, uploads_of
from lunara.ui.warehouses import lease_for, load_catalog, preview_for
from lunara.workspace.store import Store


class Sent(io.BytesIO):
    """A file as a browser sends it."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name, self.size = name, len(content)


def silent(label: str, *, detail: str = "", fraction: float | None = None) -> None:
    pass


def context(settings: Settings, store: Store) -> PageContext:
    organization = store.organization()
    project = store.create_project("P")
    return PageContext(settings, store.principal, store, organization, project, clock_of(organization))


@pytest.fixture
def ctx(workspace_settings: Settings, store: Store) -> PageContext:
    return context(workspace_settings, store)


def folders(ctx: PageContext) -> list[Path]:
    root = uploads_of(ctx)
    return sorted(root.iterdir()) if root.exists() else []


def test_files_become_a_source_that_can_be_read(ctx: PageContext) -> None:
    sent: list[Upload] = [Sent("sales.csv", b"id,amount\n1,2.50\n2,3.00\n"), Sent("../../etc/passwd.csv", b"a\n1\n")]
    read = read_uploads(ctx, sent, silent, CancelToken())
    assert {table.file for table in read.report.tables} == {"sales.csv", "../../etc/passwd.csv"}
    source = save_upload(ctx, read, "My files")
    path = Path(source.config["path"])
    assert path.is_relative_to(uploads_of(ctx)) and path.exists()
    assert not any("passwd" in str(file) for file in uploads_of(ctx).rglob("*"))
    catalog = load_catalog(ctx, source)
    assert catalog is not None
    table = catalog.table("sales")
    assert table is not None
    assert preview_for(ctx, source, table).row_count == 2


def test_a_bad_file_is_refused_with_its_line_and_the_good_one_is_kept(ctx: PageContext) -> None:
    bad = Sent("bad.csv", b"a,b\n1,2\n1,2,3\n")
    read = read_uploads(ctx, [Sent("good.csv", b"a,b\n1,2\n"), bad], silent, CancelToken())
    assert [table.file for table in read.report.tables] == ["good.csv"]
    (refused,) = read.report.refused
    assert (refused.file, refused.line) == ("bad.csv", 3) and refused.reason


def test_when_every_file_is_refused_nothing_stays(ctx: PageContext) -> None:
    read = read_uploads(ctx, [Sent("bad.csv", b"a,b\n1,2\n1,2,3\n")], silent, CancelToken())
    assert read.report.tables == () and folders(ctx) == []
    with pytest.raises(InvalidInput, match="nothing to save"):
        save_upload(ctx, read, "Name")


def test_a_cancelled_upload_leaves_nothing(ctx: PageContext) -> None:
    cancel = CancelToken()

    def stop(label: str, *, detail: str = "", fraction: float | None = None) -> None:
        if label != "Receiving":
            cancel.cancel()

    with pytest.raises(Cancelled):
        read_uploads(ctx, [Sent("sales.csv", b"id\n1\n")], stop, cancel)
    assert folders(ctx) == []


def test_dropping_and_sweeping_touch_only_what_was_never_saved(ctx: PageContext) -> None:
    kept = read_uploads(ctx, [Sent("a.csv", b"id\n1\n")], silent, CancelToken())
    source = save_upload(ctx, kept, "Kept")
    drop_upload(kept)
    dropped = read_uploads(ctx, [Sent("b.csv", b"id\n1\n")], silent, CancelToken())
    drop_upload(dropped)
    old = read_uploads(ctx, [Sent("c.csv", b"id\n1\n")], silent, CancelToken())
    long_ago = time.time() - 2 * 86_400
    for folder in folders(ctx):
        for mark in folder.glob("unsaved"):
            os.utime(mark, (long_ago, long_ago))
    sweep(uploads_of(ctx))
    assert folders(ctx) == [kept.folder] and not old.folder.exists()
    with lease_for(ctx, source) as warehouse:
        assert warehouse.catalog().tables


def test_new_files_take_the_place_of_the_old_ones(ctx: PageContext) -> None:
    first = read_uploads(ctx, [Sent("sales.csv", b"id\n1\n")], silent, CancelToken())
    source = save_upload(ctx, first, "Files")
    second = read_uploads(ctx, [Sent("sales.csv", b"id\n1\n2\n")], silent, CancelToken())
    changed = save_upload(ctx, second, "Files", existing=source)
    assert changed.id == source.id and changed.version > source.version
    assert folders(ctx) == [second.folder]
    table = (load_catalog(ctx, changed) or pytest.fail("no catalog")).tables[0]
    assert preview_for(ctx, changed, table).row_count == 2


def test_deleting_the_source_or_its_project_deletes_the_files(ctx: PageContext) -> None:
    for delete in ("source", "project"):
        source = save_upload(ctx, read_uploads(ctx, [Sent("a.csv", b"id\n1\n")], silent, CancelToken()), "Files")
        assert folders(ctx)
        if delete == "source":
            delete_source(ctx, source)
        else:
            delete_project(ctx, ctx.project_id)
        assert folders(ctx) == []


def test_a_source_can_never_delete_or_open_what_is_not_its_own(
    ctx: PageContext, workspace_settings: Settings, other_store: Store
) -> None:
    theirs = context(workspace_settings, other_store)
    read = read_uploads(theirs, [Sent("secret.csv", b"id\n1\n")], silent, CancelToken())
    their_source = save_upload(theirs, read, "Secret")
    path = their_source.config["path"]
    shared = replace(ctx, settings=replace(ctx.settings, supabase_url="https://x.example", supabase_key="k"))
    for kind, config in (
        ("files", {"path": path}),
        ("duckdb", {"path": path}),
        ("files", {"folder": str(read.folder)}),
    ):
        stolen = ctx.store.create_data_source(ctx.project_id, f"Stolen {kind} {len(config)}{config}", kind, config, {})
        with pytest.raises(NotPermitted), lease_for(shared, stolen):
            pass
        delete_source(ctx, stolen)
        assert Path(path).exists()


def test_a_shared_server_offers_no_kind_that_opens_its_files(workspace_settings: Settings) -> None:
    shared = replace(workspace_settings, supabase_url="https://x.example", supabase_key="k")
    assert {kind.name for kind in offered_kinds(shared)} >= {"postgres", "files"}
    assert not {"duckdb", "sqlite"} & {kind.name for kind in offered_kinds(shared)}
    with pytest.raises(NotPermitted):
        checked(shared, SourceDraft("x", "duckdb", {"path": "/etc/passwd"}, {}), {})
    assert {"duckdb", "sqlite"} <= {kind.name for kind in offered_kinds(workspace_settings)}


def test_no_name_no_source(ctx: PageContext) -> None:
    read = read_uploads(ctx, [Sent("a.csv", b"id\n1\n")], silent, CancelToken())
    with pytest.raises(LunaraError, match="no name"):
        save_upload(ctx, read, "  ")
    assert ctx.store.list_data_sources(ctx.project_id) == []


def test_a_save_that_the_workspace_refuses_leaves_the_upload_to_be_saved_or_dropped(ctx: PageContext) -> None:
    read = read_uploads(ctx, [Sent("a.csv", b"id\n1\n")], silent, CancelToken())
    with pytest.raises(LunaraError):
        save_upload(ctx, read, "x" * 10_000)
    assert ctx.store.list_data_sources(ctx.project_id) == []
    assert save_upload(ctx, read, "Short").name == "Short"
    again = read_uploads(ctx, [Sent("a.csv", b"id\n1\n")], silent, CancelToken())
    with pytest.raises(LunaraError):
        save_upload(ctx, again, "x" * 10_000)
    drop_upload(again)
    assert folders(ctx) == [read.folder]


@pytest.mark.parametrize(
    ("files", "name"),
    [
        (["orders.csv"], "orders"),
        (["sales_2024.csv", "sales_2025.csv"], "sales"),
        (["sbcustomer.csv", "sbbroker.csv"], "Shop files"),
        (["customers.csv", "customs.csv"], "Shop files"),
        (["book.xlsx", "book.xlsx"], "book"),
    ],
)
def test_a_source_is_named_by_what_its_files_share(files: list[str], name: str) -> None:
    from lunara.connect.files import IngestedTable
    from lunara.ui.components.uploads import suggested_name

    tables = [IngestedTable(name="t", file=file, rows=1, columns=(), warnings=()) for file in files]
    assert suggested_name(tables, "Shop") == name
