"""What uses a model: agents, tiles, filters, blocks, slides, questions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from lunara.build import dependents
from lunara.build.dependents import Dependent, dependents_of
from lunara.errors import Cancelled
from lunara.semantic.model import SemanticModel
from lunara.workspace.records import Agent, Artifact, VerifiedQuestion
from tests.unit.semantic.test_uses import MODEL

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PLACE = {"x": 0, "y": 0, "w": 4, "h": 4}
ASKED = {"question": "How much?", "query": {"measures": ["revenue"]}}


def figure(measure: str, model_id: str = "m") -> dict[str, Any]:
    return {"semantic_model_id": model_id, "query": {"measures": [measure]}}


def tile(number: int, its: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": f"w{number}",
        "kind": "kpi",
        "title": f"Tile {number}",
        "figure": its,
        "place": {**PLACE, "y": number * 4},
    }


class Shelf:
    """A workspace of a few agents and artifacts."""

    def __init__(self, agents: list[dict[str, Any]], artifacts: list[tuple[str, Any]]) -> None:
        self.agents = [Agent(f"a{n}", "p", f"Agent {n}", "", "", config, NOW, NOW) for n, config in enumerate(agents)]
        self.artifacts = [
            Artifact(f"x{n}", "p", type, f"{type} {n}", "", content, "draft", 1, None, NOW, NOW)  # type: ignore[arg-type]
            for n, (type, content) in enumerate(artifacts)
        ]
        self.read: list[str] = []
        self.verified: list[VerifiedQuestion] = []

    def list_verified_questions(self, semantic_model_id: str) -> list[VerifiedQuestion]:
        return self.verified

    def list_agents(self, *, limit: int, offset: int, **_: object) -> list[Agent]:
        return self.agents[offset : offset + limit]

    def list_artifacts(self, *, limit: int, offset: int, **_: object) -> list[Artifact]:
        return self.artifacts[offset : offset + limit]

    def get_artifact(self, artifact_id: str) -> Artifact:
        self.read.append(artifact_id)
        return self.artifacts[int(artifact_id[1:])]


def told(items: tuple[Dependent, ...]) -> list[tuple[str, str, str]]:
    return [(item.kind, item.owner, item.title) for item in items]


@pytest.fixture
def shelf() -> Shelf:
    board = {
        "widgets": [tile(0, figure("revenue")), tile(1, figure("customer_count")), tile(2, figure("revenue", "other"))],
        "filters": [{"id": "f", "field": "customers.country", "label": "Country"}],
    }
    report = {
        "blocks": [{"id": "b", "kind": "chart", "figure": figure("twice")}, {"id": "t", "kind": "text", "text": "x"}]
    }
    sql = {"semantic_model_id": "m", "sql": "select status, measure(order_count) from orders group by 1"}
    deck = {"slides": [{"id": "s", "kind": "table", "title": "Slide", "figure": sql}]}
    return Shelf(
        [{"semantic_model_id": "m"}, {"semantic_model_id": "m", "tables": ["customers"], "semantic_model_version": 3},
         {"semantic_model_id": "other"}],
        [("dashboard", board), ("report", report), ("slide", deck), ("report", {"blocks": 7}),
         ("dashboard", {"widgets": [tile(0, figure("revenue", "other"))], "filters": board["filters"]})],
    )  # fmt: skip


MODEL_ASKED = SemanticModel.model_validate({**MODEL.model_dump(by_alias=True), "verified_questions": [ASKED]})


def test_who_uses_what(shelf: Shelf) -> None:
    found = dependents_of(shelf, "p", "m", MODEL_ASKED)
    assert found.unread == ("report 3",)
    assert told(found.using(["measure:orders.revenue"])) == [
        ("question", "", "How much?"), ("agent", "Agent 0", "Agent 0"), ("tile", "dashboard 0", "Tile 0"),
        ("block", "report 1", "b"),
    ]  # fmt: skip
    assert told(found.using(["table:customers"])) == [
        ("agent", "Agent 0", "Agent 0"), ("agent", "Agent 1", "Agent 1"), ("tile", "dashboard 0", "Tile 1"),
        ("filter", "dashboard 0", "Country"),
    ]  # fmt: skip
    assert told(found.using(["dimension:orders.status"]))[-1] == ("slide", "slide 2", "Slide")
    assert told(found.reading([("customers", "COUNTRY")])) == [("filter", "dashboard 0", "Country")]
    pinned = next(item for item in found.items if item.title == "Agent 1")
    assert pinned.version == 3 and "relationship:orders_customer" not in pinned.uses.keys


def test_more_artifacts_than_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dependents, "AT_ONCE", 2)
    many = Shelf([], [("report", {"blocks": [{"id": "b", "kind": "kpi", "figure": figure("revenue")}]})] * 5)
    assert len(dependents_of(many, "p", "m", MODEL).items) == 5
    assert many.read == ["x0", "x1", "x2", "x3", "x4"]


def test_the_search_can_be_stopped(shelf: Shelf) -> None:
    def stop(what: str, done: int, total: int) -> None:
        assert total == 5
        if done == 2:
            raise Cancelled("Stopped.", "")

    with pytest.raises(Cancelled):
        dependents_of(shelf, "p", "m", MODEL, on_step=stop)
    assert shelf.read == ["x0", "x1"]


def test_a_question_whose_query_cannot_be_read() -> None:
    broken = MODEL.model_copy(
        update={"verified_questions": SemanticModel.model_validate(
            {"name": "x", "verified_questions": [{"question": "Q", "query": {"measures": 3}}]}).verified_questions}
    )  # fmt: skip
    (found,) = dependents.questions_of(broken)
    assert "cannot be read" in found.uses.problem


def test_questions_that_people_have_verified_use_it_too(shelf: Shelf) -> None:
    def verified(number: int, plan: dict[str, Any], because: str = "") -> VerifiedQuestion:
        return VerifiedQuestion(f"v{number}", "p", "m", f"Q{number}", plan, 1, 1, because, None, "Olga", NOW)

    shelf.verified = [
        verified(1, {"measures": ["orders.revenue"]}),
        verified(2, {"sql": "select status from orders"}),
        verified(3, {"measures": ["orders.revenue"]}, "Other numbers."),
        verified(4, {"measures": "nonsense"}),
    ]
    found = dependents_of(shelf, "p", "m", MODEL)
    mine = {one.item_id: one for one in found.items if one.kind == "question"}
    assert set(mine) == {"v1", "v2", "v4"} and mine["v4"].uses.problem
    assert [one.item_id for one in found.using(["measure:orders.revenue"]) if one.kind == "question"] == ["v1"]
    figure = mine["v2"].figure
    assert figure is not None and figure.sql == "select status from orders"
    assert [one.item_id for one in found.using(["dimension:orders.status"]) if one.kind == "question"] == ["v1", "v2"]
