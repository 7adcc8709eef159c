"""A stored answer's rows are a typed table again."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from lunara.connect.plain import plain
from lunara.semantic.compiled import OutputColumn
from lunara.ui.stored_answer import result_from_rows

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "values",
    [
        # what a double writes back is stored as a number, the rest as text, in one column
        [Decimal("3223.3333333333333333"), Decimal("12.5"), Decimal("7"), None],
        [Decimal("12345678901234567.89"), 4],
        [2**70, 1],
        [1, 2.5, None],
        [float("inf"), 1.5],
        [None, None],
        [],
    ],
)
def test_numbers_come_back_as_they_were(values: list[Any]) -> None:
    column = OutputColumn("n", "measure", "N", "number")
    kept = result_from_rows([column], [[plain(value)] for value in values], NOW)
    assert [row[0] for row in kept.rows()] == values
