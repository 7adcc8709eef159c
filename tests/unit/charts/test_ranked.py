"""A table under a ranking begins with what comes first."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.charts.ranked import ranked
from lunara.semantic.query import SemanticQuery
from tests.unit.charts.made import dimension, measure, month, result

VET = {"measures": ["score"], "dimensions": ["vets.name"]}


def shown(query: dict[str, Any], *, truncated: bool = False) -> list[str]:
    rows = result({"g": ["Amy", "Bob", "Cy"], "score": [4.1, None, 4.4]}, truncated=truncated)
    found = ranked(SemanticQuery.model_validate(query), [dimension("g"), measure("score")], rows)
    return [str(name) for name, _ in found.rows()]


def test_groups_in_the_order_of_their_names_are_shown_from_the_largest() -> None:
    assert shown(VET) == ["Cy", "Amy", "Bob"]


@pytest.mark.parametrize("order", [{"order_by": [{"field": "vets.name"}]}, {"limit": 3}])
def test_an_order_that_was_asked_for_is_kept(order: dict[str, Any]) -> None:
    assert shown({**VET, **order}) == ["Amy", "Bob", "Cy"]


def test_rows_that_are_not_all_there_and_periods_keep_theirs() -> None:
    assert shown(VET, truncated=True) == ["Amy", "Bob", "Cy"]
    rows = result({"month": ["2025-01-01", "2025-02-01"], "score": [1, 2]})
    query = SemanticQuery.model_validate(VET)
    assert ranked(query, [month(), measure("score")], rows) is rows
