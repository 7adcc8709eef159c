"""What people call rows and days by the names of keys and of other languages."""

from __future__ import annotations

from lunara.connect.catalog import Catalog, Column, Table
from lunara.semantic.draft import display_dimension, draft_model
from lunara.semantic.model import SemanticModel


def drafted(**tables: str) -> SemanticModel:
    """Tables whose first column is their key."""
    made = []
    for name, columns in tables.items():
        found = tuple(Column(*column.split()) for column in columns.split(", "))
        made.append(Table("main", name, found, primary_key=(found[0].name,)))
    return draft_model(Catalog("duckdb", tuple(made)), name="x").model


def synonyms(model: SemanticModel, table: str, dimension: str = "") -> set[str]:
    found = model.table(table)
    assert found is not None
    return {*(found.synonyms if not dimension else next(d for d in found.dimensions if d.name == dimension).synonyms)}


def test_rows_are_called_what_their_key_says_where_no_table_is() -> None:
    both = drafted(equipment="item_id integer, brand varchar", hire_items="hire_item_id integer, item_id integer")
    alone = drafted(equipment="item_id integer, brand varchar")
    assert "items" not in synonyms(alone, "equipment")  # nothing refers to them so
    plans = drafted(customers="customer_id integer, name varchar", accounts="customer_id integer, plan varchar")
    assert "clients" in synonyms(plans, "customers") and "customers" not in synonyms(plans, "accounts")
    assert "items" in synonyms(both, "equipment")
    assert "items" not in synonyms(both, "hire_items")
    taken = drafted(equipment="item_id integer, brand varchar", items="item_no integer, label varchar")
    assert "items" not in synonyms(taken, "equipment")


def test_a_day_until_which_something_is_to_be_done_is_not_the_day_it_was() -> None:
    model = drafted(orders="order_id integer, payment_due date, payment_date date, planned_delivery date")
    assert "paid" in synonyms(model, "orders", "payment_date")
    assert "paid" not in synonyms(model, "orders", "payment_due")
    assert "delivered" not in synonyms(model, "orders", "planned_delivery")


def test_words_of_another_language_are_no_english_plurals_and_name_rows() -> None:
    model = drafted(
        firmen="firma_id integer, name varchar",
        kurse="kurs_id integer, kurs_nr varchar, titel varchar, beginn date",
        pruefungen="pruefung_id integer, bezeichnung varchar",
    )
    assert [table.label for table in model.tables] == ["Firmen", "Kurse", "Pruefungen"]
    assert display_dimension(model, "kurse") == "titel"
    assert display_dimension(model, "pruefungen") == "bezeichnung"
