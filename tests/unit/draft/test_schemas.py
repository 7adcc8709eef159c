"""Keys, joins and roles on schemas of many styles, from names and types alone."""

from __future__ import annotations

import pytest

from lunara.semantic.draft import Draft, draft_model
from lunara.semantic.model import SemanticModel
from lunara.semantic.validate import validate_model
from tests.unit.draft.schemas import SCHEMAS, Expected, read

Join = tuple[str, str, str, str]


def _draft(name: str) -> tuple[Draft, Expected, dict[str, str]]:
    catalog, expected = read(name)
    draft = draft_model(catalog, name=name)
    return draft, expected, {t.name: c.name for t, c in zip(draft.model.tables, catalog.tables, strict=True)}


def _joins(model: SemanticModel, physical: dict[str, str]) -> dict[Join, float]:
    return {
        (physical[r.from_table], r.from_columns[0], physical[r.to_table], r.to_columns[0]): r.confidence
        for r in model.relationships
    }


@pytest.mark.parametrize("name", SCHEMAS)
def test_no_join_is_wrong(name: str) -> None:
    draft, expected, physical = _draft(name)
    assert set(_joins(draft.model, physical)) - expected.joins == set()


def test_nearly_all_joins_are_found() -> None:
    """Some cannot be told from names: a shipper and a consignee that are both companies."""
    missed, total = [], 0
    for name in SCHEMAS:
        draft, expected, physical = _draft(name)
        missed += sorted(expected.joins - set(_joins(draft.model, physical)))
        total += len(expected.joins)
    assert total > 150
    assert len(missed) <= 0.03 * total, missed


def test_nearly_all_keys_are_found() -> None:
    wrong = []
    for name in SCHEMAS:
        draft, expected, physical = _draft(name)
        found = {physical[table.name]: table.primary_key for table in draft.model.tables}
        wrong += [(name, table, found[table]) for table, key in expected.keys.items() if found[table] != (key,)]
    assert wrong == [("logistics", "vessels", ())]


@pytest.mark.parametrize("name", SCHEMAS)
def test_roles(name: str) -> None:
    draft, expected, physical = _draft(name)
    letters = {
        "identifier": "i",
        "time": "t",
        "dimension": "d",
        "ignore": "x",
        "measure (sum)": "s",
        "measure (avg)": "a",
    }
    logical = {source: name for name, source in physical.items()}
    found = {item.subject: letters[item.value] for item in draft.evidence if item.kind == "role"}
    for table in draft.model.tables:
        for measure in table.measures:
            if measure.additive_over == "not time" and measure.expression:
                column = next(
                    c for c in found if c.lower() == f"{table.name}.{measure.expression}".lower().replace('"', "")
                )
                found[column] = "b"
    wrong = {
        f"{table}.{column}": (right, found[f"{logical[table]}.{column}"])
        for (table, column), right in expected.roles.items()
        if right not in ("?", found[f"{logical[table]}.{column}"])
    }
    assert len(wrong) <= 0.06 * len(expected.roles), wrong
    assert not {name for name, (right, got) in wrong.items() if right in "id" and got in "sab"}, wrong
    assert [problem for problem in validate_model(draft.model) if problem.level == "error"] == []


def test_confidence_means_something() -> None:
    """Of the joins and roles proposed at 0.9 or more, at least 95 % are right, over all schemas."""
    sure = right = 0
    for name in SCHEMAS:
        draft, expected, physical = _draft(name)
        for join, confidence in _joins(draft.model, physical).items():
            if confidence >= 0.9:
                sure, right = sure + 1, right + (join in expected.joins)
    assert sure >= 60
    assert right >= 0.95 * sure


def test_two_drafts_are_the_same() -> None:
    for name in SCHEMAS:
        catalog, _ = read(name)
        first, second = draft_model(catalog, name=name), draft_model(catalog, name=name)
        assert first.model.model_dump_json() == second.model.model_dump_json()
        assert first.evidence == second.evidence


def test_coincidences_are_no_relationships() -> None:
    """Numbers that could match anything, and names that only sound alike."""
    draft, _, _ = _draft("hospital")
    ends = {(r.from_table, r.from_columns) for r in draft.model.relationships}
    assert ("admissions", ("room_number",)) not in ends
    assert ("lab_results", ("test_code",)) not in ends
