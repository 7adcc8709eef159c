"""`lunara enrich`: the estimate, the question before it begins, going on, what is taken, exit codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lunara.ask.planners import patient
from lunara.cli.sources import read_model
from tests.emulators.providers import Providers, providers
from tests.unit.cli.conftest import Run, Shop

KEY = "key-of-the-command-line"
LABEL = {"words": [{"id": "orders.status", "label": "Where the order is", "synonyms": ["stage"]}]}
MADE = {
    "words": [],
    "measures": [
        {
            "name": "income_for_a_unit",
            "label": "Income for a unit",
            "expression": "order_items.revenue / order_items.units_sold",
        },
        {"name": "one", "expression": "order_items.revenue / order_items.revenue"},
    ],
}


@pytest.fixture
def served(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Providers]:
    monkeypatch.setattr(patient, "FIRST_WAIT_SECONDS", 0.01)
    with providers(KEY) as found:
        monkeypatch.setenv("GEMINI_API_KEY", KEY)
        monkeypatch.setenv("LUNARA_LLM_BASE_URL", found.url)
        yield found


def test_without_a_key_it_says_what_it_needs(run: Run, shop: Shop, tmp_path: Path) -> None:
    ran = run("enrich", shop.model, "--state", str(tmp_path / "s.json"))
    assert ran.code == 2 and "GEMINI_API_KEY" in ran.error["hint"]


def test_nothing_is_asked_before_somebody_has_said_yes(run: Run, served: Providers, shop: Shop, tmp_path: Path) -> None:
    state = tmp_path / "s.json"
    told = run("enrich", shop.model, "--table", "orders", "--estimate", "--state", str(state)).json
    assert told["batches"] == 2 and told["tokens"]["prompt"] > 1000 and told["dollars"] is None
    ran = run("enrich", shop.model, "--table", "orders", "--state", str(state))
    assert (ran.code, ran.error["error"]) == (3, "not_confirmed")
    assert ran.error["details"]["tokens"] == told["tokens"]
    assert not served.calls and not state.exists()
    wrong = run("enrich", shop.model, "--table", "ordrs", "--yes")
    assert wrong.code == 2 and "orders" in wrong.error["hint"]


def test_it_goes_on_where_it_was_and_writes_what_is_taken(
    run: Run, served: Providers, shop: Shop, tmp_path: Path
) -> None:
    state, out = str(tmp_path / "s.json"), str(tmp_path / "out.yaml")
    asked = ("enrich", shop.model, shop.source, "--table", "orders", "--state", state, "--yes", "--today", "2026-11-22")
    served.plans += [LABEL]
    served.status = 503
    failed = run(*asked)
    assert (failed.code, failed.error["error"]) == (4, "unavailable")
    served.status = 0
    served.plans += [MADE]
    done = run(*asked).json
    assert done["batches"] == {"done": 2, "of": 2} and done["tokens"] == {
        "prompt": 600,
        "completion": 40,
        "estimated": 0,
    }
    assert [(p["kind"], p["accepted"]) for p in done["proposals"]] == [
        ("label", False), ("synonyms", False), ("measure", False),
    ]  # fmt: skip
    assert done["proposals"][2]["checked"].startswith("It ran")
    assert [one["value"] for one in done["dropped"]] == ["one = order_items.revenue / order_items.revenue"]
    before = len(served.calls)
    taken = run(*asked, "-o", out).json
    assert len(served.calls) == before, "what was paid for is taken from the file"
    assert [p["kind"] for p in taken["proposals"] if p["accepted"]] == ["synonyms", "measure"], (
        "the label is a person's"
    )
    model = read_model(out)
    assert "income_for_a_unit" in {m.name for m in model.measures}
    orders = model.table("orders")
    assert orders is not None
    status = next(d for d in orders.dimensions if d.name == "status")
    assert status.label == "Order status" and "stage" in status.synonyms
    id = done["proposals"][0]["id"]
    run(*asked, "-o", out, "--accept", id)
    orders = read_model(out).table("orders")
    assert orders is not None
    assert next(d.label for d in orders.dimensions if d.name == "status") == "Where the order is"
    assert run(*asked, "-o", out, "--accept", "nothing").code == 2
    assert json.loads(Path(state).read_text().splitlines()[0])["provider"] == "Gemini"
