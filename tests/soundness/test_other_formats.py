"""Whatever the model: what comes back from another tool's format gives the same numbers, and what is not the same is told."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lunara.errors import LunaraError
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.formats import FORMATS, Documents, export_model, format_named, import_model
from lunara.semantic.formats.format import Note
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.semantic.validate import validate_model
from lunara.semantic.versions import changes_between
from tests.soundness.test_random_queries import same, value
from tests.soundness.worlds import TODAY, load, make_world, plain_model

CLOCK = Clock(TODAY)
WRITTEN = [
    (name, version)
    for name in FORMATS
    if format_named(name).write is not None
    for version in format_named(name).versions or (None,)
]
ODD = ["Order No", "größe", 'a"b', "select", "x.y", "UPPER", "1st", "day", "it's", "a`b", "count", "日本"]
EXPRESSIONS = [
    "{n}",
    "{n} * 2",
    "{n} + id",
    "-{n}",
    "CASE WHEN {f} THEN {n} ELSE 0 END",
    "coalesce({n}, 1)",
    "{n} / 2.0",
    "abs({n} - 3)",
]
FILTERS = [
    None,
    "{s} <> 'a'",
    "{s} = 'a' or {f}",
    "not {f}",
    "{n} > 2 and ({s} is null or {s} in ('a', 'b'))",
    "{d} >= date '2024-06-01'",
    "{s} like 'a%'",
    "{f} is not null",
]
DERIVED = [
    "{0} / {1}",
    "{0} - {1} * 2",
    "({0} + {1}) / ({1} - 1)",
    "coalesce({0}, 0) / nullif({1}, 2)",
    "100.0 * {0} / {1}",
    "case when {1} > 3 then {0} end",
    "{0} / {1} / {0}",
    "-({0} - {1})",
]


def decorated(rnd: Random, model: dict[str, Any]) -> SemanticModel:
    """The model with odd names, words, and random measures."""
    for table in model["tables"]:
        columns = {one["name"]: one.get("expression") or one["name"] for one in table["dimensions"]}

        def filled(texts: list[Any], columns: dict[str, str] = columns) -> str | None:
            text = rnd.choice(texts)
            return None if text is None else text.format(**columns)

        if rnd.random() < 0.5:
            table |= {"label": rnd.choice(["Things", "x"]), "synonyms": ["stuff"], "description": "All of it.\nReally"}
        for dimension in table["dimensions"]:
            if rnd.random() < 0.3:
                dimension |= {
                    "label": "L",
                    "synonyms": ["q", "r"],
                    "sample_values": ["v", 1],
                    "hidden": rnd.random() < 0.3,
                }
        for name in rnd.sample(ODD, k=rnd.randint(0, 3)):
            table["dimensions"].append({"name": name, "expression": filled(["{s}", "upper({s})", "{s} || '!'"])})
        for number in range(rnd.randint(0, 3)):
            table["measures"].append(
                {
                    "name": rnd.choice(ODD) + f" {number}",
                    "aggregate": rnd.choice(
                        ["sum", "avg", "min", "max", "median", "stddev", "count", "count_distinct"]
                    ),
                    "expression": filled(EXPRESSIONS),
                    "filter": filled(FILTERS),
                    "format": rnd.choice(
                        [None, {"kind": "currency", "currency": "EUR"}, {"kind": "percent", "decimals": 1}]
                    ),
                    "hidden": rnd.random() < 0.2,
                }
            )
    measures = [
        f'"{table["name"]}"."{one["name"]}"'
        for table in model["tables"]
        for one in table["measures"]
        if '"' not in one["name"]
    ]
    for number in range(rnd.randint(0, 3)):
        text = rnd.choice(DERIVED).format(*rnd.sample(measures, 2))
        model["measures"].append({"name": f"derived {number}", "expression": text})
    return SemanticModel.model_validate({**model, "dialect": "duckdb"})


def answer(connection: Any, model: SemanticModel, measure: str, dimensions: list[str]) -> Any:
    """Rows of one measure, or the kind of refusal."""
    query = SemanticQuery.model_validate({"measures": [measure], "dimensions": dimensions})
    try:
        compiled = compile_query(query, model, "duckdb", CLOCK)
    except LunaraError as error:
        return type(error).__name__
    return [tuple(value(cell) for cell in row) for row in connection.execute(compiled.sql.text).fetchall()]


def equal(one: Any, two: Any) -> bool:
    if isinstance(one, str) or isinstance(two, str):
        return bool(one == two)
    return len(one) == len(two) and all(
        len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True)) for a, b in zip(one, two, strict=True)
    )


def told(notes: list[Note], name: str, *words: str) -> bool:
    """Whether a note says that this measure is another, in one of these respects."""
    return any((name in note.where or name in note.what) and any(word in str(note) for word in words) for note in notes)


@pytest.mark.parametrize(("name", "version"), WRITTEN)
@settings(
    max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)
@given(seed=st.integers(0, 10**9))
def test_numbers_stay_and_differences_are_told(name: str, version: str | None, seed: int) -> None:
    rnd = Random(seed)
    world = make_world(rnd)
    model = decorated(rnd, plain_model(world))
    if any(problem.level == "error" for problem in validate_model(model)):
        return
    there = export_model(model, name, version)
    back = import_model(Documents(there.files), name)
    notes = [*there.notes, *back.notes]
    silent = [
        change
        for change in changes_between(model, back.model)
        # the letters of a measure may be others: that it is the same one, its numbers say
        if not (
            {field for field, *_ in change.fields}
            and {field for field, *_ in change.fields} <= {"expression", "filter"}
        )
        if not any(
            change.key.split(":", 1)[1].split(".")[-1] in text
            for note in notes
            if note.effect != "kept"
            for text in (note.where, note.what, note.why)
        )
    ]
    assert silent == []
    again = export_model(back.model, name, version).files
    assert dict(again) == dict(export_model(import_model(Documents(again), name).model, name, version).files)

    connection = load(world)
    tables = {table.name: table for table in back.model.tables}
    for table in model.tables:
        its = {one.name for one in tables[table.name].measures} if table.name in tables else set()
        for measure in table.measures:
            if measure.name not in its or told(notes, measure.name, "additive_over"):
                continue
            path = f"{table.name}.{measure.name}"
            for dimensions in ([], [f"{table.name}.f"]):
                if any(one.name == "f" and one.hidden for one in table.dimensions) and dimensions:
                    continue
                one, two = (answer(connection, its_model, path, dimensions) for its_model in (model, back.model))
                assert equal(one, two), f"{path} {dimensions}: {one} became {two}"
    derived = {one.name for one in back.model.measures}
    for measure in model.measures:
        # one that is made of a measure which is told to be another is another with it
        of = [measure.name, *re.findall(r'\."?(\w+)"?', measure.expression)]
        if measure.name in derived and not any(told(notes, name, "additive_over") for name in of):
            one, two = (answer(connection, its_model, measure.name, []) for its_model in (model, back.model))
            assert equal(one, two), f"{measure.name}: {one} became {two}"
