from __future__ import annotations

from tests.benchmarks.bench_draft import seconds


def test_a_draft_grows_with_its_tables() -> None:
    """Ten times the tables take about ten times as long, and 300 tables of 20 columns a few seconds."""
    seconds(20)
    small, large = min(seconds(30) for _ in range(3)), seconds(300)
    assert large < 8
    assert large / 300 < 2.5 * small / 30
