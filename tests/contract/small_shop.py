"""Two tables that belong together, for the journey from a catalog to an answer on engines that declare no keys."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lunara.connect.warehouse import Warehouse
from tests.contract.bad_input import travel

TABLES = (
    "create table customers as select n as customer_id, 'Customer ' || n as customer_name,"
    " case n % 3 when 0 then 'France' when 1 then 'Chad' else 'Peru' end as country from range(60) t(n)",
    "create table orders as select n as order_id, cast(n % 60 as bigint) as customer_id,"
    " cast(n * 1.25 as decimal(12,2)) as amount, timestamp '2026-01-01' + n * interval 1 day as ordered_at from range(300) t(n)",
)
BY_COUNTRY = {
    country: sum((Decimal("1.25") * n for n in range(300) if n % 60 % 3 == rest), Decimal(0))
    for rest, country in enumerate(("France", "Chad", "Peru"))
}


def answers(warehouse: Warehouse) -> Mapping[str, Any]:
    """Every step over the small shop: catalog, draft with probes, each measure by each dimension, questions.

    Returns the totals that one of them asked for. Raises AssertionError where a step refused what it made itself.
    """
    asked = "total amount by country"
    trip = travel(warehouse, [asked, "how many orders", "amount by month"], documents=False)
    assert trip.refusals == {}, trip.refusals
    found = next(answer for answer in trip.answers if answer.question.text == asked)
    assert found.result is not None
    return dict(found.result.rows())
