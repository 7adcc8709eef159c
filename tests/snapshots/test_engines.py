"""Every question of the shop has the same rows on every engine that can be had."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from lunara.errors import LunaraError
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import CompiledQuery
from lunara.semantic.query import SemanticQuery
from tests.snapshots.engines import DIALECT_OF, run_duckdb, running
from tests.snapshots.questions import EMPTY, QUERIES, clock_of
from tests.snapshots.shop import model_for

NO_ZONES = ("mysql", "sqlite")
# What an imitation of an engine cannot do, and the engine can: part of its error.
GAPS = {"bigquery": 'extract specifier "ISOWEEK" not recognized'}


def compiled(name: str, dialect: str) -> CompiledQuery:
    return compile_query(SemanticQuery.model_validate(QUERIES[name]), model_for(dialect), dialect, clock_of(name))


def plain(cell: Any, kind: str) -> Any:
    """What the cell says, whichever type an engine has for it."""
    if cell is None:
        return None
    if kind == "time":
        return _moment(cell)
    if kind == "boolean":
        return bool(cell)
    if kind == "number" and isinstance(cell, Decimal | int | float | str) and not isinstance(cell, bool):
        return float(cell)
    return cell


def _moment(cell: Any) -> datetime:
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    moment = datetime.fromisoformat(text)
    assert moment.tzinfo is None, f"{text} is no local time"
    return moment


def same(one: Any, two: Any) -> bool:
    if isinstance(one, float) and isinstance(two, float):
        return math.isclose(one, two, rel_tol=1e-9)
    return type(one) is type(two) and bool(one == two)


def difference(ours: list[list[Any]], theirs: list[list[Any]], kinds: list[str]) -> str:
    """What is not alike, or nothing."""
    try:
        one = [[plain(c, k) for c, k in zip(row, kinds, strict=True)] for row in ours]
        two = [[plain(c, k) for c, k in zip(row, kinds, strict=True)] for row in theirs]
    except (ValueError, AssertionError) as error:
        return f"{error}"
    if len(one) == len(two) and all(all(map(same, a, b)) for a, b in zip(one, two, strict=True)):
        return ""
    return f"\n      {one}\n      {two}"


# Each engine is started, and asked some two hundred questions: Spark needs a hundred seconds of a processor that others use too.
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("engine", sorted(set(DIALECT_OF) - {"duckdb"}))
def test_engines_agree(engine: str, request: pytest.FixtureRequest) -> None:
    dialect, found = DIALECT_OF[engine], {}
    asked = 0
    with run_duckdb() as duck, running(engine, lambda: request.getfixturevalue("postgres_server")) as run:
        for name in QUERIES:
            reference = compiled(name, "duckdb")
            try:
                text = compiled(name, dialect).sql.text
            except LunaraError as error:
                assert name.startswith("zoned_") and "time zones" in error.message, (name, error.message)
                continue
            ours = duck(reference.sql.text)
            assert bool(ours) is (name not in EMPTY), f"{name}: a question without rows proves nothing"
            asked += 1
            try:
                wrong = difference(ours, run(text), [column.type for column in reference.columns])
            except Exception as error:
                if GAPS.get(engine, "\0") in str(error):
                    continue
                wrong = f"{type(error).__name__}: {str(error)[:400]}"
            if wrong:
                found[name] = wrong
    assert asked > 150
    assert not found, "\n" + "\n".join(f"{name}: {text}" for name, text in found.items())
