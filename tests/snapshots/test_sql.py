"""Each dialect's SQL is kept, is the same each time, and reads in its own dialect without anything unknown in it.

`LUNARA_UPDATE_SNAPSHOTS=1 pytest tests/snapshots` writes the files anew; look at the difference before committing it.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from lunara.errors import Refused
from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from tests.snapshots.questions import QUERIES, clock_of
from tests.snapshots.shop import DIALECTS, model_for

FOLDER = Path(__file__).parent / "sql"
# Functions that the engine has and sqlglot has no name for.
OWN_FUNCTIONS = {
    "clickhouse": {"tonullable", "touint64", "range", "adddays", "addhours", "addminutes", "addmonths", "addquarters"}
    | {"addweeks", "addyears", "totimezone", "todate32", "todayofmonth", "todayofweek", "todayofyear", "toquarter"}
    | {"tohour", "tomonth", "toyear"},
    "sqlite": {"strftime", "datetime", "date"},
    "snowflake": {"dayofweekiso"},
    "mysql": {"weekday"},
    "trino": {"at_timezone"},
    "athena": {"at_timezone"},
    "databricks": {"current_timezone", "weekday"},
    "spark": {"current_timezone", "weekday"},
}


def compiled(name: str, dialect: str) -> str:
    query = SemanticQuery.model_validate(QUERIES[name])
    return compile_query(query, model_for(dialect), dialect, clock_of(name)).sql.text


@cache
def sql_of(name: str, dialect: str) -> str:
    """What was compiled first."""
    return compiled(name, dialect)


def asked(dialect: str) -> list[str]:
    """The questions that the dialect can answer: without time zones, none about instants."""
    without_zones = dialect in ("mysql", "sqlite")
    return [name for name in QUERIES if not (without_zones and name.startswith("zoned_"))]


def test_there_are_many_questions() -> None:
    assert len(QUERIES) >= 60


@pytest.mark.parametrize("dialect", DIALECTS)
def test_sql_is_as_kept_and_reads_in_its_dialect(dialect: str) -> None:
    """One reading of each statement is looked at for both."""
    update = bool(os.environ.get("LUNARA_UPDATE_SNAPSHOTS"))
    different, unread = [], []
    for name in asked(dialect):
        tree = sqlglot.parse_one(sql_of(name, dialect), read=dialect)
        unknown = {call.name.lower() for call in tree.find_all(exp.Anonymous)} - OWN_FUNCTIONS.get(dialect, set())
        odd = list(tree.find_all(exp.Command, exp.Placeholder, exp.Parameter))
        if not isinstance(tree, exp.Query) or odd or unknown:
            unread.append((name, odd, unknown))
        text = tree.sql(dialect=dialect, pretty=True, copy=False) + "\n"
        file = FOLDER / dialect / f"{name}.sql"
        if update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        elif not file.is_file() or file.read_text(encoding="utf-8") != text:
            different.append(name)
    assert not different, f"{dialect}: {different}"
    assert not unread, f"{dialect}: {unread}"
    if not update:
        assert {file.stem for file in (FOLDER / dialect).glob("*.sql")} == set(asked(dialect))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_sql_is_the_same_each_time(dialect: str) -> None:
    for name in asked(dialect):
        assert compiled(name, dialect) == sql_of(name, dialect)


@pytest.mark.parametrize("dialect", ["mysql", "sqlite"])
def test_instants_are_refused_where_an_engine_keeps_none(dialect: str) -> None:
    for name in ("zoned_day", "zoned_plain", "zoned_range", "zoned_filter", "zoned_moment"):
        with pytest.raises(Refused, match="does not keep time zones"):
            sql_of(name, dialect)
