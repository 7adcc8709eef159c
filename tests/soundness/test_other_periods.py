"""Cumulative measures and values of other periods, against rows counted one by one in Python: no code of the compiler is used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

import duckdb
import pytest

from lunara.errors import InvalidInput, Refused
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.semantic.validate import validate_model

TODAY = date(2025, 3, 20)
CLOCK = Clock(TODAY)
Row = dict[str, Any]


def model(*measures: dict[str, Any]) -> SemanticModel:
    return SemanticModel.model_validate(
        {
            "name": "m",
            "dialect": "duckdb",
            "tables": [
                {
                    "name": "orders",
                    "source": "orders",
                    "primary_key": ["id"],
                    "default_time": "day",
                    "dimensions": [
                        {"name": "day", "type": "time", "data_type": "date"},
                        {"name": "shipped", "type": "time", "data_type": "date"},
                        {"name": "status"},
                    ],
                    "measures": [
                        {"name": "revenue", "aggregate": "sum", "expression": "amount"},
                        {"name": "orders_count", "aggregate": "count"},
                        {"name": "buyers", "aggregate": "count_distinct", "expression": "customer"},
                        {"name": "mean", "aggregate": "avg", "expression": "amount"},
                        {"name": "top", "aggregate": "max", "expression": "amount"},
                        {"name": "middle", "aggregate": "median", "expression": "amount"},
                        {"name": "stock", "aggregate": "sum", "expression": "amount", "additive_over": "not time"},
                    ],
                },
                {
                    "name": "customers",
                    "source": "customers",
                    "primary_key": ["id"],
                    "dimensions": [{"name": "country"}],
                    "measures": [{"name": "people", "aggregate": "count"}],
                },
            ],
            "relationships": [
                {
                    "name": "orders_customer",
                    "from_table": "orders",
                    "from_columns": ["customer"],
                    "to_table": "customers",
                    "to_columns": ["id"],
                }
            ],
            "measures": list(measures),
        }
    )


@dataclass
class World:
    """Random orders: days without any, customers that do not exist, amounts and days that are not known."""

    orders: list[Row]
    country: dict[int, str | None]
    connection: duckdb.DuckDBPyConnection

    def ask(self, defined: Sequence[dict[str, Any]], **query: Any) -> list[tuple[Any, ...]]:
        compiled = compile_query(SemanticQuery.model_validate(query), model(*defined), "duckdb", CLOCK)
        return self.connection.execute(compiled.sql.text).fetchall()

    def group(self, row: Row) -> str | None:
        return self.country.get(row["customer"])


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """One for all worlds, of which one is looked at at a time."""
    return duckdb.connect()


def world(seed: int) -> World:
    chance = Random(seed)
    country = {n: chance.choice(["DE", "FR", None]) for n in range(1, 5)}
    count = chance.choice([3, 12, 40])
    orders = [
        {
            "id": n,
            "day": None if chance.random() < 0.05 else date(2024, 11, 20) + timedelta(days=chance.randrange(0, 125)),
            "customer": chance.randrange(1, 7),
            "amount": None if chance.random() < 0.1 else chance.randrange(-20, 100),
        }
        for n in range(1, count)
    ]
    connection = _engine()
    connection.execute(
        "create or replace table orders (id int, day date, shipped date, status text, customer int, amount int)"
    )
    connection.execute("create or replace table customers (id int, country text)")
    rows = [[row["id"], row["day"], row["day"], row["customer"], row["amount"]] for row in orders]
    connection.executemany("insert into orders values (?, ?, ?, 'open', ?, ?)", rows)
    connection.executemany("insert into customers values (?, ?)", [list(pair) for pair in country.items()])
    return World(orders, country, connection)


# -- an independent reading ----------------------------------------------------------------------------------------------


def month_back(day: date, count: int) -> date:
    index = day.year * 12 + day.month - 1 - count
    year, month = index // 12, index % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def held(window: dict[str, Any], row: date, day: date) -> bool:
    """Whether the value at the end of `day` holds a row."""
    if row > day:
        return False
    if window.get("all"):
        return True
    if "to_date" in window:
        return row >= start_of(day, window["to_date"])
    back = day - timedelta(days=window["last"]) if window["grain"] == "day" else month_back(day, window["last"])
    return row > back


def start_of(day: date, grain: str) -> date:
    if grain == "day":
        return day
    if grain == "week":
        return day - timedelta(days=day.weekday())
    if grain == "month":
        return day.replace(day=1)
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1) if grain == "quarter" else date(day.year, 1, 1)


def aggregate(name: str, rows: list[Row]) -> Any:
    amounts = sorted(row["amount"] for row in rows if row["amount"] is not None)
    if name == "orders_count":
        return len(rows)
    if name == "buyers":
        return len({row["customer"] for row in rows})
    if not amounts:
        return None
    if name == "middle":
        half = len(amounts) // 2
        return amounts[half] if len(amounts) % 2 else (amounts[half - 1] + amounts[half]) / 2
    return {"revenue": sum(amounts), "mean": sum(amounts) / len(amounts), "top": max(amounts)}[name]


def cumulative(
    world: World, name: str, window: dict[str, Any], grain: str, span: tuple[date, date] | None, *, shown: str = ""
) -> dict[tuple[date, str | None], Any]:
    """(period, country) → value at the end of the period, for those that hold a row then. `shown`: the longer period."""
    dated = [row for row in world.orders if row["day"] is not None]
    if not dated:
        return {}
    first = min(row["day"] for row in dated)
    last = max(row["day"] for row in dated)
    if span is None and last < TODAY:
        period = start_of(last, shown or grain)
        while last < TODAY and start_of(last + timedelta(days=1), shown or grain) == period:
            last += timedelta(days=1)
    if span is not None:
        first, last = max(first, span[0]), min(span[1], TODAY)
    ends: dict[date, date] = {}
    day = first
    while day <= last:
        ends[start_of(day, grain)] = day
        day += timedelta(days=1)
    found = {}
    for period, end in ends.items():
        groups: dict[str | None, list[Row]] = {}
        for row in dated:
            if held(window, row["day"], end):
                groups.setdefault(world.group(row), []).append(row)
        found.update({(period, group): aggregate(name, rows) for group, rows in groups.items()})
    return found


def close(one: dict[Any, Any], two: dict[Any, Any]) -> None:
    assert set(one) == set(two)
    for key, value in one.items():
        assert value == two[key] or float(value) == pytest.approx(float(two[key])), key


WINDOWS = [
    {"all": True},
    {"last": 7, "grain": "day"},
    {"last": 2, "grain": "month"},
    {"to_date": "month"},
    {"to_date": "week"},
]
SPANS = [None, (date(2025, 1, 10), date(2025, 2, 28)), (date(2025, 2, 1), date(2025, 12, 31))]


@pytest.mark.parametrize("name", ["revenue", "orders_count", "buyers", "mean", "top", "middle"])
@pytest.mark.parametrize("window", WINDOWS, ids=str)
@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_the_value_of_a_period_holds_the_rows_up_to_its_end(name: str, window: dict[str, Any], grain: str) -> None:
    for seed in (1, 4):
        its = world(seed)
        for span in SPANS:
            query: dict[str, Any] = {
                "measures": ["m"],
                "dimensions": [{"field": "orders.day", "grain": grain}, "customers.country"],
            }
            if span is not None:
                query["time"] = {
                    "range": {"from": span[0].isoformat(), "to": (span[1] + timedelta(days=1)).isoformat()}
                }
            rows = its.ask([{"name": "m", "expression": name, "window": window}], **query)
            close({(row[0], row[1]): row[2] for row in rows}, cumulative(its, name, window, grain, span))


@pytest.mark.parametrize("name", ["revenue", "buyers", "mean"])
@pytest.mark.parametrize(
    ("offset", "back"),
    [
        ({"count": 5, "grain": "day"}, lambda day: day - timedelta(days=5)),
        ({"count": 2, "grain": "week"}, lambda day: day - timedelta(days=14)),
        ({"count": 1, "grain": "month"}, lambda day: month_back(day, 1)),
        ({"to_start_of": "month"}, lambda day: day.replace(day=1)),
    ],
    ids=["5 days", "2 weeks", "1 month", "start of the month"],
)
def test_a_day_shows_the_value_of_the_day_that_is_meant(
    name: str, offset: dict[str, Any], back: Callable[[date], date]
) -> None:
    for seed in range(6):
        its = world(seed)
        rows = its.ask(
            [{"name": "m", "expression": name, "offset": offset}],
            measures=["m"],
            dimensions=[{"field": "orders.day", "grain": "day"}, "customers.country"],
            time={"range": {"from": "2024-11-01", "to": "2025-06-01"}},
        )
        expected = {}
        day = date(2024, 11, 1)
        while day < date(2025, 6, 1):
            groups: dict[str | None, list[Row]] = {}
            for row in its.orders:
                if row["day"] == back(day):
                    groups.setdefault(its.group(row), []).append(row)
            expected.update({(day, group): aggregate(name, held_) for group, held_ in groups.items()})
            day += timedelta(days=1)
        close({(row[0], row[1]): row[2] for row in rows}, expected)


def test_a_month_shows_the_month_before_each_day_once() -> None:
    for seed in range(6):
        its = world(seed)
        rows = its.ask(
            [{"name": "m", "expression": "revenue", "offset": {"count": 1, "grain": "month"}}],
            measures=["m"],
            dimensions=[{"field": "orders.day", "grain": "month"}],
            time={"range": {"from": "2024-11-01", "to": "2025-06-01"}},
        )
        expected: dict[date, list[Row]] = {}
        for row in its.orders:
            if row["day"] is not None:
                expected.setdefault(month_back(row["day"].replace(day=1), -1), []).append(row)
        close(
            {row[0]: row[1] for row in rows}, {month: aggregate("revenue", held_) for month, held_ in expected.items()}
        )


@pytest.mark.parametrize("period_agg", ["first", "last", "average"])
def test_steps_of_a_longer_period_are_chosen_as_said(period_agg: str) -> None:
    window = {"last": 3, "grain": "day"}
    for seed in range(6):
        its = world(seed)
        rows = its.ask(
            [{"name": "m", "expression": "revenue", "window": {**window, "period_agg": period_agg}}],
            measures=["m"],
            dimensions=[{"field": "orders.day", "grain": "month"}, "customers.country"],
        )
        steps: dict[tuple[date, str | None], list[Any]] = {}
        for (day, group), value in sorted(
            cumulative(its, "revenue", window, "day", None, shown="month").items(), key=lambda i: i[0][0]
        ):
            steps.setdefault((start_of(day, "month"), group), []).append(value)
        expected = {}
        for key, values in steps.items():
            known = [value for value in values if value is not None]
            mean = sum(known) / len(known) if known else None
            expected[key] = {"first": values[0], "last": values[-1], "average": mean}[period_agg]
        close({(row[0], row[1]): row[2] for row in rows}, expected)


@pytest.mark.parametrize("name", ["revenue", "buyers"])
@pytest.mark.parametrize("offset", [None, {"count": 3, "grain": "day"}, {"count": 1, "grain": "month"}], ids=str)
@pytest.mark.parametrize("window", [*WINDOWS, {"last": 3, "grain": "day", "period_agg": "average"}], ids=str)
@pytest.mark.parametrize("grain", ["week", "month", "quarter"])
def test_a_period_has_one_value_with_a_range_and_without(
    name: str, offset: dict[str, Any] | None, window: dict[str, Any], grain: str
) -> None:
    known: dict[tuple[int, date], Any] = {}
    for seed in (1, 4, 7):  # those without a row after today
        its = world(seed)
        measures = [{"name": "held", "expression": name, "window": window}]
        if offset is not None:
            measures.append({"name": "then", "expression": "held", "offset": offset})
        query = {"measures": [measures[-1]["name"]], "dimensions": [{"field": "orders.day", "grain": grain}]}
        if offset == {"count": 1, "grain": "month"} and grain == "week":
            continue
        without = dict(its.ask(measures, **query))
        within = dict(its.ask(measures, **query, time={"range": {"from": "2024-10-01", "to": "2025-10-01"}}))
        for period, value in without.items():
            if value is not None:
                known[seed, period] = value
                assert float(value) == pytest.approx(float(within[period])), (seed, period)
    assert known or (grain == "week" and offset is not None)


def test_a_cumulative_value_of_another_period() -> None:
    for seed in range(4):
        its = world(seed)
        rows = its.ask(
            [
                {"name": "so_far", "expression": "revenue", "window": {"all": True}},
                {"name": "m", "expression": "so_far", "offset": {"count": 3, "grain": "day"}},
            ],
            measures=["m"],
            dimensions=[{"field": "orders.day", "grain": "day"}],
            time={"range": {"from": "2025-01-01", "to": "2025-02-01"}},
        )
        expected = {}
        for day in (date(2025, 1, 1) + timedelta(days=n) for n in range(31)):
            before = [row for row in its.orders if row["day"] is not None and row["day"] <= day - timedelta(days=3)]
            if before:
                expected[day] = aggregate("revenue", before)
        close({row[0]: row[1] for row in rows}, expected)


def test_conditions_of_a_measure_reach_other_tables() -> None:
    for seed in range(6):
        its = world(seed)
        where = [{"field": "customers.country", "op": "=", "values": ["DE"]}]
        rows = its.ask(
            [{"name": "german", "expression": "revenue", "where": where, "fill_nulls_with": 0}],
            measures=["german", "orders_count"],
            dimensions=[{"field": "orders.day", "grain": "month"}],
        )
        months = {row["day"] and row["day"].replace(day=1) for row in its.orders}
        expected = {}
        for month in months:
            inside = [row for row in its.orders if (row["day"] and row["day"].replace(day=1)) == month]
            german = [row for row in inside if its.group(row) == "DE"]
            expected[month] = (aggregate("revenue", german) or 0, len(inside))
        assert {row[0]: (row[1], row[2]) for row in rows} == expected


def test_rows_are_kept_by_a_measure_of_what_they_belong_to() -> None:
    for seed in range(6):
        its = world(seed)
        for op, limit in ((">", 2), ("<", 2), ("=", 0)):
            condition = {"measure": "orders_count", "per": "customers", "op": op, "values": [limit]}
            ((people,),) = its.ask([], measures=["people"], filters=[condition])
            ((orders,),) = its.ask([], measures=["orders_count"], filters=[condition])
            counts = {key: sum(row["customer"] == key for row in its.orders) for key in its.country}
            test = {">": lambda n: n > 2, "<": lambda n: n < 2, "=": lambda n: n == 0}[op]
            assert people == sum(test(count) for count in counts.values())
            assert orders == sum(row["customer"] in counts and test(counts[row["customer"]]) for row in its.orders)


def test_at_the_end_of_the_range_without_periods() -> None:
    its = world(2)
    measures = [{"name": "m", "expression": "revenue", "window": {"last": 30, "grain": "day"}}]
    for end in (date(2025, 1, 31), TODAY):
        query: dict[str, Any] = {"measures": ["m"]}
        if end != TODAY:
            query["time"] = {"range": {"from": "2025-01-01", "to": "2025-02-01"}}
        inside = [r for r in its.orders if r["day"] is not None and end - timedelta(days=30) < r["day"] <= end]
        assert its.ask(measures, **query) == [(aggregate("revenue", inside),)]


DAY = {"field": "orders.day", "grain": "day"}


@pytest.mark.parametrize(
    ("measures", "query", "said"),
    [
        ([{"name": "m", "expression": "stock", "window": {"all": True}}], {"dimensions": [DAY]}, "balance"),
        (
            [{"name": "m", "expression": "revenue", "offset": {"count": 1, "grain": "month"}}],
            {"dimensions": [{"field": "orders.day", "grain": "week"}]},
            "none of the weeks",
        ),
        ([{"name": "m", "expression": "revenue", "offset": {"count": 1, "grain": "month"}}], {}, "no period"),
        (
            [{"name": "m", "expression": "revenue", "window": {"all": True}}],
            {"dimensions": [{"field": "orders.shipped", "grain": "month"}]},
            "not along orders.shipped",
        ),
        (
            [
                {"name": "a", "expression": "revenue", "window": {"all": True}},
                {"name": "m", "expression": "a", "window": {"last": 3, "grain": "day"}},
            ],
            {"dimensions": [DAY]},
            "accumulated once more",
        ),
        (
            [
                {
                    "name": "m",
                    "expression": "revenue",
                    "window": {"all": True},
                    "where": [{"field": "orders.day", "op": ">", "values": ["2025"]}],
                }
            ],
            {"dimensions": [DAY]},
            "condition on its own date",
        ),
        (
            [{"name": "m", "expression": "revenue", "window": {"all": True}}],
            {"dimensions": [{"field": "orders.day", "part": "month"}]},
            "same days of several periods",
        ),
    ],
)
def test_what_has_no_single_meaning_is_refused(measures: list[Any], query: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused) as caught:
        world(1).ask(measures, measures=["m"], **query)
    assert said in caught.value.message
    assert caught.value.hint


def test_a_condition_on_the_date_chooses_periods_and_cuts_no_history() -> None:
    its = world(2)
    measures = [{"name": "m", "expression": "revenue", "window": {"all": True}}]
    condition = {"field": "orders.day", "op": ">=", "values": ["2025-02-01"]}
    by_range = {"range": {"from": "2025-02-01", "to": "2025-03-21"}}
    shown = its.ask(measures, measures=["m"], dimensions=[DAY], time=by_range)
    filtered = its.ask(measures, measures=["m"], dimensions=[DAY], filters=[condition])
    assert filtered and filtered == shown[: len(filtered)]


def test_sql_over_the_model_cannot_take_them() -> None:
    from lunara.semantic.compile import compile_plan

    its = model({"name": "m", "expression": "orders.revenue", "window": {"all": True}})
    with pytest.raises(Refused) as caught:
        compile_plan("select MEASURE(m) from orders", its, "duckdb", CLOCK)
    assert caught.value.code == "own_rows"


def test_mistakes_in_a_model_are_told() -> None:
    wrong = model(
        {"name": "m", "expression": "revenue", "where": [{"field": "customers.land", "op": "=", "values": ["DE"]}]}
    )
    (problem,) = [p for p in validate_model(wrong) if p.level == "error"]
    assert problem.where == "m" and "land" in problem.message
    with pytest.raises(ValueError, match="a window is one of"):
        model({"name": "m", "expression": "revenue", "window": {"last": 3, "grain": "day", "all": True}})
    with pytest.raises(ValueError, match="go together"):
        model({"name": "m", "expression": "revenue", "offset": {"count": 3}})


def test_parts_of_dates() -> None:
    its = world(2)
    rows = its.ask([], measures=["orders_count"], dimensions=[{"field": "orders.day", "part": "day_of_week"}])
    expected: dict[Any, int] = {}
    for row in its.orders:
        key = row["day"] and row["day"].isoweekday()
        expected[key] = expected.get(key, 0) + 1
    assert dict(rows) == expected
    with pytest.raises(InvalidInput):
        its.ask([], measures=["orders_count"], dimensions=[{"field": "orders.status", "part": "month"}])


@pytest.mark.parametrize("field", ["orders.day", "time"])
def test_conditions_on_parts_of_dates(field: str) -> None:
    its = world(2)
    weekend = {"field": field, "part": "day_of_week", "op": "in", "values": [6, 7]}
    here = sum(row["day"] is not None and row["day"].isoweekday() > 5 for row in its.orders)
    assert its.ask([], measures=["orders_count"], filters=[weekend]) == [(here,)]
    assert 0 < here < len(its.orders)
    with pytest.raises(InvalidInput):
        its.ask([], measures=["orders_count"], filters=[{**weekend, "field": "orders.status"}])


def test_a_part_of_a_date_is_no_condition_on_other_periods() -> None:
    its = world(2)
    weekend = {"field": "orders.day", "part": "day_of_week", "op": "in", "values": [6, 7]}
    so_far = {"name": "so_far", "expression": "orders_count", "window": {"all": True}}
    month = {"field": "orders.day", "grain": "month"}
    with pytest.raises(Refused) as caught:
        its.ask([so_far], measures=["so_far"], dimensions=[month], filters=[weekend])
    assert caught.value.code == "own_time_condition"
