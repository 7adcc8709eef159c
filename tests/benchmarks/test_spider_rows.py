"""The measure on Spider's questions tells a wrong answer from a right one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lunara.connect import open_url
from lunara.connect.run import run
from lunara.guard import read_only
from tests.benchmarks.ask_spider import Gold, Rows, gold_of, in_duckdb, in_sqlite, same
from tests.benchmarks.spider_rows import Schema, fill, schema_of, words_of


def _table(named: str, key: str | None, **columns: str) -> dict[str, Any]:
    made = {"name": named, "columns": [{"name": c, "type": t} for c, t in columns.items()]}
    return {**made, "primary_key": [key]} if key else made


SCHEMA: Schema = {
    "db": "zoo",
    "tables": [
        _table("feeding", None, keeper_id="number", animal_id="number"),
        _table("animal", "animal_id", animal_id="number", name="text", species="text", weight="number"),
        _table("keeper", "keeper_id", keeper_id="number", name="text", year="text"),
    ],
    "foreign_keys": [
        {"from_table": "feeding", "from_columns": ["keeper_id"], "to_table": "keeper", "to_columns": ["keeper_id"]},
        {"from_table": "feeding", "from_columns": ["animal_id"], "to_table": "animal", "to_columns": ["animal_id"]},
    ],
}
HEAVIEST = "select name from animal order by weight desc limit 1"
BY_SPECIES = "select species, count(*) from animal where species != 'newt' group by species"
UNFED = "select name from animal where animal_id not in (select animal_id from feeding)"
BY_KEEPER = "select keeper_id, count(*) from feeding group by keeper_id"
SORTED = "select name from animal order by weight"
NAMED = "select name from keeper as k where k.year = 2014 or name like '%Ann%'"


def _golds(sql: str) -> tuple[Gold | None, dict[str, Any]]:
    made = {t.name: t for t in fill(SCHEMA, words_of(SCHEMA, [HEAVIEST, BY_SPECIES, NAMED]), 3)}
    return gold_of((in_sqlite(list(made.values()), False), in_sqlite(list(made.values()), True)), sql), made


def _gold(sql: str) -> Gold:
    gold = _golds(sql)[0]
    assert gold is not None
    return gold


def test_rows_are_the_same_each_time_and_hold_what_the_statements_name() -> None:
    """Equal for an equal seed, other for another; keys lead to rows; words are there."""
    words = words_of(SCHEMA, [BY_SPECIES, NAMED])
    first, again, other = (fill(SCHEMA, words, seed) for seed in (3, 3, 4))
    assert first == again
    assert first != other
    tables = {t.name: t for t in first}
    assert {k for k, _ in tables["feeding"].rows} <= {row[0] for row in tables["keeper"].rows}
    assert len(set(tables["feeding"].rows)) == len(tables["feeding"].rows)
    assert any(row[2] == "newt" for row in tables["animal"].rows)
    assert any(row[2] == "2014" for row in tables["keeper"].rows)
    assert any("Ann" in row[1] for row in tables["keeper"].rows)


def test_the_same_rows_lie_in_both_engines(tmp_path: Path) -> None:
    """Our statement and gold are asked of the same data."""
    in_duckdb(list(_golds(HEAVIEST)[1].values()), tmp_path / "zoo.duckdb")
    warehouse = open_url(f"duckdb:///{tmp_path / 'zoo.duckdb'}")
    for sql in (HEAVIEST, BY_SPECIES, UNFED, BY_KEEPER, SORTED, NAMED.replace("2014", "'2014'")):
        assert same(run(warehouse, read_only(sql, "duckdb")).rows(), _gold(sql), sql), sql
    warehouse.close()


@pytest.mark.parametrize(
    ("gold", "wrong"),
    [
        (HEAVIEST, "select name from animal order by weight limit 1"),
        (BY_SPECIES, "select species, count(*) from animal group by species"),
        (BY_SPECIES, "select species, sum(weight) from animal where species != 'newt' group by species"),
        (UNFED, "select name from animal where animal_id in (select animal_id from feeding)"),
        (UNFED, "select animal_id from animal where animal_id not in (select animal_id from feeding)"),
        (BY_KEEPER, "select animal_id, count(*) from feeding group by animal_id"),
        (SORTED, "select name from animal order by name"),
    ],
)
def test_another_answer_is_wrong(gold: str, wrong: str) -> None:
    """Each of these plans differs on the made rows."""
    assert not same(_gold(wrong).rows, _gold(gold), gold)


def test_what_may_differ() -> None:
    """A column beside gold's, the name of an id, and rows that repeat."""
    beside: Rows = [(name, 7) for (name,) in _gold(HEAVIEST).rows]
    assert same(beside, _gold(HEAVIEST), HEAVIEST)
    assert same([(f"name of {key}", count) for key, count in _gold(BY_KEEPER).rows], _gold(BY_KEEPER), BY_KEEPER)
    assert same([*_gold(UNFED).rows, *_gold(UNFED).rows], _gold(UNFED), UNFED)


def test_what_ties_decide_tells_nothing() -> None:
    """The first of several keepers without a year of their own is no answer."""
    assert _golds("select name from keeper order by year > '1000' limit 1")[0] is None
    assert _golds("select name from keeper where year = '1'")[0] is None


def test_a_schema_is_read_from_its_statements_with_whole_keys() -> None:
    """Keys of two columns, and keys that lead to other tables, have no row twice; a column that is compared with 1 is filled."""
    schema = schema_of(
        "zoo",
        """create table keeper (id int primary key, name text, hired date);
           create table boss (keeper_id int primary key references keeper(id), floor int, chief int references boss(keeper_id));
           create table round (keeper_id int, day datetime, cages int, primary key (keeper_id, day),
                               foreign key (keeper_id) references keeper(id));""",
    )
    assert [(t["name"], t["primary_key"]) for t in schema["tables"]] == [
        ("keeper", ["id"]), ("boss", ["keeper_id"]), ("round", ["keeper_id", "day"])
    ]  # fmt: skip
    assert [(k["from_table"], k["to_table"], k["to_columns"]) for k in schema["foreign_keys"]] == [
        ("boss", "keeper", ["id"]), ("round", "keeper", ["id"])
    ]  # fmt: skip
    made = {t.name: t for t in fill(schema, words_of(schema, ["select * from boss where floor = 1"]), 0)}
    assert len({row[0] for row in made["boss"].rows}) == len(made["boss"].rows) > 5
    assert len({row[:2] for row in made["round"].rows}) == len(made["round"].rows)
    assert 1 in {row[1] for row in made["boss"].rows}
