"""The time between two deeds is exact where the rows tell it: hours and parts of days, not the days between that begin."""

from __future__ import annotations

import duckdb
import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("claims", "claim_id integer, filed_at timestamp, approved_at timestamp, closed_at timestamp"),
    table("pleas", "plea_id integer, filed_on date, closed_on date"),
)
ROWS = """
create table claims as select 1 as claim_id, timestamp '2024-01-01 09:00:00' as filed_at,
    timestamp '2024-01-01 17:00:00' as approved_at, timestamp '2024-01-11 08:00:00' as closed_at;
create table pleas as select 1 as plea_id, date '2024-01-01' as filed_on, date '2024-01-11' as closed_on;
"""


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("how long does it take from filing to approval of claims", 8 / 24),
        ("how many hours does it take from filing to approval of claims", 8.0),
        ("how many weeks does it take from filing to closure of claims", 239 / 24 / 7),
        ("how many weeks does it take from filing to closure of pleas", 10 / 7),
        ("how many days does it take from filing to closure of pleas", 10.0),
    ],
)
def test_a_length_of_time_is_exact(text: str, length: float) -> None:
    found = OfflinePlanner(suggests=False).plan(Question(text, CLOCK), MODEL).plan
    assert isinstance(found, SemanticQuery), (text, found)
    with duckdb.connect() as rows:
        rows.execute(ROWS)
        made = rows.execute(compile_query(found, MODEL, "duckdb", CLOCK).sql.text).fetchall()
    assert made[0][0] == pytest.approx(length)
