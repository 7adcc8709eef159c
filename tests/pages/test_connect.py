"""Connect: form, test, save, browse, change, delete, refuse."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from lunara.connect import open_warehouse
from lunara.errors import Cancelled
from lunara.settings import Settings, load_settings
from lunara.ui import jobs
from lunara.ui.components import sources
from lunara.ui.components.uploads import UploadState
from lunara.ui.receiving import INBOX, Chosen
from lunara.workspace.log_writer import LOG
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.coroutines import finished
from tests.pages.conftest import OpenPage, words
from tests.pages.test_home import sign_in_as

T = TypeVar("T")


def button(app: AppTest, label: str) -> None:
    next(found for found in app.button if found.label == label).click()
    app.run()
    for job in list(jobs._jobs.values()):
        assert job.wait(30)
    app.run()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A small DuckDB file with odd names, a key, and a table without rows."""
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table customers (id integer primary key, name varchar)")
        connection.execute(
            'create table "select" (id integer, customer_id integer references customers(id), "weird ""name" varchar)'
        )
        connection.execute("create table nothing (a integer)")
        connection.execute("insert into customers values (1, '<b>Ann</b>'), (2, '**Bob**')")
        connection.execute("insert into \"select\" values (1, 1, 'x')")
    return path


def fill(app: AppTest, **labels: str) -> None:
    for label, value in labels.items():
        next(box for box in app.text_input if box.label.startswith(label.replace("_", " "))).set_value(value)


def connect_shop(open_page: OpenPage, project_id: str, shop: Path) -> AppTest:
    app = open_page("connect", project=project_id)
    button(app, "Connect DuckDB file")
    fill(app, Name="Shop", Database_file=str(shop))
    button(app, "Save")
    return app


def test_an_empty_project_shows_what_can_be_connected(open_page: OpenPage, local_store: Store) -> None:
    project = local_store.create_project("P")
    app = open_page("connect", project=project.id)
    assert not app.exception
    assert {"Connect DuckDB file", "Connect SQLite file"} <= {found.label for found in app.button}


def test_a_file_is_tested_saved_and_browsed(open_page: OpenPage, local_store: Store, shop: Path) -> None:
    project = local_store.create_project("P")
    app = open_page("connect", project=project.id)
    button(app, "Connect DuckDB file")
    fill(app, Name="Shop", Database_file=str(shop))
    button(app, "Test connection")
    assert any("read\\-only" in found.value for found in app.success)
    assert local_store.list_data_sources(project.id) == []
    button(app, "Save")
    assert not app.error
    (source,) = local_store.list_data_sources(project.id)
    assert (source.name, source.kind, source.config["path"]) == ("Shop", "duckdb", str(shop))
    assert source.catalog_at is not None
    labels = [found.label for found in app.button]
    assert any(label.startswith("select") for label in labels) and any(
        label.startswith("customers") for label in labels
    )
    next(found for found in app.button if found.label.startswith("select")).click()
    app.run()
    columns = app.dataframe[0].value
    assert list(columns["Column"]) == ["id", "customer_id", 'weird "name']
    assert list(columns["Key"])[1] == "→ customers.id"
    app.segmented_control[0].set_value("Preview").run()
    assert app.dataframe[0].value.iloc[0, 2] == "x"
    assert LOG.flush()
    (logged,) = local_store.list_queries(project.id)
    assert (logged.asked_from, logged.outcome, logged.rows) == ("connect preview", "done", 1)


def test_the_preview_shows_values_as_results_do(open_page: OpenPage, local_store: Store, shop: Path) -> None:
    with duckdb.connect(str(shop)) as connection:
        connection.execute("create table trips as select 1 as id, interval '2 days' as took, 'x'::blob as raw")
    project = local_store.create_project("P")
    app = connect_shop(open_page, project.id, shop)
    next(found for found in app.button if found.label.startswith("trips")).click()
    app.run()
    app.segmented_control[0].set_value("Preview").run()
    shown = app.dataframe[0]
    assert shown.value["took"].tolist() == ["2 days"]
    next(found for found in app.button if found.label.startswith("nothing")).click()
    app.run()
    assert "The table has no rows." in words(app)
    assert not app.dataframe, "no grid without rows"


def test_search_looks_at_tables_and_columns(open_page: OpenPage, local_store: Store, shop: Path) -> None:
    project = local_store.create_project("P")
    app = connect_shop(open_page, project.id, shop)
    search = next(box for box in app.text_input if box.label == "Search tables and columns")
    search.set_value("weird").run()
    tables = [found.label for found in app.button if found.key and found.key.startswith("table_")]
    assert len(tables) == 1 and tables[0].startswith("select")
    next(box for box in app.text_input if box.label == "Search tables and columns").set_value("zzz").run()
    assert "Nothing matches" in words(app)


def test_a_wrong_path_is_told_in_words_and_nothing_is_saved(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    project = local_store.create_project("P")
    app = open_page("connect", project=project.id)
    button(app, "Connect DuckDB file")
    next(found for found in app.button if found.label == "Save").click()
    app.run()
    assert "has no name" in app.error[0].value
    fill(app, Name="Shop", Database_file=str(tmp_path / "missing.duckdb"))
    button(app, "Test connection")
    assert app.error and "Traceback" not in words(app)
    button(app, "Save")
    assert app.error
    assert local_store.list_data_sources(project.id) == []
    text = tmp_path / "text.duckdb"
    text.write_text("this is not a database")
    fill(app, Name="Shop", Database_file=str(text))
    button(app, "Save")
    assert app.error and local_store.list_data_sources(project.id) == []


def test_back_from_a_form_leads_to_where_it_was_opened(open_page: OpenPage, local_store: Store, shop: Path) -> None:
    project = local_store.create_project("P")
    app = connect_shop(open_page, project.id, shop)
    button(app, "Add data source")
    button(app, "Connect SQLite file")
    button(app, "Back")
    assert "What do you want to connect?" in words(app)
    button(app, "Cancel")
    button(app, "Edit")
    button(app, "Back")
    assert "Add data source" in [found.label for found in app.button]


def test_a_source_is_changed(open_page: OpenPage, local_store: Store, shop: Path, tmp_path: Path) -> None:
    project = local_store.create_project("P")
    app = connect_shop(open_page, project.id, shop)
    (source,) = local_store.list_data_sources(project.id)
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("create table moved (a integer)")
    app.button(key=f"edit_{source.id}").click().run()
    fill(app, Name="Renamed", Database_file=str(other))
    button(app, "Save")
    changed = local_store.get_data_source(source.id)
    assert changed.name == "Renamed" and changed.version > source.version
    assert any(found.label.startswith("moved") for found in app.button)
    app.button(key=f"delete_{source.id}").click().run()
    assert "Delete data source" in [found.label for found in app.button]


def test_a_source_that_went_away_says_so(open_page: OpenPage, local_store: Store, shop: Path) -> None:
    project = local_store.create_project("P")
    app = connect_shop(open_page, project.id, shop)
    shop.unlink()
    (source,) = local_store.list_data_sources(project.id)
    app.button(key=f"refresh_{source.id}").click().run()
    for job in list(jobs._jobs.values()):
        job.wait(30)
    app.run()
    assert app.error and not app.exception
    assert "Try again" in [found.label for found in app.button]


def test_an_editor_may_browse_and_not_manage(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    shop: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project = store.create_project("P")
    store.create_data_source(project.id, "Shop", "duckdb", {"path": str(shop)}, {})
    sign_in_as(monkeypatch, store_as("editor").principal)
    app = open_page("connect", project=project.id)
    assert not app.exception
    labels = [found.label for found in app.button]
    assert not {"Add data source", "Edit", "Delete"} & set(labels)


def test_three_thousand_columns(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "wide.sqlite"
    connection = sqlite3.connect(path)
    for table in range(60):
        connection.execute(f"create table t{table} ({', '.join(f'column_{table}_{n} integer' for n in range(50))})")
    connection.commit()
    connection.close()
    project = local_store.create_project("P")
    app = open_page("connect", project=project.id)
    button(app, "Connect SQLite file")
    fill(app, Name="Wide", Database_file=str(path))
    button(app, "Save")
    search = next(box for box in app.text_input if box.label == "Search tables and columns")
    assert search.placeholder == "Search 60 tables and 3,000 columns"
    search.set_value("column_37_49").run()
    assert list(app.dataframe[0].value["Column"]) == ["column_37_49"]


def paste(app: AppTest, text: str) -> None:
    next(box for box in app.text_input if box.label.startswith("Paste a connection URL")).set_value(text)


def press_in_form(app: AppTest, label: str) -> None:
    """Press a button of the form and let what it began go on."""
    next(found for found in app.button if found.label == label).click()
    app.run()


@pytest.mark.parametrize("pressed", ["Fill in", "Test connection", "Save"])
def test_a_pasted_url_fills_the_fields_and_is_forgotten(
    pressed: str, open_page: OpenPage, local_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(sources, "_begin", lambda ctx, draft, existing, save: asked.append(draft.config["host"]))
    project = local_store.create_project("P")
    app = open_page("connect", project=project.id)
    button(app, "Connect PostgreSQL")
    paste(app, "postgresql://reader:pa%20ss@db.example.com:6543/sales")
    press_in_form(app, pressed)
    shown = {box.label: box.value for box in app.text_input}
    assert shown["Host"] == "db.example.com"
    assert shown["Database"] == "sales"
    assert shown["User"] == "reader"
    assert shown["Paste a connection URL (optional)"] == ""
    assert asked == ([] if pressed == "Fill in" else ["db.example.com"])


@pytest.mark.parametrize("garbage", ["mysql://nowhere", "not a url", "secret-thing"])
def test_what_is_no_url_is_said_to_be_none_and_nothing_is_tested(
    garbage: str, open_page: OpenPage, local_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(sources, "_begin", lambda ctx, draft, existing, save: asked.append(draft.config["host"]))
    project = local_store.create_project("P")
    app = open_page("connect", project=project.id)
    button(app, "Connect PostgreSQL")
    paste(app, "postgresql://reader@db.example.com:6543/sales")
    press_in_form(app, "Fill in")
    paste(app, garbage)
    press_in_form(app, "Test connection")
    assert not app.exception and asked == []
    assert "is not a PostgreSQL URL" in words(app) and garbage not in words(app)
    press_in_form(app, "Test connection")
    assert asked == ["db.example.com"] and "is not a PostgreSQL URL" not in words(app)


def test_a_viewer_sees_that_there_is_a_source_and_not_where_nor_what_is_in_it(
    open_page: OpenPage, store: Store, store_as: Callable[[Role], Store], shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = store.create_project("P")
    source = store.create_data_source(project.id, "Shop", "duckdb", {"path": str(shop)}, {})
    store.save_catalog(
        source.id, open_warehouse("duckdb", {"path": str(shop)}, {}, load_settings({})).catalog().to_json()
    )
    sign_in_as(monkeypatch, store_as("viewer").principal)
    app = open_page("connect", project=project.id)
    assert not app.exception and not app.error
    shown = words(app)
    assert "Shop" in shown and "seen by those who build" in shown
    assert "customers" not in shown and str(shop) not in shown


def test_files_that_have_arrived_are_read_and_saved(open_page: OpenPage, local_store: Store) -> None:
    project = local_store.create_project("P")
    app = open_page("connect", project=project.id)
    button(app, "Choose files")
    assert not app.exception
    read = app.button(key=f"read_{project.id}")
    assert (read.label, read.disabled) == ("Read files", True)
    batch = page_state_of(app, UploadState, project.id).batch
    INBOX.expect(batch, [Chosen("1", "sales.csv", 12), Chosen("2", "notes.doc", 5)], 100)
    app.run()
    assert app.button(key=f"read_{project.id}").disabled, "a file is on its way"
    finished(INBOX.take(batch.deliveries["1"].ticket, batch.seal, arriving(b"id,a\n1,2\n3,4")))
    app.run()
    button(app, "Read 1 file")
    assert "from sales\\.csv" in words(app) and "2 rows" in words(app)
    assert batch.files == [], "what was read is let go of"
    button(app, "Save data source")
    (source,) = local_store.list_data_sources(project.id)
    assert (source.name, source.kind, source.catalog_at is not None) == ("sales", "files", True)


def test_a_cancelled_reading_keeps_what_has_arrived(open_page: OpenPage, local_store: Store) -> None:
    project = local_store.create_project("P")
    app = open_page("connect", project=project.id)
    button(app, "Choose files")
    batch = page_state_of(app, UploadState, project.id).batch
    INBOX.expect(batch, [Chosen("1", "sales.csv", 5)], 100)
    finished(INBOX.take(batch.deliveries["1"].ticket, batch.seal, arriving(b"id\n1\n")))
    app.run()
    app.button(key=f"read_{project.id}").click()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("lunara.ui.upload.ingest", cancelled)
        app.run()
        for job in list(jobs._jobs.values()):
            job.wait(30)
        app.run()
    assert "stopped, nothing was saved" in words(app)
    button(app, "Read 1 file")
    assert "1 row" in words(app) and not app.exception
    button(app, "Back")
    assert batch.files == []


def page_state_of(app: AppTest, kind: type[T], scope: str) -> T:
    found = app.session_state["lunara"].pages[f"{kind.__module__}.{kind.__qualname__}:{scope}"]
    assert isinstance(found, kind)
    return found


async def arriving(content: bytes) -> AsyncIterator[bytes]:
    yield content


def cancelled(*args: object, **named: object) -> None:
    raise Cancelled("Stopped.")


def test_a_form_shows_what_belongs_to_the_way_of_signing_in(open_page: OpenPage, local_store: Store) -> None:
    project = local_store.create_project("A project")
    app = open_page("connect", project=project.id)
    button(app, "Connect Snowflake")

    def labels() -> set[str]:
        return {box.label.removesuffix(" (optional)") for box in [*app.text_input, *app.text_area]}

    assert {"Private key", "Passphrase of the key"} <= labels() and not {"Password", "Token"} & labels()
    next(box for box in app.selectbox if box.label == "Sign in with").select("password").run()
    assert "Password" in labels() and not {"Private key", "Passphrase of the key", "Token"} & labels()


def test_a_source_that_came_with_a_file_of_another_server_says_so(
    open_page: OpenPage, local_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = local_store.create_project("P").id
    local_store.create_data_source(
        project, "W", "duckdb", {"path": "/srv/elsewhere.duckdb"}, {}, catalog={"tables": []}
    )
    assert "names a file on the server" not in words(open_page("connect", project=project))
    monkeypatch.setattr(Settings, "is_shared", property(lambda _: True))
    sign_in_as(monkeypatch, local_store.principal)
    app = open_page("connect", project=project)
    assert not app.exception and "names a file on the server" in words(app) and "Upload the file instead" in words(app)
