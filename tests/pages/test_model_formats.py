"""Import and export on the Model page: what is shown before anything is saved, what is saved, and who may."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from lunara.errors import NotPermitted
from lunara.semantic.formats import Documents, import_model
from lunara.semantic.model import SemanticModel
from lunara.ui import jobs, model_formats
from lunara.ui.components.model_formats import ImportState
from lunara.ui.model_desk import ModelDesk
from lunara.ui.receiving import INBOX, Chosen
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.coroutines import finished
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import MODEL, Shop, drop_changes, labels, make_shop, press
from tests.pages.test_connect import arriving, page_state_of
from tests.pages.test_home import sign_in_as

CUBES = b"""
cubes:
  - name: orders
    sql_table: main.orders
    title: "Orders *all*"
    joins: [{name: customers, relationship: many_to_one, sql: "{CUBE}.customer_id = {customers.id}"}]
    dimensions:
      - {name: id, sql: id, type: number, primary_key: true}
      - {name: channel, sql: channel, type: string}
      - {name: odd, sql: "{FILTER_PARAMS.orders.channel.filter('x')}", type: string}
    measures: [{name: turnover, type: sum, sql: amount}]
  - name: customers
    sql_table: main.customers
    dimensions: [{name: id, sql: id, type: number, primary_key: true}, {name: country, sql: country, type: string}]
  - name: parcels
    sql_table: main.parcels
    dimensions: [{name: id, sql: id, type: number, primary_key: true}]
"""


def import_page(open_page: OpenPage, shop: Shop, *files: tuple[str, bytes], **query: str) -> AppTest:
    """The page with these files read."""
    app = open_page("model", project=shop.project.id, model="import", **query)
    batch = page_state_of(app, ImportState, shop.project.id).batch
    assert batch is not None
    INBOX.expect(batch, [Chosen(str(at), name, len(data)) for at, (name, data) in enumerate(files)], 10_000_000)
    for at, (_, data) in enumerate(files):
        finished(INBOX.take(batch.deliveries[str(at)].ticket, batch.seal, arriving(data)))
    app.run()
    press(app, f"Read {len(files)} file{'s' if len(files) > 1 else ''}")
    for job in list(jobs._jobs.values()):
        job.wait(30)
    return app.run()


def test_what_was_read_and_what_did_not_fit_is_shown_before_anything_is_saved(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path)
    app = import_page(open_page, shop, ("cubes.yml", CUBES))
    assert not app.exception
    assert "**Cube**" in words(app) and "3 tables, 5 dimensions, 1 measure, 1 relationship" in words(app)
    assert any(box.label.startswith("**Lost: 1**") for box in app.expander)
    assert "template" in words(app)
    assert any("1 thing of it is not in" in box.label for box in app.expander)
    assert "main\\.parcels is not in the warehouse" in words(app)
    assert len(local_store.list_semantic_models(shop.project.id)) == 1


def test_much_that_did_not_fit_is_a_table(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path)
    odd = "".join(f"      - {{name: d{number}, sql: '{{gone}}', type: string}}\n" for number in range(40)).encode()
    app = import_page(
        open_page, shop, ("c.yml", b"cubes:\n  - name: orders\n    sql_table: orders\n    dimensions:\n" + odd)
    )
    assert any(box.label.startswith("**Lost: 40**") for box in app.expander)
    assert list(app.dataframe[0].value["What"]) == [f"d{number}" for number in range(40)]


def test_it_becomes_a_new_model_of_the_project(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path)
    app = import_page(open_page, shop, ("cubes.yml", CUBES))
    next(box for box in app.text_input if box.label == "Name of the model").set_value("From *Cube*").run()
    press(app, "Import")
    assert not app.exception and app.title[0].value == "From \\*Cube\\*"
    head = next(one for one in local_store.list_semantic_models(shop.project.id) if one.name == "From *Cube*")
    saved = local_store.get_semantic_model_version(head.id, 1)
    model = SemanticModel.model_validate(saved.content)
    assert [table.name for table in model.tables] == ["orders", "customers", "parcels"]
    assert model.dialect == "duckdb", "that of the data source"
    assert (head.published_version, head.data_source_id, saved.note) == (
        None,
        shop.source.id,
        "Imported from Cube: cubes.yml",
    )


def test_it_becomes_unsaved_changes_of_a_model(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path)
    app = import_page(open_page, shop, ("cubes.yml", CUBES))
    next(box for box in app.selectbox if box.label == "Make it").set_value(shop.head.id).run()
    press(app, "Import")
    assert not app.exception
    desk = page_state_of(app, ModelDesk, shop.head.id)
    assert desk.changed and [table.name for table in desk.current.tables][-1] == "parcels"
    assert local_store.get_semantic_model(shop.head.id).latest_version == 1
    drop_changes(app)
    assert not page_state_of(app, ModelDesk, shop.head.id).changed


def test_a_zip_of_a_project_and_several_files(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "shop/views/orders.view.lkml", "view: orders { dimension: id { primary_key: yes type: number } }"
        )
    more = b"""view: customers { dimension: id { primary_key: yes type: number } }
    explore: orders { join: customers { sql_on: ${orders.customer_id} = ${customers.id} ;; } }"""
    app = import_page(open_page, shop, ("shop.zip", packed.getvalue()), ("more.lkml", more))
    assert "**LookML**" in words(app) and "2 tables" in words(app)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.yml", b"a: [1"),
        ("a.yml", b"hello: 1"),
        ("a.zip", b"PK\x03\x04junk"),
        ("a.lkml", b"view: {"),
        ("a.json", b"\xff\xfe"),
    ],
)
def test_what_is_no_model_is_told_and_can_be_chosen_again(
    open_page: OpenPage, local_store: Store, tmp_path: Path, name: str, data: bytes
) -> None:
    shop = make_shop(local_store, tmp_path)
    app = import_page(open_page, shop, (name, data))
    assert not app.exception and app.error
    assert "Read 1 file" in labels(app), "what has arrived is kept"
    assert len(local_store.list_semantic_models(shop.project.id)) == 1


def test_other_files_are_refused_by_name(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path)
    app = open_page("model", project=shop.project.id, model="import")
    batch = page_state_of(app, ImportState, shop.project.id).batch
    assert batch is not None
    INBOX.expect(batch, [Chosen("1", "sales.csv", 5), Chosen("2", "big.zip", 200_000_000)], 1_000_000_000)
    told = [one.error for one in batch.deliveries.values()]
    assert told[0].startswith("Files ending in .csv are not taken.") and "at most 100 MB" in told[1]


def test_a_viewer_neither_imports_nor_exports(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make_shop(store, tmp_path)
    viewer = store_as("viewer")
    sign_in_as(monkeypatch, viewer.principal)
    app = open_page("model", project=shop.project.id)
    assert not app.exception and "export_format" not in [box.key for box in app.selectbox]
    assert not {"Import one", "Draft a new one"} & set(labels(app))
    app = open_page("model", project=shop.project.id, model="import")
    assert "Import a model" not in words(app)


def test_the_functions_ask_for_the_role_themselves() -> None:
    class Viewer:
        class principal:
            @staticmethod
            def may(role: str) -> bool:
                return False

    for does in (
        lambda: model_formats.save_import(Viewer(), None, "x"),  # type: ignore[arg-type]
        lambda: model_formats.start_import(Viewer(), None, None),  # type: ignore[arg-type]
        lambda: model_formats.lay_on_desk(Viewer(), None, None),  # type: ignore[arg-type]
    ):
        with pytest.raises(NotPermitted):
            does()


def test_a_model_is_exported_with_what_does_not_fit(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path)
    app = open_page("model", project=shop.project.id)
    formats = next(box for box in app.selectbox if box.key == "export_format")
    assert {"Lunara", "Cube"} <= set(formats.options) and "LookML" not in formats.options
    formats.set_value("cube").run()
    assert not app.exception
    assert any(box.label.startswith("**Kept aside") for box in app.expander)
    (button,) = [one for one in app.get("download_button") if one.label == "Download Shop.zip" or ".zip" in one.label]
    assert button.label.endswith(".zip")
    formats = next(box for box in app.selectbox if box.key == "export_format")
    formats.set_value("ossie").run()
    assert any(box.key == "export_version_ossie" for box in app.selectbox)


def test_what_is_downloaded_is_read_again() -> None:
    from lunara.semantic.formats import export_model

    name, data = model_formats.packed(export_model(SemanticModel.model_validate(MODEL), "cube").files, "shop")
    assert name == "shop.zip"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {entry: archive.read(entry).decode() for entry in archive.namelist()}
    assert set(files) == {"cubes/orders.yml", "cubes/customers.yml"}
    assert len(import_model(Documents(files)).model.tables) == 2
    one = model_formats.packed({"deep/model.yaml": yaml.safe_dump({"a": 1})}, "shop")
    assert one == ("model.yaml", b"a: 1\n")
