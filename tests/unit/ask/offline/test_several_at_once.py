"""Alternatives of a field, what must hold of several rows at once, what is left out, and two numbers of the same things."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_right_or_silent import rounded
from tests.unit.ask.offline.unseen import unseen

_VISITED = "gym_id in (select gym_id from visits where year(visited_on) ="
_BOUGHT = "account_id in (select account_id from purchases where item"
_TO_GYM = "account_id in (select account_id from visits join gyms using (gym_id) where opened_year"
_IN_YEAR = "account_id in (select account_id from purchases where year(purchased_on) ="
_FAIR = "town_id in (select town_id from fairs where year ="


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # alternatives of a field
        ("How many accounts have karma 17 or 34?", "select count(*) from accounts where karma in (17, 34)"),
        (
            "How many accounts are there with karma 17, 34 or 51?",
            "select count(*) from accounts where karma in (17, 34, 51)",
        ),
        ("gyms opened in 2005 or 2007", "select gym_name, opened_year from gyms where opened_year in (2005, 2007)"),
        (
            "How many gyms were opened after 2011 or before 2006?",
            "select count(*) from gyms where opened_year > 2011 or opened_year < 2006",
        ),
        (
            "Count the number of accounts that have pro as their plan.",
            "select count(*) from accounts where plan = 'pro'",
        ),
        (
            "How many visits have app or website as their channel?",
            "select count(*) from visits where channel in ('app', 'website')",
        ),
        # both
        (
            "gyms that had visits in both 2024 and 2025",
            f"select gym_name from gyms where {_VISITED} 2024) and {_VISITED} 2025)",
        ),
        (
            "gyms that had visits via the app in both 2024 and 2025",
            f"select gym_name from gyms where {_VISITED} 2024 and channel = 'app') and {_VISITED} 2025 and channel = 'app')",
        ),
        (
            "gyms that had visits in both January and February 2024",
            f"select gym_name from gyms where {_VISITED} 2024 and month(visited_on) = 1) and {_VISITED} 2024 "
            "and month(visited_on) = 2)",
        ),
        (
            "towns with a fair in both 2013 and 2015",
            f"select town_name from towns where {_FAIR} 2013) and {_FAIR} 2015)",
        ),
        (
            "towns which some fairs happened in, in the years of both 2013 and 2015",
            f"select town_name from towns where {_FAIR} 2013) and {_FAIR} 2015)",
        ),
        (
            "How many accounts bought both gloves and helmets?",
            f"select count(*) from accounts where {_BOUGHT} = 'Gloves') and {_BOUGHT} = 'Helmet')",
        ),
        (
            "How many accounts visited both a gym opened before 2008 and a gym opened after 2009?",
            f"select count(*) from accounts where {_TO_GYM} < 2008) and {_TO_GYM} > 2009)",
        ),
        (
            "How many accounts visited a gym opened after 2010?",
            f"select count(*) from accounts where {_TO_GYM} > 2010)",
        ),
        (
            "How many accounts did not visit any gym opened after 2010?",
            f"select count(*) from accounts where not {_TO_GYM} > 2010)",
        ),
        (
            "Show countries that have an account with karma above 80 and an account with karma below 20.",
            "select country, count(*) filter (karma > 80) a, count(*) filter (karma < 20) b from accounts group by 1 "
            "having a > 0 and b > 0",
        ),
        (
            "countries shared by accounts with karma above 80 and with karma below 20",
            "select country, count(*) filter (karma > 80) a, count(*) filter (karma < 20) b from accounts group by 1 "
            "having a > 0 and b > 0",
        ),
        # but not, except, none
        (
            "How many accounts purchased in 2024 but not in 2025?",
            f"select count(*) from accounts where {_IN_YEAR} 2024) and not {_IN_YEAR} 2025)",
        ),
        (
            "towns that had a fair in 2014 but not in 2015",
            f"select town_name from towns where {_FAIR} 2014) and not {_FAIR} 2015)",
        ),
        ("towns except those with a fair in 2014", f"select town_name from towns where not {_FAIR} 2014)"),
        (
            "names of all towns except for towns having a fair in 2014",
            f"select town_name from towns where not {_FAIR} 2014)",
        ),
        ("towns apart from towns in Kent", "select town_name from towns where county <> 'Kent'"),
        (
            "number of visits per channel, leaving out desk",
            "select channel, count(*) from visits where channel <> 'desk' group by 1",
        ),
        (
            "How many accounts don't have a single purchase yet?",
            "select count(*) from accounts where account_id not in (select account_id from purchases)",
        ),
        (
            "which towns do not have a fair or a gym",
            "select town_name from towns where town_id not in (select town_id from fairs union select town_id from gyms)",
        ),
        (
            "towns with a fair or a gym",
            "select town_name from towns where town_id in (select town_id from fairs union select town_id from gyms)",
        ),
        (
            "How many accounts have both a purchase and a visit?",
            "select count(*) from accounts where account_id in (select account_id from purchases) "
            "and account_id in (select account_id from visits)",
        ),
        (
            "How many accounts have no purchases or visits in 2024?",
            "select count(*) from accounts where account_id not in (select account_id from purchases "
            "where year(purchased_on) = 2024 union select account_id from visits where year(visited_on) = 2024)",
        ),
        (
            "How many accounts bought both gloves and helmets in 2024?",
            f"select count(*) from accounts where {_BOUGHT} = 'Gloves' and year(purchased_on) = 2024) "
            f"and {_BOUGHT} = 'Helmet' and year(purchased_on) = 2024)",
        ),
        # two numbers of the same things
        (
            "Unpaid purchases: how many are there and what do they add up to?",
            "select count(*), sum(amount) from purchases where paid_on is null",
        ),
        (
            "How many unpaid purchases are there and what is their total amount?",
            "select count(*), sum(amount) from purchases where paid_on is null",
        ),
        ("What do the purchases of gloves add up to?", "select sum(amount) from purchases where item = 'Gloves'"),
    ],
)
def test_each_condition_is_asked_of_rows_of_its_own(text: str, wanted: str) -> None:
    known = unseen("society")
    plan = known.plan(text)
    assert isinstance(plan, SemanticQuery), plan
    gold = known.gold(wanted)
    assert gold
    assert rounded(known.rows(plan)) == rounded(gold)


@pytest.mark.parametrize(
    "text",
    [
        "towns except those in Kent with a fair",  # all of Kent, or those of Kent that have one
        "accounts except those who purchased gloves in 2024 via the app",
        "gyms but for the good ones",
        "countries shared by accounts",
        "countries of accounts with karma above 80 and accounts with karma below 20",  # of either, or of both
        "how many accounts add up",
        "gyms that had visits in both December and January 2024",
    ],
)
def test_what_is_not_singled_out_is_not_answered(text: str) -> None:
    plan = unseen("society").plan(text)
    assert isinstance(plan, Refusal), plan
