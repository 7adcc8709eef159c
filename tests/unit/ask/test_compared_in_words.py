"""A comparison with all is said in full wherever conditions are shown, and stays what it is in what is saved."""

from __future__ import annotations

import pytest

from lunara.ask.change.parts import on_rows
from lunara.ask.describe import describe
from lunara.ask.planners.reply import read_plan
from lunara.errors import InvalidInput
from lunara.semantic.graph import graph_of
from lunara.semantic.meaning import meaning_of
from lunara.semantic.mistakes import read_query
from lunara.semantic.query import SemanticQuery
from tests.snapshots.shop import MODEL, than

GROUPS = {"measures": ["revenue"], "dimensions": ["customers.name"], "filters": [than("revenue", "<", "avg")]}


def test_it_is_said_in_words() -> None:
    assert describe(read_query(GROUPS), MODEL) == "Revenue by customer name where revenue is less than its average"
    own = [{"field": "products.category", "op": "=", "values": ["Bikes"]}]
    query = read_query({"measures": ["units"], "filters": [than("price", ">", "min", where=own)]})
    assert describe(query, MODEL) == "Units where price is more than its lowest of those where category is Bikes"
    query = read_query({"measures": ["units"], "filters": [than("price", ">", "avg", within=["products.category"])]})
    assert describe(query, MODEL) == "Units where price is more than its average for its category"


def test_it_is_saved_and_read_again() -> None:
    query = read_query(GROUPS)
    assert SemanticQuery.model_validate_json(query.model_dump_json(by_alias=True)) == query
    assert SemanticQuery.model_validate_json(query.model_dump_json(by_alias=True, exclude_defaults=True)) == query


def test_two_that_compare_with_other_rows_are_not_the_same() -> None:
    every = {**GROUPS, "filters": [than("price", "<", "avg", where=[])]}
    here = {**GROUPS, "filters": [than("price", "<", "avg")]}
    assert meaning_of(read_query(every), MODEL) != meaning_of(read_query(here), MODEL)
    assert meaning_of(read_query(here), MODEL) == meaning_of(
        read_query({**here, "filters": [than("order_items.price", "<", "avg")]}), MODEL
    )


def test_a_change_is_not_explained_among_rows_that_depend_on_the_others() -> None:
    (one,) = read_query({"measures": ["units"], "filters": [than("price", ">", "avg")]}).filters
    assert not on_rows(one, graph_of(MODEL))


def test_a_mistake_in_it_names_its_place() -> None:
    with pytest.raises(InvalidInput, match=r'filters\.1\.than\.agregate: "agregate" is not a known field'):
        read_query({"measures": ["units"], "filters": [{"field": "price", "op": ">", "than": {"agregate": "avg"}}]})


def test_a_provider_may_plan_it() -> None:
    plan = read_plan({"kind": "query", "query": GROUPS})
    assert isinstance(plan, SemanticQuery)
    assert plan == read_query(GROUPS)
