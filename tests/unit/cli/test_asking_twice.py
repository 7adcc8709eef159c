"""`lunara ask --check`: two planners that agree, two that differ, and a check without a second road."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.emulators.providers import Providers, Said, providers
from tests.unit.cli.conftest import Run, Shop

KEY = "AIza-0123456789abcdef-WXYZ"
ASK = ("revenue by country", "--provider", "gemini", "--check", "--today", "2026-11-22")
REVENUE = Said({"kind": "query", "query": {"measures": ["revenue"], "dimensions": ["customers.country"]}})
ORDERS = Said({"kind": "query", "query": {"measures": ["order_count"], "dimensions": ["customers.country"]}})


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Providers]:
    with providers(KEY) as served:
        monkeypatch.setenv("GEMINI_API_KEY", KEY)
        monkeypatch.setenv("LUNARA_LLM_BASE_URL", served.url)
        yield served


def test_two_that_agree(run: Run, shop: Shop, api: Providers) -> None:
    api.script += [REVENUE] * 2
    done = run("ask", shop.model, shop.source, *ASK)
    assert done.code == 0 and done.json["check"]["verdict"] == "agree" and done.json["rows"]
    assert "Check: Two planners agree" in run("ask", shop.model, shop.source, *ASK, "--format", "text").out


def test_two_that_differ(run: Run, shop: Shop, api: Providers) -> None:
    api.script += [ORDERS] * 2
    told = run("ask", shop.model, shop.source, *ASK).json
    assert told["outcome"] == "clarification" and told["rows"] == []
    assert [side["plan"]["measures"] for side in told["check"]["sides"]] == [["order_count"], ["revenue"]]
    text = run("ask", shop.model, shop.source, *ASK, "--format", "text").out
    assert "come to different results" in text and "— Lunara’s own planner —" in text and "What is shown" in text


def test_one_road_checks_nothing(run: Run, shop: Shop) -> None:
    done = run("ask", shop.model, shop.source, "revenue", "--check")
    assert done.code == 2 and "--provider gemini" in done.err
