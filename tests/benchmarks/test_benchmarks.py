"""Every benchmark of the app runs, in a tiny size. Its times are not looked at: the machine may be busy."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks import (
    bench_ask,
    bench_catalog,
    bench_cold_start,
    bench_compile,
    bench_context,
    bench_dashboard,
    bench_enrich,
    bench_execution,
    bench_guard,
    bench_lists,
    bench_llm,
    bench_memory,
    bench_model,
    bench_people,
    bench_query_log,
    bench_reading,
    bench_rls,
    bench_running,
    bench_table,
    bench_upload,
)
from tests.benchmarks.generated import QUERIES, generated_model
from tests.benchmarks.hand_written import QUESTIONS
from tests.benchmarks.live import Sample, sample_workspace
from tests.browser.conftest import CHROMIUM
from tests.shared_data import needs_shared

in_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def sample() -> Iterator[Sample]:
    """The sample project with its dashboard."""
    with sample_workspace() as made:
        yield made


def ratios(lines: Sequence[str]) -> list[float]:
    return [float(found) for line in lines for found in re.findall(r"ratio (-?[\d.]+)$", line)]


def test_ask() -> None:
    assert len(ratios(bench_ask.measure(1, scale=0.02))) == 14


def test_llm() -> None:
    assert len(ratios(bench_llm.measure(1, 0.01))) == 13


def test_compile() -> None:
    assert len(ratios(bench_compile.measure_compile(1, (4, 10)))) == 5
    assert len(ratios(bench_compile.measure_load(1, (4,)))) == 2
    assert [len(generated_model(size).tables) for size in (4, 7, 10, 300)] == [4, 7, 10, 300]
    assert len(QUERIES) == 12


def test_context() -> None:
    lines = bench_context.measure(1, (4, 20))
    assert len(ratios(lines)) == 8 and len(lines) == 10


def test_enrich() -> None:
    """Runs of both sizes go through both ledgers, are interrupted and gone on with, and are read as they were made."""
    assert len(ratios([*bench_enrich.measure(4, 8)])) == 11


def test_guard() -> None:
    lines = bench_guard.measure(1)
    assert len(ratios(lines)) == 2
    assert "50 real queries" in lines[0]
    assert len(ratios(bench_guard.measure_hostile(2_000))) == len(bench_guard.HOSTILE)


def test_execution() -> None:
    """Compiled and hand-written SQL give equal rows: `measure` compares them."""
    assert len(QUESTIONS) >= 20
    assert len(ratios(bench_execution.measure(1, 1))) == len(QUESTIONS) + 2


def test_catalog() -> None:
    assert len(ratios(bench_catalog.measure(3, 1))) == 1


def test_query_log() -> None:
    assert len(ratios(bench_query_log.measure(2000, 1))) == 14


def test_rls() -> None:
    """A member and the superuser are answered the same: `measure` compares them."""
    assert len(ratios(bench_rls.measure(8, 5, 1))) == 7


def test_lists() -> None:
    assert len(ratios(bench_lists.measure(20, 10, 1))) == 22


def test_reading() -> None:
    assert len(ratios(bench_reading.measure(5000, 1, 1))) == (4 if sys.platform == "linux" else 3)


def test_dashboard(sample: Sample) -> None:
    found = ratios(bench_dashboard.measure(sample, 3, 2, 0.3))
    assert len(found) == 5
    assert found[0] < 1, "eight cached charts cost less than eight made anew, on any machine"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory(sample: Sample) -> None:
    assert len(ratios(bench_memory.measure(sample, [1, 2]))) == 6


def test_model() -> None:
    assert len(ratios(bench_model.measure(12, 1))) == 7


@needs_shared
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_people() -> None:
    """Nobody sees a word of another organization; and would one be seen, it would be told."""
    with bench_people.company(2, 2) as (server, everybody):
        assert len({who.own for who in everybody}) == 2
        assert len(ratios(bench_people.lines(bench_people.load(server, everybody, 2)))) == 10
        first, last = everybody[0], everybody[-1]
        swapped = [replace(first, own=last.own), replace(last, own=first.own)]
        told = bench_people.visited(server, swapped, 1)
        assert {line.rpartition(" ")[2] for line in told.foreign} >= {first.own[0], last.own[0]}
        assert len(told.errors) == 4 and "saw nothing of their own" in told.errors[0]


def test_running() -> None:
    assert len(ratios(bench_running.measure(3, 0.3, 20_000))) == 8 + (sys.platform == "linux")


@in_chromium
def test_table(sample: Sample) -> None:
    lines = bench_table.measure(sample, 2_000, 1)
    assert len(ratios(lines)) == 4


@in_chromium
def test_cold_start(sample: Sample) -> None:
    assert len(ratios(bench_cold_start.measure(sample, 1))) == 4


@in_chromium
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_upload(tmp_path: Path) -> None:
    path, home = tmp_path / "made.csv", tmp_path / "home"
    home.mkdir()
    bench_upload.make_csv(path, 5)
    lines = bench_upload.measure(path, home)
    assert len(ratios(lines)) == 2 and len(lines) == 5
