"""How many rows there are is called that, never by the name of an amount; and amounts carry the currency they were written in."""

from __future__ import annotations

from pathlib import Path

import pytest

from lunara.connect import open_url
from lunara.connect.catalog import Catalog, Column, Table
from lunara.connect.run import Runner
from lunara.semantic.draft import Probe, draft_model
from lunara.semantic.model import Measure, SemanticModel


def of_names(table: str, *columns: str) -> SemanticModel:
    """Drafted from names and types alone."""
    made = tuple(Column(column.split()[0], column.split()[1]) for column in columns)
    return draft_model(Catalog("duckdb", (Table("main", table, made),)), name="x").model


def the_count(model: SemanticModel) -> Measure:
    (found,) = [m for m in model.tables[0].measures if m.aggregate == "count"]
    return found


@pytest.mark.parametrize(
    ("table", "columns", "label"),
    [
        ("sales", ("day date", "sales varchar"), "Number of sales"),
        ("sales", ("day date", "sales decimal(18,2)"), "Number of sales"),
        ("sales", ("day date", "amount decimal(18,2)"), "Number of sales"),
        ("online_sales", ("day date", "amount decimal(18,2)"), "Number of online sales"),
        ("revenue", ("day date", "eur decimal(18,2)"), "Number of revenue rows"),
        ("turnover", ("day date", "x varchar"), "Number of turnover rows"),
        ("umsatz", ("datum date", "umsatz varchar"), "Number of umsatz rows"),
        ("orders", ("day date", "orders integer"), "Number of order rows"),
        ("orders", ("order_id integer", "amount decimal(18,2)"), "Orders"),
        ("customers", ("customer varchar", "city varchar"), "Customers"),
    ],
)
def test_rows_have_no_name_of_an_amount_or_of_a_column(table: str, columns: tuple[str, ...], label: str) -> None:
    model = of_names(table, *columns)
    count = the_count(model)
    assert count.label == label
    names = {name.lower() for name in (count.label or "", *count.synonyms)}
    assert len(names) == len(count.synonyms) + 1
    assert not names & {column.split()[0] for column in columns}
    assert label == label.capitalize() and (label[:9] != "Number of" or table not in names)


def test_amounts_are_shown_in_the_currency_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "when;Sales;Betrag;Kosten;Units\n2024-01-01;$1.50;2,00 €;kr 5;3\n2024-01-02;$2.50;3,00 €;kr 6;4\n"
    )
    warehouse = open_url(f"csv://{tmp_path}/a.csv")
    try:
        table = draft_model(warehouse.catalog(), probe=Probe(Runner(warehouse, record=None)), name="x").model.tables[0]
    finally:
        warehouse.close()
    shown = {m.label: (m.format.kind, m.format.currency, m.format.unit) for m in table.measures if m.format is not None}
    assert shown["Sales"] == ("currency", "USD", None)
    assert shown["Betrag"] == ("currency", "EUR", None)
    assert shown["Kosten"] == ("number", None, "kr")
    assert shown["Units"] == ("number", None, None)
    assert {m.description for m in table.measures if m.label == "Betrag"} == {"Amounts in €."}
