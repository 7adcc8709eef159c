"""What runs out at the date until which it holds; stars of a rating that is called after them."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

ALLOTMENTS = model_of(
    table("growers", "grower_id integer, grower_name varchar, town varchar"),
    table(
        "plot_licences",
        "licence_id integer, grower_id integer, plot varchar, valid_from date, valid_until date, yearly_fee double",
        grower_id="growers",
    ),
    table(
        "grower_visits",
        "visit_id integer, grower_id integer, visited_on date, star_rating integer",
        grower_id="growers",
    ),
)
STARS = model_of(
    table("campsites", "campsite_id integer, campsite_name varchar, stars integer"),
    table(
        "reviews",
        "review_id integer, campsite_id integer, written_on date, star_rating integer",
        campsite_id="campsites",
    ),
)


@pytest.mark.parametrize("said", ["run out", "that run out", "expiring", "that expire", "that end", "which lapse"])
def test_what_holds_until_a_day_runs_out_on_it(said: str) -> None:
    query = plan(ALLOTMENTS, f"How many plot licences {said} in September 2025?")
    assert isinstance(query, SemanticQuery)
    assert query.measures == ("plot_licence_count",)
    assert query.time is not None and query.time.field == "plot_licences.valid_until"


@pytest.mark.parametrize(
    "question",
    [
        "How many plot licences do not run out in September 2025?",
        "How many plot licences run out of water in September 2025?",
        "How many growers run out in September 2025?",
    ],
)
def test_near_phrases_are_not_read_so(question: str) -> None:
    assert isinstance(plan(ALLOTMENTS, question), Refusal)


def test_stars_are_the_rating_that_is_called_after_them() -> None:
    query = plan(ALLOTMENTS, "How many five-star grower visits were there in 2024?")
    assert isinstance(query, SemanticQuery)
    assert [(f.field, f.values) for f in query.filters] == [("grower_visits.star_rating", (5,))]  # type: ignore[union-attr]
    assert not isinstance(plan(STARS, "How many five-star campsites are there?"), SemanticQuery)
