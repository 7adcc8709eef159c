"""`lunara why`: formats, periods, a batch, and what is refused."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.unit.cli.conftest import Run, Shop

TODAY = ("--today", "2026-11-22")


def test_why_in_json_and_its_columns_add_up(run: Run, shop: Shop) -> None:
    done = run("why", shop.model, shop.source, "revenue", "--period", "2026-03", "--by", "customers.country", *TODAY)
    assert done.code == 0
    told = done.json
    assert told["plan"]["change"]["against"] == {"from": "2026-02-01", "to": "2026-03-01"}
    names = [column["name"] for column in told["columns"]]
    assert names == ["member", "before", "after", "change", "share_of_change"] and told["rows"][-1][0] == "Total"
    for place in (1, 2, 3):
        column = [Decimal(str(row[place])) for row in told["rows"]]
        assert sum(column[:-1]) == column[-1]
    assert [one["what"] for one in told["change"]["statements"]][:2] == ["The whole", "By Country"]


def test_why_as_text_and_as_rows(run: Run, shop: Shop) -> None:
    given = ("gross_margin", "--period", "2026-Q1", "--against", "previous_year", *TODAY)
    text = run("why", shop.model, shop.source, *given, "--format", "text").out
    assert text.startswith("Gross margin ") and "Kitagawa" in text and "in Q1 2025" in text
    csv = run("why", shop.model, shop.source, *given, "--format", "csv").out
    assert csv.startswith("member,before,after,weight_before,weight_after,rate_effect,mix_effect,")


def test_a_batch_answers_each_line(run: Run, shop: Shop) -> None:
    lines = [
        {"id": 1, "measure": "revenue", "period": "2026-03", "by": "customers.country"},
        {"id": 2, "measure": "revenue", "period": {"from": "2026-03-01", "to": "2026-03-16"}, "against": "2025-03-01..2025-03-16",
         "filters": [{"field": "customers.country", "op": "=", "values": ["Germany"]}]},
        {"id": 3, "measure": "revenue"},
    ]  # fmt: skip
    done = run("why", shop.model, shop.source, *TODAY, "--batch", "-", stdin="\n".join(map(json.dumps, lines)).encode())
    first, second, third = done.lines
    assert (first["id"], first["outcome"], second["outcome"]) == (1, "answer", "answer")
    assert second["plan"]["change"]["period"] == {"from": "2026-03-01", "to": "2026-03-16"}
    assert third["error"] == "usage"


def test_a_question_goes_on_from_an_explanation(run: Run, shop: Shop) -> None:
    asked = {"id": 1, "question": "why did revenue change in March 2026"}
    first = run("ask", shop.model, shop.source, *TODAY, "--batch", "-", stdin=json.dumps(asked).encode()).lines[0]
    assert first["outcome"] == "answer" and first["plan"]["change"]["period"]["from"] == "2026-03-01"
    before = [{"question": asked["question"], "plan": first["plan"]}]
    again = {"id": 2, "question": "by country", "history": before}
    done = run("ask", shop.model, shop.source, *TODAY, "--batch", "-", stdin=json.dumps(again).encode()).lines[0]
    assert done["plan"]["change"]["dimension"] == "customers.country"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("revenue",), "No period"),
        (("revenue", "--period", "march"), "not a period"),
        (("revenue", "--period", "2026-13"), "not a period"),
        (("revenue", "--period", "2026", "--filters", "{"), "no JSON"),
    ],
)
def test_what_is_no_question_is_usage(run: Run, shop: Shop, given: tuple[str, ...], says: str) -> None:
    done = run("why", shop.model, shop.source, *given, *TODAY)
    assert done.code == 2 and says in done.error["message"]


def test_a_dimension_that_multiplies_rows_is_refused(run: Run, shop: Shop) -> None:
    done = run("why", shop.model, shop.source, "order_count", "--period", "2026-03", "--by", "products.brand", *TODAY)
    assert done.code == 3 and done.json["outcome"] == "refusal"
