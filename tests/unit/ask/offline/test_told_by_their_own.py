"""States and fields of their own before those of other rows, both ends of a range, and words that must not get lost."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex, looks_personal
from lunara.semantic.model import Dimension, Format, Table
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

EXAMS = model_of(
    table("learners", "learner_id integer, learner_name varchar, state varchar, town varchar"),
    table("exams", "exam_id integer, learner_id integer, held_on date, outcome varchar", learner_id="learners"),
    table("towers", "tower_id integer, tower_name varchar, height double, storeys integer"),
    table("posts", "post_id integer, post_title varchar, pay_min double, pay_max double"),
    table("metals", "metal_id integer, metal_name varchar, price_per_tonne double"),
    table("places", "place_id integer, street varchar, zip_postcode varchar"),
    table("bills", "bill_id integer, bill_date date, amount_billed double, method varchar"),
)
VALUES = ValueIndex.from_values(
    {
        ("learners", "state"): ["passed", "active"],
        ("learners", "town"): ["Hull", "Lund"],
        ("exams", "outcome"): ["pass", "fail"],
        ("bills", "method"): ["Card", "Cash"],
    }
)


def plan(text: str) -> Plan:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), EXAMS).plan


def filters_of(text: str) -> list[tuple[str, str, tuple[object, ...]]]:
    made = plan(text)
    assert isinstance(made, SemanticQuery), (text, made)
    return [(f.field, f.op, f.values) for f in made.filters if isinstance(f, FieldFilter)]


def test_a_state_of_their_own_goes_before_that_of_others() -> None:
    assert ("exams.outcome", "=", ("pass",)) in filters_of("how many exams were passed")
    assert ("exams.outcome", "=", ("fail",)) in filters_of("exams that were failed in 2024")
    assert ("learners.state", "=", ("passed",)) in filters_of("how many learners have passed")


def test_what_a_price_is_of_is_no_group() -> None:
    assert filters_of("which metals have a price above 1000 per tonne") == [("metals.price_per_tonne", ">", (1000,))]


def test_the_highest_of_things_that_have_a_height() -> None:
    made = plan("storeys of the highest tower")
    assert isinstance(made, SemanticQuery) and "height" in str(made.order_by[0].field)


def test_neither_end_of_a_range_is_meant_alone() -> None:
    assert isinstance(plan("posts with pay above 90"), Clarification)
    both = plan("average pay by post")
    assert isinstance(both, SemanticQuery) and both.measures == ("average_pay_minimum", "average_pay_maximum")


def test_the_end_that_is_named_is_meant() -> None:
    assert filters_of("posts with a minimum pay above 90") == [("posts.pay_min", ">", (90,))]


def test_what_was_not_done_is_no_place() -> None:
    assert not isinstance(plan("learners who did not sign up in Hull"), SemanticQuery)
    assert isinstance(plan("learners who do not live in Hull"), SemanticQuery)


def test_the_last_of_a_list_is_not_lost() -> None:
    made = plan("give me the bill id, the date and the amount for all the bills paid by Card")
    shown = set(made.dimensions) if isinstance(made, SemanticQuery) else set()
    assert isinstance(made, Refusal) or "bills.amount_billed" in shown


def test_zip_codes_by_whatever_name_they_have() -> None:
    assert filters_of('places with zip code "918"') == [("places.zip_postcode", "=", ("918",))]


@pytest.mark.parametrize(
    "name", ["subscribers", "passengers", "candidates", "guests", "policyholders", "beneficiaries", "dim_tenant"]
)
def test_names_of_people_are_never_indexed(name: str) -> None:
    assert looks_personal(Table(name=name, source=name), Dimension(name="display_name", type="string"))
    assert not looks_personal(Table(name=name, source=name), Dimension(name="plan", type="string"))


SELLERS = model_of(
    table("branches", "branch_id integer, city varchar"),
    table(
        "agents",
        "agent_id integer, agent_name varchar, job_title varchar, boss_id integer, branch_id integer",
        branch_id="branches",
    ),
    table("buyers", "buyer_id integer, buyer_name varchar, city varchar, agent_id integer", agent_id="agents"),
    table("deals", "deal_id integer, buyer_id integer, amount double, closed_on date", buyer_id="buyers"),
)
PLACES = ValueIndex.from_values({("branches", "city"): ["Boston", "Lyon"], ("buyers", "city"): ["Lyon", "Oslo"]})


@pytest.mark.parametrize(
    "text", ["buyers in Boston", "buyers from Boston", "deals in Boston", "total amount in Boston"]
)
def test_a_place_of_other_things_is_not_theirs(text: str) -> None:
    made = OfflinePlanner(PLACES, suggests=False).plan(Question(text, CLOCK), SELLERS).plan
    assert isinstance(made, Refusal) and "city of branches" in made.reason, made


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("buyers in Oslo", "buyers.city"),
        ("branches in Boston", "branches.city"),
        ("agents in Boston", "branches.city"),
        ("buyers with a branch in Boston", "branches.city"),
    ],
)
def test_a_place_of_their_own_or_of_what_is_named_is(text: str, field: str) -> None:
    made = OfflinePlanner(PLACES, suggests=False).plan(Question(text, CLOCK), SELLERS).plan
    assert not isinstance(made, SemanticQuery) or field in made.model_dump_json(), made
    assert isinstance(made, SemanticQuery) or text.startswith("buyers with"), made


def test_without_somebody_is_without_the_key_of_one() -> None:
    held = ValueIndex.from_values({("agents", "job_title"): ["Agent", "Clerk"]})
    made = OfflinePlanner(held, suggests=False).plan(Question("buyers without an agent", CLOCK), SELLERS).plan
    assert isinstance(made, SemanticQuery) and "job_title" not in made.model_dump_json(), made


def test_shares_are_not_added_up() -> None:
    """A discount of a tenth on each of ten lines is no discount of all there is."""
    model = model_of(table("lines", "line_id integer, price double, qty integer, discount double"))
    lines = model.tables[0]
    told = [
        d.model_copy(update={"format": Format(kind="percent")}) if d.name == "discount" else d for d in lines.dimensions
    ]
    model = model.model_copy(update={"tables": (lines.model_copy(update={"dimensions": tuple(told), "measures": ()}),)})
    made = OfflinePlanner(suggests=False).plan(Question("total discount", CLOCK), model).plan
    assert isinstance(made, Refusal) and "does not add up" in made.reason, made


def test_values_of_two_fields_behind_each_other_are_not_both_at_once_unasked() -> None:
    brews = model_of(table("brews", "brew_id integer, brew_name varchar, style varchar, litres double, sold_on date"))
    held = ValueIndex.from_values({("brews", "brew_name"): ["Amber"], ("brews", "style"): ["Wheat", "Lager"]})

    def asked(text: str) -> Plan:
        return OfflinePlanner(held, suggests=False).plan(Question(text, CLOCK), brews).plan

    assert not isinstance(asked("total litres of amber and wheat"), SemanticQuery)
    assert isinstance(asked("total litres of wheat and lager"), SemanticQuery)


def test_what_is_done_to_something_is_told_by_that() -> None:
    made = plan("learners who passed the exam")
    assert isinstance(made, SemanticQuery) and "exams.outcome" in made.model_dump_json(), made
    assert "learners.state" not in made.model_dump_json()
