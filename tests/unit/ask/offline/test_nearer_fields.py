"""Of one name on two tables, one behind the other, the nearer one is meant; on different roads it is asked."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, planned, table

AGENTS = table("agents", "agent_id integer, agent_name varchar, district varchar")
TENANTS = table(
    "tenants",
    "tenant_id integer, tenant_name varchar, district varchar, deposit double, agent_id integer",
    agent_id="agents",
)
FLATS = table("flats", "flat_id integer, flat_name varchar, district varchar")


def rents(*columns: str, **refers: str) -> SemanticModel:
    """Bills of tenants, who have an agent, for flats where the bills refer to them."""
    bills = table(
        "bills",
        ", ".join(("bill_id integer, tenant_id integer, billed_on date, amount double", *columns)),
        tenant_id="tenants",
        **refers,
    )
    return model_of(AGENTS, TENANTS, FLATS, bills)


def test_the_nearer_of_two_on_one_road_is_taken_and_the_others_are_told() -> None:
    found = planned("total amount by district", rents("postal_district varchar"))
    assert isinstance(found.plan, SemanticQuery) and found.plan.dimensions == ("tenants.district",)
    told = " ".join(found.warnings)
    assert "Postal district" in told and "agents" in told


def test_on_two_roads_it_is_asked_and_the_own_field_is_offered() -> None:
    plan = planned(
        "total amount by district", rents("postal_district varchar", "flat_id integer", flat_id="flats")
    ).plan
    assert isinstance(plan, Clarification)
    assert {"District (Tenants)", "District (Flats)", "Postal district (Bills)"} <= {o.label for o in plan.options}


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("average tenant deposit by district", "average deposit of tenants by district"),
        ("average tenant deposit per agent", "average deposit of tenants by agent"),
        ("how many tenants does each agent look after?", "how many tenants does each agent have?"),
    ],
)
def test_a_thing_before_its_number_and_a_preposition_behind_its_verb_say_no_more(text: str, same: str) -> None:
    plan = planned(text, rents()).plan
    assert isinstance(plan, SemanticQuery) and plan == planned(same, rents()).plan


def test_nothing_behind_a_comparison_is_no_part_of_another_verb() -> None:
    assert not isinstance(planned("how many bills came in before?", rents()).plan, SemanticQuery)


def test_a_total_of_each_thing_stays_one() -> None:
    plan = planned("total tenant deposit per agent on average", rents()).plan
    assert isinstance(plan, SemanticQuery) and plan.summary is not None
