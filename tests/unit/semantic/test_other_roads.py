"""A field's table that several roads lead to: which one is gone, where that is said, and in which words."""

from __future__ import annotations

import pytest

from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock, CompiledQuery
from lunara.semantic.lineage import told
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.ui.components.lineage_view import lineage_picture
from tests.snapshots.shop import CLOCK


def table(name: str, *fields: str, measures: bool = False, label: str | None = None) -> dict[str, object]:
    counted = [{"name": f"{name}_count", "aggregate": "count"}] if measures else []
    return {
        "name": name,
        "source": name,
        "label": label,
        "primary_key": [f"{name}_id"],
        "dimensions": [{"name": one} for one in fields],
        "measures": counted,
    }


def leads(start: str, end: str, label: str | None = None) -> dict[str, object]:
    name = f"{start}_{end}"
    return {
        "name": name,
        "from_table": start,
        "from_columns": [f"{end}_id"],
        "to_table": end,
        "to_columns": [f"{end}_id"],
        "label": label,
    }


MODEL = SemanticModel.model_validate(
    {
        "name": "vets",
        "tables": [
            table("invoices", "paid", measures=True),
            table("invoice_lines", "item", measures=True),
            table("suppliers", "supplier_name"),
            table("makers", "maker_name"),
            table("owners", "town", measures=True),
            table("clinics", "clinic_name", "region", label="Practices"),
        ],
        "relationships": [
            leads("invoices", "clinics"),
            leads("invoices", "owners"),
            leads("owners", "clinics", "Home practice"),
            leads("invoice_lines", "invoices"),
            leads("invoice_lines", "makers"),
            leads("makers", "suppliers"),
            leads("suppliers", "clinics"),
        ],
    }
)


def compiled(query: dict[str, object], clock: Clock = CLOCK) -> CompiledQuery:
    return compile_query(SemanticQuery.model_validate(query), MODEL, "duckdb", clock)


@pytest.mark.parametrize("fields", [["clinics.region"], ["clinics.clinic_name", "clinics.region"]])
def test_what_a_row_names_itself_needs_no_word_but_in_its_lineage(fields: list[str]) -> None:
    found = compiled({"measures": ["invoices_count"], "dimensions": fields})
    assert found.warnings == ()
    assert [join.relationship for join in found.joins] == ["invoices_clinics"]
    assert found.lineage is not None
    lines = "\n".join(told(found.lineage))
    assert "another road: invoices → owners (invoices_owners) → clinics (owners_clinics)" in lines
    assert "not the home practice of owners" in str(lineage_picture(found.lineage, found.columns))


def test_between_two_roads_over_other_things_one_short_sentence_says_which_in_the_words_of_the_model() -> None:
    found = compiled({"measures": ["invoice_lines_count"], "dimensions": ["clinics.clinic_name", "clinics.region"]})
    assert found.warnings == ("Goes by the practices of invoices, not the practices of suppliers of makers.",)
    assert [join.relationship for join in found.joins] == ["invoice_lines_invoices", "invoices_clinics"]


def test_which_road_is_said_after_all_else() -> None:
    query = {
        "measures": ["invoice_lines_count"],
        "dimensions": ["clinics.region"],
        "filters": [{"exists": "owners", "where": [{"field": "owners.town", "op": "=", "values": ["Bath"]}]}],
    }
    *_, last = compiled(query).warnings
    assert last.startswith("Goes by the practices of invoices")


def test_rows_asked_for_beyond_a_road_are_said_in_the_words_of_the_model() -> None:
    query = {
        "measures": ["invoices_count"],
        "filters": [{"field": "suppliers.supplier_name", "op": "=", "values": ["A"]}],
    }
    for warning in compiled(query).warnings:
        assert "_" not in warning and "→" not in warning, warning


def test_a_road_over_tables_that_may_not_be_named_is_not_told() -> None:
    query = SemanticQuery.model_validate({"measures": ["invoice_lines_count"], "dimensions": ["clinics.region"]})
    allowed = {"invoice_lines", "invoices", "clinics"}
    found = compile_query(query, MODEL, "duckdb", CLOCK, tables=allowed)
    hidden = [t.model_copy(update={"hidden": t.name in ("makers", "suppliers")}) for t in MODEL.tables]
    other = compile_query(query, MODEL.model_copy(update={"tables": tuple(hidden)}), "duckdb", CLOCK)
    for one in (found, other):
        assert one.lineage is not None
        said = " ".join([*one.warnings, *told(one.lineage), str(lineage_picture(one.lineage, one.columns))]).lower()
        assert "maker" not in said and "supplier" not in said, said
        assert [join.relationship for join in one.joins] == ["invoice_lines_invoices", "invoices_clinics"]
    narrower = compile_query(query, MODEL, "duckdb", CLOCK, tables={"invoice_lines", "clinics"})
    assert narrower.warnings == ()
