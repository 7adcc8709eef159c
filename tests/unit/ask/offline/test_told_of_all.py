"""What the question says of others than a query would tell of is refused, and what stands beside it is answered."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

CHOIRS = model_of(
    table("members", "member_id integer, member_name varchar, voice varchar"),
    table("choirs", "choir_id integer, choir_name varchar, town varchar"),
    table("member_of_choir", "member_id integer, choir_id integer", member_id="members", choir_id="choirs"),
)
STADIUMS = model_of(
    table("stadiums", "stadium_id integer, stadium_name varchar, capacity integer, town varchar"),
    table("clubs", "club_id integer, club_name varchar, stadium_id integer", stadium_id="stadiums"),
)
FILES = model_of(
    table("files", "file_id integer, file_name varchar, size integer, kind varchar"),
    table("downloads", "download_id integer, file_id integer, fetched_on date", file_id="files"),
)
VETS = model_of(
    table("owners", "owner_id integer, owner_name varchar, city varchar"),
    table("dogs", "dog_id integer, dog_name varchar, owner_id integer, breed varchar", owner_id="owners"),
    table("visits", "visit_id integer, dog_id integer, cost double, visited_on date", dog_id="dogs"),
    table("parks", "park_id integer, park_name varchar"),
    table("contracts", "contract_id integer, park_id integer, total_cost double", park_id="parks"),
)
SHOP = model_of(
    table("customers", "customer_id integer, customer_name varchar, town varchar, age integer"),
    table(
        "orders",
        "order_id integer, customer_id integer, amount double, unit_price_discount double, order_date date",
        customer_id="customers",
    ),
)


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (CHOIRS, "members of every choir"),
        (CHOIRS, "the members in every choir"),
        (CHOIRS, "names of members of every choir"),
        (VETS, "the maximum total cost of visits"),
        (STADIUMS, "stadiums with a capacity of 300 and two clubs"),
        (STADIUMS, "stadiums with a capacity of 300 and more than two clubs"),
        (FILES, "list each file's size and the number of downloads"),
        (FILES, "each file's kind and number of downloads"),
        (VETS, "owners of dogs and the number of dogs of each breed"),
        (SHOP, "list customers ordered by the number of orders and their average amount"),
        (SHOP, "customers ordered by the number of orders and by age"),
        (SHOP, "show towns with the average age sorted by the number of customers"),
        (SHOP, "number of customers with the highest age"),
        (SHOP, "how many orders have the highest amount"),
        (SHOP, "customer number of the order 7"),
    ],
)
def test_what_would_be_told_of_others_is_refused(model: SemanticModel, text: str) -> None:
    assert isinstance(plan(model, text), Refusal)


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (CHOIRS, "how many members does every choir have"),
        (CHOIRS, "list the town of every choir"),
        (VETS, "the maximum total cost of contracts"),
        (VETS, "the maximum total cost of a dog"),
        (STADIUMS, "stadiums with a capacity of 300 or 400"),
        (VETS, "breeds of dogs and the number of dogs of each breed"),
        (VETS, "owners of dogs and the number of dogs of each owner"),
        (SHOP, "customers sorted by the number of orders"),
        (SHOP, "average age by town"),
        (SHOP, "average discount of discounted orders"),
        (SHOP, "customers with the highest age"),
        (SHOP, "number of customers and the highest age"),
    ],
)
def test_what_is_told_as_it_is_said_is_answered(model: SemanticModel, text: str) -> None:
    assert isinstance(plan(model, text), SemanticQuery)
