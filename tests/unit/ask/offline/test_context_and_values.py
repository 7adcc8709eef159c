"""What a planner is shown, and the warehouse's own words."""

from __future__ import annotations

import time
from datetime import date

import pytest

from lunara.ask.context import context_for
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex, build_value_index, looks_personal
from lunara.connect.run import Runner
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Cancelled
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Measure, Relationship, SemanticModel, Table
from lunara.semantic.query import SemanticQuery

CLOCK = Clock(date(2026, 11, 22))


def large_model(tables: int = 3_000) -> SemanticModel:
    """Many tables of the same few columns, and among them the three that a question is about."""
    made = [
        Table(
            name=f"log_{i}",
            source=f"main.log_{i}",
            label=f"Log of system {i}",
            description="Technical events of one system, kept for a year.",
            primary_key=("id",),
            default_time="at",
            dimensions=(
                Dimension(name="id", type="number", hidden=True),
                Dimension(name="at", type="time", label="Event time"),
                *(Dimension(name=f"attribute_{k}", label=f"Attribute {k} of event") for k in range(15)),
            ),
            measures=(Measure(name=f"log_{i}_count", aggregate="count", label=f"Events of system {i}"),),
        )
        for i in range(tables)
    ]
    shop = (
        Table(
            name="shipments",
            source="main.shipments",
            label="Shipments",
            primary_key=("id",),
            default_time="sent_on",
            dimensions=(Dimension(name="id", type="number", hidden=True), Dimension(name="sent_on", type="time")),
            measures=(Measure(name="tonnage", aggregate="sum", expression="tons", label="Tonnage"),),
        ),
        Table(
            name="voyages",
            source="main.voyages",
            label="Voyages",
            primary_key=("id",),
            dimensions=(Dimension(name="id", type="number", hidden=True),),
        ),
        Table(
            name="harbours",
            source="main.harbours",
            unique_keys=(("name",),),
            label="Harbours",
            primary_key=("id",),
            dimensions=(Dimension(name="id", type="number", hidden=True), Dimension(name="name", label="Harbour name")),
        ),
    )
    joins = (
        Relationship(
            name="s_v", from_table="shipments", from_columns=("voyage_id",), to_table="voyages", to_columns=("id",)
        ),
        Relationship(
            name="v_h", from_table="voyages", from_columns=("harbour_id",), to_table="harbours", to_columns=("id",)
        ),
    )
    return SemanticModel(
        name="large", dialect="duckdb", tables=(*made[: tables // 2], *shop, *made[tables // 2 :]), relationships=joins
    )


@pytest.fixture(scope="module")
def large() -> SemanticModel:
    return large_model()


def test_three_thousand_tables_fit_the_budget_in_milliseconds(large: SemanticModel) -> None:
    question = Question("tonnage of shipments by harbour", CLOCK)
    context_for(question, large)
    spent = []
    for _ in range(3):
        started = time.process_time()
        found = context_for(question, large)
        spent.append(time.process_time() - started)
    assert found.tokens <= 4_000
    assert len(found.text) / 3.6 <= 4_000
    assert found.tables[:3] == ("shipments", "voyages", "harbours") or set(found.tables[:3]) == {
        "shipments",
        "voyages",
        "harbours",
    }
    assert min(spent) < 1, "generous: how fast it is, is the benchmark's to say"


def test_the_planner_works_on_three_thousand_tables(large: SemanticModel) -> None:
    planner = OfflinePlanner()
    plan = planner.plan(Question("tonnage by harbour", CLOCK), large).plan
    assert isinstance(plan, SemanticQuery)
    assert plan.dimensions == ("harbours.name",)
    started = time.process_time()
    planner.plan(Question("monthly tonnage", CLOCK), large)
    assert time.process_time() - started < 3


def test_at_most_as_many_tables_as_asked(model: SemanticModel) -> None:
    found = context_for(Question("revenue by country", CLOCK), model, tables=3)
    assert len(found.tables) == 3
    assert found == context_for(Question("revenue by country", CLOCK), model, max_tables=3)


def test_most_relevant_first_with_fields_and_values(model: SemanticModel) -> None:
    found = context_for(Question("refunds by return reason in Germany", CLOCK), model)
    assert found.tables[0] == "returns"
    assert "returns.refunds" in found.fields[:5]
    assert ("customers.country", "Germany") in {(v.field, v.value) for v in found.values}
    assert found.tokens > 0


def test_misspelt_and_near_words_find_their_tables(model: SemanticModel) -> None:
    assert context_for(Question("suplier adress", CLOCK), model).tables[0] in ("suppliers", "addresses")
    assert "suppliers" in context_for(Question("vendors per nation", CLOCK), model).tables[:2]


def test_tables_outside_of_reach_are_not_shown(model: SemanticModel) -> None:
    found = context_for(Question("salary by job", CLOCK, tables=("orders", "customers")), model)
    assert set(found.tables) <= {"orders", "customers"}


def test_verified_questions_about_the_same_are_shown(model: SemanticModel) -> None:
    found = context_for(Question("gross margin by department", CLOCK), model)
    assert any("gross margin" in v.question for v in found.verified)


# -- values --------------------------------------------------------------------------------------------------------


def test_values_come_from_the_warehouse(shop: Warehouse, model: SemanticModel) -> None:
    index = build_value_index(model, Runner(shop, record=None))
    assert index.lookup(["germany"], "GERMANY")
    assert {h.field for h in index.lookup(["cookware"], "cookware")} == {"name"}
    assert "customers.city" in index.fields


def test_personal_fields_are_never_read(shop: Warehouse, model: SemanticModel) -> None:
    index = build_value_index(model, Runner(shop, record=None))
    assert not {
        "customers.full_name",
        "customers.email",
        "addresses.street",
        "addresses.postal_code",
        "staff.full_name",
    } & set(index.fields)


def test_hidden_fields_are_neither_read_nor_matched(shop: Warehouse, model: SemanticModel) -> None:
    def hiding(table: Table) -> Table:
        hidden = [d.model_copy(update={"hidden": True, "sample_values": ("Germany",)}) for d in table.dimensions]
        kept = [new if old.name == "country" else old for old, new in zip(table.dimensions, hidden, strict=True)]
        return table.model_copy(update={"dimensions": tuple(kept)})

    smaller = model.model_copy(update={"tables": tuple(hiding(t) for t in model.tables)})
    for index in (build_value_index(smaller, Runner(shop, record=None)), ValueIndex.from_model(smaller)):
        assert not [field for field in index.fields if field.endswith(".country")]
        assert "country" not in {hit.field for hit in index.lookup(["germany"], "Germany")}
    # an index that was read before the field was hidden
    assert not Lexicon(smaller, build_value_index(model, Runner(shop, record=None))).value_matches(
        ["germany"], "Germany"
    )


@pytest.mark.parametrize(
    ("table", "name", "personal"),
    [
        ("customers", "email", True),
        ("customers", "full_name", True),
        ("patients", "last_name", True),
        ("customers", "phone_number", True),
        ("people", "ssn", True),
        ("sbcustomer", "sbcustname", True),
        ("sbcustomer", "sbcustaddress1", True),
        ("hremployees", "empname", True),
        ("salaries", "name", True),
        ("orders", "shippostalcode", True),
        ("sbticker", "sbtickername", False),
        ("hats", "headgear", False),
        ("products", "name", False),
        ("customers", "segment", False),
        ("stores", "city", False),
        ("customers", "country", False),
    ],
)
def test_what_counts_as_personal(table: str, name: str, personal: bool) -> None:
    assert looks_personal(Table(name=table), Dimension(name=name)) is personal


def test_indexing_can_be_cancelled(shop: Warehouse, model: SemanticModel) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        build_value_index(model, Runner(shop, record=None), cancel=token)


def test_lookup_is_tolerant_of_case_plural_and_accents() -> None:
    index = ValueIndex.from_values({("t", "kind"): ["Road Bikes", "São Paulo", "Helmets"]})
    assert index.lookup(["road", "bike"], "road bike")[0].value == "Road Bikes"
    assert index.lookup(["helmet"], "helmet")[0].value == "Helmets"
    assert index.lookup(["sao", "paulo"], "sao paulo")[0].value == "São Paulo"
    assert index.spelled("helmtes")[0].value == "Helmets"
    assert index.spelled("helicopter") == []
