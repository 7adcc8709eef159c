"""A row that stands for none makes every fact refer to something, so that a reference says nothing."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("coupons", "coupon_id integer, coupon_name varchar"),
    table("couriers", "courier_id integer, courier_name varchar"),
    table(
        "parcels",
        "parcel_id integer, coupon_id integer, courier_id integer, sent_on date, fee double",
        coupon_id="coupons",
        courier_id="couriers",
    ),
)
VALUES = ValueIndex.from_values(
    {
        ("coupons", "coupon_name"): ["No coupon", "Spring"],
        ("couriers", "courier_name"): ["Northern Riders", "Notable Wheels"],
    }
)


def planned(text: str) -> Plan:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), MODEL).plan


@pytest.mark.parametrize("text", ["how many parcels with a coupon", "number of parcels without a coupon"])
def test_what_a_row_for_none_hides_is_refused(text: str) -> None:
    found = planned(text)
    assert isinstance(found, Refusal) and "“No coupon”" in found.reason


@pytest.mark.parametrize(
    "text", ["how many parcels without a courier", "number of parcels by coupon", "how many parcels with coupon Spring"]
)
def test_everything_else_is_answered(text: str) -> None:
    assert isinstance(planned(text), SemanticQuery)
