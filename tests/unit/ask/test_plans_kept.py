"""A plan is made once of the same question with all the same around it, and given to nobody whose question it is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lunara.ask.plan import Planned, Refusal
from lunara.ask.planners.llm import LlmPlanner
from lunara.ask.planners.providers import Provider, of_organization
from lunara.ask.question import Question, Turn
from lunara.ask.values import ValueIndex
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.settings import Settings
from lunara.workspace.records import ProviderAccount
from tests.emulators.providers import Providers, Said, providers
from tests.unit.ask.test_providers import BY_COUNTRY, KEY

NONE = Settings(home=Path())


class Memory(dict[str, Planned]):
    def put(self, fingerprint: str, planned: Planned) -> None:
        self[fingerprint] = planned


@pytest.fixture
def api() -> Iterator[Providers]:
    with providers(KEY) as served:
        yield served


@pytest.fixture
def account(api: Providers) -> Provider:
    return of_organization(ProviderAccount("gemini", KEY, api.url), "gemini-2.5-flash", NONE)


def test_the_same_is_planned_once(account: Provider, api: Providers, model: SemanticModel, clock: Clock) -> None:
    memory = Memory()
    planner = LlmPlanner(NONE, provider=account, memory=memory)
    api.script += [Said(BY_COUNTRY)] * 2
    first, second = (planner.plan(Question("revenue by country", clock), model) for _ in range(2))
    assert first.plan == second.plan and len(api.calls) == 1
    assert first.prompt_tokens > 0 and second.prompt_tokens == second.completion_tokens == 0
    assert "no provider was asked" in second.notes[-1]


def test_anything_else_is_planned_anew(account: Provider, api: Providers, model: SemanticModel, clock: Clock) -> None:
    memory, question = Memory(), Question("revenue by country", clock)
    usual = {"provider": account, "memory": memory}
    index = ValueIndex.from_values({("customers", "country"): ["Country of revenue"]})
    described = model.model_copy(update={"description": "Another shop."})
    tables = tuple(
        t.model_copy(update={"description": "Buyers."}) if t.name == "customers" else t for t in model.tables
    )
    asked: list[tuple[dict[str, Any], Question, SemanticModel]] = [
        (usual, question, model),
        (usual, replace(question, text="revenue by country, please"), model),
        (usual, replace(question, clock=Clock(clock.today.replace(day=1))), model),
        (usual, replace(question, history=(Turn("orders", SemanticQuery(measures=("order_count",))),)), model),
        (usual, replace(question, instructions="Revenue is net revenue."), model),
        (usual, replace(question, tables=("customers", "orders", "order_items")), model),
        (usual, question, described.model_copy(update={"tables": tables})),
        ({**usual, "model": "gemini-2.5-pro"}, question, model),
        ({**usual, "values": index}, question, model),
        ({**usual, "provider": replace(account, base_url=f"{api.url}/v2", reach=account.reach)}, question, model),
    ]
    for number, (settings, one, over) in enumerate(asked, 1):
        api.script.append(Said(BY_COUNTRY))
        assert isinstance(LlmPlanner(NONE, **settings).plan(one, over).plan, SemanticQuery)
        assert len(api.calls) == number and len(memory) == number


def test_freely_read_questions_are_not_kept(
    account: Provider, api: Providers, model: SemanticModel, clock: Clock
) -> None:
    memory = Memory()
    planner = LlmPlanner(NONE, provider=account, memory=memory, temperature=0.7)
    api.script += [Said(BY_COUNTRY)] * 2
    for _ in range(2):
        planner.plan(Question("revenue by country", clock), model)
    assert len(api.calls) == 2 and not memory


def test_what_does_not_hold_any_more_or_never_did_is_not_given(
    account: Provider, api: Providers, model: SemanticModel, clock: Clock
) -> None:
    memory, question = Memory(), Question("revenue by country", clock)
    planner = LlmPlanner(NONE, provider=account, memory=memory)
    api.script += [Said(BY_COUNTRY)]
    planner.plan(question, model)
    (fingerprint,) = memory
    memory[fingerprint] = replace(memory[fingerprint], plan=SemanticQuery(measures=("gone",)))
    api.script += [Said(BY_COUNTRY)]
    assert planner.plan(question, model).plan == SemanticQuery(measures=("revenue",), dimensions=("customers.country",))
    memory.clear()
    wrong = {"kind": "query", "query": {"measures": ["shipping_income"], "dimensions": ["products.name"]}}
    api.script += [Said(wrong)] * 3
    assert isinstance(planner.plan(question, model).plan, Refusal) and not memory, "why it failed is no plan to keep"
