"""Questions whose easy reading is a silent wrong number: each is answered right, asked back about, or declined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pytest

from lunara.ask.plan import Clarification, Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import build_value_index
from lunara.connect import open_url
from lunara.connect.run import Runner, run
from lunara.connect.warehouse import Warehouse
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import Probe, draft_model
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.clinic import make

CLOCK = Clock(date(2025, 5, 14))


@dataclass
class Practice:
    warehouse: Warehouse
    model: SemanticModel
    planner: OfflinePlanner
    gold: dict[str, list[tuple[Any, ...]]]

    def plan(self, text: str) -> Planned:
        return self.planner.plan(Question(text, CLOCK), self.model)

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        plan = self.plan(text).plan
        assert isinstance(plan, SemanticQuery), plan
        return run(self.warehouse, compile_query(plan, self.model, "duckdb", CLOCK).sql).rows()


ANSWERS = {
    "visits per vet": "select vet_name, count(*), vet_id from visits join vets using (vet_id) group by vet_id, vet_name",
    "visits cancelled in 2025": "select count(*) from visits where cancelled_on >= '2025-01-01' and cancelled_on < '2025-05-15'",
    "kinds with over 170 shelf units": "select kind, sum(shelf_units) s from remedies group by 1 having s > 170",
    "owners with fee above 1000": "select owner_name, sum(fee) s from visits join pets using (pet_id) "
    "join owners using (owner_id) group by 1 having s > 1000",
    "average fee per visit by town": "select town, avg(fee) from visits join pets using (pet_id) "
    "join owners using (owner_id) group by 1",
    "fee per visit by town": "select town, avg(fee) from visits join pets using (pet_id) "
    "join owners using (owner_id) group by 1",
    "fee over the last 3 months": "select sum(fee) from visits where booked_on >= '2025-02-01' and booked_on < '2025-05-01'",
    "fee over the last 3 months including this month": "select sum(fee) from visits where booked_on >= '2025-03-01'",
    "balance by till": "select till, balance from cash_position where week_end = (select max(week_end) from cash_position)",
    "how many pets have blood A-": "select count(*) from pets where blood = 'A-'",
    "how many pets have never had a visit?": "select count(*) from pets where pet_id not in (select pet_id from visits)",
    "visits booked after 2024, how many?": "select count(*) from visits where booked_on between '2025-01-01' and '2025-05-14'",
    "most common remedy": "select remedy_name, count(*) c from visit_remedies join remedies using (remedy_id) "
    "group by 1 order by c desc, 1 limit 1",
    "compare fee this year with last year": "select sum(fee) filter (booked_on >= '2025-01-01' and booked_on < '2025-05-15'), "
    "sum(fee) filter (booked_on < '2024-05-15') from visits",
    "visits with Remedy 1 and Remedy 2": "select count(*) from visits v where exists (select 1 from visit_remedies x where "
    "x.visit_id = v.visit_id and remedy_id = 1) and exists (select 1 from visit_remedies x where x.visit_id = v.visit_id "
    "and remedy_id = 2)",
    "vets and their total fee": "select vet_name, vet_id, sum(fee) from visits join vets using (vet_id) group by 1, 2",
    "top 2 vets per town by fee": "select * from (select town, vet_name, vet_id, sum(fee) s, rank() over "
    "(partition by town order by s desc) r from visits join vets using (vet_id) join pets using (pet_id) "
    "join owners using (owner_id) group by 1, 2, 3) where r <= 2",
}


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    path = make(tmp_path_factory.mktemp("practice") / "practice.duckdb")
    with duckdb.connect(str(path), read_only=True) as connection:
        gold = {text: connection.execute(sql).fetchall() for text, sql in ANSWERS.items()}
    warehouse = open_url(f"duckdb:///{path}")
    model = draft_model(warehouse.catalog(), name="practice", probe=Probe(Runner(warehouse, record=None))).model
    yield Practice(warehouse, model, OfflinePlanner(build_value_index(model, Runner(warehouse, record=None))), gold)
    warehouse.close()


def _sets(rows: list[tuple[Any, ...]]) -> list[frozenset[str]]:
    return sorted((frozenset(f"{v:.6g}" if hasattr(v, "real") else str(v) for v in row) for row in rows), key=sorted)


@pytest.mark.parametrize("text", ANSWERS)
def test_is_answered_with_these_rows(practice: Practice, text: str) -> None:
    gold = practice.gold[text]
    assert gold and _sets(practice.rows(text)) == _sets(gold)


def test_a_name_known_to_be_unique_stands_alone(practice: Practice) -> None:
    plan = practice.plan("fee by owner").plan
    assert isinstance(plan, SemanticQuery)
    assert plan.dimensions == ("owners.owner_name",)
    pets = practice.plan("fee by pet")
    assert isinstance(pets.plan, SemanticQuery)
    assert pets.plan.dimensions == ("pets.pet_name", "pets.pet_id")
    assert any("may repeat" in note for note in pets.notes)


def test_a_state_with_a_date_of_its_own_is_asked_about(practice: Practice) -> None:
    plan = practice.plan("cancelled visits in 2025").plan
    assert isinstance(plan, Clarification)
    fields = [o.query.time.field for o in plan.options if o.query is not None and o.query.time is not None]
    assert fields == ["visits.booked_on", "visits.cancelled_on"]


def test_a_share_by_group_is_that_of_each_group_which_is_said(practice: Practice) -> None:
    planned = practice.plan("percentage of cancelled visits by vet")
    assert isinstance(planned.plan, SemanticQuery) and isinstance(planned.plan.measures[0], InlineMeasure)
    assert planned.plan.measures[0].aggregate == "avg"
    assert any("of each vet" in warning for warning in planned.warnings)


@pytest.mark.parametrize(
    "text",
    [
        "what will the fee be in december?",
        "visits that were not cancelled by Vet 4",
        "how many pets have blood A",
        "visits by town for the top 3 vets",
        "pets with blood 7",
        "which pets were seen in both 2024 and 2025",
        "lodgers by name",
    ],
)
def test_is_declined(practice: Practice, text: str) -> None:
    plan = practice.plan(text).plan
    assert isinstance(plan, Refusal), plan
