"""How people in business put things, on databases nobody has seen: verbs, rates, kinds, takings, how often, which place."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_right_or_silent import rounded
from tests.unit.ask.offline.unseen import unseen

ORDERS = "sales_orders join clients using (client_id)"
LINES = "order_lines join sales_orders using (order_id)"


@pytest.mark.parametrize(
    ("name", "text", "gold"),
    [
        # how many of something each of them has
        (
            "wholesale",
            "how many clients ordered more than once",
            "select count(*) from (select client_id from sales_orders group by 1 having count(*) > 1)",
        ),
        (
            "festival",
            "how many films were reviewed at least 15 times",
            "select count(*) from (select film_id from reviews group by 1 having count(*) >= 15)",
        ),
        (
            "festival",
            "how many visitors have exactly 8 tickets",
            "select count(*) from (select visitor_id from tickets group by 1 having count(*) = 8)",
        ),
        (
            "charity",
            "how many donors made 9 donations",
            'select count(*) from (select "DonorID" from "Donations" group by 1 having count(*) = 9)',
        ),
        # verbs that tie
        (
            "wholesale",
            "how many sales people never handled an order",
            "select count(*) from sales_people where sales_person_id not in "
            "(select sales_person_id from sales_orders where sales_person_id is not null)",
        ),
        (
            "wholesale",
            "how many sales people handled an order in 2024",
            "select count(distinct sales_person_id) from sales_orders where year(order_date) = 2024",
        ),
        (
            "festival",
            "how many visitors never bought a ticket",
            "select count(*) from visitors where visitor_id not in (select visitor_id from tickets)",
        ),
        (
            "festival",
            "how many visitors bought a ticket in March 2025 but not in April 2025",
            "select count(*) from visitors where visitor_id in (select visitor_id from tickets where year(sold_at) = 2025 "
            "and month(sold_at) = 3) and visitor_id not in (select visitor_id from tickets where year(sold_at) = 2025 "
            "and month(sold_at) = 4)",
        ),
        # different ones across what brings them together
        (
            "wholesale",
            "top 1 sales person by different clients",
            "select full_name, count(distinct client_id) from sales_orders join sales_people using (sales_person_id) "
            "group by 1 order by 2 desc, 1 limit 1",
        ),
        # rates and shares
        (
            "wholesale",
            "cancellation rate by segment",
            f"select segment, avg((status = 'cancelled')::int) from {ORDERS} group by 1",
        ),
        (
            "wholesale",
            "share of online orders in all orders",
            "select avg(online_order_flag::int) from sales_orders",
        ),
        (
            "festival",
            "sold out rate by venue",
            "select venue_name, avg(is_sold_out::int) from screenings join venues using (venue_id) group by 1",
        ),
        # kinds and adjectives
        ("festival", "how many comedies are there", "select count(*) from films where genre = 'comedy'"),
        (
            "festival",
            "documentaries by release year",
            "select release_year, count(*) from films where genre = 'documentary' group by 1",
        ),
        (
            "wholesale",
            "how many German clients do we have",
            "select count(*) from clients join addresses on home_address_id = address_id where country_code = 'DE'",
        ),
        # takings
        (
            "festival",
            "ticket revenue by district",
            "select district, sum(price) from tickets join screenings using (screening_id) join venues using (venue_id) "
            "group by 1",
        ),
        # times between what happened
        (
            "wholesale",
            "average number of days from order to shipment by status",
            "select status, avg(datediff('day', order_date, ship_date)) from sales_orders group by 1",
        ),
        (
            "telecom",
            "average days from opening to resolution by category",
            "select category, avg(datediff('day', opened_on, resolved_on)) from tickets group by 1",
        ),
        # averages over things
        (
            "wholesale",
            "on average, how many orders does a client have?",
            "select avg(n) from (select count(*) as n from sales_orders group by client_id)",
        ),
    ],
)
def test_what_is_asked_is_answered_right_or_not_at_all(name: str, text: str, gold: str) -> None:
    plan = unseen(name).plan(text)
    assert isinstance(plan, SemanticQuery), plan
    assert rounded(unseen(name).rows(plan)) == rounded(unseen(name).gold(gold))


def test_how_many_have_an_average_is_refused_by_name() -> None:
    plan = unseen("wholesale").plan("how many teams have an average freight above 12")
    assert isinstance(plan, Refusal) and "“average”" in plan.reason and "Freight by team" in plan.nearest


@pytest.mark.parametrize(
    ("name", "text", "asked"),
    [
        ("telecom", "subscribers with bills over 50", "subscribers with bills with amount over 50"),
        ("charity", "donors with donations over 50", "donors with donations with amount over 50"),
    ],
)
def test_where_one_number_can_be_meant_it_is_said_in_the_question(name: str, text: str, asked: str) -> None:
    plan = unseen(name).plan(text)
    assert isinstance(plan, Clarification) and plan.text == f"Is this meant: {asked}?"
    assert [option.label for option in plan.options] == ["Amount"]


def test_the_year_of_what_was_done_is_not_that_of_those_who_did_it() -> None:
    plan = unseen("festival").plan("films that were cast with a person in 2019")
    assert not isinstance(plan, SemanticQuery) or "2019" not in plan.model_dump_json()


def test_a_bare_unit_is_never_answered_by_an_average() -> None:
    plan = unseen("telecom").plan("megabytes by plan")
    assert isinstance(plan, SemanticQuery), plan
    gold = """select plan_name, sum(megabytes) from data_usage join subscribers using (subscriber_id)
      join plans using (plan_id) group by 1"""
    assert rounded(unseen("telecom").rows(plan)) == rounded(unseen("telecom").gold(gold))
