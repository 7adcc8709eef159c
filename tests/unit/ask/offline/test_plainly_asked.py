"""What is plainly asked for is in the answer, on databases nobody has seen: each aggregate, what is ranked, the named field."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import ExistsFilter, FieldFilter, SemanticQuery
from tests.unit.ask.conftest import CLOCK
from tests.unit.ask.offline.test_right_or_silent import answered, measures, rounded
from tests.unit.ask.offline.unseen import unseen


def after(name: str, first: str, second: str) -> tuple[Plan, tuple[str, ...]]:
    """The plan of the second question, asked after the first, and what is noted with it."""
    known = unseen(name)
    turn = Turn(first, known.plan(first))
    planned = known.planner.plan(Question(second, CLOCK, (turn,)), known.model)
    return planned.plan, planned.notes


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("telecom", "lowest and highest charge by call type", ["min", "max"]),
        ("telecom", "highest and lowest monthly fee", ["max", "min"]),
        ("telecom", "minimum, maximum and average charge", ["min", "max", "avg"]),
        ("plant", "min and max temperature per plant", ["min", "max"]),
        ("plant", "the largest and the smallest defect qty by severity", ["max", "min"]),
        ("charity", "average and highest donation amount", ["avg", "max"]),
        ("charity", "average and total hours by task", ["avg", "sum"]),
    ],
)
def test_each_aggregate_that_is_asked_for_is_in_the_answer(name: str, text: str, wanted: list[str]) -> None:
    plan = unseen(name).plan(text)
    if not isinstance(plan, SemanticQuery):
        return
    model = unseen(name).model
    governed = {m.name: m.aggregate for t in model.tables for m in t.measures}
    assert [governed[m] if isinstance(m, str) else m.aggregate for m in plan.measures] == wanted


@pytest.mark.parametrize(
    ("name", "text", "best"),
    [
        ("telecom", "Which call type has the highest average charge on dropped calls?", "avg(charge)"),
        (
            "telecom",
            "Which plan has the lowest average satisfaction score on network tickets?",
            "average_satisfaction_score",
        ),
        ("telecom", "which county has the lowest average charge for international calls", "avg(charge)"),
        (
            "telecom",
            "what category has the highest average satisfaction score for tickets opened in 2025",
            "average_satisfaction_score",
        ),
        (
            "plant",
            "which reason has the highest average duration for planned downtime events",
            "average_duration_minutes",
        ),
        (
            "plant",
            "Which machine type has the lowest average temperature in sensor readings",
            "average_temperature_c",
        ),
        ("charity", "Which campaign has the highest average amount on cash donations?", 'avg("Amount")'),
    ],
)
def test_the_best_are_chosen_by_the_number_right_behind_the_superlative(name: str, text: str, best: str) -> None:
    query = answered(name, text)
    assert measures(query) == [best]
    assert query.limit == 1 and len(query.order_by) == 1 and len(query.dimensions) == 1


@pytest.mark.parametrize(
    ("name", "text", "field", "op", "value"),
    [
        ("telecom", "How many calls have a duration over 2000", "duration_sec", ">", 2000),
        ("plant", "How many work orders have a qty planned under 2000?", "qty_planned", "<", 2000),
    ],
)
def test_a_number_behind_a_field_of_numbers_is_no_year(name: str, text: str, field: str, op: str, value: int) -> None:
    plan = unseen(name).plan(text)
    if isinstance(plan, SemanticQuery):
        held = [f for f in plan.filters if isinstance(f, FieldFilter)]
        assert plan.time is None
        assert [(f.field.rpartition(".")[2], f.op, f.values) for f in held] == [(field, op, (value,))]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("telecom", "which call type has the highest and lowest charge"),
        ("telecom", "plans with the highest and lowest monthly fee"),
        ("telecom", "latest and earliest call"),
        ("telecom", "most and least expensive plans"),
        ("plant", "total and number of defects"),
    ],
)
def test_two_rankings_or_numbers_are_not_answered_with_one(name: str, text: str) -> None:
    assert not isinstance(unseen(name).plan(text), SemanticQuery)


def test_sum_and_count_of_rows_with_one_amount_are_both_there() -> None:
    made = unseen("telecom").plan("sum and count of bills")
    assert isinstance(made, SemanticQuery)
    assert len(made.measures) == 2 and not made.filters


@pytest.mark.parametrize("text", ["total amount by campaign", "total amount"])
def test_an_amount_that_several_fields_are_called_is_asked_about(text: str) -> None:
    plan = unseen("charity").plan(text)
    assert isinstance(plan, Clarification) and len(plan.options) > 1


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("telecom", "calls by month in 2025"),
        ("telecom", "latest call"),
        ("plant", "downtime minutes by plant"),
        ("charity", "donations by month"),
    ],
)
@pytest.mark.parametrize("unit", ["months", "days", "weeks"])
def test_a_whole_question_is_not_glued_onto_the_one_before(name: str, first: str, unit: str) -> None:
    measure = {"telecom": "charge", "plant": "downtime minutes", "charity": "donations"}[name]
    plan, notes = after(name, first, f"how many {unit} had {measure} above 1000")
    assert isinstance(plan, Refusal | Clarification), plan
    assert "Continues the question before." not in notes


@pytest.mark.parametrize("text", ["calls by month", "charge by call type"])
def test_what_changes_the_question_before_still_does(text: str) -> None:
    plan, notes = after("telecom", text, "only roaming")
    assert isinstance(plan, SemanticQuery) and len(plan.filters) == 1
    assert "Continues the question before." in notes


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("day of the week", "day_of_week"),
        ("day of week", "day_of_week"),
        ("weekday", "day_of_week"),
        ("hour of the day", "hour"),
        ("hour of day", "hour"),
        ("time of day", "hour"),
        ("month of the year", "month"),
    ],
)
@pytest.mark.parametrize(("name", "number"), [("telecom", "calls"), ("plant", "defects"), ("charity", "donations")])
def test_parts_of_a_period_that_come_round_again_are_groups(said: str, part: str, name: str, number: str) -> None:
    plan, most = (
        unseen(name).plan(t) for t in (f"number of {number} by {said}", f"which {said} has the most {number}")
    )
    if part == "hour" and name != "telecom":
        assert isinstance(plan, Refusal) and "no time of day" in plan.reason
        return
    assert isinstance(plan, SemanticQuery) and isinstance(most, SemanticQuery)
    assert [d.part for d in plan.dimensions if not isinstance(d, str)] == [part]
    assert most.dimensions == plan.dimensions and most.limit == 1 and most.order_by[0].direction == "desc"


def test_a_reviewed_measure_goes_before_one_made_on_the_way(model: SemanticModel) -> None:
    planner = OfflinePlanner()
    for text in ("median order amount", "median order total"):
        plan = planner.plan(Question(text, CLOCK), model).plan
        assert isinstance(plan, SemanticQuery) and plan.measures == ("median_order_amount",)


def counted(name: str, text: str) -> object:
    rows = unseen(name).rows(answered(name, text))
    assert len(rows) == 1 and len(rows[0]) == 1
    return rows[0][0]


@pytest.mark.parametrize(
    ("name", "text", "gold"),
    [
        (
            "telecom",
            "How many subscribers dont have any tickets?",
            "select count(*) from subscribers where subscriber_id not in (select subscriber_id from tickets)",
        ),
        (
            "telecom",
            "how many subscribers never had a call",
            "select count(*) from subscribers where subscriber_id not in (select subscriber_id from calls)",
        ),
        (
            "telecom",
            "how many subscribers have at least one escalated ticket",
            "select count(distinct subscriber_id) from tickets where ticket_status = 'escalated'",
        ),
        ("telecom", "total calls", "select count(*) from calls"),
        (
            "telecom",
            "calls in Kent, count",
            "select count(*) from calls join subscribers using (subscriber_id) where county = 'Kent'",
        ),
        ("plant", "total machines", "select count(*) from machines"),
        (
            "plant",
            "how many machines never had a downtime event",
            'select count(*) from machines where "machineId" not in (select "machineId" from "downtimeEvents")',
        ),
        (
            "charity",
            "How many donors didnt have any donations?",
            'select count(*) from "Donors" where "DonorID" not in (select "DonorID" from "Donations")',
        ),
    ],
)
def test_ordinary_ways_to_ask_how_many(name: str, text: str, gold: str) -> None:
    assert counted(name, text) == unseen(name).gold(gold)[0][0]


@pytest.mark.parametrize(
    ("name", "text", "gold"),
    [
        (
            "telecom",
            "number of calls per subscriber, top 5 subscribers",
            "select count(*) from calls group by subscriber_id order by 1 desc limit 5",
        ),
        (
            "charity",
            "number of donations per campaign, top 2 campaigns",
            'select count(*) from "Donations" group by "CampaignID" order by 1 desc limit 2',
        ),
        (
            "plant",
            "number of defects per severity, top 1 severity",
            "select count(*) from defects group by severity order by 1 desc limit 1",
        ),
    ],
)
def test_what_is_grouped_by_may_be_ranked_in_the_same_breath(name: str, text: str, gold: str) -> None:
    plan = unseen(name).plan(text)
    if isinstance(plan, SemanticQuery):
        assert [row[-1] for row in unseen(name).rows(plan)] == [row[0] for row in unseen(name).gold(gold)]


@pytest.mark.parametrize(
    ("name", "text", "direction"),
    [
        ("telecom", "average charge by call type, most valuable first", "desc"),
        ("telecom", "average charge by call type, most expensive first", "desc"),
        ("charity", "average donation amount by donor type, highest first", "desc"),
        ("charity", "average donation amount by donor type, least valuable first", "asc"),
    ],
)
def test_an_order_at_the_end_is_no_superlative(name: str, text: str, direction: str) -> None:
    plan = unseen(name).plan(text)
    if isinstance(plan, SemanticQuery):
        assert [o.direction for o in plan.order_by] == [direction] and plan.limit is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("telecom", "share of calls that ended in a ticket, per county"),
        ("plant", "work orders that led to a standstill by plant"),
        ("charity", "donations that came with a letter by country"),
    ],
)
def test_what_is_said_of_things_is_not_dropped(name: str, text: str) -> None:
    assert not isinstance(unseen(name).plan(text), SemanticQuery)


@pytest.mark.parametrize(("name", "measure"), [("telecom", "calls"), ("plant", "defects"), ("charity", "shifts")])
@pytest.mark.parametrize("tie", ["vs", "versus", "compared with", "compared to"])
def test_a_year_behind_a_month_is_that_month_of_it(name: str, measure: str, tie: str) -> None:
    query = answered(name, f"{measure} November 2026 {tie} 2025")
    assert query.time is not None and query.compare is not None and query.compare.to == "previous_year"
    assert (str(query.time.range.from_), str(query.time.range.to)) == ("2026-11-01", "2026-12-01")


def test_who_did_it_more_than_so_many_times_is_counted_by_what_they_did(model: SemanticModel) -> None:
    plan = OfflinePlanner().plan(Question("customers who ordered more than 10 times", CLOCK), model).plan
    assert isinstance(plan, SemanticQuery)
    held = [(f.field, f.op, f.values) for f in plan.filters if isinstance(f, FieldFilter) and f.op == ">"]
    assert held == [("order_count", ">", (10,))]


def test_different_things_sold_then_are_those_with_a_sale_then(model: SemanticModel) -> None:
    plan = OfflinePlanner().plan(Question("how many different products were sold in 2025", CLOCK), model).plan
    assert isinstance(plan, SemanticQuery) and plan.measures == ("products_sold",)
    assert plan.time is not None and plan.filters == ()
    bare = model.model_copy(
        update={
            "tables": tuple(
                t.model_copy(update={"measures": tuple(m for m in t.measures if m.name != "products_sold")})
                for t in model.tables
            ),
        }
    )
    plan = OfflinePlanner().plan(Question("how many different products were sold in 2025", CLOCK), bare).plan
    assert isinstance(plan, SemanticQuery) and plan.measures == ("product_count",)
    assert [f.exists for f in plan.filters if isinstance(f, ExistsFilter)] == ["order_items"]


def test_things_alone_are_counted_by_what_is_ranked() -> None:
    query = answered("telecom", "calls by county, top 2 counties")
    gold = (
        "select county, count(*) from calls join subscribers using (subscriber_id) group by 1 order by 2 desc limit 2"
    )
    assert rounded(unseen("telecom").rows(query)) == rounded(unseen("telecom").gold(gold))


def test_a_year_is_not_the_date_of_something_else_where_a_thing_has_a_year_of_its_own() -> None:
    with_year = {"name": "edition_year", "type": "number", "label": "Edition year"}
    model = SemanticModel.model_validate(
        {
            "name": "loans",
            "tables": [
                {
                    "name": "loans",
                    "source": "loans",
                    "label": "Loans",
                    "primary_key": ["loan_id"],
                    "default_time": "lent_on",
                    "dimensions": [{"name": "loan_id", "type": "number"}, {"name": "lent_on", "type": "time"}],
                    "measures": [{"name": "loan_count", "aggregate": "count", "label": "Loans"}],
                },
                {
                    "name": "copies",
                    "source": "copies",
                    "label": "Copies",
                    "primary_key": ["copy_id"],
                    "default_time": "loans.lent_on",
                    "dimensions": [
                        {"name": "copy_id", "type": "number"},
                        {"name": "loan_id", "type": "number"},
                        with_year,
                    ],
                    "measures": [{"name": "copy_count", "aggregate": "count", "label": "Copies"}],
                },
            ],
            "relationships": [
                {
                    "name": "copies_loans",
                    "from_table": "copies",
                    "from_columns": ["loan_id"],
                    "to_table": "loans",
                    "to_columns": ["loan_id"],
                }
            ],
        }
    )
    plan = OfflinePlanner().plan(Question("how many copies from 2015", CLOCK), model).plan
    assert isinstance(plan, Refusal) and "Edition year" in plan.reason
    by_year = OfflinePlanner().plan(Question("how many copies have an edition year before 2015", CLOCK), model).plan
    assert isinstance(by_year, SemanticQuery) and by_year.time is None
    held = [(f.field, f.op, f.values) for f in by_year.filters if isinstance(f, FieldFilter)]
    assert held == [("copies.edition_year", "<", (2015,))]
    monthly = OfflinePlanner().plan(Question("copies by month in 2025", CLOCK), model).plan
    assert isinstance(monthly, SemanticQuery) and monthly.time is not None


def test_the_one_thing_right_behind_its_superlative_is_what_is_ranked() -> None:
    query = answered("telecom", "which county has the highest score ticket")
    assert query.measures == () and query.limit == 1
    assert query.order_by[0].field == "tickets.satisfaction_score"
