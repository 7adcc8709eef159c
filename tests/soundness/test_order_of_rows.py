"""Windows that go along the order go along the whole of it, whatever it is by, and lists are ordered by fields not listed."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.errors import FanOut, InvalidInput, UnknownField
from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from tests.soundness.market import CLOCK, MODEL, Market, market

__all__ = ["market"]
GROUPS = """
    select c.country, o.channel, sum(o.amount), count(*)
    from orders o left join customers c on c.customer_id = o.customer_id group by all
"""
RANK = {"kind": "rank", "of": "gross", "name": "place"}
COUNTRY = "customers.country"


def ask(market: Market, **query: Any) -> list[tuple[Any, ...]]:
    return market.raw(compile_query(SemanticQuery.model_validate(query), MODEL, "duckdb", CLOCK).sql.text)


def last(value: Any, descending: bool = False) -> tuple[bool, Any]:
    """A key to sort by: nothing comes last."""
    return value is None, 0 if value is None else -value if descending else value


def places(rows: list[tuple[Any, ...]]) -> list[int]:
    """The rank of each row by its sum, the largest first and nothing last."""
    keys = [last(row[2], True) for row in rows]
    return [1 + sum(other < own for other in keys) for own in keys]


def walked(values: list[Any]) -> list[tuple[Any, Any, Any]]:
    """Running total, moving average over two and difference, row by row."""
    found = []
    for n in range(len(values)):
        so_far = [one for one in values[: n + 1] if one is not None]
        two = [one for one in values[max(n - 1, 0) : n + 1] if one is not None]
        pair = values[n - 1 : n + 1] if n else [None]
        change = None if None in pair else pair[1] - pair[0]
        found.append((sum(so_far) if so_far else None, sum(two) / len(two) if two else None, change))
    return found


def along(of: str, **more: Any) -> list[dict[str, Any]]:
    kinds: list[dict[str, Any]] = [
        {"kind": "running_total"},
        {"kind": "moving_average", "window": 2},
        {"kind": "difference"},
    ]
    return [{**one, "of": of, **more} for one in kinds]


@pytest.mark.parametrize("descending", [False, True])
def test_windows_go_along_an_order_that_is_a_calculation(market: Market, descending: bool) -> None:
    rows = market.raw(GROUPS)
    ranked = [(*row, place) for row, place in zip(rows, places(rows), strict=True)]
    ranked.sort(key=lambda row: (last(row[4], descending), last(row[0]), last(row[1])))
    expected = [
        (country, channel, gross, place, *walk)
        for (country, channel, gross, _, place), walk in zip(ranked, walked([row[3] for row in ranked]), strict=True)
    ]
    found = ask(
        market,
        measures=["gross"],
        dimensions=[COUNTRY, "channel"],
        calculations=[RANK, *along("order_count")],
        order_by=[{"field": "place", "direction": "desc" if descending else "asc"}],
    )
    assert found == expected
    assert [row[4] for row in found] == sorted(row[4] for row in found)


def test_a_limit_and_a_condition_come_after_the_windows(market: Market) -> None:
    query: dict[str, Any] = {
        "measures": ["gross"],
        "dimensions": [COUNTRY, "channel"],
        "calculations": [*along("order_count"), RANK],
        "order_by": [{"field": "place"}],
    }
    whole = ask(market, **query)
    assert ask(market, **query, limit=4) == whole[:4]
    later = ask(market, **query, filters=[{"field": "place", "op": ">", "values": [3]}])
    assert later == [row for row in whole if row[6] > 3]


def test_within_a_group_windows_go_along_the_calculation(market: Market) -> None:
    rows = market.raw(GROUPS)
    expected = []
    for country in sorted({row[0] for row in rows}, key=last):
        own = [row for row in rows if row[0] == country]
        ranked = sorted(zip(own, places(own), strict=True), key=lambda one: (one[1], last(one[0][1])))
        walks = walked([row[3] for row, _ in ranked])
        expected += [(country, row[1], row[2], place, *walk) for (row, place), walk in zip(ranked, walks, strict=True)]
    found = ask(
        market,
        measures=["gross"],
        dimensions=[COUNTRY, "channel"],
        calculations=[{**RANK, "within": [COUNTRY]}, *along("order_count", within=[COUNTRY])],
        order_by=[{"field": COUNTRY}, {"field": "place"}],
    )
    assert found == expected


def test_windows_go_along_the_compared_value(market: Market) -> None:
    found = ask(
        market,
        measures=["order_count"],
        dimensions=["channel"],
        time={"range": {"previous": "quarter"}},
        compare={"to": "previous_period"},
        calculations=[{"kind": "running_total", "of": "order_count"}],
        order_by=[{"field": "order_count_previous", "direction": "desc"}],
    )
    assert [row[2] for row in found] == sorted((row[2] for row in found), reverse=True)
    assert len(found) > 1
    assert [row[3] for row in found] == [walk[0] for walk in walked([row[1] for row in found])]


@pytest.mark.parametrize("by", ["gross_running_total", "gross_difference"])
def test_an_order_that_comes_of_itself_is_refused(market: Market, by: str) -> None:
    with pytest.raises(InvalidInput, match=f"{by} goes along the order, and the order is by {by}") as caught:
        ask(
            market,
            measures=["gross"],
            dimensions=["channel"],
            calculations=along("gross"),
            order_by=[{"field": by}],
        )
    assert caught.value.hint is not None
    assert "gross" in caught.value.hint


def test_an_order_that_is_settled_before_may_go_on_with_any_calculation(market: Market) -> None:
    query: dict[str, Any] = {"measures": ["gross"], "dimensions": ["channel"], "calculations": along("gross")}
    found = ask(market, **query, order_by=[{"field": "channel"}, {"field": "gross_running_total"}])
    assert found == ask(market, **query, order_by=[{"field": "channel"}])


def test_along_time_an_order_by_a_window_orders_the_rows_only(market: Market) -> None:
    query: dict[str, Any] = {
        "measures": ["gross"],
        "dimensions": [{"field": "ordered_at", "grain": "month"}],
        "calculations": [{"kind": "running_total", "of": "gross"}],
    }
    found = ask(market, **query, order_by=[{"field": "gross_running_total", "direction": "desc"}])
    assert sorted(found) == sorted(ask(market, **query))


@pytest.mark.parametrize(("field", "column"), [("orders.ordered_at", "o.ordered_at"), ("customers.name", "c.name")])
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_a_list_is_ordered_by_a_field_that_is_not_listed(
    market: Market, field: str, column: str, direction: str
) -> None:
    found = ask(
        market, dimensions=["order_no", "channel"], order_by=[{"field": field, "direction": direction}], limit=7
    )
    assert found == market.raw(
        "select o.order_no, o.channel from orders o left join customers c on c.customer_id = o.customer_id "
        f"order by {column} {direction} nulls last, 1 nulls last, 2 nulls last limit 7"
    )


def test_a_list_of_combinations_is_ordered_by_what_it_lists(market: Market) -> None:
    with pytest.raises(InvalidInput, match=r"ordered by orders\.ordered_at, which is not listed") as caught:
        ask(market, dimensions=["channel"], distinct=True, order_by=[{"field": "ordered_at"}])
    assert caught.value.hint == "Add it to the dimensions, or order by a field that is listed."


def test_a_list_is_not_ordered_by_a_field_of_many_rows(market: Market) -> None:
    for field in ("order_items.price", "tags.tag"):
        with pytest.raises(FanOut, match=f"{field} cannot order a list of orders"):
            ask(market, dimensions=["order_no"], order_by=[{"field": field}])


def test_a_list_is_not_ordered_by_a_measure(market: Market) -> None:
    with pytest.raises(InvalidInput, match="gross is a measure"):
        ask(market, dimensions=["order_no"], order_by=[{"field": "gross"}])


def test_a_name_that_nothing_has_does_not_order_a_list(market: Market) -> None:
    with pytest.raises(UnknownField, match=r'There is no field "orders\.ordred_at"') as caught:
        ask(market, dimensions=["order_no"], order_by=[{"field": "orders.ordred_at"}])
    assert str(caught.value.hint).startswith("Did you mean orders.ordered_at")


def test_a_list_is_ordered_by_its_own_time(market: Market) -> None:
    query: dict[str, Any] = {"dimensions": ["order_no"]}
    found = ask(market, **query, order_by=[{"field": "time", "direction": "desc"}])
    assert found == market.raw("select order_no from orders order by ordered_at desc nulls last, 1")


def test_rows_beside_others_are_ordered_by_a_field_that_is_not_listed(market: Market) -> None:
    query: dict[str, Any] = {"dimensions": ["stores.name", "products.sku"], "beside": ["products"]}
    found = ask(market, **query, order_by=[{"field": "products.category"}, {"field": "stores.region"}])
    assert found == market.raw(
        "select s.name, p.sku from stores s cross join products p "
        "order by p.category nulls last, s.region nulls last, 1 nulls last, 2 nulls last"
    )
