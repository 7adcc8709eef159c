"""Numbers in tables carry the sign that charts and tiles carry."""

from __future__ import annotations

import pytest

from lunara.charts.display import display
from lunara.semantic.compiled import OutputColumn
from lunara.semantic.model import Format
from lunara.ui.components.result_table import _number_format


@pytest.mark.parametrize("currency", [None, "USD", "EUR", "CHF", "INR"])
def test_a_currency_is_shown_only_where_the_model_names_it(currency: str | None) -> None:
    form = Format(kind="currency", currency=currency, decimals=2)
    shown = _number_format(OutputColumn("revenue", "measure", "Revenue", "number", form))
    assert shown.replace("%,.2f", "1,234.50") == display(1234.5, form)
