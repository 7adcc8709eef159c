"""Which part of a model of many tables a diagram shows."""

from __future__ import annotations

from typing import Any

from lunara.semantic.model import SemanticModel
from lunara.ui.diagram_choice import HUB, OTHERS, around, group_cards, groups_of, part_of
from lunara.ui.diagram_layout import COLUMN_CARDS, layout_with_routes


def model_of(
    sources: dict[str, str], pairs: list[tuple[str, str]], hidden: frozenset[str] = frozenset()
) -> SemanticModel:
    tables: list[dict[str, Any]] = [
        {"name": name, "source": source, "primary_key": ["id"], "hidden": name in hidden}
        for name, source in sources.items()
    ]
    relationships = [
        {"name": f"{a}_{b}", "from_table": a, "from_columns": ["x"], "to_table": b, "to_columns": ["id"]}
        for a, b in pairs
    ]
    return SemanticModel.model_validate({"name": "m", "tables": tables, "relationships": relationships})


def plain(names: str) -> dict[str, str]:
    return {name: f"main.{name}" for name in names.split()}


def test_around_a_table_goes_both_ways_step_by_step() -> None:
    model = model_of(plain("a b c d alone"), [("a", "b"), ("b", "c"), ("d", "c")])
    assert around(model, "b", 1).names == ("b", "c", "a")
    assert around(model, "b", 2).names == ("b", "c", "a", "d")
    assert around(model, "alone", 3).names == ("alone",)
    assert around(model_of(plain("a b c"), [("a", "b"), ("b", "c")], frozenset({"b"})), "a", 2).names == ("a",)


def test_of_many_neighbours_the_nearest_stay_and_the_rest_is_counted() -> None:
    many = [f"t{n}" for n in range(50)]
    model = model_of(plain("hub up " + " ".join(many)), [(name, "hub") for name in many] + [("hub", "up")])
    found = around(model, "hub", 1, most=10)
    assert found.names[:2] == ("hub", "up") and len(found.names) == 10 and found.left_out == 42


def test_a_hub_is_no_step_to_everything_else() -> None:
    many = [f"t{n}" for n in range(HUB + 1)]
    model = model_of(plain("mine hub up " + " ".join(many)), [(n, "hub") for n in (*many, "mine")] + [("hub", "up")])
    assert around(model, "mine", 3).names == ("mine", "hub", "up")
    assert set(around(model, "hub", 1).names) == {"hub", "up", "mine", *many}


def test_groups_are_schemas_else_first_words_else_what_gathers() -> None:
    schemas = model_of({"a": "s1.a", "b": "s1.b", "c": "s2.c", "d": "s2.d", "e": "s3.e"}, [])
    assert groups_of(schemas) == {"s1": ("a", "b"), "s2": ("c", "d"), OTHERS: ("e",)}
    words = model_of(plain("sales_a sales_b hr_a hr_b hr_c misc"), [])
    assert groups_of(words) == {"hr": ("hr_a", "hr_b", "hr_c"), "sales": ("sales_a", "sales_b"), OTHERS: ("misc",)}
    gathered = model_of(plain("a b c d e f"), [("a", "b"), ("c", "b"), ("d", "e"), ("f", "e")])
    assert groups_of(gathered) == {"b": ("a", "b", "c"), "e": ("d", "e", "f")}
    assert groups_of(model_of(plain("a b"), [])) == {OTHERS: ("a", "b")}


def test_groups_are_joined_by_one_line_whichever_way_most_go() -> None:
    model = model_of(
        plain("sales_a sales_b hr_a hr_b"),
        [("sales_a", "hr_a"), ("sales_b", "hr_a"), ("hr_b", "sales_a"), ("sales_a", "sales_b")],
    )
    nodes, lines = group_cards(model, groups_of(model))
    assert [(node.name, node.rows) for node in nodes] == [
        ("sales", ("2 tables", "1 relationship inside")),
        ("hr", ("2 tables",)),
    ]
    assert [(line.source, line.target) for line in lines] == [("sales", "hr")]


def test_a_part_has_its_own_relationships_only() -> None:
    model = model_of(plain("a b c"), [("a", "b"), ("b", "c")])
    part = part_of(model, ["a", "b"])
    assert [table.name for table in part.tables] == ["a", "b"] and [r.name for r in part.relationships] == ["a_b"]


def test_many_tables_of_one_level_stand_in_several_columns() -> None:
    many = [f"t{n}" for n in range(2 * COLUMN_CARDS + 1)]
    cards, _ = layout_with_routes(model_of(plain("hub " + " ".join(many)), [(name, "hub") for name in many]))
    columns: dict[float, int] = {}
    for card in cards:
        columns[card.x] = columns.get(card.x, 0) + 1
    assert len(columns) == 4 and max(columns.values()) <= COLUMN_CARDS
