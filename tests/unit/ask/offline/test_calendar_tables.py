"""Months, quarters and weeks of a calendar table: one after the other, and not those of all years together."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification
from tests.unit.ask.offline.test_right_or_silent import answered, rounded
from tests.unit.ask.offline.unseen import unseen

FACTS = "from fact_inspections join dim_date using (date_key)"


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("inspections per month", f"select date_trunc('month', full_date)::date, count(*) {FACTS} group by 1"),
        ("monthly inspections", f"select date_trunc('month', full_date)::date, count(*) {FACTS} group by 1"),
        ("inspections by quarter", f"select date_trunc('quarter', full_date)::date, count(*) {FACTS} group by 1"),
        (
            "finding amount by month and city",
            f"select date_trunc('month', full_date)::date, city, sum(finding_amount) {FACTS} "
            "join dim_site using (site_key) group by 1, 2",
        ),
        (
            "weekly inspections in May 2025",
            f"select date_trunc('week', full_date)::date, count(*) {FACTS} "
            "where full_date >= '2025-05-01' and full_date < '2025-06-01' group by 1",
        ),
        (
            "average inspections per month in 2024",
            f"select avg(n) from (select count(*) n {FACTS} where year = 2024 group by month)",
        ),
        ("inspections in month 3", f"select count(*) {FACTS} where month = 3"),
        ("inspections where month is 3", f"select count(*) {FACTS} where month = 3"),
        ("inspections by year", f"select year, count(*) {FACTS} group by 1"),
    ],
)
def test_a_calendars_months_are_those_of_their_years(text: str, gold: str) -> None:
    assert rounded(unseen("inspections").rows(answered("inspections", text))) == rounded(
        unseen("inspections").gold(gold)
    )


def test_a_month_that_has_its_year_stays_what_it_is() -> None:
    asked = answered("inspections", "total budget amount by month")
    gold = "select month, sum(budget_amount) from fact_budgets group by 1"
    assert rounded(unseen("inspections").rows(asked)) == rounded(unseen("inspections").gold(gold))


def test_the_busiest_month_is_not_the_highest_number_of_a_month() -> None:
    plan = unseen("inspections").plan("busiest month")
    assert isinstance(plan, Clarification) and plan.options, plan
