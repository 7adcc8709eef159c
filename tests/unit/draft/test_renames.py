"""Renamed, dropped, retyped: what is known again by its values, what is left to a person, and what a repair must never do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from lunara.connect.run import Runner
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, InvalidInput
from lunara.semantic.drift import LIKELY, SURE, CheckFinding, Drift, find_drift, findings_from_json, sure_repairs
from lunara.semantic.fingerprint import Fingerprints, key_id, matching_key, take_fingerprints
from lunara.semantic.model import SemanticModel
from lunara.semantic.repair import (
    DropKey,
    Loosen,
    ReadAs,
    Remove,
    RenameColumn,
    RenameTable,
    repairs_from_json,
    repairs_to_json,
)
from lunara.semantic.repairing import apply_repairs
from lunara.semantic.validate import validate_model
from tests.unit.draft.live import duck, lite

KEY = b"a key"
BASE = """
create table people (id int, email varchar, city varchar, grade varchar, born date);
create table sales (sale_id int, person_id int, gross decimal(10,2), tax decimal(10,2), note varchar);
insert into people select i, 'p' || i || '@mail.test', 'City ' || (i % 40), ['a','b','c'][i % 3 + 1],
  date '1980-01-01' + i::int from range(100) r(i);
insert into sales select i, i % 100, 20 + (i * 7) % 50, (i * 7) % 50 / 5.0, 'n' || i from range(400) r(i);
"""
MODEL = SemanticModel.model_validate(
    {
        "name": "m",
        "dialect": "duckdb",
        "tables": [
            {
                "name": "people",
                "source": "main.people",
                "primary_key": ["id"],
                "dimensions": [
                    {"name": "id", "type": "number"}, {"name": "email"}, {"name": "city"}, {"name": "grade"},
                    {"name": "born", "type": "time"},
                ],
                "measures": [{"name": "persons", "aggregate": "count_distinct"}],
            },
            {
                "name": "sales",
                "source": "main.sales",
                "primary_key": ["sale_id"],
                "dimensions": [
                    {"name": "sale_id", "type": "number"}, {"name": "person_id", "type": "number"},
                    {"name": "gross", "type": "number"}, {"name": "tax", "type": "number"}, {"name": "note"},
                    {"name": "net", "expression": "gross - tax", "type": "number"},
                ],
                "measures": [
                    {"name": "revenue", "aggregate": "sum", "expression": "gross"},
                    {"name": "net_revenue", "aggregate": "sum", "expression": "net"},
                    {"name": "largest_tax", "aggregate": "max", "expression": "tax"},
                ],
            },
            {
                "name": "by_city",
                "sql": "select p.city, count(*) as people_count from main.people p group by 1",
                "dimensions": [{"name": "city"}],
                "measures": [{"name": "most", "aggregate": "max", "expression": "people_count"}],
            },
        ],
        "relationships": [
            {"name": "sales_person", "from_table": "sales", "from_columns": ["person_id"], "to_table": "people",
             "to_columns": ["id"]},
        ],
        "measures": [{"name": "net_share", "expression": "net_revenue / revenue"}],
        "verified_questions": [
            {"question": "Net?", "query": {"measures": ["net_revenue"]}},
            {"question": "Gross?", "query": {"measures": ["revenue"]}},
        ],
    }
)  # fmt: skip

Check = Callable[..., Drift]


@pytest.fixture
def prints(tmp_path: Path) -> Fingerprints:
    warehouse = duck(tmp_path, BASE)
    catalog = warehouse.catalog()
    found = take_fingerprints(catalog, catalog.tables, Runner(warehouse, record=None), key=KEY, values=True)
    warehouse.close()
    return found


@pytest.fixture
def check(tmp_path: Path) -> Check:
    def go(more: str, prints: Fingerprints | None = None, model: SemanticModel = MODEL, **options: object) -> Drift:
        folder = tmp_path / f"now {len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        warehouse = duck(folder, BASE + more)
        return find_drift(model, Runner(warehouse, record=None), known=prints, key=KEY, **options)  # type: ignore[arg-type]

    return go


def told(drift: Drift) -> list[tuple[str, str]]:
    return [(finding.kind, finding.missing or finding.item) for finding in drift.findings]


def only(drift: Drift) -> CheckFinding:
    (found,) = drift.findings
    return found


def test_nothing_changed(check: Check, prints: Fingerprints) -> None:
    drift = check("", prints)
    assert drift.findings == () and 0 < drift.statements <= 4 * len(MODEL.tables)


def test_a_column_under_a_name_that_says_nothing_is_known_by_its_values(check: Check, prints: Fingerprints) -> None:
    found = only(check("alter table sales rename gross to c7;", prints))
    assert (found.kind, found.code, found.level) == ("column_renamed", "column_missing", "error")
    assert found.repair is not None and found.repair.repairs == (RenameColumn("sales", "gross", "c7"),)
    assert found.repair.confidence >= SURE and "values are the same" in found.repair.because
    assert set(found.breaks) == {
        "dimension:sales.gross", "dimension:sales.net", "measure:sales.revenue", "measure:sales.net_revenue",
        "measure:net_share",
    }  # fmt: skip
    assert set(found.others[0].removes) == set(found.breaks)
    assert found.others[0].questions == ("Net?", "Gross?")


def test_an_alike_name_with_other_values_is_no_rename(check: Check, prints: Fingerprints) -> None:
    more = """alter table sales drop gross; alter table sales add gross_2 decimal(10,2);
    update sales set gross_2 = 900000 + sale_id / 7;"""
    drift = check(more, prints)
    assert told(drift) == [("column_dropped", "gross"), ("column_added", "gross_2")]


TRAPS = {
    "small numbers": ("1 + i % 7", "1 + i % 5", "int"),
    "the same smallest one": ("(i * 7) % 90", "(i * 11) % 83 * 3", "int"),
    "a domain that many share": ("['US','DE','FR','IT'][i % 4 + 1]", "['US','DE','FR','IT'][(i // 7) % 4 + 1]", "varchar"),
    "dates of the same first day": ("date '2024-01-01' + (i % 90)::int", "date '2024-01-01' + (i % 61)::int", "date"),
}  # fmt: skip


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("values", [True, False])
def test_another_column_of_alike_values_is_never_taken_for_sure(tmp_path: Path, trap: str, values: bool) -> None:
    """Dropped, and one of another meaning added: nothing but a person can tell."""
    was, now, type = TRAPS[trap]
    folder = tmp_path / "then"
    folder.mkdir()
    base = f"create table t as select i as id, ({was})::{type} as first_one, 'x' || i as note from range(400) r(i);"
    kind = {"int": "number", "varchar": "string", "date": "time"}[type]
    fields = [{"name": "id", "type": "number"}, {"name": "first_one", "type": kind}, {"name": "note"}]
    model = SemanticModel.model_validate(
        {"name": "m", "dialect": "duckdb", "tables": [
            {"name": "t", "source": "t", "primary_key": ["id"], "dimensions": fields}]}
    )  # fmt: skip
    warehouse = duck(folder, base)
    catalog = warehouse.catalog()
    prints = take_fingerprints(catalog, catalog.tables, Runner(warehouse, record=None), key=KEY, values=values)
    other = f"alter table t drop first_one; alter table t add unrelated {type}; update t set unrelated = ("
    other += now.replace("i ", "id ") + f")::{type};"
    drift = find_drift(model, Runner(duck(tmp_path, base + other), record=None), known=prints, key=KEY, values=values)
    found = next(f for f in drift.findings if f.level == "error")
    sure = [p for p in sure_repairs([found]) if any(isinstance(r, RenameColumn) for r in p.repairs)]
    assert sure == [], (found.repair, found.message)


@pytest.mark.parametrize("text", ["'02/03/2024'", "'2024-03-02 11:00'"])
def test_a_text_that_is_no_plain_date_is_not_converted(check: Check, prints: Fingerprints, text: str) -> None:
    more = f"alter table people alter born type varchar; update people set born = {text} where id = 3;"
    found = next(f for f in check(more, prints).findings if f.kind == "column_retyped")
    assert found.level == "error" and found.repair is not None
    assert not any(isinstance(r, ReadAs) for r in found.repair.repairs)
    plain = only(check("alter table people alter born type varchar;", prints))
    assert plain.repair is not None and plain.repair.repairs == (ReadAs("people", "born", "DATE"),)


def test_a_chain_of_renames_is_followed_at_once(check: Check, prints: Fingerprints) -> None:
    more = "alter table sales rename tax to spare; alter table sales rename gross to tax_2;"
    drift = check(more, prints)
    repairs = {r for p in sure_repairs(drift.findings) for r in p.repairs}
    assert repairs == {RenameColumn("sales", "gross", "tax_2"), RenameColumn("sales", "tax", "spare")}
    chain = apply_repairs(MODEL, [RenameColumn("sales", "gross", "tax"), RenameColumn("sales", "tax", "spare")]).model
    table = chain.table("sales")
    assert table is not None and {d.name: d.expression for d in table.dimensions}["net"] == "tax - spare"


def test_another_database_does_not_empty_the_model(tmp_path: Path, prints: Fingerprints) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    drift = find_drift(MODEL, Runner(duck(folder, "create table other (a int);"), record=None), known=prints, key=KEY)
    gone = [f for f in drift.findings if f.kind == "table_dropped"]
    assert len(gone) == 2 and sure_repairs(gone) == [] and sure_repairs(gone, LIKELY) == []
    assert "another database" in (gone[0].repair.because if gone[0].repair else "")


def test_names_alone_are_never_sure(check: Check) -> None:
    found = next(f for f in check("alter table sales rename gross to gross_amount;").findings if f.level == "error")
    assert found.kind == "column_renamed" and found.repair is not None
    assert 0.5 <= found.repair.confidence < SURE and "no values were on record" in found.repair.because


def test_a_record_made_with_another_key_compares_counts_only(check: Check, prints: Fingerprints) -> None:
    data = prints.to_json()
    other = Fingerprints.from_json({**data, "key": "another"})
    found = only(check("alter table sales rename gross to c7;", other))
    assert found.kind == "column_renamed"
    assert matching_key(other, [KEY]) is None and matching_key(prints, [b"new", KEY]) == KEY


def test_a_column_that_takes_the_name_of_a_calculated_one(check: Check, prints: Fingerprints) -> None:
    """Where `gross` becomes `net`, what asks for net would be given gross."""
    found = only(check("alter table sales rename gross to net;", prints))
    assert found.kind == "column_renamed" and found.repair is None and "Rename the dimension" in found.hint
    with pytest.raises(InvalidInput, match="computes a dimension net"):
        apply_repairs(MODEL, [RenameColumn("sales", "gross", "net")])


def test_a_new_column_of_the_name_of_a_calculated_one_is_not_offered(check: Check, prints: Fingerprints) -> None:
    found = only(check("alter table sales add net decimal(10,2); update sales set net = 1;", prints))
    assert (found.kind, found.missing, found.repair) == ("column_added", "net", None)


def test_a_renamed_table_with_a_renamed_column(check: Check, prints: Fingerprints) -> None:
    drift = check("alter table people rename city to town; alter table people rename to humans;", prints)
    assert ("table_renamed", "people") in told(drift) and ("column_renamed", "city") in told(drift)
    done = apply_repairs(MODEL, [r for p in sure_repairs(drift.findings) for r in p.repairs]).model
    people, by_city = done.table("people"), done.table("by_city")
    assert people is not None and people.source == "main.humans"
    assert by_city is not None and by_city.sql is not None and "main.humans AS p" in by_city.sql
    assert "p.town AS city" in by_city.sql and "GROUP BY" in by_city.sql
    assert [f.kind for f in drift.findings if f.item == "table:by_city"] == ["table_renamed"]


def test_a_relation_that_several_tables_read_is_renamed_in_all_of_them(check: Check, prints: Fingerprints) -> None:
    people = MODEL.tables[0]
    twin = people.model_copy(update={"name": "managers", "measures": ()})
    model = MODEL.model_copy(update={"tables": (*MODEL.tables, twin)})
    drift = check("alter table people rename to humans;", prints, model)
    assert {(f.kind, f.item) for f in drift.findings} == {
        ("table_renamed", "table:people"), ("table_renamed", "table:managers"), ("table_renamed", "table:by_city")
    }  # fmt: skip
    (done,) = {apply_repairs(model, f.repair.repairs).model.model_dump_json() for f in drift.findings if f.repair}
    assert "main.people" not in done and done.count("main.humans") == 3


def test_a_relation_that_only_sql_reads(check: Check, prints: Fingerprints) -> None:
    model = MODEL.model_copy(
        update={"tables": MODEL.tables[2:], "relationships": (), "measures": (), "verified_questions": ()}
    )
    found = only(check("alter table people rename to humans;", prints, model, new="left out"))
    assert (found.kind, found.item) == ("table_renamed", "table:by_city")
    assert told(check("drop table people;", prints, model, new="left out")) == [("expression_fails", "table:by_city")]


def test_a_like_table_that_was_always_there_does_not_take_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "then"
    folder.mkdir()
    archive = "create table people_archive as select * from people;"
    warehouse = duck(folder, BASE + archive)
    catalog = warehouse.catalog()
    prints = take_fingerprints(catalog, catalog.tables, Runner(warehouse, record=None), key=KEY, values=True)
    warehouse.close()
    now = duck(tmp_path, BASE + archive + "drop table people;")
    drift = find_drift(MODEL, Runner(now, record=None), known=prints, key=KEY)
    found = next(f for f in drift.findings if f.item == "table:people")
    assert found.kind == "table_dropped"


def test_text_that_is_all_numbers_is_converted_and_text_that_is_not_is_never_summed(
    check: Check, prints: Fingerprints
) -> None:
    found = only(check("alter table sales alter tax type varchar;", prints))
    assert found.kind == "column_retyped" and found.repair is not None
    assert found.repair.repairs == (ReadAs("sales", "tax", "DECIMAL(10,2)"),)
    more = "alter table sales alter tax type varchar; update sales set tax = 'none' where sale_id = 3;"
    found = next(f for f in check(more, prints).findings if f.kind == "column_retyped")
    # The largest of texts is another number than the largest of numbers.
    assert found.repair is not None and "measure:sales.largest_tax" in found.repair.removes
    assert found.repair.confidence < SURE
    more = "alter table sales alter tax type varchar; update sales set tax = '5.12345' where sale_id = 3;"
    found = next(f for f in check(more, prints).findings if f.kind == "column_retyped")
    assert ReadAs("sales", "tax", "DECIMAL(10,2)") not in found.repair.repairs if found.repair else True


def test_where_a_wrong_conversion_is_quietly_zero_none_is_proposed(tmp_path: Path) -> None:
    sql = "create table t (id integer primary key, n text); insert into t values (1, '5'), (2, 'x');"
    model = SemanticModel.model_validate(
        {"name": "m", "dialect": "sqlite", "tables": [
            {"name": "t", "source": "t", "primary_key": ["id"],
             "dimensions": [{"name": "id", "type": "number"}, {"name": "n", "type": "boolean"}]}]}
    )  # fmt: skip
    drift = find_drift(model, Runner(lite(tmp_path, sql), record=None))
    found = next(f for f in drift.findings if f.kind == "column_retyped")
    assert found.repair is not None and not any(isinstance(r, ReadAs) for r in found.repair.repairs)


def test_a_relationship_never_multiplies_rows_after_a_repair(check: Check, prints: Fingerprints) -> None:
    found = only(check("insert into people select * from people where id = 5;", prints))
    assert found.kind == "target_not_unique" and found.repair is not None
    assert set(found.repair.repairs) == {DropKey("people", ("id",)), Loosen("sales_person", "many_to_many")}
    done = apply_repairs(MODEL, found.repair.repairs).model
    people = done.table("people")
    assert people is not None and people.primary_key == ()
    # Different people are counted, not rows.
    assert (people.measures[0].aggregate, people.measures[0].expression) == ("count_distinct", "id")
    both = [Loosen("sales_person", "many_to_one"), Loosen("sales_person", "many_to_many")]
    assert apply_repairs(MODEL, both).model.relationships[0].cardinality == "many_to_many"
    assert apply_repairs(MODEL, both[::-1]).model.relationships[0].cardinality == "many_to_many"


def test_orphans_that_were_there_before_are_no_news(check: Check, prints: Fingerprints) -> None:
    more = "insert into sales values (900, 777, 1, 1, 'x'), (901, 778, 1, 1, 'y');"
    assert [(f.level, f.count) for f in check(more, prints).findings] == [("warning", 2)]
    before = Fingerprints(prints.taken_at, prints.key_id, prints.tables, {"sales_person": 2})
    assert [(f.level, f.count) for f in check(more, before).findings] == [("info", 2)]
    fewer = Fingerprints(prints.taken_at, prints.key_id, prints.tables, {"sales_person": 1})
    assert "1 of them appeared" in only(check(more, fewer)).message


def test_sql_of_a_table_that_does_not_run_is_one_finding(check: Check, prints: Fingerprints) -> None:
    drift = check("alter table people drop city;", prints)
    assert ("expression_fails", "table:by_city") in told(drift)
    assert sum(f.item.endswith("by_city") or ":by_city." in f.item for f in drift.findings) == 1


def test_new_columns_are_drafted_and_tried(check: Check, prints: Fingerprints) -> None:
    found = only(
        check("alter table sales add shipping_cost decimal(10,2); update sales set shipping_cost = 3;", prints)
    )
    assert (found.level, found.kind, found.table, found.missing) == ("info", "column_added", "sales", "shipping_cost")
    assert found.repair is not None and found.repair.confidence >= SURE
    done = apply_repairs(MODEL, found.repair.repairs).model
    sales = done.table("sales")
    assert sales is not None and any("shipping_cost" in (m.expression or "") for m in sales.measures)
    listed = check("alter table sales add x int;", new="listed")
    assert "is not in the model" in only(listed).message and only(listed).repair is None
    assert listed.statements == check("", new="left out").statements


def test_a_check_is_bounded_and_can_be_stopped(check: Check) -> None:
    drift = check("", None, most_statements=3)
    assert drift.statements == 3
    assert [f.kind for f in drift.findings] == ["not_checked"] and "were not asked" in drift.findings[0].message
    cancel = CancelToken()

    def stop(what: str, done: int, total: int) -> None:
        if what.startswith("Counting"):
            cancel.cancel()

    with pytest.raises(Cancelled):
        check("", None, cancel=cancel, on_step=stop)


def test_fingerprints_hold_no_value(prints: Fingerprints, tmp_path: Path) -> None:
    text = json.dumps(prints.to_json())
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        for table in ("people", "sales"):
            for row in connection.execute(f"select * from {table}").fetchall():
                for value in row:
                    assert not isinstance(value, str) or len(value) < 2 or f'"{value}"' not in text
    assert "mail.test" not in text and "1980" not in text
    people = prints.tables["main.people"].columns
    assert people["email"].sketch == () and people["city"].sketch != ()
    # A database gives the keys of an object back in an order of its own; columns keep their places.
    kept = Fingerprints.from_json(json.loads(json.dumps(json.loads(text), sort_keys=True)))
    assert kept.tables == prints.tables
    assert [*kept.tables["main.sales"].columns] == [*prints.tables["main.sales"].columns]
    with pytest.raises(InvalidInput):
        Fingerprints.from_json({"format": 9})


def test_where_values_may_not_be_read_only_counts_and_ends_are_kept(tmp_path: Path) -> None:
    warehouse = duck(tmp_path, BASE)
    statements: list[str] = []
    runner = Runner(warehouse, record=lambda record: statements.append(record.sql))
    catalog = warehouse.catalog()
    found = take_fingerprints(catalog, catalog.tables, runner, key=KEY, values=False)
    columns = [p for table in found.tables.values() for p in table.columns.values()]
    assert not any(p.sketch for p in columns) and found.tables["main.sales"].columns["gross"].ends != ()
    assert found.tables["main.people"].columns["city"].ends == ()
    assert found.cost == len(statements) == 2
    keyless = take_fingerprints(catalog, catalog.tables, runner, key=None, values=True)
    assert keyless.key_id == "" and not any(
        p.ends or p.sketch for t in keyless.tables.values() for p in t.columns.values()
    )
    assert key_id(KEY) != key_id(b"other")


def test_other_hashes_with_another_key(tmp_path: Path, prints: Fingerprints) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    warehouse = duck(folder, BASE)
    catalog = warehouse.catalog()
    other = take_fingerprints(catalog, catalog.tables, Runner(warehouse, record=None), key=b"other", values=True)
    mine = set(prints.tables["main.people"].columns["city"].sketch)
    assert mine.isdisjoint(other.tables["main.people"].columns["city"].sketch)


def test_findings_and_repairs_survive_being_kept(check: Check, prints: Fingerprints) -> None:
    more = """alter table sales rename gross to c7; alter table sales add extra decimal(10,2); drop table people;
    create table visits (visit_id int, sale_id int); insert into visits select i, i from range(30) r(i);"""
    drift = check(more, prints)
    kept = json.loads(json.dumps(drift.to_json()))
    assert findings_from_json(kept) == drift.findings
    every = [r for f in drift.findings for p in ([f.repair] if f.repair else []) for r in p.repairs]
    assert repairs_from_json(json.loads(json.dumps(repairs_to_json(every)))) == tuple(every)
    assert {type(r) for r in every} >= {RenameColumn, Remove}
    done = apply_repairs(MODEL, every).model
    assert [p for p in validate_model(done) if p.level == "error"] == []
    with pytest.raises(InvalidInput):
        findings_from_json({"findings": [{}]})


def test_renaming_back_leaves_the_model_as_it_was() -> None:
    there = apply_repairs(MODEL, [RenameColumn("sales", "gross", "c7"), RenameTable("people", "main.people", "main.h")])
    assert there.model != MODEL
    back = apply_repairs(
        there.model, [RenameColumn("sales", "c7", "gross"), RenameTable("people", "main.h", "main.people")]
    )
    assert [t for t in back.model.tables if t.sql is None] == [t for t in MODEL.tables if t.sql is None]
    assert back.model.relationships == MODEL.relationships and back.removed == ()
