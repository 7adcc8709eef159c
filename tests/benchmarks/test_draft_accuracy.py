"""What drafts of made-up schemas promise: sure proposals are right, joins are found, every field runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from lunara.connect import open_url
from lunara.semantic.validate import validate_model
from tests.benchmarks.draft_accuracy import KINDS, Judged, data_of, reliability, runs, sets
from tests.benchmarks.made_up import read_schemas
from tests.unit.draft.live import failures

SETS = sets()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the data of all sets are made, once."""
    return tmp_path_factory.mktemp("made-up")


def _judged(name: str, probes: bool, folder: Path) -> list[Judged]:
    return [j for run in runs(name, probes, folder) for j in run.judged]


@pytest.mark.parametrize("probes", [False, True])
@pytest.mark.parametrize("name", SETS)
def test_of_the_sure_proposals_nearly_all_are_right(name: str, probes: bool, folder: Path) -> None:
    sure, right = reliability(_judged(name, probes, folder), 0.9)
    assert sure > 500
    assert right >= 0.95 * sure


@pytest.mark.parametrize("kind", KINDS)
def test_that_holds_for_each_kind(kind: str, folder: Path) -> None:
    """Over all sets and both ways, so that each kind has enough of them; rare kinds may miss one."""
    some = [j for name in SETS for probes in (False, True) for j in _judged(name, probes, folder) if j.kind == kind]
    sure, right = reliability(some, 0.9)
    assert sure
    assert sure - right <= max(1, 0.05 * sure)


@pytest.mark.parametrize("name", SETS)
def test_joins_are_found_and_right(name: str, folder: Path) -> None:
    for probes, found in ((False, 0.88), (True, 0.93)):
        joins = [j for j in _judged(name, probes, folder) if j.kind == "relationship"]
        proposed, right = reliability(joins, 0.0)
        assert right >= 0.97 * proposed
        assert right >= found * sum(run.wanted["relationship"] for run in runs(name, probes, folder))


@pytest.mark.parametrize("name", SETS)
def test_few_statements_are_asked(name: str, folder: Path) -> None:
    tables = sum(len(schema.tables) for schema in read_schemas(name))
    assert sum(run.statements for run in runs(name, True, folder)) <= 4 * tables


@pytest.mark.parametrize("name", SETS)
def test_every_field_of_every_draft_runs(name: str, folder: Path) -> None:
    for run in runs(name, True, folder):
        assert [p for p in validate_model(run.draft.model) if p.level == "error"] == []
        warehouse = open_url(f"duckdb:///{data_of(run.schema, folder / name)}")
        assert failures(warehouse, run.draft.model) == []
        warehouse.close()
