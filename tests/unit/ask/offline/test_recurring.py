"""What recurs each month is no revenue of a month: the bare word is asked about, the full name is answered."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("tenants", "tenant_id integer, tenant_name varchar"),
    table("licences", "licence_id integer, tenant_id integer, mrr double, started_on date", tenant_id="tenants"),
    table("bills", "bill_id integer, tenant_id integer, total_cents integer, issued_on date", tenant_id="tenants"),
)


def planned(text: str) -> Plan:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), MODEL).plan


@pytest.mark.parametrize("text", ["revenue by month in 2024", "total revenue", "top 5 tenants by revenue"])
def test_revenue_is_not_what_recurs(text: str) -> None:
    assert "recurring" not in repr(planned(text))


@pytest.mark.parametrize("text", ["monthly recurring revenue by tenant", "mrr by tenant"])
def test_what_recurs_is_answered_by_its_name(text: str) -> None:
    found = planned(text)
    assert isinstance(found, SemanticQuery) and found.measures == ("total_monthly_recurring_revenue",)
