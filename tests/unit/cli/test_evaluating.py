"""`lunara evaluate`: what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from lunara.semantic.yaml import load_model
from tests.unit.cli.conftest import Run, Shop

REVENUE = {"query": {"measures": ["revenue"]}}
COUNTRIES = {"query": {"measures": ["revenue"], "dimensions": ["customers.country"]}}


def suite(folder: Path, *questions: tuple[str, Any], **more: Any) -> str:
    path = folder / "suite.json"
    told = [{"question": text, "expect": expect} for text, expect in questions]
    path.write_text(json.dumps({"lunara_suite": 1, "name": "mine", "questions": told, **more}), encoding="utf-8")
    return str(path)


def test_it_holds_where_all_is_as_expected(run: Run, shop: Shop, tmp_path: Path) -> None:
    path = suite(tmp_path, ("revenue by country", COUNTRIES), ("what is the weather on mars", "refusal"))
    done = run("evaluate", shop.model, shop.source, path)
    assert done.code == 0, done.out
    told = done.json
    assert told["holds"] and told["misses"] == [] and told["requires"] == {"right": 100, "wrong": 0}
    assert (told["suite"], told["model"], told["planner"]) == ("mine", "shop", "offline")
    assert {key: told[key] for key in ("questions", "right", "wrong", "refused", "asked_back", "failed", "tokens")} == {
        "questions": 2, "right": 2, "wrong": 0, "refused": 0, "asked_back": 0, "failed": 0, "tokens": 0,
    }  # fmt: skip
    assert told["seconds"] > 0
    assert [one["by"] for one in told["outcomes"]] == ["meaning", "refusal"]
    readable = run("evaluate", shop.model, shop.source, path, "--format", "text").out
    assert "2 right" in readable and "It holds." in readable


def test_it_ends_with_3_where_it_does_not_hold(run: Run, shop: Shop, tmp_path: Path) -> None:
    path = suite(tmp_path, ("revenue by country", COUNTRIES), ("orders", REVENUE), requires={"right": 40, "wrong": 1})
    assert run("evaluate", shop.model, shop.source, path).code == 0
    done = run("evaluate", shop.model, shop.source, path, "--wrong", "0")
    assert done.code == 3 and done.json["misses"] == ["1 question was wrong, and none may be."]
    wrong = done.json["outcomes"][1]
    assert wrong["outcome"] == "wrong" and wrong["expected"] != wrong["got"]
    done = run("evaluate", shop.model, shop.source, path, "--right", "60", "--format", "text")
    assert done.code == 3 and "WRONG" in done.out and "It does not hold: 1 of 2 are right (50 %)" in done.out


def test_what_was_not_measured_ends_as_what_it_failed_with(run: Run, shop: Shop, tmp_path: Path) -> None:
    path = suite(tmp_path, ("revenue by country", {"sql": "select no_such_column from main.orders"}))
    done = run("evaluate", shop.model, shop.source, path)
    assert done.code == 5 and done.json["failed"] == 1 and "not measured" in done.json["misses"][0]


def test_two_runs_are_compared(run: Run, shop: Shop, tmp_path: Path) -> None:
    path = suite(tmp_path, ("revenue by country", REVENUE), ("revenue", REVENUE))
    before = tmp_path / "before.json"
    first = run("evaluate", shop.model, shop.source, path)
    before.write_text(first.out, encoding="utf-8")
    assert run("evaluate", shop.model, shop.source, path, "--compare", str(before)).json["changes"] == []
    # Another version of the model, in which that word means something else.
    model = load_model(Path(shop.model).read_text(encoding="utf-8"))
    tables = [
        table.model_copy(update={"measures": tuple(m for m in table.measures if m.name != "revenue")})
        for table in model.tables
    ]
    changed = tmp_path / "changed.json"
    less = model.model_copy(update={"tables": tuple(tables), "measures": (), "verified_questions": ()})
    changed.write_text(less.model_dump_json(by_alias=True, exclude_none=True), encoding="utf-8")
    done = run("evaluate", str(changed), shop.source, path, "--compare", str(before))
    assert done.code != 0
    turned = {one["question"]: (one["before"], one["turned"]) for one in done.json["changes"]}
    assert turned["revenue"][0] == "right" and turned["revenue"][1] in ("worse", "other")


def test_a_batch_has_an_outcome_a_line(run: Run, shop: Shop, tmp_path: Path) -> None:
    lines = [
        {"id": 1, "question": "revenue by country", "expect": COUNTRIES},
        {
            "id": "two",
            "question": "by month",
            "history": ["revenue in 2025"],
            "today": "2026-01-31",
            "expect": "refusal",
        },
        {"id": 3, "question": "revenue"},
    ]
    path = tmp_path / "lines.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    done = run("evaluate", shop.model, shop.source, "--batch", str(path))
    assert done.code == 0
    first, second, third = done.lines
    assert (first["id"], first["outcome"], first["by"]) == (1, "right", "meaning")
    assert (second["id"], second["outcome"]) == ("two", "wrong")
    assert third["id"] == 3 and third["error"] == "invalid" and "expect" in third["message"]


def test_the_day_of_the_suite_is_what_today_is(run: Run, shop: Shop, tmp_path: Path) -> None:
    year = {"query": {"measures": ["revenue"], "time": {"range": {"from": "2025-01-01", "to": "2026-01-01"}}}}
    path = suite(tmp_path, ("revenue last year", {**year, "exactly": False}), today="2026-03-31")
    done = run("evaluate", shop.model, shop.source, path)
    assert done.code == 0 and done.json["today"] == "2026-03-31", done.out
    other = run("evaluate", shop.model, shop.source, path, "--today", "2025-03-31")
    assert other.code == 3 and other.json["today"] == "2025-03-31"


def test_verified_questions_of_the_suite_are_left_out(run: Run, shop: Shop, tmp_path: Path) -> None:
    model = load_model(Path(shop.model).read_text(encoding="utf-8"))
    known = model.verified_questions[0]
    path = suite(tmp_path, (known.question, {"query": known.query}))
    assert run("evaluate", shop.model, shop.source, path).json["left_out"] >= 1
    other = suite(tmp_path, ("what is the weather on mars", "refusal"))
    assert run("evaluate", shop.model, shop.source, other).json["left_out"] == 0


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ((), "SUITE"),
        (("@nowhere",), "nowhere"),
        (("SUITE", "--right", "101"), "--right"),
        (("SUITE", "--compare", "SUITE"), "no run"),
        (("SUITE", "--batch", "-"), "--batch"),
    ],
)
def test_what_cannot_be_read_ends_with_2(
    run: Run, shop: Shop, tmp_path: Path, more: tuple[str, ...], told: str
) -> None:
    path = suite(tmp_path, ("revenue", REVENUE))
    done = run("evaluate", shop.model, shop.source, *(path if word == "SUITE" else word for word in more))
    assert done.code == 2 and told in done.error["message"] + done.error["hint"]


def test_a_provider_without_a_key_is_not_replaced(
    run: Run, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GEMINI_API_KEY", raising=False)
    path = suite(tmp_path, ("revenue", REVENUE))
    assert run("evaluate", shop.model, shop.source, path, "--provider", "gemini").code == 2


def test_what_was_recorded_is_not_asked_again(run: Run, shop: Shop, tmp_path: Path) -> None:
    path = suite(
        tmp_path, ("revenue by country", COUNTRIES), ("orders", REVENUE), ("what is the weather on mars", "refusal")
    )
    record = tmp_path / "run.jsonl"
    first = run("evaluate", shop.model, shop.source, path, "--record", str(record), "--wrong", "1", "--right", "60")
    assert first.code == 0
    lines = record.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4 and sorted(json.loads(line)["outcome"] for line in lines[1:]) == ["right", "right", "wrong"]
    # It was ended within a line, and what it says of another is taken as it stands.
    told = next(json.loads(line) for line in lines if "weather" in line)
    record.write_text(f"{lines[0]}\n{json.dumps({**told, 'seconds': 77.0})}\n{lines[2][:20]}", encoding="utf-8")
    again = run("evaluate", shop.model, shop.source, path, "--record", str(record), "--wrong", "1", "--right", "60")
    assert again.code == 0 and [one["outcome"] for one in again.json["outcomes"]] == ["right", "wrong", "right"]
    assert again.json["outcomes"][2]["seconds"] == 77.0 and again.json["seconds"] > 77
    kept = run("evaluate", shop.model, shop.source, path, "--record", str(record), "--wrong", "1", "--right", "60")
    assert kept.json["outcomes"] == again.json["outcomes"], "all was there, rows and all"
    other = suite(tmp_path, ("revenue by country", COUNTRIES))
    refused = run("evaluate", shop.model, shop.source, other, "--record", str(record))
    assert refused.code == 2 and "another evaluation" in refused.err
    refused = run("evaluate", shop.model, shop.source, other, "--record", other)
    assert refused.code == 2, "a suite is no record"


def test_a_record_holds_rows_and_is_for_its_owner_alone(run: Run, shop: Shop, tmp_path: Path) -> None:
    path, record = suite(tmp_path, ("orders", REVENUE)), tmp_path / "run.jsonl"
    before = os.umask(0o022)
    try:
        run("evaluate", shop.model, shop.source, path, "--record", str(record))
    finally:
        os.umask(before)
    assert stat.S_IMODE(record.stat().st_mode) == 0o600
    # What cannot be read of it is asked again.
    head, told = record.read_text(encoding="utf-8").splitlines()
    record.write_text(f"{head}\n{json.dumps({**json.loads(told), 'tokens': 'many'})}\n", encoding="utf-8")
    again = run("evaluate", shop.model, shop.source, path, "--record", str(record))
    assert again.code == 3 and again.json["wrong"] == 1 and again.json["tokens"] == 0
