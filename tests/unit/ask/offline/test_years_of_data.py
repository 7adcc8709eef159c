"""A month without its year, where the data has ended before the last one: the last that the data has, and it is said."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.change.asked import WhyChanged
from lunara.ask.plan import Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.reach import DataSpan
from lunara.ask.values import ValueIndex
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

CLOCK = Clock(date(2026, 11, 29))
ENDS = date(2021, 11, 12)


def planned(text: str, model: SemanticModel, last: date = ENDS) -> Planned:
    values = ValueIndex.from_model(model)
    values.spans = {"orders.ordered_at": DataSpan(date(2019, 1, 1), last)}
    return OfflinePlanner(values).plan(Question(text, CLOCK), model)


@pytest.mark.parametrize(
    ("text", "start", "end", "said"),
    [
        ("revenue in October", date(2021, 10, 1), date(2021, 11, 1), "October was taken as that of 2021."),
        ("revenue by country in December", date(2020, 12, 1), date(2021, 1, 1), "December was taken as that of 2020."),
        ("revenue in Q2", date(2021, 4, 1), date(2021, 7, 1), "Without a year, it was taken as that of 2021."),
        ("orders on 12 July", date(2021, 7, 12), date(2021, 7, 13), "The date was taken as one of 2021."),
        ("revenue from June to August", date(2021, 6, 1), date(2021, 9, 1), "taken as that of 2021."),
    ],
)  # fmt: skip
def test_the_last_such_period_of_the_data_is_meant(
    model: SemanticModel, text: str, start: date, end: date, said: str
) -> None:
    done = planned(text, model)
    assert isinstance(done.plan, SemanticQuery) and done.plan.time is not None
    assert (done.plan.time.range.from_, done.plan.time.range.to) == (start, end)
    assert any(said in note for note in done.notes) and "The data ends on 12 Nov 2021." in done.notes


def test_a_change_is_explained_of_a_period_that_the_data_has(model: SemanticModel) -> None:
    done = planned("why did revenue drop in October?", model)
    assert isinstance(done.plan, WhyChanged)
    assert (done.plan.period.from_, done.plan.against.from_) == (date(2021, 10, 1), date(2021, 9, 1))
    assert "October was taken as that of 2021." in done.notes


def test_what_has_a_year_or_is_in_the_data_stays(model: SemanticModel) -> None:
    for text, last in (("revenue in October 2026", ENDS), ("revenue in October", date(2026, 11, 27))):
        done = planned(text, model, last)
        assert isinstance(done.plan, SemanticQuery) and done.plan.time is not None
        assert done.plan.time.range.from_ == date(2026, 10, 1)
    # Another period of the question goes by today: what was planned stays.
    mixed = planned("revenue in October of customers with an order yesterday", model)
    if isinstance(mixed.plan, SemanticQuery) and mixed.plan.time is not None:
        assert mixed.plan.time.range.from_ == date(2026, 10, 1)
