"""Where a data source points, as its page says it in a few words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lunara.connect import kind
from lunara.ui.connecting import address_of
from lunara.workspace.records import DataSource


@pytest.mark.parametrize(
    ("name", "config", "said"),
    [
        (
            "postgres",
            {"host": "db.example.com", "port": "5432", "database": "sales", "sslmode": "prefer"},
            "db.example.com / sales",
        ),
        ("bigquery", {"project": "p", "datasets": "web", "price_per_tib": "6.25", "maximum_gib": "100"}, "p / web"),
    ],
)
def test_what_is_as_it_comes_is_not_told(name: str, config: dict[str, str], said: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert address_of(DataSource("1", "2", "Shop", name, config, 1, now, now), kind(name)) == said
