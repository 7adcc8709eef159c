"""Things compared by a number, by so many of a unit and by what they are; what people do with them; the day of a deed."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex, looks_personal
from lunara.semantic.model import Dimension, Table
from lunara.semantic.query import DimensionRef, FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

HARBOUR = model_of(
    table(
        "visitors",
        "visitor_id integer, visitor_name varchar, kind varchar, joined_on date, segment varchar, newsletter boolean",
    ),
    table(
        "boats",
        "boat_id integer, boat_name varchar, boat_type varchar, weight_kg double, rating double, page_count integer",
    ),
    table(
        "hires",
        "hire_id integer, boat_id integer, visitor_id integer, booked_on date, returned_date date, extension_count integer, "
        "way varchar",
        boat_id="boats",
        visitor_id="visitors",
    ),
    table("employees", "employee_id integer, employee_name varchar, hired_on date"),
    table("signs", "sign_id integer, sign_text varchar, return_flag varchar, audience varchar"),
)
VALUES = ValueIndex.from_values(
    {
        ("visitors", "kind"): ["child", "senior", "adult"],
        ("visitors", "segment"): ["new", "loyal"],
        ("boats", "boat_type"): ["Canoe", "Dinghy"],
        ("hires", "way"): ["desk", "phone"],
        ("signs", "return_flag"): ["A", "N", "R"],
        ("signs", "audience"): ["Children", "Crew"],
    }
)


def plan(text: str) -> Plan:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), HARBOUR).plan


def query(text: str) -> SemanticQuery:
    made = plan(text)
    assert isinstance(made, SemanticQuery), (text, made)
    return made


def filters_of(text: str) -> list[tuple[str, str, tuple[object, ...]]]:
    return [(f.field, f.op, f.values) for f in query(text).filters if isinstance(f, FieldFilter)]


@pytest.mark.parametrize(
    "text", ["how do canoe and dinghy boats compare on rating?", "compare canoe and dinghy boats by rating"]
)
def test_two_kinds_are_compared_by_a_number(text: str) -> None:
    made = query(text)
    assert made.measures == ("average_rating",) and made.dimensions == ("boats.boat_type",)


def test_so_many_of_a_unit_are_of_the_number_in_it() -> None:
    assert filters_of("boats over 2 tonnes") == [("boats.weight_kg", ">", (2000,))]
    assert filters_of("boats under 80 kg") == [("boats.weight_kg", "<", (80,))]
    assert not isinstance(plan("boats over 2 miles"), SemanticQuery)


def test_what_they_are_is_said_by_the_number() -> None:
    assert query("most beloved boat by rating").order_by[0].direction == "desc"
    assert query("most loyal visitor by hires").limit == 1
    assert not isinstance(plan("most beloved boat by town"), SemanticQuery)


def test_what_people_do_the_most() -> None:
    made = query("which boats do people hire the most")
    assert made.measures == ("hire_count",) and made.order_by[0].direction == "desc"
    assert not isinstance(plan("which boats do loyal people hire the most"), SemanticQuery)


def test_people_are_those_who_do_not_work_here() -> None:
    assert query("how many people have a hire").measures == ("visitor_count",)
    assert query("how many people do we employ").measures == ("employee_count",)
    assert not isinstance(plan("tall people by kind"), SemanticQuery)


def test_values_beside_each_other_are_of_one_field() -> None:
    made = [f for f in query("hires of children and seniors").filters if isinstance(f, FieldFilter)]
    assert [(f.field, set(f.values)) for f in made] == [("visitors.kind", {"child", "senior"})]


def test_the_best_rated_of_a_kind() -> None:
    made = query("best rated canoe boat")
    assert made.limit == 1 and "boats.boat_name" in made.dimensions
    assert ("boats.boat_type", "=", ("Canoe",)) in filters_of("best rated canoe boat")


@pytest.mark.parametrize("text", ["when was the last hire returned?", "when was the first hire returned"])
def test_the_last_one_by_the_day_of_its_deed(text: str) -> None:
    assert "returned_date" in str(query(text).measures[0])


def test_the_last_one_by_the_day_that_rows_go_by() -> None:
    assert "booked_on" in str(query("when was the last hire").measures[0])


def test_new_ones_of_a_period_are_asked_about() -> None:
    assert isinstance(plan("new visitors by month"), Clarification)
    assert filters_of("visitors in segment new by month") == [("visitors.segment", "=", ("new",))]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("visitors who joined in 2024 and get the newsletter", True),
        ("how many visitors receive no post and do not get the newsletter", None),
        ("visitors who do not get the newsletter", False),
        ("visitors who joined in 2024 and do not get the newsletter", False),
    ],
)
def test_what_they_get_is_a_condition(text: str, held: bool | None) -> None:
    if held is None:
        assert not isinstance(plan(text), SemanticQuery)
    else:
        assert ("visitors.newsletter", "=", (held,)) in filters_of(text)


def test_what_was_never_done_has_none_of_its_count() -> None:
    assert "extension_count" in str(query("how many hires were never extended").filters)
    assert filters_of("how many hires were extended") == [("hires.extension_count", ">", (0,))]
    assert not isinstance(plan("hires extended in 2024"), SemanticQuery)


def test_a_flag_of_letters_says_nothing_by_being_there() -> None:
    assert isinstance(plan("returned signs"), Refusal)
    assert isinstance(plan("signs by return flag"), SemanticQuery)


def test_the_longest_by_its_pages() -> None:
    assert query("longest boat").order_by[0].field == "boats.page_count"


def test_names_of_patrons_are_of_persons() -> None:
    assert looks_personal(Table(name="patrons", source="p"), Dimension(name="patron_name"))
    assert not looks_personal(Table(name="patronage", source="p"), Dimension(name="name"))


def test_periods_stay_with_what_they_are_of() -> None:
    assert any(isinstance(d, DimensionRef) for d in query("hires by month").dimensions)


@pytest.mark.parametrize("text", ["work hires", "number of live hires", "run boats by month", "hires by stay boats"])
def test_a_verb_before_things_tells_their_kind(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


def test_a_verb_behind_who_does_it_is_one() -> None:
    assert isinstance(plan("how many visitors make hires"), SemanticQuery)


WORKS = model_of(
    table("machines", "machine_id integer, machine_name varchar, installed_on date, retired_on date"),
    table("repairs", "repair_id integer, machine_id integer, reported_on date, fixed_on date", machine_id="machines"),
    table("coupons", "coupon_id integer, machine_id integer, face_value decimal, sold_on date", machine_id="machines"),
)


def at_works(text: str) -> Plan:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), WORKS).plan


def test_when_it_was_done_is_shown_beside() -> None:
    made = at_works("which machines have been retired and when?")
    assert isinstance(made, SemanticQuery) and "machines.retired_on" in made.dimensions


@pytest.mark.parametrize("text", ["which machines were retired and where?", "machines with repairs in 2024 and when"])
def test_what_is_asked_behind_the_list_is_not_lost(text: str) -> None:
    assert not isinstance(at_works(text), SemanticQuery)


@pytest.mark.parametrize(
    "text", ["how long does it take to fix a repair?", "how long does it take us on average to fix a repair, in days?"]
)
def test_how_long_it_takes_without_a_number_of_it(text: str) -> None:
    made = at_works(text)
    assert isinstance(made, SemanticQuery) and "day" in str(made.measures[0])


@pytest.mark.parametrize("text", ["open repairs", "how many machines are currently open?"])
def test_what_is_not_over_is_open(text: str) -> None:
    made = at_works(text)
    assert isinstance(made, SemanticQuery) and [f.op for f in made.filters if isinstance(f, FieldFilter)] == ["is_null"]


def test_the_value_of_things_is_that_of_all() -> None:
    made = at_works("value of coupons sold by month in 2024")
    assert isinstance(made, SemanticQuery) and made.measures == ("total_face_value",)
