"""What was done to things, or never was: the rows that tell of it, their one amount, and the day on which they came about."""

from __future__ import annotations

import json

import pytest

from lunara.ask.plan import Clarification
from lunara.connect.catalog import Column, ForeignKey, Table
from lunara.semantic.query import DimensionRef, ExistsFilter, FieldFilter, InlineMeasure, NotFilter, SemanticQuery
from tests.unit.ask.offline.test_how_people_count_and_pay import holding
from tests.unit.ask.offline.test_money_words import model_of, plan, table

STUDIO = holding(
    model_of(
        table("patrons", "patron_id integer, patron_name varchar, town varchar, patron_since date"),
        table("kilns", "kiln_id integer, kiln_name varchar, serviced_on date"),
        table("vouchers", "voucher_id integer, voucher_code varchar, percent_off double"),
        table("glazes", "glaze_id integer, glaze_name varchar, colour varchar"),
        table(
            "firings",
            "firing_id integer, kiln_id integer, patron_id integer, fired_on date, temperature double",
            kiln_id="kilns",
            patron_id="patrons",
        ),
        table(
            "glaze_uses",
            "use_id integer, glaze_id integer, firing_id integer, grams double",
            glaze_id="glazes",
            firing_id="firings",
        ),
        table(
            "kiln_repairs",
            "repair_id integer, kiln_id integer, fitter varchar, mended_on date, cost double",
            kiln_id="kilns",
        ),
        table(
            "bills",
            "bill_id integer, patron_id integer, voucher_id integer, billed_on date, amount double",
            patron_id="patrons",
            voucher_id="vouchers",
        ),
        table("kits", "kit_id integer, kit_name varchar"),
        table("kit_photos", "photo_id integer, kit_id integer, patron_id integer, taken_on date", kit_id="kits"),
        table("tickets", "ticket_id integer, patron_id integer, opened_on date, topic varchar", patron_id="patrons"),
    ),
    colour=("blue", "green"),
)
TAXED = model_of(
    table("clients", "client_id integer, client_name varchar"),
    table(
        "bills",
        "bill_id integer, client_id integer, billed_on date, net_amount double, gross_amount double",
        client_id="clients",
    ),
    table("orders", "order_id integer, client_id integer, ordered_on date, billed_on date", client_id="clients"),
)


def without(question: str) -> str:
    """The table of which there are no rows."""
    found = plan(STUDIO, question)
    assert isinstance(found, SemanticQuery), found
    (one,) = found.filters
    assert isinstance(one, NotFilter)
    assert isinstance(one.not_, ExistsFilter)
    return one.not_.exists


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Which vouchers were never used?", "bills"),
        ("vouchers that we have never used", "bills"),
        ("glazes that were never used", "glaze_uses"),
        ("which patrons have never been in a firing", "firings"),
        ("patrons who opened no ticket", "tickets"),
        ("patrons who opened no tickets in 2025", "tickets"),
        ("patrons that did not come with any ticket", "tickets"),
        ("how many patrons were never billed", "bills"),
    ],
)
def test_what_was_never_done_is_without_the_rows_that_tell_of_it(question: str, rows: str) -> None:
    assert without(question) == rows


@pytest.mark.parametrize(
    "question",
    [
        "kilns that were never used",  # they have firings and repairs
        "kits that were never used",  # a photo of a kit is no use of it
        "vouchers that were never printed",
        "vouchers that were never cancelled",
        "glazes never used by patrons in Leeds",
        "patrons who lost no ticket",
        "patrons who cancelled no ticket",
        "patrons who answered no ticket in 2025",
        "kilns that have not been used in 2025",
        "patrons that were never used in 2025",
    ],
)
def test_what_no_rows_tell_of_is_not_guessed(question: str) -> None:
    assert not isinstance(plan(STUDIO, question), SemanticQuery)


def test_a_date_of_the_things_themselves_says_that_it_was_never_done() -> None:
    found = plan(STUDIO, "kilns that were never serviced")
    assert isinstance(found, SemanticQuery)
    assert "serviced_on" in json.dumps(found.model_dump(mode="json"))


@pytest.mark.parametrize(
    "question",
    [
        "billed amount by town in 2025",
        "amount billed per town in 2025",
        "total billed by town in 2025",
        "total amount billed by town in 2025",
    ],
)
def test_the_amount_of_what_was_done_is_that_of_its_rows(question: str) -> None:
    found = plan(STUDIO, question)
    assert isinstance(found, SemanticQuery), found
    assert found.measures == ("total_amount",)
    assert found.dimensions == ("patrons.town",)
    assert found.time is not None
    assert found.time.field == "bills.billed_on"


@pytest.mark.parametrize(
    "question", ["refunded amount by town", "cancelled amount in 2025", "total lost by town", "fired amount by town"]
)
def test_an_amount_that_no_rows_are_called_after_is_not_guessed(question: str) -> None:
    assert not isinstance(plan(STUDIO, question), SemanticQuery)


def test_of_two_amounts_none_is_chosen() -> None:
    found = plan(TAXED, "billed amount by client in 2025")
    assert isinstance(found, Clarification) or not isinstance(found, SemanticQuery)


@pytest.mark.parametrize("question", ["new patrons per year", "new patrons per year since 2020"])
def test_new_ones_go_by_the_day_since_when_they_are(question: str) -> None:
    found = plan(STUDIO, question)
    assert isinstance(found, SemanticQuery), found
    assert found.measures == ("patron_count",)
    (year,) = found.dimensions
    assert isinstance(year, DimensionRef)
    assert (year.field, year.grain) == ("patrons.patron_since", "year")


CLINIC = holding(
    model_of(
        table("wards", "ward_id integer, ward_name varchar"),
        table("pets", "pet_id integer, pet_name varchar, species varchar, born_on date, enrolled_on date"),
        table(
            "stays",
            "stay_id integer, pet_id integer, ward_id integer, admitted_on date, released_on date, state varchar",
            pet_id="pets",
            ward_id="wards",
        ),
        table("guides", "guide_id integer, guide_title varchar, drafted_on date, printed_on date"),
        table("vets", "vet_id integer, vet_name varchar, hired_on date"),
    ),
    species=("cat", "dog"),
    state=("closed", "running"),
)


@pytest.mark.parametrize(
    ("question", "measure", "date"),
    [
        ("releases per month in 2025", "stay_count", "stays.released_on"),
        ("how many releases did we have in 2025", "stay_count", "stays.released_on"),
        ("number of admissions per month in 2025", "stay_count", "stays.admitted_on"),
        ("enrolments per year", "pet_count", "pets.enrolled_on"),
        ("new enrolments per year", "pet_count", "pets.enrolled_on"),
        ("hires per year", "vet_count", "vets.hired_on"),
        ("how many guides did we print in 2025", "guide_count", "guides.printed_on"),
        ("how many guides did we draft in 2025", "guide_count", "guides.drafted_on"),
    ],
)
def test_a_noun_of_a_deed_counts_the_rows_by_its_day(question: str, measure: str, date: str) -> None:
    found = plan(CLINIC, question)
    assert isinstance(found, SemanticQuery), found
    assert found.measures == (measure,)
    used = {one.field for one in found.dimensions if isinstance(one, DimensionRef)}
    used |= {found.time.field} if found.time is not None and found.time.field else set()
    used |= {one.field for one in found.filters if isinstance(one, FieldFilter)}
    assert date in used
    assert len({u for u in used if "_on" in u}) == 1


def test_of_all_time_those_without_the_day_were_not_released() -> None:
    found = plan(CLINIC, "releases by ward")
    assert isinstance(found, SemanticQuery), found
    assert found.filters == (FieldFilter(field="stays.released_on", op="is_not_null"),)


@pytest.mark.parametrize(
    "question",
    [
        "births per year",  # when a pet was born is not when it came here
        "late releases per month in 2025",
        "escapes per month in 2025",
        "how many guides did we lose in 2025",
        "how many releases were not printed in 2025",
    ],
)
def test_a_noun_that_no_day_tells_of_is_not_guessed(question: str) -> None:
    assert not isinstance(plan(CLINIC, question), SemanticQuery)


FLEET = holding(
    model_of(
        table("depots", "depot_id integer, depot_name varchar"),
        table("crews", "crew_id integer, crew_name varchar"),
        table("boats", "boat_id integer, boat_name varchar, hull varchar"),
        table("races", "race_id integer, race_name varchar, chief_crew_id integer"),
        table("lakes", "lake_id integer, lake_name varchar"),
        table("outings", "outing_id integer, crew_id integer, boat_id integer, began_on date", crew_id="crews"),
        table("lake_days", "row_id integer, crew_id integer, lake_id integer, spent_on date", crew_id="crews"),
        table("damages", "damage_id integer, boat_id integer, depot_id integer, seen_on date", boat_id="boats"),
        table("loans", "loan_id integer, boat_id integer, lent_on date", boat_id="boats"),
    ),
    hull=("wooden", "steel"),
)


@pytest.mark.parametrize(
    ("question", "rows"),
    [("crews who took a wooden boat in 2025", "outings"), ("how many crews used a boat in 2025", "outings")],
)
def test_what_somebody_took_is_in_the_rows_that_pair_the_two(question: str, rows: str) -> None:
    found = plan(FLEET, question)
    assert isinstance(found, SemanticQuery), found
    (one,) = found.filters
    assert isinstance(one, ExistsFilter)
    assert one.exists == rows


@pytest.mark.parametrize("question", ["depots that used a boat in 2025", "crews who lost a wooden boat in 2025"])
def test_what_went_wrong_is_no_use(question: str) -> None:
    assert not isinstance(plan(FLEET, question), SemanticQuery)


def test_work_on_things_is_counted_by_the_rows_that_pair_them() -> None:
    found = plan(FLEET, "which crews worked on more than 3 lakes")
    assert isinstance(found, SemanticQuery), found
    (lakes,) = found.measures
    assert isinstance(lakes, InlineMeasure)
    assert (lakes.table, lakes.aggregate) == ("lake_days", "count_distinct")


def test_a_field_of_what_was_lent_is_ranked_by_how_often_it_was() -> None:
    found = plan(FLEET, "which hull is borrowed the most")
    assert isinstance(found, SemanticQuery), found
    assert found.measures == ("loan_count",)
    assert found.dimensions == ("boats.hull",)
    assert found.limit == 1


HIRE = model_of(
    table("branches", "branch_id integer, branch_name varchar"),
    Table(
        "main",
        "hires",
        tuple(
            Column(*c.split()[:2])
            for c in (
                "hire_id integer",
                "pickup_branch_id integer",
                "return_branch_id integer",
                "pickup_date date",
                "return_date date",
            )
        ),
        primary_key=("hire_id",),
        foreign_keys=(
            ForeignKey(("pickup_branch_id",), "main", "branches", ("branch_id",)),
            ForeignKey(("return_branch_id",), "main", "branches", ("branch_id",)),
        ),
    ),
)


@pytest.mark.parametrize(
    ("question", "road"),
    [
        ("which branch has the most pickups?", "hires_pickup_branch"),
        ("which branch had the most pickups in 2025", "hires_pickup_branch"),
        ("which branch has the fewest returns", "hires_return_branch"),
    ],
)
def test_an_end_of_a_road_counts_the_rows_that_lead_there(question: str, road: str) -> None:
    found = plan(HIRE, question)
    assert isinstance(found, SemanticQuery), found
    assert found.measures == ("hire_count",)
    assert {one.via for one in found.dimensions if isinstance(one, DimensionRef)} == {road}


def test_what_came_back_in_a_year_did_not_go_out_in_it() -> None:
    found = plan(HIRE, "which branch had the fewest returns in 2025")
    assert not isinstance(found, SemanticQuery) or "pickup_date" not in found.model_dump_json()


def test_who_leads_things_need_not_work_on_them() -> None:
    firm = model_of(
        table("workers", "worker_id integer, worker_name varchar"),
        table("projects", "project_id integer, project_name varchar, worker_id integer", worker_id="workers"),
        table(
            "hours",
            "hour_id integer, worker_id integer, project_id integer, day date",
            worker_id="workers",
            project_id="projects",
        ),
    )
    assert not isinstance(plan(firm, "which workers worked on more than 3 projects"), SemanticQuery)


def test_rows_of_a_deed_that_has_a_number_of_its_own_are_not_counted_for_it() -> None:
    lines = model_of(table("fulfilments", "row_id integer, dispatch_no varchar, dispatched_on date, sku varchar"))
    assert not isinstance(plan(lines, "dispatches per month in 2025"), SemanticQuery)


def test_a_fee_of_what_was_done_is_not_its_amount() -> None:
    sent = model_of(table("deliveries", "delivery_id integer, delivered_on date, delivery_fee double, town varchar"))
    assert not isinstance(plan(sent, "delivered amount by town"), SemanticQuery)


@pytest.mark.parametrize(
    ("payers", "answered"), [("clients", True), ("suppliers", False)], ids=["those who pay", "those who are paid"]
)
def test_what_we_invoiced_is_asked_of_those_who_pay_however_far_above(payers: str, answered: bool) -> None:
    works = model_of(
        table(payers, f"{payers.rstrip('s')}_id integer, {payers.rstrip('s')}_name varchar"),
        table("cars", f"car_id integer, {payers.rstrip('s')}_id integer", **{f"{payers.rstrip('s')}_id": payers}),
        table("jobs", "job_id integer, car_id integer, begun_on date", car_id="cars"),
        table(
            "invoices",
            "invoice_id integer, job_id integer, invoice_date date, net_amount double, total_amount double",
            job_id="jobs",
        ),
    )
    assert isinstance(plan(works, "how much did we invoice per month this year"), SemanticQuery) is answered


SHOP = model_of(
    table("buyers", "buyer_id integer, buyer_name varchar"),
    table("goods", "good_id integer, good_name varchar"),
    table("orders", "order_id integer, buyer_id integer, ordered_on date", buyer_id="buyers"),
    table(
        "order_lines",
        "line_id integer, order_id integer, good_id integer, quantity integer",
        order_id="orders",
        good_id="goods",
    ),
    table("returns", "return_id integer, order_id integer, returned_on date", order_id="orders"),
)


@pytest.mark.parametrize(
    ("question", "rows"),
    [("buyers who placed no order in 2025", "orders"), ("buyers who returned no order", "returns")],
)
def test_no_behind_a_verb_denies_what_was_done(question: str, rows: str) -> None:
    found = plan(SHOP, question)
    assert isinstance(found, SemanticQuery), found
    (one,) = found.filters
    assert isinstance(one, NotFilter)
    assert isinstance(one.not_, ExistsFilter)
    assert one.not_.exists == rows


def test_none_of_some_things_is_not_that_nothing_was_ordered() -> None:
    found = plan(SHOP, "buyers who ordered no goods in 2025")
    assert not isinstance(found, SemanticQuery)


LENT = holding(
    model_of(
        table("books", "book_id integer, book_title varchar"),
        table("loans", "loan_id integer, book_id integer, loaned_on date, returned_on date", book_id="books"),
        table("maps", "map_id integer, map_title varchar"),
        table("views", "view_id integer, map_id integer, viewed_on date, state varchar", map_id="maps"),
        table("members", "member_id integer, member_name varchar"),
        table("vans", "van_id integer, plate varchar"),
        table(
            "rentals",
            "rental_id integer, member_id integer, van_id integer, pickup_date date, return_date date",
            member_id="members",
            van_id="vans",
        ),
        table("firms", "firm_id integer, firm_name varchar"),
        table("contracts", "contract_id integer, firm_id integer, signed_on date, starts_on date", firm_id="firms"),
    ),
    state=("archived", "running"),
)
SERVED = model_of(
    table("clients", "client_id integer, client_name varchar, since date"),
    table("visits", "visit_id integer, client_id integer, visited_on date", client_id="clients"),
    table("tickets", "ticket_id integer, client_id integer, opened_on date, topic varchar", client_id="clients"),
    table("payers", "payer_id integer, payer_name varchar, joined_on date"),
    table("notes", "note_id integer, payer_id integer, topic varchar", payer_id="payers"),
)


def test_what_was_never_lent_is_without_loans() -> None:
    found = plan(LENT, "books that were never borrowed")
    assert isinstance(found, SemanticQuery), found
    assert [one.model_dump(exclude_defaults=True, by_alias=True) for one in found.filters] == [
        {"not": {"exists": "loans"}}
    ]


@pytest.mark.parametrize(
    "question",
    [
        "books never returned",  # lent and kept, or never lent
        "how many books have not been returned",
        "maps that were never archived",  # their views were
        "members who never returned a van",
        "members who returned no van",
        "members who never returned anything",
        "firms who signed no contract in 2024",  # a contract goes by the day on which it starts
        "firms who signed no contract",
        "firms that did not sign any contract in 2024",
    ],
)
def test_what_rows_say_by_another_date_is_not_that_there_are_none(question: str) -> None:
    assert not isinstance(plan(LENT, question), SemanticQuery)


@pytest.mark.parametrize(
    "question",
    [
        "clients who opened no ticket since January",
        "clients who opened no ticket since 2024",
        "clients without tickets since January",
        "payers who opened no note in 2025",  # notes have no day
    ],
)
def test_a_period_of_the_things_is_not_that_of_the_rows_they_lack(question: str) -> None:
    assert not isinstance(plan(SERVED, question), SemanticQuery)


@pytest.mark.parametrize(
    "question", ["clients who never opened a ticket in 2025", "clients who opened no ticket in 2025"]
)
def test_the_period_of_a_lack_is_that_of_the_rows(question: str) -> None:
    found = plan(SERVED, question)
    assert isinstance(found, SemanticQuery), found
    (one,) = found.filters
    assert isinstance(one, NotFilter) and isinstance(one.not_, ExistsFilter)
    assert one.not_.exists == "tickets"
    assert {w.field for w in one.not_.where if isinstance(w, FieldFilter)} == {"tickets.opened_on"}
    assert found.time is None


@pytest.mark.parametrize(
    ("rows", "used"),
    [
        ("calibrations", False),
        ("moves", False),
        ("cleanings", False),
        ("work_orders", False),  # work on a device
        ("audit_devices", False),
        ("purchase_order_lines", False),
        ("repair_order_devices", True),
        ("device_bookings", True),
        ("orders", True),
    ],
)
def test_only_rows_that_mean_a_use_tell_that_a_thing_was_never_used(rows: str, used: bool) -> None:
    shop = model_of(
        table("workers", "worker_id integer, worker_name varchar"),
        table("devices", "device_id integer, device_name varchar"),
        table(
            rows,
            "row_id integer, device_id integer, worker_id integer, day date",
            device_id="devices",
            worker_id="workers",
        ),
    )
    assert isinstance(plan(shop, "which devices were never used?"), SemanticQuery) is used


DATED = model_of(
    table("expenses", "expense_id integer, spent_on date, approved_on date, amount double"),
    table("sales", "sale_id integer, sold_on date, cancelled_on date, shipped_on date, amount double"),
)


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("approvals per month", "expense_count"),
        ("show me all our approvals in 2025", "expense_count"),
        ("cancellations per month", "sale_count"),
        ("shipments in May", "sale_count"),
    ],
)
def test_deeds_of_rows_with_an_amount_are_counted(question: str, measure: str) -> None:
    found = plan(DATED, question)
    assert isinstance(found, SemanticQuery), found
    assert found.measures == (measure,)


HALLS = holding(
    model_of(
        table("galas", "gala_id integer, gala_name varchar, gala_date date, gala_status varchar"),
        table("rallies", "rally_id integer, rally_name varchar, rally_date date"),
    ),
    gala_status=("held", "cancelled", "planned"),
)


@pytest.mark.parametrize(
    "question", ["how many galas did we hold in 2024", "galas we held per month", "galas held in 2024"]
)
def test_what_we_held_is_what_a_state_says_was_held(question: str) -> None:
    found = plan(HALLS, question)
    assert isinstance(found, SemanticQuery), (question, found)
    assert [(f.field, f.values) for f in found.filters if isinstance(f, FieldFilter)] == [
        ("galas.gala_status", ("held",))
    ]


def test_what_we_held_without_such_a_state_is_what_took_place() -> None:
    found = plan(HALLS, "how many rallies did we hold in 2024")
    assert isinstance(found, SemanticQuery) and not found.filters
