"""Uploads on their way to a data source, over a real workspace."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import duckdb
import pytest

from lunara.build.project_export import export_project
from lunara.build.project_import import import_project
from lunara.connect.ingestion import UploadedFile
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, InvalidInput, LunaraError, NotPermitted, Unavailable
from lunara.settings import Settings
from lunara.ui.components.uploads import choose
from lunara.ui.connecting import SourceDraft, checked, delete_project, delete_source, offered_kinds, save_source
from lunara.ui.page import PageContext, clock_of
from lunara.ui.receiving import INBOX, Chosen
from lunara.ui.upload import drop_upload, read_uploads, save_upload, sweep, uploads_of
from lunara.ui.warehouses import lease_for, load_catalog, preview_for
from lunara.workspace.store import Store

Sent = Callable[[str, bytes], UploadedFile]


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    """A file that has arrived."""

    def arrive(name: str, content: bytes) -> UploadedFile:
        path = tmp_path / f"arrived-{secrets.token_hex(4)}"
        path.write_bytes(content)
        return UploadedFile(name, path)

    return arrive


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


def test_files_become_a_source_that_can_be_read(ctx: PageContext, sent: Sent) -> None:
    files = [sent("sales.csv", b"id,amount\n1,2.50\n2,3.00\n"), sent("../../etc/passwd.csv", b"a\n1\n")]
    read = read_uploads(ctx, files, silent, CancelToken())
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


def test_a_bad_file_is_refused_with_its_line_and_the_good_one_is_kept(ctx: PageContext, sent: Sent) -> None:
    bad = sent("bad.csv", b"a,b\n1,2\n1,2,3\n")
    read = read_uploads(ctx, [sent("good.csv", b"a,b\n1,2\n"), bad], silent, CancelToken())
    assert [table.file for table in read.report.tables] == ["good.csv"]
    (refused,) = read.report.refused
    assert (refused.file, refused.line) == ("bad.csv", 3) and refused.reason


def test_when_every_file_is_refused_nothing_stays(ctx: PageContext, sent: Sent) -> None:
    read = read_uploads(ctx, [sent("bad.csv", b"a,b\n1,2\n1,2,3\n")], silent, CancelToken())
    assert read.report.tables == () and folders(ctx) == []
    with pytest.raises(InvalidInput, match="nothing to save"):
        save_upload(ctx, read, "Name")


def test_a_cancelled_upload_leaves_nothing(ctx: PageContext, sent: Sent) -> None:
    cancel = CancelToken()

    def stop(label: str, *, detail: str = "", fraction: float | None = None) -> None:
        cancel.cancel()

    with pytest.raises(Cancelled):
        read_uploads(ctx, [sent("sales.csv", b"id\n1\n")], stop, cancel)
    assert folders(ctx) == []


def test_dropping_and_sweeping_touch_only_what_was_never_saved(ctx: PageContext, sent: Sent) -> None:
    kept = read_uploads(ctx, [sent("a.csv", b"id\n1\n")], silent, CancelToken())
    source = save_upload(ctx, kept, "Kept")
    drop_upload(kept)
    dropped = read_uploads(ctx, [sent("b.csv", b"id\n1\n")], silent, CancelToken())
    drop_upload(dropped)
    old = read_uploads(ctx, [sent("c.csv", b"id\n1\n")], silent, CancelToken())
    long_ago = time.time() - 2 * 86_400
    for folder in folders(ctx):
        for mark in folder.glob("unsaved"):
            os.utime(mark, (long_ago, long_ago))
    sweep(uploads_of(ctx))
    assert folders(ctx) == [kept.folder] and not old.folder.exists()
    with lease_for(ctx, source) as warehouse:
        assert warehouse.catalog().tables


def test_new_files_take_the_place_of_the_old_ones(ctx: PageContext, sent: Sent) -> None:
    first = read_uploads(ctx, [sent("sales.csv", b"id\n1\n")], silent, CancelToken())
    source = save_upload(ctx, first, "Files")
    second = read_uploads(ctx, [sent("sales.csv", b"id\n1\n2\n")], silent, CancelToken())
    changed = save_upload(ctx, second, "Files", existing=source)
    assert changed.id == source.id and changed.version > source.version
    assert folders(ctx) == [second.folder]
    table = (load_catalog(ctx, changed) or pytest.fail("no catalog")).tables[0]
    assert preview_for(ctx, changed, table).row_count == 2


def test_deleting_the_source_or_its_project_deletes_the_files(ctx: PageContext, sent: Sent) -> None:
    for delete in ("source", "project"):
        source = save_upload(ctx, read_uploads(ctx, [sent("a.csv", b"id\n1\n")], silent, CancelToken()), "Files")
        assert folders(ctx)
        if delete == "source":
            delete_source(ctx, source)
        else:
            delete_project(ctx, ctx.project_id)
        assert folders(ctx) == []


def test_files_stay_as_long_as_another_project_has_them(ctx: PageContext, sent: Sent) -> None:
    """As one that was exported and imported here again."""
    source = save_upload(ctx, read_uploads(ctx, [sent("a.csv", b"id\n1\n")], silent, CancelToken()), "Files")
    copied = import_project(ctx.store, export_project(ctx.store, ctx.project_id), name="Copy").project
    delete_source(ctx, source)
    (left,) = ctx.store.list_data_sources(copied.id)
    with lease_for(ctx, left) as warehouse:
        assert warehouse.catalog().tables
    delete_project(ctx, copied.id)
    assert folders(ctx) == []


def test_a_source_can_never_delete_or_open_what_is_not_its_own(
    ctx: PageContext, sent: Sent, workspace_settings: Settings, other_store: Store
) -> None:
    theirs = context(workspace_settings, other_store)
    read = read_uploads(theirs, [sent("secret.csv", b"id\n1\n")], silent, CancelToken())
    their_source = save_upload(theirs, read, "Secret")
    path = their_source.config["path"]
    shared = replace(ctx, settings=replace(ctx.settings, supabase_url="https://x.example", supabase_key="k"))
    for kind, config in (
        ("files", {"path": path}),
        ("duckdb", {"path": path}),
        ("files", {"folder": str(read.folder)}),
    ):
        stolen = ctx.store.create_data_source(
            ctx.project_id, f"Stolen {kind} by {next(iter(config))}", kind, config, {}
        )
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


def test_no_name_no_source(ctx: PageContext, sent: Sent) -> None:
    read = read_uploads(ctx, [sent("a.csv", b"id\n1\n")], silent, CancelToken())
    with pytest.raises(LunaraError, match="no name"):
        save_upload(ctx, read, "  ")
    assert ctx.store.list_data_sources(ctx.project_id) == []


def test_a_save_that_the_workspace_refuses_leaves_the_upload_to_be_saved_or_dropped(
    ctx: PageContext, sent: Sent
) -> None:
    read = read_uploads(ctx, [sent("a.csv", b"id\n1\n")], silent, CancelToken())
    with pytest.raises(LunaraError):
        save_upload(ctx, read, "x" * 10_000)
    assert ctx.store.list_data_sources(ctx.project_id) == []
    assert save_upload(ctx, read, "Short").name == "Short"
    again = read_uploads(ctx, [sent("a.csv", b"id\n1\n")], silent, CancelToken())
    with pytest.raises(LunaraError):
        save_upload(ctx, again, "x" * 10_000)
    drop_upload(again)
    assert folders(ctx) == [read.folder]


class Failing:
    """A store whose calls of that name fail as a workspace that has gone away does."""

    def __init__(self, store: Store, *names: str) -> None:
        self._store, self._names = store, names

    def __getattr__(self, name: str) -> object:
        return self._fail if name in self._names else getattr(self._store, name)

    def _fail(self, *args: object, **named: object) -> None:
        raise Unavailable("The workspace cannot be reached right now.")


def failing(ctx: PageContext, *names: str) -> PageContext:
    return replace(ctx, store=cast("Store", Failing(ctx.store, *names)))


def test_new_files_that_cannot_be_saved_leave_the_old_ones_as_they_were(ctx: PageContext, sent: Sent) -> None:
    first = read_uploads(ctx, [sent("sales.csv", b"id\n1\n")], silent, CancelToken())
    source = save_upload(ctx, first, "Files")
    second = read_uploads(ctx, [sent("people.csv", b"id\n1\n2\n")], silent, CancelToken())
    with pytest.raises(Unavailable):
        save_upload(failing(ctx, "update_data_source", "save_catalog"), second, "Renamed", existing=source)
    kept = ctx.store.get_data_source(source.id)
    assert kept == source and folders(ctx) == sorted([first.folder, second.folder])
    catalog = load_catalog(ctx, kept)
    assert catalog is not None and [table.name for table in catalog.tables] == ["sales"]
    assert preview_for(ctx, kept, catalog.tables[0]).row_count == 1
    drop_upload(second)
    assert folders(ctx) == [first.folder]


def test_settings_and_catalog_are_saved_in_one_call(ctx: PageContext, sent: Sent, tmp_path: Path) -> None:
    """There is nothing between the two that could fail."""
    paths = [tmp_path / "one.duckdb", tmp_path / "two.duckdb"]
    for path in paths:
        with duckdb.connect(str(path)) as connection:
            connection.execute(f"create table {path.stem} (id integer)")
    in_one = failing(ctx, "save_catalog")
    source = None
    for path in paths:
        draft = SourceDraft("Shop", "duckdb", {"path": str(path)}, {})
        with pytest.raises(Unavailable):
            save_source(
                failing(ctx, "create_data_source", "update_data_source"), draft, silent, CancelToken(), existing=source
            )
        before = ctx.store.list_data_sources(ctx.project_id)
        assert before == ([source] if source else [])
        source = save_source(in_one, draft, silent, CancelToken(), existing=source)
        catalog = load_catalog(ctx, source)
        assert source.config["path"] == str(path)
        assert catalog is not None and [table.name for table in catalog.tables] == [path.stem]
    upload = read_uploads(ctx, [sent("a.csv", b"id\n1\n")], silent, CancelToken())
    saved = save_upload(in_one, upload, "Files")
    assert saved.catalog_at is not None


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
    from lunara.connect.ingestion import IngestedTable
    from lunara.ui.components.uploads import suggested_name

    tables = [IngestedTable(name="t", file=file, rows=1, columns=(), warnings=()) for file in files]
    assert suggested_name(tables, "Shop") == name


def test_who_is_no_longer_here_gets_no_ticket(ctx: PageContext, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = INBOX.batch(ctx.organization.id, "seal", uploads_of(ctx))
    choose(ctx, batch, [Chosen("1", "a.csv", 5)])
    assert batch.deliveries["1"].ticket

    def gone(self: PageContext) -> None:
        raise Unavailable("runs again")

    monkeypatch.setattr(PageContext, "present", gone)
    with pytest.raises(Unavailable):
        choose(ctx, batch, [Chosen("1", "a.csv", 5), Chosen("2", "b.csv", 5)])
    assert list(batch.deliveries) == ["1"]
    INBOX.drop(batch)
