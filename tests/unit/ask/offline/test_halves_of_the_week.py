"""Weekends and weekdays beside each other: two groups by the field that tells them apart, never two conditions at once."""

from __future__ import annotations

import json

import pytest

from lunara.connect.catalog import Catalog, Column, ForeignKey, Table
from lunara.semantic.draft import draft_model
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table


def pool(flag: str = "weekend_flag boolean") -> SemanticModel:
    days = ("day date", "weekday_name varchar", flag)
    swims = ("swim_id integer", "pool_id integer", "day date", "swimmers integer", "takings double")
    pools = ("pool_id integer", "pool_name varchar", "town varchar")

    def made(name: str, columns: tuple[str, ...], *keys: ForeignKey) -> Table:
        return Table(
            "main",
            name,
            tuple(Column(*c.split()) for c in columns),
            primary_key=(columns[0].split()[0],),
            foreign_keys=keys,
        )

    swim = made(
        "swims",
        swims,
        ForeignKey(("pool_id",), "main", "pools", ("pool_id",)),
        ForeignKey(("day",), "main", "calendar", ("day",)),
    )
    return draft_model(Catalog("duckdb", (made("calendar", days), made("pools", pools), swim)), name="x").model


POOL = pool()
PLAIN = model_of(
    table("pools", "pool_id integer, pool_name varchar"),
    table("swims", "swim_id integer, swum_on date, takings double"),
)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("takings on weekends and weekdays", []),
        ("Takings on weekdays vs weekends", []),
        ("compare takings on weekends with weekdays", []),
        ("weekday versus weekend takings by town", ["pools.town"]),
        ("swimmers at weekends and during the week", []),
        ("number of swims on working days and on weekends by town", ["pools.town"]),
        ("takings by weekend or weekday in 2024", []),
    ],
)
def test_both_are_groups(text: str, groups: list[str]) -> None:
    found = plan(POOL, text)
    assert isinstance(found, SemanticQuery), found
    said = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    assert said["dimensions"] == [*groups, "calendar.weekend_flag"]
    assert "filters" not in said


def test_one_of_them_is_a_condition() -> None:
    found = plan(POOL, "takings on weekends")
    assert isinstance(found, SemanticQuery) and not found.dimensions and len(found.filters) == 1


@pytest.mark.parametrize("text", ["takings on weekends and weekdays", "weekday vs weekend takings"])
def test_without_such_a_field_it_is_not_answered_as_one_number(text: str) -> None:
    assert not isinstance(plan(PLAIN, text), SemanticQuery)
    assert not isinstance(plan(pool("note varchar"), text), SemanticQuery)
