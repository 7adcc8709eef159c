"""What a change of a model does to the numbers that depend on it, on a small DuckDB file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from lunara.build.artifact import Figure
from lunara.build.dependents import Dependent, questions_of
from lunara.build.effects import Effect, effects_of, meaning_changes, same_statements, same_value
from lunara.connect import open_warehouse
from lunara.connect.run import QueryRecord, Runner
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.semantic.review import add, edit, reject
from lunara.semantic.uses import uses_of
from lunara.settings import load_settings
from tests.pages.shop import MODEL as SHOP

CLOCK = Clock(date(2026, 1, 15))
MODEL = SemanticModel.model_validate(
    {
        **SHOP,
        "measures": [{"name": "average", "expression": "revenue / order_count"}],
        "verified_questions": [{"question": "How much?", "query": {"measures": ["revenue"]}}],
    }
)
REVENUE = "measure:orders.revenue"


class Asked:
    """A runner over 24 orders of two customers, which remembers what it was asked."""

    def __init__(self, path: Path) -> None:
        with duckdb.connect(str(path)) as connection:
            connection.execute(
                "create table customers as select 1 as id, 'Spain' as country union all select 2, 'Peru'"
            )
            connection.execute(
                "create table orders as select i as id, 1 + i % 2 as customer_id, "
                "date '2025-01-15' + to_months((i % 12)::int) as ordered_at, "
                "case when i % 3 = 0 then 'web' else 'store' end as channel, 10 * i as amount from range(1, 25) t(i)"
            )
        self.warehouse = open_warehouse("duckdb", {"path": str(path)}, {}, load_settings({}))
        self.statements: list[str] = []
        self.runner = Runner(self.warehouse, record=self._record)

    def _record(self, entry: QueryRecord) -> None:
        self.statements.append(entry.sql)


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    made = Asked(tmp_path / "shop.duckdb")
    yield made
    made.warehouse.close()


def tile(title: str, **query: Any) -> Dependent:
    plan = SemanticQuery.model_validate(query)
    figure = Figure(query=plan, semantic_model_id="m")
    return Dependent("tile", "Board", "b1", title, uses_of(plan, MODEL), item_id=title, figure=figure)


def by_title(effects: list[Effect]) -> dict[str, Effect]:
    return {effect.title: effect for effect in effects}


def test_a_changed_measure_shows_its_numbers_before_and_after(asked: Asked) -> None:
    after = edit(MODEL, {}, REVENUE, {"filter": "channel = 'web'"}).model
    tiles = [
        tile("Total", measures=["revenue"]),
        tile("By country", measures=["revenue"], dimensions=["customers.country"]),
        tile("Orders", measures=["order_count"]),
    ]
    found = by_title(effects_of(MODEL, after, [*tiles, *questions_of(MODEL)], asked.runner, CLOCK))
    web = sum(10 * i for i in range(1, 25) if i % 3 == 0)
    for title in ("Revenue", "Total", "How much?"):
        (number,) = found[title].numbers
        assert (found[title].outcome, number.before, number.after) == ("changed", 3000, web)
    country = found["By country"]
    assert (country.outcome, country.rows, country.differ) == ("changed", (2, 2), 2)
    assert [(n.before, n.after) for n in country.numbers] == [(3000, web)]
    assert found["average"].outcome == "changed" and found["average"].owner == ""
    assert found["Orders"].outcome == "same"
    # Its total, its groups and what is computed from it, before and after; each once, whoever shows it.
    assert len(asked.statements) == len(set(asked.statements)) == 6


def test_groups_that_change_while_the_total_stays_are_seen(asked: Asked) -> None:
    after = edit(MODEL, {}, "dimension:orders.channel", {"expression": "upper(channel)"}).model
    found = by_title(
        effects_of(MODEL, after, [tile("T", measures=["revenue"], dimensions=["orders.channel"])], asked.runner, CLOCK)
    )
    assert (found["T"].outcome, found["T"].rows, found["T"].differ) == ("changed", (2, 2), 4)
    assert [number.differs for number in found["T"].numbers] == [False]


def test_what_is_refused_now_says_why_and_comes_first(asked: Asked) -> None:
    after = reject(MODEL, {}, [REVENUE]).model
    effects = effects_of(MODEL, after, [tile("Total", measures=["revenue"])], asked.runner, CLOCK)
    assert {effect.title for effect in effects if effect.outcome == "refused"} == {"Revenue", "average", "Total"}
    assert effects[0].outcome == "refused" and 'no measure "' in effects[0].because
    assert asked.statements == []


def test_a_rename_refuses_what_uses_the_old_name(asked: Asked) -> None:
    after = edit(MODEL, {}, REVENUE, {"name": "turnover"}).model
    found = by_title(effects_of(MODEL, after, [tile("Total", measures=["revenue"])], asked.runner, CLOCK))
    assert found["Total"].outcome == "refused"
    assert found["average"].outcome == "same"


def test_what_was_broken_and_answers_now_is_mended(asked: Asked) -> None:
    broken = edit(MODEL, {}, REVENUE, {"expression": "no_such_column"}).model
    found = by_title(effects_of(broken, MODEL, [tile("Total", measures=["revenue"])], asked.runner, CLOCK))
    assert found["Total"].outcome == "mended" and found["Total"].numbers[0].after == 3000
    back = by_title(effects_of(MODEL, broken, [tile("Total", measures=["revenue"])], asked.runner, CLOCK))
    assert back["Total"].outcome == "failed" and "no_such_column" in back["Total"].because


def test_other_words_change_no_number_and_ask_nothing(asked: Asked) -> None:
    after = edit(MODEL, {}, REVENUE, {"label": "Turnover", "synonyms": ["sales"]}).model
    assert meaning_changes(MODEL, after) == frozenset()
    effects = effects_of(MODEL, after, [tile("Total", measures=["revenue"])], asked.runner, CLOCK)
    assert [effect.outcome for effect in effects] == ["same"] and asked.statements == []


def test_what_is_new_or_in_another_dialect_may_change_what_others_mean() -> None:
    assert same_statements(MODEL, edit(MODEL, {}, REVENUE, {"label": "Turnover"}).model)
    more = add(MODEL, {}, "measure", "customers", {"name": "revenue", "aggregate": "count"}).model
    assert not same_statements(MODEL, more) and not same_statements(more, MODEL)
    assert not same_statements(MODEL, MODEL.model_copy(update={"dialect": "postgres"}))


def test_a_second_measure_of_a_name_refuses_the_bare_name(asked: Asked) -> None:
    more = add(MODEL, {}, "measure", "customers", {"name": "revenue", "aggregate": "count"}).model
    found = by_title(effects_of(MODEL, more, [tile("Total", measures=["revenue"])], asked.runner, CLOCK))
    assert found["Total"].outcome == "refused" and "2 fields" in found["Total"].because


def test_agents_and_filters_are_named_where_they_are_concerned(asked: Asked) -> None:
    after = edit(MODEL, {}, REVENUE, {"filter": "channel = 'web'"}).model
    agent = Dependent("agent", "Asker", "a1", "Asker", uses_of(SemanticQuery(measures=("revenue",)), MODEL))
    pinned = replace(agent, title="Stays", version=1)
    found = by_title(effects_of(MODEL, after, [agent, pinned], asked.runner, CLOCK))
    assert found["Asker"].outcome == "concerned" and "Stays" not in found


def test_sql_over_the_model_is_compared_by_its_rows(asked: Asked) -> None:
    after = edit(MODEL, {}, REVENUE, {"expression": "amount * 2"}).model
    figure = Figure(sql="select channel, measure(revenue) as r from orders group by channel", semantic_model_id="m")
    sql = Dependent("block", "Report", "r1", "S", uses_of(figure.sql or "", MODEL), figure=figure)
    found = by_title(effects_of(MODEL, after, [sql], asked.runner, CLOCK))
    assert (found["S"].outcome, found["S"].rows, found["S"].differ) == ("changed", (2, 2), 2)


def test_it_stops_when_it_is_asked_to(asked: Asked) -> None:
    after = edit(MODEL, {}, REVENUE, {"filter": "channel = 'web'"}).model
    cancel = CancelToken()

    def step(what: str, done: int, total: int) -> None:
        if done == 1:
            cancel.cancel()

    with pytest.raises(Cancelled):
        effects_of(MODEL, after, [], asked.runner, CLOCK, cancel=cancel, on_step=step)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (0.1 + 0.2, 0.3, True),
        (Decimal("1.10"), Decimal("1.1"), True),
        (Decimal("1.1"), Decimal("1.2"), False),
        (float("nan"), float("nan"), True),
        (None, 0, False),
        (None, None, True),
        ("a", "a", True),
        (1, 1.0, True),
    ],
)
def test_same_values(one: Any, other: Any, same: bool) -> None:
    assert same_value(one, other) is same
