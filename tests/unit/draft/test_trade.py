"""What a trade calls its rows: documents by their letters, bookings, deals and emails sent."""

from __future__ import annotations

import pytest

from lunara.semantic.draft import display_dimension
from lunara.semantic.model import SemanticModel
from tests.unit.draft.test_called import drafted, synonyms


def label(model: SemanticModel, table: str) -> str | None:
    found = model.table(table)
    assert found is not None
    return found.label


def test_letters_of_a_document_are_written_out_where_the_names_beside_them_bear_it_out() -> None:
    buying = drafted(
        po_hdr="po_no integer, supplier_id integer, po_date date",
        po_item="po_item_id integer, po_no integer, qty integer",
        supplier="supplier_id integer, name varchar",
    )
    assert label(buying, "po_hdr") == "Purchase orders" and label(buying, "po_item") == "Purchase order items"
    assert {"orders", "pos"} <= synonyms(buying, "po_hdr")
    assert "po items" in synonyms(buying, "po_item")
    assert "po date" in synonyms(buying, "po_hdr", "po_date")
    assert {r.from_table for r in buying.relationships if r.to_table == "po_hdr"} == {"po_item"}
    post = drafted(po_box="box_no integer, street varchar", po_number="id integer, town varchar")
    assert label(post, "po_box") == "Po boxes"


def test_letters_stand_for_the_documents_of_their_own_trade() -> None:
    selling = drafted(so_header="so_no integer, cust_no integer", customer="cust_no integer, name varchar")
    assert label(selling, "so_header") == "Sales orders"
    plant = drafted(wo_line="id integer, asset_id integer", asset="asset_id integer, name varchar")
    assert label(plant, "wo_line") == "Work order lines"
    assert label(drafted(wo_line="id integer, song varchar"), "wo_line") == "Wo lines"
    owed = drafted(ar_invoice="id integer, customer_id integer", customer="customer_id integer, name varchar")
    assert {"invoices", "ar invoices"} <= synonyms(owed, "ar_invoice")


LODGE = {
    "rooms": "room_id integer, property_id integer",
    "guests": "guest_id integer, name varchar",
}


def test_bookings_stays_and_hotels_are_words_of_a_house_that_lodges() -> None:
    model = drafted(
        properties="property_id integer, name varchar",
        reservations="reservation_id integer, guest_id integer, nights integer, booked_on date",
        **LODGE,
    )
    assert "hotels" in synonyms(model, "properties")
    assert {"bookings", "stays"} <= synonyms(model, "reservations")
    lets = drafted(properties="property_id integer, name varchar", leases="lease_id integer, property_id integer")
    assert "hotels" not in synonyms(lets, "properties")
    tables = drafted(reservations="reservation_id integer, covers integer, held_on date")
    assert "bookings" in synonyms(tables, "reservations") and "stays" not in synonyms(tables, "reservations")


@pytest.mark.parametrize(
    "other", [{"bookings": "booking_id integer, held date"}, {"visits": "id integer, booking integer"}]
)
def test_a_word_that_is_the_name_of_another_table_or_field_is_no_synonym(other: dict[str, str]) -> None:
    model = drafted(reservations="reservation_id integer, guest_id integer, made_on date", **other)
    assert "bookings" not in synonyms(model, "reservations")


def test_deals_are_opportunities_and_what_was_sent_is_called_so() -> None:
    model = drafted(
        opportunities="id integer, stage varchar, amount decimal", letter_sends="id integer, sent_at timestamp"
    )
    assert "deals" in synonyms(model, "opportunities")
    assert "letters sent" in synonyms(model, "letter_sends")
    numbered = drafted(parcel_shipments="id integer, shipped integer")
    assert "parcels shipped" not in synonyms(numbered, "parcel_shipments")
    careers = drafted(opportunities="id integer, title varchar, employer varchar")
    assert "deals" not in synonyms(careers, "opportunities")


def test_the_description_of_a_thing_names_it_where_nothing_else_does() -> None:
    parts = drafted(part_master="part_no integer, part_desc varchar, bin_text varchar")
    assert display_dimension(parts, "part_master") == "part_desc"
    named = drafted(part_master="part_no integer, part_desc varchar, part_name varchar")
    assert display_dimension(named, "part_master") == "part_name"
    other = drafted(parts="part_no integer, bin_desc varchar")
    assert display_dimension(other, "parts") is None
