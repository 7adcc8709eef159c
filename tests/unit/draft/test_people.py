"""What names a person: the whole name where it is split, and whether it is one person's alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from lunara.build.kinds.ranking import split_score
from lunara.connect.catalog import Catalog, Column, Table
from lunara.connect.run import Runner, run
from lunara.guard import read_only
from lunara.semantic.draft import Draft, Probe, display_dimension, draft_model
from lunara.semantic.model import Dimension, SemanticModel
from lunara.semantic.model import Table as ModelTable
from tests.snapshots.shop import DIALECTS
from tests.unit.draft.live import duck, failures, lite
from tests.unit.draft.styles import STYLES, catalog_in


def _shown(draft: Draft) -> Dimension:
    model = draft.model
    name = display_dimension(model, model.tables[0].name)
    return next(d for d in model.tables[0].dimensions if d.name == name)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("employees", "employee_id int, last_name varchar, first_name varchar, title varchar, hire_date date"),
        (
            "customers",
            "customer_id int, first_name varchar, middle_name varchar, last_name varchar, company varchar, email varchar",
        ),
        ("person", "person_id int, title varchar, given_name varchar, family_name varchar"),
        ("staff", "staff_id int, forename varchar, surname varchar, username varchar, job_title varchar"),
        ("students", "student_id int, student_first_name varchar, student_last_name varchar"),
    ],
)
def test_a_split_name_is_put_together(style: str, table: str, columns: str) -> None:
    catalog, _ = catalog_in(style, {table: columns})
    draft = draft_model(catalog, name="x")
    shown = _shown(draft)
    assert (shown.name, shown.label) == ("full_name", "Full name")
    note = next(e for e in draft.evidence if e.key == f"dimension:{draft.model.tables[0].name}.full_name")
    assert "together name the person that a row is" in note.because


@pytest.mark.parametrize(
    "names", ["Vorname Nachname", "prenom nom", "nombre apellidos", "FNAME LNAME", "emp_fname emp_lname"]
)
def test_in_other_words_and_languages(names: str) -> None:
    columns = (Column("id", "int"), *(Column(name, "text") for name in names.split()))
    draft = draft_model(Catalog("postgres", (Table("hr", "employee", columns),)), name="x")
    first, last = names.split()
    assert _shown(draft).name == "full_name"
    text = (_shown(draft).expression or "").replace('"', "")
    assert text.index(first) < text.index(last)


def test_a_table_that_has_the_whole_name_keeps_it() -> None:
    for whole in ("full_name", "name", "customer_name", "display_name"):
        catalog, _ = catalog_in(
            "snake", {"customers": f"customer_id int, first_name varchar, last_name varchar, {whole} varchar"}
        )
        draft = draft_model(catalog, name="x")
        assert _shown(draft).name == whole
        assert [d.name for d in draft.model.tables[0].dimensions].count("full_name") == (whole == "full_name")


def test_a_book_is_not_named_by_its_author() -> None:
    catalog, _ = catalog_in(
        "snake", {"books": "book_id int, title varchar, author_first_name varchar, author_last_name varchar"}
    )
    draft = draft_model(catalog, name="x")
    assert _shown(draft).name == "title"
    assert "full_name" not in {d.name for d in draft.model.tables[0].dimensions}


def test_the_title_of_a_person_is_no_name_in_any_model() -> None:
    dimensions = tuple(Dimension(name=name) for name in ("title", "last_name"))
    model = SemanticModel(name="x", tables=(ModelTable(name="employee", source="employee", dimensions=dimensions),))
    assert display_dimension(model, "employee") == "last_name"


SPLIT = """create table customer (customer_id int, first_name varchar, last_name varchar);
    insert into customer values (1, 'Ann', 'Harris'), (2, 'Bob', 'Harris'), (3, null, 'Stone'), (4, 'Cher', null),
        (5, null, null), (6, 'Ann', 'Harris'), (7, 'Bob', 'Stone');"""


@pytest.mark.parametrize("make", [duck, lite])
def test_a_missing_part_leaves_the_other(make: type, tmp_path: Path) -> None:
    warehouse = make(tmp_path, SPLIT)
    draft = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None)))
    shown = _shown(draft)
    rows = run(
        warehouse, read_only(f"select customer_id, {shown.expression} from customer order by 1", warehouse.dialect)
    ).rows()
    assert [tuple(row) for row in rows][:5] == [
        (1, "Ann Harris"),
        (2, "Bob Harris"),
        (3, "Stone"),
        (4, "Cher"),
        (5, None),
    ]
    assert failures(warehouse, draft.model) == []


def test_names_that_repeat_are_told(tmp_path: Path) -> None:
    warehouse = duck(
        tmp_path,
        SPLIT
        + """create table city (city_id int primary key, name varchar);
        insert into city select i, 'c' || i % 20 from range(30) r(i);
        create table country (country_id int primary key, name varchar);
        insert into country select i, 'c' || i from range(30) r(i);""",
    )
    draft = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None)))
    told = {e.key: e.because for e in draft.evidence if e.kind == "role"}
    assert told["dimension:customer.full_name"].endswith(
        "It names the row, but 7 rows share 6 different names; customer_id tells them apart."
    )
    assert told["dimension:city.name"].endswith(
        "It names the row, but 30 rows share 20 different names; city_id tells them apart."
    )
    assert "share" not in told["dimension:country.name"]
    tables = {t.name: t for t in draft.model.tables}
    assert [tables[name].unique_keys for name in ("customer", "city", "country")] == [(), (), (("name",),)]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_whole_name_passes_the_guard_in_every_dialect(dialect: str) -> None:
    columns = tuple(Column(name, "varchar") for name in ("Id", "FirstName", "last_name"))
    shown = _shown(draft_model(Catalog(dialect, (Table("hr", "employee", columns),)), name="x"))
    assert "CONCAT" in (shown.expression or "") or "||" in (shown.expression or "")
    read_only(f"SELECT {shown.expression} FROM employee", dialect)


def test_a_name_by_which_tables_refer_to_each_other_is_seen() -> None:
    """The key of a state is its name: people ask by it, of states and of lakes. Numbers and codes stay out of sight."""
    tables = {
        "state": "state_name varchar, area double",
        "lake": "lake_name varchar, state_name varchar, area double",
        "country": "country_code char(2), country_name varchar",
        "city": "city_id int, country_code char(2), city_name varchar",
    }
    catalog, _ = catalog_in("snake", tables)
    model = draft_model(catalog, name="x").model
    assert {(r.from_table, r.to_columns) for r in model.relationships} == {
        ("lake", ("state_name",)),
        ("city", ("country_code",)),
    }
    hidden = {f"{t.name}.{d.name}" for t in model.tables for d in t.dimensions if d.hidden}
    assert hidden == {"city.country_code", "city.city_id"}, "the code of a country is seen where it is the key"


def test_nothing_is_split_by_a_part_of_peoples_names() -> None:
    dimensions = tuple(Dimension(name=name) for name in ("middle_name", "LastName", "region"))
    table = ModelTable(name="person", source="person", dimensions=dimensions)
    assert [split_score(table, one) > 0 for one in dimensions] == [False, False, True]


@pytest.mark.parametrize("person", ["primary_contact", "contact_person", "account_holder", "guardian", "lead_guest"])
def test_who_stands_for_others_names_them_before_a_mailbox_does(person: str) -> None:
    columns = ("household_id integer", "email varchar", f"{person} varchar", "town varchar")
    made = tuple(Column(*c.split()) for c in columns)
    model = draft_model(Catalog("duckdb", (Table("main", "households", made),)), name="x").model
    assert display_dimension(model, "households") == person
