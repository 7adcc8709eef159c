"""What is wrong with a model after one of its tables was changed is what is wrong with the model looked at anew."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.semantic.model import SemanticModel
from lunara.semantic.review import Reviewed, edit, reject
from lunara.ui import model_problems
from lunara.ui.model_problems import Trouble, troubles_after, troubles_of
from tests.unit.semantic.test_field_check import CATALOG, MODEL

BROKEN = edit(MODEL, {}, "dimension:customers.country", {"expression": "contry"}).model
CHANGES: list[tuple[str, Any]] = [
    ("a measure", lambda m: edit(m, {}, "measure:orders.revenue", {"expression": "amout"})),
    ("a filter", lambda m: edit(m, {}, "measure:orders.revenue", {"filter": "status ="})),
    ("a label", lambda m: edit(m, {}, "measure:orders.revenue", {"label": "Turnover"})),
    ("its name", lambda m: edit(m, {}, "measure:orders.revenue", {"name": "turnover"})),
    ("a key", lambda m: edit(m, {}, "table:customers", {"primary_key": ["code"]})),
    ("a source", lambda m: edit(m, {}, "table:orders", {"source": "main.order"})),
    ("a relationship", lambda m: edit(m, {}, "relationship:orders_customer", {"to_columns": ["country"]})),
    ("a measure over measures", lambda m: edit(m, {}, "measure:aov", {"expression": "revenu"})),
    ("a table less", lambda m: reject(m, {}, ["table:customers"])),
    ("a dimension less", lambda m: reject(m, {}, ["dimension:orders.ordered_at"])),
    ("a time elsewhere", lambda m: edit(m, {}, "table:orders", {"default_time": "customers.country"})),
    ("mended", lambda m: edit(m, {}, "dimension:customers.country", {"expression": None})),
]


def sorted_troubles(found: list[Trouble]) -> list[str]:
    return sorted(map(str, found))


@pytest.mark.parametrize(("what", "make"), CHANGES, ids=[what for what, _ in CHANGES])
@pytest.mark.parametrize("before", [MODEL, BROKEN], ids=["whole", "broken"])
def test_what_changed_is_looked_at_anew_and_the_rest_is_known(before: SemanticModel, what: str, make: Any) -> None:
    done: Reviewed = make(before)
    known = troubles_of(before, CATALOG)
    expected = sorted_troubles(troubles_of(done.model, CATALOG))
    assert sorted_troubles(troubles_after(done.model, CATALOG, before, known)) == expected


def test_only_the_changed_table_and_its_neighbours_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    more = tuple(MODEL.tables[1].model_copy(update={"name": f"t{n}"}) for n in range(20))
    wide = MODEL.model_copy(update={"tables": (*MODEL.tables, *more)})
    known = troubles_of(wide, CATALOG)
    looked: list[int] = []

    def counted(model: SemanticModel, catalog: Any) -> list[Trouble]:
        looked.append(len(model.tables))
        return []

    monkeypatch.setattr(model_problems, "troubles_of", counted)
    after = edit(wide, {}, "measure:orders.revenue", {"filter": "status = 'x'"}).model
    troubles_after(after, CATALOG, wide, known)
    assert looked == [2]
