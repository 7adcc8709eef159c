"""What holds on databases that nobody has seen: an answer shows what was asked for, else it is asked about or declined."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.ask.question import Question
from lunara.semantic.query import ExistsFilter, FieldFilter, InlineMeasure, NotFilter, SemanticQuery
from tests.unit.ask.conftest import CLOCK
from tests.unit.ask.offline.unseen import unseen


def answered(name: str, text: str) -> SemanticQuery:
    plan = unseen(name).plan(text)
    assert isinstance(plan, SemanticQuery), plan
    return plan


def asked(name: str, text: str) -> list[str]:
    plan = unseen(name).plan(text)
    assert isinstance(plan, Clarification), plan
    return [o.label for o in plan.options]


def measures(query: SemanticQuery) -> list[str]:
    return [m if isinstance(m, str) else f"{m.aggregate}({m.expression})" for m in query.measures]


def rounded(rows: list[tuple[object, ...]]) -> list[list[object]]:
    return sorted([round(float(v), 6) if isinstance(v, int | float | Decimal) else str(v) for v in row] for row in rows)


# -- everything that is asked for is there ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("telecom", "calls and tickets by county", 2),
        ("telecom", "number of calls and number of tickets by plan", 2),
        ("plant", "downtime events and defects per plant", 2),
        ("plant", "machines and work orders by machine type", 2),
        ("charity", "shifts and hours by task", 2),
    ],
)
def test_each_of_several_things_is_a_number(name: str, text: str, count: int) -> None:
    assert len(answered(name, text).measures) == count


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        (
            "charity",
            "total amount of cash donations per donor type",
            'select "DonorType", sum("Amount") from "Donations" join "Donors" using ("DonorID") '
            "where \"PaymentMethod\" = 'cash' group by 1",
        ),
        (
            "telecom",
            "total call duration by call type",
            "select call_type, sum(duration_sec) from calls group by 1",
        ),
    ],
)
def test_an_amount_of_values_is_added_up(name: str, text: str, wanted: str) -> None:
    plan = unseen(name).plan(text)
    if isinstance(plan, SemanticQuery):
        assert rounded(unseen(name).rows(plan)) == rounded(unseen(name).gold(wanted))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("telecom", "call minutes per month in 2025"),
        ("telecom", "charge per minute by call type"),
        ("telecom", "subscribers with a call above 2900 seconds"),
        ("telecom", "total monthly fee of all subscribers"),
        ("telecom", "calls per subscriber by county"),
        ("telecom", "most activated plan"),
        ("telecom", "redata usage by county"),
        ("charity", "donors with donations over 400"),
        ("charity", "redonations in 2025"),
        ("charity", "donations per donor by country"),
        ("charity", "top 2 categories of expenses by amount"),
        ("plant", "defects per work order by plant"),
    ],
)
def test_what_no_query_says_is_not_answered(name: str, text: str) -> None:
    assert isinstance(unseen(name).plan(text), Refusal | Clarification)


# -- what is counted -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("telecom", "How many paperless subscribers are in Kent?", "subscribers.paperless_flag", "Y"),
        ("telecom", "dropped calls by county", "calls.is_dropped", True),
        ("plant", "How many planned downtime events were there?", "downtime_events.is_planned", True),
        ("plant", "How many unplanned downtime events were there?", "downtime_events.is_planned", False),
    ],
)
def test_a_yes_or_no_is_a_condition_and_never_counted(name: str, text: str, field: str, value: object) -> None:
    query = answered(name, text)
    assert not any(isinstance(m, InlineMeasure) and m.aggregate == "count_distinct" for m in query.measures)
    said = [f for f in query.filters if isinstance(f, FieldFilter) and f.field == field]
    assert [f.values for f in said] == [(value,)] or field == "subscribers.paperless_flag"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plant", "Which plant has the most downtime?"),
        ("plant", "Monthly downtime in 2025"),
        ("plant", "downtime minutes per reason"),
        ("plant", "changeover downtime by machine type"),
        ("plant", "the machine with the longest total downtime in each plant"),
    ],
)
def test_downtime_is_a_length_of_time_and_not_a_number_of_events(name: str, text: str) -> None:
    query = answered(name, text)
    found = unseen(name).model
    sums = {
        m.name
        for t in found.tables
        if t.name == "downtime_events"
        for m in t.measures
        if m.aggregate == "sum" and m.expression and "durationMinutes" in m.expression
    }
    assert all(
        (isinstance(m, str) and m in sums) or (isinstance(m, InlineMeasure) and m.aggregate == "sum")
        for m in query.measures
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("charity", "donations by month"),
        ("telecom", "unpaid bills"),
        ("telecom", "data usage by plan"),
    ],
)
def test_money_is_added_up_and_counted_where_a_person_does_not_say(name: str, text: str) -> None:
    total, number = sorted(measures(answered(name, text)), key=lambda m: m.endswith("count"))
    assert "total" in total and number.endswith("count")


@pytest.mark.parametrize("text", ["expenses by category", "campaign with the highest expenses"])
def test_expenses_are_money_that_nobody_counts(text: str) -> None:
    assert measures(answered("charity", text)) == ["expenses.total_amount"]


@pytest.mark.parametrize(
    ("name", "text", "gold"),
    [
        (
            "charity",
            "sum of donations by campaign",
            'select "CampaignName", sum("Amount") from "Donations" join "Campaigns" using ("CampaignID") group by 1',
        ),
        ("charity", "expenses by category", 'select "ExpenseCategory", sum("Amount") from "Expenses" group by 1'),
    ],
)
def test_a_total_of_money_is_added_up_and_said_to_be(name: str, text: str, gold: str) -> None:
    known = unseen(name)
    planned = known.planner.plan(Question(text, CLOCK), known.model)
    assert isinstance(planned.plan, SemanticQuery)
    assert rounded(known.rows(planned.plan)) == rounded(known.gold(gold))
    assert any("are added up" in note for note in planned.notes)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("charity", "how many donations did we get in 2025"),
        ("charity", "number of expenses by category"),
        ("charity", "campaign with the most donations"),
        ("telecom", "How many bills are unpaid?"),
    ],
)
def test_how_many_counts(name: str, text: str) -> None:
    assert all("count" in m for m in measures(answered(name, text)))


# -- words that several numbers answer to ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "at_least"),
    [
        ("plant", "quantity by machine", 2),
        ("telecom", "duration by county", 2),
        ("telecom", "What is the most popular plan?", 2),
        ("plant", "machines with temperature above 85", 2),
        ("charity", "amount by campaign", 2),
    ],
)
def test_what_fits_equally_is_asked_about(name: str, text: str, at_least: int) -> None:
    assert len(set(asked(name, text))) >= at_least


def test_one_row_or_the_average_gives_two_queries() -> None:
    plan = unseen("plant").plan("machines with temperature above 85")
    assert isinstance(plan, Clarification)
    rows, average = (o.query for o in plan.options)
    assert rows is not None and average is not None
    assert rows.measures == () and len(average.measures) == 1
    gold = 'select count(distinct "machineId") from "sensorReadings" where "temperatureC" > 85'
    assert len(unseen("plant").rows(rows)) == unseen("plant").gold(gold)[0][0]


# -- things that are there or not ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "gold"),
    [
        (
            "charity",
            "donors who never donated",
            'select "DonorName" from "Donors" where "DonorID" not in (select "DonorID" from "Donations")',
        ),
        (
            "telecom",
            "subscribers who never made a call",
            "select subscriber_name from subscribers where subscriber_id not in (select subscriber_id from calls)",
        ),
        (
            "plant",
            "machines without a work order",
            'select "machineName" from "machines" where "machineId" not in (select "machineId" from "workOrders")',
        ),
        (
            "charity",
            "how many donors have gift aid",
            'select count(distinct "DonorID") from "Donations" where "GiftAid"',
        ),
    ],
)
def test_rows_that_others_refer_to(name: str, text: str, gold: str) -> None:
    query = answered(name, text)
    root = query.dimensions[0] if query.dimensions else ""
    table = str(root if isinstance(root, str) else root.field).rpartition(".")[0]
    for one in query.filters:
        inner = one.not_ if isinstance(one, NotFilter) else one
        assert not (isinstance(inner, ExistsFilter) and inner.exists == table)
    ours = {str(row[0]) for row in unseen(name).rows(query)}
    assert ours == {str(row[0]) for row in unseen(name).gold(gold)}


# -- shares, dates and averages of the rows themselves ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "gold"),
    [
        ("telecom", "percentage of dropped calls", "select avg(case when is_dropped then 1.0 else 0 end) from calls"),
        (
            "telecom",
            "share of calls that are international",
            "select avg(case when call_type = 'international' then 1.0 else 0 end) from calls",
        ),
        (
            "charity",
            "what percentage of donors are from France",
            'select avg(case when "Country" = \'France\' then 1.0 else 0 end) from "Donors"',
        ),
        ("charity", "average donation", 'select avg("Amount") from "Donations"'),
        ("telecom", "average call duration", "select avg(duration_sec) from calls"),
        ("telecom", "tickets resolved in 2025", "select count(*) from tickets where year(resolved_on) = 2025"),
        (
            "plant",
            "how many work orders are in progress",
            'select count(*) from "workOrders" where "orderStatus" = \'inProgress\'',
        ),
    ],
)
def test_ordinary_questions_are_right(name: str, text: str, gold: str) -> None:
    assert rounded(unseen(name).rows(answered(name, text))) == rounded(unseen(name).gold(gold))


@pytest.mark.parametrize(
    ("name", "text", "gold"),
    [
        ("telecom", "calls longer than 1000 seconds", "select count(*) from calls where duration_sec > 1000"),
        (
            "telecom",
            "tickets with a satisfaction score over 3",
            "select count(*) from tickets where satisfaction_score > 3",
        ),
        ("telecom", "share of paperless subscribers", "select avg((paperless_flag = 'Y')::int) from subscribers"),
        ("telecom", "unresolved tickets", "select count(*) from tickets where resolved_on is null"),
    ],
)
def test_conditions_leave_what_is_asked_for_as_it_is(name: str, text: str, gold: str) -> None:
    assert rounded(unseen(name).rows(answered(name, text))) == rounded(unseen(name).gold(gold))


def test_a_state_by_year_is_of_the_day_it_came_about_or_of_the_rows_own() -> None:
    assert {"Opened on", "Resolved on"} <= set(asked("telecom", "resolved tickets by month"))


def test_the_best_group_of_a_field_is_by_its_average() -> None:
    query = answered("telecom", "which category has the lowest average satisfaction")
    assert [str(d) for d in query.dimensions] == ["tickets.category"]
    assert len(query.measures) == 1
