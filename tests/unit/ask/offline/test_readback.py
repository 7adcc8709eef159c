"""What a question plainly asks for must show in its plan; where it does not, the question is declined."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.offline.grammar import read_frame
from lunara.ask.planners.offline.items import read_items
from lunara.ask.planners.offline.kept import lexicon_for
from lunara.ask.planners.offline.planner import roads_of
from lunara.ask.planners.offline.readback import unsaid
from lunara.ask.planners.offline.readings import Reader
from lunara.ask.question import Question
from lunara.ask.tokens import tokenize
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery
from lunara.semantic.sample import sample_model

CLOCK = Clock(date(2026, 11, 22))
MODEL = sample_model()


def plan(text: str) -> Planned:
    return OfflinePlanner().plan(Question(text, CLOCK), MODEL)


def objection(text: str, query: dict[str, object]) -> str | None:
    """What the read-back says of a query that somebody made for this text."""
    lexicon = lexicon_for(MODEL, None, None)
    items = read_items(tokenize(text), lexicon, CLOCK)
    frame = read_frame(items, lexicon)
    reading = Reader(frame, lexicon, roads_of(MODEL)).readings()[0]
    return unsaid(items, frame, reading, SemanticQuery.model_validate(query), lexicon)


@pytest.mark.parametrize(
    "text",
    [
        "orders including cancelled ones",
        "share of revenue of the top 10 customers",
        "visits per order by marketing channel",
        "average stock per month in 2026",
        "margin by category top 5 and bottom 5",
        "customers that ordered in every month of 2025",
        "units sold and returned by category",
    ],
)
def test_what_no_query_says_is_declined(text: str) -> None:
    assert isinstance(plan(text).plan, Refusal), plan(text).plan


def test_one_number_for_each_of_another_is_their_ratio() -> None:
    found = plan("page views per visit by device").plan
    assert isinstance(found, SemanticQuery)
    assert [(c.kind, c.of, c.by) for c in found.calculations] == [("ratio", "page_views", "visits")]
    assert found.dimensions == ("web_visits.device",)


@pytest.mark.parametrize(
    ("text", "query", "cue"),
    [
        ("orders not in Germany", {"measures": ["order_count"]}, "not"),
        ("revenue in 2025", {"measures": ["revenue"]}, "2025"),
        ("orders with more than 3 units sold", {"measures": ["order_count"]}, "3"),
        ("revenue by country", {"measures": ["revenue"]}, "by"),
        ("share of revenue by country", {"measures": ["revenue"], "dimensions": ["customers.country"]}, "share"),
        ("top brands by revenue", {"measures": ["revenue"], "dimensions": ["products.brand"]}, "top"),
    ],
)
def test_a_cue_without_its_part_in_the_query_is_named(text: str, query: dict[str, object], cue: str) -> None:
    said = objection(text, query)
    assert said is not None and cue in said.lower()


@pytest.mark.parametrize(
    ("text", "query"),
    [
        (
            "orders not in Germany",
            {
                "measures": ["order_count"],
                "filters": [{"field": "customers.country", "op": "!=", "values": ["Germany"]}],
            },
        ),
        ("revenue by country", {"measures": ["revenue"], "dimensions": ["customers.country"]}),
        (
            "top brands by revenue",
            {
                "measures": ["revenue"],
                "dimensions": ["products.brand"],
                "order_by": [{"field": "revenue", "direction": "desc"}],
            },
        ),
    ],
)
def test_a_query_that_says_it_all_is_left_alone(text: str, query: dict[str, object]) -> None:
    assert objection(text, query) is None


def test_measures_named_like_a_way_of_counting_keep_their_meaning() -> None:
    found = plan("headcount of the stores in Germany").plan
    assert isinstance(found, SemanticQuery) and found.measures == ("headcount",)


def test_a_verb_is_not_the_short_form_of_a_thing() -> None:
    found = plan("which 3 brands sold the most units last year?").plan
    assert isinstance(found, SemanticQuery)
    assert found.measures == ("units_sold",) and found.dimensions == ("products.brand",) and found.limit == 3
