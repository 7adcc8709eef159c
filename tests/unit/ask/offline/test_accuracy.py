"""The measured promise: on drafted models of databases it was not made for, the planner is right or silent."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.ask_accuracy import adventureworks, compare, defog, unanswerable
from tests.shared_data import needs_shared


@needs_shared
def test_simple_business_questions(tmp_path: Path) -> None:
    report = adventureworks(tmp_path, verbose=False).report()
    assert report["right, of all"] >= 0.85
    assert report["wrong, of answered"] <= 0.05


@needs_shared
def test_small_databases_without_declared_keys(tmp_path: Path) -> None:
    report = defog(tmp_path, verbose=False).report()
    assert report["right, of all"] >= 0.45
    assert report["wrong, of answered"] <= 0.05


@needs_shared
def test_what_the_data_cannot_say_is_refused(tmp_path: Path) -> None:
    tally = unanswerable(tmp_path, verbose=False)
    assert len(tally.refused) >= 0.95 * (len(tally.refused) + len(tally.wrong) + len(tally.clarified))


def test_rows_are_compared_as_they_should_be() -> None:
    assert compare([("b", 2), ("a", 1.0)], [(1, "a"), (2, "b")]) == "same"
    assert compare([("a", 1, 9)], [("a", 1)]) == "same"
    assert compare([("a", 1)], [("a", 2)]) == "different"
    assert compare([("a", 1), ("b", 1)], [("a", 1)]) == "different"
    assert compare([("a", 1), (None, 4)], [("a", 1)]) == "same with an empty group"
    assert compare([("Germany", 3)], [("DE", 3)]) == "same"
    assert compare([("Germany", 4)], [("DE", 3)]) == "different"
    assert compare([], []) == "same"
    assert compare([("a",)], []) == "different"
