"""`lunara build`: an outline, its content, and files of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lunara.build.artifact import parse_content
from tests.unit.cli.conftest import Run, Shop


def test_a_report_is_told_and_written(run: Run, shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "returns.json"
    done = run("build", shop.model, shop.source, "report on returns by reason and the weather", "-o", str(file))
    assert (done.code, done.json["kind"], done.json["provider"]) == (0, "report", "offline")
    assert done.json["missing"] == "There is nothing about “weather” in this data."
    assert parse_content("report", done.json["content"]) == parse_content("report", json.loads(file.read_text()))
    assert {"number", "trend", "split"} <= {part["role"] for part in done.json["parts"]}


@pytest.mark.parametrize(
    ("request_", "name", "start"),
    [
        ("dashboard about sales", "sales.html", b"<!doctype html>"),
        ("report about sales", "sales.pdf", b"%PDF"),
        ("deck about sales", "sales.pptx", b"PK"),
        ("deck about sales", "sales.pdf", b"%PDF"),
    ],
)
def test_a_file_is_written(run: Run, shop: Shop, tmp_path: Path, *, request_: str, name: str, start: bytes) -> None:
    file = tmp_path / name
    assert run("build", shop.model, shop.source, request_, "-o", str(file)).code == 0
    data = file.read_bytes()
    assert data.startswith(start) and b"{{headline" not in data


def test_what_cannot_be_made_is_refused(run: Run, shop: Shop, tmp_path: Path) -> None:
    nothing = run("build", shop.model, shop.source, "dashboard about the weather")
    assert (nothing.code, nothing.error["error"]) == (3, "not_in_data")
    assert run("build", shop.model, shop.source, "sales", "-o", "sales.docx").error["error"] == "usage"
    wrong = run("build", shop.model, shop.source, "deck about sales", "-o", str(tmp_path / "deck.html"))
    assert "pptx" in wrong.error["hint"]


def test_a_batch_answers_each_line(run: Run, shop: Shop, tmp_path: Path) -> None:
    batch = tmp_path / "requests.jsonl"
    lines = [
        {"id": 1, "request": "sales", "kind": "slides"},
        {"id": 2, "request": "the weather"},
        {"id": 3, "request": "x", "kind": "y"},
    ]
    batch.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    told = [json.loads(line) for line in run("build", shop.model, shop.source, "--batch", str(batch)).out.splitlines()]
    assert (told[0]["kind"], told[1]["error"], told[2]["id"]) == ("slide", "not_in_data", 3)
