"""What each thing has beside it, two fields set against each other, what is popular beyond pairs, and dearer than so much."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

DISHES = table("dishes", "dish_id int, name varchar, list_price decimal(8,2), kitchen_id int", kitchen_id="kitchens")
KITCHENS = table("kitchens", "kitchen_id int, name varchar, home_town varchar")
TAGS = table("tags", "tag_id int, name varchar")
PAIRS = replace(
    table("dish_tags", "dish_id int, tag_id int", dish_id="dishes", tag_id="tags"), primary_key=("dish_id", "tag_id")
)
GUESTS = table("guests", "guest_id int, first_name varchar, last_name varchar, town varchar")
SALES = table(
    "sales",
    "sale_id int, dish_id int, guest_id int, sold_on date, tip decimal(8,2), town varchar",
    dish_id="dishes",
    guest_id="guests",
)
MODEL = model_of(DISHES, KITCHENS, TAGS, PAIRS, GUESTS, SALES)
VALUES = {("dishes", "name"): ["Pie", "Soup"], ("tags", "name"): ["vegan", "hot"], ("guests", "town"): ["Hull"]}


def planned(text: str) -> object:
    return OfflinePlanner(ValueIndex.from_values(VALUES), suggests=False).plan(Question(text, CLOCK), MODEL).plan


def query(text: str) -> SemanticQuery:
    plan = planned(text)
    assert isinstance(plan, SemanticQuery), plan
    return plan


def shown(text: str) -> list[str]:
    return [d if isinstance(d, str) else d.field for d in query(text).dimensions]


@pytest.mark.parametrize("text", ["guests and their total tip", "guests with their total tip", "guests and total tip"])
def test_a_number_of_each_is_not_that_of_all(text: str) -> None:
    plan = query(text)
    assert shown(text)[:1] == ["guests.full_name"]
    assert [str(m) for m in plan.measures] == ["total_tip"]


def test_some_of_them_are_compared_and_other_groups_stay() -> None:
    assert any(isinstance(f, FieldFilter) and f.op == ">" for f in query("guests with a total tip above 100").filters)
    assert "guests.full_name" not in str(planned("guests and total tip by dish"))


@pytest.mark.parametrize("text", ["kitchen of each dish", "what is the kitchen of every dish?"])
def test_one_thing_of_each_is_shown_and_not_counted(text: str) -> None:
    assert {"dishes.name", "kitchens.name"} <= set(shown(text))
    assert not query(text).measures


def test_many_of_each_are_counted() -> None:
    assert query("dishes of each kitchen").measures


@pytest.mark.parametrize("text", ["dishes with their tags", "tag of each dish"])
def test_things_that_rows_pair_are_shown_beside_each_other(text: str) -> None:
    assert {"dishes.name", "tags.name"} <= set(shown(text))


def test_a_list_of_more_than_the_pairs_is_refused() -> None:
    assert isinstance(planned("dishes with their tags and list price"), Refusal)


@pytest.mark.parametrize(
    "text",
    [
        "sales where the town differs from the guest town",
        "sales where the town is not the guest town",
        "sales whose town and guest town are different",
        "sales with a town other than the guest town",
    ],
)
def test_two_fields_that_are_set_against_each_other_are_no_list_of_them(text: str) -> None:
    assert isinstance(planned(text), Refusal)


def test_two_fields_in_a_list_are_shown() -> None:
    assert {"sales.town", "guests.town"} <= set(shown("list sales with town and guest town"))


def test_tags_of_dishes_are_not_popular_by_their_dishes() -> None:
    assert isinstance(planned("most popular tag"), Clarification)


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("dishes more expensive than 5", ">"),
        ("how many dishes are more expensive than 5", ">"),
        ("dishes less expensive than 5", "<"),
        ("number of dishes cheaper than 5", "<"),
    ],
)
def test_dearer_than_so_much(text: str, op: str) -> None:
    assert [(f.field, f.op) for f in query(text).filters if isinstance(f, FieldFilter)] == [("dishes.list_price", op)]


def test_dearer_than_the_average() -> None:
    assert "list_price" in query("dishes more expensive than the average").model_dump_json()


def test_a_tip_is_no_price_of_a_sale() -> None:
    assert not isinstance(planned("sales more expensive than 5"), SemanticQuery)


def test_where_the_things_are_is_not_what_they_are_called() -> None:
    stores = table("stores", "store_id int, address_id int", address_id="addresses")
    model = model_of(stores, table("addresses", "address_id int, address varchar, town varchar"))
    plan = (
        OfflinePlanner(ValueIndex.from_values({}), suggests=False)
        .plan(Question("where are the stores", CLOCK), model)
        .plan
    )
    assert not isinstance(plan, SemanticQuery)


def test_total_revenue_is_the_revenue() -> None:
    """Though bills have a total of their own, which their lines make up."""
    bills = table("bills", "bill_id int, billed_on date, total decimal(10,2)")
    lines = table(
        "bill_lines",
        "line_id int, bill_id int, dish_id int, quantity int, unit_price decimal(8,2)",
        bill_id="bills",
        dish_id="dishes",
    )
    model = model_of(DISHES, KITCHENS, bills, lines)
    for text in ("total revenue by kitchen", "total sales by kitchen", "revenue by kitchen"):
        plan = OfflinePlanner(ValueIndex.from_values({}), suggests=False).plan(Question(text, CLOCK), model).plan
        assert isinstance(plan, SemanticQuery), text
        assert [str(m) for m in plan.measures] == ["revenue"]


@pytest.mark.parametrize("text", ["dishes with kitchen and list price", "dishes with tag and list price"])
def test_the_first_of_a_list_is_not_left_out(text: str) -> None:
    plan = planned(text)
    assert not isinstance(plan, SemanticQuery) or '"exists"' not in plan.model_dump_json()


def test_what_some_have_is_still_a_condition() -> None:
    assert '"exists"' in query("guests with a sale and town").model_dump_json()


def test_songs_are_tracks() -> None:
    tracks = table("tracks", "track_id int, name varchar, milliseconds int, album_id int", album_id="albums")
    model = model_of(tracks, table("albums", "album_id int, title varchar"))
    plan = (
        OfflinePlanner(ValueIndex.from_values({}), suggests=False).plan(Question("songs per album", CLOCK), model).plan
    )
    assert isinstance(plan, SemanticQuery)
    assert plan.measures == ("track_count",)


@pytest.mark.parametrize(
    "text", ["guests with their tip", "top 3 guests by sales with their tip", "guests with their revenue"]
)
def test_a_number_of_theirs_is_no_condition(text: str) -> None:
    plan = planned(text)
    assert not isinstance(plan, SemanticQuery) or plan.measures
