"""The databases of set C: real ones of the shared material, and the sample shop with its reviewed model."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lunara.ask.values import build_value_index
from lunara.connect import open_url
from lunara.connect.run import Runner
from lunara.connect.sample import make_sample
from lunara.semantic.sample import sample_model
from tests.benchmarks.ask_accuracy import Bench, load

SHOP_TODAY = date(2026, 11, 22)
TODAYS = {
    "adventureworks": date(2012, 1, 15),
    "broker": date(2023, 5, 1),
    "geography": date(2023, 5, 1),
    "restaurants": date(2023, 5, 1),
    "academic": date(2023, 5, 1),
    "shop": SHOP_TODAY,
}


def open_real(name: str, folder: Path) -> tuple[Bench, Path]:
    """The bench of a database of set C, and its DuckDB file; all but the shop need the shared material."""
    path = folder / f"{name}.duckdb"
    if name != "shop":
        return load(name, folder), path
    make_sample(path, today=SHOP_TODAY, scale=0.1)
    warehouse = open_url(f"duckdb:///{path}")
    return Bench(warehouse, sample_model(), build_value_index(sample_model(), Runner(warehouse, record=None))), path
