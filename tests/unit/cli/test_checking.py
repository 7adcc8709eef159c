"""`lunara check` against a warehouse that has changed, and its repair."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from tests.unit.cli.conftest import Run

BASE = """
create table customers (customer_id int primary key, name varchar, city varchar);
create table orders (order_id int primary key, customer_id int, amount decimal(10,2), ordered_at timestamp);
insert into customers select i, 'c' || i, 'Town ' || (i % 7) from range(30) r(i);
insert into orders select i, i % 30, 5 + i % 13, timestamp '2024-02-01' from range(200) r(i);
"""


class Place:
    """A database that changes, and the model that was drafted of it."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.path, self.run, self.folder = folder / "w.duckdb", run, folder
        self.change(BASE)
        self.source, self.model = f"duckdb:///{self.path}", str(folder / "shop.yaml")
        self.drafted = run("draft", self.source, "-o", self.model)

    def change(self, sql: str) -> None:
        with duckdb.connect(str(self.path)) as connection:
            connection.execute(sql)


@pytest.fixture
def place(tmp_path: Path, run: Run) -> Place:
    return Place(tmp_path, run)


def test_a_rename_is_known_by_the_file_beside_the_model_and_repaired(place: Place, run: Run) -> None:
    assert (place.folder / "shop.fingerprints.json").is_file()
    assert "Town" not in (place.folder / "shop.fingerprints.json").read_text()
    asked = '{"measures": ["orders.total_amount"]}'
    before = run("query", place.model, place.source, asked).json["rows"]
    place.change("alter table orders rename amount to x9;")
    checked = run("check", place.model, place.source)
    (problem,) = checked.json["problems"]
    assert checked.code == 3 and checked.json["ok"] is False and checked.json["statements"] > 0
    assert (problem["level"], problem["where"], problem["code"]) == (
        "error",
        "dimension:orders.amount",
        "column_missing",
    )
    assert problem["kind"] == "column_renamed" and "measure:orders.total_amount" in problem["breaks"]
    assert problem["repair"]["does"] == "Read x9 where orders reads amount."
    assert problem["repair"]["confidence"] >= 0.8
    fixed = str(place.folder / "fixed.yaml")
    done = run("check", place.model, place.source, "--repair", "-o", fixed)
    assert done.code == 0 and done.json["ok"] is False
    told = done.json["repaired"]
    assert (told["model"], told["broken"], told["left"], told["removed"]) == (fixed, False, [], [])
    assert run("check", fixed, place.source).json["problems"] == []
    assert run("query", fixed, place.source, asked).json["rows"] == before


def test_without_a_record_a_rename_is_left_to_a_person_unless_they_ask_for_it(place: Place, run: Run) -> None:
    (place.folder / "shop.fingerprints.json").unlink()
    place.change("alter table orders rename amount to amount_net;")
    fixed = str(place.folder / "fixed.json")
    left = run("check", place.model, place.source, "--repair", "-o", fixed)
    assert left.code == 3 and left.json["repaired"]["broken"] is True
    assert [one["does"] for one in left.json["repaired"]["left"]] == ["Read amount_net where orders reads amount."]
    done = run("check", place.model, place.source, "--repair", "likely", "-o", fixed)
    assert done.code == 0 and done.json["repaired"]["done"] == ["Read amount_net where orders reads amount."]
    assert json.loads(Path(fixed).read_text())["name"]


def test_what_is_new_is_told_and_added(place: Place, run: Run) -> None:
    place.change("alter table orders add shipping_cost decimal(10,2); update orders set shipping_cost = 2;")
    told = run("check", place.model, place.source)
    assert told.code == 0 and told.json["ok"] is True
    assert [(p["level"], p["kind"], p["missing"]) for p in told.json["problems"]] == [
        ("info", "column_added", "shipping_cost")
    ]
    table = run("check", place.model, place.source, "--format", "table").out
    assert table.startswith("The model is sound.") and "shipping_cost" in table
    fixed = str(place.folder / "fixed.yaml")
    assert run("check", place.model, place.source, "--repair", "-o", fixed).code == 0
    assert "shipping_cost" in Path(fixed).read_text()


def test_fingerprints_are_recorded_when_they_are_asked_for(place: Place, run: Run) -> None:
    elsewhere = place.folder / "elsewhere.json"
    assert run("check", place.model, place.source, "--record", str(elsewhere), "--no-values").code == 0
    kept = json.loads(elsewhere.read_text())
    assert kept["tables"]["main.customers"]["rows"] == 30
    place.change("alter table orders rename amount to x9;")
    (place.folder / "shop.fingerprints.json").unlink()
    told = run("check", place.model, place.source, "--fingerprints", str(elsewhere)).json
    assert told["problems"][0]["repair"]["confidence"] >= 0.8
    elsewhere.write_text("[]")
    assert run("check", place.model, place.source, "--fingerprints", str(elsewhere)).code == 2
    plain = str(place.folder / "plain.yaml")
    run("draft", place.source, "-o", plain, "--no-fingerprints")
    assert not (place.folder / "plain.fingerprints.json").exists()


@pytest.mark.parametrize(
    "more", [["--repair"], ["-o", "x.yaml"], ["--repair", "everything", "-o", "x.yaml"]], ids=lambda m: " ".join(m)
)
def test_options_that_do_not_belong_together(place: Place, run: Run, more: list[str]) -> None:
    assert run("check", place.model, place.source, *more).code == 2
    assert run("check", place.model, "--record").code == 2


def test_problems_of_a_model_are_told_with_their_place_in_the_file(tmp_path: Path, run: Run) -> None:
    text = """name: shop
tables:
  - &orders
    name: orders
    source: orders
    primary_key: [order_id]
    dimensions:
      - {name: city, expression: customers.city}
    measures:
      - {name: revenue, aggregate: sum, expression: amount +}
  - {<<: *orders, source: elsewhere}
relationships:
  - {name: orders_customer, from_table: orders, from_columns: [customer_id], to_table: nobody, to_columns: [id]}
measures:
  - {expression: revenue / cuont, name: each}
"""
    file = tmp_path / "m.yaml"
    file.write_text(text)
    told = run("check", str(file))
    assert told.code == 3
    lines = text.splitlines()
    placed = {}
    for problem in told.json["problems"]:
        name = problem["where"].rsplit(".", 1)[-1]
        assert lines[problem["line"] - 1][problem["column"] - 1 :].startswith(name)
        placed[problem["where"]] = problem["line"]
    assert placed == {
        "orders": 4,
        "orders.city": 8,
        "orders.revenue": 10,
        "relationships.orders_customer": 13,
        "each": 15,
    }
    shown = run("check", str(file), "--format", "table")
    assert "13" in shown.out and "Line" in shown.out
