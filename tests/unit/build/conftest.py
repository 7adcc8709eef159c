from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lunara.connect.duckdb import open as open_duckdb
from lunara.connect.sample import make_sample
from lunara.connect.warehouse import Warehouse
from lunara.semantic.compiled import Clock
from lunara.settings import load_settings

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The sample shop, small, whose last month is October 2026."""
    path: Path = make_sample(tmp_path_factory.mktemp("shop") / "shop.duckdb", today=TODAY, scale=0.05)
    warehouse = open_duckdb({"path": str(path)}, {}, load_settings({}))
    yield warehouse
    warehouse.close()


@pytest.fixture
def clock() -> Clock:
    return Clock(TODAY)
