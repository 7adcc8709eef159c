"""A choice between two roads is asked in the person's words, never in the compiler's."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.ask.declined import declined, in_words, which_road
from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, ModelSql
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.errors import AmbiguousPath
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Measure, Relationship, SemanticModel, Table
from lunara.semantic.query import SemanticQuery
from lunara.semantic.sample import sample_model

CLOCK = Clock.now("UTC", 0, 1)
THERE = {"exists": "orders", "where": [{"field": "addresses.country", "op": "=", "values": ["Spain"]}]}


def ambiguity(query: SemanticQuery) -> AmbiguousPath:
    with pytest.raises(AmbiguousPath) as caught:
        compile_query(query, sample_model(), "duckdb", CLOCK)
    return caught.value


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            {"measures": ["order_count"], "dimensions": ["addresses.country"]},
            "Address country can be read through Billing address or Shipping address. Which one do you mean?",
        ),
        (
            {
                "measures": ["order_count"],
                "dimensions": ["addresses.city"],
                "filters": [{"field": "addresses.country", "op": "=", "values": ["Spain"]}],
            },
            "Address city and Address country can be read through Billing address or Shipping address. "
            "Which one do you mean?",
        ),
        *(
            (
                {"measures": ["customer_count"], "filters": [found]},
                "Address country can be read through Billing address or Shipping address. Which one do you mean?",
            )
            for found in (THERE, {"not": THERE})
        ),
        (
            {"measures": ["order_count"], "summary": {"aggregate": "avg", "over": ["addresses.country"]}},
            "Address country can be read through Billing address or Shipping address. Which one do you mean?",
        ),
    ],
)
def test_a_choice_of_roads_names_the_field_and_the_roads(query: dict[str, object], said: str) -> None:
    model, wanted = sample_model(), SemanticQuery.model_validate(query)
    error = ambiguity(wanted)
    assert which_road(error, wanted, model) == said
    told = declined(error, wanted, Question("orders by country", CLOCK), model)
    assert isinstance(told, Clarification)
    assert told.text == said
    assert [option.label for option in told.options] == ["Billing address", "Shipping address"]
    for option in told.options:
        assert option.query is not None
        compile_query(option.query, model, "duckdb", CLOCK)


def test_sql_has_no_fields_so_the_table_is_named() -> None:
    error = ambiguity(SemanticQuery(measures=("order_count",), dimensions=("addresses.country",)))
    said = which_road(error, ModelSql("select 1"), sample_model())
    assert said == "Addresses can be read through Billing address or Shipping address. Which one do you mean?"
    assert "<field>" not in said and "_" not in said


@pytest.mark.parametrize(
    ("dimension", "limit", "said"),
    [
        ("customers.country", 5, "Top 5 countries with the most customers"),
        ("customers.city", 2, "Top 2 cities with the most customers"),
        ({"field": "customers.signed_up_at", "grain": "month"}, 3, "Top 3 months with the most customers"),
        ("customers.country", 1, "Top 1 country with the most customers"),
    ],
)
def test_the_best_of_several_are_told_in_the_plural(dimension: Any, limit: int, said: str) -> None:
    query = SemanticQuery.model_validate(
        {
            "measures": ["customer_count"],
            "dimensions": [dimension],
            "order_by": [{"field": "customer_count", "direction": "desc"}],
            "limit": limit,
        }
    )
    assert describe(query, sample_model()) == said
    planned = OfflinePlanner().plan(Question(said, CLOCK), sample_model()).plan
    assert isinstance(planned, SemanticQuery)
    assert planned.measures == query.measures and planned.order_by == query.order_by and planned.limit == limit
    assert len(planned.dimensions) == 1


def test_a_name_that_says_nothing_says_of_what_it_is() -> None:
    """ "Orders by country" where the country's field is called Name."""
    model = SemanticModel(
        name="shop",
        tables=(
            Table(
                name="orders", source="orders", primary_key=("id",), label="Orders",
                dimensions=(Dimension(name="id", expression="id", type="number"),),
                measures=(Measure(name="order_count", aggregate="count"),),
            ),
            Table(
                name="countries", source="countries", primary_key=("id",), label="Country regions",
                dimensions=(Dimension(name="name", expression="name", type="string", label="Name"),),
            ),
        ),
        relationships=tuple(
            Relationship(
                name=f"orders_{way}", from_table="orders", from_columns=(f"{way}_id",), to_table="countries",
                to_columns=("id",), cardinality="many_to_one", label=f"{way.title()} to",
            )
            for way in ("bill", "ship")
        ),
    )  # fmt: skip
    query = SemanticQuery(measures=("order_count",), dimensions=("countries.name",))
    with pytest.raises(AmbiguousPath) as caught:
        compile_query(query, model, "duckdb", CLOCK)
    assert which_road(caught.value, query, model).startswith(
        "Name of country regions can be read through Bill to or Ship to"
    )


def test_tables_are_told_by_their_labels_also_where_their_names_are_one_word() -> None:
    shipped = Dimension(name="shipdate", label="Ship date")
    model = SemanticModel(
        name="m",
        tables=(
            Table(name="salesorderheader", source="a", label="Sales orders", dimensions=(shipped,)),
            Table(name="lines", source="b", label="Order lines"),
        ),
    )  # fmt: skip
    said = in_words(
        "salesorderheader.shipdate cannot group lines: no relationship leads from lines to salesorderheader.", model
    )
    assert said == "Ship date of sales orders cannot group lines: no relationship leads from lines to sales orders."
