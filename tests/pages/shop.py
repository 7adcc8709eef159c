"""A small shop for page tests: a DuckDB file, its data source, and a published model whose names try to be markup."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from streamlit.testing.v1 import AppTest

from lunara import connect
from lunara.semantic.model import SemanticModel
from lunara.settings import load_settings
from lunara.ui import jobs
from lunara.ui.model_desk import content_of
from lunara.workspace.records import DataSource, Project, SemanticModelHead
from lunara.workspace.store import Store

EVIL = "*Channel* <b>x</b> :smile: $y$"
EVIL_SHOWN = "\\*Channel\\* \\<b\\>x\\</b\\> \\:smile\\: \\$y\\$"
MODEL = {
    "name": "shop",
    "dialect": "duckdb",
    "tables": [
        {
            "name": "orders",
            "source": "main.orders",
            "primary_key": ["id"],
            "default_time": "ordered_at",
            "dimensions": [
                {"name": "id", "type": "number", "hidden": True},
                {"name": "customer_id", "type": "number", "hidden": True},
                {"name": "ordered_at", "type": "time", "label": "Order date"},
                {"name": "channel", "type": "string", "label": EVIL, "synonyms": ["channel"]},
            ],
            "measures": [
                {"name": "revenue", "aggregate": "sum", "expression": "amount", "label": "Revenue"},
                {"name": "order_count", "aggregate": "count", "label": "Orders"},
            ],
        },
        {
            "name": "customers",
            "source": "main.customers",
            "primary_key": ["id"],
            "dimensions": [
                {"name": "id", "type": "number", "hidden": True},
                {"name": "country", "type": "string", "label": "Country"},
            ],
            "measures": [{"name": "customer_count", "aggregate": "count", "label": "Customers"}],
        },
    ],
    "relationships": [
        {
            "name": "orders_customer",
            "from_table": "orders",
            "from_columns": ["customer_id"],
            "to_table": "customers",
            "to_columns": ["id"],
            "cardinality": "many_to_one",
        }
    ],
}
REVIEW = {
    "relationship:orders_customer": {"status": "proposed", "confidence": 0.97, "because": "Every value is found."},
    "dimension:orders.channel": {"status": "proposed", "confidence": 0.6, "because": "Four values."},
    "measure:orders.revenue": {"status": "proposed", "confidence": 0.95, "because": "A money column."},
}


@dataclass(frozen=True)
class Shop:
    """What was set up."""

    path: Path
    project: Project
    source: DataSource
    head: SemanticModelHead
    model: SemanticModel


def make_shop(store: Store, folder: Path, *, publish: bool = True, review: dict[str, Any] | None = None) -> Shop:
    """A project with 24 orders of 2025 by two customers over a DuckDB file in `folder`."""
    path = folder / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table customers (id integer primary key, country varchar)")
        connection.execute("insert into customers values (1, 'Spain'), (2, 'Peru')")
        connection.execute(
            "create table orders (id integer primary key, customer_id integer, ordered_at date, channel varchar, amount double)"
        )
        connection.execute(
            "insert into orders select i, 1 + i % 2, date '2025-01-15' + to_months((i % 12)::int), "
            "case when i % 3 = 0 then 'web' else 'store' end, 10.0 * i from range(1, 25) t(i)"
        )
    project = store.create_project("Shop")
    source = store.create_data_source(project.id, "Shop data", "duckdb", {"path": str(path)}, {})
    warehouse = connect.open_warehouse("duckdb", {"path": str(path)}, {}, load_settings({}))
    try:
        source = store.save_catalog(source.id, warehouse.catalog().to_json())
    finally:
        warehouse.close()
    model = SemanticModel.model_validate(MODEL)
    head = store.create_semantic_model(project.id, source.id, "Shop model", content_of(model), review or {})
    if publish:
        head = store.publish_semantic_model(head.id, 1)
    return Shop(path, project, source, head, model)


def finish(app: AppTest) -> AppTest:
    """Wait for background work that the page began, and draw what came of it."""
    for job in list(jobs._jobs.values()):
        assert job.wait(30), job.title
    return app.run()


def drop_changes(app: AppTest) -> AppTest:
    """Press Discard and confirm it. The dialog is a part of its run here; in a browser it is run by itself."""
    click(app, "Discard")
    next(found for found in app.button if found.label == "Discard").click()
    app.button(key="danger_confirm").click()
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    """Press the button of that label (the part before any Markdown escape counts) and wait for what it began."""
    next(found for found in app.button if found.label == label or found.label.startswith(label)).click()
    app.run()
    return finish(app)


def click(app: AppTest, label: str) -> AppTest:
    """Press a button that opens a dialog: the next run would close it."""
    next(found for found in app.button if found.label == label).click()
    return app.run()


def labels(app: AppTest) -> list[str]:
    """Labels of the buttons on the page."""
    return [found.label for found in app.button]


def view(app: AppTest, name: str) -> AppTest:
    """Choose in the group of buttons that offers `name`."""
    next(group for group in app.segmented_control if name in group.options).set_value(name).run()
    return finish(app)


def ask(app: AppTest, question: str) -> AppTest:
    """Type a question on Ask and wait for what comes of it."""
    app.chat_input[0].set_value(question).run()
    return finish(app)
