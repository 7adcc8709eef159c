"""A quotient that a question defines is one total divided by the other, since the quotients of single rows do not add up."""

from __future__ import annotations

from lunara.ask.plan import Refusal
from tests.unit.ask.offline.test_how_people_count_and_pay import query
from tests.unit.ask.offline.test_money_words import model_of, plan, table

MODEL = model_of(
    table("channels", "channel_id integer, channel_name varchar"),
    table(
        "daily_results",
        "result_id integer, channel_id integer, day date, impressions integer, clicks integer",
        channel_id="channels",
    ),
)


def test_one_total_is_divided_by_the_other() -> None:
    made = query(MODEL, "what is the click-through rate (clicks divided by impressions) of each channel?")
    assert made.measures == ("total_clicks", "total_impressions")
    assert [(c.kind, c.of, c.by) for c in made.calculations] == [("ratio", "total_clicks", "total_impressions")]


def test_an_average_of_rows_is_one_where_it_is_asked_for() -> None:
    [measure] = query(MODEL, "average (clicks divided by impressions) by channel name").measures
    assert not isinstance(measure, str) and (measure.aggregate, measure.expression) == ("avg", "clicks / impressions")


def test_quotients_of_rows_are_not_added_up() -> None:
    assert isinstance(plan(MODEL, "rate (clicks divided by impressions minus clicks) by channel name"), Refusal)
