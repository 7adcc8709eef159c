"""What users buy of us is our revenue, spenders are who buys, and one number divided by another is both added up."""

from __future__ import annotations

import pytest

from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import BOUGHT, model_of, plan, table

_APP = (
    table("users", "user_id integer, user_name varchar, country varchar, joined_on date"),
    table("packs", "pack_id integer, pack_name varchar, list_price double"),
    table(
        "purchases",
        "purchase_id integer, user_id integer, pack_id integer, bought_on date, quantity integer, gross_amount double, "
        "discount_amount double, net_amount double, purchase_status varchar",
        user_id="users",
        pack_id="packs",
    ),
    table("campaigns", "campaign_id integer, campaign_name varchar, network varchar, budget double"),
    table(
        "ad_spend_daily",
        "row_id integer, campaign_id integer, day date, impressions integer, clicks integer, installs integer, spend_usd double",
        campaign_id="campaigns",
    ),
)
APP = model_of(*_APP)
SUPPLIED = model_of(*_APP, table("suppliers", "supplier_id integer, supplier_name varchar"))


def measures(model: SemanticModel, text: str) -> tuple[str, ...]:
    found = plan(model, text)
    if not isinstance(found, SemanticQuery):
        return ()
    return tuple(m if isinstance(m, str) else f"{m.aggregate} {m.expression}" for m in found.measures)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("net revenue by month", ("total_net_amount",)),
        ("net sales last year", ("total_net_amount",)),
        ("gross revenue by pack", ("total_gross_amount",)),
        ("top 10 spenders", ("total_net_amount",)),
        ("biggest spenders in 2024", ("total_net_amount",)),
        ("who spent the most this year", ("total_net_amount",)),
        ("top 5 spenders of all time", ("total_net_amount",)),
        ("ad spend by network", ("total_spend_usd",)),
        ("spend by network", ("total_spend_usd",)),
        ("marketing spend per month", ("total_spend_usd",)),
    ],
)
def test_what_users_spend_is_what_comes_in(text: str, said: tuple[str, ...]) -> None:
    assert measures(APP, text) == said


@pytest.mark.parametrize("text", ["net revenue by month", "revenue", "top 10 spenders"])
def test_where_somebody_supplies_it_may_be_bought_for_us(text: str) -> None:
    assert measures(SUPPLIED, text) == () and measures(BOUGHT, text) == ()


def test_the_biggest_spender_is_one() -> None:
    found = plan(APP, "who is the biggest spender")
    assert isinstance(found, SemanticQuery) and found.limit == 1
    found = plan(APP, "who spent the most in 2024")
    assert isinstance(found, SemanticQuery) and found.limit == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cost per install by campaign", ("total_spend_usd", "total_installs")),
        ("spend per install for each campaign", ("total_spend_usd", "total_installs")),
        ("CPI by network", ("total_spend_usd", "total_installs")),
        ("clicks divided by impressions per campaign", ("total_clicks", "total_impressions")),
        ("installs / clicks by network", ("total_installs", "total_clicks")),
        ("install rate per campaign (installs divided by clicks)", ("total_installs", "total_clicks")),
        ("net amount divided by purchases by country", ("total_net_amount", "purchase_count")),
    ],
)
def test_one_number_by_another_is_both_added_up(text: str, said: tuple[str, ...]) -> None:
    found = plan(APP, text)
    assert isinstance(found, SemanticQuery), found
    assert measures(APP, text) == said and found.calculations[0].kind == "ratio"


@pytest.mark.parametrize(
    "text", ["campaigns over budget", "cost per tap by campaign", "clicks divided by taps", "budget per install"]
)
def test_what_is_not_there_is_not_divided(text: str) -> None:
    assert measures(APP, text) == ()
