"""What a provider took is counted whatever came of it: in the answer, the budget and JSON. And who answered instead is said."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lunara.ask.answer import answer, answer_json
from lunara.ask.plan import Tokens, spent_on
from lunara.ask.planners import patient
from lunara.ask.planners.fallback import FallbackPlanner
from lunara.ask.planners.llm import LlmPlanner
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.providers import Provider, of_organization
from lunara.ask.question import Question
from lunara.ask.twice import answer_twice
from lunara.connect.warehouse import Warehouse
from lunara.errors import Unavailable
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.settings import Settings
from lunara.workspace.records import ProviderAccount
from tests.emulators.providers import Providers, Said, providers
from tests.unit.ask.test_providers import MODELS, provider_names

KEY = "sk-of-the-organization-0123456789"
WRONG = {"kind": "nonsense"}
BY_COUNTRY = {"kind": "query", "query": {"measures": ["revenue"], "dimensions": ["customers.country"]}}
NO_SUCH = {"kind": "query", "query": {"measures": ["nothing_of_that_name"]}}


@pytest.fixture
def api() -> Iterator[Providers]:
    with providers(KEY) as served:
        yield served


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient, "FIRST_WAIT_SECONDS", 0.01)


@pytest.fixture(params=provider_names())
def account(request: pytest.FixtureRequest, api: Providers, tmp_path: Path) -> Provider:
    return of_organization(ProviderAccount(request.param, KEY, api.url), MODELS[request.param], Settings(home=tmp_path))


class Purse:
    """A budget without a limit: what was used."""

    def __init__(self) -> None:
        self.used: list[int] = []

    def admit(self, tokens: int, seconds: float) -> tuple[int | None, Callable[[int], None]]:
        return None, self.used.append


def _blocked(name: str) -> Said:
    """A reply that the provider's own filter has emptied, with its counts."""
    whole: dict[str, Any] = {
        "gemini": {"candidates": [{"content": {"role": "model", "parts": []}, "index": 0, "finishReason": "SAFETY"}],
                   "usageMetadata": {"promptTokenCount": 300, "candidatesTokenCount": 20, "totalTokenCount": 320}},
        "openai": {"id": "x", "object": "chat.completion", "created": 1, "model": "m",
                   "choices": [{"index": 0, "message": {"role": "assistant", "content": None},
                                "finish_reason": "content_filter"}],
                   "usage": {"prompt_tokens": 300, "completion_tokens": 20, "total_tokens": 320}},
        "anthropic": {"id": "x", "type": "message", "role": "assistant", "model": "m", "content": [],
                      "stop_reason": "refusal", "stop_sequence": None, "usage": {"input_tokens": 300, "output_tokens": 20}},
    }[name]  # fmt: skip
    return Said(raw=json.dumps(whole).encode())


CASES: dict[str, tuple[Callable[[str], list[Said]], Callable[[Tokens], bool]]] = {
    "another form": (lambda name: [Said(WRONG)] * 4, lambda used: used.prompt >= 600 and used.completion >= 40),
    "words": (lambda name: [Said(text="Sure! Here it is.")] * 4, lambda used: used.prompt >= 600),
    "blocked": (lambda name: [_blocked(name)] * 4, lambda used: (used.prompt, used.completion) == (300, 20)),
    "a line that breaks": (lambda name: [Said(BY_COUNTRY, cut=40)] * 4, lambda used: used.estimated > 300),
    "no reply of its API": (lambda name: [Said(raw=b"[]")] * 4, lambda used: used.estimated > 100),
    "a fault after a reply": (
        lambda name: [Said(NO_SUCH), Said(status=400)],
        lambda used: used == Tokens(300, 20),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_failed_is_counted_in_the_answer_and_the_budget(
    *, case: str, account: Provider, api: Providers, model: SemanticModel, clock: Clock, shop: Warehouse
) -> None:
    script, holds = CASES[case]
    api.script[:] = script(account.name)
    purse = Purse()
    asked = LlmPlanner(Settings(home=Path()), provider=account, budget=purse)
    planner = FallbackPlanner([asked, OfflinePlanner()])
    done = answer(Question("revenue by country", clock), model, shop, planner)
    used = done.planned.tokens
    assert done.planned.provider == "offline" and done.result is not None
    assert holds(used), used
    assert purse.used == [used.all] and used.all > 0
    told = answer_json(done)
    assert told["tokens"] == {"prompt": used.prompt, "completion": used.completion, "estimated": used.estimated}
    assert told["instead"][0].startswith(f"{asked.name[:1].upper()}{asked.name[1:]} did not answer: ")
    assert told["instead"][-1] == "Lunara’s own planner answered instead."


def test_what_was_tried_again_is_counted_where_it_came_to_a_plan(
    account: Provider, api: Providers, model: SemanticModel, clock: Clock
) -> None:
    """A reply that was lost on its way was paid for: its estimate stands beside what the others counted."""
    api.script[:] = [Said(BY_COUNTRY, cut=40), Said(NO_SUCH), Said(BY_COUNTRY)]
    purse = Purse()
    planned = LlmPlanner(Settings(home=Path()), provider=account, budget=purse).plan(
        Question("revenue by country", clock), model
    )
    assert (planned.prompt_tokens, planned.completion_tokens) == (600, 40) and planned.estimated_tokens > 100
    assert purse.used == [planned.tokens.all]


def test_a_planner_that_fails_says_what_it_took(
    account: Provider, api: Providers, model: SemanticModel, clock: Clock
) -> None:
    api.script[:] = [Said(WRONG)] * 8
    planner = LlmPlanner(Settings(home=Path()), provider=account)
    with pytest.raises(Unavailable) as one:
        planner.plan(Question("revenue", clock), model)
    took = spent_on(one.value)
    assert one.value.code == "unreadable" and took.prompt >= 600
    api.script[:] = [Said(WRONG)] * 8
    with pytest.raises(Unavailable) as both:
        FallbackPlanner([planner, planner]).plan(Question("revenue", clock), model)
    assert spent_on(both.value) == took + took


def test_a_second_planner_that_fails_is_named_and_counted(
    account: Provider, api: Providers, model: SemanticModel, clock: Clock, shop: Warehouse
) -> None:
    api.script[:] = [Said(WRONG)] * 8
    purse = Purse()
    second = LlmPlanner(Settings(home=Path()), provider=account, budget=purse)
    done = answer_twice(Question("revenue by country", clock), model, shop, OfflinePlanner(), second)
    assert done.checked is not None and done.checked.verdict == "alone"
    name = f"{second.name[:1].upper()}{second.name[1:]}"
    assert done.checked.text.startswith(f"Not confirmed by a second planner: {name} did not answer: The AI provider")
    assert done.planned.tokens.all == purse.used[0] > 600 and done.planned.instead == ()
