"""What is said of a number, a list or a condition is answered as it is said, or refused: never something beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from lunara.ask.plan import Clarification, Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.semantic.sample import sample_model
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

DESKS = model_of(
    table("makers", "maker_id integer, maker_name varchar, land varchar"),
    table(
        "desks",
        "desk_id integer, maker_id integer, made_on date, wood varchar, room varchar, weight_kg double, unit_price double",
        maker_id="makers",
    ),
)
DESK_VALUES = {("desks", "wood"): ["Oak", "Ash"], ("desks", "room"): ["Blue hall"], ("makers", "land"): ["Norway"]}


def plan(model: SemanticModel, text: str, values: Mapping[tuple[str, str], Sequence[str]]) -> Plan:
    return (
        OfflinePlanner(ValueIndex.from_values({k: list(v) for k, v in values.items()}))
        .plan(Question(text, CLOCK), model)
        .plan
    )


@pytest.mark.parametrize(
    "text",
    [
        "what share of the weight is kept in the Blue hall?",
        "what share of the desk weight is in the Blue hall",
        "percentage of weight that is Oak",
        "what percentage of unit price is Oak",
        "what share of the unit price is from Norway",
    ],
)
def test_a_share_of_a_number_is_none_of_the_rows(text: str) -> None:
    found = plan(DESKS, text, DESK_VALUES)
    assert isinstance(found, Refusal) and "does not add up" in found.reason, found


CREWS = model_of(
    table("depots", "depot_id integer, depot_name varchar, capacity integer"),
    table(
        "drivers",
        "driver_id integer, depot_id integer, driver_name varchar, grade varchar, hired_on date",
        depot_id="depots",
    ),
    table("bays", "bay_id integer, depot_id integer, bay_name varchar, capacity integer", depot_id="depots"),
)
CREW_VALUES = {("drivers", "grade"): ["Trainee", "Senior"], ("depots", "depot_name"): ["Quay", "Mill"]}


def shown(text: str) -> list[str]:
    found = plan(CREWS, text, CREW_VALUES)
    assert isinstance(found, SemanticQuery), (text, found)
    return [d if isinstance(d, str) else d.field for d in found.dimensions if not str(d).endswith("_id")]


@pytest.mark.parametrize(
    "text",
    [
        "list the trainees with their depot and hire date",
        "list the trainees with their hire date and depot",
        "list the trainees with depot and hire date",
        "list the trainees along with their depot and hire date",
        "list the trainees, their depot and hire date",
        "who are the trainees and what is their depot and hire date",
        "list the drivers with their depot and hire date",
        "drivers with their depot and hire date",
    ],
)
def test_all_that_is_listed_of_each_is_shown(text: str) -> None:
    assert set(shown(text)) == {"drivers.driver_name", "depots.depot_name", "drivers.hired_on"}, text


def test_a_thing_of_theirs_is_shown_by_its_name() -> None:
    assert shown("trainees with their depot") == ["drivers.driver_name", "depots.depot_name"]
    assert set(shown("list the bays with their depot and capacity")) == {
        "bays.bay_name",
        "bays.capacity",
        "depots.depot_name",
    }
    assert set(shown("list the depots with their bays")) == {"depots.depot_name", "bays.bay_name"}
    assert isinstance(plan(CREWS, "list the depots with their bays and capacity", CREW_VALUES), Refusal)


def test_what_they_only_have_is_a_condition() -> None:
    assert shown("list the drivers with a depot") == ["drivers.driver_name"]
    assert shown("drivers with their depot Quay") == ["drivers.driver_name"]
    assert shown("list the depots with bays") == ["depots.depot_name"]


def rented(columns: str) -> SemanticModel:
    return model_of(
        table("artists", "artist_id integer, artist_name varchar"),
        table("rentals", f"rental_id integer, artist_id integer, {columns}", artist_id="artists"),
    )


def conditions(model: SemanticModel, text: str, values: Mapping[tuple[str, str], Sequence[str]]) -> str:
    found = plan(model, text, values)
    assert isinstance(found, SemanticQuery), (text, found)
    return found.model_dump_json(include={"filters"}, exclude_defaults=True)


@pytest.mark.parametrize("end", ["end_date", "left_on", "returned_on", "cancelled_at", "closed_on", "until_date"])
@pytest.mark.parametrize(
    "text",
    [
        "how many artists are currently renting?",
        "artists who are renting right now",
        "artists who currently have a rental",
        "how many rentals are there at the moment",
    ],
)
def test_what_is_on_now_has_begun_and_is_not_over(end: str, text: str) -> None:
    said = conditions(rented(f"start_date date, {end} date"), text, {})
    assert "rentals.start_date" in said and f"rentals.{end}" in said and "is_null" in said, said


def test_a_state_says_it_before_the_dates() -> None:
    model = rented("start_date date, end_date date, status varchar")
    said = conditions(model, "how many artists are currently renting?", {("rentals", "status"): ["active", "over"]})
    assert '"active"' in said and "end_date" not in said


def test_what_nothing_tells_the_end_of_is_not_on_now() -> None:
    for columns in ("start_date date, fee double", "start_date date, end_date date, status varchar"):
        states = {("rentals", "status"): ["R1", "R2"]} if "status" in columns else {}
        assert isinstance(plan(rented(columns), "how many artists are currently renting?", states), Refusal)


BILLS = model_of(
    table("tenants", "tenant_id integer, tenant_name varchar"),
    table(
        "invoices",
        "invoice_id integer, tenant_id integer, issued_on date, amount double, status varchar",
        tenant_id="tenants",
    ),
)
BILL_VALUES = {("invoices", "status"): ["paid", "void"]}


@pytest.mark.parametrize(
    "text",
    [
        "total invoiced in 2024, excluding void invoices",
        "total billed except void invoices",
        "invoiced amount excluding void invoices by tenant",
    ],
)
def test_what_was_billed_is_an_amount_whatever_is_left_out(text: str) -> None:
    found = plan(BILLS, text, BILL_VALUES)
    assert isinstance(found, SemanticQuery) and "void" in str(found.filters), found
    assert all("amount" in (m if isinstance(m, str) else m.name) for m in found.measures), found


def test_a_total_of_nothing_is_no_count_of_what_is_left_out() -> None:
    assert not isinstance(plan(BILLS, "total excluding void invoices", BILL_VALUES), SemanticQuery)
    assert not isinstance(plan(BILLS, "total not invoiced in 2024", BILL_VALUES), SemanticQuery)


YARD = model_of(
    table("members", "member_id integer, member_name varchar, town varchar"),
    table("leases", "lease_id integer, member_id integer, leased_on date, lease_amount double", member_id="members"),
    table("repairs", "repair_id integer, member_id integer, done_on date, total_amount double", member_id="members"),
    table(
        "sales",
        "sale_id integer, member_id integer, sold_on date, gross_amount double, net_amount double, discount_amount double",
        member_id="members",
    ),
)


def test_amounts_that_are_called_alike_are_asked_about() -> None:
    for text in ("total amount per member", "amount per member", "total amount by town", "sale amount by town"):
        assert isinstance(plan(YARD, text, {}), Clarification), text
    for text, measure in (
        ("total amount of repairs by town", "sum_of_total_amount"),
        ("lease amount per member", "total_lease_amount"),
        ("net amount by town", "total_net_amount"),
    ):
        found = plan(YARD, text, {})
        assert isinstance(found, SemanticQuery) and found.measures == (measure,), (text, found)


def test_an_amount_is_no_average() -> None:
    for text in ("sale amount", "sale value by town", "sales amount by month"):
        found = plan(YARD, text, {})
        names = (
            [m if isinstance(m, str) else m.name for m in found.measures] if isinstance(found, SemanticQuery) else []
        )
        assert not any("average" in n for n in names), (text, found)


TOWNS = model_of(
    table("towns", "town_id integer, town_name varchar, county varchar, median_income integer, mean_age double")
)


def measured(model: SemanticModel, text: str, values: Mapping[tuple[str, str], Sequence[str]]) -> list[str]:
    found = plan(model, text, values)
    assert isinstance(found, SemanticQuery), (text, found)
    return [m if isinstance(m, str) else f"{m.aggregate} {m.expression}" for m in found.measures]


def test_a_field_that_is_a_median_or_a_mean_never_adds_up() -> None:
    for text in (
        "average median income by county",
        "the average median income for all towns",
        "median income by county",
    ):
        assert measured(TOWNS, text, {}) == ["average_of_median_income"], text
    assert measured(TOWNS, "average mean age", {}) == ["average_of_mean_age"]
    for text in ("total median income by county", "sum of the median income", "what is the total mean age"):
        assert isinstance(plan(TOWNS, text, {}), Refusal), text


BUYS = model_of(
    table("articles", "article_id integer, article_name varchar"),
    table("buys", "buy_id integer, article_id integer, clerk_id integer, pieces integer", article_id="articles"),
)


@pytest.mark.parametrize(
    "text",
    [
        "calculate the total buy ids that were buys of Bolt 8",
        "what is the total of all clerk ids",
        "calculate the total clerk id",
        "sum of the article ids",
        "average clerk id by article",
        "median clerk id",
    ],
)
def test_keys_are_neither_added_up_nor_averaged(text: str) -> None:
    found = plan(BUYS, text, {("articles", "article_name"): ["Bolt 8"]})
    measures = found.measures if isinstance(found, SemanticQuery) else ()
    assert not any(not isinstance(m, str) and m.aggregate in ("sum", "avg", "median") for m in measures), found


def test_a_lone_letter_behind_its_field_is_a_value() -> None:
    tiles = model_of(table("tiles", "tile_id integer, tile_name varchar, wall_side varchar, weight integer"))
    values = {("tiles", "wall_side"): ["a", "B"]}
    for text, value in (
        ("what tiles belong to wall side a?", "a"),
        ("how many tiles are on wall side b", "B"),
        ("tiles whose wall side is A", "a"),
        ("tiles of wall side a with a weight above 5", "a"),
    ):
        assert f'"{value}"' in conditions(tiles, text, values), text
    found = plan(tiles, "tiles of a wall side", values)
    assert not isinstance(found, SemanticQuery) or not found.filters


WORKERS = model_of(
    table("jobs", "job_id integer, job_title varchar, grade varchar"),
    table(
        "workers", "worker_id integer, worker_name varchar, sex varchar, job_id integer, hired_on date", job_id="jobs"
    ),
)
WORKER_VALUES = {
    ("jobs", "job_title"): ["Site Manager", "Clerk"],
    ("jobs", "grade"): ["Senior"],
    ("workers", "sex"): ["Male", "Female"],
}


def test_a_kind_by_the_name_of_another_row_counts_those_that_are_of_it() -> None:
    for text in (
        "How many male Site Managers are there?",
        "how many clerks do we have",
        "how many clerks were hired in 2020",
        "number of female clerks",
    ):
        assert measured(WORKERS, text, WORKER_VALUES) == ["worker_count"], text
    assert measured(WORKERS, "how many senior jobs are there", WORKER_VALUES) == ["job_count"]
    found = plan(WORKERS, "list the male site managers", WORKER_VALUES)
    assert isinstance(found, SemanticQuery) and found.dimensions[0] == "workers.worker_name"


BREEDS = model_of(
    table("breeds", "breed_id integer, breed_name varchar, origin varchar"),
    table("dogs", "dog_id integer, dog_name varchar, colour varchar, breed_id integer", breed_id="breeds"),
)


def test_of_other_kinds_only_with_what_is_said_of_those_rows() -> None:
    values = {("breeds", "breed_name"): ["Beagle", "Boxer"], ("dogs", "colour"): ["Black", "White"]}
    assert measured(BREEDS, "how many black beagles are there?", values) == ["dog_count"]


PACKS = model_of(
    table("goods", "goods_id integer, goods_name varchar, buy_price double"),
    table("orders", "order_id integer, order_date date, customer varchar"),
    table("order_goods", "line_id integer, order_id integer, goods_id integer", order_id="orders", goods_id="goods"),
)


@pytest.mark.parametrize(
    "text",
    [
        "orders with a total price greater than 4000",
        "how many orders have a total price above 4000",
        "how many orders have a total buy price of less than 20",
    ],
)
def test_a_total_that_is_compared_is_no_price_of_one_thing(text: str) -> None:
    found = plan(PACKS, text, {})
    assert not isinstance(found, SemanticQuery) or "goods.buy_price" not in str(found.filters), found


CLUBS = model_of(
    table("members", "member_id integer, member_name varchar"),
    table("fines", "fine_id integer, member_id integer, fined_on date, fee double", member_id="members"),
)


def test_only_counts_are_zero_of_nothing() -> None:
    for text in ("which members have a fee of less than 10", "members with total fee below 100"):
        found = plan(CLUBS, text, {})
        assert isinstance(found, SemanticQuery) and not found.keep_empty, text
    assert '"exists":"fines"' in conditions(CLUBS, "how many members have a total fee under 30", {})
    fewer = plan(CLUBS, "members with fewer than 5 fines", {})
    assert isinstance(fewer, SemanticQuery) and fewer.keep_empty
    assert "exists" not in conditions(CLUBS, "how many members have fewer than 5 fines", {})


def test_things_with_a_region_of_their_own_are_not_reached_through_others() -> None:
    model = model_of(
        table("crews", "crew_id integer, crew_name varchar, region varchar"),
        table("regions", "region_id integer, region varchar"),
        table("sites", "site_id integer, region_id integer, city varchar", region_id="regions"),
        table(
            "calls",
            "call_id integer, crew_id integer, site_id integer, called_on date",
            crew_id="crews",
            site_id="sites",
        ),
    )
    for text in ("which region has the most crews", "region with the fewest crews"):
        found = plan(model, text, {})
        assert isinstance(found, SemanticQuery), (text, found)
        assert found.dimensions[0] == "crews.region" and found.measures == ("crew_count",), found


LIBRARY = model_of(
    table("halls", "hall_id integer, hall_name varchar, opened_on date"),
    table(
        "readers",
        "reader_id integer, reader_name varchar, registered_on date, home_hall_id integer",
        home_hall_id="halls",
    ),
    table("tomes", "tome_id integer, tome_title varchar, author varchar, language varchar"),
    table(
        "copies",
        "copy_id integer, tome_id integer, hall_id integer, acquired_on date",
        tome_id="tomes",
        hall_id="halls",
    ),
    table(
        "loans",
        "loan_id integer, copy_id integer, reader_id integer, checkout_date date, due_date date, return_date date",
        copy_id="copies",
        reader_id="readers",
    ),
)


def test_a_period_right_behind_a_verb_is_of_that_verb() -> None:
    for text in ("readers registered in 2024 without a loan", "how many readers registered in 2024 with a loan"):
        found = plan(LIBRARY, text, {})
        assert isinstance(found, SemanticQuery) and found.time is not None, (text, found)
        assert found.time.field == "readers.registered_on" and "checkout_date" not in str(found.filters), found
    opened = plan(LIBRARY, "halls opened in 1990 with more than 100 copies", {})
    assert isinstance(opened, SemanticQuery) and opened.time is not None and opened.time.field == "halls.opened_on"
    assert "checkout_date" in conditions(LIBRARY, "readers without a loan in 2024", {})


def test_things_that_are_listed_with_their_fields_and_a_number_are_shown() -> None:
    for text in (
        "tomes with their author, language and number of copies",
        "list the tomes with their author and the number of copies",
    ):
        found = plan(LIBRARY, text, {})
        assert isinstance(found, SemanticQuery) and "tomes.tome_title" in found.dimensions, (text, found)


def test_what_a_key_points_to_is_shown_by_its_name() -> None:
    assert "halls.hall_name" in str(plan(LIBRARY, "readers with their home hall", {}))
    assert "home_hall_id" in str(plan(LIBRARY, "readers with their home hall id", {}))


def test_what_is_out_now_was_taken_and_has_not_come_back() -> None:
    said = conditions(LIBRARY, "how many copies are currently on loan", {})
    assert "loans.checkout_date" in said and "loans.return_date" in said and "due_date" not in said


@pytest.mark.parametrize(
    "text",
    [
        "tomes with their author and number sold",
        "readers who live in a different hall than their loan's",
        "list of readers registered at a different hall",
        "tome readers",
    ],
)
def test_what_is_not_read_is_not_dropped(text: str) -> None:
    assert not isinstance(plan(LIBRARY, text, {}), SemanticQuery), text


def test_one_of_a_kind_is_no_value_that_is_called_after_the_kind() -> None:
    model = model_of(
        table("vets", "vet_id integer, vet_name varchar, field varchar"),
        table("animals", "animal_id integer, animal_name varchar"),
        table("visits", "visit_id integer, vet_id integer, animal_id integer", vet_id="vets", animal_id="animals"),
    )
    values = {("vets", "field"): ["Exotic animals", "Dentistry"]}
    found = plan(model, "how many vets have never treated an exotic animal", values)
    assert not isinstance(found, SemanticQuery) or "vets.field" not in str(found.filters)
    assert "vets.field" in conditions(model, "how many vets are for exotic animals", values)


@pytest.mark.parametrize("said", ["a vs b ", "in a ", "revenue by month and ", "customers who ordered at least "])
def test_a_question_of_very_many_words_is_refused_unread(said: str) -> None:
    """Its length is paid by whoever shares the machine: 4,000 characters took minutes."""
    made = OfflinePlanner().plan(Question((said * 600)[:4_000], CLOCK), sample_model()).plan
    assert isinstance(made, Refusal) and "fewer words" in made.reason
