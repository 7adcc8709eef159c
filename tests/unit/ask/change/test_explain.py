"""Explanations by the engine, against sums that plain Python makes of the same rows."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from lunara.ask.change import asker, explaining
from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.asker import MOST_QUERIES, Asker
from lunara.ask.change.explain import explain_change
from lunara.ask.change.explained import Explained
from lunara.ask.change.explaining import MEMBERS, SHOWN
from lunara.ask.change.told import table_of, tell_change
from lunara.ask.reach import DataSpan
from lunara.connect import open_url
from lunara.connect.run import Limits, QueryRecord, run_text
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Cancelled, InvalidInput, OverBudget, Refused, TimedOut
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel

CLOCK = Clock(date(2026, 11, 22))
MARCH = {"from": "2026-03-01", "to": "2026-04-01"}
FEBRUARY = {"from": "2026-02-01", "to": "2026-03-01"}


def why(
    warehouse: Warehouse, model: SemanticModel, measure: Any = "revenue", by: str | None = None, **more: Any
) -> Explained:
    change = WhyChanged.model_validate(
        {"measure": measure, "period": MARCH, "against": FEBRUARY, "dimension": by, **more.pop("change", {})}
    )
    spans, clock = more.pop("spans", None), more.pop("clock", CLOCK)
    compare = more.pop("compare", True)
    return explain_change(change, Asker(model, warehouse, clock, **more), spans=spans, compare=compare)


def rows_of(warehouse: Warehouse, sql: str) -> list[tuple[Any, ...]]:
    """The rows themselves, as somebody reads them who adds them up by hand."""
    return run_text(warehouse, sql, limits=Limits(rows=1_000_000)).rows()


SOLD = """
select c.country, o.ordered_at::date, i.line_total, i.quantity * i.unit_cost, i.line_status
from order_items i join orders o using (order_id) left join customers c using (customer_id)
"""


def half(day: date) -> int | None:
    return {(2026, 2): 0, (2026, 3): 1}.get((day.year, day.month))


# -- against plain Python -----------------------------------------------------------------------------------------------


def test_a_sum_by_country(shop: Warehouse, model: SemanticModel) -> None:
    sums: dict[str | None, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for country, day, amount, _, status in rows_of(shop, SOLD):
        if status != "cancelled" and half(day) is not None:
            sums[country][half(day) or 0] += amount
    done = why(shop, model, by="customers.country", compare=False)
    assert done.split is not None and not done.split.splits
    lines = {line.key: (line.before, line.after, line.change) for line in done.split.lines if line.kind == "member"}
    kept = {country: (old, new, new - old) for country, (old, new) in sums.items() if old or new}
    assert lines == {key: kept[key] for key in lines} and len(lines) == min(len(kept), len(lines))
    total = [sum(one[place] for one in sums.values()) for place in (0, 1)]
    assert (done.split.total.before, done.split.total.after) == tuple(total)
    assert sum(line.change for line in done.split.lines) == total[1] - total[0]
    if len(kept) > SHOWN + 1:
        assert done.split.lines[-1].of == len(kept) - SHOWN


def test_a_ratio_by_country(shop: Warehouse, model: SemanticModel) -> None:
    """Margin = (revenue - cost) / revenue, taken apart here in floats by the formula as it is printed."""
    top: dict[Any, list[float]] = defaultdict(lambda: [0.0, 0.0])
    bottom: dict[Any, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for country, day, amount, cost, status in rows_of(shop, SOLD):
        place = half(day)
        if status != "cancelled" and place is not None:
            top[country][place] += float(amount) - float(cost)
            bottom[country][place] += float(amount)
    whole = [sum(one[place] for one in bottom.values()) for place in (0, 1)]
    rates = [sum(one[place] for one in top.values()) / whole[place] for place in (0, 1)]
    done = why(shop, model, "gross_margin", by="customers.country", compare=False)
    assert done.split is not None and done.split.splits
    checked = 0
    for line in done.split.lines:
        if line.kind != "member" or 0.0 in bottom[line.key]:
            continue
        w = [bottom[line.key][place] / whole[place] for place in (0, 1)]
        r = [top[line.key][place] / bottom[line.key][place] for place in (0, 1)]
        assert float(line.rate) == pytest.approx((r[1] - r[0]) * (w[0] + w[1]) / 2, abs=1e-12)
        assert float(line.mix) == pytest.approx((w[1] - w[0]) * ((r[0] + r[1]) / 2 - sum(rates) / 2), abs=1e-12)
        checked += 1
    assert checked >= 3
    total = done.split.total
    assert float(total.change) == pytest.approx(rates[1] - rates[0], abs=1e-12)
    assert total.rate + total.mix + total.unsplit == total.change == sum(line.change for line in done.split.lines)


def test_an_average_is_taken_apart_over_the_rows_that_have_a_value(shop: Warehouse, model: SemanticModel) -> None:
    done = why(shop, model, "days_to_ship", by="customers.country", compare=False)
    assert done.split is not None and done.split.splits
    total = done.split.total
    assert total.change == sum(line.change for line in done.split.lines) == (total.after or 0) - (total.before or 0)
    own = shop_total(shop, model, done)
    assert float(total.after or 0) == pytest.approx(own[0]) and float(total.before or 0) == pytest.approx(own[1])


def shop_total(shop: Warehouse, model: SemanticModel, done: Explained) -> tuple[float, float]:
    """The warehouse's own value of the measure in both periods (after, before)."""
    from lunara.connect.run import run
    from lunara.semantic.compile import compile_query

    compiled = compile_query(done.change.by(None).query(), model, shop.dialect, CLOCK)
    after, before = run(shop, compiled.sql).rows()[0]
    return float(after), float(before)


MEASURES = ["order_count", "gross_profit", "average_order_value", "return_rate", "discount_rate", "units_in_stock",
            "conversion_rate", "cost_per_click", "days_to_deliver", "ad_spend"]  # fmt: skip


@pytest.mark.parametrize("measure", MEASURES)
def test_every_explanation_adds_up_to_what_the_warehouse_says(
    shop: Warehouse, model: SemanticModel, measure: str
) -> None:
    done = why(shop, model, measure)
    assert done.split is not None
    total, own = done.split.total, shop_total(shop, model, done)
    assert (float(total.after or 0), float(total.before or 0)) == pytest.approx(own)
    assert sum(line.change for line in done.split.lines) == total.change == (total.after or 0) - (total.before or 0)
    assert len(done.statements) <= MOST_QUERIES
    assert [one.score is not None for one in done.tried] == sorted(
        (one.score is not None for one in done.tried), reverse=True
    )


# -- random rows --------------------------------------------------------------------------------------------------------

RANDOM = SemanticModel.model_validate(
    {
        "name": "random",
        "dialect": "duckdb",
        "tables": [
            {
                "name": "facts",
                "source": "main.facts",
                "primary_key": ["id"],
                "default_time": "day",
                "dimensions": [
                    {"name": "id", "type": "number", "hidden": True},
                    {"name": "day", "type": "time"},
                    {"name": "kind"},
                    {"name": "big"},
                ],
                "measures": [
                    {"name": "amount", "aggregate": "sum", "expression": "amount"},
                    {"name": "weight", "aggregate": "sum", "expression": "weight"},
                    {"name": "floating", "aggregate": "sum", "expression": "floating"},
                    {"name": "rows", "aggregate": "count"},
                    {"name": "mean", "aggregate": "avg", "expression": "amount"},
                    {"name": "kinds", "aggregate": "count_distinct", "expression": "kind"},
                    {"name": "middle", "aggregate": "median", "expression": "amount"},
                ],
            }
        ],
        "measures": [
            {"name": "rate", "expression": "amount / weight"},
            {"name": "net", "expression": "amount - weight"},
        ],
    }
)


@pytest.fixture(scope="module", params=range(3))
def facts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Warehouse, Any]]:
    rng = random.Random(request.param)
    path = tmp_path_factory.mktemp("facts") / "facts.duckdb"
    rows = []
    for number in range(4_000):
        day = date(2026, 2, 1) + timedelta(days=rng.randrange(59))
        kind = rng.choice([None, "a", "b", "", "Total", "new" if day.month == 3 else "gone"])
        amount = None if rng.random() < 0.1 else Decimal(rng.randrange(-5_000, 9_000)) / 100
        weight = rng.choice([0, 0, 1, 2, None, -1, 5])
        rows.append((number, day, kind, f"m{rng.randrange(1_600)}", amount, weight, rng.uniform(-1, 3)))
    with duckdb.connect(str(path)) as own:
        own.execute(
            "create table facts (id int, day date, kind text, big text, amount decimal(12, 2), weight int, floating double)"
        )
        names = ["id", "day", "kind", "big", "amount", "weight", "floating"]
        found = pa.table([pa.array(column) for column in zip(*rows, strict=True)], names=names)
        own.register("found", found)
        own.execute("insert into facts select * from found")
    warehouse = open_url(f"duckdb://{path}")
    yield warehouse, rows
    warehouse.close()


def sums_of(rows: Any, key: int, column: int) -> dict[Any, list[Fraction]]:
    sums: dict[Any, list[Fraction]] = defaultdict(lambda: [Fraction(0), Fraction(0)])
    for row in rows:
        if row[column] is not None:
            sums[row[key]][row[1].month - 2] += Fraction(row[column])
    return sums


def test_random_sums(facts: tuple[Warehouse, Any]) -> None:
    warehouse, rows = facts
    expected = sums_of(rows, 2, 4)
    done = why(warehouse, RANDOM, "amount", by="facts.kind")
    assert done.split is not None
    assert {line.key: [line.before, line.after] for line in done.split.lines} == expected
    by = {line.key: line for line in done.split.lines}
    assert by["new"].state == "new" and by["gone"].state == "gone" and None in by and "" in by


def test_a_difference_of_sums_counts_members_that_have_one_of_them_only(facts: tuple[Warehouse, Any]) -> None:
    warehouse, rows = facts
    amounts, weights = sums_of(rows, 2, 4), sums_of(rows, 2, 5)
    done = why(warehouse, RANDOM, "net", by="facts.kind")
    assert done.split is not None
    assert {line.key: line.change for line in done.split.lines} == {
        key: (amounts[key][1] - weights[key][1]) - (amounts[key][0] - weights[key][0]) for key in amounts
    }


def test_random_ratios_add_up_and_each_part_is_the_member_s_own(facts: tuple[Warehouse, Any]) -> None:
    warehouse, rows = facts
    amounts, weights = sums_of(rows, 2, 4), sums_of(rows, 2, 5)
    whole = [sum(one[place] for one in weights.values()) for place in (0, 1)]
    ends = [sum(one[place] for one in amounts.values()) / whole[place] for place in (0, 1)]
    done = why(warehouse, RANDOM, "rate", by="facts.kind")
    assert done.split is not None and done.split.splits
    for line in done.split.lines:
        n, d = amounts[line.key], weights[line.key]
        share = [d[place] / whole[place] for place in (0, 1)]
        part = n[1] / whole[1] - n[0] / whole[0] - (ends[0] + ends[1]) / 2 * (share[1] - share[0])
        assert abs(Fraction(line.change) - part) < Fraction(1, 10**12)
    assert sum(line.change for line in done.split.lines) == done.split.total.change


def test_floats_add_up_too(facts: tuple[Warehouse, Any]) -> None:
    warehouse, _ = facts
    done = why(warehouse, RANDOM, "floating", by="facts.kind")
    assert done.split is not None
    assert sum(line.change for line in done.split.lines) == done.split.total.change


def test_a_long_dimension_is_never_cut(facts: tuple[Warehouse, Any]) -> None:
    """More members than are read: the largest have lines, and the warehouse adds up the rest."""
    warehouse, rows = facts
    sums = sums_of(rows, 3, 4)
    assert len(sums) > MEMBERS
    done = why(warehouse, RANDOM, "amount", by="facts.big")
    assert done.split is not None
    assert done.split.lines[-1].kind == "others" and not done.split.lines[-1].counted
    for line in done.split.lines[:-1]:
        assert [line.before, line.after] == sums[line.key]
    total = [sum(one[place] for one in sums.values()) for place in (0, 1)]
    assert [done.split.total.before, done.split.total.after] == total
    assert sum(line.change for line in done.split.lines) == total[1] - total[0]
    assert len(done.statements) <= MOST_QUERIES


@pytest.mark.parametrize("measure", ["amount", "net", "rate", "mean"])
@pytest.mark.parametrize("limit", [40, 400])
def test_what_is_said_to_have_moved_it_most_did_so(
    facts: tuple[Warehouse, Any], monkeypatch: pytest.MonkeyPatch, measure: str, limit: int
) -> None:
    """Of a long dimension, with negative amounts: no member moved it more than one that is called so."""
    warehouse, rows = facts
    sizes = sorted(map(abs, parts_by_hand(rows, measure).values()), reverse=True)
    monkeypatch.setattr(explaining, "MEMBERS", limit)
    done = why(warehouse, RANDOM, measure, by="facts.big")
    assert done.split is not None and len(done.statements) <= MOST_QUERIES
    assert sum(line.change for line in done.split.lines) == done.split.total.change
    lines = [line for line in done.split.lines if line.kind == "member"]
    near = Fraction(1, 10**9)
    if measure == "amount":
        assert [abs(Fraction(line.change)) for line in lines] == sizes[:SHOWN]
    told = " ".join(tell_change(done, *table_of(done)).details)
    unseen, others = done.unseen, abs(done.split.lines[-1].change)
    sure = [line for line in lines if unseen is not None and abs(line.change) >= max(unseen, Fraction(others))]
    for place, line in enumerate(lines):
        if unseen is not None and abs(line.change) >= unseen:
            assert abs(abs(Fraction(line.change)) - sizes[place]) < near
    with_it = [line for line in sure if (line.change > 0) == (done.split.total.change > 0)]
    assert ("What moved it most" in told) == bool(with_it)
    assert ("Together, without a line of their own" in told) == (not with_it)


def parts_by_hand(rows: Any, measure: str) -> dict[Any, Fraction]:
    """What each member adds to the change, from the rows."""
    amounts, weights = sums_of(rows, 3, 4), sums_of(rows, 3, 5)
    if measure == "mean":
        weights = defaultdict(lambda: [Fraction(0), Fraction(0)])
        for row in rows:
            if row[4] is not None:
                weights[row[3]][row[1].month - 2] += 1
    keys = {row[3] for row in rows}
    if measure in ("amount", "net"):
        taken = 1 if measure == "net" else 0
        return {k: amounts[k][1] - amounts[k][0] - taken * (weights[k][1] - weights[k][0]) for k in keys}
    under = [sum(weights[k][i] for k in keys) for i in (0, 1)]
    ends = [sum(amounts[k][i] for k in keys) / under[i] for i in (0, 1)]
    mean = (ends[0] + ends[1]) / 2
    held = {k: [(amounts[k][i] - mean * weights[k][i]) / under[i] for i in (0, 1)] for k in keys}
    return {k: after - before for k, (before, after) in held.items()}


def test_one_large_refund_among_many_members_is_what_moved_it(tmp_path: Path) -> None:
    path = tmp_path / "facts.duckdb"
    with duckdb.connect(str(path)) as own:
        own.execute(
            "create table facts as select i as id, date '2026-02-10' as day, '' as kind, 'c' || i as big, "
            "(100 + i % 7)::decimal(12, 2) as amount, 1 as weight, 0::double as floating from range(1500) t(i) union all "
            "select 10000 + i, date '2026-03-10', '', 'c' || i, 100 + i % 7 - i % 3, 1, 0 from range(1500) t(i) union all "
            "select 90000, date '2026-03-11', '', 'REFUNDED', -50000, 1, 0"
        )
    warehouse = open_url(f"duckdb://{path}")
    try:
        done = why(warehouse, RANDOM, "amount", by="facts.big")
        details = tell_change(done, *table_of(done)).details
    finally:
        warehouse.close()
    assert details[0] == "What moved it most, by Big: REFUNDED -50,000 (97.1% of the change)."


def test_a_row_limit_cuts_no_explanation(facts: tuple[Warehouse, Any]) -> None:
    warehouse, rows = facts
    done = why(warehouse, RANDOM, "amount", by="facts.big", limits=Limits(rows=50))
    total = [sum(one[place] for one in sums_of(rows, 3, 4).values()) for place in (0, 1)]
    assert done.split is not None and [done.split.total.before, done.split.total.after] == total
    assert sum(line.change for line in done.split.lines) == total[1] - total[0]


@pytest.mark.parametrize(("measure", "because"), [("kinds", "different things"), ("middle", "median")])
def test_what_does_not_add_up_is_shown_by_member(facts: tuple[Warehouse, Any], measure: str, because: str) -> None:
    warehouse, rows = facts
    done = why(warehouse, RANDOM, measure, by="facts.kind")
    assert done.split is None and because in done.because
    assert {one.key for one in done.apart} == {row[2] for row in rows}


def test_groups_that_do_not_make_up_the_whole_are_no_explanation(
    facts: tuple[Warehouse, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number that came wrong from anywhere is found by the whole, which is read by itself."""
    real = explaining.read_members

    def wrong(compiled: Any, result: Any, atoms: int, *, grouped: bool = True) -> Any:
        found = real(compiled, result, atoms, grouped=grouped)
        if not grouped:
            return found
        first = found.members[0]
        bent = explaining.Amounts(first.key, first.before, (first.after[0] + Fraction(1, 100), *first.after[1:]))
        return explaining.Read((bent, *found.members[1:]), found.exact)

    monkeypatch.setattr(explaining, "read_members", wrong)
    with pytest.raises(Refused) as caught:
        why(facts[0], RANDOM, "amount", by="facts.kind")
    assert caught.value.code == "does_not_add_up"


# -- dimensions ---------------------------------------------------------------------------------------------------------


def test_only_dimensions_that_multiply_no_row_are_offered(shop: Warehouse, model: SemanticModel) -> None:
    done = why(shop, model, "order_count")
    offered = {one.candidate.key for one in done.tried} | {one.key for one in done.others}
    assert "customers.country" in offered and "channels.name" in offered
    assert not any(key.startswith(("products.", "order_items.", "returns.")) for key in offered)
    assert not any(key.startswith("customers.full_name") for key in offered)
    assert done.tried[0].candidate.key == done.change.dimension


def test_a_status_stands_behind_what_tells_more(shop: Warehouse, model: SemanticModel) -> None:
    """A young period differs from an old one by how far its orders have come, which explains nothing."""
    october = {
        "period": {"from": "2026-10-01", "to": "2026-11-01"},
        "against": {"from": "2026-09-01", "to": "2026-10-01"},
    }
    done = why(shop, model, change=october)
    ranked = [one.candidate.key for one in done.tried if one.score is not None]
    assert done.change.dimension == ranked[0] and "status" not in ranked[0]
    ages = [one.candidate.ages for one in done.tried if one.score is not None]
    assert ages == sorted(ages)


def test_two_roads_are_two_dimensions(shop: Warehouse, model: SemanticModel) -> None:
    data = model.model_dump(by_alias=True)
    table = next(one for one in data["tables"] if one["name"] == "addresses")
    table["label"], land = "Places", next(one for one in table["dimensions"] if one["name"] == "country")
    land["label"] = "Land"
    model = SemanticModel.model_validate(data)
    done = why(shop, model, "order_count")
    offered = [one.candidate for one in done.tried] + list(done.others)
    labels = {one.label for one in offered if one.key.endswith(":addresses.country")}
    assert labels == {"Land (Billing address)", "Land (Shipping address)"}
    one = next(one for one in offered if one.key == "shipping_address:addresses.country")
    by = explain_change(done.change.by(one.dimension), Asker(model, shop, CLOCK), compare=False)
    assert by.split is not None and sum(line.change for line in by.split.lines) == by.split.total.change


def test_a_dimension_across_a_step_that_multiplies_rows_is_refused(shop: Warehouse, model: SemanticModel) -> None:
    with pytest.raises(Refused):
        why(shop, model, "order_count", by="products.brand")


def test_a_named_dimension_alone_takes_two_queries(shop: Warehouse, model: SemanticModel) -> None:
    records: list[QueryRecord] = []
    done = why(shop, model, by="customers.country", compare=False, record=records.append)
    assert len(records) == len(done.statements) == 2


def test_the_dimension_in_which_the_change_was_made_is_found(tmp_path: Path) -> None:
    """Everything is even but one member of one dimension, which fell."""
    path = tmp_path / "made.duckdb"
    with duckdb.connect(str(path)) as own:
        own.execute(
            "create table facts (id int, day date, kind text, big text, amount int, weight int, floating double)"
        )
        own.execute(
            "insert into facts select i, case when i % 2 = 0 then date '2026-02-05' else date '2026-03-05' end, "
            "'k' || (i // 2) % 4, 'b' || (i // 8) % 5, "
            "case when i % 2 = 1 and (i // 8) % 5 = 3 then 2 else 10 end, 1, 0 from range(400) t(i)"
        )
    warehouse = open_url(f"duckdb://{path}")
    try:
        done = why(warehouse, RANDOM, "amount")
    finally:
        warehouse.close()
    assert done.change.dimension == "facts.big" and done.split is not None
    assert done.split.lines[0].key == "b3" and done.split.lines[0].share == 1


def test_an_agent_s_tables_alone_are_named(shop: Warehouse, model: SemanticModel) -> None:
    done = why(shop, model, tables=("order_items", "products"))
    offered = {one.candidate.key for one in done.tried} | {one.key for one in done.others}
    assert offered and all(key.startswith(("order_items.", "products.")) for key in offered)
    with pytest.raises(Refused):
        why(shop, model, by="customers.country", tables=("order_items", "products"))


# -- periods ------------------------------------------------------------------------------------------------------------


def test_a_period_that_is_not_over_is_compared_by_as_many_days(shop: Warehouse, model: SemanticModel) -> None:
    november, october = {"this": "month"}, {"previous": "month"}
    done = why(shop, model, change={"period": november, "against": october}, by="customers.country", compare=False)
    assert (done.periods.after.start, done.periods.after.end) == (date(2026, 11, 1), date(2026, 11, 23))
    assert (done.periods.before.start, done.periods.before.end) == (date(2026, 10, 1), date(2026, 10, 23))
    assert "is not over yet: its first 22 days are compared with the first 22 days of Oct 2026" in done.said[0]


def test_data_that_ends_within_the_period_is_compared_by_its_days(shop: Warehouse, model: SemanticModel) -> None:
    spans = {"orders.ordered_at": DataSpan(date(2024, 1, 1), date(2026, 3, 10))}
    done = why(shop, model, by="customers.country", compare=False, spans=spans)
    assert (done.periods.after.end, done.periods.before.end) == (date(2026, 3, 11), date(2026, 2, 11))
    assert "ends with the data on 10 Mar 2026" in done.said[0]


def test_months_of_different_length_are_said(shop: Warehouse, model: SemanticModel) -> None:
    assert why(shop, model, by="customers.country", compare=False).said == (
        "Mar 2026 has 31 days, Feb 2026 has 28 days.",
    )
    assert why(shop, model, "gross_margin", by="customers.country", compare=False).said == ()


def test_periods_without_data_are_refused(shop: Warehouse, model: SemanticModel) -> None:
    spans = {"orders.ordered_at": DataSpan(date(2026, 3, 1), date(2026, 11, 21))}
    with pytest.raises(Refused, match="There is no data for Feb 2026"):
        why(shop, model, spans=spans)
    with pytest.raises(Refused, match="no data for 2030"):
        why(shop, model, change={"period": {"from": "2030-01-01", "to": "2031-01-01"}})
    with pytest.raises(Refused, match="no rows"):
        why(shop, model, change={"period": {"from": "1990-01-01", "to": "1991-01-01"},
                                 "against": {"from": "1989-01-01", "to": "1990-01-01"}})  # fmt: skip


def test_counts_of_nothing_are_refused(shop: Warehouse, model: SemanticModel) -> None:
    nineties = {
        "period": {"from": "1990-01-01", "to": "1991-01-01"},
        "against": {"from": "1989-01-01", "to": "1990-01-01"},
    }
    with pytest.raises(Refused, match="no rows"):
        why(shop, model, "order_count", change=nineties)


def test_a_budget_that_is_used_up_is_no_dimension_left_out(
    shop: Warehouse, model: SemanticModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, ran = asker.run, []

    def run(*given: Any, **more: Any) -> Any:
        ran.append(1)
        if len(ran) > 3:
            raise OverBudget("The day's budget is used up.", "Ask tomorrow.")
        return real(*given, **more)

    monkeypatch.setattr(asker, "run", run)
    with pytest.raises(OverBudget):
        why(shop, model)


def test_a_dimension_that_takes_too_long_is_left_out_and_said(
    shop: Warehouse, model: SemanticModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, ran = asker.run, []

    def run(*given: Any, **more: Any) -> Any:
        ran.append(1)
        if len(ran) == 3:
            raise TimedOut("The query took too long.", "Ask for less.")
        return real(*given, **more)

    monkeypatch.setattr(asker, "run", run)
    done = why(shop, model)
    assert [one.why for one in done.tried if "too long" in one.why] == ["The query took too long"]
    assert done.split is not None


def test_a_ratio_over_nothing_is_refused(shop: Warehouse, model: SemanticModel) -> None:
    with pytest.raises(Refused, match="Gross margin has no value in 1990"):
        why(shop, model, "gross_margin", change={"against": {"from": "1990-01-01", "to": "1991-01-01"}})


def test_the_same_and_open_periods_are_refused(shop: Warehouse, model: SemanticModel) -> None:
    with pytest.raises(InvalidInput, match="the same"):
        why(shop, model, change={"against": MARCH})
    with pytest.raises(InvalidInput, match="no beginning"):
        why(shop, model, change={"against": {"to": "2026-01-01"}})


def test_it_can_be_cancelled(shop: Warehouse, model: SemanticModel) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        why(shop, model, cancel=token)


def test_a_condition_on_groups_is_refused_wherever_it_stands(shop: Warehouse, model: SemanticModel) -> None:
    large = {"field": "revenue", "op": ">", "values": [10]}
    germany = {"field": "customers.country", "op": "=", "values": ["Germany"]}
    for one in (large, {"and": [germany, large]}, {"not": large}):
        with pytest.raises(Refused) as caught:
            why(shop, model, change={"filters": [one]})
        assert caught.value.code == "group_condition"
    related = {"exists": "returns"}
    done = why(shop, model, by="customers.country", compare=False, change={"filters": [related]})
    assert done.split is not None and sum(line.change for line in done.split.lines) == done.split.total.change


def test_conditions_hold_for_both_periods(shop: Warehouse, model: SemanticModel) -> None:
    only = {"filters": [{"field": "customers.country", "op": "=", "values": ["Germany"]}]}
    done = why(shop, model, change=only)
    assert done.split is not None and done.change.dimension != "customers.country"
    whole = why(shop, model, by="customers.country", compare=False)
    assert whole.split is not None
    germany = next(line for line in whole.split.lines if line.key == "Germany")
    assert (done.split.total.before, done.split.total.after) == (germany.before, germany.after)


# -- groups that overlap, balances ----------------------------------------------------------------------------------------

TAGGED = SemanticModel.model_validate(
    {
        "name": "tagged",
        "dialect": "duckdb",
        "tables": [
            {
                "name": "orders",
                "source": "main.orders",
                "primary_key": ["id"],
                "default_time": "day",
                "dimensions": [{"name": "day", "type": "time"}, {"name": "place"}],
                "measures": [
                    {"name": "amount", "aggregate": "sum", "expression": "amount"},
                    {"name": "stock", "aggregate": "sum", "expression": "amount", "additive_over": ["place"]},
                ],
            },
            {"name": "order_tags", "source": "main.order_tags", "primary_key": ["order_id", "tag_id"]},
            {"name": "tags", "source": "main.tags", "primary_key": ["id"], "dimensions": [{"name": "tag"}]},
        ],
        "relationships": [
            {"name": "of_order", "from_table": "order_tags", "from_columns": ["order_id"],
             "to_table": "orders", "to_columns": ["id"]},
            {"name": "of_tag", "from_table": "order_tags", "from_columns": ["tag_id"], "to_table": "tags", "to_columns": ["id"]},
        ],
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    path = tmp_path_factory.mktemp("tagged") / "tagged.duckdb"
    with duckdb.connect(str(path)) as own:
        own.execute("create table orders (id int primary key, day date, place text, amount int)")
        own.execute("create table tags (id int primary key, tag text)")
        own.execute("create table order_tags (order_id int, tag_id int, primary key (order_id, tag_id))")
        own.execute(
            "insert into orders values (1, '2026-02-03', 'north', 10), (2, '2026-02-27', 'south', 20), "
            "(3, '2026-03-05', 'north', 40), (4, '2026-03-30', 'south', 80)"
        )
        own.execute("insert into tags values (1, 'gift'), (2, 'sale')")
        own.execute("insert into order_tags values (1, 1), (1, 2), (2, 1), (3, 1), (3, 2), (4, 2)")
    warehouse = open_url(f"duckdb://{path}")
    yield warehouse
    warehouse.close()


def test_members_that_overlap_are_shown_without_a_sum(tagged: Warehouse) -> None:
    done = why(tagged, TAGGED, "amount", by="tags.tag")
    assert done.split is None and "overlap" in done.because
    assert {one.key: (one.before, one.after) for one in done.apart} == {"gift": (30, 40), "sale": (10, 120)}
    assert done.whole == (30, 120)


def test_a_dimension_that_overlaps_is_not_found_by_itself(tagged: Warehouse) -> None:
    done = why(tagged, TAGGED, "amount")
    assert done.change.dimension == "orders.place" and done.split is not None and done.split.total.change == 90


@pytest.mark.parametrize(
    ("over", "because"),
    [
        (["place"], ""),
        ("not time", "last values on different days"),
        ([], "may not be added up"),
    ],
)
def test_a_balance_is_taken_apart_only_where_its_members_make_up_the_whole(
    tagged: Warehouse, over: Any, because: str
) -> None:
    """North's last value is of another day than South's: of places it is 10 + 20, of the last day alone 20."""
    data = TAGGED.model_dump(by_alias=True)
    data["tables"][0]["measures"][1]["additive_over"] = over
    done = why(tagged, SemanticModel.model_validate(data), "stock", by="orders.place")
    if because:
        assert done.split is None and because in done.because and done.whole == (20, 80)
        return
    assert done.split is not None and (done.split.total.before, done.split.total.after) == (30, 120)
    assert {line.key: line.change for line in done.split.lines} == {"north": 30, "south": 60}
