"""Files of a few bytes that say very much when they are written out, and texts that a pattern could look at for hours."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Mapping

import pytest

from lunara.errors import InvalidInput
from lunara.semantic.formats import Documents, import_model, recognised
from lunara.semantic.formats.bounds import DEEPEST
from lunara.semantic.formats.format import Read
from lunara.semantic.formats.gather import gather_file
from lunara.semantic.yaml import parse_document

SECONDS = 6.0
DEPTH = 24


def read(files: Mapping[str, str]) -> Read:
    documents = Documents(files, "m", "duckdb")
    began = time.process_time()
    try:
        return import_model(documents, recognised(documents).name)
    finally:
        assert time.process_time() - began < SECONDS


def zipped(method: int, *files: bytes) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for number, data in enumerate(files):
            archive.writestr(f"{number}.yml", data)
    return io.BytesIO(made.getvalue())


def why(read: Read) -> str:
    return "; ".join(note.why for note in read.notes)


# -- zips -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_unpacks_in_one_go_is_not_unpacked(method: int) -> None:
    with pytest.raises(InvalidInput, match="no file"):
        gather_file(zipped(method, b"a: 1\n"), "model.zip")


def test_what_is_no_text_counts_to_what_was_unpacked() -> None:
    with pytest.raises(InvalidInput, match="100 MB"):
        gather_file(zipped(zipfile.ZIP_DEFLATED, *[b"\xff" * 15_000_000] * 8), "model.zip")


def test_a_broken_zip_is_told() -> None:
    whole = zipped(zipfile.ZIP_DEFLATED, bytes(range(97, 120)) * 500).getvalue()
    at = whole.find(b"0.yml") + 5
    with pytest.raises(InvalidInput, match="no zip that can be read"):
        gather_file(io.BytesIO(whole[:at] + b"\xff" * 20 + whole[at + 20 :]), "model.zip")


# -- what is written out ----------------------------------------------------------------------------------------


def test_dimensions_of_cube_that_double_are_left_out() -> None:
    fields = "".join(f"  - {{name: d{n}, type: string, sql: '{{d{n + 1}}} || {{d{n + 1}}}'}}\n" for n in range(DEPTH))
    text = f"cubes:\n- name: c\n  sql_table: t\n  dimensions:\n{fields}  - {{name: d{DEPTH}, type: string, sql: x}}\n"
    done = read({"a.yml": text})
    assert "with all that it refers to" in why(done)
    assert f"d{DEPTH}" in [one.name for one in done.model.tables[0].dimensions]


def test_fields_of_lookml_that_double_are_left_out() -> None:
    fields = "".join(f"dimension: d{n} {{ sql: ${{d{n + 1}}} || ${{d{n + 1}}} ;; }}\n" for n in range(DEPTH))
    text = f"view: c {{ sql_table_name: t ;;\n{fields}dimension: d{DEPTH} {{ sql: ${{TABLE}}.x ;; }} }}"
    assert "with all that it refers to" in why(read({"a.view.lkml": text}))


def test_dimensions_of_databricks_that_double_are_left_out() -> None:
    fields = "".join(f"- {{name: d{n}, expr: 'd{n - 1} || d{n - 1}'}}\n" for n in range(1, DEPTH))
    start, end = (
        "version: 1.1\nsource: a.b.t\ndimensions:\n- {name: d0, expr: x}\n",
        "measures:\n- {name: n, expr: count(1)}\n",
    )
    view = f"{start}{fields}{end}"
    done = read({"v.yaml": view})
    assert "with all that it refers to" in why(done)
    names = [one.name for one in done.model.tables[0].dimensions]
    assert "d0" in names
    assert f"d{DEPTH - 1}" not in names  # it is made of one that is left out, and of no column of that name


def test_sql_of_cubes_that_doubles_is_left_out() -> None:
    cubes = "".join(
        f"- {{name: c{n}, sql: 'select * from ({{c{n + 1}.sql()}}) a join ({{c{n + 1}.sql()}}) b on true'}}\n"
        for n in range(DEPTH)
    )
    assert "letters" in why(read({"a.yml": f"cubes:\n{cubes}- {{name: c{DEPTH}, sql_table: t}}\n"}))


def test_sql_of_views_that_doubles_is_left_out() -> None:
    views = "".join(
        f"view: c{n} {{ derived_table: {{ sql: select 1 from ${{c{n + 1}.SQL_TABLE_NAME}} a,"
        f" ${{c{n + 1}.SQL_TABLE_NAME}} b ;; }} dimension: x {{}} }}\n"
        for n in range(DEPTH)
    )
    done = read({"a.view.lkml": f"{views}view: c{DEPTH} {{ sql_table_name: t ;; dimension: x {{}} }}\n"})
    assert "letters" in why(done)


def test_views_that_extend_the_next_twice_are_read_once() -> None:
    views = "".join(f"view: c{n} {{ extends: [c{n + 1}, c{n + 1}] }}\n" for n in range(DEPTH))
    done = read({"a.view.lkml": f"{views}view: c{DEPTH} {{ sql_table_name: t ;; dimension: x {{}} }}"})
    assert [one.name for one in done.model.tables[0].dimensions] == ["x"]


def test_circles_of_views_that_extend_twice_are_bounded() -> None:
    views = "".join(
        f"view: c{n} {{ extends: [c{(n + 1) % DEPTH}, c{(n + 1) % DEPTH}] dimension: x{n} {{}} }}\n"
        for n in range(DEPTH)
    )
    with pytest.raises(InvalidInput, match="grow far beyond"):
        read({"a.view.lkml": views})


@pytest.mark.parametrize("deep", [DEEPEST + 2, 3000])
def test_too_many_that_extend_each_other_are_refused(deep: int) -> None:
    cubes = "".join(f"- {{name: c{n}, extends: c{n + 1}}}\n" for n in range(deep))
    views = "".join(f"view: c{n} {{ extends: [c{n + 1}] }}\n" for n in range(deep))
    for files in (
        {"a.yml": f"cubes:\n{cubes}- {{name: c{deep}, sql_table: t}}\n"},
        {"a.view.lkml": f"{views}view: c{deep} {{ sql_table_name: t ;; }}"},
    ):
        with pytest.raises(InvalidInput, match="made of more than"):
            read(files)


def test_fields_that_many_take_over_are_bounded() -> None:
    fields = "".join(f"dimension: d{n} {{}}\n" for n in range(2_000))
    views = "".join(f"view: c{n} {{ extends: [big] }}\n" for n in range(400))
    with pytest.raises(InvalidInput, match="grow far beyond"):
        read({"a.view.lkml": f"view: big {{ {fields} }}\n{views}"})


def test_constants_are_bounded() -> None:
    value, uses = "x" * 100_000, "@{a}" * 1_000
    with pytest.raises(InvalidInput, match="grow far beyond"):
        read({"manifest.lkml": f'constant: a {{ value: "{value}" }}\nview: c {{ label: "{uses}" }}'})


# -- patterns ---------------------------------------------------------------------------------------------------

DBT = (
    "semantic_models:\n- name: c\n  model: {model}\n  entities: [{{name: id, type: primary}}]\n"
    "  dimensions: [{{name: d, type: categorical}}]\n  measures: [{{name: m, agg: sum, expr: x}}]\n"
    "metrics:\n- {{name: mm, label: x, type: simple, type_params: {{measure: m}}, filter: {filter}}}\n"
)


@pytest.mark.parametrize("text", ["{{" * 200_000, "{{ Dimension('id__d'" + " " * 50_000 + "x }} = 1"])
def test_filters_of_dbt_are_looked_at_once(text: str) -> None:
    assert "dbt can resolve" in why(read({"a.yml": DBT.format(model="ref('c')", filter=json.dumps(text))}))


@pytest.mark.parametrize("text", [" " * 300_000, "ref('a'" + " " * 100_000 + "x"])
def test_references_of_dbt_are_looked_at_once(text: str) -> None:
    with pytest.raises(InvalidInput):
        read({"a.yml": DBT.format(model=json.dumps(text), filter="''")})


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "1," * 100_000 + "1"),
        ("number", "1," * 2_000 + "1"),
        ("number", "1" + " " * 19_000 + "x"),
        ("date", "a" + " " * 19_000 + "b"),
        ("date", "before" + " " * 19_000),
    ],
)
def test_filters_of_lookml_are_looked_at_once(kind: str, text: str) -> None:
    view = (
        f"view: c {{ sql_table_name: t ;; dimension: n {{ type: {kind} }}\n"
        f'measure: m {{ type: count filters: [n: "{text}"] }} }}'
    )
    began = time.process_time()
    assert read({"a.view.lkml": view}).notes
    assert time.process_time() - began < 2


def test_numbers_and_intervals_of_lookml_are_still_cut_at_commas() -> None:
    view = (
        "view: c { sql_table_name: t ;; dimension: n { type: number }\n"
        'measure: m { type: count filters: [n: "1,  [5, 10] OR\n 20"] } }'
    )
    done = read({"a.view.lkml": view})
    (measure,) = done.model.tables[0].measures
    assert measure.filter is not None
    assert all(word in measure.filter for word in ("= 1", "5", "10", "= 20"))


def test_a_number_to_the_base_of_60_is_bounded() -> None:
    began = time.process_time()
    with pytest.raises(InvalidInput, match="too many digits"):
        parse_document("a: 1" + ":59" * 100_000)
    assert parse_document("a: 1:30\nb: 2.5\nc: 0x1f")[0] == {"a": 90, "b": 2.5, "c": 31}
    assert time.process_time() - began < 1
