"""Models as YAML: what is written reads back equal, and a mistake is named where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunara.errors import InvalidInput
from lunara.semantic.model import Dimension, SemanticModel, Table
from lunara.semantic.sample import sample_model_text
from lunara.semantic.yaml import dump_model, load_model, parse_document
from tests.snapshots.shop import MODEL


@pytest.mark.parametrize("model", [MODEL, load_model(sample_model_text())], ids=["shop", "sample"])
def test_round_trip(model: SemanticModel) -> None:
    assert load_model(dump_model(model)) == model


@given(st.text(min_size=1, max_size=40), st.text(max_size=80), st.lists(st.text(max_size=20), max_size=3))
def test_round_trip_of_any_text(name: str, description: str, synonyms: list[str]) -> None:
    dimension = Dimension(name=name, description=description, synonyms=tuple(synonyms), sample_values=("2025-01-01", 1))
    model = SemanticModel(name="m", tables=(Table(name="t", source="t", dimensions=(dimension,)),))
    try:
        written = dump_model(model)
    except UnicodeEncodeError:
        return
    assert load_model(written) == model


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        (
            "name: x\ntables:\n  - name: a\n    dimensions:\n      - {name: b, typ: time}\n",
            5,
            19,
            '"typ" is not a known field',
        ),
        ("name: x\ntables:\n  - name: a\n    dimensions:\n      - {name: b, type: tme}\n", 5, 25, "did you mean time"),
        ("name: x\ntables:\n  - nam: a\n", 3, 5, "did you mean name"),
        ("name: x\ntables: [1\n", 3, 1, "not valid YAML"),
        ("name: x\nname: y\n", 2, 1, "written twice"),
        ("name: x\nversion: 0\n", 2, 10, "counts from 1"),
        (
            "name: x\nrelationships:\n  - {name: r, from_table: a, to_table: b, from_columns: [x], to_columns: []}\n",
            3,
            74,
            "at least 1",
        ),
    ],
)
def test_mistakes_are_placed(text: str, line: int, column: int, said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        load_model(text)
    assert (caught.value.details["line"], caught.value.details["column"]) == (line, column)
    assert said in caught.value.message


@pytest.mark.parametrize(
    "text", ["", "- 1", "x", "\x00", "&a [*a]", "a: &a {b: *a}", "{" * 3000, "name: !!python/object:os.system x"]
)
def test_what_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        load_model(text)


def test_a_sample_value_that_looks_like_a_date_stays_text() -> None:
    text = "name: x\ntables:\n  - {name: t, source: t, dimensions: [{name: d, sample_values: [2025-01-01, 3, true]}]}\n"
    assert load_model(text).tables[0].dimensions[0].sample_values == ("2025-01-01", 3, True)


def test_a_dialect_that_is_none_is_told_with_its_place() -> None:
    with pytest.raises(InvalidInput) as caught:
        load_model("name: x\ndialect: postgrs\n")
    assert "line 2, column 10" in caught.value.message
    assert "'postgrs' is no SQL dialect" in caught.value.message


def test_keys_that_yaml_takes_for_something_else_stay_text() -> None:
    data, _ = parse_document("joins:\n  - {on: a = b, 1: x}\n")
    assert data == {"joins": [{"on": "a = b", "1": "x"}]}
