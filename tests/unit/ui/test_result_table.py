"""Numbers in tables carry the sign that charts and tiles carry, and the same decimals down a column."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from lunara.charts.display import display
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import OutputColumn
from lunara.semantic.model import Format
from lunara.ui.components.result_table import _config, _number_format, _percent_scaled, _settled


@pytest.mark.parametrize("currency", [None, "USD", "EUR", "CHF", "INR"])
def test_a_currency_is_shown_only_where_the_model_names_it(currency: str | None) -> None:
    form = Format(kind="currency", currency=currency, decimals=2)
    shown = _number_format(OutputColumn("revenue", "measure", "Revenue", "number", form))
    assert shown.replace("%,.2f", "1,234.50") == display(1234.5, form)


@pytest.mark.parametrize(
    ("form", "values", "shown"),
    [
        (Format(kind="percent"), [0.45, 0.4666, None], "%.1f%%"),
        (Format(kind="percent", decimals=2), [Decimal("0.45"), Decimal("0.5")], "%.2f%%"),
        (Format(kind="percent"), [1, 0], "%.1f%%"),
        (None, [1.5, 20.256], "%,.2f"),
        (None, [3, 4], "%,.0f"),
        (Format(kind="currency", currency="USD"), [9.5, 3], "$%,.2f"),
        (Format(kind="currency", currency="JPY"), [900.4], "¥%,.0f"),
        (Format(kind="duration", unit="s"), [4.0], "localized"),
    ],
)
def test_the_numbers_of_a_column_line_up(form: Format | None, values: list[float], shown: str) -> None:
    column = OutputColumn("n", "measure", "N", "number", form)
    result = ResultTable(pa.table({"n": values, "name": ["a"] * len(values)}), False, 0.0, datetime.now(UTC))
    settled = replace(column, format=_settled(column, result))
    assert _number_format(settled) == shown
    scaled = _percent_scaled(result.data, {"n": settled})["n"].to_pylist()
    factor = 100 if form is not None and form.kind == "percent" else 1
    assert scaled == [value if value is None or factor == 1 else pytest.approx(float(value) * 100) for value in values]


@pytest.mark.parametrize("form", [None, Format(kind="text")])
def test_a_key_has_no_thousands_separators(form: Format | None) -> None:
    assert _config(OutputColumn("id", "dimension", "ID", "number", form)).get("type_config") is None
