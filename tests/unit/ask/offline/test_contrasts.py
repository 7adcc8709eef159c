"""Two things side by side and the difference of two, in the ways that people say them."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import (
    Calculation,
    Compare,
    DimensionRef,
    FieldFilter,
    InlineMeasure,
    SemanticQuery,
    TimeRange,
)

CLOCK = Clock(date(2025, 6, 18))
MODEL = SemanticModel.model_validate(
    {
        "name": "orchard",
        "tables": [
            {
                "name": "harvests",
                "label": "Harvests",
                "primary_key": ["harvest_id"],
                "default_time": "picked_on",
                "dimensions": [
                    {"name": "harvest_id", "type": "number"},
                    {"name": "farm_id", "type": "number"},
                    {"name": "picked_on", "label": "Picked on", "type": "time"},
                    {"name": "sold_on", "label": "Sold on", "type": "time"},
                    {"name": "fruit", "label": "Fruit", "sample_values": ["apple", "pear", "plum"]},
                    {"name": "is_washed", "label": "Washed", "type": "boolean"},
                    {"name": "gross_weight", "label": "Gross weight", "type": "number"},
                    {"name": "crate_weight", "label": "Crate weight", "type": "number"},
                    {"name": "sugar", "label": "Sugar", "type": "number"},
                ],
                "measures": [
                    {"name": "harvest_count", "label": "Harvests", "aggregate": "count"},
                    {"name": "total_gross", "label": "Gross weight", "aggregate": "sum", "expression": "gross_weight"},
                    {"name": "total_crate", "label": "Crate weight", "aggregate": "sum", "expression": "crate_weight"},
                    {"name": "average_sugar", "label": "Average sugar", "aggregate": "avg", "expression": "sugar"},
                ],
            },
            {
                "name": "farms",
                "label": "Farms",
                "primary_key": ["farm_id"],
                "dimensions": [
                    {"name": "farm_id", "type": "number"},
                    {"name": "valley", "label": "Valley", "sample_values": ["Upper Glen", "Lower Glen", "Westmark"]},
                ],
                "measures": [{"name": "farm_count", "label": "Farms", "aggregate": "count"}],
            },
        ],
        "relationships": [
            {
                "name": "harvests_farms",
                "from_table": "harvests",
                "from_columns": ["farm_id"],
                "to_table": "farms",
                "to_columns": ["farm_id"],
            }
        ],
    }
)


def planned(text: str) -> Planned:
    return OfflinePlanner().plan(Question(text, CLOCK), MODEL)


def query(text: str) -> SemanticQuery:
    plan = planned(text).plan
    assert isinstance(plan, SemanticQuery), plan
    compile_query(plan, MODEL, "duckdb", CLOCK)
    return plan


def span(start: str, end: str) -> TimeRange:
    return TimeRange.model_validate({"from": start, "to": end})


@pytest.mark.parametrize(
    "text",
    [
        "compare 2024 gross weight with 2023",
        "gross weight 2024 compared to 2023",
        "compare gross weight in 2024 and 2023",
        "compare gross weight in 2024 with gross weight in 2023",
        "2024 gross weight vs 2023",
    ],
)
def test_two_years_are_rows_by_year(text: str) -> None:
    found = query(text)
    assert found.measures == ("total_gross",)
    assert found.dimensions == (DimensionRef(field="harvests.picked_on", grain="year"),)
    assert found.time is not None and found.time.range == span("2023-01-01", "2025-01-01")


def test_the_year_behind_two_months_is_that_of_both() -> None:
    found = query("compare gross weight in January and February 2024")
    assert found.time is not None and found.time.range == span("2024-01-01", "2024-03-01")
    assert found.dimensions == (DimensionRef(field="harvests.picked_on", grain="month"),)


def test_months_that_do_not_follow_each_other_are_compared() -> None:
    found = query("compare harvests in February 2024 with June 2024")
    assert found.time is not None and found.time.range == span("2024-06-01", "2024-07-01")
    assert found.compare == Compare(range=span("2024-02-01", "2024-03-01"))


def test_a_month_without_a_year_is_no_period_to_compare_with() -> None:
    assert not isinstance(planned("harvests in March vs February 2023").plan, SemanticQuery)


@pytest.mark.parametrize(
    "text",
    [
        "compare average sugar of Westmark and Upper Glen",
        "compare average sugar between Westmark and Upper Glen",
        "compare average sugar in Westmark with Upper Glen",
        "compare average sugar in Westmark with average sugar in Upper Glen",
        "how does average sugar in Westmark compare to Upper Glen",
        "average sugar in Westmark compared with Upper Glen",
    ],
)
def test_two_values_of_a_field_are_its_groups(text: str) -> None:
    found = query(text)
    assert found.measures == ("average_sugar",) and found.dimensions == ("farms.valley",)
    assert found.filters == (FieldFilter(field="farms.valley", op="in", values=("Westmark", "Upper Glen")),)


@pytest.mark.parametrize("text", ["Compare the number of pear and plum harvests", "compare plum with pear harvests"])
def test_rows_of_two_kinds_are_counted_beside_each_other(text: str) -> None:
    found = query(text)
    assert found.measures == ("harvest_count",) and found.dimensions == ("harvests.fruit",)


def test_two_values_and_two_periods_are_shown_in_full() -> None:
    found = query("compare gross weight of pear in 2024 with plum in 2023")
    assert "harvests.fruit" in found.dimensions
    assert DimensionRef(field="harvests.picked_on", grain="year") in found.dimensions


def test_groups_and_numbers_are_compared_as_they_are_named() -> None:
    assert query("compare gross weight by valley").dimensions == ("farms.valley",)
    assert query("compare gross weight with crate weight by fruit").measures == ("total_gross", "total_crate")


@pytest.mark.parametrize("text", ["number of washed vs unwashed harvests", "compare washed and unwashed harvests"])
def test_a_denied_word_is_the_other_side_of_a_yes_or_no(text: str) -> None:
    found = query(text)
    assert found.measures == ("harvest_count",) and found.dimensions == ("harvests.is_washed",)


@pytest.mark.parametrize(
    "text",
    [
        "compare average sugar of Westmark and pear",
        "compare harvests of Westmark and Southside",
        "number of washed vs frozen harvests",
        "number of apple vs nonapple harvests",
        "compare 2024",
        "difference in sugar between Westmark and pear",
        "gross weight minus farms by valley",
        "average sugar of apple minus pear",
        "gross weight in 2023 minus gross weight in 2024",
        "gross weight of pear in 2024 minus apple in 2023",
        "compare gross weight minus sugar",
        "harvests of sugar vs pear",
        "number of harvests of sugar vs pear by valley",
        "average difference between picked on and sold on",
    ],
)
def test_what_does_not_stand_side_by_side_is_not_answered(text: str) -> None:
    assert not isinstance(planned(text).plan, SemanticQuery)


@pytest.mark.parametrize(
    "text",
    [
        "by how much did gross weight change between 2023 and 2024",
        "how much did gross weight change from 2023 to 2024",
        "difference in gross weight between 2024 and 2023",
        "gross weight in 2024 minus gross weight in 2023",
    ],
)
def test_the_change_between_two_periods_is_beside_them(text: str) -> None:
    found = query(text)
    assert found.time is not None and found.time.range == span("2024-01-01", "2025-01-01")
    assert found.compare == Compare(range=span("2023-01-01", "2024-01-01"))
    assert found.calculations == (Calculation(kind="difference", of="total_gross"),) and not found.dimensions


def test_the_change_between_two_periods_is_told_of_each_of_the_things_named() -> None:
    found = query("difference in gross weight between 2024 and 2023 by valley")
    assert found.dimensions == ("farms.valley",) and found.compare == Compare(range=span("2023-01-01", "2024-01-01"))
    assert isinstance(planned("gross weight in 2024 vs 2023 by farm").plan, SemanticQuery)


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("gross weight of pear minus apple by valley", ("pear", "apple")),
        ("difference in gross weight between apple and pear by valley", ("apple", "pear")),
    ],
)
def test_the_sums_of_two_values_are_taken_from_each_other(text: str, signs: tuple[str, str]) -> None:
    found = query(text)
    (measure,) = found.measures
    assert isinstance(measure, InlineMeasure) and measure.aggregate == "sum"
    assert (
        measure.expression
        == f"CASE fruit WHEN '{signs[0]}' THEN (gross_weight) WHEN '{signs[1]}' THEN -(gross_weight) END"
    )
    assert found.dimensions == ("farms.valley",)


def test_averages_of_two_values_are_shown_with_a_word_on_their_difference() -> None:
    told = planned("difference in average sugar between Westmark and Upper Glen")
    assert isinstance(told.plan, SemanticQuery) and told.plan.dimensions == ("farms.valley",)
    assert any("difference" in note for note in told.notes)


@pytest.mark.parametrize(
    "text",
    [
        "gross weight minus crate weight by fruit",
        "difference between gross weight and crate weight by fruit",
        "total gross weight less total crate weight by fruit",
    ],
)
def test_two_fields_of_a_row_are_taken_from_each_other(text: str) -> None:
    found = query(text)
    (measure,) = found.measures
    assert isinstance(measure, InlineMeasure) and measure.aggregate == "sum"
    assert measure.expression == "gross_weight - crate_weight" and found.dimensions == ("harvests.fruit",)


def test_what_goes_on_from_the_question_before_keeps_its_conditions_or_is_refused() -> None:
    before = query("gross weight in 2024 by valley")
    asked = Question("and pear minus apple", CLOCK, history=(Turn("gross weight in 2024 by valley", before),))
    found = OfflinePlanner().plan(asked, MODEL).plan
    assert not isinstance(found, SemanticQuery) or found.time == before.time
