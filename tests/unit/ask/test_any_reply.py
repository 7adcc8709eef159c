"""Whatever a provider returns, the question is answered by somebody, and the next one works: random replies by each protocol."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lunara.ask.answer import compile_plan
from lunara.ask.plan import Clarification, Refusal
from lunara.ask.planners import patient
from lunara.ask.planners.fallback import FallbackPlanner
from lunara.ask.planners.llm import LlmPlanner
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.providers import Provider, of_organization
from lunara.ask.question import Question
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.settings import Settings
from lunara.workspace.records import ProviderAccount
from tests.emulators.providers import Providers, Said, providers
from tests.unit.ask.conftest import CLOCK
from tests.unit.ask.test_providers import BY_COUNTRY, KEY, MODELS, PATHS, provider_names

NONE = Settings(home=Path(), llm_timeout_seconds=20.0)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("x" * 5_000)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
PLAN: dict[str, Any] = {
    "kind": "query",
    "query": {
        "measures": ["revenue", {"name": "n", "table": "orders", "aggregate": "count", "filter": "status = 'paid'"}],
        "dimensions": ["customers.country", {"field": "time", "grain": "month"}],
        "filters": [{"or": [{"field": "customers.country", "op": "=", "values": ["Peru"]}]}],
        "time": {"range": {"last": 3, "grain": "month"}},
        "order_by": [{"field": "revenue", "direction": "desc"}],
        "limit": 5,
    },
    "sql": "SELECT country FROM customers",
    "text": "Which?",
    "options": [{"label": "a", "question": "revenue"}, {"label": "b", "question": "orders"}],
    "understood": [{"text": "revenue", "as": "Revenue"}],
    "ignored": ["please"],
}


def places(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document."""
    yield path
    if isinstance(part, dict | list):
        for key, value in part.items() if isinstance(part, dict) else enumerate(part):
            yield from places(value, (*path, key))


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The document with another value in one place."""
    if not path:
        return value
    copied = copy.deepcopy(document)
    inner = copied
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return copied


def altered(document: Any) -> st.SearchStrategy[Any]:
    """The document with one or two places that hold something else."""
    once = st.builds(
        changed, st.just(document), st.sampled_from(list(places(document))), JSON | st.sampled_from(["sql", "refusal"])
    )
    return once | once.flatmap(lambda one: st.builds(changed, st.just(one), st.sampled_from(list(places(one))), JSON))


def replies(envelope: Any) -> st.SearchStrategy[Said]:
    """What a provider may send: plans that are none, envelopes that are none, bytes, statuses, broken lines."""
    whole = json.dumps(envelope).encode()
    return st.one_of(
        altered(PLAN).map(Said),
        st.text(max_size=60).filter(bool).map(lambda text: Said(text=text)),
        altered(envelope).map(lambda said: Said(raw=json.dumps(said).encode())),
        st.binary(max_size=80).map(lambda raw: Said(raw=raw)),
        st.integers(0, len(whole)).map(lambda end: Said(raw=whole, cut=end)),
        st.integers(0, len(whole)).map(lambda end: Said(raw=whole[:end])),
        st.builds(
            lambda status, raw: Said(status=status, raw=raw, headers={"retry-after": "0"}),
            st.sampled_from([200, 201, 301, 400, 401, 403, 404, 408, 409, 413, 418, 429, 500, 503, 529, 599]),
            st.none() | st.binary(max_size=40) | st.just(b"<html><body>Sign in</body></html>"),
        ),
        st.just(Said(raw=b"[" + b"{}," * 20_000)),
        st.sampled_from(["application/xml", "text/html; charset=utf-16", "nonsense"]).map(
            lambda kind: Said(raw=whole, headers={"content-type": kind})
        ),
    )


@pytest.fixture(scope="module")
def api() -> Iterator[Providers]:
    with providers(KEY) as served:
        yield served


@pytest.fixture(params=provider_names(), scope="module")
def account(request: pytest.FixtureRequest, api: Providers) -> Provider:
    return of_organization(ProviderAccount(request.param, KEY, api.url), MODELS[request.param], NONE)


def envelope_of(account: Provider) -> Any:
    body = {"model": account.model, "tools": [{"name": "plan"}]}
    return Providers(KEY).told(PATHS[account.name], body, PLAN)[1]


# What an SDK says of numbers that it could not find is no error: they are estimated.
@pytest.mark.filterwarnings("ignore:Failed to extract usage")
def test_whatever_is_returned_the_next_question_works(account: Provider, api: Providers, model: SemanticModel) -> None:
    planner = FallbackPlanner([LlmPlanner(NONE, provider=account), OfflinePlanner()])
    question = Question("revenue by country", CLOCK)

    @settings(max_examples=30, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(replies(envelope_of(account)), min_size=1, max_size=3))
    def check(said: list[Said]) -> None:
        api.script[:] = said
        planned = planner.plan(question, model)
        if not isinstance(planned.plan, Clarification | Refusal):
            compile_plan(planned.plan, model, model.dialect or "duckdb", CLOCK)
        json.dumps([planned.notes, planned.provider, [piece.as_ for piece in planned.understood]]).encode("utf-8")
        api.script[:] = [Said(BY_COUNTRY)]
        again = planner.plan(question, model)
        assert again.provider.startswith(account.label[:4]) or again.provider.startswith("gemini")
        assert again.plan == SemanticQuery(measures=("revenue",), dimensions=("customers.country",))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(patient, "FIRST_WAIT_SECONDS", 0.001)
        check()
    api.script.clear()


def test_what_is_being_done_is_told_while_it_is_done(
    account: Provider, api: Providers, model: SemanticModel, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patient, "FIRST_WAIT_SECONDS", 0.001)
    steps: list[tuple[str, int]] = []
    wrong = Said({"kind": "query", "query": {"measures": ["revenu"]}})
    api.script[:] = [Said(status=503), wrong, Said(BY_COUNTRY)]
    api.calls.clear()

    def say(step: str, detail: str) -> None:
        steps.append((step, len(api.calls)))

    planner = FallbackPlanner([LlmPlanner(NONE, provider=account, on_step=say), OfflinePlanner()], on_step=say)
    planner.plan(Question("revenue by country", clock), model)
    assert steps == [("Reading the model", 0), ("Writing the query", 0), ("Trying again", 1), ("Repairing", 2)]
    steps.clear()
    api.script[:] = [Said(status=400)]
    planner.plan(Question("revenue by country", clock), model)
    assert steps[-1][0] == "Asking another planner"
