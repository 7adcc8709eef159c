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


def field(model: SemanticModel, table: str, name: str) -> str | None:
    found = model.table(table)
    assert found is not None
    return next(d.label for d in found.dimensions if d.name == name)


def test_a_trade_that_is_itself_written_short_bears_the_letters_of_its_documents_out() -> None:
    buying = drafted(po_hdr="po_no integer, vend_no integer, rcv_dt date", vend="vend_no integer, vend_nm varchar")
    assert label(buying, "po_hdr") == "Purchase orders"
    assert field(buying, "po_hdr", "rcv_dt") == "Received date"


def test_short_names_of_branches_products_and_stock_are_written_out() -> None:
    shop = drafted(
        brn="brn_cd varchar, brn_nm varchar, cr_lmt integer",
        prd="prd_no integer, prd_nm varchar, prd_typ varchar",
        invt="prd_no integer, brn_cd varchar, qty_oh integer, oh_val double, qoh integer",
    )
    assert label(shop, "brn") == "Branches" and label(shop, "prd") == "Products"
    assert field(shop, "brn", "cr_lmt") == "Credit limit"
    assert field(shop, "invt", "qty_oh") == "Quantity on hand" == field(shop, "invt", "qoh")
    assert field(shop, "invt", "oh_val") == "On hand value"


def test_the_same_letters_beside_other_words_stand_for_something_else() -> None:
    books = drafted(
        fisc_prd="prd_id integer, prd_start_dt date, prd_end_dt date, acct_prd varchar",
        cr_memo="id integer, oh varchar",
    )
    assert field(books, "fisc_prd", "prd_start_dt") == "Period start date"
    assert field(books, "fisc_prd", "acct_prd") == "Account period"
    assert field(books, "cr_memo", "oh") == "Oh"


def test_what_customers_order_are_no_purchases_beside_the_purchase_orders() -> None:
    both = drafted(
        po_hdr="po_no integer, supplier_id integer, po_dt date",
        orders="order_id integer, placed_on date",
        supplier="supplier_id integer, name varchar",
    )
    assert "purchases" not in synonyms(both, "orders") and "purchases" in synonyms(both, "po_hdr")
    assert "purchases" in synonyms(drafted(orders="order_id integer, placed_on date"), "orders")


def test_what_is_written_short_in_one_trade_is_another_word_in_the_next() -> None:
    sport = drafted(
        comp="comp_no integer, comp_nm varchar, comp_dt date, fmt varchar",
        comp_result="comp_no integer, rider_no integer, score integer",
        rider="rider_no integer, rider_nm varchar, hcp decimal(4,1)",
        hire="hire_no integer, hire_dt date, retd boolean",
    )
    assert label(sport, "comp") == "Competitions" and label(sport, "comp_result") == "Competition results"
    assert field(sport, "comp", "fmt") == "Format" and field(sport, "rider", "hcp") == "Handicap"
    assert field(sport, "hire", "retd") == "Returned"
    firm = drafted(
        comp="comp_no integer, comp_nm varchar, city varchar",
        hcp="hcp_no integer, hcp_nm varchar, specialty varchar",
        emp="emp_no integer, retd boolean",
        staff_order="order_no integer, order_dt date",
    )
    assert label(firm, "comp") == "Companies" and label(firm, "hcp") == "Hcps"
    assert field(firm, "emp", "retd") == "Retd"


def test_supplies_visits_and_rentals_tell_what_is_short_for_them() -> None:
    power = drafted(
        ctr="ctr_id integer, start_dt date, trf_id integer",
        trf="trf_id integer, trf_nm varchar",
        mtr="mtr_id integer, ctr_id integer",
        visit="visit_id integer, tech_id integer, sched_dt date, compl_dt date",
        tech="tech_id integer, tech_nm varchar, depot varchar",
    )
    assert [label(power, name) for name in ("ctr", "trf", "tech")] == ["Contracts", "Tariffs", "Technicians"]
    assert field(power, "visit", "compl_dt") == "Completion date"
    assert field(drafted(rntl="rntl_id integer, res_dt date, pu_dt date"), "rntl", "res_dt") == "Reservation date"
    ads = drafted(ctr="ctr_id integer, ctr_nm varchar", ad="ad_id integer, clicks integer, kwh integer")
    assert label(ads, "ctr") == "Centers"
    care = drafted(
        compl="compl_id integer, compl_dt date, visit_id integer", res="res_id integer, room varchar, lab varchar"
    )
    assert field(care, "compl", "compl_dt") != "Completion date" and label(care, "res") == "Resources"


def test_a_distance_in_nm_is_one_in_nautical_miles_where_it_is_a_number() -> None:
    sea = drafted(leg="leg_id integer, distance_nm double", race="race_id integer, distance_nm varchar")
    assert field(sea, "leg", "distance_nm") == "Distance nautical miles"
    assert field(sea, "race", "distance_nm") == "Distance name"


def test_prices_and_times_are_written_out_behind_what_they_are_of() -> None:
    shop = drafted(
        itm="itm_no integer, cost_pr decimal(8,2), retail_pr decimal(8,2), pr varchar, ann_fee integer, ann varchar",
        shift="shift_no integer, start_tm varchar, tm_out varchar, tm varchar",
    )
    assert field(shop, "itm", "cost_pr") == "Cost price" and field(shop, "itm", "retail_pr") == "Retail price"
    assert field(shop, "itm", "pr") == "Pr" and field(shop, "itm", "ann") == "Ann"
    assert field(shop, "itm", "ann_fee") == "Annual fee"
    assert field(shop, "shift", "start_tm") == "Start time" and field(shop, "shift", "tm_out") == "Time out"
    assert field(shop, "shift", "tm") == "Tm"
    found = shop.table("itm")
    assert found is not None and {m.name for m in found.measures} >= {"average_cost_price", "average_retail_price"}
