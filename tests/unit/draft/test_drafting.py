"""The draft as a whole: valid, runnable, honest about what it asked and why it proposes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunara.connect import open_url
from lunara.connect.catalog import Catalog, Column, ForeignKey, Table
from lunara.connect.run import Runner, run
from lunara.connect.sample import make_sample
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Cancelled
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import DraftStep, Probe, display_dimension, draft_model, review_of
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import DimensionRef, SemanticQuery
from lunara.semantic.review import review_items
from tests.unit.draft.live import duck, failures, lite


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    path = tmp_path_factory.mktemp("sample") / "shop.duckdb"
    return open_url(f"duckdb:///{make_sample(path, scale=0.02, today=date(2025, 6, 1))}")


def _stripped(catalog: Catalog) -> Catalog:
    return Catalog(
        catalog.dialect,
        tuple(Table(t.schema, t.name, t.columns, t.kind, t.description, t.row_count) for t in catalog.tables),
    )


def test_the_sample_without_its_keys(sample: Warehouse) -> None:
    catalog = sample.catalog()
    declared = {
        (t.name, k.columns, k.references_table, k.references_columns) for t in catalog.tables for k in t.foreign_keys
    }
    draft = draft_model(_stripped(catalog), name="shop", probe=Probe(Runner(sample, record=None)))
    found = {(r.from_table, r.from_columns, r.to_table, r.to_columns) for r in draft.model.relationships}
    assert declared <= found
    # Two references that the sample does not declare because it has orphans on purpose.
    assert {(f[0], f[1]) for f in found - declared} == {("orders", ("customer_id",)), ("order_items", ("product_id",))}
    assert failures(sample, draft.model) == []


def test_every_item_has_its_evidence_under_the_key_of_the_review(sample: Warehouse) -> None:
    draft = draft_model(sample.catalog(), name="shop", probe=Probe(Runner(sample, record=None)))
    review = review_of(draft)
    keys = {item.key for item in review_items(draft.model, review)}
    assert keys == set(review)
    for note in review.values():
        assert note["status"] == "proposed"
        assert 0 < float(str(note["confidence"])) <= 1
        assert note["because"]


def test_numbers_of_the_sample(sample: Warehouse) -> None:
    model = draft_model(sample.catalog(), name="shop", probe=Probe(Runner(sample, record=None))).model
    inventory, orders, lines = (model.table(name) for name in ("inventory", "orders", "order_items"))
    assert inventory is not None and orders is not None and lines is not None
    balances = [m for m in inventory.measures if m.additive_over == "not time"]
    assert [m.expression for m in balances] == ["units_on_hand"]
    assert inventory.primary_key == ("snapshot_date", "warehouse_id", "product_id")
    assert orders.default_time == "ordered_at"
    assert lines.default_time == "orders.ordered_at"
    assert {m.name: m.aggregate for m in lines.measures}["average_unit_price"] == "avg"
    assert "average_order_value" in {m.name for m in model.measures}
    assert "return_rate" in {m.name for m in model.measures}
    cancelled = next(m for m in orders.measures if m.name == "order_count_without_cancelled")
    assert cancelled.filter is not None
    assert next(m for m in orders.measures if m.name == "order_count").filter is None


def test_display_dimensions(sample: Warehouse) -> None:
    model = draft_model(sample.catalog(), name="shop").model
    assert display_dimension(model, "customers") == "full_name"
    assert display_dimension(model, "products") == "name"
    assert display_dimension(model, "inventory") is None
    assert display_dimension(model, "nothing") is None


def test_values_stay_in_the_warehouse_when_not_allowed(sample: Warehouse) -> None:
    def values(model: SemanticModel) -> list[object]:
        return [value for table in model.tables for dimension in table.dimensions for value in dimension.sample_values]

    closed = draft_model(sample.catalog(), name="shop", probe=Probe(Runner(sample, record=None), values=False)).model
    opened = draft_model(sample.catalog(), name="shop", probe=Probe(Runner(sample, record=None), values=True)).model
    assert values(closed) == []
    assert "Consumer" in values(opened)


def test_personal_values_are_never_kept(tmp_path: Path) -> None:
    warehouse = duck(
        tmp_path,
        """create table people (id int, email varchar, first_name varchar, city varchar);
        insert into people select i, 'a' || i % 3 || '@x.org', 'Ann', 'Ulm' from range(90) r(i);""",
    )
    model = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None))).model
    kept = {d.name: d.sample_values for d in model.tables[0].dimensions if d.sample_values}
    assert kept == {"city": ("Ulm",)}


def test_probes_are_bounded_and_told(sample: Warehouse) -> None:
    draft = draft_model(sample.catalog(), name="shop", probe=Probe(Runner(sample, record=None), max_statements=5))
    assert draft.cost.statements == 5
    assert any("limit of 5 statements" in line for line in draft.cost.skipped)
    assert len(draft.model.tables) == len(sample.catalog().tables)


def test_a_draft_can_be_cancelled(sample: Warehouse) -> None:
    token, steps = CancelToken(), []

    def on_step(step: DraftStep) -> None:
        steps.append(step)
        if len(steps) == 4:
            token.cancel()

    with pytest.raises(Cancelled):
        draft_model(
            sample.catalog(), name="shop", probe=Probe(Runner(sample, record=None)), on_step=on_step, cancel=token
        )
    assert len(steps) == 4


def test_values_decide_between_tables(tmp_path: Path) -> None:
    """A reference with a plausible name whose values are all unknown to the target is not proposed."""
    warehouse = duck(
        tmp_path,
        """create table regions (region_id int, region_name varchar);
        insert into regions select i, 'r' || i from range(1, 20) r(i);
        create table sales (sale_id int, region_id int, amount decimal(10,2), sold_at timestamp);
        insert into sales select i, 5000 + i % 40, 3, timestamp '2024-01-01' from range(200) r(i);
        create table visits (visit_id int, region_id int);
        insert into visits select i, 1 + i % 19 from range(200) r(i);""",
    )
    draft = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None)))
    assert [r.name for r in draft.model.relationships] == ["visits_region"]
    assert [item.subject for item in draft.rejected] == ["sales.region_id"]
    assert "0 of 40" in draft.rejected[0].because


def test_a_column_named_like_a_key_that_repeats_is_no_key(tmp_path: Path) -> None:
    warehouse = duck(
        tmp_path,
        """create table sensor (sensor_id int, measured_at timestamp, temperature double);
        insert into sensor select i % 5, timestamp '2024-01-01' + interval (i) minute, 20.5 from range(300) r(i);""",
    )
    table = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None))).model.tables[0]
    assert table.primary_key == ("sensor_id", "measured_at")


def test_dates_kept_as_text(tmp_path: Path) -> None:
    rows = "".join(f"insert into orders values ({i}, '2024-03-{i % 28 + 1:02d}', 'x{i}', {i}.5);" for i in range(1, 40))
    duck_source = duck(
        tmp_path, f"create table orders (id int, order_date varchar, note varchar, amount double); {rows}"
    )
    lite_source = lite(
        tmp_path, f"create table orders (id integer primary key, order_date text, note text, amount real); {rows}"
    )
    for warehouse in (duck_source, lite_source):
        model = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None))).model
        types = {d.name: d.type for d in model.tables[0].dimensions}
        assert (types["order_date"], types["note"]) == ("time", "string")
        assert model.tables[0].default_time == "order_date"
        assert failures(warehouse, model) == []


def test_line_revenue_takes_the_discount_only_when_it_is_a_share(tmp_path: Path) -> None:
    share = duck(
        tmp_path,
        """create table order_lines (order_id int, product_id int, quantity int, unit_price decimal(10,2), discount decimal(4,2));
        insert into order_lines select i, i % 7, 2, 10, (i % 3) * 0.1 from range(60) r(i);""",
    )
    table = draft_model(share.catalog(), name="x", probe=Probe(Runner(share, record=None))).model.tables[0]
    net = next(m for m in table.measures if m.name == "net_revenue")
    assert net.expression == "unit_price * quantity * (1 - discount)"
    unknown = draft_model(share.catalog(), name="x").model.tables[0]
    gross = next(m for m in unknown.measures if m.name == "gross_revenue")
    assert gross.expression == "unit_price * quantity"


def test_odd_names_run(tmp_path: Path) -> None:
    long = "long name " * 8
    wide = ", ".join(f"c{i} {('int', 'varchar', 'double', 'timestamp')[i % 4]}" for i in range(300))
    warehouse = duck(
        tmp_path,
        f"""create schema other;
        create table "Order Details" ("Order ID" int, "select" int, "Größe (cm)" double, "日本語" varchar, "a""quote" varchar,
            "<b>html</b>" varchar, "x'y" int, "{long}" int, "group" varchar, "%" double);
        create table other."Order Details" ("Order ID" int, q int);
        create table "1abc" ("2x" int, " " int, "Id2" int, "Id_2" int);
        create table empty_one (a int); create table wide ({wide});
        create view shown as select * from "1abc";
        insert into "Order Details" values (1, 2, 3.5, 'x', 'y', 'z', 4, 5, 'g', .5);""",
    )
    catalog = warehouse.catalog()
    model = draft_model(catalog, name="odd", probe=Probe(Runner(warehouse, record=None), max_columns=100)).model
    assert len(model.tables) == len(catalog.tables)
    names = [table.name for table in model.tables]
    assert len(set(names)) == len(names)
    for table, relation in zip(model.tables, catalog.tables, strict=True):
        fields = [d.name for d in table.dimensions]
        assert len(set(fields)) == len(fields) == len(relation.columns)
        assert all(name.isascii() and name.isidentifier() for name in fields)
    assert failures(warehouse, model) == []


def test_declared_keys_are_certain_and_come_first() -> None:
    number = [Column(name, "int", False) for name in ("nid", "tenant", "cid")]
    client = Table("crm", "client", tuple(number[1:]), primary_key=("tenant", "cid"))
    pair = ForeignKey(("tenant", "cid"), "crm", "client", ("tenant", "cid"))
    note = Table("crm", "note", tuple(number), primary_key=("nid",), foreign_keys=(pair,))
    catalog = Catalog("postgres", (client, note))
    relationships = draft_model(catalog, name="x").model.relationships
    assert [(r.from_columns, r.to_columns, r.origin, r.confidence) for r in relationships] == [
        (("tenant", "cid"), ("tenant", "cid"), "declared", 1.0)
    ]


def test_one_to_one_and_junctions() -> None:
    columns = {
        "users": "id name", "user_profiles": "user_id bio", "roles": "id name", "user_roles": "user_id role_id",
    }  # fmt: skip
    catalog = Catalog(
        "postgres",
        tuple(
            Table("public", name, tuple(Column(c, "int" if c.endswith("id") else "text") for c in text.split()),
                  primary_key=("user_id",) if name == "user_profiles" else ())
            for name, text in columns.items()
        ),
    )  # fmt: skip
    model = draft_model(catalog, name="x").model
    kinds = {r.name: r.cardinality for r in model.relationships}
    assert kinds == {
        "user_profiles_user": "one_to_one",
        "user_roles_user": "many_to_one",
        "user_roles_role": "many_to_one",
    }
    junction = model.table("user_roles")
    assert junction is not None and junction.primary_key == ("user_id", "role_id")


NAMES = st.text(min_size=1, max_size=30).filter(lambda text: "\x00" not in text)
TYPES = st.sampled_from(
    [
        "int",
        "bigint",
        "numeric(10,2)",
        "double",
        "text",
        "varchar(20)",
        "date",
        "timestamp",
        "boolean",
        "json",
        "uuid",
        "??",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(NAMES, st.dictionaries(NAMES, TYPES, min_size=0, max_size=8), min_size=1, max_size=6))
def test_any_catalog_gets_a_model_with_unique_safe_names(shape: dict[str, dict[str, str]]) -> None:
    catalog = Catalog(
        "duckdb",
        tuple(
            Table("main", name, tuple(Column(c, kind) for c, kind in columns.items()))
            for name, columns in shape.items()
        ),
    )
    draft = draft_model(catalog, name="any")
    names = [table.name for table in draft.model.tables] + [r.name for r in draft.model.relationships]
    assert len(set(names)) == len(names)
    for table, relation in zip(draft.model.tables, catalog.tables, strict=True):
        fields = [d.name for d in table.dimensions] + [m.name for m in table.measures]
        assert len(set(fields)) == len(fields)
        assert len(table.dimensions) == len(relation.columns)
        assert all(name.isascii() and name.isidentifier() for name in (table.name, *fields))
    assert SemanticModel.model_validate_json(draft.model.model_dump_json()) == draft.model


def test_a_link_between_two_rows_of_one_table_can_be_counted(tmp_path: Path) -> None:
    """Two roads lead to the dates of issues, so a link has no date of its own; its count does not need one."""
    warehouse = duck(
        tmp_path,
        """create table issue (id int, title varchar, created_at timestamp);
        create table issue_link (id int, source_issue_id int, target_issue_id int);
        insert into issue select i, 't' || i, timestamp '2024-01-01' from range(40) r(i);
        insert into issue_link select i, i % 40, (i + 7) % 40 from range(60) r(i);""",
    )
    model = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None))).model
    assert len(model.relationships) == 2
    assert failures(warehouse, model) == []


def test_stock_by_the_day_of_a_calendar_is_a_balance(tmp_path: Path) -> None:
    """inv_date_sk leads to the day: stock is not added up over days, neither in all nor within a month."""
    warehouse = duck(
        tmp_path,
        """create table date_dim (d_date_sk int, d_date date);
        insert into date_dim select 1000 + i, date '2024-01-01' + i::int from range(60) r(i);
        create table item (i_item_sk int, i_name varchar);
        insert into item select i, 'item ' || i from range(1, 6) r(i);
        create table inventory (inv_date_sk int, inv_item_sk int, inv_quantity_on_hand int);
        insert into inventory select 1000 + d, i, 100 * i + d from range(60) a(d), range(1, 6) b(i);""",
    )
    model = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None))).model
    stock = model.table("inventory")
    assert stock is not None
    assert (stock.primary_key, stock.default_time) == (("inv_date_sk", "inv_item_sk"), "date_dim.d_date")
    measure = next(m for m in stock.measures if m.aggregate == "sum")
    assert measure.additive_over == "not time"
    clock = Clock(date(2025, 6, 1))
    name = f"inventory.{measure.name}"
    whole = compile_query(SemanticQuery(measures=(name,)), model, "duckdb", clock)
    assert run(warehouse, whole.sql).rows() == [(1500 + 5 * 59,)]
    months = SemanticQuery(measures=(name,), dimensions=(DimensionRef(field="date_dim.d_date", grain="month"),))
    found = run(warehouse, compile_query(months, model, "duckdb", clock).sql).rows()
    assert sorted(value for _, value in found) == [1500 + 5 * 30, 1500 + 5 * 59]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ("sale_id int, sold_on date, sales_amount decimal(10,2), cost_amount decimal(10,2)",
         {"average_sale_value": "sales_amount / sale_count", "gross_profit": "sales_amount - cost_amount",
          "profit_margin": "(sales_amount - cost_amount) / sales_amount"}),
        ("sale_id int, sold_on date, net_sale_value_usd decimal(10,2), profit decimal(10,2), tax decimal(10,2)",
         {"average_sale_value": "net_sale_value_usd / sale_count", "profit_margin": "profit / net_sale_value_usd"}),
        ("sale_id int, sold_on date, tax_amount decimal(10,2), shipping_cost decimal(10,2)", {}),
    ],
)  # fmt: skip
def test_what_is_left_of_revenue_is_derived(columns: str, expected: dict[str, str]) -> None:
    parts = [part.split(None, 1) for part in columns.split(", ")]
    table = Table("main", "sales", tuple(Column(name, kind) for name, kind in parts))
    draft = draft_model(Catalog("duckdb", (table,)), name="x")
    names = {m.name: e.value for m, e in ((m, e) for m in draft.model.tables[0].measures for e in draft.evidence
             if e.kind == "measure" and e.subject == f"sales.{m.name}")}  # fmt: skip
    said = {m.name: m.expression for m in draft.model.measures}
    for name, column in names.items():
        said = {k: v.replace(name, column) if column else v for k, v in said.items()}
    assert said == expected
    assert all(e.because for e in draft.evidence)
