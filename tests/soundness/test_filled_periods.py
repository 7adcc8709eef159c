"""Filled periods are those that the conditions on their date leave: the average of weekends is no average of all days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from lunara.errors import Refused
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

_DATES: dict[str, Any] = {"name": "sold", "type": "time", "data_type": "timestamp"}
_TABLE: dict[str, Any] = {
    "primary_key": ["id"],
    "default_time": "sold",
    "dimensions": [{"name": "id", "type": "number"}, _DATES, {"name": "place", "type": "string"}],
}
MODEL = SemanticModel.model_validate(
    {
        "name": "till",
        "tables": [
            {
                **_TABLE,
                "name": "sales",
                "measures": [
                    {"name": "revenue", "aggregate": "sum", "expression": "amount"},
                    {"name": "sale_count", "aggregate": "count"},
                ],
            },
            {**_TABLE, "name": "visits", "measures": [{"name": "visit_count", "aggregate": "count"}]},
        ],
    }
)
# about every second day of fourteen months, at hours from 6 to 21, so that weekends, months and hours have gaps
SALES = """
    create table sales as select i as id, timestamp '2024-01-03 06:00:00' + to_days(i * i % 421) + to_hours(i * 7 % 16) as sold,
    if(i % 3 = 0, 'north', 'south') as place, cast(i % 17 + 1 as integer) as amount from range(260) s(i)
"""
DAYS = "(select cast(unnest(generate_series(date '{0}', date '{1}', interval 1 day)) as date) as d)"


@pytest.fixture(scope="module")
def till() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute(SALES)
    connection.execute("create table visits as select * exclude (amount) from sales where id % 2 = 0")
    yield connection
    connection.close()


def ask(till: duckdb.DuckDBPyConnection, clock: Clock | None = None, **query: Any) -> list[tuple[Any, ...]]:
    made = compile_query(SemanticQuery.model_validate(query), MODEL, "duckdb", clock or Clock(date(2025, 6, 15)))
    return till.execute(made.sql.text).fetchall()


def on(part: str | None, op: str, *values: object, field: str = "sales.sold") -> dict[str, Any]:
    return {"field": field, "op": op, "values": list(values), **({"part": part} if part else {})}


YEAR = {"range": {"from": "2024-01-01", "to": "2025-01-01"}}
DAY = [{"field": "time", "grain": "day"}]
WEEKEND = on("day_of_week", "in", 6, 7)
# the condition of the query, and the same by hand on a day `d`
CONDITIONS: list[tuple[str, list[dict[str, Any]], str]] = [
    ("weekends", [WEEKEND], "isodow(d) in (6, 7)"),
    ("own_time", [on("day_of_week", "=", 1, field="time")], "isodow(d) = 1"),
    ("not", [{"not": WEEKEND}], "isodow(d) < 6"),
    ("month", [on("month", "between", 6, 8)], "month(d) between 6 and 8"),
    ("both", [WEEKEND, on("month", "=", 12)], "isodow(d) in (6, 7) and month(d) = 12"),
    ("either", [{"or": [on("day_of_week", "=", 3), on("day", "=", 1)]}], "isodow(d) = 3 or day(d) = 1"),
    ("days", [on(None, "not_in", "2024-12-25", "2024-05")], "d <> date '2024-12-25' and month(d) <> 5"),
    ("since", [on(None, ">=", "2024-03-15")], "d >= date '2024-03-15'"),
]


@pytest.mark.parametrize("aggregate", ["avg", "min", "max", "median"])
@pytest.mark.parametrize(("filters", "by_hand"), [one[1:] for one in CONDITIONS], ids=[one[0] for one in CONDITIONS])
def test_a_summary_of_days_is_of_those_that_the_condition_leaves(
    till: duckdb.DuckDBPyConnection, aggregate: str, filters: list[dict[str, Any]], by_hand: str
) -> None:
    summary = {"aggregate": aggregate, "over": DAY, "whole": True}
    ((found,),) = ask(till, measures=["revenue"], filters=filters, time=YEAR, summary=summary, fill_time=True)
    ((gold, counted),) = till.execute(
        f"select {aggregate}(a), count(*) from (select d, coalesce(sum(amount), 0) a "
        f"from {DAYS.format('2024-01-01', '2024-12-31')} "
        f"left join sales on cast(sold as date) = d where {by_hand} group by d)"
    ).fetchall()
    assert 0 < counted < 366
    assert found == pytest.approx(float(gold))


@pytest.mark.parametrize(("kind"), [("week", 1, 0), ("week", 1, 6), ("quarter", 2, 0), ("year", 4, 0)])
@pytest.mark.parametrize(
    ("filters", "by_hand"),
    [
        ([WEEKEND], "isodow(d) in (6, 7)"),
        ([on("month", "=", 1)], "month(d) = 1"),
        ([on("day", "=", 31), on("month", "<", 7)], "day(d) = 31 and month(d) < 7"),
    ],
)
def test_a_longer_period_counts_when_one_of_its_days_does(
    till: duckdb.DuckDBPyConnection, kind: tuple[str, int, int], filters: list[dict[str, Any]], by_hand: str
) -> None:
    grain, fiscal, first = kind
    clock = Clock(date(2025, 6, 15), week_start=first, fiscal_month=fiscal)
    start = {
        "week": f"date_trunc('week', {{0}} - to_days({first})) + to_days({first})",
        "quarter": "date_trunc('quarter', {0} - to_months(1)) + to_months(1)",
        "year": "date_trunc('year', {0} - to_months(3)) + to_months(3)",
    }[grain]
    over = [{"field": "sales.sold", "grain": grain}]
    found = ask(till, clock, measures=["sale_count"], dimensions=over, filters=filters, fill_time=True)
    its = by_hand.replace("(d)", "(sold)")
    ((low, high),) = till.execute(f"select min(sold)::date, max(sold)::date from sales where {its}").fetchall()
    low, high = (start.format(f"date '{edge}'") for edge in (low, high))
    inner = DAYS.format("2023-01-01", "2026-12-31")
    gold = till.execute(
        f"select cast({start.format('d')} as date) p, count(id) from {inner} left join sales on cast(sold as date) = d "
        f"where {by_hand} group by 1 having p between {low} and {high} order by 1"
    ).fetchall()
    assert found == gold


def test_months_are_those_of_the_condition(till: duckdb.DuckDBPyConnection) -> None:
    query = {
        "measures": ["sale_count"],
        "time": YEAR,
        "fill_time": True,
        "dimensions": [{"field": "time", "grain": "month"}],
    }
    months = [row[0].month for row in ask(till, filters=[on("quarter", "in", 1, 4)], **query)]
    assert months == [1, 2, 3, 10, 11, 12]
    assert len(ask(till, filters=[WEEKEND], **query)) == 12
    assert [row[0].month for row in ask(till, filters=[on("day", "=", 31)], **query)] == [1, 3, 5, 7, 8, 10, 12]


def test_hours_are_those_of_the_condition(till: duckdb.DuckDBPyConnection) -> None:
    span = {"range": {"from": "2024-03-01", "to": "2024-03-03"}}
    noon = [on("hour", "between", 10, 12)]
    hours = ask(
        till,
        measures=["revenue"],
        dimensions=[{"field": "time", "grain": "hour"}],
        filters=noon,
        time=span,
        fill_time=True,
    )
    assert [row[0].hour for row in hours] == [10, 11, 12] * 2
    days = ask(till, measures=["revenue"], dimensions=DAY, filters=[*noon, WEEKEND], time=span, fill_time=True)
    assert [row[0].isoformat() for row in days] == ["2024-03-02"]


def test_running_totals_and_differences_go_over_the_periods_that_are_left(till: duckdb.DuckDBPyConnection) -> None:
    made = [{"kind": kind, "of": "revenue", "name": kind} for kind in ("running_total", "difference")]
    made.append({"kind": "moving_average", "of": "revenue", "name": "moving_average", "window": 3})
    found = ask(
        till, measures=["revenue"], dimensions=DAY, filters=[WEEKEND], time=YEAR, calculations=made, fill_time=True
    )
    gold = till.execute(
        "select d, a, sum(a) over w, if(lag(d) over w = d - 1, a - lag(a) over w, null), "
        "avg(a) over (order by d rows 2 preceding) from (select d, "
        f"coalesce(sum(amount), 0) a from {DAYS.format('2024-01-01', '2024-12-31')} left join sales on cast(sold as date) = d "
        "where isodow(d) > 5 group by d) window w as (order by d) order by d"
    ).fetchall()
    assert [row[:4] for row in found] == [row[:4] for row in gold]
    assert any(row[1] == 0 for row in gold)
    assert [row[4] for row in found] == [row[4] if row[4] is None else pytest.approx(float(row[4])) for row in gold]


@pytest.mark.parametrize("fill_groups", [True, False])
def test_the_days_of_each_weekday_and_place(till: duckdb.DuckDBPyConnection, fill_groups: bool) -> None:
    found = ask(
        till,
        measures=["revenue"],
        dimensions=[{"field": "time", "part": "day_of_week"}, "sales.place"],
        filters=[WEEKEND],
        time=YEAR,
        summary={"aggregate": "avg", "over": DAY, "whole": True},
        fill_time=True,
        fill_groups=fill_groups,
    )
    gold = till.execute(
        f"select isodow(d), p, avg(coalesce(a, 0)) from {DAYS.format('2024-01-01', '2024-12-31')} cross join "
        "(values ('north'), ('south')) g(p) left join (select cast(sold as date) x, place, sum(amount) a from sales "
        "group by all) on x = d and place = p where isodow(d) > 5 group by all order by all"
    ).fetchall()
    if fill_groups:
        assert [row[:2] for row in found] == [row[:2] for row in gold]
        assert [row[2] for row in found] == pytest.approx([float(row[2]) for row in gold])
    else:
        assert {row[0] for row in found} <= {6, 7, None}


def test_measures_that_a_condition_leaves_other_days_have_no_average_together(till: duckdb.DuckDBPyConnection) -> None:
    both = {"measures": ["sale_count", "visit_count"], "time": YEAR, "fill_time": True}
    summary = {"aggregate": "avg", "over": DAY, "whole": True}
    weekends = on("day_of_week", "in", 6, 7, field="time")
    ((sales, visits),) = ask(till, filters=[weekends], summary=summary, **both)
    for name, found in (("sales", sales), ("visits", visits)):
        ((gold,),) = till.execute(
            f"select avg(n) from (select d, count(id) n from {DAYS.format('2024-01-01', '2024-12-31')} "
            f"left join {name} on cast(sold as date) = d where isodow(d) > 5 group by d)"
        ).fetchall()
        assert found == pytest.approx(gold)


def test_it_is_refused_where_only_one_of_them_has_the_date_of_the_condition() -> None:
    model = MODEL.model_copy(
        update={
            "relationships": SemanticModel.model_validate(
                {
                    **MODEL.model_dump(mode="json", by_alias=True, exclude_none=True),
                    "relationships": [
                        {
                            "name": "of_sale",
                            "from_table": "visits",
                            "from_columns": ["id"],
                            "to_table": "sales",
                            "to_columns": ["id"],
                        }
                    ],
                }
            ).relationships
        }
    )
    said = {"measures": ["sale_count", "visit_count"], "filters": [WEEKEND], "time": YEAR, "fill_time": True}
    query = SemanticQuery.model_validate({**said, "summary": {"aggregate": "avg", "over": DAY, "whole": True}})
    with pytest.raises(Refused, match="leaves some of the measures other days") as refused:
        compile_query(query, model, "duckdb", Clock(date(2025, 6, 15)))
    assert refused.value.code == "fill_condition"


def test_a_week_that_the_range_cuts_counts_by_its_days_within(till: duckdb.DuckDBPyConnection) -> None:
    query = {"measures": ["sale_count"], "dimensions": [{"field": "time", "grain": "week"}], "fill_time": True}
    span = {"range": {"from": "2024-05-01", "to": "2024-07-30"}}
    for part, value, by_hand in (("month", 4, "month(d) = 4"), ("day", 31, "day(d) = 31"), ("day", 29, "day(d) = 29")):
        found = ask(till, filters=[on(part, "=", value)], time=span, **query)
        gold = till.execute(
            f"select cast(date_trunc('week', d) as date), count(id) from {DAYS.format('2024-05-01', '2024-07-29')} "
            f"left join sales on cast(sold as date) = d where {by_hand} group by 1 order by 1"
        ).fetchall()
        assert found == gold


@pytest.mark.parametrize("over", ["time", "days.day"])
def test_a_calendar_that_chooses_the_days_is_refused(over: str) -> None:
    said = MODEL.model_dump(mode="json", by_alias=True, exclude_none=True)
    day = {"name": "day", "type": "time", "data_type": "date"}
    calendar = {"name": "days", "primary_key": ["day"], "dimensions": [day, {"name": "holiday", "type": "boolean"}]}
    road = {"name": "on", "from_table": "sales", "from_columns": ["sold"], "to_table": "days", "to_columns": ["day"]}
    tables = [said["tables"][0] | {"default_time": "days.day"}, calendar]
    model = SemanticModel.model_validate({**said, "tables": tables, "relationships": [road]})
    query: dict[str, Any] = {"measures": ["revenue"], "fill_time": True}
    query["summary"] = {"aggregate": "avg", "over": [{"field": over, "grain": "day"}]}
    holidays = {"field": "days.holiday", "op": "=", "values": [True]}
    clock = Clock(date(2025, 6, 15))
    with pytest.raises(Refused, match="says which dates"):
        compile_query(SemanticQuery.model_validate({**query, "filters": [holidays]}), model, "duckdb", clock)
    north = {"field": "sales.place", "op": "=", "values": ["north"]}
    weekends = on("day_of_week", ">", 5, field="days.day")
    compile_query(SemanticQuery.model_validate({**query, "filters": [north, weekends]}), model, "duckdb", clock)


def calendar_model(*, dimensions: list[dict[str, Any]] | None = None, default: str = "sold_day") -> SemanticModel:
    """Sales whose default time is a date of their own, with calendars beside it: by the date and by a number for it."""
    said = MODEL.model_dump(mode="json", by_alias=True, exclude_none=True)
    day = {"name": "day", "type": "time", "data_type": "date"}
    more: list[dict[str, Any]] = [
        {"name": "sold_day", "type": "time", "data_type": "date"},
        {"name": "returned", "type": "time", "data_type": "date"},
        {"name": "weekday", "type": "string"},
        {"name": "is_gift", "type": "boolean"},
        {"name": "model_year", "type": "string"},
        {"name": "of_weekend", "type": "boolean", "expression": "extract(isodow from sold_day) > 5"},
        {"name": "late", "type": "boolean", "expression": "returned > sold_day"},
        {"name": "big_or_saturday", "type": "boolean", "expression": "amount > 15 or dayname(sold_day) = 'Saturday'"},
        *(dimensions or []),
    ]
    sales = said["tables"][0] | {"default_time": default, "dimensions": [*said["tables"][0]["dimensions"], *more]}
    sales["measures"] = [
        *sales["measures"],
        {"name": "gifts", "aggregate": "count", "filter": "is_gift"},
        {
            "name": "weekend_revenue",
            "aggregate": "sum",
            "expression": "amount",
            "filter": "dayname(sold_day) = 'Sunday'",
        },
    ]
    flags = [{"name": "weekend", "type": "boolean"}, {"name": "season", "type": "string"}]
    days = {"name": "days", "primary_key": ["day"], "dimensions": [day, *flags, {"name": "week_id", "type": "number"}]}
    weeks = {"name": "weeks", "primary_key": ["week_id"], "dimensions": [{"name": "busy", "type": "boolean"}]}
    dim_date = {"name": "dim_date", "primary_key": ["date_key"], "dimensions": [day, *flags]}
    tables = [sales, days, weeks, dim_date]
    roads = [
        ("on", "sales", "sold_day", "days", "day"),
        ("in_week", "days", "week_id", "weeks", "week_id"),
        ("by_key", "sales", "date_key", "dim_date", "date_key"),
    ]
    made = [
        {"name": name, "from_table": start, "from_columns": [one], "to_table": end, "to_columns": [other]}
        for name, start, one, end, other in roads
    ]
    return SemanticModel.model_validate({**said, "tables": tables, "relationships": made})


def compiled(model: SemanticModel, *filters: dict[str, Any], measures: list[Any] | None = None, **more: Any) -> str:
    summary = {"aggregate": "avg", "over": DAY, "whole": True}
    query = {"measures": measures or ["revenue"], "filters": list(filters), "time": YEAR, "fill_time": True}
    made = SemanticQuery.model_validate({**query, "summary": summary, **more})
    return compile_query(made, model, "duckdb", Clock(date(2025, 6, 15))).sql.text


def of(field: str, *values: object) -> dict[str, Any]:
    return on(None, "in" if len(values) > 1 else "=", *values, field=field)


# what tells of the date, and so chooses the days although no period knows it
CHOOSING: dict[str, dict[str, Any]] = {
    "calendar": of("days.weekend", True),
    "calendar_season": of("days.season", "summer"),
    "beyond_the_calendar": of("weeks.busy", True),
    "calendar_by_a_number": of("dim_date.weekend", True),
    "its_date_by_a_number": on("day_of_week", "in", 6, 7, field="dim_date.day"),
    "expression": of("sales.of_weekend", True),
    "expression_of_more": of("sales.big_or_saturday", True),
    "another_column_of_the_date": on("day_of_week", "in", 6, 7, field="sales.sold"),
    "weekday": of("sales.weekday", "Saturday"),
    "not": {"not": of("sales.weekday", "Saturday", "Sunday")},
    "or": {"or": [of("days.weekend", True), of("sales.place", "north")]},
    "exists": {"exists": "days", "where": [of("days.weekend", True)]},
    "exists_alone": {"exists": "days"},
    "no_day_of_the_calendar": on(None, "is_null", field="days.day"),
}


@pytest.mark.parametrize("condition", [pytest.param(one, id=name) for name, one in CHOOSING.items()])
def test_whatever_tells_of_the_date_chooses_no_days_of_an_average(condition: dict[str, Any]) -> None:
    model = calendar_model()
    with pytest.raises(Refused) as refused:
        compiled(model, condition)
    assert refused.value.code == "fill_condition"
    compiled(model, condition, summary=None, dimensions=DAY)  # a series stays
    compiled(model, condition, fill_time=False)
    compiled(model, condition, fill_time=False, summary=None)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "weekday",
            "day_of_week",
            "dow",
            "is_weekend",
            "holiday",
            "isHoliday",
            "sale_month",
            "sold_quarter",
            "month_name",
        ),
        *("fiscal_year", "dayofweek", "holiday_flag", "week_number", "is_working_day", "wochentag", "fin_de_semana"),
    ],
)
def test_a_column_named_for_a_part_of_a_date_chooses_days(name: str) -> None:
    model = calendar_model(dimensions=[{"name": name, "type": "string"}] if name != "weekday" else None)
    with pytest.raises(Refused) as refused:
        compiled(model, of(f"sales.{name}", "1"))
    assert refused.value.code == "fill_condition"
    under_another = [{"name": "kind", "type": "string", "expression": name}]
    with pytest.raises(Refused):
        compiled(calendar_model(dimensions=under_another), of("sales.kind", "1"))


@pytest.mark.parametrize(
    "name", ["model_year", "birth_month", "term_months", "price_per_day", "same_day", "hours", "hour"]
)
def test_a_column_of_something_else_chooses_none(name: str) -> None:
    model = calendar_model(dimensions=[{"name": name, "type": "string"}] if name != "model_year" else None)
    compiled(model, of(f"sales.{name}", "1"))
    compiled(model, on("day_of_week", "=", 6, field="sales.returned"))
    compiled(model, of("sales.late", True), of("sales.is_gift", True), of("sales.place", "north"))


def test_an_hour_chooses_among_hours() -> None:
    model = calendar_model(dimensions=[{"name": "hour", "type": "number"}], default="sold")
    hours = {"aggregate": "avg", "over": [{"field": "time", "grain": "hour"}]}
    with pytest.raises(Refused) as refused:
        compiled(model, of("sales.hour", 12), summary=hours)
    assert refused.value.code == "fill_condition"


@pytest.mark.parametrize("part", ["filter", "expression"])
def test_a_measure_of_some_dates_alone_has_no_average_over_all(part: str) -> None:
    model = calendar_model()
    measure: dict[str, Any] = {"name": "m", "table": "sales", "aggregate": "sum", "expression": "amount"}
    for test in (
        "extract(isodow from sold_day) > 5",
        "is_gift and weekday = 'Saturday'",
        "of_weekend",
        "sold_day > date '2024-05-01'",
    ):
        said = {"filter": test} if part == "filter" else {"expression": f"case when {test} then amount end"}
        with pytest.raises(Refused) as refused:
            compiled(model, measures=[{**measure, **said}])
        assert refused.value.code == "fill_condition"
        compiled(model, measures=[{**measure, **said}], summary=None, dimensions=DAY)
    with pytest.raises(Refused):
        compiled(model, measures=["weekend_revenue"])
    compiled(model, measures=["gifts", {**measure, "filter": "sold_day is not null and returned > sold_day"}])


def test_the_key_of_the_calendar_is_the_date_itself(till: duckdb.DuckDBPyConnection) -> None:
    till.execute("create or replace temp table days as select d as day from " + DAYS.format("2024-01-01", "2025-12-31"))
    till.execute("create or replace temp view dated as select *, cast(sold as date) as sold_day from sales")
    said = calendar_model().model_dump(mode="json", by_alias=True, exclude_none=True)
    said["tables"][0]["source"] = "dated"
    model = SemanticModel.model_validate(said)
    weekends = on("day_of_week", "in", 6, 7, field="days.day")
    found = [till.execute(compiled(model, one)).fetchall() for one in (weekends, {**weekends, "field": "time"})]
    by_hand = till.execute(
        f"select avg(a) from (select d, coalesce(sum(amount), 0) a from {DAYS.format('2024-01-01', '2024-12-31')} "
        "left join sales on cast(sold as date) = d where isodow(d) > 5 group by d)"
    ).fetchall()
    assert found == [by_hand, by_hand]


@pytest.mark.parametrize(
    "where", [WEEKEND | {"field": "time"}, CHOOSING["calendar"], CHOOSING["weekday"], CHOOSING["exists"]]
)
def test_a_measure_over_measures_of_some_dates_alone_has_none_either(where: dict[str, Any]) -> None:
    said = calendar_model().model_dump(mode="json", by_alias=True, exclude_none=True)
    some = {"name": "some", "expression": "sales.revenue"}
    model = SemanticModel.model_validate({**said, "measures": [{**some, "where": [where]}]})
    with pytest.raises(Refused) as refused:
        compiled(model, measures=["some"])
    assert refused.value.code == "fill_condition"
    compiled(model, measures=["some"], summary=None, dimensions=DAY)
    for other in (of("sales.place", "north"), on(None, "is_not_null", field="sales.sold_day")):
        compiled(SemanticModel.model_validate({**said, "measures": [{**some, "where": [other]}]}), measures=["some"])


def test_lines_of_what_has_the_date_are_as_it_is() -> None:
    said = calendar_model().model_dump(mode="json", by_alias=True, exclude_none=True)
    count = {"name": "line_count", "aggregate": "count"}
    lines = {
        "name": "lines",
        "primary_key": ["line"],
        "measures": [count],
        "dimensions": [{"name": "kind", "type": "string"}],
    }
    road = {
        "name": "of_sale",
        "from_table": "lines",
        "from_columns": ["sale"],
        "to_table": "sales",
        "to_columns": ["id"],
    }
    tables, roads = [*said["tables"], lines], [*said["relationships"], road]
    model = SemanticModel.model_validate({**said, "tables": tables, "relationships": roads})
    inner = {"exists": "sales", "where": [WEEKEND | {"field": "sales.sold_day"}]}
    for condition in (*CHOOSING.values(), inner):
        with pytest.raises(Refused) as refused:
            compiled(model, condition, measures=["line_count"])
        assert refused.value.code == "fill_condition"
    plain = (
        of("lines.kind", "a"),
        of("sales.place", "north"),
        {"exists": "sales", "where": [of("sales.is_gift", True)]},
    )
    compiled(model, *plain, on("day_of_week", "in", 6, 7, field="days.day"), measures=["line_count"])
