"""Two set against each other by a yes or no and in short, months that are joined, what is yet to be done, the best of a kind."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import FieldFilter, InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, table

CLOCK = Clock(date(2025, 6, 18))


def with_values(model: SemanticModel, **values: list[str]) -> SemanticModel:
    """The model with sample values of fields, by "table__field"."""
    made = model.model_dump(mode="json")
    for one in made["tables"]:
        for field in one["dimensions"]:
            if f"{one['name']}__{field['name']}" in values:
                field["sample_values"] = values[f"{one['name']}__{field['name']}"]
    return SemanticModel.model_validate(made)


FERRYMEN = with_values(
    model_of(
        table("crew", "crew_id integer, full_name varchar, rank varchar, hired_on date"),
        table("ships", "ship_id integer, ship_name varchar, harbour varchar"),
        table(
            "crossings",
            "crossing_id integer, ship_id integer, pilot_id integer, sailed_on date, status varchar, passengers integer",
            ship_id="ships",
        ),
        table(
            "bills",
            "bill_id integer, ship_id integer, billed_on date, settled_on date, amount double, status varchar",
            ship_id="ships",
        ),
        table(
            "enquiries",
            "enquiry_id integer, subject varchar, status varchar, created_at timestamp, answered_at timestamp",
        ),
    ),
    crew__rank=["pilot", "deckhand", "engineer"],
    ships__harbour=["Ullapool", "Stornoway"],
    crossings__status=["sailed", "cancelled", "boarding"],
    bills__status=["approved", "settled", "disputed"],
    enquiries__status=["new", "answered", "closed"],
)


def planned(text: str, model: SemanticModel = FERRYMEN) -> Planned:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), model)


def query(text: str, model: SemanticModel = FERRYMEN) -> SemanticQuery:
    found = planned(text, model).plan
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, model, "duckdb", CLOCK)
    return found


def conditions(found: SemanticQuery) -> list[tuple[str, str, tuple[object, ...]]]:
    return [(f.field, f.op, tuple(f.values)) for f in found.filters if isinstance(f, FieldFilter)]


@pytest.mark.parametrize(
    "text",
    [
        "crossings this year vs last",
        "crossings this year against last",
        "crossings this year compared to last",
        "are crossings up on last year?",
        "are crossings down compared to last year?",
    ],
)
def test_a_last_one_is_one_of_those_before(text: str) -> None:
    found = query(text)
    assert found.measures == ("crossing_count",)
    assert found.time is not None
    assert found.time.range is not None and found.time.range.this == "year"
    assert found.compare is not None and found.compare.to == "previous_year"


@pytest.mark.parametrize(
    "text",
    [
        "were there more crossings in May than in April?",
        "did we have fewer crossings in May than in April?",
        "was May better than April for crossings?",
        "is the number of crossings in May higher than in April?",
        "have crossings gone up from April to May?",
        "April vs May: crossings",
        "crossings: May against April",
        "crossings, April vs May",
        "number of crossings in April vs May",
    ],
)
def test_both_are_shown(text: str) -> None:
    found = query(text)
    assert found.measures == ("crossing_count",)
    period = found.time.range if found.time is not None else None
    assert period is not None and (str(period.from_), str(period.to)) == ("2025-04-01", "2025-06-01")
    assert len(found.dimensions) == 1


def test_a_yes_or_no_is_told_by_both() -> None:
    assert (
        "Both are shown side by side: the answer is which of them is more."
        in planned("were there more crossings in May than in April?").notes
    )


@pytest.mark.parametrize(
    "text",
    [
        "were there more crossings than bills?",
        "were there more than 50 crossings in May?",
        "was May busier than April for whales?",
        "are whales up on last year?",
    ],
)
def test_what_cannot_be_set_side_by_side_is_no_answer(text: str) -> None:
    assert isinstance(planned(text).plan, Refusal), planned(text).plan


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("crossings in April and May", "2025-04-01", "2025-06-01"),
        ("crossings in March, April and May", "2025-03-01", "2025-06-01"),
        ("crossings in May and June", "2025-05-01", "2025-07-01"),
        ("number of crossings in April or May", "2025-04-01", "2025-06-01"),
        ("number of crossings in February and March", "2025-02-01", "2025-04-01"),
    ],
)
def test_a_month_that_is_joined_to_one_is_a_month(text: str, start: str, end: str) -> None:
    time = query(text).time
    assert time is not None and time.range is not None
    assert (str(time.range.from_), str(time.range.to)) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "crossings in April that may be cancelled",
        "crossings in April and may I see the cancelled ones",
    ],
)
def test_may_is_no_month_where_nothing_joins_it(text: str) -> None:
    found = planned(text).plan
    time = found.time if isinstance(found, SemanticQuery) else None
    assert time is None or time.range is None or str(time.range.to) == "2025-05-01"


@pytest.mark.parametrize(
    "text",
    [
        "bills to be settled",
        "bills yet to be settled",
        "bills that still need to be settled",
        "approved bills to be settled",
    ],
)
def test_what_is_to_be_done_was_not(text: str) -> None:
    found = planned(text).plan
    settled = {("bills.settled_on", "is_not_null", ()), ("bills.status", "=", ("settled",))}
    if isinstance(found, SemanticQuery):
        assert not settled & {*conditions(found)}
        assert {("bills.settled_on", "is_null", ()), ("bills.status", "!=", ("settled",))} & {*conditions(found)}


def test_what_comes_next_says_no_more_than_the_state_before_it() -> None:
    assert conditions(query("how many bills are approved to be settled")) == [("bills.status", "=", ("approved",))]
    assert isinstance(planned("bills expected to be settled").plan, Refusal)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("new enquiries", True),
        ("enquiries whose status is new", True),
        ("how many new enquiries are there", True),
        ("new enquiries in May", False),
        ("new enquiries per month", False),
    ],
)
def test_new_is_a_state_of_now_and_what_came_in_a_period(text: str, state: bool) -> None:
    found = query(text)
    assert conditions(found) == ([("enquiries.status", "=", ("new",))] if state else [])


GUILD = with_values(
    model_of(
        table("crew", "crew_id integer, full_name varchar, rank varchar, hired_on date"),
        table(
            "dives",
            "dive_id integer, crew_id integer, dived_on date, status varchar, depth double",
            crew_id="crew",
        ),
    ),
    crew__rank=["pilot", "deckhand", "engineer"],
    dives__status=["completed", "cancelled"],
)


@pytest.mark.parametrize(
    "text", ["top 3 engineers by completed dives", "top 3 engineers by dives", "top 3 deckhands by number of dives"]
)
def test_the_best_of_a_kind_are_its_people(text: str) -> None:
    found = query(text, GUILD)
    assert found.measures == ("dive_count",)
    assert found.limit == 3
    assert "crew.full_name" in found.dimensions
    assert any(field == "crew.rank" for field, _, _ in conditions(found))
    assert not any(isinstance(m, InlineMeasure) for m in found.measures)
