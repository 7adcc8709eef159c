"""Model: working through a review, its editor, previews, numbers before and after, versions, and what outlives the server."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lunara.build.artifact import DashboardContent, Figure, content_json
from lunara.build.kinds.dashboard import add_tile
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.semantic.yaml import dump_model
from lunara.ui.components.model_tables import _edited
from lunara.ui.model_desk import content_of
from lunara.ui.model_drafts import DRAFTS
from lunara.ui.unsaved import UNSAVED
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import MODEL, REVIEW, Shop, click, labels, make_shop, press, view
from tests.pages.test_home import sign_in_as
from tests.pages.test_model import desk_of

REVENUE = "measure:orders.revenue"


def box(app: AppTest, label: str) -> Any:
    return next(found for found in app.text_input if found.label == label)


def choice(app: AppTest, label: str) -> Any:
    return next(found for found in app.selectbox if found.label == label)


def shown(app: AppTest) -> str:
    return words(app).replace("\\", "")


def open_item(app: AppTest, key: str) -> AppTest:
    """What the button in the item's row does."""
    desk_of(app).open_item(key)
    return app.run()


def wide_shop(store: Store, folder: Path, tables: int) -> Shop:
    """The shop with many more tables in its model, all over the same relation, each referring to customers."""
    shop = make_shop(store, folder)
    more = [
        {
            **MODEL["tables"][0],
            "name": f"{('sales', 'stock', 'staff')[n % 3]}_{n}",
            "label": f"Table {n}",
            "measures": [],
        }  # type: ignore[index]
        for n in range(tables)
    ]
    joins = [{**MODEL["relationships"][0], "name": f"r{n}", "from_table": t["name"]} for n, t in enumerate(more)]  # type: ignore[index]
    content = {
        **MODEL,
        "tables": [*MODEL["tables"], *more],  # type: ignore[misc]
        "relationships": [*MODEL["relationships"], *joins],  # type: ignore[misc]
    }
    review = {f"dimension:{t['name']}.channel": {"status": "proposed", "confidence": 0.5} for t in more}
    store.save_semantic_model(shop.head.id, content, {**REVIEW, **review}, based_on=1)
    return shop


def test_filters_find_across_the_model_and_bulk_decisions_are_undone(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path, review=REVIEW)
    app = open_page("model", project=shop.project.id)
    choice(app, "Sure").set_value("Under 70%").run()
    assert "1 item found" in shown(app)
    press(app, "Accept all 1 found")
    assert desk_of(app).review["dimension:orders.channel"]["status"] == "accepted"
    choice(app, "State").set_value("Changed, not saved").run()
    assert "1 item found" in shown(app)
    undo = next(found for found in app.button if found.label == "Undo")
    assert "accepting 1 item" in undo.help
    press(app, "Undo")
    assert not desk_of(app).changed and "Nothing matches" in words(app)
    press(app, "Clear the filters")
    assert "found" not in words(app)
    choice(app, "Sure").set_value("90% and more").run()
    assert "2 items found" in shown(app)
    choice(app, "Show").set_value("Measures").run()
    assert desk_of(app).shown == (REVENUE,)


def test_a_long_list_is_drawn_page_by_page(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = wide_shop(local_store, tmp_path, 60)
    app = open_page("model", project=shop.project.id)
    choice(app, "State").set_value("To review").run()
    assert "63 items found" in shown(app) and "1 to 50 of 63" in shown(app)
    app.get("pagination")[0].set_value(2).run()
    assert "51 to 63 of 63" in shown(app)
    assert not app.exception


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path, review=REVIEW)
    app = open_item(open_page("model", project=shop.project.id), REVENUE)
    assert "95% sure" in shown(app) and "A money column." in shown(app)
    box(app, "Expression").set_value("amout * 2").run()
    assert "has no column amout." in shown(app) and "Did you mean amount" in shown(app)
    apply = next(found for found in app.button if found.label == "Apply")
    assert apply.disabled
    desk_of(app).open_item("")
    view(app, "Versions")
    view(app, "Review")
    assert "1 item has something typed that was not applied" in shown(app)
    press(app, "Go on typing")
    assert box(app, "Expression").value == "amout * 2" and "has no column amout." in shown(app)
    box(app, "Expression").set_value("amount * 2").run()
    press(app, "Apply")
    desk = desk_of(app)
    item = desk.item(REVENUE)
    assert item is not None and (item.item.expression, item.status) == ("amount * 2", "accepted")  # type: ignore[union-attr]
    assert desk.typed == {} and desk.opened == REVENUE
    box(app, "Name").set_value("turnover").run()
    press(app, "Apply")
    assert desk_of(app).opened == "measure:orders.turnover"
    box(app, "Name").set_value("order_count").run()
    assert "already taken" in shown(app)
    press(app, "Forget what I typed")
    assert box(app, "Name").value == "turnover" and desk_of(app).typed == {}


def test_what_does_not_fit_in_a_cell_is_kept_and_its_editor_opens(
    monkeypatch: pytest.MonkeyPatch, open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path, review=REVIEW)
    app = open_page("model", project=shop.project.id)
    desk = desk_of(app)
    item = desk.item(REVENUE)
    assert item is not None
    cell = {"edited_rows": {0: {"expression": "amout", "label": "Turnover"}}}
    with monkeypatch.context() as patched:
        patched.setattr("lunara.ui.state.widget", lambda *_: cell)
        _edited(desk, [item], "table")
    assert desk.error is not None and "no column amout" in desk.error.message
    app.run()
    assert desk_of(app).opened == REVENUE
    assert (box(app, "Expression").value, box(app, "Label").value) == ("amout", "Turnover")


def test_every_kind_of_item_has_an_editor_and_fields_without_a_widget_are_kept(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path)
    derived = {
        "name": "average",
        "expression": "revenue / order_count",
        "where": [{"field": "customers.country", "op": "=", "values": ["Spain"]}],
        "window": {"last": 3, "grain": "month", "period_agg": "average"},
        "fill_nulls_with": 0,
    }
    tables = [dict(table) for table in MODEL["tables"]]  # type: ignore[attr-defined]
    tables[1]["dimensions"] = [{"name": "country", "type": "string", "data_type": "varchar"}]
    head = local_store.create_semantic_model(
        shop.project.id, shop.source.id, "More", {**MODEL, "tables": tables, "measures": [derived]}, {}
    )
    app = open_page("model", project=shop.project.id, model=head.id)
    desk = desk_of(app)
    before = desk.current
    for item in list(desk.items()):
        open_item(app, item.key)
        assert not app.exception, item.key
        assert desk_of(app).typed == {}, item.key
        assert ":red[" not in words(app), item.key
    open_item(app, "dimension:customers.country")
    more = next(area for area in app.text_area if area.label == "As YAML")
    assert "data_type: varchar" in more.value
    more.set_value("data_typ: varchar").run()
    assert "data_typ is no field of these" in shown(app)
    next(area for area in app.text_area if area.label == "As YAML").set_value("sample_values: [Spain]").run()
    press(app, "Apply")
    table = desk_of(app).current.table("customers")
    assert table is not None and table.dimensions[0].sample_values == ("Spain",)
    assert table.dimensions[0].data_type is None
    desk_of(app).step_back()
    open_item(app, "measure:average")
    assert "customers.country" in next(area for area in app.text_area if area.label == "As YAML").value
    choice(app, "Shows the value of").set_value("count").run()
    press(app, "Apply")
    average = desk_of(app).current.measures[0]
    assert average.offset is not None and (average.offset.count, average.offset.grain) == (1, "year")
    assert average.window == before.measures[0].window and average.where == before.measures[0].where
    desk_of(app).step_back()
    assert desk_of(app).current == before


def test_going_through_the_list_accepts_and_rejects(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path, review=REVIEW)
    app = open_page("model", project=shop.project.id)
    choice(app, "State").set_value("To review").run()
    assert desk_of(app).shown == ("dimension:orders.channel", REVENUE, "relationship:orders_customer")
    open_item(app, "dimension:orders.channel")
    press(app, "Accept and next")
    assert desk_of(app).opened == REVENUE
    click(app, "Reject")
    desk = desk_of(app)
    assert desk.review[REVENUE]["status"] == "rejected" and desk.opened == "relationship:orders_customer"
    open_item(app, REVENUE)
    press(app, "Take it back in")
    assert desk_of(app).review[REVENUE]["status"] == "accepted"


def test_previews_show_numbers_and_their_sql(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path)
    app = open_page("model", project=shop.project.id)
    for key, says, value in (
        (REVENUE, "By month, the latest first", "3,000"),
        ("dimension:orders.channel", "Most frequent values", ""),
        ("relationship:orders_customer", "SQL", "24"),
        ("table:orders", "First rows", "24"),
    ):
        open_item(app, key)
        press(app, "Preview")
        assert not app.exception and not app.error, key
        assert says in shown(app) + "".join(found.label for found in app.expander), key
        if value:
            assert value in [metric.value for metric in app.metric], key
    assert any("select" in code.value.lower() for code in app.code)
    open_item(app, REVENUE)
    box(app, "Expression").set_value("amount * 2").run()
    assert "From before your last change" in shown(app) or "3,000" not in [metric.value for metric in app.metric]
    press(app, "Preview")
    assert "6,000" in [metric.value for metric in app.metric]


def with_tile(store: Store, shop: Shop) -> str:
    figure = Figure(query=SemanticQuery(measures=("orders.revenue",)), semantic_model_id=shop.head.id)
    content = add_tile(DashboardContent(), "table", title="Sold", figure=figure)
    return store.create_artifact(shop.project.id, "dashboard", "Board", content=content_json(content)).id


def test_an_edit_shows_what_it_does_to_what_depends_on_it(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path)
    with_tile(local_store, shop)
    app = open_item(open_page("model", project=shop.project.id), REVENUE)
    assert "Numbers before and after" not in labels(app)
    box(app, "Only where").set_value("channel = 'web'").run()
    press(app, "Numbers before and after")
    told = shown(app)
    assert "Tile of the dashboard Board" in told and "Sold" in told
    assert "Revenue: :gray[3,000] → **1,080** (−64%)" in told


def test_publishing_stops_where_numbers_change_and_goes_on_when_they_were_seen(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path)
    with_tile(local_store, shop)
    app = open_item(open_page("model", project=shop.project.id), REVENUE)
    box(app, "Name").set_value("turnover").run()
    press(app, "Apply")
    desk_of(app).open_item("")
    app.run()
    press(app, "Save and publish")
    assert local_store.get_semantic_model(shop.head.id).published_version == 1
    assert "What publishing changes: 2 refused" in shown(app) and "Refused now" in shown(app)
    press(app, "Not now")
    assert "What publishing changes" not in shown(app)
    assert local_store.get_semantic_model(shop.head.id).published_version == 1
    press(app, "Save and publish")
    press(app, "Publish with these numbers")
    assert local_store.get_semantic_model(shop.head.id).published_version == 2


def test_other_words_are_published_without_a_question(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path)
    with_tile(local_store, shop)
    app = open_item(open_page("model", project=shop.project.id), REVENUE)
    box(app, "Label").set_value("Turnover").run()
    press(app, "Apply")
    press(app, "Save and publish")
    assert local_store.get_semantic_model(shop.head.id).published_version == 2


def test_what_changed_is_told_in_words_and_restoring_says_why(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path)
    app = open_item(open_page("model", project=shop.project.id), REVENUE)
    box(app, "Expression").set_value("amount * 2").run()
    press(app, "Apply")
    desk_of(app).open_item("")
    view(app, "Versions")
    told = shown(app)
    assert "What is open, not saved" in str(choice(app, "To").options)
    assert "Computed as: :red-background[amount] → :green-background[amount * 2]" in told
    restore = [found for found in app.get("popover") if found.proto.popover.label == "Restore"]
    assert restore == []
    press(app, "Save as a new version")
    assert choice(app, "From").value == 1 and choice(app, "To").value == 2
    box(app, "Why?").set_value("Twice was wrong")
    press(app, "Restore as newest")
    head = local_store.get_semantic_model(shop.head.id)
    assert head.latest_version == 3
    assert local_store.get_semantic_model_version(head.id, 3).note == "Restored version 1: Twice was wrong"
    published = local_store.get_semantic_model_version(head.id, 1)
    assert f"published by {published.published_by_name}" in shown(app)


def test_two_peoples_changes_are_brought_together(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path)
    app = open_item(open_page("model", project=shop.project.id), REVENUE)
    box(app, "Label").set_value("Turnover").run()
    press(app, "Apply")
    desk_of(app).open_item("")
    theirs = SemanticModel.model_validate({**MODEL, "description": "theirs", "instructions": "Be brief."})
    local_store.save_semantic_model(shop.head.id, content_of(theirs), {}, based_on=1, note="theirs")
    app.run()
    press(app, "Save as a new version")
    told = shown(app)
    assert "Instructions: :red-background[nothing] → :green-background[Be brief.]" in told
    assert "Called: :red-background[Revenue] → :green-background[Turnover]" in told
    press(app, "Bring both together")
    desk = desk_of(app)
    table = desk.current.table("orders")
    assert table is not None and table.measures[0].label == "Turnover"
    assert desk.current.instructions == "Be brief." and desk.based_on == 2 and desk.changed
    press(app, "Save as a new version")
    assert local_store.get_semantic_model(shop.head.id).latest_version == 3


def test_unsaved_changes_outlive_the_server(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path, review=REVIEW)
    app = open_page("model", project=shop.project.id)
    press(app, "Accept 2 sure ones")
    DRAFTS.flush()
    UNSAVED._held.drop(lambda _: True)
    again = open_page("model", project=shop.project.id)
    assert desk_of(again).review[REVENUE]["status"] == "accepted" and desk_of(again).changed
    assert "Your unsaved changes of before are here again" in words(again)
    press(again, "Save as a new version")
    DRAFTS.flush()
    assert local_store.load_semantic_model_draft(shop.head.id) is None
    UNSAVED._held.drop(lambda _: True)
    assert not desk_of(open_page("model", project=shop.project.id)).changed


def test_a_viewer_looks_at_what_is_published_and_not_hidden(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make_shop(store, tmp_path, review=REVIEW)
    viewer = store_as("viewer")
    sign_in_as(monkeypatch, viewer.principal)
    app = open_item(open_page("model", project=shop.project.id), REVENUE)
    assert not {"Apply", "Accept", "Reject", "Numbers before and after", "Accept and next"} & set(labels(app))
    assert box(app, "Expression").disabled
    press(app, "Preview")
    assert "3,000" in [metric.value for metric in app.metric]
    open_item(app, "dimension:orders.customer_id")
    click(app, "Preview")
    assert "may not look at what is hidden" in " ".join(one.value for one in app.warning).replace("\\", "")
    assert len(app.metric) == 0
    desk_of(app).open_item("")
    view(app, "Versions")
    assert not {"What changed", "Restore as newest"} & set(labels(app)) and not app.exception
    view(app, "Diagram")
    assert not app.exception


def test_the_diagram_of_many_tables_leads_to_a_table_and_its_review(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = wide_shop(local_store, tmp_path, 60)
    app = open_page("model", project=shop.project.id)
    view(app, "Diagram")
    assert not app.exception and "The tables in groups" in words(app)
    choice(app, "Group").set_value("stock").run()
    assert "n and 1 say how many rows meet" in words(app)
    choice(app, "Table").set_value("stock_1").run()
    next(group for group in app.segmented_control if "2 steps" in group.options).set_value("2 steps").run()
    assert not app.exception and "Table 1" in words(app)
    press(app, "Review this table")
    assert desk_of(app).group == "stock_1" and "Look at" in [found.label for found in app.selectbox]
    view(app, "YAML")
    assert not app.exception and "name: orders" in app.code[0].value and "stock_1" not in app.code[0].value


def test_the_files_of_many_tables_are_written_when_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    written: list[str] = []
    monkeypatch.setattr(
        "lunara.semantic.formats.own.dump_model", lambda model: written.append(model.name) or dump_model(model)
    )
    shop = wide_shop(local_store, tmp_path, 60)
    app = open_page("model", project=shop.project.id)
    assert not app.exception and written == []
    press(app, "Write the files")
    assert not app.exception and len(written) == 1
    assert any("Download" in found.label for found in app.get("download_button"))


def test_try_it_offers_what_can_group_a_measure(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path)
    app = open_page("model", project=shop.project.id)
    view(app, "Try it")
    choice(app, "Table").set_value("customers").run()
    assert "Country" in choice(app, "By").options
    assert not any("Channel" in option for option in choice(app, "By").options)
    choice(app, "Table").set_value("orders").run()
    choice(app, "Measure").set_value("orders.revenue").run()
    choice(app, "By").set_value("customers.country").run()
    press(app, "Preview")
    assert not app.exception and not app.error
    assert any("select" in code.value.lower() for code in app.code)


def test_an_item_of_many_words_is_edited_too(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path, review=REVIEW)
    content: Any = json.loads(json.dumps(MODEL))
    content["tables"][0]["measures"][0]["description"] = "What was paid for the goods, without freight and tax. " * 3
    local_store.save_semantic_model(shop.head.id, content, REVIEW, based_on=1)
    app = open_item(open_page("model", project=shop.project.id), REVENUE)
    assert not app.exception and "Something went wrong" not in shown(app)
    assert any(area.label == "Description" and "freight" in area.value for area in app.text_area)
