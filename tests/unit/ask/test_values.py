"""The warehouse's own words: what is kept of them, and what never is."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from lunara.ask import values as values_module
from lunara.ask.values import ValueIndex, build_value_index, reads_personal
from lunara.connect import open_url
from lunara.connect.run import Runner
from lunara.semantic.model import Dimension, Relationship, SemanticModel, Table


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.org",
        "+49 171 2345678",
        "(212) 555-0182",
        "4111 1111 1111 1111",
        "DE89 3704 0044 0532 0130 00",
        "123e4567-e89b-12d3-a456-426614174000",
        "10.0.12.7",
        "9e107d9d372bb6826bd81d3542a419d6",
    ],
)
def test_contacts_accounts_and_identifiers_read_personal(text: str) -> None:
    assert reads_personal(text) and reads_personal(f" {text} ")


@pytest.mark.parametrize(
    "text",
    ["Germany", "DE", "Road Bikes", "2024-01-31", "31.01.2024", "2012-2013", "A-1007", "10-20", "24/7", "3.5 t", ""],
)
def test_ordinary_words_do_not(text: str) -> None:
    assert not reads_personal(text)


def test_a_field_of_contacts_is_left_out_whatever_it_is_called() -> None:
    index = ValueIndex.from_values(
        {
            ("tickets", "reached_at"): ["ada@example.org", "by telephone", "bob@example.org", "in person"],
            ("tickets", "kind"): ["Refund", "Complaint"],
        }
    )
    assert set(index.fields) == {"tickets.kind"}
    assert not index.lookup(["ada", "example", "org"], "ada@example.org") and not index.lookup(["person"], "in person")


def test_one_contact_among_many_words_is_dropped_alone() -> None:
    words = [f"Channel {letter}" for letter in "abcdefghijklmnop"]
    index = ValueIndex.from_values({("orders", "channel"): [*words, "ada@example.org"]})
    assert index.fields == {"orders.channel": 16}
    assert not index.lookup([], "ada@example.org") and index.lookup([], "channel b")


def test_the_models_own_samples_of_people_are_not_matched() -> None:
    people = Table(
        name="customers",
        dimensions=(
            Dimension(name="email", sample_values=("Atlantis",)),
            Dimension(name="country", sample_values=("Germany",)),
        ),
    )
    index = ValueIndex.from_model(SemanticModel(name="m", tables=(people,)))
    assert set(index.fields) == {"customers.country"}


def test_the_index_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values_module, "MAX_VALUES", 5)
    index = ValueIndex.from_values({("a", "x"): ["one", "two", "three"], ("b", "y"): ["four", "five", "six"]})
    assert len(index) == 5 and index.fields == {"a.x": 3, "b.y": 2}
    assert index.of_field("a", "x") == ["one", "two", "three"] and index.of_field("a", "x", limit=2) == ["one", "two"]


def test_a_value_is_found_by_its_beginning_when_it_alone_has_it() -> None:
    index = ValueIndex.from_values({("t", "name"): ["Berlin Mitte", "Boston", "Lyon Nord", "Lyon Sud"]})
    assert [hit.value for hit in index.beginning("Berlin")] == ["Berlin Mitte"]
    assert index.beginning("lyon") == [] and index.beginning("bost") == []


def test_where_not_all_fields_are_read_those_that_others_refer_to_are(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "sales.duckdb")) as made:
        made.execute("create table sale (id int, kind_id int, note text)")
        made.execute("insert into sale values (1, 1, 'gift')")
        made.execute("create table kind (id int, title text)")
        made.execute("insert into kind values (1, 'Wholesale')")
    warehouse = open_url(f"duckdb:///{tmp_path / 'sales.duckdb'}")
    try:
        model = SemanticModel(
            name="m",
            dialect="duckdb",
            tables=(
                Table(
                    name="sale",
                    source="sale",
                    primary_key=("id",),
                    dimensions=(Dimension(name="channel", expression="note"),),
                ),
                Table(name="kind", source="kind", primary_key=("id",), dimensions=(Dimension(name="title"),)),
            ),
            relationships=(
                Relationship(
                    name="k", from_table="sale", from_columns=("kind_id",), to_table="kind", to_columns=("id",)
                ),
            ),
        )
        assert set(build_value_index(model, Runner(warehouse, record=None), max_fields=1).fields) == {"kind.title"}
    finally:
        warehouse.close()
