"""Why a measure changed, planned by providers over HTTP: the shared stand-in of Gemini, and one of each API."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lunara.ask.answer import Answer, answer, answer_json
from lunara.ask.change.asked import WhyChanged, read_change
from lunara.ask.plan import Plan, Planned, Refusal
from lunara.ask.planners import patient
from lunara.ask.planners.llm import LlmPlanner
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.providers import of_organization
from lunara.ask.question import Question, Turn
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.settings import Settings
from lunara.workspace.records import ProviderAccount
from tests.emulators.providers import providers
from tests.shared_data import SHARED
from tests.unit.ask.change.test_reasons import CLOCK, month
from tests.unit.ask.test_providers import MODELS, provider_names

KEY = "test-key"
STUB = SHARED.parent / "tools" / "gemini_stub.py" if SHARED is not None else None
MARCH = {"measure": "revenue", "period": month(2026, 3), "against": month(2026, 2)}


class Keeps(dict[str, Planned]):
    """Plans by fingerprint."""

    def put(self, fingerprint: str, planned: Planned) -> None:
        self[fingerprint] = planned


@dataclass
class Line:
    """A planner and the provider behind it: `replies` are its next ones, `asked` what it was sent."""

    planner: LlmPlanner
    replies: Any
    calls: list[dict[str, Any]]

    def says(self, *changes: Mapping[str, Any], **more: Any) -> None:
        for change in changes:
            self.replies({"kind": "change", "change": dict(change), **more})

    def asked(self, call: int = -1) -> str:
        return json.dumps(self.calls[call]["body"])


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient, "FIRST_WAIT_SECONDS", 0.01)


@pytest.fixture(params=[*provider_names(), "the shared stand-in of Gemini"])
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Line]:
    if request.param in MODELS:
        with providers(KEY) as api:
            account = ProviderAccount(request.param, KEY, api.url)
            provider = of_organization(account, MODELS[request.param], Settings(home=tmp_path))
            planner = LlmPlanner(Settings(home=tmp_path), provider=provider, memory=Keeps())
            yield Line(planner, api.plans.append, api.calls)
        return
    if STUB is None or not STUB.is_file():
        pytest.skip("the stand-in of Gemini is not beside this checkout")
    spec = importlib.util.spec_from_file_location("gemini_stub_of_why", STUB)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with module.GeminiStub(api_key=KEY) as stub:
        settings = Settings(home=tmp_path, gemini_api_key=KEY, llm_base_url=stub.url, llm_timeout_seconds=5.0)
        yield Line(LlmPlanner(settings, memory=Keeps()), lambda reply: stub.push({"json": reply}), stub.calls)


class Gives:
    """A planner that has the plan already."""

    name = "gives"

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        return Planned(self._plan, provider=self.name)


@pytest.fixture
def ask(line: Line, shop: Warehouse, model: SemanticModel) -> Any:
    def asked(text: str = "why did revenue fall in March?", clock: Clock = CLOCK, **more: Any) -> Answer:
        return answer(Question(text, clock, **more), model, shop, line.planner)

    return asked


def test_from_the_question_to_parts_that_add_up(line: Line, ask: Any, shop: Warehouse, model: SemanticModel) -> None:
    line.says(MARCH, understood=[{"text": "revenue", "as": "Revenue"}], text="It fell by 999 million, as I know.")
    done = ask()
    told = answer_json(done)
    assert done.explained is not None and done.explained.split is not None and told["outcome"] == "answer"
    assert told["tokens"]["prompt"] > 0 and "999 million" not in json.dumps(told), "no figure is the provider's"
    same = answer(Question("why?", CLOCK), model, shop, Gives(read_change(MARCH)))
    assert told["rows"] == answer_json(same)["rows"] and done.narrative == same.narrative
    lines = [*done.explained.split.lines]
    before, after = done.explained.whole
    assert before is not None and after is not None and len(lines) > 1
    assert sum(one.change for one in lines) == after - before
    assert json.loads(json.dumps(told["plan"]))["change"]["measure"] == "order_items.revenue"


def test_the_same_question_is_planned_once(line: Line, ask: Any) -> None:
    line.says(MARCH)
    first, again = ask(), ask()
    assert len(line.calls) == 1 and again.planned.prompt_tokens == 0
    assert answer_json(again)["rows"] == answer_json(first)["rows"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"measure": "revenu"}, "order_items.revenue"),
        ({"dimension": "customers.county"}, "customers.country"),
        ({"filters": [{"field": "customers.land", "op": "in", "values": ["Germany"]}]}, "customers.land"),
        ({"against": None}, "against"),
        ({"period": {"from": "2026-03-31", "to": "2026-03-01"}}, "2026"),
    ],
)
def test_what_does_not_hold_is_sent_back_and_mended(
    line: Line, model: SemanticModel, wrong: dict[str, Any], told: str
) -> None:
    line.says({**MARCH, **wrong}, MARCH)
    planned = line.planner.plan(Question("why did revenue fall in March?", CLOCK), model)
    assert isinstance(planned.plan, WhyChanged), planned.plan
    assert len(line.calls) == 2 and told in line.asked()
    assert planned.notes


def test_what_stays_wrong_is_refused_with_its_reason(line: Line, ask: Any) -> None:
    line.says(*[{**MARCH, "measure": "profit_of_old"}] * 3)
    plan = ask().planned.plan
    assert isinstance(plan, Refusal) and "profit_of_old" in plan.reason


def test_nothing_that_was_not_asked_for_may_be_named(line: Line, ask: Any) -> None:
    line.says(*[{**MARCH, "dimension": "customers.country"}] * 3)
    done = ask(tables=("order_items", "orders", "products"))
    assert isinstance(done.planned.plan, Refusal) and done.explained is None


def test_a_follow_up_knows_the_explanation_before(line: Line, ask: Any, model: SemanticModel) -> None:
    line.says(MARCH, {**MARCH, "dimension": "products.brand"})
    first = ask()
    history = (Turn("why did revenue fall in March?", first.planned.plan),)
    done = ask("and by brand?", history=history)
    assert done.explained is not None and done.explained.change.dimension == "products.brand"
    assert "2026-03-01" in line.asked() and "against" in line.asked(), "it is shown what was explained"
    offline = OfflinePlanner().plan(Question("by country", CLOCK, history=history), model)
    assert isinstance(offline.plan, WhyChanged), "another planner goes on with it"


def test_what_was_found_in_the_data_is_not_shown_of_an_explanation_before(line: Line, model: SemanticModel) -> None:
    """The values of its conditions, and names that it made up, unless the question said them."""
    inline = {
        "name": "acme_total", "label": "Acme", "table": "orders", "aggregate": "count", "filter": "status = 'acme secret'",
    }  # fmt: skip
    hidden = {"field": "customers.country", "op": "in", "values": ["Secretland", "Germany"]}
    before = read_change({**MARCH, "measure": inline, "filters": [hidden]})
    line.says(MARCH)
    history = (Turn("why did orders fall in Germany in March?", before),)
    line.planner.plan(Question("and by brand?", CLOCK, history=history), model)
    said = line.asked()
    assert "Germany" in said and "2026-03-01" in said
    for secret in ("Secretland", "acme"):
        assert secret not in said.lower() and secret not in said, secret


def test_a_supposed_direction_that_is_not_so_is_told(line: Line, ask: Any) -> None:
    line.says({**MARCH, "supposed": "up"}, {**MARCH, "supposed": "down"})
    said = [ask(text).narrative.caveats for text in ("why did revenue rise?", "why did revenue fall?")]
    assert sum(any("which it did not" in caveat for caveat in caveats) for caveats in said) == 1
