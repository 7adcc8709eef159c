"""What tests of asking share: the sample shop, small, with its reviewed model."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lunara.connect import open_url
from lunara.connect.sample import make_sample
from lunara.connect.warehouse import Warehouse
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.sample import sample_model

CLOCK = Clock(date(2026, 11, 22))


@pytest.fixture(scope="session")
def shop_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sample(tmp_path_factory.mktemp("shop") / "shop.duckdb", today=CLOCK.today, scale=0.02)


@pytest.fixture(scope="session")
def shop(shop_path: Path) -> Iterator[Warehouse]:
    warehouse = open_url(f"duckdb://{shop_path}")
    yield warehouse
    warehouse.close()


@pytest.fixture(scope="session")
def model() -> SemanticModel:
    return sample_model()


@pytest.fixture
def clock() -> Clock:
    return CLOCK
