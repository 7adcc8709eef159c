"""Who has something and lacks another, and whose name, number and count is asked for, where things are tied by other tables."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.query import ExistsFilter, NotFilter, SemanticQuery
from tests.unit.ask.offline.test_right_or_silent import rounded
from tests.unit.ask.offline.unseen import unseen

_KEEPERS = "select farmer_id from herd_entrust join herds using (herd_id) where animal"
_NAMES = "select name, farmer_id from farmers where farmer_id"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("farmers who do not keep goats as herds", f"{_NAMES} not in ({_KEEPERS} = 'goat')"),
        ("farmers who do not have a sheep as a herd", f"{_NAMES} not in ({_KEEPERS} = 'sheep')"),
        ("farmers who do not keep a cow or a goat as a herd", f"{_NAMES} not in ({_KEEPERS} in ('cow', 'goat'))"),
        ("farmers with herds that are not goats", f"{_NAMES} in ({_KEEPERS} <> 'goat')"),
        (
            "farmers who have a goat but do not have a cow as a herd",
            f"{_NAMES} in ({_KEEPERS} = 'goat') and farmer_id not in ({_KEEPERS} = 'cow')",
        ),
        (
            "farmers that have a goat but do not have a cow",
            f"{_NAMES} in ({_KEEPERS} = 'goat') and farmer_id not in ({_KEEPERS} = 'cow')",
        ),
        ("farmers without a goat or a sheep", f"{_NAMES} not in ({_KEEPERS} in ('goat', 'sheep'))"),
        ("farmers who have neither goats nor sheep", f"{_NAMES} not in ({_KEEPERS} in ('goat', 'sheep'))"),
        (
            "farmers who have herds but no sheep",
            f"{_NAMES} in (select farmer_id from herd_entrust) and farmer_id not in ({_KEEPERS} = 'sheep')",
        ),
        (
            "names of grounds that do not have any contest with motto Harvest",
            "select ground_name from grounds where ground_id not in (select ground_id from contests where motto = 'Harvest')",
        ),
    ],
)
def test_a_denied_thing_is_one_that_there_is_none_of(text: str, wanted: str) -> None:
    known = unseen("farming")
    plan = known.plan(text)
    assert isinstance(plan, SemanticQuery), plan
    gold = known.gold(wanted)
    assert gold
    # A key may stand beside names that repeat, and where gold has it, it is compared as well.
    assert rounded([row[: len(gold[0])] for row in known.rows(plan)]) == rounded(gold)


@pytest.mark.parametrize(
    "text",
    [
        "farmers who have herds but not goats",  # none of them, or one that is none
        "farmers who have herds without goats",
        "grounds with contests that have no farmers",
        "grounds without contests that have farmers",
    ],
)
def test_a_denial_of_two_meanings_is_not_chosen_between(text: str) -> None:
    plan = unseen("farming").plan(text)
    assert isinstance(plan, Refusal) and plan.reason.startswith("It is not clear"), plan


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plant", "machines that had no work orders with defects"),
        ("plant", "machines with no work orders and with defects"),
        ("plant", "machines without work orders that have critical defects"),
        ("telecom", "subscribers without calls whose call type is roaming and whose charge is above 1"),
    ],
)
def test_what_no_row_can_be_is_no_answer(name: str, text: str) -> None:
    plan = unseen(name).plan(text)
    if isinstance(plan, SemanticQuery):
        assert unseen(name).rows(plan)


def test_what_is_denied_takes_along_what_it_is_of() -> None:
    known = unseen("farming")
    plan = known.plan("names of the farmers who have not been entrusted with herds")
    assert isinstance(plan, SemanticQuery), plan
    assert plan.filters == (NotFilter.model_validate({"not": ExistsFilter(exists="herd_entrust")}),)
    assert known.rows(plan)


# -- whose name, which number, counts of what ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Show the ground name and the number of contests in each ground.",
            "select ground_name, count(*) from contests join grounds using (ground_id) group by 1",
        ),
        (
            "Show the name and the number of contests of each farmer",
            "select name, count(*) from farmer_in_contest join farmers using (farmer_id) group by 1",
        ),
    ],
)
def test_a_count_is_of_the_things_that_are_named(text: str, wanted: str) -> None:
    known = unseen("farming")
    plan = known.plan(text)
    assert isinstance(plan, SemanticQuery), plan
    found = {tuple(row[:1] + row[-1:]) for row in known.rows(plan)}
    assert found >= set(known.gold(wanted))


def test_a_value_may_end_with_a_word_that_leads_on() -> None:
    plan = unseen("farming").plan("total prize of join-in contests per ground")
    assert isinstance(plan, SemanticQuery), plan
    assert "Join-in" in plan.model_dump_json()


@pytest.mark.parametrize(
    "text",
    ["contests that do not have farmers from Ashby", "contests without farmers", "how many contests have no farmers"],
)
def test_things_are_not_the_rows_between_them_and_others(text: str) -> None:
    plan = unseen("farming").plan(text)
    if isinstance(plan, SemanticQuery):
        assert "farmer_in_contest_count" not in plan.measures


def test_names_beside_a_count_are_those_of_the_groups() -> None:
    plan = unseen("farming").plan("what are the names, mottos, and number of farmers for every contest?")
    assert isinstance(plan, SemanticQuery), plan
    assert set(plan.dimensions) == {"contests.contest_name", "contests.motto"}


@pytest.mark.parametrize(("word", "direction"), [("highest", "desc"), ("lowest", "asc")])
def test_a_superlative_before_a_number_is_no_field_of_that_name(word: str, direction: str) -> None:
    known = unseen("farming")
    plan = known.plan(f"find the number of contests on the ground with the {word} seats")
    assert isinstance(plan, SemanticQuery), plan
    assert plan.limit == 1
    gold = f"select count(*) from contests where ground_id = (select ground_id from grounds order by seats {direction} limit 1)"
    assert known.rows(plan)[0][-1] == known.gold(gold)[0][0]
    assert isinstance(known.plan("average highest by district"), SemanticQuery)


# -- what is asked to be seen is shown -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("farming", "where is the youngest farmer from?"),
        ("telecom", "where are the subscribers with the most calls?"),
        ("charity", "where do donors with donations live?"),
        ("telecom", "name of each plan and which subscribers use it"),
        ("telecom", "what are the ticket numbers of subscriber Name 3?"),
    ],
)
def test_what_is_asked_to_be_seen_is_shown_or_nothing_is(name: str, text: str) -> None:
    plan = unseen(name).plan(text)
    if not isinstance(plan, SemanticQuery):
        return
    wanted = {"farming": "village", "telecom": "subscriber", "charity": "country"}[name]
    assert any(wanted in str(d) for d in plan.dimensions), plan


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("telecom", "what is the name of each subscriber and what plan they have?", "plans.plan_name"),
        ("charity", "where do the volunteers live by town", "volunteers.town"),
        ("telecom", "names of subscribers who have at least 2 tickets", "subscribers.subscriber_name"),
        ("farming", "name of each farmer and which village they are from", "farmers.village"),
    ],
)
def test_what_is_shown_is_answered(name: str, text: str, shown: str) -> None:
    plan = unseen(name).plan(text)
    assert isinstance(plan, SemanticQuery), plan
    assert shown in plan.dimensions


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("what are the villages with the least number of farmers?", None),
        ("villages having the fewest farmers", None),
        ("village with the least number of farmers", 1),
        ("the 2 villages with the fewest farmers", 2),
    ],
)
def test_the_least_are_not_all_of_them(text: str, limit: int | None) -> None:
    plan = unseen("farming").plan(text)
    if limit is None:
        assert isinstance(plan, Refusal), plan
    else:
        assert isinstance(plan, SemanticQuery), plan
        assert plan.limit == limit


# -- so many or more ---------------------------------------------------------------------------------------------------

_HAVING = "select name from farmers join herd_entrust using (farmer_id) group by farmer_id, name having count(*)"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("farmers with 2 or more herds", f"{_HAVING} >= 2"),
        ("names of farmers who have 2 herds or more", f"{_HAVING} >= 2"),
        ("farmers who have more than a single herd", f"{_HAVING} > 1"),
        ("grounds with 150 or more seats", "select ground_name from grounds where seats >= 150"),
        ("grounds with seats of 150 or less", "select ground_name from grounds where seats <= 150"),
        (
            "grounds with 3 or more contests",
            "select ground_name from contests join grounds using (ground_id) group by 1 having count(*) >= 3",
        ),
    ],
)
def test_so_many_or_more_are_at_least_so_many(text: str, wanted: str) -> None:
    known = unseen("farming")
    plan = known.plan(text)
    assert isinstance(plan, SemanticQuery), plan
    assert sorted(str(row[0]) for row in known.rows(plan)) == sorted(str(row[0]) for row in known.gold(wanted))


@pytest.mark.parametrize(
    "text",
    ["farmers with between 2 or more herds", "goats or more by village"],
)
def test_or_more_of_nothing_is_not_understood(text: str) -> None:
    plan = unseen("farming").plan(text)
    assert isinstance(plan, Refusal) and "“more”" in plan.reason, plan


# -- two things beside each other ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "pairs"),
    [
        (
            "farming",
            "names of farmers and the contests they are in",
            "select distinct farmer_id, contest_id from farmer_in_contest",
        ),
        (
            "farming",
            "name of each farmer and what contests they are in",
            "select distinct farmer_id, contest_id from farmer_in_contest",
        ),
        (
            "charity",
            "names of volunteers and the campaigns they work for",
            'select distinct "VolunteerID", "CampaignID" from "Shifts"',
        ),
    ],
)
def test_things_that_other_rows_bring_together_are_listed_in_pairs(name: str, text: str, pairs: str) -> None:
    known = unseen(name)
    plan = known.plan(text)
    assert isinstance(plan, SemanticQuery), plan
    assert len(known.rows(plan)) == len(known.gold(pairs))


def test_two_of_one_name_are_two_pairs() -> None:
    plan = unseen("farming").plan("names of farmers and the contests they are in")
    assert isinstance(plan, SemanticQuery), plan
    assert "farmers.farmer_id" in plan.dimensions


def test_what_nothing_brings_together_is_not_listed_in_pairs() -> None:
    plan = unseen("charity").plan("donors and the volunteers they have")
    assert isinstance(plan, Refusal) and "which rows bring them together" in plan.reason, plan


def test_a_year_may_be_of_what_the_things_have() -> None:
    known = unseen("farming")
    refused = known.plan("names of farmers who have herds in 2014")
    assert isinstance(refused, Refusal) and "has no date" in refused.reason, refused
    plan = known.plan("names of farmers whose first prize year is 2014")
    assert isinstance(plan, SemanticQuery), plan
