"""A comparison that is denied stays denied, exactly so many of a field are counted, and what is shown is what was asked for."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.query import FieldFilter, InlineMeasure, OrFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

FLATS = model_of(
    table(
        "flats", "flat_id integer, flat_name varchar, bedrooms integer, rent decimal(10,2), town varchar, kind varchar"
    ),
    table("tenants", "tenant_id integer, tenant_name varchar"),
    table(
        "leases",
        "lease_id integer, rating double, flat_id integer, tenant_id integer",
        flat_id="flats",
        tenant_id="tenants",
    ),
)
ACCOUNTS = model_of(
    table("clients", "client_id integer, client_name varchar"),
    table("checking", "checking_id integer, balance decimal(10,2), client_id integer", client_id="clients"),
    table("deposits", "deposit_id integer, balance decimal(10,2), client_id integer", client_id="clients"),
)
COACHES = model_of(
    table("players", "player_id integer, player_name varchar, position varchar, points integer"),
    table("coaches", "coach_id integer, coach_name varchar"),
    table(
        "training", "training_id integer, player_id integer, coach_id integer", player_id="players", coach_id="coaches"
    ),
)


def _filters(found: object) -> list[tuple[str, str, tuple[object, ...]]]:
    assert isinstance(found, SemanticQuery), found
    said = [one for f in found.filters for one in (f.or_ if isinstance(f, OrFilter) else (f,))]
    return [(f.field, f.op, tuple(f.values)) for f in said if isinstance(f, FieldFilter)]


@pytest.mark.parametrize(
    "text",
    [
        "flats without a rent above 900",
        "flats with no rent above 900",
        "flats that do not have a rent above 900",
        "flats that do not have a rent of over 900",
        "how many flats have no rent over 900",
    ],
)
def test_a_denied_comparison_is_the_other_one(text: str) -> None:
    said = _filters(plan(FLATS, text))
    assert ("flats.rent", "<=", (900,)) in said
    assert ("flats.rent", "is_null", ()) in said, "what has no rent has none above it"


@pytest.mark.parametrize("text", ["towns without a rent above 900", "towns with no rent above 900"])
def test_values_of_several_rows_are_not_denied_one_by_one(text: str) -> None:
    """That one flat of a town is cheaper is another question than whether none is dearer."""
    assert not isinstance(plan(FLATS, text), SemanticQuery)


def test_no_single_amount_and_not_the_total_are_two_questions() -> None:
    payments = model_of(
        table("clients", "client_id integer, client_name varchar"),
        table("payments", "payment_id integer, amount decimal(10,2), client_id integer", client_id="clients"),
    )
    assert isinstance(plan(payments, "clients without a payment amount above 15"), Refusal)
    assert ("total_amount", "<=", (15,)) in _filters(plan(payments, "clients without a total payment amount above 15"))


@pytest.mark.parametrize("text", ["tenants without a rating above 4", "how many tenants have no rating above 4"])
def test_none_of_many_rows_is_so(text: str) -> None:
    """Not one of their rows has it, which is another question than whether one has less."""
    found = plan(FLATS, text)
    assert isinstance(found, SemanticQuery)
    (said,) = [f.model_dump(by_alias=True, exclude_defaults=True) for f in found.filters]
    assert said["not"]["field"] == "leases.rating" and said["not"]["op"] == ">"


def test_groups_without_a_total_above() -> None:
    found = plan(FLATS, "towns that do not have a total rent of over 9000")
    assert ("total_rent", "<=", (9000,)) in _filters(found)
    assert not any(f[0] == "flats.rent" for f in _filters(found))


@pytest.mark.parametrize(
    "text",
    [
        "flats with two bedrooms",
        "which flats have 2 bedrooms",
        "how many flats have two bedrooms",
        "flats with a rent below 900 and 2 bedrooms",
    ],
)
def test_exactly_so_many_of_a_field(text: str) -> None:
    said = _filters(plan(FLATS, text))
    assert ("flats.bedrooms", "=", (2,)) in said
    assert ("flats.rent", "=", (2,)) not in said


@pytest.mark.parametrize("number", ["total rent", "average rent"])
def test_the_most_common_kind_is_the_one_that_occurs_most(number: str) -> None:
    """How often it occurs chooses it, not the number that is asked of it."""
    found = plan(FLATS, f"{number} of the most common kind of flats")
    assert isinstance(found, SemanticQuery)
    assert [o.field for o in found.order_by] == ["flat_count"] and found.limit == 1


@pytest.mark.parametrize(
    "text",
    [
        "average checking and deposit balance",
        "average balance of checking and deposit",
        "average deposit and checking balance",
    ],
)
def test_a_noun_that_two_things_share(text: str) -> None:
    found = plan(ACCOUNTS, text)
    assert isinstance(found, SemanticQuery)
    assert {m.table for m in found.measures if isinstance(m, InlineMeasure)} == {"checking", "deposits"}


def test_two_numbers_are_no_sum_to_choose_by() -> None:
    assert isinstance(plan(ACCOUNTS, "which client has the lowest sum of checking and deposit balances"), Refusal)


@pytest.mark.parametrize(
    "text",
    [
        "Show the positions of players and the number of players of each position.",
        "List different positions of players, along with the number of players of each position.",
        "List each position of players and the number of players",
    ],
)
def test_a_group_that_is_shown_stands_once(text: str) -> None:
    found = plan(COACHES, text)
    assert isinstance(found, SemanticQuery)
    assert found.dimensions == ("players.position",) and found.measures == ("player_count",)


@pytest.mark.parametrize("text", ["Find each player's position", "List every player's position and points"])
def test_fields_of_each_are_listed_with_the_thing(text: str) -> None:
    found = plan(COACHES, text)
    assert isinstance(found, SemanticQuery)
    assert not found.measures and {"players.player_name", "players.position"} <= set(found.dimensions)


@pytest.mark.parametrize(
    "text", ["names of players and names of their coaches", "names of players and the names of their coaches"]
)
def test_pairs_by_their_names(text: str) -> None:
    found = plan(COACHES, text)
    assert isinstance(found, SemanticQuery)
    assert {"players.player_name", "coaches.coach_name"} <= set(found.dimensions)


@pytest.mark.parametrize(
    "text",
    [
        "How many flats are in each town? List the town and the count.",
        "How many flats are in each town? List the count and the town.",
    ],
)
def test_a_count_that_is_told_is_not_asked_again(text: str) -> None:
    found = plan(FLATS, text)
    assert isinstance(found, SemanticQuery)
    assert found.measures == ("flat_count",) and found.dimensions == ("flats.town",)


def test_none_is_without_its_key() -> None:
    assert isinstance(plan(COACHES, "names of players without a player id"), Refusal)


CARE = model_of(
    table("clients", "client_id integer, client_name varchar"),
    table("technicians", "technician_id integer, technician_name varchar"),
    table(
        "visits",
        "visit_id integer, client_id integer, technician_id integer, visit_date date",
        client_id="clients",
        technician_id="technicians",
    ),
)


@pytest.mark.parametrize(
    "text",
    [
        "clients without a visit in 2024",
        "clients that had no visit in 2024",
        "clients that had no technician visit in 2024",
        "how many clients had no visit in 2024",
    ],
)
def test_a_period_of_what_was_never_done_is_the_period_of_that(text: str) -> None:
    """Nobody without any visit has one in 2024, which is another question."""
    found = plan(CARE, text)
    assert isinstance(found, SemanticQuery)
    (said,) = [f.model_dump(by_alias=True, exclude_defaults=True) for f in found.filters]
    assert said["not"]["exists"] == "visits" and {w["field"] for w in said["not"]["where"]} == {"visits.visit_date"}


@pytest.mark.parametrize(
    "text", ["How many clients never had a technician visit?", "clients without a technician visit"]
)
def test_a_thing_before_one_of_its_rows_is_no_other_condition(text: str) -> None:
    found = plan(CARE, text)
    assert isinstance(found, SemanticQuery)
    (said,) = [f.model_dump(by_alias=True, exclude_defaults=True) for f in found.filters]
    assert said == {"not": {"exists": "visits"}}
