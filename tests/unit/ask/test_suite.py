"""The file of a suite: read with the place of each mistake, and written as it was read."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from lunara.ask.suite import Expectation, case_json, dated, load_suite, read_case
from lunara.errors import InvalidInput
from lunara.semantic.query import SemanticQuery

TEXT = """\
lunara_suite: 1
name: shop
today: 2026-06-30
requires: {right: 90, wrong: 1}
questions:
  - question: revenue in 2025
    expect: {query: {measures: [revenue]}}
  - id: follow-up
    question: and by month?
    history: [revenue in 2025]
    today: 2026-01-31
    expect: {sql: "select 1", tolerance: 0.01, ordered: true}
  - question: how many stores
    expect: {rows: [[12, "2026-01-01", null, true]], more_columns: true}
  - question: what will we sell
    expect: refusal
  - question: sales of the north
    expect: clarification
  - question: by SQL
    expect: {model_sql: select 1, exactly: true}
"""


def test_it_is_read_and_written_as_it_was() -> None:
    suite = load_suite(TEXT)
    assert (suite.name, suite.today, suite.requires.right, suite.requires.wrong) == ("shop", date(2026, 6, 30), 90, 1)
    first, second, third, *_ = suite.questions
    assert isinstance(first.expect, Expectation) and first.expect.query == SemanticQuery(measures=("revenue",))
    assert (second.name, second.history) == ("follow-up", ("revenue in 2025",))
    assert isinstance(third.expect, Expectation) and third.expect.rows == ((12, "2026-01-01", None, True),)
    written = {"lunara_suite": 1, "name": "shop", "today": "2026-06-30", "requires": {"right": 90, "wrong": 1}}
    assert load_suite(json.dumps({**written, "questions": [case_json(case) for case in suite.questions]})) == suite
    assert [read_case(case_json(case)) for case in suite.questions] == list(suite.questions)
    assert [case.today for case in dated(suite)][:2] == [date(2026, 6, 30), date(2026, 1, 31)]


def test_the_example_of_the_docs_is_one() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")
    suite = load_suite(text.partition("# Evaluation suites")[2].partition("```yaml\n")[2].partition("```")[0])
    assert len(suite.questions) == 5 and suite.requires.right == 95


def question(expect: str, more: str = "") -> str:
    return f"lunara_suite: 1\nquestions:\n  - question: Q\n    expect: {expect}\n{more}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "The file is empty"),
        ("questions: []", "lunara_suite: 1"),
        ("lunara_suite: 2\nquestions: []", "layout 2"),
        ("lunara_suite: 1", "questions"),
        (question("maybe"), "line 4, column 13: questions[0].expect"),
        (question("{}"), "one of query, model_sql, sql, rows"),
        (question("{sql: select 1, rows: [[1]]}"), "sql and rows"),
        (question("{query: {measure: [revenue]}}"), "measures"),
        (question("{query: {measures: [revenue], limit: many}}"), "line 4"),
        (question("{rows: [[1], [1, 2]]}"), "number of values"),
        (question("{rows: [[1]], exactly: true}"), "exactly"),
        (question("{rows: [[1]], tolerance: -1}"), "tolerance"),
        (question("{rows: [[1]], tolerance: .nan}"), "tolerance"),
        (question("{rows: [[[1]]]}"), "rows"),
        (question("refusal", "  - question: Q\n    expect: refusal\n"), "twice"),
        (question("refusal", "  - question: '  '\n    expect: refusal\n"), "empty"),
        (question("refusal", "  - question: R\n    expected: refusal\n"), "line 5"),
        (question("refusal", "requires: {right: 101}\n"), "requires.right"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        load_suite(text)
    assert told in str(raised.value)


def test_a_case_alone_is_told_of_without_a_line() -> None:
    with pytest.raises(InvalidInput, match=r"^expect\.query: the query has 1 mistake"):
        read_case({"question": "Q", "expect": {"query": {"measure": ["revenue"]}}})
    with pytest.raises(InvalidInput, match="no question"):
        read_case(["Q"])


def test_what_is_asked_or_expected_marks_a_case_and_its_name_does_not() -> None:
    one = read_case({"question": "Q", "expect": "refusal"})
    assert one.mark == read_case({"id": "x", "question": " Q ", "expect": "refusal"}).mark
    others = ({"question": "R"}, {"expect": "clarification"}, {"history": ["P"]}, {"today": "2026-01-01"})
    assert one.mark not in {read_case({"question": "Q", "expect": "refusal", **other}).mark for other in others}
