"""Measures over groups of their own: each group counts once, empty ones only when they are asked for."""

from __future__ import annotations

import pytest

from lunara.errors import InvalidInput
from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from tests.snapshots.shop import CLOCK, MODEL
from tests.soundness.shop import Shop, shop

__all__ = ["shop"]

PER_CUSTOMER = {"aggregate": "avg", "over": ["customers.name"]}
KNOWN = [{"field": "customers.name", "op": "is_not_null"}]


def test_an_average_over_groups_is_no_average_over_rows(shop: Shop) -> None:
    counts = [count for name, count in shop.ask(measures=["order_count"], dimensions=["customers.name"]) if name]
    ((found,),) = shop.ask(measures=["order_count"], filters=KNOWN, summary=PER_CUSTOMER)
    assert found == pytest.approx(sum(counts) / len(counts))


def test_groups_without_rows_count_when_they_are_kept(shop: Shop) -> None:
    counts = dict(shop.ask(measures=["order_count"], dimensions=["customers.name"], filters=KNOWN, keep_empty=True))
    assert 0 in counts.values()
    ((found,),) = shop.ask(measures=["order_count"], filters=KNOWN, keep_empty=True, summary=PER_CUSTOMER)
    assert found == pytest.approx(sum(counts.values()) / len(counts))


def test_conditions_on_measures_choose_the_groups_and_the_limit_cuts_the_result(shop: Shop) -> None:
    rows = shop.ask(measures=["order_count"], dimensions=["customers.country", "customers.name"], filters=KNOWN)
    wanted: dict[str, list[int]] = {}
    for country, _, count in rows:
        if count > 1:
            wanted.setdefault(country, []).append(count)
    found = shop.ask(
        measures=["order_count"],
        dimensions=["customers.country"],
        filters=[*KNOWN, {"field": "order_count", "op": ">", "values": [1]}],
        summary={"aggregate": "max", "over": ["customers.name"]},
        order_by=[{"field": "order_count", "direction": "desc"}],
        limit=1,
    )
    assert found == [max(((c, max(v)) for c, v in wanted.items()), key=lambda one: one[1])]


def test_what_is_shown_and_summarized_over_at_once_is_refused() -> None:
    query = SemanticQuery.model_validate(
        {"measures": ["order_count"], "dimensions": ["customers.name"], "summary": PER_CUSTOMER}
    )
    with pytest.raises(InvalidInput, match="nothing to summarize"):
        compile_query(query, MODEL, "duckdb", CLOCK)


def test_a_date_has_no_average() -> None:
    query = SemanticQuery.model_validate({"measures": ["first_order"], "summary": PER_CUSTOMER})
    with pytest.raises(InvalidInput, match="no number"):
        compile_query(query, MODEL, "duckdb", CLOCK)


def test_the_result_says_what_its_numbers_are() -> None:
    query = SemanticQuery.model_validate(
        {"measures": ["order_count"], "dimensions": ["customers.country"], "summary": PER_CUSTOMER}
    )
    country, average = compile_query(query, MODEL, "duckdb", CLOCK).columns
    assert (country.name, average.label, average.additive) == ("country", "Average order count per name", False)


@pytest.mark.parametrize(
    "beside",
    [
        {"calculations": [{"kind": "rank", "of": "order_count"}]},
        {"compare": {"to": "previous_year"}, "time": {"range": {"this": "year"}}},
    ],
)
def test_nothing_that_needs_the_groups_stands_beside_a_summary(beside: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="neither calculations nor a comparison"):
        SemanticQuery.model_validate({"measures": ["order_count"], "summary": PER_CUSTOMER, **beside})


def test_a_ratio_names_both_of_its_measures() -> None:
    for wrong in ({"kind": "ratio", "of": "revenue"}, {"kind": "rank", "of": "revenue", "by": "units"}):
        with pytest.raises(ValueError, match="divided by"):
            SemanticQuery.model_validate({"measures": ["revenue"], "calculations": [wrong]})
