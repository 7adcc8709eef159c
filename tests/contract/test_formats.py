"""What every format of models promises, whatever tool it is of. A format declares itself; no test names one."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lunara.errors import InvalidInput, LunaraError
from lunara.semantic.formats import FORMATS, Documents, export_model, format_named, import_model, recognised
from lunara.semantic.model import SemanticModel
from lunara.semantic.sample import sample_model
from lunara.semantic.validate import validate_model
from lunara.semantic.versions import changes_between
from lunara.semantic.yaml import load_model, parse_document

DOCS = Path(__file__).resolve().parents[2] / "docs" / "semantic-model.md"


def documented_model() -> SemanticModel:
    """The model that the documentation shows: each kind of part is in it."""
    return load_model(DOCS.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0])


MODELS = {"sample": sample_model, "documented": documented_model}
WRITTEN = [
    (name, version)
    for name in FORMATS
    if format_named(name).write is not None
    for version in format_named(name).versions or (None,)
]
written = pytest.mark.parametrize(("name", "version"), WRITTEN)
models = pytest.mark.parametrize("model", MODELS)


@pytest.mark.parametrize("name", FORMATS)
def test_it_presents_itself(name: str) -> None:
    found = format_named(name)
    assert found.name == name
    assert found.label and found.description.endswith(".") and found.suffix.startswith(".")
    page = (DOCS.parent / "formats.md").read_text(encoding="utf-8")
    assert f"`{name}`" in page, "docs/formats.md does not say what is read and written of it"


@written
@models
def test_what_it_writes_it_recognises(name: str, version: str | None, model: str) -> None:
    files = Documents(export_model(MODELS[model](), name, version).files)
    assert recognised(files).name == name


@written
@models
def test_what_it_writes_reads_back_as_a_sound_model(name: str, version: str | None, model: str) -> None:
    back = import_model(Documents(export_model(MODELS[model](), name, version).files), name).model
    assert [problem for problem in validate_model(back) if problem.level == "error"] == []


@written
@models
def test_a_round_trip_loses_nothing_in_silence(name: str, version: str | None, model: str) -> None:
    """Each difference between the model and what comes back is announced by a note that names the item."""
    original = MODELS[model]()
    there = export_model(original, name, version)
    back = import_model(Documents(there.files), name)
    noted = [note for note in (*there.notes, *back.notes) if note.effect != "kept"]
    silent = []
    for change in changes_between(original.model_copy(update={"version": None}), back.model):
        item = change.key.split(":", 1)[1]
        last = item.split(":")[-1].split(".")[-1]
        if not any(last in note.where or last in note.what for note in noted):
            silent.append(change)
    assert silent == []


@written
@models
def test_a_second_round_trip_changes_nothing(name: str, version: str | None, model: str) -> None:
    first = export_model(MODELS[model](), name, version).files
    again = export_model(import_model(Documents(first), name).model, name, version).files
    assert dict(again) == dict(first)


@written
@models
def test_the_same_model_is_written_byte_for_byte_the_same(name: str, version: str | None, model: str) -> None:
    assert export_model(MODELS[model](), name, version) == export_model(MODELS[model](), name, version)


@written
def test_a_model_with_nothing_in_it(name: str, version: str | None) -> None:
    """Written and read, or refused in words: some formats cannot be empty."""
    try:
        there = export_model(SemanticModel(name="empty"), name, version)
        import_model(Documents(there.files), name)
    except InvalidInput as error:
        assert error.message and error.hint


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "text", ["", "[]", "null", "a: [1, 2", "name: x\ntables: 3", '{"a": {"b": [1, {"c": null}]}}', "\x00", "- - - -"]
)
def test_what_is_no_model_is_refused_in_words(name: str, text: str) -> None:
    suffix = format_named(name).suffix
    with pytest.raises(LunaraError) as caught:
        import_model(Documents.of(text, f"model{suffix}"), name)
    assert caught.value.message and caught.value.hint


@written
@pytest.mark.parametrize("wrong", [None, 7, "text", [], {}, [1, "x", None], {"a": 1}])
def test_a_value_of_the_wrong_kind_anywhere_is_never_a_traceback(name: str, version: str | None, wrong: Any) -> None:
    """Each part of a written model in turn is replaced; it is read with notes or refused in words."""
    files = export_model(documented_model(), name, version).files
    for path, text in files.items():
        if not path.endswith((".yaml", ".yml", ".json")):
            continue
        data, _ = parse_document(text)
        for broken in _each_part_replaced(data, wrong):
            mutated = {**files, path: json.dumps(broken)}
            try:
                result = import_model(Documents(mutated), name)
            except LunaraError as error:
                assert error.message and error.hint
            else:
                assert isinstance(result.model, SemanticModel)


def _each_part_replaced(data: Any, wrong: Any) -> Iterator[Any]:
    """Of parts that stand at the same place of several entries (the label of each dimension), two."""
    seen: Counter[tuple[Any, ...]] = Counter()
    for path in _paths(data, ()):
        place = tuple("each" if isinstance(part, int) else part for part in path)
        seen[place] += 1
        if seen[place] > 2:
            continue
        mutated = copy.deepcopy(data)
        holder = mutated
        for part in path[:-1]:
            holder = holder[part]
        holder[path[-1]] = copy.deepcopy(wrong)
        yield mutated


def _paths(data: Any, above: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        yield (*above, key)
        yield from _paths(value, (*above, key))
