"""One cause among fields of many members: the field that has it comes first, and what chance moved comes behind it."""

from __future__ import annotations

import random
from collections import defaultdict
from fractions import Fraction

import pytest

from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.dimensions import Score, candidates, score_of
from lunara.ask.change.parts import Linear, Parts
from lunara.ask.change.scatter import noise_of
from lunara.ask.change.split import Amounts, contributions_of
from lunara.semantic.model import SemanticModel

SUM = Parts(("amount",), Linear(((0, Fraction(1)),)), None, frozenset({"sales"}))
MEAN = Parts(("amount", "sales"), Linear(((0, Fraction(1)),)), Linear(((1, Fraction(1)),)), frozenset({"sales"}))
FIELDS = {"branch": 8, "kind": 3, "breed": 40, "town": 20, "article": 500, "insured": 2}
Row = dict[str, int]


def months(seed: int, field: str, *, kept: float = 1.0, dearer: int = 1) -> list[list[tuple[Row, int]]]:
    """The sales of two months. In the second the member 0 of `field` keeps so many of its own, at so many times the price.

    The member 0 of a field has a fifth of all sales; a region is two branches.
    """
    dice = random.Random(seed)
    found = []
    for after in (False, True):
        sales: list[tuple[Row, int]] = []
        for _ in range(700):
            row = {
                name: 0 if dice.random() < 0.2 else int(dice.random() ** 1.5 * (many - 1)) + 1
                for name, many in FIELDS.items()
            }
            row["region"] = row["branch"] // 2
            hit = after and row[field] == 0
            if not hit or dice.random() < kept:
                sales.append((row, int(dice.lognormvariate(4, 0.6)) * (dearer if hit else 1)))
        found.append(sales)
    return found


def scores(parts: Parts, sales: list[list[tuple[Row, int]]]) -> dict[str, Score]:
    made = {}
    for field in (*FIELDS, "region"):
        sums: dict[int, list[list[Fraction]]] = defaultdict(lambda: [[Fraction(0)] * 2, [Fraction(0)] * 2])
        for period, rows in enumerate(sales):
            for row, amount in rows:
                sums[row[field]][period][0] += amount
                sums[row[field]][period][1] += 1
        count = len(parts.atoms)
        members = [Amounts(key, tuple(old[:count]), tuple(new[:count])) for key, (old, new) in sums.items()]
        made[field] = score_of(parts, members, contributions_of(parts, members))
    return made


def ranked(made: dict[str, Score]) -> list[str]:
    noise = noise_of([one.scatter for one in made.values()])
    return sorted(made, key=lambda field: made[field].order(noise))


@pytest.mark.parametrize("seed", range(5))
def test_a_branch_that_lost_half_its_sales_comes_before_fields_of_many_members(seed: int) -> None:
    made = ranked(scores(SUM, months(seed, "branch", kept=0.25)))
    assert made[0] == "branch"


@pytest.mark.parametrize("seed", range(3))
def test_a_field_of_many_members_comes_first_where_the_cause_is_its_own(seed: int) -> None:
    assert ranked(scores(SUM, months(seed, "breed", kept=0.3)))[0] == "breed"
    assert ranked(scores(SUM, months(seed, "article", kept=0.2)))[0] == "article"


@pytest.mark.parametrize("seed", range(3))
def test_a_mean_that_one_branch_raised_is_explained_by_it(seed: int) -> None:
    assert ranked(scores(MEAN, months(seed, "branch", dearer=3)))[0] == "branch"


def test_where_nothing_but_chance_moved_few_fields_stand_out() -> None:
    out = 0
    for seed in range(6):
        made = scores(SUM, months(seed, "branch"))
        noise = noise_of([one.scatter for one in made.values()])
        out += sum(one.scatter.beyond(noise) > 0 for one in made.values())
    assert out <= 6  # of 42


def test_names_of_single_things_are_looked_at_after_groups_and_names_that_tell_rows_apart_are_groups() -> None:
    def table(name: str, *fields: str, **more: object) -> dict[str, object]:
        dimensions = [{"name": f, "sample_values": ["a", "b", "c", "d"]} for f in fields]
        return {"name": name, "source": name, "dimensions": dimensions, **more}

    model = SemanticModel.model_validate(
        {
            "name": "animals",
            "dialect": "duckdb",
            "tables": [
                table("sales", "channel", measures=[{"name": "revenue", "aggregate": "sum", "expression": "amount"}]),
                table("animals", "animal_name", "colour", primary_key=["animal_id"]),
                table("shelters", "shelter_name", "city", primary_key=["shelter_id"], unique_keys=[["shelter_name"]]),
            ],
            "relationships": [
                {
                    "name": f"sales_{one}s",
                    "from_table": "sales",
                    "from_columns": [f"{one}_id"],
                    "to_table": f"{one}s",
                    "to_columns": [f"{one}_id"],
                }
                for one in ("animal", "shelter")
            ],
        }
    )
    change = WhyChanged.model_validate(
        {"measure": "revenue", "period": {"from": "2026-03-01"}, "against": {"from": "2026-02-01"}}
    )
    found = candidates(change, frozenset({"sales"}), model)
    assert found[-1].key == "animals.animal_name" and found[-1].single
    assert [one.key for one in found if one.names_its_table] == ["shelters.shelter_name"]
